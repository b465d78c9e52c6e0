"""What libclang knows of a tree: whose names are, what types and values they have.

What comes in are the files of a run, their index and the user's choices; what goes out are
``FileSemantics`` by file, and what became of the units. Where libclang cannot answer (a unit that
fails, takes too long or was not found, code in another branch) nothing is said, and names are taken
as they are written. Never edits, never ends a run.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from migrate import __version__
from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.files.source import SourceFile, read
from migrate.files.store import Store
from migrate.model import UnitFailure, Units
from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.rules.targets import rules_folder
from migrate.semantics import compiledb, parsers, prelude, toolchain
from migrate.semantics.cache import SeenCache, digest
from migrate.semantics.messages import DEVICE_VIEW, Seen, Tree, Unit
from migrate.settings.config import Semantic, usual_cuda_paths
from migrate.tree.filesemantics import FileSemantics, Owner, TreeSemantics, join
from migrate.tree.folders import include_folders
from migrate.tree.index import TreeIndex
from migrate.tree.reading import words
from migrate.tree.vocabulary import Vocabulary

_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".cuh")
_WORD = regex(rb"[A-Za-z_]\w*")
_DEVICE = "__CUDA_ARCH__"
_EXPECTED = frozenset({"stddef.h", "algorithm"})  # headers without which nothing is understood


def study(
    files: Sequence[Discovered],
    roots: Sequence[Path],
    index: TreeIndex,
    rules: RuleSet,
    vocabulary: Vocabulary,
    settings: Semantic,
    jobs: int,
    kept: Store,
) -> TreeSemantics:
    """Parse the units of a tree; raises ``UserError`` where that was asked for and cannot be done.

    Without a database that was named, or one at a root, and unless it is asked for, nothing is
    done. What is seen is ``kept``.
    """
    database = settings.database
    if settings.wanted or database is not None:
        toolchain.require()
    elif settings.wanted is False:
        return TreeSemantics()
    if database is None:
        database = compiledb.find(roots)
        if database is None and not settings.wanted:
            return TreeSemantics()
        if not toolchain.is_installed():
            note = (
                f"{database} is not used: pip install 'cuda-migrate[semantic]' for more certainty"
            )
            return TreeSemantics(notes=(note,))
    commands = compiledb.read(database) if database is not None else {}
    sources = [file for file in files if file.kind is Kind.SOURCE]
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        place = Path(folder)
        study = _Study(sources, index, rules, vocabulary, settings, jobs, commands, place, kept)
        return study.run()


class _Study:
    """One study of a tree: its units, what each says, and what they say together."""

    def __init__(
        self,
        files: Sequence[Discovered],
        index: TreeIndex,
        rules: RuleSet,
        vocabulary: Vocabulary,
        settings: Semantic,
        jobs: int,
        commands: Mapping[str, tuple[tuple[str, ...], ...]],
        folder: Path,
        kept: Store,
    ) -> None:
        self._index = index
        self._rules = rules
        self._settings = settings
        self._jobs = jobs
        self._commands = commands
        self._paths = {file.name: str(file.path.resolve()) for file in files}
        self._names = {path: name for name, path in self._paths.items()}
        texts = dict(_contents(files))
        self._data = {name: text.data for name, text in texts.items()}
        self._wide = frozenset(self._paths[name] for name in texts if texts[name].encoding)
        self._sdk = toolchain.sdk(settings.cuda_path, usual_cuda_paths())
        self._folder = str(folder.resolve())
        headers = self._write_prelude(folder)
        self._tree = self._what_there_is(rules, vocabulary)
        self._common = (*self._system_folders(), *toolchain.c_headers(), "-ferror-limit=0", "-w")
        self._cache = SeenCache(kept, (self._folder + "/",))
        about = (*map(str, self._sdk.folders), *sorted(self._names), *self._tree.names)
        about = (*about, *sorted(self._wide))
        self._key = digest(__version__, *headers, *about)
        self._seen: list[Seen] = []
        self._failures: list[UnitFailure] = []
        self._cached = 0
        self._tried: set[str] = set()
        self._device_seen: set[str] = set()

    def run(self) -> TreeSemantics:
        """Units with names of CUDA's first, then headers they left, by a unit that includes them,
        then those that no source mentions. One that a source only mentions for another platform
        would be read for what it is not. A header in which a name of CUDA's is the user's is read
        by all its units, for others may understand it differently.
        """
        started = time.monotonic()
        wanted = [name for name in self._paths if self._has_candidates(name)]
        sources = [name for name in self._paths if not name.endswith(_HEADERS)]
        self._look_at(name for name in sources if self._has_candidates(name))
        untried = [name for name in sources if self._paths[name] not in self._tried]
        self._look_at(self._reaching(self._unread(wanted), untried))
        mentioned = {path for source in sources for path in self._closure(source)}
        self._look_at(name for name in self._unread(wanted) if name not in mentioned)
        contested = self._contested()
        others = (name for name in sources if contested and self._closure(name) & contested)
        self._look_at(name for name in others if self._paths[name] not in self._tried)
        count = len(self._seen) + len(self._failures)
        units = Units(
            count,
            self._cached,
            tuple(self._failures),
            round(time.monotonic() - started, 2),
            "sdk" if self._sdk.is_there else "prelude",
        )
        return TreeSemantics(dict(self._joined()), units, tuple(self._notes()))

    # -- what is given to the parser ------------------------------------------------------------

    def _write_prelude(self, folder: Path) -> Iterable[str]:
        included = frozenset(
            name for item in self._index.by_path.values() for name in item.includes
        )
        headers = prelude.texts(rules_folder() / "cuda", included)
        prelude.write(folder, headers, self._sdk.folders)
        return (digest(*headers, *headers.values()),)

    def _what_there_is(self, rules: RuleSet, vocabulary: Vocabulary) -> Tree:
        present = frozenset[bytes]().union(*map(words, self._data.values()))
        parts = {part for name in rules.surface if "::" in name for part in name.split("::")}
        inner = {word.decode() for word in present if word.isascii()} & parts
        found = vocabulary.relevant(present)
        outer = (word.decode() for word in found if not word[:1].isdigit())
        known = {name: rules.is_cuda(name) or rules.is_cuda(f".{name}") for name in outer}
        names = dict(sorted((known | dict.fromkeys(inner, True)).items()))
        folders = (self._folder, *map(str, self._sdk.folders))
        return Tree(
            frozenset(self._names),
            tuple(f"{folder}/" for folder in folders),
            names,
            rules.namespaces,
            self._sdk.is_there,
            self._wide,
        )

    def _system_folders(self) -> Iterator[str]:
        for folder in (*map(str, self._sdk.folders), self._folder):
            yield from ("-isystem", folder)

    def _units(self, name: str) -> Iterator[Unit]:
        """How a file is to be parsed: once for each command, and again as the device sees it."""
        path = self._paths[name]
        commands = self._commands.get(path)
        if commands is None:
            settings = self._settings
            derived = self._derived
            commands = (
                compiledb.plain(settings.include_dirs, settings.defines, settings.std, derived),
            )
        views = [()] if not self._asks_for_device(name) else [(), (DEVICE_VIEW,)]
        for command in commands:
            has_standard = any(word.startswith("-std=") for word in command)
            kind = compiledb.language(path, has_standard)
            if "cuda" in kind:
                kind += (*self._sdk.arguments, "-include", f"{self._folder}/{prelude.UNIT}")
            for view in views:
                arguments = (*kind, *command, *view, *self._common)
                yield Unit(path, arguments, _defined(command))

    @cached_property
    def _derived(self) -> tuple[str, ...]:
        return include_folders(self._index, self._paths)

    def _has_candidates(self, name: str) -> bool:
        item = self._index.by_path.get(name)
        return item is not None and item.has_candidates

    def _closure(self, name: str) -> set[str]:
        return {item.path for item in self._index.closure(name)}

    def _unread(self, names: Iterable[str]) -> list[str]:
        """Those of ``names`` that no unit so far was made of."""
        read = {path for seen in self._seen for path in seen.read} | self._tried
        return [name for name in names if self._paths[name] not in read]

    def _reaching(self, names: Iterable[str], sources: Iterable[str]) -> Iterator[str]:
        """As many of ``sources`` as it takes to include ``names``, directly or not."""
        left = set(names)
        for source in sources:
            reached = self._closure(source) & left if left else ()
            if reached:
                left.difference_update(reached)
                yield source

    def _contested(self) -> set[str]:
        """Headers in which a name that a table has refers to a declaration of the user's."""
        return {
            name
            for seen in self._seen
            for path, semantics in seen.semantics.items()
            if (name := self._names[path]).endswith(_HEADERS)
            and any(
                symbol.owner is Owner.USER and self._is_tables(name, offset)
                for offset, symbol in semantics.names.items()
            )
        }

    def _is_tables(self, name: str, offset: int) -> bool:
        """Whether a table has the word at a place."""
        word = _WORD.match(self._data.get(name, b""), offset)
        return word is not None and self._rules.is_cuda(word[0].decode())

    def _asks_for_device(self, name: str) -> bool:
        """Whether a unit has code for the device alone that no unit before it has."""
        word = _DEVICE.encode()
        fresh = self._closure(name) - self._device_seen
        found = {path for path in fresh if word in self._data.get(path, b"")}
        self._device_seen |= found
        return bool(found)

    # -- what it answers ------------------------------------------------------------------------

    def _look_at(self, names: Iterable[str]) -> None:
        keys: list[str] = []
        left: list[Unit] = []
        for unit in (unit for name in names for unit in self._units(name)):
            self._tried.add(unit.file)
            arguments = (word.replace(self._folder, "") for word in unit.arguments)
            key = digest(self._key, unit.file, *arguments)
            seen = self._cache.get(key)
            if seen is not None:
                self._seen.append(seen)
                self._cached += 1
            else:
                left.append(unit)
                keys.append(key)
        if not left:
            return
        look = partial(_look, self._tree)
        limit = self._settings.timeout
        for number, seen in parsers.run(look, left, max(1, min(self._jobs, len(left))), limit):
            if isinstance(seen, parsers.Failure):
                self._failures.append(UnitFailure(self._shown(left[number].file), seen.reason))
            else:
                self._seen.append(seen)
                self._cache.put(keys[number], seen)

    def _shown(self, path: str) -> str:
        return self._names.get(path, path)

    def _joined(self) -> Iterator[tuple[str, FileSemantics]]:
        by_path: dict[str, list[FileSemantics]] = {}
        for seen in self._seen:
            for path, semantics in seen.semantics.items():
                by_path.setdefault(path, []).append(semantics)
        for path, found in by_path.items():
            yield self._names[path], join(found)

    def _notes(self) -> Iterator[str]:
        missing = {header for seen in self._seen for header in seen.missing}
        if missing & _EXPECTED:
            yield "no C++ headers were found, so that little can be proved: install g++ or clang"
        for failure in self._failures:
            yield f"{failure.path} was not parsed: {failure.reason}"


def _look(tree: Tree, unit: Unit) -> Seen:
    """Runs in a process of its own."""
    from migrate.semantics.unit import look

    return look(unit, tree)


def _defined(arguments: Iterable[str]) -> frozenset[str]:
    found = (re.match(r"-D\s*(\w+)", word) for word in arguments)
    return frozenset(match[1] for match in found if match)


def _contents(files: Iterable[Discovered]) -> Iterator[tuple[str, SourceFile]]:
    for file in files:
        try:
            yield file.name, read(file.path, file.name)
        except OSError:
            continue  # reported when it is to be ported
