"""Branches that a macro switches off, which is only defined where a person has to decide first.

What comes in are a scan, the groups of its conditions and what of them is not compiled as it stands
(``#if __CUDACC_VER_MAJOR__ >= 11``, which defines ``HAVE_ASYNC``); what goes out are branches that
this leaves out as well (``#ifdef HAVE_ASYNC``), where another does the same work. Nothing is said
here of either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from migrate.checks.branches import Behind
from migrate.checks.outcomes import regions
from migrate.model import Span
from migrate.regex import regex
from migrate.text.conditions import Alternative
from migrate.text.lexer import Directive, integer
from migrate.text.truths import ABSENT, UNKNOWN, Macro, Range, truth
from migrate.tree.scan import Scan

_DEFINED = regex(rb"[ \t]*([A-Za-z_]\w*)(?![\w(])[ \t]*([^/\n]*)")
_NAME = regex(r"[A-Za-z_]\w*")


class _Switch(NamedTuple):
    """A group whose branches the macros ``names`` choose between: what they leave out, and what is
    compiled instead.
    """

    names: frozenset[str]
    off: tuple[Span, ...]
    taken: Span


def switched_off(
    scan: Scan,
    left_out: Sequence[Span],
    groups: Sequence[Sequence[Alternative]],
    behind: Behind,
    in_body: Callable[[int], bool],
    elsewhere: Callable[[str], bool],
) -> Iterator[Span]:
    """The branches that macros switch off which are only defined in what is ``left_out``. A step of
    a function is left out without another where the macro chooses between ways elsewhere.
    """
    known = _macros(scan, left_out, elsewhere) if left_out else {}
    found = [made for group in groups if (made := _switch(group, known)) is not None]
    working, steps = [], []
    chosen, refused = set[str](), set[str]()
    for item in found:
        if behind.does_work(item.taken):
            working.append(item)
            chosen |= item.names
        elif behind.is_empty(item.taken) and in_body(item.taken.start):
            steps.append(item)
        else:
            refused |= item.names
    for item in (*working, *(each for each in steps if each.names <= chosen - refused)):
        yield from item.off


def _switch(group: Sequence[Alternative], known: Mapping[str, Macro]) -> _Switch | None:
    """What macros make of one group, if it is certain which branch is compiled."""
    asked = {name for item in group for name in _NAME.findall(item.text)}
    names = frozenset(asked.intersection(known))
    if not names:
        return None
    spans = regions(group)
    truths = [*(_truth(item, known) for item in group), True]
    taken = truths.index(True)
    if None in truths[:taken]:
        return None
    off = tuple(span for at, span in enumerate(spans) if at != taken)
    return _Switch(names, off, spans[taken])


def _truth(item: Alternative, known: Mapping[str, Macro]) -> bool | None:
    if item.directive.keyword == "else":
        return True
    return truth(item.text, lambda name: known.get(name, UNKNOWN))


def _macros(
    scan: Scan, left_out: Sequence[Span], elsewhere: Callable[[str], bool]
) -> Mapping[str, Macro]:
    """The macros that a file defines in what is left out, and what they are without it."""
    found: dict[str, list[tuple[Directive, str]]] = {}
    for item in scan.directives.items:
        made = _DEFINED.match(scan.data, item.body, item.end) if item.keyword == "define" else None
        if made is not None:
            value = made[2].decode("latin-1").strip()
            found.setdefault(made[1].decode("latin-1"), []).append((item, value))
    starts = [item.start for each in found.values() for item, _ in each]
    outside = _outside(starts, left_out)
    known = {}
    for name, defined in found.items():
        values = [value for item, value in defined if item.start in outside]
        if len(values) == len(defined) or elsewhere(name):
            continue
        macro = _without(values)
        if macro is not None:
            known[name] = macro
    return known


def _outside(places: Iterable[int], spans: Sequence[Span]) -> frozenset[int]:
    """Those places that are in none of the spans, which may lie in each other."""
    bounds = sorted([(span.start, 1) for span in spans] + [(span.end, -1) for span in spans])
    found, depth, at = [], 0, 0
    for place in sorted(places):
        while at < len(bounds) and bounds[at][0] <= place:
            depth += bounds[at][1]
            at += 1
        if not depth:
            found.append(place)
    return frozenset(found)


def _without(values: Sequence[str]) -> Macro | None:
    """What a macro is that is defined as ``values``, or not at all; None where that is open."""
    if not values:
        return ABSENT
    number = integer(values[0])
    if number is None or len(values) > 1:
        return None
    return Macro(True, Range(number, number))
