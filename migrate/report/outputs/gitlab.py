"""The findings as a code quality report, which GitLab compares and shows in merge requests.

What comes in is the report and the files as they were; what goes out is one JSON list, with an
entry for each place, because GitLab shows in the lines of a merge request what is new in them; what
the tree depends on is one entry. Fingerprints are those of baselines, so that GitLab knows a place
again whose line has moved.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from migrate.files.source import position
from migrate.model import FileResult, Finding, Outcome, Report
from migrate.report.fingerprints import fingerprints
from migrate.report.outputs import findings as about
from migrate.report.outputs.findings import Level
from migrate.report.outputs.names import Originals, printable

_SEVERITY = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}
_ASIDE = {**_SEVERITY, Level.ERROR: "critical"}


def render(report: Report, originals: Originals) -> bytes:
    """The whole report; files that failed are in it, too."""
    places = report.places
    entries = [
        entry
        for file in report.files
        for entry in _file(report, file, places[file.path], originals)
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False).encode() + b"\n"


def _file(
    report: Report, file: FileResult, places: Sequence[Finding], originals: Originals
) -> Iterator[dict[str, Any]]:
    if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
        word = about.aside(file)
        check = f"file-{word.replace(' ', '-')}"
        name = sha256(f"{check}\0{printable(file.path)}".encode()).hexdigest()[:32]
        text = about.ended(f"{word}: {about.reason(file)}")
        severity = _ASIDE[about.aside_level(file)]
        yield _entry(file, text, check, name, severity, (1, 1))
    shown = list(about.apart(about.shown(report, file)))
    names = fingerprints(file, places, about.original(originals, file)) if shown else {}
    for item in shown:
        lines = tuple(position(file.lines, at).line for at in (item.start, item.end))
        severity = _SEVERITY[about.level(item)]
        text = about.told(item, file.lines)
        yield _entry(file, text, item.rule, names[item.alone], severity, lines)


def _entry(
    file: FileResult, text: str, check: str, name: str, severity: str, lines: Sequence[int]
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
