"""What a compiler's front end says of places in a file: whose a name is, types, values, functions.

Values only, joined from all units that saw a file: what they agree on is kept, what they contradict
each other in is dropped, and where it matters whose a name is, remembered. Offsets are bytes of the
input. Nothing here knows how any of it was found.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from migrate.model import Edit, Span, Units
from migrate.regex import regex


class Owner(Enum):
    """Whose declaration a name refers to."""

    CUDA = "cuda"
    USER = "user"


class Symbol(NamedTuple):
    """What the name at one place refers to.

    ``types`` are spellings of a variable's type, as declared and without aliases; ``value`` the
    integer it always has; ``size`` that of the type it names, in bytes.
    """

    owner: Owner | None = None
    types: tuple[str, ...] = ()
    value: int | None = None
    size: int | None = None


class Function(NamedTuple):
    """The definition of a function; ``device`` says whether it is for the device."""

    start: int
    end: int
    device: bool


class Kernel(NamedTuple):
    """A kernel that a place launches, or passes on: the most threads that its ``__launch_bounds__``
    allow a block, and the bytes of shared memory it surely declares.
    """

    name: str
    threads: int | None = None
    shared: int = 0


NOTHING = Symbol()
_NAME = regex(
    rb"(?P<size>\bsizeof\s*\(\s*(?:(?:struct|const|\w+\s*::)\s*)*)?\b(?P<name>[A-Za-z_]\w*)"
    rb"(?(size)\s*\))"
)


@dataclass(frozen=True, slots=True)
class FileSemantics:
    """All that is known of one file: ``names`` by the offset of their first byte.

    ``disputed`` are the offsets of names that are CUDA's in one unit and the user's in another.
    ``expressions`` have spellings of the types of what is more than a name; ``kernels``, by where
    an expression begins, all that it may stand for.
    """

    names: Mapping[int, Symbol] = field(default_factory=dict)
    functions: Sequence[Function] = ()
    disputed: Sequence[Span] = ()
    expressions: Mapping[Span, tuple[str, ...]] = field(default_factory=dict)
    kernels: Mapping[int, tuple[Kernel, ...]] = field(default_factory=dict)

    def at(self, offset: int) -> Symbol:
        return self.names.get(offset, NOTHING)

    def in_device_function(self, offset: int) -> bool:
        """Whether the innermost function around a place is known to be for the device."""
        around = [item for item in self.functions if item.start <= offset < item.end]
        return bool(around) and max(around).device

    def with_values(self, data: bytes, span: Span) -> str:
        """What stands at ``span``, with names and sizes replaced by the numbers that are known."""
        parts, done = [], span.start
        for word in _NAME.finditer(data, *span):
            symbol = self.at(word.start("name"))
            number = symbol.size if word["size"] else symbol.value
            if number is not None:
                parts += [data[done : word.start()], b"(%d)" % number]
                done = word.end()
        return b"".join((*parts, data[done : span.end])).decode("utf-8", "replace")

    def after(self, edits: Sequence[Edit]) -> FileSemantics:
        """The same of the file that sorted, disjoint ``edits`` make of this one."""
        moved = _moves(edits)
        names = ((moved(offset), symbol) for offset, symbol in self.names.items())
        functions = (
            Function(start, end, item.device)
            for item in self.functions
            if (start := moved(item.start)) is not None and (end := moved(item.end)) is not None
        )
        kept = {offset: symbol for offset, symbol in names if offset is not None}
        first, last = _edges(edits)
        written = {edit[:2] for edit in edits}  # anew, so that their types are not known
        types = (
            ((first(span.start), last(span.end)), item)
            for span, item in self.expressions.items()
            if span not in written
        )
        expressions = {Span(a, b): item for (a, b), item in types if a is not None is not b}
        launched = ((first(offset), item) for offset, item in self.kernels.items())
        kernels = {offset: item for offset, item in launched if offset is not None}
        return FileSemantics(kept, tuple(functions), (), expressions, kernels)


NOTHING_KNOWN = FileSemantics()


@dataclass(frozen=True, slots=True)
class TreeSemantics:
    """What is known of a tree. ``by_file`` has the files by their names in the run; ``notes`` are
    for the user.
    """

    by_file: Mapping[str, FileSemantics] = field(default_factory=dict)
    units: Units | None = None
    notes: tuple[str, ...] = ()


def join(seen: Iterable[FileSemantics]) -> FileSemantics:
    """What all units together say of a file."""
    names: dict[int, Symbol] = {}
    disputed: set[Span] = set()
    functions: dict[tuple[int, int], bool] = {}
    expressions: dict[Span, tuple[str, ...]] = {}
    kernels: dict[int, tuple[Kernel, ...]] = {}
    for semantics in seen:
        for span, types in semantics.expressions.items():
            expressions[span] = types if expressions.get(span, types) == types else ()
        for offset, launched in semantics.kernels.items():
            kernels[offset] = tuple(sorted({*kernels.get(offset, ()), *launched}, key=str))
        for item in semantics.functions:
            functions[item[:2]] = functions.get(item[:2], False) or item.device
        disputed.update(semantics.disputed)
        for offset, symbol in semantics.names.items():
            known = names.get(offset)
            names[offset] = symbol if known is None else agreed(known, symbol)
            if known is not None and {known.owner, symbol.owner} == {*Owner}:
                disputed.add(Span(offset, offset))
    for offset, _ in disputed:
        names[offset] = names[offset]._replace(owner=None)
    found = (Function(*span, device) for span, device in sorted(functions.items()))
    return FileSemantics(names, tuple(found), tuple(sorted(disputed)), expressions, kernels)


def agreed(one: Symbol, other: Symbol) -> Symbol:
    """What two views of a place have in common; an owner that only one of them knows stays."""
    return Symbol(
        one.owner or other.owner,
        one.types if one.types == other.types else (),
        one.value if one.value == other.value else None,
        one.size if one.size == other.size else None,
    )


def _moves(edits: Sequence[Edit]) -> Callable[[int], int | None]:
    """A function from offsets before ``edits`` to those after; None within what they replace."""
    ends = [edit.end for edit in edits]
    growth = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def moved(offset: int) -> int | None:
        at = bisect_right(ends, offset)
        if at < len(edits) and edits[at].start < offset:
            return None
        if at < len(edits) and edits[at].start == offset < edits[at].end:
            return None
        return offset + growth[at]

    return moved


def _edges(
    edits: Sequence[Edit],
) -> tuple[Callable[[int], int | None], Callable[[int], int | None]]:
    """Where the first and the last offset of an expression are after ``edits``: what is inserted at
    its edges stands around it, what replaces its edges is in it; None where an edit cuts through.
    """
    starts, ends = [edit.start for edit in edits], [edit.end for edit in edits]
    growth = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def first(offset: int) -> int | None:
        at = bisect_right(ends, offset)
        return None if at < len(edits) and edits[at].start < offset else offset + growth[at]

    def last(offset: int) -> int | None:
        at = bisect_left(starts, offset)
        return None if at and ends[at - 1] > offset else offset + growth[at]

    return first, last
