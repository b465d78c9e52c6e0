"""What the target declares, against what a port writes: names, numbers of arguments, headers.

What comes in are the files of a port and the target's surface at its version; what goes out are how
often was looked, and a ``Problem`` for each name, call or header that the target does not have. No
compiler is asked; what the surface cannot know is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrate.lexer import trivia
from migrate.model import Check, Edit, Problem, Status
from migrate.rules import RuleSet
from migrate.surface import Surface
from migrate.syntax import Node, SyntaxTree, parse
from migrate.verification.announced import Announcements
from migrate.verification.ported import Ported, PortedTree

_NAME = re.compile(rb"(?<![\w:.>])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_INCLUDE = re.compile(rb"<([\w./+-]+\.(?:h|hpp|cuh))>")
_GUARD = re.compile(r"\w+_H(?:PP)?_*")  # include guards, which no surface lists
_CALLED = frozenset({"identifier", "qualified_identifier", "template_function", "field_identifier"})
_PACKS = frozenset({"parameter_pack_expansion", "ERROR"})


@dataclass
class Found:
    """What one check after the other adds to: how often was looked, and what does not hold."""

    counts: Counter[Check] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def check_declared(
    tree: PortedTree, rules: RuleSet, surface: Surface, announced: Announcements
) -> tuple[Mapping[Check, int], tuple[Problem, ...]]:
    """Look up all that the port writes, and the names that it keeps as the target's."""
    checker = _Checker(rules, surface, announced)
    for ported in tree.with_references():
        checker.written(ported)
        checker.kept(ported)
        checker.calls(ported)
    return checker.found.counts, tuple(checker.found.problems)


class _Checker:
    def __init__(self, rules: RuleSet, surface: Surface, announced: Announcements) -> None:
        self._rules = rules
        self._surface = surface
        self._announced = announced
        self._title = f"{rules.info.title} {rules.target.version}"
        self.found = Found()

    def written(self, ported: Ported) -> None:
        """Names and headers that edits bring."""
        for edit in ported.result.edits:
            old = set(_NAME.findall(ported.before[edit.start : edit.end]))
            for name in _names(edit):
                if name not in old:
                    self._name(ported, edit.start, name.decode())
            for path in _INCLUDE.findall(edit.text):
                self._header(ported, edit.start, path.decode())

    def kept(self, ported: Ported) -> None:
        """Names that the target has as CUDA has them."""
        tables = f"{self._rules.info.name}/names/"
        for reference in ported.result.references:
            if reference.status is Status.NATIVE and reference.rule.startswith(tables):
                verdict = self._rules.verdict(reference.name)
                if verdict is not None and verdict.target:
                    self._name(ported, reference.start, verdict.target)

    def calls(self, ported: Ported) -> None:
        """Calls of the target's functions."""
        own = self._rules.info.own_names
        places = [] if own is None else list(_own_calls(ported.after, own))
        tree: SyntaxTree | None = None
        for start, end, name in places:
            allowed = self._surface.arguments(name)
            if allowed is None:
                continue
            tree = tree or parse(ported.after)
            count = _arguments(tree, start, end)
            if count is None:
                continue
            self.found.counts[Check.ARGUMENTS] += 1
            least, most = allowed
            if count < least or (most is not None and count > most):
                wanted = str(least) if least == most else f"{least} to {most or 'any number'}"
                message = f"{name} is called with {count} arguments; {self._title} takes {wanted}"
                self._add(Check.ARGUMENTS, ported, ported.origin(start), message, name, start)

    def _name(self, ported: Ported, start: int, name: str) -> None:
        declared = self._surface.declared(name)
        if declared is None or (not declared and _GUARD.fullmatch(name)):
            return
        self.found.counts[Check.NAMES] += 1
        if not declared:
            since = self._surface.since(name)
            more = f"; it exists from {self._rules.info.title} {since} on" if since else ""
            self._add(
                Check.NAMES, ported, start, f"{self._title} does not declare {name}{more}", name
            )

    def _header(self, ported: Ported, start: int, path: str) -> None:
        declared = self._surface.header(path)
        if declared is None:
            return
        self.found.counts[Check.INCLUDES] += 1
        if not declared:
            self._add(Check.INCLUDES, ported, start, f"{self._title} has no header <{path}>", path)

    def _add(
        self,
        check: Check,
        ported: Ported,
        origin: int,
        message: str,
        name: str,
        after: int | None = None,
    ) -> None:
        after = ported.place_after(origin) if after is None else after
        names = (name, name.rpartition("::")[2])
        problem = self._announced.problem(check, ported, message, origin, after, names)
        self.found.problems.append(problem)


def _names(edit: Edit) -> Iterable[bytes]:
    """The names in the text of an edit, outside literals, comments and headers, each once."""
    text = _INCLUDE.sub(b" ", edit.text)
    skip = trivia(text).both
    found = (match for match in _NAME.finditer(text) if skip.at(match.start()) is None)
    return dict.fromkeys(match[0] for match in found)


def _own_calls(data: bytes, own: re.Pattern[str]) -> Iterator[tuple[int, int, str]]:
    """Names of the target's that a parenthesis follows."""
    skip = trivia(data).both
    for match in re.finditer(rb"(?<![\w.>])[A-Za-z_]\w*(?=\s*\()", data):
        name = match[0].decode()
        if own.fullmatch(name) and skip.at(match.start()) is None:
            yield *match.span(), name


def _arguments(tree: SyntaxTree, start: int, end: int) -> int | None:
    """How many arguments the call of the name at ``[start, end)`` has; None where it is no call, or
    one that cannot be counted.
    """
    node: Node | None
    _, node = tree.leaf(start, end)
    while node is not None and node.type in _CALLED:
        if node.parent is not None and node.parent.type == "call_expression":
            break
        node = node.parent
    call = node.parent if node is not None else None
    if call is None or call.type != "call_expression" or call.has_error:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or call.child_by_field_name("function") != node:
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    return None if any(child.type in _PACKS for child in given) else len(given)
