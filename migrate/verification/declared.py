"""What the target declares, against what a port writes: names, numbers of arguments, headers.

What comes in are the files of a port and the target's surface at its version; what goes out are how
often was looked, and a ``Problem`` for each name, call or header that the target does not have. All
of the tree is looked at: what the port did not write is an error of the tree's own. No compiler is
asked; what the surface cannot know is passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from migrate.model import Edit, Span, Status
from migrate.proof import Check, Judgement, Problem
from migrate.regex import regex
from migrate.rules.surface import Surface
from migrate.run import Run
from migrate.text.lexer import trivia
from migrate.text.syntax import Node, SyntaxTree, parse
from migrate.tree.pasting import pastes
from migrate.verification.announced import Announcements
from migrate.verification.own import OwnCode
from migrate.verification.pasted import joined
from migrate.verification.ported import Ported, PortedTree

_NAME = regex(rb"(?<![\w:.>])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_INCLUDE = regex(rb"<([\w./+-]+\.(?:h|hpp|cuh))>")
_GUARD = regex(r"\w+_H(?:PP)?_*")  # include guards, which no surface lists
_CALLED = frozenset({"identifier", "qualified_identifier", "template_function", "field_identifier"})
_PACKS = frozenset({"parameter_pack_expansion", "ERROR"})


@dataclass
class Found:
    """What one check after the other adds to: how often was looked, and what does not hold."""

    counts: Counter[Check] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def check_declared(
    done: Run, tree: PortedTree, surface: Surface, announced: Announcements
) -> tuple[Mapping[Check, int], tuple[Problem, ...]]:
    """Look up all that the port writes, the names that it keeps, and what the tree has in the
    target's words already.
    """
    checker = _Checker(done, surface, announced)
    for ported in tree.sources():
        checker.written(ported)
        checker.kept(ported)
        checker.own(ported)
        checker.calls(ported)
        checker.joined(ported)
    return checker.found.counts, tuple(checker.found.problems)


class _Checker:
    def __init__(self, done: Run, surface: Surface, announced: Announcements) -> None:
        rules = done.rules
        self._rules = rules
        self._own = OwnCode(done, rules, surface)
        self._surface = surface
        self._announced = announced
        self._title = f"{rules.info.title} {rules.target.version}"
        self.found = Found()

    def written(self, ported: Ported) -> None:
        """Names and headers that edits bring."""
        parts = [Span(paste.start, paste.end) for paste in pastes(ported.before)]
        for edit in ported.result.edits:
            if any(span.start <= edit.start < span.end for span in parts):
                continue  # a part of a name, see ``pasted``
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

    def own(self, ported: Ported) -> None:
        """Names and headers of the target's that the tree has already."""
        names, headers = Counter[str](), Counter[str]()
        for item in self._own.absent_names(ported, names):
            message = self._undeclared(item.name)
            self._add(Check.NAMES, ported, item.start, message, item.name, own=True)
        for item in self._own.absent_headers(ported, headers):
            message = f"{self._title} has no header <{item.name}>"
            self._add(Check.INCLUDES, ported, item.start, message, item.name, own=True)
        self.found.counts[Check.NAMES] += names.total()
        self.found.counts[Check.INCLUDES] += headers.total()

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
            wrong = count < least or (most is not None and count > most)
            if wrong and not self._own.tree_declares(name):
                wanted = str(least) if least == most else f"{least} to {most or 'any number'}"
                message = f"{name} is called with {count} arguments; {self._title} takes {wanted}"
                kept = ported.change.source_of(start) is not None
                origin = ported.origin(start)
                self._add(Check.ARGUMENTS, ported, origin, message, name, start, own=kept)

    def joined(self, ported: Ported) -> None:
        """Names of the target's that macros put together."""
        for item in joined(ported.after, self._rules.info, self._surface):
            self.found.counts[Check.NAMES] += 1
            if not item.declared:
                kept = ported.change.source_of(item.start) is not None
                message = f"{self._title} declares no name that {item.spelled} may become"
                origin = ported.origin(item.start)
                self._add(Check.NAMES, ported, origin, message, item.spelled, item.start, own=kept)

    def _name(self, ported: Ported, start: int, name: str) -> None:
        declared = self._surface.declared(name)
        if declared is None or (not declared and _GUARD.fullmatch(name)):
            return
        self.found.counts[Check.NAMES] += 1
        if not declared:
            self._add(Check.NAMES, ported, start, self._undeclared(name), name)

    def _undeclared(self, name: str) -> str:
        since = self._surface.since(name)
        more = f"; it exists from {self._rules.info.title} {since} on" if since else ""
        return f"{self._title} does not declare {name}{more}"

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
        *,
        own: bool = False,
    ) -> None:
        after = ported.place_after(origin) if after is None else after
        names = (name, name.rpartition("::")[2])
        problem = self._announced.problem(check, ported, message, origin, after, names)
        if own and problem.judgement is Judgement.SILENT:
            problem = replace(problem, judgement=Judgement.ERROR)
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
    tree, node = tree.leaf(start, end)
    while (call := tree.parent(node)) is not None and node.type in _CALLED:
        if call.type == "call_expression":
            break
        node = call
    if call is None or call.type != "call_expression" or call.has_error:
        return None
    arguments = call.child_by_field_name("arguments")
    if arguments is None or call.child_by_field_name("function") != node:
        return None
    given = [child for child in arguments.named_children if child.type != "comment"]
    unknown = any(child.type in _PACKS or _is_pack(tree, child) for child in given)
    return None if unknown else len(given)


def _is_pack(tree: SyntaxTree, argument: Node) -> bool:
    """Whether an argument of a macro's body stands for several."""
    return argument.type == "identifier" and tree.text(argument) == b"__VA_ARGS__"
