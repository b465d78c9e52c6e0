"""What the whole tree declares: the user's own names, aliases of CUDA's namespaces, the include
graph.

What comes in are the scans of all files, and what their trees declare of CUDA's names; what goes
out is a ``TreeIndex`` that is small, picklable and the same for every file. It says which files
declare a name, and what of them another file sees from where; whose a name is at a place,
``lookup`` decides. A name that merely looks like CUDA's is settled by the file that declares it
(``declarations.declared``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeVar

from migrate.text.derived import Definition
from migrate.text.headernames import C_HEADERS, includes
from migrate.text.lexer import GAP
from migrate.tree.macros import Macro
from migrate.tree.members import bases, members, others, wrappers
from migrate.tree.scan import Scan

_Value = TypeVar("_Value")
_GAP = re.compile(GAP)
_PATH = rb"(?:::G)?(\w+(?:G::G\w+)*)G;"
_ALIAS = re.compile((rb"\bnamespace\bG(\w+)G=G" + _PATH).replace(b"G", GAP))
_USING = re.compile((rb"\busing\bG\bnamespace\bG" + _PATH).replace(b"G", GAP))
_BEFORE_TYPE = re.compile(
    rb"\b(?:struct|class|union|enum|using|namespace)\s+(?:alignas\s*\([^()]*\)\s*|__align__\s*\([^()]*\)\s*)?\Z"
)
_AFTER_TYPE = re.compile(rb"\s*(?:final\s*)?(?:[{=]|:(?!:))")
_ALL = 1 << 30
_RUNTIME_IS_THERE = (".cu", ".cuh")  # nvcc includes the runtime into these by itself
_LOOK_BACK = 64  # bytes before a name in which its keyword stands


class Declared(NamedTuple):
    """A name of CUDA's that a file declares outside of its functions.

    ``space`` are the namespaces and classes it stands in; ``after`` says how many includes come
    before it. A function may be called with ``least`` to ``most`` arguments, with no bound if that
    is None; ``target`` is what a using declaration names. ``conditional`` says that some builds
    with CUDA leave it out, ``defined`` that it is no mere forward declaration, ``hidden`` that it
    is in a namespace without a name.
    """

    name: str
    kind: str
    space: str = ""
    after: int = 0
    least: int = 0
    most: int | None = None
    target: str = ""
    member: bool = False
    conditional: bool = False
    defined: bool = True
    hidden: bool = False


class Opened(NamedTuple):
    """A using directive outside of functions, in the namespaces ``space``."""

    namespace: str
    space: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file contributes. ``types`` are namespaces of CUDA's that it defines as its own, and
    types that only look like CUDA's; ``members`` what it declares in namespaces that are called
    like CUDA's; ``wrappers`` the namespaces that these are in; ``others`` those of CUDA's names
    that it reads in a namespace of somebody else's (``cv::cuda``).

    ``declared`` are the names of CUDA's that it declares, ``opened`` the namespaces that it opens,
    ``enums`` its aliases of CUDA's types with what these stand for, ``bases`` the classes that its
    classes derive from. ``conditional`` are the numbers of the includes that some builds leave out.
    ``macros`` are those that it defines. Of a build file, ``twins`` are the names by which it
    decides the target's build, ``pairs`` those for CUDA that have one beside them, ``parts`` what
    it takes in under which conditions, and ``compiles`` says whether it names sources of CUDA's.
    ``unread`` says why nothing is known of a file: to read it cost more than it may.
    """

    path: str
    includes: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    usings: tuple[str, ...] = ()
    has_candidates: bool = False
    members: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    declared: tuple[Declared, ...] = ()
    opened: tuple[Opened, ...] = ()
    enums: tuple[tuple[str, str], ...] = ()
    bases: tuple[tuple[str, str], ...] = ()
    conditional: frozenset[int] = frozenset()
    macros: tuple[Definition, ...] = ()
    twins: frozenset[str] = frozenset()
    pairs: tuple[tuple[str, str], ...] = ()
    parts: tuple[tuple[str, str, str], ...] = ()
    compiles: bool = False
    unread: str = ""


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
    placed: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)  # with numbers
    with_cuda: frozenset[str] = frozenset()  # files that include one of CUDA's headers
    declared: Mapping[str, Sequence[tuple[str, Declared]]] = field(default_factory=dict)
    # Answers that were given before: what follows from the graph is asked again and again.
    _closures: dict[str, tuple[FileFacts, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _found: dict[tuple[str, str], frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    naming: dict[frozenset[str], Mapping[str, Macro]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(
        cls,
        facts: Iterable[FileFacts],
        paths: Iterable[str] = (),
        is_cudas: Callable[[str], bool] = lambda _: False,
    ) -> TreeIndex:
        """``is_cudas`` tells CUDA's headers: a file of such a name is only meant from beside."""
        by_path = {item.path: item for item in facts}
        known = frozenset(paths) | frozenset(by_path)
        items = by_path.items()
        declarers = _grouped((name, path) for path, item in items for name in item.types)
        declared = ((one.name, (path, one)) for path, item in items for one in item.declared)
        tree = cls(
            by_path,
            known,
            frozenset(declarers),
            declarers,
            _aliases(by_path.values()),
            frozenset().union(*(item.members for item in by_path.values())),
            frozenset().union(*(item.wrappers for item in by_path.values())),
            _grouped((posixpath.basename(path), path) for path in sorted(known)),
            declared=_grouped(declared),
        )
        return tree._linked(is_cudas)

    def _linked(self, is_cudas: Callable[[str], bool]) -> TreeIndex:
        """The index with the graph of the includes."""
        placed = {
            path: tuple(
                (number, found)
                for number, name in enumerate(item.includes)
                if (found := (self.beside if is_cudas(name) else self.resolve)(path, name))
            )
            for path, item in self.by_path.items()
        }
        links = {path: tuple(found for _, found in items) for path, items in placed.items()}
        with_cuda = frozenset(
            path
            for path, item in self.by_path.items()
            if path.endswith(_RUNTIME_IS_THERE) or _names_cuda(item, placed[path], is_cudas)
        )
        return replace(
            self,
            links=links,
            includers=_grouped((found, path) for path in sorted(links) for found in links[path]),
            placed=placed,
            with_cuda=with_cuda,
        )

    def closure(self, path: str) -> tuple[FileFacts, ...]:
        """Facts of the file and of every local header it includes, directly or not."""
        if path not in self._closures:
            self._closures[path] = tuple(
                self.by_path[found]
                for found in _reached((path,), self.links)
                if found in self.by_path
            )
        return self._closures[path]

    def leading(
        self, question: str, holds: Callable[[FileFacts], bool], *, surely: bool = False
    ) -> frozenset[str]:
        """The files of which, or of one that they include, something holds; if ``surely``, by no
        include that some builds leave out. A ``question`` is answered once.
        """
        key = ("leading", question)
        if key not in self._found:
            above, files = self.includers, self.by_path
            if surely:
                edges = ((path, *each) for path in self.placed for each in self.placed[path])
                sure = (edge for edge in edges if edge[1] not in files[edge[0]].conditional)
                above = _grouped((found, path) for path, _, found in sure)
            direct = (path for path, item in files.items() if holds(item))
            self._found[key] = frozenset(_reached(direct, above))
        return self._found[key]

    def seen_by(self, path: str) -> frozenset[str]:
        """The files of the tree that include the file, directly or not."""
        key = ("above", path)
        if key not in self._found:
            self._found[key] = frozenset(_reached(self.includers.get(path, ()), self.includers))
        return self._found[key]

    def numbered(self, path: str) -> Mapping[str, int]:
        """The files that the file includes, directly or not, by the number of the first of its
        includes that leads there.
        """
        found: dict[str, int] = {}
        for number, first in self.placed.get(path, ()):
            pending = [first]
            while pending:
                current = pending.pop()
                if current not in found and current != path:
                    found[current] = number
                    pending.extend(self.links.get(current, ()))
        return found

    def above(self, path: str) -> Mapping[str, int]:
        """What stands above a file where others include it: files, and after how many of its
        includes one of these has come by there (all, for one that was included before).
        """
        found: dict[str, int] = {}
        pending, seen = [path], {path}
        while pending:
            current = pending.pop()
            for includer in self.includers.get(current, ()):
                numbers = [n for n, file in self.placed[includer] if file == current]
                last = max(numbers)
                found[includer] = max(found.get(includer, 0), last)
                for before, number in self.numbered(includer).items():
                    if number < last:
                        found[before] = _ALL
                if includer not in seen:
                    seen.add(includer)
                    pending.append(includer)
        return found

    def around(self, paths: Iterable[str]) -> frozenset[str]:
        """All files that share a unit with one of ``paths``, as far as includes tell."""
        tops = set(paths)
        for path in tuple(tops):
            tops |= self.seen_by(path)
        return frozenset(file.path for top in tops for file in self.closure(top))

    def meets_cuda(self, path: str) -> bool:
        """Whether the file, or one it includes, includes one of CUDA's headers."""
        return any(file.path in self.with_cuda for file in self.closure(path))

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
        in the tree. A header of C's is only the tree's where it is beside: one that is elsewhere
        (``strings/string.h``) is included by more of its path.
        """
        near = self.beside(includer, name)
        if near is not None or name in C_HEADERS:
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


def _names_cuda(
    item: FileFacts, placed: Sequence[tuple[int, str]], is_cudas: Callable[[str], bool]
) -> bool:
    """Whether a file includes a header of CUDA's that is none of the tree."""
    of_the_tree = {number for number, _ in placed}
    return any(
        is_cudas(name) and number not in of_the_tree for number, name in enumerate(item.includes)
    )


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    """The values of each key, in order."""
    found: dict[str, list[_Value]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _aliases(files: Iterable[FileFacts]) -> dict[str, str]:
    """What aliases stand for, of those that mean the same wherever they are declared."""
    meanings: dict[str, set[str]] = {}
    for item in files:
        for alias, name in item.aliases:
            meanings.setdefault(alias, set()).add(name)
    return {alias: names.pop() for alias, names in meanings.items() if len(names) == 1}


def _reached(starts: Iterable[str], edges: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """What can be reached from ``starts``, these included, the last edge of each first."""
    seen: dict[str, None] = {}
    pending = list(starts)
    while pending:
        current = pending.pop()
        if current not in seen:
            seen[current] = None
            pending.extend(edges.get(current, ()))
    return seen


def facts(scan: Scan, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What ``scan``'s file contributes to the index without a tree; ``plain`` are the names it
    declares of those that are not CUDA's alone.
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
        others=others(scan),
        bases=bases(data),
    )


def includes_only(path: str, data: bytes, plain: frozenset[str] = frozenset()) -> FileFacts:
    """What a file without anything of CUDA's contributes: a link of the include graph, and the
    names it declares that are not CUDA's alone.
    """
    found = includes(data) if b"include" in data else ()
    paths = tuple(include.path for include in found)
    return FileFacts(path, paths, types=plain, bases=bases(data))


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
