"""Where libclang's cursors are: files by their real paths, offsets, and what is written there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from clang import cindex

from migrate.files.source import read
from migrate.regex import regex
from migrate.semantics.libclang import Library

WORD = regex(rb"[A-Za-z_]\w*")


def kinds(names: str) -> frozenset[int]:
    """The numbers of kinds of cursors, by their names."""
    return frozenset(getattr(cindex.CursorKind, name).value for name in names.split())


def texts(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Files with the texts that libclang is to take for theirs, because it does not read them as
    they are on the disk; raises ``OSError`` as the system gives it.
    """
    return [(path, read(Path(path), path).data.decode("utf-8", "replace")) for path in paths]


class Places:
    """The places of one unit; paths and texts are looked up once."""

    def __init__(self, clang: Library) -> None:
        self._clang = clang
        self._paths: dict[int, str] = {}  # by libclang's file
        self._texts: dict[str, bytes] = {}

    def real(self, name: str) -> str:
        return str(Path(name).resolve())

    def path(self, file: int) -> str:
        """The real path of a file; nothing for what stands in none."""
        if file not in self._paths:
            name = self._clang.text(self._clang.clang_getFileName(file)) if file else ""
            self._paths[file] = self.real(name) if name else ""
        return self._paths[file]

    def files(self) -> set[str]:
        """The real paths of all files so far."""
        return set(self._paths.values())

    def place(self, cursor: Any) -> tuple[str, int]:
        """The path and the offset of a cursor."""
        file, offset = self._clang.place(self._clang.clang_getCursorLocation(cursor))
        return self.path(file), offset

    def extent(self, cursor: Any) -> tuple[str, int, int]:
        """The path, the first offset and that behind the last."""
        extent = self._clang.clang_getCursorExtent(cursor)
        file, start = self._clang.place(self._clang.clang_getRangeStart(extent))
        _, end = self._clang.place(self._clang.clang_getRangeEnd(extent))
        return self.path(file), start, end

    def text(self, path: str) -> bytes:
        if path not in self._texts:
            self._texts[path] = read(Path(path), path).data
        return self._texts[path]

    def word(self, path: str, offset: int) -> bytes:
        """The word that stands at a place; nothing where none does."""
        match = WORD.match(self.text(path), offset)
        return match[0] if match else b""

    def spelling(self, cursor: Any) -> str:
        """The last part of a cursor's name: ``half`` of ``struct pool::half``."""
        name = self._clang.text(self._clang.clang_getCursorSpelling(cursor))
        return name.rpartition(" ")[2].rpartition("::")[2]

    def body(self, macro: Any) -> tuple[bytes, int]:
        """What a macro stands for, and where that begins."""
        path, start, end = self.extent(macro)
        start += len(self.word(path, start))
        return self.text(path)[start:end], start
