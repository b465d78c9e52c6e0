"""Bytes to a ``SyntaxTree`` (tree-sitter's CUDA grammar), with macro bodies parsed where they
stand.

What comes in are bytes; what goes out is a tree that answers "what stands at these bytes?". A file
that does not parse cleanly still has a tree; its broken regions are listed. Trees and nodes stay
inside one process and one reading: everything that travels is made of byte spans.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain

from tree_sitter import Node, Point, Tree

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text import grammar

__all__ = ["Node", "SyntaxTree", "parse"]

# A name that the preprocessor puts together, or makes a string of.
_PASTED = regex(
    rb"\b\w+(?:(?:[ \t]|\\\r?\n)*##(?:[ \t]|\\\r?\n)*\w+)+|(?<![#\w])#[ \t]*[A-Za-z_]\w*"
)
_NO_WORD = regex(rb"\W")
_BEFORE_BODY = b"void _(){"
_AFTER_BODY = b"\n;}"
_HOLD_STATEMENTS = frozenset(
    "translation_unit compound_statement declaration_list field_declaration_list case_statement "
    "preproc_if preproc_ifdef preproc_else preproc_elif".split()
)
# Attributes between the keyword of a type and its name, of which the grammar knows few: calls,
# macros in capitals, and those of an enumeration.
_ATTRIBUTES = regex(
    rb"\b(?:struct|class|union|enum(?:\s+(?:class|struct))?)\s+"
    rb"((?:(?:\[\[[^\[\]]*\]\]|(?!alignas\b)[A-Za-z_]\w*\s*\((?:[^(){};]|\([^(){};]*\))*\)"
    rb"|[A-Z][A-Z0-9_]+(?=\s+[A-Za-z_]))\s*)+)(?=(?:[A-Za-z_]\w*\s*)?(?:<[^<>{};]*>\s*)?(?:final\s*)?"
    rb"(?:\{|:(?!:)))"
)
# Words between the captures of a lambda and its parameters that say where it runs.
_LAMBDA_MARKS = regex(
    rb"(?:[(,={};&|?:]|\breturn)\s*\[[^\[\]]*\]\s*((?:(?:__[a-z]+__|[A-Z][A-Z0-9_]+)\s*)+)(?=[({])"
)
# A macro alone on the line above a launch, or above the call of what a call gives, which a launch
# becomes on other targets: the grammar takes it for the type of a variable.
_ABOVE_LAUNCH = regex(
    rb"^[ \t]*([A-Z][A-Z0-9_]+)[ \t]*\r?\n(?=[ \t]*[A-Za-z_][\w:]*"
    rb"(?:<[^<>;{}()]*(?:<[^<>;{}()]*>[^<>;{}()]*)?>)?[ \t]*(?:<<<|\([^;{}]*?\)\())",
    re.MULTILINE,
)
# The arguments of a launch, or of such a call, with directives among them: the grammar knows none
# there.
_WITH_DIRECTIVES = regex(rb"(?:>>>|\))\s*(?P<opens>\()(?=[^;{}]*?\n[ \t]*#)")
_PARENTHESIS_OR_DIRECTIVE = regex(rb"[(){};]|^[ \t]*#(?:[^\\\n]|\\\r?\n|\\)*", re.MULTILINE)
_MAY_HAVE_MARKS = regex(rb"\]\s*(?:__[a-z]|[A-Z][A-Z0-9_])")  # quick to search for


class _Way:
    """The way down to the place that was last asked for. The next one is found from there, and what
    a node of a way stands in is remembered: a tree that is as deep as it is long is still gone
    through once.
    """

    def __init__(self, tree: Tree) -> None:
        root = tree.root_node
        self._cursor = tree.walk()
        self._stack = [(root, root.start_byte, root.end_byte)]
        self._outer: dict[int, Node | None] = {root.id: None}

    def down(self, start: int, end: int) -> Node:
        """The smallest node around ``[start, end)``, which is not empty, or the root."""
        cursor, stack = self._cursor, self._stack
        node, first, last = stack[-1]
        while (end > last or start < first) and cursor.goto_parent():
            stack.pop()
            node, first, last = stack[-1]
        while cursor.goto_first_child_for_byte(start) is not None:
            child = cursor.node
            assert child is not None, "the cursor stands at a node"
            first, last = child.start_byte, child.end_byte
            if start < first or last < end:
                cursor.goto_parent()
                break
            self._outer[child.id] = node
            stack.append((child, first, last))
            node = child
        return node

    def parent(self, node: Node) -> Node | None:
        outer, key = self._outer, node.id
        if key not in outer:
            if node.start_byte < node.end_byte:
                self.down(node.start_byte, node.end_byte)
            if key not in outer:
                return node.parent  # no way leads to an empty node
        return outer[key]


class SyntaxTree:
    """A parsed file, or a macro body parsed as the statements of a function.

    Node offsets count from ``base`` in the file; ``span`` adds it, so callers only ever see offsets
    in the file.
    """

    def __init__(
        self,
        made: tuple[Tree, tuple[Span, ...]],
        base: int,
        data: bytes,
        file: SyntaxTree | None = None,
    ) -> None:
        self._tree, self._passed = made
        self._file = file
        self._base = base
        self._data = data
        self._fragments: dict[int, SyntaxTree] = {}
        self._top: tuple[list[int], list[Node]] | None = None
        self._way = _Way(self._tree)
        self._nearest: dict[frozenset[str], dict[int, Node | None]] = {}

    @property
    def root(self) -> Node:
        return self._tree.root_node

    @property
    def file(self) -> SyntaxTree:
        """The tree of the whole file."""
        return self._file or self

    @property
    def is_fragment(self) -> bool:
        """Whether this is a macro's body, in which nothing is known of the function around it."""
        return self._base != 0

    @property
    def has_gaps(self) -> bool:
        """Whether parts of the text were kept from the grammar, which does not get through them."""
        return bool(self._passed)

    def span(self, node: Node) -> Span:
        """Where ``node`` (of this tree) stands in the file."""
        return Span(node.start_byte + self._base, node.end_byte + self._base)

    def read(self, span: Span) -> bytes:
        return self._data[span.start : span.end]

    def text(self, node: Node) -> bytes:
        return self._data[node.start_byte + self._base : node.end_byte + self._base]

    def leaf(self, start: int, end: int) -> tuple[SyntaxTree, Node]:
        """The smallest node that covers ``[start, end)`` and the tree it belongs to (a macro body
        has its own).
        """
        node = self._way.down(start - self._base, max(end, start + 1) - self._base)
        if node.type == "preproc_arg":
            return self._fragment(self.span(node)).leaf(start, end)
        return self, node

    def outside(self, offset: int) -> tuple[SyntaxTree, Node]:
        """The smallest node of the file's own tree at ``offset``: all of a macro's body is one."""
        at = offset - self._base
        return self, self._way.down(at, at + 1)

    def parent(self, node: Node) -> Node | None:
        """What ``node`` (of this tree) stands in, found without a search: ``Node.parent`` looks for
        it from the root.
        """
        return self._way.parent(node)

    def around(self, node: Node | None) -> Iterator[Node]:
        """``node`` and what it stands in, the nearest first."""
        parent = self._way.parent
        while node is not None:
            yield node
            node = parent(node)

    def nearest(self, node: Node | None, kinds: frozenset[str]) -> Node | None:
        """The first of ``around`` that is of one of ``kinds``. What is passed on the way up is not
        gone through again: expressions may be as deep as they are long.
        """
        known = self._nearest.setdefault(kinds, {})
        passed, found = [], None
        for each in self.around(node):
            if each.id in known or each.type in kinds:
                found = known.get(each.id, each)
                break
            passed.append(each.id)
        known.update(dict.fromkeys(passed, found))
        return found

    def statement(self, offset: int) -> Node:
        """The statement or declaration around ``offset``, in a macro's body too."""
        return self.enclosing(offset)[1]

    def statement_span(self, offset: int) -> Span:
        """Where this statement stands."""
        tree, node = self.enclosing(offset)
        return tree.span(node)

    def enclosing(self, offset: int) -> tuple[SyntaxTree, Node]:
        """The statement, and the tree it belongs to."""
        at, cursor = offset - self._base, self._tree.walk()
        found = node = self.root
        while cursor.goto_first_child_for_byte(at) is not None:
            outer, node = node, cursor.node or node
            if node.start_byte > at:
                break
            if outer.type in _HOLD_STATEMENTS:
                found = node
        if node.type == "preproc_arg":
            return self._fragment(self.span(node)).enclosing(offset)
        return self, found

    def top_level(self, offset: int) -> Node | None:
        """The declaration of the file that ``offset`` stands in; found without a walk."""
        if self._top is None:
            children = self.root.children
            self._top = [child.start_byte + self._base for child in children], children
        starts, nodes = self._top
        at = bisect_right(starts, offset) - 1
        return nodes[at] if at >= 0 and offset < nodes[at].end_byte + self._base else None

    def outermost(self, kind: str, offset: int) -> Node | None:
        """The outermost node of a kind around ``offset``, in a file's own tree."""
        found = self.top_level(offset)
        if found is None or found.type == kind:
            return found
        cursor = found.walk()
        while cursor.goto_first_child_for_byte(offset) is not None:
            node = cursor.node
            if node is None or node.start_byte > offset:
                return None
            if node.type == kind:
                return node
        return None

    def _fragment(self, body: Span) -> SyntaxTree:
        if body.start not in self._fragments:
            made = _PASTED.sub(_as_one_name, self._data[body.start : body.end])
            text = _BEFORE_BODY + made + _AFTER_BODY
            base = body.start - len(_BEFORE_BODY)
            self._fragments[body.start] = SyntaxTree(
                grammar.tree_of(text), base, self._data, self.file
            )
        return self._fragments[body.start]

    def edited(self, edits: Iterable[Edit]) -> Tree:
        """A copy of the tree that knows which bytes ``edits`` changed; for parsing the result."""
        tree = self._tree.copy()
        shift = 0
        for edit in edits:
            start = edit.start + shift
            old_end, new_end = edit.end + shift, start + len(edit.text)
            # Only bytes count here: rows are not asked for, so every file is one long line.
            points = (Point(0, start), Point(0, old_end), Point(0, new_end))
            tree.edit(start, old_end, new_end, *points)
            shift += new_end - old_end
        return tree

    def broken(self) -> Iterator[Span]:
        """Regions the grammar could not make sense of, outermost, in order, and those that it was
        not shown.
        """
        if not self._passed:
            return self._errors()
        shifted = (Span(start + self._base, end + self._base) for start, end in self._passed)
        return merge(self._errors(), shifted)

    def _errors(self) -> Iterator[Span]:
        pending = [self.root] if self.root.has_error else []
        while pending:
            node = pending.pop()
            if node.is_error or node.is_missing:
                yield self.span(node)
            else:
                pending.extend(
                    child
                    for child in reversed(node.children)
                    if child.has_error or child.is_missing
                )


def parse(
    data: bytes,
    blank: Iterable[Span] = (),
    earlier: SyntaxTree | None = None,
    edits: Iterable[Edit] = (),
) -> SyntaxTree:
    """Parse a whole file; always succeeds. The spans ``blank`` are read as spaces, and so are
    attributes in the heads of types, marks of lambdas, and directives among the arguments of a
    launch; a macro alone above a launch is ``;``.

    Where ``data`` is what ``edits`` (sorted, disjoint) made of an ``earlier`` file, what they left
    alone is taken over from its tree: the same tree as without, for a third of the work.
    """
    text = bytearray(data)
    marks = _LAMBDA_MARKS.finditer(data) if _MAY_HAVE_MARKS.search(data) else ()
    words = chain(_ATTRIBUTES.finditer(data), marks)
    hidden = chain(blank, (match.span(1) for match in words), _among_arguments(data))
    for start, end in hidden:
        text[start:end] = grammar.NOT_A_LINE.sub(b" ", data[start:end])
    for match in _ABOVE_LAUNCH.finditer(data):
        start, end = match.span(1)
        text[start:end] = b";".ljust(end - start)
    old = earlier.edited(edits) if earlier is not None and not earlier.has_gaps else None
    return SyntaxTree(grammar.tree_of(bytes(text), old), 0, data)


def _as_one_name(match: re.Match[bytes]) -> bytes:
    return _NO_WORD.sub(b"_", match[0])


def _among_arguments(data: bytes) -> Iterator[tuple[int, int]]:
    """The directives among the arguments of launches, and of calls of what a call gives."""
    for match in _WITH_DIRECTIVES.finditer(data):
        depth = 0
        for found in _PARENTHESIS_OR_DIRECTIVE.finditer(data, match.start("opens")):
            depth += (found[0] == b"(") - (found[0] == b")")
            if depth == 0 or found[0] in (b"{", b"}", b";"):
                break
            if found[0] not in (b"(", b")"):
                yield found.span()


def walk(node: Node) -> Iterator[Node]:
    """A node and all in it, in the order of the text."""
    pending = [node]
    while pending:
        found = pending.pop()
        yield found
        pending.extend(reversed(found.children))
