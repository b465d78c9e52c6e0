"""Files of a run in chunks, and what is done with one: its files are indexed, or ported.

What comes in are files that were found, the settings and what is known of their tree; what goes out
are facts or results, in the order of the files. Chunks go to processes where there is enough to do;
these read the rules once. Nothing is settled across files here, and nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.build.devicecode import READ
from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import DEVICE_CODE, Kind
from migrate.files.store import store
from migrate.model import FileResult, Outcome, Unread
from migrate.port.indexing import facts_of_source
from migrate.port.job import UNSEEN, Job, Unseen
from migrate.port.renames import Renames
from migrate.process.budget import OverBudget, bounded
from migrate.process.tasks import Task
from migrate.rules import ruleset
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Settings
from migrate.text.guards import Derived, Guards
from migrate.tree.filefacts import FileFacts
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.index import TreeIndex
from migrate.tree.scan import Scan
from migrate.tree.vocabulary import Vocabulary

if TYPE_CHECKING:
    from migrate.process.workers import Workers

WORTH_A_POOL = 3_000_000  # bytes of source below which one process is quicker than starting more
_REMEMBERED = 32_000_000  # bytes of source of which a process keeps the scans until they are ported
_CHUNKS_PER_JOB = 32

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Tree:
    """What is known of the whole tree when its files are ported."""

    index: TreeIndex = field(default_factory=TreeIndex)
    renames: Renames = field(default_factory=Renames)
    macros: Derived = field(default_factory=Derived)
    duals: Mapping[str, str] = field(default_factory=dict)  # build files, see build.dual


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files that one task takes, with what a worker process needs to know of them alone: the
    settings, and the semantics of their names.
    """

    files: tuple[Discovered, ...]
    settings: Settings
    semantics: Mapping[str, FileSemantics] = field(default_factory=dict)


class Scans:
    """What a process has scanned for the index, until it ports that; of a large tree, a part."""

    def __init__(self) -> None:
        self._known: dict[str, Scan | None] = {}
        self._left = _REMEMBERED

    def keep(self, name: str, seen: Scan | None) -> None:
        self._left -= len(seen.data) if seen is not None else 0
        if self._left >= 0:
            self._known[name] = seen

    def take(self, file: Discovered, known: FileFacts | None) -> Scan | Unseen | None:
        """The scan of a file, of which ``known`` are the facts: nothing for one that has nothing to
        look at, wherever it was scanned.
        """
        is_plain = known is not None and known.is_plain
        return self._known.pop(file.name, None if is_plain else UNSEEN)


class Dispatcher:
    """Shares files out to ``workers`` where that is worth it, or goes through them here, and
    reports progress; results keep their order.
    """

    def __init__(
        self,
        workers: Callable[[], Workers],
        settings: Settings,
        progress: Progress | None,
        total: int,
    ) -> None:
        self._workers = workers
        self._settings = settings
        self._progress = progress
        self._total = total
        self._done = 0
        self._scans = Scans()

    def expect(self, total: int) -> None:
        """How much there is to do, now that it is known."""
        self._total = total

    def __call__(
        self,
        task: Task,
        files: Sequence[Discovered],
        tree: Tree,
        semantics: Mapping[str, FileSemantics] | None = None,
    ) -> list[Any]:
        shared = is_worth_a_pool(files, self._settings)
        shares = _CHUNKS_PER_JOB * processes(self._settings) if shared else len(files)
        size = max(1, len(files) // max(1, shares))
        known = semantics or {}
        chunks = [
            Chunk(
                tuple(part),
                self._settings,
                {file.name: known[file.name] for file in part if file.name in known},
            )
            for part in (files[at : at + size] for at in range(0, len(files), size))
        ]
        results: list[Any] = []
        go = self._workers().map if shared else self._here
        for chunk, part in zip(chunks, go(task, chunks, tree), strict=True):
            results.extend(part)
            self._done += len(chunk.files)
            if self._progress is not None:
                self._progress(self._done, self._total)
        return results

    def _here(self, task: Task, chunks: Sequence[Chunk], tree: Tree) -> Iterator[list[Any]]:
        """Goes through the files in this process, so that debugging needs no second path."""
        for chunk in chunks:
            yield [item for part in task.work(chunk, tree, self._scans) for item in part]


def processes(settings: Settings) -> int:
    return settings.jobs or os.cpu_count() or 1


@contextmanager
def workers(settings: Settings) -> Iterator[Callable[[], Workers]]:
    """Processes to share files out to, which are there when they are asked for."""
    with ExitStack() as stack:
        yield cache(lambda: stack.enter_context(_workers(settings)))


def _workers(settings: Settings) -> Workers:
    from migrate.process.workers import Workers  # not needed where one process does all

    return Workers(processes(settings), settings.budget.patience, Scans)


def is_worth_a_pool(files: Sequence[Discovered], settings: Settings) -> bool:
    """Whether there is so much to do that processes are worth their start."""
    if processes(settings) == 1:
        return False
    return sum(file.path.stat().st_size for file in files if file.path.exists()) >= WORTH_A_POOL


def rules_of(settings: Settings) -> RuleSet:
    """The rules, read once in each process."""
    return _rules(settings.to, settings.rules, settings.arch, settings.cache)


@cache
def _rules(spec: str, folders: tuple[Path, ...], arch: tuple[str, ...], kept: bool) -> RuleSet:
    return ruleset.load(spec, folders, arch, store(kept))


def index_chunk(chunk: Chunk, scans: Scans | None = None) -> list[FileFacts]:
    return [item for part in _indexed(chunk, Tree(), scans or Scans()) for item in part]


def port_chunk(chunk: Chunk, tree: Tree, scans: Scans | None = None) -> list[FileResult]:
    return [item for part in _ported(chunk, tree, scans or Scans()) for item in part]


def _indexed(chunk: Chunk, tree: Tree, scans: Scans) -> Iterator[list[FileFacts]]:
    """The facts of each file; none where it cannot be read, which is reported when it is to be
    ported. One that costs more than it may costs that once.
    """
    job = _job(chunk, tree)
    for file in chunk.files:
        try:
            with bounded(chunk.settings.budget):
                found = _facts(file, job, scans)
        except OSError:
            found = []
        except OverBudget as error:
            found = unread(file, str(error))
        yield found


def unread(file: Discovered, reason: str) -> list[FileFacts]:
    """What is known of a file that could not be indexed."""
    return [FileFacts(file.name, unread=reason)]


def _facts(file: Discovered, job: Job, scans: Scans) -> list[FileFacts]:
    if file.kind in DEVICE_CODE:
        return []
    data = source.read(file.path, file.name).data
    if file.kind is not Kind.SOURCE:
        from migrate.port.buildfacts import facts_of_build_file

        return [facts_of_build_file(file.name, data, file.kind, job.rules)]
    found, seen = facts_of_source(file.name, data, job.vocabulary, job.guards)
    scans.keep(file.name, seen)
    return [found]


def _ported(chunk: Chunk, tree: Tree, scans: Scans) -> Iterator[list[FileResult]]:
    job = _job(chunk, tree)
    for file in chunk.files:
        known = tree.index.by_path.get(file.name)
        if known is not None and known.unread:
            yield failed(file, known.unread)
            continue
        try:
            with bounded(chunk.settings.budget):
                result = [_port_file(file, job, scans.take(file, known))]
        except OverBudget as error:
            result = failed(file, str(error))
        yield result


def failed(file: Discovered, reason: str) -> list[FileResult]:
    """The result of a file that could not be ported."""
    return [FileResult(file.name, Outcome.FAILED, reason, lines=(0,))]


INDEX = Task(_indexed, unread)
PORT = Task(_ported, failed)


def _port_file(file: Discovered, job: Job, seen: Scan | Unseen | None) -> FileResult:
    try:
        text = source.read(file.path, file.name, READ.get(file.kind, -1))
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
        return FileResult(file.name, Outcome.SKIPPED, why, unread=Unread.UNREADABLE)
    from migrate.port.engine import port  # not needed where nothing has changed

    return port(text, job, file.options, seen, file.kind)


def _job(chunk: Chunk, tree: Tree) -> Job:
    settings = chunk.settings
    ruleset = rules_of(settings)
    words = vocabulary_of(ruleset)
    guards = guards_of(ruleset, settings.guards).knowing(tree.macros)
    known = (tree.renames, chunk.semantics, tree.duals, settings.arch)
    return Job(ruleset, words, tree.index, guards, *known)


@cache
def guards_of(ruleset: RuleSet, further: tuple[str, ...]) -> Guards:
    return Guards([*ruleset.info.guards, *further], ruleset.info.compilers)


@cache
def vocabulary_of(ruleset: RuleSet) -> Vocabulary:
    return Vocabulary(ruleset)
