"""``struct``, ``enum`` and ``union`` before a name that is a mere typedef on the target: it goes.

What comes in are a use, the leaf it stands at and the target's name; what goes out is the edit that
takes the word out. Where the tag itself is declared ahead there is none. What is a typedef is said
by the declared surface of the target (``rules/<target>/surface``).
"""

from __future__ import annotations

from functools import cache

from migrate.model import Edit
from migrate.rules.ruleset import RuleSet
from migrate.rules.surface import Surface
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.resolve import Use

_TYPEDEF = "typedef"
_LINKED = "linkage_specification"  # extern "C" before one declaration
_TAGGED = frozenset("struct_specifier class_specifier union_specifier enum_specifier".split())


@cache
def _surface(rules: RuleSet) -> Surface:
    """The target's declarations, read once in each process."""
    return Surface(rules.info, rules.target.version, rules.folders)


def without_tag(
    tree: SyntaxTree, leaf: Node, use: Use, target: str, rules: RuleSet, edits: tuple[Edit, ...]
) -> tuple[Edit, ...] | None:
    """The ``edits`` of a name, and the one that takes the word before it out, if the target has no
    such tag; None where that is declared ahead.
    """
    specifier = _tagged(tree, leaf) if target else None
    if specifier is None or not _is_typedef(target, rules):
        return edits
    if _is_forward(tree, specifier):
        return None if edits else edits
    begin = use.before.start if use.before.start >= 0 else use.start
    return (Edit(tree.span(specifier).start, begin, b""), *edits)


def goes(tree: SyntaxTree, leaf: Node, target: str, rules: RuleSet) -> bool:
    """Whether there is such a word before a name that becomes ``target``."""
    return _is_typedef(target, rules) and _tagged(tree, leaf) is not None


def _is_typedef(target: str, rules: RuleSet) -> bool:
    return bool(target) and _surface(rules).kind(target) == _TYPEDEF


def _tagged(tree: SyntaxTree, leaf: Node) -> Node | None:
    """The specifier that uses or declares a tag by this name, without a body."""
    parent = tree.parent(leaf)
    while parent is not None and parent.type == "qualified_identifier":
        leaf, parent = parent, tree.parent(parent)
    if parent is None or parent.type not in _TAGGED or parent.child_by_field_name("body"):
        return None
    return parent if parent.child_by_field_name("name") == leaf else None


def _is_forward(tree: SyntaxTree, specifier: Node) -> bool:
    """Whether this declares the tag and nothing else: ``struct X;``."""
    following, around = specifier.next_sibling, tree.parent(specifier)
    alone = following is not None and following.type == ";"
    outer = tree.parent(around) if around is not None else None
    linked = outer is not None and outer.type == _LINKED
    return alone and around is not None and (linked or around.type != "declaration")
