"""Targets that CMake makes, with their sources, and standards where one language is for both sides.

What comes in is a command of a file; what goes out is which of its words may be sources, which of
these CUDA compiles, and what becomes of the standards that are said for CUDA and for C++.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import OWN, CMakeFile, given, holds, is_source
from migrate.build.replace.cmakewords import Part, arguments
from migrate.build.replace.plans import PROPERTIES, Plan
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

MAKES = frozenset(b"add_library add_executable cuda_add_library cuda_add_executable".split())
TARGETS = MAKES | {b"target_sources"}
_VARIABLE = regex(rb"\$\{(\w+)\}")
_RESETS = frozenset(b"set file".split())
_VALUES = frozenset(b"set list file unset message source_group".split())
_WORDS = frozenset(
    b"STATIC SHARED MODULE OBJECT INTERFACE EXCLUDE_FROM_ALL WIN32 MACOSX_BUNDLE PUBLIC PRIVATE "
    b"ALIAS IMPORTED".split()
)


def sources(file: CMakeFile, command: Command) -> Iterator[bytes]:
    """The words of a command that may be sources: the first of CMake's own is a target."""
    for part in arguments(file.data, command)[1:]:
        for word in part.words():
            text = file.text(word.span)
            if text == b"OPTIONS" and command.name.startswith(b"cuda_"):
                return
            if not word.decides and text not in _WORDS:
                yield text


def is_made(file: CMakeFile, target: bytes) -> bool:
    """Whether a target is made in the file, whose folder its sources then belong to."""
    return any(
        command.name in MAKES and file.texts(command)[:1] == [target]
        for command in file.naming(target)
    )


def has_host_sources(file: CMakeFile, variable: bytes) -> bool:
    """Whether a file gives a variable a value of its own in which no source of CUDA's is, whatever
    other files have in one of that name.
    """
    if not is_plainly_given(file, variable):
        return False
    named = file.naming(variable)
    values = {item: given(item, file.texts(item)) for item in named}
    resets = any(item.name in _RESETS and values[item][0] == variable for item in named)
    words = [word for name, found in values.values() if name == variable for word in found]
    return resets and bool(words) and all(map(_is_of_host, words))


def is_plainly_given(file: CMakeFile, variable: bytes) -> bool:
    """Whether no function of the tree's gets the name of a variable, which it may give others."""
    return all(item.name in _VALUES or OWN.fullmatch(item.name) for item in file.naming(variable))


def _is_of_host(word: bytes) -> bool:
    """Whether a word is a source, or a pattern for some, that is none of CUDA's."""
    return b"." in word and _VARIABLE.fullmatch(word) is None and not is_source(word)


def is_asked_for(file: CMakeFile, source: bytes) -> bool:
    """Whether the file gives a source the language CUDA."""
    for command in file.naming(source):
        texts = file.texts(command)
        if command.name == b"set_source_files_properties" and b"PROPERTIES" in texts:
            named, said = texts[: texts.index(b"PROPERTIES")], pairwise(texts)
            if source in named and (b"LANGUAGE", b"CUDA") in said:
                return True
    return False


def has_only_cudas(file: CMakeFile, command: Command, tools: Tools) -> bool:
    """Whether all sources of the target that a command speaks of are CUDA's, so that what these get
    is what its C++ sources get.
    """
    texts = file.texts(command)
    named = file.naming(texts[0]) if texts else ()
    made = [other for other in named if other.name in TARGETS and file.texts(other)[0] == texts[0]]
    words = [text for other in made for text in sources(file, other)]
    return (
        bool(words)
        and command.name.startswith((b"target_", b"set_"))
        and all(
            is_source(text) or _holds_only(text, tools) or is_asked_for(file, text)
            for text in words
        )
    )


def _holds_only(text: bytes, tools: Tools) -> bool:
    match = _VARIABLE.fullmatch(text)
    return match is not None and holds(match[1].decode(), tools.seen) == (True, False)


def standards(
    file: CMakeFile, command: Command, words: Sequence[Part], tools: Tools, plan: Plan
) -> None:
    """Standards of the language: one for both sides, and none below what the headers need."""
    least = tools.tables.word("least_standard")
    texts = [file.text(word.span) for word in words]
    is_property = PROPERTIES.fullmatch(command.name) is not None
    for (name, value), (text, number) in zip(pairwise(words), pairwise(texts), strict=True):
        known = tools.tables.known(text)
        if known is None or known.kind is not NameKind.STANDARD:
            continue
        if not (is_property or (command.name == b"set" and name is words[0])):
            continue
        if known.becomes.encode() in texts and known.cuda != known.becomes:
            plan.put(name, [], "cmake")
            plan.put(value, [], "cmake")
            continue
        if known.cuda != known.becomes:
            plan.put(name, [known.becomes.encode()], "cmake")
        if number.isdigit() and _year(number) < _year(least):
            plan.put(value, [least], "cmake")


def _year(number: bytes) -> int:
    """The year of a standard of C++, which is called by its last two digits."""
    return int(number) % 100 - (100 if int(number) % 100 > 70 else 0)
