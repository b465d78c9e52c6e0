"""The declarations of one name, laid out so that a place has to ask few of them.

What comes in are the declarations that a file and its tree have of the name; what goes out are
those of one namespace or class, and those of the blocks around a place. Nothing is decided here:
which of them is meant, ``lookup`` says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrate.model import Span
from migrate.tree.filefacts import Declared
from migrate.tree.ownership import Here

ALWAYS = -1
NEVER = 1 << 62


class Seen(NamedTuple):
    """A declaration outside of functions, the file it is in, and the offset from which the file
    that asks sees it (``ALWAYS``, ``NEVER``).
    """

    path: str
    one: Declared
    since: int


class Block(NamedTuple):
    """A block that declares the name: the first declaration of each kind, and the number of the
    block around it that declares the name, too (-1 for none).
    """

    span: Span
    first: Mapping[str, Here]
    outer: int


@dataclass(frozen=True, slots=True)
class Placement:
    """All declarations of one name that a file knows of.

    ``spaces`` has those outside of functions by the namespace or class they stand in, the one that
    is seen first in front, equal ones once; ``at`` those of the file itself by their offsets.
    """

    spaces: Mapping[str, Sequence[Seen]]
    at: Mapping[int, Here]
    _blocks: Sequence[Block]

    @classmethod
    def of(cls, path: str, here: Sequence[Here], there: Iterable[Seen]) -> Placement:
        """``here`` are the declarations of the file at ``path`` itself, ``there`` of others."""
        own = (
            Seen(path, item.declared, ALWAYS if item.declared.member else item.start)
            for item in here
            if item.block is None
        )
        return cls(_by_space((*own, *there)), {item.start: item for item in here}, _blocks(here))

    def around(self, offset: int) -> Iterator[Block]:
        """The blocks around a place that declare the name, the innermost first."""
        number = bisect_right(self._blocks, offset, key=lambda block: block.span.start) - 1
        while number >= 0:
            block = self._blocks[number]
            if offset < block.span.end:
                yield block
            number = block.outer


def _by_space(seen: Sequence[Seen]) -> dict[str, list[Seen]]:
    found: dict[str, dict[tuple[str, Declared], Seen]] = {}
    for item in sorted(seen, key=lambda item: item.since):
        found.setdefault(item.one.space, {}).setdefault(item[:2], item)
    return {space: [*items.values()] for space, items in found.items()}


def _blocks(here: Sequence[Here]) -> list[Block]:
    first: dict[Span, dict[str, Here]] = {}
    for item in sorted(here, key=lambda item: item.start):
        if item.block is not None:
            first.setdefault(item.block, {}).setdefault(item.declared.kind, item)
    blocks: list[Block] = []
    around: list[int] = []
    for span in sorted(first, key=lambda span: (span.start, -span.end)):
        while around and blocks[around[-1]].span.end <= span.start:
            around.pop()
        outer = around[-1] if around else -1
        around.append(len(blocks))
        blocks.append(Block(span, first[span], outer))
    return blocks
