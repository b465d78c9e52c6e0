"""One file of a port as a shim looks at it: its bytes before and after, and where what stands.

What comes in are a result and the bytes it was made of; what goes out are answers, each worked out
when it is first asked for. Nothing is decided here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migrate.model import Edit, FileResult, Reference, Span
from migrate.rewrite.edits import Change, apply
from migrate.text.lexer import Directive, Directives, Trivia, directives, tokens, trivia

CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef"})
INCLUDES = frozenset({"include", "include_next", "import"})


@dataclass(frozen=True, eq=False)
class Ported:
    """A file with its port to the target: ``data`` and what the edits of its ``result`` make."""

    result: FileResult
    data: bytes

    @property
    def path(self) -> str:
        return self.result.path

    @cached_property
    def change(self) -> Change:
        return apply(self.data, self.result.edits)

    @cached_property
    def trivia(self) -> Trivia:
        return trivia(self.data)

    @cached_property
    def directives(self) -> Directives:
        return directives(self.data, self.trivia.both)

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(sorted(self.result.references))

    @cached_property
    def _starts(self) -> list[int]:
        return [item.start for item in self.references]

    @cached_property
    def _edited(self) -> list[int]:
        return [item.start for item in self.result.edits]

    def line(self, offset: int) -> int:
        """Where the line at ``offset`` begins."""
        return self.data.rfind(b"\n", 0, offset) + 1

    def behind(self, offset: int) -> int:
        """Where the line behind the one at ``offset`` begins."""
        found = self.data.find(b"\n", offset)
        return len(self.data) if found < 0 else found + 1

    def within(self, start: int, end: int) -> tuple[Reference, ...]:
        """The references that begin in ``[start, end)``."""
        return self.references[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def edits(self, start: int, end: int) -> tuple[Edit, ...]:
        """The edits that touch ``[start, end)``, insertions at its ends left out."""
        first = max(bisect_left(self._edited, start) - 1, 0)
        found = self.result.edits[first : bisect_right(self._edited, end)]
        return tuple(item for item in found if item.start < end and start < item.end)

    def inside(self, start: int, end: int) -> tuple[Edit, ...]:
        """The edits that are made within ``[start, end]``."""
        first, last = bisect_left(self._edited, start), bisect_right(self._edited, end)
        return tuple(item for item in self.result.edits[first:last] if item.end <= end)

    def text(self, start: int, end: int) -> bytes:
        """What the port has in the place of ``[start, end)``; what it inserts at ``start`` counts,
        what it inserts at ``end`` does not.
        """
        last = None if start < end == len(self.data) else self.change.place_of(end)
        return self.change.data[self.change.place_of(start) : last]

    def line_text(self, start: int, end: int) -> bytes:
        """The same with what the port inserts at ``end``."""
        if start < end == len(self.data):
            return self.text(start, end)
        added = (edit.text for edit in self.inside(end, end) if edit.start == edit.end)
        return self.text(start, end) + b"".join(added)

    def tokens(self, start: int, end: int) -> list[Span]:
        return tokens(self.data, start, end, self.trivia.both)

    def words(self, start: int, end: int) -> list[bytes]:
        return [self.data[span.start : span.end] for span in self.tokens(start, end)]

    def directive(self, offset: int) -> Directive | None:
        return self.directives.at(offset)

    def directives_within(self, start: int, end: int) -> Iterator[Directive]:
        items, starts = self.directives.items, self.directives.starts
        return iter(items[bisect_left(starts, start) : bisect_left(starts, end)])

    def closing(self, opening: int, limit: int) -> int | None:
        """Where what the parenthesis at ``opening`` opens ends, behind it."""
        depth = 0
        for span in self.tokens(opening, limit):
            token = self.data[span.start : span.end]
            depth += {b"(": 1, b")": -1}.get(token, 0)
            if not depth:
                return span.end
        return None
