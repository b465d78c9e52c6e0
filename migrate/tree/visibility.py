"""Which declarations outside of functions a place of a file sees: its own, and those of the tree.

What comes in are a scan, the leaves at which it may declare names of CUDA's, and the index of the
tree; what goes out are the declarations of one namespace or class that are seen from a place, and
whether using directives and base classes show others. Whose a name is in the end, ``lookup``
decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import Kind
from migrate.tree.filefacts import Declared
from migrate.tree.index import TreeIndex
from migrate.tree.namespacemacros import NamespaceMacros
from migrate.tree.ownership import Here, aliases, directives, found_at
from migrate.tree.placement import ALWAYS, NEVER, Placement, Seen
from migrate.tree.scan import Scan, Token
from migrate.tree.sites import site, spaces

_TYPE = Kind.TYPE.value


class Asked(NamedTuple):
    """A name that stands at a place, and whether only types can be meant there."""

    name: str
    offset: int
    only_types: bool


class _Directive(NamedTuple):
    """A using directive: from where to where of the file it holds, in which namespaces it stands,
    and the one it names.
    """

    reach: Span
    where: tuple[str, ...]
    namespace: str


class _Shown(NamedTuple):
    """A namespace that declares a name, and a using directive that shows it."""

    directive: _Directive
    space: str


class Sights:
    """What one file sees. All names it may declare are shown to ``learn`` before it is asked."""

    def __init__(self, scan: Scan, index: TreeIndex) -> None:
        self._scan = scan
        self._index = index
        self._here: dict[str, list[Here]] = {}
        self._tree: SyntaxTree | None = None
        # Once all is learned, each answer follows from what is asked, and is given again and again.
        self.placed = cache(self._place)
        self.is_apart = cache(self._meets_none)
        self._shown = cache(self._show)
        self._inheriting = cache(self._inherit)
        self._standing = cache(self._stand)
        self._is_left_out = cache(self._leaves_out)

    def learn(self, token: Token, tree: SyntaxTree, leaf: Node) -> None:
        """Note what is declared at a name of the file."""
        self._tree = tree.file
        found = found_at(self._scan, tree, leaf, token, self._namespace_macros)
        if found is not None:
            self._here.setdefault(token.text, []).append(found)

    @cached_property
    def _namespace_macros(self) -> NamespaceMacros:
        return NamespaceMacros.of(self._scan, self._index.namespace_macros)

    def know(self, name: str) -> bool:
        """Whether the file or the tree declares the name at all."""
        return name in self._here or name in self._index.declared

    def _place(self, name: str) -> Placement:
        """All declarations of a name, seen or not."""
        path = self._scan.path
        there = (
            Seen(other, one, self._since(other, one.after))
            for other, one in self._index.declared.get(name, ())
            if other != path
        )
        return Placement.of(path, self._here.get(name, ()), there)

    def within(self, asked: Asked, space: str) -> Iterator[Seen]:
        """The declarations in one namespace or class that are seen from a place."""
        for item in self.placed(asked.name).spaces.get(space, ()):
            if item.since > asked.offset:
                return
            if item.one.kind == _TYPE or not asked.only_types:
                yield item

    def _since(self, path: str, after: int) -> int:
        """From where on the file sees what another one declares after so many includes."""
        if path in self._above and after <= self._above[path]:
            return ALWAYS
        number = self._numbered.get(path)
        if number is None:
            return NEVER
        includes = self._scan.includes
        return includes[number].start + 1 if number < len(includes) else ALWAYS

    @cached_property
    def _numbered(self) -> Mapping[str, int]:
        return self._index.numbered(self._scan.path)

    @cached_property
    def _above(self) -> Mapping[str, int]:
        return self._index.above(self._scan.path)

    def stands_in(self, name: str, space: str) -> bool:
        """Whether a name in a namespace or class stands for CUDA's there: by a using declaration,
        or only in some builds.
        """
        found = self.placed(name).spaces.get(space, ())
        if any(item.one.target.startswith("::") for item in found):
            return True
        return bool(found) and all(
            not item.one.member and (item.one.conditional or self._is_left_out(item.path))
            for item in found
        )

    def stands_in_one(self, name: str, spelled: str) -> bool:
        """The same of any of the namespaces that are called, or end, as ``spelled`` says."""
        return spelled in self._standing(name)

    def _stand(self, name: str) -> frozenset[str]:
        return frozenset(
            ending
            for space in self.placed(name).spaces
            if self.stands_in(name, space)
            for ending in _endings(space)
        )

    def _leaves_out(self, path: str) -> bool:
        """Whether every include of a file is one that some builds leave out."""
        includes = self._optional_includes(path)
        return bool(includes) and all(includes)

    def _optional_includes(self, path: str) -> list[bool]:
        """Of each include of a file, whether some builds leave it out."""
        index = self._index
        return [
            number in index.by_path[includer].conditional
            for includer in index.includers.get(path, ())
            for number, found in index.placed[includer]
            if found == path
        ]

    def inherited(self, asked: Asked, name: str, derived: Iterable[str]) -> bool:
        """Whether a class, which derives from others also, has a member from one that declares
        it.
        """
        declaring, heirs = self._inheriting(asked.name, asked.only_types)
        return name in heirs or not (declaring | heirs).isdisjoint(map(_last, derived))

    def _inherit(self, name: str, only_types: bool) -> tuple[frozenset[str], frozenset[str]]:
        """The classes that have a name as a member, and those that derive from these."""
        declaring = frozenset(
            _last(space)
            for space, items in self.placed(name).spaces.items()
            for item in items
            if item.one.member and item.since != NEVER
            if item.one.kind == _TYPE or not only_types
        )
        pending, heirs = [*declaring], set[str]()
        while pending:
            for heir in self._deriving.get(pending.pop(), ()) if declaring else ():
                if heir not in heirs:
                    heirs.add(heir)
                    pending.append(heir)
        return declaring, frozenset(heirs)

    @cached_property
    def _deriving(self) -> dict[str, list[str]]:
        """The classes that derive from each."""
        found: dict[str, list[str]] = {}
        for facts in self._index.by_path.values():
            for name, base in facts.bases:
                found.setdefault(_last(base), []).append(name)
        return found

    def opened(self, asked: Asked, around: Sequence[str], depth: int) -> list[Declared]:
        """The declarations that using directives show in the namespace ``around[:depth]``."""
        shown = dict.fromkeys(
            space
            for (reach, where, _), space in self._shown(asked.name).get(tuple(around[:depth]), ())
            if reach.start <= asked.offset < reach.end and where == tuple(around[: len(where)])
        )
        return [
            item.one
            for space in shown
            if not self.stands_in(asked.name, space)
            for item in self.within(asked, space)
            if not item.one.member
        ]

    def _show(self, name: str) -> Mapping[tuple[str, ...], Sequence[_Shown]]:
        """What using directives show of a name, by the namespaces in which they do."""
        spaces = self.placed(name).spaces
        found: dict[tuple[str, ...], list[_Shown]] = {}
        for item in self._directives if any(spaces) else ():
            for space in self.spellings(item.namespace, item.where):
                if space and space in spaces:
                    level = _common(item.where, space.split("::"))
                    found.setdefault(level, []).append(_Shown(item, space))
        return found

    @cached_property
    def _directives(self) -> tuple[_Directive, ...]:
        """The using directives of the file, and those outside of functions that it sees."""
        found = []
        whole, size = self._tree, len(self._scan.data)
        for path, facts in self._index.by_path.items():
            for one in facts.opened if path != self._scan.path else ():
                since = self._since(path, one.after)
                where = tuple(one.space.split("::")) if one.space else ()
                if since != NEVER:
                    found.append(_Directive(Span(since, size), where, one.namespace))
        for start, namespace in directives(self._scan):
            if whole is None:
                break
            tree, leaf = whole.leaf(start, start + 1)
            block = site(tree, leaf).block
            reach = Span(start, size if block is None else block.end)
            found.append(_Directive(reach, self.around(tree, leaf)[0], namespace))
        return tuple(found)

    def around(self, tree: SyntaxTree, leaf: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The namespaces and classes around a place, those that macros open too, and the classes
        that these derive from.
        """
        self._tree = tree.file
        inner, bases = spaces(tree, leaf)
        return (*self._namespace_macros.at(tree.span(leaf).start), *inner), bases

    def spellings(self, namespace: str, where: Sequence[str]) -> Iterator[str]:
        """What the name of a namespace may stand for in another one."""
        root, _, rest = namespace.partition("::")
        full = self._index.aliases.get(root, root) + (f"::{rest}" if rest else "")
        for depth in range(len(where) + 1):
            yield "::".join((*where[:depth], full))

    def units(self, path: str) -> frozenset[str]:
        """A file, and those of the tree that include it."""
        return self._index.seen_by(path) | {path}

    def _meets_none(self, path: str) -> bool:
        """Whether a file, and all that it shares units with, never meets CUDA."""
        index = self._index
        shared = [each for each in index.around([path]) if index.by_path[each].has_candidates]
        tops = {top for each in shared for top in (each, *index.seen_by(each))}
        if not shared or any(map(index.meets_cuda, tops)):
            return False
        above = (path, *index.seen_by(path))
        return not any(any(self._optional_includes(each)) for each in above)

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


def _endings(name: str) -> Iterator[str]:
    """``a::b::c``, ``b::c`` and ``c``."""
    while name:
        yield name
        name = name.partition("::")[2]


def _last(name: str) -> str:
    return name.rpartition("::")[2]
