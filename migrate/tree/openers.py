"""Namespaces that a macro of the file opens, and another one closes (``NS_BEGIN``, ``NS_END``).

What comes in is a scan; what goes out are where such macros are used, and the namespaces they have
open at a place. A use is a word alone on its line, as projects write them. Macros of other files
are not known here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrate.model import Span
from migrate.tree.scan import Scan

_DEFINED = re.compile(rb"[ \t]*([A-Za-z_]\w*)(?![\w(])[\s\\]*(.*)", re.DOTALL)
_BODY = re.compile(
    rb"(?:(?:inline\s+)?namespace\b\s*[\w:\s]*\{|\}|[\s;\\]|/\*.*?\*/|//[^\n]*)+", re.DOTALL
)
_STEP = re.compile(rb"(?:inline\s+)?namespace\b\s*([\w:\s]*)\{|(\})")


def uses(scan: Scan) -> Iterator[tuple[Span, bytes]]:
    """The uses of macros that open or close namespaces, and what these stand for, in order."""
    known = _known(scan)
    if not known:
        return
    names = b"|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    for match in re.finditer(
        rb"^[ \t]*(%b)[ \t]*;?[ \t]*(?://[^\n]*)?\r?$" % names, scan.data, re.MULTILINE
    ):
        if scan.trivia.both.at(match.start(1)) is None:
            yield Span(*match.span(1)), known[match[1]]


class Openers(NamedTuple):
    """What the macros of a file have open behind each of their uses, which begin at ``starts``."""

    starts: Sequence[int]
    opened: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, scan: Scan) -> Openers:
        starts: list[int] = []
        opened: list[tuple[str, ...]] = []
        stack: list[tuple[str, ...]] = []
        for span, body in uses(scan):
            for step in _STEP.finditer(body):
                if step[2] and stack:
                    stack.pop()
                elif not step[2]:
                    stack.append(_parts(step))
            starts.append(span.start)
            opened.append(tuple(part for parts in stack for part in parts))
        return cls(starts, opened)

    def at(self, offset: int) -> tuple[str, ...]:
        """The namespaces that are open at a place, the outermost first."""
        behind = bisect_left(self.starts, offset)
        return self.opened[behind - 1] if behind else ()


def _parts(step: re.Match[bytes]) -> tuple[str, ...]:
    """The namespaces that one ``namespace a::b {`` opens; an inline one hides nothing."""
    if step[0].startswith(b"inline"):
        return ()
    return tuple(part.strip().decode() for part in step[1].split(b"::") if part.strip())


def _known(scan: Scan) -> dict[bytes, bytes]:
    """The macros of the file that are made of openings and closings of namespaces alone."""
    found: dict[bytes, bytes] = {}
    if b"namespace" not in scan.data:
        return found
    for item in scan.directives.items:
        match = _DEFINED.match(scan.data, item.body, item.end) if item.keyword == "define" else None
        body = match[2].replace(b"\\", b" ").strip() if match is not None else b""
        if match is not None and body and _BODY.fullmatch(body) and _STEP.search(body):
            found.setdefault(match[1], body)
    return found if any(b"namespace" in body for body in found.values()) else {}
