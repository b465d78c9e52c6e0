"""Files of a run in chunks, and what is done with one: its files are indexed, or ported.

What comes in are files that were found, the settings and what is known of their tree; what goes out
are facts or results, in the order of the files. Chunks go to processes where there is enough to do;
these read the rules once. Nothing is settled across files here, and nothing is written.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from migrate.build.devicecode import READ
from migrate.files import source
from migrate.files.discover import Discovered
from migrate.files.kinds import DEVICE_CODE, Kind
from migrate.files.source import SourceFile
from migrate.files.store import store
from migrate.model import FileResult, Outcome, Unread
from migrate.port.indexing import facts_of_source
from migrate.port.job import UNSEEN, Job, Unseen
from migrate.port.renames import Renames
from migrate.process.budget import OverBudget, bounded
from migrate.process.tasks import Executor, Task
from migrate.rules import ruleset
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Settings
from migrate.text.guards import Derived, Guards
from migrate.tree.filefacts import FileFacts
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.index import TreeIndex
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan
from migrate.tree.vocabulary import Vocabulary

if TYPE_CHECKING:
    from migrate.files.travelling import Travelling

WORTH_A_POOL = 3_000_000  # bytes of source below which one process is quicker than starting more
_REMEMBERED = 32_000_000  # bytes of source of which a process keeps the scans until they are ported
_REMEMBERED_AGAIN = 8_000_000  # bytes of source of which it keeps trees, for the next target too
_CHUNKS_PER_JOB = 32

Progress = Callable[[int, int], None]  # steps that are done, of how many


@dataclass(frozen=True, slots=True)
class Tree:
    """What is known of the whole tree when its files are ported."""

    index: TreeIndex = field(default_factory=TreeIndex)
    renames: Renames = field(default_factory=Renames)
    macros: Derived = field(default_factory=Derived)
    duals: Mapping[str, str] = field(default_factory=dict)  # build files, see build.dual
    home: str = "."  # the folder of the first PATH, as files are called


@dataclass(frozen=True, slots=True)
class Chunk:
    """Files that one task takes, with what a worker process needs to know of them alone: the
    settings, and the semantics of their names.
    """

    files: tuple[Discovered, ...]
    settings: Settings
    semantics: Mapping[str, FileSemantics] = field(default_factory=dict)
    travelling: Travelling | None = None


class Scans:
    """What a process has scanned for the index, until it ports that; of a large tree, a part. What
    is read ``again``, for another target, is remembered as well.
    """

    def __init__(self, again: bool = False) -> None:
        self._known: dict[tuple[str, str], Scan | None] = {}  # by target and file
        self._left = _REMEMBERED
        self._again = again
        self._readings: dict[str, Reading] = {}
        self._room = _REMEMBERED_AGAIN

    def reading(self, name: str, data: bytes) -> Reading:
        """What there is to be read in a file."""
        known = self._readings.get(name)
        if known is not None and known.data == data:
            return known
        made = Reading(name, data)
        if self._again and len(data) <= self._room:
            self._room -= len(data)
            self._readings[name] = made
        return made

    def forget(self, name: str) -> None:
        """Read a file anew the next time: what was made of it may have been stopped anywhere."""
        self._readings.pop(name, None)

    def keep(self, to: str, name: str, seen: Scan | None) -> None:
        self._left -= len(seen.data) if seen is not None else 0
        if seen is not None and self._left < _REMEMBERED - _REMEMBERED_AGAIN:
            seen.reading.forget()
        if self._left >= 0:
            self._known[to, name] = seen

    def take(self, to: str, file: Discovered, known: FileFacts | None) -> Scan | Unseen | None:
        """The scan of a file, of which ``known`` are the facts: nothing for one that has nothing to
        look at, wherever it was scanned.
        """
        is_plain = known is not None and known.is_plain
        seen = self._known.pop((to, file.name), None if is_plain else UNSEEN)
        self._left += len(seen.data) if isinstance(seen, Scan) else 0
        return seen


class Crew(NamedTuple):
    """Who files are shared out by, when there is enough to do, and what is remembered of them here.

    Where runs for several targets have the same, a file is read for all of them.
    """

    executor: Callable[[], Executor]
    scans: Scans


class Dispatcher:
    """Shares files out to a ``crew`` where that is worth it, or goes through them here, and reports
    progress; results keep their order.
    """

    def __init__(
        self,
        crew: Crew,
        settings: Settings,
        progress: Progress | None = None,
    ) -> None:
        self._executor = crew.executor
        self._settings = settings
        self._progress = progress
        self._expected: Counter[Task] = Counter()
        self._total = 0  # steps
        self._done = 0
        self._scans = crew.scans

    def expect(self, task: Task, files: int) -> None:
        """How many files there may be for a task, before it is known how many are left to do."""
        self._total += (files - self._expected[task]) * task.steps
        self._expected[task] = files

    def __call__(
        self,
        task: Task,
        files: Sequence[Discovered],
        tree: Tree,
        semantics: Mapping[str, FileSemantics] | None = None,
    ) -> Iterator[list[Any]]:
        """The results of the files, some after others."""
        self._total += (len(files) - self._expected.pop(task, 0)) * task.steps
        shared = is_shared(files, self._settings)
        shares = _CHUNKS_PER_JOB * self._executor().width if shared else len(files)
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
        go = self._executor().map if shared else self._here
        for chunk, part in zip(chunks, go(task, chunks, tree), strict=True):
            self._done += len(chunk.files) * task.steps
            if self._progress is not None:
                self._progress(self._done, self._total)
            yield part

    def _here(self, task: Task, chunks: Sequence[Chunk], tree: Tree) -> Iterator[list[Any]]:
        """Goes through the files in this process, so that debugging needs no second path."""
        for chunk in chunks:
            yield [item for part in task.work(chunk, tree, self._scans) for item in part]


def processes(settings: Settings) -> int:
    return settings.jobs or os.cpu_count() or 1


@contextmanager
def crew(settings: Settings, again: bool = False) -> Iterator[Crew]:
    """The crew of a run, or of several if files are read ``again``. Who files are shared out by is
    there when asked for: a cluster at once, so that one that cannot be reached is told of before
    the work.
    """
    scans = rereading if again else Scans
    with ExitStack() as stack:
        found = cache(lambda: stack.enter_context(_executor(settings, scans)))
        if settings.scheduler:
            found()
        yield Crew(found, scans())


def rereading() -> Scans:
    """What a process remembers that reads files again."""
    return Scans(again=True)


def _executor(settings: Settings, scans: Callable[[], Scans]) -> Executor:
    patience = settings.budget.patience
    if settings.scheduler:
        from migrate.cluster import Cluster

        return Cluster(settings.scheduler, patience, scans)
    from migrate.process.workers import Workers  # not needed where one process does all

    return Workers(processes(settings), patience, scans)


def is_shared(files: Sequence[Discovered], settings: Settings) -> bool:
    """Whether there is so much to do that processes are worth their start; a cluster has any."""
    if settings.scheduler:
        return bool(files)
    if processes(settings) == 1:
        return False
    return sum(file.path.stat().st_size for file in files if file.path.exists()) >= WORTH_A_POOL


def rules_of(settings: Settings) -> RuleSet:
    """The rules, read once in each process."""
    warp = settings.warp.value
    return _rules(settings.to, settings.rules, settings.arch, settings.cache, warp)


@cache
def _rules(
    spec: str, folders: tuple[Path, ...], arch: tuple[str, ...], kept: bool, warp: str
) -> RuleSet:
    return ruleset.load(spec, folders, arch, store(kept), warp)


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
                found = _facts(file, chunk, job, scans)
        except OSError:
            found = []
        except OverBudget as error:
            scans.forget(file.name)
            found = unread(file, str(error))
        yield found


def unread(file: Discovered, reason: str) -> list[FileFacts]:
    """What is known of a file that could not be indexed."""
    return [FileFacts(file.name, unread=reason)]


def _facts(file: Discovered, chunk: Chunk, job: Job, scans: Scans) -> list[FileFacts]:
    if file.kind in DEVICE_CODE:
        return []
    data = _read(file, chunk).data
    if file.kind is not Kind.SOURCE:
        from migrate.port.buildfacts import facts_of_build_file

        return [facts_of_build_file(file.name, data, file.kind, job.rules)]
    reading = scans.reading(file.name, data)
    found, seen = facts_of_source(reading, job.vocabulary, job.guards)
    scans.keep(chunk.settings.to, file.name, seen)
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
                seen = scans.take(chunk.settings.to, file, known)
                result = [_port_file(file, chunk, job, seen)]
        except OverBudget as error:
            result = failed(file, str(error))
        if any(item.outcome is Outcome.FAILED for item in result):
            scans.forget(file.name)
        yield result


def failed(file: Discovered, reason: str) -> list[FileResult]:
    """The result of a file that could not be ported."""
    return [FileResult(file.name, Outcome.FAILED, reason, lines=(0,))]


def packed(chunk: Chunk) -> Chunk:
    """A chunk that needs no disk of ours."""
    from migrate.files.travelling import travelling  # not needed where the disk is ours

    texts = {file.name: partial(_on_disk, file) for file in chunk.files}
    return replace(chunk, travelling=travelling(texts, chunk.settings.rules))


INDEX = Task(_indexed, unread, packed)
PORT = Task(_ported, failed, packed, steps=3)
STEPS = INDEX.steps + PORT.steps  # of a file


def _read(file: Discovered, chunk: Chunk) -> SourceFile:
    """What a file holds: on the disk, or where it has travelled without that."""
    return chunk.travelling.read(file.name) if chunk.travelling else _on_disk(file)


def _on_disk(file: Discovered) -> SourceFile:
    return source.read(file.path, file.name, READ.get(file.kind, -1))


def _port_file(file: Discovered, chunk: Chunk, job: Job, seen: Scan | Unseen | None) -> FileResult:
    try:
        text = _read(file, chunk)
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
        return FileResult(file.name, Outcome.SKIPPED, why, unread=Unread.UNREADABLE)
    from migrate.port.engine import port  # not needed where nothing has changed

    return port(text, job, file.options, seen, file.kind)


def _job(chunk: Chunk, tree: Tree) -> Job:
    settings = chunk.settings
    if chunk.travelling:
        settings = replace(settings, rules=chunk.travelling.rules)
    ruleset = rules_of(settings)
    words = vocabulary_of(ruleset)
    guards = guards_of(ruleset, settings.guards).knowing(tree.macros)
    known = (tree.renames, chunk.semantics, tree.duals, settings.arch, tree.home)
    return Job(ruleset, words, tree.index, guards, *known)


@cache
def guards_of(ruleset: RuleSet, further: tuple[str, ...]) -> Guards:
    return Guards([*ruleset.info.guards, *further], ruleset.info.compilers)


@cache
def vocabulary_of(ruleset: RuleSet) -> Vocabulary:
    return Vocabulary(ruleset)
