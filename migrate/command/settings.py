"""What was typed, over the configuration of a tree, to the settings of a run.

What comes in are the options of a command; what goes out are the settings that hold. Nothing here
runs anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.settings.config import KEYS, Settings, load


def settings_of(paths: Sequence[Path], options: Mapping[str, object]) -> Settings:
    """The configuration that holds for the first PATH, under those of a command's ``options`` that
    it has, as far as they were typed: None is what was not.
    """
    named = {name.replace("_", "-"): value for name, value in options.items()}
    if named.get("no-cache"):
        named["cache"] = False
    return load(paths[0], {key: named[key] for key in KEYS if named.get(key) is not None})


def folders(rules: Sequence[str] | None) -> list[Path]:
    return [Path(folder) for folder in rules or ()]


def with_suffixes_of_target(settings: Settings) -> Settings:
    """The settings, with the suffixes that ``--rename`` gives files of the target."""
    from migrate.rules.targets import parse_spec, targets

    info, _ = parse_spec(settings.to, targets())
    return replace(settings, extend_suffixes=(*settings.extend_suffixes, *info.suffixes.values()))
