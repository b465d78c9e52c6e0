"""Functions of a file that call themselves, also through others.

What comes in is the code of a file without comments and literals; what goes out, for a place in the
head of a function or in it, is whether that function surely calls itself, perhaps does, or does
not. Where several functions may be meant by a call (``overloads``), which one is not known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from migrate.values.code import Code
from migrate.values.overloads import Call, Function, calls

SURELY, PERHAPS, NEVER = "surely", "perhaps", ""


class Recursion:
    """Answers about one file."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def kind(self, offset: int) -> str:
        """Whether the function around ``offset``, or whose head it stands in, calls itself."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or not self._calls[at][0].block.start <= offset < self._calls[at][0].block.end:
            return NEVER
        if self._reaches(at, self._sure):
            return SURELY
        return PERHAPS if self._reaches(at, self._all) else NEVER

    def _reaches(self, start: int, calls: Mapping[int, tuple[int, ...]]) -> bool:
        """Whether calls lead from a function back to it."""
        seen: set[int] = set()
        ahead = list(calls.get(start, ()))
        while ahead:
            at = ahead.pop()
            if at == start:
                return True
            if at not in seen:
                seen.add(at)
                ahead += calls.get(at, ())
        return False

    @cached_property
    def _calls(self) -> tuple[tuple[Function, tuple[Call, ...]], ...]:
        return calls(self._code.blanked)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(one.block.start for one, _ in self._calls)

    @cached_property
    def _all(self) -> Mapping[int, tuple[int, ...]]:
        """For each function those that it may call, by their numbers."""
        return {
            at: tuple(one for call in found for one in call.meant)
            for at, (_, found) in enumerate(self._calls)
        }

    @cached_property
    def _sure(self) -> Mapping[int, tuple[int, ...]]:
        """Only those that no other can be meant for."""
        return {
            at: tuple(call.meant[0] for call in found if call.is_sure and len(call.meant) == 1)
            for at, (_, found) in enumerate(self._calls)
        }
