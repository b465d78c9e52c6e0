"""Where results are kept, and what they are made with: the program and the rules.

What comes in are a store and settings; what goes out are names for the program and the rules as
they lie on the disk. Both are asked again at the end of a run: what was made while either changed
is not kept.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from migrate.cache.contents import of_folders
from migrate.cache.digests import digest
from migrate.files.discover import Root
from migrate.files.pickles import read, written
from migrate.files.store import NO_STORE, Store
from migrate.rules.targets import rules_folder
from migrate.settings.config import Running, Settings

# What takes part in a port, beside Python.
_QUICKLY = 1  # how hard to compress
_LIBRARIES = ("tree_sitter", "tree_sitter_cuda", "pathspec")


class ResultCache(NamedTuple):
    """A ``store``, and the digest of the ``program`` as it was before its stages were loaded."""

    store: Store
    program: str

    @classmethod
    def of(cls, store: Store) -> ResultCache:
        """To be called before the stages of a run are imported."""
        return cls(store, program() if store.folder is not None else "")

    @property
    def keeps(self) -> bool:
        return self.store.folder is not None


NO_RESULTS = ResultCache(NO_STORE, "")


class Slot(NamedTuple):
    """Where runs with the same program, rules, settings and PATHs leave what they found out; the
    ``settings`` are those that were asked for.
    """

    results: ResultCache
    settings: Settings
    rules: str = ""
    key: str = ""

    @classmethod
    def of(cls, results: ResultCache, settings: Settings, places: Sequence[Root]) -> Slot:
        """To be called before the rules are loaded."""
        rules = _rules_as_read(settings.rules)
        if not results.keeps:
            return cls(results, settings)
        key = digest(results.program, rules, choices(settings), tuple(places))
        return cls(results, settings, rules, key)

    @property
    def keeps(self) -> bool:
        return self.results.keeps

    def get(self, kind: str, part: str = "") -> object:
        """What the last of them left, or a ``part`` of it; None where that is nothing."""
        data = self.results.store.get(kind, self._place(part)) if self.keeps else None
        return read(_unpacked(data)) if data is not None else None

    def put(self, kind: str, value: object, part: str = "") -> None:
        """Leave something, unless program or rules have changed meanwhile."""
        if not self.keeps or program() != self.results.program:
            return
        if rules_on_disk(self.settings.rules) == self.rules:
            packed = zlib.compress(written(value), _QUICKLY)
            self.results.store.put(kind, self._place(part), packed)

    def drop(self, kind: str, part: str) -> None:
        """Leave it no more."""
        self.results.store.drop(kind, self._place(part))

    def _place(self, part: str) -> str:
        return digest(self.key, part) if part else self.key


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def program() -> str:
    """A digest of this program, of the libraries that take part in a port, and of Python."""
    specs = map(find_spec, _LIBRARIES)
    origins = [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]
    package = Path(__file__).parents[1]
    return digest(sys.version, sys.platform, of_folders([package, *origins]))


def rules_on_disk(extra: tuple[Path, ...]) -> str:
    """A digest of all files in the folders of rules, whichever of them a run may read."""
    folders = (rules_folder(), *extra)
    return digest(folders, of_folders(folders))


@cache
def _rules_as_read(extra: tuple[Path, ...]) -> str:
    """The same as this process has them, which reads them once."""
    return rules_on_disk(extra)


def choices(settings: Settings) -> Settings:
    """The settings, less what a port does not depend on: how many processes share the work, what
    is kept, and what is done with the port afterwards.
    """
    same = replace(settings, compile_timeout=0, running=Running())
    return replace(same, jobs=0, scheduler="", cache=True)
