"""Whether all threads of a block can be made to get to a barrier, and the edits for that.

What comes in are a place and the facts of its file; what goes out are edits of the function around
it, once for all of its barriers: the first of them carries them that not all get to.
"""

from __future__ import annotations

from migrate.model import Edit, Span
from migrate.rewrite.keeping import kept_together
from migrate.rewrite.place import Place
from migrate.text.syntax import Node, SyntaxTree
from migrate.values.effects import Effects
from migrate.values.facts import Facts
from migrate.values.meeting import plan

_FUNCTION = frozenset({"function_definition"})
_BARRIER = "__syncthreads"


def meeting(place: Place, name: str, facts: Facts) -> tuple[Edit, ...] | None:
    """The edits of the function around a place by which all threads get to its barriers; None
    where that cannot be done surely.
    """
    tree, function = place.tree, place.tree.nearest(place.leaf, _FUNCTION)
    if tree.is_fragment or function is None:
        return None
    key = (meeting, name, facts.grammar, tree.span(function))
    return facts.scan.reading.once(key, lambda: _edits(tree, function, name, facts))


def carried(place: Place, name: str, facts: Facts) -> tuple[Edit, ...]:
    """Those edits, where the place is the one that carries them."""
    edits = meeting(place, name, facts) if name else None
    function = place.tree.nearest(place.leaf, _FUNCTION) if edits else None
    if not edits or function is None:
        return ()
    span = place.tree.span(function)
    return edits if place.use.start == _carrier(place.tree, span, facts) else ()


def _edits(tree: SyntaxTree, function: Node, name: str, facts: Facts) -> tuple[Edit, ...] | None:
    if facts.block_divergence.is_called_so(tree, function):
        return None
    reading = facts.scan.reading
    effects = reading.once((Effects, facts.grammar), lambda: Effects(facts.code, facts.integers))
    found = plan(tree, function, effects, facts.variables)
    return kept_together(facts.scan.data, found, name) if found is not None else None


def _carrier(tree: SyntaxTree, function: Span, facts: Facts) -> int:
    """Where the first barrier of a function stands that not all threads get to."""
    for start, end in facts.code.mentions(_BARRIER, function):
        there, leaf = tree.leaf(start, end)
        if facts.block_divergence.is_divergent(there, leaf):
            return start
    return -1
