"""``migrate.toml`` or ``[tool.migrate]``, and the command line over it, to ``Settings``.

What comes in is the folder to search upward from and the options that were typed; what goes out is
one immutable value in which every choice is made. A key nobody knows, or a value of the wrong type,
is refused with the file, the line and what was probably meant. Nothing here looks at source files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from migrate.model import Safety, UserError
from migrate.process.budget import Budget
from migrate.settings import bounded, readers
from migrate.settings.toml import place, read_toml

FILE_NAME = "migrate.toml"
_MOST_DEEP = 4  # times that a pattern may go through folders of any depth


class FailOn(Enum):
    """From which kind of finding on the exit code is 1; ``MANUAL`` includes unknown names."""

    MANUAL = "manual"
    REVIEW = "review"
    NEVER = "never"


class LaunchSyntax(Enum):
    """How a kernel launch is written in the port, where the target reads both."""

    CHEVRON = "chevron"
    MACRO = "macro"


class Warp(Enum):
    """For which warps the port is written: those of the GPUs, or 32 lanes as CUDA's everywhere."""

    NATIVE = "native"
    LANES_32 = "32"


class Apply(Enum):
    """The least certain kind of fix that is made."""

    SAFE = "safe"
    REVIEW = "review"

    @property
    def safety(self) -> Safety:
        return Safety[self.name]


class Executor(Enum):
    """Who shares the work of a run: processes here, or a cluster of Dask's."""

    PROCESS = "process"
    DASK = "dask"


class Build(Enum):
    """What is done with build files; where nothing is said, what the target has tables for."""

    REPORT = "report"
    REPLACE = "replace"
    DUAL = "dual"


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
    build: Build | None = None


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
    unit. Programs below ``cuda_path`` are run only if it was ``typed``: a folder that a tree's own
    configuration names is one for headers.
    """

    wanted: bool | None = None
    database: Path | None = None
    include_dirs: tuple[Path, ...] = ()
    defines: tuple[str, ...] = ()
    std: str = ""
    cuda_path: Path | None = None
    typed: bool = False
    timeout: int = 60


@dataclass(frozen=True, slots=True)
class Running:
    """How a program is linked, run and compared.

    ``link`` and ``link_original`` name libraries, None where they are to be derived from the
    headers; ``arguments`` are the program's, ``folder`` is where it runs (None: in a copy of the
    PATH), ``timeout`` in seconds (None: what the target takes). ``expected`` holds what it printed
    before, ``exit_code`` is what it returns; numbers may differ by ``relative`` of the larger one
    or by ``absolute``, and what fits one of ``ignored`` does not count.
    """

    link: tuple[str, ...] | None = None
    link_original: tuple[str, ...] | None = None
    arguments: tuple[str, ...] = ()
    folder: Path | None = None
    timeout: int | None = None
    expected: Path | None = None
    exit_code: int = 0
    relative: float = 1e-4
    absolute: float = 1e-6
    ignored: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Every choice of one run. ``jobs`` 0 is one for each core; ``origin`` the file read; with
    ``force_exclude`` the ``exclude`` holds for PATHs, too; ``compile_timeout`` is for a unit;
    ``cache`` says whether what can be made again is kept for the next run. Where there is a folder
    ``within``, nothing of a tree that lies outside is read. ``scheduler`` is that of a
    cluster that shares the work, and is only ever typed: what files hold goes there.
    """

    to: str = "hip"
    arch: tuple[str, ...] = ()
    warp: Warp = Warp.NATIVE
    exclude: tuple[Patterns, ...] = ()
    force_exclude: bool = False
    extend_suffixes: tuple[str, ...] = ()
    max_file_size: int = 8 * 1024 * 1024
    budget: Budget = field(default_factory=Budget)
    fail_on: FailOn = FailOn.MANUAL
    guards: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    jobs: int = 0
    rename: bool = False
    shim: bool = False
    shim_header: str = ""
    show_info: bool = False
    options: FileOptions = field(default_factory=FileOptions)
    per_path: tuple[PerPath, ...] = ()
    semantic: Semantic = field(default_factory=Semantic)
    compile_timeout: int = 300
    cache: bool = True
    scheduler: str = ""
    running: Running = field(default_factory=Running)
    origin: Path | None = None
    within: Path | None = None


def load(
    start: Path, overrides: Mapping[str, object] | None = None, within: Path | None = None
) -> Settings:
    """Settings for a run that begins at ``start``; ``overrides`` are typed and win over any file.

    ``exclude`` and ``rules`` of the command line add to those of the file. A configuration outside
    the folder ``within`` is not looked for, and one inside names nothing outside.
    """
    origin, table = _find(start, within)
    written = readers.read(readers.Source(origin), table, _TOP)
    typed = readers.read(readers.Source(None), overrides or {}, _TOP)
    values = {**written, **typed}
    for name in ("exclude", "rules"):
        values[name] = (*written.get(name, ()), *typed.get(name, ()))
    values["per_path"] = tuple(entry.without(typed) for entry in values.get("per_path", ()))
    options = FileOptions(**{name: values.pop(name) for name in _OPTIONS & values.keys()})
    chosen = {_SEMANTIC[name]: values.pop(name) for name in _SEMANTIC.keys() & values.keys()}
    semantic = Semantic(**chosen, typed="cuda_path" in typed)
    running = Running(**{_RUNNING[n]: values.pop(n) for n in _RUNNING.keys() & values.keys()})
    budget = Budget(**{_BUDGET[n]: values.pop(n) for n in _BUDGET.keys() & values.keys()})
    settings = Settings(
        **values,
        options=options,
        budget=budget,
        semantic=semantic,
        running=running,
        origin=origin,
        within=within,
    )
    _refuse_outside(settings)
    return settings


def _refuse_outside(settings: Settings) -> None:
    """Refuse files and folders that are named and do not lie where all has to lie."""
    if settings.within is None:
        return
    semantic, running = settings.semantic, settings.running
    named = [*settings.rules, *semantic.include_dirs, semantic.database, semantic.cuda_path]
    for path in (*named, running.expected, running.folder):
        if path is not None and not path.resolve().is_relative_to(settings.within):
            raise UserError(
                f"{settings.origin or 'the configuration'}: {path} lies outside {settings.within}",
                "take it out of the configuration, or begin with a folder that holds both",
            )


def cache_folder() -> Path:
    """Where things are kept that can be made again."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "cuda-migrate"


def usual_cuda_paths() -> tuple[Path, ...]:
    """Where the environment says that an SDK is."""
    found = (os.environ.get(name) for name in ("CUDA_PATH", "CUDA_HOME"))
    return tuple(Path(path) for path in found if path)


def _find(start: Path, within: Path | None) -> tuple[Path | None, Mapping[str, object]]:
    """The nearest configuration at or above ``start``, which no link leads out of ``within``."""
    here = start.resolve()
    for folder in (here, *here.parents):
        own = folder / FILE_NAME
        if within is not None and not folder.is_relative_to(within):
            break
        for file in (own, folder / "pyproject.toml"):
            if within is not None and not file.resolve().is_relative_to(within):
                raise UserError(f"{file} is a link out of {within}", "put a file in its place")
        if own.exists() and not own.is_dir():
            return own, read_toml(own)
        shared = folder / "pyproject.toml"
        if shared.is_file() and b"tool.migrate" in bounded.read(shared):
            tools = read_toml(shared).get("tool")
            table = tools.get("migrate") if isinstance(tools, dict) else None
            if table is not None:
                if not isinstance(table, dict):
                    where = place(shared, "migrate")
                    raise UserError(f"{where}: tool.migrate is no table", "write [tool.migrate]")
                return shared, table
    return None, {}


def _patterns(source: readers.Source, key: str, value: object) -> Patterns:
    lines = readers.texts(source, key, value)
    for line in lines:
        if not _is_pattern(line):
            problem = f"{readers.clipped(line)} is no pattern"
            raise source.refuse(key, problem, "patterns are written as in .gitignore")
    return Patterns(lines, source.path.parent if source.path else None)


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec  # not needed where nothing is left out

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return line.count("**") <= _MOST_DEEP


def _warp(source: readers.Source, key: str, value: object) -> object:
    """A number is read as people write it, without quotes, too."""
    written = str(value) if isinstance(value, int) else value
    return readers.choice(Warp, source, key, written)


def _exclude(source: readers.Source, key: str, value: object) -> tuple[Patterns, ...]:
    return (_patterns(source, key, value),)


def _per_path(source: readers.Source, key: str, value: object) -> tuple[PerPath, ...]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise source.refuse(key, "expected tables", f"write it as [[{key}]]")
    entries = []
    for table in value:
        values = readers.read(source, table, _PER_PATH)
        if "paths" not in values:
            raise source.refuse(key, "a table has no paths", 'add: paths = ["folder/**"]')
        entries.append(PerPath(values.pop("paths"), values))
    return tuple(entries)


_OPTIONS = frozenset(option.name for option in fields(FileOptions))
_PER_FILE: dict[str, readers.Reader] = {
    "apply": partial(readers.choice, Apply),
    "launch-syntax": partial(readers.choice, LaunchSyntax),
    "build": partial(readers.choice, Build),
    "ignore": readers.texts,
}
_PER_PATH: dict[str, readers.Reader] = {**_PER_FILE, "paths": _patterns, "skip": readers.flag}
_TOP: dict[str, readers.Reader] = {
    **_PER_FILE,
    "to": readers.text,
    "arch": readers.architectures,
    "warp": _warp,
    "exclude": _exclude,
    "force-exclude": readers.flag,
    "extend-suffixes": readers.suffixes,
    "max-file-size": readers.count,
    "file-timeout": readers.seconds_of_a_file,
    "file-memory": readers.mebibytes_of_a_file,
    "fail-on": partial(readers.choice, FailOn),
    "guards": readers.texts,
    "rules": readers.folders,
    "jobs": readers.processes,
    "rename": readers.flag,
    "shim": readers.flag,
    "shim-header": readers.text,
    "show-info": readers.flag,
    "per-path": _per_path,
    "semantic": readers.flag,
    "compile-commands": readers.existing,
    "include-dirs": readers.folders,
    "defines": readers.texts,
    "std": readers.text,
    "cuda-path": readers.existing,
    "unit-timeout": readers.seconds,
    "compile-timeout": readers.seconds,
    "cache": readers.flag,
    "link": readers.libraries,
    "link-original": readers.libraries,
    "run-args": readers.words,
    "run-dir": readers.folder,
    "run-timeout": readers.seconds,
    "expected": readers.file,
    "exit-code": readers.exit_code,
    "tolerance": readers.share,
    "absolute-tolerance": readers.share,
    "ignore-output": readers.expressions,
}
_BUDGET = {"file_timeout": "seconds", "file_memory": "mebibytes"}  # attributes of ``Budget``
_SEMANTIC = {  # attributes of ``Semantic``
    "semantic": "wanted",
    "compile_commands": "database",
    "include_dirs": "include_dirs",
    "defines": "defines",
    "std": "std",
    "cuda_path": "cuda_path",
    "unit_timeout": "timeout",
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
