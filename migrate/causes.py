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

# Names of these kinds come with a function or a type that is counted itself.
_SLIGHT_KINDS = frozenset("enum_constant field header keyword macro variable".split())


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
        return Effort.MINUTES if kind in _SLIGHT_KINDS else Effort.HOURS
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

    def of_family(self, prefix: str, support: Support) -> Work:
        """Of a name that is known by its prefix: its library is the cause."""
        row = self._families[prefix]
        effort = effort_of(row["effort"], f"{row['rule']}: {prefix}")
        title = self._title(row["library"])
        return Work(effort if row["effort"] else by_default(support, "function"), title)

    def of_row(self, support: Support, kind: str, library: str, note: str) -> Work:
        """Of a name or header with a row of its own.

        Where a library as a whole has to be replaced, that is the cause; else rows with one note
        are one cause, called by how the note begins.
        """
        if support not in (Support.REVIEW, Support.NONE):
            return NOTHING
        whole = self._libraries.get(library)
        if whole is not None and (support is Support.NONE or whole is Effort.NONE):
            return Work(whole, self._title(library))
        return Work(by_default(support, kind), note.partition(": ")[0])

    @cached_property
    def _own(self) -> Mapping[str, Work]:
        entries = read_toml(self._findings)["finding"]
        return {
            entry["id"]: Work(effort_of(entry.get("effort", ""), entry["id"]), entry["title"])
            for entry in entries
        }

    @cached_property
    def _libraries(self) -> Mapping[str, Effort]:
        """What it takes to do without a library, as its families say."""
        rows = self._families.items()
        return {row["library"]: effort_of(row["effort"], key) for key, row in rows if row["effort"]}

    def _title(self, library: str) -> str:
        return self._titles.get(library, library)

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for file in self._title_files:
            found |= read_toml(file)
        return found
