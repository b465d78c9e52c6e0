"""What a finding comes from, in words, and the class of effort that it takes.

What comes in are the rows of a target's families, the titles of CUDA's libraries and the notes of
tables; what goes out is a ``Work`` for a name, a header or a finding of the tool itself. Findings
with one cause are one thing to understand. What a class costs in hours is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from migrate.model import Effort, UserError
from migrate.tables import Support
from migrate.tomlfile import read_toml

# Names of these kinds come with a function that is counted itself.
_SLIGHT_KINDS = frozenset("enum_constant field keyword macro type variable".split())


class Work(NamedTuple):
    """What a finding takes, and its cause in words."""

    effort: Effort = Effort.NONE
    cause: str = ""


NOTHING = Work()


def effort_of(text: str, where: str) -> Effort:
    """The class that a table names, none where it is silent; ``UserError`` for any other word."""
    name = text.upper() or "NONE"
    if name not in Effort.__members__:
        known = ", ".join(Effort.__members__).lower()
        raise UserError(f"{where}: effort is {text!r}", f"use one of {known}")
    return Effort[name]


def by_default(support: Support, kind: str) -> Effort:
    """What a row takes that does not say it: to replace is work, to read a place is little."""
    if support is Support.NONE:
        slight = kind in _SLIGHT_KINDS or kind == "header"
        return Effort.MINUTES if slight else Effort.HOURS
    return Effort.MINUTES if support is Support.REVIEW else Effort.NONE


class Causes:
    """The causes of one target. ``findings`` is the file that describes what the tool says."""

    def __init__(
        self, families: Mapping[str, Mapping[str, str]], titles: Iterable[Path], findings: Path
    ) -> None:
        self._families = families
        self._title_files = tuple(titles)
        self._findings = findings

    def of_tool(self, rule: str) -> Work:
        """Of a finding of the tool itself (``migrate/...``)."""
        return self._own.get(rule, NOTHING)

    def of_family(self, name: str, prefix: str, support: Support) -> Work:
        """Of a ``name`` that is known by its prefix: its library is the cause.

        A name in capitals is a constant or a macro, and slight as those are.
        """
        row = self._families[prefix]
        kind = "macro" if name.rpartition("::")[2].isupper() else "function"
        if not row["effort"]:
            return Work(by_default(support, kind), self._title(row["library"]))
        return self._whole(effort_of(row["effort"], f"{row['rule']}: {prefix}"), kind, row)

    def of_row(self, support: Support, kind: str, library: str, note: str) -> Work:
        """Of a name or header with a row of its own.

        Where a library as a whole has to be replaced, or reviewed, that is the cause; else rows
        with one note are one cause, called by how the note begins.
        """
        if support not in (Support.REVIEW, Support.NONE):
            return NOTHING
        whole = self._libraries.get((library, support.value))
        if whole is None and (library, Support.EXACT.value) in self._libraries:
            whole = self._libraries[library, Support.EXACT.value]
        if whole is not None:
            return self._whole(whole, kind, {"library": library})
        return Work(by_default(support, kind), note.partition(": ")[0])

    def _whole(self, effort: Effort, kind: str, row: Mapping[str, str]) -> Work:
        slight = min(effort, Effort.MINUTES) if kind in _SLIGHT_KINDS else effort
        return Work(slight, self._title(row["library"]))

    @cached_property
    def _own(self) -> Mapping[str, Work]:
        entries = read_toml(self._findings)["finding"]
        return {
            entry["id"]: Work(effort_of(entry.get("effort", ""), entry["id"]), entry["title"])
            for entry in entries
        }

    @cached_property
    def _libraries(self) -> Mapping[tuple[str, str], Effort]:
        """What a library takes, by its name and status: the most that one of its families says."""
        found: dict[tuple[str, str], Effort] = {}
        for prefix, row in self._families.items():
            if row["effort"]:
                key, effort = (row["library"], row["status"]), effort_of(row["effort"], prefix)
                found[key] = max(effort, found.get(key, effort))
        return found

    def _title(self, library: str) -> str:
        return self._titles.get(library, library)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for file in self._title_files:
            found |= read_toml(file)
        return found
