"""Shapes written in CUDA, compiled to node patterns, and matched where a name stands.

What comes in is the ``match`` text of a construct rule; what goes out, for a place in a tree, are
the spans of the captures. ``$x`` captures one node (an expression, a type; a literal as ``"$x"``),
``$*xs`` the rest of a list. Comments between tokens never matter. Shapes of directives are not
compiled: ``directives`` has them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.constraints import HERE
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
# Words before a type that a shape need not have; and the nodes they stand in.
_QUALIFIERS = frozenset(
    "storage_class_specifier type_qualifier attribute_specifier attribute_declaration "
    "__shared__ __constant__ __device__ __managed__ __align__ alignas_qualifier".split()
)
_QUALIFIED = frozenset(
    "declaration field_declaration parameter_declaration optional_parameter_declaration".split()
)
_CLOSED = frozenset(
    "namespace_definition struct_specifier class_specifier union_specifier compound_statement "
    "ERROR".split()
)
_REST_AFTER_COMMA = regex(r",\s*\$\*\w+")
_REST_MARK = "$__rest_"
_NAME_KINDS = frozenset(
    {"identifier", "type_identifier", "namespace_identifier", "field_identifier"}
)
_MEMBER = "field_identifier"  # a name alone is one where a member is declared, too
_NUMBER = "number_literal"
_FARTHEST_AROUND = 32  # levels between a match and a shape around it
_FARTHEST = 16  # levels between the anchor of a shape and its root
_AROUND_A_NAME = frozenset({"qualified_identifier", "template_function", "template_type"})
_MAX_CLIMB = 4  # nodes that may wrap the anchor beyond those in the shape: `::f`, `f<T>`


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


class Found(NamedTuple):
    """A shape found in a file: its span, its captures, and the match text that fitted.

    Of a declaration, ``each`` are the captures of every declarator, which may stand in pieces;
    ``captures`` are those of the first.
    """

    span: Span
    captures: Mapping[str, Span]
    text: str
    each: tuple[Mapping[str, tuple[Span, ...]], ...] = ()

    def spans(self, names: Container[str]) -> list[Span]:
        """Where all that is captured under some of the ``names`` stands, in order."""
        if not self.each:
            return sorted(span for name, span in self.captures.items() if name in names)
        found = {
            span
            for one in self.each
            for name, spans in one.items()
            for span in spans
            if name in names
        }
        return sorted(found)


class Around(NamedTuple):
    """A node on the way up from a leaf, and its kind."""

    node: Node
    kind: str


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
    leaf = Pattern(anchor, anchor.encode(), anchor=True)
    return Pattern("gnu_asm_expression", children=(leaf, Pattern("", capture=name, rest=True)))


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
    text = text.strip(b'"') if node.type == "string_literal" else text
    capture = re.fullmatch(rb"\$(__rest_)?(\w+)" + statement, text)
    if capture is not None:
        return Pattern(node.type, capture=capture[2].decode(), rest=bool(capture[1]))
    if node.child_count == 0:
        bare = text.lstrip(b"-") if node.type == _NUMBER else text
        first = _reads(node.type, bare, anchor) and not seen[0]
        seen[0] = seen[0] or first
        return Pattern(node.type, text=text, anchor=first)
    children = tuple(_pattern(tree, child, anchor, seen) for child in node.children)
    return Pattern(node.type, children=children)


def _reads(kind: str, text: bytes, wanted: bytes) -> bool:
    """Whether a leaf says the same: numbers by their value, all else to the letter."""
    if kind == _NUMBER and text != wanted:
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


class Way:
    """The ``around`` of a leaf: all shapes at one place are looked for on the way up from it."""

    def __init__(self, around: Sequence[Around]) -> None:
        self.around = around
        self.kinds = tuple(kind for _, kind in around)
        self.any_of = frozenset(self.kinds)
        named_in_braces = len(around) > 1 and around[1].kind == "field_designator"
        self.climb = 1 if named_in_braces else _MAX_CLIMB


def find(shapes: Sequence[Shape], tree: SyntaxTree, way: Way) -> Found | None:
    """The first shape whose anchor is the leaf of ``tree`` that ``way`` leads up from."""
    any_of, climb, around = way.any_of, way.climb, way.around
    for shape in shapes:
        for root, depth, between in shape.roots:
            if not between <= any_of:
                continue  # most do not get any further
            end = depth + climb
            for node, kind in around[depth:end]:
                if kind == root.kind or (root.anchor and kind == _MEMBER):
                    search = _Search(tree, around[0].node, bool(shape.scoped))
                    if search.match(root, node):
                        start, end = tree.span(_unqualified(root, node)).start, tree.span(node).end
                        text = _as_written(shape, tree, start, around[0].node)
                        return Found(Span(start, end), search.captures, text)
    return None


def _as_written(shape: Shape, tree: SyntaxTree, start: int, leaf: Node) -> str:
    """The shape's text with the namespaces that stand before its anchor in the source, if any."""
    if not shape.scoped:
        return shape.text
    outer = leaf
    while (around := tree.parent(outer)) is not None and around.type in _AROUND_A_NAME:
        outer = around
    first = max(start, tree.span(outer).start)
    scopes = tree.read(Span(first, tree.span(leaf).start)).decode("utf-8", "replace")
    return shape.text.replace(shape.scoped, scopes + shape.scoped, 1)


def ancestors(tree: SyntaxTree, leaf: Node, farthest: int = _FARTHEST) -> Sequence[Around]:
    """A leaf and the nodes around it, nearest first; as far as a shape may reach, unless said."""
    return [Around(node, node.type) for node in islice(tree.around(leaf), farthest)]


def _unqualified(pattern: Pattern, node: Node) -> Node:
    """The first part of a declaration that its shape has: qualifiers before it are not touched."""
    if node.type in _QUALIFIED and node.child_count > len(pattern.children):
        first = pattern.children[0].kind
        wanted = (child for child in node.children if child.type not in _QUALIFIERS)
        return next((child for child in node.children if child.type == first), next(wanted))
    return node


def _spelling(pattern: Pattern) -> bytes:
    """What the leaves of a pattern without captures read, as one word."""
    return pattern.text or b"".join(map(_spelling, pattern.children))


def is_global(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether ``leaf`` surely stands in no namespace, class or body of a function."""
    closed = tree.nearest(tree.parent(leaf), _CLOSED)
    return closed is None and not tree.is_fragment


def encloses(shape: str, tree: SyntaxTree, leaf: Node, span: Span) -> bool:
    """Whether a node around ``leaf`` has the form of ``shape``, with ``span`` where it says
    ``$here``; up to the function around it.
    """
    roots = _compile_context(shape)
    for node, kind in ancestors(tree, leaf, _FARTHEST_AROUND)[1:]:
        if kind == "function_definition":
            return False
        for root in roots:
            search = _Search(tree, leaf)
            if kind == root.kind and search.match(root, node):
                here = search.captures[HERE]
                if here.start <= span.start and span.end <= here.end:
                    return True
    return False


@cache
def _compile_context(shape: str) -> tuple[Pattern, ...]:
    source = CAPTURE.sub(lambda m: (_REST_MARK if m[1] else "$") + m[2], shape).encode()
    return tuple(dict.fromkeys(_roots(source, b"", _MORE_PLACES)))


class _Search:
    """One attempt: collects captures while pattern and tree are walked side by side."""

    def __init__(self, tree: SyntaxTree, leaf: Node, scoped: bool = False) -> None:
        self.captures: dict[str, Span] = {}
        self._tree = tree
        self._leaf = leaf
        self._scoped = scoped

    def match(self, pattern: Pattern, node: Node) -> bool:
        if pattern.capture:
            return self._bind(pattern.capture, self._tree.span(node))
        if self._scoped and pattern.kind != node.type and _way(pattern) is not None:
            node = _without_scopes(node)
        if pattern.text:
            node = _plain_name(node) if pattern.kind in _NAME_KINDS else node
            if not _reads(node.type, self._tree.text(node), pattern.text):
                return False
            return not pattern.anchor or (node.start_byte, node.end_byte) == (
                self._leaf.start_byte,
                self._leaf.end_byte,
            )
        if node.type != pattern.kind:
            return False
        return self._match_children(pattern.children, node)

    def _match_children(self, patterns: Sequence[Pattern], node: Node) -> bool:
        children = [child for child in node.children if child.type != "comment"]
        if node.type in _QUALIFIED and len(children) > len(patterns):
            children = [child for child in children if self._counts(child, patterns)]
        rest = next((i for i, pattern in enumerate(patterns) if pattern.rest), None)
        if rest is None:
            return len(children) == len(patterns) and all(map(self.match, patterns, children))
        behind = len(patterns) - rest - 1
        if len(children) < rest + behind:
            return False
        middle = children[rest : len(children) - behind]
        if not middle and rest and patterns[rest - 1].text == b",":
            return False  # `f(a, )`: the shape without the comma matches instead
        ends = children[len(children) - behind :] if behind else []
        if not all(
            map(self.match, (*patterns[:rest], *patterns[rest + 1 :]), children[:rest] + ends)
        ):
            return False
        at = ends[0].start_byte if ends else node.end_byte
        first, last = (middle[0].start_byte, middle[-1].end_byte) if middle else (at, at)
        shift = self._tree.span(node).start - node.start_byte
        return self._bind(patterns[rest].capture, Span(first + shift, last + shift))

    def _counts(self, child: Node, patterns: Sequence[Pattern]) -> bool:
        """Whether a child is more than a qualifier that the shape does not ask for."""
        if child.type not in _QUALIFIERS:
            return True
        text = self._tree.text(child)
        return any(item.kind == child.type and _spelling(item) == text for item in patterns)

    def _bind(self, name: str, span: Span) -> bool:
        """Record a capture; one that is named twice must read the same in both places."""
        first = self.captures.setdefault(name, span)
        return self._tree.read(first) == self._tree.read(span)


def _without_scopes(node: Node) -> Node:
    """The name behind all scopes: a use has been resolved, so that they need not be compared."""
    while node.type == "qualified_identifier":
        name = node.child_by_field_name("name")
        if name is None:
            break
        node = name
    return node


def _plain_name(node: Node) -> Node:
    """The name inside ``::name`` and ``name<T>``."""
    if node.type == "qualified_identifier" and node.child_by_field_name("scope") is None:
        node = node.child_by_field_name("name") or node
    if node.type in ("template_function", "template_type"):
        node = node.child_by_field_name("name") or node
    return node
