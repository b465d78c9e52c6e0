"""What a key of the configuration may hold: what was written, or typed, to the value that is meant.

What comes in are a table, where it was written and the reader that each key has; what goes out are
values of the right type, by attribute name. Anything else is refused with the file, the line and
what was probably meant. Which keys there are is not known here.
"""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.tomlfile import place, refuse_unknown_keys


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was written, so that a refusal can point at it. None is the command line."""

    path: Path | None

    def refuse(self, key: str, problem: str, advice: str = "") -> UserError:
        where = f"{place(self.path, key)}: {key}" if self.path else f"--{key}"
        return UserError(f"{where}: {problem}", advice)


Reader = Callable[[Source, str, object], Any]


def read(
    source: Source, table: Mapping[str, object], readers: Mapping[str, Reader]
) -> dict[str, Any]:
    """The table's values by attribute name, each read by the reader its key has."""
    if source.path:
        refuse_unknown_keys(source.path, table, readers)
    return {key.replace("-", "_"): readers[key](source, key, value) for key, value in table.items()}


def typed(kind: type, wanted: str, source: Source, key: str, value: object) -> object:
    if type(value) is not kind:
        raise source.refuse(key, f"expected {wanted}, found {value!r}")
    return value


def count(source: Source, key: str, value: object) -> object:
    if type(value) is not int or value < 0:
        raise source.refuse(key, f"expected a whole number, found {value!r}")
    return value


def share(source: Source, key: str, value: object) -> float:
    if type(value) not in (int, float) or not 0 <= float(str(value)) < math.inf:
        raise source.refuse(key, f"expected a number that is not below 0, found {value!r}")
    return float(str(value))


def expressions(source: Source, key: str, value: object) -> tuple[re.Pattern[str], ...]:
    found = []
    for text in texts(source, key, value):
        try:
            found.append(re.compile(text))
        except re.error as error:
            raise source.refuse(key, f"{text!r} is no regular expression", str(error)) from None
    return tuple(found)


def words(source: Source, key: str, value: object) -> tuple[str, ...]:
    """Words in a list, or in one text as a shell takes it apart."""
    if not isinstance(value, str):
        return texts(source, key, value)
    try:
        return tuple(shlex.split(value))
    except ValueError as error:
        raise source.refuse(key, f"{value!r} cannot be taken apart: {error}") from None


def choice(kind: type[Enum], source: Source, key: str, value: object) -> object:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise source.refuse(key, f"{value!r} is no choice", f"choose one of: {known}") from None


def texts(source: Source, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise source.refuse(key, f"expected a list of strings, found {value!r}")
    return tuple(value)


def architectures(source: Source, key: str, value: object) -> tuple[str, ...]:
    """Names in a list, or in one text between commas as they are typed."""
    names = value.split(",") if isinstance(value, str) else texts(source, key, value)
    return tuple(map(str.strip, names))


def suffixes(source: Source, key: str, value: object) -> tuple[str, ...]:
    suffixes = texts(source, key, value)
    for suffix in suffixes:
        if not re.fullmatch(r"\.[^/]+", suffix):
            raise source.refuse(key, f"{suffix!r} is no suffix", 'one starts with a dot: ".cuinc"')
    return suffixes


def folders(source: Source, key: str, value: object) -> tuple[Path, ...]:
    base = source.path.parent if source.path else Path()
    folders = tuple(base / folder for folder in texts(source, key, value))
    for folder in folders:
        if not folder.is_dir():
            raise source.refuse(key, f"{folder} is not a folder")
    return folders


def existing(source: Source, key: str, value: object) -> Path:
    base = source.path.parent if source.path else Path()
    path = base / str(value if isinstance(value, Path) else text(source, key, value))
    if not path.exists():
        raise source.refuse(key, f"there is no {path}")
    return path


def _kind_of(holds: Callable[[Path], bool], wanted: str, *given: Any) -> Path:
    path = existing(*given)
    if not holds(path):
        source, key, _ = given
        raise source.refuse(key, f"{path} is not a {wanted}")
    return path


text: Reader = partial(typed, str, "a string")
folder: Reader = partial(_kind_of, Path.is_dir, "folder")
file: Reader = partial(_kind_of, Path.is_file, "file")
flag: Reader = partial(typed, bool, "true or false")
