"""Bytes to what a language sees in them: tokens, literals, conditions, a tree, instructions.

In go the bytes of one file; out come facts with byte offsets. Of names only the macros of compilers
and of targets are known here: no table is asked, and no file is opened.
"""
