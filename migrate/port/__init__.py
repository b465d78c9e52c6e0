"""One file from its bytes to a ``FileResult``: every reference once, every edit proved before it
counts.

In go a file, the rules and what the tree says; out come the bytes of the port, its findings, and
what is said of a tree's files together: submodules, files never built, findings of one cause.
Nothing here raises on account of a source, or writes.
"""
