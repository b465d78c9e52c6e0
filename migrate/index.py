"""What the whole tree declares: the user's own names, aliases of CUDA's namespaces, the include
graph.

What comes in are the scans of all files; what goes out is a ``TreeIndex`` that is small, picklable
and the same for every file. Only what changes how a name of CUDA's is read is collected here, from
the words around it; a name that merely looks like CUDA's is settled by the tree of the file that
declares it (``resolve.declared``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from migrate.lexer import GAP
from migrate.members import members, wrappers
from migrate.scan import Scan, includes

_GAP = re.compile(GAP)
_PATH = rb"(?:::G)?(\w+(?:G::G\w+)*)G;"
_ALIAS = re.compile((rb"\bnamespace\bG(\w+)G=G" + _PATH).replace(b"G", GAP))
_USING = re.compile((rb"\busing\bG\bnamespace\bG" + _PATH).replace(b"G", GAP))
_BEFORE_TYPE = re.compile(
    rb"\b(?:struct|class|union|enum|using|namespace)\s+(?:alignas\s*\([^()]*\)\s*|__align__\s*\([^()]*\)\s*)?\Z"
)
_AFTER_TYPE = re.compile(rb"\s*(?:final\s*)?(?:[{=]|:(?!:))")
_LOOK_BACK = 64  # bytes before a name in which its keyword stands


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file contributes. ``types`` are names of CUDA's that it defines as types or
    namespaces of its own; ``members`` what it declares in namespaces that are called like CUDA's;
    ``wrappers`` the namespaces that these are in.
    """

    path: str
    includes: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    usings: tuple[str, ...] = ()
    has_candidates: bool = False
    members: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TreeIndex:
    """The tree as one value: what each file says, and what all of them together declare."""

    by_path: Mapping[str, FileFacts] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    declarers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of each type, the files
    aliases: Mapping[str, str] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    by_name: Mapping[str, Sequence[str]] = field(default_factory=dict)  # paths by their last part
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the include graph
    includers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # and its other direction

    @classmethod
    def of(
        cls,
        facts: Iterable[FileFacts],
        paths: Iterable[str] = (),
        is_cudas: Callable[[str], bool] = lambda _: False,
    ) -> TreeIndex:
        """``is_cudas`` tells CUDA's headers: a file of such a name is only meant from beside."""
        by_path = {item.path: item for item in facts}
        meanings: dict[str, set[str]] = {}
        declarers: dict[str, list[str]] = {}
        for path, item in by_path.items():
            for alias, name in item.aliases:
                meanings.setdefault(alias, set()).add(name)
            for name in item.types:
                declarers.setdefault(name, []).append(path)
        known = frozenset(paths) | frozenset(by_path)
        by_name: dict[str, list[str]] = {}
        for path in sorted(known):
            by_name.setdefault(posixpath.basename(path), []).append(path)
        tree = cls(
            by_path,
            known,
            frozenset(declarers),
            declarers,
            {alias: names.pop() for alias, names in meanings.items() if len(names) == 1},
            frozenset().union(*(item.members for item in by_path.values())),
            frozenset().union(*(item.wrappers for item in by_path.values())),
            by_name,
        )
        links = {
            path: tuple(
                found
                for name in item.includes
                if (found := (tree.beside if is_cudas(name) else tree.resolve)(path, name))
            )
            for path, item in by_path.items()
        }
        includers: dict[str, list[str]] = {}
        for path in sorted(links):
            for found in links[path]:
                includers.setdefault(found, []).append(path)
        return replace(tree, links=links, includers=includers)

    def closure(self, path: str) -> tuple[FileFacts, ...]:
        """Facts of the file and of every local header it includes, directly or not."""
        seen: dict[str, FileFacts] = {}
        pending = [path]
        while pending:
            current = pending.pop()
            if current in seen or current not in self.by_path:
                continue
            seen[current] = self.by_path[current]
            pending.extend(self.links.get(current, ()))
        return tuple(seen.values())

    def seen_by(self, path: str) -> frozenset[str]:
        """The files of the tree that include the file, directly or not."""
        found: set[str] = set()
        pending = list(self.includers.get(path, ()))
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending.extend(self.includers.get(current, ()))
        return frozenset(found)

    def beside(self, includer: str, name: str) -> str | None:
        """The file that ``name`` means from the includer's folder or one above it."""
        folder = posixpath.dirname(includer)
        while True:
            path = posixpath.normpath(posixpath.join(folder, name))
            if path in self.paths:
                return path
            if not folder or folder == "/":
                return None
            folder = posixpath.dirname(folder)

    def resolve(self, includer: str, name: str) -> str | None:
        """The file of the tree that ``includer`` means by ``#include "name"``; None where it is not
        in the tree.
        """
        near = self.beside(includer, name)
        if near is not None:
            return near
        ending = "/" + posixpath.normpath(name).lstrip("./")
        same_name = self.by_name.get(posixpath.basename(ending), ())
        return next((path for path in same_name if ("/" + path).endswith(ending)), None)


def include_folders(index: TreeIndex, places: Mapping[str, str]) -> tuple[str, ...]:
    """Folders from which includes of the tree would be found, as the tree's own layout says.

    ``places`` are the paths of its files on the disk; the folders are given as those are.
    """
    folders: dict[str, None] = {}
    for includer, item in index.by_path.items():
        for name in item.includes:
            found = index.resolve(includer, name)
            if found is None or found not in places or name.startswith((".", "/")):
                continue
            above = posixpath.normpath(name).count("/") + 1
            folder = places[found].rsplit("/", above)[0]
            folders[folder or "/"] = None
    return tuple(folders)


def facts(scan: Scan, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What ``scan``'s file contributes to the index; ``plain`` are the names it declares of those
    that are not CUDA's alone.
    """
    data = scan.data
    return FileFacts(
        path=scan.path,
        includes=tuple(include.path for include in scan.includes),
        types=frozenset(
            token.text for token in scan.tokens if _is_type(data, token.start, token.end)
        )
        | plain,
        aliases=_declarations(scan, _ALIAS),
        usings=tuple(name for _, name in _declarations(scan, _USING)),
        has_candidates=bool(scan.tokens),
        members=members(scan),
        wrappers=wrappers(scan),
    )


def includes_only(path: str, data: bytes, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What a file without anything of CUDA's contributes: a link of the include graph, and the
    names it declares that are not CUDA's alone.
    """
    found = includes(data) if b"include" in data else ()
    return FileFacts(path, tuple(include.path for include in found), types=plain)


def _is_type(data: bytes, start: int, end: int) -> bool:
    """Whether the name at ``[start, end)`` is being defined as a type."""
    if not _AFTER_TYPE.match(data, end):
        return False
    return _BEFORE_TYPE.search(data[max(0, start - _LOOK_BACK) : start]) is not None


def _declarations(scan: Scan, pattern: re.Pattern[bytes]) -> tuple[tuple[str, str], ...]:
    """Pairs of (alias, namespace) outside comments and strings; the alias is empty for a using
    directive.
    """
    if b"namespace" not in scan.data:
        return ()
    found = []
    for match in pattern.finditer(scan.data):
        if scan.trivia.both.at(match.start()) is None:
            *alias, name = (_GAP.sub(b"", group).decode() for group in match.groups())
            found.append((alias[0] if alias else "", name))
    return tuple(found)
