"""What is done with a value: the role of one expression in the expression or statement around it.

What comes in is a node of the file's tree that stands for the value, and how many pointers, arrays
or containers are around it; what goes out is a ``Usage``, or nothing where nothing of interest is
done or the file does not say for certain what.
"""

from __future__ import annotations

from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.arithmetic import canonical
from migrate.text.printing import conversions, is_printf
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import plain
from migrate.values.facts import Facts

_COMPUTE = frozenset("+ - * / % & | ^ << >>".split())
_COMPARE = frozenset("< > <= >= == !=".split())
_INTO_STRING = regex(r"(?:std\s*::\s*)?to_string|std\s*::\s*abs")
_ELEMENT = frozenset({"at", "front", "back"})  # an element of a container, as a subscript gives
# What a value is given to, whole.
_GIVE = frozenset(
    "init_declarator field_declaration optional_parameter_declaration return_statement "
    "cast_expression argument_list initializer_list initializer_pair conditional_expression "
    "parameter_list".split()
)
_LISTS = frozenset({"initializer_list", "initializer_pair", "ERROR"})
_MAKES = regex(r"(?:\w+\s*::\s*)*make_\w+\s*\(|\.\s*\w+")
_VECTOR = regex(r"(?:(?:u?(?:char|short|int|long|longlong)|float|double)[1-4]|dim3)(?: ?[*&])*")
_COUNTED = regex(r"[\]*]\s*\Z|\b(?:array|deque|span|vector)\s*<")  # by number
_RETURN = frozenset({"function_definition", "lambda_expression"})
_FLOATING = frozenset({"float", "double", "long double"})
# Integers that a pointer does not fit in: no cast makes one of it.
_NARROW = frozenset({"char", "signed char", "unsigned char", "short", "unsigned short", "int"}) | {
    "unsigned",
    "unsigned int",
}


class Usage(NamedTuple):
    """One expression: what is done there, and the whole of what is done; ``name`` is the value."""

    role: str
    span: Span
    name: Span


class Roles:
    """The questions about the values of one file."""

    def __init__(self, tree: SyntaxTree, facts: Facts) -> None:
        self._tree = tree
        self._facts = facts

    def reached(self, name: Node, levels: int) -> tuple[Node, Node, int] | None:
        """The value that ``name`` is, once it is no pointer, array or container of ``levels``
        levels, or as far as the file goes with it; what is around it, and the levels left.
        """
        node = name
        while (outer := self._tree.parent(node)) is not None:
            step = _element(self._tree, outer, node) if levels else None
            if step is not None:
                if step.type == "field_expression" and self._text(step).count("->"):
                    return None
                node, levels = step, levels - 1
            elif outer.type == "parenthesized_expression":
                node = outer
            else:
                break
        return (node, outer, levels) if outer is not None else None

    def usage(self, name: Node, levels: int) -> Usage | None:
        """What is done with the value that ``name`` is, once it is no pointer, array or container
        of ``levels`` levels.
        """
        found = self.reached(name, levels)
        if found is None or found[2] > 1:
            return None
        node, outer, left = found
        if left:
            is_arrow = outer.type == "field_expression" and any(
                child.type == "->" for child in outer.children
            )
            if is_arrow and outer.child_by_field_name("argument") == node:
                return self._usage("member", outer, name)
            opened = outer.type == "argument_list" and self._role(node, outer) == "opened"
            return self._usage("opened", self._whole(node, outer), name) if opened else None
        role = self._role(node, outer)
        if not role and self._is_given(node, outer):
            return self._usage("given", self._giving(node, outer), node)
        return self._usage(role, self._whole(node, outer), name) if role else None

    def _usage(self, role: str, node: Node, name: Node) -> Usage:
        return Usage(role, self._tree.span(node), self._tree.span(name))

    def _role(self, node: Node, outer: Node) -> str:
        """What is done with the value at ``node`` in the node around it; nothing of interest, or
        nothing certain, gives nothing.
        """
        kind = outer.type
        if kind == "binary_expression":
            return self._operand(node, outer)
        if kind == "assignment_expression":
            return self._assigned(node, outer)
        if kind == "init_declarator":
            return "number" if self._makes_integer(outer) else ""
        if kind == "update_expression":
            return "computed"
        if kind == "unary_expression":
            return "computed" if outer.children[0].type in ("-", "~", "+") else ""
        if kind == "return_statement":
            return "number" if self._returns_integer(outer) else ""
        if kind == "cast_expression":
            return self._cast(self._text(outer.child_by_field_name("type") or outer))
        if kind == "argument_list":
            return self._argument(node, outer)
        if kind == "initializer_list":
            return self._taken(node)
        if kind == "subscript_argument_list":
            return "number" if self._counts(outer) else ""
        if kind == "condition_clause":
            statement = self._tree.parent(outer)
            return "number" if statement and statement.type == "switch_statement" else ""
        if kind == "field_expression" and outer.child_by_field_name("argument") == node:
            return "member"
        return ""

    def _counts(self, subscript: Node) -> bool:
        """Whether a subscript surely is a number, and not the key of a map."""
        whole = self._tree.parent(subscript)
        taken = whole.child_by_field_name("argument") if whole is not None else None
        if taken is None:
            return False
        types = self._facts.types.declared(self._tree, self._tree.span(taken))
        return bool(types) and all(map(_COUNTED.search, types))

    def _operand(self, node: Node, outer: Node) -> str:
        left, right = (outer.child_by_field_name(field) for field in ("left", "right"))
        sign = outer.children[1].type
        other = right if left == node else left
        if other is None:
            return ""
        if sign == "<<" and right == node:
            return "streamed" if not self._is_integer(other) else "computed"
        if right == node and sign in _COMPUTE | _COMPARE and self._are_alike(node, other):
            return ""  # what is said of the left one
        if sign in _COMPUTE:
            return "computed"
        if sign in _COMPARE:
            zero = sign in ("==", "!=") and self._fold(other) == 0
            return "" if zero else "compared" if self._is_integer(other) else "related"
        return ""

    def _are_alike(self, node: Node, other: Node) -> bool:
        """Whether two values are declared to be of one type."""
        types = (
            {plain(item) for item in self._facts.types.declared(self._tree, self._tree.span(each))}
            for each in (node, other)
        )
        return bool(set.intersection(*types) - {""})

    def _assigned(self, node: Node, outer: Node) -> str:
        left, right = (outer.child_by_field_name(field) for field in ("left", "right"))
        if left == node:
            if outer.children[1].type != "=":
                return "computed"
            if right is not None and right.type == "initializer_list" and not right.named_children:
                return "cleared"
            if right is not None and right.type == "initializer_list":
                items = [item for item in right.named_children if item.type != "comment"]
                return "single" if len(items) == 1 and self.may_be_number(items[0]) else ""
            return "set" if right is not None and self.is_number(right) else ""
        types = self._facts.types.declared(self._tree, self._tree.span(left)) if left else ()
        return "number" if any(map(_is_integer_type, types)) else ""

    def _is_given(self, node: Node, outer: Node) -> bool:
        """Whether a value goes whole to what has a type of its own."""
        if outer.type == "assignment_expression":
            return outer.child_by_field_name("right") == node
        return outer.type in _GIVE

    def _giving(self, node: Node, outer: Node) -> Node:
        """What shows best where a value goes: all of a declaration that declares one variable."""
        listed = outer.type in ("argument_list", "initializer_list", "parameter_list")
        declarator = self._tree.parent(outer) if listed else outer
        if declarator is not None and declarator.type in ("init_declarator", "function_declarator"):
            around = self._tree.parent(declarator)
            if around is not None and len(around.children_by_field_name("declarator")) == 1:
                return around
        return self._whole(node, outer)

    def _cast(self, spelled: str) -> str:
        return "narrowed" if canonical(spelled) in _NARROW else ""

    def _argument(self, node: Node, arguments: Node) -> str:
        call = self._tree.parent(arguments)
        function = call.child_by_field_name("function") if call is not None else None
        if call is None or function is None:
            return self._taken(node)
        text = self._text(function)
        if function.type == "primitive_type" or canonical(text):
            return self._cast(text)
        if function.type == "template_function" and text.startswith("static_cast"):
            wanted = canonical(text.partition("<")[2].rpartition(">")[0])
            return "number" if wanted and "*" not in wanted else ""
        if _INTO_STRING.fullmatch(text):
            return "number"
        if is_printf(text):
            values = arguments.named_children
            letters = conversions([self._text(item) for item in values], values.index(node))
            return "printed" if letters and letters not in ("p", "s") else ""
        if function.type in ("identifier", "template_function"):
            called = text.partition("<")[0].strip()
            at = arguments.named_children.index(node)
            if self._facts.computing.computes(called, at):
                return "computed"
            if self._facts.computing.opens(called, at):
                return "opened"
        return self._taken(node)

    def _taken(self, node: Node) -> str:
        """What becomes of an argument, and of a value in braces or parentheses."""
        taker = self._facts.types.receiver(self._tree, self._tree.span(node))
        return "number" if _is_integer_type(taker) else ""

    def _makes_integer(self, declarator: Node) -> bool:
        """Whether a declaration with a value declares an integer."""
        node = self._tree.parent(declarator)
        kind = node.child_by_field_name("type") if node is not None else None
        name = declarator.child_by_field_name("declarator")
        is_plain = name is not None and name.type == "identifier"
        return is_plain and kind is not None and _is_integer_type(self._text(kind))

    def _returns_integer(self, node: Node) -> bool:
        around = self._tree.nearest(node, _RETURN)
        if around is None or around.type == "lambda_expression":
            return False
        kind, declarator = (around.child_by_field_name(f) for f in ("type", "declarator"))
        is_plain = declarator is not None and declarator.type == "function_declarator"
        return is_plain and kind is not None and _is_integer_type(self._text(kind))

    def _is_integer(self, node: Node) -> bool:
        """Whether an expression surely is an integer."""
        number = self._facts.types.number(self._tree, self._tree.span(node))
        return bool(number) and number not in _FLOATING and "*" not in number

    def may_be_number(self, node: Node) -> bool:
        """Whether an expression is no list, and not known to be a vector."""
        if node.type in _LISTS or _MAKES.match(self._text(node)):
            return False
        types = self._facts.types.declared(self._tree, self._tree.span(node))
        return not any(map(_VECTOR.fullmatch, map(plain, types)))

    def is_number(self, node: Node) -> bool:
        """Whether an expression is an integer that is no null pointer."""
        return self._is_integer(node) and self._fold(node) != 0

    def _fold(self, node: Node) -> int | None:
        return self._facts.integers.value(self._tree, self._tree.span(node))

    def _whole(self, node: Node, outer: Node) -> Node:
        """What shows best what is done with the value at ``node``."""
        if outer.type == "initializer_list":
            return node
        if outer.type in ("argument_list", "subscript_argument_list"):
            return self._tree.parent(outer) or outer
        return node if outer.type in ("return_statement", "condition_clause") else outer

    def _text(self, node: Node) -> str:
        return self._tree.text(node).decode("utf-8", "replace")


def _is_integer_type(spelled: str) -> bool:
    kind = canonical(spelled)
    return bool(kind) and kind not in _FLOATING and kind != "bool" and "*" not in kind


def _element(tree: SyntaxTree, outer: Node, node: Node) -> Node | None:
    """The expression for an element of what ``node`` is."""
    if outer.child_by_field_name("argument") != node:
        return None
    if outer.type == "subscript_expression":
        return outer
    if outer.type == "pointer_expression" and outer.children[0].type == "*":
        return outer
    field = outer.child_by_field_name("field") if outer.type == "field_expression" else None
    is_element = field is not None and tree.text(field).decode() in _ELEMENT
    call = tree.parent(outer)
    return call if is_element and call is not None and call.type == "call_expression" else None
