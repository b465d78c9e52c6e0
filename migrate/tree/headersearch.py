"""The headers that files include and no PATH holds, looked up on the disk.

What comes in are files with what they include; what goes out are further files, to be read for what
they declare. A header is looked for as the tree index looks for it: beside the file that includes
it and in the folders above, there also in the customary folders for headers, never above the top of
the repository; then in the folders that the configuration and the build files name. A header that
the build makes is known by what it is made of (``config.h.in``). No folder is walked, and none of
CUDA's own is looked into.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from migrate.files.discover import Discovered, Root
from migrate.files.walk import NEVER_ENTERED
from migrate.settings.config import FileOptions, Settings
from migrate.tree.filefacts import FileFacts
from migrate.tree.folders import build_folders

_CUSTOMARY = ("include", "includes", "inc", "src")
_CUDAS = frozenset({"cuda.h", "cuda_runtime.h", "cuda_runtime_api.h"})
_STANDARD = frozenset(
    (
        "algorithm any array atomic barrier bit bitset charconv chrono codecvt compare complex"
        " concepts condition_variable coroutine deque exception execution expected filesystem"
        " format forward_list fstream functional future generator initializer_list iomanip ios"
        " iosfwd iostream istream iterator latch limits list locale map mdspan memory"
        " memory_resource mutex new numbers numeric optional ostream print queue random ranges"
        " ratio regex scoped_allocator semaphore set shared_mutex source_location span spanstream"
        " sstream stack stacktrace stdexcept stdfloat stop_token streambuf string string_view"
        " strstream syncstream system_error thread tuple type_traits typeindex typeinfo"
        " unordered_map unordered_set utility valarray variant vector version"
    ).split()
)
# What a build makes headers of, as their names end.
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".cuh")
_TEMPLATES = (".in", ".cmake", ".cmake.in", ".cmakein")
_HIGHEST = 32  # folders above a file that are looked in
_MOST = 512  # headers, so that two files are never the reason to read a whole tree


class Nearby:
    """Finds headers outside the PATHs, each once; remembers the folders it has listed."""

    def __init__(
        self,
        files: Iterable[Discovered],
        settings: Settings,
        roots: Sequence[Root] = (),
        moved: Collection[Path] = (),
    ) -> None:
        """``moved`` is where ``files`` stood before, if they are read from elsewhere."""
        self._files = {file.name: file for file in files}
        self._known = {*moved, *(file.path for file in self._files.values())}
        self._origin = settings.origin.parent if settings.origin else None
        self._paths = frozenset(root.path for root in roots)
        self._chosen = settings.semantic.include_dirs
        self._max_size = settings.max_file_size
        self._within = settings.within
        self._listings: dict[str, frozenset[str]] = {}
        self._above: dict[str, tuple[str, ...]] = {}
        self._around: dict[str, tuple[str, ...]] = {}
        self._repositories: dict[Path, bool] = {}
        self._asked: set[tuple[str, str]] = set()
        self._left = _MOST
        self._further = self._of_builds()

    def headers(self, includers: Iterable[FileFacts]) -> list[Discovered]:
        """The headers that ``includers`` name and that were not known yet."""
        found = []
        for facts in includers:
            includer = self._files[facts.path]
            folder = str(includer.path.parent) if facts.includes else ""
            for name in facts.includes:
                path = self._look_up(folder, name)
                if path is not None and path not in self._known and self._left:
                    self._known.add(path)
                    header = Discovered(path, _shown(includer, path), FileOptions())
                    if header.name in self._files:  # it is read from another place: a port of it
                        continue
                    self._left -= 1
                    self._files[header.name] = header
                    found.append(header)
        return found

    def _look_up(self, folder: str, name: str) -> Path | None:
        if (folder, name) in self._asked or name.startswith("/") or "\0" in name:
            return None
        self._asked.add((folder, name))
        if name in _STANDARD:
            return None
        first = name.partition("/")[0]
        for ending in ("", *(_TEMPLATES if name.endswith(_HEADERS) else ())):
            part = first if first != name else name + ending
            for place in self._places(folder):
                if first in (".", "..") or part in self._names(place):
                    path = Path(os.path.normpath(f"{place}/{name}{ending}"))
                    if self._is_header(path, folder):
                        return path
        for further in self._further:
            path = Path(os.path.normpath(further / name))
            if first in self._names(str(further)) and self._is_readable(path):
                return path
        return None

    def _of_builds(self) -> tuple[Path, ...]:
        """The folders that the configuration names, and those of build files that lie in the tree
        or next to it: what else a machine has is not the tree's.
        """
        places = dict.fromkeys(folder.resolve() for folder in self._chosen)
        for folder in build_folders(self._files.values()):
            tops = {Path(self._folders_above(str(path))[-1]) for path in self._paths}
            tops |= {path.parent for path in self._paths}
            if any(folder.is_relative_to(top) for top in tops if top != Path(top.anchor)):
                places[folder] = None
        return tuple(place for place in places if not _CUDAS & self._names(str(place)))

    def _places(self, folder: str) -> tuple[str, ...]:
        """Where a header may lie, the nearest first."""
        if folder not in self._around:
            found = []
            for above in self._folders_above(folder)[:_HIGHEST]:
                names = self._names(above)
                found += [above, *(f"{above}/{name}" for name in _CUSTOMARY if name in names)]
            self._around[folder] = tuple(found)
        return self._around[folder]

    def _folders_above(self, folder: str) -> tuple[str, ...]:
        """The folder itself and those above it, up to the top of what the user works on: the
        repository, else where the configuration lies, else the folder.
        """
        if folder not in self._above:
            chain = [Path(folder), *Path(folder).parents]
            tops = [at for at, each in enumerate(chain) if self._is_repository(each)]
            if not tops and self._origin in chain:
                tops = [chain.index(self._origin)]
            if not tops:
                tops = [at for at, each in enumerate(chain) if each in self._paths][-1:]
            self._above[folder] = tuple(map(str, chain[: (tops or [0])[0] + 1]))
        return self._above[folder]

    def _is_repository(self, folder: Path) -> bool:
        if folder not in self._repositories:
            self._repositories[folder] = (folder / ".git").exists()
        return self._repositories[folder]

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
        if path.name not in self._names(str(path.parent)):
            return False
        return path.is_relative_to(self._folders_above(folder)[-1]) and self._is_readable(path)

    def _is_readable(self, path: Path) -> bool:
        if self._within is not None and not path.resolve().is_relative_to(self._within):
            return False
        return path.is_file() and path.stat().st_size <= self._max_size


def _shown(includer: Discovered, path: Path) -> str:
    """The name of ``path`` in the manner of the includer's, so that one is found from the other."""
    whole, name = str(includer.path), includer.name
    base = whole[: -len(name)] if whole.endswith(f"/{name}") else f"{includer.path.parent}/"
    return os.path.relpath(path, base or "/") if not name.startswith("/") else str(path)
