"""What a port changes in a file, in whole lines.

What comes in are a text before and after, and the edits between; what goes out are the changes, in
order. They are read off the edits, not searched for by comparing texts. What ends a line is the
caller's to say: git knows LF only, a position in a report also CR.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from migrate.model import Edit

Split = Callable[[bytes], list[bytes]]
"""A text to its lines, each with its ending; together they are the text."""


class Change(NamedTuple):
    """Lines ``[first, end)`` of the old text (from 0) become ``new``."""

    first: int
    end: int
    new: list[bytes]


def changes(before: bytes, after: bytes, edits: Sequence[Edit], split: Split) -> Iterator[Change]:
    """What the edits change, in whole lines; the whole text where they do not tell all. An edit
    that writes what stood there is no change.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    if applied(before, 0, len(before), ordered) != after:
        ordered = [Edit(0, len(before), after)]
    lines = split(before)
    starts = list(accumulate(map(len, lines), initial=0))[:-1] or [0]
    for first, last, group in _blocks(ordered, starts):
        end = min(last + 1, len(lines))
        stop = starts[last + 1] if last + 1 < len(starts) else len(before)
        new = split(applied(before, starts[first], stop, group))
        change = _trimmed(Change(first, end, new), lines[first:end])
        if change.new or change.first < change.end:
            yield change


def _blocks(edits: Iterable[Edit], starts: Sequence[int]) -> Iterator[tuple[int, int, list[Edit]]]:
    """Edits that share lines, and their first and last line; a removed one takes the next along."""
    group: list[Edit] = []
    first = last = 0
    for edit in edits:
        top, bottom = (bisect_right(starts, offset) - 1 for offset in (edit.start, edit.end))
        if group and top > last:
            yield first, last, group
            group = []
        first = first if group else top
        last = max(last, bottom) if group else bottom
        group.append(edit)
    if group:
        yield first, last, group


def applied(data: bytes, start: int, stop: int, edits: Iterable[Edit]) -> bytes:
    """``data[start:stop]`` after the edits, which are in order and lie inside."""
    parts: list[bytes] = []
    for edit in edits:
        parts += (data[start : edit.start], edit.text)
        start = edit.end
    return b"".join((*parts, data[start:stop]))


def _trimmed(change: Change, old: Sequence[bytes]) -> Change:
    """The change less the lines that stay, above and below."""
    first, end, new = change
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    room = shorter - head
    tail = next((i for i in range(room) if old[-1 - i] != new[-1 - i]), room)
    return Change(first + head, end - tail, new[head : len(new) - tail])
