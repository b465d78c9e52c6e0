"""Whether the data decide when a loop of a kernel ends, or what is read in its next round.

What comes in is a kernel's body and where its values come from; what goes out are yes and no, or
what says so. A bound that is the same for all threads of a block decides nothing between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from migrate.kernels.body import LOOPS, Body, Given, indices
from migrate.kernels.flow import LOADS, Flow, Source
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node, walk

_SWAPS = regex(r"=\s*(?:::)?atomicCAS\b")
_PLAIN = regex(
    r"(?:std::|::)?(?:min|max|ceil\w*|floor\w*|log2?f?|__log2f|abs|sizeof|int|size|num_threads|size_t"
    r"|\w*(?:ceil_?div|div_up|divUp)\w*)|(?:static_cast)\b.*|\w+\.(?:size|num_threads)"
)
_LEAVES = frozenset({"break_statement", "return_statement"})
_MEMORY = frozenset({"subscript_expression", "pointer_expression", "call_expression"})
_ALWAYS = ("1", "true")
_NEVER = ("0", "false")


@dataclass(slots=True)
class Ends:
    """The ends of the loops of one kernel."""

    body: Body
    places: Places
    flow: Flow

    def decided_by_data(self) -> bool:
        """Whether what is in memory, or what is computed, says when a loop ends."""
        for node in self.body.nodes:
            if node.type in LOOPS and node.type != "for_range_loop":
                if self._by_data(node, node.child_by_field_name("condition")):
                    return True
            elif node.type in _LEAVES and self._left_by_data(node):
                return True
        return False

    def bounded_by_data(self) -> bool:
        """Whether a bound is computed from what a thread has read for itself."""
        return any(
            self.flow.is_own(node.child_by_field_name("condition"))
            for node in self.body.nodes
            if node.type in LOOPS and not _SWAPS.search(self.body.text(node))
        )

    def chained(self) -> str:
        """The variable that says where a loop reads, and changes by what it has read."""
        for node in self.body.nodes:
            loops = self.body.loops(node) if node.type == "subscript_expression" else []
            if not loops or self.places.array(node) in self.body.arrays:
                continue
            for each in self._behind(indices(node), loops[-1]):
                name = self.body.text(each)
                if each.type == "identifier" and self._is_carried(name, node, loops[-1]):
                    return name
                is_element = each.type == "subscript_expression"
                if is_element and self._is_memory(each) and self._is_set(name, loops[-1]):
                    return name
        return ""

    def _is_memory(self, node: Node) -> bool:
        return self.places.is_memory(self.places.array(node))

    def _behind(self, waiting: list[Node], loop: Node) -> Iterator[Node]:
        """What an index is computed from in a round of a loop."""
        seen: set[int] = set()
        while waiting:
            for each in walk(waiting.pop()):
                if each.id in seen:
                    continue
                seen.add(each.id)
                around = self.body.tree.parent(each)
                if around is not None and around.child_by_field_name("argument") == each:
                    continue  # the array of an element, the object of a member
                yield each
                if each.type == "identifier":
                    given = self.body.given(self.body.text(each), each.start_byte)
                    inside = (one for one in given if loop.start_byte < one.at < loop.end_byte)
                    waiting += [one.value for one in inside if one.loop is None]

    def _is_carried(self, name: str, read: Node, loop: Node) -> bool:
        """Whether a variable comes into the next round with what the data have made of it."""
        given = self.body.given(name, read.start_byte)
        inside = [one for one in given if loop.start_byte < one.at < loop.end_byte]
        if not inside or any(one.declares or one.loop is not None for one in inside):
            return False
        if any(one.value.end_byte <= read.start_byte < one.scope.end for one in inside):
            return False  # it is set anew in each round
        if f"{name}[" in self.body.text(loop):
            return False  # an array
        later = (one for one in inside if read.start_byte < one.value.end_byte)
        return any(self.flow.is_own(one.value) for one in later) or self._steps_by_data(name, loop)

    def _is_set(self, element: str, loop: Node) -> bool:
        """Whether the loop sets an element to what it has read."""
        sets = (each for each in self.body.inside(loop) if each.type == "assignment_expression")
        return any(
            self.body.text(each.child_by_field_name("left")) == element
            and self.flow.is_read(each.child_by_field_name("right"))
            for each in sets
        )

    def _left_by_data(self, node: Node) -> bool:
        """Whether a loop is left there by what is known only while it runs."""
        around = list(self.body.tree.around(node))
        loop = next((each for each in around if each.type in LOOPS), None)
        if loop is None or _SWAPS.search(self.body.text(loop)):
            return False
        inner = around[: around.index(loop)]
        if node.type == "break_statement" and any(
            each.type == "switch_statement" for each in inner
        ):
            return False
        tests = [
            each.child_by_field_name("condition") for each in inner if each.type == "if_statement"
        ]
        return not tests or any(self._changes(loop, test) for test in tests)

    def _by_data(self, loop: Node, test: Node | None) -> bool:
        if _SWAPS.search(self.body.text(loop)):  # until nobody has been in between
            return False
        leaves = any(each.type in _LEAVES for each in self.body.inside(loop))
        if test is None or self.body.text(test).strip("( )") in _ALWAYS:
            return not leaves
        if loop.type == "do_statement" and self.body.text(test).strip("( )") in _NEVER:
            return False
        return self._changes(loop, test) or self._is_bounded(loop, test)

    def _is_bounded(self, loop: Node, test: Node) -> bool:
        """Whether a bound is read from memory for each thread, or counts what was found."""
        for each in self.body.inside(test):
            if each.type != "identifier":
                continue
            for one in self.body.given(self.body.text(each), each.start_byte):
                if self._is_element(one.value) and self.flow.is_own(one.value):
                    return True
            if self._counts_found(self.body.text(each), loop):
                return True
        return False

    def _is_element(self, node: Node) -> bool:
        """Whether a value is read from memory as it is."""
        if node.type == "call_expression":
            function = self.body.text(node.child_by_field_name("function"))
            return LOADS.fullmatch(function) is not None
        return node.type == "subscript_expression" and self._is_memory(node)

    def _counts_found(self, name: str, loop: Node) -> bool:
        """Whether a variable is counted up under a condition ahead of the loop."""
        for node in self.body.nodes:
            if node.type != "update_expression" or node.start_byte >= loop.start_byte:
                continue
            around = list(self.body.tree.around(node))
            inner = next((at for at, one in enumerate(around) if one.type in LOOPS), 0)
            tested = any(one.type == "if_statement" for one in around[:inner])
            if tested and self.body.text(node).strip("+-") == name:
                return self._function(node) == self._function(loop)
        return False

    def _steps_by_data(self, name: str, loop: Node) -> bool:
        """Whether the data decide if a variable steps in a round."""
        for node in self.body.inside(loop):
            left = node.child_by_field_name("left")
            is_set = node.type == "assignment_expression" and self.body.text(left) == name
            steps = node.type == "update_expression" and self.body.text(node).strip("+-") == name
            if is_set or steps:
                around = list(self.body.tree.around(node))
                inner = around[: around.index(loop)]
                tests = [
                    each.child_by_field_name("condition")
                    for each in inner
                    if each.type == "if_statement"
                ]
                if any(self.flow.is_read(test) for test in tests):
                    return True
        return False

    def _function(self, node: Node) -> Node | None:
        around = self.body.tree.around(node)
        return next((one for one in around if one.type == "function_definition"), None)

    def _changes(self, loop: Node, test: Node | None) -> bool:
        """Whether what a test asks for is memory, or changes by more than a step in each round."""
        for each in self.body.inside(test):
            if each.type == "subscript_expression" or self._is_read(each):
                return self.flow.is_own(each) or Source.LOOP in self.flow.sources(each)
            if each.type == "call_expression":
                function = self.body.text(each.child_by_field_name("function"))
                if not _PLAIN.fullmatch(function) and not self._is_asked(each):
                    return True
            if each.type == "identifier":
                name = self.body.text(each)
                given = self.body.given(name, each.start_byte)
                inside = [one for one in given if loop.start_byte <= one.at < loop.end_byte]
                if any(self._by_more_than_steps(name, one) for one in inside):
                    return True
                counts = any(one.loop == loop for one in given)
                if not counts and self._steps_by_data(name, loop):
                    return True
        return False

    def _is_asked(self, call: Node) -> bool:
        """Whether a parameter is asked, for what is the same for all threads."""
        function = call.child_by_field_name("function")
        if function is None or function.type != "field_expression":
            return False
        base = self.body.text(function.child_by_field_name("argument"))
        return base in self.body.objects and not self.flow.differs(call)

    def _is_read(self, node: Node) -> bool:
        return node.type == "pointer_expression" and self.body.text(node).startswith("*")

    def _by_more_than_steps(self, name: str, one: Given) -> bool:
        if one.loop is None and self.flow.is_own(one.value):
            return True
        inside = list(self.body.inside(one.value))
        if any(each.type in _MEMORY for each in inside):
            calls = [each for each in inside if each.type in _MEMORY]
            functions = [self.body.text(each.child_by_field_name("function")) for each in calls]
            return not all(_PLAIN.fullmatch(function) for function in functions)
        own = sum(self.body.text(each) == name for each in inside if each.type == "identifier")
        return own > (0 if one.steps else 1)
