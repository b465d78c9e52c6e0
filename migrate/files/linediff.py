"""Two texts, line by line: what of one stands in the other, and what was changed.

What comes in are the lines of both; what goes out are the ranges in which they differ, in order and
with at least one common line between two of them. The common lines are as many as there can be
(Myers, "An O(ND) Difference Algorithm and Its Variations"), but for texts that have next to nothing
in common, where looking for the most would take for ever. Nothing here knows what a line means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

_PATIENCE = 400  # lines that each of two ways may differ by before a good cut will do


class Change(NamedTuple):
    """Lines ``[start, end)`` of one text are ``[new_start, new_end)`` of the other."""

    start: int
    end: int
    new_start: int
    new_end: int


class _Box(NamedTuple):
    """Lines ``[low, high)`` of one text beside ``[start, end)`` of the other."""

    low: int
    high: int
    start: int
    end: int


def changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """Where ``new`` differs from ``old``.

    Where a change could stand in several places, because lines repeat, it stands as far down as it
    can, or where the other text has one, too: as git has it.
    """
    names: dict[bytes, int] = {}
    left = [names.setdefault(line, len(names)) for line in old]
    right = [names.setdefault(line, len(names)) for line in new]
    gone, come = _marked(left, right)
    _settle(left, gone, come)
    _settle(right, come, gone)
    return list(_ranges(gone, come))


def _marked(left: Sequence[int], right: Sequence[int]) -> tuple[bytearray, bytearray]:
    """For each line of both texts whether it has no counterpart."""
    known, others = set(left), set(right)
    kept = [at for at, line in enumerate(left) if line in others]
    stays = [at for at, line in enumerate(right) if line in known]
    gone, come = bytearray(b"\1" * len(left)), bytearray(b"\1" * len(right))
    for x, y in _common([left[at] for at in kept], [right[at] for at in stays]):
        gone[kept[x]] = come[stays[y]] = 0
    return gone, come


def _common(left: Sequence[int], right: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of equal lines that stand in one order in both, as many as there can be."""
    pending = [_Box(0, len(left), 0, len(right))]
    while pending:
        low, high, start, end = pending.pop()
        while low < high and start < end and left[low] == right[start]:
            yield low, start
            low, start = low + 1, start + 1
        while low < high and start < end and left[high - 1] == right[end - 1]:
            high, end = high - 1, end - 1
            yield high, end
        if low < high and start < end:
            x, y = _cut(left, right, _Box(low, high, start, end))
            pending += [_Box(low, x, start, y), _Box(x, high, y, end)]


def _cut(left: Sequence[int], right: Sequence[int], box: _Box) -> tuple[int, int]:
    """A point in the middle of a shortest way through ``box``: two ways, one from each corner, go
    on by one line that differs at a time until they meet. Each is kept by its diagonals: how far
    down ``left`` the best way to there has come.
    """
    low, high, start, end = box
    first, last = low - start, high - end
    odd = (first - last) % 2 == 1
    forth, back = {first: low}, {last: high}
    for step in range(1, _PATIENCE):
        forth = _ahead(left, right, box, forth, first, step)
        if odd:
            for at, x in forth.items():
                if at in back and x >= back[at]:
                    return x, x - at
        back = _behind(left, right, box, back, last, step)
        if not odd:
            for at, x in back.items():
                if at in forth and x <= forth[at]:
                    return x, x - at
    return max(
        ((x, x - at) for at, x in forth.items() if x <= high and x - at <= end),
        key=sum,
    )


def _ahead(
    left: Sequence[int],
    right: Sequence[int],
    box: _Box,
    ways: dict[int, int],
    middle: int,
    step: int,
) -> dict[int, int]:
    """The ways from the upper corner, each longer by one line that differs."""
    _, high, _, end = box
    found = {}
    for at in _diagonals(box, middle, step):
        over, down = ways.get(at - 1, -1), ways.get(at + 1, -1)
        x = over + 1 if over >= down else down
        y = x - at
        while x < high and y < end and left[x] == right[y]:
            x, y = x + 1, y + 1
        found[at] = x
    return found


def _behind(
    left: Sequence[int],
    right: Sequence[int],
    box: _Box,
    ways: dict[int, int],
    middle: int,
    step: int,
) -> dict[int, int]:
    """The ways from the lower corner, likewise."""
    low, high, start, end = box
    none = high + end + 1
    found = {}
    for at in _diagonals(box, middle, step):
        up, back = ways.get(at - 1, none), ways.get(at + 1, none)
        x = up if up < back else back - 1
        y = x - at
        while x > low and y > start and left[x - 1] == right[y - 1]:
            x, y = x - 1, y - 1
        found[at] = x
    return found


def _diagonals(box: _Box, middle: int, step: int) -> range:
    """Those within ``box`` that ``step`` lines lead to from ``middle``, the last first."""
    least, most = box.low - box.end, box.high - box.start
    low = middle - step
    low = low if low >= least else least + (least - low) % 2
    high = middle + step
    high = high if high <= most else most - (high - most) % 2
    return range(high, low - 1, -2)


def _settle(lines: Sequence[int], own: bytearray, other: bytearray) -> None:
    """Move each run of marked lines of ``own`` as far down as it can go, together with those it
    meets; or to where ``other`` has marked lines beside it. The unmarked lines of both stay pairs.
    """
    taken = _beside(other)
    start = common = 0  # ``common``: how many unmarked lines stand before the run
    while start < len(own):
        if not own[start]:
            start, common = start + 1, common + 1
            continue
        start, common = _moved(lines, own, _Run(start, _end_of(own, start), common), taken)


class _Run(NamedTuple):
    """Marked lines ``[start, end)``, with ``common`` unmarked ones before them."""

    start: int
    end: int
    common: int


def _moved(
    lines: Sequence[int], marks: bytearray, run: _Run, taken: Collection[int]
) -> tuple[int, int]:
    """Move one run; what comes back is where it ends."""
    size = 0
    while size != run.end - run.start:  # it grows by those it meets
        size = run.end - run.start
        while (above := _up(lines, marks, run)) is not None:
            run = above
        best = run if run.common in taken else None
        highest = run
        while (below := _down(lines, marks, run)) is not None:
            run = below
            best = run if run.common in taken else best
    if best is not None and run != highest:
        while run.common not in taken and (above := _up(lines, marks, run)) is not None:
            run = above
    return run.end, run.common


def _up(lines: Sequence[int], marks: bytearray, run: _Run) -> _Run | None:
    """The run one line further up, with those it meets there; None where it cannot go."""
    start, end, common = run
    if not start or lines[start - 1] != lines[end - 1]:
        return None
    marks[start - 1], marks[end - 1] = 1, 0
    start -= 1
    while start and marks[start - 1]:
        start -= 1
    return _Run(start, end - 1, common - 1)


def _down(lines: Sequence[int], marks: bytearray, run: _Run) -> _Run | None:
    """The run one line further down, likewise."""
    start, end, common = run
    if end == len(lines) or lines[start] != lines[end]:
        return None
    marks[start], marks[end] = 0, 1
    return _Run(start + 1, _end_of(marks, end), common + 1)


def _end_of(marks: bytearray, start: int) -> int:
    """Where the run of marked lines from ``start`` on ends."""
    end = marks.find(0, start)
    return end if end >= 0 else len(marks)


def _beside(marks: bytearray) -> frozenset[int]:
    """Before which of the unmarked lines there are marked ones."""
    found, common = set(), 0
    for mark in marks:
        if mark:
            found.add(common)
        else:
            common += 1
    return frozenset(found)


def _ranges(gone: bytearray, come: bytearray) -> Iterator[Change]:
    """The runs of marked lines of both, side by side."""
    x = y = 0
    while x < len(gone) or y < len(come):
        start, new_start = x, y
        while x < len(gone) and gone[x]:
            x += 1
        while y < len(come) and come[y]:
            y += 1
        if x > start or y > new_start:
            yield Change(start, x, new_start, y)
        x, y = x + 1, y + 1
