"""What the loops of a kernel do: what they gather, whether they wait, how far they step.

What comes in is a kernel's body; what goes out are answers about one loop of it, or one variable.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from migrate.kernels.body import LOOPS, Body
from migrate.regex import regex
from migrate.text.syntax import Node

_BARRIER = regex(r"__syncthreads\w*|(?:\w+\.|\w+::)*sync|__syncwarp|__barrier_sync")
_HALVES = regex(r">>=\s*1|/=\s*2|=\s*\w+\s*(?:>>\s*1|/\s*2)")
_DOUBLES = regex(r"<<=\s*1|\*=\s*2|=\s*\w+\s*\*\s*2|=\s*2\s*\*\s*\w+|=\s*\w+\s*<<\s*1")


@dataclass(slots=True)
class Loops:
    """The loops of one kernel."""

    body: Body
    _waits: dict[int, bool] = field(default_factory=dict)

    @property
    def own(self) -> list[Node]:
        return [node for node in self.body.nodes if node.type in LOOPS]

    def waits(self, loop: Node) -> bool:
        """Whether a barrier stands in it."""
        if loop.id not in self._waits:
            self._waits[loop.id] = self._has_barrier(loop)
        return self._waits[loop.id]

    def _has_barrier(self, loop: Node) -> bool:
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

    def looks_back(self, loop: Node) -> bool:
        """Whether it reads elements of shared memory that stand ahead of others."""
        return any(
            each.type == "subscript_expression"
            and self.body.text(each.child_by_field_name("argument")) in self.body.shared
            and "-" in self.body.text(each)
            for each in self.body.inside(loop)
        )

    def single_steps(self) -> frozenset[str]:
        """The counters that the next round has one more of, or one less."""
        updates = (each.child_by_field_name("update") for each in self.own)
        return frozenset(
            self.body.text(each.child_by_field_name("argument"))
            for each in updates
            if each is not None and each.type == "update_expression"
        )
