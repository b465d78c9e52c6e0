"""The files of a run before and after, and the way from a place of the port to the place it was.

What comes in is a finished run; what goes out, for each file, are its bytes on both sides with the
map between them, read when they are asked for. Offsets are bytes, lines are 1-based. Nothing here
judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from migrate.files.kinds import Kind
from migrate.files.source import line_starts, position, read
from migrate.model import FileResult, Span
from migrate.rewrite import edits as editing
from migrate.rewrite.edits import Change
from migrate.run import Run


@dataclass
class Ported:
    """One file: ``before`` as it was, ``after`` as the port has it."""

    result: FileResult
    before: bytes

    @cached_property
    def change(self) -> Change:
        return editing.apply(self.before, self.result.edits)

    @property
    def after(self) -> bytes:
        made = self.result.content
        return self.before if made is None else made

    @cached_property
    def lines_after(self) -> tuple[int, ...]:
        return line_starts(self.after)

    def origin(self, offset: int) -> int:
        """The offset before the port of what stands at ``offset`` after it."""
        return self.change.nearest(offset)

    def place_after(self, origin: int) -> int:
        """The offset in the port of the place at ``origin`` before it."""
        return self.change.place_of(origin)

    def offset_after(self, line: int, column: int = 1) -> int:
        """The offset in the port of a line and a column in bytes, both 1-based."""
        starts = self.lines_after
        start = starts[min(max(line, 1), len(starts)) - 1]
        return min(start + max(column, 1) - 1, len(self.after))

    def line_after(self, offset: int) -> int:
        """The line of the port in which its byte at ``offset`` stands."""
        return position(self.lines_after, offset).line

    def text_of_line(self, line: int) -> str:
        """A line of the port, without blanks at its ends."""
        starts = self.lines_after
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.after)
        return self.after[starts[line - 1] : end].decode("utf-8", "replace").strip()

    def word_before(self, offset: int) -> Span:
        """The span of the word at ``offset`` before the port, at least one byte of it."""
        end = offset
        while end < len(self.before) and (
            self.before[end : end + 1].isalnum() or self.before[end : end + 1] == b"_"
        ):
            end += 1
        return Span(offset, max(end, min(offset + 1, len(self.before))))


class PortedTree:
    """The files of a run by their names."""

    def __init__(self, done: Run) -> None:
        self._done = done
        self._files = done.files
        self._results = {result.path: result for result in done.report.files}
        self._known: dict[str, Ported] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._results

    def of(self, name: str) -> Ported:
        if name not in self._known:
            self._known[name] = Ported(self._results[name], read(self._files[name], name).data)
        return self._known[name]

    def changed(self) -> Iterator[Ported]:
        """The files that the port changes."""
        return (self.of(name) for name, item in self._results.items() if item.is_changed)

    def sources(self) -> Iterator[Ported]:
        """The sources that were looked at."""
        for file in self._done.found:
            if file.kind is Kind.SOURCE and not file.skip and file.name in self._results:
                yield self.of(file.name)

    def untouched(self, name: str) -> bool:
        """Whether the port changes neither a file nor anything of the tree that it includes."""
        reached = {name, *(item.path for item in self._done.index.closure(name))}
        results = (self._results[path] for path in reached if path in self._results)
        return not any(item.is_changed for item in results)
