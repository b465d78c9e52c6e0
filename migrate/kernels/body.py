"""What a kernel does, as far as its syntax says: what it stores where, what its loops gather.

What comes in is the tree of a file; what goes out are its kernels and, for one, the calls, loops,
stores and variables of its body and of the functions of the file that it calls. Types are not
resolved, and other files are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from migrate.kernels.heads import Parameter, name_of, parameters
from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk

LOOPS = frozenset({"for_statement", "while_statement", "do_statement", "for_range_loop"})
_POINTERS = frozenset({"pointer_declarator", "reference_declarator"})
_SHARED = regex(rb"\b__shared__\b")
_KERNEL_LOOP = regex(rb"[A-Z0-9_]*(?:KERNEL|LOOP|STRIDE|FOR|THREAD|INDEX)[A-Z0-9_]*")
_VARIABLE = regex(rb"[a-z]\w*(?<!_t)")
_ARGUMENTS = regex(r"<[^<>]*>")
_GLOBAL = regex(rb"\b__global__\b")
_DEFINITIONS = frozenset({"function_definition", "declaration"})
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
    parameters: tuple[Parameter, ...]  # of its own
    nodes: tuple[Node, ...]  # of its code, in order, and of the functions of the file it calls
    values: Mapping[str, tuple[Given, ...]]
    shared: frozenset[str]
    arrays: frozenset[str]  # of its own, in no other's memory
    pointers: frozenset[str]  # its parameters that are pointers
    objects: frozenset[str]  # those that are of a class, or look so
    outputs: frozenset[str]  # its parameters that are pointers to what may be written
    counters: frozenset[str]  # of macros that begin loops over all threads
    callees: Mapping[str, tuple[Node, ...]]  # the functions that it calls, and what these return
    size: int  # of its file: what is behind that is of others

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

    def holds(self, name: str) -> bool:
        """Whether a name is an array's, so that what it is given are elements."""
        return name in self.arrays or name in self.shared

    def begins(self, loop: Node) -> list[Given]:
        """What the counters of a loop begin with."""
        return [one for given in self.values.values() for one in given if one.loop == loop]

    def returned(self, call: Node) -> tuple[Node, ...]:
        """What a function gives that is called, if its code is known."""
        return self.callees.get(callee(self.text(call.child_by_field_name("function"))), ())

    def inside(self, node: Node | None) -> Iterator[Node]:
        return walk(node) if node is not None else iter(())

    def loops(self, node: Node) -> list[Node]:
        """The loops around a node of its code, the innermost first."""
        return [one for one in self.tree.around(node) if one.type in LOOPS]


def indices(node: Node) -> list[Node]:
    """What stands in the brackets of a subscript."""
    for name in ("indices", "index"):
        part = node.child_by_field_name(name)
        if part is not None:
            return list(part.named_children) if part.type.endswith("_list") else [part]
    return []


def bodies(tree: SyntaxTree, size: int = 0) -> tuple[Body, ...]:
    """The kernels that a file defines, in order; behind ``size`` bytes are functions of others."""
    named = tuple(_defined(tree))
    functions = _Functions({_text(tree, name): node for name, node in named})
    return tuple(
        _body(tree, name, node, functions, size) for name, node in named if _is_kernel(tree, node)
    )


@dataclass(frozen=True, slots=True)
class _Functions:
    """The functions of a file by their names; what is in one is kept: kernels share them."""

    by_name: Mapping[str, Node]
    _nodes: dict[str, tuple[Node, ...]] = field(default_factory=dict)

    def nodes(self, name: str) -> tuple[Node, ...]:
        if name not in self._nodes:
            self._nodes[name] = tuple(walk(self.by_name[name]))
        return self._nodes[name]


def _defined(tree: SyntaxTree) -> Iterator[tuple[Node, Node]]:
    """The functions of a file with their names, in order; in one, only where kernels are."""
    waiting = [tree.root]
    while waiting:
        node = waiting.pop()
        code = _code(node) if node.type in _DEFINITIONS else None
        name = name_of(node) if code is not None else None
        if name is not None:
            yield name, node
        if code is None or b"__global__" in tree.text(code):
            waiting += reversed(node.named_children)


def _code(node: Node) -> Node | None:
    """The body of a function; one that is a macro without a semicolon reads like a value."""
    if node.type == "function_definition":
        return node.child_by_field_name("body")
    if node.type != "declaration":
        return None
    inner = node.child_by_field_name("declarator")
    declared = inner.child_by_field_name("declarator") if inner is not None else None
    if inner is None or declared is None or declared.type != "function_declarator":
        return None
    value = inner.child_by_field_name("value") if inner.type == "init_declarator" else None
    return value if value is not None and value.type == "initializer_list" else None


def _is_kernel(tree: SyntaxTree, node: Node) -> bool:
    code = _code(node)
    assert code is not None, "only functions with a body are asked about"
    head = tree.read(Span(tree.span(node).start, tree.span(code).start))
    return _GLOBAL.search(head) is not None


def _body(tree: SyntaxTree, name: Node, node: Node, functions: _Functions, size: int) -> Body:
    code = _code(node)
    assert code is not None, "a kernel has a body"
    taken = parameters(tree, node)
    own = tuple(walk(code))
    callees, handed = _called(tree, own, functions, _text(tree, name))
    reached = {each: functions.nodes(each) for each in callees}
    nodes = (*own, *(node for each in reached.values() for node in each))
    declared = [item for item in nodes if item.type == "declaration"]
    shared = {each for item in declared if _is_shared(tree, item) for each in _named(tree, item)}
    arrays = frozenset(each for item in declared for each in _arrays(tree, item)) - shared
    values = _values(tree, nodes, arrays | shared)
    for each, given in handed.items():
        values[each] = (*values.get(each, ()), *given)
    return Body(
        _text(tree, name),
        tree.span(name),
        tree.span(node),
        tree,
        taken,
        nodes,
        values,
        frozenset(shared),
        arrays,
        frozenset(each.name for each in taken if each.depth),
        frozenset(each.name for each in taken if each.is_named and not each.depth),
        frozenset(each.name for each in taken if each.depth and not each.is_const),
        frozenset(_counters(tree, nodes)),
        {
            each: tuple(node for node in inner if node.type == "return_statement")
            for each, inner in reached.items()
        },
        size,
    )


def callee(written: str) -> str:
    """The function, or the member of an object, that is called, without a template's arguments."""
    shorter = _ARGUMENTS.sub("", written)
    if shorter != written:
        return callee(shorter)
    return shorter.replace("->", ".").replace("::", ".").rpartition(".")[2].strip()


def _called(
    tree: SyntaxTree, nodes: tuple[Node, ...], functions: _Functions, name: str
) -> tuple[list[str], dict[str, tuple[Given, ...]]]:
    """The functions that are called, and what their parameters are given there."""
    found: list[str] = []
    handed: dict[str, tuple[Given, ...]] = {}
    latest: Iterable[Node] = nodes
    for _ in range(_STEPS):
        reached: list[Node] = []
        for node in latest:
            written = (
                node.child_by_field_name("function") if node.type == "call_expression" else None
            )
            called = callee(_text(tree, written)) if written is not None else ""
            if called == name or called not in functions.by_name:
                continue
            if called not in found:
                found.append(called)
                reached.extend(functions.nodes(called))
            for one, given in _handed(tree, node, functions.by_name[called]):
                handed[one] = (*handed.get(one, ()), given)
        latest = reached
    return found, handed


def _handed(tree: SyntaxTree, call: Node, function: Node) -> Iterator[tuple[str, Given]]:
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    span = tree.span(function)
    for one, value in zip(parameters(tree, function), given, strict=False):
        yield one.name, Given(value, span.start, span, declares=True)


def _values(
    tree: SyntaxTree, nodes: tuple[Node, ...], arrays: frozenset[str]
) -> dict[str, tuple[Given, ...]]:
    found: dict[str, list[Given]] = {}
    for node in nodes:
        declares = node.type == "init_declarator"
        target, value = node.child_by_field_name("declarator"), node.child_by_field_name("value")
        if node.type == "assignment_expression":
            target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        elif not declares:
            continue
        name = _target(tree, node, target) or _element(tree, target, arrays)
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


def _element(tree: SyntaxTree, target: Node | None, arrays: frozenset[str]) -> str:
    """The array in registers, or the member of a variable, that is given something."""
    if target is None or target.type not in ("subscript_expression", "field_expression"):
        return ""
    base = target.child_by_field_name("argument")
    while base is not None and base.type == "subscript_expression":
        base = base.child_by_field_name("argument")
    if base is None or base.type != "identifier":
        return ""
    if target.type == "field_expression":
        return _text(tree, target)
    return _text(tree, base) if _text(tree, base) in arrays else ""


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
    """Names of a declaration that are no pointers; what an ``auto`` is, is seen elsewhere."""
    typed = node.child_by_field_name("type")
    if typed is not None and typed.type == "placeholder_type_specifier":
        return
    for child in node.named_children:
        inner = child.child_by_field_name("declarator") if child.type == "init_declarator" else None
        kind = inner if inner is not None else child
        name = next((each for each in walk(kind) if each.type == "identifier"), None)
        if kind.type in ("array_declarator", "identifier") and name is not None:
            yield _text(tree, name)


def _counters(tree: SyntaxTree, nodes: tuple[Node, ...]) -> Iterator[str]:
    """Variables that macros declare, for each thread: ``CUDA_KERNEL_LOOP(i, n)``."""
    for node in nodes:
        if node.type not in ("function_declarator", "call_expression"):
            continue
        called = node.child_by_field_name("declarator") or node.child_by_field_name("function")
        around = tree.parent(node)
        is_left = around is not None and around.type != "argument_list"
        if called is None or not is_left or not _KERNEL_LOOP.fullmatch(tree.text(called)):
            continue
        for each in walk(node):
            is_name = each != called and each.type in ("type_identifier", "identifier")
            if is_name and _VARIABLE.fullmatch(tree.text(each)):
                yield _text(tree, each)
                break


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.text(node).decode("utf-8", "replace")
