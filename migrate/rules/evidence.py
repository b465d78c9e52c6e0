"""How sure the rows of a target are, and where they are known from (``[[evidence]]``).

What comes in are the entries of a ``target.toml``; what goes out is, for a name of a library, the
entry that speaks of it, and what a row of low confidence may say at most. No table is read here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import UserError
from migrate.rules.tables import Support
from migrate.settings.toml import place, refuse_unknown_keys

EVERY = "*"
_KEYS = frozenset("library confidence source names by notes".split())
_UNSURE = "This row is of low confidence"


class Confidence(Enum):
    """How sure it is that a target has what a row names."""

    HIGH = "high"  # declared by its makers, or in code that is built and run
    MEDIUM = "medium"  # listed by its makers, or seen in public code
    LOW = "low"  # inferred: what such a row says is reviewed


class Said(Enum):
    """What decides a name."""

    ROW = "row"
    CONVENTION = "convention"
    FAMILY = "family"


class Evidence(NamedTuple):
    """One entry: for all names of ``library`` (``*``: of any), or for those that fit one of the
    patterns ``names``; ``by`` is what decides them, None for all. With ``notes`` it is for names
    of which a note has one of these words.
    """

    library: str
    confidence: Confidence
    source: str
    names: tuple[str, ...] = ()
    by: Said | None = None
    notes: tuple[str, ...] = ()

    def covers(self, name: str, library: str, by: Said, note: str = "") -> bool:
        """Whether it speaks of a name that ``by`` decides, with this note."""
        return (
            self.library in (library, EVERY)
            and self.by in (None, by)
            and (not self.names or any(fnmatchcase(name, item) for item in self.names))
            and (not self.notes or any(words in note for words in self.notes))
        )

    def lowered(self, support: Support) -> Support:
        """What a row of this confidence says that says ``support``."""
        sure = self.confidence is not Confidence.LOW or support in (Support.REVIEW, Support.NONE)
        return support if sure else Support.REVIEW

    @property
    def doubt(self) -> str:
        """What is said of a row that has nothing else to say."""
        return f"{_UNSURE}: check it against your release ({self.source})"

    def __str__(self) -> str:
        return f"confidence {self.confidence.value}: {self.source}"


def evidence_of(
    entries: Sequence[Evidence], name: str, library: str, by: Said, note: str = ""
) -> Evidence | None:
    """The first entry that speaks of ``name``: those with ``names`` or ``notes`` come before those
    without, and those of its library before those of every one.
    """
    found = [entry for entry in entries if entry.covers(name, library, by, note)]
    return min(found, key=_width, default=None)


def _width(entry: Evidence) -> tuple[bool, bool, bool]:
    return not (entry.names or entry.notes), entry.library == EVERY, entry.by is None


def read_evidence(file: Path, items: Sequence[Mapping[str, Any]]) -> tuple[Evidence, ...]:
    """The entries of ``file``; raises ``UserError`` for a wrong one."""
    return tuple(_entry(file, item) for item in items)


def _entry(file: Path, values: Mapping[str, Any]) -> Evidence:
    refuse_unknown_keys(file, values, _KEYS)
    return Evidence(
        values["library"],
        Confidence(_word(file, values, "confidence", [item.value for item in Confidence])),
        values["source"],
        tuple(values.get("names", ())),
        Said(_word(file, values, "by", [item.value for item in Said])) if "by" in values else None,
        tuple(values.get("notes", ())),
    )


def _word(file: Path, values: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
    if values[key] not in known:
        title = f"{place(file, key)}: {key} is {values[key]!r}"
        raise UserError(title, f"write one of {', '.join(known)}")
    return str(values[key])
