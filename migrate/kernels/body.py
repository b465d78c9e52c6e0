"""What a kernel does, as far as its syntax says: what it stores where, what its loops gather.

What comes in is the tree of a file; what goes out are its kernels and, for one, the calls, loops,
stores and variables of its body and of the functions of the file that it calls. Types are not
resolved, and other files are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree

LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_NAMES = frozenset({"identifier", "field_identifier", "qualified_identifier"})
_POINTERS = frozenset({"pointer_declarator", "reference_declarator"})
_SHARED = regex(rb"\b__shared__\b")
_GLOBAL = regex(rb"\b__global__\b")
_STEPS = 3  # from a kernel to the functions that it calls


@dataclass(frozen=True, slots=True)
class Value:
    """What a variable may hold: expressions of the code, and the loop that counts it, if any."""

    sources: tuple[Node, ...]
    loop: Node | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A kernel: its name, where it is called so, and what its code and what it calls hold."""

    name: str
    span: Span
    tree: SyntaxTree
    nodes: tuple[Node, ...]  # of its own code, in order
    called: tuple[Node, ...]  # nodes of functions of the file that it calls
    values: Mapping[str, Value]
    shared: frozenset[str]
    pointers: frozenset[str]  # its parameters that are pointers

    def text(self, node: Node | None) -> str:
        return self.tree.text(node).decode("utf-8", "replace") if node is not None else ""

    def inside(self, node: Node | None) -> Iterator[Node]:
        return walk(node) if node is not None else iter(())

    def loops(self, node: Node) -> list[Node]:
        """The loops around a node of its code, the innermost first."""
        return [one for one in self.tree.around(node) if one.type in LOOPS]


def walk(node: Node) -> Iterator[Node]:
    """A node and all in it, in the order of the text."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(reversed(found.children))


def bodies(tree: SyntaxTree) -> tuple[Body, ...]:
    """The kernels that a file defines, in order."""
    functions = [node for node in walk(tree.root) if node.type == "function_definition"]
    named = [(name, node) for node in functions if (name := _name(node)) is not None]
    by_name = {_text(tree, name): node for name, node in named}
    return tuple(_body(tree, name, node, by_name) for name, node in named if _is_kernel(tree, node))


def _is_kernel(tree: SyntaxTree, node: Node) -> bool:
    body = node.child_by_field_name("body")
    if body is None:
        return False
    head = tree.read(Span(tree.span(node).start, tree.span(body).start))
    return _GLOBAL.search(head) is not None


def _body(tree: SyntaxTree, name: Node, node: Node, functions: Mapping[str, Node]) -> Body:
    code = node.child_by_field_name("body")
    assert code is not None, "a kernel has a body"
    own = tuple(walk(code))
    others = _called(tree, own, functions, _text(tree, name))
    shared = {each for item in own if item.type == "declaration" for each in _shared(tree, item)}
    return Body(
        _text(tree, name),
        tree.span(name),
        tree,
        own,
        others,
        _values(tree, own),
        frozenset(shared),
        frozenset(_pointers(tree, node)),
    )


def _called(
    tree: SyntaxTree, nodes: tuple[Node, ...], functions: Mapping[str, Node], name: str
) -> tuple[Node, ...]:
    seen, found, latest = {name}, [], nodes
    for _ in range(_STEPS):
        reached: list[Node] = []
        for node in latest:
            callee = (
                node.child_by_field_name("function") if node.type == "call_expression" else None
            )
            called = _text(tree, callee).partition("<")[0] if callee is not None else ""
            if called in functions and called not in seen:
                seen.add(called)
                reached.extend(walk(functions[called]))
        found += reached
        latest = tuple(reached)
    return tuple(found)


def _values(tree: SyntaxTree, nodes: tuple[Node, ...]) -> dict[str, Value]:
    sources: dict[str, list[Node]] = {}
    loops: dict[str, Node] = {}
    for node in nodes:
        target, value = node.child_by_field_name("declarator"), node.child_by_field_name("value")
        if node.type == "assignment_expression":
            target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        elif node.type not in ("init_declarator", "for_range_loop"):
            continue
        while target is not None and target.type in _POINTERS:
            target = target.named_children[-1] if target.named_children else None
        if target is None or value is None or target.type != "identifier":
            continue
        name = _text(tree, target)
        sources.setdefault(name, []).append(value)
        around = tree.nearest(node, frozenset({"for_statement", "compound_statement"}))
        if around is not None and around.type == "for_statement":
            start = around.child_by_field_name("initializer")
            if start is not None and start.start_byte <= node.start_byte < start.end_byte:
                loops[name] = around
    return {name: Value(tuple(found), loops.get(name)) for name, found in sources.items()}


def _shared(tree: SyntaxTree, node: Node) -> Iterator[str]:
    if not _SHARED.search(tree.text(node)):
        return
    for child in node.named_children:
        if child.type.endswith("declarator") or child.type == "identifier":
            name = next((each for each in walk(child) if each.type == "identifier"), None)
            if name is not None:
                yield _text(tree, name)


def _pointers(tree: SyntaxTree, function: Node) -> Iterator[str]:
    for node in walk(function):
        if node.type == "compound_statement":
            return
        if node.type in ("parameter_declaration", "optional_parameter_declaration"):
            names = [each for each in walk(node) if each.type == "identifier"]
            if names and any(each.type in _POINTERS for each in walk(node)):
                yield _text(tree, names[-1])


def _name(node: Node) -> Node | None:
    found = node.child_by_field_name("declarator")
    while found is not None and found.type not in _NAMES:
        inner = found.child_by_field_name("declarator")
        if inner is None and found.named_children and found.type in _POINTERS:
            inner = found.named_children[-1]
        found = inner
    return found


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.text(node).decode("utf-8", "replace")
