"""What a key of the configuration may hold: what was written, or typed, to the value that is meant.

What comes in are a table, where it was written and the reader that each key has; what goes out are
values of the right type, by attribute name. Anything else is refused with the file, the line and
what was probably meant. Which keys there are is not known here.
"""

from __future__ import annotations

import math
import os
import re
import shlex
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.regexes import compiled
from migrate.settings.toml import place, refuse_unknown_keys

_LIBRARY = regex(r"(?:-[lL])?[\w./+][\w./+-]*", re.ASCII)
_MOST_PROCESSES = 1024
_MOST_SHOWN = 80  # characters of a value


def clipped(value: object) -> str:
    """A value as a message shows it."""
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # too deep, or an integer of too many digits
        return f"a {type(value).__name__}"
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."


class Source(NamedTuple):
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
        raise source.refuse(key, f"expected {wanted}, found {clipped(value)}")
    return value


def count(source: Source, key: str, value: object) -> object:
    return _whole(2**63 - 1, "", source, key, value)


def _whole(most: int, unit: str, source: Source, key: str, value: object) -> int:
    """A whole number up to ``most``."""
    if type(value) is not int or value < 0:
        raise source.refuse(key, f"expected a whole number, found {clipped(value)}")
    if value > most:
        raise source.refuse(key, f"{clipped(value)} is too much", f"{most:,}{unit} at most")
    return value


def processes(source: Source, key: str, value: object) -> int:
    """How many processes; what a tree asks for is no more than one for each core."""
    wanted = _whole(_MOST_PROCESSES, " processes", source, key, value)
    return min(wanted, os.cpu_count() or 1) if source.path is not None else wanted


seconds: Reader = partial(_whole, 7 * 24 * 60 * 60, " seconds")
mebibytes: Reader = partial(_whole, 2**24, " MiB")
exit_code: Reader = partial(_whole, 255, "")


def _limit(most: int, unit: str, reader: Reader, source: Source, key: str, value: object) -> object:
    """A limit that only who types it may take away: a tree may be a stranger's."""
    found = reader(source, key, value)
    if source.path is not None and not 0 < found <= most:
        problem = f"{found} is not from 1 to {most:,}{unit}"
        raise source.refuse(key, problem, f"more, or 0 for no limit, can be typed: --{key}")
    return found


seconds_of_a_file: Reader = partial(_limit, 10 * 60, " seconds", seconds)
mebibytes_of_a_file: Reader = partial(_limit, 2**14, " MiB", mebibytes)


def share(source: Source, key: str, value: object) -> float:
    if type(value) not in (int, float) or not 0 <= float(str(value)) < math.inf:
        raise source.refuse(key, f"expected a number that is not below 0, found {clipped(value)}")
    return float(str(value))


def expressions(source: Source, key: str, value: object) -> tuple[re.Pattern[str], ...]:
    found = []
    for text in texts(source, key, value):
        try:
            found.append(compiled(text))
        except ValueError as error:
            problem = f"{clipped(text)} is no regular expression that can be used"
            raise source.refuse(key, problem, str(error)) from None
    return tuple(found)


def words(source: Source, key: str, value: object) -> tuple[str, ...]:
    """Words in a list, or in one text as a shell takes it apart."""
    if not isinstance(value, str):
        return texts(source, key, value)
    try:
        return tuple(shlex.split(value))
    except ValueError as error:
        raise source.refuse(key, f"{clipped(value)} cannot be taken apart: {error}") from None


def choice(kind: type[Enum], source: Source, key: str, value: object) -> object:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise source.refuse(
            key, f"{clipped(value)} is no choice", f"choose one of: {known}"
        ) from None


def texts(source: Source, key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise source.refuse(key, f"expected a list of strings, found {clipped(value)}")
    return tuple(value)


def libraries(source: Source, key: str, value: object) -> tuple[str, ...]:
    """Names of libraries; options of a linker, which may run something, only where typed."""
    names = texts(source, key, value)
    for name in names:
        if source.path is not None and not _LIBRARY.fullmatch(name):
            advice = "write names or paths, -l or -L; other options are for --link"
            raise source.refuse(key, f"{clipped(name)} is no library", advice)
    return names


def architectures(source: Source, key: str, value: object) -> tuple[str, ...]:
    """Names in a list, or in one text between commas as they are typed."""
    names = value.split(",") if isinstance(value, str) else texts(source, key, value)
    return tuple(map(str.strip, names))


def suffixes(source: Source, key: str, value: object) -> tuple[str, ...]:
    suffixes = texts(source, key, value)
    for suffix in suffixes:
        if not re.fullmatch(r"\.[^/]+", suffix):
            raise source.refuse(
                key, f"{clipped(suffix)} is no suffix", 'one starts with a dot: ".cuinc"'
            )
    return suffixes


def folders(source: Source, key: str, value: object) -> tuple[Path, ...]:
    base = source.path.parent if source.path else Path()
    folders = tuple(base / folder for folder in texts(source, key, value))
    for folder in folders:
        if not _holds(Path.is_dir, folder):
            raise source.refuse(key, f"{clipped(str(folder))[1:-1]} is not a folder")
    return folders


def existing(source: Source, key: str, value: object) -> Path:
    base = source.path.parent if source.path else Path()
    path = base / str(value if isinstance(value, Path) else text(source, key, value))
    if not _holds(Path.exists, path):
        raise source.refuse(key, f"there is no {clipped(str(path))[1:-1]}")
    return path


def _holds(asked: Callable[[Path], bool], path: Path) -> bool:
    """What is asked of a path; False where the system refuses to say (a name that is too long)."""
    try:
        return asked(path)
    except OSError:
        return False


def _kind_of(holds: Callable[[Path], bool], wanted: str, *given: Any) -> Path:
    path = existing(*given)
    if not _holds(holds, path):
        source, key, _ = given
        raise source.refuse(key, f"{path} is not a {wanted}")
    return path


text: Reader = partial(typed, str, "a string")
folder: Reader = partial(_kind_of, Path.is_dir, "folder")
file: Reader = partial(_kind_of, Path.is_file, "file")
flag: Reader = partial(typed, bool, "true or false")
