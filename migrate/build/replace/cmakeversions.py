"""Conditions of CMake's on the version of CUDA, of which nothing is left on the target.

What comes in is a file; what goes out are its conditions that only stop, or warn, who has another
version of CUDA's than the tree is for, by their first and last command. A condition in which
anything else is done stays.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.build.replace.cmakefile import CMakeFile
from migrate.regex import regex
from migrate.text.cmake import Command, Form

VERSION = regex(
    rb"(?:\$\{)?(?:CUDAToolkit_VERSION|CUDA_VERSION|CMAKE_CUDA_COMPILER_VERSION)(?:_\w+)?\}?"
)
_COMPARED = regex(rb"(?:VERSION_)?(?:LESS|GREATER|EQUAL)(?:_EQUAL)?|STREQUAL|MATCHES")
_NUMBER = regex(rb"[\d.]+|\D?[\d.^$|()\\]+|\$\{\w+\}")
_JOINS = frozenset(b"AND OR NOT DEFINED".split())
_ENDS = frozenset(b"else endif".split())
_TELLS = frozenset(b"message".split())


def asks_for_version(file: CMakeFile, command: Command) -> bool:
    """Whether a condition compares the version of CUDA with numbers, and asks nothing else."""
    asks = False
    for argument in command.arguments:
        text = file.text(argument.inside)
        if argument.form in (Form.OPEN, Form.CLOSE) or text in _JOINS or _COMPARED.fullmatch(text):
            continue
        if VERSION.fullmatch(text):
            asks = True
        elif not _NUMBER.fullmatch(text):
            return False
    return asks


def refusals(file: CMakeFile) -> Iterator[tuple[int, int]]:
    """The conditions on the version of CUDA that only tell something, outer ones only."""
    last = -1
    for block in sorted(file.blocks(), key=lambda block: block.first):
        if block.first < last:
            continue
        inside = [file.commands[at] for at in range(block.first, block.last)]
        asked = [item for item in inside if item.name in (b"if", b"elseif")]
        rest = [item for item in inside if item not in asked and item.name not in _ENDS]
        is_of_version = all(asks_for_version(file, item) for item in asked)
        if is_of_version and rest and all(item.name in _TELLS for item in rest):
            last = block.last
            yield block.first, block.last
