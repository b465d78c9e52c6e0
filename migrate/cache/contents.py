"""What files hold, by a digest of all of it: read each time, whatever the system says of their age.

What comes in are paths; what goes out is what they hold, or nothing for what is no regular file or
cannot be read. What the system says of a file's age only ever adds to the doubt.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

_AT_ONCE = 1 << 18


class Content(NamedTuple):
    """The digest of a file's bytes, and when it was changed last: a file that was changed while it
    was worked on, and changed back, is another one.
    """

    digest: str
    changed: int
    size: int


def content(path: str | Path) -> Content | None:
    """What a file holds now."""
    found = hashlib.sha256()
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                return None
            while True:
                found.update(data := os.read(handle, _AT_ONCE))
                if len(data) < _AT_ONCE:
                    break
        finally:
            os.close(handle)
    except OSError:
        return None
    return Content(found.hexdigest(), status.st_ctime_ns, status.st_size)


def changed_last(path: Path) -> int:
    """When the system says that a file was changed; 0 where there is none."""
    try:
        return path.stat().st_ctime_ns
    except OSError:
        return 0


class Contents:
    """What files hold, each looked at once, and whether they still do."""

    def __init__(self) -> None:
        self._known: dict[Path, Content | None] = {}

    def of(self, path: Path) -> Content | None:
        if path not in self._known:
            self._known[path] = content(path)
        return self._known[path]

    def is_doubtful(self, path: Path) -> bool:
        """Whether a file may have held something else since it was looked at."""
        held = self.of(path)
        return held is None or held != content(path)

    @cached_property
    def changed(self) -> frozenset[Path]:
        """The files that may have held something else since they were looked at; to be asked when
        all is done.
        """
        return frozenset(path for path, held in self._known.items() if held != content(path))


def of_folders(folders: Iterable[Path]) -> str:
    """A digest of all files below some folders, less what Python compiles there: their paths and
    what they hold. A process reads those again that the system says were changed since.
    """
    found = hashlib.sha256()
    for folder in map(str, folders):
        for file in sorted(_below(folder), key=attrgetter("path")):
            known = _held(file.path, _stamp(file))
            shown = os.fsencode(file.path[len(folder) :])
            found.update(b"%d:%s %s\n" % (len(shown), shown, known))
        found.update(b"/\n")
    return found.hexdigest()


@cache
def _held(file: str, _stamp: tuple[int, ...]) -> bytes:
    held = content(file)
    return held.digest.encode() if held is not None else b"-"


def _stamp(file: os.DirEntry[str]) -> tuple[int, ...]:
    """Which file it is, and all that the system says of its age."""
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _below(folder: str) -> Iterator[os.DirEntry[str]]:
    """The files below a folder, also through links, but for a link to a folder above it."""
    pending = [(folder, frozenset[str]())]
    while pending:
        here, above = pending.pop()
        place = os.path.realpath(here)
        if place in above:
            continue
        try:
            with os.scandir(here) as listing:
                entries = list(listing)
        except OSError:
            continue  # whoever reads it finds nothing, either
        for entry in entries:
            if not entry.is_dir():
                yield entry
            elif entry.name != "__pycache__":
                pending.append((entry.path, above | {place}))
