"""Questions that need more than one place and one rule: conditions on versions and architectures,
labels, pasted names, macros with names of CUDA's.

In go the uses of one file; out come entries with better answers. Nothing here writes.
"""
