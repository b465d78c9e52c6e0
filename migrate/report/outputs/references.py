"""The ledger as CSV: one row for each CUDA reference, for spreadsheets and scripts.

What comes in is the report; what goes out is UTF-8 without a byte order mark, with a header, commas
and CR LF, as RFC 4180 has it. Columns count bytes of UTF-8, as in the JSON report. What a finding
at the place says stands beside it; findings that belong to no reference are not here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from migrate.files.source import position
from migrate.model import FileResult, Finding, Report
from migrate.report.outputs.names import Originals, printable

HEADER = (
    "path",
    "line",
    "column",
    "end_line",
    "end_column",
    "name",
    "status",
    "rule",
    "effort",
    "cause",
    "branch",
    "message",
    "certainty",
)


def render(report: Report, _originals: Originals) -> bytes:
    """The header, then all references in the order of their places."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    places = report.places
    for file in report.files:
        writer.writerows(_rows(file, places[file.path]))
    return text.getvalue().encode()


def _rows(file: FileResult, places: Sequence[Finding]) -> Iterator[list[str | int]]:
    by_span: dict[tuple[int, int], Finding] = {}
    by_start: dict[tuple[int, str], Finding] = {}
    for finding in places:
        by_span.setdefault((finding.start, finding.end), finding)
        by_start.setdefault((finding.start, finding.rule), finding)
    for reference in file.references:
        start, end, name, status, rule, certainty = reference
        found = by_span.get((start, end)) or by_start.get((start, rule))
        first, last = position(file.lines, start), position(file.lines, end)
        words = (name, status.value, rule, *_of(found), certainty.value)
        yield [_cell(file.path), *first, *last, *map(_cell, words)]


def _cell(text: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    plain = printable(text)
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@")) else plain


def _of(finding: Finding | None) -> tuple[str, str, str, str]:
    if finding is None:
        return ("", "", "", "")
    return (finding.effort.name.lower(), finding.cause, finding.branch, finding.message)
