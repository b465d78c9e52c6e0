"""Tables of a target by which build files are edited: ``build/`` in its folder of rules.

What comes in are the folders of rules; what goes out is a ``BuildTables``: what nvcc's options
become, what CMake's names for CUDA become, and how the target's own compiler, language and runtime
are called. A target without ``words.csv`` has none, and its build files are not edited; where a
word of it is missing, nothing is written that needs the word. No build file is opened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.bounded import text

FOLDER = "build"
_NEEDED = frozenset("compiler root root_default".split())
_WORDS = _NEEDED | frozenset(
    "host_options host_prefix source_option link_runtime language language_since compiler_id "
    "runtime module_path module_option separate_compile separate_link script_key "
    "folders script_extension script_module script_root script_build windows_libraries "
    "language_package target_command target_options least_standard host_compiler otherwise "
    "implied source_option_ends c_compiler".split()
)
_OPTION_COLUMNS = "option value becomes context note".split()
_WORD_COLUMNS = "word text note".split()
_NAME_COLUMNS = "cuda becomes kind note".split()
_CONFIGURED = regex(r"(CUDA_NVCC_FLAGS|CMAKE_CUDA_FLAGS)(_[A-Z0-9]+)")
ARCH, HOST, VALUE = "{arch}", "{host}", "{value}"


class Context(Enum):
    """Where a word is nvcc's option: anywhere, among options of device code only, or beside one
    that names an architecture.
    """

    ANY = "any"
    DEVICE = "device"
    ARCH = "arch"


class Option(NamedTuple):
    """An option with the values that the row holds for: none, or patterns with ``|`` between them.
    ``becomes`` is what is written for it, nothing where it goes.
    """

    name: str
    value: str
    becomes: str
    context: Context

    def fits(self, value: str) -> bool:
        return any(fnmatchcase(value, pattern) for pattern in self.value.split("|"))


class NameKind(Enum):
    """What a name of CMake's stands for."""

    VARIABLE = "variable"
    ASKED = "asked"  # a variable that is renamed in conditions only
    OPTIONS = "options"  # a variable of options that no command of CMake's reads on the target
    ARCHITECTURES = "architectures"
    PROPERTY_ARCHITECTURES = "property-architectures"
    GONE = "gone"  # a variable that says nothing on the target: what sets it goes
    FOLDER = "folder"  # a variable that holds folders of CUDA's
    PACKAGE = "package"  # what is asked for in the place of one of CUDA's packages
    COMMAND = "command"  # a command of FindCUDA's that the target's module has, too
    PROPERTY = "property"
    PROPERTY_GONE = "property-gone"
    STANDARD = "standard"  # a variable or property of a standard that is the host's as well
    TEXT = "text"  # a variable of options in one text, which nothing reads on the target


class Name(NamedTuple):
    cuda: str
    becomes: str
    kind: NameKind


@dataclass(frozen=True, slots=True)
class BuildTables:
    """All that is written in build files for a target; nothing, where ``words`` is empty."""

    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    names: Mapping[str, Name] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.words)

    def word(self, key: str) -> bytes:
        """What ``words.csv`` says of the target; nothing where it does not say it."""
        return self.words.get(key, "").encode()

    @property
    def is_shared(self) -> bool:
        """Whether device code is in a language that the host's code is in, too."""
        return "language_package" in self.words

    def is_of_architectures(self, name: bytes) -> bool:
        """Whether it is a variable of GPUs, by CUDA's name or by the target's."""
        text = name.decode("utf-8", "replace")
        found = (item for item in self.names.values() if item.kind is NameKind.ARCHITECTURES)
        return any(text in (item.cuda, item.becomes) for item in found)

    def known(self, name: bytes) -> Name | None:
        """What a name of CMake's becomes; one of options for a configuration, as the others do."""
        text = name.decode("utf-8", "replace")
        found = self.names.get(text)
        own = _CONFIGURED.fullmatch(text) if found is None else None
        base = self.names.get(own[1]) if own is not None else None
        if own is None or base is None or not base.becomes:
            return found
        return base._replace(cuda=text, becomes=f"{base.becomes}{own[2]}")


def load_build_tables(target: str, folders: Iterable[Path]) -> BuildTables:
    """The tables of ``target``; rows of later folders come first."""
    words: dict[str, str] = {}
    options: dict[str, tuple[Option, ...]] = {}
    names: dict[str, Name] = {}
    for folder in folders:
        place = folder / target / FOLDER
        for word, said, _ in _rows(place / "words.csv", _WORD_COLUMNS):
            if word not in _WORDS:
                raise UserError(f"{place}/words.csv: unknown word {word!r}")
            words[word] = said
        for row in _rows(place / "options.csv", _OPTION_COLUMNS):
            name, value, becomes, context, _ = row
            option = Option(name, value, becomes, Context(context))
            options[name] = (option, *options.get(name, ()))
        for cuda, becomes, kind, _ in _rows(place / "cmake.csv", _NAME_COLUMNS):
            names[cuda] = Name(cuda, becomes, NameKind(kind))
    if words and (missing := _NEEDED - words.keys()):
        raise UserError(f"{target}/{FOLDER}/words.csv has no {', '.join(sorted(missing))}")
    return BuildTables(options, names, words)


def _rows(file: Path, columns: list[str]) -> Iterator[list[str]]:
    """The rows of a table, which are in the order of their first two columns' bytes."""
    if not file.is_file():
        return
    import csv

    header, *rows = csv.reader(text(file).splitlines())
    if header != columns:
        raise UserError(f"{file}:1: the columns are {','.join(header)!r}", ",".join(columns))
    before: tuple[str, ...] = ()
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns) or tuple(row[:2]) <= before:
            raise UserError(f"{file}:{number}: {','.join(row)!r}", "write one row a name, sorted")
        before = tuple(row[:2])
        yield row
