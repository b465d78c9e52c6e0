"""Small files that a tree brings, read within bounds: its configuration, tables, lists of files.

What comes in is a path; what goes out are its bytes or its text. Only a regular file is read (a
pipe or a device would never end) and only up to a size that none has that a person, or a build,
writes. Anything else is the user's to mend (``UserError``), with the file, the line where there is
one, and advice. Sources are not read here.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from migrate.model import UserError

MOST = 16 * 1024 * 1024  # bytes of a file that people write
MOST_MADE = 512 * 1024 * 1024  # bytes of one that programs write


def read(path: Path, most: int = MOST) -> bytes:
    """The bytes of a regular file; raises ``UserError`` for any other, for one above ``most``
    bytes, and ``OSError`` as the system gives it.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise UserError(f"{path} is not a regular file", "put a file there, or nothing")
        data = stream.read(most + 1)
    if len(data) > most:
        raise UserError(
            f"{path} has more than {most // 1024**2} MiB", "that is no such file: put a smaller one"
        )
    return data


def text(path: Path) -> str:
    """The text of a file of UTF-8, with or without a mark at its start; lines end as in C."""
    data = read(path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{path}:{line}: byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8"
        ) from None
