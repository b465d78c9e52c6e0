"""Which declaration a name refers to at a place, by the scopes of C++.

What comes in is a node (a function, or a whole file without the bodies of its functions); what goes
out are declarations. There are several where it depends on an ``#if`` or a namespace which of them
it is; where a macro declares a name, or the code is broken, one of which nothing is known. A place
is looked up by halving; the tree is walked once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.macros import NO_MACROS, Macros

_FUNCTION = "function_definition"
# Statements whose heads declare for all of the statement.
_HEADS = frozenset(
    "function_definition for_statement for_range_loop if_statement while_statement "
    "switch_statement catch_clause lambda_expression".split()
)
_CLASSES = frozenset({"struct_specifier", "class_specifier", "union_specifier"})
_BRANCHES = frozenset({"preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef"})
_OTHER_BRANCHES = frozenset({"preproc_else", "preproc_elif", "preproc_elifdef"})
_REGIONS = (
    _HEADS
    | _CLASSES
    | _BRANCHES
    | _OTHER_BRANCHES
    | {
        "compound_statement",
        "function_declarator",
        "abstract_function_declarator",
        "template_declaration",
        "namespace_definition",
        "requires_expression",
    }
)
_DECLARE = frozenset(
    "declaration field_declaration parameter_declaration optional_parameter_declaration "
    "variadic_parameter_declaration".split()
)
_DECLARATORS = frozenset(
    "pointer_declarator reference_declarator array_declarator parenthesized_declarator "
    "init_declarator attributed_declarator variadic_declarator".split()
)
_NAMES = frozenset({"identifier", "field_identifier"})
_MOST = 8  # declarations that a name may refer to


class Declaration(NamedTuple):
    """A declared variable: where its name stands, its type as it is written (``int []``; nothing
    where that is not known), and what it is given where it is declared.
    """

    at: int
    type: str = ""
    value: Node | None = None


UNKNOWN = Declaration(-1)


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """Where names are seen that are declared in it: up to its end, or in ``whole`` of it.

    Behind the end of a branch or a namespace, from ``after`` on, they may be seen in the ``outer``
    region. What a ``head`` declares cannot be declared again in the block that follows.
    """

    start: int
    end: int
    outer: _Region | None = None
    after: int | None = None
    whole: bool = False
    head: bool = False
    lost: bool = False  # could not be parsed, so that it may be the inside of anything


class _Sight(NamedTuple):
    """From where to where a declaration is seen, and whether it surely is the one."""

    start: int
    end: int
    declaration: Declaration
    region: _Region
    certain: bool = True
    nested: bool = False  # counts only if it hides a declaration of a region around


class Scopes:
    """The declarations below one node. Nodes of the kinds ``keep`` are held in ``kept``."""

    def __init__(
        self,
        tree: SyntaxTree,
        root: Node,
        macros: Macros = NO_MACROS,
        keep: frozenset[str] = frozenset(),
    ) -> None:
        self.broken = False
        self.kept: list[Node] = []
        self.declared: list[tuple[str, Declaration]] = []
        self._tree = tree
        self._root = root
        self._macros = macros
        self._in_function = root.type == _FUNCTION
        self._sights: dict[str, list[_Sight]] = {}
        self._same: dict[str, bool] = {}
        self._tables: dict[str, tuple[Sequence[int], Sequence[tuple[Declaration, ...]]]] = {}
        for node, kind, region in self._walk():
            if kind in keep:
                self.kept.append(node)
            self._read(node, kind, region)

    def at(self, name: str, offset: int) -> tuple[Declaration, ...]:
        """The declarations that ``name`` may refer to at a place; none if it is not from here."""
        if name not in self._sights:
            return ()
        if name not in self._tables:
            self._tables[name] = _table(self._sights[name])
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

    def _walk(self) -> Iterator[tuple[Node, str, _Region]]:
        """Every node below the root, with the region it stands in, and its own if it makes one."""
        start = 0 if self._root.parent is None else self._root.start_byte
        top = _Region(start, self._root.end_byte + 1, head=self._in_function)
        regions, heads = [(0, top)], {_head(self._root)}
        cursor, depth = self._root.walk(), 0
        while True:
            node = cursor.node
            if node is None:
                return
            kind = node.type
            while len(regions) > 1 and regions[-1][0] >= depth:
                regions.pop()
            if node.is_error or node.is_missing:
                self.broken = True
            enters = True
            lost = node.is_error and not self._in_function
            if depth and (lost or (kind in _REGIONS and node.id not in heads)):
                regions.append((depth, _region(node, kind, regions[-1][1])))
                if kind == _FUNCTION:
                    enters = self._in_function
                    heads.add(_head(node))
            if depth:
                yield node, kind, regions[-1][1]
            if enters and cursor.goto_first_child():
                depth += 1
                continue
            while not cursor.goto_next_sibling():
                if not depth or not cursor.goto_parent():
                    return
                depth -= 1
                if not depth:
                    return

    def _read(self, node: Node, kind: str, region: _Region) -> None:
        """Note what one node declares."""
        if kind in _DECLARE:
            declarators = node.children_by_field_name("declarator")
            for declarator in declarators:
                start = declarators[0].start_byte
                base = self._text(node.start_byte, start)
                self._declare(declarator, base, node, region)
        elif kind == "for_range_loop":
            self._range(node, region)
        elif kind == "enumerator":
            self._enumerator(node, region)
        elif kind == "lambda_capture_initializer":
            left = node.child_by_field_name("left")
            if left is not None:
                value = node.child_by_field_name("right")
                self._add(left, Declaration(left.start_byte, "", value), node.end_byte, region)
        elif kind == "using_declaration":
            name = node.named_children[-1] if node.named_children else None
            inner = name.child_by_field_name("name") if name is not None else None
            if inner is not None:
                self._add(inner, Declaration(inner.start_byte), node.end_byte, region)
        elif kind == "expression_statement":
            self._statement(node, region)
        elif kind == _FUNCTION:
            self._loop(node, region)
        elif kind in ("identifier", "type_identifier") and self._macros.declaring:
            macro = self._macros.declaring.get(self._name(node))
            for item in macro.declares if macro is not None else ():
                self._see(item, _Sight(node.end_byte, region.end, UNKNOWN, region))

    def _declare(self, declarator: Node, base: str, node: Node, region: _Region) -> None:
        name, arrays, value = declarator, "", None
        seen_from = declarator.end_byte
        while name.type in _DECLARATORS:
            inner = name.child_by_field_name("declarator") or _inner(name)
            if inner is None:
                return
            if name.type == "init_declarator":
                seen_from = inner.end_byte
                value = name.child_by_field_name("value") if inner.type in _NAMES else None
            arrays += "[]" if name.type == "array_declarator" else ""
            name = inner
        if declarator is name and value is None:
            value = node.child_by_field_name("value")
        signs = self._text(declarator.start_byte, name.start_byte)
        spelled = f"{' '.join(f'{base} {signs}'.split())} {arrays}".strip()
        if name.type == "function_declarator":
            self._construct(name, base, seen_from, region)
        elif name.type == "structured_binding_declarator":
            for item in name.named_children:
                self._add(item, Declaration(item.start_byte), seen_from, region)
        elif name.type in _NAMES:
            known = "" if node.type == "variadic_parameter_declaration" else spelled
            self._add(name, Declaration(name.start_byte, known, value), seen_from, region)

    def _construct(self, declarator: Node, base: str, seen_from: int, region: _Region) -> None:
        """What looks like a function: ``dim3 grid(n, m);`` is one to the grammar."""
        name = declarator.child_by_field_name("declarator")
        is_plain = name is not None and name.type in _NAMES
        while name is not None and name.type in _DECLARATORS:
            name = name.child_by_field_name("declarator") or _inner(name)
        if name is None or name.type not in _NAMES:
            return
        made = Declaration(name.start_byte)
        if is_plain and base.split()[-1:] == ["dim3"]:
            value = declarator.child_by_field_name("parameters")
            made = Declaration(name.start_byte, "dim3", value)
        self._add(name, made, seen_from, region)

    def _range(self, node: Node, region: _Region) -> None:
        """``for (int i : range) ...``: the variable is seen in the body."""
        declarator, body = (node.child_by_field_name(f) for f in ("declarator", "body"))
        if declarator is None or body is None:
            return
        before = [item for item in node.children if item.type in ("(", "init_statement")]
        start = before[-1].end_byte if before else node.start_byte
        inside = _Region(body.start_byte, region.end, region, head=True, lost=region.lost)
        self._declare(declarator, self._text(start, declarator.start_byte), node, inside)

    def _enumerator(self, node: Node, region: _Region) -> None:
        listed = self._tree.parent(node)
        around = self._tree.parent(listed) if listed is not None else None
        name = node.child_by_field_name("name")
        if name is None or around is None:
            return
        if not any(child.type in ("class", "struct") for child in around.children):
            self._add(name, Declaration(name.start_byte), node.end_byte, region)

    def _statement(self, node: Node, region: _Region) -> None:
        """``DECLARE(n);``, of which nobody knows here what it declares."""
        call = node.named_children[0] if node.named_children else None
        if call is None or call.type != "call_expression":
            return
        function, arguments = (call.child_by_field_name(f) for f in ("function", "arguments"))
        if function is None or arguments is None or function.type != "identifier":
            return
        if self._macros.may_declare(self._name(function)):
            for item in arguments.named_children:
                if item.type == "identifier":
                    sight = _Sight(node.end_byte, region.end, UNKNOWN, region, nested=True)
                    self._see(self._name(item), sight)

    def _loop(self, node: Node, region: _Region) -> None:
        """``CUDA_KERNEL_LOOP(i, n) { ... }``, which the grammar takes for a function."""
        declarator = node.child_by_field_name("declarator")
        if node.child_by_field_name("type") is not None or declarator is None:
            return
        parameters = declarator.child_by_field_name("parameters")
        for item in parameters.named_children if parameters is not None else ():
            kind = item.child_by_field_name("type")
            if kind is not None and kind.type == "type_identifier":
                self._see(self._name(kind), _Sight(region.start, region.end, UNKNOWN, region))

    def _add(self, node: Node, found: Declaration, seen_from: int, region: _Region) -> None:
        name = self._name(node)
        if region.lost:
            found = UNKNOWN
        self.declared.append((name, found))
        seen_from = max(seen_from, region.start)
        if node.start_byte < seen_from <= node.end_byte:
            seen_from = node.start_byte
        elif not region.whole:
            self._see(name, _Sight(node.start_byte, node.end_byte, found, region))
        for sight in _sights(found, seen_from, region):
            self._see(name, sight)

    def _see(self, name: str, sight: _Sight) -> None:
        self._sights.setdefault(name, []).append(sight)

    def _name(self, node: Node) -> str:
        return self._tree.text(node).decode("utf-8", "replace")

    def _text(self, start: int, end: int) -> str:
        return self._tree.read(Span(start, end)).decode("utf-8", "replace")


def _region(node: Node, kind: str, outer: _Region) -> _Region:
    """The region that a node makes, in the one around it."""
    start, end = node.start_byte, node.end_byte
    if kind in _BRANCHES or kind in _OTHER_BRANCHES:
        after, around = end, outer
        if kind in _OTHER_BRANCHES and outer.after is not None:
            after, around = outer.after, outer.outer or outer
        other = node.child_by_field_name("alternative")
        last = end if other is None else other.start_byte
        return _Region(start, last, around, after, lost=outer.lost)
    if node.is_error:
        return _Region(start, end, outer, end, lost=True)
    nameless = kind in _CLASSES and node.child_by_field_name("name") is None
    if kind == "namespace_definition" or nameless:
        return _Region(start, end, outer, end, lost=outer.lost)
    return _Region(start, end, outer, None, kind in _CLASSES, kind in _HEADS, outer.lost)


def _sights(found: Declaration, seen_from: int, region: _Region) -> Iterator[_Sight]:
    """Where a declaration is seen: surely in its region, perhaps behind branches it stands in."""
    around = region
    while around.after is not None and around.outer is not None:
        around = around.outer
    if around.whole:
        yield _Sight(around.start, around.end, found, around, around is region)
        return
    yield _Sight(seen_from, region.end, found, region)
    while region.after is not None and region.outer is not None:
        yield _Sight(region.after, region.outer.end, found, region.outer, certain=False)
        region = region.outer


def _table(
    sights: Sequence[_Sight],
) -> tuple[Sequence[int], Sequence[tuple[Declaration, ...]]]:
    """Offsets, and what is seen from each of them on."""
    starts: list[int] = [0]
    found: list[tuple[Declaration, ...]] = [()]
    open_: list[tuple[int, _Region, tuple[Declaration, ...]]] = []

    def note(offset: int) -> None:
        starts.append(offset)
        found.append(open_[-1][2] if open_ else ())

    for sight in sorted(sights, key=lambda item: (item.start, -item.end)):
        while open_ and open_[-1][0] <= sight.start:
            note(open_.pop()[0])
        region, below = open_[-1][1:] if open_ else (None, ())
        outer = sight.region.outer
        if sight.nested and (
            region is None or region is sight.region or (region is outer and region.head)
        ):
            continue
        together = region is sight.region or not sight.certain
        seen = (sight.declaration, *below) if together else (sight.declaration,)
        seen = tuple(dict.fromkeys(seen))
        open_.append((sight.end, sight.region, seen if len(seen) <= _MOST else (UNKNOWN,)))
        note(sight.start)
    while open_:
        note(open_.pop()[0])
    return starts, found


def _head(function: Node) -> int:
    """The declarator with the parameters of a function that is defined; they are seen in it."""
    node = function.child_by_field_name("declarator")
    while node is not None and node.type in _DECLARATORS:
        node = node.child_by_field_name("declarator") or _inner(node)
    return node.id if node is not None else -1


def _inner(node: Node) -> Node | None:
    """The declarator within one that has no field for it."""
    if not node.named_children:
        return None
    return node.named_children[0 if node.type == "attributed_declarator" else -1]
