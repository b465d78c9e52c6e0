"""A run as one code base, and what there is to tell of it.

What comes in are a run that has ported a whole tree, its PATHs and settings; what goes out is the
run with the other form of it. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.chunks import guards_of, vocabulary_of
from migrate.files.discover import Discovered, roots, shim_place
from migrate.files.kinds import Kind
from migrate.run import Run, originals
from migrate.settings.config import FileOptions, Settings
from migrate.shim.convert import SHIM
from migrate.shim.tree import Ground, guard_of, one_code_base
from migrate.tree.scan import Scan, scan


def as_one_code_base(done: Run, paths: Sequence[Path], settings: Settings) -> Run:
    """The run with CUDA's names in its sources, and the header that gives them a meaning."""
    guard_of(done.rules)
    name, place = shim_place(roots(paths), settings, done.rules.info.name)
    words, guards = vocabulary_of(done.rules), guards_of(done.rules, settings.guards)

    def scanned(path: str, data: bytes) -> Scan | None:
        return scan(path, data, words, guards, always=True)

    kinds = {file.name: file.kind for file in done.found}
    results = done.report.files
    sources = [file for file in results if kinds.get(file.path) is Kind.SOURCE]
    ground = Ground(done.index, done.rules, guards, name, originals(done), scanned)
    made = {file.path: file for file in one_code_base(sources, ground)}
    files = tuple(made.pop(file.path, file) for file in results)
    added = tuple(made.values())
    found = done.found + tuple(Discovered(place, file.path, FileOptions()) for file in added)
    report = replace(done.report, files=tuple(sorted((*files, *added), key=lambda file: file.path)))
    return replace(done, report=report, found=found)


def told(done: Run) -> Iterator[str]:
    """What the shim covers, in a line."""
    references = [item for file in done.report.files for item in file.references]
    covered = sum(item.rule == SHIM for item in references)
    yield f"one code base: {covered:,} of {len(references):,} references are the header's to give"
