"""What a finding comes from, in words, the class of effort that it takes, and what it announces.

What comes in are the rows of a target's families, the titles of CUDA's libraries and the notes of
tables; what goes out is a ``Work`` for a name, a header or a finding of the tool itself. Findings
with one cause are one thing to understand. What a class costs in hours is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from migrate.model import Announces, Effort, Status, UserError
from migrate.rules.tables import Support
from migrate.settings.toml import place, read_toml, refuse_unknown_keys

# Names of these kinds come with a function that is counted itself.
_SLIGHT_KINDS = frozenset("enum_constant field keyword macro type variable".split())


class Work(NamedTuple):
    """What a finding takes, its cause in words, and what it announces, None where its status says
    so.
    """

    effort: Effort = Effort.NONE
    cause: str = ""
    announces: Announces | None = None


NOTHING = Work()


USUAL_EFFORT = {Status.REVIEW: "minutes", Status.MANUAL: "hours"}
"""What a place takes whose rule does not say it."""


def effort_of(text: str, where: str) -> Effort:
    """The class that a table names, none where it is silent; ``UserError`` for any other word."""
    name = text.upper() or "NONE"
    if name not in Effort.__members__:
        known = ", ".join(Effort.__members__).lower()
        raise UserError(f"{where}: effort is {text!r}", f"use one of {known}")
    return Effort[name]


def announced_by(text: str, where: str) -> Announces | None:
    """What a table announces, None where it is silent; ``UserError`` for a word that is none."""
    known = [item.value for item in Announces]
    if text and text not in known:
        raise UserError(f"{where}: announces is {text!r}", f"use one of {', '.join(known)}")
    return Announces(text) if text else None


def by_default(support: Support, kind: str) -> Effort:
    """What a row takes that does not say it: to replace is work, to read a place is little."""
    if support is Support.NONE:
        slight = kind in _SLIGHT_KINDS or kind == "header"
        return Effort.MINUTES if slight else Effort.HOURS
    return Effort.MINUTES if support is Support.REVIEW else Effort.NONE


class Causes:
    """The causes of one target. ``findings`` is the file that describes what the tool says,
    ``notes`` are those that say what the notes of its tables announce; later ones win.
    """

    def __init__(
        self,
        families: Mapping[str, Mapping[str, str]],
        titles: Iterable[Path],
        findings: Path,
        notes: Iterable[Path] = (),
    ) -> None:
        self._families = families
        self._notes = _notes(notes)
        self._titles = _titles(titles)
        self._own = _own(findings)
        self._announced: dict[str, Announces | None] = {}

    def of_tool(self, rule: str) -> Work:
        """Of a finding of the tool itself (``migrate/...``)."""
        return self._own.get(rule, NOTHING)

    def of_family(self, name: str, prefix: str, support: Support) -> Work:
        """Of a ``name`` that is known by its prefix: its library is the cause.

        A name in capitals is a constant or a macro, and slight as those are.
        """
        row = self._families[prefix]
        kind = "macro" if name.rpartition("::")[2].isupper() else "function"
        says = self.announced(row.get("note", ""))
        if not row["effort"]:
            return Work(by_default(support, kind), self._title(row["library"]), says)
        effort = effort_of(row["effort"], f"{row['rule']}: {prefix}")
        return self._whole(effort, kind, row)._replace(announces=says)

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
        says = self.announced(note)
        if whole is not None:
            return self._whole(whole, kind, {"library": library})._replace(announces=says)
        return Work(by_default(support, kind), note.partition(": ")[0], says)

    def announced(self, note: str) -> Announces | None:
        """What a row with this note announces: by the longest beginning that is known."""
        if note not in self._announced:  # few notes stand in very many rows
            fits = [begin for begin in self._notes if note.startswith(begin)]
            self._announced[note] = self._notes[max(fits, key=len)] if fits else None
        return self._announced[note]

    @cached_property
    def dependencies(self) -> frozenset[str]:
        """The causes that are one decision for a tree: libraries that are missing as a whole and
        take more than minutes.
        """
        missing = {
            library
            for (library, status), effort in self._libraries.items()
            if status == Support.NONE.value and effort > Effort.MINUTES
        }
        return frozenset(map(self._title, missing))

    def _whole(self, effort: Effort, kind: str, row: Mapping[str, str]) -> Work:
        slight = min(effort, Effort.MINUTES) if kind in _SLIGHT_KINDS else effort
        return Work(slight, self._title(row["library"]))

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


def _beginnings(file: Path) -> Mapping[str, list[str]]:
    """How notes begin, by what they announce, as a file has it; ``UserError`` for a wrong one."""
    values = read_toml(file)
    refuse_unknown_keys(file, values, frozenset(item.value for item in Announces))
    for kind, begins in values.items():
        if not isinstance(begins, list) or not all(isinstance(item, str) for item in begins):
            raise UserError(
                f"{place(file, kind)}: {kind} is {begins!r}", f'write {kind} = ["...", "..."]'
            )
    return values


def _notes(files: Iterable[Path]) -> Mapping[str, Announces]:
    return {
        begin: Announces(kind)
        for file in files
        for kind, begins in _beginnings(file).items()
        for begin in begins
    }


def _own(findings: Path) -> Mapping[str, Work]:
    return {
        entry["id"]: Work(
            effort_of(entry.get("effort", ""), entry["id"]),
            entry["title"],
            announced_by(entry.get("announces", ""), entry["id"]),
        )
        for entry in read_toml(findings)["finding"]
    }


def _titles(files: Iterable[Path]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in files:
        found |= read_toml(file)
    return found
