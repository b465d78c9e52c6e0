"""A Makefile that builds for both sides: what its port would change stands there twice.

What comes in are the bytes of a file and the edits that make it one for the target; what goes out
are edits that put the target's lines before those that were there, where a variable is set. Without
it make reads the lines that were there, and no others. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from migrate.build.replace.changes import line_end
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rewrite.edits import Change, apply

_DIRECTIVE = regex(rb"[ ]*(?:override +)?(ifn?eq|ifn?def|else|endif|define|endef)\b")
_SPLICED = b"\\"


def both_sides(data: bytes, edits: Sequence[Edit], target: str) -> tuple[Edit, ...]:
    """The edits of a file that builds for CUDA as before, and for ``target`` where its variable is
    set; none, where a line cannot stand twice.
    """
    if not edits:
        return ()
    change, newline = apply(data, sorted(edits)), line_end(data)
    variable = f"USE_{target.upper()}".encode()
    made: list[Edit] = []
    lines = _logical(data)
    for start, end in _spans(lines, edits):
        old, new = data[start:end], _text(change, start, None if end == len(data) else end)
        if not (_is_closed(old) and _is_closed(new)):
            return ()
        last = b"" if old.endswith(b"\n") else newline
        if not new.strip():
            made.append(Edit(start, start, b"ifndef %b%b" % (variable, newline)))
        else:
            new += b"" if new.endswith(b"\n") else newline
            text = b"ifdef %b%b%belse%b" % (variable, newline, new, newline)
            made.append(Edit(start, start, text))
        made.append(Edit(end, end, last + b"endif" + newline))
    found = apply(data, sorted(made, key=_order))
    return found.edits(len(data))


def _is_closed(text: bytes) -> bool:
    """Whether the conditions and definitions that lines open end in them, and no other does."""
    depth = 0
    for line in text.splitlines():
        word = match[1] if (match := _DIRECTIVE.match(line)) is not None else b""
        depth += word.startswith((b"if", b"define")) - word.startswith(b"end")
        if depth < 0 or (not depth and word == b"else"):
            return False
    return not depth


def _order(edit: Edit) -> tuple[int, int, bool]:
    """Lines that end something come before those that begin something else."""
    return edit.start, edit.end, not edit.text.lstrip().startswith(b"endif")


def _logical(data: bytes) -> list[Span]:
    """The lines of a file, those that go on as one."""
    parts = data.splitlines(keepends=True)
    ends = list(accumulate(map(len, parts)))
    found: list[Span] = []
    start = 0
    for part, end in zip(parts, ends, strict=True):
        if part.rstrip(b"\r\n").endswith(_SPLICED) and end < len(data):
            continue
        found.append(Span(start, end))
        start = end
    return found


def _spans(lines: Sequence[Span], edits: Sequence[Edit]) -> Iterator[Span]:
    """The lines that are edited, those that follow each other as one."""
    found: list[Span] = []
    for line in lines:
        if any(
            edit.start < line.end and line.start < max(edit.end, edit.start + 1) for edit in edits
        ):
            if found and found[-1].end == line.start:
                found[-1] = Span(found[-1].start, line.end)
            else:
                found.append(line)
    return iter(found)


def _text(change: Change, start: int, end: int | None) -> bytes:
    """What the port has in the place of some lines; of the last ones, if no ``end`` is said."""
    return change.data[change.place_of(start) : None if end is None else change.place_of(end)]
