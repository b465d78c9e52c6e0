"""A SPIR-V module, cut into a module for each of its kernels.

In goes the module that the device pass wrote of a unit; out come modules that hold one kernel each,
with the functions and variables that it reaches, and one of what other units call. A device
compiles a whole module when a kernel of it is first launched: cut, it compiles no more than the
program launches. Nothing is checked: a compiler has made the module. Where a number may be that of
a function or a literal it counts as the function's, so that a module may hold too much, and never
too little.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.sycl.spirv import (
    DECORATE,
    ENTRY_POINT,
    FUNCTION,
    HEADER,
    instructions,
    is_export,
    is_linkage,
)

_NAME, _MEMBER_NAME, _EXECUTION_MODE, _EXECUTION_MODE_ID = 5, 6, 16, 331
_CONSTANT, _SPEC_CONSTANT, _VARIABLE, _LABEL, _LOOP_CONTROL = 43, 50, 59, 248, 5887
_MEMBER_DECORATE, _DECORATE_ID = 72, 332
_TYPES = frozenset(range(19, 40))
# What is said of something else, whose number is the first word.
_REMARKS = frozenset((_NAME, _MEMBER_NAME, _EXECUTION_MODE, _EXECUTION_MODE_ID))
_REMARKS |= {DECORATE, _MEMBER_DECORATE, _DECORATE_ID}
_WITHOUT_USES = _REMARKS | _TYPES | {_CONSTANT, _SPEC_CONSTANT}

Instruction = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a module is made of.

    ``head``: the instructions ahead of the functions, each with the number of what it is of, or 0;
    ``functions`` by their numbers; ``owners``: the functions of the numbers within them; ``uses``:
    what functions and variables name, and under 0 what is named in any case. That a function is
    exported is something of its own, under the function's number with a minus, that uses it.
    """

    head: Sequence[tuple[int, bytes]]
    functions: Mapping[int, bytes]
    owners: Mapping[int, int]
    uses: Mapping[int, set[int]]

    def reached(self, roots: Iterable[int]) -> set[int]:
        """All that a module with the roots is made of."""
        found, waiting = set[int](), [0, *roots]
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self.uses[number] & self.uses.keys()
        return found

    def module(self, roots: Iterable[int]) -> bytes:
        """The instructions of the module that is made for the roots."""
        kept = self.reached(roots)
        left_out = self.uses.keys() - kept
        head = (
            encoded
            for number, encoded in self.head
            if self.owners.get(number, number) not in left_out
        )
        return b"".join((*head, *(self.functions[one] for one in self.functions if one in kept)))


def by_kernel(module: bytes) -> list[bytes]:
    """A module for each kernel, and one for all functions that other units call."""
    every = list(instructions(module))
    parts = _parts(every)
    kernels = [(words[1],) for operation, words in every if operation == ENTRY_POINT]
    exports = [number for number in parts.uses if number < 0]
    roots = (*kernels, exports) if exports else kernels
    return [module[: 4 * HEADER] + parts.module(one) for one in roots]


def _parts(every: Sequence[Instruction]) -> _Parts:
    starts = (at for at, (operation, _) in enumerate(every) if operation == FUNCTION)
    first = next(starts, len(every))
    head, rest = every[:first], every[first:]
    functions: dict[int, list[Instruction]] = {}
    for operation, words in rest:
        if operation == FUNCTION:
            functions[words[1]] = []
        functions[next(reversed(functions))].append((operation, words))
    placed = [(_of(one, functions.keys()), one) for one in head]
    uses: dict[int, set[int]] = {0: set()}
    for number, (operation, words) in placed:
        if number < 0:
            uses[number] = {-number}
        elif operation not in _WITHOUT_USES:
            uses.setdefault(number, set()).update(words)
    types = {words[0] for operation, words in head if operation in _TYPES}
    owners: dict[int, int] = {}
    for function, body in functions.items():
        uses.setdefault(function, set()).update(*(words for _, words in body))
        owners.update((number, function) for number in _defined(body, types))
    return _Parts(
        [(number, _encoded(one)) for number, one in placed],
        {number: b"".join(map(_encoded, body)) for number, body in functions.items()},
        owners,
        uses,
    )


def _of(instruction: Instruction, functions: Collection[int]) -> int:
    """The number of what an instruction of the head is of; 0 where it is of the module."""
    operation, words = instruction
    if operation in (ENTRY_POINT, _VARIABLE):
        return words[1]
    if operation not in _REMARKS:
        return 0
    is_exported = words[0] in functions and is_linkage(operation, words) and is_export(words)
    return -words[0] if is_exported else words[0]


def _defined(body: Sequence[Instruction], types: set[int]) -> Iterator[int]:
    """The numbers that a function gives: of its blocks, and of what has a type."""
    for operation, words in body:
        if operation == _LABEL:
            yield words[0]
        elif words and words[0] in types and operation != _LOOP_CONTROL:
            yield words[1]


def _encoded(instruction: Instruction) -> bytes:
    operation, words = instruction
    size = len(words) + 1
    return struct.pack(f"={size}I", size << 16 | operation, *words)
