"""Between the disk and bytes: which files a path stands for, their contents, and their replacement.

In go paths; out come ``SourceFile`` values, and whole files or trees in their place, seen by others
all or not at all. Nothing here reads what the bytes mean.
"""
