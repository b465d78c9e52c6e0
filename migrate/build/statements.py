"""What a place of a build file is a part of: a command, a value with its name, a line that goes on.

What comes in are the bytes of a build file without its comments, with its commands or its script;
what goes out is, for each offset, the text around it that says what the place is for: the command
of CMake's, what a script gives to one variable, argument or key, else the line with those that it
goes on over. Nothing is followed, and nothing is run.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from migrate.build.commands import Commands
from migrate.build.scripts import Script
from migrate.model import Span
from migrate.regex import regex

_LINE = regex(rb"(?:\\\r?\n|[^\n])+")
_Named = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return


class Statements:
    """The parts of a build file, which are sought where one is asked for."""

    def __init__(self, code: bytes, commands: Commands | None, script: Script | None) -> None:
        self._code = code
        self._commands = commands
        self._script = script
        self._owners: tuple[Sequence[int], Sequence[Span | None]] | None = None
        self._fits: dict[tuple[re.Pattern[bytes], Span], bool] = {}

    def fits(self, offset: int, asked: re.Pattern[bytes]) -> bool:
        """Whether what is ``asked`` stands in the text that says what an offset is for."""
        key = (asked, self.around(offset))
        if key not in self._fits:
            self._fits[key] = asked.search(self._code[slice(*key[1])]) is not None
        return self._fits[key]

    def around(self, offset: int) -> Span:
        """Where the text stands that says what an offset is for."""
        if self._commands is not None:
            command = self._commands.at(offset)
            return self._line(offset) if command is None else command.span
        if self._owners is None:
            script = self._script
            spans = _named(script) if script is not None else _lines(self._code)
            self._owners = _innermost(spans)
        starts, owners = self._owners
        owner = owners[bisect_right(starts, offset)]
        return self._line(offset) if owner is None else owner

    def _line(self, offset: int) -> Span:
        end = self._code.find(b"\n", offset)
        return Span(self._code.rfind(b"\n", 0, offset) + 1, end if end >= 0 else len(self._code))


def _lines(code: bytes) -> Iterator[Span]:
    return (Span(*match.span()) for match in _LINE.finditer(code))


def _named(script: Script) -> Iterator[Span]:
    """Values with the names that they are given to, and commands to a variable's own value."""
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None:
                    yield Span(script.span(key).start, script.span(value).end)
        elif isinstance(node, ast.keyword):
            end = script.span(node.value).end
            yield Span(script.lines[node.lineno - 1] + node.col_offset, end)
        elif isinstance(node, _Named) or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
        ):
            yield script.span(node)


def _innermost(spans: Iterable[Span]) -> tuple[Sequence[int], Sequence[Span | None]]:
    """Where the innermost of the ``spans``, which do not cross, changes, and which one it is from
    there on: the first before the first of these offsets.
    """
    starts: list[int] = []
    owners: list[Span | None] = [None]
    opened: list[Span] = []

    def close(until: float) -> None:
        while opened and opened[-1].end <= until:
            starts.append(opened.pop().end)
            owners.append(opened[-1] if opened else None)

    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        close(span.start)
        opened.append(span)
        starts.append(span.start)
        owners.append(span)
    close(float("inf"))
    return starts, owners
