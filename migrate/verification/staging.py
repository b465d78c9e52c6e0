"""The port of a run on the disk, for a compiler: what changed is written, all else is linked.

What comes in are a finished run and an empty folder; what goes out is where each file stands in it.
A file stands below the folder at the path it has on the disk, and the folders above the PATHs are
linked, so that an include of ``../common/x.h`` finds what it found. The sources are only read.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.files.discover import Root, copies, roots
from migrate.files.source import read
from migrate.report.helpers import helpers
from migrate.run import Run

_CHECKOUT = ".git"
_ABOVE = 8  # folders above a PATH whose other entries are linked


@dataclass(frozen=True, slots=True)
class Staged:
    """The copy below ``folder``; ``names`` are the names of the run's files by their real paths,
    ``sources`` those by the names.

    ``tops`` are the real paths of the PATHs, below which everything stands in the copy, ``helpers``
    the folders in it where headers lie that come with the target.
    """

    folder: Path
    names: Mapping[str, str]
    sources: Mapping[str, str]
    tops: tuple[str, ...]
    helpers: tuple[str, ...] = ()

    def place(self, path: Path) -> Path:
        """Where a file or folder of the disk stands in the copy."""
        return self.folder / str(path).lstrip("/")

    def moved(self, path: str) -> str:
        """``path`` in the copy if it lies in one of the PATHs, or above one; itself if not."""
        real = Path(os.path.realpath(path))
        tops = map(Path, self.tops)
        inside = any(real.is_relative_to(top) or top.is_relative_to(real) for top in tops)
        place = self.place(real)
        return str(place) if inside and place.exists() else path

    def original(self, path: str) -> str:
        """The path on the disk of a file that a compiler found at ``path``."""
        plain = os.path.normpath(path)
        inside = plain.removeprefix(f"{self.folder}/")
        return f"/{inside}" if inside != plain else plain

    def name(self, path: str) -> str | None:
        """The name in the run of a file that a compiler found at ``path``; None for any other."""
        original = self.original(path)
        return self.names.get(original) or self.names.get(os.path.realpath(original))


def stage(done: Run, paths: Sequence[Path], folder: Path) -> Staged:
    """Write the port of ``done`` below ``folder``; raises ``OSError`` as the system gives it."""
    folder = folder.resolve()
    places = roots(paths)
    tops = tuple(str(root.path) for root in places)
    names = {str(path.resolve()): name for name, path in done.files.items()}
    staged = Staged(folder, names, {name: path for path, name in names.items()}, tops)
    results = {result.path: result for result in done.report.files}
    for copied in copies(places):
        if copied.problem:
            continue
        target = staged.place(copied.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        result = results.get(copied.name)
        if result is not None and result.content is not None:
            target.write_bytes(result.content)
        elif result is not None and result.encoding:  # which a compiler may not read
            target.write_bytes(read(copied.path, copied.name).data)
        elif not target.exists():
            target.symlink_to(copied.path)
    for root in places:
        _link_around(root.path, staged)
    return replace(staged, helpers=tuple(dict.fromkeys(_add_helpers(done, places, staged))))


def _add_helpers(done: Run, places: Sequence[Root], staged: Staged) -> Iterator[str]:
    """Write the headers that come with the target where a port has them; their folders."""
    for added, path in helpers(done.report, done.rules.info, places):
        target = staged.place(path)
        if added.content is not None and not target.exists():
            target.write_bytes(added.content)
        yield str(target.parent)


def _link_around(path: Path, staged: Staged) -> None:
    """Link what lies beside a PATH, and beside the folders above it, up to the top of a checkout
    or to a folder that is no project's: the root, the home, the one for temporary files.
    """
    no_project = {Path("/"), Path.home().resolve(), Path(tempfile.gettempdir()).resolve()}
    for below, folder in zip([path, *path.parents], [*path.parents][:_ABOVE], strict=False):
        if folder in no_project or Path(below, _CHECKOUT).exists():
            break
        try:
            beside = [Path(entry.path) for entry in os.scandir(folder)]
        except OSError:
            continue  # what cannot be listed cannot be included by its name either
        for entry in beside:
            place = staged.place(entry)
            inside = staged.folder == entry or staged.folder.is_relative_to(entry)
            if not place.exists() and not place.is_symlink() and not inside:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(entry)
