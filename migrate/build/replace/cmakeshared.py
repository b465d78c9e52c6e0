"""Targets of CMake's whose device code is in the host's language, for one compiler of both.

What comes in is a command of a file that makes a target, or gives it sources; what goes out are the
lines that stand behind it: which of its sources the target's compiler gets, in which language those
are that keep a name of CUDA's, and the options that nvcc was given. C++ sources that include
headers of CUDA's are told from others; of a variable those are taken out that may be compiled so.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import OWN, CMakeFile, given, holds, is_source
from migrate.build.replace.cmakeflags import options_given
from migrate.build.replace.cmakehosts import (
    MAKES,
    TARGETS,
    has_host_sources,
    is_asked_for,
    is_made,
    sources,
)
from migrate.build.replace.cmakewords import arguments
from migrate.build.replace.plans import Plan
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

_VARIABLE = regex(rb"\$\{(\w+)\}")
_OF_FOLDER = regex(r"\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR)\}/")
_HOST = regex(r".*\.(?:cpp|cc|cxx|c\+\+|C)")
_COMPILED = rb"\\.(cu|cpp|cc|cxx)$"
_OWN_NAME = rb"\\.cu$"


@dataclass(slots=True)
class _Sources:
    """The words of a command that the target's compiler gets: ``named`` as they are, ``mixed``
    variables that hold others as well; ``device`` are those that nvcc compiles, ``kept`` those with
    a name of CUDA's.
    """

    named: list[bytes] = field(default_factory=list)
    device: list[bytes] = field(default_factory=list)
    mixed: list[bytes] = field(default_factory=list)
    kept: list[bytes] = field(default_factory=list)

    @property
    def alone(self) -> list[bytes]:
        """What has a name of CUDA's and is in no variable with others."""
        return [text for text in self.kept if text not in self.mixed]


def lines(
    file: CMakeFile, command: Command, has_language: Callable[[bytes], bool], tools: Tools
) -> list[bytes]:
    """The lines behind a command; none where it has no source for the target's compiler, or where
    its target has been told already. The file gives a source a language where it ``has_language``.
    """
    texts = file.texts(command)
    if OWN.fullmatch(command.name) or command.name == _telling(tools) or texts[:1] == []:
        return []
    if _is_told(file, texts[0], tools):
        return []
    if f"idle:{command.name.decode('utf-8', 'replace')}" in tools.seen:
        return []
    is_own = command.name in TARGETS
    found = _sources(file, command, tools)
    if not is_own and not found.kept:
        return []
    listed = b" ".join([*found.named, *(b"${gpu_sources}" for _ in found.mixed[:1])])
    if not listed:
        return []
    made = list(_taken_out(found, tools))
    is_here = is_made(file, texts[0]) or (is_own and command.name in MAKES)
    if not is_here:
        made += _elsewhere(texts[0], listed, found, is_own, tools)
        return made if any(line not in file.data for line in made) else []
    kept = [text for text in found.alone if not has_language(text)]
    if kept:
        made.append(_property(b" ".join(dict.fromkeys(kept)), b"", b"LANGUAGE", tools))
    if found.mixed:
        made.append(_filtered(_COMPILED))
    told = tools.tables.word("target_command")
    made.append(told.replace(b"{target}", texts[0]).replace(b"{sources}", listed))
    return [*made, *_flags(found, b"", tools)]


def _is_told(file: CMakeFile, target: bytes, tools: Tools) -> bool:
    """Whether the file itself says which sources of a target are for the target's compiler."""
    name = _telling(tools)
    return any(command.name == name for command in file.naming(target))


def _telling(tools: Tools) -> bytes:
    """The command that says which sources are for the target's compiler."""
    return tools.tables.word("target_command").partition(b"(")[0]


def _sources(file: CMakeFile, command: Command, tools: Tools) -> _Sources:
    found = _Sources()
    for text in sources(file, command):
        variable = _VARIABLE.fullmatch(text)
        if variable is not None and not is_source(text):
            _of_variable(file, text, variable[1].decode(), tools, found)
        elif is_source(text) or is_asked_for(file, text):
            new = _new_name(text, tools)
            found.named.append(new)
            found.device.append(new)
            if is_source(new):
                found.kept.append(new)
        elif _needs(text, tools):
            found.named.append(text)
    return found


def _of_variable(file: CMakeFile, text: bytes, name: str, tools: Tools, found: _Sources) -> None:
    """A variable: whole where all that it holds are CUDA's, else what may be compiled so."""
    is_of_host = has_host_sources(file, name.encode())
    has, has_others = (False, True) if is_of_host else holds(name, tools.seen)
    if has and not has_others:
        found.named.append(text)
        found.device.append(text)
        if ".cu" not in tools.names.whole:
            found.kept.append(text)
    elif has:
        found.mixed.append(text)
        if ".cu" not in tools.names.whole:
            found.kept.append(text)
    elif any(_needs(word, tools) for word in _values(file, name.encode())):
        found.mixed.append(text)


def _values(file: CMakeFile, name: bytes) -> Iterator[bytes]:
    """What the file gives a variable."""
    for command in file.naming(name):
        variable, values = given(command, file.texts(command))
        if variable == name:
            yield from values


def _needs(text: bytes, tools: Tools) -> bool:
    """Whether a word is a C++ source, or a pattern for such, that includes headers of CUDA's."""
    spelled = _OF_FOLDER.sub("", text.decode("utf-8", "surrogateescape"))
    if _HOST.fullmatch(spelled) is None:
        return False
    folder = posixpath.dirname(tools.path)
    path = posixpath.normpath(posixpath.join(folder, spelled))
    if "*" in path:
        return any(fnmatchcase(source, path) for source in tools.needing)
    if "$" in path:
        base = posixpath.basename(path)
        return any(posixpath.basename(source) == base for source in tools.needing)
    return path in tools.needing


def _new_name(text: bytes, tools: Tools) -> bytes:
    """A source by its name in the port."""
    if not tools.is_renamed(text):
        return text
    spelled = text.decode("utf-8", "surrogateescape")
    new = tools.names.of(spelled, tools.path)
    stem, suffix = posixpath.splitext(spelled)
    if not new:
        return (stem + tools.names.suffixes.get(suffix, suffix)).encode("utf-8", "surrogateescape")
    folder = spelled[: len(spelled) - len(posixpath.basename(spelled))]
    return (folder + new).encode("utf-8", "surrogateescape")


def _taken_out(found: _Sources, tools: Tools) -> Iterator[bytes]:
    """Variables that hold other sources as well, without those; CUDA's get their language."""
    if not found.mixed:
        return
    mixed = b" ".join(found.mixed)
    if any(text in found.kept for text in found.mixed):
        yield b"set(gpu_sources %b)" % mixed
        yield _filtered(_OWN_NAME)
        yield _property(b"${gpu_sources}", b"", b"LANGUAGE", tools)
    yield b"set(gpu_sources %b)" % mixed


def _filtered(pattern: bytes) -> bytes:
    return b'list(FILTER gpu_sources INCLUDE REGEX "%b")' % pattern


def _property(words: bytes, where: bytes, name: bytes, tools: Tools) -> bytes:
    language = tools.tables.word("language")
    said = b"%b %b" % (name, language)
    return b"set_source_files_properties(%b %bPROPERTIES %b)" % (words, where, said)


def _elsewhere(
    target: bytes, listed: bytes, found: _Sources, is_own: bool, tools: Tools
) -> Iterator[bytes]:
    """The lines for a target of another folder, or one that a function of the tree may make."""
    options = tools.tables.word("target_options")
    where = b"TARGET_DIRECTORY %b " % target if is_own else b""
    if found.mixed:
        yield _filtered(_COMPILED)
    if found.alone:
        yield _property(b" ".join(dict.fromkeys(found.alone)), where, b"LANGUAGE", tools)
    at = b" TARGET_DIRECTORY %b" % target if is_own else b""
    yield b"set_property(SOURCE %b%b APPEND PROPERTY COMPILE_OPTIONS %b)" % (listed, at, options)
    yield from _flags(found, at, tools)
    if is_own:
        yield b"target_link_options(%b PRIVATE %b)" % (target, options)
    else:
        yield b"if(TARGET %b)" % target
        yield b"  target_link_options(%b PUBLIC %b)" % (target, options)
        yield b"endif()"


def _of_device(found: _Sources) -> bytes:
    """The sources that nvcc's options are for; of a variable with others, all that is C++."""
    has_mixed = any(text in found.kept for text in found.mixed)
    return b" ".join([*found.device, *([b"${gpu_sources}"] if has_mixed else [])])


def _flags(found: _Sources, at: bytes, tools: Tools) -> Iterator[bytes]:
    """The options that the tree gives nvcc as one text, for the sources that it compiles; ``at``
    says whose these are, where it is a target of another folder.
    """
    listed = _of_device(found)
    for said in options_given(NameKind.TEXT, tools) if listed else ():
        given = b"%b%b APPEND_STRING PROPERTY COMPILE_FLAGS" % (listed, at)
        yield b'set_property(SOURCE %b " %b")' % (given, said)


def of_find_cuda(file: CMakeFile, command: Command, plan: Plan, tools: Tools) -> list[bytes]:
    """The line behind a target of FindCUDA's that gives its sources options; those in the command
    go.
    """
    parts = arguments(file.data, command)
    texts = [file.text(part.span) for part in parts]
    shared = options_given(NameKind.OPTIONS, tools)
    options = [b'"%b"' % said if said.startswith(b"$<") else said for said in shared]
    if b"OPTIONS" in texts:
        at = texts.index(b"OPTIONS")
        for part in parts[at:]:
            for word in part.words():
                new = plan.words.get(word.start, [file.text(word.span)])
                options += new if part is not parts[at] else []
                plan.words[word.start] = []
    found = _sources(file, command, tools)
    listed = _of_device(found)
    if not options or not listed:
        return []
    said = b" ".join(options)
    return [b"set_property(SOURCE %b APPEND PROPERTY COMPILE_OPTIONS %b)" % (listed, said)]


def says_nothing(file: CMakeFile, command: Command, texts: Sequence[bytes], tools: Tools) -> bool:
    """Whether a command only sets what the host's language has been told, or needs not be told."""
    if not tools.tables.is_shared or command.name != b"set" or not texts:
        return False
    known = tools.tables.known(texts[0])
    if known is None or known.cuda == known.becomes:
        return False
    if known.kind is NameKind.PROPERTY_GONE:
        return True
    name = known.becomes.encode()
    others = (given(other, file.texts(other))[0] for other in file.naming(name))
    is_told = name in others or f"other:{known.becomes}" in tools.seen
    return known.kind is NameKind.STANDARD and is_told
