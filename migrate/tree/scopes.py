"""Which declaration a name refers to at a place, by the scopes of C++.

What comes in is a node (a function, or a whole file without the bodies of its functions); what goes
out are declarations. There are several where it depends on an ``#if`` or a namespace which of them
it is; where a macro declares a name, or the code is broken, one of which nothing is known. A place
is looked up by halving; the tree is walked once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarators import Unit, readers
from migrate.tree.macros import NO_MACROS, Macros
from migrate.tree.regions import UNKNOWN, Declaration, Sight, Table, table, walk


class Scopes:
    """The declarations below one node. Nodes of the kinds ``keep`` are held in ``kept``."""

    def __init__(
        self,
        tree: SyntaxTree,
        root: Node,
        macros: Macros = NO_MACROS,
        keep: frozenset[str] = frozenset(),
    ) -> None:
        self.broken = root.is_error or root.is_missing
        self.kept: list[Node] = []
        self.declared: list[tuple[str, Declaration]] = []
        self._sights: dict[str, list[Sight]] = {}
        self._same: dict[str, bool] = {}
        self._tables: dict[str, Table] = {}
        unit, reading = Unit(tree, macros), readers(macros)
        wanted = keep.union(reading)
        for node, kind, region in walk(root, wanted):
            if kind not in wanted or node.is_error or node.is_missing:
                self.broken = True
            if kind in keep:
                self.kept.append(node)
            read = reading.get(kind)
            for name, declaration, seen, certain in read(unit, node, region) if read else ():
                if certain:
                    self.declared.append((name, declaration))
                self._sights.setdefault(name, []).extend(seen)

    def at(self, name: str, offset: int) -> tuple[Declaration, ...]:
        """The declarations that ``name`` may refer to at a place; none if it is not from here."""
        if name not in self._sights:
            return ()
        if name not in self._tables:
            self._tables[name] = table(self._sights[name])
        starts, found = self._tables[name]
        index = bisect_right(starts, offset) - 1
        seen = found[index] if index >= 0 else ()
        if self.broken and not self._agree(name, seen):
            return (UNKNOWN,)
        return seen

    def _agree(self, name: str, seen: Sequence[Declaration]) -> bool:
        """Whether it makes no difference where scopes end: that is not known in broken code."""
        first = self._sights[name][0].declaration.type
        return bool(seen) and all(item.type == first for item in seen) and self._alike(name)

    def _alike(self, name: str) -> bool:
        if name not in self._same:
            kinds = {sight.declaration.type for sight in self._sights[name]}
            self._same[name] = len(kinds) == 1
        return self._same[name]
