"""Changes of a build file: values.

A change is one thing that is said otherwise: the bytes that it speaks of, what these are called in
the ledger, and its edits, which are made together or not at all.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from migrate.build.replace.names import Names
from migrate.model import Edit, Span
from migrate.rules.buildrules import Library
from migrate.rules.buildtables import BuildTables

_NO_NAMES = Names({}, frozenset())
_SHOWN = 60  # characters of a name in the ledger


@dataclass(frozen=True, slots=True)
class Change:
    """``place`` is what the ledger shows, ``covers`` all that has nothing left to be said of."""

    place: Span
    name: str
    edits: tuple[Edit, ...]
    covers: tuple[Span, ...]
    table: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What edits are made by: the target's tables and libraries, the GPUs that are ported to, and
    what the other build files of the tree say (see ``seen``); ``missing`` are libraries of CUDA's
    for which the target's version has nothing, and ``names`` are those of files that get others in
    the build file ``path``. ``needing`` are the sources that the target's compiler has to compile,
    and ``helpers`` is the folder of the headers that a port includes, where they do not lie beside
    all of these.
    """

    tables: BuildTables
    libraries: Mapping[str, Library]
    archs: tuple[str, ...] = ()
    seen: frozenset[str] = frozenset()
    missing: Collection[str] = field(default_factory=frozenset)
    names: Names = _NO_NAMES
    path: str = ""
    needing: frozenset[str] = frozenset()
    helpers: str = ""

    def library(self, name: str) -> Library | None:
        """What is linked in the place of one of CUDA's libraries, where that does for it."""
        found, known = self._known(name)
        return found if found is not None and found.link and known not in self.missing else None

    def goes(self, name: str) -> bool:
        """Whether one of CUDA's libraries needs nothing in its place."""
        found, _ = self._known(name)
        return found is not None and found.goes

    def _known(self, name: str) -> tuple[Library | None, str]:
        """What is known of a library, and what it is called there."""
        folded = {known.lower(): known for known in self.libraries}
        known = name if name in self.libraries else folded.get(name.lower(), "")
        return self.libraries.get(known), known

    def is_renamed(self, source: bytes) -> bool:
        """Whether a source of CUDA's, or a pattern for such, gets the target's suffix."""
        text = source.decode("utf-8", "surrogateescape")
        suffix = posixpath.splitext(text)[1]
        return suffix in self.names.whole or bool(self.names.of(text, self.path))


def change(data: bytes, place: Span, edits: Iterable[Edit], table: str, *covers: Span) -> Change:
    """A change of what stands at ``place``."""
    text = " ".join(data[place.start : place.end].decode("utf-8", "replace").split())
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
    return Change(place, shown, tuple(edits), (place, *covers), table)


def line_end(data: bytes) -> bytes:
    """What lines that are added to a file end with: with CR LF, where one of its own does."""
    return b"\r\n" if b"\r\n" in data else b"\n"


def without(data: bytes, start: int, end: int) -> Edit:
    """The edit that takes a command or a line away, with its line where nothing else is on it."""
    line = data.rfind(b"\n", 0, start) + 1
    after = re.compile(rb"[ \t]*(?:\r?\n|\Z)").match(data, end)
    if after is None or data[line:start].strip(b" \t\xef\xbb\xbf"):
        return Edit(start, end, b"")
    return Edit(max(line, 3 if data.startswith(b"\xef\xbb\xbf") else 0), after.end(), b"")
