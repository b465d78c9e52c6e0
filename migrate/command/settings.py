"""What was typed, over the configuration of a tree, to the settings of a run.

What comes in are the options of a command; what goes out are the settings that hold. Nothing here
runs anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.model import UserError
from migrate.settings.config import KEYS, Executor, Settings, load

ALL = "all"


def several(to: object) -> bool:
    """Whether ``--to`` names more than one target: ``all``, or a list."""
    return isinstance(to, str) and (to == ALL or "," in to)


def settings_of(paths: Sequence[Path], options: Mapping[str, object]) -> Settings:
    """The configuration that holds for the first PATH, under what was typed."""
    if several(options.get("to")):
        raise UserError(
            f"--to {options['to']}: a port is for one target",
            f"migrate check PATH --to {ALL} shows several side by side",
        )
    found = load(paths[0], typed(options))
    return replace(found, scheduler=_scheduler(options.get("executor"), options.get("scheduler")))


def _scheduler(executor: object, scheduler: object) -> str:
    """Where the scheduler of a cluster is, if one is to share the work."""
    if executor is Executor.DASK and not scheduler:
        raise UserError("--executor dask needs --scheduler ADDRESS", "tcp://HOST:8786, as a rule")
    if executor is not Executor.DASK and scheduler:
        raise UserError("--scheduler goes with --executor dask", "processes here need none")
    return str(scheduler or "")


def typed(options: Mapping[str, object]) -> dict[str, object]:
    """Those of a command's ``options`` that a configuration has, too, as far as they were typed:
    None is what was not.
    """
    named = {name.replace("_", "-"): value for name, value in options.items()}
    if named.get("no-cache"):
        named["cache"] = False
    return {key: named[key] for key in KEYS if named.get(key) is not None}


def folders(rules: Sequence[str] | None) -> list[Path]:
    return [Path(folder) for folder in rules or ()]
