"""The summary for a lead: the verdict, the figures, the causes and the files with most work left.

What comes in is the report; what goes out is UTF-8 text, plainly aligned and at most 100 columns
wide (only a file's path is never cut). The figures are made by ``migrate.summary``; nothing here
decides anything.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator

from migrate.model import LEDGER_STATUSES, Effort, Outcome, Report
from migrate.report.effort import spoken, spoken_range
from migrate.report.outputs.names import Originals, legible
from migrate.report.summary import Cause, FileWork, Summary, summarize, unread
from migrate.report.verdict import percent, shortened, verdict

WIDTH = 100
_CAUSES = 12  # that are shown
_INDENT = 48  # columns before the name of a cause


def render(report: Report, _originals: Originals) -> bytes:
    """The verdict first, then what it rests on."""
    found = summarize(report)
    blocks = [
        _heading(report, found),
        _figures(report, found),
        _classes(found),
        _causes(found),
        _files(found),
        _assumptions(found),
    ]
    text = "\n\n".join("\n".join(map(legible, block)) for block in map(list, blocks) if block)
    return text.encode() + b"\n"


def _heading(report: Report, found: Summary) -> Iterator[str]:
    yield f"Port to {report.target.name} {report.target.version}"
    yield ""
    yield from textwrap.wrap(
        legible(verdict(report, found)), WIDTH, break_long_words=False, break_on_hyphens=False
    )


def _figures(report: Report, found: Summary) -> Iterator[str]:
    outcomes = Counter(file.outcome for file in report.files)
    files = [f"{outcomes[item]} {item.value}" for item in Outcome]
    ledger = [f"{report.ledger[status]} {status.value}" for status in LEDGER_STATUSES]
    yield f"  files         {len(report.files):6}: {', '.join(files)}"
    yield f"  references    {report.ledger.total:6}: {', '.join(ledger)}"
    if paths := unread(report):
        yield f"  not read      {len(paths):6} of these files: no figure has what they hold"
    if found.portability is not None:
        yield f"  portability   {percent(found.portability):>6} of the references ported or native"
    if found.copies:
        yield f"  copies        {found.copies:6} of these files repeat another one: no more work"
    if found.unparsed:
        yield f"  not parsed    {found.unparsed:6} of their regions: shapes may have been missed"


def _classes(found: Summary) -> Iterator[str]:
    if not found.causes:
        return
    yield "Effort of one person       causes   places       effort"
    for row in found.classes:
        if row.causes or row.effort is not Effort.NONE:
            name = "nothing to do" if row.effort is Effort.NONE else row.effort.name.lower()
            effort = spoken(row.minutes) if row.minutes else "-"
            yield f"  {name:25}{row.causes:6}{row.places:9}{effort:>13}"
    causes, places = len(found.causes), sum(cause.places for cause in found.causes)
    total = f"{spoken(found.minutes):>13}  ({spoken_range(found.minutes)})" if found.minutes else ""
    yield f"  {'sum':25}{causes:6}{places:9}{total}"


def _causes(found: Summary) -> Iterator[str]:
    if not found.causes:
        return
    yield "      effort  class     status   places  files  cause, names, first place"
    for cause in found.causes[:_CAUSES]:
        yield from _cause(cause)
    if rest := found.causes[_CAUSES:]:
        minutes = sum(cause.minutes for cause in rest)
        effort = spoken(minutes) if minutes else "-"
        yield f"  {effort:>10}  others, {len(rest)} more"


def _cause(cause: Cause) -> Iterator[str]:
    effort, room = spoken(cause.minutes) if cause.minutes else "-", WIDTH - _INDENT
    name = cause.effort.name.lower() if cause.minutes else "-"
    columns = f"  {effort:>10}  {name:8}  {cause.status.value:7}{cause.places:8}"
    columns += f"{len(cause.files):7}  "
    yield columns + shortened(cause.name, room)
    names = [api for api in cause.apis if api not in cause.name]
    if names:
        yield " " * _INDENT + _names(names, room)
    example = cause.example
    yield " " * _INDENT + f"{example.path}:{example.line}"


def _names(names: list[str], room: int) -> str:
    """As many names as there is room for, and how many there are besides."""
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        text = ", ".join(names[:shown]) + (f" and {rest} more" if rest else "")
        if len(text) <= room:
            return text
    return names[0][: room - 4] + " ..."


def _files(found: Summary) -> Iterator[str]:
    worst = [file for file in found.worst if file.minutes]
    if not worst:
        return
    yield "      effort  places  portability  file"
    for file in worst:
        yield from _file(file)
    if rest := len([file for file in found.files if file.minutes]) - len(worst):
        yield f"              others, {rest} more"


def _file(file: FileWork) -> Iterator[str]:
    share = "-" if file.portability is None else percent(file.portability)
    yield f"  {spoken(file.minutes):>10}{file.places:8}{share:>13}  {file.path}"


def _assumptions(found: Summary) -> Iterator[str]:
    if found.minutes:
        yield "Effort is assumed, not measured: see docs/guide/effort.md. A day is 8 hours of one"
        yield "who knows the code. Building, testing and tuning come on top."
