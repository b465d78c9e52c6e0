"""Numbers at which shapes start: whether one stands beside what its shapes have beside theirs.

What comes in are the shapes of construct rules, and the place of a number in a file; what goes out
is whether a shape may stand there, told by the tokens that touch the number. Nearly all numbers of
a file are dropped by it before anything is resolved or parsed. It may err on the side of a shape:
which one stands there is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from migrate.regex import regex
from migrate.rules.constructs import CAPTURE, NUMBER
from migrate.text.lexer import GAP, Directives, Spans, last_code_byte

_OPERATOR = r"<<=?|>>=?|->|&&|\|\||::|[-+*/%&|^=!<>]=|\+\+|--|[^\w\s\"'#$]"
_BEFORE = regex(rf"(?:{_OPERATOR})\Z")
_BEHIND = regex(_OPERATOR)
_MAY_BE_NOTHING = regex(r",\s*\$\*")  # a comma goes with a rest that is empty
_GAP = regex(GAP)


class Beside(NamedTuple):
    """What a shape has before its number and behind it, operators and brackets: nothing where it
    has a word there or ends. ``in_directive`` says that it is the shape of a directive.
    """

    before: bytes
    behind: bytes
    in_directive: bool


Numbers = Mapping[str, frozenset[Beside]]  # by the value of the number


def numbers(shapes: Iterable[tuple[str, str]]) -> Numbers:
    """What stands beside the numbers at which ``shapes`` start, texts with their anchors."""
    found: dict[str, set[Beside]] = {}
    for anchor, match in shapes:
        if anchor[0].isdigit():
            found.setdefault(anchor, set()).add(_beside(match))
    return {anchor: frozenset(ways) for anchor, ways in found.items()}


def _beside(match: str) -> Beside:
    number = NUMBER.search(CAPTURE.sub(lambda capture: "$" * len(capture[0]), match))
    start, end = number.span() if number is not None else (0, len(match))
    before = _BEFORE.search(match[:start].rstrip())
    rest = match[end:].lstrip()
    behind = _BEHIND.match(rest) if not _MAY_BE_NOTHING.match(rest) else None
    texts = (_bytes(before), _bytes(behind))
    return Beside(*texts, in_directive=match.startswith("#"))


def _bytes(operator: re.Match[str] | None) -> bytes:
    return operator[0].encode() if operator is not None else b""


def may_start(
    ways: Iterable[Beside],
    data: bytes,
    start: int,
    end: int,
    comments: Spans,
    directives: Directives,
) -> bool:
    """Whether one of the ``ways`` fits the number at ``[start, end)``; blanks, comments and line
    splices beside it do not count.
    """
    gap = _GAP.match(data, end)
    behind = gap.end() if gap is not None else end
    before = last_code_byte(data, comments, start) + 1
    return any(
        data.startswith(way.behind, behind)
        and data.endswith(way.before, 0, before)
        and (not way.in_directive or directives.at(start) is not None)
        for way in ways
    )
