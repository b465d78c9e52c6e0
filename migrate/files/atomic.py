"""Files that are made whole before they are seen, and what is left of them by a killed run.

What comes in are a place and bytes; what goes out is a file that was replaced in one step, or a
temporary one beside it that waits for that. Its name says which process made it, so that a later
run can tell what nobody needs any more. Nothing here follows a link to a temporary file, or sweeps
away a file of any other name.
"""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from migrate.model import UserError
from migrate.regex import regex

_NAME = regex(r"\.migrate-(\d{1,19})-([0-9a-f]{8})-[0-9a-f]{8}(-new)?")
_LONG_AGO = 24 * 60 * 60.0  # seconds: no run has a temporary file for longer
_DEVICES = (Path("/dev"), Path("/proc"))


def temporary_name(new: bool = False) -> str:
    """A name that no other file has, and that says who made it; of a ``new`` folder, that there was
    nothing beside it.
    """
    mark = "-new" if new else ""
    return f".migrate-{os.getpid()}-{_machine()}-{os.urandom(4).hex()}{mark}"


def is_temporary(name: str) -> bool:
    """Whether a file or folder of this name is one of this tool on its way."""
    return _NAME.fullmatch(name) is not None


def is_new(name: str) -> bool:
    """Whether there was nothing beside a temporary folder when it was made."""
    found = _NAME.fullmatch(name)
    return found is not None and found[3] is not None


def is_abandoned(path: Path) -> bool:
    """Whether a temporary file or folder is certainly one of a process that has ended."""
    found = _NAME.fullmatch(path.name)
    if found is None:
        return False
    if found[2] != _machine():  # of another machine, container or boot: only its age tells
        with suppress(OSError):
            return time.time() - path.lstat().st_mtime > _LONG_AGO
        return False
    return int(found[1]) == os.getpid() or not _runs(int(found[1]))


def sweep(folders: Iterable[Path], spared: Path | None = None) -> None:
    """Remove what processes that have ended left in these folders, or this one did before, but for
    what is ``spared``.
    """
    for folder in set(folders):
        with suppress(OSError):
            for place in list(folder.iterdir()):
                if place != spared and is_abandoned(place):
                    remove(place)


def stage(path: Path, data: bytes) -> Path:
    """Write ``data`` to a temporary file that can replace ``path`` in one step (``Path.replace``).

    It lies in the same folder, with the permissions, the attributes and, where that is allowed, the
    owner of ``path``, and is on the disk before it returns.
    """
    status = path.stat()
    temporary = path.with_name(temporary_name())
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                with suppress(PermissionError):
                    os.fchown(handle, status.st_uid, status.st_gid)
            _copy_attributes(path, handle)
            os.fchmod(handle, stat.S_IMODE(status.st_mode))
            stream.flush()
            os.fsync(handle)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it has what it had or all of ``data``, whatever happens; a link stays
    one, and a device or a pipe takes what comes.
    """
    place = Path(os.path.realpath(path))
    if path.exists():
        if not path.is_file() or any(path.is_relative_to(folder) for folder in _DEVICES):
            path.write_bytes(data)
            return
        stage(place, data).replace(place)
        return
    sweep([place.parent])
    temporary = place.with_name(temporary_name())
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_asked(option: str, path: Path, data: bytes) -> None:
    """``write_whole`` of what an option of the command line asks for."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise UserError(
            f"{option}: {path} cannot be written: {error.strerror}", "what it held is as it was"
        ) from error


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder; what cannot be removed stays."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):
        path.unlink()


def _copy_attributes(path: Path, handle: int) -> None:
    """Lists of access rights and what else hangs on a file, as far as the system lets us."""
    if not hasattr(os, "listxattr"):
        return
    with suppress(OSError):
        for name in os.listxattr(path):
            with suppress(OSError):
                os.setxattr(handle, name, os.getxattr(path, name))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


@cache
def _machine() -> str:
    """Tells this machine, its start and the container from others, in whose numbers processes are
    counted.
    """
    parts = [os.uname().nodename.encode()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_bytes())
    with suppress(OSError):
        parts.append(os.fsencode(Path("/proc/self/ns/pid").readlink()))
    return blake2b(b"\0".join(parts), digest_size=4).hexdigest()
