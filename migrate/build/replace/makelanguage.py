"""What a command of a Makefile has to say of its sources, for a compiler that takes a ``.cu`` for
CUDA's.

What comes in are the words of a call of nvcc with what each may be; what goes out is what is
written behind the compiler, and in the place of single words. One word that may hold both sources
and what is linked is written as two, by make's own functions. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from migrate.build.replace.changes import Tools
from migrate.build.replace.makeinputs import Given, Input, Inputs, all_kinds
from migrate.model import Span
from migrate.text.make import Words

_COMPILED: Final = frozenset((Input.SOURCE, Input.HOST, Input.C))
_OPEN: Final = frozenset((Input.SOURCE, Input.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Said:
    """``compiler`` is another one than that of sources of CUDA's, where one is called; ``ahead``
    stands behind the compiler, ``within`` in the place of words by their numbers.
    """

    compiler: bytes = b""
    ahead: tuple[bytes, ...] = ()
    within: Mapping[int, list[bytes]] = field(default_factory=dict)


def said_of(data: bytes, row: Words, program: Span, inputs: Inputs, tools: Tools) -> Said:
    """What the call of ``program`` says of its sources, and where headers of the port are."""
    option, ends = tools.tables.word("source_option"), tools.tables.word("source_option_ends")
    texts = [data[slice(*word)] for word in row]
    call = inputs.calls.get(program.start, ())
    kinds = all_kinds(call)
    if option in b" ".join(texts) or b"-x" in texts:
        return Said()
    if kinds == {Input.C} and b"-c" in texts and not _needs(call, data, tools):
        return Said(compiler=tools.tables.word("c_compiler"))
    folders = [b"-I" + tools.helpers.encode()] if tools.helpers else []
    folder = tuple(item for item in folders if item not in texts)
    if inputs.has_sources(program.start) or (ends and _is_told_ahead(kinds)):
        return Said(ahead=(option, *folder))
    if not ends or not kinds & (_COMPILED | _OPEN):
        return Said()
    return Said(ahead=folder, within=_within(data, row, call, option, ends))


def _is_told_ahead(kinds: frozenset[Input]) -> bool:
    """Whether nothing but sources is given, and one of them may be no C++ by its name."""
    return kinds <= _COMPILED and bool(kinds & {Input.SOURCE, Input.C})


def _needs(call: tuple[Given, ...], data: bytes, tools: Tools) -> bool:
    """Whether a source of C that a call may have is C++ in the port."""
    named = {data[slice(*given.word)] for given in call}
    units = {name for name in tools.needing if name.endswith(".c")}
    is_named = all(name.endswith(b".c") and b"$" not in name for name in named)
    bases = {name.rpartition(b"/")[2].decode("utf-8", "replace") for name in named}
    return any(not is_named or unit.rpartition("/")[2] in bases for unit in units)


def _within(
    data: bytes, row: Words, call: tuple[Given, ...], option: bytes, ends: bytes
) -> Mapping[int, list[bytes]]:
    """Words that say before a source that it is one, and before what is linked that it is none."""
    kinds = {given.word: given.kinds for given in call}
    found: dict[int, list[bytes]] = {}
    is_told = False
    for at, word in enumerate(row):
        text, held = data[slice(*word)], kinds.get(word, frozenset())
        if not held & _OPEN:
            if is_told and Input.LINKED in held:
                found[at] = [ends, text]
                is_told = False
        elif held <= _COMPILED:
            if not is_told:
                found[at] = [option, text]
            is_told = True
        else:
            parts = (b"$(filter %%.cu,%b)" % text, b"$(filter-out %%.cu,%b)" % text)
            found[at] = [option, parts[0], ends, parts[1]]
            is_told = False
    return found
