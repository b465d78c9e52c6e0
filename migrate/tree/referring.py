"""Whether a name refers, where it stands, to a kernel or a variable on the device that the tree
declares, and how much of the source around it names that.

What comes in are the tree and leaf of a use, and what hides names there; what goes out is a span,
or nothing. A name that is declared where it stands, or is hidden by one of the function's, is
another's.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import NamedTuple

from migrate.model import Span
from migrate.rules.constructs import NAME_OF
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.declarations import declared
from migrate.tree.devicenames import ASIDE, KERNEL

_NAMES = frozenset({"identifier", "type_identifier"})
_TOLD = _NAMES | {"field_identifier"}
_AROUND = frozenset({"qualified_identifier", "template_function"})
_LOOK_AHEAD = 16  # bytes behind a name in which its parentheses open


class Referring(NamedTuple):
    """What names something: its span, and that of the name in it; ``text`` is the shape of the
    whole.
    """

    span: Span
    name: Span
    text: str


def referring(
    tree: SyntaxTree, leaf: Node, kind: str, macros: Container[str] = ()
) -> Referring | None:
    """What names a kernel or a variable at ``leaf``: with its scopes, its template arguments, and
    what a macro is given that makes its name. A kernel counts where it is a value: not where it is
    launched, nor as an argument of one of the ``macros`` of the tree, which decide what becomes of
    it. What no rewrite speaks of counts where it is declared, too.
    """
    if kind in ASIDE:
        whole = tree.span(leaf)
        return Referring(whole, whole, NAME_OF) if leaf.type in _TOLD else None
    if leaf.type not in _NAMES or declared(tree, leaf):
        return None
    node = leaf
    while (around := tree.parent(node)) is not None and around.type in _AROUND:
        if around.child_by_field_name("name") != node:
            return None
        node = around
    if kind == KERNEL:
        return _value(tree, node, macros)
    span = tree.span(_called(tree, node, around, macros))
    return Referring(span, span, NAME_OF)


def _called(tree: SyntaxTree, node: Node, around: Node | None, macros: Container[str]) -> Node:
    """The call of a macro that makes the name of a variable, or the name itself: a variable of a
    class may be called, too.
    """
    if around is None or around.type != "call_expression" or not _is_among(tree, node, macros):
        return node
    return around if around.child_by_field_name("function") == node else node


def _is_among(tree: SyntaxTree, node: Node, macros: Container[str]) -> bool:
    return tree.text(node).decode("utf-8", "replace") in macros


def _of_an_enumeration(tree: SyntaxTree, node: Node) -> bool:
    """Whether a name is qualified with that of an enumeration of the file."""
    scope = node.child_by_field_name("scope")
    if scope is None:
        return False
    name = re.escape(tree.text(scope).split(b"::")[-1].strip())
    return (
        re.search(rb"\benum\s+(?:(?:class|struct)\s+)?" + name + rb"\b", tree.text(tree.root))
        is not None
    )


def _value(tree: SyntaxTree, node: Node, macros: Container[str]) -> Referring | None:
    """A kernel as a value, with an ``&`` before it: what has parentheses is none, though a broken
    declaration may not be read as one.
    """
    around, name, text = tree.parent(node), tree.span(node), NAME_OF
    if tree.read(Span(name.end, name.end + _LOOK_AHEAD)).lstrip().startswith(b"("):
        return None
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, tree.parent(around)
    if around is None or around.type in ("template_argument_list", "type_descriptor"):
        return None
    if around.type == "call_expression" and around.child_by_field_name("function") == node:
        return None
    if around.type in ("function_declarator", "template_instantiation", "friend_declaration"):
        return None
    if node.type == "qualified_identifier" and _of_an_enumeration(tree, node):
        return None
    if around.type == "pointer_expression" and tree.text(around).startswith(b"&"):
        node, around, text = around, tree.parent(around), f"&{NAME_OF}"
    if around is not None and around.type == "argument_list":
        call = tree.parent(around)
        called = call.child_by_field_name("function") if call is not None else None
        if called is not None and _is_among(tree, called, macros):
            return None
    return Referring(tree.span(node), name, text)
