"""The report as JSON, described by ``docs/report.schema.json`` and ``docs/guide/report.md``.

What comes in is the report; what goes out is one UTF-8 document. Keys are never renamed and never
change their meaning within one ``schema`` number. Nothing here decides anything.
"""

from __future__ import annotations

import json
from typing import Any

from migrate.model import LEDGER_STATUSES, FileResult, Finding, Ledger, Report
from migrate.outputs.names import Originals, printable
from migrate.source import position

SCHEMA = 1


def render(report: Report, _originals: Originals) -> bytes:
    """The whole report as one document."""
    document = {
        "schema": SCHEMA,
        "tool": {"name": "cuda-migrate", "version": report.tool_version},
        "target": {"name": report.target.name, "version": report.target.version},
        "ledger": _ledger(report.ledger),
        "exit_code": report.exit_code,
        "files": [_file(file) for file in report.files],
    }
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _ledger(ledger: Ledger) -> dict[str, int]:
    return {status.value: ledger[status] for status in LEDGER_STATUSES} | {"total": ledger.total}


def _file(file: FileResult) -> dict[str, Any]:
    return {
        "path": printable(file.path),
        "outcome": file.outcome.value,
        "reason": file.reason,
        "output": printable(file.output or file.path),
        "ledger": _ledger(file.ledger),
        "findings": [_finding(finding, file.lines) for finding in file.findings],
    }


def _finding(finding: Finding, lines: tuple[int, ...]) -> dict[str, Any]:
    start, end = position(lines, finding.start), position(lines, finding.end)
    return {
        "id": finding.rule,
        "status": finding.status.value,
        "api": finding.api,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "offset": finding.start,
        "length": finding.end - finding.start,
        "branch": finding.branch,
    }
