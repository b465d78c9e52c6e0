"""One code base for both vendors: what a port would write into the sources goes into one header.

In go the results of a port that is whole, with the bytes they were made of; out come the results of
another form: sources that keep CUDA's names, and a header that gives these the target's meaning
where a build is for the target. What no header can give stands beside the original in the sources,
under a condition that only a build for the target fulfils. Nothing here decides what a name
becomes, and nothing is written. ``survey`` finds what holds for a whole tree (``forms``),
``convert`` goes through one file (``covered``, ``guarded``, ``conditions``, ``includes``),
``header`` is the text of the header, and ``tree`` and ``runs`` put all together.
"""
