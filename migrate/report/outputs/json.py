"""The report as JSON, described by ``docs/report.schema.json`` and ``docs/guide/report.md``.

What comes in is the report; what goes out is one UTF-8 document. Keys are never renamed and never
change their meaning within one ``schema`` number. Nothing here decides anything.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from migrate.files.source import position
from migrate.model import (
    LEDGER_STATUSES,
    Certainty,
    FileResult,
    Finding,
    Ledger,
    Report,
    Status,
    Units,
)
from migrate.proof import CompiledUnit, Problem, ProgramRun, Verification
from migrate.report.effort import HOUR, between
from migrate.report.outputs.checks import Checked, checked, compile_rate, facts
from migrate.report.outputs.findings import message_of
from migrate.report.outputs.names import Originals, printable
from migrate.report.summary import (
    Cause,
    ClassWork,
    FileWork,
    Summary,
    portability,
    summarize,
    unread,
)
from migrate.report.verdict import verdict

SCHEMA = 3


def render(report: Report, _originals: Originals) -> bytes:
    """The whole report as one document, and its summary."""
    lines = {file.path: file.lines for file in report.files}
    document = {
        **head(report),
        **sums(report),
        "units": _units(report.units),
        "verification": verification(report, report.verification),
        "summary": summed(report, summarize(report)),
        "files": [],
    }
    files = (_indented(_file(file, lines)) for file in report.files)
    return _with_last(_text(document), files) + b"\n"


def _text(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def _indented(value: object) -> bytes:
    """A value as it stands in a list of the document's; no line ends within a string."""
    return _text(value).replace(b"\n", b"\n    ")


def _with_last(document: bytes, parts: Iterator[bytes]) -> bytes:
    """A document with the ``parts`` in the empty list at its end; never all of it as objects."""
    made = b",\n    ".join(parts)
    return document.removesuffix(b"]\n}") + b"\n    " + made + b"\n  ]\n}" if made else document


def head(report: Report) -> dict[str, Any]:
    """What made a report, and for which target."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "cuda-migrate", "version": report.tool_version},
        "target": {"name": report.target.name, "version": report.target.version},
    }


def sums(report: Report) -> dict[str, Any]:
    """What the whole report comes to, in numbers."""
    return {
        "ledger": _ledger(report.ledger),
        "exit_code": report.exit_code,
        "known": report.known,
        "info": _remarks(report),
        "certainty": _certainty(report.proved, report.ledger.total),
    }


def summed(report: Report, found: Summary) -> dict[str, Any]:
    """What a decision needs."""
    low, high = between(found.minutes)
    return {
        "verdict": printable(verdict(report, found)),
        "portability": _share(found.portability),
        "hours": _hours(found.minutes),
        "hours_low": _hours(low),
        "hours_high": _hours(high),
        "classes": [_class(row) for row in found.classes],
        "causes": [_cause(cause) for cause in found.causes],
        "worst_files": [_work(file) for file in found.worst],
        "copies": found.copies,
        "unparsed": found.unparsed,
        "unread": len(unread(report)),
    }


def _class(row: ClassWork) -> dict[str, Any]:
    return {
        "effort": row.effort.name.lower(),
        "causes": row.causes,
        "places": row.places,
        "hours": _hours(row.minutes),
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "cause": cause.name,
        "status": cause.status.value,
        "effort": cause.effort.name.lower(),
        "places": cause.places,
        "files": len(cause.files),
        "hours": _hours(cause.minutes),
        "ids": list(cause.rules),
        "apis": list(cause.apis),
        "example": {
            "path": printable(cause.example.path),
            "line": cause.example.line,
            "column": cause.example.column,
        },
    }


def _work(file: FileWork) -> dict[str, Any]:
    return {
        "path": printable(file.path),
        "places": file.places,
        "hours": _hours(file.minutes),
        "portability": _share(file.portability),
        "causes": list(file.causes),
    }


def _hours(minutes: float) -> float:
    return round(minutes / HOUR, 2)


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _ledger(ledger: Ledger) -> dict[str, int]:
    return {status.value: ledger[status] for status in LEDGER_STATUSES} | {"total": ledger.total}


def _certainty(proved: int, total: int) -> dict[str, int]:
    return {"proved": proved, "name": total - proved}


def _units(units: Units | None) -> dict[str, Any] | None:
    """What became of the translation units; nothing where they were not parsed."""
    if units is None:
        return None
    failed = [{"path": printable(item.path), "reason": item.reason} for item in units.failed]
    return {
        "count": units.count,
        "cached": units.cached,
        "failed": failed,
        "seconds": units.seconds,
        "declarations": units.declarations,
    }


def _remarks(report: Report) -> dict[str, Any]:
    """How many places of remarks there are, and whether they were asked for."""
    remarks = [
        item for file in report.files for item in file.findings if item.status is Status.INFO
    ]
    return {"places": sum(item.count for item in remarks), "shown": report.show_info}


def _file(file: FileResult, lines: Mapping[str, Sequence[int]]) -> dict[str, Any]:
    return {**facts_of(file), "findings": list(findings_of(file, lines))}


def facts_of(file: FileResult) -> dict[str, Any]:
    """A file without its findings."""
    return {
        "path": printable(file.path),
        "outcome": file.outcome.value,
        "reason": file.reason,
        "unread": file.unread.value,
        "output": printable(file.output or file.path),
        "portability": _share(portability(file.ledger)),
        "ledger": _ledger(file.ledger),
        "certainty": _certainty(file.proved, file.ledger.total),
    }


def findings_of(file: FileResult, lines: Mapping[str, Sequence[int]]) -> Iterator[dict[str, Any]]:
    """The findings of a file; ``lines`` are where those of every file of the report begin."""
    proved = _proved(file)
    return (_finding(finding, file, lines, proved) for finding in file.findings)


def _finding(
    finding: Finding,
    file: FileResult,
    lines: Mapping[str, Sequence[int]],
    proved: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """A finding with its other places, in its file and in others."""
    others = [*((file.path, place) for place in finding.more), *finding.elsewhere]
    return {
        **_said(finding, file.lines, proved),
        "message": message_of(finding),
        "places": finding.count,
        "more": [
            {
                "path": printable(path),
                **_said(place, lines[path], proved if path == file.path else {}),
            }
            for path, place in others
        ],
    }


def _said(
    finding: Finding, lines: Sequence[int], proved: Mapping[str, Sequence[int]]
) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "status": finding.status.value,
        "api": finding.api,
        "message": finding.message,
        "suggestion": finding.suggestion,
        **_place(lines, finding.start, finding.end),
        "branch": finding.branch,
        "effort": finding.effort.name.lower(),
        "cause": finding.cause,
        "announces": finding.announces.value,
        "certainty": _certainty_of(finding, proved).value,
        **({"pattern": finding.pattern} if finding.pattern else {}),
    }


def _place(lines: Sequence[int], first: int, last: int) -> dict[str, int]:
    start, end = position(lines, first), position(lines, last)
    return {
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "offset": first,
        "length": last - first,
    }


def verification(report: Report, found: Verification | None) -> dict[str, Any] | None:
    """What was verified of the port; nothing where it was not."""
    if found is None:
        return None
    lines = {file.path: file.lines for file in report.files}
    return {
        "silent": len(found.silent),
        "compile_rate": _share(compile_rate(found)),
        "compiler": None if found.compiler is None else facts(found.compiler),
        "checks": [_check(item) for item in checked(report, found)],
        "units": [_unit(unit) for unit in found.units],
        "problems": [_problem(item, lines[item.path]) for item in found.problems],
        "runs": [_run(item) for item in found.runs],
        "recorded": printable(found.recorded),
    }


def _check(item: Checked) -> dict[str, Any]:
    problems = {standing.value: number for standing, number in item.problems.items()}
    return {
        "check": item.check.value,
        "count": item.count,
        "skipped": item.skipped,
        "problems": problems,
    }


def _unit(unit: CompiledUnit) -> dict[str, Any]:
    return {
        "path": printable(unit.path),
        "outcome": unit.outcome.value,
        "seconds": unit.seconds,
        "problems": unit.problems,
        "reason": printable(unit.reason),
    }


def _problem(item: Problem, lines: Sequence[int]) -> dict[str, Any]:
    return {
        "check": item.check.value,
        "standing": item.judgement.value,
        "path": printable(item.path),
        **_place(lines, item.start, item.end),
        "port_line": item.line,
        "port_text": printable(item.text),
        "message": printable(item.message),
        "because": item.because,
        "unit": printable(item.unit),
    }


def _run(item: ProgramRun) -> dict[str, Any]:
    return {
        "title": printable(item.title),
        "compared": printable(item.compared),
        "same": item.same,
        "verdict": printable(item.verdict),
    }


def _proved(file: FileResult) -> dict[str, list[int]]:
    """Where names are proved to be CUDA's, in order."""
    found: dict[str, list[int]] = {}
    for item in file.references:
        if item.certainty is Certainty.PROVED:
            found.setdefault(item.name, []).append(item.start)
    return found


def _certainty_of(finding: Finding, proved: Mapping[str, Sequence[int]]) -> Certainty:
    """How it is known that what a finding is about is CUDA's."""
    places = proved.get(finding.api, ())
    at = bisect_left(places, finding.start)
    is_proved = at < len(places) and places[at] < max(finding.end, finding.start + 1)
    return Certainty.PROVED if is_proved else Certainty.NAME
