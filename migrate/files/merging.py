"""Two changes of one text, brought together line by line.

What comes in are a text and what two sides have made of it; what goes out is a text with the
changes of both. Where they have changed the same lines, or lines that touch, differently, both
stand there, marked as git marks a conflict. No line that a side has added is ever left out, and
none is gone that no side has removed. Nothing here knows what a line means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrate.files.linediff import Change, changes
from migrate.regex import regex

OURS, SPLIT, THEIRS = b"<<<<<<< ", b"=======", b">>>>>>> "
_MARKED = regex(
    rb"(?ms)^<<<<<<< [^\n]*\n(?:(?!<<<<<<< ).)*?^=======\r?\n(?:(?!<<<<<<< ).)*?^>>>>>>> "
)
_CLOSE = 3  # lines: conflicts with no more between them are shown as one
_WORD = regex(rb"[0-9A-Za-z]")


class Merged(NamedTuple):
    """A text with the changes of both sides, and how many conflicts stand in it."""

    text: bytes
    conflicts: int


class Labels(NamedTuple):
    """What the sides of a conflict are called."""

    ours: bytes
    theirs: bytes


class _Part(NamedTuple):
    """What comes of lines ``[start, end)`` of ours and ``[other_start, other_end)`` of theirs:
    those of one side, or a conflict.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    conflict: bool
    from_ours: bool = True


def merge(base: bytes, ours: bytes, theirs: bytes, labels: Labels) -> Merged:
    """What both have made of ``base``, in one text."""
    if ours == theirs or theirs == base:
        return Merged(ours, 0)
    if ours == base:
        return Merged(theirs, 0)
    texts = [split(text) for text in (base, ours, theirs)]
    old, mine, other = texts
    parts = _joined(_refined(_parts(old, mine, other), mine, other), mine)
    text = b"".join(_written(parts, texts, labels))
    return Merged(text, sum(part.conflict for part in parts))


def has_conflict(text: bytes) -> bool:
    """Whether a conflict is marked in it."""
    return OURS in text and _MARKED.search(text) is not None


def first_mark(text: bytes) -> int:
    """The line in which the first conflict is marked; 0 where none is."""
    found = _MARKED.search(text)
    return text.count(b"\n", 0, found.start()) + 1 if found is not None else 0


def split(text: bytes) -> list[bytes]:
    """The lines, each with its end; only a line feed ends one, as for git."""
    lines = text.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + [last] * bool(last)


def _parts(old: Sequence[bytes], mine: Sequence[bytes], other: Sequence[bytes]) -> list[_Part]:
    """The ranges in which a side, or both, has changed something."""
    found = []
    shift = other_shift = 0  # how many lines longer a side is up to here
    for ours, theirs in _groups(changes(old, mine), changes(old, other)):
        both = [*ours, *theirs]
        start = min(change.start for change in both)
        end = max(change.end for change in both)
        begin, other_begin = start + shift, start + other_shift
        shift += sum(_growth(change) for change in ours)
        other_shift += sum(_growth(change) for change in theirs)
        place = begin, end + shift, other_begin, end + other_shift
        same = mine[place[0] : place[1]] == other[place[2] : place[3]]
        alike = len(ours) == len(theirs) == 1 and ours[0][:2] == theirs[0][:2] and same
        conflict = bool(ours and theirs) and not alike
        found.append(_Part(*place, conflict, from_ours=bool(ours)))
    return found


def _growth(change: Change) -> int:
    return (change.new_end - change.new_start) - (change.end - change.start)


def _groups(
    ours: Sequence[Change], theirs: Sequence[Change]
) -> Iterator[tuple[list[Change], list[Change]]]:
    """The changes of both sides, those together that overlap or touch."""
    mine, other = list(reversed(ours)), list(reversed(theirs))
    while mine or other:
        first = mine if not other or (mine and mine[-1].start <= other[-1].start) else other
        end = first[-1].start
        group: tuple[list[Change], list[Change]] = ([], [])
        while True:
            side = next(
                (at for at, left in enumerate((mine, other)) if left and left[-1].start <= end),
                None,
            )
            if side is None:
                break
            change = (mine, other)[side].pop()
            group[side].append(change)
            end = max(end, change.end)
        yield group


def _refined(
    parts: Sequence[_Part], mine: Sequence[bytes], other: Sequence[bytes]
) -> Iterator[_Part]:
    """The same with conflicts taken apart where both sides have the same lines."""
    for part in parts:
        start, end, other_start, other_end, conflict, _ = part
        if not conflict or start == end or other_start == other_end:
            yield part
            continue
        left, right = mine[start:end], other[other_start:other_end]
        found = changes(left, right)
        for change in found:
            yield _Part(
                start + change.start,
                start + change.end,
                other_start + change.new_start,
                other_start + change.new_end,
                conflict=True,
            )
        if not found:
            yield part._replace(conflict=False)


def _joined(parts: Iterator[_Part], mine: Sequence[bytes]) -> list[_Part]:
    """The same with conflicts as one that stand close together, or have no word between them."""
    found: list[_Part] = []
    for part in parts:
        last = found[-1] if found else None
        if last is not None and last.conflict and part.conflict:
            between = mine[last.end : part.start]
            if len(between) <= _CLOSE or not any(map(_WORD.search, between)):
                found[-1] = last._replace(end=part.end, other_end=part.other_end)
                continue
        found.append(part)
    return found


def _written(
    parts: Sequence[_Part], texts: Sequence[Sequence[bytes]], labels: Labels
) -> Iterator[bytes]:
    """The pieces of the text: what is common, as ours has it, and what becomes of each part."""
    _, mine, other = texts
    done = 0
    for part in parts:
        yield from mine[done : part.start]
        done = part.end
        left, right = mine[part.start : part.end], other[part.other_start : part.other_end]
        if part.conflict:
            end = b"\r\n" if _ends_in_return(part, texts) else b"\n"
            yield OURS + labels.ours + end
            yield from _ended(left, end)
            yield SPLIT + end
            yield from _ended(right, end)
            yield THEIRS + labels.theirs + end
        else:
            yield from left if part.from_ours else right
    yield from mine[done:]


def _ended(lines: Sequence[bytes], end: bytes) -> Iterator[bytes]:
    """The lines, the last of them with an end, too."""
    yield from lines
    if lines and not lines[-1].endswith(b"\n"):
        yield end


def _ends_in_return(part: _Part, texts: Sequence[Sequence[bytes]]) -> bool:
    """Whether the lines of a conflict's marks end as in DOS: as those before it do on both sides,
    where they have any, and the first one of the base.
    """
    old, mine, other = texts
    sides = _returns(mine, part.start - 1), _returns(other, part.other_start - 1)
    return False not in sides and _returns(old, 0) is True


def _returns(lines: Sequence[bytes], at: int) -> bool | None:
    """Whether a line ends as in DOS, or the one before it if it has no end; None if none has."""
    ended = [line for line in lines[: max(at, 0) + 1][-2:] if line.endswith(b"\n")]
    return ended[-1].endswith(b"\r\n") if ended else None
