"""``compile_commands.json``, or a few settings, to the arguments each unit is parsed with.

What comes in are commands as CMake and others write them, for nvcc, clang or a host compiler; what
goes out are those of their arguments that say what a source means: where headers are, macros, the
standard. The rest (architectures, warnings, outputs, passes of other tools) is left out. Nothing is
run.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings import bounded

NAME = "compile_commands.json"
_CPP_SUFFIXES = (".cpp", ".cc", ".cxx")
_C_SUFFIX = ".c"
_PLACES = ("", "build")  # where a database is looked for, below a root
_FOLDERS = {  # arguments that name a folder or file, as parsers write them
    "-I": "-I",
    "-isystem": "-isystem",
    "-iquote": "-iquote",
    "-idirafter": "-idirafter",
    "-include": "-include",
    "--include-path": "-I",
    "--system-include": "-isystem",
    "--pre-include": "-include",
}
_MACROS = {"-D": "-D", "-U": "-U", "--define-macro": "-D", "--undefine-macro": "-U"}
_NVCC = "nvcc"
SEPARATE = "-fgpu-rdc"  # device code that is linked later, however it is written
_SEPARATE = {SEPARATE, *"-dc -rdc=true --device-c --relocatable-device-code=true".split()}
_RDC = ("-rdc", "--relocatable-device-code")  # with their value in the next word
_STANDARD = regex(r"-?-std(?:=|$)")
_OLDER = regex(r"(?:c|gnu)\+\+(?:98|03|0x|11|1y|14)")
_MOST_RESPONSES = 64  # files of options that a command names
_MOST_OPTIONS = 1024 * 1024  # bytes of one
_LEAST = 17  # the prelude needs C++17, and newer code reads older


def find(roots: Iterable[Path]) -> Path | None:
    """The database at or beside one of ``roots``."""
    folders = (root if root.is_dir() else root.parent for root in roots)
    places = (folder / place / NAME for folder in folders for place in _PLACES)
    return next((place for place in places if place.is_file()), None)


class Command(NamedTuple):
    """One command for a file: its words less the compiler, with those of the files of options that
    it names, and where it is given; whether the compiler is nvcc.
    """

    words: tuple[str, ...]
    folder: Path
    is_nvcc: bool

    @property
    def arguments(self) -> tuple[str, ...]:
        """Those of its words that say what a source means to any compiler."""
        return tuple(arguments(self.words, self.folder))


def read(path: Path) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Arguments by the real path of the file they are for; a file may be compiled several times.

    ``path`` is the database or its folder; raises ``UserError`` for one that cannot be read.
    """
    return {
        source: tuple(dict.fromkeys(command.arguments for command in found))
        for source, found in commands(path).items()
    }


def commands(path: Path) -> Mapping[str, tuple[Command, ...]]:
    """The same, with all words of each command."""
    file = path / NAME if path.is_dir() else path
    try:
        data = bounded.read(file, bounded.MOST_MADE)
        entries = json.loads(data.decode("utf-8-sig", "surrogateescape"))
        if not isinstance(entries, list):
            raise TypeError("it is no list of commands")
        found: dict[str, dict[Command, None]] = {}
        for entry in entries:
            folder = Path(file.parent, entry["directory"])
            source = str(Path(folder, entry["file"]).resolve())
            program, *words = _words(entry)
            command = Command(tuple(expanded(words, folder)), folder, _NVCC in program)
            found.setdefault(source, {})[command] = None
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        advice = "have your build write it anew: cmake -DCMAKE_EXPORT_COMPILE_COMMANDS=ON"
        raise UserError(f"{file} is no compile database: {error!r}", advice) from None
    return {source: tuple(items) for source, items in found.items()}


def _words(entry: Mapping[str, Any]) -> list[str]:
    """The words of a command, of which the first is the compiler, where there is any."""
    words = entry.get("arguments")
    if words is not None and not (
        isinstance(words, list) and all(isinstance(word, str) for word in words)
    ):
        raise TypeError("arguments are no list of texts")
    found = words if words is not None else shlex.split(entry["command"])
    return found or [""]


def arguments(words: Sequence[str], folder: Path) -> Iterator[str]:
    """Those of ``words`` that matter, with paths made absolute from ``folder``."""
    pending = list(reversed([*expanded(words, folder)]))
    while pending:
        word = pending.pop()
        if word in ("-Xcompiler", "--compiler-options") and pending:
            pending.extend(reversed(pending.pop().split(",")))
        elif word.startswith("-Xcompiler="):
            pending.extend(reversed(word.partition("=")[2].split(",")))
        elif word in _SEPARATE or (word in _RDC and pending and pending.pop() == "true"):
            yield SEPARATE
        elif _STANDARD.match(word):
            yield standard(word.partition("=")[2] or (pending.pop() if pending else ""))
        else:
            yield from _kept(word, pending, folder)


def expanded(words: Sequence[str], folder: Path) -> Iterator[str]:
    """The ``words``, with those of a file of options in its place."""
    pending = list(reversed(words))
    budget = _MOST_RESPONSES
    while pending:
        word = pending.pop()
        if word in ("--options-file", "-optf") and pending:
            budget -= 1
            pending.extend(reversed(_responses(folder / pending.pop(), budget)))
        elif word.startswith("@"):
            budget -= 1
            pending.extend(reversed(_responses(folder / word[1:], budget)))
        else:
            yield word


def _kept(word: str, pending: list[str], folder: Path) -> Iterator[str]:
    """A folder, a header or a macro, in one word or two."""
    for options, is_path in ((_FOLDERS, True), (_MACROS, False)):
        for option in sorted(options, key=len, reverse=True):
            if not word.startswith(option):
                continue
            value = word[len(option) :].removeprefix("=")
            if not value and pending:
                value = pending.pop()
            elif value and not (option in ("-I", "-D", "-U") or word[len(option)] == "="):
                continue
            for part in value.split(",") if option.startswith("--") else (value,):
                said = str(folder / part) if is_path else part
                kind = options[option]
                yield from (f"{kind}{said}",) if len(kind) == len("-I") else (kind, said)
            return


def _responses(file: Path, budget: int) -> list[str]:
    """The words of a file of options; ``budget`` is how many more a command may have."""
    if budget < 0:
        raise UserError(
            f"{file}: a command names more than {_MOST_RESPONSES} files of options",
            "one of them names itself: have your build write them anew",
        )
    try:
        return shlex.split(bounded.read(file, _MOST_OPTIONS).decode("utf-8", "surrogateescape"))
    except (OSError, ValueError):
        return []  # a build that was never made lacks them; the rest still says something


def standard(name: str) -> str:
    """``-std=`` for a C++ standard, no older than what the prelude is written in."""
    if _OLDER.fullmatch(name):
        return f"-std={name.partition('+')[0]}++{_LEAST}"
    return f"-std={name}"


def plain(
    folders: Sequence[Path], defines: Sequence[str], std: str, derived: Sequence[str] = ()
) -> tuple[str, ...]:
    """Arguments for every unit of a tree that has no database.

    Folders ``derived`` from its layout come after those of the system, whose headers a file of the
    same name in the tree would hide.
    """
    return (
        *(f"-I{folder}" for folder in folders),
        *(f"-D{define}" for define in defines),
        *(word for folder in derived for word in ("-idirafter", folder)),
        *((standard(std),) if std else ()),
    )


def language(file: str, has_standard: bool) -> tuple[str, ...]:
    """What a unit is parsed as; a header by itself as CUDA's compiler would take it."""
    if file.endswith(_C_SUFFIX):
        return ("-x", "c", "-std=gnu2x")
    if file.endswith(_CPP_SUFFIXES):
        kind: tuple[str, ...] = ("-x", "c++")
    else:
        kind = ("-x", "cuda", "-nocudainc", "-nocudalib", "--cuda-host-only")
    return kind if has_standard else (*kind, f"-std=gnu++{_LEAST}")
