"""Whether a kernel writes in another order than it reads: a matrix turned, a row spread out.

What comes in are the accesses of a kernel; what goes out is what says so, or ``""``. Indices that
are read from memory are not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.kernels.accesses import Access
from migrate.kernels.forms import Forms
from migrate.kernels.places import Places, Term

_AXES = (Term.X, Term.Y, Term.Z)
_SCALED = {Term.X: Term.X_SCALED, Term.Y: Term.Y_SCALED, Term.Z: Term.Z_SCALED}


def reordered(
    places: Places, forms: Forms, writes: Sequence[Access], reads: Sequence[Access]
) -> str:
    """What says that elements are written at other places than they are read from."""
    for one in writes:
        for other in reads:
            same_kind = places.is_memory(one.array) == places.is_memory(other.array)
            if same_kind and _turned(one, other):
                return f"{other.array} is read in rows and {one.array} written in columns"
    kept = [each for each in writes if each.array in places.body.shared]
    again = [each for each in reads if each.array in places.body.shared]
    if kept and again and _is_staged(forms, kept, again):
        return f"{kept[0].array} is read at other places than it is written at"
    for each in writes:
        if places.is_memory(each.array):
            fed = forms.feeding(each, reads)
            taken = [one for one in reads if places.is_memory(one.array)]
            array = _elsewhere(forms, each, fed or taken)
            if array:
                return f"{array} is read at another place than {each.array} is written at"
    return ""


def _elsewhere(forms: Forms, write: Access, reads: Sequence[Access]) -> str:
    """The array that a value is read from at another place than it is written at, if none is read
    at the same. What is read at a part of that place (a row's factor, a column's) is no other one.
    """
    target = forms.pattern(write.node)
    bases = forms.bases(target)
    other = ""
    for each in reads:
        pattern = forms.pattern(each.node)
        if pattern == target:
            return ""
        own = forms.bases(pattern)
        if own == bases or "" in own | bases:
            other = each.array
    return other


def _is_staged(forms: Forms, writes: Sequence[Access], reads: Sequence[Access]) -> bool:
    """Whether what threads have put into shared memory is taken out in another order."""
    put = {forms.pattern(each.node) for each in writes}
    taken = {forms.pattern(each.node) for each in reads}
    same = {forms.bases(each) for each in put} == {forms.bases(each) for each in taken}
    return same and not put & taken


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
