"""Data flow within one function: where the value of an expression comes from, what a variable is.

What comes in is a tree and a function's node; what goes out are names: those that a value is made
of (a member as ``.name``), and the type a variable is declared with. The order of statements does
not count, so a variable comes from everything that is ever assigned to it; variables of one name in
different scopes are different variables. Nothing outside the function is looked at, and what is
read from memory or returned by a call has no origin but the call's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.macros import NO_MACROS, Macros
from migrate.tree.regions import Declaration
from migrate.tree.scopes import Scopes

# Nodes whose value is made of the values of their children.
_PASS_ON = frozenset(
    "parenthesized_expression binary_expression unary_expression cast_expression "
    "update_expression comma_expression assignment_expression condition_clause "
    "initializer_list".split()
)
_COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"})
_SHIFTS = frozenset({"<<", ">>"})
_CASTS = regex(
    rb"(?:static_cast|reinterpret_cast|const_cast|unsigned|int|uint|size_t|"
    rb"u?int\d+_t|long|float|double)\b"
)
# What may change a variable, and the field that names it.
_WRITES = {
    "assignment_expression": "left",
    "update_expression": "argument",
    "pointer_expression": "argument",
    "gnu_asm_output_operand": "value",
}
_BY_VALUE = regex(r"__shfl|(?:cuda|cu|hip|printf|fprintf|std::(?:min|max)|min|max)(?:[A-Z]|\b)")
_KEPT = frozenset({*_WRITES, "call_expression", "init_declarator"})
_DEEPEST = 16  # assignments that are followed, one after the other

_Key = int | str  # where a variable is declared, or the name of one from elsewhere


class Flow:
    """The assignments and declarations of one function."""

    def __init__(self, tree: SyntaxTree, function: Node, macros: Macros = NO_MACROS) -> None:
        self._tree = tree
        self._function = function
        self._macros = macros

    def origins(self, node: Node) -> frozenset[str]:
        """Names of the variables, built-ins and functions that the value of ``node`` is made of."""
        found: set[str] = set()
        seen: set[_Key] = set()
        pending = [(node, 0)]
        while pending:
            current, depth = pending.pop()
            for name, offset in self._names(current):
                found.add(name)
                for key in self._keys(name, offset):
                    if key not in seen:
                        seen.add(key)
                        values = self._assigned.get(key, ()) if depth < _DEEPEST else ()
                        pending.extend((value, depth + 1) for value in values)
        return frozenset(found)

    def only_value(self, name: str, offset: int) -> Span | None:
        """Where the value of the variable stands that ``name`` is at a place, if it is given one
        where it is declared, and nothing in the function may change it.
        """
        declared = self.declared(name, offset)
        first = declared[0].value if len(declared) == 1 else None
        (key, *more) = self._keys(name, offset)
        if first is None or more or len(self._assigned.get(key, ())) != 1 or key in self._changed:
            return None
        return self._tree.span(first)

    def declared(self, name: str, offset: int) -> tuple[Declaration, ...]:
        """What ``name`` may be declared as at a place; nothing if that is not in the function."""
        return self._scopes.at(name, offset)

    def type_of(self, name: str, offset: int) -> str:
        """The type ``name`` is declared with at a place (``volatile float *``, ``int []``), or
        nothing.
        """
        types = {item.type for item in self.declared(name, offset)}
        return types.pop() if len(types) == 1 else ""

    def _keys(self, name: str, offset: int) -> tuple[_Key, ...]:
        """Which variables ``name`` may be at a place."""
        if self._scopes.broken:
            return (name,)
        return tuple(item.at for item in self.declared(name, offset)) or (name,)

    def _names(self, node: Node) -> Iterator[tuple[str, int]]:
        """The names in one expression that its value is made of, and where they stand."""
        kind = node.type
        if kind == "identifier":
            yield self._name(node)
        elif kind == "field_expression":
            holder, member = (node.child_by_field_name(f) for f in ("argument", "field"))
            if holder is not None and holder.type == "identifier":
                yield self._name(holder)
            if member is not None:
                yield f".{self._text(member)}", self._tree.span(member).start
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

    def _of_call(self, node: Node) -> Iterator[tuple[str, int]]:
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
        yield self._name(function)

    @cached_property
    def _changed(self) -> frozenset[_Key]:
        """Variables of which a part is assigned, or that something else may write to."""
        found: set[_Key] = set()
        for node in self._scopes.kept:
            field = _WRITES.get(node.type)
            held = node.child_by_field_name(field) if field is not None else _referred(node)
            if held is not None and held.type == "field_expression":
                held = held.child_by_field_name("argument")
            if held is not None and held.type == "identifier" and not self._is_plain(node, held):
                found.update(self._keys(*self._name(held)))
            elif node.type == "call_expression" and not self._is_by_value(node):
                arguments = node.child_by_field_name("arguments")
                for item in arguments.named_children if arguments is not None else ():
                    if item.type == "identifier":
                        found.update(self._keys(*self._name(item)))
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
    def _assigned(self) -> dict[_Key, list[Node]]:
        """Values given to each variable, where it is declared and later."""
        found: dict[_Key, list[Node]] = {}
        for name, declaration in self._scopes.declared:
            if declaration.value is not None:
                key = name if self._scopes.broken else declaration.at
                found.setdefault(key, []).append(declaration.value)
        for node in self._scopes.kept:
            if node.type == "assignment_expression":
                left, right = (node.child_by_field_name(f) for f in ("left", "right"))
                if left is not None and right is not None and left.type == "identifier":
                    for key in self._keys(*self._name(left)):
                        found.setdefault(key, []).append(right)
        return found

    @cached_property
    def _scopes(self) -> Scopes:
        return Scopes(self._tree, self._function, self._macros, _KEPT)

    def _name(self, node: Node) -> tuple[str, int]:
        return self._text(node), self._tree.span(node).start

    def _text(self, node: Node) -> str:
        return self._tree.text(node).decode("utf-8", "replace")


def _referred(node: Node) -> Node | None:
    """What a reference that is declared here stands for."""
    declarator = node.child_by_field_name("declarator") if node.type == "init_declarator" else None
    if declarator is None or declarator.type != "reference_declarator":
        return None
    return node.child_by_field_name("value")
