"""What the index of an access is made of: the number of the thread, a loop's counter, memory.

What comes in is a kernel's body and an expression; what goes out is what is added up in it,
followed through the variables of the kernel. What is multiplied or divided counts as scaled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from migrate.kernels.body import Body
from migrate.regex import regex
from migrate.text.syntax import Node

_THREAD = regex(r"\b(?:threadIdx|blockIdx)\b|\bthread_rank\s*\(|\bmeta_group_rank\b")
_LANE = regex(r"\bthreadIdx\b|\bthread_rank\s*\(")
_ATOMIC = regex(r"(?:\w+::)*atomic\w+|reserve\w*")
_DEPTH = 8


class Term(StrEnum):
    """What an index may be made of."""

    THREAD = "thread"  # the number of the thread, once
    BACKWARD = "backward"  # less the number of the thread
    SCALED = "scaled"  # a multiple or a part of it
    LOOP = "loop"  # the counter of a loop
    ROW = "row"  # a multiple of one
    LOADED = "loaded"  # what is read from memory
    NUMBER = "number"


@dataclass(slots=True)
class Places:
    """The indices of one kernel."""

    body: Body
    _known: dict[int, frozenset[Term]] = field(default_factory=dict)

    def terms(self, node: Node | None, depth: int = 0) -> frozenset[Term]:
        """What is added up in an expression."""
        if node is None or depth > _DEPTH:
            return frozenset()
        if depth == 0 and node.id in self._known:
            return self._known[node.id]
        found = frozenset(self._terms(node, depth))
        if depth == 0:
            self._known[node.id] = found
        return found

    def _terms(self, node: Node, depth: int) -> set[Term]:
        text = self.body.text(node)
        if node.type == "identifier":
            return self._variable(text, depth)
        if node.type == "number_literal":
            return {Term.NUMBER}
        if node.type == "field_expression":
            if _THREAD.match(text):
                return {Term.THREAD} if _LANE.match(text) else {Term.SCALED}
            return set()
        if node.type == "subscript_expression":
            held = self._base(node)
            return set() if held in self.body.shared else {Term.LOADED}
        if node.type == "pointer_expression":
            return {Term.LOADED} if text.startswith("*") else set()
        if node.type == "call_expression":
            return self._call(node, text, depth)
        if node.type == "binary_expression":
            return self._binary(node, depth)
        if node.type == "conditional_expression":
            parts = node.named_children[1:]
        else:
            parts = node.named_children
        return {term for part in parts for term in self.terms(part, depth + 1)}

    def _variable(self, name: str, depth: int) -> set[Term]:
        value = self.body.values.get(name)
        if value is None:
            return set()
        found = {term for each in value.sources for term in self.terms(each, depth + 1)}
        if value.loop is None:
            return found
        moved = found & {Term.THREAD, Term.SCALED, Term.LOADED}
        return moved or {Term.LOOP}

    def _call(self, node: Node, text: str, depth: int) -> set[Term]:
        if _LANE.search(text.partition("(")[0] + "("):
            return {Term.THREAD}
        name = self.body.text(node.child_by_field_name("function"))
        if _ATOMIC.fullmatch(name):
            return {Term.LOADED}
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return set()
        return {t for part in arguments.named_children for t in self.terms(part, depth + 1)}

    def _binary(self, node: Node, depth: int) -> set[Term]:
        left = self.terms(node.child_by_field_name("left"), depth + 1)
        right = self.terms(node.child_by_field_name("right"), depth + 1)
        sign = self.body.text(node.child_by_field_name("operator"))
        if sign == "+":
            return set(left | right)
        if sign == "-":
            turned = {Term.BACKWARD if each is Term.THREAD else each for each in right}
            return set(left) | turned | ({Term.NUMBER} if not right else set())
        scaled = {_SCALED.get(each, each) for each in left | right}
        return scaled - {Term.NUMBER}

    def _base(self, node: Node | None) -> str:
        """The array that a subscript or a pointer is of, as it is called."""
        while node is not None and node.type in (
            "subscript_expression", "parenthesized_expression", "cast_expression",
            "pointer_expression", "field_expression", "binary_expression",
        ):  # fmt: skip
            inner = node.child_by_field_name("argument") or node.child_by_field_name("value")
            inner = inner or node.child_by_field_name("left")
            node = inner or (node.named_children[0] if node.named_children else None)
        return self.body.text(node) if node is not None else ""

    def array(self, node: Node | None) -> str:
        """The parameter or shared array that an access is to, behind the pointers made of it."""
        name = self._base(node)
        for _ in range(_DEPTH):
            value = self.body.values.get(name)
            if name in self.body.pointers or name in self.body.shared or value is None:
                return name
            source = value.sources[0]
            if source.type == "call_expression":  # reinterpret_cast<T*>(memory)
                arguments = source.child_by_field_name("arguments")
                source = (arguments.named_children or [source])[0] if arguments else source
            name = self._base(source)
        return name

    def offset(self, node: Node) -> frozenset[Term]:
        """What the whole place of an access is made of: its index, and that of its pointer."""
        found: set[Term] = set()
        target: Node | None = node
        if node.type == "subscript_expression":
            for part in (node.child_by_field_name("indices"), node.child_by_field_name("index")):
                found |= self.terms(part)
            target = node.child_by_field_name("argument")
        name = self._base(target)
        inner = target.child_by_field_name("argument") if target is not None else None
        if node.type == "pointer_expression":
            found |= self.terms(inner)
        elif name in self.body.values:
            found |= self.terms(target)
        elif target is not None and target.type == "subscript_expression":
            found |= self.offset(target)
        return frozenset(found)


_SCALED = {
    Term.THREAD: Term.SCALED,
    Term.BACKWARD: Term.SCALED,
    Term.LOOP: Term.ROW,
}
