"""Whether a kernel multiplies matrices.

What comes in are a kernel's body and its loops; what goes out is what says so, or ``""``. A matrix
times a vector is a reduction, and none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from migrate.kernels.body import Body
from migrate.kernels.loops import Loops
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node

_MATRIX = regex(r"mma|mma_\w+")
_SUMS = regex(r"(?:\w+::)*(?:\w*fma\w*|\w*dp4a\w*|\w*dot\w*|\w*mad\w*)")
_NAMED = regex(r"\w*(?:gemm|matmul|mat_mul(?!_vec)|mul_mat(?!_vec))\w*")
_NOT_NAMED = regex(r"\w*(?:bias|gemv|reduce|pack|copy|init|convert|quantize)\w*")


def gemm(body: Body, places: Places, loops: Loops, names: Sequence[str]) -> str:
    """What says that a kernel multiplies matrices."""
    if any(map(_MATRIX.fullmatch, names)):
        return "instructions for products of matrices"
    tiles = _tiles(body)
    is_flat = _is_flat(body) or bool(body.shared)
    for node in body.nodes:
        if node.type != "assignment_expression":
            continue
        if _is_tiled(body, places, loops, node, tiles):
            return "two shared tiles, and a loop with barriers that adds up their products"
        if not is_flat and len(body.loops(node)) == 1 and any(_products(body, places, node)):
            return "a loop that adds up products of two arrays, for two numbers of a thread"
    lower = body.name.lower()
    if _NAMED.fullmatch(lower) and not _NOT_NAMED.fullmatch(lower) and loops.own:
        return "its name, and a loop"
    return ""


def _tiles(body: Body) -> frozenset[str]:
    """Shared arrays, and the pointers into one."""
    made = {
        name
        for name, given in body.values.items()
        if any(body.text(one.value).split("+")[0].strip("& (") in body.shared for one in given)
    }
    return frozenset(body.shared | made)


def _is_flat(body: Body) -> bool:
    text = body.text(body.nodes[0])
    return "threadIdx.x" not in text or "threadIdx.y" not in text


def _is_tiled(body: Body, places: Places, loops: Loops, node: Node, tiles: frozenset[str]) -> bool:
    """Whether a loop adds up what it makes of elements of two tiles, and one around it waits."""
    right = _added(body, node)
    around = body.loops(node) if right is not None else []
    waits = next((at for at, loop in enumerate(around) if loops.waits(loop)), 0)
    if not waits:
        return False
    counted = {
        body.text(each)
        for loop in around[:waits]
        for each in body.inside(loop.child_by_field_name("initializer"))
        if each.type == "identifier"
    }
    return len(_elements(body, places, node, right, counted) & tiles) > 1


def _added(body: Body, node: Node) -> Node | None:
    """What is added to what there is."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = body.text(node.child_by_field_name("operator"))
    is_sum = sign == "+=" or (sign == "=" and body.text(left) in body.text(right))
    return right if is_sum else None


def _products(body: Body, places: Places, node: Node) -> Iterator[tuple[str, str]]:
    """The arrays whose elements are multiplied in what is added to what there is."""
    right = _added(body, node)
    for each in body.inside(right):
        first = _elements(body, places, node, _factor(body, each, 0))
        second = _elements(body, places, node, _factor(body, each, 1))
        if not first & second:  # a square is none
            yield from ((one, other) for one in first for other in second)


def _factor(body: Body, node: Node, at: int) -> Node | None:
    """What is multiplied there, by an operator or by a function that adds the product to another
    value.
    """
    if node.type == "binary_expression":
        sign = body.text(node.child_by_field_name("operator"))
        return node.child_by_field_name(("left", "right")[at]) if sign == "*" else None
    if node.type != "call_expression":
        return None
    arguments = node.child_by_field_name("arguments")
    is_sum = _SUMS.fullmatch(body.text(node.child_by_field_name("function"))) is not None
    given = arguments.named_children if arguments is not None else []
    return given[at] if is_sum and len(given) > at else None


def _elements(
    body: Body,
    places: Places,
    node: Node,
    factor: Node | None,
    counted: AbstractSet[str] = frozenset(),
) -> frozenset[str]:
    """The arrays, as they are called there, that a factor is of; through variables that are given
    something in a loop around the product. Their indices have one of the names that are
    ``counted``, if there are any.
    """
    found: set[str] = set()
    for each in body.inside(factor):
        parts = [each]
        if each.type == "identifier" and body.text(each) not in body.shared:
            for one in body.given(body.text(each), each.start_byte):
                if any(loop in body.loops(node) for loop in body.loops(one.value)):
                    parts += body.inside(one.value)
        for part in parts:
            if part.type == "subscript_expression":
                names = {body.text(inner) for inner in body.inside(part)}
                if not counted or names & counted:
                    found.add(body.text(places.base(part)))
    return frozenset(found)
