"""What the loops of a kernel do: who decides when they end, what they gather, whether they wait.

What comes in is a kernel's body; what goes out are answers about one loop of it, or one variable.
"""

from __future__ import annotations

from dataclasses import dataclass

from migrate.kernels.body import LOOPS, Body, Given
from migrate.kernels.places import Places, Term
from migrate.regex import regex
from migrate.text.syntax import Node

_BARRIER = regex(r"__syncthreads\w*|(?:\w+\.|\w+::)*sync|__syncwarp|__barrier_sync")
_HALVES = regex(r">>=\s*1|/=\s*2|=\s*\w+\s*(?:>>\s*1|/\s*2)")
_DOUBLES = regex(r"<<=\s*1|\*=\s*2|=\s*\w+\s*\*\s*2|=\s*2\s*\*\s*\w+|=\s*\w+\s*<<\s*1")
_SWAPS = regex(r"=\s*(?:::)?atomicCAS\b")
_PLAIN = regex(
    r"(?:std::|::)?(?:min|max|ceil\w*|floor\w*|log2?f?|__log2f|abs|sizeof|int|size|num_threads|size_t"
    r"|\w*(?:ceil_?div|div_up|divUp)\w*)|(?:static_cast)\b.*|\w+\.(?:size|num_threads)"
)
_LEAVES = frozenset({"break_statement", "return_statement"})
_MEMORY = frozenset({"subscript_expression", "pointer_expression", "call_expression"})


@dataclass(slots=True)
class Loops:
    """The loops of one kernel."""

    body: Body
    places: Places

    @property
    def own(self) -> list[Node]:
        return [node for node in self.body.nodes if node.type in LOOPS]

    def waits(self, loop: Node) -> bool:
        """Whether a barrier stands in it."""
        calls = (each for each in self.body.inside(loop) if each.type == "call_expression")
        functions = (self.body.text(each.child_by_field_name("function")) for each in calls)
        return any(_BARRIER.fullmatch(function) for function in functions)

    def step(self, loop: Node) -> str:
        """What a round changes of the counter, as it is written."""
        update = loop.child_by_field_name("update")
        if update is not None:
            return self.body.text(update)
        inside = (each for each in self.body.inside(loop) if each.type == "assignment_expression")
        return ";".join(self.body.text(each) for each in inside)

    def halves(self, loop: Node) -> bool:
        return _HALVES.search(self.step(loop)) is not None

    def doubles(self, loop: Node) -> bool:
        return _DOUBLES.search(self.step(loop)) is not None

    def decided_by_data(self) -> bool:
        """Whether what is in memory, or what is computed, says when a loop ends."""
        for node in (*self.body.nodes, *self.body.called):
            if node.type in LOOPS and node.type != "for_range_loop":
                if self._by_data(node, node.child_by_field_name("condition")):
                    return True
            elif node.type in _LEAVES and self._left_by_data(node):
                return True
        return False

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
        if test is None or self.body.text(test).strip("( )") in ("1", "true"):
            return not leaves
        if loop.type == "do_statement" and self.body.text(test).strip("( )") in ("0", "false"):
            return False
        return self._changes(loop, test) or self._is_loaded(test)

    def _is_loaded(self, test: Node) -> bool:
        """Whether a bound is read from memory."""
        for each in self.body.inside(test):
            if each.type == "identifier":
                for one in self.body.given(self.body.text(each), each.start_byte):
                    value = one.value
                    plain = value.type == "subscript_expression"
                    if plain and self.places.array(value) in self.body.pointers:
                        return True
        return False

    def _changes(self, loop: Node, test: Node | None) -> bool:
        """Whether what a test asks for is memory, or changes by more than a step in each round."""
        for each in self.body.inside(test):
            if each.type == "subscript_expression" or self._is_read(each):
                return True
            if each.type == "call_expression":
                function = self.body.text(each.child_by_field_name("function"))
                if not _PLAIN.fullmatch(function):
                    return True
            if each.type == "identifier":
                name = self.body.text(each)
                given = self.body.given(name, each.start_byte)
                inside = [one for one in given if loop.start_byte <= one.at < loop.end_byte]
                if loop.type != "for_statement" and inside and not self._begins(given):
                    return True
                if any(self._by_more_than_steps(name, one) for one in inside):
                    return True
        return False

    def _begins(self, given: tuple[Given, ...]) -> bool:
        """Whether a variable begins with something that is no data."""
        first = [one for one in given if not one.steps]
        terms = [self.places.terms(one.value) for one in first]
        return bool(first) and not any(Term.LOADED in each for each in terms)

    def _is_read(self, node: Node) -> bool:
        return node.type == "pointer_expression" and self.body.text(node).startswith("*")

    def _by_more_than_steps(self, name: str, one: Given) -> bool:
        inside = list(self.body.inside(one.value))
        if any(each.type in _MEMORY for each in inside):
            calls = [each for each in inside if each.type in _MEMORY]
            functions = [self.body.text(each.child_by_field_name("function")) for each in calls]
            return not all(_PLAIN.fullmatch(function) for function in functions)
        own = sum(self.body.text(each) == name for each in inside if each.type == "identifier")
        return own > (0 if one.steps else 1)

    def windows(self, loop: Node) -> bool:
        """Whether it begins and ends around the thread's place, within bounds."""
        test = loop.child_by_field_name("condition")
        start = loop.child_by_field_name("initializer")
        return all(self._is_bound(part) for part in (start, test))

    def _is_bound(self, node: Node | None) -> bool:
        own = self.places.terms(node) if node is not None else frozenset()
        text = self.body.text(node)
        for each in self.body.inside(node):
            if each.type == "identifier":
                for one in self.body.given(self.body.text(each), each.start_byte):
                    text += " " + self.body.text(one.value)
                    own |= self.places.terms(one.value)
        limited = any(word in text for word in ("min", "max", "clamp", "MIN", "MAX", "?"))
        return limited and bool(own & {Term.THREAD, Term.SCALED, Term.PART})
