"""The findings in the Reviewdog Diagnostic Format: one document, or one line a finding.

What comes in is the report and the files as they were; what goes out is UTF-8. Each place has a
diagnostic, because reviewdog looks for those in the lines of a change. Lines count from 1, columns
count bytes of UTF-8 from 1, ends are exclusive. A fix is one suggestion, with what stands between
its edits. Files that failed or were skipped are diagnostics without a range.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from migrate.model import FileResult, Finding, Outcome, Report
from migrate.report.outputs import findings as about
from migrate.report.outputs.findings import Columns, Level
from migrate.report.outputs.names import Originals, printable

_SOURCE = {"name": "cuda-migrate"}
_SEVERITY = {Level.ERROR: "ERROR", Level.WARNING: "WARNING", Level.NOTE: "INFO"}


def render(report: Report, originals: Originals) -> bytes:
    """``rdjson``: one ``DiagnosticResult``."""
    document = {"source": _SOURCE, "diagnostics": list(_diagnostics(report, originals))}
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def lines(report: Report, originals: Originals) -> bytes:
    """``rdjsonl``: a ``Diagnostic`` a line, each with its source."""
    return b"".join(
        json.dumps({**item, "source": _SOURCE}, ensure_ascii=False).encode() + b"\n"
        for item in _diagnostics(report, originals)
    )


def _diagnostics(report: Report, originals: Originals) -> Iterator[dict[str, Any]]:
    for file in report.files:
        if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
            yield _set_aside(file)
        if findings := about.shown(report, file):
            data = about.original(originals, file)
            columns = Columns(data, file.lines)
            for item in about.apart(findings):
                yield _diagnostic(report, file, item, data, columns)


def _set_aside(file: FileResult) -> dict[str, Any]:
    word = about.aside(file)
    return {
        "message": printable(about.ended(f"{word}: {about.reason(file)}")),
        "location": {"path": printable(file.path)},
        "severity": _SEVERITY[about.aside_level(file)],
        "code": {"value": f"file-{word.replace(' ', '-')}"},
    }


def _diagnostic(
    report: Report, file: FileResult, finding: Finding, data: bytes, columns: Columns
) -> dict[str, Any]:
    links = about.info(report, finding.rule).links
    suggestion = _suggestion(finding, data, columns)
    return {
        "message": printable(about.told(finding, file.lines)),
        "location": {
            "path": printable(file.path),
            "range": _range(columns, finding.start, finding.end),
        },
        "severity": _SEVERITY[about.level(finding)],
        "code": {"value": finding.rule, **({"url": links[0]} if links else {})},
        **({"suggestions": [suggestion]} if suggestion else {}),
    }


def _suggestion(finding: Finding, data: bytes, columns: Columns) -> dict[str, Any] | None:
    """The fix, if there is one and what it writes is text."""
    if finding.fix is None or not finding.fix.edits:
        return None
    edit = about.merged(finding.fix.edits, data)
    text = about.as_text(edit.text)
    return (
        {"range": _range(columns, edit.start, edit.end), "text": text} if text is not None else None
    )


def _range(columns: Columns, start: int, end: int) -> dict[str, dict[str, int]]:
    return {
        name: dict(zip(("line", "column"), columns.bytes(offset), strict=True))
        for name, offset in (("start", start), ("end", end))
    }
