"""Data flow within one function: where the value of an expression comes from, what a variable is.

What comes in is a tree and a function's node; what goes out are names: those that a value is made
of, and the type a variable is declared with. The order of statements does not count, so a variable
comes from everything that is ever assigned to it. Nothing outside the function is looked at, and
what is read from memory or returned by a call has no origin but the call's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from migrate.model import Span
from migrate.syntax import Node, SyntaxTree

# Nodes whose value is made of the values of their children.
_PASS_ON = frozenset(
    "parenthesized_expression binary_expression unary_expression cast_expression "
    "update_expression comma_expression assignment_expression condition_clause "
    "initializer_list".split()
)
_COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"})
_SHIFTS = frozenset({"<<", ">>"})
_CASTS = re.compile(
    rb"(?:static_cast|reinterpret_cast|const_cast|unsigned|int|uint|size_t|"
    rb"u?int\d+_t|long|float|double)\b"
)
_DECLARATORS = frozenset(
    "pointer_declarator reference_declarator array_declarator parenthesized_declarator "
    "init_declarator attributed_declarator".split()
)
# What may change a variable, and the field that names it.
_WRITES = {
    "assignment_expression": "left",
    "update_expression": "argument",
    "pointer_expression": "argument",
}
_BY_VALUE = re.compile(r"(?:cuda|cu|hip|printf|fprintf|std::(?:min|max)|min|max)(?:[A-Z]|\b)")
_DIM3 = re.compile(rb"\A(?:const\s+)?dim3\b")
_DEEPEST = 16  # assignments that are followed, one after the other


class Flow:
    """The assignments and declarations of one function."""

    def __init__(self, tree: SyntaxTree, function: Node) -> None:
        self._tree = tree
        self._function = function

    def origins(self, node: Node) -> frozenset[str]:
        """Names of the variables, built-ins and functions that the value of ``node`` is made of."""
        found: set[str] = set()
        pending = [(node, 0)]
        while pending:
            current, depth = pending.pop()
            for name in self._names(current):
                if name not in found:
                    found.add(name)
                    values = self._assigned.get(name, ()) if depth < _DEEPEST else ()
                    pending.extend((value, depth + 1) for value in values)
        return frozenset(found)

    def only_value(self, name: str) -> Span | None:
        """Where the value of a variable stands that is given one where it is declared, and that
        nothing in the function may change.
        """
        values = self._assigned.get(name, ())
        first = self._collected[2].get(name)
        if first is None or len(values) != 1 or name in self._changed:
            return None
        return self._tree.span(first)

    def type_of(self, name: str) -> str:
        """The type ``name`` is declared with (``volatile float *``, ``int []``), or nothing."""
        return self._types.get(name, "")

    def _names(self, node: Node) -> Iterator[str]:
        """The names in one expression that its value is made of."""
        kind = node.type
        if kind == "identifier":
            yield self._text(node)
        elif kind == "field_expression":
            holder = node.child_by_field_name("argument")
            if holder is not None and holder.type == "identifier":
                yield self._text(holder)
        elif kind == "call_expression":
            yield from self._of_call(node)
        elif kind == "conditional_expression":
            for field in ("consequence", "alternative"):
                branch = node.child_by_field_name(field)
                if branch is not None:
                    yield from self._names(branch)
        elif kind == "binary_expression" and node.children[1].type in _SHIFTS:
            yield from self._names(node.children[0])
        elif kind in _PASS_ON and not any(child.type in _COMPARES for child in node.children):
            for child in node.named_children:
                yield from self._names(child)

    def _of_call(self, node: Node) -> Iterator[str]:
        """A call's name; a cast that is written like a call passes its argument on."""
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None:
            return
        if _CASTS.match(self._tree.text(function)) and arguments is not None:
            for argument in arguments.named_children:
                yield from self._names(argument)
            return
        while function.type in ("field_expression", "qualified_identifier", "template_function"):
            field = "field" if function.type == "field_expression" else "name"
            inner = function.child_by_field_name(field)
            if inner is None:
                break
            function = inner
        yield self._text(function)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """Variables of which a part is assigned, or that something else may write to."""
        found: set[str] = set()
        for node in _all_below(self._function):
            field = _WRITES.get(node.type)
            held = node.child_by_field_name(field) if field is not None else None
            if held is not None and held.type == "field_expression":
                held = held.child_by_field_name("argument")
            if held is not None and held.type == "identifier" and not self._is_plain(node, held):
                found.add(self._text(held))
            elif node.type == "call_expression" and not self._is_by_value(node):
                arguments = node.child_by_field_name("arguments")
                names = arguments.named_children if arguments is not None else ()
                found.update(self._text(item) for item in names if item.type == "identifier")
        return frozenset(found)

    def _is_plain(self, node: Node, held: Node) -> bool:
        """Whether a whole variable is assigned, which counts as one of its values."""
        return node.type == "assignment_expression" and held == node.child_by_field_name("left")

    def _is_by_value(self, call: Node) -> bool:
        """Whether a call cannot change what it is given: one of CUDA's functions, or a launch."""
        function = call.child_by_field_name("function")
        is_launch = any(child.type == "kernel_call_syntax" for child in call.children)
        return is_launch or (function is not None and bool(_BY_VALUE.match(self._text(function))))

    @cached_property
    def _collected(self) -> tuple[dict[str, list[Node]], dict[str, str], dict[str, Node]]:
        """Values assigned to each variable, the type each is declared with, and the value it has
        from there.
        """
        values: dict[str, list[Node]] = {}
        types: dict[str, str] = {}
        first: dict[str, Node] = {}
        for node in _all_below(self._function):
            if node.type == "assignment_expression":
                left, right = (node.child_by_field_name(f) for f in ("left", "right"))
                if left is not None and right is not None and left.type == "identifier":
                    values.setdefault(self._text(left), []).append(right)
            elif node.type in ("declaration", "parameter_declaration"):
                for declarator in node.children_by_field_name("declarator"):
                    self._declare(node, declarator, values, types)
                    self._construct(node, declarator, values, types, first)
        return values, types, first

    def _construct(
        self,
        node: Node,
        declarator: Node,
        values: dict[str, list[Node]],
        types: dict[str, str],
        first: dict[str, Node],
    ) -> None:
        """Note what a variable is made of, also where that looks like a function's parameters."""
        name = declarator.child_by_field_name("declarator")
        if name is None or name.type != "identifier":
            return
        if declarator.type == "init_declarator":
            value = declarator.child_by_field_name("value")
        elif declarator.type == "function_declarator" and _DIM3.search(self._tree.text(node)):
            value = declarator.child_by_field_name("parameters")
            if value is not None:
                types.setdefault(self._text(name), "dim3")
                values.setdefault(self._text(name), []).append(value)
        else:
            return
        if value is not None:
            first.setdefault(self._text(name), value)

    def _declare(
        self, node: Node, declarator: Node, values: dict[str, list[Node]], types: dict[str, str]
    ) -> None:
        arrays = ""
        name: Node | None = declarator
        while name is not None and name.type in _DECLARATORS:
            if name.type == "init_declarator":
                value = name.child_by_field_name("value")
                inner = name.child_by_field_name("declarator")
                if value is not None and inner is not None and inner.type == "identifier":
                    values.setdefault(self._text(inner), []).append(value)
            arrays += "[]" if name.type == "array_declarator" else ""
            name = name.child_by_field_name("declarator") or _last(name)
        if name is None or name.type != "identifier":
            return
        first = node.children_by_field_name("declarator")[0]
        written = self._tree.read(self._tree.span(node))
        base = written[: first.start_byte - node.start_byte]
        signs = written[declarator.start_byte - node.start_byte : name.start_byte - node.start_byte]
        text = " ".join((base + b" " + signs).decode("utf-8", "replace").split())
        spelled = f"{text} {arrays}".strip()
        if types.setdefault(self._text(name), spelled) != spelled:
            types[self._text(name)] = ""  # two variables of one name

    @property
    def _assigned(self) -> dict[str, list[Node]]:
        return self._collected[0]

    @property
    def _types(self) -> dict[str, str]:
        return self._collected[1]

    def _text(self, node: Node) -> str:
        return self._tree.text(node).decode("utf-8", "replace")


def _last(node: Node) -> Node | None:
    return node.named_children[-1] if node.named_children else None


def _all_below(node: Node) -> Iterator[Node]:
    """Every node below ``node``, each before its children."""
    cursor = node.walk()
    if not cursor.goto_first_child():
        return
    depth = 1
    while depth:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child():
            depth += 1
            continue
        while depth and not cursor.goto_next_sibling():
            cursor.goto_parent()
            depth -= 1
