"""Functions that hold instructions nobody ported, and the branches that call them.

What comes in are the code of a file and the branches of its conditions; what goes out is which
branches call such a function, and whether the branch that defines one is called from nowhere else.
Both are one decision: with the function left out, so is the call. Nothing is edited here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex

_HEAD = regex(rb"\b([A-Za-z_]\w*)\s*\([^;{}()]*\)\s*(?:(?:const|noexcept)\s*)*\{")
_CALL = regex(rb"\b([A-Za-z_]\w*)\s*\(")
_KEYWORDS = frozenset((b"if", b"for", b"while", b"switch", b"catch"))


class Wrappers(NamedTuple):
    """``calls`` is where such functions are called outside of the branches that define them;
    ``aside`` are those branches of which every function is called, and only where there is another
    way.
    """

    calls: Sequence[int] = ()
    aside: frozenset[Span] = frozenset()

    def called_in(self, span: Span) -> bool:
        """Whether a branch calls such a function."""
        return bisect_left(self.calls, span.start) < bisect_left(self.calls, span.end)


def wrappers(code: bytes, defining: Sequence[Span], ways: Sequence[Span]) -> Wrappers:
    """What is called in the branches of ``code``. ``defining`` are those outside of functions that
    hold such instructions and have no other way; ``ways`` are those of conditions that have one.
    """
    homes = {name: span for span in defining for name in _defined(code, span)}
    calls: dict[bytes, list[int]] = {name: [] for name in homes}
    for call in _CALL.finditer(code):
        home = homes.get(call[1])
        if home is not None and not home.start <= call.start() < home.end:
            calls[call[1]].append(call.start())
    elsewhere = {
        homes[name]
        for name, starts in calls.items()
        if not starts or not all(any(a <= at < b for a, b in ways) for at in starts)
    }
    every = sorted(start for starts in calls.values() for start in starts)
    return Wrappers(every, frozenset(homes.values()) - elsewhere)


def _defined(code: bytes, span: Span) -> list[bytes]:
    found = _HEAD.finditer(code, *span)
    return [head[1] for head in found if head[1] not in _KEYWORDS]
