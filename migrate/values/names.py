"""The names that a file reads: where a word stands, what it is declared as, whose member it is.

What comes in are a tree, what the file says of its variables and types, and a name or a node; what
goes out are nodes and answers. A member is one of a class only where that is sure. Macros are not
looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.values.facts import Facts

_DEFINITIONS = frozenset({"function_definition"})
_CLASSES = frozenset({"struct_specifier", "class_specifier", "union_specifier"})
_MOST = 256  # mentions of a member that are looked at outside of its class


class Names:
    """The names of one tree."""

    def __init__(self, tree: SyntaxTree, facts: Facts) -> None:
        self._tree = tree
        self._facts = facts

    def declared(self, name: str, offset: int) -> set[int]:
        return {item.at for item in self._facts.variables.visible(self._tree, name, offset)}

    def holds(self, access: Node, body: Node, title: Node | None) -> bool:
        """Whether the object of a member access surely is of the class that ``body`` defines."""
        holder = access.child_by_field_name("argument")
        while holder is not None and holder.type in (
            "subscript_expression",
            "parenthesized_expression",
            "pointer_expression",
        ):
            inner = holder.child_by_field_name("argument") or last_child(holder)
            holder = inner
        if holder is None:
            return False
        if holder.type == "this":
            return self.is_within(access, body, title)
        if title is None:
            return False
        types = self._facts.types.declared(self._tree, self._tree.span(holder))
        wanted = re.compile(rf"\b{re.escape(self.text(title))}\b")
        return any(wanted.search(spelled) for spelled in types)

    def is_within(self, node: Node, body: Node, title: Node | None) -> bool:
        """Whether a node stands in a class, or in a function of it that is defined outside."""
        if body.start_byte <= node.start_byte < body.end_byte:
            return True
        around = self._tree.nearest(self._tree.parent(node), _DEFINITIONS)
        declarator = around.child_by_field_name("declarator") if around is not None else None
        if declarator is None or title is None:
            return False
        head = self.text(declarator).partition("(")[0]
        return re.search(rf"\b{re.escape(self.text(title))}\s*::", head) is not None

    def mentions(self, name: str, within: Span | None = None) -> Iterator[Node]:
        """The leaves of the file, or of a part of it, that read ``name``."""
        for span in self._facts.code.mentions(name, within or self._facts.code.whole):
            tree, node = self._tree.leaf(*span)
            if tree is self._tree and self._tree.span(node) == span:
                yield node

    def whole_name(self, node: Node) -> Node:
        """A type with the scopes before it."""
        while (outer := self._tree.parent(node)) and outer.type == "qualified_identifier":
            node = outer
        return node

    def name_of(self, body: Node) -> Node | None:
        """The name of a class; that of the ``typedef`` it stands in, where it has none itself."""
        name = body.child_by_field_name("name")
        outer = self._tree.parent(body)
        if name is None and outer is not None and outer.type == "type_definition":
            name = outer.child_by_field_name("declarator")
        return name

    def _bases(self, body: Node) -> list[str]:
        """The names of the classes that a class is made of."""
        clauses = [node for node in body.named_children if node.type == "base_class_clause"]
        return [self.text(base) for clause in clauses for base in clause.named_children]

    def text(self, node: Node) -> str:
        return self._tree.text(node).decode("utf-8", "replace")

    def read(self, start: int, end: int) -> str:
        return self._tree.read(Span(start, end)).decode("utf-8", "replace")

    def widest(self, text: str, body: Node | None) -> Span:
        """Where a name may be read: in its class alone if it is one of many, which all ask."""
        whole = self._facts.code.whole
        if body is None or len(self._facts.code.mentions(text, whole)) < _MOST:
            return whole
        return self._tree.span(body)

    def is_of(self, node: Node, body: Node) -> bool:
        """Whether a type's name is that of a class: in it, behind it, or in what is made of it."""
        title = self.name_of(body)
        if self.is_within(node, body, title) or title is None:
            return True
        outer, around = self._tree.parent(node), self._tree.nearest(node, _CLASSES)
        if outer is not None and outer.type == "qualified_identifier":
            scope = outer.child_by_field_name("scope")
            plain = scope.child_by_field_name("name") if scope is not None else None
            return self.text(title) in (self.text(item) for item in (scope, plain) if item)
        return around is not None and self.text(title) in self._bases(around)


def last_child(node: Node) -> Node | None:
    return node.named_children[-1] if node.named_children else None
