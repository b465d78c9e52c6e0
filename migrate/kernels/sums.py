"""What a kernel adds up: a variable in a loop, elements of shared memory, what has come so far.

What comes in are a kernel's body, its loops and what it reads and writes; what goes out are answers
about one assignment, one value or one loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrate.kernels.accesses import Access
from migrate.kernels.body import Body, indices
from migrate.kernels.places import Places
from migrate.text.syntax import Node, walk

_GATHERS = frozenset({"+=", "*=", "-=", "|=", "&=", "^="})


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one kernel."""

    body: Body
    places: Places
    writes: Sequence[Access]
    reads: Sequence[Access]

    def running(self) -> str:
        """Whether a sum is written in each round of the loop that adds it up."""
        for node in self.body.nodes:
            name = self.accumulates(node)
            if not name:
                continue
            loop = self.body.loops(node)[0]
            for each in self.writes:
                inside = loop.start_byte <= each.node.start_byte < loop.end_byte
                moves = self._loop_moves(each, loop)
                so_far = self.holds(each.value, name) and not self._is_reset(name, loop)
                if inside and moves and so_far and self.body.loops(each.node)[0] == loop:
                    return f"a loop that writes what {name} is so far"
        return ""

    def accumulates(self, node: Node) -> str:
        """The variable that a loop gathers what it reads in."""
        if node.type != "assignment_expression" or not self.body.loops(node):
            return ""
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        loop = self.body.loops(node)[0]
        if left is None or not self._stays(left, loop):
            return ""
        name = self.body.text(left)
        begins = [one.at for one in self.body.given(name, node.start_byte) if one.declares]
        if any(loop.start_byte <= at < loop.end_byte for at in begins):
            return ""
        sign = self.body.text(node.child_by_field_name("operator"))
        if sign not in _GATHERS and not (sign == "=" and self.holds(right, name)):
            return ""
        return name if self._varies(right, loop) else ""

    def holds(self, value: Node | None, *names: str) -> bool:
        return any(self.body.text(each) in names for each in self.body.inside(value))

    def _loop_moves(self, each: Access, loop: Node) -> bool:
        """Whether each round writes at another place of memory."""
        start = loop.child_by_field_name("initializer")
        counters = {self.body.text(n) for n in self.body.inside(start) if n.type == "identifier"}
        used = {self.body.text(n) for n in walk(each.node) if n.type == "identifier"}
        return self.places.is_memory(each.array) and bool(counters & used)

    def _is_reset(self, name: str, loop: Node) -> bool:
        given = self.body.given(name, loop.end_byte - 1)
        return not any(one.declares and one.at < loop.start_byte for one in given) or any(
            not one.steps
            and loop.start_byte <= one.at < loop.end_byte
            and not self.holds(one.value, name)
            for one in given
        )

    def _stays(self, node: Node, loop: Node) -> bool:
        """Whether what is added to is the same in each round of the loop."""
        if node.type in ("identifier", "field_expression"):
            return True
        used = [each for part in indices(node) for each in walk(part) if each.type == "identifier"]
        moved = {
            self.body.text(n)
            for part in ("initializer", "update")
            for n in self.body.inside(loop.child_by_field_name(part))
            if n.type == "identifier"
        }
        made_here = any(
            loop.start_byte <= one.at < loop.end_byte
            for each in used
            for one in self.body.given(self.body.text(each), each.start_byte)
        )
        names = {self.body.text(each) for each in used}
        return node.type == "subscript_expression" and not names & moved and not made_here

    def _varies(self, node: Node | None, loop: Node) -> bool:
        """Whether an expression reads memory at a place that changes from round to round."""
        kinds = ("subscript_expression", "pointer_expression")
        views = {each.node.id for each in self.reads}
        for each in self.body.inside(node):
            if each.type in kinds or each.id in views:
                return True
            if each.type == "identifier":
                given = self.body.given(self.body.text(each), each.start_byte)
                inner = [g.value for g in given if loop.start_byte < g.at < loop.end_byte]
                if any(s.type in kinds or s.id in views for i in inner for s in walk(i)):
                    return True
        return False
