"""What the findings of a report announce: at a place, and of a name.

What comes in are a finished run and its files; what goes out is the id of a finding that announces
an error of a place, or of a name that the port leaves, or nothing, and problems that are told by
that. Only findings that announce an error count, and only for what they speak of: their own name in
the statement they stand in, and the place itself with the arguments of its call. Nothing here reads
what a compiler wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from enum import IntEnum
from functools import cached_property

from migrate.files.source import position
from migrate.model import Announces, Finding, Span, Status
from migrate.proof import Check, Judgement, Problem
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.run import Run
from migrate.text.conditions import GUARDED, UNSEEN
from migrate.text.syntax import Node, SyntaxTree, parse
from migrate.verification.ported import Ported, PortedTree

_GUARDED = frozenset({GUARDED, UNSEEN})
_LEFT = frozenset({Status.MANUAL, Status.UNKNOWN})  # names that stay as they were
_WORD = regex(r"[A-Za-z_]\w*")
_CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier"})
_FUNCTION = frozenset({"function_definition"})
_CALLS = frozenset({"call_expression", "template_type", "template_function"})
_ARGUMENTS = frozenset({"argument_list", "template_argument_list"})


class Reach(IntEnum):
    """What of a place counts beside the name that an error is about."""

    NAME = 0  # nothing else
    PLACE = 1  # that a finding stands there
    CALL = 2  # that it is an argument of a call that a finding speaks of


class Announcements:
    """The findings of a run, asked by place and by name."""

    def __init__(self, done: Run, tree: PortedTree) -> None:
        self._done = done
        self._tree = tree
        self._findings = {
            path: tuple(item for item in places if _announces_error(item, done.rules))
            for path, places in done.report.places.items()
        }
        self._lines = {file.path: file.lines for file in done.report.files}
        self._guarded = _lines_of(done, _GUARDED)
        self._unseen = _lines_of(done, frozenset({UNSEEN}))
        self._parsed: dict[str, SyntaxTree] = {}
        self._words: dict[Finding, frozenset[str]] = {}

    def at(self, path: str, start: int, names: Collection[str], reach: Reach = Reach.CALL) -> str:
        """The id of a finding that announces an error of one of ``names`` in the line or statement
        of an offset before the port, or of what is within ``reach`` of it.
        """
        found = self._findings.get(path, ())
        for item in found:
            if self._speaks_of(item, names) and self._together(path, start, item):
                return item.rule
        return self._of_place(path, start, found, reach) if reach > Reach.NAME else ""

    def problem(
        self,
        check: Check,
        ported: Ported,
        message: str,
        origin: int,
        after: int,
        names: Collection[str] = (),
    ) -> Problem:
        """A problem at ``origin`` before the port and ``after`` it: silent, unless a finding
        announces an error of the names, or of the place where there are none, or the target never
        compiles it.
        """
        path, line = ported.result.path, ported.line_after(after)
        because = self.at(path, origin, names, Reach.NAME if names else Reach.CALL)
        because = because or self._of_branch(path, origin)
        judgement = Judgement.EXPECTED if because else Judgement.SILENT
        span, text = ported.word_before(origin), ported.text_of_line(line)
        return Problem(check, judgement, path, *span, message, line, text, because)

    def is_targets_own(self, path: str, start: int) -> bool:
        """Whether the line of an offset holds code that the tree has for the target already, and
        the port left alone.
        """
        return position(self._lines[path], start).line in self._guarded[path]

    def _of_branch(self, path: str, start: int) -> str:
        """Why nothing of a line counts: the target never compiles its branch."""
        return UNSEEN if position(self._lines[path], start).line in self._unseen[path] else ""

    def of_names(self, words: Collection[str]) -> str:
        """The id of a finding that announces an error of a name that the port leaves as it was, of
        all whose parts there are in ``words``; nothing where there is none.
        """
        found = (self._left[word] for word in words if word in self._left)
        given = frozenset(words)
        return next((rule for options in found for parts, rule in options if parts <= given), "")

    def classes(self, path: str, start: int) -> Iterator[str]:
        """The names of the classes around an offset before the port."""
        tree, leaf = self._tree_of(path).leaf(start, start + 1)
        for node in tree.around(leaf):
            name = node.child_by_field_name("name") if node.type in _CLASSES else None
            if name is not None:
                yield tree.text(name).decode("utf-8", "replace")

    def statement(self, path: str, start: int) -> Span:
        """The statement that an offset before the port stands in."""
        return self._tree_of(path).statement_span(start)

    def function(self, path: str, start: int) -> Span | None:
        """The function that an offset before the port stands in."""
        tree, leaf = self._tree_of(path).leaf(start, start + 1)
        found = tree.nearest(leaf, _FUNCTION)
        return tree.span(found) if found is not None else None

    def _tree_of(self, path: str) -> SyntaxTree:
        if path not in self._parsed:
            self._parsed[path] = parse(self._tree.of(path).before)
        return self._parsed[path]

    def _speaks_of(self, item: Finding, names: Collection[str]) -> bool:
        """Whether a finding is about one of the names, if only by its beginning, where the
        preprocessor puts it together.
        """
        if not self._names_of(item).isdisjoint(names):
            return True
        beginning, pasted, _ = item.api.partition("##")
        return bool(pasted) and any(name.startswith(beginning) for name in names)

    def _names_of(self, item: Finding) -> frozenset[str]:
        """What a finding speaks of: the parts of its name, in CUDA's spelling and the target's, and
        what its fix writes.
        """
        if item not in self._words:
            verdict = self._done.rules.verdict(item.api) if item.api else None
            texts = [item.api, verdict.target if verdict is not None else ""]
            edits = item.fix.edits if item.fix is not None else ()
            texts += [edit.text.decode("utf-8", "replace") for edit in edits]
            words = {word for text in texts for word in _WORD.findall(text)}
            self._words[item] = frozenset({*words, item.api} - {""})
        return self._words[item]

    def _together(self, path: str, start: int, item: Finding) -> bool:
        """Whether an offset stands in the lines of a finding, or in its statement."""
        lines = self._lines[path]
        first, last = position(lines, item.start).line, position(lines, item.end).line
        if first <= position(lines, start).line <= last:
            return True
        here = self.statement(path, start)
        return here.start <= item.start < here.end and self.statement(path, item.start) == here

    def _of_place(self, path: str, start: int, found: tuple[Finding, ...], reach: Reach) -> str:
        """The id of the finding at an offset, or at the name of the call it is an argument of."""
        near = [item for item in found if self._together(path, start, item)]
        callee, call = next(self._calls_around(path, start), (Span(start, start),) * 2)
        for item in near:
            span = Span(item.start, max(item.end, item.start + 1))
            spoken_of = call == span or _holds(callee, span)
            if reach is Reach.CALL and spoken_of and call != callee:
                return item.rule
            if span.start <= start < span.end and not (call != callee and _holds(span, call)):
                return item.rule
        return ""

    def _calls_around(self, path: str, start: int) -> Iterator[tuple[Span, Span]]:
        """Calls, and templates, of which an offset is in an argument, the innermost first: where
        what is called stands, and the whole.
        """
        tree, leaf = self._tree_of(path).leaf(start, start + 1)
        last: Node | None = None
        for node in tree.around(leaf):
            if node.type in _CALLS and last is not None and last.type in _ARGUMENTS:
                whole = tree.span(node)
                yield Span(whole.start, tree.span(last).start), whole
            last = node

    @cached_property
    def _left(self) -> dict[str, list[tuple[frozenset[str], str]]]:
        """Names that the port leaves, by their last part: all their parts, and the finding."""
        found: dict[str, list[tuple[frozenset[str], str]]] = {}
        for file in self._done.report.files:
            for item in self._findings[file.path]:
                parts = _WORD.findall(item.api)
                if item.status in _LEFT and parts and not item.api.startswith("."):
                    found.setdefault(parts[-1], []).append((frozenset(parts), item.rule))
        return found


def _announces_error(item: Finding, rules: RuleSet) -> bool:
    """Whether a finding says so, or leaves a name that the target has no counterpart of, whatever
    else it says of the place.
    """
    if item.announces is Announces.ERROR:
        return True
    verdict = rules.verdict(item.api) if item.status is Status.MANUAL and item.fix is None else None
    return verdict is not None and verdict.status is Status.MANUAL


def _lines_of(done: Run, rules: Collection[str]) -> Mapping[str, frozenset[int]]:
    """The lines of each file that hold a reference of one of the rules."""
    return {
        file.path: frozenset(
            position(file.lines, item.start).line for item in file.references if item.rule in rules
        )
        for file in done.report.files
    }


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
