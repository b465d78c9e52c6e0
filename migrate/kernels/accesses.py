"""What a kernel reads, writes and changes at once.

What comes in is a kernel's body; what goes out are its accesses to arrays, in order. A function
that is given a pointer reads there, or writes, if nothing takes what it gives; so does a texture or
an object that is called with indices. Values in registers are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from migrate.kernels.body import Body, callee
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node

_ATOMIC = regex(r"(?:gpu_)?(?:cuda)?[aA]tomic_?\w*|red_add\w*")
_STORES = regex(r"__st\w*|[sS]tore\w*|[wW]rite\w*|(?:mem)?c(?:opy|py)\w*|Copy\w*|curand_init")
_LOADS = regex(r"(?i)_*(?:ld|load|read|get|fetch|prefetch)\w*|\w*sync\w*|assert|printf")
_TEXTURES = regex(r"tex\dD\w*|surf\dDread")
_SURFACES = regex(r"surf\dDwrite")


class How(Enum):
    """What an access does."""

    READ = auto()
    WRITE = auto()
    ATOMIC = auto()


@dataclass(frozen=True, slots=True)
class Access:
    """One access to an array: where, of which, and what it is given. The place may be one that a
    function is ``passed``, with other values.
    """

    node: Node
    array: str
    how: How
    value: Node | None = None
    passed: bool = False


def accesses(body: Body, places: Places) -> tuple[Access, ...]:
    """The accesses of a kernel's own code, in order."""
    found: list[Access] = []
    seen: set[int] = set()
    for node in body.nodes:
        if node.type in ("assignment_expression", "update_expression"):
            target = _target(body, places, node)
            if target is not None:
                sign = body.text(node.child_by_field_name("operator"))
                seen |= {each.id for each in _inner(target)}
                value = node.child_by_field_name("right")
                found.append(Access(target, places.array(target), How.WRITE, value))
                if sign != "=":
                    found.append(Access(target, places.array(target), How.READ))
        if node.id in seen:
            continue
        if _is_element(body, places, node):
            seen |= {each.id for each in _inner(node)}
            found.append(Access(node, places.array(node), How.READ))
        elif node.type == "call_expression":
            found += _of_call(body, places, node, seen)
        elif node.type == "argument_list" and _is_made(body, node):
            given = (each for each in node.named_children if places.points(each))
            found += (Access(each, places.array(each), How.READ) for each in given)
    return tuple(each for each in found if each.array)


def is_atomic(name: str) -> bool:
    """Whether a function changes memory in one step."""
    return _ATOMIC.fullmatch(name) is not None


def _target(body: Body, places: Places, node: Node) -> Node | None:
    """The element that an expression writes to."""
    target = node.child_by_field_name("left") or node.child_by_field_name("argument")
    arrow = target is not None and "->" in body.text(target)
    while target is not None and target.type in ("field_expression", "parenthesized_expression"):
        target = target.child_by_field_name("argument") or target.named_children[0]
    if target is None or _is_element(body, places, target, written=True):
        return target
    is_pointer = target.type in ("identifier", "call_expression") and places.points(target)
    return target if arrow and is_pointer else None


def _is_element(body: Body, places: Places, node: Node, *, written: bool = False) -> bool:
    """Whether a node stands for an element of an array."""
    if node.type == "subscript_expression":
        around = body.tree.parent(node)
        is_address = around is not None and around.type == "pointer_expression"
        return not is_address or not body.text(around).startswith("&")
    if node.type == "pointer_expression":
        return body.text(node).startswith("*")
    if node.type != "call_expression":
        return False
    function = node.child_by_field_name("function")
    while function is not None and function.type == "field_expression":
        function = function.child_by_field_name("argument")
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    is_view = body.text(function) in body.objects
    if written:
        return is_view or any(map(places.points, given))
    around = body.tree.parent(node)
    is_used = around is None or around.type != "expression_statement"
    return is_used and bool(given) and is_view


def _inner(node: Node) -> Iterator[Node]:
    """An element, and the subscripts in it that belong to one of several dimensions."""
    target: Node | None = node
    while target is not None and target.type in (
        "subscript_expression", "parenthesized_expression", "field_expression", "call_expression",
        "pointer_expression",
    ):  # fmt: skip
        yield target
        target = target.child_by_field_name("argument") or next(iter(target.named_children), None)


def _is_made(body: Body, arguments: Node) -> bool:
    """Whether an object is made with arguments."""
    around = body.tree.parent(arguments)
    return around is not None and around.type == "init_declarator"


def _of_call(body: Body, places: Places, node: Node, seen: set[int]) -> Iterator[Access]:
    """What functions do with the pointers that they are given, and what no file shows."""
    name = callee(body.text(node.child_by_field_name("function")))
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    if _TEXTURES.fullmatch(name) and given:
        yield Access(node, body.text(given[0]), How.READ)
        return
    if _SURFACES.fullmatch(name) and len(given) > 1:
        yield Access(node, body.text(given[1]), How.WRITE, given[0])
        return
    around = body.tree.parent(node)
    is_left = around is not None and around.type == "expression_statement"
    for at, each in enumerate(given):
        element = is_left and _is_element(body, places, each)
        how = _done(body, name, at, places.array(each), is_left=is_left)
        if how is None or (element and how is How.READ) or not (element or places.points(each)):
            continue
        seen |= {inner.id for inner in _inner(each)}
        passed = how is not How.ATOMIC and each.type == "identifier"
        value = given[1] if at == 0 and len(given) > 1 else None
        yield Access(node if passed else each, places.array(each), how, value, passed)


def _done(body: Body, name: str, at: int, array: str, *, is_left: bool) -> How | None:
    """What a function does with an argument; nothing, where its own code says so."""
    if is_atomic(name):
        return How.ATOMIC if at == 0 else How.READ
    if at == 0 and _STORES.fullmatch(name):
        return How.WRITE
    if is_left and name in body.callees:
        return None
    root = array.partition(".")[0]
    is_taken = is_left and (root in body.outputs or root in body.objects)
    return How.WRITE if is_taken and not _LOADS.fullmatch(name) else How.READ


def feeding(body: Body, write: Access, reads: Iterable[Access]) -> list[Access]:
    """The reads whose values are written there, through variables and what functions return."""
    seen = {write.node.id}
    waiting = [write.value] if write.value is not None else []
    while waiting:
        for each in body.inside(waiting.pop()):
            if each.id in seen:
                continue
            seen.add(each.id)
            if each.type in ("identifier", "field_expression"):
                given = body.given(body.text(each), each.start_byte)
                waiting += [one.value for one in given if one.value.id not in seen]
            elif each.type == "call_expression":
                waiting += body.returned(each)
    return [each for each in reads if each.node.id in seen]
