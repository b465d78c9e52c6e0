"""The command line: what was typed to calls of the stages, and their results to files and streams.

In go words; out come exit codes. Nothing here decides about a reference.
"""
