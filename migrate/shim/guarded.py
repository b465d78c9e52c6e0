"""Places that no header can give: they stand twice, for a build for the target and as they were.

What comes in are a file and the edits that the shim does not make; what goes out are whole lines
around them, and what is inserted there. The original's bytes stay where they are. A place is made
of whole statements where that is possible, since a line of a preprocessor within the arguments of a
macro is no portable C++.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrate.files.source import newline_of
from migrate.model import Edit, Span
from migrate.shim.files import Ported
from migrate.text.lexer import last_code_byte

_FARTHEST = 60  # lines that are written twice for one place
_OPENS, _CLOSES = b"([{", b")]}"


@dataclass(frozen=True, slots=True)
class Guard:
    """The macros of which a build for the target defines one, and a build for CUDA none."""

    macros: tuple[str, ...]

    @property
    def holds(self) -> str:
        return " || ".join(f"defined({name})" for name in self.macros)

    @property
    def fails(self) -> str:
        return " && ".join(f"!defined({name})" for name in self.macros)


class _Line(NamedTuple):
    """The start of a line: how many brackets are open there, whether the innermost is a brace, and
    whether a statement may begin.
    """

    start: int
    braces: int
    open: int
    within: bool
    begins: bool


def twice(file: Ported, spans: Iterable[Span], guard: Guard) -> list[Edit]:
    """The insertions that have each of the ``spans``, whole lines, stand twice."""
    newline = newline_of(file.data)
    made = []
    for start, end in spans:
        ported = file.text(start, end)
        if ported and not ported.endswith(b"\n"):
            ported += newline
        last = b"" if file.data[end - 1 : end] == b"\n" else newline
        head = b"#if " + guard.holds.encode() + newline
        made.append(Edit(start, start, head + ported + b"#else" + newline))
        made.append(Edit(end, end, last + b"#endif" + newline))
    return made


def regions(file: Ported, edits: Sequence[Edit]) -> tuple[list[Span], list[Edit]]:
    """The lines around ``edits`` that have to stand twice, and the edits that have none."""
    lines = list(_lines(file))
    starts = [line.start for line in lines]
    found: list[Span] = []
    lost: list[Edit] = []
    for edit in edits:
        if found and found[-1].start <= edit.start and edit.end <= found[-1].end:
            continue
        around = _directive(file, edit) or _statement(file, lines, starts, edit)
        if around is None:
            lost.append(edit)
            continue
        while found and around.start <= found[-1].end:
            around = Span(min(found.pop().start, around.start), around.end)
        found.append(around)
    return found, lost


def _directive(file: Ported, edit: Edit) -> Span | None:
    """The lines of the directive that an edit stands in."""
    directive = file.directive(edit.start)
    if directive is None:
        return None
    return Span(file.line(directive.start), file.behind(max(directive.end - 1, directive.start)))


def _lines(file: Ported) -> Iterator[_Line]:
    """The starts of all lines, and the end of the file."""
    data, both = file.data, file.trivia.both
    brackets: list[int] = []
    words = [
        span
        for span in file.tokens(0, len(data))
        if span.end == span.start + 1 and data[span.start] in _OPENS + _CLOSES
    ]
    at = number = 0
    while True:
        while number < len(words) and words[number].start < at:
            byte = data[words[number].start]
            if file.directive(words[number].start) is None:
                if byte in _OPENS:
                    brackets.append(byte)
                elif brackets:
                    brackets.pop()
            number += 1
        span = both.at(at) if at < len(data) else None
        cut = span is not None and span.start < at
        spliced = data[:at].endswith((b"\\\n", b"\\\r\n"))
        braces = sum(byte == 0x7B for byte in brackets)
        begins = not (cut or spliced) and _begins(file, at)
        yield _Line(at, braces, len(brackets) - braces, _is_within(brackets), begins)
        if at >= len(data):
            return
        at = file.behind(at)


def _is_within(brackets: Sequence[int]) -> bool:
    """Whether the innermost bracket is none of a block."""
    return bool(brackets) and brackets[-1] != 0x7B


def _begins(file: Ported, at: int) -> bool:
    """Whether a statement, or a directive, ends before ``at``."""
    last = last_code_byte(file.data, file.trivia.comments, at)
    if last < 0 or file.directive(last) is not None:
        return True
    return file.data[last : last + 1] in (b";", b"{", b"}", b":")


def _statement(
    file: Ported, lines: Sequence[_Line], starts: Sequence[int], edit: Edit
) -> Span | None:
    """The fewest whole lines around an edit that are statements by themselves; else lines at which
    at least no call is cut.
    """
    first = bisect_right(starts, edit.start) - 1
    last = bisect_left(starts, max(edit.end, edit.start + 1))
    for whole, strict in ((True, True), (True, False), (False, True), (False, False)):
        found = _around(file, lines, (first, last), whole, strict)
        if found is not None:
            return found
    return None


def _around(
    file: Ported, lines: Sequence[_Line], edge: tuple[int, int], whole: bool, strict: bool
) -> Span | None:
    """The lines around those of the ``edge``; ``whole`` blocks, of which ``strict`` says that they
    are within no call at all.
    """
    first, last = edge
    tops = (number for number in range(first, max(first - _FARTHEST, -1), -1))
    for top in tops:
        if not _may_cut(lines[top], strict):
            continue
        for bottom in range(last, min(top + _FARTHEST, len(lines))):
            if not _may_cut(lines[bottom], strict):
                continue
            if whole and not _is_whole(lines, top, bottom):
                continue
            if _is_closed(file, lines[top].start, lines[bottom].start):
                return Span(lines[top].start, lines[bottom].start)
    return None


def _may_cut(line: _Line, strict: bool) -> bool:
    return line.begins and not (line.open if strict else line.within)


def _is_whole(lines: Sequence[_Line], top: int, bottom: int) -> bool:
    least = min(line.braces for line in lines[top : bottom + 1])
    return least == lines[top].braces == lines[bottom].braces


def _is_closed(file: Ported, start: int, end: int) -> bool:
    """Whether conditions that begin within the span end there, and none around it is parted."""
    depth = 0
    for directive in file.directives_within(start, end):
        if directive.keyword.startswith("if"):
            depth += 1
        elif directive.keyword == "endif":
            depth -= 1
        elif directive.keyword.startswith("el") and not depth:
            return False
        if depth < 0:
            return False
    return not depth
