"""The compiler of the host in a Makefile, for a target whose compiler is one of both sides.

What comes in are the lines of a file that calls nvcc; what goes out says which variables and
commands call a compiler of C++, and may call the target's, which other programs get libraries of
CUDA's, and the line that a Makefile needs that leaves the compiler to make. Nothing is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.build.replace.changes import Tools
from migrate.build.replace.makeuses import Uses, program_of
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.make import Kind, Line, Words, recipe

_CXX = regex(rb"(?:[\w./-]*/)?(?:g\+\+|c\+\+|clang\+\+)(?:-[\d.]+)?")
_OF_CXX = regex(r"(?i)\w*(?:cxx|cpp|c\+\+|gpp|nvcc)\w*|link|linker|ld")
_OF_C = regex(rb"(?:[\w./-]*/)?(?:gcc|cc|clang|icc|ld|ar|mpi\w+)(?:-[\d.]+)?")
_DEFAULT = b"CXX"
_USE = regex(rb"\$[({]CXX[)}]")


def is_cxx(text: bytes) -> bool:
    """Whether a word is a compiler of C++ that is no variable."""
    return _CXX.fullmatch(text) is not None


def calls_nvcc(data: bytes, uses: Uses, found: Sequence[Line]) -> bool:
    """Whether a file has a call of nvcc, or a variable that is."""
    return bool(uses.compilers(data)) or any(
        uses.is_compiler(data, command) is not None
        for line in found
        if line.kind is Kind.RECIPE
        for command in recipe(data, line)
    )


def gets_only_cxx(uses: Uses, name: str, data: bytes, found: Sequence[Line]) -> bool:
    """Whether all that gets a variable, besides nvcc, is known as a compiler of C++."""
    return all(map(_OF_CXX.fullmatch, uses.programs(name))) and not (
        "host" in uses.reaches(name) and any(_others(data, found))
    )


def _others(data: bytes, found: Sequence[Line]) -> Iterator[Span]:
    """The programs of commands that compile or link, and not C++."""
    for line in found or ():
        for command in recipe(data, line) if line.kind is Kind.RECIPE else ():
            program = program_of(data, command)
            if program is not None and _OF_C.fullmatch(data[slice(*program)]):
                yield program


def is_of_cxx(data: bytes, command: Words) -> bool:
    """Whether a command calls a compiler of C++, by its name or by that of a variable."""
    program = program_of(data, command)
    if program is None:
        return False
    text = data[slice(*program)]
    name = text.strip(b"${}()").decode("utf-8", "replace")
    return is_cxx(text) or (text.startswith(b"$") and _OF_CXX.fullmatch(name) is not None)


def default_changed(data: bytes, found: Sequence[Line], tools: Tools) -> Edit | None:
    """The line that says which compiler of C++ is called, where the file leaves that to make; it
    stands before the first that says anything.
    """
    if any(line.name == _DEFAULT for line in found):
        return None
    calls = (
        command
        for line in found
        if line.kind is Kind.RECIPE
        for command in recipe(data, line)
        if (program := program_of(data, command)) and _USE.fullmatch(data[slice(*program)])
    )
    first = next((line for line in found if line.kind is not Kind.OTHER), None)
    if next(calls, None) is None or first is None:
        return None
    text = b"%b = %b\n" % (_DEFAULT, tools.tables.word("host_compiler"))
    return Edit(first.span.start, first.span.start, text)
