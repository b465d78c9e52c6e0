"""Device code that CMake has compiled in parts and linked, for a target without a device linker.

What comes in are the commands of a file; what goes out is, by command, what becomes of it. A
static library loses such code on the way, so it becomes one of objects, which are handed on by the
libraries that link it; where who builds chooses the kind, that does so still. A library that is
installed, or that another archive takes the objects of, stays as it is, and so does what is said of
all targets, unless they are programs.
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
_GLOBAL = regex(rb"(?:CMAKE_)?CUDA_SEPARABLE_COMPILATION")
_LIBRARIES = frozenset(b"STATIC SHARED OBJECT MODULE".split())
_NO_SOURCE = regex(
    rb"INTERFACE|ALIAS|IMPORTED|UNKNOWN|\$\{\w*(?i:TYPE|KIND|SHARED|STATIC|LIBS?)\w*\}"
)
_PROGRAMS = frozenset(b"add_executable cuda_add_executable".split())
_OTHERS = frozenset(b"add_library cuda_add_library add_subdirectory include function macro".split())
_KIND = b" ${gpu_library_kind}"
_CHOICE = (
    b"set(gpu_library_kind OBJECT)",
    b"set(gpu_link_scope INTERFACE)",
    b"if(BUILD_SHARED_LIBS)",
    b"  set(gpu_library_kind SHARED)",
    b"  set(gpu_link_scope PRIVATE)",
    b"endif()",
)
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
    objects: set[bytes] = set()
    chosen: set[bytes] = set()
    for target in _handed_on(asking.keys() & made.keys(), file, tools):
        places = asking[target]
        where, texts = made[target]
        kind = texts[1] if len(texts) > 1 else b""
        is_library = file.commands[where].name == b"add_library"
        is_chosen = is_library and kind not in _LIBRARIES
        if is_chosen and _NO_SOURCE.fullmatch(kind):
            continue
        if is_chosen:
            chosen.add(target)
            found.edits.setdefault(where, []).extend(_chosen(file, where))
        if kind == b"STATIC":
            argument = file.commands[where].arguments[1].span
            found.edits.setdefault(where, []).append(Edit(*argument, b"OBJECT"))
        if is_library and (is_chosen or kind in (b"STATIC", b"OBJECT")):
            objects.add(target)
        scope = b"INTERFACE" if target in objects else b"PRIVATE"
        scope = b"${gpu_link_scope}" if is_chosen else scope
        found.lines.setdefault(where, []).extend(_options(target, scope, tools))
        for at, span in places:
            _take(file, at, span, found)
    _hand_on(file, objects, chosen, found)
    _of_all(file, tools, found)
    _modules(file, made, tools, found)
    return found


def _handed_on(targets: set[bytes], file: CMakeFile, tools: Tools) -> list[bytes]:
    """Those of the targets that are not installed, and that no archive takes in."""
    archives: dict[bytes, set[bytes]] = {}
    for fact in tools.seen:
        if fact.startswith("archived:"):
            _, target, archive = fact.encode().split(b":", 2)
            archives.setdefault(target, set()).add(archive)
    kept = {target for target in targets if not _is_installed(file, target)}
    while lost := {target for target in kept if archives.get(target, set()) - kept}:
        kept -= lost
    return sorted(kept)


def _chosen(file: CMakeFile, where: int) -> list[Edit]:
    """The edits by which a library is one of objects, where it would be a static one."""
    command = file.commands[where]
    start, end = command.span.start, command.arguments[0].span.end
    line = file.data[file.data.rfind(b"\n", 0, start) + 1 : start]
    between = file.newline + (line if not line.strip() else b"")
    return [Edit(start, start, b"".join(text + between for text in _CHOICE)), Edit(end, end, _KIND)]


def _of_all(file: CMakeFile, tools: Tools, found: Separate) -> None:
    """What is said of all targets of a file that makes programs only."""
    names = {command.name for command in file.commands}
    if names & _OTHERS or not names & _PROGRAMS:
        return
    language = tools.tables.word("language")
    compiled = tools.tables.word("separate_compile")
    linked = tools.tables.word("separate_link")
    for at, command in enumerate(file.commands):
        texts = file.texts(command)
        is_global = command.name == b"set" and len(texts) > 1 and _GLOBAL.fullmatch(texts[0])
        if is_global and texts[1].upper() in _TRUE:
            found.dropped.add(at)
            found.settled[at] = command.span
            found.lines[at] = [
                b"add_compile_options($<$<COMPILE_LANGUAGE:%b>:%b>)" % (language, compiled),
                b'add_link_options("$<$<LINK_LANGUAGE:%b>:SHELL:%b>")' % (language, linked),
            ]


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
    return any(command.name == b"install" for command in file.naming(target))


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


def _hand_on(file: CMakeFile, objects: set[bytes], chosen: set[bytes], found: Separate) -> None:
    """Libraries of objects that link another hand its objects on: these go one link far only."""
    for at, command in enumerate(file.commands):
        texts = file.texts(command)
        if command.name != b"target_link_libraries" or texts[:1] == [] or texts[0] not in objects:
            continue
        for argument, text in zip(command.arguments[1:], texts[1:], strict=True):
            if text in objects and text not in _LINKED:
                end = argument.span.end
                new = b"$<TARGET_OBJECTS:%b>" % text
                if text in chosen:
                    new = b"$<$<STREQUAL:$<TARGET_PROPERTY:%b,TYPE>,OBJECT_LIBRARY>:%b>" % (
                        text,
                        new,
                    )
                new = b" " + new
                found.edits.setdefault(at, []).append(Edit(end, end, new))
