"""Facts and ports of files, taken over from the last run over the same PATHs.

What comes in are files of a run, and what finds their facts or ports them; what goes out are facts
and results of all of them, in the order of the files, made anew where anything has changed that
they are made of. Facts are made of a file's bytes, its name and its kind; a result of these, the
file's options, and what is known of its whole tree. What is made is left in parts as the run goes,
so that one that is stopped costs what it did last. What failed is not kept, nor what was made of a
file that was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from migrate.cache.contents import Contents
from migrate.cache.digests import digest
from migrate.cache.parts import Parts
from migrate.cache.results import Slot
from migrate.chunks import Tree
from migrate.files.discover import Discovered
from migrate.files.kinds import DEVICE_CODE
from migrate.model import FileResult, Outcome, Unread
from migrate.tree.filefacts import FileFacts
from migrate.tree.filesemantics import FileSemantics

Index = Callable[[Sequence[Discovered]], Iterable[list[FileFacts]]]
Port = Callable[[Sequence[Discovered]], Iterable[list[FileResult]]]
_KIND = "files"
_PART = 4_000_000  # bytes of source of which the facts, or the ports, are left together


class CachedFiles:
    """The files of one run: what was known of them before, and what is known now."""

    def __init__(self, slot: Slot, contents: Contents) -> None:
        """Takes up what runs of the same ``slot`` have left."""
        self._slot, self._contents = slot, contents
        self._parts = Parts(slot, _KIND)
        self._now: dict[str, Any] = {}  # facts with a digest of them, and results
        self._new: dict[str, Path] = {}  # what was not left yet, and the file it is made of
        self._size = 0  # of these files
        self._files: dict[str, Path] = {}
        self._of_facts: dict[str, str] = {}  # digests, by the names of files
        self.is_whole = True  # nothing failed that another run may have

    def facts(self, files: Sequence[Discovered], index: Index) -> list[FileFacts]:
        """The facts of ``files``; ``index`` finds those that are not known, some after others."""
        if not self._slot.keeps:
            return _joined(index(files))
        keys = {file.name: self._about(file) for file in files if file.kind not in DEVICE_CODE}
        known: dict[str, tuple[str, FileFacts]] = self._taken_over(keys)
        for part in index([file for file in files if file.name not in known]):
            for item in part:
                known[item.path] = (digest(item), item)
                self.is_whole &= not item.unread
                if not item.unread:
                    self._note(item.path, keys[item.path], known[item.path])
            self._leave_much()
        self._of_facts |= {name: item[0] for name, item in known.items()}
        return [known[file.name][1] for file in files if file.name in known]

    def results(
        self,
        files: Sequence[Discovered],
        tree: Tree,
        semantics: Mapping[str, FileSemantics],
        port: Port,
    ) -> list[FileResult]:
        """The ports of ``files`` in their ``tree``; ``port`` makes those that are not known, some
        after others.
        """
        if not self._slot.keeps:
            return _joined(port(files))
        about = self._about_tree(tree)
        keys = {
            file.name: digest(self._about(file), file.options, semantics.get(file.name), about)
            for file in files
        }
        known: dict[str, FileResult] = self._taken_over(keys)
        for part in port([file for file in files if file.name not in known]):
            for result in part:
                known[result.path] = result
                self.is_whole &= _is_whole(result)
                if _is_whole(result):
                    self._note(result.path, keys[result.path], result)
            self._leave_much()
        return [known[file.name] for file in files]

    def keep(self) -> None:
        """Leave what is known for the next run, and nothing else."""
        if self._slot.keeps:
            self.leave()
            self._parts.reduce(self._now)

    def leave(self) -> None:
        """Leave what was made since the last part, less what may be of files that were changed
        since they were looked at.
        """
        if not self._slot.keeps:
            return
        doubtful = {path for path in self._new.values() if self._contents.is_doubtful(path)}
        for key in [key for key, path in self._new.items() if path in doubtful]:
            del self._now[key], self._new[key]
        self._parts.leave({key: self._now[key] for key in self._new})
        self._new, self._size = {}, 0

    def _leave_much(self) -> None:
        if self._size >= _PART:
            self.leave()

    def _taken_over(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """What was known before, by the names of files."""
        before = self._parts.before
        found = {name: before[key] for name, key in keys.items() if key in before}
        self._now |= {keys[name]: value for name, value in found.items()}
        return found

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

    def _note(self, name: str, key: str, value: object) -> None:
        """Take note of what is new."""
        held = self._contents.of(self._files[name])
        self._now[key], self._new[key] = value, self._files[name]
        self._size += held.size if held is not None else 0


def _joined(parts: Iterable[list[Any]]) -> list[Any]:
    return [item for part in parts for item in part]


def _is_whole(result: FileResult) -> bool:
    """Whether another run has the same result: a file that needed too much may need less then."""
    return result.outcome is not Outcome.FAILED and result.unread is Unread.NO
