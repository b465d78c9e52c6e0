"""Values of which a large tree has very many, in little room.

What comes in are offsets, and dataclasses of which most fields are what they are by default; what
goes out are the same values, in fewer bytes where they are kept and where they travel. A field that
is not said is the one value of its class: what came from another process would else have its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, overload

_FOUR_BYTES = "I"


class Offsets(Sequence[int]):
    """Numbers below 2**32, four bytes each; equal to a tuple of the same."""

    __slots__ = ("_items",)

    def __init__(self, packed: bytes) -> None:
        self._items = array(_FOUR_BYTES)
        self._items.frombytes(packed)

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Offsets:
        return cls(array(_FOUR_BYTES, numbers).tobytes())

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

    def __reduce__(self) -> tuple[type[Offsets], tuple[bytes]]:
        return Offsets, (self._items.tobytes(),)


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
