"""The findings as a code quality report, which GitLab compares and shows in merge requests.

What comes in is the report and the files as they were; what goes out is one JSON list. Fingerprints
are those of baselines, so that GitLab knows a finding again whose line has moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from migrate.fingerprints import fingerprints
from migrate.model import FileResult, Outcome, Report
from migrate.outputs import findings as about
from migrate.outputs.findings import Level
from migrate.outputs.names import Originals, printable
from migrate.source import position

_SEVERITY = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(report: Report, originals: Originals) -> bytes:
    """The whole report; files that failed are in it, too."""
    entries = [entry for file in report.files for entry in _file(file, originals)]
    return json.dumps(entries, indent=2, ensure_ascii=False).encode() + b"\n"


def _file(file: FileResult, originals: Originals) -> Iterator[dict[str, Any]]:
    if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
        failed, check = file.outcome is Outcome.FAILED, f"file-{file.outcome.value}"
        name = sha256(f"{check}\0{printable(file.path)}".encode()).hexdigest()[:32]
        text = about.ended(f"{file.outcome.value}: {about.reason(file)}")
        yield _entry(file, text, check, name, "critical" if failed else "info", (1, 1))
    if not file.findings:
        return
    names = fingerprints(file, about.original(originals, file))
    for finding, name in zip(file.findings, names, strict=True):
        lines = tuple(position(file.lines, at).line for at in (finding.start, finding.end))
        severity = _SEVERITY[about.level(finding)]
        yield _entry(file, about.told(finding), finding.rule, name, severity, lines)


def _entry(
    file: FileResult, text: str, check: str, name: str, severity: str, lines: tuple[int, ...]
) -> dict[str, Any]:
    return {
        "description": printable(text),
        "check_name": check,
        "fingerprint": name,
        "severity": severity,
        "location": {
            "path": printable(file.path),
            "lines": {"begin": lines[0], "end": lines[1]},
        },
    }
