"""What a program is built and run with, before the port and after.

What comes in are a run, its copy on the disk and the choices of the user; what goes out are the
libraries to link, the folder to run in, and the place where a problem of a whole program is told. A
program runs in a copy of its folder, so that what it writes is not written into the sources.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.files.discover import roots
from migrate.files.kinds import Kind
from migrate.files.source import position
from migrate.model import Span
from migrate.process.execute import Answer, Ran, execute
from migrate.proof import Check, Judgement, Problem
from migrate.regex import regex
from migrate.rules.targets import linked
from migrate.run import Run
from migrate.settings.config import Running
from migrate.text.headernames import includes
from migrate.verification.diagnostics import parse
from migrate.verification.original import Original
from migrate.verification.ported import Ported, PortedTree
from migrate.verification.staging import Staged
from migrate.verification.toolchain import Compiled
from migrate.verification.units import Unit

_MAIN = regex(rb"^[ \t]*(?:extern\s+\"C\"\s+)?(?:int|auto|void)\s+(main)\s*\(", re.MULTILINE)
ABSENT = regex(r"(?:cannot find|unable to find library) -l([^\s:]+)")
RUN_LIMIT = 60  # seconds of a run where nobody names any
_SHOWN = 100  # characters of a line


@dataclass(frozen=True, slots=True)
class Harness:
    """All that a program is built and run with: the run and its copy on the disk, the choices of
    the user, an empty folder, and at most ``limit`` seconds for a call of a compiler.
    """

    done: Run
    tree: PortedTree
    staged: Staged
    paths: Sequence[Path]
    running: Running
    original: Original | None
    folder: Path
    jobs: int
    limit: float


class NotRunError(Exception):
    """Why a program is not run."""


def headers_of(harness: Harness, after: bool) -> list[str]:
    """What the sources include, before or after the port."""
    found: dict[str, None] = {}
    for file in harness.done.found:
        if file.kind is Kind.SOURCE and not file.skip:
            ported = harness.tree.of(file.name)
            for include in includes(ported.after if after else ported.before):
                found[include.path] = None
    return list(found)


def with_libraries(
    chosen: Sequence[str] | None,
    headers: Iterable[str],
    known: Mapping[str, Sequence[str]],
    build: Callable[[Sequence[str]], Answer],
) -> Answer:
    """Build with the libraries that were chosen, or else with those for the headers that are
    installed.
    """
    libraries = linked(headers, known) if chosen is None else tuple(chosen)
    while True:
        answer = build(libraries)
        absent = set(ABSENT.findall(answer.text)) & set(libraries)
        if answer.code == 0 or chosen is not None or not absent:
            return answer
        libraries = tuple(name for name in libraries if name not in absent)


def program_folder(paths: Sequence[Path]) -> Path:
    """The folder of the first PATH."""
    root = roots(paths)[0]
    return root.path.parent if root.is_file else root.path


def run_in_copy(
    harness: Harness,
    program: Path,
    staged: Staged,
    environment: Mapping[str, str] | None = None,
    limit: int = RUN_LIMIT,
) -> Ran:
    """Run a program in a copy of its folder; for ``limit`` seconds where the user names no time."""
    folder = harness.running.folder
    if folder is None:
        folder = staged.place(program_folder(harness.paths))
        _make_writable(folder)
    command = [str(program), *harness.running.arguments]
    seconds = float(harness.running.timeout or limit)
    return execute(command, folder.resolve(), seconds, environment)


def _make_writable(folder: Path) -> None:
    """Make files of the links to files, so that what a program writes does not reach the tree."""
    for top, _, names in os.walk(folder):
        for path in (Path(top, name) for name in names):
            if path.is_symlink() and path.is_file():
                real = path.resolve()
                path.unlink()
                shutil.copy2(real, path)


def problem_of(harness: Harness, units: Sequence[Unit], check: Check, message: str) -> Problem:
    """A problem of the whole program, at its main function."""
    ported, span, line = main_of(harness.tree, units)
    text = ported.text_of_line(line)
    name = ported.result.path
    return Problem(check, Judgement.SILENT, name, *span, message, line, text, unit=name)


def main_of(tree: PortedTree, units: Sequence[Unit]) -> tuple[Ported, Span, int]:
    """The file with the main function, the span of its name, and its line in the port."""
    for unit in units:
        ported = tree.of(unit.name)
        old, new = _MAIN.search(ported.before), _MAIN.search(ported.after)
        if old and new:
            line = position(ported.lines_after, new.start(1)).line
            return ported, Span(*old.span(1)), line
    return tree.of(units[0].name), Span(0, 0), 1


def said(answer: Answer | Compiled) -> str:
    """The first error of a compiler, or the last thing that it said."""
    if answer.code is None:
        return "it took too long"
    errors = parse(answer.text)
    if errors:
        return errors[0].message
    lines = answer.text.strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {answer.code}"


def counted(items: Sequence[str], word: str) -> str:
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"


def short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
