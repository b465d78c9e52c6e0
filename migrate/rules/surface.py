"""``rules/<target>/surface``: the names, calls and headers that a target has, version by version.

What comes in are the folder's tables and the version that is asked for; what goes out answers, for
a name of the target's, whether it exists there, how many arguments a call of it may have and since
when there is such a name. The tables are indexed when the first question is asked, and a row is
checked when it is read. Nothing here looks at source code, and nothing decides what becomes of a
CUDA name: the rows of ``names`` do. What the tables were drawn from is in ``tests/surface``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from migrate.model import UserError
from migrate.rules.tables import Table, at_version, is_version, version
from migrate.rules.targets import TargetInfo

FOLDER = "surface"
HEADERS = "headers"
COLUMNS = ("name", "kind", "least", "most", "since", "until")
HEADER_COLUMNS = ("header", "since", "until")
# A ``typedef`` is a type that no ``struct``, ``enum`` or ``union`` may stand before.
KINDS = tuple("enum_constant field function keyword macro namespace type typedef variable".split())
NO_BOUND = "*"


class SurfaceRow(NamedTuple):
    """One name from one version of the target to before another; empty for the first and for none.

    ``least`` and ``most`` are how many arguments a call may have, over all overloads and with
    default arguments. Both are None where that is not known; ``most`` alone is None where there is
    no bound. ``family`` is the table that holds the row.
    """

    name: str
    kind: str
    least: int | None
    most: int | None
    since: str
    until: str
    family: str


class HeaderRow(NamedTuple):
    """The versions of the target that have a header."""

    since: str
    until: str


class Surface:
    """What one target has at one version. A target without such tables has no answer to anything.

    A name is qualified from its root namespace (``hipcub::DeviceScan``); that of a field begins
    with a dot. Every question raises ``UserError`` for a row that is wrong.
    """

    def __init__(self, info: TargetInfo, wanted: str, folders: Sequence[Path]) -> None:
        """``folders`` are laid out like ``rules/``; rows of later ones take precedence."""
        self._info = info
        self._version = version(wanted)
        self._folders = tuple(folders)
        self._of_family: dict[str, list[SurfaceRow]] = {}

    def declared(self, name: str) -> bool | None:
        """Whether the target has ``name`` at this version; None where the tables cannot know: they
        lack it, and it is formed like none of those that they hold in full (``owns`` of the
        target). Where that is False, the user may still have declared such a name.
        """
        if name in self._names:
            return self._row(name) is not None
        return False if self._names and self._info.owns(name) else None

    def has_any(self, beginning: str, pattern: re.Pattern[str]) -> bool:
        """Whether the target has, at this version, a name with this beginning that fits in full."""
        known = (name for name in self._names if name.startswith(beginning))
        return any(self._row(name) is not None for name in known if pattern.fullmatch(name))

    def arguments(self, name: str) -> tuple[int, int | None] | None:
        """The fewest and the most arguments of a call, the most None where there is no bound; None
        where that is not known, or the target has no such name at this version.
        """
        row = self._row(name)
        return None if row is None or row.least is None else (row.least, row.most)

    def kind(self, name: str) -> str:
        """One of ``KINDS``; empty where the target has no such name at this version."""
        row = self._row(name)
        return row.kind if row is not None else ""

    def header(self, path: str) -> bool | None:
        """Whether the target has the header at this version; None where the tables cannot know:
        they lack it, and hold no folder like its own in full.
        """
        rows = self.header_rows(path)
        if rows:
            return at_version(rows, self._version) is not None
        return False if self._names and self._info.owns_header(path) else None

    def header_rows(self, path: str) -> list[HeaderRow]:
        """The rows of a header, of every version."""
        return [_header_row(row) for row in self._headers.rows(path)]

    def since(self, name: str) -> str:
        """The first version that has ``name``: empty where the oldest that is known does, and where
        none does. A version that nobody looked into counts as having what the next one has.
        """
        return min((row.since for row in self.rows(name)), key=_order, default="")

    def until(self, name: str) -> str:
        """The first version that has ``name`` no more: empty where the newest does, or none."""
        ends = [row.until for row in self.rows(name)]
        return max(ends, key=_order) if ends and all(ends) else ""

    def versions(self, name: str) -> tuple[str, ...]:
        """Those of the target's versions that have ``name``, in their order."""
        rows = self.rows(name)
        known = self._info.versions
        return tuple(number for number in known if at_version(rows, version(number)) is not None)

    def rows(self, name: str) -> list[SurfaceRow]:
        """The rows of ``name``, of every version."""
        return [_surface_row(row) for row in self._names.rows(name)]

    def family_of(self, header: str) -> str:
        """The table with the names of a header's library; empty where there is none: it is called
        like the header's folder, or like the header.
        """
        path = Path(header)
        return next((name for name in (path.parts[0], path.stem) if name in self._families), "")

    def family(self, table: str) -> list[SurfaceRow]:
        """The names of one library that the target has at this version; what its headers bring
        along of others is left out.
        """
        if table not in self._of_family:
            names = sorted(name for name in self._names if self._names.library(name) == table)
            own = (n for n in names if self._info.owns(n) or n.lower().startswith(table))
            rows = [row for name in own if (row := self._row(name)) is not None]
            self._of_family[table] = rows
        return self._of_family[table]

    @cached_property
    def _families(self) -> frozenset[str]:
        return frozenset(file.stem for file in self._files("*"))

    def _row(self, name: str) -> SurfaceRow | None:
        return at_version(self.rows(name), self._version)

    @cached_property
    def _names(self) -> Table:
        files = [file for file in self._files("*") if file.stem != HEADERS]
        return Table(files, COLUMNS, f"{self._info.name}/{FOLDER}/")

    @cached_property
    def _headers(self) -> Table:
        return Table(self._files(HEADERS), HEADER_COLUMNS, f"{self._info.name}/{FOLDER}/")

    def _files(self, stem: str) -> list[Path]:
        """Tables of the folders, later folders first: the first row that fits counts."""
        return [
            file
            for folder in reversed(self._folders)
            for file in sorted((folder / self._info.name / FOLDER).glob(f"{stem}.csv"))
        ]


def _order(number: str) -> tuple[int, ...]:
    return version(number) if number else ()


def _surface_row(row: Mapping[str, str]) -> SurfaceRow:
    """A row of a table of names as a value; raises ``UserError`` where it is wrong."""
    _check_versions(row, row["name"])
    if row["kind"] not in KINDS:
        raise UserError(
            f"{_place(row)}: {row['name']} has the kind {row['kind']!r}",
            f"use one of {', '.join(KINDS)}",
        )
    least, most = _arguments(row)
    return SurfaceRow(
        row["name"], row["kind"], least, most, row["since"], row["until"], row["library"]
    )


def _arguments(row: Mapping[str, str]) -> tuple[int | None, int | None]:
    least, most = row["least"], row["most"]
    if not least and not most:
        return None, None
    if least.isdecimal() and (most == NO_BOUND or most.isdecimal()):
        fewest, limit = int(least), None if most == NO_BOUND else int(most)
        if limit is None or fewest <= limit:
            return fewest, limit
    raise UserError(
        f"{_place(row)}: {row['name']} takes {least!r} to {most!r} arguments",
        f"write the fewest and the most, {NO_BOUND} for no bound, or leave both empty",
    )


def _header_row(row: Mapping[str, str]) -> HeaderRow:
    """A row of the table of headers as a value; raises ``UserError`` where it is wrong."""
    _check_versions(row, row["header"])
    return HeaderRow(row["since"], row["until"])


def _check_versions(row: Mapping[str, str], name: str) -> None:
    for key in ("since", "until"):
        if row[key] and not is_version(row[key]):
            raise UserError(
                f"{_place(row)}: {name} has {key} {row[key]!r}", "write a version as in 6.2"
            )


def _place(row: Mapping[str, str]) -> str:
    return f"{row['rule']}, line {row['line']}"
