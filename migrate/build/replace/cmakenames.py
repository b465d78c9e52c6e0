"""Words of CMake's commands that have another name on the target.

What comes in is one command of a file with its words; what goes out is a plan, what becomes of
which word, with the bytes that each settles. Languages, variables, properties, features, targets of
libraries, folders and options are told apart by the command and by where in it a word stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakeasked import compiler, header_folders, reads_on
from migrate.build.replace.cmakefile import (
    FOUND,
    LIBRARY_NAME,
    PACKAGE,
    CMakeFile,
    listed_languages,
)
from migrate.build.replace.cmakehosts import has_only_cudas, standards
from migrate.build.replace.cmakeoptions import options
from migrate.build.replace.cmakesearch import found_by, searched
from migrate.build.replace.cmakewords import Part
from migrate.build.replace.plans import PROPERTIES, Plan
from migrate.regex import regex
from migrate.rules.buildtables import Name, NameKind
from migrate.text.cmake import Command

_LANGUAGE = regex(rb"\$<(?:COMPILE|LINK)_LANG\w*:")
_VARIABLE = regex(rb"\$\{(\w+)\}")
_CONFIGURED = regex(rb"\$\{(CUDA_NVCC_FLAGS|CMAKE_CUDA_FLAGS)_(?=\$\{)")
_TARGET = regex(rb"CUDA::(\w+)")
_LIBRARY = regex(rb"\$\{(CUDA_(?:\w+?_)?LIBRAR(?:Y|IES))\}")
# Commands, and names of such, that take a variable's value for that of a file.
_OF_FILES = regex(
    rb"(?:get|find|copy|cp|stage|bundle|read)_\w+|\w+_(?:path|dir|file|filename)s?|file|install|string|configure_file|if|elseif|while"
)
_FEATURE = regex(rb"cuda_std_(\d+)")
_FOLDER = regex(rb"\$(?:ENV)?\{(\w+)\}(?:/[\w./-]*)?")
_LINKED = regex(rb"(-l)?(cudart|cublas|cublasLt|cufft|curand|cusparse|cusolver|nvrtc|cuda)")
_OPTION = regex(rb"-l(\w+)")
_ASKS_LANGUAGE = frozenset(b"project enable_language check_language".split())
_CONDITIONS = frozenset(b"if elseif while".split())
_ASK = _CONDITIONS | {b"unset"}
_OPTIONS = frozenset(
    b"set list string target_compile_options add_compile_options target_link_options "
    b"set_property set_target_properties set_source_files_properties cuda_add_library "
    b"cuda_add_executable cuda_compile add_definitions".split()
)
_ADDS = frozenset(b"APPEND PREPEND INSERT CONCAT".split())
_GIVES = frozenset(b"set list".split())
_INCLUDES = frozenset(
    b"include_directories target_include_directories link_directories "
    b"target_link_directories".split()
)
_LINKS = frozenset(b"target_link_libraries link_libraries".split())
_ROOTS = frozenset(b"CUDA_TOOLKIT_ROOT_DIR CUDAToolkit_ROOT CUDA_HOME CUDA_PATH".split())


def planned(file: CMakeFile, command: Command, parts: Sequence[Part], tools: Tools) -> Plan:
    """What becomes of the words of a command; of one that looks for words only variables."""
    plan = Plan()
    words = [word for part in parts for word in part.words()]
    if _seeks(command, file.texts(command)):
        for word in words:
            _named(file, command, word, tools, plan)
        return plan
    _languages(file, command, words, tools, plan)
    if command.name in _CONDITIONS:
        compiler(file, words, tools, plan)
    for word in words:
        if word.start not in plan.words:
            _named(file, command, word, tools, plan)
    for start, new in searched(file, command, words, tools).items():
        plan.put(next(word for word in words if word.start == start), new, "libraries")
    _libraries(file, command, words, tools, plan)
    if tools.tables.is_shared:
        standards(file, command, words, tools, plan)
    if command.name in _GIVES and FOUND in tools.seen:
        header_folders(file, words, tools, plan)
    has_folders = tools.tables.word("runtime") or tools.tables.is_shared
    if command.name in _INCLUDES and PACKAGE in tools.seen and has_folders:
        _folders(file, words, tools, plan)
    if command.name in _OPTIONS:
        options(file, command, parts, tools, plan)
    return plan


def _seeks(command: Command, texts: Sequence[bytes]) -> bool:
    """Whether a command compares words, or takes some away."""
    return command.name in (b"list", b"string") and texts[:1] != [] and texts[0] not in _ADDS


def _languages(
    file: CMakeFile, command: Command, words: Sequence[Part], tools: Tools, plan: Plan
) -> None:
    """The language of CUDA's, where a word stands for one, and its compiler beside it."""
    language = tools.tables.word("language")
    if not language:
        return
    said = {file.text(word.span) for word in words} if tools.tables.is_shared else set()
    is_alike = not said or has_only_cudas(file, command, tools)
    before = b""
    is_list = command.name in _GIVES and _is_list_of_languages(file, words)
    for at, word in enumerate(words):
        text = file.text(word.span)
        in_expression = is_alike and word.decides and _is_of_language(file, words, word)
        if text == b"NVIDIA" and in_expression:
            plan.put(word, [tools.tables.word("compiler_id")], "cmake")
        elif (
            text == b"CUDA"
            and not _is_in_text(file, word)
            and (
                in_expression
                or before in (b"LANGUAGE", b"LINKER_LANGUAGE")
                or (is_list and at)
                or (command.name in _ASKS_LANGUAGE and (at or command.name != b"project"))
            )
        ):
            is_twice = language in said and command.name in _ASKS_LANGUAGE
            plan.put(word, [] if is_twice else [language], "cmake")
        before = text


def _is_list_of_languages(file: CMakeFile, words: Sequence[Part]) -> bool:
    """Whether a command gives a variable a value that says which languages a project has."""
    named = {file.text(word.span) for word in words[:2]}
    return b"CUDA" in {file.text(word.span) for word in words} and bool(
        named & listed_languages(file)
    )


def _is_in_text(file: CMakeFile, word: Part) -> bool:
    """Whether a word is one of several in quotes, as in what a project is described by."""
    return (
        file.data[word.start - 1 : word.start].isspace()
        and file.data.count(b'"', file.data.rfind(b"(", 0, word.start), word.start) % 2 == 1
        and not word.decides
    )


def _is_of_language(file: CMakeFile, words: Sequence[Part], word: Part) -> bool:
    """Whether a word stands in ``$<COMPILE_LANGUAGE:...>`` and its like."""
    start = file.data.rfind(b"$<", max(words[0].start - 2, 0), word.start)
    match = _LANGUAGE.match(file.data, max(start, 0))
    if start < 0 or match is None or b">" in file.data[start : word.start]:
        return False
    inside = file.data[match.end() : word.end]
    names = [name.strip() for name in inside.split(b",")]
    return names[0] == b"CUDA" or (b"CUDA" in names and b"_AND_ID" not in match[0])


def _named(file: CMakeFile, command: Command, word: Part, tools: Tools, plan: Plan) -> None:
    """A variable, a property or a feature."""
    text = file.text(word.span)
    feature = _FEATURE.fullmatch(text)
    language = tools.tables.word("language").lower()
    if feature is not None and language:
        least = tools.tables.word("least_standard")
        year = max(feature[1], least) if least else feature[1]
        plan.put(word, [language + b"_std_" + year], "cmake")
        return
    known = tools.tables.known(text)
    is_of_all = known is not None and known.kind is NameKind.PROPERTY and tools.tables.is_shared
    if is_of_all and not has_only_cudas(file, command, tools):
        return  # other sources would get it, too
    if known is not None and known.kind is NameKind.ASKED and reads_on(file, command, text):
        return  # what is found by it is not there
    if _is_renamed(text, command, tools) and not word.parts:
        plan.put(word, [known.becomes.encode() if known else text], "cmake")
        return
    read = _VARIABLE.sub(lambda match: _read(match, command, tools), text)
    read = _CONFIGURED.sub(lambda match: _of_configuration(match, command, tools), read)
    if read != text:
        plan.put(word, [read], "cmake")


def is_gone_property(known: Name, value: bytes) -> bool:
    """Whether a property says nothing on the target, as capabilities that are turned off do."""
    is_off = value.strip(b'"').upper() in (b"OFF", b"FALSE", b"NO")
    is_of_gpus = known.kind is NameKind.PROPERTY_ARCHITECTURES
    return known.kind is NameKind.PROPERTY_GONE or (is_of_gpus and is_off)


def _is_renamed(text: bytes, command: Command, tools: Tools) -> bool:
    known = tools.tables.known(text)
    if known is None:
        return False
    if known.kind is NameKind.PROPERTY:
        return PROPERTIES.fullmatch(command.name) is not None
    return known.kind in (NameKind.VARIABLE, NameKind.OPTIONS, NameKind.TEXT) or (
        known.kind is NameKind.ASKED and command.name in _ASK
    )


def _read(match: re.Match[bytes], command: Command, tools: Tools) -> bytes:
    return b"${%b}" % _new_name(match[1], command, tools)


def _of_configuration(match: re.Match[bytes], command: Command, tools: Tools) -> bytes:
    """The beginning of a variable's name of which another variable says the end."""
    return b"${%b_" % _new_name(match[1], command, tools)


def _new_name(name: bytes, command: Command, tools: Tools) -> bytes:
    known = tools.tables.known(name)
    renamed = known is not None and _is_renamed(name, command, tools)
    return known.becomes.encode() if known is not None and renamed else name


def _libraries(
    file: CMakeFile, command: Command, words: Sequence[Part], tools: Tools, plan: Plan
) -> None:
    """Targets and variables that stand for libraries, each once."""
    written: set[tuple[bytes, bool]] = set()
    found = found_by(file, tools) if command.name in _CONDITIONS else frozenset()
    for word in words:
        text = file.text(word.span)
        new = _linked(text, command, tools)
        if command.name in _CONDITIONS and LIBRARY_NAME.fullmatch(text) and text in found:
            plan.settled.append((word.span, "libraries"))
        elif command.name in _INCLUDES and new:
            plan.put(word, [], "libraries")  # no folder, whatever is there
        elif _is_unneeded(text, command, tools) and not word.decides:
            plan.put(word, [], "libraries")
        elif is_given(text, tools) and FOUND in tools.seen:
            plan.settled += [] if _OF_FILES.fullmatch(command.name) else [(word.span, "libraries")]
        elif new and (text != b"cuda" or _is_beside(file, command, words)):
            key = (new, word.is_device)
            twice = key in written and command.name not in _CONDITIONS and not word.decides
            plan.put(word, [] if twice else [new], "libraries")
            written.add(key)


def _linked(text: bytes, command: Command, tools: Tools) -> bytes:
    """What is linked in the place of a word. FindCUDA's variables are targets where the target's
    package has one for the runtime.
    """
    runtime = tools.tables.word("runtime")
    target = _TARGET.fullmatch(text)
    if target is not None:
        return library_target(target[1].decode(), tools)
    variable = _LIBRARY.fullmatch(text) if runtime or tools.tables.is_shared else None
    if variable is not None:
        is_kept = is_given(text, tools) or _OF_FILES.fullmatch(command.name)
        return b"" if is_kept else variable_target(variable[1], tools)
    option = _OPTION.fullmatch(text) if command.name in _OPTIONS else None
    if option is not None and (library := tools.library(option[1].decode())) is not None:
        return b"-l" + library.link.encode()
    plain = _LINKED.fullmatch(text) if command.name in _LINKS else None
    if plain is None:
        return b""
    library = tools.library(plain[2].decode())
    if library is None:
        return b""
    if PACKAGE in tools.seen and library.target and (runtime or tools.tables.is_shared):
        return library.target.encode()
    if tools.tables.is_shared:
        return b""
    return (plain[1] or b"") + library.link.encode()


def _is_unneeded(text: bytes, command: Command, tools: Tools) -> bool:
    """Whether a word is a library that the target's compiler needs nothing for."""
    if command.name in _CONDITIONS or not tools.tables.is_shared:
        return False
    target, variable = _TARGET.fullmatch(text), _LIBRARY.fullmatch(text)
    plain = _LINKED.fullmatch(text) if command.name in _LINKS else None
    if target is not None:
        return target[1] == b"toolkit" or tools.goes(target[1].decode())
    if variable is not None:
        named = LIBRARY_NAME.fullmatch(variable[1])
        name = (named[1] if named else None) or b"cudart"
        is_read = is_given(text, tools) or _OF_FILES.fullmatch(command.name) is not None
        return not is_read and tools.goes(name.decode().lower())
    return plain is not None and plain[2] != b"cuda" and tools.goes(plain[2].decode())


def _is_beside(file: CMakeFile, command: Command, words: Iterable[Part]) -> bool:
    """Whether ``cuda`` is the driver's library, and no target of the tree's: others of CUDA's are
    linked with it, or by the command after one that links it alone.
    """
    linked = (_LINKED.fullmatch(file.text(word.span)) for word in words)
    if _makes_cuda(file):
        return False
    if any(match and match[2] != b"cuda" for match in linked):
        return True
    at = next(at for at, item in enumerate(file.commands) if item is command)
    after = file.commands[at + 1 : at + 2]
    is_alone = command.name == b"link_libraries" and len(command.arguments) == 1
    return is_alone and any(
        item.name == command.name and any(map(_TARGET.fullmatch, file.texts(item)))
        for item in after
    )


def _makes_cuda(file: CMakeFile) -> bool:
    return any(
        command.name.startswith(b"add_") and file.texts(command)[:1] == [b"cuda"]
        for command in file.commands
    )


def is_given(text: bytes, tools: Tools) -> bool:
    """Whether a word reads a variable of FindCUDA's that the tree gives a value, too: what the
    search finds has to be in it, and the word stays.
    """
    match = _LIBRARY.fullmatch(text)
    if match is not None and tools.tables.is_shared:
        return f"given:{match[1].decode()}" in tools.seen
    if match is None or not tools.tables.word("runtime"):
        return False
    return f"given:{match[1].decode()}" in tools.seen and bool(variable_target(match[1], tools))


def variable_target(name: bytes, tools: Tools) -> bytes:
    """What stands for the value of a variable of FindCUDA's; nothing for any other variable."""
    match = LIBRARY_NAME.fullmatch(name)
    return library_target((match[1] or b"cudart").decode().lower(), tools) if match else b""


def library_target(name: str, tools: Tools) -> bytes:
    """The target of CMake's for one of CUDA's libraries."""
    base = name[: -len("_static")] if name.endswith("_static") and name != "cudart_static" else name
    if base == "toolkit":
        return tools.tables.word("runtime")
    library = tools.library(base)
    return library.target.encode() if library is not None else b""


def _folders(file: CMakeFile, words: Iterable[Part], tools: Tools, plan: Plan) -> None:
    """Folders of CUDA's headers and libraries, which the runtime's target has."""
    for word in words:
        match = _FOLDER.fullmatch(file.text(word.span))
        if match is None:
            continue
        known = tools.tables.known(match[1])
        if match[1] in _ROOTS or (known is not None and known.kind is NameKind.FOLDER):
            plan.put(word, [], "cmake")
            plan.drops_folder = True
