"""What the page knows before a file is opened: the summary, the lists, and every finding.

What comes in is the report and its summary; what goes out is plain data for JSON. A finding is a
row for each of its places, of which the first one says how many there are. Texts that come again
are kept once, in ``strings``, and are numbers elsewhere; rows are lists, in the order of the names
in ``COLUMNS``, which go along. Nothing here decides anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from migrate.files.source import position
from migrate.model import (
    LEDGER_STATUSES,
    Effort,
    FileResult,
    Finding,
    Ledger,
    Report,
    Status,
    Units,
)
from migrate.report.effort import spoken, spoken_range
from migrate.report.outputs.findings import further
from migrate.report.outputs.html.verified import COLUMNS as OF_VERIFICATION
from migrate.report.outputs.html.verified import verification
from migrate.report.outputs.names import printable
from migrate.report.summary import Cause, FileWork, Summary, portability
from migrate.report.verdict import percent, verdict

STATUSES = (*LEDGER_STATUSES, Status.INFO)
COLUMNS = {
    "files": (
        "path",
        "outcome",
        "reason",
        "output",
        "ledger",
        "findings",
        "minutes",
        "effort",
        "portability",
        "changes",
        "proved",
    ),
    "findings": (
        "file",
        "rule",
        "status",
        "api",
        "message",
        "suggestion",
        "branch",
        "effort",
        "cause",
        "line",
        "column",
        "endLine",
        "endColumn",
        "places",
        "further",
    ),
    "causes": (
        "name",
        "status",
        "effort",
        "places",
        "minutes",
        "spoken",
        "files",
        "apis",
        "rules",
        "file",
        "line",
    ),
    "apis": ("name", "area", "ledger", "files"),
    "areas": ("name", "ledger", "names", "files"),
    "rules": ("id", "title", "text", "links", "findings", "files"),
}


class _Strings:
    """Texts in the order they are first met; each has a number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._numbers.setdefault(printable(text), len(self._numbers))

    def all(self) -> list[str]:
        return list(self._numbers)


def index(report: Report, found: Summary) -> dict[str, Any]:
    """The report without the texts of its files."""
    strings = _Strings()
    places = report.places
    numbers = {file.path: number for number, file in enumerate(report.files)}
    return {
        "tool": report.tool_version,
        "target": [printable(report.target.name), printable(report.target.version)],
        "exit": report.exit_code,
        "verdict": printable(verdict(report, found)),
        "portability": _percent(found.portability),
        "share": found.portability,
        "minutes": found.minutes,
        "effort": spoken(found.minutes) if found.minutes else "",
        "range": spoken_range(found.minutes) if found.minutes else "",
        "classes": [_class(row) for row in found.classes],
        "copies": found.copies,
        "unparsed": found.unparsed,
        "statuses": [status.value for status in STATUSES],
        "efforts": [effort.name.lower() for effort in Effort],
        "ledger": _ledger(report.ledger),
        "proved": report.proved,
        "remarks": report.show_info,
        "parsed": _units(report.units),
        "columns": COLUMNS if report.verification is None else {**COLUMNS, **OF_VERIFICATION},
        "files": list(_files(report, found)),
        "findings": [
            row
            for number, file in enumerate(report.files)
            for row in _findings(number, file, places[file.path], strings)
        ],
        "causes": [_cause(cause, numbers, strings) for cause in found.causes],
        **_names(report),
        "rules": list(_rules(report)),
        **verification(report, strings),
        "strings": strings.all(),
    }


def _units(units: Units | None) -> dict[str, Any] | None:
    """What was parsed for certainty; nothing where names were taken as they are spelled."""
    if units is None:
        return None
    failed = [[printable(item.path), printable(item.reason)] for item in units.failed]
    return {"count": units.count, "failed": failed, "declarations": units.declarations}


def area(rule: str) -> str:
    """The library, or the part of the rules, that an id belongs to: ``runtime``, ``memory``."""
    parts = rule.split("/")
    if len(parts) > 2 and parts[1] == "names":
        return parts[2]
    return parts[1] if len(parts) > 2 else parts[-1]


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)


def _ledger(ledger: Ledger) -> list[int]:
    return [ledger[status] for status in LEDGER_STATUSES]


def _class(row: Any) -> list[Any]:
    said = spoken(row.minutes) if row.minutes else ""
    return [row.effort.name.lower(), row.causes, row.places, row.minutes, said]


def _files(report: Report, found: Summary) -> Iterator[list[Any]]:
    work = {file.path: file for file in found.files}
    for file in report.files:
        yield _file(file, work.get(file.path))


def _file(file: FileResult, work: FileWork | None) -> list[Any]:
    ledger = file.ledger
    minutes = work.minutes if work else 0
    return [
        printable(file.path),
        file.outcome.value,
        printable(file.reason),
        printable(file.output) if file.output not in ("", file.path) else "",
        _ledger(ledger),
        sum(finding.status is not Status.INFO for finding in file.findings),
        round(minutes, 1),
        spoken(minutes) if minutes else "",
        _percent(portability(ledger)),
        len(file.edits) if file.is_changed else 0,
        file.proved,
    ]


def _findings(
    number: int, file: FileResult, places: Sequence[Finding], strings: _Strings
) -> Iterator[list[int]]:
    """A row for each place in a file: the first one of a finding counts all, the others none."""
    leads = {finding.alone: finding for finding in file.findings}
    for place in places:
        lead = leads.get(place)
        count = lead.count if lead is not None else 0
        rest = further(lead, file.lines) if lead is not None else ""
        yield [*_finding(number, place, file.lines, strings), count, strings(rest)]


def _finding(number: int, finding: Finding, lines: Sequence[int], strings: _Strings) -> list[int]:
    start, end = position(lines, finding.start), position(lines, finding.end)
    return [
        number,
        strings(finding.rule),
        STATUSES.index(finding.status),
        strings(finding.api),
        strings(finding.message),
        strings(finding.suggestion),
        strings(finding.branch),
        int(finding.effort),
        strings(finding.cause or finding.rule),
        *start,
        *end,
    ]


def _cause(cause: Cause, numbers: dict[str, int], strings: _Strings) -> list[Any]:
    return [
        strings(cause.name),
        STATUSES.index(cause.status),
        int(cause.effort),
        cause.places,
        cause.minutes,
        spoken(cause.minutes) if cause.minutes else "",
        len(cause.files),
        [strings(api) for api in cause.apis],
        [strings(rule) for rule in cause.rules],
        numbers[cause.example.path],
        cause.example.line,
    ]


def _names(report: Report) -> dict[str, list[Any]]:
    """Every name of the ledger, and every part of the rules, with its counts and its files."""
    names: dict[tuple[str, str], Counter[Status]] = {}
    areas: dict[str, Counter[Status]] = {}
    homes: dict[object, set[str]] = {}
    for file in report.files:
        for reference in file.references:
            part = area(reference.rule)
            key = (reference.name, part)
            names.setdefault(key, Counter())[reference.status] += 1
            areas.setdefault(part, Counter())[reference.status] += 1
            homes.setdefault(key, set()).add(file.path)
            homes.setdefault(part, set()).add(file.path)
    known = Counter(part for _, part in names)
    return {
        "apis": [
            [printable(name), printable(part), _ledger(Ledger(counts)), len(homes[name, part])]
            for (name, part), counts in sorted(names.items())
        ],
        "areas": [
            [printable(part), _ledger(Ledger(counts)), known[part], len(homes[part])]
            for part, counts in sorted(areas.items())
        ],
    }


def _rules(report: Report) -> Iterator[list[Any]]:
    places = report.places.values()
    counts = Counter(place.rule for of_file in places for place in of_file)
    homes = Counter(rule for of_file in places for rule in {place.rule for place in of_file})
    for rule in sorted(counts):
        info = report.rules.get(rule)
        title, text, links = (info.title, info.text, info.links) if info else ("", "", ())
        yield [*map(printable, (rule, title, text)), list(links), counts[rule], homes[rule]]
