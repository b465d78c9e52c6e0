"""What a file has short names for: aliases of types of CUDA's, and macros with parameters.

What comes in are a scan, or the bytes of a file; what goes out are plain values, for the files that
include this one. An alias counts if its type names something of CUDA's, a macro if its body is
short. What is not the same in all files that another sees is for ``reach`` to leave out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from migrate.regex import regex
from migrate.tree.macros import CALLED
from migrate.tree.scan import Scan

_USING = regex(rb"\busing\s+(\w+)\s*=\s*(?:typename\s+)?([^;{}()=]{1,200});")
_TYPEDEF = regex(rb"\btypedef\s+([^;{}()]{1,200}[\s*>])(\w+)\s*;")
_WORD = regex(rb"\w+")
_COMMENT = regex(rb"/\*.*?\*/|//.*|\\\r?\n", re.DOTALL)
_LONGEST = 160  # bytes of the body of a macro that is kept
_ONE_NAME = regex(r"[\s(]*(\w+)[\s)]*")


class FunctionMacro(NamedTuple):
    """A macro with parameters, or with none but parentheses, and its body."""

    name: str
    parameters: tuple[str, ...]
    body: str


def kinds(scan: Scan) -> Iterator[tuple[str, str]]:
    """The aliases that a file makes of types that name something of CUDA's."""
    data = scan.data
    found = [(match, 1, 2) for match in _USING.finditer(data)] if b"using" in data else []
    if b"typedef" in data:
        found += [(match, 2, 1) for match in _TYPEDEF.finditer(data)]
    starts = [token.start for token in scan.tokens] if found else []
    known: set[bytes] = set()
    for match, name, kind in sorted(found, key=lambda item: item[0].start()):
        at = bisect_left(starts, match.start(kind))
        is_cudas = at < len(starts) and starts[at] < match.end(kind)
        is_cudas = is_cudas or not known.isdisjoint(_WORD.findall(match[kind]))
        if is_cudas and scan.trivia.both.at(match.start()) is None:
            known.add(match[name])
            yield _text(match[name]), _text(match[kind])


def function_macros(data: bytes) -> Iterator[FunctionMacro]:
    """The macros with parameters that a file defines, of those that are short."""
    for match in CALLED.finditer(data) if b"define" in data else ():
        body = _COMMENT.sub(b" ", match[3])
        parameters = tuple(_text(part) for part in match[2].split(b",") if part.strip())
        kept = len(body) <= _LONGEST and len(match[2]) <= _LONGEST
        yield FunctionMacro(
            _text(match[1]), parameters if kept else (), _text(body) if kept else ""
        )


def alike(items: Iterable[FunctionMacro]) -> Mapping[str, FunctionMacro]:
    """Those that are the same wherever they are defined, and short."""
    first: dict[str, FunctionMacro] = {}
    others = {item.name for item in items if first.setdefault(item.name, item) != item}
    return {name: item for name, item in first.items() if item.body and name not in others}


def calling(items: Iterable[FunctionMacro], names: frozenset[str]) -> Mapping[str, str]:
    """Those without parameters that are nothing but one of ``names``, wherever they are defined:
    ``TID()`` for ``threadIdx``.
    """
    known = alike(item for item in items if not item.parameters)
    bodies = ((name, _ONE_NAME.fullmatch(item.body)) for name, item in known.items())
    return {name: match[1] for name, match in bodies if match is not None and match[1] in names}


def _text(part: bytes) -> str:
    return " ".join(part.decode("utf-8", "replace").split())
