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
from migrate.text.syntax import Node, SyntaxTree, walk

LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_NAMES = frozenset({"identifier", "field_identifier", "qualified_identifier"})
_POINTERS = frozenset({"pointer_declarator", "reference_declarator"})
_SHARED = regex(rb"\b__shared__\b")
_KERNEL_LOOP = regex(rb"\w*(?:KERNEL_LOOP|GRID_STRIDE|CUDA_FOR|LOOP_KERNEL)\w*")
_THREAD = regex(rb"\b(?:threadIdx|blockIdx|thread_rank)\b|KERNEL_LOOP|GRID_STRIDE|CUDA_FOR")
_GLOBAL = regex(rb"\b__global__\b")
_SCOPES = frozenset({"for_statement", "compound_statement", "lambda_expression"})
_STEPS = 3  # from a kernel to the functions that it calls


@dataclass(frozen=True, slots=True)
class Given:
    """An expression that a variable is given, where it counts, and the loop whose counter it is."""

    value: Node
    at: int
    scope: Span
    declares: bool
    steps: bool = False  # by an operator that keeps what there was: +=
    loop: Node | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """A kernel: its name, where that and all of it stand, and what its code and callees hold."""

    name: str
    span: Span
    whole: Span
    tree: SyntaxTree
    nodes: tuple[Node, ...]  # of its own code, in order
    called: tuple[Node, ...]  # nodes of functions of the file that it calls
    values: Mapping[str, tuple[Given, ...]]
    shared: frozenset[str]
    arrays: frozenset[str]  # of its own, in no other's memory
    pointers: frozenset[str]  # its parameters that are pointers
    tables: frozenset[str]  # those that are pointers to pointers
    objects: frozenset[str]  # those that are of a class, or look so
    counters: frozenset[str]  # of macros that begin loops over all threads

    def text(self, node: Node | None) -> str:
        return self.tree.text(node).decode("utf-8", "replace") if node is not None else ""

    def given(self, name: str, at: int) -> tuple[Given, ...]:
        """What may be in a variable where it stands in the text."""
        every = self.values.get(name, ())
        seen = [one for one in every if one.declares and one.scope.start <= at < one.scope.end]
        if not seen:
            return tuple(one for one in every if not one.declares)
        own = max(seen, key=lambda one: (one.scope.start, one.at))
        return tuple(
            one
            for one in every
            if one is own or (not one.declares and own.scope.start <= one.at < own.scope.end)
        )

    def inside(self, node: Node | None) -> Iterator[Node]:
        return walk(node) if node is not None else iter(())

    def loops(self, node: Node) -> list[Node]:
        """The loops around a node of its code, the innermost first."""
        return [one for one in self.tree.around(node) if one.type in LOOPS]


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
    parameters = list(_parameters(tree, node))
    if not _THREAD.search(tree.text(code)) and others:  # it leaves all to what it calls
        parameters += [each for item in others for each in _parameters_of(tree, item)]
        own, others = (*own, *others), ()
    declared = [item for item in own if item.type == "declaration"]
    shared = {each for item in declared if _is_shared(tree, item) for each in _named(tree, item)}
    return Body(
        _text(tree, name),
        tree.span(name),
        tree.span(node),
        tree,
        own,
        others,
        _values(tree, (*own, *others)),
        frozenset(shared),
        frozenset(each for item in declared for each in _arrays(tree, item)) - shared,
        frozenset(each for each, depth, _ in parameters if depth),
        frozenset(each for each, depth, _ in parameters if depth > 1),
        frozenset(each for each, depth, typed in parameters if typed and not depth),
        frozenset(_counters(tree, own)),
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


def _values(tree: SyntaxTree, nodes: tuple[Node, ...]) -> dict[str, tuple[Given, ...]]:
    found: dict[str, list[Given]] = {}
    for node in nodes:
        declares = node.type == "init_declarator"
        target, value = node.child_by_field_name("declarator"), node.child_by_field_name("value")
        if node.type == "assignment_expression":
            target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        elif not declares:
            continue
        name = _target(tree, node, target)
        if not name or value is None:
            continue
        scope = tree.nearest(node, _SCOPES)
        span = tree.span(scope) if scope is not None else Span(0, node.end_byte)
        sign = node.child_by_field_name("operator")
        steps = sign is not None and _text(tree, sign) != "="
        loop = _counted_by(scope, node)
        found.setdefault(name, []).append(
            Given(value, node.start_byte, span, declares, steps, loop)
        )
    return {name: tuple(each) for name, each in found.items()}


def _target(tree: SyntaxTree, node: Node, target: Node | None) -> str:
    """The variable that is given something; a macro may stand between ``*`` and its name."""
    while target is not None and target.type in _POINTERS:
        target = target.named_children[-1] if target.named_children else None
    behind = next((each for each in node.children if each.type == "ERROR"), None)
    if node.type == "init_declarator" and behind is not None:
        target = next((each for each in walk(behind) if each.type == "identifier"), target)
    return _text(tree, target) if target is not None and target.type == "identifier" else ""


def _counted_by(scope: Node | None, node: Node) -> Node | None:
    """The loop that a variable is the counter of, if it begins with this."""
    if scope is None or scope.type != "for_statement":
        return None
    start = scope.child_by_field_name("initializer")
    inside = start is not None and start.start_byte <= node.start_byte < start.end_byte
    return scope if inside else None


def _is_shared(tree: SyntaxTree, node: Node) -> bool:
    return _SHARED.search(tree.text(node)) is not None


def _named(tree: SyntaxTree, node: Node) -> Iterator[str]:
    for child in node.named_children:
        if child.type.endswith("declarator") or child.type == "identifier":
            name = next((each for each in walk(child) if each.type == "identifier"), None)
            if name is not None:
                yield _text(tree, name)


def _arrays(tree: SyntaxTree, node: Node) -> Iterator[str]:
    """Names of a declaration that are no pointers."""
    for child in node.named_children:
        inner = child.child_by_field_name("declarator") if child.type == "init_declarator" else None
        kind = inner if inner is not None else child
        name = next((each for each in walk(kind) if each.type == "identifier"), None)
        if kind.type in ("array_declarator", "identifier") and name is not None:
            yield _text(tree, name)


def _parameters(tree: SyntaxTree, function: Node) -> Iterator[tuple[str, int, bool]]:
    """The parameters of a function, how many pointers deep, and whether the type has a name."""
    for node in walk(function):
        if node.type == "compound_statement":
            return
        if node.type in ("parameter_declaration", "optional_parameter_declaration"):
            names = [each for each in walk(node) if each.type == "identifier"]
            depth = sum(each.type in _POINTERS for each in walk(node))
            typed = node.child_by_field_name("type")
            if names:
                is_named = typed is not None and typed.type in ("type_identifier", "template_type")
                yield _text(tree, names[-1]), depth, is_named


def _parameters_of(tree: SyntaxTree, node: Node) -> Iterator[tuple[str, int, bool]]:
    if node.type == "function_definition":
        yield from _parameters(tree, node)


def _counters(tree: SyntaxTree, nodes: tuple[Node, ...]) -> Iterator[str]:
    """Variables that macros of loops declare: ``CUDA_KERNEL_LOOP(i, n)``."""
    for node in nodes:
        if node.type not in ("function_declarator", "call_expression"):
            continue
        called = node.child_by_field_name("declarator") or node.child_by_field_name("function")
        if called is None or not _KERNEL_LOOP.fullmatch(tree.text(called)):
            continue
        for each in walk(node):
            if each != called and each.type in ("type_identifier", "identifier"):
                yield _text(tree, each)
                break


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
