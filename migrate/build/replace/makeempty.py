"""Conditions of a Makefile of which nothing is left.

What comes in are the lines of a file and the changes that are made; what goes out are changes by
which conditions go that hold nothing else. One with another branch stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.build.replace.changes import Change, change, without
from migrate.text.make import Kind, Line


def emptied(data: bytes, all_lines: Sequence[Line], found: Sequence[Change]) -> Iterator[Change]:
    """Conditions without another branch of which nothing is left."""
    made = [edit for item in found for edit in item.edits if not edit.text]
    opened: tuple[Line, bool] | None = None  # whether anything goes that it holds
    for line in all_lines:
        text = data[slice(*line.span)].strip()
        if line.kind is Kind.DIRECTIVE and text.startswith(b"if"):
            opened = (line, False)
        elif opened is not None and line.kind is Kind.DIRECTIVE and text.startswith(b"endif"):
            if opened[1]:
                edits = [without(data, *opened[0].span), without(data, *line.span)]
                yield change(data, opened[0].span, edits, "words")
            opened = None
        elif opened is not None and text:
            goes = any(edit.start <= line.span.start < line.span.end <= edit.end for edit in made)
            opened = (opened[0], True) if goes else None
