"""``check`` and ``verify``: what a port would leave to do, and whether it holds.

What comes in is a workplace and the arguments of a call; what goes out are the values that the JSON
report has of the same run, chosen and page by page. Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.mcp.pages import page, some
from migrate.mcp.workplace import Answer, Arguments, Workplace, ported
from migrate.model import Outcome, Report, Status
from migrate.proof import Check
from migrate.report.outputs.json import facts_of, findings_of, head, summed, sums, verification
from migrate.report.outputs.names import printable
from migrate.report.summary import summarize
from migrate.rules.targetfiles import with_suffixes_of_target
from migrate.verification import Wanted, verify

PLACES = 20  # further places that are named
_LEFT = 10  # files that were not read
_GRAVEST = ("silent", "error", "expected", "follows", "setup", "before")


def check(workplace: Workplace, arguments: Arguments) -> Answer:
    """What a port would leave to do: findings, causes or files."""
    paths = workplace.paths(arguments)
    done = ported(paths, workplace.settings(paths, arguments))
    report = done.report
    detail = arguments.get("detail", "findings")
    summary = summed(report, summarize(report))
    made: list[dict[str, Any]]
    match detail:
        case "causes":
            made = summary["causes"]
        case "files":
            made = [facts_of(file) for file in report.files]
            wanted = arguments.get("files")
            made = [item for item in made if not wanted or item["path"] in wanted]
        case _:
            made = list(chosen(report, arguments))
    shown, at = page(made, arguments)
    return Answer({**_head(report), "verdict": summary["verdict"], detail: shown, "page": at})


def _head(report: Report) -> dict[str, Any]:
    """What every answer about a tree begins with."""
    counts = Counter(file.outcome.value for file in report.files)
    known = sums(report)
    aside = [file for file in report.files if file.outcome is Outcome.FAILED or file.unread.value]
    not_read = [f"{printable(file.path)}: {file.reason[-200:]}" for file in some(aside, _LEFT)]
    return {
        "target": head(report)["target"],
        "exit_code": known["exit_code"],
        "ledger": known["ledger"],
        "open": len(open_findings(report, {})),
        "files_by_outcome": dict(sorted(counts.items())),
        **({"not_read": {"total": len(aside), "some": not_read}} if aside else {}),
    }


def chosen(report: Report, arguments: Arguments) -> Iterator[dict[str, Any]]:
    """The findings that a call asks for, each with where its other places are."""
    lines = {file.path: file.lines for file in report.files}
    kinds, ids, files = (arguments.get(name) for name in ("status", "ids", "files"))
    show_info = report.show_info or "info" in (kinds or ())
    for file in report.files:
        path = printable(file.path)
        if files and path not in files:
            continue
        for finding in findings_of(file, lines):
            if finding["status"] == Status.INFO.value and not show_info:
                continue
            if (kinds and finding["status"] not in kinds) or (ids and finding["id"] not in ids):
                continue
            more = finding.pop("more")
            where = {_where(place, finding["id"]): None for place in more}
            places = some(where, PLACES)
            rest = len(where) - len(places)
            yield {
                "path": path,
                **finding,
                **({"also": places} if places else {}),
                **({"also_left_out": rest} if rest else {}),
            }


def _where(place: dict[str, Any], known: str) -> str:
    """A further place of a finding, with its id where it has another one than is ``known``."""
    other = "" if place["id"] == known else f" {place['id']}"
    return f"{place['path']}:{place['line']}{other}"


def verified(workplace: Workplace, arguments: Arguments) -> Answer:
    """Whether the port holds, as ``migrate verify`` says it."""
    paths = workplace.paths(arguments)
    settings = with_suffixes_of_target(replace(workplace.settings(paths, arguments), rename=False))
    done = ported(paths, settings, only_report=False)
    done = verify(done, paths, settings, Wanted(static=not workplace.compile))
    report = done.report
    found = verification(report, report.verification)
    assert found is not None
    units = Counter(unit["outcome"] for unit in found.pop("units"))
    del found["runs"], found["recorded"]
    for item in found["checks"]:
        if item["check"] == Check.COMPILES.value and not workplace.compile:
            item["skipped"] = "left out: the server was started without --compile"
        item["problems"] = {kind: count for kind, count in item["problems"].items() if count}
    problems = sorted(found.pop("problems"), key=lambda item: _GRAVEST.index(item["standing"]))
    wanted = arguments.get("standing")
    problems = [item for item in problems if not wanted or item["standing"] in wanted]
    shown, at = page(problems, arguments)
    about = {**_head(report), **found, "units": dict(units)}
    return Answer({**about, "problems": shown, "page": at})


def open_findings(report: Report, arguments: Arguments) -> list[dict[str, Any]]:
    """The findings that ask for something, of those that a call asks for."""
    return [item for item in chosen(report, arguments) if item["status"] != Status.INFO.value]


def names(paths: Sequence[Path]) -> list[str]:
    """PATHs as they are typed."""
    return [printable(path.as_posix()) for path in paths]
