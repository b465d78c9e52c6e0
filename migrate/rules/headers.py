"""CUDA's headers and what becomes of them, by path or by the folder they lie in.

What comes in are two tables: the target's, and the one of all headers CUDA has; what goes out are
rows. A row ``cub/*`` stands for all paths below ``cub`` that have none of their own.
"""

from __future__ import annotations

from functools import cached_property

from migrate.rules.tables import NameRow, Table, name_row

_FOLDER = "/*"


class Headers:
    """The headers of one target. ``own`` says what becomes of them, ``known`` which there are."""

    def __init__(self, own: Table, known: Table) -> None:
        self.own = own
        self._known = known

    def rows(self, path: str) -> list[NameRow]:
        """The target's rows for ``path``, of every version."""
        key = _key(path, self.own)
        return [] if key is None else [name_row(row) for row in self.own.rows(key)]

    def is_cuda(self, path: str) -> bool:
        """Whether CUDA has such a header."""
        return _key(path, self._known) is not None

    def library(self, path: str) -> str:
        """The library that ``path`` belongs to, or nothing."""
        key = _key(path, self._known)
        return self._known.rows(key)[0]["library"] if key is not None else ""

    def target(self, path: str, target: str) -> str:
        """``target`` as a row has it, with the file's name where the row is of a folder."""
        key = _key(path, self.own) or path
        if key.endswith(_FOLDER) and target.endswith(_FOLDER):
            return target[:-1] + path[len(key) - 1 :]
        return target

    @cached_property
    def targets(self) -> frozenset[str]:
        """Headers of the target that CUDA's become, less those of the same name."""
        rows = (row for key in self.own for row in self.own.rows(key))
        return frozenset(row["target"] for row in rows if row["target"]) - set(self.own)


def _key(path: str, table: Table) -> str | None:
    if path in table:
        return path
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder + _FOLDER in table:
            return folder + _FOLDER
    return None
