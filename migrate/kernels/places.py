"""What the index of an access is made of: the number of the thread, a loop's counter, memory.

What comes in is a kernel's body and an expression; what goes out is what is added up in it,
followed through the variables of the kernel. What is multiplied or divided counts as scaled.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum

from migrate.kernels.body import Body
from migrate.regex import regex
from migrate.text.syntax import Node

_THREAD = regex(r"\b(?:threadIdx|blockIdx)\b|\bthread_rank\s*\(|\bmeta_group_rank\b")
_LANE = regex(r"\bthreadIdx\b|\bthread_rank\s*\(")
_ATOMIC = regex(r"(?:\w+::)*atomic\w+|reserve\w*")
LOADS = regex(r"(?:\w+::)*__?ld\w*|ldg\w*")
_CAST = regex(r"(?:reinterpret|static|const)_cast\s*<")
_DEPTH = 8


class Term(StrEnum):
    """What an index may be made of."""

    THREAD = "thread"  # the number of the thread, once
    BACKWARD = "backward"  # less the number of the thread
    SCALED = "scaled"  # a multiple of it
    PART = "part"  # a part of it, by a division
    LOOP = "loop"  # the counter of a loop
    ROW = "row"  # a multiple of one
    LOADED = "loaded"  # what is read from memory
    NUMBER = "number"
    X = "x"  # of the number of the thread, its own parts: as they are,
    Y = "y"
    Z = "z"
    X_SCALED = "x scaled"  # and multiplied
    Y_SCALED = "y scaled"
    Z_SCALED = "z scaled"


OF_THREADS = frozenset({Term.THREAD, Term.BACKWARD, Term.SCALED, Term.PART})


@dataclass(slots=True)
class Places:
    """The indices of one kernel. What is known of variables is kept: they are followed often."""

    body: Body
    _known: dict[int, frozenset[Term]] = field(default_factory=dict)
    _variables: dict[tuple[str, int], frozenset[Term]] = field(default_factory=dict)
    _pointers: dict[int, frozenset[Term]] = field(default_factory=dict)

    def terms(self, node: Node | None) -> frozenset[Term]:
        """What is added up in an expression."""
        if node is None:
            return frozenset()
        found = self._known.get(node.id)
        if found is None:
            found = self._known[node.id] = frozenset(self._terms(node))
        return found

    def _terms(self, node: Node) -> AbstractSet[Term]:
        text = self.body.text(node)
        if node.type == "identifier":
            return self._variable(node, text)
        if node.type == "number_literal":
            return {Term.NUMBER}
        if node.type == "field_expression":
            if _THREAD.match(text):
                own = {Term.THREAD, _PARTS.get(text[-1], Term.X)}
                return own if _LANE.match(text) else {Term.SCALED}
            return set()
        if node.type == "subscript_expression":
            if self.is_memory(self.array(node)):
                return {Term.LOADED}
            base = self.base(node)
            name = self.body.text(base)
            return self._variable(base, name) if base is not None and base != node else set()
        if node.type == "pointer_expression":
            return {Term.LOADED} if text.startswith("*") else set()
        if node.type == "call_expression":
            return self._call(node, text)
        if node.type == "binary_expression":
            return self._binary(node)
        parts = node.named_children
        if node.type == "conditional_expression":
            parts = parts[1:]
        return {term for part in parts for term in self.terms(part)}

    def _variable(self, node: Node, name: str) -> frozenset[Term]:
        if name in self.body.counters:
            return frozenset({Term.THREAD, Term.X})
        given = self.body.given(name, node.start_byte)
        key = (name, min((one.at for one in given), default=-1))
        if key not in self._variables:
            self._variables[key] = frozenset()  # what it adds to itself is no place of its own
            found = frozenset(term for one in given for term in self.terms(one.value))
            if any(one.loop is not None for one in given):
                found = found & _BEGINS or frozenset({Term.LOOP})
            self._variables[key] = found
        return self._variables[key]

    def _call(self, node: Node, text: str) -> set[Term]:
        if _LANE.search(text.partition("(")[0] + "("):
            return {Term.THREAD, Term.X}
        name = self.body.text(node.child_by_field_name("function"))
        if _ATOMIC.fullmatch(name) or LOADS.fullmatch(name):
            return {Term.LOADED}
        arguments = node.child_by_field_name("arguments")
        if arguments is None:
            return set()
        return {t for part in arguments.named_children for t in self.terms(part)}

    def _binary(self, node: Node) -> set[Term]:
        left = self.terms(node.child_by_field_name("left"))
        right = self.terms(node.child_by_field_name("right"))
        sign = self.body.text(node.child_by_field_name("operator"))
        if sign == "+":
            return set(left | right)
        if sign == "-":
            turned = {Term.BACKWARD if each is Term.THREAD else each for each in right}
            return set(left) | turned | ({Term.NUMBER} if not right else set())
        if sign in ("/", "%", ">>"):
            parts = {Term.PART if each in OF_THREADS else each for each in left - _OWN}
            return parts - {Term.NUMBER}
        return {_SCALED.get(each, each) for each in left | right} - {Term.NUMBER}

    def is_memory(self, array: str) -> bool:
        """Whether an array is in memory that others see, too."""
        return array not in self.body.shared and array not in self.body.arrays

    def base(self, node: Node | None) -> Node | None:
        """The name that a subscript, a pointer or a sum with one begins with."""
        while node is not None:
            if node.type == "call_expression":
                function = self.body.text(node.child_by_field_name("function"))
                arguments = node.child_by_field_name("arguments")
                if not _CAST.match(function) or arguments is None:
                    inner = node.child_by_field_name("function")
                    return (
                        inner if inner is None or inner.type == "identifier" else self.base(inner)
                    )
                node = next(iter(arguments.named_children), None)
                continue
            if node.type not in _STEPS_IN:
                return node
            inner = node.child_by_field_name("argument") or node.child_by_field_name("value")
            inner = inner or node.child_by_field_name("left")
            node = inner or (node.named_children[0] if node.named_children else None)
        return None

    def array(self, node: Node | None) -> str:
        """The parameter or shared array that an access is to, behind the pointers made of it."""
        base = self.base(node)
        for _ in range(_DEPTH):
            name = self.body.text(base)
            given = self.body.given(name, base.start_byte) if base is not None else ()
            is_own = name in self.body.pointers or name in self.body.shared
            if base is None or (is_own and not any(one.declares for one in given)):
                return name
            first = next((one.value for one in given if not one.steps), None)
            if first is None or name in self.body.arrays:
                return name
            base = self.base(first)
        return self.body.text(base)

    def pointer(self, node: Node | None) -> frozenset[Term]:
        """What is added to the array that a pointer begins with."""
        base = self.base(node)
        if node is None or base is None:
            return frozenset()
        if node.id not in self._pointers:
            self._pointers[node.id] = frozenset()
            found = {term for each in self.added(node) for term in self.terms(each)}
            name = self.body.text(base)
            given = () if self.body.holds(name) else self.body.given(name, base.start_byte)
            for one in given:
                found |= self.terms(one.value) if one.steps else self.pointer(one.value)
            self._pointers[node.id] = frozenset(found)
        return self._pointers[node.id]

    def added(self, node: Node) -> list[Node]:
        """What is added to a pointer on the way to its base."""
        found: list[Node] = []
        step: Node | None = node
        while step is not None and step.type in (*_STEPS_IN, "call_expression"):
            if step.type == "call_expression":
                arguments = step.child_by_field_name("arguments")
                is_cast = _CAST.match(self.body.text(step.child_by_field_name("function")))
                if not is_cast or arguments is None:
                    break
                step = next(iter(arguments.named_children), None)
                continue
            if step.type == "binary_expression":
                right = step.child_by_field_name("right")
                found += [right] if right is not None else []
            if step.type == "subscript_expression":
                found += indices(step)
            inner = step.child_by_field_name("argument") or step.child_by_field_name("value")
            inner = inner or step.child_by_field_name("left")
            step = inner or (step.named_children[0] if step.named_children else None)
        return found


def indices(node: Node) -> list[Node]:
    """What stands in the brackets of a subscript."""
    for name in ("indices", "index"):
        part = node.child_by_field_name(name)
        if part is not None:
            return list(part.named_children) if part.type.endswith("_list") else [part]
    return []


_STEPS_IN = frozenset(
    "subscript_expression parenthesized_expression cast_expression pointer_expression "
    "field_expression binary_expression update_expression".split()
)
_SCALED = {
    Term.THREAD: Term.SCALED,
    Term.BACKWARD: Term.SCALED,
    Term.LOOP: Term.ROW,
    Term.X: Term.X_SCALED,
    Term.Y: Term.Y_SCALED,
    Term.Z: Term.Z_SCALED,
}
_PARTS = {"x": Term.X, "y": Term.Y, "z": Term.Z}
_OWN = frozenset({Term.X, Term.Y, Term.Z, Term.X_SCALED, Term.Y_SCALED, Term.Z_SCALED})
_BEGINS = OF_THREADS | _OWN | {Term.LOADED}
