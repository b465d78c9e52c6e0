"""What a kernel reads, writes and changes at once, and at which places.

What comes in is a kernel's body; what goes out are its accesses to arrays, each with what its
indices are made of. Values in registers are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from migrate.kernels.body import Body
from migrate.kernels.places import Places, Term, indices
from migrate.regex import regex
from migrate.text.syntax import Node

_ATOMIC = regex(r"(?:\w+::)*(?:gpu_)?(?:cuda)?[aA]tomic_?\w*|red_add\w*")
_STORES = regex(r"(?:\w+::)*(?:__st\w*|[sS]tore\w*|[wW]rite\w*|(?:mem)?c(?:opy|py)\w*|Copy\w*)")
_ARGUMENTS = regex(r"<[^<>]*>")
_RANDOM = "curand_init"


class How(Enum):
    """What an access does."""

    READ = auto()
    WRITE = auto()
    ATOMIC = auto()


@dataclass(frozen=True, slots=True)
class Access:
    """One access to an array: where, of which, what each index is made of, and what it takes."""

    node: Node
    array: str
    parts: tuple[frozenset[Term], ...]
    how: How
    value: Node | None = None

    @property
    def terms(self) -> frozenset[Term]:
        return frozenset(term for part in self.parts for term in part)


def accesses(body: Body, places: Places) -> tuple[Access, ...]:
    """The accesses of a kernel's own code, in order."""
    written: dict[int, Node | None] = {}
    both: set[int] = set()
    for node in body.nodes:
        target, value, reads = _written(body, node)
        if target is not None:
            written[target.id] = value
            both |= {target.id} if reads else set()
    found: list[Access] = []
    seen: set[int] = set()
    for node in body.nodes:
        if node.id in seen:
            continue
        found += _of_call(body, places, node, seen)
        for target in _targets(body, node):
            seen |= {each.id for each in _inner(target)}
            is_written = target.id in written
            if is_written:
                value = written[target.id]
                found.append(_access(places, target, How.WRITE, value))
            if not is_written or target.id in both:
                found.append(_access(places, target, How.READ))
    return tuple(each for each in found if each.array)


def is_atomic(name: str) -> bool:
    """Whether a function changes memory in one step."""
    return _ATOMIC.fullmatch(name.partition("<")[0]) is not None


def _written(body: Body, node: Node) -> tuple[Node | None, Node | None, bool]:
    """What an expression writes to, what, and whether it reads that first."""
    if node.type == "assignment_expression":
        sign = body.text(node.child_by_field_name("operator"))
        left = node.child_by_field_name("left")
        return _bare(left), node.child_by_field_name("right"), sign != "="
    if node.type == "update_expression":
        return _bare(node.child_by_field_name("argument")), None, True
    return None, None, False


def _bare(node: Node | None) -> Node | None:
    while node is not None and node.type in ("field_expression", "parenthesized_expression"):
        node = node.child_by_field_name("argument") or node.named_children[0]
    return node


def _targets(body: Body, node: Node) -> Iterator[Node]:
    """The node, if it stands for an element of an array."""
    if node.type == "subscript_expression" and not _is_address(body, body.tree.parent(node)):
        yield node
    if node.type == "pointer_expression" and body.text(node).startswith("*"):
        yield node
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        while function is not None and function.type == "field_expression":
            function = function.child_by_field_name("argument")
        arguments = node.child_by_field_name("arguments")
        around = body.tree.parent(node)
        is_used = around is None or around.type != "expression_statement"
        is_view = is_used and function is not None and body.text(function) in body.objects
        if is_view and arguments is not None and arguments.named_children:
            yield node


def _inner(node: Node) -> Iterator[Node]:
    """Subscripts that belong to one of several dimensions."""
    target = node.child_by_field_name("argument")
    while target is not None and target.type in (
        "subscript_expression", "parenthesized_expression", "field_expression",
    ):  # fmt: skip
        yield target
        target = target.child_by_field_name("argument") or next(iter(target.named_children), None)


def _access(places: Places, node: Node, how: How, value: Node | None = None) -> Access:
    parts: list[frozenset[Term]] = []
    target: Node | None = node
    if node.type == "call_expression":
        arguments = node.child_by_field_name("arguments")
        assert arguments is not None, "a view is called with indices"
        parts = [places.terms(each) for each in arguments.named_children]
        return Access(node, places.array(node), tuple(parts), how, value)
    while target is not None and target.type == "subscript_expression":
        parts += [places.terms(each) for each in indices(target)]
        target = _bare(target.child_by_field_name("argument"))
    if target is not None and target.type == "pointer_expression":
        target = target.child_by_field_name("argument")
    offset = places.pointer(target)
    if offset:
        parts = [parts[0] | offset, *parts[1:]] if parts else [offset]
    array = places.array(node)
    if array in places.body.tables and len(parts) > 1:
        parts.append(frozenset({Term.LOADED}))
    return Access(node, array, tuple(parts), how, value)


def _of_call(body: Body, places: Places, node: Node, seen: set[int]) -> Iterator[Access]:
    """What functions do with the pointers that they are given."""
    if node.type != "call_expression":
        return
    name = body.text(node.child_by_field_name("function"))
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    for at, each in enumerate(given):
        how, target = How.READ, _pointed(body, places, each)
        if target is None:
            continue
        if is_atomic(name):
            how = How.ATOMIC if at == 0 else How.READ
        elif name == _RANDOM or (at == 0 and _STORES.fullmatch(_called(name))):
            how = How.WRITE
        seen.add(target.id)
        if (
            how is not How.ATOMIC and target.type == "identifier"
        ):  # f(p, i): at what stands beside it
            parts = tuple(places.terms(one) - {Term.LOADED} for one in given if one != each)
            value = given[1] if at == 0 and len(given) > 1 else None
            yield Access(node, places.array(target), parts, how, value)
            continue
        yield _access(places, target, how, given[1] if at == 0 and len(given) > 1 else None)


def plain_name(name: str) -> str:
    """The name of a function as it is called, without a template's arguments."""
    shorter = _ARGUMENTS.sub("", name)
    return " ".join(shorter.split()) if shorter == name else plain_name(shorter)


def _called(name: str) -> str:
    """The function, or the member of an object, that is called, without a template's arguments."""
    return name.rpartition(").")[2].partition("<")[0]


def _pointed(body: Body, places: Places, node: Node) -> Node | None:
    """What a pointer that is passed on points to."""
    if node.type == "pointer_expression" and body.text(node).startswith("&"):
        inner = _bare(node.child_by_field_name("argument"))
        return inner if inner is not None and inner.type != "identifier" else None
    base = places.base(node)
    if base is None or base.type != "identifier" or not _is_sum(node, base):
        return None
    name = body.text(base)
    arrays = body.pointers | body.shared
    given = [one.value for one in body.given(name, base.start_byte) if not one.steps]
    made = any(places.array(one) in arrays and _is_pointer(body, one) for one in given)
    return node if name in arrays or made else None


def _is_sum(node: Node, base: Node) -> bool:
    """Whether an expression adds to a pointer, and reads nothing through it."""
    step: Node | None = node
    while step is not None and step != base:
        if step.type in ("subscript_expression", "field_expression", "pointer_expression"):
            return False
        arguments = step.child_by_field_name("arguments")
        inner = step.child_by_field_name("left") or step.child_by_field_name("value")
        inner = inner or (next(iter(arguments.named_children), None) if arguments else None)
        step = inner or (step.named_children[0] if step.named_children else None)
    return step is not None


def _is_address(body: Body, node: Node | None) -> bool:
    """Whether an expression takes an address: nothing is read through it."""
    is_pointer = node is not None and node.type == "pointer_expression"
    return is_pointer and body.text(node).startswith("&")


def _is_pointer(body: Body, node: Node) -> bool:
    """Whether an expression is a pointer, and no element."""
    if node.type == "pointer_expression":
        return body.text(node).startswith("&")
    return node.type not in ("subscript_expression", "field_expression")
