"""Documents of the language server: changes and positions, against the plainest model there is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position, Range, TextDocumentContentChangePartial

from migrate.files.source import Units, offset_after, width
from migrate.lsp.text import Document, path_of

texts = st.text(st.sampled_from("ab\t\r\n\f\v\x1c\x85\u2028\u00e4\u20ac\U0001f600"), max_size=30)
units = st.sampled_from(Units)
SIZE = {Units.UTF8: 1, Units.UTF16: 2, Units.UTF32: 4}


def plain_position(text: str, offset: int, count: Units) -> Position:
    """Line and column of a character; a place between CR and LF belongs to no editor."""
    lines = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    codec = "utf-8" if count is Units.UTF8 else f"{count.value}-le"
    return Position(len(lines) - 1, len(lines[-1].encode(codec)) // SIZE[count])


def is_place(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] != "\r\n" or offset == 0


@given(texts, units, st.data())
def test_positions_there_and_back(text: str, count: Units, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)).filter(lambda at: is_place(text, at)))
    document = Document.of("file:///a", "cuda", 1, text, count)
    in_bytes = len(text[:offset].encode())
    place = plain_position(text, offset, count)
    assert document.position(in_bytes) == place
    assert document.offset(place) == in_bytes


@given(texts, texts, units, st.data())
def test_changes(text: str, new: str, count: Units, data: st.DataObject) -> None:
    at = st.integers(0, len(text)).filter(lambda offset: is_place(text, offset))
    start, end = sorted((data.draw(at), data.draw(at)))
    document = Document.of("file:///a", "cuda", 1, text, count)
    span = Range(plain_position(text, start, count), plain_position(text, end, count))
    changed = document.changed(2, [TextDocumentContentChangePartial(span, new)])
    assert changed.data.decode() == text[:start] + new + text[end:]
    assert changed == Document.of("file:///a", "cuda", 2, text[:start] + new + text[end:], count)


@given(texts, units)
def test_width_and_offset(text: str, count: Units) -> None:
    line = text.encode()
    assert offset_after(line, width(line, count), count) == len(line)
    assert offset_after(line, 10**6, count) == len(line)


def test_half_a_surrogate_pair() -> None:
    document = Document.of("file:///a", "cuda", 1, "\ud83d cudaFree", Units.UTF16)
    assert document.data == b"? cudaFree"
    assert document.position(2) == Position(0, 2)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a%20b/%C3%A4.cu", "/a b/\u00e4.cu"),
        ("file:///latin%E4.cu", "/latin\udce4.cu"),
        ("file:///c%23.cu", "/c#.cu"),
        ("untitled:Untitled-1", None),
    ],
)
def test_paths_of_uris(uri: str, path: str | None) -> None:
    found = path_of(uri)
    assert (None if found is None else str(found)) == path


def test_positions_in_a_long_line_are_counted_once() -> None:
    text = "a\u00e4\u4e2d\U0001f600" * 60_000
    for units in (Units.UTF16, Units.UTF32):
        document = Document.of("", "", 1, f"x\n{text}\ny", units)
        started = time.process_time()
        for number in range(0, 60_000, 20):
            place = document.position(2 + 10 * number + 3)
            assert place == Position(1, number * (5 if units is Units.UTF16 else 4) + 2)
        assert time.process_time() - started < 1
