"""What one node of a tree declares: variables, enumerators, names of a using declaration, and what
a macro may declare.

What comes in are a node, the region it stands in and the macros of the file; what goes out are
names with their declarations, each with where it is seen. Where a macro declares a name, or the
code is broken, nothing is known of the declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from migrate.model import Span
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.macros import Macros
from migrate.tree.regions import (
    DECLARATORS,
    FUNCTION,
    UNKNOWN,
    Declaration,
    Region,
    Sight,
    inner,
    sights,
)

_DECLARE = frozenset(
    "declaration field_declaration parameter_declaration optional_parameter_declaration "
    "variadic_parameter_declaration".split()
)
_NAMES = frozenset({"identifier", "field_identifier"})


class Declares(NamedTuple):
    """A name that is declared, or that a macro may declare, which is not ``certain``."""

    name: str
    declaration: Declaration
    sights: tuple[Sight, ...]
    certain: bool = True


class Unit(NamedTuple):
    """The tree whose nodes are read, and the macros of its file."""

    tree: SyntaxTree
    macros: Macros

    def name(self, node: Node) -> str:
        return self.tree.text(node).decode("utf-8", "replace")

    def text(self, start: int, end: int) -> str:
        return self.tree.read(Span(start, end)).decode("utf-8", "replace")


Reader = Callable[[Unit, Node, Region], Iterable[Declares]]


def readers(macros: Macros) -> Mapping[str, Reader]:
    """What reads the kinds of nodes that declare something."""
    return {**_READERS, **_OF_MACROS} if macros.declaring else _READERS


def _declaration(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    declarators = node.children_by_field_name("declarator")
    if not declarators:
        return
    base = unit.text(node.start_byte, declarators[0].start_byte)
    for declarator in declarators:
        yield from _declarator(unit, declarator, base, node, region)


def _declarator(
    unit: Unit, declarator: Node, base: str, node: Node, region: Region
) -> Iterator[Declares]:
    """What one declarator of a declaration declares, whose type begins with ``base``."""
    name, arrays, value = declarator, "", None
    seen_from = declarator.end_byte
    while name.type in DECLARATORS:
        within = inner(name)
        if within is None:
            return
        if name.type == "init_declarator":
            seen_from = within.end_byte
            value = name.child_by_field_name("value") if within.type in _NAMES else None
        arrays += "[]" if name.type == "array_declarator" else ""
        name = within
    if name.type == "function_declarator":
        yield from _constructed(unit, name, base, seen_from, region)
    elif name.type == "structured_binding_declarator":
        for item in name.named_children:
            yield _declares(unit, item, Declaration(item.start_byte), seen_from, region)
    elif name.type in _NAMES:
        if declarator is name and value is None:
            value = node.child_by_field_name("value")
        known = ""
        if node.type != "variadic_parameter_declaration":
            signs = unit.text(declarator.start_byte, name.start_byte)
            known = f"{' '.join(f'{base} {signs}'.split())} {arrays}".strip()
        found = Declaration(name.start_byte, known, value)
        yield _declares(unit, name, found, seen_from, region)


def _constructed(
    unit: Unit, declarator: Node, base: str, seen_from: int, region: Region
) -> Iterator[Declares]:
    """What looks like a function: ``dim3 grid(n, m);`` is one to the grammar."""
    name = declarator.child_by_field_name("declarator")
    is_plain = name is not None and name.type in _NAMES
    while name is not None and name.type in DECLARATORS:
        name = inner(name)
    if name is None or name.type not in _NAMES:
        return
    made = Declaration(name.start_byte)
    if is_plain and base.split()[-1:] == ["dim3"]:
        value = declarator.child_by_field_name("parameters")
        made = Declaration(name.start_byte, "dim3", value)
    yield _declares(unit, name, made, seen_from, region)


def _range(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    """``for (int i : range) ...``: the variable is seen in the body."""
    declarator, body = (node.child_by_field_name(f) for f in ("declarator", "body"))
    if declarator is None or body is None:
        return
    before = [item for item in node.children if item.type in ("(", "init_statement")]
    start = before[-1].end_byte if before else node.start_byte
    inside = Region(body.start_byte, region.end, region, head=True, lost=region.lost)
    base = unit.text(start, declarator.start_byte)
    yield from _declarator(unit, declarator, base, node, inside)


def _enumerator(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    listed = unit.tree.parent(node)
    around = unit.tree.parent(listed) if listed is not None else None
    name = node.child_by_field_name("name")
    if name is None or around is None:
        return
    if not any(child.type in ("class", "struct") for child in around.children):
        yield _declares(unit, name, Declaration(name.start_byte), node.end_byte, region)


def _capture(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    left = node.child_by_field_name("left")
    if left is not None:
        found = Declaration(left.start_byte, "", node.child_by_field_name("right"))
        yield _declares(unit, left, found, node.end_byte, region)


def _using(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    name = node.named_children[-1] if node.named_children else None
    last = name.child_by_field_name("name") if name is not None else None
    if last is not None:
        yield _declares(unit, last, Declaration(last.start_byte), node.end_byte, region)


def _statement(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    """``DECLARE(n);``, of which nobody knows here what it declares."""
    call = node.named_children[0] if node.named_children else None
    if call is None or call.type != "call_expression":
        return
    function, arguments = (call.child_by_field_name(f) for f in ("function", "arguments"))
    if function is None or arguments is None or function.type != "identifier":
        return
    if unit.macros.may_declare(unit.name(function)):
        for item in arguments.named_children:
            if item.type == "identifier":
                sight = Sight(node.end_byte, region.end, UNKNOWN, region, nested=True)
                yield _perhaps(unit.name(item), sight)


def _loop(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    """``CUDA_KERNEL_LOOP(i, n) { ... }``, which the grammar takes for a function."""
    declarator = node.child_by_field_name("declarator")
    if node.child_by_field_name("type") is not None or declarator is None:
        return
    parameters = declarator.child_by_field_name("parameters")
    for item in parameters.named_children if parameters is not None else ():
        kind = item.child_by_field_name("type")
        if kind is not None and kind.type == "type_identifier":
            yield _perhaps(unit.name(kind), Sight(region.start, region.end, UNKNOWN, region))


def _macro(unit: Unit, node: Node, region: Region) -> Iterator[Declares]:
    """A use of a macro of the file that declares something."""
    macro = unit.macros.declaring.get(unit.name(node))
    for item in macro.declares if macro is not None else ():
        yield _perhaps(item, Sight(node.end_byte, region.end, UNKNOWN, region))


_READERS: Mapping[str, Reader] = {
    **dict.fromkeys(_DECLARE, _declaration),
    "for_range_loop": _range,
    "enumerator": _enumerator,
    "lambda_capture_initializer": _capture,
    "using_declaration": _using,
    "expression_statement": _statement,
    FUNCTION: _loop,
}
_OF_MACROS: Mapping[str, Reader] = {"identifier": _macro, "type_identifier": _macro}


def _perhaps(name: str, sight: Sight) -> Declares:
    return Declares(name, UNKNOWN, (sight,), certain=False)


def _declares(
    unit: Unit, node: Node, found: Declaration, seen_from: int, region: Region
) -> Declares:
    """What the name at ``node`` declares, which is seen in its region, and where it stands."""
    name = unit.name(node)
    if region.lost:
        found = UNKNOWN
    seen_from = max(seen_from, region.start)
    if node.start_byte < seen_from <= node.end_byte:
        return Declares(name, found, tuple(sights(found, node.start_byte, region)))
    seen = tuple(sights(found, seen_from, region))
    if not region.whole:
        seen = (Sight(node.start_byte, node.end_byte, found, region), *seen)
    return Declares(name, found, seen)
