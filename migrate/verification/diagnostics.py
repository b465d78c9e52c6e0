"""What a compiler wrote, as values: its errors with every place that it names for them.

What comes in is the text that clang, gcc and nvcc write to their error stream; what goes out are
``Diagnostic`` values in order. Files are as the compiler names them; lines and columns are 1-based,
columns count bytes. Warnings are left out, and so is what no pattern knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from migrate.regex import regex

_LOCATED = regex(
    r"(?P<file>[^:\n][^:\n]*):(?P<line>\d+):(?:(?P<column>\d+):)? "
    r"(?P<level>fatal error|error|warning|note|remark): (?P<message>.*)"
)
_NVCC = regex(
    r"(?P<file>[^()\n]+)\((?P<line>\d+)\): (?P<level>(?:catastrophic )?error)\b"
    r"(?: #\S+)?: (?P<message>.*)"
)
_INCLUDED = regex(r"(?:In file included|\s+) from (?P<file>[^:\n]+):(?P<line>\d+)[:,]")
_NVCC_FATAL = regex(r"(?:nvcc|ptxas|nvlink)\s*(?:fatal|error)\s*: (?P<message>.*)")
_PLACELESS = regex(r"(?:[\w.+/-]+: )?(?P<level>fatal error|error): (?P<message>.*)")
_REFERENCED = regex(r">>> (?:referenced by|defined (?:at|in)) (?P<file>[^:\n]+):(?P<line>\d+)")
_UNRESOLVED = regex(r"undefined (?:hidden |protected )?symbol: ")
_COUNT = regex(r"\d+ (?:errors?|warnings?)(?: and \d+ errors?)? (?:generated|detected)")
_COMMAND = regex(r"(?:\S+ ){1,2}command failed (?:with exit code|due to signal) \d+")
_QUOTED = regex(r"'((?:[^'\\]|\\.)*)'|\"([^\"]*)\"")
_WORD = regex(r"[A-Za-z_]\w*")


class Place(NamedTuple):
    """A place as a compiler names it; ``column`` is 1 where it names none."""

    file: str
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error: its ``place``, those of the notes below it, and what includes the file;
    ``words_of_notes`` are the identifiers that the notes quote, ``remarks`` what they say.
    """

    message: str
    place: Place | None = None
    includes: tuple[Place, ...] = ()
    notes: tuple[Place, ...] = ()
    words_of_notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """All places that the compiler names, each once, the most telling first."""
        own = () if self.place is None else (self.place,)
        return tuple(dict.fromkeys((*own, *self.notes, *self.includes)))

    @property
    def words(self) -> tuple[str, ...]:
        """The identifiers that the message quotes, in order, each once."""
        return _quoted(self.message)


def _quoted(message: str) -> tuple[str, ...]:
    message = message.partition("; did you mean")[0]
    texts = (next(filter(None, match), "") for match in _QUOTED.findall(message))
    return tuple(dict.fromkeys(word for text in texts for word in _WORD.findall(text)))


def is_unresolved(error: Diagnostic) -> bool:
    """Whether a linker misses a function that another unit may define."""
    return _UNRESOLVED.search(error.message) is not None


def parse(text: str) -> list[Diagnostic]:
    """The errors of one call of a compiler; what it says more than once is taken once, and that a
    step of it failed only where nothing says why.
    """
    found: dict[tuple[str, Place | None], Diagnostic] = {}
    for item in _parse(text.splitlines()):
        found.setdefault((item.message, item.place), item)
    telling = [item for item in found.values() if not _COMMAND.match(item.message)]
    return telling or list(found.values())


def _parse(lines: Sequence[str]) -> Iterator[Diagnostic]:
    stacks: dict[str, tuple[Place, ...]] = {}  # told once for what follows in a file
    includes: list[Place] = []
    current: Diagnostic | None = None
    for line in lines:
        included = _INCLUDED.match(line)
        if included:
            # clang begins at the unit, gcc at the file with the error
            outermost_first = includes and line.startswith("In file")
            includes.insert(0 if outermost_first else len(includes), _place(included))
            continue
        located = _LOCATED.fullmatch(line) or _NVCC.fullmatch(line)
        if located and includes:
            stacks[located["file"]] = tuple(includes)
        if located and located["level"] in ("warning", "note", "remark"):
            if current is not None and located["level"] == "note":
                current = _extended(current, _place(located), located["message"])
            elif located["level"] == "warning":
                yield from _finished(current)
                current = None
            includes = []
            continue
        started = _error(line, located, stacks)
        if started is not None:
            yield from _finished(current)
            current, includes = started, []
        elif current is not None and (referenced := _REFERENCED.match(line)):
            current = _extended(current, _place(referenced))
    yield from _finished(current)


def _error(
    line: str, located: re.Match[str] | None, stacks: Mapping[str, tuple[Place, ...]]
) -> Diagnostic | None:
    """The error that begins in ``line``; ``stacks`` are what includes each file."""
    if located:
        return Diagnostic(located["message"], _place(located), stacks.get(located["file"], ()))
    plain = _NVCC_FATAL.match(line) or _PLACELESS.fullmatch(line)
    if plain and not _COUNT.match(plain["message"]):
        return Diagnostic(plain["message"])
    return None


def _finished(current: Diagnostic | None) -> Iterator[Diagnostic]:
    if current is not None:
        yield current


def _extended(current: Diagnostic, place: Place, remark: str = "") -> Diagnostic:
    return replace(
        current,
        notes=(*current.notes, place),
        words_of_notes=tuple(dict.fromkeys((*current.words_of_notes, *_quoted(remark)))),
        remarks=(*current.remarks, remark) if remark else current.remarks,
    )


def _place(match: re.Match[str]) -> Place:
    groups = match.groupdict()
    return Place(groups["file"].strip(), int(groups["line"]), int(groups.get("column") or 1))
