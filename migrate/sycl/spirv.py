"""What a SPIR-V module says of its kernels, as far as a program that registers it has to know.

In goes a module of 32-bit words in the machine's order; out come the names of its kernels, which
of them take scratch memory of a work-group, and what it shares with other modules. Nothing is
checked: a compiler has made it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADER = 5  # words before the first instruction
ENTRY_POINT, _TYPE_POINTER, FUNCTION, _PARAMETER, DECORATE = 15, 32, 54, 55, 71
_LINKAGE, _EXPORT = 41, 0  # a decoration, and what it says of what a module defines
_OF_CXX = "_Z"  # how functions of the tree's are called; others come with the compiler
_WORKGROUP = 4  # the storage class of local memory


@dataclass(frozen=True, slots=True)
class Kernels:
    """``names`` of the kernels; ``scratch``: those whose last argument points to local memory,
    which is that of ``work_group_scratch_memory``, with the number of that argument; functions of
    C++ that are ``exported`` to other units, and ``imported`` from them.
    """

    names: tuple[str, ...]
    scratch: dict[str, int]
    exported: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    entries: dict[int, str] = field(default_factory=dict)
    local: set[int] = field(default_factory=set)
    parameters: dict[int, list[int]] = field(default_factory=dict)
    linked: dict[int, tuple[str, bool]] = field(default_factory=dict)
    functions: set[int] = field(default_factory=set)


def kernels_of(module: bytes) -> Kernels:
    """The kernels of a module, and what it shares with others."""
    seen = _Seen()
    function = 0
    for operation, words in instructions(module):
        if operation == ENTRY_POINT:
            seen.entries[words[1]] = _string(words[2:])
        elif operation == _TYPE_POINTER and words[1] == _WORKGROUP:
            seen.local.add(words[0])
        elif operation == FUNCTION:
            function = words[1]
            seen.functions.add(function)
        elif is_linkage(operation, words):
            seen.linked[words[0]] = (_string(words[2:-1]), is_export(words))
        elif operation == _PARAMETER:
            seen.parameters.setdefault(function, []).append(words[0])
    scratch = {
        seen.entries[number]: len(types) - 1
        for number, types in seen.parameters.items()
        if number in seen.entries and types[-1] in seen.local
    }
    linked = [one for number, one in seen.linked.items() if number in seen.functions]
    exported, imported = (
        tuple(name for name, defined in linked if defined is wanted) for wanted in (True, False)
    )
    return Kernels(tuple(seen.entries.values()), scratch, exported, imported)


def instructions(module: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each instruction: its number, and the words that follow."""
    words = words_of(module)
    at = HEADER
    while at < len(words):
        length = max(words[at] >> 16, 1)
        yield words[at] & 0xFFFF, words[at + 1 : at + length]
        at += length


def is_linkage(operation: int, words: tuple[int, ...]) -> bool:
    """Whether an instruction says that modules share something of C++, whose number is first."""
    return (
        operation == DECORATE and words[1] == _LINKAGE and _string(words[2:-1]).startswith(_OF_CXX)
    )


def is_export(words: tuple[int, ...]) -> bool:
    """Whether what is shared is defined in this module."""
    return words[-1] == _EXPORT


def words_of(module: bytes) -> tuple[int, ...]:
    """A module as numbers of 32 bits."""
    return struct.unpack(f"={len(module) // 4}I", module[: len(module) // 4 * 4])


def _string(words: tuple[int, ...]) -> str:
    return struct.pack(f"={len(words)}I", *words).split(b"\0", 1)[0].decode()
