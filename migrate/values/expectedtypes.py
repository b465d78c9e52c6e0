"""What takes the value of an expression, and of which type it is: ``unsigned`` for ``return f(x);``
in a function that returns one.

What comes in is a node and what knows the types of expressions; what goes out is a spelled type:
``bool`` where only whether it is zero counts, ``compared`` for another constant, ``void`` where the
value is dropped, and nothing where the file does not say. Bits that are picked with a constant mask
are not the whole value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.text.typenames import clean, element, plain
from migrate.tree.functionmacros import FunctionMacro
from migrate.values.expressions import Expressions
from migrate.values.outline import Outline, returned

_PARENTHESES = frozenset({"parenthesized_expression", "condition_clause"})
_LOGICAL = frozenset({"&&", "||"})
_COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">="})
_CASTS = frozenset({"static_cast", "reinterpret_cast", "const_cast"})
_OF_64_BITS = "unsigned long long"
# Functions on bits take what they are given whole, or a rule of their own speaks of them.
_ON_BITS = regex(r"__(?:popc|ffs|clz|brev)(?:ll)?")
_TAKES_MASK = regex(r"__\w+_sync|__syncwarp")
_DECLARE = frozenset({"declaration", "field_declaration"})
_FUNCTIONS = frozenset({"function_definition", "lambda_expression"})
_DESIGNATORS = frozenset({"field_designator", "ERROR"})  # where the grammar misses an equals sign
_ADDS = frozenset({"push_back", "emplace_back", "push_front", "fill"})  # what a container is given
_DEEPEST = 24  # braces in each other
_STATEMENTS = frozenset({"if_statement", "while_statement", "do_statement", "for_statement"})

Value = Callable[[SyntaxTree, Node], int | None]
MacroOf = Callable[[str], FunctionMacro | None]


class ExpectedTypes:
    """What takes the values of one file."""

    def __init__(
        self, outline: Outline, expressions: Expressions, value: Value, macro: MacroOf
    ) -> None:
        self._macro = macro
        self._outline = outline
        self._expressions = expressions
        self._value = value
        self._asked: set[str] = set()  # functions whose callers are looked at
        self._depth = 0

    def of(self, tree: SyntaxTree, node: Node) -> str:
        """The type of what takes the value at ``node``."""
        if self._depth > _DEEPEST:
            return ""
        self._depth += 1
        found = ""
        while (parent := tree.parent(node)) is not None:
            step = self._step(tree, node, parent)
            if step is not None:
                found = step
                break
            node = parent
        self._depth -= 1
        return found

    def _step(self, tree: SyntaxTree, node: Node, parent: Node) -> str | None:
        """What takes the value of ``node``; None where that of ``parent`` is made of it."""
        kind = parent.type
        if kind in _STATEMENTS:
            return "bool"
        if kind in _PARENTHESES:
            return None
        if kind == "binary_expression":
            return self._operand(tree, node, parent)
        if kind in ("unary_expression", "comma_expression"):
            return self._passed(node, parent)
        if kind == "conditional_expression":
            return "bool" if node == parent.child_by_field_name("condition") else None
        if kind in ("cast_expression", "compound_literal_expression"):
            written = _written(tree, parent)
            return self._known(written) if written or kind == "cast_expression" else None
        if kind in ("init_declarator", "field_declaration"):
            return self._declared(tree, parent)
        if kind == "optional_parameter_declaration":
            return self._known(_parameter(tree, parent))
        if kind == "field_initializer":
            return self._known(self._expressions.member_at(tree, parent.named_children[0]))
        if kind == "new_expression":
            return self._known(_written(tree, parent))
        if kind == "initializer_pair" or node.type in _DESIGNATORS:
            return self._designated(tree, node, parent)
        if kind == "parameter_list":
            return self._misread(tree, node, parent)
        if kind == "assignment_expression":
            return self._assigned(tree, node, parent)
        if kind in ("initializer_list", "argument_list"):
            return self._listed(tree, node, parent)
        if kind == "return_statement":
            return self._returned(tree, parent)
        dropped = kind == "expression_statement" and not tree.is_fragment
        return "void" if dropped else ""

    def _passed(self, node: Node, parent: Node) -> str | None:
        if parent.type == "comma_expression":
            return None if node == parent.child_by_field_name("right") else "void"
        return "bool" if parent.children[0].type == "!" else None

    def _operand(self, tree: SyntaxTree, node: Node, parent: Node) -> str | None:
        """In ``x == 0``, ``x & mask``, ``x >> n``."""
        sign = parent.children[1].type
        left, right = (parent.child_by_field_name(field) for field in ("left", "right"))
        other = right if node == left else left
        if sign in _LOGICAL:
            return "bool"
        if other is None:
            return ""
        value = self._value(tree, other)
        if sign in _COMPARES:
            wide = plain(self._expressions.type_of(tree, other)) in _WIDE
            if value is not None:
                return "bool" if value == 0 else "compared"
            return _OF_64_BITS if wide else ""
        if sign in ("<<", ">>", "%", "/"):
            return None if node == left else ""
        if sign == "&" and value is not None and 0 <= value < 1 << 32:
            return _OF_64_BITS  # what is picked fits in anything
        return None

    def _declared(self, tree: SyntaxTree, parent: Node) -> str:
        """The type of a variable that is initialized, one of its elements where it is an array."""
        around = tree.nearest(parent, _DECLARE)
        name, signs = parent.child_by_field_name("declarator"), ""
        while name is not None and name.type.endswith("_declarator"):
            signs += {"array_declarator": "[]", "pointer_declarator": "*"}.get(name.type, "")
            inner = name.child_by_field_name("declarator")
            name = inner or (name.named_children[-1] if name.named_children else None)
        written = around.child_by_field_name("type") if around is not None else None
        if written is None:
            outer = tree.parent(parent)
            written = outer.child_by_field_name("type") if outer else None
        if written is None:
            return ""
        kind = clean(f"{_text(tree, written)} {signs}")
        if "auto" in kind.split() and name is not None and _is_returned(tree, name):
            return self._returned(tree, parent) or kind
        return self._known(kind)

    def _assigned(self, tree: SyntaxTree, node: Node, parent: Node) -> str:
        left = parent.child_by_field_name("left")
        if left is None or node == left:
            return ""
        return self._known(self._expressions.type_of(tree, left))

    def _listed(self, tree: SyntaxTree, node: Node, parent: Node) -> str | None:
        """An element of a list in braces, an argument of a call."""
        around = tree.parent(parent)
        if around is None:
            return ""
        if parent.type == "initializer_list":
            return self._item(self.of(tree, parent), node, parent)
        if around.type == "init_declarator":
            return self._item(self._declared(tree, around), node, parent)
        if around.type == "field_initializer":
            kind = self._expressions.member_at(tree, around.named_children[0])
            return self._item(self._known(kind), node, parent)
        if around.type == "new_expression":
            return self._item(self._known(_written(tree, around)), node, parent)
        if around.type == "call_expression":
            if self._passes_on(tree, around):
                return self.of(tree, around)
            return self._argument(tree, node, parent, around)
        return ""

    def _item(self, kind: str, node: Node, items: Node) -> str:
        """The type of one of the values that something of a type is made of: an element, what its
        constructor takes, a member.
        """
        if held := element(kind) if not kind.endswith("*") else "":
            return self._known(held)
        name = plain(kind).partition("<")[0].rstrip().rpartition("::")[2]
        kinds = self._outline.parameters.get(name)
        if kinds is None:
            kinds = tuple(self._outline.members.get(name, {}).values())
        if kinds:
            at = [item for item in items.named_children if item.type != "comment"].index(node)
            return self._known(kinds[at]) if at < len(kinds) else ""
        return kind if _is_alone(items) else ""

    def _designated(self, tree: SyntaxTree, node: Node, parent: Node) -> str:
        """What is given to a member by its name in braces has the member's type; to the name itself
        of the first, that of what the braces are for.
        """
        items = parent if parent.type == "initializer_list" else tree.parent(parent)
        if items is None:
            return ""
        if node.type in _DESIGNATORS:
            first = node if items == parent else parent
            return self.of(tree, items) if _is_first(first, items) else ""
        kind = self.of(tree, items)
        for name in parent.children_by_field_name("designator"):
            if name.type != "field_designator":
                kind = element(kind)
            else:
                member = _text(tree, name).lstrip(". \t\r\n")
                kind = self._known(self._expressions.member_of(kind, member))
        return kind

    def _misread(self, tree: SyntaxTree, node: Node, parent: Node) -> str:
        """What an object is made of, where that reads like the declaration of a function that takes
        a type of the name: ``S s(x);``.
        """
        around = [*islice(tree.around(parent), 1, 3)]
        alone = len(node.named_children) == 1 and node.named_children[0].type == "type_identifier"
        if not alone or len(around) < 2 or around[1].type != "declaration":
            return ""
        written = around[1].child_by_field_name("type")
        kind = self._known(clean(_text(tree, written))) if written is not None else ""
        return self._item(kind, node, parent)

    def _argument(self, tree: SyntaxTree, node: Node, parent: Node, call: Node) -> str:
        function = call.child_by_field_name("function")
        items = [item for item in parent.named_children if item.type != "comment"]
        if function is None or node not in items:
            return ""
        name, at = _text(tree, function), items.index(node)
        if function.type == "template_function":
            arguments = function.child_by_field_name("arguments")
            cast = function.child_by_field_name("name")
            if cast is not None and arguments is not None and _text(tree, cast) in _CASTS:
                return self._known(clean(_text(tree, arguments)[1:-1]))
        if _ON_BITS.fullmatch(name) or (_TAKES_MASK.fullmatch(name) and at == 0):
            return _OF_64_BITS
        if (
            function.type == "primitive_type"
            or name in self._outline.aliases
            or _INTEGER.fullmatch(name)
        ):
            return self._known(name)
        if _VECTOR.fullmatch(name):
            return name
        kinds = self._expressions.parameters_of(tree, function)
        if kinds is None:
            member = function.child_by_field_name("field")
            if member is not None and _text(tree, member) in _ADDS and len(items) == 1:
                return self._known(self._held(tree, function))
            last = _text(tree, member) if member is not None else name.rpartition("::")[2]
            kinds = self._outline.parameters.get(last, ())
        return self._known(kinds[at]) if at < len(kinds) else ""

    def _passes_on(self, tree: SyntaxTree, call: Node) -> bool:
        """Whether a macro is called that is nothing but its argument."""
        function = call.child_by_field_name("function")
        plain_name = function is not None and function.type == "identifier"
        item = self._macro(_text(tree, function)) if function is not None and plain_name else None
        return item is not None and [item.body.strip("() ")] == [*item.parameters]

    def _held(self, tree: SyntaxTree, function: Node) -> str:
        """What a container holds, one of whose functions is called."""
        holder = function.child_by_field_name("argument")
        return element(self._expressions.type_of(tree, holder)) if holder is not None else ""

    def _returned(self, tree: SyntaxTree, node: Node | None) -> str:
        node = tree.nearest(node, _FUNCTIONS)
        if node is None:
            return ""
        kind = returned(tree, node)
        if kind in _DEDUCED:
            return self._of_callers(tree, node) or kind
        return self._known(kind)

    def _of_callers(self, tree: SyntaxTree, function: Node) -> str:
        """What takes the values of a function that returns what its body says: the narrowest of
        its callers in the file that is known.
        """
        name = _called(tree, function)
        if not name or name in self._asked:
            return ""
        self._asked.add(name)
        found = [self.of(whole, call) for whole, call in _calls(tree, name)]
        self._asked.discard(name)
        return min(filter(_WIDTHS.__contains__, found), key=_WIDTHS.__getitem__, default="")

    def _known(self, kind: str) -> str:
        """A type behind its aliases; nothing for the parameter of a template."""
        found = self._expressions.resolved(kind)
        return "" if self._outline.open.intersection(found.split()) else found


_WIDE = frozenset(
    "long long;unsigned long long;long;unsigned long;uint64_t;int64_t;size_t;std::uint64_t;"
    "std::int64_t;unsigned long long int;long long int;unsigned long int".split(";")
)
_DEDUCED = frozenset({"auto", "decltype(auto)"})
_WIDTHS = {
    **dict.fromkeys(("int", "unsigned", "unsigned int", "uint", "uint32_t", "int32_t"), 32),
    **dict.fromkeys(("std::uint32_t", "std::int32_t", "u32"), 32),
    **dict.fromkeys(_WIDE, 64),
}
_VECTOR = regex(r"dim3|uint3")
_INTEGER = regex(r"(?:std::)?(?:u?int\d+_t|size_t|uint|ushort|ulong)")


def _written(tree: SyntaxTree, node: Node) -> str:
    """The type that an expression names."""
    written = node.child_by_field_name("type")
    return clean(_text(tree, written)) if written is not None else ""


def _is_first(node: Node, items: Node) -> bool:
    """Whether a node is the first of a list, beside comments."""
    for at in range(items.named_child_count):
        item = items.named_child(at)
        if item.type != "comment":
            return bool(item == node)
    return False


def _parameter(tree: SyntaxTree, node: Node) -> str:
    """The type of a parameter with a default."""
    written, declarator = (node.child_by_field_name(item) for item in ("type", "declarator"))
    if written is None or (declarator is not None and declarator.type == "pointer_declarator"):
        return ""
    return clean(_text(tree, written))


def _is_alone(items: Node) -> bool:
    return sum(item.type != "comment" for item in items.named_children) == 1


def _text(tree: SyntaxTree, node: Node) -> str:
    return tree.text(node).decode("utf-8", "replace")


def _is_returned(tree: SyntaxTree, name: Node) -> bool:
    """Whether the function around a variable returns it as it is."""
    function = tree.nearest(name, _FUNCTIONS)
    text = _text(tree, function) if function is not None else ""
    return re.search(rf"\breturn\s+{re.escape(_text(tree, name))}\s*;", text) is not None


def _called(tree: SyntaxTree, function: Node) -> str:
    """What a function is called, or the variable that is a lambda."""
    around = tree.parent(function)
    if function.type == "lambda_expression":
        name = around.child_by_field_name("declarator") if around is not None else None
        return _text(tree, name) if name is not None and name.type == "identifier" else ""
    declarator = function.child_by_field_name("declarator")
    while declarator is not None and declarator.type != "function_declarator":
        declarator = declarator.child_by_field_name("declarator")
    name = declarator.child_by_field_name("declarator") if declarator is not None else None
    return _text(tree, name) if name is not None and name.type == "identifier" else ""


def _calls(tree: SyntaxTree, name: str) -> Iterator[tuple[SyntaxTree, Node]]:
    """The calls of a name in the file."""
    data = tree.file.read(tree.file.span(tree.file.root))
    start = tree.file.span(tree.file.root).start
    for match in re.finditer(rb"\b%b\s*\(" % name.encode(), data):
        at = start + match.start()
        there, leaf = tree.file.leaf(at, at + len(name))
        call = there.parent(leaf)
        if call is not None and call.type == "call_expression":
            yield there, call
