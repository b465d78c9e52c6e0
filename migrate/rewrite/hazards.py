"""Operands of inline assembly that cannot stand in the C++ where the instructions name them.

Assembly reads its inputs before the first instruction and stores its outputs behind the last one.
What comes in is what each instruction does with the operands, in order; what goes out are those
that need a variable of their own to keep it so, or why even that would not do. Nothing is written
here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from migrate.rewrite.operands import Reach, are_apart, has_effect, is_placed_by_memory, mentions

_LOADS = frozenset("ld ldu ldmatrix suld tex tld4".split())
_ORDERS = frozenset(
    "st stmatrix sust atom red multimem bar barrier membar fence cp mbarrier griddepcontrol "
    "wmma wgmma tcgen05 clusterlaunchcontrol".split()
)


class Operand(NamedTuple):
    """A C++ operand: its text, what that reaches, and whether instructions write it."""

    text: str
    reach: Reach
    output: bool
    immediate: bool = False


class Step(NamedTuple):
    """What one instruction does: the operands it reads and those it writes, by their numbers."""

    opcode: str
    reads: frozenset[int]
    writes: frozenset[int]
    guarded: bool

    @property
    def loads(self) -> bool:
        """Whether it reads memory."""
        return self.opcode.split(".")[0] in _LOADS

    @property
    def orders(self) -> bool:
        """Whether memory may be another behind it."""
        first, *modifiers = self.opcode.split(".")
        return first in _ORDERS or (self.loads and "acquire" in modifiers)


class Held(NamedTuple):
    """The operands that need a variable, or an ``obstacle``."""

    operands: frozenset[int]
    obstacle: str = ""


def held(operands: Sequence[Operand], steps: Sequence[Step], *, by_name: bool) -> Held:
    """Which operands to hold; ``by_name`` where a name stands for nothing but itself."""

    def meet(one: int, two: int) -> bool:
        first, second = operands[one], operands[two]
        return first.reach.meets(second.reach) and not are_apart(
            first.text, second.text, by_name=by_name
        )

    found: set[int] = set()
    written: list[int] = []
    memory_changed = False
    for step in steps:
        for index in step.reads:
            read = operands[index]
            late = any(other != index and meet(index, other) for other in written)
            late |= memory_changed and read.reach.others
            late |= step.guarded and not read.output and has_effect(read.text)
            if late and not read.immediate:
                found.add(index)
        if step.loads or step.orders:
            found.update(index for index in written if operands[index].reach.others)
        memory_changed |= step.orders
        for index in step.writes:
            found.update(item for item in written if item > index and meet(item, index))
        written += [index for index in sorted(step.writes) if index not in written]
    if any(operands[index].output for index in found):  # they are stored in their order
        found.update(index for index in written if operands[index].reach.others)
    return Held(frozenset(found), _displaced(operands, steps, found, meet))


def _displaced(
    operands: Sequence[Operand],
    steps: Sequence[Step],
    found: set[int],
    meet: Callable[[int, int], bool],
) -> str:
    """Why an output may be stored elsewhere: where it is depends on another output."""
    written: list[int] = []
    for step in steps:
        now = sorted(step.writes)
        for index in now:
            where = operands[index].text
            before = {*written, *now} if index not in found else {*_all_written(steps)}
            for other in before - {index}:
                text = operands[other].text
                inside = mentions(where, text) and "".join(where.split()) != "".join(text.split())
                if inside or (is_placed_by_memory(where) and meet(index, other)):
                    return f"{text} is written before another operand reads it"
        written += now
    return ""


def _all_written(steps: Sequence[Step]) -> frozenset[int]:
    return frozenset().union(*(step.writes for step in steps))
