"""What a CMake file says of the GPUs that device code is compiled for: its capabilities to names.

What comes in are the commands of a file; what goes out is, by the number of a command, what becomes
of it. Capabilities that are written out become the target's GPUs; what adds some to these goes, and
so does a condition on the version of CUDA that only chooses between them. A value that is computed
stays, and so does a condition on a capability that would hold where it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CACHED, CMakeFile, Path
from migrate.build.replace.cmakenames import is_gone_property
from migrate.build.replace.cmakeversions import asks_for_version
from migrate.build.replace.plans import PROPERTIES
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rules.buildtables import Name, NameKind
from migrate.text.cmake import Argument, Command, Form

_LITERAL = regex(rb"\d+[af]?(?:-real|-virtual)?|all|all-major|native")
_KINDS = (NameKind.ARCHITECTURES, NameKind.PROPERTY_ARCHITECTURES)
_ADDS = frozenset(b"APPEND PREPEND".split())
_CONDITIONS = frozenset(b"if elseif while".split())
_GIVES = frozenset(b"set list string".split())
_ENDS = frozenset(b"else endif".split())
_JOINS = frozenset(b"AND OR NOT".split())
_READ = regex(rb"\$\{(\w+)\}")

_Named = Mapping[int, Sequence[tuple[int, Name]]]


@dataclass(slots=True)
class Written:
    """What becomes of a command: it goes, or ``edits`` are made, which settle ``places``."""

    goes: bool = False
    edits: list[Edit] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gpus:
    """What becomes of ``commands`` by number, of which ``writes`` give the variable a value."""

    commands: Mapping[int, Written] = field(default_factory=dict)
    writes: frozenset[int] = frozenset()


def of_gpus(file: CMakeFile, tools: Tools) -> Gpus:
    """What becomes of the commands on GPUs; nothing where it is not known what to write."""
    if not tools.archs:
        return Gpus()
    every = ((at, _named(item, file, tools)) for at, item in enumerate(file.commands))
    named = {at: items for at, items in every if items}
    if not named:
        return Gpus()
    found = dict(_values(file, named, tools))
    of_variable = [at for at, items in named.items() if _is_variable(items[0][1])]
    writes = {at for at in of_variable if at in found}
    if writes or not any(file.commands[at].name in _GIVES for at in of_variable):
        found |= dict(_asked(file, named))
    return Gpus(found, frozenset(writes))


def _named(command: Command, file: CMakeFile, tools: Tools) -> list[tuple[int, Name]]:
    """Which arguments name GPUs, as a variable or, in commands on these, as a property."""
    found = []
    for at, text in enumerate(file.texts(command)):
        known = tools.tables.known(text)
        if known is not None and known.kind in _KINDS:
            is_of_properties = PROPERTIES.fullmatch(command.name) is not None
            if is_of_properties != _is_variable(known):
                found.append((at, known))
    return found


def _is_variable(known: Name) -> bool:
    return known.kind is NameKind.ARCHITECTURES


def _values(file: CMakeFile, named: _Named, tools: Tools) -> Iterator[tuple[int, Written]]:
    """The commands that give a variable, or a property, a value that can be written otherwise."""
    given: list[Path] = []  # where the variable has its value already
    for at, items in named.items():
        command, (index, known) = file.commands[at], items[0]
        path = file.paths[command.span.start]
        values = command.arguments[slice(*_range(file.texts(command), index, command.name))]
        is_added = command.name == b"list" and file.texts(command)[0] in _ADDS
        if command.name in _CONDITIONS or (command.name == b"list" and not is_added):
            continue
        texts = [file.text(value.inside) for value in values]
        if is_gone_property(known, b"".join(texts[:1])):
            continue
        if texts == [b"${%b}" % known.cuda.encode()] or _reads(texts, tools):
            yield at, _renamed(command, index, known, values, tools, file)
        elif not (texts and all(map(_is_literal, texts))):
            if not _is_emptied(texts, at, named, file):
                continue
            yield at, _set(command, index, known, values, tools)
            given.append(path)
        elif is_added and _has_some(path, given, file, known):
            yield at, Written(goes=True)
        else:
            yield at, _set(command, index, known, values, tools)
            given.append(path)
            if path and _is_default(file, path[-1], known):
                given.append(path[:-1])


def _has_some(path: Path, given: Sequence[Path], file: CMakeFile, known: Name) -> bool:
    """Whether there are GPUs where a command adds some: by an earlier one, or by who builds, which
    is so outside of conditions that there are none.
    """
    is_given = any(path[: len(other)] == other for other in given)
    return is_given or not any(_is_default(file, branch, known) for branch in path)


def _is_default(file: CMakeFile, branch: tuple[int, ...], known: Name) -> bool:
    """Whether a branch is the one that is run where the variable has no value."""
    texts = file.texts(file.commands[branch[0]])
    name = known.cuda.encode()
    return len(branch) == 1 and texts in ([b"NOT", name], [b"NOT", b"DEFINED", name])


def _is_emptied(texts: Sequence[bytes], at: int, named: _Named, file: CMakeFile) -> bool:
    """Whether a command only makes a list that the next one on GPUs adds to."""
    following = (file.commands[other] for other in named if other > at)
    added = next((item for item in following if item.name not in _CONDITIONS), None)
    is_empty = file.commands[at].name == b"set" and not any(texts)
    return is_empty and added is not None and added.name == b"list"


def _reads(texts: Sequence[bytes], tools: Tools) -> bool:
    """Whether a value is that of the variable of GPUs."""
    match = _READ.fullmatch(texts[0]) if len(texts) == 1 else None
    known = tools.tables.known(match[1]) if match is not None else None
    return known is not None and _is_variable(known)


def _range(texts: Sequence[bytes], index: int, name: bytes) -> tuple[int, int]:
    """Which arguments are the value that stands behind a variable or a property."""
    first, last = index + 1, len(texts)
    if name == b"set":
        last = next((at for at, text in enumerate(texts) if text in CACHED), last)
    elif name in (b"set_target_properties", b"set_source_files_properties"):
        last = min(first + 1, last)
    elif name not in (b"set_property", b"list"):
        last = first
    return first, last


def _is_literal(text: bytes) -> bool:
    return all(_LITERAL.fullmatch(part) for part in text.split(b";"))


def _renamed(
    command: Command,
    index: int,
    known: Name,
    values: Sequence[Argument],
    tools: Tools,
    file: CMakeFile,
) -> Written:
    """A value that reads the variable itself."""
    name, value = command.arguments[index], values[0]
    match = _READ.fullmatch(file.text(value.inside))
    inner = tools.tables.known(match[1]) if match is not None else None
    new = b"${%b}" % (inner or known).becomes.encode()
    edits = [Edit(*name.span, known.becomes.encode()), Edit(*value.inside, new)]
    return Written(edits=edits, places=[Span(name.span.start, value.span.end)])


def _set(
    command: Command, index: int, known: Name, values: Sequence[Argument], tools: Tools
) -> Written:
    """A value that is written out, or a list that gets its first ones."""
    name, end = command.arguments[index], values[-1].span.end if values else command.span.end - 1
    archs = [arch.encode() for arch in tools.archs]
    is_list = command.name in (b"set", b"list")
    text = b" ".join(archs) if is_list else b'"%b"' % b";".join(archs)
    text = archs[0] if len(archs) == 1 else text
    if command.name == b"list":
        whole = Span(command.span.start, end)
        new = b"set(%b %b" % (known.becomes.encode(), text)
        return Written(edits=[Edit(*whole, new)], places=[whole])
    if not values:
        new = b"%b %b" % (known.becomes.encode(), text)
        return Written(edits=[Edit(*name.span, new)], places=[name.span])
    value = Span(values[0].span.start, end)
    edits = [Edit(*name.span, known.becomes.encode()), Edit(*value, text)]
    return Written(edits=edits, places=[Span(name.span.start, end)])


def _asked(file: CMakeFile, named: _Named) -> Iterator[tuple[int, Written]]:
    """The conditions that ask whether there are any, or for one capability among them."""
    for at, items in named.items():
        command = file.commands[at]
        if command.name not in _CONDITIONS:
            continue
        if all(_is_plain(file, command, index) for index, _ in items):
            spans = [command.arguments[index] for index, _ in items]
            edits = [
                Edit(*argument.inside, known.becomes.encode())
                for argument, (_, known) in zip(spans, items, strict=True)
            ]
            yield at, Written(edits=edits, places=[argument.span for argument in spans])


def _is_plain(file: CMakeFile, command: Command, index: int) -> bool:
    """Whether a condition asks only if there is a value, or for a capability that is not there."""
    texts = file.texts(command)
    before = texts[index - 1] if index else b""
    after = texts[index + 1] if index + 1 < len(texts) else b""
    if before == b"IN_LIST":
        asked, ahead = texts[index - 2], texts[index - 3] if index > 2 else b""
        return _LITERAL.fullmatch(asked) is not None and ahead != b"NOT" and b"OR" not in texts
    is_open = not before or before in _JOINS or before == b"DEFINED"
    is_open |= index > 0 and command.arguments[index - 1].form is Form.OPEN
    is_closed = not after or after in _JOINS
    is_closed |= index + 1 < len(texts) and command.arguments[index + 1].form is Form.CLOSE
    is_empty = after in (b"STREQUAL", b"EQUAL") and texts[index + 2 : index + 3] == [b""]
    return is_open and (is_closed or is_empty)


def choices(file: CMakeFile, gpus: Gpus, gone: set[int]) -> dict[tuple[int, int], bytes]:
    """Conditions on the version of CUDA that choose between capabilities, and do nothing else that
    is not ``gone`` or told: by their first and last command, outer ones only, with what is written.
    """
    found: dict[tuple[int, int], bytes] = {}
    last = -1
    for block in sorted(file.blocks(), key=lambda block: block.first):
        if block.first < last:
            continue
        inside = range(block.first, block.last)
        asked = [at for at in inside if file.commands[at].name in (b"if", b"elseif")]
        if not all(asks_for_version(file, file.commands[at]) for at in asked):
            continue
        rest = [at for at in inside if at not in asked and file.commands[at].name not in _ENDS]
        writes = [at for at in rest if at in gpus.writes and not gpus.commands[at].goes]
        others = [at for at in rest if at not in gpus.writes and at not in gone]
        if writes and all(file.commands[at].name == b"message" for at in others):
            last = block.last
            edits = sorted(gpus.commands[writes[0]].edits)
            found[block.first, last] = _applied(file, file.commands[writes[0]], edits)
    return found


def _applied(file: CMakeFile, command: Command, edits: Sequence[Edit]) -> bytes:
    """The text of a command with its edits."""
    ends = [command.span.start, *(edit.end for edit in edits)]
    starts = [*(edit.start for edit in edits), command.span.end]
    parts = [file.data[start:end] for start, end in zip(ends, starts, strict=True)]
    texts = [*(edit.text for edit in edits), b""]
    return b"".join(part + text for part, text in zip(parts, texts, strict=True))
