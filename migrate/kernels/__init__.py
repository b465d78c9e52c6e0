"""Which pattern a kernel follows: elementwise, a reduction, a stencil, ...

In goes the tree of a file; out come its kernels, each with a pattern and what in its code says so.
Nothing here is certain, and nothing edits.
"""
