"""What was typed, over the configuration of a tree, to the settings of a run.

What comes in are the options of a command; what goes out are the settings that hold. Nothing here
runs anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.settings.config import KEYS, Settings, load


def settings_of(paths: Sequence[Path], options: Mapping[str, object]) -> Settings:
    """The configuration that holds for the first PATH, under what was typed."""
    return load(paths[0], typed(options))


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
