"""Shapes written in CUDA, compiled to node patterns.

What comes in is the ``match`` text of a construct rule; what goes out are the patterns that
``finding`` looks for, one for each place where the shape can stand. ``$x`` captures one node (an
expression, a type; a literal as ``"$x"``), ``$*xs`` the rest of a list. Shapes of directives are
not compiled: ``directives`` has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from migrate.regex import regex
from migrate.rules.constructs import CAPTURE
from migrate.text.lexer import integer
from migrate.text.syntax import Node, SyntaxTree, parse

# Where a shape can stand. It is compiled in each place it fits; a place it does not occur in never
# matches.
_PLACES = (
    (b"void _(){", b";}"),  # expression or statement
    (b"void _(){", b" _v;}"),  # type
    (b"__global__ void ", b" _(int);"),  # declaration specifier
    (b"", b""),  # top level
)
# Where shapes of numbers, and shapes around others, can stand besides.
_MORE_PLACES = (
    *_PLACES,
    (b"void _(){int ", b";}"),  # declarator
    (b"enum _ {", b"};"),  # enumerator
    (b"struct _ {", b";};"),  # member
    (b"template <", b"> void _();"),  # parameter of a template
)
_PARAMETER = (b"void _(", b");")  # what a shape stands between that is of a parameter
_OPERATOR = (b"void ", b"(int);")  # of the name of an operator
_BRACES = (b"int _ = ", b";")  # of values in braces
_DESIGNATOR = (b"int _ = {", b" = 0};")  # of the name of a member before its value in braces
_REST_AFTER_COMMA = regex(r",\s*\$\*\w+")
_REST_MARK = "$__rest_"
NUMBER = "number_literal"


class Pattern(NamedTuple):
    """One node of a shape. A leaf has ``text``; a capture has a name and matches anything (or the
    rest).
    """

    kind: str
    text: bytes = b""
    children: tuple[Pattern, ...] = ()
    capture: str = ""
    rest: bool = False
    anchor: bool = False
    rest_at: int = -1  # which of the children is the rest, if one is
    leads: bool = False  # whether the anchor is it, or below it


class Root(NamedTuple):
    """A shape in one place where it can stand, so many levels above its anchor, and the kinds of
    the nodes between: all of them have to be around the leaf where it stands.
    """

    pattern: Pattern
    depth: int
    between: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A compiled ``match`` text: ``roots`` for each place it can stand.

    ``text`` is the match text this was compiled from: the one where an empty ``$*rest`` took its
    comma along. Where ``scoped`` names the anchor, it may stand behind any namespaces.
    """

    text: str
    roots: tuple[Root, ...]
    scoped: str = ""


@cache
def compile_shape(match: str, anchor: str) -> tuple[Shape, ...]:
    """Compile ``match``; two shapes where a ``$*rest`` behind a comma may be empty.

    The scope of a qualified ``anchor`` is left out: a use has been resolved, and may be written
    through an alias or a using directive.
    """
    name = anchor.rpartition("::")[2].removeprefix(".")
    if not anchor.startswith("."):
        match = match.replace(anchor, name, 1)
    shapes = [_compile(match, name)]
    if _REST_AFTER_COMMA.search(match):
        shapes.append(_compile(_REST_AFTER_COMMA.sub("", match), name))
    return tuple(replace(shape, scoped=name if "::" in anchor else "") for shape in shapes)


def _compile(match: str, anchor: str) -> Shape:
    source = CAPTURE.sub(lambda m: (_REST_MARK if m[1] else "$") + m[2], match).encode()
    roots: list[Pattern] = []
    if source.startswith((b"asm", b"__asm")):
        roots.append(_asm(match, anchor))
    places: Sequence[tuple[bytes, bytes]] = _MORE_PLACES if anchor[0].isdigit() else _PLACES
    if anchor == "operator":
        places = (_OPERATOR,)
    elif source.startswith((b"{", b".")):
        places = (_BRACES,) if source.startswith(b"{") else (_DESIGNATOR,)
    head, tail = _PARAMETER
    if source.startswith(head) and source.endswith(tail):
        source, places = source[len(head) : -len(tail)], (_PARAMETER,)
    roots += _roots(source, anchor.encode(), places)
    ways = [(root, way) for root in dict.fromkeys(roots) if (way := _way(root)) is not None]
    return Shape(match, tuple(Root(root, len(way), frozenset(way)) for root, way in ways))


def _roots(
    source: bytes, anchor: bytes, places: Sequence[tuple[bytes, bytes]]
) -> Iterator[Pattern]:
    """The shape as a pattern in each place where it can stand."""
    for before, after in places:
        tree = parse(before + source + after)
        node = tree.root.descendant_for_byte_range(len(before), len(before) + len(source))
        whole = (len(before), len(before) + len(source))
        if node is not None and not node.has_error and tree.span(node) == whole:
            yield _pattern(tree, _outermost(node), anchor)


def _asm(match: str, anchor: str) -> Pattern:
    """Inline assembly: the grammar wants a string where the shape has a capture."""
    name = CAPTURE.findall(match)[0][1]
    leaf = Pattern(anchor, anchor.encode(), anchor=True, leads=True)
    return _around([leaf, Pattern("", capture=name, rest=True)], "gnu_asm_expression")


def _outermost(node: Node) -> Node:
    """The largest node with the same span, so that a bare name is matched as what it stands for."""
    while node.parent is not None and (node.parent.start_byte, node.parent.end_byte) == (
        node.start_byte,
        node.end_byte,
    ):
        if node.parent.type in ("translation_unit", "expression_statement"):
            break
        node = node.parent
    return node


def _pattern(
    tree: SyntaxTree, node: Node, anchor: bytes, seen: list[bool] | None = None
) -> Pattern:
    seen = seen if seen is not None else [False]
    text = tree.text(node)
    statement = b";?" if node.type == "expression_statement" else b""
    capture = re.fullmatch(rb"\$(__rest_)?(\w+)" + statement, text)
    if capture is not None:
        return Pattern(node.type, capture=capture[2].decode(), rest=bool(capture[1]))
    if node.child_count == 0:
        bare = text.lstrip(b"-") if node.type == NUMBER else text
        first = reads(node.type, bare, anchor) and not seen[0]
        seen[0] = seen[0] or first
        return Pattern(node.type, text=text, anchor=first, leads=first)
    return _around([_pattern(tree, child, anchor, seen) for child in node.children], node.type)


def _around(children: Sequence[Pattern], kind: str) -> Pattern:
    rest = next((at for at, child in enumerate(children) if child.rest), -1)
    leads = any(child.leads for child in children)
    return Pattern(kind, children=tuple(children), rest_at=rest, leads=leads)


def reads(kind: str, text: bytes, wanted: bytes) -> bool:
    """Whether a leaf says the same: numbers by their value, all else to the letter."""
    if kind == NUMBER and text != wanted:
        value = _value(text)
        return value is not None and value == _value(wanted)
    return text == wanted


def _value(text: bytes) -> int | None:
    """The integer that a literal says; the grammar takes a sign for a part of it."""
    words = text.decode("utf-8", "replace")
    value = integer(words.lstrip("-"))
    return -value if value is not None and words.startswith("-") else value


def _way(pattern: Pattern) -> tuple[str, ...] | None:
    """The kinds of ``pattern`` and of what is between it and the anchor below it."""
    if pattern.anchor:
        return ()
    below = [way for child in pattern.children if (way := _way(child)) is not None]
    return (pattern.kind, *below[0]) if below else None


@cache
def compile_context(shape: str) -> tuple[Pattern, ...]:
    """A shape around others, that has no anchor, in each place where it can stand."""
    source = CAPTURE.sub(lambda m: (_REST_MARK if m[1] else "$") + m[2], shape).encode()
    return tuple(dict.fromkeys(_roots(source, b"", _MORE_PLACES)))
