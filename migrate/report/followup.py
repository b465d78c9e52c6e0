"""Places of findings in a tree that was ported, and how far people have come with them: values.

What comes in and goes out are these values; nothing here reads a file, or compares anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from migrate.model import Effort, Status
from migrate.report.effort import Place, shares


class Spot(NamedTuple):
    """A place of a finding in a tree, at a line from 1; 0 for one of a whole file. What was said of
    it is empty where an older version remembered it.
    """

    path: str
    line: int
    rule: str
    status: Status
    effort: Effort
    cause: str
    api: str
    message: str = ""
    suggestion: str = ""


class Known(NamedTuple):
    """A place that was generated: by its fingerprint, the digest of its line without white space
    (nothing for one of a whole file), and which of the equal lines it is.
    """

    spot: Spot
    fingerprint: str
    text: str
    nth: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Places that are left of those that the last port left, that people have settled since, and
    that they have added. ``edited`` and ``deleted`` count files of ``generated`` ones,
    ``conflicts`` names those in which a conflict is marked.
    """

    left: tuple[Spot, ...]
    settled: tuple[Spot, ...]
    new: tuple[Spot, ...]
    generated: int = 0
    edited: int = 0
    deleted: int = 0
    conflicts: tuple[str, ...] = ()

    @property
    def todo(self) -> tuple[Spot, ...]:
        return self.left + self.new

    @property
    def minutes(self) -> float:
        """What is left to do, by the assumptions of ``effort``."""
        causes: dict[str, list[Place]] = {}
        for spot in self.todo:
            causes.setdefault(spot.cause, []).append(Place(spot.path, spot.line, spot.effort))
        return sum(sum(shares(places).values()) for places in causes.values())
