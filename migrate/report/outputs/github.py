"""The findings as workflow commands, which GitHub Actions shows as annotations.

What comes in is the report and the files as they were; what goes out is one UTF-8 line a finding,
with the lines of its other places, ``::error file=..,line=..::message``, the gravest first, because
GitHub shows only the first few of a step. Columns count characters and are given only where a place
is within one line, as GitHub asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from migrate.model import FileResult, Finding, Outcome, Report
from migrate.report.outputs import findings as about
from migrate.report.outputs.findings import Columns, Level
from migrate.report.outputs.names import Originals, Rendered, legible

SHOWN = 10  # annotations of one level that a step may have
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


class _Line(NamedTuple):
    level: Level
    text: str


def render(report: Report, originals: Originals) -> Rendered:
    """All commands, and a remark where GitHub will not show all of them."""
    found = sorted(_lines(report, originals), key=lambda line: line.level)
    counts = Counter(line.level for line in found)
    hidden = sum(max(0, count - SHOWN) for count in counts.values())
    remarks: tuple[str, ...] = ()
    if hidden:
        remarks = (
            f"GitHub shows {SHOWN} annotations of a level in a step: "
            f"{hidden:,} of {len(found):,} are in its log only",
        )
    return Rendered("".join(f"{line.text}\n" for line in found).encode(), remarks)


def _lines(report: Report, originals: Originals) -> Iterator[_Line]:
    for file in report.files:
        if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
            yield _set_aside(file)
        if findings := about.shown(report, file):
            columns = Columns(about.original(originals, file), file.lines)
            for finding in findings:
                yield _finding(file, finding, columns)


def _set_aside(file: FileResult) -> _Line:
    level = about.aside_level(file)
    title = f"file-{about.aside(file).replace(' ', '-')}"
    place: dict[str, object] = {"title": title, "file": file.path}
    return _command(level, place, about.ended(f"{about.aside(file)}: {about.reason(file)}"))


def _finding(file: FileResult, finding: Finding, columns: Columns) -> _Line:
    first, last = columns.characters(finding.start), columns.characters(finding.end)
    place: dict[str, object] = {"title": finding.rule, "file": file.path, "line": first.line}
    place["endLine"] = last.line
    if first.line == last.line:
        place |= {"col": first.column, "endColumn": last.column}
    return _command(about.level(finding), place, about.told(finding, file.lines))


def _command(level: Level, place: dict[str, object], message: str) -> _Line:
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in place.items())
    return _Line(level, f"::{_COMMANDS[level]} {properties}::{_data(message)}")


def _data(text: str) -> str:
    lines = text.replace("%", "%25").replace("\r", "%0D").split("\n")
    return "%0A".join(map(legible, lines))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
