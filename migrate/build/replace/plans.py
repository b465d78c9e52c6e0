"""What becomes of the words of one command of CMake's.

What comes in are decisions on single words; what goes out is a plan that edits are made of. Nothing
is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from migrate.build.replace.cmakewords import Part
from migrate.model import Edit, Span
from migrate.regex import regex

# Commands that give properties.
PROPERTIES = regex(rb"\w+_property|\w+_properties|define_property")


@dataclass(slots=True)
class Plan:
    """What becomes of words, by where they begin: ``settled`` are the bytes of which nothing is
    left to be said, with the table that says so.
    """

    words: dict[int, list[bytes]] = field(default_factory=dict)
    glue: dict[int, bytes] = field(default_factory=dict)
    settled: list[tuple[Span, str]] = field(default_factory=list)
    drops_folder: bool = False
    blanks: list[Edit] = field(default_factory=list)  # around the words of a list

    def put(self, part: Part, new: Sequence[bytes], table: str) -> None:
        self.words[part.start] = list(new)
        self.settled.append((part.span, table))
