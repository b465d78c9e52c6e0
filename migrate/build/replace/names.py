"""New names of a tree's files, as build files spell them.

What comes in are the old and new names of files and the suffixes that become others; what goes out
is the new name for one that is spelled with folders and variables before it, and which suffixes all
files lose. Where a name may mean two files, or one that the tree has not, there is none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migrate.regex import regex

# A suffix, which is not the first of two unless a rule for suffixes begins with it.
_SUFFIX = rb"(?m:^)(?:%b)(?=\.\w+[ \t]*:)|(?:%b)(?![\w/]|\.\w)"
_VARIABLE = regex(r"\$(?:\{[^{}]*\}|\([^()]*\)|\w)|\{[^{}]*\}")


@dataclass(frozen=True)
class Names:
    """The new names of files, by the old ones, with all names of the tree and the suffixes that
    become others.
    """

    renames: Mapping[str, str]
    paths: frozenset[str]
    suffixes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_base(self) -> Mapping[str, list[str]]:
        """The files of the tree with one of the suffixes, by the last part of their names."""
        found: dict[str, list[str]] = {}
        for path in self.paths:
            if path.endswith(tuple(self.suffixes)):
                found.setdefault(posixpath.basename(path), []).append(path)
        return found

    @cached_property
    def whole(self) -> frozenset[str]:
        """The suffixes that all files lose for the same one; none where nothing is renamed."""
        if not self.renames:
            return frozenset()
        kept = {
            posixpath.splitext(path)[1]
            for paths in self.by_base.values()
            for path in paths
            if self.renames.get(path) != self._usual(path)
        }
        return frozenset(self.suffixes.keys() - kept)

    def _usual(self, path: str) -> str:
        stem, suffix = posixpath.splitext(path)
        return stem + self.suffixes.get(suffix, suffix)

    def of(self, spelled: str, near: str) -> str:
        """The last part of the new name of the file that is meant in the build file ``near``;
        nothing where that is not certain.
        """
        plain = _VARIABLE.sub("", spelled).lstrip("/")
        tail = posixpath.normpath(plain) if plain else ""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(near), tail))
        if tail == spelled.removeprefix("./") and beside in self.renames:
            return posixpath.basename(self.renames[beside])
        while tail.startswith("../"):
            tail = tail[len("../") :]
        meant = [
            path
            for path in self.by_base.get(posixpath.basename(tail), ())
            if path == tail or path.endswith(f"/{tail}")
        ]
        new = {posixpath.basename(self.renames.get(path, "")) for path in meant}
        return new.pop() if len(new) == 1 else ""

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """One of the suffixes, at the end of a name or of a pattern."""
        ends = b"|".join(
            re.escape(suffix.encode()) for suffix in sorted(self.suffixes, key=len, reverse=True)
        )
        return re.compile(_SUFFIX % (ends, ends))
