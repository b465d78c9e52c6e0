"""CSV tables of names: what CUDA has, and what each name becomes on a target at one version.

What comes in are the files of ``rules/cuda`` and ``rules/<target>``; what goes out are answers to
"is this name CUDA's?" and "what becomes of it?". A table is put in order when it is loaded
(milliseconds for tens of thousands of rows) and a row is parsed when it is asked for. Nothing here
looks at source code.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.bounded import text

Version = tuple[int, ...]
_VERSION = regex(r"\d+[a-z]?(\.\d+)*", re.ASCII)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Support(Enum):
    """What a target offers for a CUDA name."""

    EXACT = "exact"  # the same spelling is valid
    RENAMED = "renamed"
    REVIEW = "review"  # there is a counterpart, but its meaning may differ: the note says how
    NONE = "none"  # no counterpart: the note says what to do instead
    DROP = "drop"  # goes: a header that comes with the runtime header, a macro that says nothing


@dataclass(frozen=True, slots=True)
class NameRow:
    """What one CUDA name (or header) becomes. ``rule`` is the table's id, ``library`` where CUDA
    keeps it.
    """

    cuda: str
    target: str
    kind: str
    support: Support
    since: str
    until: str
    note: str
    library: str
    rule: str


class Convention(NamedTuple):
    """Names of ``library`` follow a prefix substitution, or are kept as they are.

    ``mirrors`` is the CUDA release whose names the target copied; a name it lacks is reviewed.
    """

    library: str
    prefixes: Mapping[str, str]
    keep: bool
    support: Support
    note: str
    mirrors: str = ""

    def covers(self, since: str, removed: str) -> bool:
        """Whether the release the target mirrors has a name of this age."""
        if not self.mirrors:
            return True
        mirrored = version(self.mirrors)
        return not (since and version(since) > mirrored) and not (
            removed and version(removed) <= mirrored
        )

    def apply(self, name: str) -> str | None:
        """The target's name, or None where no prefix fits."""
        if self.keep:
            return name
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            if name.startswith(prefix):
                return self.prefixes[prefix] + name[len(prefix) :]
        return None


def version(text: str) -> Version:
    """``"6.2"`` as ``(6, 2)``, ``"7.0"`` as ``(7,)``, which ``"7"`` is as well; raises
    ``ValueError`` for anything else. A chip's letter says nothing of the order: ``"910b"`` is
    ``(910,)``.
    """
    parts = [int(part) for part in text.rstrip(_LETTERS).split(".")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return tuple(parts)


def is_version(text: object) -> bool:
    """Whether ``version`` can read it."""
    return isinstance(text, str) and _VERSION.fullmatch(text) is not None


class Table:
    """Rows of several CSV files by their first column; ``rule_prefix`` + file stem names each row's
    rule.
    """

    def __init__(self, files: Iterable[Path], columns: Sequence[str], rule_prefix: str) -> None:
        self._columns = tuple(columns)
        self._rule_prefix = rule_prefix
        rows = [row for file in files for row in _rows(file, self._columns)]
        self._rows = sorted(rows, key=_name)  # those of one name as the files have them

    def __getstate__(self) -> tuple[tuple[str, ...], str, str]:
        return self._columns, self._rule_prefix, "\n".join(self._rows)

    def __setstate__(self, state: tuple[tuple[str, ...], str, str]) -> None:
        self._columns, self._rule_prefix, rows = state
        self._rows = rows.split("\n") if rows else []

    def _of(self, name: str) -> Iterator[str]:
        """The rows of a name, found by halves."""
        start = name + _END
        at = bisect_left(self._rows, start)
        while at < len(self._rows) and self._rows[at].startswith(start):
            yield self._rows[at]
            at += 1

    def __contains__(self, name: str) -> bool:
        return next(self._of(name), None) is not None

    def __iter__(self) -> Iterator[str]:
        """The names, each once."""
        before = None
        for row in self._rows:
            if (name := _name(row)) != before:
                yield name
            before = name

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def library(self, name: str) -> str:
        """Stem of the file that holds ``name``; raises ``KeyError``."""
        for row in self._of(name):
            return _parts(row)[1]
        raise KeyError(name)

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of ``name`` as column -> text, with ``rule`` and ``line`` added, and ``library``
        where there is no such column; empty if there are none.
        """
        return [self._row(*_parts(row)) for row in self._of(name)]

    def values(self, name: str, column: str) -> list[str]:
        """What the rows of ``name`` have in one column; quicker than to read all of them."""
        at = self._columns.index(column)
        return [_values(_parts(row)[0])[at] for row in self._of(name)]

    def _row(self, line: str, stem: str, number: str) -> dict[str, str]:
        values = _values(line)
        if len(values) != len(self._columns):
            raise UserError(
                f"{self._rule_prefix}{stem}, line {number}: {len(values)} values",
                f"a row has {len(self._columns)}: {', '.join(self._columns)}",
            )
        row = dict(zip(self._columns, values, strict=True))
        row.setdefault("library", stem)
        row["rule"] = f"{self._rule_prefix}{stem}" if stem else self._rule_prefix
        row["line"] = number
        return row


_END = "\0"  # of the name that a row begins with
_PARTS = "/"  # before the name of its file, and before its line: no name of a file has it


def _rows(file: Path, columns: tuple[str, ...]) -> Iterator[str]:
    """The rows of a file, as a table holds them: in the order of names, as text."""
    header, *lines = text(file).split("\n")
    if header.split(",") != list(columns):
        raise UserError(f"{file}:1: the columns are {header!r}", f"write {','.join(columns)}")
    for number, line in enumerate(lines, 2):
        if line:
            name = line.partition(",")[0]
            yield f"{name}{_END}{line[len(name) :]}{_PARTS}{file.stem}{_PARTS}{number}"


def _name(row: str) -> str:
    return row.partition(_END)[0]


def _parts(row: str) -> tuple[str, str, str]:
    """The line, the stem of the file and the number of the line."""
    line, stem, number = row.rsplit(_PARTS, 2)
    return line.replace(_END, "", 1), stem, number


def _values(line: str) -> list[str]:
    """What stands in a row; most have nothing in quotes."""
    if '"' not in line and "\r" not in line:
        return line.split(",")
    import csv

    return next(csv.reader([line]))


@cache
def kept(files: tuple[Path, ...], columns: tuple[str, ...], rule_prefix: str) -> Table:
    """The table of files that stay as they are while the program runs, read once."""
    return Table(files, columns, rule_prefix)


NAME_COLUMNS = ("cuda", "target", "kind", "status", "since", "until", "note")
SURFACE_COLUMNS = ("name", "kind", "header", "params", "since", "removed")
FAMILY_COLUMNS = ("prefix", "library", "target_prefix", "status", "effort", "note")
HEADER_COLUMNS = ("cuda", "target", "status", "since", "until", "note")


def support_of(row: Mapping[str, str], name: str) -> Support:
    """The status of a row; raises ``UserError`` for one there is not, or one without its note."""
    try:
        support = Support(row["status"])
    except ValueError:
        known = ", ".join(status.value for status in Support)
        raise UserError(
            f"{row['rule']}: {name} has the status {row['status']!r}", f"use one of {known}"
        ) from None
    if support in (Support.REVIEW, Support.NONE) and not row["note"]:
        raise UserError(
            f"{row['rule']}: {name} is {support.value} without a note",
            "say in the note how the meaning differs, or what to use instead",
        )
    return support


def name_row(row: Mapping[str, str]) -> NameRow:
    """A row of a names or headers table as a value; raises ``UserError`` where it is wrong."""
    support = support_of(row, row["cuda"])
    for key in ("since", "until"):
        if row[key] and not is_version(row[key]):
            raise UserError(
                f"{row['rule']}: {row['cuda']} has {key} {row[key]!r}", "write a version as in 6.2"
            )
    return NameRow(
        cuda=row["cuda"],
        target=row["target"],
        kind=row.get("kind", "header"),
        support=support,
        since=row["since"],
        until=row["until"],
        note=row["note"],
        library=row["library"],
        rule=row["rule"],
    )


class Dated(Protocol):
    """Anything that holds from one version of a target to before another."""

    @property
    def since(self) -> str: ...

    @property
    def until(self) -> str: ...


_Dated = TypeVar("_Dated", bound=Dated)


def at_version(rows: Sequence[_Dated], wanted: Version) -> _Dated | None:
    """The first row whose ``[since, until)`` holds ``wanted``."""
    for row in rows:
        if row.since and wanted < version(row.since):
            continue
        if row.until and wanted >= version(row.until):
            continue
        return row
    return None


class Prefixes:
    """Longest known leading part of a name: ``nppi`` of ``nppiAdd``, ``cutlass::`` of
    ``cutlass::half_t``.
    """

    def __init__(self, prefixes: Iterable[str]) -> None:
        self._known = sorted(set(prefixes), key=len, reverse=True)
        alternatives = "|".join(map(re.escape, self._known))
        self._pattern = regex(alternatives) if alternatives else None

    def longest(self, name: str) -> str | None:
        found = self._pattern.match(name) if self._pattern else None
        return found.group() if found else None

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)
