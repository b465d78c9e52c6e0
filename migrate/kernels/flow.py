"""Where the value of an expression comes from: the number of the thread, its own data, all's data.

What comes in is a kernel's body and an expression; what goes out is followed through the variables
of the kernel, the functions that it calls, and shared memory. What decides whether a variable is
given something is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from migrate.kernels.body import Body
from migrate.kernels.places import LOADS, Places
from migrate.regex import regex
from migrate.text.syntax import Node

_LANE = regex(r"threadIdx\b.*|.*\bthread_rank|.*\b(?:lane_id|warp_id|meta_group_rank|laneId)\b.*")
_CHANGES = regex(r"(?:\w+::)*atomic\w+|(?:__)?shfl\w*|__ballot\w*")


class Source(Enum):
    """What a value may come from."""

    LANE = auto()  # the number of the thread in its block
    DATA = auto()  # shared memory, or a place that is another for another thread
    COMMON = auto()  # memory of all blocks, at one place for all threads of a block


_OWN = frozenset({Source.LANE, Source.DATA})


@dataclass(slots=True)
class Flow:
    """The sources of the expressions of one kernel. What is known of variables is kept."""

    body: Body
    places: Places
    _known: dict[int, frozenset[Source]] = field(default_factory=dict)
    _variables: dict[tuple[str, int], frozenset[Source]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def sources(self, node: Node | None) -> frozenset[Source]:
        """Everything that a value comes from."""
        if node is None:
            return frozenset()
        found = self._known.get(node.id)
        if found is None:
            found = self._known[node.id] = self._sources(node)
        return found

    def is_own(self, node: Node | None) -> bool:
        """Whether a value comes from data that are a thread's own."""
        return Source.DATA in self.sources(node)

    def is_read(self, node: Node | None) -> bool:
        """Whether a value comes from any memory."""
        return bool(self.sources(node) - {Source.LANE})

    def differs(self, node: Node | None) -> bool:
        """Whether a value may be another for another thread of the block."""
        return bool(self.sources(node) & _OWN)

    def place(self, node: Node) -> frozenset[Source]:
        """What says where an element stands in its array."""
        found = {each for part in self.places.added(node) for each in self.sources(part)}
        base = self.places.base(node)
        name = self.body.text(base)
        if base is None or name in self._open or self.body.holds(name):
            return frozenset(found)
        self._open.add(name)
        for one in self.body.given(name, base.start_byte):
            found |= self.sources(one.value) if one.steps else self.place(one.value)
        self._open.discard(name)
        return frozenset(found)

    def _sources(self, node: Node) -> frozenset[Source]:
        if node.type == "identifier":
            return self._variable(node, self.body.text(node))
        if node.type == "field_expression":
            return self._member(node)
        if node.type == "call_expression":
            return self._call(node)
        if node.type == "subscript_expression" or self._is_read(node):
            return self._element(node)
        return self._parts(node)

    def _parts(self, node: Node) -> frozenset[Source]:
        return frozenset(each for part in node.named_children for each in self.sources(part))

    def _variable(self, node: Node, name: str) -> frozenset[Source]:
        if name in self.body.counters:
            return frozenset({Source.LANE})
        given = self.body.given(name, node.start_byte)
        key = (name, min((one.at for one in given), default=-1))
        if key not in self._variables:
            self._variables[key] = frozenset()  # it is followed already
            values = (self.sources(one.value) for one in given)
            self._variables[key] = frozenset(each for value in values for each in value)
        return self._variables[key]

    def _member(self, node: Node) -> frozenset[Source]:
        text = self.body.text(node)
        if _LANE.fullmatch(text):
            return frozenset({Source.LANE})
        own = self._variable(node, text)
        if "->" in text:
            return own | self._element(node)
        return own | self.sources(node.child_by_field_name("argument"))

    def _call(self, node: Node) -> frozenset[Source]:
        function = self.body.text(node.child_by_field_name("function"))
        if _CHANGES.fullmatch(function):
            return frozenset({Source.DATA})
        if _LANE.fullmatch(function):
            return frozenset({Source.LANE})
        given = self.sources(node.child_by_field_name("arguments"))
        if LOADS.fullmatch(function):
            return given | {Source.DATA if given & _OWN else Source.COMMON}
        return given

    def _element(self, node: Node) -> frozenset[Source]:
        """What is read from memory, or from an array in registers."""
        array = self.places.array(node)
        if array in self.body.arrays:
            base = self.places.base(node)
            return self._variable(base, array) if base is not None else frozenset()
        place = self._parts(node)
        is_own = place & _OWN or array in self.body.shared
        return place | {Source.DATA if is_own else Source.COMMON}

    def _is_read(self, node: Node) -> bool:
        return node.type == "pointer_expression" and self.body.text(node).startswith("*")
