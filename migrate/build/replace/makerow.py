"""Words of a Makefile that go to one program, and what becomes of each: a value.

What comes in are the places of words; what goes out says by their numbers what is written for them.
Nothing is edited here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from migrate.text.make import Words

_KEPT: Final = (b"",)


@dataclass(slots=True)
class Row:
    """Words that go to one program: what becomes of each by its number, and with which table."""

    words: Words
    new: dict[int, list[bytes]] = field(default_factory=dict)
    groups: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def first_kept(self) -> int:
        """The number of the first word of which anything is left."""
        numbers = range(len(self.words))
        return next((at for at in numbers if self.new.get(at, _KEPT)), len(self.words))

    def put(self, first: int, last: int, new: Sequence[bytes], table: str) -> None:
        if any(at in self.new for at in range(first, last)):
            return
        self.new |= {at: [] for at in range(first + 1, last)}
        self.new[first] = list(new)
        self.groups.append((first, last, table))
