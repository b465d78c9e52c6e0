"""The folder that agents work in, and what they may do there.

What comes in are paths and options as an agent gives them; what goes out are paths below the
folder, settings, and runs. A path that leads out, also by a link, is refused, and so is a
configuration that names one. Nothing here is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.cache.results import ResultCache
from migrate.files.store import store
from migrate.model import UserError
from migrate.run import Run, run
from migrate.settings.config import KEYS, Settings, load

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool answers: values, of which ``texts`` names those that are long texts, to be shown
    as they are.
    """

    values: dict[str, Any]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folder ``root``, which is the current one. ``write`` allows to write ports there,
    ``compile`` to call compilers, which read what sources include, wherever it lies.
    """

    root: Path
    write: bool = False
    compile: bool = False

    def inside(self, name: str) -> Path:
        """The path below the folder that a name stands for, relative to it."""
        try:
            path = (self.root / name).resolve()
            path.exists()
        except (OSError, ValueError, RuntimeError) as error:
            raise UserError(f"{name[:80]!r} is no path: {error}"[:400]) from error
        if not path.is_relative_to(self.root):
            raise UserError(
                f"{name} lies outside {self.root}",
                "paths are relative to that folder, and no link leads out of it; "
                "who starts the server chooses another one with --root",
            )
        return path.relative_to(self.root)

    def paths(self, arguments: Arguments) -> list[Path]:
        """The PATHs of a call; the whole folder where it gives none."""
        found = [self.inside(name) for name in arguments.get("paths", ())] or [Path()]
        for path in found:
            if not path.exists():
                advice = "paths are relative to the root folder"
                raise UserError(f"{path}: there is no such file or folder below the root", advice)
        return found

    def options(self, arguments: Arguments) -> dict[str, object]:
        """Those arguments of a call that a configuration has, too."""
        named = {name.replace("_", "-"): value for name, value in arguments.items()}
        options = {key: named[key] for key in KEYS if named.get(key) is not None}
        return options if self.compile else {**options, "semantic": False}

    def settings(self, paths: Sequence[Path], arguments: Arguments) -> Settings:
        """The configuration that holds for the first PATH, under what the call says."""
        return load(paths[0], self.options(arguments), self.root)


def ported(paths: Sequence[Path], settings: Settings, *, only_report: bool = True) -> Run:
    """A port in memory, as every command makes it first."""
    cache = ResultCache.of(store(settings.cache))
    return run(paths, settings, cache=cache, only_report=only_report)
