"""A folder of the workspace: its settings, its rules, and what its files declare.

What comes in are documents and what the survey of the folder has found; what goes out are their
ports, the same that ``migrate port FOLDER`` makes, within the same budget. Files that are open are
taken from memory, all others as the survey read them. Nothing here is safe for threads: a process
calls it all (``worker``), but for the survey, which is one of its own (``survey``).
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from migrate.build.devicecode import READ
from migrate.build.dual import duals
from migrate.chunks import Chunk, Scans, Tree, index_chunk, port_chunk
from migrate.files.discover import Discovered, Root, newcomer, roots
from migrate.files.kinds import BUILD_KINDS, DEVICE_CODE, Kind
from migrate.files.source import SourceFile, Units, line_starts, read
from migrate.files.store import store
from migrate.lsp.text import Document
from migrate.model import FileResult, Outcome, RuleInfo, Target
from migrate.port.buildfacts import facts_of_build_file
from migrate.port.copied import COPIED_HEADER
from migrate.port.engine import port
from migrate.port.grouping import joined
from migrate.port.indexing import (
    facts_of_source,
    guesses,
    headers_nearby,
    index_of,
    macros_of,
    own_macros,
    parted,
    settle,
    with_declared,
    without,
)
from migrate.port.job import Job
from migrate.port.wholetree import WholeTree, files_of, skipped
from migrate.process.budget import OverBudget, bounded
from migrate.process.workers import end_with_parent
from migrate.rules import ruleset as loading
from migrate.rules.about import about
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FILE_NAME, Settings, load
from migrate.text.guards import Guards
from migrate.tree.filefacts import FileFacts
from migrate.tree.index import TreeIndex
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan
from migrate.tree.vocabulary import Vocabulary

CONFIGURATION = (FILE_NAME, "pyproject.toml")
_NICE = 5


@dataclass(frozen=True, slots=True)
class Setup:
    """What the configuration of a folder comes to."""

    settings: Settings
    rules: RuleSet
    vocabulary: Vocabulary
    guards: Guards

    @classmethod
    def of(cls, settings: Settings) -> Setup:
        kept, warp = store(settings.cache), settings.warp.value
        rules = loading.load(settings.to, settings.rules, settings.arch, kept, warp)
        guards = Guards([*rules.info.guards, *settings.guards], rules.info.compilers)
        return cls(settings, rules, Vocabulary(rules), guards)

    def job(self, index: TreeIndex) -> Job:
        guards = self.guards.knowing(own_macros(index, self.guards, self.rules))
        return Job(self.rules, self.vocabulary, index, guards, duals=duals(index.by_path))

    def look(self, name: str, data: bytes) -> tuple[FileFacts, Scan | None]:
        return facts_of_source(Reading(name, data), self.vocabulary, self.guards)

    def kinds(self) -> frozenset[Kind]:
        """The files that are ported besides sources."""
        return DEVICE_CODE | (BUILD_KINDS if self.rules.reads_build_files else frozenset())

    def index(self, facts: Mapping[str, FileFacts], files: Mapping[str, Discovered]) -> TreeIndex:
        names = {file.name for file in files.values() if not file.skip}
        return index_of(facts.values(), names | facts.keys(), self.rules)


@dataclass(frozen=True, slots=True)
class Found:
    """The first half of a survey: the files there are, and what each says."""

    files: Mapping[str, Discovered]
    facts: Mapping[str, FileFacts]


@dataclass(frozen=True, slots=True)
class Declared:
    """The second half: what each file declares of names that look like CUDA's, and which files the
    tree tells apart.
    """

    names: Mapping[str, frozenset[str]]
    apart: WholeTree


@dataclass(frozen=True, slots=True)
class Broken:
    """A survey that ended early, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ported:
    """The port of one state of a document. ``infos`` are those of all ids in it; ``moved`` says
    that it tells other files something new.
    """

    document: Document
    result: FileResult
    target: Target
    infos: Mapping[str, RuleInfo]
    kind: Kind = Kind.SOURCE
    moved: bool = False


@dataclass(slots=True)
class Project:
    """A folder, or a single file that lies in none. ``root`` gives its files their names."""

    root: Root
    setup: Setup | None = None
    _files: Mapping[str, Discovered] | None = None
    _facts: dict[str, FileFacts] = field(default_factory=dict)
    _declares: dict[str, frozenset[str]] = field(default_factory=dict)
    _met: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # includes, on the disk
    _asked: frozenset[str] = frozenset()
    _apart: WholeTree | None = None
    _index: TreeIndex | None = None
    _infos: dict[str, RuleInfo] = field(default_factory=dict)
    _is_known: bool = False  # whether the survey has ended, so that no name is guessed at

    def reload(self, overrides: Mapping[str, object]) -> Settings:
        """Read the configuration and the rules; ``UserError`` leaves what there was."""
        self.setup = Setup.of(load(self.root.path, overrides))
        self._index = None
        self._infos = {}
        self._asked = frozenset()
        return self.setup.settings

    def take(self, news: Found | Declared | Broken, opened: Collection[Path]) -> None:
        """Take over what the survey found; what is known of ``opened`` files stays."""
        names = {self._name(path) for path in opened}
        match news:
            case Found(files, facts):
                names -= {name for name in names & files.keys() if files[name].skip}
                kept = {name: self._facts[name] for name in names & self._facts.keys()}
                self._files, self._facts, self._index = files, {**facts, **kept}, None
                self._met = {name: item.includes for name, item in facts.items()}
            case Declared(declares, apart):
                own = {name: self._declares[name] for name in names & self._declares.keys()}
                self._declares, self._is_known = {**declares, **own}, True
                self._apart = apart
            case Broken():
                self._is_known = True

    def place(self, path: Path) -> Discovered | None:
        """What the port of the tree makes of a file; None where it passes it over."""
        assert self.setup is not None
        name = self._name(path)
        if self._files is not None and (name in self._files or path.exists()):
            return self._files.get(name)
        return newcomer(path, self.root, self.setup.settings)

    def knows(self, path: Path) -> bool:
        """Whether the survey met the file with the includes it has now, or has still to come. A
        file that a survey passes over is asked for once.
        """
        if self._files is None:
            return True
        name = self._name(path)
        if name not in self._files:
            is_new, self._asked = name not in self._asked, self._asked | {name}
            return not is_new
        facts = self._facts.get(name)
        return facts is None or facts.includes == self._met.get(name)

    def close(self, path: Path) -> bool:
        """Go by the disk again for a file that was open; whether that tells others something."""
        before = self._said(path)
        try:
            text = read(path, str(path)).data
        except OSError:
            self._facts.pop(self._name(path), None)
            self._declares.pop(self._name(path), None)
            self._index = None
        else:
            self.port(Document("", "", 0, text, line_starts(text), Units.UTF8), path)
        return self._said(path) != before

    def _said(self, path: Path) -> tuple[FileFacts | None, frozenset[str]]:
        name = self._name(path)
        return self._facts.get(name), self._declares.get(name, frozenset())

    def port(self, document: Document, path: Path) -> Ported | None:
        """Port a document as a file of this tree; None where it is none that is ported."""
        setup = self.setup
        file = self.place(path) if setup is not None else None
        if setup is None or file is None:
            return None
        if file.left is not None:
            infos = self._infos_of(file.left, setup.rules)
            return Ported(document, file.left, setup.rules.target, infos, file.kind)
        data = document.data
        skip = file.skip
        if len(data) > setup.settings.max_file_size and file.kind not in DEVICE_CODE:
            skip = f"{len(data)} bytes: more than max-file-size ({setup.settings.max_file_size})"
        if skip:
            result = FileResult(file.name, Outcome.SKIPPED, skip, lines=document.lines)
            return Ported(document, result, setup.rules.target, {}, file.kind)
        try:
            with bounded(setup.settings.budget):
                return self._within(document, setup, file)
        except OverBudget as error:
            result = FileResult(file.name, Outcome.FAILED, str(error), lines=document.lines)
            return Ported(document, result, setup.rules.target, {}, file.kind)

    def _within(self, document: Document, setup: Setup, file: Discovered) -> Ported:
        """What ``port`` gives, at whatever cost."""
        data = document.data
        if file.kind is Kind.SOURCE:
            return self._port_source(SourceFile(file.name, data), setup, file, document)
        text = SourceFile(file.name, data[: READ[file.kind]] if file.kind in READ else data)
        moved = file.kind not in DEVICE_CODE and self._is_news(
            facts_of_build_file(file.name, data, file.kind, setup.rules)
        )
        result = self._told(port(text, self._job(setup), file.options, kind=file.kind), setup)
        infos = self._infos_of(result, setup.rules)
        return Ported(document, result, setup.rules.target, infos, file.kind, moved)

    def _is_news(self, facts: FileFacts) -> bool:
        """Take over what a file says; whether it said something else before."""
        moved = self._facts.get(facts.path) != facts
        if moved:
            self._facts[facts.path], self._index = facts, None
        return moved

    def _port_source(
        self, text: SourceFile, setup: Setup, file: Discovered, document: Document
    ) -> Ported:
        name = file.name
        facts, seen = setup.look(name, text.data)
        moved = self._is_news(facts)
        first = port(text, self._job(setup), file.options, seen)
        if self._declares.get(name, frozenset()) != first.declares:
            self._declares[name], moved = first.declares, True
        result = self._told(self._settled(first, text, setup, file, seen), setup)
        infos = self._infos_of(result, setup.rules)
        return Ported(document, result, setup.rules.target, infos, moved=moved)

    def _settled(
        self,
        first: FileResult,
        text: SourceFile,
        setup: Setup,
        file: Discovered,
        seen: Scan | None,
    ) -> FileResult:
        """The port with what the other files declare, as ``run`` settles it across a tree."""
        if not self._is_known:
            return without(first, guesses(first))
        index = self._indexed(setup)
        declared = macros_of(index).union(*self._declares.values())
        settled = settle(first, declared, setup.rules)
        if settled is not None:
            return settled
        return port(text, setup.job(with_declared(index, declared)), file.options, seen)

    def _told(self, result: FileResult, setup: Setup) -> FileResult:
        """The result with what the tree says of the file as a whole. A copy speaks for itself here,
        where a report says once what becomes of all copies of one thing.
        """
        if self._apart is None:
            return result
        (told,) = self._apart.told((result,), self._indexed(setup), setup.rules)
        if result.path not in self._apart.copies:
            return told
        return replace(told, findings=joined(told.findings, COPIED_HEADER))

    def _indexed(self, setup: Setup) -> TreeIndex:
        if self._index is None:
            self._index = setup.index(self._facts, self._files or {})
        return self._index

    def _job(self, setup: Setup) -> Job:
        return setup.job(self._indexed(setup))

    def _infos_of(self, result: FileResult, rules: RuleSet) -> Mapping[str, RuleInfo]:
        """What there is to say of the ids in a result; each is looked up once."""
        ids = {item.rule for item in result.findings}
        ids |= {item.rule for item in result.references}
        if missing := ids - self._infos.keys():
            self._infos |= about(missing, rules)
        return {rule: self._infos[rule] for rule in ids}

    def _name(self, path: Path) -> str:
        """The name of a file of this project, as ``Discovered`` has it."""
        return self.root.prefix or path.relative_to(self.root.path).as_posix()


def signature(root: Root, settings: Settings | None) -> tuple[tuple[str, int, int], ...]:
    """The files that the configuration of a project comes from, or could come from, and their
    state.
    """
    here = root.path
    files = [folder / name for folder in (here, *here.parents) for name in CONFIGURATION]
    for folder in settings.rules if settings is not None else ():
        files += sorted(folder.rglob("*.*"))
    return tuple(found for file in files for found in _state(file))


def survey(news: Connection, root: Path, settings: Settings) -> None:
    """Send ``Found`` and ``Declared`` of a folder, or ``Broken``. Runs in a process of its own.

    Porting every file is the only way to know what all of them declare.
    """
    end_with_parent()
    if hasattr(os, "nice"):
        os.nice(_NICE)
    try:
        _survey(news, root, settings)
    except BrokenPipeError:
        sys.exit(1)  # the server is gone
    except Exception:
        news.send(Broken(traceback.format_exc()))


def _survey(news: Connection, root: Path, settings: Settings) -> None:
    setup, places = Setup.of(settings), roots([root])
    rules = setup.rules
    files = {file.name: file for file in files_of([root], settings, rules, setup.kinds())}
    scans = Scans()

    def read(asked: Iterable[Discovered]) -> list[FileFacts]:
        return index_chunk(Chunk(tuple(asked), settings), scans)

    wanted = [file for file in files.values() if not file.skip]
    own = read(wanted)
    near, more = headers_nearby(wanted, own, settings, read, places)
    inside, near = parted(
        near, files.values(), places, settings, tuple(rules.info.suffixes.values())
    )
    files.update((file.name, file) for file in inside)
    wanted += [file for file in inside if not file.skip]
    facts = {item.path: item for item in (*own, *more)}
    news.send(Found(files, facts))
    job = setup.job(setup.index(facts, files))
    macros = own_macros(job.index, setup.guards, rules)
    tree = Tree(job.index, macros=macros, duals=job.duals)
    ported = port_chunk(Chunk((*wanted, *near), settings), tree, scans)
    declares = {result.path: result.declares for result in ported if result.declares}
    known = macros_of(job.index).union(*declares.values())
    results = {
        item.path: settle(item, known, rules) or without(item, guesses(item)) for item in ported
    }
    results |= {file.name: skipped(file) for file in files.values() if file.skip}
    apart = WholeTree.of(tuple(files.values()), results, job.index, places, rules)
    news.send(Declared(declares, apart))


def received(news: Connection) -> Found | Declared | Broken:
    """What a survey sends next."""
    try:
        found: Found | Declared | Broken = news.recv()
    except (EOFError, OSError):
        return Broken("the process ended")
    return found


def _state(file: Path) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError):
        status = file.stat()
        yield str(file), status.st_mtime_ns, status.st_size
