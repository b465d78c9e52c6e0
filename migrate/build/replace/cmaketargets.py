"""Targets of CMake's with device code: sources that keep their names, and FindCUDA's commands.

What comes in is a command of a file that makes a target, or gives it sources; what goes out are the
lines that have to stand behind it, and the edits that make a command of FindCUDA's one of CMake's.
A variable is named, not followed; where it holds other sources as well, those of CUDA's are taken
out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from migrate.build.replace import cmakeshared
from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import (
    LANGUAGE,
    OWN,
    CMakeFile,
    Path,
    holds,
    is_known,
    is_source,
)
from migrate.build.replace.cmakeflags import options_given
from migrate.build.replace.cmakehosts import (
    MAKES,
    TARGETS,
    has_host_sources,
    is_made,
    is_plainly_given,
)
from migrate.build.replace.cmakenames import library_target
from migrate.build.replace.cmakewords import Part, arguments
from migrate.build.replace.plans import Plan
from migrate.model import Edit
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

_SOURCES = ".cu"
_VARIABLE = regex(rb"\$\{([\w.+-]+)\}")
_RUNTIME = regex(rb"CUDA::(?:cudart(?:_static)?|toolkit|cuda_driver)|\$\{CUDA_LIBRARIES\}")
_THEIRS = frozenset(b"cuda_add_library cuda_add_executable".split())
_KINDS = frozenset(b"STATIC SHARED MODULE".split())
_UNLINKED = frozenset(b"INTERFACE IMPORTED ALIAS".split())
_OPENS = frozenset(b"if foreach while function macro".split())
_CLOSES = frozenset(b"endif endforeach endwhile endfunction endmacro".split())
_KEYWORD = regex(rb"PUBLIC|PRIVATE|INTERFACE")
_ADDS_LIBRARY = regex(rb"cuda_add_(cublas|cufft)_to_target")
_LIBRARIES = regex(rb"CUDA_\w*LIBRAR(?:Y|IES)\w*")  # variables with no sources in them
_NAME = regex(rb"[\w.+]+(?:-[\w.+]+)*|[\w.+-]*\$\{[\w.+-]+\}[\w.+-]*")


def behind(said: Said, command: Command, tools: Tools) -> list[bytes]:
    """The lines behind a command that makes a target, so that its sources of CUDA's are compiled
    for the target; none where it has none, or their language has been ``said``.
    """
    file = said.file
    texts = file.texts(command)
    has_language = partial(said.has_language, beside=command)
    if tools.tables.is_shared:
        return cmakeshared.lines(file, command, has_language, tools)
    if OWN.fullmatch(command.name) or texts[:1] == [] or _SOURCES in tools.names.whole:
        return []
    if LANGUAGE not in tools.seen and command.name in TARGETS - _THEIRS:
        return []  # FindCUDA's commands only compile such sources, and others never saw them
    if f"idle:{command.name.decode('utf-8', 'replace')}" in tools.seen:
        return []
    is_elsewhere = command.name == b"target_sources" and not is_made(file, texts[0])
    other = b"TARGET_DIRECTORY %b " % texts[0] if is_elsewhere else b""
    sources = [text for text in _named(file, command) if not has_language(text)]
    if command.name not in TARGETS:  # a function of the tree's may only look at what others compile
        sources = [text for text in sources if text not in said.listed]
    plain = [text for text in sources if is_source(text) and not tools.is_renamed(text)]
    language = tools.tables.word("language")
    lines: list[bytes] = []
    for text in sources:
        match = _VARIABLE.fullmatch(text)
        if match is None or is_source(text) or _LIBRARIES.fullmatch(match[1]):
            continue
        if has_host_sources(file, match[1]):
            continue
        has, has_others = holds(match[1].decode(), tools.seen)
        if command.name in _THEIRS and not (has or is_known(match[1].decode(), tools.seen)):
            has, has_others = True, True
        has_others |= not is_plainly_given(file, match[1])
        if has and not has_others:
            plain.append(text)
        elif has:
            lines += _taken_out(text, other, language)
    patterns = [text for text in plain if b"*" in text]
    files = [text for text in plain if b"*" not in text]
    if patterns:
        found = b"file(GLOB_RECURSE gpu_sources %b)" % b" ".join(dict.fromkeys(patterns))
        lines[:0] = [found, _language(b"${gpu_sources}", other, language)]
    if files:
        listed = b" ".join(dict.fromkeys(files))
        lines.insert(0, _language(listed, other, language))
    return [line for line in lines if line not in file.data]


def _named(file: CMakeFile, command: Command) -> list[bytes]:
    """The words of a command that may be sources: the first of CMake's own is a target."""
    parts = arguments(file.data, command)[int(command.name in TARGETS) :]
    words = (word for part in parts for word in part.words())
    return [file.text(word.span) for word in words if not word.decides]


@dataclass(frozen=True)
class Said:
    """What a file says of sources, and of variables that hold some, beside a target's command."""

    file: CMakeFile

    def has_language(self, text: bytes, beside: Command) -> bool:
        """Whether the file gives one another language than CUDA's; not in another branch of a
        condition than that of the command ``beside``, with which it is not run.
        """
        paths = self.file.paths
        own = paths[beside.span.start]
        return any(
            text in _in_other_language(self.file.texts(command))
            and not _is_never_with(paths[command.span.start], own)
            for command in self.file.naming(text)
            if command.name == b"set_source_files_properties"
        )

    @cached_property
    def listed(self) -> frozenset[bytes]:
        """Those in CMake's own commands that make a target, or add to one."""
        made = (command for command in self.file.commands if command.name in TARGETS)
        return frozenset(word for command in made for word in _named(self.file, command))


def _in_other_language(texts: Sequence[bytes]) -> Sequence[bytes]:
    """What a command on properties of sources gives another language than CUDA's."""
    at = texts.index(b"LANGUAGE") if b"LANGUAGE" in texts[:-1] else None
    if at is None or b"PROPERTIES" not in texts or texts[at + 1] == b"CUDA":
        return ()
    return texts[: texts.index(b"PROPERTIES")]


def _is_never_with(path: Path, other: Path) -> bool:
    """Whether of two commands one is run only where the other one is not."""
    first, second = ({branch[0]: len(branch) for branch in one} for one in (path, other))
    return any(second.get(block, number) != number for block, number in first.items())


def _language(words: bytes, other: bytes, language: bytes) -> bytes:
    return b"set_source_files_properties(%b %bPROPERTIES LANGUAGE %b)" % (words, other, language)


def _taken_out(variable: bytes, other: bytes, language: bytes) -> list[bytes]:
    return [
        b"set(gpu_sources %b)" % variable,
        b'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")',
        _language(b"${gpu_sources}", other, language),
    ]


def of_find_cuda(
    file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan, tools: Tools
) -> list[bytes]:
    """Lines behind a target of FindCUDA's, which gives its sources options, and links the runtime;
    the options in the command go.
    """
    if tools.tables.is_shared:
        return cmakeshared.of_find_cuda(file, command, plan, tools)
    texts = file.texts(command)
    target = b" ".join(plan.words.get(parts[0].start, [texts[0]]))
    options: list[bytes] = []
    if b"OPTIONS" in texts:
        at = texts.index(b"OPTIONS")
        for part in parts[at:]:
            for word in part.words():
                new = plan.words.get(word.start, [file.text(word.span)])
                options += new if part is not parts[at] else []
                plan.put(word, [], "cmake")
                plan.settled.pop()
    kind = next((part for part in parts[2:] if file.text(part.span) in _KINDS), None)
    if kind is not None:  # CMake's own command takes it behind the name only
        plan.put(kind, [], "cmake")
        plan.settled.pop()
        plan.put(parts[0], [target, file.text(kind.span)], "cmake")
        plan.settled.pop()
    language = tools.tables.word("language")
    options = [*options_given(NameKind.OPTIONS, tools), *options]
    keyword = b" PRIVATE" if _has_keyword(file, target) else b""
    lines = []
    if options:
        given = b";".join(options)
        lines.append(
            b'target_compile_options(%b PRIVATE "$<$<COMPILE_LANGUAGE:%b>:%b>")'
            % (target, language, given)
        )
    runtime = tools.tables.word("runtime")
    lines.append(b"target_link_libraries(%b%b %b)" % (target, keyword, runtime))
    return lines


def linked_runtime(
    file: CMakeFile, command: Command, texts: Sequence[bytes], tools: Tools
) -> list[bytes]:
    """The line by which C++ code has the headers again that a command on folders named."""
    runtime = tools.tables.word("runtime")
    if command.name == b"include_directories":
        return [b"link_libraries(%b)" % runtime, *_linked_before(file, command, runtime)]
    named = file.naming(texts[0])
    if any(item.name in _THEIRS and file.texts(item)[:1] == texts[:1] for item in named):
        return []  # FindCUDA's own target, which links it
    keyword = next((b" " + text for text in texts if _KEYWORD.fullmatch(text)), b"")
    links = [
        words
        for other in named
        if other.name == b"target_link_libraries" and (words := file.texts(other))[:1] == texts[:1]
    ]
    if any(_RUNTIME.fullmatch(word) for words in links for word in words):
        return []
    plain = bool(links) and not _has_keyword(file, texts[0])
    return [b"target_link_libraries(%b%b %b)" % (texts[0], b"" if plain else keyword, runtime)]


def _linked_before(file: CMakeFile, command: Command, runtime: bytes) -> Iterator[bytes]:
    """The links of targets that are made before a command: ``link_libraries`` is for later ones."""
    depth = 0
    for other in file.commands:
        texts = file.texts(other)
        depth += (other.name in _OPENS) - (other.name in _CLOSES)
        is_made = other.name in MAKES and texts and b"$" not in texts[0]
        if other.span.start > command.span.start or not is_made or _UNLINKED & set(texts):
            continue
        keyword = b" PRIVATE" if _has_keyword(file, texts[0]) else b""
        link = b"target_link_libraries(%b%b %b)" % (texts[0], keyword, runtime)
        yield from [link] if not depth else [b"if(TARGET %b)" % texts[0], b"  " + link, b"endif()"]


def _has_keyword(file: CMakeFile, target: bytes) -> bool:
    """Whether the file links the target with keywords, which no other command may then lack."""
    return any(
        command.name == b"target_link_libraries"
        and (texts := file.texts(command))[:1] == [target]
        and any(_KEYWORD.fullmatch(text) for text in texts[1:])
        for command in file.naming(target)
    )


def with_library(file: CMakeFile, command: Command, tools: Tools) -> list[Edit]:
    """The edits that make a command of FindCUDA's, which adds a library to a target, a link."""
    match = _ADDS_LIBRARY.fullmatch(command.name)
    tables = tools.tables
    if match is None or len(command.arguments) != 1 or not tables.word("language"):
        return []
    library = library_target(match[1].decode(), tools)
    start = command.span.start
    if not library:
        return []
    argument = command.arguments[0]
    keyword = b" PRIVATE" if _has_keyword(file, file.text(argument.inside)) else b""
    end = argument.span.end
    return [
        Edit(start, start + len(command.name), b"target_link_libraries"),
        Edit(end, end, keyword + b" " + library),
    ]


def is_of_find_cuda(file: CMakeFile, command: Command) -> bool:
    """Whether a command makes a target of FindCUDA's, whose name is one."""
    return command.name in _THEIRS and any(map(_NAME.fullmatch, file.texts(command)[:1]))


def renamed(command: Command, tools: Tools) -> Edit:
    """A command of FindCUDA's by its name in the target's module, or else by that of CMake's."""
    known = tools.tables.known(command.name)
    if known is not None and known.kind is NameKind.COMMAND:
        start = command.span.start
        return Edit(start, start + len(command.name), known.becomes.encode())
    prefix = len(b"cuda_")
    return Edit(command.span.start, command.span.start + prefix, b"")
