"""Fixes to accepted and held ones, and their application to bytes.

What comes in are fixes that may collide; what goes out are those that can be applied together,
those that have to wait for another pass, and a ``Change``: the new bytes with the map of what was
kept. Nothing is dropped: a fix is accepted whole or held whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from migrate.model import Edit, Fix


class Kept(NamedTuple):
    """Bytes ``[start, end)`` of the input that stand at ``at`` in the output."""

    start: int
    end: int
    at: int


class Change(NamedTuple):
    """New bytes, and the runs of old bytes in them in order."""

    data: bytes
    kept: tuple[Kept, ...]

    def source_of(self, offset: int) -> int | None:
        """The input offset of the byte at output ``offset``; None inside inserted text."""
        index = bisect_right(self.kept, offset, key=lambda run: run.at) - 1
        if index < 0:
            return None
        run = self.kept[index]
        inside = offset - run.at
        return run.start + inside if inside < run.end - run.start else None

    def nearest(self, offset: int) -> int:
        """The input offset of the byte at output ``offset``; inside inserted text, that of the
        place where it was inserted.
        """
        index = bisect_right(self.kept, offset, key=lambda run: run.at) - 1
        if index < 0:
            return 0
        run = self.kept[index]
        return min(run.start + offset - run.at, run.end)

    def place_of(self, offset: int) -> int:
        """The output offset of the place at input ``offset``; before what is inserted there, or
        put in the stead of what stood there.
        """
        index = bisect_left(self.kept, offset, key=lambda run: run.end)
        if offset and index < len(self.kept) and self.kept[index].start <= offset:
            return self.kept[index].at + offset - self.kept[index].start
        if not index:
            return 0
        before = self.kept[index - 1]
        return before.at + before.end - before.start

    def byte_of(self, offset: int) -> int:
        """The output offset of the byte at input ``offset``, behind what is inserted there; of what
        was put in its stead where it is not kept.
        """
        index = bisect_right(self.kept, offset, key=lambda run: run.end)
        if index < len(self.kept) and self.kept[index].start <= offset:
            return self.kept[index].at + offset - self.kept[index].start
        return self.place_of(offset)

    def edits(self, length: int) -> tuple[Edit, ...]:
        """The change as edits of the input (``length`` bytes long)."""
        found, source, out = [], 0, 0
        for run in (*self.kept, Kept(length, length, len(self.data))):
            text = self.data[out : run.at]
            if run.start > source or text:
                found.append(Edit(source, run.start, text))
            source, out = run.end, run.at + run.end - run.start
        return tuple(found)

    def then(self, later: Change) -> Change:
        """This change followed by ``later``, which edits this one's output."""
        kept = []
        for run in later.kept:
            first = bisect_right(self.kept, run.start, key=lambda own: own.at + own.end - own.start)
            for own in self.kept[first:]:
                if own.at >= run.end:
                    break
                start, end = max(own.at, run.start), min(own.at + own.end - own.start, run.end)
                if start < end:
                    shift = own.start - own.at
                    kept.append(Kept(start + shift, end + shift, run.at + start - run.start))
        return Change(later.data, tuple(kept))


def accept(fixes: Sequence[Fix]) -> tuple[bool, ...]:
    """Which of ``fixes``, in their order, can be applied together.

    Fixes may touch. They conflict, and the later one is held, where two replacements overlap, where
    one inserts inside what another replaces, and where two insert at the same point (either order
    would be a guess, unless one of them inserts whole lines: these come first).
    """
    taken: list[Edit] = []
    return tuple(_take(taken, fix.edits) for fix in fixes)


def _take(taken: list[Edit], edits: tuple[Edit, ...]) -> bool:
    """Add ``edits`` to ``taken`` (sorted by start, end), all or none."""
    if any(_collides(taken, edit) for edit in edits):
        return False
    for edit in edits:
        taken.insert(bisect_left(taken, edit), edit)
    return True


def _collides(taken: Sequence[Edit], edit: Edit) -> bool:
    # Disjoint and sorted: only the neighbours can collide, three on each side because insertions
    # may touch.
    at = bisect_left(taken, edit)
    return any(_conflict(edit, other) for other in taken[max(0, at - 3) : at + 3])


def _conflict(left: Edit, right: Edit) -> bool:
    if left.start == left.end and right.start == right.end:
        return left.start == right.start and _is_lines(left) == _is_lines(right)
    return left.start < right.end and right.start < left.end


def _is_lines(edit: Edit) -> bool:
    """Whether whole lines are inserted, which stand before all else at their point."""
    return edit.text.endswith(b"\n")


def apply(data: bytes, edits: Iterable[Edit]) -> Change:
    """Apply disjoint ``edits`` in any order; an insertion goes before a replacement that starts at
    its point, and whole lines before any other insertion. Raises ``ValueError`` where they overlap:
    nothing is written twice, and nothing is lost.
    """
    pieces: list[bytes] = []
    kept: list[Kept] = []
    source = out = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end, not _is_lines(edit))):
        if edit.start < source:
            raise ValueError(f"edits overlap at {edit.start}: they were never accepted together")
        if edit.start > source:
            kept.append(Kept(source, edit.start, out))
            pieces.append(data[source : edit.start])
            out += edit.start - source
        pieces.append(edit.text)
        out += len(edit.text)
        source = edit.end
    if source < len(data):
        kept.append(Kept(source, len(data), out))
        pieces.append(data[source:])
    return Change(b"".join(pieces), tuple(kept))
