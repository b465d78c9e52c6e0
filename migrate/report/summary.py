"""What a lead asks of a report: how much ports by itself, what is left, what it costs, what to do.

What comes in is the report; what goes out is a ``Summary``: places of findings by cause, with the
effort that ``effort`` assumes, and the files with the most work. Remarks (findings of status
``info``) are in no cause. A file that is the copy of another costs nothing: what is done in the one
is copied to the other. Nothing here looks at a source or a rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from migrate.files.source import position
from migrate.model import (
    Effort,
    FileResult,
    Finding,
    Ledger,
    Outcome,
    Reference,
    Report,
    Status,
    Unread,
)
from migrate.report import effort as pricing
from migrate.report.effort import Place

WORST = 10  # files that are named
CLASSES = (Effort.REDESIGN, Effort.DAYS, Effort.HOURS, Effort.MINUTES, Effort.NONE)
_GRAVITY = (Status.REVIEW, Status.UNKNOWN, Status.MANUAL)
_UNPARSED = "migrate/syntax-error"
_OWN_PORT, _GUARDED = "migrate/own-port", "migrate/guarded"


class Found(NamedTuple):
    """A place of a finding and the file it is in."""

    file: FileResult
    finding: Finding


class Example(NamedTuple):
    """Where a cause is met first: a file, and a line and a column from 1."""

    path: str
    line: int
    column: int


class Cause(NamedTuple):
    """Findings that are one thing to understand. ``status`` and ``effort`` are the gravest there
    are; ``apis`` and ``files`` come in the order of how often they are met.
    """

    name: str
    status: Status
    effort: Effort
    places: int
    minutes: int
    files: tuple[str, ...]
    apis: tuple[str, ...]
    rules: tuple[str, ...]
    example: Example


class FileWork(NamedTuple):
    """What is left to do in one file; ``causes`` begin with the one that takes most."""

    path: str
    places: int
    minutes: float
    portability: float | None
    causes: tuple[str, ...]


class ClassWork(NamedTuple):
    """The causes of one class of effort, and what they cost together."""

    effort: Effort
    causes: int
    places: int
    minutes: int


class OwnPort(NamedTuple):
    """What a tree keeps for the target already: the macros it is behind, those of most files
    first, and how many references are left alone for it. ``ported`` are whole files of it, and
    those for CUDA that they are a port of.
    """

    macros: tuple[str, ...]
    files: int
    references: int
    ported: int = 0


class Summary(NamedTuple):
    """All of it. ``causes`` begin with the one that takes most, and so does ``files``, which holds
    every file with something left to do; ``unparsed`` counts regions without structure, ``copies``
    files that repeat another.
    """

    portability: float | None
    causes: tuple[Cause, ...]
    classes: tuple[ClassWork, ...]
    files: tuple[FileWork, ...]
    minutes: int
    unparsed: int
    copies: int

    @property
    def worst(self) -> tuple[FileWork, ...]:
        """The files with the most work left."""
        return self.files[:WORST]


def portability(ledger: Ledger) -> float | None:
    """The share of references that are ported or native, from 0 to 1; None where there are none."""
    if not ledger.total:
        return None
    return (ledger[Status.PORTED] + ledger[Status.NATIVE]) / ledger.total


def summarize(report: Report) -> Summary:
    """Everything the report says, for one who has to decide."""
    groups: dict[str, list[Found]] = {}
    places = report.places
    copies = _copies(file for file in report.files if places[file.path])
    for file in report.files:
        for finding in places[file.path]:
            if finding.status is not Status.INFO:
                groups.setdefault(finding.cause or finding.rule, []).append(Found(file, finding))
    costs = {
        name: pricing.shares(_place(*item) for item in found if item.file.path not in copies)
        for name, found in groups.items()
    }
    causes = [_cause(name, found, costs[name]) for name, found in groups.items()]
    causes.sort(key=_by_work)
    return Summary(
        portability(report.ledger),
        tuple(causes),
        tuple(_class(effort, causes) for effort in CLASSES),
        tuple(_files(report, groups, costs)),
        sum(cause.minutes for cause in causes),
        sum(place.rule == _UNPARSED for of_file in places.values() for place in of_file),
        len(copies),
    )


def _copies(files: Iterable[FileResult]) -> frozenset[str]:
    """Files whose name, lines and references are those of another one before them."""
    seen: set[tuple[str, Sequence[int], Sequence[Reference]]] = set()
    copies = []
    for file in files:
        key = (file.path.rpartition("/")[2], file.lines, file.references)
        if key in seen:
            copies.append(file.path)
        seen.add(key)
    return frozenset(copies)


def _by_work(cause: Cause) -> tuple[int, int, int, str]:
    return -cause.minutes, -cause.effort, -cause.places, cause.name


def _place(file: FileResult, finding: Finding) -> Place:
    line = position(file.lines, finding.start).line
    return Place(file.path, line, finding.effort)


def _cause(name: str, found: Sequence[Found], costs: Mapping[str, float]) -> Cause:
    effort = max(finding.effort for _, finding in found)
    status = max((finding.status for _, finding in found), key=_GRAVITY.index)
    file, shown = next(item for item in found if item[1].effort is effort)
    return Cause(
        name=name,
        status=status,
        effort=effort,
        places=len(found),
        minutes=round(sum(costs.values())),
        files=_often(file.path for file, _ in found),
        apis=_often(finding.api for _, finding in found if finding.api),
        rules=_often(finding.rule for _, finding in found),
        example=Example(file.path, *position(file.lines, shown.start)),
    )


def _often(items: Iterable[str]) -> tuple[str, ...]:
    return tuple(item for item, _ in Counter(items).most_common())


def _class(effort: Effort, causes: Iterable[Cause]) -> ClassWork:
    own = [cause for cause in causes if cause.effort is effort]
    places, minutes = sum(item.places for item in own), sum(item.minutes for item in own)
    return ClassWork(effort, len(own), places, minutes)


def _files(
    report: Report,
    groups: Mapping[str, Sequence[Found]],
    costs: Mapping[str, Mapping[str, float]],
) -> list[FileWork]:
    """What is left in each file that has something left, the most first."""
    counts: dict[str, Counter[str]] = {}
    for name, found in groups.items():
        for file, _ in found:
            counts.setdefault(file.path, Counter())[name] += 1
    left = []
    for file in report.files:
        if count := counts.get(file.path):
            work = {name: costs[name].get(file.path, 0.0) for name in count}
            names = tuple(sorted(count, key=lambda name: (-work[name], -count[name])))
            total, share = sum(work.values()), portability(file.ledger)
            left.append(FileWork(file.path, count.total(), total, share, names))
    return sorted(left, key=lambda file: (-file.minutes, -file.places, file.path))


def own_port(report: Report) -> OwnPort | None:
    """The port that the tree has already; None where it has none."""
    said = [
        (file, finding)
        for file in report.files
        for finding in file.findings
        if finding.rule == _OWN_PORT
    ]
    if not said:
        return None
    macros = _often(name for _, finding in said for name in finding.api.split(", ") if name)
    whole = {file.path for file, _ in said if file.outcome is Outcome.SKIPPED}
    files = {file.path: file for file, _ in said if file.path not in whole}
    references = (item for file in files.values() for item in file.references)
    left = sum(item.rule == _GUARDED for item in references)
    return OwnPort(macros, len(files), left, len(whole))


def unread(report: Report) -> tuple[str, ...]:
    """Files and folders that count in no figure because they were not read."""
    return tuple(file.path for file in report.files if file.unread is not Unread.NO)


def failed(report: Report) -> tuple[str, ...]:
    """Files that count in no figure because the tool failed on them."""
    return tuple(file.path for file in report.files if file.outcome is Outcome.FAILED)
