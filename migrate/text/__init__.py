"""Bytes to what a language sees in them: tokens, literals, conditions, a tree, instructions.

In go the bytes of one file; out come facts with byte offsets. Nothing here knows a name of CUDA's
from another, and nothing knows a second file.
"""
