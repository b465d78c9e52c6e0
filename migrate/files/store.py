"""What can be made again, kept between runs: bytes under the digest of all that they were made of.

What comes in are a folder, keys and bytes; what goes out are the same bytes, whole, or nothing. An
entry is this user's own, in a folder that nobody else may write, and begins with a digest of what
it holds: one that is cut short, damaged, or of somebody else is as good as none. A folder that
cannot be written costs time, never the run. Nothing here knows what an entry means, or follows a
link.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from migrate.settings.config import cache_folder

LIMIT = 512 * 1024 * 1024  # bytes of all entries together
_DIGEST = hashlib.sha256().digest_size
_SWEPT = "swept"  # the file whose age says when the sizes were looked at last
_HOUR, _DAY = 60 * 60, 24 * 60 * 60


class Store(NamedTuple):
    """Entries in ``folder``; without one nothing is kept. Once an hour, at most, those that nobody
    has asked for the longest are removed, until all have no more than ``limit`` bytes.
    """

    folder: Path | None
    limit: int = LIMIT

    def get(self, kind: str, key: str) -> bytes | None:
        """What was put under ``key``, if it is whole and this user's own."""
        if self.folder is None or not _is_private(self.folder):
            return None
        place = _place(self.folder, kind, key)
        try:
            handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as stream:
                status = os.fstat(handle)
                if not _is_own(status) or not stat.S_ISREG(status.st_mode):
                    return None
                entry = stream.read()
        except OSError:
            return None
        known, data = entry[:_DIGEST], entry[_DIGEST:]
        if known != _digest(kind, key, data):
            return None
        if time.time() - status.st_mtime > _DAY:
            with suppress(OSError):
                os.utime(place)
        return data

    def put(self, kind: str, key: str, data: bytes) -> None:
        """Keep ``data``; a reader finds all of it or what was there before."""
        if self.folder is None:
            return
        place = _place(self.folder, kind, key)
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not _is_private(self.folder):
                return
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(_digest(kind, key, data))
                    stream.write(data)
                Path(temporary).replace(place)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            if _is_due(self.folder / _SWEPT):
                _sweep(self.folder, self.limit)

    def drop(self, kind: str, key: str) -> None:
        """Keep what was put under ``key`` no longer."""
        if self.folder is not None and _is_private(self.folder):
            with suppress(OSError):
                _place(self.folder, kind, key).unlink()


NO_STORE = Store(None)


def store(keeps: bool = True) -> Store:
    """The store of this user; one that keeps nothing, if it is not to."""
    return Store(cache_folder() / "store" if keeps else None)


def _place(folder: Path, kind: str, key: str) -> Path:
    return folder / kind / key[:2] / key


def _digest(kind: str, key: str, data: bytes) -> bytes:
    """Of the names as well, so that an entry that was moved is none."""
    found = hashlib.sha256(f"{kind}/{key}\0".encode())
    found.update(data)
    return found.digest()


def _is_private(folder: Path) -> bool:
    """Whether what is in a folder was put there by this user."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and _is_own(status)


def _is_own(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _is_due(marker: Path) -> bool:
    """Whether nobody has looked at the sizes for an hour, or ever; who asks does so now."""
    try:
        looked = marker.lstat().st_mtime
    except FileNotFoundError:
        looked = float("-inf")
    is_due = time.time() - looked >= _HOUR
    if is_due:
        marker.touch(mode=0o600)
    return is_due


def _sweep(folder: Path, limit: int) -> None:
    """Remove what was not used for the longest, until what remains is within ``limit``, and what a
    writer that was killed has left.
    """
    entries = sorted(_entries(folder), key=lambda entry: entry[0], reverse=True)
    now, total = time.time(), 0
    for used, size, path in entries:
        left = path.name.startswith(".") and now - used > _HOUR
        total += 0 if left else size
        if left or total > limit:
            with suppress(OSError):
                path.unlink()


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each entry was used, its size, and where it is."""
    for path in folder.glob("*/*/*"):
        with suppress(OSError):
            status = path.lstat()
            yield status.st_mtime, status.st_size, path
