"""Where in a tree a declared name is seen: the regions of C++, and those that an ``#if`` or broken
code makes.

What comes in is a node (a function, or a whole file without the bodies of its functions); what goes
out are its nodes with the regions they stand in, and from where to where a declaration in one is
seen. What a node declares is not asked here.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrate.text.syntax import Node

FUNCTION = "function_definition"
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
DECLARATORS = frozenset(
    "pointer_declarator reference_declarator array_declarator parenthesized_declarator "
    "init_declarator attributed_declarator variadic_declarator".split()
)
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
class Region:
    """Where names are seen that are declared in it: up to its end, or in ``whole`` of it.

    Behind the end of a branch or a namespace, from ``after`` on, they may be seen in the ``outer``
    region. What a ``head`` declares cannot be declared again in the block that follows.
    """

    start: int
    end: int
    outer: Region | None = None
    after: int | None = None
    whole: bool = False
    head: bool = False
    lost: bool = False  # could not be parsed, so that it may be the inside of anything


class Sight(NamedTuple):
    """From where to where a declaration is seen, and whether it surely is the one."""

    start: int
    end: int
    declaration: Declaration
    region: Region
    certain: bool = True
    nested: bool = False  # counts only if it hides a declaration of a region around


Table = tuple[Sequence[int], Sequence[tuple[Declaration, ...]]]
"""Offsets, and what is seen from each of them on."""


def walk(root: Node, wanted: Container[str]) -> Iterator[tuple[Node, str, Region]]:
    """The nodes of ``wanted`` kinds below the root, and what is broken there, with the region they
    stand in, and their own if they make one.
    """
    has_error, in_function = root.has_error, root.type == FUNCTION
    start = 0 if root.parent is None else root.start_byte
    heads = {_head(root)}
    regions = [(0, Region(start, root.end_byte + 1, head=in_function))]
    cursor, depth = root.walk(), 1
    inside = cursor.goto_first_child()
    while inside:
        node = cursor.node
        assert node is not None, "the cursor stands at a node"
        kind, enters = node.type, True
        broken = has_error and (node.is_error or node.is_missing)
        lost = broken and not in_function and node.is_error
        if lost or (kind in _REGIONS and node.id not in heads):
            regions.append((depth, _region(node, kind, regions[-1][1])))
            if kind == FUNCTION:
                enters = in_function
                heads.add(_head(node))
        if broken or kind in wanted:
            yield node, kind, regions[-1][1]
        if enters and cursor.goto_first_child():
            depth += 1
            continue
        while True:
            if regions[-1][0] == depth:
                regions.pop()
            if cursor.goto_next_sibling():
                break
            cursor.goto_parent()
            depth -= 1
            if not depth:
                return


def _region(node: Node, kind: str, outer: Region) -> Region:
    """The region that a node makes, in the one around it."""
    start, end = node.start_byte, node.end_byte
    if kind in _BRANCHES or kind in _OTHER_BRANCHES:
        after, around = end, outer
        if kind in _OTHER_BRANCHES and outer.after is not None:
            after, around = outer.after, outer.outer or outer
        other = node.child_by_field_name("alternative")
        last = end if other is None else other.start_byte
        return Region(start, last, around, after, lost=outer.lost)
    if node.is_error:
        return Region(start, end, outer, end, lost=True)
    nameless = kind in _CLASSES and node.child_by_field_name("name") is None
    if kind == "namespace_definition" or nameless:
        return Region(start, end, outer, end, lost=outer.lost)
    return Region(start, end, outer, None, kind in _CLASSES, kind in _HEADS, outer.lost)


def sights(found: Declaration, seen_from: int, region: Region) -> Iterator[Sight]:
    """Where a declaration is seen: surely in its region, perhaps behind branches it stands in."""
    around = region
    while around.after is not None and around.outer is not None:
        around = around.outer
    if around.whole:
        yield Sight(around.start, around.end, found, around, around is region)
        return
    yield Sight(seen_from, region.end, found, region)
    while region.after is not None and region.outer is not None:
        yield Sight(region.after, region.outer.end, found, region.outer, certain=False)
        region = region.outer


def table(seen: Sequence[Sight]) -> Table:
    """Offsets, and what is seen from each of them on."""
    starts: list[int] = [0]
    found: list[tuple[Declaration, ...]] = [()]
    open_: list[tuple[int, Region, tuple[Declaration, ...]]] = []

    def note(offset: int) -> None:
        starts.append(offset)
        found.append(open_[-1][2] if open_ else ())

    for sight in sorted(seen, key=lambda item: (item.start, -item.end)):
        while open_ and open_[-1][0] <= sight.start:
            note(open_.pop()[0])
        region, below = open_[-1][1:] if open_ else (None, ())
        outer = sight.region.outer
        if sight.nested and (
            region is None or region is sight.region or (region is outer and region.head)
        ):
            continue
        together = region is sight.region or not sight.certain
        both = (sight.declaration, *below) if together else (sight.declaration,)
        both = tuple(dict.fromkeys(both))
        open_.append((sight.end, sight.region, both if len(both) <= _MOST else (UNKNOWN,)))
        note(sight.start)
    while open_:
        note(open_.pop()[0])
    return starts, found


def _head(function: Node) -> int:
    """The declarator with the parameters of a function that is defined; they are seen in it."""
    node = function.child_by_field_name("declarator")
    while node is not None and node.type in DECLARATORS:
        node = inner(node)
    return node.id if node is not None else -1


def inner(node: Node) -> Node | None:
    """The declarator within one, also where the grammar has no field for it."""
    named = node.child_by_field_name("declarator")
    if named is not None or not node.named_children:
        return named
    return node.named_children[0 if node.type == "attributed_declarator" else -1]
