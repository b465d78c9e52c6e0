"""``rules/<target>/surface``: names, calls and headers that a target has, version by version.

What comes in are the folder's tables and the version that is asked for; what goes out answers, for
a name of the target's, whether it is declared there, how many arguments a call of it may have and
since when it exists. The tables are indexed when the first question is asked, a row is checked when
it is read. Nothing here looks at source code, and nothing decides what becomes of a CUDA name: the
rows of ``names`` do. What the facts were read from is in ``tests/surface/target_surface.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from migrate.model import UserError
from migrate.tables import Table, at_version, is_version, version
from migrate.targets import TargetInfo

SURFACE_FOLDER = "surface"
HEADERS_STEM = "headers"
COLUMNS = ("name", "kind", "least", "most", "since", "until")
HEADER_COLUMNS = ("header", "since", "until")
KINDS = ("enum_constant", "field", "function", "keyword", "macro", "namespace", "type", "variable")
VARIADIC = "*"


@dataclass(frozen=True, slots=True)
class SurfaceRow:
    """One name from one version of the target to before another; ``""`` for the first and for none.

    ``least`` and ``most`` are how many arguments a call may have, over all overloads and with
    default arguments: ``least`` is None where that is not known, ``most`` is None then, and where
    there is no upper bound. ``family`` is the table that holds the row.
    """

    name: str
    kind: str
    least: int | None
    most: int | None
    since: str
    until: str
    family: str


@dataclass(frozen=True, slots=True)
class _HeaderRow:
    since: str
    until: str


class Surface:
    """What one target declares at one version; a target without such a folder has no answers."""

    def __init__(self, info: TargetInfo, wanted: str, folders: Sequence[Path]) -> None:
        """``folders`` are laid out like ``rules/``; rows of later ones take precedence."""
        self._info = info
        self._version = version(wanted)
        self._folders = tuple(folders)

    def declared(self, name: str) -> bool | None:
        """Whether the target has ``name`` (qualified from its root namespace, a field with its dot)
        at this version; None where the surface cannot know: the name is in no table, and formed
        like none of a family that the tables hold in full (``names`` in ``target.toml``).

        Raises ``UserError`` for a row that is wrong, as all questions do.
        """
        if self.rows(name):
            return self._row(name) is not None
        return False if self._is_own(name) else None

    def arguments(self, name: str) -> tuple[int, int | None] | None:
        """The fewest and the most arguments of a call, the most None where there is no bound; None
        where the surface does not say, or has no such name at this version.
        """
        row = self._row(name)
        return None if row is None or row.least is None else (row.least, row.most)

    def kind(self, name: str) -> str:
        """One of ``KINDS``; empty where there is no such name at this version."""
        row = self._row(name)
        return row.kind if row is not None else ""

    def header(self, path: str) -> bool | None:
        """Whether the target has the header at this version; None where it lies in a folder of
        which the table has nothing.
        """
        rows = [_header_row(row) for row in self._headers.rows(path)]
        if rows:
            return at_version(rows, self._version) is not None
        folder, slash, _ = path.partition("/")
        return False if slash and folder in self._header_folders else None

    def since(self, name: str) -> str:
        """The first version that has ``name``: empty where the first that is known has it already,
        and where none has.

        Where a version was not looked into, it counts as having what the next one has.
        """
        return min((row.since for row in self.rows(name)), key=_order, default="")

    def until(self, name: str) -> str:
        """The first version that has ``name`` no more; empty where the newest has it, or none."""
        ends = [row.until for row in self.rows(name)]
        return "" if not all(ends) else max(ends, key=_order, default="")

    def versions(self, name: str) -> tuple[str, ...]:
        """Versions of the target, of those in ``target.toml``, that have ``name``."""
        rows = self.rows(name)
        return tuple(
            number
            for number in self._info.versions
            if at_version(rows, version(number)) is not None
        )

    def rows(self, name: str) -> list[SurfaceRow]:
        """The rows of ``name``, of every version."""
        return [_surface_row(row) for row in self._names.rows(name)]

    def _row(self, name: str) -> SurfaceRow | None:
        return at_version(self.rows(name), self._version)

    def _is_own(self, name: str) -> bool:
        return bool(self._names) and self._info.owns(name)

    @cached_property
    def _names(self) -> Table:
        files = [file for file in self._files("*.csv") if file.stem != HEADERS_STEM]
        return Table(files, COLUMNS, f"{self._info.name}/{SURFACE_FOLDER}/")

    @cached_property
    def _headers(self) -> Table:
        files = self._files(f"{HEADERS_STEM}.csv")
        return Table(files, HEADER_COLUMNS, f"{self._info.name}/{SURFACE_FOLDER}/")

    @cached_property
    def _header_folders(self) -> frozenset[str]:
        return frozenset(path.partition("/")[0] for path in self._headers if "/" in path)

    def _files(self, pattern: str) -> list[Path]:
        return [
            file
            for folder in reversed(self._folders)
            for file in sorted((folder / self._info.name / SURFACE_FOLDER).glob(pattern))
        ]


def _order(number: str) -> tuple[int, ...]:
    return version(number) if number else ()


def _surface_row(row: Mapping[str, str]) -> SurfaceRow:
    """A row of a table of names as a value; raises ``UserError`` where it is wrong."""
    name = row["name"]
    _check_versions(row, name)
    if row["kind"] not in KINDS:
        raise UserError(
            f"{row['rule']}: {name} has the kind {row['kind']!r}", f"use one of {', '.join(KINDS)}"
        )
    least, most = row["least"], row["most"]
    known = bool(least)
    if known != bool(most) or not _is_count(least) or not (most == VARIADIC or _is_count(most)):
        raise UserError(
            f"{row['rule']}: {name} takes {least!r} to {most!r} arguments",
            f"write two numbers, a number and {VARIADIC}, or leave both empty",
        )
    return SurfaceRow(
        name=name,
        kind=row["kind"],
        least=int(least) if known else None,
        most=int(most) if known and most != VARIADIC else None,
        since=row["since"],
        until=row["until"],
        family=row["library"],
    )


def _is_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit())


def _header_row(row: Mapping[str, str]) -> _HeaderRow:
    _check_versions(row, row["header"])
    return _HeaderRow(row["since"], row["until"])


def _check_versions(row: Mapping[str, str], name: str) -> None:
    for key in ("since", "until"):
        if row[key] and not is_version(row[key]):
            raise UserError(
                f"{row['rule']}: {name} has {key} {row[key]!r}", "write a version as in 6.2"
            )
