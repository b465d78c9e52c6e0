"""File names as outputs show them, and how outputs get at a file as it was.

A name is text in which a byte that is not UTF-8 stands as a surrogate escape. Such text can be
neither printed nor put in JSON, so it is shown with the byte as ``\\xff``; a patch quotes it as git
does. What a repository names and writes reaches terminals and the logs of CI here: in text nothing
of it begins a line, moves a cursor or turns the direction of writing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

Originals = Callable[[str], bytes | None]
"""The bytes of an input by its name; None for a file that the port adds."""


class Rendered(bytes):
    """A report in a format, with what a person should be told of it: what it had no room for."""

    remarks: tuple[str, ...]

    def __new__(cls, data: bytes, remarks: tuple[str, ...] = ()) -> Self:
        made = super().__new__(cls, data)
        made.remarks = remarks
        return made


# Controls of ASCII and of Latin-1, ends of lines, and marks for the direction of writing.
_CONTROLS = {
    code: chr(code).encode("unicode_escape").decode()
    for code in (
        *range(0x20),
        *range(0x7F, 0xA0),
        0x061C,
        *range(0x200E, 0x2010),
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
        0xFEFF,
    )
}
_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def printable(name: str) -> str:
    """``name`` as valid Unicode, with the bytes that are not UTF-8 written ``\\xff``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def legible(text: str) -> str:
    """``text`` as it goes on one line for people: with every character that would end the line or
    steer a terminal written as ``\\n``, ``\\x1b``, ``\\u202e``.
    """
    return printable(text).translate(_CONTROLS)


def quoted(name: str) -> bytes:
    """``name`` as git writes it in a patch: in C quotes if a byte of it is not plain ASCII."""
    raw = name.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in _ESCAPES for byte in raw):
        return raw
    return b'"%s"' % b"".join(map(_escaped, raw))


def _escaped(byte: int) -> bytes:
    if byte in _ESCAPES:
        return b"\\" + _ESCAPES[byte].encode()
    return bytes((byte,)) if 32 <= byte < 127 else b"\\%03o" % byte
