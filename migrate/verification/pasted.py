"""Names of the target's that the preprocessor puts together, against what the target declares.

What comes in are the bytes of a file and what the target declares; what goes out are the places of
such names, each with whether the target has a name that may come of it. The words around a ``##``
are no names themselves, so nobody else looks them up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrate.checks.pasted import macro_at, pattern
from migrate.rules.surface import Surface
from migrate.rules.targets import TargetInfo
from migrate.text.lexer import directives, trivia
from migrate.tree.pasting import pastes


class Joined(NamedTuple):
    """A name that is put together, as it is written, and whether the target has one like it."""

    start: int
    end: int
    spelled: str
    declared: bool


def joined(data: bytes, info: TargetInfo, surface: Surface) -> Iterator[Joined]:
    """Those that are formed like the target's own."""
    found = list(pastes(data))
    if not found:
        return
    skip = trivia(data).both
    lines = directives(data, skip)
    for paste in found:
        directive, first = lines.at(paste.start), paste.parts[0]
        if directive is None or skip.at(paste.start) or not info.owns("".join(paste.parts)):
            continue
        _, parameters = macro_at(data, directive)
        if first not in parameters:
            there = surface.has_any(first, pattern(paste, parameters))
            yield Joined(paste.start, paste.end, "##".join(paste.parts), there)
