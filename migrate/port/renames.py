"""New names for files (``--rename``): ``.cu`` becomes the target's suffix, includes follow.

What comes in are the names of a tree and the target's suffixes; what goes out is who becomes what,
and the edits of includes. Two files never get one name: where the new one is taken, the new suffix
is added to the whole old name (``axpy.cu.hip``) and the file is reported.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from migrate.model import Edit, Finding, Status
from migrate.text.headernames import includes
from migrate.text.lexer import trivia
from migrate.tree.index import TreeIndex

COLLISION = "migrate/name-collision"


@dataclass(frozen=True, slots=True)
class Renames:
    """Old name -> new name, and the old names whose first choice was taken."""

    names: Mapping[str, str] = field(default_factory=dict)
    collided: frozenset[str] = frozenset()


def plan(paths: Iterable[str], suffixes: Mapping[str, str], beside: Iterable[str]) -> Renames:
    """Choose a new name for each of ``paths`` that has one of ``suffixes``.

    ``beside`` are the names of other files of the tree.
    """
    paths = set(paths)
    taken = paths | set(beside)
    names: dict[str, str] = {}
    collided = set()
    for path in sorted(paths):
        stem, suffix = posixpath.splitext(path)
        if suffix not in suffixes:
            continue
        name = stem + suffixes[suffix]
        if name in taken:
            collided.add(path)
            name = path + suffixes[suffix]
            while name in taken:
                name += suffixes[suffix]
        taken.add(name)
        names[path] = name
    return Renames(names, frozenset(collided))


def follow(path: str, data: bytes, index: TreeIndex, renames: Renames) -> list[Edit]:
    """Edits of the includes in ``path`` that name a file of the tree with a new name."""
    if not renames.names or b"include" not in data:
        return []
    found = []
    comments = trivia(data).comments
    for include in includes(data):
        meant = index.resolve(path, include.path)
        if meant is not None and meant in renames.names and comments.at(include.start) is None:
            name = posixpath.basename(renames.names[meant])
            start = (
                include.end
                - 1
                - len(posixpath.basename(include.path).encode("utf-8", "surrogateescape"))
            )
            found.append(Edit(start, include.end - 1, name.encode("utf-8", "surrogateescape")))
    return found


def remark(path: str, renames: Renames) -> tuple[Finding, ...]:
    """A remark on a file that could not have the name one would expect."""
    if path not in renames.collided:
        return ()
    message = f"the name one would expect is taken; the file becomes {renames.names[path]}"
    return (Finding(COLLISION, Status.INFO, "", message, 0, 0),)
