"""A CMake file as its rewrites see it: commands, what they stand in, and what variables hold.

What comes in are the bytes of a file; what goes out are its commands with their texts, the
functions and conditions around them, and facts that other files of the tree are told. Nothing is
evaluated: a variable holds sources of CUDA's where one is named in a command that gives it a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrate.build.replace.changes import line_end
from migrate.model import Span
from migrate.regex import regex
from migrate.text.cmake import Command, Form, commands

LANGUAGE, OLD, PACKAGE = "language", "old", "package"  # facts: see ``seen``
FOUND = "found"
# Of one file: it has a project, or asks for CUDA's package by whatever command.
PROJECT, SEARCH = "project", "search"
UNSEARCHED = "unsearched:"  # said of the tree: what a project links and nothing in it asks for
BELOW = "below"  # said of the tree: the language is asked for in the folder or below
_SOURCE = regex(rb"\.cu\*?\Z|\.cu\b(?=\*?\")")
_VARIABLE = regex(rb"\$\{([\w.+-]+)\}")
_LIBRARY = regex(rb"\bCUDA::(\w+)|\$\{CUDA_(?:(\w+?)_)?LIBRAR(?:Y|IES)\}")
# A variable of FindCUDA's for libraries, where a command of CMake's may give it a value.
LIBRARY_NAME = regex(rb"CUDA_(?:(\w+?)_)?LIBRAR(?:Y|IES)")
_GIVES = {b"set": 0, b"list": 1, b"string": 1}
_ADDED = regex(rb"cuda_add_(cublas|cufft)_to_target")
# Commands of CMake's that take words like sources and make no target of them; all that are not its
# own may make one.
OWN = regex(
    rb"set|list|file|if|elseif|while|foreach|string|message|install|source_group|configure_file"
    rb"|add_(?:compile_\w+|custom_\w+|definitions|dependencies|link_options|subdirectory|test)|set_\w+|get_\w+|cuda_(?!add_)\w+|include\w*|execute_process"
    rb"|target_(?:compile|include|link|precompile)_\w+|find_\w+|link_\w+|return|export|project|unset|mark_as_advanced|option"
    rb"|(?:hip|musa|maca|rocm|sycl)_\w+"
)
_CONTROL = regex(rb"else|end\w+|math|break|continue|separate_arguments|cmake_\w+")
_PACKAGES = ([b"CUDA"], [b"CUDAToolkit"])
_OLD = regex(rb"cuda_(?:add_(?:library|executable)|compile\w*|wrap_srcs)")
_DEFINITIONS = frozenset(b"function macro".split())
_LISTS = frozenset(b"APPEND PREPEND INSERT".split())
CACHED = frozenset(b"CACHE PARENT_SCOPE".split())  # behind the values of a variable
_BRANCHES = frozenset(b"elseif else".split())
_GLOBS = frozenset(b"GLOB GLOB_RECURSE".split())
_NO_ARCHIVE = frozenset(b"SHARED MODULE OBJECT INTERFACE ALIAS".split())
_TARGET = regex(rb"(?!PUBLIC\Z|PRIVATE\Z|INTERFACE\Z)[A-Za-z_][\w.+-]*")

Path = tuple[tuple[int, ...], ...]
"""The conditions that a command stands in, outer ones first: each by the commands that begin its
branches up to there.
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A condition from its ``if`` to its ``endif``, as numbers of commands."""

    first: int
    last: int


@dataclass(frozen=True)
class CMakeFile:
    """The commands of a file, and by their number whether one is in a function."""

    data: bytes
    commands: tuple[Command, ...]
    within: frozenset[int] = field(default_factory=frozenset)

    def text(self, span: Span) -> bytes:
        return self.data[span.start : span.end]

    def texts(self, command: Command) -> list[bytes]:
        """The arguments of a command without their quotes."""
        return [self.text(item.inside) for item in command.arguments]

    def naming(self, text: bytes) -> Sequence[Command]:
        """The commands that have such an argument, in order."""
        return self._naming.get(text, ())

    def calling(self, names: Iterable[bytes]) -> Iterator[Command]:
        """The commands of these names, all of one before all of the next."""
        for name in names:
            yield from self._calling.get(name, ())

    @cached_property
    def _calling(self) -> Mapping[bytes, Sequence[Command]]:
        found: dict[bytes, list[Command]] = {}
        for command in self.commands:
            found.setdefault(command.name, []).append(command)
        return found

    @cached_property
    def newline(self) -> bytes:
        """What ends its lines."""
        return line_end(self.data)

    @cached_property
    def _naming(self) -> Mapping[bytes, Sequence[Command]]:
        found: dict[bytes, list[Command]] = {}
        for command in self.commands:
            for text in dict.fromkeys(self.texts(command)):
                found.setdefault(text, []).append(command)
        return found

    def blocks(self) -> Iterator[Block]:
        """The conditions, inner ones first."""
        opened: list[int] = []
        for at, command in enumerate(self.commands):
            if command.name == b"if":
                opened.append(at)
            elif command.name == b"endif" and opened:
                yield Block(opened.pop(), at)

    @cached_property
    def paths(self) -> Mapping[int, Path]:
        """The branches that each command stands in, by where it starts."""
        opened: list[tuple[int, ...]] = []
        found = {}
        for at, command in enumerate(self.commands):
            if command.name == b"endif" and opened:
                opened.pop()
            elif command.name in _BRANCHES and opened:
                opened[-1] = (*opened[-1], at)
            found[command.span.start] = tuple(opened)
            if command.name == b"if":
                opened.append((at,))
        return found


def has_brackets(command: Command) -> bool:
    """Whether there are brackets in a command that is no condition: it may have lost its own, and
    have others within.
    """
    is_condition = command.name in (b"if", b"elseif", b"while")
    return not is_condition and any(item.form is Form.OPEN for item in command.arguments)


def read(data: bytes) -> CMakeFile | None:
    """The file, where it is CMake's language."""
    found = commands(data)
    if found is None:
        return None
    within, depth = set(), 0
    for at, command in enumerate(found):
        depth -= command.name in (b"endfunction", b"endmacro")
        if depth > 0:
            within.add(at)
        depth += command.name in _DEFINITIONS
    return CMakeFile(data, found, frozenset(within))


def seen(data: bytes) -> frozenset[str]:
    """What a file says that others are edited by: that it asks for CUDA's ``language``, for the
    ``old`` commands of FindCUDA or for a ``package``, ``library:X`` that it links, ``target:X``
    where it does so by a target, ``archived:X:Y`` of a target X that may end up in the archive of a
    library Y, and of variables
    ``cu:X`` that one holds sources of CUDA's, ``other:X`` others, ``in:X:Y`` what Y holds; that a
    package is looked for where it can be ``found`` otherwise, ``given:X`` of FindCUDA's variables
    that the tree gives a value, and ``idle:X`` of a function that makes no target.
    """
    speaks = b"uda" in data or b"UDA" in data or b".cu" in data
    lower = data.lower()
    if not speaks and b"endfunction" not in lower and b"add_library" not in lower:
        return frozenset()
    file = read(data)
    if file is None:
        return frozenset()
    facts = {f"idle:{name.decode('utf-8', 'replace')}" for name in _idle(file)}
    facts.update(_archived(file))
    for at, command in enumerate(file.commands if speaks else ()):
        facts.update(_facts(file, command))
        if is_search(file, at):
            facts.add(FOUND)
    return frozenset(facts)


def is_search(file: CMakeFile, at: int) -> bool:
    """Whether a command looks for CUDA's package in a way that can be written otherwise."""
    command = file.commands[at]
    is_package = command.name in (b"find_package", b"find_dependency")
    return (
        is_package
        and file.texts(command)[:1] in ([b"CUDA"], [b"CUDAToolkit"])
        and at not in file.within
        and b"#" not in file.text(command.span)
    )


def _archived(file: CMakeFile) -> Iterator[str]:
    """The targets that libraries of a file link which are archives, or may be by who builds."""
    said = [(item.name, texts) for item in file.commands if (texts := file.texts(item))]
    made = {
        texts[0]
        for name, texts in said
        if name in (b"add_library", b"cuda_add_library") and not _NO_ARCHIVE & set(texts[1:3])
    }
    for name, texts in said:
        if name == b"target_link_libraries" and texts[0] in made:
            for text in filter(_TARGET.fullmatch, texts[1:]):
                yield f"archived:{text.decode()}:{texts[0].decode('utf-8', 'replace')}"


def _idle(file: CMakeFile) -> Iterator[bytes]:
    """The functions of a file that only call what makes no target."""
    name, is_idle = b"", False
    for command in file.commands:
        if command.name in _DEFINITIONS:
            texts = file.texts(command)
            name, is_idle = (texts[0].lower() if texts and not name else b""), True
        elif command.name in (b"endfunction", b"endmacro"):
            if name and is_idle:
                yield name
            name = b""
        elif not (OWN.fullmatch(command.name) or _CONTROL.fullmatch(command.name)):
            is_idle = False


def listed_languages(file: CMakeFile) -> frozenset[bytes]:
    """The variables that say which languages a project has."""
    asking = (item for item in file.commands if item.name in (b"project", b"enable_language"))
    found = (_VARIABLE.fullmatch(text) for item in asking for text in file.texts(item))
    return frozenset(match[1] for match in found if match is not None)


def _asks_for_language(file: CMakeFile, command: Command, texts: Sequence[bytes]) -> bool:
    """Whether a command asks for the language CUDA, or puts it on the list of a project's."""
    if command.name == b"project":
        return b"CUDA" in texts
    if command.name in (b"enable_language", b"check_language"):
        return texts[:1] == [b"CUDA"]
    at = {b"set": 0, b"list": 1}.get(command.name)
    if at is None or b"CUDA" not in texts[at + 1 :]:
        return False
    return texts[at] in listed_languages(file)


def _facts(file: CMakeFile, command: Command) -> Iterator[str]:
    texts = file.texts(command)
    name = command.name
    if _asks_for_language(file, command, texts):
        yield LANGUAGE
    if _OLD.fullmatch(name):
        yield OLD
    if name in (b"find_package", b"find_dependency") and texts[:1] in _PACKAGES:
        yield PACKAGE
    if name.endswith((b"find_package", b"find_dependency")) and texts[:1] in _PACKAGES:
        yield SEARCH
    if name == b"project":
        yield PROJECT
    added = _ADDED.fullmatch(name)
    if added is not None:
        yield f"library:{added[1].decode()}"
        yield f"target:{added[1].decode()}"
    if name == b"string" and texts[:1] in ([b"APPEND"], [b"PREPEND"], [b"CONCAT"]):
        yield f"text:{b''.join(texts[1:2]).decode('utf-8', 'replace')}"
    at = _GIVES.get(name)
    if at is not None and LIBRARY_NAME.fullmatch(b"".join(texts[at : at + 1])):
        yield f"given:{texts[at].decode()}"
    for text in texts:
        for match in _LIBRARY.finditer(text):
            yield f"library:{(match[1] or match[2] or b'cudart').decode().lower()}"
            if match[1]:
                yield f"target:{match[1].decode().lower()}"
    variable, values = given(command, texts)
    for value in values if variable else ():
        kind = "cu" if is_source(value) else "other"
        inner = _VARIABLE.fullmatch(value)
        known = variable.decode("utf-8", "replace")
        held = inner[1].decode() if inner else ""
        yield f"in:{known}:{held}" if inner else f"{kind}:{known}"


def given(command: Command, texts: Sequence[bytes]) -> tuple[bytes, Sequence[bytes]]:
    """The variable that a command gives a value, and the words of the value."""
    if command.name == b"set" and texts:
        end = next((at for at, text in enumerate(texts) if at and text in CACHED), len(texts))
        return texts[0], [word for text in texts[1:end] for word in text.split(b";") if word]
    if command.name == b"list" and len(texts) > 1 and texts[0] in _LISTS:
        return texts[1], texts[2:]
    if command.name == b"string" and texts[:1] in ([b"CONCAT"], [b"APPEND"]) and len(texts) > 2:
        text = b"".join(texts[2:])
        return (texts[1], [text]) if is_source(text) else (b"", ())
    if command.name == b"foreach" and texts:
        lists = texts[1:3] == [b"IN", b"LISTS"]
        items = [x for x in texts[1:] if x not in (b"IN", b"LISTS", b"ITEMS")]
        return texts[0], [b"${%b}" % x for x in items] if lists else items
    if command.name == b"file" and len(texts) > 1 and texts[0] in _GLOBS:
        return texts[1], [x for x in texts[2:] if b"." in x or b"*" in x]
    return b"", ()


def is_source(text: bytes) -> bool:
    """Whether a word is a source of CUDA's by its suffix, or a pattern for such."""
    return _SOURCE.search(text) is not None


def holds(variable: str, facts: frozenset[str]) -> tuple[bool, bool]:
    """Whether a variable holds sources of CUDA's, and whether it holds others."""
    names, pending = {variable}, [variable]
    while pending:
        start = f"in:{pending.pop()}:"
        inner = {fact[len(start) :] for fact in facts if fact.startswith(start)} - names
        names |= inner
        pending += inner
    known = {name for name in names if f"cu:{name}" in facts or f"other:{name}" in facts}
    others = any(f"other:{name}" in facts for name in names) or not (names - {variable} <= known)
    return any(f"cu:{name}" in facts for name in names), others


def is_known(variable: str, facts: frozenset[str]) -> bool:
    """Whether all that a variable holds is known: sources that are written out."""
    names, pending = {variable}, [variable]
    while pending:
        name = pending.pop()
        start = f"in:{name}:"
        inner = {fact[len(start) :] for fact in facts if fact.startswith(start)} - names
        if not (inner or f"cu:{name}" in facts or f"other:{name}" in facts):
            return False
        names |= inner
        pending += inner
    return True
