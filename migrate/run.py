"""Many files: discover, index, port, settle across files. Computes a report; writes nothing.

The tree is gone through twice. The first time every file's candidates are found, which is enough to
know what the tree declares; the second time files are ported with that index. Work is shared out to
processes where there is enough of it; workers compute, the caller's process keeps the results in
order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from migrate import __version__, rules, source
from migrate.about import about
from migrate.compiledb import find
from migrate.config import FailOn, Settings
from migrate.counterparts import counterparts, left_alone, ported_builds
from migrate.devicecode import READ
from migrate.discover import SUFFIXES, Discovered, copies, discover, roots
from migrate.engine import UNSEEN, Job, Unseen, port
from migrate.entries import is_guess
from migrate.gather import gathered
from migrate.guards import Derived, Guards
from migrate.index import FileFacts, TreeIndex
from migrate.kinds import BUILD_KINDS, DEVICE_CODE, Kind
from migrate.meanings import Meanings, Semantics
from migrate.model import FileResult, Outcome, Report, Status, UserError
from migrate.renames import Renames, plan
from migrate.rules import RuleSet
from migrate.scan import Scan, Vocabulary
from migrate.survey import (
    headers_nearby,
    index_of,
    look,
    look_at_build_file,
    macros_of,
    own_macros,
    parted,
    settle,
    with_declared,
)
from migrate.vendored import load_vendored, vendored

_WORTH_A_POOL = 3_000_000  # bytes of source below which one process is quicker than starting more
_CHUNKS_PER_JOB = 8

Progress = Callable[[int, int], None]
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Run:
    """A report, the files it is of, and what made it: rules, the tree's index, what units said.

    ``near`` are headers outside the PATHs that the files include.
    """

    report: Report
    found: tuple[Discovered, ...]
    near: tuple[Discovered, ...]
    rules: RuleSet
    index: TreeIndex = field(default_factory=TreeIndex)
    semantics: Semantics = field(default_factory=Semantics)

    @property
    def files(self) -> dict[str, Path]:
        """Where each file stands on the disk, by its name."""
        return {file.name: file.path for file in self.found}

    @property
    def notes(self) -> tuple[str, ...]:
        return self.semantics.notes


@dataclass(frozen=True, slots=True)
class _Tree:
    """What is known of the whole tree when its files are ported."""

    index: TreeIndex = field(default_factory=TreeIndex)
    renames: Renames = field(default_factory=Renames)
    meanings: Mapping[str, Meanings] = field(default_factory=dict)
    macros: Derived = field(default_factory=Derived)

    def of(self, files: Iterable[Discovered]) -> _Tree:
        """The tree with the meanings of these files only, so that others need not travel."""
        if not self.meanings:
            return self
        names = (file.name for file in files)
        return replace(self, meanings={n: self.meanings[n] for n in names if n in self.meanings})


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Files that one task takes, with all a worker process needs to know.

    ``scans`` keeps what was scanned for the index until it is ported, where both happen in one
    process.
    """

    files: tuple[Discovered, ...]
    settings: Settings
    tree: _Tree
    scans: dict[str, Scan | None] | None = None


def run(paths: Sequence[Path], settings: Settings, *, progress: Progress | None = None) -> Run:
    """Port everything below ``paths`` in memory; raises ``UserError`` where the user can help."""
    ruleset = _rules(settings.to, settings.rules, settings.arch)
    kinds = DEVICE_CODE | (BUILD_KINDS if ruleset.reads_build_files else frozenset())
    found = _found(paths, settings, ruleset, kinds)
    if not found:
        raise UserError(
            "no source files below the paths given", "see --help for the suffixes that are read"
        )

    def study(index: TreeIndex) -> Semantics:
        wanted = [file for file in found if not file.skip]
        return _study(wanted, paths, index, ruleset, settings)

    return _port_all(found, paths, settings, ruleset, study, progress)


def port_again(
    done: Run, paths: Sequence[Path], settings: Settings, places: Mapping[str, Path]
) -> Run:
    """Port what a run made, which stands at ``places`` by the names of its files: a port that is
    whole leaves nothing to edit. What units said of names holds for them as before.
    """
    found = tuple(replace(file, path=places.get(file.name, file.path)) for file in done.found)
    edits = {file.path: file.edits for file in done.report.files}
    known = done.semantics.by_file.items()
    moved = {name: meanings.after(edits.get(name, ())) for name, meanings in known}
    semantics = replace(done.semantics, by_file=moved)
    return _port_all(found, paths, settings, done.rules, lambda _: semantics, None)


def _port_all(
    found: tuple[Discovered, ...],
    paths: Sequence[Path],
    settings: Settings,
    ruleset: RuleSet,
    study: Callable[[TreeIndex], Semantics],
    progress: Progress | None,
) -> Run:
    """Port the files that were found, with what ``study`` knows of them once they are indexed."""
    wanted = [file for file in found if not file.skip]
    with _workers(wanted, settings) as workers:
        share = _Share(workers, settings, progress, 2 * len(wanted))
        places = roots(paths)
        facts_of_files = share(_index_chunk, wanted, _Tree())
        near, facts_of_headers = headers_nearby(
            wanted,
            facts_of_files,
            settings,
            lambda files: _index_chunk(_of(files, settings)),
            places,
        )
        inside, near = parted(near, found, places, settings, tuple(ruleset.info.suffixes.values()))
        found = tuple(sorted((*found, *inside), key=lambda file: os.fsencode(file.name)))
        wanted = [file for file in found if not file.skip]
        share.expect(2 * len(wanted) - sum(not file.skip for file in inside))
        names = [file.name for file in wanted]
        index = index_of([*facts_of_files, *facts_of_headers], names, ruleset)
        known = study(index)
        macros = own_macros(index, _guards(ruleset, settings.guards), ruleset)
        tree = _Tree(index, meanings=known.by_file, macros=macros)
        if settings.rename:
            beside = (copied.name for copied in copies(places))
            tree = replace(tree, renames=plan(names, ruleset.info.suffixes, beside))
        results = share(_port_chunk, wanted, tree)
        declared = macros_of(index).union(*(result.declares for result in results))
        declared |= _declared_nearby(results, declared, near, _Chunk((), settings, tree))
        settled = {result.path: settle(result, declared) for result in results}
        again = [file for file in wanted if settled[file.name] is None]
        tree = replace(tree, index=with_declared(index, declared))
        mended = share(_port_chunk, again, tree)
    by_name = {name: result for name, result in settled.items() if result is not None}
    by_name.update((result.path, result) for result in mended)
    by_name.update(ported_builds(found, by_name, ruleset.info))
    for file in found:
        if file.skip:
            by_name[file.name] = _skipped(file)
    results = [by_name[file.name] for file in found]
    spoken = about((finding.rule for file in results for finding in file.findings), ruleset)
    files = gathered(results, ruleset.causes.dependencies | ruleset.build.of_tree)
    code = exit_code(files, settings.fail_on)
    counts = counted(settings.fail_on)
    report = Report(
        __version__,
        ruleset.target,
        files,
        code,
        spoken,
        counts,
        units=known.units,
        show_info=settings.show_info,
    )
    return Run(report, found, tuple(near), ruleset, index, known)


def _found(
    paths: Sequence[Path], settings: Settings, ruleset: RuleSet, kinds: Collection[Kind]
) -> tuple[Discovered, ...]:
    """The files of the PATHs; the tree's own port of others, and copies of libraries that the
    target has in another form, are left alone.
    """
    info, plain = ruleset.info, (*SUFFIXES, *settings.extend_suffixes)
    further = tuple(set(info.suffixes.values()) - set(plain))
    wider = replace(settings, extend_suffixes=(*settings.extend_suffixes, *further))
    files = tuple(discover(paths, wider, kinds))
    ports = counterparts(files, info.name, lambda name: info.owns(name) or info.owns_header(name))
    typed = {root.path for root in roots(paths)}
    brought = vendored(files, typed, load_vendored(info.name, ruleset.folders))
    found = []
    for file in files:
        if original := ports.get(file.name):
            found.append(left_alone(file, original, info.title))
        elif copy := brought.get(file.name):
            found.append(copy.left_alone(file))
        elif not file.name.endswith(further) or file.name.endswith(plain) or file.path in typed:
            found.append(file)
    return tuple(found)


def _skipped(file: Discovered) -> FileResult:
    return file.left or FileResult(file.name, Outcome.SKIPPED, file.skip, lines=(0,))


def _study(
    files: Sequence[Discovered],
    paths: Sequence[Path],
    index: TreeIndex,
    ruleset: RuleSet,
    settings: Settings,
) -> Semantics:
    """What libclang knows of the files; nothing of it is loaded where it is not asked for."""
    choice = settings.semantic
    if choice.wanted is False or not (choice.wanted or choice.database or find(paths)):
        return Semantics()
    from migrate.semantics import study

    return study(files, paths, index, ruleset, _vocabulary(ruleset), choice, _processes(settings))


def exit_code(files: Iterable[FileResult], fail_on: FailOn) -> int:
    """0: nothing left at or above the threshold, 1: findings remain, 3: a file failed."""
    files = tuple(files)
    if any(file.outcome is Outcome.FAILED for file in files):
        return 3
    left = {status for file in files for status in file.ledger.counts}
    left |= {finding.status for file in files for finding in file.findings}
    return 1 if left & counted(fail_on) else 0


def counted(fail_on: FailOn) -> frozenset[Status]:
    """The statuses at or above the threshold."""
    left = {Status.MANUAL, Status.UNKNOWN}
    return frozenset(
        {FailOn.MANUAL: left, FailOn.REVIEW: left | {Status.REVIEW}, FailOn.NEVER: set()}[fail_on]
    )


def _of(files: Sequence[Discovered], settings: Settings) -> _Chunk:
    return _Chunk(tuple(files), settings, _Tree())


def _declared_nearby(
    results: Iterable[FileResult],
    declared: frozenset[str],
    headers: Sequence[Discovered],
    chunk: _Chunk,
) -> frozenset[str]:
    """Names that only look like CUDA's and that headers outside the PATHs declare; a header without
    one of the names in question is not parsed.
    """
    guessed = {
        reference.name.encode(errors="surrogateescape")
        for result in results
        for reference in result.references
        if is_guess(reference) and reference.name not in declared
    }
    if not guessed:
        return frozenset()
    asked = []
    for header in headers:
        with suppress(OSError):
            data = source.read(header.path, header.name).data
            asked += [header] if any(name in data for name in guessed) else []
    ported = _port_chunk(replace(chunk, files=tuple(asked)))
    return frozenset(name for result in ported for name in result.declares)


class _Share:
    """Shares files out to workers, or goes through them here, and reports progress; results keep
    their order.
    """

    def __init__(
        self, workers: Executor, settings: Settings, progress: Progress | None, total: int
    ) -> None:
        self._workers = workers
        self._settings = settings
        self._progress = progress
        self._total = total
        self._done = 0
        self._here = isinstance(workers, _Here)
        self._scans: dict[str, Scan | None] | None = {} if self._here else None

    def expect(self, total: int) -> None:
        """How much there is to do, now that it is known."""
        self._total = total

    def __call__(
        self, task: Callable[[_Chunk], list[_Result]], files: Sequence[Discovered], tree: _Tree
    ) -> list[_Result]:
        shares = len(files) if self._here else _CHUNKS_PER_JOB * _processes(self._settings)
        size = max(1, len(files) // max(1, shares))
        chunks = [
            _Chunk(tuple(part), self._settings, tree.of(part), self._scans)
            for part in (files[at : at + size] for at in range(0, len(files), size))
        ]
        results: list[_Result] = []
        for chunk, part in zip(chunks, self._workers.map(task, chunks), strict=True):
            results.extend(part)
            self._done += len(chunk.files)
            if self._progress is not None:
                self._progress(self._done, self._total)
        return results


class _Here(Executor):
    """An executor that runs in this process, so that debugging needs no second path."""

    def map(self, fn: Callable[..., Any], *iterables: Iterable[Any], **_: Any) -> Iterator[Any]:
        return map(fn, *iterables)


def _processes(settings: Settings) -> int:
    return settings.jobs or os.cpu_count() or 1


def _workers(files: Sequence[Discovered], settings: Settings) -> AbstractContextManager[Executor]:
    """Processes where they are worth their start."""
    size = sum(file.path.stat().st_size for file in files if file.path.exists())
    if _processes(settings) == 1 or size < _WORTH_A_POOL:
        return _Here()
    return ProcessPoolExecutor(_processes(settings))


@cache
def _rules(spec: str, folders: tuple[Path, ...], arch: tuple[str, ...]) -> RuleSet:
    """The rules, read once in each process."""
    return rules.load(spec, folders, arch)


def _index_chunk(chunk: _Chunk) -> list[FileFacts]:
    job = _job(chunk)
    found = []
    for file in chunk.files:
        if file.kind in DEVICE_CODE:
            continue
        try:
            data = source.read(file.path, file.name).data
        except OSError:
            continue  # reported when it is to be ported
        if file.kind is not Kind.SOURCE:
            found.append(look_at_build_file(file.name, data, file.kind, job.rules))
            continue
        file_facts, seen = look(file.name, data, job.vocabulary, job.guards)
        if chunk.scans is not None:
            chunk.scans[file.name] = seen
        found.append(file_facts)
    return found


def _port_chunk(chunk: _Chunk) -> list[FileResult]:
    job = _job(chunk)
    seen = chunk.scans if chunk.scans is not None else {}
    return [_port_file(file, job, seen.pop(file.name, UNSEEN)) for file in chunk.files]


def _port_file(file: Discovered, job: Job, seen: Scan | Unseen | None) -> FileResult:
    try:
        text = source.read(file.path, file.name, READ.get(file.kind, -1))
    except OSError as error:
        return FileResult(file.name, Outcome.SKIPPED, f"cannot be read: {error.strerror}")
    return port(text, job, file.options, seen, file.kind)


def _job(chunk: _Chunk) -> Job:
    settings = chunk.settings
    ruleset = _rules(settings.to, settings.rules, settings.arch)
    tree, words = chunk.tree, _vocabulary(ruleset)
    guards = _guards(ruleset, settings.guards).knowing(tree.macros)
    return Job(ruleset, words, tree.index, guards, tree.renames, tree.meanings)


@cache
def _guards(ruleset: RuleSet, further: tuple[str, ...]) -> Guards:
    return Guards([*ruleset.info.guards, *further], ruleset.info.compilers)


@cache
def _vocabulary(ruleset: RuleSet) -> Vocabulary:
    return Vocabulary(ruleset)
