"""Values of which a large tree has very many, in little room.

What comes in are offsets, named tuples that begin with two, texts, and dataclasses of which most
fields are what they are by default; what goes out are the same values, in fewer bytes where they
are kept and where they travel. A field that is not said is the one value of its class, and a word
that many files say is one word: what came from another process would else have its own.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, TypeVar, overload

_TWO_BYTES, _FOUR_BYTES = "H", "I"
_FEW = 1 << 16
_QUICKLY = 1  # how hard to compress
_Row = TypeVar("_Row", bound=tuple[Any, ...])


class Offsets(Sequence[int]):
    """Numbers below 2**32, each in four bytes, or in two if all are below 2**16; equal to a tuple
    of the same.
    """

    __slots__ = ("_items",)

    def __init__(self, width: str, packed: bytes) -> None:
        self._items = array(width)
        self._items.frombytes(packed)

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Offsets:
        width = _TWO_BYTES if max(numbers, default=0) < _FEW else _FOUR_BYTES
        return cls(width, array(width, numbers).tobytes())

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Offsets: ...
    def __getitem__(self, at: int | slice) -> int | Offsets:
        return Offsets.of(self._items[at]) if isinstance(at, slice) else self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[int]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Offsets):
            return self._items == other._items
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type[Offsets], tuple[str, bytes]]:
        return Offsets, (self._items.typecode, self._items.tobytes())


class Rows(Sequence[_Row]):
    """Named tuples of one kind that begin with two offsets: twelve bytes each, and once what all
    those say that differ in nothing else; equal to a tuple of the same.
    """

    __slots__ = ("_kind", "_numbers", "_said")

    def __init__(
        self, kind: Callable[..., _Row], packed: bytes, said: tuple[tuple[Any, ...], ...]
    ) -> None:
        self._kind, self._said = kind, interned(said)
        self._numbers = array(_FOUR_BYTES)  # start, end, which of what is said
        self._numbers.frombytes(packed)

    @classmethod
    def of(cls, rows: Sequence[_Row]) -> Sequence[_Row]:
        if not rows:
            return ()
        numbers = array(_FOUR_BYTES)
        said: dict[tuple[Any, ...], int] = {}
        for start, end, *rest in rows:
            numbers.extend((start, end, said.setdefault(tuple(rest), len(said))))
        return cls(type(rows[0]), numbers.tobytes(), tuple(said))

    @overload
    def __getitem__(self, at: int) -> _Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[_Row]: ...
    def __getitem__(self, at: int | slice) -> _Row | Sequence[_Row]:
        if isinstance(at, slice):
            return tuple(self)[at]
        first = 3 * range(len(self))[at]
        start, end, number = self._numbers[first : first + 3]
        return self._kind(start, end, *self._said[number])

    def __len__(self) -> int:
        return len(self._numbers) // 3

    def __iter__(self) -> Iterator[_Row]:
        numbers, said = iter(self._numbers), self._said
        for start, end, number in zip(numbers, numbers, numbers, strict=True):
            yield self._kind(start, end, *said[number])

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Rows | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[type[Rows[Any]], tuple[Any, ...]]:
        return Rows, (self._kind, self._numbers.tobytes(), self._said)


def packed(text: bytes) -> bytes:
    """A text in fewer bytes, as ``unpacked`` takes it."""
    return zlib.compress(text, _QUICKLY)


def unpacked(data: bytes) -> bytes:
    return zlib.decompress(data)


def interned(value: Any) -> Any:
    """The same value, in which a word is that of all others who say it."""
    kind = type(value)
    if kind is str:
        return sys.intern(value)
    if kind is frozenset:
        return frozenset(map(interned, value)) if value else value
    if not isinstance(value, tuple) or not value:
        return value
    parts = map(interned, value)
    return tuple(parts) if kind is tuple else kind(*parts)


def said(value: Any) -> tuple[tuple[int, Any], ...]:
    """The fields of a dataclass that are not what they are by default, by their numbers: what is
    pickled of it.
    """
    return tuple(
        (number, is_said)
        for number, (name, usual) in enumerate(_fields(value.__class__))
        if (is_said := getattr(value, name)) is not usual and is_said != usual
    )


def restore(value: Any, state: Iterable[tuple[int, Any]]) -> None:
    """Give a dataclass its fields: those that were said, and the defaults of all others."""
    names = _fields(value.__class__)
    for name, usual in names:
        object.__setattr__(value, name, usual)
    for number, is_said in state:
        object.__setattr__(value, names[number][0], is_said)


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The names of the fields, and their defaults; of one without, nothing is equal to that."""
    return tuple(
        (item.name, _NEVER if item.default is MISSING else item.default) for item in fields(kind)
    )


class _Never:
    """What no field is."""


_NEVER = _Never()
