"""Skeletons of kernels, written where they were asked for: ``migrate port --scaffold DIR``.

What comes in are a finished run and a folder; what goes out are files, each with its findings in
the report. A file that is there already is a person's, and stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.compact import packed
from migrate.files.atomic import write_asked
from migrate.files.source import line_starts
from migrate.model import Edit, FileResult, Finding, Outcome, Status, UserError
from migrate.settings.config import Settings

if TYPE_CHECKING:
    from migrate.report.scaffolds import Skeleton
    from migrate.run import Run

RULE = "migrate/scaffold-todo"


def with_scaffold(folder: Path, settings: Settings, *, elsewhere: bool) -> Callable[[Run], Run]:
    """What writes the skeletons of a run, and adds what is to be done in them to its report."""
    from migrate.chunks import rules_of
    from migrate.report.scaffolds import templates

    if elsewhere or settings.shim:
        raise UserError(
            "--scaffold goes with none of -o, --in-place, --diff and --shim",
            "write the skeletons by a run of their own",
        )
    if not templates(rules_of(settings)):
        raise UserError(
            f"--scaffold: {settings.to} has no skeletons of kernels",
            "see docs/guide/kernels.md for the targets that have",
        )

    def settle(done: Run) -> Run:
        return _written(done, folder)

    return settle


def _written(done: Run, folder: Path) -> Run:
    from migrate.files import source
    from migrate.report.scaffolds import skeletons, templates

    found = templates(done.rules)
    added: list[FileResult] = []
    taken: set[str] = set()
    folder.mkdir(parents=True, exist_ok=True)
    for file in done.report.files:
        if not any(finding.pattern for finding in file.findings):
            continue
        data = source.read(done.files[file.path], file.path).data
        for one in skeletons(file.path, data, found, file.findings):
            path = folder / _free(one.name, taken)
            if not path.exists():
                write_asked("--scaffold", path, one.text.encode())
                added.append(_result(path, one, done))
    report = replace(done.report, files=(*done.report.files, *added))
    return replace(done, report=report)


def _free(name: str, taken: set[str]) -> str:
    """A name that no other kernel of the run has: kernels of two files may have one name."""
    stem, dot, suffix = name.rpartition(".")
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}_{number}{dot}{suffix}"
    taken.add(name)
    return name


def _result(path: Path, skeleton: Skeleton, done: Run) -> FileResult:
    """A skeleton as a file that the run adds, with a finding for each line to be decided."""
    content = skeleton.text.encode()
    lines = line_starts(content)
    work = done.rules.causes.of_tool(RULE)
    findings = tuple(
        Finding(
            RULE,
            Status.MANUAL,
            todo.what,
            f"{todo.what}: {todo.says}",
            lines[todo.line - 1],
            lines[todo.line - 1] + 1,
            "",
            "",
            None,
            work.effort,
            f"{work.cause}: {path.name}",
            pattern=str(skeleton.pattern),
        )
        for todo in skeleton.todos
    )
    name = path.as_posix()
    edits = (Edit(0, 0, content),)
    return FileResult(
        name,
        Outcome.PORTED,
        findings=findings,
        edits=edits,
        packed=packed(content),
        lines=lines,
        is_new=True,
    )
