"""What libclang knows of a tree, where it is asked: whose names are, types, values, functions.

In go units with their options; out come meanings by file and offset. Nothing here changes what is
right without it, and no process that parses can stop a run.
"""
