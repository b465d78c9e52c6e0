"""Whether a kernel writes in another order than it reads: a matrix turned, a row spread out.

What comes in are the accesses of a kernel; what goes out is what says so, or ``""``. Indices that
are read from memory are not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.kernels.accesses import Access
from migrate.kernels.places import Places, Term

_AXES = (Term.X, Term.Y, Term.Z)
_SCALED = {Term.X: Term.X_SCALED, Term.Y: Term.Y_SCALED, Term.Z: Term.Z_SCALED}


def reordered(places: Places, writes: Sequence[Access], reads: Sequence[Access]) -> str:
    """What says that elements are written at other places than they are read from."""
    for one in writes:
        for other in reads:
            same_kind = places.is_memory(one.array) == places.is_memory(other.array)
            if same_kind and _turned(one, other):
                return f"{other.array} is read in rows and {one.array} written in columns"
    kept = [each for each in writes if not places.is_memory(each.array)]
    again = [each for each in reads if not places.is_memory(each.array)]
    turned = (_plain(kept) and _divided(again)) or (_divided(kept) and _plain(again))
    if kept and again and turned:
        return f"{kept[0].array} is read at other places than it is written at"
    main = [each for each in writes if places.is_memory(each.array)]
    taken = [each for each in reads if places.is_memory(each.array)]
    if not main or not taken:
        return ""
    if _plain(main) and _divided(taken):
        return f"{taken[0].array} is read at a place that is computed by division"
    if _plain(taken) and _divided(main):
        return f"{main[0].array} is written at a place that is computed by division"
    return ""


def _plain(accesses: Sequence[Access]) -> bool:
    return all(Term.THREAD in each.terms for each in accesses)


def _divided(accesses: Sequence[Access]) -> bool:
    return all(Term.THREAD not in each.terms and Term.PART in each.terms for each in accesses)


def _turned(one: Access, other: Access) -> bool:
    """Whether what is next to each other in one is in different rows of the other."""
    if len(one.parts) > 1 and len(one.parts) == len(other.parts):
        first, second = [_axes(part) for part in one.parts], [_axes(part) for part in other.parts]
        return first == second[::-1] != second and all(first) and len(set(first)) > 1
    for axis in _AXES:
        for beside in _AXES:
            ahead = axis in one.terms and _SCALED[beside] in one.terms
            behind = beside in other.terms and _SCALED[axis] in other.terms
            crossed = axis in other.terms or beside in one.terms
            if axis is not beside and ahead and behind and not crossed:
                return True
    return False


def _axes(part: frozenset[Term]) -> frozenset[Term]:
    return part & frozenset(_AXES)
