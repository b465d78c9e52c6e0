"""Loops of CMake's that only collect nvcc's options on architectures.

What comes in is a file; what goes out are its loops that go, as a variable of the target's says
which GPUs are compiled for. A loop with anything else in it stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import CMakeFile
from migrate.regex import regex
from migrate.text.cmake import Command

_OPTION = regex(
    rb"(?:-gencode|--generate-code)[=\s;]+\"?arch=compute_%b,code=(?:sm|compute)_%b\"?"
    % ((rb"\$\{(\w+)\}",) * 2)
)
_BETWEEN = b" ;\t\r\n"


def of_architectures(file: CMakeFile, tools: Tools) -> list[tuple[int, int]]:
    """The loops that go, by their first and last command."""
    return list(_found(file)) if tools.tables.word("language") else []


def _found(file: CMakeFile) -> Iterator[tuple[int, int]]:
    for at, command in enumerate(file.commands[:-2]):
        texts = file.texts(command)
        is_loop = command.name == b"foreach" and texts[:1] != []
        if not is_loop or file.commands[at + 2].name != b"endforeach":
            continue
        if _only_adds(file, file.commands[at + 1], texts[0]):
            yield at, at + 2


def _only_adds(file: CMakeFile, command: Command, item: bytes) -> bool:
    """Whether a command adds an option on the architecture ``item`` to nvcc's, and does no more."""
    texts = file.texts(command)
    if command.name == b"set":
        name, values = b"".join(texts[:1]), texts[1:]
    elif command.name in (b"string", b"list") and texts[:1] == [b"APPEND"]:
        name, values = b"".join(texts[1:2]), [b"${%b}" % b"".join(texts[1:2]), *texts[2:]]
    else:
        return False
    text = b" ".join(values)
    own = b"${%b}" % name
    match = _OPTION.fullmatch(text.replace(own, b"", 1).strip(_BETWEEN))
    return text.count(own) == 1 and match is not None and match[1] == match[2] == item
