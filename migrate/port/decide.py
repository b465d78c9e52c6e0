"""One use of a name to its entry: is it CUDA's where it stands, does the port reach it, and what
becomes of it.

What comes in are a use and the spans that rewrites before it take away; what goes out is a
``Decision``. Names of someone else's have no entry. What several entries of a file are together is
not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from migrate.checks.architectures import because, by_condition, stays
from migrate.checks.copies import COPIED, copied, listed
from migrate.checks.generated import Origin, origin_of
from migrate.checks.versions import marked
from migrate.model import Span
from migrate.port.byrules import by_rules
from migrate.port.redefined import given, is_a_value, of_macro
from migrate.port.view import View
from migrate.rewrite.entries import EITHER, UNKNOWN_NAME, Entry, either, native, unknown
from migrate.rewrite.place import Place
from migrate.rules.constructs import DECLARED
from migrate.text.conditions import GUARDED
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import declared, is_member
from migrate.tree.filesemantics import Owner
from migrate.tree.lookup import Whose
from migrate.tree.resolve import Use

_NOT_CODE = frozenset(
    "include include_next import error warning pragma line ident else endif".split()
)


class Decision(NamedTuple):
    """The entry of a use, if it has one; whether the file ``declares`` the name, which then only
    looks like CUDA's; and the spans that the rewrite takes away for good.
    """

    entry: Entry | None = None
    declares: bool = False
    gone: tuple[Span, ...] = ()


NO_DECISION = Decision()
_DECLARED = Decision(declares=True)


def decision(view: View, use: Use, rewritten: Sequence[Span]) -> Decision:
    """What becomes of one use; ``rewritten`` is what rewrites before it take away."""
    scan, rules = view.scan, view.rules
    segment = scan.branches.at(use.start)
    directive = scan.directives.at(use.start)
    if directive is not None and directive.keyword in _NOT_CODE:
        return NO_DECISION
    if view.semantics.at(use.start).owner is Owner.USER:
        return _DECLARED
    tree, leaf = view.tree.leaf(use.parts[-1].start, use.parts[-1].end)
    place = Place(use, tree, leaf, directive, segment.branch)
    if use.name in DECLARED:
        return NO_DECISION if segment.left_alone else _of_the_tree(view, place, rewritten)
    proved = view.is_proved(use)
    value = given(view, place)
    is_cudas = proved or value is not None or use.name in rules.macro_names
    whose = Whose.CUDA if is_cudas else view.lookup.owner(use, tree, leaf)
    if whose is Whose.USER or is_a_value(view, use):
        return NO_DECISION
    kept = directive is not None and stays(scan, directive, use, view.guards)
    if segment.left_alone or kept:
        own = _of_the_file(view, use, tree, leaf)
        if own is not None or view.is_only_an_anchor(use):
            return own or NO_DECISION
        why = because(scan, directive if kept else None, segment, view.guards)
        return Decision(native(use, why))
    if view.guards.is_given(use.name) or view.lookup.is_mapped(use):
        return Decision(native(use, GUARDED))
    own = None if proved else _of_the_file(view, use, tree, leaf)
    if own is not None:
        return own
    if whose is Whose.EITHER:
        return Decision(either(use, segment.branch, view.work(EITHER)))
    if value is not None:
        return Decision(of_macro(view, place, value, rewritten))
    return _known(view, place, rewritten) if use.known else _unknown(view, place)


def _of_the_tree(view: View, place: Place, rewritten: Sequence[Span]) -> Decision:
    """The decision on a kernel, or a variable on the device, that the tree declares: only rules
    have one.
    """
    use = place.use
    if use.name not in view.cases:
        return NO_DECISION
    if any(span.start <= use.start and use.end <= span.end for span in rewritten):
        return NO_DECISION
    entry, gone = by_rules(view, place, rewritten)
    return Decision(entry, gone=gone)


def _of_the_file(view: View, use: Use, tree: SyntaxTree, leaf: Node) -> Decision | None:
    """The decision on a member's name, or on a name no table has that the file declares here."""
    if use.name in view.rules.macro_names:
        return None
    if view.rules.is_cuda(use.name):
        is_plain = len(use.parts) == 1 and not use.name.startswith(".")
        return NO_DECISION if is_plain and is_member(view.scan, use, tree, leaf) else None
    return _DECLARED if not use.name.startswith(".") and declared(tree, leaf) else None


def _known(view: View, place: Place, rewritten: Sequence[Span]) -> Decision:
    """The decision on a name that rules or tables know."""
    scan, use, rules, gone = view.scan, place.use, view.rules, tuple[Span, ...]()
    entry = marked(place.directive, use, view.guards)
    entry = entry or by_condition(scan, place, view.guards, rules)
    entry = entry or copied(scan, place, rules, view.work(COPIED))
    if entry is None:
        entry, gone = by_rules(view, place, rewritten)
    made = listed(scan, view.tree, use, entry) if entry is not None else None
    return Decision(made, gone=gone)


def _unknown(view: View, place: Place) -> Decision:
    """The decision on a name that only looks like CUDA's: a macro may make it of others."""
    use, index = place.use, view.index
    how = origin_of(view.scan, use, place.directive, index, place.tree, place.leaf)
    if how is Origin.NOT:
        return Decision(unknown(use, place.branch, view.work(UNKNOWN_NAME)))
    return _DECLARED if how is Origin.DECLARED else NO_DECISION
