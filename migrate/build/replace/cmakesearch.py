"""Searches of CMake's for one of CUDA's libraries or headers: they look for the target's.

What comes in is a ``find_library`` or ``find_path`` with what the target links and includes in the
place of CUDA's libraries; what goes out is a plan of its words. Folders of CUDA's that it looks in
go. A search that knows a name without a counterpart, or looks nowhere else, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile
from migrate.build.replace.cmakewords import Part
from migrate.regex import regex
from migrate.rules.buildrules import Library
from migrate.text.cmake import Command

_NAMES = frozenset(b"NAMES NAMES_PER_DIR".split())
_KEYWORD = regex(rb"HINTS|PATHS|PATH_SUFFIXES|DOC|ENV|REQUIRED|OPTIONAL|VALIDATOR|NO_\w+|\w+_PATH")
_FILE = regex(rb"(lib)?(\w+?)(?:_static)?(\.so)?")
_HEADER = regex(rb"(\w+?)(?:_v2|_api|_static|Dn|Sp|Rf|Xt|Mg|XT)?\.h")
_RUNTIME = regex(rb"cuda(?:_runtime(?:_api)?)?\.h")
_FOLDER = regex(
    rb"(?:\$(?:ENV)?\{CUDA\w*(?:DIR|ROOT|HOME|PATH|DIRS|INCLUDE)(?:_V\w+)?\}|/usr/local/cuda[\w.-]*)(?:/[\w./-]*)?"
)
_SEARCHES = frozenset(b"find_library find_path find_file".split())


def searched(
    file: CMakeFile, command: Command, words: Sequence[Part], tools: Tools
) -> dict[int, list[bytes]]:
    """What becomes of the words of a search, by where they begin; nothing of any other command."""
    texts = [file.text(word.span) for word in words]
    if command.name not in _SEARCHES or not tools.tables.word("runtime"):
        return {}
    named = list(_names(texts))
    new = [_new(command.name, texts[at], tools) for at in named]
    if not named or not all(new) or b"NO_DEFAULT_PATH" in texts:
        return {}
    plan: dict[int, list[bytes]] = {}
    for at, name in zip(named, new, strict=True):
        plan[words[at].start] = [name] if [name] not in plan.values() else []
    for word, text in zip(words[named[-1] + 1 :], texts[named[-1] + 1 :], strict=True):
        if _FOLDER.fullmatch(text):
            plan[word.start] = []
    return plan


def found_by(file: CMakeFile, tools: Tools) -> frozenset[bytes]:
    """The variables that searches for the target's libraries give a value."""
    return frozenset(
        texts[0]
        for command in file.calling(_SEARCHES)
        if (texts := file.texts(command)) and _is_known(texts, command, tools)
    )


def _is_known(texts: Sequence[bytes], command: Command, tools: Tools) -> bool:
    named = list(_names(texts))
    is_open = bool(named) and b"NO_DEFAULT_PATH" not in texts
    return is_open and all(_new(command.name, texts[at], tools) for at in named)


def _names(texts: Sequence[bytes]) -> Iterator[int]:
    """The words that are looked for."""
    for at, text in enumerate(texts[1:], 1):
        if _KEYWORD.fullmatch(text):
            return
        if text not in _NAMES:
            yield at


def _new(command: bytes, text: bytes, tools: Tools) -> bytes:
    """What is looked for in the place of a name; nothing where there is no such thing."""
    if command == b"find_library":
        match = _FILE.fullmatch(text)
        library = _library(match[2], tools) if match is not None else None
        if match is None or library is None:
            return b""
        return (match[1] or b"") + library.link.encode() + (match[3] or b"")
    if _RUNTIME.fullmatch(text):
        text = b"cuda.h"
    match = _HEADER.fullmatch(text)
    library = _library(match[1], tools) if match is not None else None
    return library.header.encode() if library is not None else b""


def _library(name: bytes, tools: Tools) -> Library | None:
    return tools.library(name.decode())
