"""Facts and ports of files, taken over from the last run over the same PATHs.

What comes in are files of a run, and what finds their facts or ports them; what goes out are facts
and results of all of them, in the order of the files, made anew where anything has changed that
they are made of. Facts are made of a file's bytes, its name and its kind; a result of these, the
file's options, and what is known of its whole tree. What failed is not kept, nor what was made of a
file that was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar

from migrate.cache.contents import Contents
from migrate.cache.digests import digest
from migrate.cache.results import Slot
from migrate.chunks import Tree
from migrate.files.discover import Discovered
from migrate.files.kinds import DEVICE_CODE
from migrate.model import FileResult, Outcome, Unread
from migrate.tree.filefacts import FileFacts
from migrate.tree.filesemantics import FileSemantics

Index = Callable[[Sequence[Discovered]], list[FileFacts]]
Port = Callable[[Sequence[Discovered]], list[FileResult]]
_Value = TypeVar("_Value")
_KIND = "files"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of files, by the digest of what it is made of: facts, with a digest of them,
    and results.
    """

    facts: dict[str, tuple[str, FileFacts]] = field(default_factory=dict)
    results: dict[str, FileResult] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset((*self.facts, *self.results))

    def without(self, keys: Collection[str]) -> _Known:
        return _Known(_less(self.facts, keys), _less(self.results, keys))


class CachedFiles:
    """The files of one run: what was known of them before, and what is known now."""

    def __init__(self, slot: Slot, contents: Contents) -> None:
        """Takes up what runs of the same ``slot`` have left."""
        self._slot, self._contents = slot, contents
        found = slot.get(_KIND)
        self._before = found if isinstance(found, _Known) else _Known()
        self._now = _Known()
        self._files: dict[str, Path] = {}
        self._of_facts: dict[str, str] = {}  # digests, by the names of files
        self._keys: dict[str, list[str]] = {}  # of all that is known now, by the names of files
        self.is_whole = True  # nothing failed that another run may have

    def facts(self, files: Sequence[Discovered], index: Index) -> list[FileFacts]:
        """The facts of ``files``; ``index`` finds those that are not known."""
        if not self._slot.keeps:
            return index(files)
        keys = {file.name: self._about(file) for file in files if file.kind not in DEVICE_CODE}
        known = _known(keys, self._before.facts)
        found = index([file for file in files if file.name not in known])
        known |= {item.path: (digest(item), item) for item in found}
        self._of_facts |= {name: item[0] for name, item in known.items()}
        for name, item in known.items():
            self.is_whole &= not item[1].unread
            if not item[1].unread:
                self._note(name, keys[name], self._now.facts, item)
        return [known[file.name][1] for file in files if file.name in known]

    def results(
        self,
        files: Sequence[Discovered],
        tree: Tree,
        semantics: Mapping[str, FileSemantics],
        port: Port,
    ) -> list[FileResult]:
        """The ports of ``files`` in their ``tree``; ``port`` makes those that are not known."""
        if not self._slot.keeps:
            return port(files)
        about = self._about_tree(tree)
        keys = {
            file.name: digest(self._about(file), file.options, semantics.get(file.name), about)
            for file in files
        }
        known = _known(keys, self._before.results)
        made = port([file for file in files if file.name not in known])
        known |= {result.path: result for result in made}
        for name, result in known.items():
            self.is_whole &= _is_whole(result)
            if _is_whole(result):
                self._note(name, keys[name], self._now.results, result)
        return [known[file.name] for file in files]

    def keep(self) -> None:
        """Leave what is known for the next run, less what may be of files that were changed since
        this one began.
        """
        if not self._slot.keeps or self._now.keys == self._before.keys:
            return
        doubtful = (name for name, path in self._files.items() if self._is_doubtful(path))
        now = self._now.without({key for name in doubtful for key in self._keys.get(name, ())})
        self._slot.put(_KIND, now)

    def _about(self, file: Discovered) -> str:
        """What all that is known of a file by itself depends on."""
        self._files[file.name] = file.path
        held = self._contents.of(file.path)
        return digest(file.name, file.kind, held.digest if held is not None else None)

    def _about_tree(self, tree: Tree) -> str:
        """What a port may be told of its tree: the facts of all files, in order, and the rest of
        ``tree``. What an index joins follows from them.
        """
        index = tree.index
        facts = [self._of_facts[path] for path in index.by_path]
        rest = [getattr(tree, item.name) for item in fields(tree) if item.name != "index"]
        return digest(facts, index.paths, index.types, rest)

    def _note(self, name: str, key: str, known: dict[str, _Value], value: _Value) -> None:
        known[key] = value
        self._keys.setdefault(name, []).append(key)

    def _is_doubtful(self, path: Path) -> bool:
        return self._contents.of(path) is None or path in self._contents.changed


def _known(keys: Mapping[str, str], before: Mapping[str, _Value]) -> dict[str, _Value]:
    """What was known before, by the names of files."""
    return {name: before[key] for name, key in keys.items() if key in before}


def _less(known: Mapping[str, _Value], keys: Collection[str]) -> dict[str, _Value]:
    return {key: item for key, item in known.items() if key not in keys}


def _is_whole(result: FileResult) -> bool:
    """Whether another run has the same result: a file that needed too much may need less then."""
    return result.outcome is not Outcome.FAILED and result.unread is Unread.NO
