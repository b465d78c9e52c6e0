"""Architectures that a Makefile keeps in a variable, and puts into options of nvcc's.

What comes in are the lines of a file; what goes out are changes: the option names the variable, and
the variable holds names of GPUs. An option for PTX of the newest of them goes. A variable is left
where it is used for anything else, is not written out, or another file may set it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from migrate.build.replace.changes import Change, Tools, change, without
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.make import Kind, Line, words

_USE = rb"\$[({]%b[)}]"
_LIST = regex(
    rb"\$\(foreach[ \t]+(?P<one>\w+),[ \t]*\$[({](?P<name>\w+)[)}][ \t]*,[ \t]*"
    rb"(?:\$\(eval[ \t]+\w+[ \t]*\+=[ \t]*)?"
    rb"(?P<option>--?(?:gencode|generate-code)[ =]arch=compute_\$[({](?P=one)[)}],"
    rb"code=(?:sm|compute)_\$[({](?P=one)[)}]|--?arch[ =]sm_\$[({](?P=one)[)}])[ \t]*\)"
)
_NEWEST = rb"(?m:^)[ \t]*(\w+)[ \t]*:?=[ \t]*\$\(lastword[ \t]+\$\(sort[ \t]+\$[({]%b[)}]\)\)"
_PTX = rb"--?(?:gencode|generate-code)[ =]arch=compute_\$[({]%b[)}],code=compute_\$[({]%b[)}]"
_ASKED = rb"(?m:^)[ \t]*ifn?eq[ \t]*\(\$[({]%b[)}][ \t]*,[ \t]*\)"
_ONE = regex(
    rb"(?P<option>--?(?:gencode|generate-code)[ =][\"']?arch=compute_\$[({](?P<name>\w+)[)}],"
    rb"code=(?:sm|compute)_\$[({](?P=name)[)}][\"']?"
    rb"|--?(?:arch|gpu-architecture)[ =](?:sm_|compute_)?\$[({](?P<other>\w+)[)}])(?![\w,\"'])"
)
_LITERAL = regex(rb"(?:sm_|compute_)?\d+[af]?")
_OPTION = "-gencode"


def architecture_changes(data: bytes, found: Sequence[Line], tools: Tools) -> list[Change]:
    """The changes of all variables that hold architectures."""
    row = next(iter(tools.tables.options.get(_OPTION, ())), None)
    goes = row is not None and not row.becomes
    if row is None or not (tools.archs or goes):
        return []
    made: list[Change] = []
    matches = [*_LIST.finditer(data), *_ONE.finditer(data)]
    for name in sorted({_name(match) for match in matches}):
        values = _values(data, found, name)
        own = [match for match in matches if _name(match) == name]
        newest = _newest(data, found, name)
        uses = sum(_uses(match, name) for match in own) + newest.uses + _asked(data, name)
        if not values or uses != len(re.findall(_USE % re.escape(name), data)):
            continue
        if goes:
            made.append(_gone(data, found, name, own, newest.lines))
            continue
        edits = [Edit(*value, " ".join(tools.archs).encode()) for value in values]
        edits += [_option(match, row.becomes.encode(), tools) for match in own]
        edits += (without(data, *line) for line in newest.lines)
        covers = (*values, *(Span(*match.span("option")) for match in own), *newest.lines)
        made.append(change(data, covers[0], edits, "options", *covers))
    return made


def _gone(
    data: bytes,
    found: Sequence[Line],
    name: bytes,
    own: Sequence[re.Match[bytes]],
    further: Sequence[Span],
) -> Change:
    """The change by which options and their variable go, where nothing is said of GPUs."""
    lines = [line.span for line in found if line.kind is Kind.ASSIGNMENT and line.name == name]
    edits = [without(data, *span) for span in (*lines, *further)]
    edits += [
        Edit(*(match.span() if "one" in match.groupdict() else match.span("option")), b"")
        for match in own
    ]
    covers = (*lines, *further, *(Span(*match.span()) for match in own))
    return change(data, covers[0], edits, "options", *covers)


@dataclass(frozen=True, slots=True)
class _Newest:
    """How often a variable is read for the newest of its GPUs, and the ``lines`` that add PTX of
    that to options.
    """

    uses: int = 0
    lines: tuple[Span, ...] = ()


def _newest(data: bytes, found: Sequence[Line], name: bytes) -> _Newest:
    """The newest of a variable's GPUs, as far as it is for PTX alone."""
    made = re.findall(_NEWEST % re.escape(name), data)
    lines: list[Span] = []
    for newest in made:
        option = re.compile(_PTX % ((re.escape(newest),) * 2))
        own = [
            line
            for line in found
            if line.how == b"+=" and option.fullmatch(data[slice(*line.value)].strip())
        ]
        uses = len(re.findall(_USE % re.escape(newest), data))
        if uses != 2 * len(own) + _asked(data, newest):
            return _Newest()
        lines += (line.span for line in own)
    return _Newest(len(made), tuple(lines))


def _asked(data: bytes, name: bytes) -> int:
    """How often it is asked whether a variable has a value."""
    return len(re.findall(_ASKED % re.escape(name), data))


def _name(match: re.Match[bytes]) -> bytes:
    return match["name"] or match["other"]


def _uses(match: re.Match[bytes], name: bytes) -> int:
    return len(re.findall(_USE % re.escape(name), match[0]))


def _values(data: bytes, found: Sequence[Line], name: bytes) -> list[Span]:
    """Where the variable is given its values, all of which are written out."""
    values: list[Span] = []
    for line in found:
        if line.kind is not Kind.ASSIGNMENT or line.name != name:
            continue
        held = words(data, line.value)
        if not held or line.how == b"+=":
            return []
        if not all(_LITERAL.fullmatch(data[slice(*word)]) for word in held):
            return []
        values.append(Span(held[0].start, held[-1].end))
    return values


def _option(match: re.Match[bytes], becomes: bytes, tools: Tools) -> Edit:
    """The option by the target's name; of several GPUs it is written for each."""
    if "one" in match.groupdict():
        new = becomes.replace(b"{arch}", b"$(%b)" % match["one"])
    elif len(tools.archs) == 1:
        new = becomes.replace(b"{arch}", b"$(%b)" % _name(match))
    else:
        each = becomes.replace(b"{arch}", b"$(gpu)")
        new = b"$(foreach gpu,$(%b),%b)" % (_name(match), each)
    return Edit(*match.span("option"), new)
