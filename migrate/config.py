"""``migrate.toml`` or ``[tool.migrate]``, and the command line over it, to ``Settings``.

What comes in is the folder to search upward from and the options that were typed; what goes out is
one immutable value in which every choice is made. A key nobody knows, or a value of the wrong type,
is refused with the file, the line and what was probably meant. Nothing here looks at source files.
"""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from migrate.model import Safety, UserError
from migrate.tomlfile import place, read_toml, refuse_unknown_keys

FILE_NAME = "migrate.toml"


class FailOn(Enum):
    """From which kind of finding on the exit code is 1; ``MANUAL`` includes unknown names."""

    MANUAL = "manual"
    REVIEW = "review"
    NEVER = "never"


class LaunchSyntax(Enum):
    """How a kernel launch is written in the port, where the target reads both."""

    CHEVRON = "chevron"
    MACRO = "macro"


class Apply(Enum):
    """The least certain kind of fix that is made."""

    SAFE = "safe"
    REVIEW = "review"

    @property
    def safety(self) -> Safety:
        return Safety[self.name]


@dataclass(frozen=True, slots=True)
class Patterns:
    """Globs in the manner of ``.gitignore``, relative to ``base`` (each PATH where it is None)."""

    lines: tuple[str, ...]
    base: Path | None = None


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What may differ from path to path. ``ignore`` holds ids as in ``migrate: ignore[...]``."""

    apply: Apply = Apply.SAFE
    launch_syntax: LaunchSyntax = LaunchSyntax.CHEVRON
    ignore: tuple[str, ...] = ()
    skip: bool = False


@dataclass(frozen=True, slots=True)
class PerPath:
    """Options for the files that match; ``options`` holds only what the table sets."""

    patterns: Patterns
    options: Mapping[str, Any]

    def without(self, names: Collection[str]) -> PerPath:
        """The same table less the options that were typed."""
        kept = {name: value for name, value in self.options.items() if name not in names}
        return replace(self, options=kept)


@dataclass(frozen=True, slots=True)
class Semantic:
    """Whether and how translation units are parsed, for certainty.

    ``wanted`` None leaves it to whether there is a compile database. ``timeout`` is in seconds a
    unit; ``cache`` says whether results are kept. Programs below ``cuda_path`` are run only if it
    was ``typed``: a folder that a tree's own configuration names is one for headers.
    """

    wanted: bool | None = None
    database: Path | None = None
    include_dirs: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()
    std: str = ""
    cuda_path: Path | None = None
    typed: bool = False
    timeout: int = 60
    cache: bool = True


@dataclass(frozen=True, slots=True)
class Running:
    """How a program is linked, run and compared.

    ``link`` and ``link_original`` name libraries, None where they are to be derived from the
    headers; ``arguments`` are the program's, ``folder`` is where it runs (None: in a copy of the
    PATH), ``timeout`` in seconds. ``expected`` holds what it printed before, ``exit_code`` is what
    it returns; numbers may differ by ``relative`` of the larger one or by ``absolute``, and what
    fits one of ``ignored`` does not count.
    """

    link: tuple[str, ...] | None = None
    link_original: tuple[str, ...] | None = None
    arguments: tuple[str, ...] = ()
    folder: Path | None = None
    timeout: int = 60
    expected: Path | None = None
    exit_code: int = 0
    relative: float = 1e-4
    absolute: float = 1e-6
    ignored: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice of one run. ``jobs`` 0 is one for each core; ``origin`` the file read; with
    ``force_exclude`` the ``exclude`` holds for PATHs, too; ``compile_timeout`` is for a unit.
    """

    to: str = "hip"
    arch: tuple[str, ...] = ()
    exclude: tuple[Patterns, ...] = ()
    force_exclude: bool = False
    extend_suffixes: tuple[str, ...] = ()
    max_file_size: int = 8 * 1024 * 1024
    fail_on: FailOn = FailOn.MANUAL
    guards: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    jobs: int = 0
    rename: bool = False
    show_info: bool = False
    options: FileOptions = field(default_factory=FileOptions)
    per_path: tuple[PerPath, ...] = ()
    semantic: Semantic = field(default_factory=Semantic)
    compile_timeout: int = 300
    running: Running = field(default_factory=Running)
    origin: Path | None = None


def load(start: Path, overrides: Mapping[str, object] | None = None) -> Settings:
    """Settings for a run that begins at ``start``; ``overrides`` are typed and win over any file.

    ``exclude`` and ``rules`` of the command line add to those of the file.
    """
    origin, table = _find(start)
    written = _read(_Source(origin), table, _TOP)
    typed = _read(_Source(None), overrides or {}, _TOP)
    values = {**written, **typed}
    for name in ("exclude", "rules"):
        values[name] = (*written.get(name, ()), *typed.get(name, ()))
    values["per_path"] = tuple(entry.without(typed) for entry in values.get("per_path", ()))
    options = FileOptions(**{name: values.pop(name) for name in _OPTIONS & values.keys()})
    chosen = {_SEMANTIC[name]: values.pop(name) for name in _SEMANTIC.keys() & values.keys()}
    semantic = Semantic(**chosen, typed="cuda_path" in typed)
    running = Running(**{_RUNNING[n]: values.pop(n) for n in _RUNNING.keys() & values.keys()})
    return Settings(**values, options=options, semantic=semantic, running=running, origin=origin)


def cache_folder() -> Path:
    """Where things are kept that can be made again."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "cuda-migrate"


def usual_cuda_paths() -> tuple[Path, ...]:
    """Where the environment says that an SDK is."""
    found = (os.environ.get(name) for name in ("CUDA_PATH", "CUDA_HOME"))
    return tuple(Path(path) for path in found if path)


def _find(start: Path) -> tuple[Path | None, Mapping[str, object]]:
    """The nearest configuration at or above ``start``."""
    here = start.resolve()
    for folder in (here, *here.parents):
        own = folder / FILE_NAME
        if own.is_file():
            return own, read_toml(own)
        shared = folder / "pyproject.toml"
        if shared.is_file() and b"tool.migrate" in shared.read_bytes():
            table = read_toml(shared).get("tool", {}).get("migrate")
            if table is not None:
                return shared, table
    return None, {}


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a value was written, so that a refusal can point at it. None is the command line."""

    path: Path | None

    def refuse(self, key: str, problem: str, advice: str = "") -> UserError:
        where = f"{place(self.path, key)}: {key}" if self.path else f"--{key}"
        return UserError(f"{where}: {problem}", advice)


_Reader = Callable[[_Source, str, object], Any]


def _read(
    source: _Source, table: Mapping[str, object], readers: Mapping[str, _Reader]
) -> dict[str, Any]:
    """The table's values by attribute name, each read by the reader its key has."""
    if source.path:
        refuse_unknown_keys(source.path, table, readers)
    return {key.replace("-", "_"): readers[key](source, key, value) for key, value in table.items()}


def _typed(kind: type, wanted: str, source: _Source, key: str, value: object) -> object:
    if type(value) is not kind:
        raise source.refuse(key, f"expected {wanted}, found {value!r}")
    return value


def _count(source: _Source, key: str, value: object) -> object:
    if type(value) is not int or value < 0:
        raise source.refuse(key, f"expected a whole number, found {value!r}")
    return value


def _share(source: _Source, key: str, value: object) -> float:
    if type(value) not in (int, float) or not 0 <= float(str(value)) < math.inf:
        raise source.refuse(key, f"expected a number that is not below 0, found {value!r}")
    return float(str(value))


def _expressions(source: _Source, key: str, value: object) -> tuple[re.Pattern[str], ...]:
    found = []
    for text in _texts(source, key, value):
        try:
            found.append(re.compile(text))
        except re.error as error:
            raise source.refuse(key, f"{text!r} is no regular expression", str(error)) from None
    return tuple(found)


def _words(source: _Source, key: str, value: object) -> tuple[str, ...]:
    """Words in a list, or in one text as a shell takes it apart."""
    if not isinstance(value, str):
        return _texts(source, key, value)
    try:
        return tuple(shlex.split(value))
    except ValueError as error:
        raise source.refuse(key, f"{value!r} cannot be taken apart: {error}") from None


def _choice(kind: type[Enum], source: _Source, key: str, value: object) -> object:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise source.refuse(key, f"{value!r} is no choice", f"choose one of: {known}") from None


def _texts(source: _Source, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise source.refuse(key, f"expected a list of strings, found {value!r}")
    return tuple(value)


def _architectures(source: _Source, key: str, value: object) -> tuple[str, ...]:
    """Names in a list, or in one text between commas as they are typed."""
    names = value.split(",") if isinstance(value, str) else _texts(source, key, value)
    return tuple(map(str.strip, names))


def _suffixes(source: _Source, key: str, value: object) -> tuple[str, ...]:
    suffixes = _texts(source, key, value)
    for suffix in suffixes:
        if not re.fullmatch(r"\.[^/]+", suffix):
            raise source.refuse(key, f"{suffix!r} is no suffix", 'one starts with a dot: ".cuinc"')
    return suffixes


def _patterns(source: _Source, key: str, value: object) -> Patterns:
    return Patterns(_texts(source, key, value), source.path.parent if source.path else None)


def _exclude(source: _Source, key: str, value: object) -> tuple[Patterns, ...]:
    return (_patterns(source, key, value),)


def _folders(source: _Source, key: str, value: object) -> tuple[Path, ...]:
    base = source.path.parent if source.path else Path()
    folders = tuple(base / folder for folder in _texts(source, key, value))
    for folder in folders:
        if not folder.is_dir():
            raise source.refuse(key, f"{folder} is not a folder")
    return folders


def _existing(source: _Source, key: str, value: object) -> Path:
    base = source.path.parent if source.path else Path()
    path = base / str(value if isinstance(value, Path) else _text(source, key, value))
    if not path.exists():
        raise source.refuse(key, f"there is no {path}")
    return path


def _kind_of(holds: Callable[[Path], bool], wanted: str, *given: Any) -> Path:
    path = _existing(*given)
    if not holds(path):
        source, key, _ = given
        raise source.refuse(key, f"{path} is not a {wanted}")
    return path


def _per_path(source: _Source, key: str, value: object) -> tuple[PerPath, ...]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise source.refuse(key, "expected tables", f"write it as [[{key}]]")
    entries = []
    for table in value:
        values = _read(source, table, _PER_PATH)
        if "paths" not in values:
            raise source.refuse(key, "a table has no paths", 'add: paths = ["folder/**"]')
        entries.append(PerPath(values.pop("paths"), values))
    return tuple(entries)


_text: _Reader = partial(_typed, str, "a string")
_folder: _Reader = partial(_kind_of, Path.is_dir, "folder")
_file: _Reader = partial(_kind_of, Path.is_file, "file")
_flag: _Reader = partial(_typed, bool, "true or false")

_OPTIONS = frozenset(option.name for option in fields(FileOptions))
_PER_FILE: dict[str, _Reader] = {
    "apply": partial(_choice, Apply),
    "launch-syntax": partial(_choice, LaunchSyntax),
    "ignore": _texts,
}
_PER_PATH: dict[str, _Reader] = {**_PER_FILE, "paths": _patterns, "skip": _flag}
_TOP: dict[str, _Reader] = {
    **_PER_FILE,
    "to": _text,
    "arch": _architectures,
    "exclude": _exclude,
    "force-exclude": _flag,
    "extend-suffixes": _suffixes,
    "max-file-size": _count,
    "fail-on": partial(_choice, FailOn),
    "guards": _texts,
    "rules": _folders,
    "jobs": _count,
    "rename": _flag,
    "show-info": _flag,
    "per-path": _per_path,
    "semantic": _flag,
    "compile-commands": _existing,
    "include-dirs": _folders,
    "defines": _texts,
    "std": _text,
    "cuda-path": _existing,
    "unit-timeout": _count,
    "compile-timeout": _count,
    "cache": _flag,
    "link": _texts,
    "link-original": _texts,
    "run-args": _words,
    "run-dir": _folder,
    "run-timeout": _count,
    "expected": _file,
    "exit-code": _count,
    "tolerance": _share,
    "absolute-tolerance": _share,
    "ignore-output": _expressions,
}
_SEMANTIC = {  # attributes of ``Semantic``
    "semantic": "wanted",
    "compile_commands": "database",
    "include_dirs": "include_dirs",
    "defines": "defines",
    "std": "std",
    "cuda_path": "cuda_path",
    "unit_timeout": "timeout",
    "cache": "cache",
}
_RUNNING = {  # attributes of ``Running``
    "link": "link",
    "link_original": "link_original",
    "run_args": "arguments",
    "run_dir": "folder",
    "run_timeout": "timeout",
    "expected": "expected",
    "exit_code": "exit_code",
    "tolerance": "relative",
    "absolute_tolerance": "absolute",
    "ignore_output": "ignored",
}

KEYS, KEYS_PER_PATH = tuple(_TOP), tuple(_PER_PATH)
