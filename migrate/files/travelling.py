"""What files hold, and a user's own rules, as they go to where the disk is another one.

What comes in are what reads files, and folders of rules; what goes out are values that give back
the same, errors of the system included. Own rules are laid out in a folder of the process's own,
which is removed with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from migrate.files.source import SourceFile

_Folder = tuple[tuple[str, bytes], ...]  # files by their places in it


@dataclass(frozen=True, slots=True)
class Travelling:
    """Texts by the names of their files, or why they could not be read; and folders of rules."""

    texts: Mapping[str, SourceFile | OSError]
    folders: tuple[_Folder, ...] = ()

    def read(self, name: str) -> SourceFile:
        """Raises the ``OSError`` that there was."""
        found = self.texts[name]
        if isinstance(found, OSError):
            raise found
        return found

    @property
    def rules(self) -> tuple[Path, ...]:
        """The folders of rules, where they lie here."""
        return tuple(Path(_laid_out(folder).name) for folder in self.folders)


def travelling(
    texts: Mapping[str, Callable[[], SourceFile]], rules: tuple[Path, ...]
) -> Travelling:
    """What there is to be taken along."""
    return Travelling(
        {name: _read(reading) for name, reading in texts.items()}, tuple(map(_folder, rules))
    )


def _read(reading: Callable[[], SourceFile]) -> SourceFile | OSError:
    try:
        return reading()
    except OSError as error:
        return error


@cache
def _folder(rules: Path) -> _Folder:
    files = (path for path in sorted(rules.rglob("*")) if path.is_file())
    return tuple((path.relative_to(rules).as_posix(), path.read_bytes()) for path in files)


@cache
def _laid_out(folder: _Folder) -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="migrate-rules-")
    for place, data in folder:
        target = Path(made.name) / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return made
