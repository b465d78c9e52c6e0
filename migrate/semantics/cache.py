"""What was seen of units, kept between runs: an entry holds while all it was made of is unchanged.

What comes in are a store and keys; what goes out are ``Seen`` values, or nothing. An entry that
another version of the tool wrote is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrate.files.store import Store
from migrate.model import Span
from migrate.semantics.messages import Seen
from migrate.tree.filesemantics import FileSemantics, Function, Kernel, Owner, Symbol

FORMAT = 3  # of the entries; a new number for every change of what is seen or how it is written
_KIND = "units"


@dataclass(frozen=True, slots=True)
class SeenCache:
    """Entries in a store. ``made`` are folders this run wrote."""

    store: Store
    made: tuple[str, ...] = ()
    stamps: dict[str, str] = field(default_factory=dict)  # of files this run has looked at

    def get(self, key: str) -> Seen | None:
        """The entry of ``key``, if every file it was made of is as it was."""
        data = self.store.get(_KIND, key)
        if data is None:
            return None
        entry = json.loads(data.decode("utf-8", "surrogateescape"))
        if any(self._stamp(path) != known for path, known in entry["read"].items()):
            return None
        return _seen(entry)

    def put(self, key: str, seen: Seen) -> None:
        read = {path: self._stamp(path) for path in seen.read if not path.startswith(self.made)}
        entry = json.dumps({**_entry(seen), "read": read})
        self.store.put(_KIND, key, entry.encode("utf-8", "surrogateescape"))

    def _stamp(self, path: str) -> str:
        """What a file holds; nothing for one that is not there."""
        if path not in self.stamps:
            try:
                self.stamps[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
            except OSError:
                self.stamps[path] = ""
        return self.stamps[path]


def digest(*parts: str) -> str:
    """A name for what ``parts`` say."""
    joined = "\0".join((str(FORMAT), *parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogateescape")).hexdigest()


def _entry(seen: Seen) -> dict[str, Any]:
    return {
        "missing": seen.missing,
        "errors": seen.errors,
        "files": {path: _written(semantics) for path, semantics in seen.semantics.items()},
    }


def _written(semantics: FileSemantics) -> dict[str, Any]:
    """Equal semantics are written once."""
    kinds: dict[Symbol, int] = {}
    places = [(at, kinds.setdefault(item, len(kinds))) for at, item in semantics.names.items()]
    return {
        "kinds": [(item.owner and item.owner.value, *item[1:]) for item in kinds],
        "names": places,
        "functions": semantics.functions,
        "disputed": semantics.disputed,
        "expressions": list(semantics.expressions.items()),
        "kernels": list(semantics.kernels.items()),
    }


def _seen(entry: Mapping[str, Any]) -> Seen:
    files = {path: _read(written) for path, written in entry["files"].items()}
    return Seen(files, tuple(entry["read"]), tuple(entry["missing"]), entry["errors"])


def _read(written: Mapping[str, Any]) -> FileSemantics:
    kinds = [
        Symbol(Owner(owner) if owner else None, tuple(types), value, size)
        for owner, types, value, size in written["kinds"]
    ]
    return FileSemantics(
        {at: kinds[kind] for at, kind in written["names"]},
        tuple(Function(*item) for item in written["functions"]),
        tuple(Span(*item) for item in written["disputed"]),
        {Span(*span): tuple(types) for span, types in written["expressions"]},
        {at: tuple(Kernel(*item) for item in items) for at, items in written["kernels"]},
    )
