"""Which declarations outside of functions a place of a file sees: its own, and those of the tree.

What comes in are a scan, the leaves at which it may declare names of CUDA's, and the index of the
tree; what goes out are declarations, by include order, using directives and base classes. Whose a
name is in the end, ``lookup`` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import Kind, site, spaces
from migrate.tree.index import Declared, TreeIndex
from migrate.tree.openers import Openers
from migrate.tree.ownership import Here, aliases, directives, found_at
from migrate.tree.scan import Scan, Token

_TYPE = Kind.TYPE.value


class Seen(NamedTuple):
    """A declaration, and the file it is in."""

    path: str
    one: Declared


class Sights:
    """What one file sees. Every name it may declare is shown to ``learn`` first."""

    def __init__(self, scan: Scan, index: TreeIndex) -> None:
        self._scan = scan
        self._index = index
        self._here: dict[str, list[Here]] = {}
        self._apart: dict[str, bool] = {}
        self._tree: SyntaxTree | None = None

    def learn(self, token: Token, tree: SyntaxTree, leaf: Node) -> None:
        """Note what is declared at a name of the file."""
        self._tree = tree.file
        found = found_at(self._scan, tree, leaf, token, self._openers)
        if found is not None:
            self._here.setdefault(token.text, []).append(found)

    @cached_property
    def _openers(self) -> Openers:
        return Openers.of(self._scan)

    def know(self, name: str) -> bool:
        """Whether the file or the tree declares the name at all."""
        return name in self._here or name in self._index.declared

    def here(self, name: str) -> Sequence[Here]:
        """What the file itself declares under a name, in blocks too."""
        return self._here.get(name, ())

    def seen(self, name: str, offset: int, only_types: bool) -> list[Seen]:
        """The declarations outside of functions that are seen from a place."""
        path = self._scan.path
        here = [
            Seen(path, item.declared)
            for item in self._here.get(name, ())
            if item.block is None and (item.declared.member or item.start <= offset)
        ]
        there = [
            Seen(other, one)
            for other, one in self._index.declared.get(name, ())
            if other != path and self._sees(other, one.after, offset)
        ]
        return [item for item in (*here, *there) if item.one.kind == _TYPE or not only_types]

    def _sees(self, path: str, after: int, offset: int) -> bool:
        """Whether what another file declares after so many includes is seen from a place."""
        number = self._numbered.get(path)
        includes = self._scan.includes
        if number is not None and (number >= len(includes) or includes[number].start < offset):
            return True
        return path in self._above and after <= self._above[path]

    @cached_property
    def _numbered(self) -> dict[str, int]:
        return dict(self._index.numbered(self._scan.path))

    @cached_property
    def _above(self) -> dict[str, int]:
        return dict(self._index.above(self._scan.path))

    def stands_in(self, name: str, space: str) -> bool:
        """Whether a name in a namespace or class stands for CUDA's there: by a using declaration,
        or only in some builds.
        """
        found = [item for item in self._placed(name) if item.one.space == space]
        if any(item.one.target.startswith("::") for item in found):
            return True
        return bool(found) and all(
            not one.member and (one.conditional or self._is_left_out(path)) for path, one in found
        )

    def everywhere(self, name: str) -> Iterator[Declared]:
        """All declarations of a name outside of functions, seen or not."""
        yield from (item.one for item in self._placed(name))

    def _placed(self, name: str) -> Iterator[Seen]:
        for item in self._here.get(name, ()):
            if item.block is None:
                yield Seen(self._scan.path, item.declared)
        for path, one in self._index.declared.get(name, ()):
            if path != self._scan.path:
                yield Seen(path, one)

    def _is_left_out(self, path: str) -> bool:
        """Whether every include of a file is one that some builds leave out."""
        index = self._index
        includes = [
            number in index.by_path[includer].conditional
            for includer in index.includers.get(path, ())
            for number, found in index.placed[includer]
            if found == path
        ]
        return bool(includes) and all(includes)

    def inherited(self, seen: Sequence[Seen], name: str, derived: Iterable[str]) -> bool:
        """Whether a class inherits a member from one that declares it."""
        members = {_last(item.one.space) for item in seen if item.one.member}
        if not members:
            return False
        pending, known = [*derived, *self._bases.get(name, ())], set[str]()
        while pending:
            last = _last(pending.pop())
            if last not in known:
                known.add(last)
                pending.extend(self._bases.get(last, ()))
        return not members.isdisjoint(known)

    @cached_property
    def _bases(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for facts in self._index.by_path.values():
            for name, base in facts.bases:
                found.setdefault(name, []).append(base)
        return found

    def opened(
        self, seen: Sequence[Seen], around: Sequence[str], depth: int, offset: int
    ) -> list[Declared]:
        """The declarations that using directives show in the namespace ``around[:depth]``."""
        nested = [item.one for item in seen if item.one.space and not item.one.member]
        if not nested:
            return []
        level = tuple(around[:depth])
        shown = {
            space
            for where, namespace in self._directives(around, offset)
            for space in self.spellings(namespace, where)
            if _common(where, space.split("::")) == level
        }
        return [
            one for one in nested if one.space in shown and not self.stands_in(one.name, one.space)
        ]

    def _directives(
        self, around: Sequence[str], offset: int
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Where there is a using directive that holds at a place, and the namespace it names."""
        for path, facts in self._index.by_path.items():
            for one in facts.opened if path != self._scan.path else ():
                where = tuple(one.space.split("::")) if one.space else ()
                if where == tuple(around[: len(where)]) and self._sees(path, one.after, offset):
                    yield where, one.namespace
        for reach, where, namespace in self._own_directives:
            if reach.start <= offset < reach.end and where == tuple(around[: len(where)]):
                yield where, namespace

    @cached_property
    def _own_directives(self) -> tuple[tuple[Span, tuple[str, ...], str], ...]:
        """The using directives of the file, with where they hold."""
        found = []
        whole = self._tree
        if whole is None:
            return ()
        for start, namespace in directives(self._scan):
            tree, leaf = whole.leaf(start, start + 1)
            block = site(tree, leaf).block
            end = len(self._scan.data) if block is None else block.end
            found.append((Span(start, end), self.around(tree, leaf)[0], namespace))
        return tuple(found)

    def around(self, tree: SyntaxTree, leaf: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The namespaces and classes around a place, those that macros open too, and the classes
        that these derive from.
        """
        self._tree = tree.file
        inner, bases = spaces(tree, leaf)
        return (*self._openers.at(tree.span(leaf).start), *inner), bases

    def spellings(self, namespace: str, where: Sequence[str]) -> Iterator[str]:
        """What the name of a namespace may stand for in another one."""
        root, _, rest = namespace.partition("::")
        full = self._index.aliases.get(root, root) + (f"::{rest}" if rest else "")
        for depth in range(len(where) + 1):
            yield "::".join((*where[:depth], full))

    def units(self, path: str) -> frozenset[str]:
        """A file, and those of the tree that include it."""
        return self._index.seen_by(path) | {path}

    def is_apart(self, path: str) -> bool:
        """Whether a file, and all that it shares units with, never meets CUDA."""
        if path not in self._apart:
            index = self._index
            shared = [each for each in index.around([path]) if index.by_path[each].has_candidates]
            tops = {top for each in shared for top in (each, *index.seen_by(each))}
            optional = any(map(self._is_optional, (path, *index.seen_by(path))))
            meets = any(map(index.meets_cuda, tops))
            self._apart[path] = bool(shared) and not meets and not optional
        return self._apart[path]

    def _is_optional(self, path: str) -> bool:
        """Whether a file is included only in some builds."""
        index = self._index
        return any(
            number in index.by_path[includer].conditional
            for includer in index.includers.get(path, ())
            for number, found in index.placed[includer]
            if found == path
        )

    @cached_property
    def meets_cuda(self) -> bool:
        """Whether the file shares a unit with CUDA's headers."""
        index, path = self._index, self._scan.path
        return any(index.meets_cuda(top) for top in (path, *index.seen_by(path)))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """The aliases of CUDA's types, and these."""
        found = {a: name for facts in self._index.by_path.values() for a, name in facts.enums}
        return found | dict(aliases(self._scan))


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    """The namespaces around both, where ``other`` names a namespace itself."""
    found = []
    for left, right in zip(one, other[:-1], strict=False):
        if left != right:
            break
        found.append(left)
    return tuple(found)


def _last(name: str) -> str:
    return name.rpartition("::")[2]
