"""The headers that files include and no PATH holds, looked up on the disk.

What comes in are files with what they include; what goes out are further files, to be read for what
they declare and neither ported nor reported. A header is looked for as the tree index looks for it:
beside the file that includes it and in the folders above, there also in the customary folders for
headers, never above the top of the repository. No folder is walked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from migrate.config import FileOptions, Settings
from migrate.discover import Discovered
from migrate.index import FileFacts
from migrate.walk import NEVER_ENTERED

_CUSTOMARY = ("include", "includes", "inc", "src")
_MOST = 512  # headers, so that two files are never the reason to read a whole tree


class Nearby:
    """Finds headers outside the PATHs, each once; remembers the folders it has listed."""

    def __init__(self, files: Iterable[Discovered], settings: Settings) -> None:
        self._files = {file.name: file for file in files}
        self._known = {file.path for file in self._files.values()}
        self._origin = settings.origin.parent if settings.origin else None
        self._max_size = settings.max_file_size
        self._listings: dict[str, frozenset[str]] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._asked: set[tuple[str, str]] = set()
        self._left = _MOST

    def headers(self, includers: Iterable[FileFacts]) -> list[Discovered]:
        """The headers that ``includers`` name and that were not known yet."""
        found = []
        for facts in includers:
            includer = self._files[facts.path]
            for name in facts.includes:
                path = self._look_up(str(includer.path.parent), name)
                if path is not None and path not in self._known and self._left:
                    self._left -= 1
                    self._known.add(path)
                    header = Discovered(path, _shown(includer, path), FileOptions())
                    self._files.setdefault(header.name, header)
                    found.append(header)
        return found

    def _look_up(self, folder: str, name: str) -> Path | None:
        if (folder, name) in self._asked or name.startswith("/") or "\0" in name:
            return None
        self._asked.add((folder, name))
        first = name.partition("/")[0]
        for place in self._places(folder):
            if first in (".", "..") or first in self._names(place):
                path = Path(os.path.normpath(f"{place}/{name}"))
                if self._is_header(path, folder):
                    return path
        return None

    def _places(self, folder: str) -> Iterator[str]:
        """Where a header may lie, the nearest first."""
        for above in self._folders_above(folder):
            yield above
            yield from (f"{above}/{name}" for name in _CUSTOMARY if name in self._names(above))

    def _folders_above(self, folder: str) -> tuple[str, ...]:
        """The folder itself and those above it, up to the top of what the user works on: the
        repository, else where the configuration lies, else the folder.
        """
        if folder not in self._above:
            chain = [Path(folder), *Path(folder).parents]
            tops = [at for at, each in enumerate(chain) if (each / ".git").exists()]
            if not tops and self._origin in chain:
                tops = [chain.index(self._origin)]
            self._above[folder] = tuple(map(str, chain[: (tops or [0])[0] + 1]))
        return self._above[folder]

    def _names(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            try:
                with os.scandir(folder) as entries:
                    names = frozenset(entry.name for entry in entries)
            except OSError:
                names = frozenset()
            self._listings[folder] = names - NEVER_ENTERED
        return self._listings[folder]

    def _is_header(self, path: Path, folder: str) -> bool:
        if not path.is_relative_to(self._folders_above(folder)[-1]):
            return False
        return path.is_file() and path.stat().st_size <= self._max_size


def _shown(includer: Discovered, path: Path) -> str:
    """The name of ``path`` in the manner of the includer's, so that one is found from the other."""
    whole, name = str(includer.path), includer.name
    base = whole[: -len(name)] if whole.endswith(f"/{name}") else f"{includer.path.parent}/"
    return os.path.relpath(path, base or "/") if not name.startswith("/") else str(path)
