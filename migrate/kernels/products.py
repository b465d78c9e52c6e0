"""Whether a kernel multiplies matrices.

What comes in are a kernel's body and its loops; what goes out is what says so, or ``""``. A matrix
times a vector is a reduction, and none.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.kernels.body import Body
from migrate.kernels.loops import Loops
from migrate.kernels.places import Places
from migrate.regex import regex
from migrate.text.syntax import Node

_MATRIX = regex(r"\bwmma::mma_sync\b|\bmma_sync\b|\bmma\b|\bmma\.sync\b|\bmma_\w+")
_NAMED = regex(r"\w*(?:gemm|matmul|mat_mul(?!_vec)|mul_mat(?!_vec))\w*")
_NOT_NAMED = regex(r"\w*(?:bias|gemv|reduce|pack|copy|init|convert|quantize)\w*")


def gemm(body: Body, places: Places, loops: Loops, names: Sequence[str]) -> str:
    """What says that a kernel multiplies matrices."""
    if any(_MATRIX.fullmatch(name.partition("<")[0]) for name in names):
        return "instructions for products of matrices"
    products = [node for node in body.nodes if _multiplies(body, node)]
    for node in products:
        waits = [loop for loop in body.loops(node)[1:] if loops.waits(loop)]
        if waits and len(_factors(body, places, node) & _tiles(body)) > 1:
            return "two shared tiles, and a loop with barriers that adds up their products"
    if not _is_flat(body) and not body.shared:
        for node in products:
            if len(body.loops(node)) == 1 and len(_factors(body, places, node)) > 1:
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


def _multiplies(body: Body, node: Node) -> bool:
    """Whether a product is added to what there is."""
    if node.type != "assignment_expression":
        return False
    sign = body.text(node.child_by_field_name("operator"))
    left = body.text(node.child_by_field_name("left"))
    right = body.text(node.child_by_field_name("right"))
    if sign == "+=":
        return "*" in right
    return sign == "=" and "fma" in right and left in right


def _factors(body: Body, places: Places, node: Node) -> frozenset[str]:
    """The arrays, as they are called there, that a product is of; through variables of the loop."""
    found: set[str] = set()
    for each in body.inside(node.child_by_field_name("right")):
        if each.type == "subscript_expression":
            found.add(body.text(places.base(each)))
        if each.type == "identifier":
            for one in body.given(body.text(each), each.start_byte):
                inside = body.loops(one.value)
                if inside and inside[0] in body.loops(node):
                    found |= {
                        body.text(places.base(part))
                        for part in body.inside(one.value)
                        if part.type == "subscript_expression"
                    }
    return frozenset(found)
