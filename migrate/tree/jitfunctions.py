"""Functions of a file that hand out an image of GPU code which they make while the program runs.

What comes in is a scan; what goes out are the names of functions that take what NVRTC compiles, or
the driver's linker links, and of those that call one of them, if text or bytes are what they return
or fill. What such a function makes is made for the target once it is ported. A file that names none
of these calls needs no tree. Whose function a name is, is not asked.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.parsing import shared_tree
from migrate.tree.reach import reached
from migrate.tree.scan import Scan

MAKES = frozenset("nvrtcGetPTX nvrtcGetCUBIN cuLinkComplete cuLinkComplete_v2".split())
_FUNCTION = "function_definition"
_NAME = regex(rb"~?\b[A-Za-z_]\w*(?=\s*\Z)")
_CALLED = regex(rb"\b[A-Za-z_]\w*(?=\s*\()")
_GIVEN = regex(rb"\bconst\b[^,()]*")  # a parameter that is only read
_HOLDS = regex(
    rb"\b(?:string|vector|array|span|char\w*|byte|u?int8_t|unique_ptr|shared_ptr|optional|pair|tuple"
    rb"|auto)\b|\bvoid\s*\*"
)


class _Function(NamedTuple):
    """A function with a body: its name, whether it hands out text or bytes, and where it stands."""

    name: str
    hands: bool
    body: Span


def jit_functions(scan: Scan) -> frozenset[str]:
    """The names of such functions of a file."""
    calls = [token.start for token in scan.tokens if token.text in MAKES]
    if not calls:
        return frozenset()
    functions = [found for found in _functions(scan, shared_tree(scan)) if found.hands]
    making = {
        item.name
        for item in functions
        if bisect_left(calls, item.body.start) < bisect_left(calls, item.body.end)
    }
    callers: dict[str, list[str]] = {}
    names = {item.name for item in functions}
    for item in functions:
        for called in _called(scan, item.body) & names:
            callers.setdefault(called, []).append(item.name)
    return frozenset(reached(making, callers))


def _functions(scan: Scan, tree: SyntaxTree) -> Iterator[_Function]:
    """The functions that stand in no other."""
    pending: list[Node] = [tree.root]
    while pending:
        node = pending.pop()
        if node.type != _FUNCTION:
            pending += node.named_children
        elif (found := _function(scan, tree, node)) is not None:
            yield found


def _function(scan: Scan, tree: SyntaxTree, node: Node) -> _Function | None:
    body, inner = node.child_by_field_name("body"), node.child_by_field_name("declarator")
    while inner is not None and inner.type != "function_declarator":
        inner = inner.child_by_field_name("declarator") or next(iter(inner.named_children), None)
    called = inner.child_by_field_name("declarator") if inner is not None else None
    if body is None or inner is None or called is None:
        return None
    name = _NAME.search(tree.text(called))
    if name is None:
        return None
    start, end = tree.span(node).start, tree.span(inner).end
    at = tree.span(called)
    head = scan.data[start : at.start] + b" " + _GIVEN.sub(b"", scan.data[at.end : end])
    return _Function(name[0].decode("utf-8", "replace"), bool(_HOLDS.search(head)), tree.span(body))


def _called(scan: Scan, body: Span) -> set[str]:
    """The words that are called in a body."""
    both = scan.trivia.both
    found = (
        match for match in _CALLED.finditer(scan.data, *body) if both.at(match.start()) is None
    )
    return {match[0].decode() for match in found}
