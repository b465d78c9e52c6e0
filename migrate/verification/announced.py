"""What the findings of a report announce: at a place, and of a name.

What comes in are a finished run and its files; what goes out is the id of a finding that speaks of
a place, or of a name that the port leaves, or nothing, and problems that are told by that. A
finding speaks of its own lines, of the statement it stands in and, in a condition, of the branches
that the condition opens.
"""

from __future__ import annotations

from functools import cached_property

from migrate.lexer import Directives, directives, trivia
from migrate.model import Check, Finding, Problem, Span, Standing, Status
from migrate.run import Run
from migrate.source import position
from migrate.syntax import SyntaxTree, parse
from migrate.verification.ported import Ported, PortedTree

_ANNOUNCE = frozenset({Status.REVIEW, Status.MANUAL, Status.UNKNOWN})
_GUARDED = "migrate/guarded"
_LEFT = frozenset({Status.MANUAL, Status.UNKNOWN})  # names that stay as they were


class Announcements:
    """The findings of a run, asked by place and by name."""

    def __init__(self, done: Run, tree: PortedTree) -> None:
        self._done = done
        self._tree = tree
        self._findings = {
            file.path: tuple(item for item in file.findings if item.status in _ANNOUNCE)
            for file in done.report.files
        }
        self._lines = {file.path: file.lines for file in done.report.files}
        self._guarded = {
            file.path: frozenset(
                position(file.lines, item.start).line
                for item in file.references
                if item.rule == _GUARDED
            )
            for file in done.report.files
        }
        self._parsed: dict[str, SyntaxTree] = {}
        self._directives: dict[str, Directives] = {}

    def at(self, path: str, start: int) -> str:
        """The id of a finding at the line, or in the statement, of an offset before the port."""
        found = self._findings.get(path, ())
        if not found:
            return ""
        lines = self._lines[path]
        line = position(lines, start).line
        for item in found:
            if position(lines, item.start).line <= line <= position(lines, item.end).line:
                return item.rule
        return self._in_statement(path, start, found) or self._in_condition(path, start, found)

    def problem(
        self, check: Check, ported: Ported, message: str, origin: int, after: int
    ) -> Problem:
        """A problem at ``origin`` before the port and ``after`` it: silent, unless a finding speaks
        of the place.
        """
        path, line = ported.result.path, ported.line_after(after)
        because = self.at(path, origin)
        standing = Standing.EXPECTED if because else Standing.SILENT
        span, text = ported.word_before(origin), ported.text_of_line(line)
        return Problem(check, standing, path, *span, message, line, text, because)

    def is_targets_own(self, path: str, start: int) -> bool:
        """Whether the line of an offset holds code that the tree has for the target already, and
        the port left alone.
        """
        return position(self._lines[path], start).line in self._guarded[path]

    def of_name(self, word: str) -> tuple[str, str] | None:
        """The id of a finding, and what it says, of a name that the port leaves as it was."""
        return self._names.get(word)

    def _in_statement(self, path: str, start: int, found: tuple[Finding, ...]) -> str:
        if path not in self._parsed:
            self._parsed[path] = parse(self._tree.of(path).before)
        statement = self._parsed[path].statement_span
        here = statement(start)
        near = (item for item in found if here.start <= item.start < here.end)
        return next((item.rule for item in near if statement(item.start) == here), "")

    def _in_condition(self, path: str, start: int, found: tuple[Finding, ...]) -> str:
        if path not in self._directives:
            data = self._tree.of(path).before
            self._directives[path] = directives(data, trivia(data).both)
        open_ones = conditions_around(self._directives[path], start)
        return next(
            (item.rule for item in found if any(s <= item.start < e for s, e in open_ones)), ""
        )

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for file in self._done.report.files:
            for item in self._findings[file.path]:
                if item.status in _LEFT and item.api:
                    found.setdefault(
                        item.api.rpartition("::")[2].lstrip("."), (item.rule, item.api)
                    )
        return found


def conditions_around(found: Directives, offset: int) -> list[Span]:
    """The directives that decide whether what stands at ``offset`` is compiled: of each condition
    that is open there, the ``#if`` and what of its ``#elif`` and ``#else`` comes before.
    """
    groups: list[list[Span]] = []
    for item in found.items:
        if item.start > offset:
            break
        span = Span(item.start, item.end)
        if item.keyword in ("if", "ifdef", "ifndef"):
            groups.append([span])
        elif item.keyword in ("elif", "else") and groups:
            groups[-1].append(span)
        elif item.keyword == "endif" and groups:
            groups.pop()
    return [span for group in groups for span in group]
