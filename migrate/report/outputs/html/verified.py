"""What the page knows of a verification: its checks, its units, its problems.

What comes in is the report; what goes out is plain data for JSON, as in ``index``, and nothing
where the port was not verified. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrate.files.source import position
from migrate.model import Report
from migrate.proof import Check, CompiledUnit, Judgement, Problem, Verification
from migrate.report.outputs.checks import (
    Checked,
    by_outcome,
    checked,
    compile_rate,
    compiler,
    rest_of_line,
)
from migrate.report.outputs.names import printable
from migrate.report.verdict import percent

COLUMNS = {
    "units": ("path", "outcome", "seconds", "problems", "reason"),
    "problems": (
        "file",
        "check",
        "standing",
        "line",
        "column",
        "portLine",
        "portText",
        "message",
        "because",
        "unit",
    ),
}
_CHECKS, _JUDGEMENTS = list(Check), list(Judgement)


def verification(report: Report, strings: Callable[[str], int]) -> dict[str, Any]:
    """The sums, and a row for each unit and problem."""
    found = report.verification
    if found is None:
        return {}
    lines = {file.path: (number, file.lines) for number, file in enumerate(report.files)}
    return {
        "verification": _sums(report, found),
        "units": [_unit(unit) for unit in found.units],
        "problems": [_problem(item, lines, strings) for item in found.problems],
    }


def _sums(report: Report, found: Verification) -> dict[str, Any]:
    rate = compile_rate(found)
    return {
        "rate": "" if rate is None else percent(rate),
        "line": rest_of_line(found),
        "silent": len(found.silent),
        "compiler": "" if found.compiler is None else compiler(found.compiler),
        "checks": [_check(item) for item in checked(report, found)],
        "standings": [judgement.value for judgement in _JUDGEMENTS],
        "outcomes": [[item.value, count] for item, count in by_outcome(found).items()],
        "runs": [
            [printable(item.title), printable(item.compared), item.same, printable(item.verdict)]
            for item in found.runs
        ],
    }


def _check(item: Checked) -> list[Any]:
    counts = [item.problems[judgement] for judgement in _JUDGEMENTS]
    return [item.check.value, printable(item.words), item.count, printable(item.skipped), counts]


def _unit(unit: CompiledUnit) -> list[Any]:
    path, reason = printable(unit.path), printable(unit.reason)
    return [path, unit.outcome.value, unit.seconds, unit.problems, reason]


def _problem(
    item: Problem,
    lines: Mapping[str, tuple[int, Sequence[int]]],
    strings: Callable[[str], int],
) -> list[Any]:
    number, starts = lines[item.path]
    return [
        number,
        _CHECKS.index(item.check),
        _JUDGEMENTS.index(item.judgement),
        *position(starts, item.start),
        item.line,
        strings(item.text),
        strings(item.message),
        strings(item.because),
        strings(item.unit),
    ]
