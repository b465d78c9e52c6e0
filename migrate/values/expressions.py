"""The type of an expression, spelled as it is declared: ``a + i``, ``v[j]``, ``p->h``, ``f(x)``.

What comes in is a node of a tree, what a name is declared as at a place, and the outline of the
file; what goes out is a spelled type (see ``typenames``), empty where one part of the expression is
not known for certain. Parameters of templates are not known. Nothing is looked up in other files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from migrate.model import Span
from migrate.text.arithmetic import number_type
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import (
    clean,
    common,
    decayed,
    element,
    is_pointer,
    member_of_vector,
    plain,
    pointer,
)
from migrate.tree.regions import Declaration
from migrate.values.outline import Outline, parameters, returned
from migrate.values.returns import returned_by

_DEEPEST = 24  # expressions in each other, and variables that take their type from their value
_BUILT_IN = {
    **dict.fromkeys(("threadIdx", "blockIdx"), "uint3"),
    **dict.fromkeys(("blockDim", "gridDim"), "dim3"),
    "warpSize": "int",
}
_CASTS = frozenset({"static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"})
_TRUE_OR_FALSE = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
_PASS_ON = frozenset({"parenthesized_expression", "condition_clause"})
_NAMES = frozenset({"identifier", "type_identifier", "field_identifier", "qualified_identifier"})
_CLASSES = frozenset({"struct_specifier", "class_specifier", "union_specifier"})

Visible = Callable[[SyntaxTree, str, int], Sequence[Declaration]]


class Expressions:
    """Types of the expressions of one file."""

    def __init__(
        self, outline: Outline, visible: Visible, macros: Callable[[str], str] = lambda _: ""
    ) -> None:
        self._outline = outline
        self._visible = visible
        self._macros = macros
        self._owners: dict[Span, str] = {}

    def type_of(self, tree: SyntaxTree, node: Node, depth: int = 0) -> str:
        """The type of the expression at ``node``."""
        if depth > _DEEPEST:
            return ""
        return self.resolved(self._of(tree, node, depth + 1))

    def _of(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        kind = node.type
        if kind in _PASS_ON:
            inner = node.named_children
            return self.type_of(tree, inner[-1], depth) if inner else ""
        if kind in ("identifier", "qualified_identifier"):
            return self._named(tree, node, depth)
        if kind == "number_literal":
            return number_type(_text(tree, node), lambda _: "")
        if kind in ("true", "false"):
            return "bool"
        if kind in ("cast_expression", "compound_literal_expression", "new_expression"):
            written = node.child_by_field_name("type")
            found = clean(_text(tree, written)) if written is not None else ""
            return pointer(found) if kind == "new_expression" else found
        if kind == "subscript_expression":
            held = self._operand(tree, node, "argument", depth)
            return element(held) or self._outline.member_of(plain(held), "operator[]")
        if kind == "pointer_expression":
            held = self._operand(tree, node, "argument", depth)
            return element(held) if _text(tree, node)[0] == "*" else pointer(held)
        if kind == "field_expression":
            return self._member(tree, node, depth)
        if kind == "call_expression":
            return self._call(tree, node, depth)
        if kind in ("unary_expression", "update_expression"):
            return self._unary(tree, node, depth)
        return self._with_operands(tree, node, kind, depth)

    def _with_operands(self, tree: SyntaxTree, node: Node, kind: str, depth: int) -> str:
        if kind == "binary_expression":
            return self._binary(tree, node, depth)
        if kind == "assignment_expression":
            return plain(self._operand(tree, node, "left", depth))
        if kind == "comma_expression":
            return self._operand(tree, node, "right", depth)
        if kind == "conditional_expression":
            first = self._operand(tree, node, "consequence", depth)
            second = self._operand(tree, node, "alternative", depth)
            return first if first == second else common(first, second)
        if kind == "this":
            owner = self._owner(tree, node)
            return pointer(owner) if owner else ""
        return ""

    def _operand(self, tree: SyntaxTree, node: Node, field: str, depth: int) -> str:
        operand = node.child_by_field_name(field)
        return self.type_of(tree, operand, depth) if operand is not None else ""

    def _named(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        name = _text(tree, node)
        offset = tree.span(node).start
        declared = self._visible(tree, name.rpartition("::")[2], offset)
        found = {self._declared(tree, item, depth) for item in declared}
        if found:
            return found.pop() if len(found) == 1 else ""
        owner = self._owner(tree, node)
        if owner and name in self._outline.members.get(owner, {}):
            return self._outline.members[owner][name] or self._outline.open_member(owner, name)
        return _BUILT_IN.get(name, "")

    def _declared(self, tree: SyntaxTree, item: Declaration, depth: int) -> str:
        """The type of a declaration; where it says ``auto``, that of its value."""
        kind = clean(item.type)
        if plain(kind).split(" ")[0] != "auto":
            return kind
        value = item.value or _value(tree, item.at)
        found = self.type_of(tree, value, depth) if value is not None else ""
        return plain(found) if "&" in item.type else plain(decayed(found))

    def member_at(self, tree: SyntaxTree, name: Node) -> str:
        """The type of the member that a constructor gives its first value at a place."""
        return self._outline.members.get(self._owner(tree, name), {}).get(_text(tree, name), "")

    def parameters_of(self, tree: SyntaxTree, function: Node) -> tuple[str, ...] | None:
        """What the lambda takes that a called variable is; None where it is none that is known."""
        declared = self._visible(tree, _text(tree, function), tree.span(function).start)
        if function.type != "identifier" or len(declared) != 1:
            return None
        value = declared[0].value or _value(tree, declared[0].at)
        if value is None or value.type != "lambda_expression":
            return None
        return parameters(tree, value)

    def _owner(self, tree: SyntaxTree, node: Node) -> str:
        """The type whose member the function around a node is."""
        key = tree.span(node)
        if key not in self._owners:
            owner = ""
            for around in reversed([*tree.around(node)]):
                if around.type == "function_definition":
                    owner = _class_of(tree, around) or owner
                elif around.type in _CLASSES:
                    name = around.child_by_field_name("name")
                    owner = _text(tree, name) if name is not None else ""
            self._owners[key] = owner
        return self._owners[key]

    def _member(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        name = node.child_by_field_name("field")
        holder = self._operand(tree, node, "argument", depth)
        if name is None or not holder:
            return ""
        if "->" in (child.type for child in node.children):
            holder = element(holder)
        return self.member_of(holder, _text(tree, name))

    def member_of(self, holder: str, member: str) -> str:
        """The type of a member of a type."""
        holder = plain(self.resolved(holder))
        name = holder.rpartition("::")[2]
        found = self._outline.members.get(name, {}).get(member, "")
        found = found or self._outline.member_of(holder, member)
        return found or member_of_vector(holder, member) or self._outline.open_member(name, member)

    def _call(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        function = node.child_by_field_name("function")
        if function is None:
            return ""
        if function.type == "primitive_type":
            return _text(tree, function)
        if function.type == "template_function":
            name, arguments = (function.child_by_field_name(f) for f in ("name", "arguments"))
            if name is not None and arguments is not None and _text(tree, name) in _CASTS:
                return clean(_text(tree, arguments)[1:-1])
            return ""
        if function.type == "field_expression":
            return self._member(tree, function, depth) or self._method(tree, function)
        if function.type not in _NAMES:
            return ""
        return self._called(tree, node, _text(tree, function), depth)

    def _method(self, tree: SyntaxTree, function: Node) -> str:
        """What a member function returns that all types of the file declare alike."""
        name = function.child_by_field_name("field")
        return self._outline.returns.get(_text(tree, name), "") if name is not None else ""

    def _called(self, tree: SyntaxTree, node: Node, name: str, depth: int) -> str:
        """What a call of a name returns: a function of the file, a conversion, one of CUDA's."""
        last = name.rpartition("::")[2]
        if last in self._outline.open:
            return ""
        for item in self._visible(tree, last, tree.span(node).start):
            if item.value is not None and item.value.type == "lambda_expression":
                kind = returned(tree, item.value)
                return "" if "auto" in kind.split() else plain(kind)
        if last in self._outline.returns:
            found = self._outline.returns[last]
            return "" if "auto" in found.split() else plain(found)
        if last in self._outline.members or last in self._outline.aliases:
            return last
        arguments = node.child_by_field_name("arguments")
        items = arguments.named_children if arguments is not None else []
        kinds = [self.type_of(tree, item, depth) for item in items if item.type != "comment"]
        if name in ("min", "max", "std::min", "std::max") and len(kinds) == 2:
            return common(*kinds)
        return returned_by(name.removeprefix("::"), kinds) or _converts_to(last)

    def _unary(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        held = self._operand(tree, node, "argument", depth)
        sign = next((item.type for item in node.children if not item.is_named), "")
        if sign == "!":
            return "bool"
        if sign in ("-", "+", "~"):
            return common(held, held)
        return plain(held) if sign in ("++", "--") else ""

    def _binary(self, tree: SyntaxTree, node: Node, depth: int) -> str:
        sign = node.children[1].type
        if sign in _TRUE_OR_FALSE:
            return "bool"
        left = self._operand(tree, node, "left", depth)
        if sign in ("<<", ">>"):
            return common(left, left)
        right = self._operand(tree, node, "right", depth)
        if sign == "+" and is_pointer(right):
            return decayed(right)
        if sign in "+-" and is_pointer(left):
            # The other side is an integer, or two pointers are subtracted.
            unknown = sign == "-" and not right
            return "" if unknown else "long" if is_pointer(right) else decayed(left)
        return common(left, right)

    def resolved(self, kind: str) -> str:
        """A type behind aliases and macros of the file, but no parameter of a template."""
        for _ in range(8):
            base = plain(kind.rstrip("*[] "))
            name = base.rpartition("::")[2]
            if not name or name in self._outline.open:
                return kind
            other = self._outline.aliases.get(name) or self._macros(name)
            if not other or other == base:
                return kind
            signs = kind[len(kind.rstrip("*[] ")) :].strip()
            words = [word for word in ("const", "volatile") if word in kind.split()]
            kind = clean(f"{' '.join(words)} {other}{' ' + signs if signs else ''}")
        return kind


def _class_of(tree: SyntaxTree, function: Node) -> str:
    """The class in the name of a function that is defined outside of it."""
    declarator = function.child_by_field_name("declarator")
    while declarator is not None and declarator.type not in _NAMES:
        inner = declarator.child_by_field_name("declarator")
        last = declarator.named_children[-1] if declarator.named_children else None
        declarator = inner or last
    if declarator is None or declarator.type != "qualified_identifier":
        return ""
    around, found, _ = _text(tree, declarator).rpartition("::")
    return around.rpartition("::")[2].strip() if found else ""


def _value(tree: SyntaxTree, offset: int) -> Node | None:
    """What a pointer or a reference is given where it is declared."""
    if tree.is_fragment:
        return None
    owner, node = tree.leaf(offset, offset + 1)
    around = owner.parent(node)
    while around is not None and around.type in ("pointer_declarator", "reference_declarator"):
        around = owner.parent(around)
    if around is None or around.type != "init_declarator":
        return None
    return around.child_by_field_name("value")


_CONVERTS = frozenset(
    "half half2 __half __half2 nv_bfloat16 nv_bfloat162 __nv_bfloat16 __nv_bfloat162 dim3 uint3 "
    "size_t int8_t uint8_t int16_t uint16_t int32_t uint32_t int64_t uint64_t uint ushort".split()
)


def _converts_to(name: str) -> str:
    """The type that is called like a function."""
    return name if name in _CONVERTS else ""


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.text(node).decode("utf-8", "replace")
