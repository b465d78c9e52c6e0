"""``retired.toml``: ids that rules had before, and what each of them is called now.

What comes in is that file; what goes out are ids by ids. Whoever wrote an old id into a comment, a
configuration or a baseline is understood as before. A line that names no rule, or one that is
retired itself, is refused. An old id is one of a target, and is heard for that target only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from migrate.model import UserError
from migrate.rules.questions import FOLDER, PREFIX
from migrate.rules.targets import rules_folder
from migrate.settings.toml import place, read_toml

FILE_NAME = "retired.toml"


@cache
def retired_ids(rules: Path | None = None) -> Mapping[str, str]:
    """The ids of today by those that they had; ``rules`` is the folder of all rules."""
    folder = rules or rules_folder()
    file = folder / FILE_NAME
    found = read_toml(file) if file.is_file() else {}
    for old, new in found.items():
        if new in found:
            raise UserError(f"{place(file, old)}: {new!r} is retired itself", "write its new id")
        if not isinstance(new, str) or not _is_rule(folder, new):
            raise UserError(f"{place(file, old)}: {new!r} is no rule", "write the id of one")
        if _is_rule(folder, old):
            raise UserError(f"{place(file, old)}: {old!r} is a rule", "take the line out")
    return MappingProxyType(found)


@cache
def former_ids(target: str) -> Mapping[str, tuple[str, ...]]:
    """What ``target`` called its rules before, by their ids of today."""
    found: dict[str, tuple[str, ...]] = {}
    for old, new in retired_ids().items():
        if old.startswith(f"{target}/"):
            found[new] = (*found.get(new, ()), old)
    return MappingProxyType(found)


def _is_rule(folder: Path, name: str) -> bool:
    first, _, rest = name.partition("/")
    return (folder / (FOLDER if first == PREFIX else first) / f"{rest}.toml").is_file()
