"""``next_finding`` and ``status``: from one place that asks for something to the next.

What comes in is a workplace and the arguments of a call; what goes out is one finding with its
source, what the port makes of it, advice, and the command that says when it is settled; of a tree
that was ported, one place that is left there. Nothing is written.
"""

from __future__ import annotations

import shlex
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.files import source
from migrate.files.kinds import kind_of
from migrate.files.manifest import recall
from migrate.files.source import line_starts
from migrate.mcp.checking import PLACES, names, open_findings
from migrate.mcp.pages import page, some
from migrate.mcp.workplace import Answer, Arguments, Workplace, ported
from migrate.model import FileResult, Outcome, Report, UserError
from migrate.report.followup import Progress, Spot
from migrate.report.outputs.json import head
from migrate.report.outputs.names import printable
from migrate.rewrite.edits import apply
from migrate.run import Run, originals
from migrate.status import manifest_of, progress_of, settings_for
from migrate.text.suppress import UNUSED

_AROUND, _NEAR = 6, 2  # lines before a place and behind it: of a source, of its port
_WIDEST = 240  # characters of a line
_FILES = 20  # that are named
_KEPT = ("arch", "warp", "build")  # options of a call that the one which checks it has, too


def next_finding(workplace: Workplace, arguments: Arguments) -> Answer:
    """The open finding behind those that are to be skipped."""
    paths = workplace.paths(arguments)
    if len(paths) == 1 and paths[0].is_dir() and recall(paths[0]) is not None:
        return _next_left(workplace, paths[0], arguments)
    done = ported(paths, workplace.settings(paths, arguments))
    found = open_findings(done.report, arguments)
    skip = arguments.get("skip", 0)
    if skip >= len(found):
        return _none(len(found), skip)
    finding = found[skip]
    advice = finding.pop("suggestion") or finding["message"]
    file = next(item for item in done.report.files if printable(item.path) == finding["path"])
    info = done.report.rules.get(finding["id"])
    return Answer(
        {
            **_at(skip, len(found)),
            "finding": finding,
            **_source(done, file, finding),
            "advice": advice,
            "links": some(info.links, 3) if info is not None else [],
            "settled": _settled(paths, done.report, finding, arguments),
        },
        ("source", "ported"),
    )


def _at(skip: int, total: int) -> dict[str, Any]:
    """Where a finding stands among those that are open."""
    return {"open": total, "skipped": skip, "next_skip": skip + 1 if skip + 1 < total else None}


def _none(total: int, skip: int) -> Answer:
    if skip and total:
        raise UserError(
            f"there are {total} open findings, and {skip} are to be skipped",
            "begin again with skip 0: a settled finding is no longer counted",
        )
    return Answer({**_at(0, 0), "finding": None})


def _source(done: Run, file: FileResult, finding: dict[str, Any]) -> dict[str, str]:
    """The lines around a place, and what the port makes of them where that is something else."""
    shown = {"source": "", "ported": ""}
    if not finding["length"] or file.outcome is Outcome.SKIPPED:
        return shown
    data = originals(done)(file.path)
    shown["source"] = _lines(data, file.lines, finding["line"])
    if file.is_changed and file.edits:
        change = apply(data, file.edits)
        starts = line_starts(change.data)
        at = bisect_right(starts, change.byte_of(finding["offset"]))
        after = _lines(change.data, starts, at, _NEAR)
        if _bare(after) != _bare(_lines(data, file.lines, finding["line"], _NEAR)):
            shown["ported"] = after
    return shown


def _bare(text: str) -> list[str]:
    return [line.partition("|")[2] for line in text.splitlines()]


def _lines(data: bytes, starts: Sequence[int], line: int, around: int = _AROUND) -> str:
    """The lines around one, with their numbers and a mark at it."""
    first, last = max(1, line - around), min(len(starts), line + around)
    width = len(str(last))
    made = []
    for number in range(first, last + 1):
        end = starts[number] if number < len(starts) else len(data)
        raw = data[starts[number - 1] : min(end, starts[number - 1] + 4 * _WIDEST)]
        text = raw.decode("utf-8", "replace").rstrip("\r\n")
        text = text if len(text) <= _WIDEST else f"{text[:_WIDEST]}\N{HORIZONTAL ELLIPSIS}"
        made.append(f"{'>' if number == line else ' '} {number:{width}} | {text}".rstrip())
    return "\n".join(made)


def _settled(
    paths: Sequence[Path], report: Report, finding: dict[str, Any], arguments: Arguments
) -> dict[str, Any]:
    """How a finding is settled, and what says that it is."""
    target = f"{report.target.name}@{report.target.version}"
    again: dict[str, Any] = {"paths": names(paths), "to": target}
    again |= {name: arguments[name] for name in _KEPT if arguments.get(name)}
    words = [*again["paths"], "--to", target]
    for name in _KEPT:
        if name in again:
            value = again[name]
            words += [f"--{name}", value if isinstance(value, str) else ",".join(value)]
    asked = {**again, "files": [finding["path"]], "ids": [finding["id"]]}
    made = {
        "when": f"check names {finding['id']} at this place no longer",
        "command": shlex.join(["migrate", "check", *words, "--format", "jsonl"]),
        "tool": {"name": "check", "arguments": asked},
        **_comment(finding["path"], finding["id"]),
    }
    if finding["announces"] == "error":
        made["compiler"] = shlex.join(["migrate", "verify", *words])
    return made


def _comment(path: str, rule: str) -> dict[str, str]:
    """How a place is said to be right as it is; nothing for a comment that said so of another."""
    if rule == UNUSED:
        return {}
    mark = "//" if kind_of(PurePosixPath(path).name) is None else "#"
    how = f"{mark} migrate: ignore[{rule}] and why"
    return {"or": f"a comment at the line or above it says that it is right: {how}"}


# -- trees that were ported


def status(workplace: Workplace, arguments: Arguments) -> Answer:
    """How far people have come with a tree that was ported."""
    tree = workplace.inside(arguments["tree"])
    report, found = _progress(workplace, tree)
    todo = [("left", spot) for spot in found.left] + [("new", spot) for spot in found.new]
    shown, at = page(todo, arguments, lambda item: {"standing": item[0], **_spot(item[1], tree)})
    kinds = Counter(spot.status.value for spot in found.todo)
    return Answer(
        {
            "target": head(report)["target"],
            "left": len(found.left),
            "settled": len(found.settled),
            "new": len(found.new),
            "open_by_status": dict(sorted(kinds.items())),
            "conflicts": {
                "total": len(found.conflicts),
                "some": [printable(name) for name in some(found.conflicts, _FILES)],
            },
            "places": shown,
            "page": at,
        }
    )


def _progress(workplace: Workplace, tree: Path) -> tuple[Report, Progress]:
    manifest = manifest_of(tree)
    settings = settings_for(tree, manifest, {}, workplace.root)
    report = ported([(workplace.root / tree)], settings).report
    return report, progress_of(tree, manifest, report)


def _spot(spot: Spot, tree: Path) -> dict[str, Any]:
    return {
        "path": _path(spot, tree),
        "line": spot.line,
        "id": spot.rule,
        "status": spot.status.value,
        "api": printable(spot.api),
        "message": spot.message or spot.cause,
        "suggestion": spot.suggestion,
    }


def _path(spot: Spot, tree: Path) -> str:
    return printable((tree / spot.path).as_posix())


def _next_left(workplace: Workplace, tree: Path, arguments: Arguments) -> Answer:
    """The place of a ported tree that is left behind those that are to be skipped."""
    report, found = _progress(workplace, tree)
    groups: dict[tuple[str, ...], list[Spot]] = {}
    for spot in sorted(found.todo):
        if _is_asked(spot, tree, arguments):
            key = (spot.path, spot.rule, spot.message or spot.cause, spot.suggestion)
            groups.setdefault(key, []).append(spot)
    todo = [*groups.values()]
    skip = arguments.get("skip", 0)
    if skip >= len(todo):
        return _none(len(todo), skip)
    spot, *others = todo[skip]
    finding = {**_spot(spot, tree), "places": len(todo[skip])}
    advice = finding.pop("suggestion") or finding["message"]
    if others:
        lines = {f"{_path(item, tree)}:{item.line}": None for item in others}
        finding["also"] = some(lines, PLACES)
    info = report.rules.get(spot.rule)
    data = source.read(tree / spot.path, spot.path).data if spot.line else b""
    return Answer(
        {
            **_at(skip, len(todo)),
            "finding": finding,
            "source": _lines(data, line_starts(data), spot.line) if spot.line else "",
            "advice": advice,
            "links": some(info.links, 3) if info is not None else [],
            "settled": {
                "when": "status names no place of it: each line was changed",
                "command": shlex.join(["migrate", "status", printable(str(tree))]),
                "tool": {"name": "status", "arguments": {"tree": printable(str(tree))}},
                **_comment(spot.path, spot.rule),
            },
        },
        ("source",),
    )


def _is_asked(spot: Spot, tree: Path, arguments: Arguments) -> bool:
    kinds, ids, files = (arguments.get(name) for name in ("status", "ids", "files"))
    return (
        (not kinds or spot.status.value in kinds)
        and (not ids or spot.rule in ids)
        and (not files or _path(spot, tree) in files)
    )
