"""Calls of the target's functions whose names are macros of the tree with parameters.

What comes in are entries, the bytes they edit and the names of macros; what goes out are the same
entries, in which such a name stands in parentheses where it is called: ``(port::malloc)(&p, n)`` is
no call of a macro ``malloc(n)``. Nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from migrate.model import Edit, Fix
from migrate.regex import regex
from migrate.rewrite.entries import Entry

_CALLED = regex(rb"\s*\(")


def unshadowed(
    entries: Iterable[Entry], data: bytes, macros: Collection[str], namespaces: Collection[str]
) -> Iterator[Entry]:
    """The entries, with what they write of functions in ``namespaces``."""
    if not macros or not namespaces:
        yield from entries
        return
    spaces = b"|".join(sorted(re.escape(name.encode()) for name in namespaces))
    names = b"|".join(sorted(re.escape(name.encode()) for name in macros))
    pattern = re.compile(
        rb"(?<![\w:])(?:::)?(?:%b)(?:::\w+)*::(?:%b)(?=\s*\(|\s*\Z)" % (spaces, names)
    )
    for entry in entries:
        edits = entry.fix.edits if entry.fix is not None else ()
        made = tuple(_edit(pattern, data, edit) for edit in edits)
        if entry.fix is None or made == tuple(edits):
            yield entry
        else:
            yield replace(entry, fix=Fix(made, entry.fix.safety))


def _edit(pattern: re.Pattern[bytes], data: bytes, edit: Edit) -> Edit:
    def written(match: re.Match[bytes]) -> bytes:
        at_end = match.end() == len(edit.text.rstrip())
        called = not at_end or _CALLED.match(data, edit.end) is not None
        return b"(%b)" % match[0] if called else match[0]

    return edit._replace(text=pattern.sub(written, edit.text))
