"""What a file does with the values of a type: computes with them, prints them, asks for a member.

What comes in is the leaf where the type is named and what the file says of its names; what goes out
are the expressions that use a value of that type, each with its role. Only what is surely of the
type counts: a variable by the scopes of C++, a member of an object whose declared type is the class
that has it, a cast, a call of a function that returns it. Other files and macros are not looked at.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import zip_longest

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.values.facts import Facts
from migrate.values.names import Names, last_child
from migrate.values.roles import Roles, Usage

_CASTS = regex(r"(?:static|reinterpret|const)_cast\b")
_ON_DEVICE = regex(r"\b__(?:device|constant|shared|managed)__\b")
# Containers whose elements a subscript, `at`, `front` or `back` gives.
_CONTAINERS = regex(
    r"(?:array|deque|initializer_list|list|map|span|unordered_map|vector|set|\w*[vV]ec(?:tor)?)"
)
_DECLARATORS = frozenset(
    "pointer_declarator reference_declarator array_declarator parenthesized_declarator "
    "init_declarator".split()
)
_DECLARE = frozenset(
    "declaration field_declaration parameter_declaration optional_parameter_declaration "
    "for_range_loop".split()
)
_PARAMETERS = frozenset({"parameter_declaration", "optional_parameter_declaration"})
_DEFINITIONS = frozenset({"function_definition"})
_DEFINED = frozenset({"function_definition", "lambda_expression"})
_NAMES = frozenset({"identifier", "field_identifier"})
_CLASSES = frozenset({"struct_specifier", "class_specifier", "union_specifier"})
_DEEPEST = 4  # aliases of aliases, structs in structs


def usages(tree: SyntaxTree, leaf: Node, facts: Facts) -> tuple[Usage, ...]:
    """What is done with values of the type that is named at ``leaf``, in the order of the file."""
    if tree.is_fragment or facts.types.hides(tree, tree.text(leaf).decode("utf-8", "replace")):
        return ()
    found = dict.fromkeys(_Usages(tree, facts).of_type(leaf, 0))
    return tuple(sorted(found, key=lambda item: (item.span, item.role)))


class _Usages:
    """From a type to its values, step by step, in one file."""

    def __init__(self, tree: SyntaxTree, facts: Facts) -> None:
        self._tree = tree
        self._facts = facts
        self._names = Names(tree, facts)
        self._roles = Roles(tree, facts)
        self._followed: set[int] = set()  # variables that take their types from values
        self._aliases: set[int] = set()  # names of the type whose uses are found already

    def of_type(self, leaf: Node, depth: int) -> Iterator[Usage]:
        node = self._names.whole_name(leaf)
        parent = self._tree.parent(node)
        if parent is None or depth > _DEEPEST:
            return
        if parent.type in _DECLARE or parent.type == "function_definition":
            if parent.child_by_field_name("type") == node:
                yield from self._declaration(parent, 0, depth)
        elif parent.type == "type_definition" and parent.child_by_field_name("type") == node:
            for name in parent.children_by_field_name("declarator"):
                if name.type == "type_identifier":
                    yield from self._of_alias(name, depth)
        elif parent.type == "type_descriptor":
            yield from self._described(parent, depth)
        elif parent.type == "call_expression" and parent.child_by_field_name("function") == node:
            yield from self._value(parent, 0)
        elif parent.type == "compound_literal_expression":
            whole = self._tree.span(parent)
            yield from self._braces(parent.child_by_field_name("value"), whole, node, 0)
        elif parent.type == "new_expression":
            whole = self._tree.span(parent)
            yield from self._braces(parent.child_by_field_name("arguments"), whole, node, 0)

    def _of_alias(self, name: Node, depth: int) -> Iterator[Usage]:
        if name.start_byte in self._aliases:
            return
        self._aliases.add(name.start_byte)
        home = self._tree.nearest(name, _CLASSES)
        for node in self._names.mentions(
            self._names.text(name), self._names.widest(self._names.text(name), home)
        ):
            if node.start_byte == name.start_byte or node.type == "field_identifier":
                continue
            if home is None or self._names.is_of(node, home):
                yield from self.of_type(node, depth + 1)

    def _described(self, described: Node, depth: int) -> Iterator[Usage]:
        """A type in a cast, a container's argument or an alias."""
        around = self._tree.parent(described)
        if around is None:
            return
        stars = self._names.text(described).count("*")
        if around.type == "cast_expression":
            yield from self._value(around, stars)
        elif around.type == "alias_declaration":
            name = around.child_by_field_name("name")
            if name is not None and not stars:
                yield from self._of_alias(name, depth)
        elif around.type == "template_argument_list":
            template = self._tree.parent(around)
            if template is not None:
                yield from self._argument(described, around, template, stars, depth)

    def _argument(
        self, described: Node, arguments: Node, template: Node, stars: int, depth: int
    ) -> Iterator[Usage]:
        """A type that is an argument of ``template``: of a cast, or of a container."""
        title = self._names.text(template.child_by_field_name("name") or template)
        call = self._tree.parent(template)
        if template.type == "template_function":
            if _CASTS.match(title) and call is not None and call.type == "call_expression":
                yield from self._value(call, stars)
            return
        is_element = described == arguments.named_children[-1] or not title.endswith("map")
        outer = self._tree.parent(self._names.whole_name(template))
        if not is_element or outer is None or not _CONTAINERS.fullmatch(title):
            return
        if outer.type in _DECLARE:
            yield from self._declaration(outer, 1 + stars, depth)

    def _declaration(self, node: Node, stars: int, depth: int) -> Iterator[Usage]:
        """The variables, members or functions that one declaration declares."""
        for declarator, value in _declared(node):
            levels, name = stars, declarator
            while name.type in _DECLARATORS:
                levels += name.type in ("pointer_declarator", "array_declarator")
                inner = name.child_by_field_name("declarator") or last_child(name)
                if inner is None:
                    return
                name = inner
            if name.type == "function_declarator":
                yield from self._function(name, levels)
            elif name.type in _NAMES:
                yield from self._given(value, name, levels)
                yield from self._on_device(node, name)
                if node.type == "field_declaration":
                    yield from self._member(name, levels, depth)
                else:
                    yield from self._variable(name, levels)

    def _given(self, value: Node | None, name: Node, levels: int) -> Iterator[Usage]:
        """What a variable is given where it is declared."""
        if value is None:
            return
        whole = Span(self._tree.span(name).start, self._tree.span(value).end)
        yield from self._braces(value, whole, name, levels)
        values = [value]
        if value.type in ("initializer_list", "argument_list"):
            values = value.named_children if levels < 2 else []
        elif levels:
            values = []
        if any(self._roles.is_number(item) for item in values):
            yield Usage("set", whole, self._tree.span(name))

    def _braces(self, value: Node | None, whole: Span, name: Node, levels: int) -> Iterator[Usage]:
        """Braces that hold one number only, of a value or of the elements of an array."""
        if value is None or value.type != "initializer_list" or levels > 1:
            return
        items = [item for item in value.named_children if item.type != "comment"]
        for item in items if levels else ():
            yield from self._braces(item, self._tree.span(item), name, levels - 1)
        if not levels and len(items) == 1 and self._roles.may_be_number(items[0]):
            yield Usage("single", whole, self._tree.span(name))

    def _on_device(self, node: Node, name: Node) -> Iterator[Usage]:
        """A variable in the memory of the device; what ``extern`` declares is made elsewhere."""
        head = self._names.read(node.start_byte, name.start_byte)
        if _ON_DEVICE.search(head) and "extern" not in head and "*" not in head:
            yield Usage("resident", self._tree.span(name), self._tree.span(name))

    def _variable(self, name: Node, levels: int) -> Iterator[Usage]:
        text, at = self._names.text(name), self._tree.span(name).start
        if self._is_of_another(name):
            return
        for node in self._names.mentions(text, self._facts.around(self._tree, name)):
            start = self._tree.span(node).start
            if (
                start != at
                and self._names_value(node)
                and self._names.declared(text, start) == {at}
            ):
                yield from self._value(self._misread(node), levels)

    def _is_of_another(self, name: Node) -> bool:
        """Whether this is the parameter of a function that is defined elsewhere."""
        is_taken = self._tree.nearest(name, _PARAMETERS) is not None
        return is_taken and self._tree.nearest(name, _DEFINED) is None

    def _names_value(self, node: Node) -> bool:
        return node.type == "identifier" or self._misread(node) != node

    def _misread(self, node: Node) -> Node:
        """The parameter that the grammar takes a value for, in ``dim3 a, b(v);``."""
        outer = self._tree.parent(node) if node.type == "type_identifier" else None
        alone = outer is not None and len(outer.children) == 1
        return outer if outer is not None and alone and outer.type in _PARAMETERS else node

    def _member(self, name: Node, levels: int, depth: int) -> Iterator[Usage]:
        """Uses of a member, and variables of the class that hold it."""
        around = self._tree.around(name)
        body = next((node for node in around if node.type in _CLASSES), None)
        if body is None:
            return
        title = self._names.name_of(body)
        text, at = self._names.text(name), self._tree.span(name).start
        for node in self._names.mentions(text, self._names.widest(text, body)):
            start = self._tree.span(node).start
            outer = self._tree.parent(node)
            if start == at or outer is None:
                continue
            if outer.type == "field_expression" and node.type == "field_identifier":
                if self._names.holds(outer, body, title):
                    yield from self._value(outer, levels)
            elif outer.type == "field_initializer":
                if self._names.is_within(node, body, title):
                    yield from self._initialized(node)
            elif (
                node.type == "identifier"
                and self._names.is_within(node, body, title)
                and self._names.declared(text, start) <= {at}
            ):
                yield from self._value(node, levels)
        if title is not None:
            for node in self._names.mentions(self._names.text(title)):
                if node.start_byte != title.start_byte and node.type == "type_identifier":
                    inner = self.of_type(node, depth + 1)
                    yield from (item for item in inner if item.role == "resident")

    def _initialized(self, node: Node) -> Iterator[Usage]:
        """``: plan(-1)`` of a constructor."""
        initializer = self._tree.parent(node)
        if initializer is None:
            return
        value, whole = initializer.named_children[-1], self._tree.span(initializer)
        yield from self._braces(value, whole, node, 0)
        if any(self._roles.is_number(item) for item in value.named_children):
            yield Usage("set", whole, self._tree.span(node))

    def _function(self, declarator: Node, levels: int) -> Iterator[Usage]:
        """Calls of a function that returns the type, where the file has one of its name; and what
        it returns in braces.
        """
        name = declarator.child_by_field_name("declarator")
        if name is None or name.type not in _NAMES | {"qualified_identifier"} or levels:
            return
        around = self._tree.nearest(declarator, _DEFINITIONS)
        within = self._tree.span(around) if around is not None else Span(0, 0)
        for node in self._names.mentions("return", within):
            statement = self._tree.parent(node)
            if statement is not None and self._tree.nearest(node, _DEFINED) == around:
                yield from self._braces(last_child(statement), self._tree.span(statement), name, 0)
        if name.type != "identifier":
            return
        text, at = self._names.text(name), self._tree.span(name).start
        for node in self._names.mentions(text):
            call = self._tree.parent(node)
            start = self._tree.span(node).start
            if call is None or call.type != "call_expression" or start == at:
                continue
            is_called = call.child_by_field_name("function") == node
            if is_called and self._names.declared(text, start) <= {at}:
                yield from self._value(call, 0)

    def _value(self, node: Node, levels: int) -> Iterator[Usage]:
        found = self._roles.usage(node, levels)
        if found is not None:
            yield found
        yield from self._deduced(node, levels)

    def _deduced(self, node: Node, levels: int) -> Iterator[Usage]:
        """Uses of a variable that takes its type from a value: ``auto& r = v[i]``."""
        reached = self._roles.reached(node, levels)
        if reached is None:
            return
        value, outer, levels = reached
        if outer.type == "for_range_loop" and outer.child_by_field_name("right") == value:
            around, levels = outer, levels - 1
        elif outer.type == "init_declarator" and outer.child_by_field_name("value") == value:
            around = self._tree.parent(outer) or outer
        else:
            return
        kind, name = around.child_by_field_name("type"), outer.child_by_field_name("declarator")
        if kind is None or name is None or kind.type != "placeholder_type_specifier" or levels < 0:
            return
        if name.type == "reference_declarator":
            name = last_child(name) or name
        if name.type == "identifier" and name.start_byte not in self._followed:
            self._followed.add(name.start_byte)
            yield from self._variable(name, levels)


def _declared(node: Node) -> Iterator[tuple[Node, Node | None]]:
    """The declarators of a declaration, each with what it is given."""
    values = deque(node.children_by_field_name("default_value"))
    declarators = node.children_by_field_name("declarator")
    for declarator, after in zip_longest(declarators, declarators[1:]):
        if declarator.type == "init_declarator":
            yield declarator, declarator.child_by_field_name("value")
        elif values and (after is None or values[0].start_byte < after.start_byte):
            yield declarator, values.popleft()
        else:
            yield declarator, None
