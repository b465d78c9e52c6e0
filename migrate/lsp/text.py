"""Documents as an editor has them: bytes of UTF-8 inside, positions of the protocol at the edge.

What comes in are the texts and changes a client sends; what goes out are immutable documents and
conversions between byte offsets and positions, whose columns count what was agreed on (``Units``).
A line ends at LF, CRLF or CR, as the protocol has it, and at nothing else.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from lsprotocol.types import (
    Position,
    Range,
    TextDocumentContentChangeEvent,
    TextDocumentContentChangePartial,
)
from pygls.uris import to_fs_path

from migrate.files.source import Units, line_starts, offset_after, position, width

_STEP = 512  # bytes of a line, after which its columns are noted


@dataclass(frozen=True, slots=True)
class Document:
    """One state of an open file. ``lines`` are the offsets at which its lines start."""

    uri: str
    language: str
    version: int
    data: bytes
    lines: tuple[int, ...]
    units: Units
    # Offsets in long lines and the columns there: a line is counted once, for all its positions.
    _marks: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, uri: str, language: str, version: int, text: str, units: Units) -> Document:
        data = encoded(text)
        return cls(uri, language, version, data, line_starts(data), units)

    def changed(self, version: int, changes: Iterable[TextDocumentContentChangeEvent]) -> Document:
        """The next state: the changes are made one after the other."""
        return replace(reduce(_after, changes, self), version=version)

    def position(self, offset: int) -> Position:
        """The position of a byte offset."""
        line, column = position(self.lines, offset)
        start, end = self.lines[line - 1], self.lines[line - 1] + column - 1
        if column <= _STEP:
            return Position(line - 1, width(self.data[start:end], self.units))
        marks = self._marks.get(line) or self._count(line)
        mark, done = marks[bisect_right(marks, (end, len(self.data))) - 1]
        return Position(line - 1, done + width(self.data[mark:end], self.units))

    def _count(self, line: int) -> list[tuple[int, int]]:
        """Note the columns of a line; a character is never cut."""
        at, done = self.lines[line - 1], 0
        last = at + len(self.line(line - 1))
        marks = self._marks[line] = [(at, done)]
        while at + _STEP < last:
            end = at + _STEP
            end -= next((back for back in range(4) if self.data[end - back] & 0xC0 != 0x80), 0)
            done += width(self.data[at:end], self.units)
            at = end
            marks.append((at, done))
        return marks

    def range(self, start: int, end: int) -> Range:
        return Range(self.position(start), self.position(end))

    def offset(self, place: Position) -> int:
        """The byte offset of a position: the end of the line where that has no such column."""
        if place.line >= len(self.lines):
            return len(self.data)
        start = self.lines[place.line]
        line = self.line(place.line)
        return start + offset_after(line, place.character, self.units)

    def line(self, number: int) -> bytes:
        """A line (from 0) without its ending."""
        end = self.lines[number + 1] if number + 1 < len(self.lines) else len(self.data)
        return self.data[self.lines[number] : end].rstrip(b"\r\n")


def encoded(text: str) -> bytes:
    """The bytes of a text; half of a surrogate pair, which has none, becomes a question mark."""
    return text.encode("utf-8", "replace")


def decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def path_of(uri: str) -> Path | None:
    """The file a URI names, whatever bytes its name has; None where it is no file."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    if os.name == "nt":
        return Path(to_fs_path(uri) or "")
    return Path(os.fsdecode(unquote_to_bytes(parts.path)))


def _after(document: Document, change: TextDocumentContentChangeEvent) -> Document:
    text = encoded(change.text)
    if isinstance(change, TextDocumentContentChangePartial):
        start, end = document.offset(change.range.start), document.offset(change.range.end)
        text = document.data[:start] + text + document.data[end:]
    return replace(document, data=text, lines=line_starts(text))
