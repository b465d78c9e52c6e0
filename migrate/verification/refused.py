"""Constructs that a compiler refuses in words of its own, far from where a finding speaks of them.

What comes in are a finished run and its files; what goes out, for what a compiler says and the
places that it names, is the id of a finding whose rule knows such words (``errors``), or nothing.
Such a finding counts for its function, and for statements that name that; where it stands in none,
or the compiler names only places outside of the tree, for all that the unit reads. Nothing here
reads what a compiler wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from migrate.kernels.heads import name_of
from migrate.model import Announces, Finding, Span
from migrate.regex import regex
from migrate.run import Run
from migrate.text.syntax import Node, SyntaxTree, parse
from migrate.verification.ported import PortedTree

_FUNCTION = frozenset({"function_definition"})
_WORD = regex(rb"[A-Za-z_]\w*")


class Refused:
    """The findings of such constructs, asked by what a compiler says."""

    def __init__(self, done: Run, tree: PortedTree) -> None:
        self._done = done
        self._tree = tree
        self._parsed: dict[str, SyntaxTree] = {}

    def announced(
        self, messages: Sequence[str], unit: str, places: Sequence[tuple[str, int]]
    ) -> str:
        """The id of a finding that announces what the compiler says of a unit, and notes beside
        it, at ``places``, paths with offsets before the port.
        """
        known = [rule for rule, words in self._words.items() if any(map(words.search, messages))]
        if not known:
            return ""
        if not places:
            return next((item.rule for _, item in self._of(known, self._read_by(unit))), "")
        everywhere = self._of(known, self._read_by(unit))
        around = {(path, span) for path, start in places for span in self._around(path, start)}
        named = {word for path, start in places for word in self._words_of(path, start)}
        for path, item in everywhere:
            function = self._function(path, item.start)
            if function is None or self._name(path, function) in named:
                return item.rule
            if any((path, span) in around for span in self._around(path, item.start)):
                return item.rule
        return ""

    def _of(self, rules: Sequence[str], paths: Iterable[str]) -> Iterator[tuple[str, Finding]]:
        """The findings of some rules in some files."""
        for path in paths:
            for item in self._findings.get(path, ()):
                if self._key(item) in rules:
                    yield path, item

    def _key(self, item: Finding) -> str:
        """What the target's words are kept under: the rule, or the rule and the name."""
        named = f"{item.rule} {item.api}"
        return named if named in self._words else item.rule

    def _around(self, path: str, start: int) -> Iterator[Span]:
        """The function that an offset stands in, and the statement."""
        function = self._function(path, start)
        if function is not None:
            yield self._tree_of(path).span(function)
        yield self._tree_of(path).statement_span(start)

    def _function(self, path: str, start: int) -> Node | None:
        """The function that an offset stands in, or whose head it does."""
        tree, leaf = self._tree_of(path).leaf(start, start + 1)
        return tree.nearest(leaf, _FUNCTION)

    def _name(self, path: str, function: Node) -> bytes:
        """The name of a function, without its class."""
        name = name_of(function)
        return self._tree_of(path).text(name) if name is not None else b""

    def _words_of(self, path: str, start: int) -> Iterator[bytes]:
        """The words of the statement that an offset stands in."""
        span = self._tree_of(path).statement_span(start)
        yield from _WORD.findall(self._tree.of(path).before[span.start : span.end])

    def _tree_of(self, path: str) -> SyntaxTree:
        if path not in self._parsed:
            self._parsed[path] = parse(self._tree.of(path).before)
        return self._parsed[path]

    def _read_by(self, unit: str) -> Iterator[str]:
        yield unit
        yield from (item.path for item in self._done.index.closure(unit))

    @cached_property
    def _words(self) -> dict[str, re.Pattern[str]]:
        """What compilers say of constructs, and of what findings of tables announce."""
        rules = self._done.rules
        own = {rule.id: rule.errors for rule in rules.rules if rule.errors is not None}
        return {**rules.info.errors, **own}

    @cached_property
    def _findings(self) -> dict[str, tuple[Finding, ...]]:
        """Those that announce an error, by file."""
        found = self._done.report.places.items()
        return {
            path: tuple(
                item
                for item in items
                if item.announces is Announces.ERROR and self._key(item) in self._words
            )
            for path, items in found
        }
