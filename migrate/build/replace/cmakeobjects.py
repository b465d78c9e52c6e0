"""Variables that commands of FindCUDA's give a value, for a target with a language of CMake's.

What comes in is ``cuda_compile(OBJECTS sources ...)``; what goes out is a command that gives the
variable the sources themselves, with the lines that say their language and options: who makes a
target of the variable then compiles them. It stays where the variable is used for anything but
targets and lists. Options that ``cuda_select_nvcc_arch_flags`` makes of capabilities are none on
the target, which has a variable for its GPUs.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile
from migrate.build.replace.cmakeflags import options_given
from migrate.build.replace.cmakewords import Part
from migrate.build.replace.plans import Plan
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rules.buildtables import NameKind
from migrate.text.cmake import Command

_KINDS = frozenset(b"STATIC SHARED MODULE".split())
_WORD = regex(rb"\w+")
_USES = regex(rb"add_library|add_executable|cuda_add_\w+|target_sources|set|list|source_group")

_NAMED = regex(rb"(?i)arch|gencode|(?<![a-z])sm(?![a-z])|capabilit|(?<![a-z])cc(?![a-z])")
_PURE = regex(
    rb"(?:[\s;]*(?:--?(?:gencode|generate-code)[=\s;]+\\?\"?arch=compute_(?:\d+[af]?|\$\{\w+\})"
    rb",code=\\?\"?\[?(?:,?(?:sm|compute)_(?:\d+[af]?|\$\{\w+\}))+\]?\\?\"?"
    rb"|--?(?:arch|gpu-architecture)[=\s]+(?:sm|compute)_(?:\d+[af]?|\$\{\w+\})))*[\s;]*"
)
_LISTS = frozenset(b"list string".split())
SELECTS = b"cuda_select_nvcc_arch_flags"
_READERS = frozenset(
    b"set target_compile_options add_compile_options cuda_add_library cuda_add_executable "
    b"cuda_compile if elseif message".split()
)


def is_compiled(file: CMakeFile, command: Command, tools: Tools) -> bool:
    """Whether a command makes objects that only targets take."""
    texts = file.texts(command)
    has_own = bool(tools.tables.word("language")) and not tools.tables.is_shared
    if command.name != b"cuda_compile" or not has_own or len(texts) < 2:
        return False
    read = b"${%b}" % texts[0]
    users = [
        other
        for other in file.commands
        if other is not command and any(read in text for text in file.texts(other))
    ]
    is_known = _WORD.fullmatch(texts[0]) is not None and b"OPTIONS" not in texts[:2]
    return is_known and bool(users) and all(_USES.fullmatch(user.name) for user in users)


def sources_given(
    file: CMakeFile, command: Command, parts: Sequence[Part], plan: Plan, tools: Tools
) -> tuple[list[Edit], list[bytes]]:
    """The edits of the command, and the lines behind it."""
    texts = [file.text(part.span) for part in parts]
    at = texts.index(b"OPTIONS") if b"OPTIONS" in texts else len(texts)
    sources = [text for text in texts[1:at] if text not in _KINDS]
    options = list(options_given(NameKind.OPTIONS, tools))
    for part in parts[at + 1 :]:
        for word in part.words():
            options += plan.words.get(word.start, [file.text(word.span)])
    named = b" ".join(sources)
    edit = Edit(*command.span, b"set(%b %b)" % (texts[0], named))
    given = b"PROPERTIES LANGUAGE %b" % tools.tables.word("language")
    if options:
        given += b' COMPILE_OPTIONS "%b"' % b";".join(options)
    return [edit], [b"set_source_files_properties(%b %b)" % (named, given)]


def selected(file: CMakeFile) -> frozenset[bytes]:
    """Variables that get nothing but options on architectures, which only rows of options read."""
    given: dict[bytes, list[bytes | None]] = {}
    for command in file.commands:
        name, options = _options_given(file, command)
        given.setdefault(name, []).append(options)
    names = {name for name, all_of in given.items() if None not in all_of and any(all_of)}
    for command in file.commands:
        is_added = command.name in _LISTS and file.texts(command)[:1] == [b"APPEND"]
        if is_added or command.name in _READERS:
            continue
        text = file.text(Span(command.head.end, command.span.end))
        names = {name for name in names if b"${%b}" % name not in text}
    return frozenset(names)


def _options_given(file: CMakeFile, command: Command) -> tuple[bytes, bytes | None]:
    """The variable that a command gives a value, and this if it is options on architectures."""
    texts = file.texts(command)
    if command.name == SELECTS:
        return b"".join(texts[:1]), SELECTS
    at = {b"set": 0, b"list": 1, b"string": 1}.get(command.name, len(texts))
    if at >= len(texts):
        return b"", None
    value = b" ".join(texts[at + 1 :]).replace(b"${%b}" % texts[at], b"").strip()
    is_pure = _NAMED.search(texts[at]) is not None and _PURE.fullmatch(value) is not None
    return texts[at], value if is_pure else None


def gives(file: CMakeFile, command: Command, names: frozenset[bytes]) -> bool:
    """Whether a command does nothing but to give one of the variables a value."""
    return _options_given(file, command)[0] in names
