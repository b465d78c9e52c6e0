"""Where the value of an expression comes from: numbers of threads, counters of loops, data.

What comes in is a kernel's body and an expression; what goes out is followed through the variables
of the kernel, the functions that it calls, and shared memory. What decides whether a variable is
given something is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from migrate.kernels.body import Body
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node

_LANE = regex(
    r"(?i)threadidx\b.*|(?:(?!num).)*(?:thread|lane|warp|global)_?(?:rank|id|idx|index)(?:_in_\w+)?"
    r"|.*\b(?:meta_group_rank|\w*launch_?index|(?:get_?)?[gl]id(?:\dd)*)"
)
_BLOCK = regex(r"(?i)blockidx\b.*|(?:(?!num).)*block_?(?:rank|id|idx|index)")
_CHANGES = regex(r"(?:\w+::)*atomic\w+|(?:__)?shfl\w*|__ballot\w*|(?i:\w*rand\w*|\w*reserve\w*)")
LOADS = regex(r"(?:\w+::)*(?:__?ld\w*|ldg\w*|tex\dD\w*|surf\dDread)(?:<.*)?")


class Source(Enum):
    """What a value may come from."""

    LANE = auto()  # the number of the thread in its block
    BLOCK = auto()  # the number of the block
    LOOP = auto()  # the counter of a loop that is the same for all threads
    DATA = auto()  # memory, at a place that is another for another thread
    COMMON = auto()  # memory, at one place for all threads of a block


OF_THREADS = frozenset({Source.LANE, Source.BLOCK})
READ = frozenset({Source.DATA, Source.COMMON})
_OWN = frozenset({Source.LANE, Source.DATA})
_FIXED = frozenset({Source.LANE, Source.BLOCK, Source.DATA})


@dataclass(slots=True)
class Flow:
    """The sources of the expressions of one kernel. What is known of variables is kept."""

    body: Body
    places: Places
    _known: dict[int, frozenset[Source]] = field(default_factory=dict)
    _variables: dict[tuple[str, int], frozenset[Source]] = field(default_factory=dict)

    def sources(self, node: Node | None) -> frozenset[Source]:
        """Everything that a value comes from."""
        if node is None:
            return frozenset()
        found = self._known.get(node.id)
        if found is None:
            self._known[node.id] = frozenset()  # it is followed already
            found = self._known[node.id] = self._sources(node)
        return found

    def is_own(self, node: Node | None) -> bool:
        """Whether a value comes from data that are a thread's own."""
        return Source.DATA in self.sources(node)

    def is_read(self, node: Node | None) -> bool:
        """Whether a value comes from any memory."""
        return bool(self.sources(node) & READ)

    def differs(self, node: Node | None) -> bool:
        """Whether a value may be another for another thread of the block."""
        return bool(self.sources(node) & _OWN)

    def place(self, node: Node) -> frozenset[Source]:
        """What says where an element stands in its array."""
        parts = (self.sources(part.node) for part in self.places.parts(node))
        return frozenset(each for part in parts for each in part)

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
            found = frozenset(each for value in values for each in value)
            if any(one.loop is not None for one in given):
                found = found & _FIXED or found | {Source.LOOP}
            self._variables[key] = found
        return self._variables[key]

    def _member(self, node: Node) -> frozenset[Source]:
        text = self.body.text(node)
        if _LANE.fullmatch(text):
            return frozenset({Source.LANE})
        if _BLOCK.fullmatch(text):
            return frozenset({Source.BLOCK})
        if text.endswith((".size", ".length")):  # of a type
            return frozenset()
        own = self._variable(node, text)
        inner = self.sources(node.child_by_field_name("argument"))
        return own | inner | ({Source.DATA} if "->" in text and inner & _OWN else frozenset())

    def _call(self, node: Node) -> frozenset[Source]:
        function = self.body.text(node.child_by_field_name("function"))
        if _CHANGES.fullmatch(function):
            return frozenset({Source.DATA})
        if _LANE.fullmatch(function):
            return frozenset({Source.LANE})
        if _BLOCK.fullmatch(function):
            return frozenset({Source.BLOCK})
        arguments = node.child_by_field_name("arguments")
        given = self.sources(arguments)
        reads = LOADS.fullmatch(function) or function in self.body.objects
        if reads or (arguments and any(map(self.places.points, arguments.named_children))):
            return given | {Source.DATA if given & _OWN else Source.COMMON}
        return given

    def _element(self, node: Node) -> frozenset[Source]:
        """What is read from memory, or from an array in registers."""
        array = self.places.array(node)
        if array in self.body.arrays:
            base = self.places.base(node)
            return self._variable(base, array) if base is not None else frozenset()
        place = self.place(node)
        return place | {Source.DATA if place & _OWN else Source.COMMON}

    def _is_read(self, node: Node) -> bool:
        return node.type == "pointer_expression" and self.body.text(node).startswith("*")
