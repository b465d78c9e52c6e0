"""Copies of CUDA's own libraries that a tree brings along: ``third_party/cub``, ``FindCUDA.cmake``.

What comes in are the target's ``vendored.toml`` and the files of a run; what goes out are the files
that belong to a copy of something that the target has in another form, each with what is said of
it. A copy is known by the path of one file and by what this file says. A PATH that lies in a copy
is somebody's wish: it is a source as any other. Nothing is left out here. Headers that are copied
one by one are read from the same file; what becomes of them ``migrate.port.copied`` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from migrate.files import source
from migrate.files.discover import Discovered
from migrate.model import Effort, FileResult, Finding, Outcome, Status, UserError
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.settings.toml import read_toml, refuse_unknown_keys

FILE_NAME = "vendored.toml"
RULE = "migrate/vendored-copy"
_KEYS = frozenset("title marker says files advice".split())
_HEADER_KEYS = frozenset("title says names advice".split())
_OPTIONAL = frozenset({"advice"})  # of a header


class Library(NamedTuple):
    """What a copy of ``title`` is known by: ``marker``, the path of a file, below wherever the copy
    stands, whose text has a match of ``says``. ``files`` are patterns of the paths of all that
    belongs to it, from where the marker's begins; ``advice`` is what to do instead.
    """

    title: str
    marker: str
    says: re.Pattern[str]
    files: tuple[str, ...]
    advice: str


class Header(NamedTuple):
    """What a copy of ``title`` is known by, wherever it stands: its text has a match of ``says``,
    and most of the functions and macros that it defines are ``names``; ``advice`` is what to do
    with it as a whole, empty where each place is for itself.
    """

    title: str
    says: re.Pattern[str]
    names: re.Pattern[str]
    advice: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a library in a tree: the file it is known by, and below which folder it stands."""

    library: Library
    marker: str
    above: str
    count: int = 1

    def left_alone(self, file: Discovered) -> Discovered:
        """A file that belongs to it, as one that is not ported; its marker says why."""
        result = FileResult(file.name, Outcome.UNCHANGED)
        if file.name == self.marker:
            lines = source.line_starts(source.read(file.path, file.name).data)
            result = replace(result, findings=(self.finding,), lines=lines)
        return replace(file, skip=f"part of a copy of {self.library.title}", left=result)

    @property
    def finding(self) -> Finding:
        """What is said of the copy: no place of a file, but all of it."""
        title, many = self.library.title, self.count > 1
        what, rest = ("folder", f"its {self.count} files are") if many else ("file", "it is")
        return Finding(
            RULE,
            Status.REVIEW,
            title,
            f"this {what} is a copy of {title}, which is for CUDA only: {rest} left alone",
            0,
            0,
            suggestion=self.library.advice,
            effort=Effort.MINUTES,
            cause=f"Copy of {title}",
        )

    def holds(self, name: str) -> bool:
        """Whether a file of this name belongs to it."""
        inner = name.removeprefix(self.above)
        inside = len(inner) + len(self.above) == len(name)
        return inside and any(fnmatchcase(inner, pattern) for pattern in self.library.files)


@cache
def recognized(rules: RuleSet) -> tuple[tuple[Library, ...], tuple[Header, ...]]:
    """The libraries and the headers, read once in each process, as rules are."""
    target, folders = rules.info.name, rules.folders
    return rules.kept.value(
        "vendored", lambda: (load_vendored(target, folders), load_headers(target, folders))
    )


def load_vendored(target: str, folders: Sequence[Path]) -> tuple[Library, ...]:
    """The libraries of every folder that is laid out like ``rules/``.

    Raises ``UserError`` for a key that is unknown or missing, and for a wrong expression.
    """
    entries = _entries(target, folders, "library", _KEYS)
    return tuple(_library(file, values) for file, values in entries)


def load_headers(target: str, folders: Sequence[Path]) -> tuple[Header, ...]:
    """The headers of these; raises as that does."""
    entries = _entries(target, folders, "header", _HEADER_KEYS)
    return tuple(_header(file, values) for file, values in entries)


def _entries(
    target: str, folders: Sequence[Path], table: str, keys: frozenset[str]
) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for file in (folder / target / FILE_NAME for folder in folders):
        values = read_toml(file) if file.is_file() else {}
        refuse_unknown_keys(file, values, {"library", "header"})
        for entry in values.get(table, ()):
            refuse_unknown_keys(file, entry, keys)
            optional = _OPTIONAL if table == "header" else frozenset()
            if missing := sorted(keys - optional - entry.keys()):
                raise UserError(f"{file}: a {table} without {missing[0]}", "say it")
            yield file, entry


def _library(file: Path, values: Mapping[str, Any]) -> Library:
    return Library(
        title=values["title"],
        marker=values["marker"],
        says=_expression(file, values, "says"),
        files=tuple(values["files"]),
        advice=values["advice"],
    )


def _header(file: Path, values: Mapping[str, Any]) -> Header:
    says, names = (_expression(file, values, key) for key in ("says", "names"))
    return Header(values["title"], says, names, values.get("advice", ""))


def _expression(file: Path, values: Mapping[str, Any], key: str) -> re.Pattern[str]:
    try:
        re.compile(values[key])
    except re.error as error:
        raise UserError(f"{file}: {key}: {error}", "mend the regular expression") from None
    return regex(values[key])


def vendored(
    files: Sequence[Discovered], places: Iterable[Path], libraries: Sequence[Library]
) -> Mapping[str, Copy]:
    """The files that belong to a copy; ``places`` are the PATHs that were given."""
    places = tuple(places)
    files = [file for file in files if not file.skip]
    found: dict[str, Copy] = {}
    for file in files:
        for copy in _copies(file, libraries):
            if not _meant(file, copy, places):
                names = [other.name for other in files if copy.holds(other.name)]
                found |= dict.fromkeys(names, replace(copy, count=len(names)))
    return found


def _copies(file: Discovered, libraries: Iterable[Library]) -> Iterator[Copy]:
    """The copies that a file is the marker of."""
    for library in libraries:
        above = file.name.removesuffix(library.marker)
        if len(above) == len(file.name) or (above and not above.endswith("/")):
            continue
        with suppress(OSError):
            text = source.read(file.path, file.name).data.decode("utf-8", "replace")
            if library.says.search(text):
                yield Copy(library, file.name, above)


def _meant(file: Discovered, copy: Copy, places: Iterable[Path]) -> bool:
    """Whether a PATH lies in the copy."""
    depth = len(PurePosixPath(copy.library.marker).parts) - 1
    top = file.path.parents[depth - 1] if depth else file.path
    return any(place.is_relative_to(top) for place in places)
