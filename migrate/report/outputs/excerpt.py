"""The line of a source that a finding speaks of, with the place underlined, for a terminal.

What comes in are the bytes of a file and a span; what goes out are lines of text in which tabs are
spread to columns of four and characters take the cells a terminal gives them. A line that is too
long is cut around the place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from migrate.regex import regex

_TAB = 4  # cells
_WIDEST = 110  # characters of a line that are shown
_BEFORE = 30  # characters shown before the place, where a line is cut
_FURTHEST = 4 * (_WIDEST + _BEFORE)  # bytes beside the place that could be shown
_CUT = "…"
_CONTROL = regex(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def excerpt(data: bytes, lines: Sequence[int], start: int, end: int) -> Iterator[str]:
    """The line at byte ``start`` and a line of carets below ``[start, end)``, behind its number."""
    number = bisect_right(lines, start)
    first = lines[number - 1]
    stop = lines[number] if number < len(lines) else len(data)
    while stop > first and data[stop - 1] in b"\r\n":
        stop -= 1
    start, end = min(start, stop), min(end, stop)
    low = max(first, start - _FURTHEST)
    while low > first and low < start and data[low] & 0xC0 == 0x80:  # within a character
        low += 1
    parts = (low, start), (start, min(end, start + _FURTHEST)), (end, min(stop, end + _FURTHEST))
    before, inside, behind = (_readable(data[slice(*part)]) for part in parts)
    before, inside, behind = _cut(before, inside, behind)
    left, middle = _spread(before, 0), _spread(inside, _cells(_spread(before, 0)))
    shown = left + middle + _spread(behind, _cells(left + middle))
    carets = "^" * max(1, _cells(middle.rstrip()))
    gutter = " " * len(str(number))
    yield f"{number} | {shown.rstrip()}"
    yield f"{gutter} | {' ' * _cells(left)}{carets}"


def _readable(raw: bytes) -> str:
    """Bytes as text; what is no UTF-8, or would move the cursor, as a mark in its place."""
    return _CONTROL.sub("\ufffd", raw.decode("utf-8", "replace"))


def _cut(before: str, inside: str, behind: str) -> tuple[str, str, str]:
    """The three parts of a line, shortened to what can be looked at."""
    if len(before) + len(inside) + len(behind) <= _WIDEST:
        return before, inside, behind
    if len(before) + len(inside) > _WIDEST and len(before) > _BEFORE:
        before = _CUT + before[-_BEFORE:]
    room = max(_BEFORE, _WIDEST - len(before))
    if len(inside) > room:
        return before, inside[:room] + _CUT, ""
    room -= len(inside)
    return before, inside, behind if len(behind) <= room else behind[: max(0, room)] + _CUT


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _spread(text: str, column: int) -> str:
    """``text``, which begins at a cell, with blanks for its tabs."""
    shown = ""
    for part in re.split(r"(\t)", text):
        shown += " " * (_TAB - (column + _cells(shown)) % _TAB) if part == "\t" else part
    return shown
