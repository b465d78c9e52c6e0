"""Construct rules against one use of a name: which of their shapes stand there.

What comes in are the cases that start at the name and the place in tree and text; what goes out are
matches of byte spans, at most one for each rule. Nothing is rewritten here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrate.calls import find_call
from migrate.constructs import Case, CodeScope, Rule
from migrate.lexer import Directive
from migrate.model import Span
from migrate.patterns import Found, compile_shape, find, find_in_directive
from migrate.resolve import Use
from migrate.scan import Scan
from migrate.syntax import Node, SyntaxTree

_CONDITIONS = frozenset({"if", "elif", "ifdef", "ifndef", "elifdef", "elifndef"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a use stands: its tree and leaf, and the directive whose line it is on."""

    use: Use
    tree: SyntaxTree
    leaf: Node
    directive: Directive | None
    branch: str


@dataclass(frozen=True, slots=True)
class Match:
    """A case of a rule that stands at a use."""

    rule: Rule
    case: Case
    found: Found


def match(scan: Scan, place: Place, cases: Sequence[tuple[Rule, Case]]) -> Iterator[Match]:
    """The first case of each rule that stands at ``place``, in the order of the rules."""
    done: set[str] = set()
    for rule, case in cases:
        if rule.id in done:
            continue
        found = _find(scan, place, case)
        if found is not None:
            done.add(rule.id)
            yield Match(rule, case, found)


def _find(scan: Scan, place: Place, case: Case) -> Found | None:
    if case.scope is CodeScope.DEVICE and not _in_device_code(place):
        return None
    in_condition = place.directive is not None and place.directive.keyword in _CONDITIONS
    if not case.match.startswith("#"):
        if in_condition:
            return None  # there the shapes of directives speak
        found = find(compile_shape(case.match, case.anchor), place.tree, place.leaf)
        if found is None and _is_misread(place.leaf):
            found = find_call(case.match, scan.data, place.use.parts[-1], scan.trivia.both)
    elif place.directive is not None:
        name, skip = place.use.parts[-1], scan.trivia.both
        found = find_in_directive(case.match, scan.data, place.directive, name, skip)
    else:
        return None
    return found if found is not None and _holds(scan, case, found) else None


def _is_misread(leaf: Node) -> bool:
    """Whether the grammar made something else than a call of a name, or stumbled near it."""
    parent = leaf.parent
    return parent is None or parent.has_error or parent.type != "call_expression"


def _holds(scan: Scan, case: Case, found: Found) -> bool:
    """Whether the captures look as the case demands; one that is not bound is empty."""
    for constraint in case.where:
        start, end = found.captures.get(constraint.capture, Span(0, 0))
        if not constraint.accepts(scan.data[start:end].decode("utf-8", "replace")):
            return False
    return True


def _in_device_code(place: Place) -> bool:
    """Whether a use surely stands in a ``__global__`` or ``__device__`` function; no macro does."""
    node: Node | None = place.leaf
    while node is not None:
        if node.type == "function_definition":
            return any(child.type in ("__global__", "__device__") for child in node.children)
        node = node.parent
    return False
