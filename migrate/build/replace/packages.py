"""Packages of CMake's: the search for CUDA's becomes that for the target's.

What comes in is a command that asks for a package, or for a release of CMake; what goes out is what
is written for it. Which libraries are asked for follows from what the build files link that the
search is for.
"""

from __future__ import annotations

from collections.abc import Iterable

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import LANGUAGE, OLD, UNSEARCHED, CMakeFile
from migrate.build.replace.cmakenames import library_target, variable_target
from migrate.model import Edit
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

_KEPT = (b"REQUIRED", b"QUIET")
_NAMED = frozenset(b"C Fortran ASM NONE OBJC Swift".split())  # where a project has no C++
_FINDS = (b"find_package", b"find_dependency")
_RELEASE = regex(rb"(\d+)\.(\d+)(?:\.\d+)*(?:(\.\.\.)([\d.]+))?")


def is_search(command: Command, tools: Tools) -> bool:
    """Whether a command asks for a package, or for a language that one stands for."""
    asks = (*_FINDS, b"enable_language", b"check_language")
    return command.name in (asks if tools.tables.is_shared else _FINDS)


def behind_project(file: CMakeFile, command: Command, tools: Tools) -> list[bytes]:
    """The search for the package that stands for the language of a project, or for those of the
    libraries that it links, where nothing asks for CUDA's.
    """
    if command.name != b"project" or b"CUDA" not in file.texts(command)[1:]:
        return []
    own = _of_language(file, b" REQUIRED", tools)
    first = tools.tables.known(b"CUDAToolkit")
    has_language = tools.tables.word("language") and not tools.tables.is_shared
    linked = [fact.removeprefix(UNSEARCHED) for fact in tools.seen if fact.startswith(UNSEARCHED)]
    if not has_language or first is None or not linked:
        return own
    name = first.becomes.encode()
    names = [name, *sorted(_of_libraries(linked, tools) - {name})]
    return [*own, *(b"find_package(%b REQUIRED)" % name for name in names)]


def _of_language(file: CMakeFile, asked: bytes, tools: Tools) -> list[bytes]:
    package = tools.tables.word("language_package")
    if not package:
        return []
    folder = b"/" + tools.helpers.encode() if tools.helpers != "." else b""
    place = b'include_directories("${CMAKE_CURRENT_LIST_DIR}%b")' % folder
    lines = [b"find_package(%b%b)" % (package, asked), place if tools.helpers else b""]
    return [line for line in lines if line and line not in file.data]


def _of_shared_language(file: CMakeFile, command: Command, tools: Tools) -> list[bytes]:
    """What is written for a command that asks for a language, or for CUDA beside one that does."""
    texts = file.texts(command)
    if command.name in _FINDS:
        asked = b"".join(b" " + text for text in _KEPT if text in texts)
        before = file.commands[: file.commands.index(command)]
        is_said = any(is_language(file, other) for other in before)
        found = [] if is_said else _of_language(file, asked, tools)
        names = (name for name in sorted(packages(tools)))
        return [*found, *(b"%b(%b%b)" % (command.name, name, asked) for name in names)]
    if command.name == b"check_language":
        return _of_language(file, b" QUIET", tools)
    language = tools.tables.word("language")
    enabled = [b"enable_language(%b)" % language] if _lacks(file, language) else []
    return [*enabled, *_of_language(file, b" REQUIRED", tools)]


def _lacks(file: CMakeFile, language: bytes) -> bool:
    """Whether the file's project names its languages, and a language is none of them."""
    texts = [file.texts(command)[1:] for command in file.commands if command.name == b"project"]
    named = [text for text in texts if _NAMED & {*text}]
    return bool(named) and not any(language in text for text in named)


def is_language(file: CMakeFile, command: Command) -> bool:
    """Whether a command asks for the language CUDA."""
    texts = file.texts(command)
    return (command.name == b"project" and b"CUDA" in texts[1:]) or (
        command.name in (b"enable_language", b"check_language") and texts[:1] == [b"CUDA"]
    )


def found_packages(file: CMakeFile, command: Command, tools: Tools) -> list[bytes]:
    """The commands for one that asks for CUDA; none for any other. What the target's modules are
    looked for in is added before.
    """
    texts = file.texts(command)
    known = tools.tables.known(texts[0]) if texts else None
    has_comment = b"#" in file.text(command.span)
    if known is None or known.kind is not NameKind.PACKAGE or has_comment:
        return []
    if tools.tables.is_shared:
        return _of_shared_language(file, command, tools) or [b""]
    asked = b"".join(b" " + text for text in _KEPT if text in texts)
    first = known.becomes.encode()
    names = [first, *(name for name in sorted(packages(tools)) if name != first)]
    spelled = file.data[command.span.start : command.span.start + len(command.name)]
    found = [b"%b(%b%b)" % (spelled, name, asked) for name in names]
    folders = tools.tables.word("module_path")
    found += _values(tools)
    where = b"list(APPEND CMAKE_MODULE_PATH %b)" % folders
    return [where, *found] if folders and where not in file.data else found


def with_language(found: list[bytes], tools: Tools) -> list[bytes]:
    """The commands of a search, with one for the language: behind a search that may fail the
    language is asked for where it did not, as FindCUDA stopped nobody who has no CUDA.
    """
    word = tools.tables.word("language")
    enabled = b"enable_language(%b)" % word
    first = found[0]
    if b"REQUIRED" in first:
        return [enabled, *found]
    name = first[first.index(b"(") + 1 :].rstrip(b")").split()[0]
    return [first, b"if(%b_FOUND)" % name, b"  " + enabled, b"endif()", *found[1:]]


def _values(tools: Tools) -> list[bytes]:
    """Variables of FindCUDA's that the tree adds to, with what the search gives them."""
    if not tools.tables.word("runtime"):
        return []
    given = sorted(fact[len("given:") :] for fact in tools.seen if fact.startswith("given:"))
    values = [(name, variable_target(name.encode(), tools)) for name in given]
    return [b"set(%b %b)" % (name.encode(), target) for name, target in values if target]


def packages(tools: Tools) -> set[bytes]:
    """The packages of the libraries that are linked by what becomes a target."""
    has_all = tools.tables.word("runtime") or tools.tables.is_shared
    wanted = "library:" if has_all else "target:"
    linked = (fact.removeprefix(wanted) for fact in tools.seen if fact.startswith(wanted))
    return _of_libraries(linked, tools)


def _of_libraries(linked: Iterable[str], tools: Tools) -> set[bytes]:
    found = set()
    for name in (name.removesuffix("_static") for name in linked):
        library = tools.library(name)
        if library is None or not library.target or not library_target(name, tools):
            continue
        if library.target.encode() != tools.tables.word("runtime"):
            found.add((library.package or library.link).encode())
    return found


def enables(file: CMakeFile, tools: Tools) -> bool:
    """Whether the language has to be asked for: FindCUDA had none."""
    word = tools.tables.word("language")
    if not word or tools.tables.is_shared or b"enable_language(%b)" % word in file.data:
        return False
    return OLD in tools.seen and LANGUAGE not in tools.seen


def raised(file: CMakeFile, command: Command, tools: Tools) -> Edit | None:
    """The least release of CMake, where it does not know the language."""
    texts = file.texts(command)
    since = tools.tables.word("language_since")
    if b"VERSION" not in texts[:-1] or not since:
        return None
    argument = command.arguments[texts.index(b"VERSION") + 1]
    text = file.text(argument.inside)
    match = _RELEASE.fullmatch(text)
    if match is None or _release(text) >= _release(since):
        return None
    most = match[4] if match[3] and _release(match[4]) > _release(since) else b""
    return Edit(*argument.inside, since + (b"..." + most if most else b""))


def _release(text: bytes) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(b"...")[0].split(b".")[:2] if part.isdigit())
