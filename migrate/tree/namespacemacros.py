"""Namespaces that a macro opens, and another one closes (``NS_BEGIN``, ``NS_END``).

What comes in are a scan, and the macros of this kind that the tree has; what goes out are where
such macros are used, the namespaces they have open at a place, and the facts of a file with those
that macros of other files open. A use is a word alone on its line, as projects write them. A word
that may be such a macro of another file is only noted, for those who know the tree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.tree.filefacts import FileFacts
from migrate.tree.qualifiers import last_code_byte
from migrate.tree.scan import Scan

_DEFINED = regex(rb"[ \t]*([A-Za-z_]\w*)(?![\w(])[\s\\]*(.*)", re.DOTALL)
_BODY = regex(
    rb"(?:(?:inline\s+)?namespace\b\s*[\w:\s]*\{|\}|[\s;\\]|/\*.*?\*/|//[^\n]*)+", re.DOTALL
)
_STEP = regex(rb"(?:inline\s+)?namespace\b\s*([\w:\s]*)\{|(\})")
_ALONE = regex(
    rb"^[ \t]*+([A-Z_][A-Z0-9_]++|[A-Za-z_]\w*+(?=[ \t]*+;))[ \t]*+;?[ \t]*+(?://[^\n]*+)?\r?$",
    re.MULTILINE,
)
NONE: Mapping[bytes, bytes] = MappingProxyType({})


def uses(scan: Scan, of_tree: Mapping[bytes, bytes] = NONE) -> Iterator[tuple[Span, bytes]]:
    """The uses of macros that open or close namespaces, and what these stand for, in order; the
    file's own definition of a macro ``of_tree`` wins.
    """
    known = {**of_tree, **_known(scan)}
    if not known:
        return
    names = b"|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    for match in re.finditer(
        rb"^[ \t]*(%b)[ \t]*;?[ \t]*(?://[^\n]*)?\r?$" % names, scan.data, re.MULTILINE
    ):
        if scan.trivia.both.at(match.start(1)) is None:
            yield Span(*match.span(1)), known[match[1]]


def notes(scan: Scan) -> list[tuple[Span, str]]:
    """Words alone on their lines where a statement begins: each may be such a macro of another
    file.
    """
    data, own, last = scan.data, _known(scan), -1
    found: list[tuple[Span, str]] = []
    for match in _ALONE.finditer(data):
        start, end = match.span(1)
        if scan.trivia.both.at(start) is not None or scan.directives.at(start) is not None:
            continue
        at = last_code_byte(scan, start)
        if at in (-1, last) or data[at] in b";{}" or scan.directives.at(at) is not None:
            last = end - 1
            if match[1] not in own:
                found.append((Span(start, end), match[1].decode()))
    return found


def of_macros(macros: Iterable[tuple[str, str]]) -> dict[bytes, bytes]:
    """Those of some macros, by name and value, that open and close namespaces."""
    found: dict[bytes, bytes] = {}
    for name, value in macros:
        body = value.encode()
        if ("{" in value or "}" in value) and _BODY.fullmatch(body) and _STEP.search(body):
            found.setdefault(name.encode(), body)
    return found if any(b"namespace" in body for body in found.values()) else {}


def spaces_behind(names: Iterable[str], known: Mapping[bytes, bytes]) -> list[tuple[str, ...]]:
    """The namespaces that are open before the first of the words, behind it, and so on."""
    stack: list[tuple[str, ...]] = []
    found: list[tuple[str, ...]] = [()]
    for name in names:
        _take(known.get(name.encode(), b""), stack)
        found.append(tuple(part for parts in stack for part in parts))
    return found


class NamespaceMacros(NamedTuple):
    """What the macros of a file have open behind each of their uses, which begin at ``starts``."""

    starts: Sequence[int]
    opened: Sequence[tuple[str, ...]]

    @classmethod
    def of(cls, scan: Scan, of_tree: Mapping[bytes, bytes] = NONE) -> NamespaceMacros:
        starts: list[int] = []
        opened: list[tuple[str, ...]] = []
        stack: list[tuple[str, ...]] = []
        for span, body in uses(scan, of_tree):
            _take(body, stack)
            starts.append(span.start)
            opened.append(tuple(part for parts in stack for part in parts))
        return cls(starts, opened)

    def at(self, offset: int) -> tuple[str, ...]:
        """The namespaces that are open at a place, the outermost first."""
        behind = bisect_left(self.starts, offset)
        return self.opened[behind - 1] if behind else ()


def placed(item: FileFacts, namespace_macros: Mapping[bytes, bytes]) -> FileFacts:
    """The file's facts with the namespaces that macros of other files open around what it
    declares.
    """
    if not (item.declared and any(word.encode() in namespace_macros for word in item.words)):
        return item
    spaces = spaces_behind(item.words, namespace_macros)
    declared = (
        one._replace(space="::".join(filter(None, (*spaces[one.behind], one.space))))
        for one in item.declared
    )
    return replace(item, declared=tuple(declared))


def _take(body: bytes, stack: list[tuple[str, ...]]) -> None:
    """Open and close on the ``stack`` what a macro's body does."""
    for step in _STEP.finditer(body):
        if step[2] and stack:
            stack.pop()
        elif not step[2]:
            stack.append(_parts(step))


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
