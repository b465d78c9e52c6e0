"""Bytes on disk to ``SourceFile`` and back; offsets to lines and columns.

The only module that opens a source file. A file is read once as bytes, never decoded for editing:
but for one in UTF-16, which is edited as UTF-8 and written back as it was.
"""

from __future__ import annotations

import errno
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from migrate.model import Position


class SourceFile(NamedTuple):
    """One file's bytes and the name it is shown by: ``/``-separated, ``surrogateescape``.
    ``encoding`` is what the file has on the disk, if that is not the one of ``data``.
    """

    path: str
    data: bytes
    encoding: str = ""


def read(path: Path, name: str, size: int = -1) -> SourceFile:
    """Read ``path``, or its first ``size`` bytes as they are; raises ``OSError`` as the system
    gives it, and where UTF-16 cannot be read as such.
    """
    if size >= 0:
        return SourceFile(name, head(path, size))
    data = path.read_bytes()
    encoding = encoding_of(data)
    if encoding:
        try:
            data = data.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise OSError(errno.EILSEQ, f"no UTF-16: {error.reason}") from error
    return SourceFile(name, data, encoding)


def encoding_of(data: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` by the byte order mark, or nothing: bytes as they are."""
    if data.startswith(b"\xff\xfe") and data[2:4] != b"\0\0":  # or it were UTF-32
        return "utf-16-le"
    return "utf-16-be" if data.startswith(b"\xfe\xff") else ""


def encoded(data: bytes, encoding: str) -> bytes:
    """The text ``data`` as it is on the disk. Any text goes there and back again, also one that has
    halves of characters: each unit of UTF-16 has one form in ``data``.
    """
    if not encoding:
        return data
    return data.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")


def head(path: Path, size: int) -> bytes:
    """The first ``size`` bytes; raises ``OSError`` as the system gives it."""
    with path.open("rb") as stream:
        return stream.read(size)


def digest(data: bytes) -> bytes:
    """What tells one content of a file from another."""
    return blake2b(data, digest_size=16).digest()


def line_starts(data: bytes) -> tuple[int, ...]:
    """Byte offset at which each line starts; LF, CRLF and lone CR all end a line."""
    ends = tuple(accumulate(map(len, data.splitlines(keepends=True)), initial=0))
    return ends if len(ends) == 1 or data.endswith((b"\n", b"\r")) else ends[:-1]


def position(lines: Sequence[int], offset: int) -> Position:
    """Line and column (both 1-based, column in UTF-8 bytes) of a byte offset."""
    line = bisect_right(lines, offset)
    return Position(line, offset - lines[line - 1] + 1)


class Units(Enum):
    """What a column counts: bytes of UTF-8, UTF-16 code units, or characters."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def width(text: bytes, units: Units) -> int:
    """How many ``units`` a piece of UTF-8 comes to; a byte that is not UTF-8 counts as one."""
    if units is Units.UTF8 or text.isascii():
        return len(text)
    characters = text.decode("utf-8", "surrogateescape")
    return sum(_size(character, units) for character in characters)


def offset_after(line: bytes, count: int, units: Units) -> int:
    """The offset in ``line`` after ``count`` units, its length where it has no more; a character
    is never cut.
    """
    if units is Units.UTF8 or line.isascii():
        return min(count, len(line))
    done = offset = 0
    for character in line.decode("utf-8", "surrogateescape"):
        if done >= count:
            break
        done += _size(character, units)
        offset += len(character.encode("utf-8", "surrogateescape"))
    return offset


def _size(character: str, units: Units) -> int:
    return 2 if units is Units.UTF16 and character > "\uffff" else 1


def newline_of(data: bytes) -> bytes:
    """The line ending the file uses, read off its first line; LF where there is none."""
    end = data.find(b"\n")
    return b"\r\n" if end > 0 and data[end - 1 : end] == b"\r" else b"\n"
