"""Calls of nvcc in scripts of a shell, for a target whose compiler is one of both sides.

What comes in are the bytes of a script and what edits are made by; what goes out are changes of
those commands of which each word is written out, as those of a Makefile's recipe are changed. One
that a variable is a part of stays, with its finding. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from migrate.build.replace.changes import Change, Tools
from migrate.build.replace.makefile import recipe_changes
from migrate.build.replace.makeinputs import Inputs
from migrate.build.replace.makeuses import Uses
from migrate.model import Span
from migrate.text.lexer import Spans
from migrate.text.make import Kind, Line, lines, recipe

_USES: Final = Uses(frozenset())


def shell_changes(data: bytes, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a script; none for other targets."""
    if not tools.tables.is_shared:
        return []
    return [change for line in _calls(data, left) for change in _changes(data, line, tools)]


def _calls(data: bytes, left: Spans) -> Iterator[Line]:
    """Lines, with those that they go on over, that name nvcc."""
    for line in lines(data):
        text = data[slice(*line.span)]
        is_said = b"nvcc" in text and not text.lstrip().startswith(b"#")
        if is_said and left.at(line.span.start) is None:
            yield Line(Kind.RECIPE, line.span, line.span)


def _changes(data: bytes, line: Line, tools: Tools) -> list[Change]:
    inputs = Inputs(data, [line], _USES, more=True)
    if not inputs.calls or not all(map(inputs.is_written_out, inputs.calls)):
        return []
    calls = [row for row in recipe(data, line) if _USES.is_compiler(data, row) is not None]
    if any(b"$" in data[slice(*word)] for row in calls for word in row if _is_option(data, word)):
        return []
    return recipe_changes(data, line, _USES, tools, inputs)


def _is_option(data: bytes, word: Span) -> bool:
    return data[word.start : word.start + 1] == b"-"
