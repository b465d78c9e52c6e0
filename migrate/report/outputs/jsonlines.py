"""The report as lines of JSON, for those who pipe: described by ``docs/report-lines.schema.json``.

What comes in is the report; what goes out is UTF-8, one object a line: a header, each file and
behind it its findings, behind each of them its further places, then causes, and a summary as the
last line. The values are those of the JSON report, but for times. No line has more than ``LONGEST``
bytes: of one that had, the texts and lists are cut, and it says which. Nothing here decides
anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.model import Report
from migrate.report.outputs.json import facts_of, findings_of, head, summed, sums, verification
from migrate.report.outputs.names import Originals, printable
from migrate.report.summary import summarize

LONGEST = 65_536
"""The most bytes that a line has, with its end."""

_ITEMS_A_TEXT = 10  # a list is cut to so many times fewer items than a text to characters
_LENGTHS = (4_000, 1_000, 200, 50)  # of texts, tried one after the other


def render(report: Report, _originals: Originals) -> bytes:
    """All lines."""
    return b"".join(map(line, _objects(report)))


def line(values: Mapping[str, Any]) -> bytes:
    """An object on a line."""
    return written(fitted(values, LONGEST))


def fitted(values: Mapping[str, Any], most: int) -> dict[str, Any]:
    """An object that takes no more than so many bytes (some thousand at least) on its line: in one
    that would, texts and lists are cut, and ``cut`` names their keys.
    """
    made = dict(values)
    lengths = iter(_LENGTHS)
    while len(written(made)) > most:
        length = next(lengths)
        made = {key: _cut(value, length) for key, value in values.items()}
        made["cut"] = [key for key in values if made[key] != values[key]]
    return made


def written(values: Mapping[str, Any]) -> bytes:
    """An object as it stands on a line."""
    return json.dumps(values, ensure_ascii=False, separators=(", ", ": ")).encode() + b"\n"


def _cut(value: Any, length: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= length else f"{value[:length]}\N{HORIZONTAL ELLIPSIS}"
    if isinstance(value, list):
        return [_cut(item, length) for item in value[: length // _ITEMS_A_TEXT]]
    if isinstance(value, dict):
        return {key: _cut(item, length) for key, item in value.items()}
    return value


def _objects(report: Report) -> Iterator[dict[str, Any]]:
    yield {"type": "header", **head(report)}
    lines = {file.path: file.lines for file in report.files}
    for file in report.files:
        yield {"type": "file", **facts_of(file), "findings": len(file.findings)}
        path = {"path": printable(file.path)}
        for finding in findings_of(file, lines):
            more = finding.pop("more")
            yield {"type": "finding", **path, **finding}
            yield from ({"type": "place", **place} for place in more)
    summary = summed(report, summarize(report))
    verified = verification(report, report.verification)
    yield from ({"type": "cause", **cause} for cause in summary.pop("causes"))
    yield from ({"type": "work", **work} for work in summary.pop("worst_files"))
    yield from _units(report)
    if verified is not None:
        yield from _verified(verified)
    yield {
        "type": "summary",
        **sums(report),
        "units": _counted(report),
        "verification": verified,
        "summary": summary,
    }


def _units(report: Report) -> Iterator[dict[str, Any]]:
    """The translation units that could not be parsed."""
    for unit in report.units.failed if report.units is not None else ():
        yield {"type": "unparsed", "path": printable(unit.path), "reason": unit.reason}


def _counted(report: Report) -> dict[str, Any] | None:
    """How many translation units there were; nothing where they were not parsed."""
    units = report.units
    if units is None:
        return None
    return {
        "count": units.count,
        "cached": units.cached,
        "failed": len(units.failed),
        "declarations": units.declarations,
    }


def _verified(verified: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What was verified, piece by piece; the sums stay behind."""
    yield from ({"type": "check", **item} for item in verified.pop("checks"))
    for unit in verified.pop("units"):
        unit.pop("seconds")
        yield {"type": "unit", **unit}
    yield from ({"type": "problem", **item} for item in verified.pop("problems"))
    yield from ({"type": "run", **item} for item in verified.pop("runs"))
