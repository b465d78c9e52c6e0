"""Compiled shapes, looked for where a name stands.

What comes in are the patterns of shapes and a leaf of a tree; what goes out are the spans of the
captures. Comments between tokens never matter. All that is asked of the nodes around one leaf is
asked once, and its answers are shared by the shapes that are tried there.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from migrate.model import Span
from migrate.rules.constraints import HERE
from migrate.shapes.patterns import Pattern, Shape, compile_context, reads
from migrate.text.syntax import Node, SyntaxTree

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
_NAME_KINDS = frozenset(
    {"identifier", "type_identifier", "namespace_identifier", "field_identifier"}
)
_MEMBER = "field_identifier"  # a name alone is one where a member is declared, too
_AROUND_A_NAME = frozenset({"qualified_identifier", "template_function", "template_type"})
_FARTHEST_AROUND = 32  # levels between a match and a shape around it
_FARTHEST = 16  # levels between the anchor of a shape and its root
_MAX_CLIMB = 4  # nodes that may wrap the anchor beyond those in the shape: `::f`, `f<T>`

Part = tuple[Node, str]
"""A node, and its kind."""


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


class Way:
    """A leaf and the nodes around it, the nearest first, as far as a shape may reach."""

    def __init__(self, tree: SyntaxTree, leaf: Node, farthest: int = _FARTHEST) -> None:
        self.tree = tree
        self.leaf = (leaf.start_byte, leaf.end_byte)
        self.nodes = list(islice(tree.around(leaf), farthest))
        self.kinds = [node.type for node in self.nodes]
        self.any_of = frozenset(self.kinds)
        self.climb = 1 if self.kinds[1:2] == ["field_designator"] else _MAX_CLIMB
        self._parts: dict[int, list[Part]] = {}

    def parts(self, node: Node) -> list[Part]:
        """The children of a node that are no comments."""
        found = self._parts.get(node.id)
        if found is None:
            children = node.children
            found = [(child, kind) for child in children if (kind := child.type) != "comment"]
            self._parts[node.id] = found
        return found


def find(shapes: Sequence[Shape], way: Way) -> Found | None:
    """The first shape whose anchor is the leaf that ``way`` leads up from."""
    any_of, kinds = way.any_of, way.kinds
    for shape in shapes:
        for root, depth, between in shape.roots:
            if not between <= any_of:
                continue  # most do not get any further
            for at in range(depth, min(depth + way.climb, len(kinds))):
                kind = kinds[at]
                if kind == root.kind or (root.anchor and kind == _MEMBER):
                    search = _Search(way, scoped=bool(shape.scoped))
                    if search.match(root, way.nodes[at], kind):
                        return _found(shape, root, way.nodes[at], search)
    return None


def _found(shape: Shape, root: Pattern, node: Node, search: _Search) -> Found:
    way = search.way
    start = way.tree.span(_unqualified(root, node)).start
    text = _as_written(shape, way.tree, start, way.nodes[0])
    return Found(Span(start, way.tree.span(node).end), search.captures, text)


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


def is_in_namespace(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether ``leaf`` surely stands in no class or function, if in a namespace or not."""
    closed = tree.nearest(tree.parent(leaf), _CLOSED - {"namespace_definition"})
    return closed is None and not tree.is_fragment


def encloses(shape: str, tree: SyntaxTree, leaf: Node, span: Span) -> bool:
    """Whether a node around ``leaf`` has the form of ``shape``, with ``span`` where it says
    ``$here``; up to the function around it.
    """
    roots, way = compile_context(shape), Way(tree, leaf, _FARTHEST_AROUND)
    for node, kind in _up_to_the_function(way):
        for root in roots:
            search = _Search(way)
            if kind == root.kind and search.match(root, node, kind):
                here = search.captures[HERE]
                if here.start <= span.start and span.end <= here.end:
                    return True
    return False


def _up_to_the_function(way: Way) -> Iterator[Part]:
    for node, kind in zip(way.nodes[1:], way.kinds[1:], strict=True):
        if kind == "function_definition":
            return
        yield node, kind


class _Search:
    """One attempt: collects captures while pattern and tree are walked side by side."""

    def __init__(self, way: Way, *, scoped: bool = False) -> None:
        self.captures: dict[str, Span] = {}
        self.way = way
        self._tree = way.tree
        self._scoped = scoped

    def match(self, pattern: Pattern, node: Node, kind: str) -> bool:
        if pattern.capture:
            return self._bind(pattern.capture, self._tree.span(node))
        if self._scoped and pattern.leads and pattern.kind != kind:
            node = _without_scopes(node)
            kind = node.type
        if not pattern.text:
            return kind == pattern.kind and self._match_children(pattern, node, kind)
        if kind in _AROUND_A_NAME and pattern.kind in _NAME_KINDS:
            node = _plain_name(node)
            kind = node.type
        if not reads(kind, self._tree.text(node), pattern.text):
            return False
        return not pattern.anchor or (node.start_byte, node.end_byte) == self.way.leaf

    def _match_children(self, pattern: Pattern, node: Node, kind: str) -> bool:
        patterns, children = pattern.children, self.way.parts(node)
        if kind in _QUALIFIED and len(children) > len(patterns):
            children = [child for child in children if self._counts(child, patterns)]
        rest = pattern.rest_at
        if rest < 0:
            return len(children) == len(patterns) and self._match_all(patterns, children)
        behind = len(patterns) - rest - 1
        if len(children) < rest + behind:
            return False
        middle = children[rest : len(children) - behind]
        if not middle and rest and patterns[rest - 1].text == b",":
            return False  # `f(a, )`: the shape without the comma matches instead
        ends = children[len(children) - behind :] if behind else []
        if not (
            self._match_all(patterns[:rest], children[:rest])
            and self._match_all(patterns[rest + 1 :], ends)
        ):
            return False
        at = ends[0][0].start_byte if ends else node.end_byte
        first, last = (middle[0][0].start_byte, middle[-1][0].end_byte) if middle else (at, at)
        shift = self._tree.span(node).start - node.start_byte
        return self._bind(patterns[rest].capture, Span(first + shift, last + shift))

    def _match_all(self, patterns: Sequence[Pattern], children: Sequence[Part]) -> bool:
        """Whether each child is as its pattern says; there are as many of both."""
        for pattern, (child, kind) in zip(patterns, children, strict=True):
            if not self.match(pattern, child, kind):
                return False
        return True

    def _counts(self, part: Part, patterns: Sequence[Pattern]) -> bool:
        """Whether a child is more than a qualifier that the shape does not ask for."""
        child, kind = part
        if kind not in _QUALIFIERS:
            return True
        text = self._tree.text(child)
        return any(item.kind == kind and _spelling(item) == text for item in patterns)

    def _bind(self, name: str, span: Span) -> bool:
        """Record a capture; one that is named twice must read the same in both places."""
        first = self.captures.setdefault(name, span)
        return first is span or self._tree.read(first) == self._tree.read(span)


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
