"""Names of CUDA's that macros of the file give another meaning.

What comes in is a use where it stands; what goes out is what such a macro makes of it, and its
entry. Macros of other files are the tree's (see ``lookup``).
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.checks.redefinitions import REDEFINED, goes_along, is_valued, redefined
from migrate.model import Span
from migrate.port.bytables import by_tables
from migrate.port.view import View
from migrate.rewrite.entries import Entry, native
from migrate.rewrite.place import Place
from migrate.tree.declarations import meaning
from migrate.tree.resolve import Use


def given(view: View, place: Place) -> bytes | None:
    """What a macro of the file makes of the name at a place, if that is not what the port makes of
    it: a type that stands in for CUDA's is ported with its uses.
    """
    value = meaning(view.scan, place.directive, place.use, place.tree, place.leaf)
    return value if _is_given_away(view, place, value) else None


def _is_given_away(view: View, place: Place, value: bytes | None) -> bool:
    name, directive = place.use.name, place.directive
    if directive is None or directive.keyword != "define":
        verdict = view.rules.verdict(name) if value is not None else None
        return verdict is not None and value == verdict.target.encode()
    # To define the name may be how it is used: a switch of CUDA's headers.
    cases = view.context.cases.get(name, ())
    return not any(case.match.startswith("#define") for _, case in cases)


def of_macro(view: View, place: Place, value: bytes, rewritten: Sequence[Span]) -> Entry:
    """The entry of a name that a macro of the file gives another meaning."""
    use, directive, rules = place.use, place.directive, view.rules
    if is_valued(view.values.get(use.name, ()), directive) and _is_code(view, use):
        return native(use, REDEFINED)
    reshaped = use.name in view.context.cases
    along = goes_along(view.scan, directive, use, rules, reshaped)
    entry = by_tables(view, place, rewritten) if along else None
    work = view.work(REDEFINED)
    return entry or redefined(use, rules, value, place.branch, work, reshaped)


def is_a_value(view: View, use: Use) -> bool:
    """Whether a macro of the file makes what is CUDA's type or function a number or a string
    here.
    """
    spans = view.values.get(use.name, ())
    return any(span.start <= use.start < span.end for span in spans) and _is_code(view, use)


def _is_code(view: View, use: Use) -> bool:
    """Whether CUDA has a type or a function of the name."""
    return any(row["kind"] in ("type", "function") for row in view.rules.surface.rows(use.name))
