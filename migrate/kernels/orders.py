"""Whether a kernel writes in another order than it reads: a matrix turned, a row spread out.

What comes in are the accesses of a kernel; what goes out is what says so, or ``""``. Indices that
are read from memory are not looked at here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.kernels.accesses import Access
from migrate.kernels.forms import Forms
from migrate.kernels.places import Places


def reordered(
    places: Places,
    forms: Forms,
    feeding: Sequence[tuple[Access, Sequence[Access]]],
    writes: Sequence[Access],
    reads: Sequence[Access],
) -> str:
    """What says that elements are written at other places than they are read from."""
    kept = [each for each in writes if each.array in places.body.shared]
    again = [each for each in reads if each.array in places.body.shared]
    if kept and again and _is_staged(forms, kept, again):
        return f"{kept[0].array} is read at other places than it is written at"
    for each, fed in feeding:
        if places.is_memory(each.array):
            taken = [one for one in fed or reads if places.is_memory(one.array)]
            array = _elsewhere(forms, each, taken)
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
        if (own == bases or "" in own | bases) and not (each.passed or write.passed):
            other = each.array
    return other


def _is_staged(forms: Forms, writes: Sequence[Access], reads: Sequence[Access]) -> bool:
    """Whether what threads have put into shared memory is taken out in another order."""
    put = {forms.pattern(each.node) for each in writes}
    taken = {forms.pattern(each.node) for each in reads}
    same = {forms.bases(each) for each in put} == {forms.bases(each) for each in taken}
    return same and not put & taken
