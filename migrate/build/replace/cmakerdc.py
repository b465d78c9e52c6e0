"""Device code that CMake has compiled in parts and linked, for a target without a device linker.

What comes in are the commands of a file; what goes out is, by command, what becomes of it. A
static library loses such code on the way, so it becomes one of objects, which are handed on by the
libraries that link it. A target whose kind is not said, or that is installed, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile, has_brackets
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.cmake import Command

_PROPERTY = regex(rb"CUDA_SEPARABLE_COMPILATION")
_MODULE = regex(rb"CUDA_(?:PTX|CUBIN|FATBIN)_COMPILATION")
_TRUE = frozenset(b"ON TRUE YES 1".split())
_MAKES = frozenset(b"add_library add_executable".split())
_LINKED = frozenset(b"PUBLIC PRIVATE INTERFACE".split())


@dataclass(slots=True)
class Separate:
    """``edits`` and ``lines`` that stand behind a command, by its number; ``settled`` are places of
    which nothing is left to be said, ``dropped`` commands that say nothing else.
    """

    edits: dict[int, list[Edit]] = field(default_factory=dict)
    lines: dict[int, list[bytes]] = field(default_factory=dict)
    settled: dict[int, Span] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)


def separate(file: CMakeFile, tools: Tools) -> Separate:
    """What becomes of the targets of a file whose device code is compiled in parts."""
    found = Separate()
    if not tools.tables.word("separate_compile"):
        return found
    asking: dict[bytes, list[tuple[int, Span]]] = {}
    for at, target, span in _asking(file, _PROPERTY):
        asking.setdefault(target, []).append((at, span))
    made = {
        texts[0]: (at, texts)
        for at, command in enumerate(file.commands)
        if command.name in _MAKES and (texts := file.texts(command))
    }
    objects = set()
    for target, places in asking.items():
        if target not in made or _is_installed(file, target):
            continue
        where, texts = made[target]
        kind = texts[1] if len(texts) > 1 else b""
        is_library = file.commands[where].name == b"add_library"
        if is_library and kind not in (b"STATIC", b"SHARED", b"OBJECT", b"MODULE"):
            continue
        if kind == b"STATIC":
            argument = file.commands[where].arguments[1].span
            found.edits.setdefault(where, []).append(Edit(*argument, b"OBJECT"))
        if is_library and kind in (b"STATIC", b"OBJECT"):
            objects.add(target)
        scope = b"INTERFACE" if target in objects else b"PRIVATE"
        found.lines.setdefault(where, []).extend(_options(target, scope, tools))
        for at, span in places:
            _take(file, at, span, found)
    _hand_on(file, objects, found)
    _modules(file, made, tools, found)
    return found


def _modules(
    file: CMakeFile, made: Mapping[bytes, tuple[int, list[bytes]]], tools: Tools, found: Separate
) -> None:
    """Files of device code for a loader: objects that hold nothing else. What loads them has still
    to be looked at.
    """
    for at, target, span in _asking(file, _MODULE):
        where, texts = made.get(target, (0, []))
        if texts[1:2] == [b"OBJECT"]:
            option = tools.tables.word("module_option")
            line = b"target_compile_options(%b PRIVATE %b)" % (target, option)
            found.lines.setdefault(where, []).append(line)
            _take(file, at, span, found)
            found.settled.pop(at)


def _asking(file: CMakeFile, wanted: re.Pattern[bytes]) -> Iterator[tuple[int, bytes, Span]]:
    """The commands that give a property to one target, and where."""
    for at, command in enumerate(file.commands):
        texts = [] if has_brackets(command) else file.texts(command)
        index = next((n for n, text in enumerate(texts) if wanted.fullmatch(text)), None)
        if (
            index is None
            or texts[index + 1 : index + 2] == []
            or texts[index + 1].upper() not in _TRUE
        ):
            continue
        span = Span(command.arguments[index].span.start, command.arguments[index + 1].span.end)
        if command.name == b"set_target_properties" and texts[1:2] == [b"PROPERTIES"]:
            yield at, texts[0], span
        elif command.name == b"set_property" and [texts[0], texts[2]] == [b"TARGET", b"PROPERTY"]:
            yield at, texts[1], span


def _is_installed(file: CMakeFile, target: bytes) -> bool:
    return any(
        command.name == b"install" and target in file.texts(command) for command in file.commands
    )


def _options(target: bytes, scope: bytes, tools: Tools) -> list[bytes]:
    tables = tools.tables
    compiled = b"target_compile_options(%b PRIVATE $<$<COMPILE_LANGUAGE:%b>:%b>)" % (
        target,
        tables.word("language"),
        tables.word("separate_compile"),
    )
    linked = b"target_link_options(%b %b %b)" % (target, scope, tables.word("separate_link"))
    return [compiled, linked]


def _take(file: CMakeFile, at: int, span: Span, found: Separate) -> None:
    """Take the property away, and its command where that says nothing else."""
    command = file.commands[at]
    found.settled[at] = span
    if _says_nothing_else(file, command):
        found.dropped.add(at)
        return
    start = span.start
    while file.data[start - 1 : start].isspace():
        start -= 1
    found.edits.setdefault(at, []).append(Edit(start, span.end, b""))


def _says_nothing_else(file: CMakeFile, command: Command) -> bool:
    texts = file.texts(command)
    return command.name == b"set_property" or len(texts[texts.index(b"PROPERTIES") :]) == 3


def _hand_on(file: CMakeFile, objects: set[bytes], found: Separate) -> None:
    """Libraries of objects that link another hand its objects on: these go one link far only."""
    for at, command in enumerate(file.commands):
        texts = file.texts(command)
        if command.name != b"target_link_libraries" or texts[:1] == [] or texts[0] not in objects:
            continue
        for argument, text in zip(command.arguments[1:], texts[1:], strict=True):
            if text in objects and text not in _LINKED:
                end = argument.span.end
                new = b" $<TARGET_OBJECTS:%b>" % text
                found.edits.setdefault(at, []).append(Edit(end, end, new))
