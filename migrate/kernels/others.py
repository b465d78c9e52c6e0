"""A file with what its kernels call of other files behind it, and without what hides its loops.

What comes in are the bytes of a file, its tree and functions of the files that it includes; what
goes out is a tree in which everything stands where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from migrate.regex import regex
from migrate.text.syntax import SyntaxTree, parse

_WORD = regex(rb"\b[A-Za-z_]\w*(?=\s*[(<])")
# Between the head of a loop and its body, or alone on a line: the grammar gives such loops up.
_HIDES = regex(
    rb"(?<=\))[ \t]*\r?\n[ \t]*#[ \t]*pragma[^\r\n]*|^[ \t]*[A-Z0-9_]*UNROLL[A-Z0-9_]*[ \t]*$",
    re.MULTILINE,
)
_STEPS = 3  # from a kernel to the functions that it calls
_MOST = 20_000  # bytes of other files


def completed(tree: SyntaxTree, data: bytes, functions: Mapping[str, bytes]) -> SyntaxTree:
    """The tree of a file with the functions behind it that it calls."""
    found: dict[str, bytes] = {}
    latest = data
    for _ in range(_STEPS):
        words = {word.decode() for word in _WORD.findall(latest)}
        added = {word: functions[word] for word in sorted(words & functions.keys() - found.keys())}
        if not added or len(latest) > _MOST + len(data):
            break
        found |= added
        latest = b"\n".join(added.values())
    shown = _HIDES.sub(lambda match: re.sub(rb"[^\r\n]", b" ", match[0]), data)
    if not found and shown == data:
        return tree
    return parse(b"\n".join((shown, *found.values())))
