"""What a case of a rule demands beyond its shape, and whether a place meets it.

What comes in are a case, what its shape captured, and the facts of the file; what goes out are
answers. What a file does not say for certain is not taken to hold. Shapes are not looked for here.
"""

from __future__ import annotations

import re

from migrate.model import Span
from migrate.regex import regex
from migrate.rewrite.meetings import meeting
from migrate.rewrite.place import Place
from migrate.rules.constraints import BLOCK, Constraint, Surroundings
from migrate.rules.constructs import CAPTURE, JIT_FUNCTIONS, USAGE, Case, CodeScope
from migrate.shapes.finding import (
    Found,
    encloses,
    is_global,
    is_in_namespace,
)
from migrate.text.syntax import SyntaxTree
from migrate.tree.scan import Scan
from migrate.values.facts import Facts
from migrate.values.sides import only_on_device, only_on_host

_NOWHERE = Span(0, 0)
_NAMED = regex(r"(?:(?:const|struct|class)\s+)*(?:::)?(?:\w+\s*::\s*)*(\w+)\s*(?:<.*>)?", re.DOTALL)


def holds(scan: Scan, place: Place, case: Case, found: Found, facts: Facts) -> bool:
    """Whether all is as the case demands, what is quickly known first."""
    where = [item for item in case.where if not (case.used and item.capture in USAGE)]
    if not all(item.accepts_text(_text(scan, item, found)) for item in where):
        return False
    if not all(fits(item, found, place, facts) for item in where):
        return False
    return stands(case, found, place, facts)


def stands(case: Case, found: Found, place: Place, facts: Facts) -> bool:
    """Whether a match stands where the case wants it."""
    if not case.used and not all(is_in(scope, place, facts) for scope in case.scopes):
        return False
    if not case.used and not is_taken(case.around, place.tree, found.span, facts):
        return False
    return _stands_in(case.around, found, place, facts)


def is_in(scope: CodeScope, place: Place, facts: Facts) -> bool:
    """Whether a place is surely in a scope."""
    match scope:
        case CodeScope.DEVICE:
            return _on_device(place, facts)
        case CodeScope.HOST:
            return _on_host(place, facts)
        case CodeScope.BOTH:
            return _on_both(place, facts)
        case CodeScope.CXX:
            return facts.sides.in_cxx()
        case CodeScope.UNIT:
            return facts.sides.in_unit()
        case CodeScope.GLOBAL:
            return is_global(place.tree, place.leaf)
        case CodeScope.NAMESPACE:
            return is_in_namespace(place.tree, place.leaf)
        case CodeScope.ANY:
            return True


def _on_device(place: Place, facts: Facts) -> bool:
    """Whether a place is in code that surely runs on the device."""
    if only_on_host(place.branch, facts.device_macros):
        return False
    return facts.sides.in_device_code(place.tree, place.leaf)


def _on_host(place: Place, facts: Facts) -> bool:
    """Whether a place is in code that surely runs on the host, if perhaps not only there."""
    if only_on_device(place.branch, facts.device_macros):
        return False
    return facts.sides.in_host_code(place.tree, place.leaf)


def _on_both(place: Place, facts: Facts) -> bool:
    """Whether a place is in a function for both sides, and no condition says which side it is."""
    macros = facts.device_macros
    if only_on_device(place.branch, macros) or only_on_host(place.branch, macros):
        return False
    return facts.sides.in_both(place.tree, place.leaf)


def _text(scan: Scan, constraint: Constraint, found: Found) -> str:
    """What a capture reads; one that is not bound is empty."""
    start, end = found.captures.get(constraint.capture, _NOWHERE)
    return scan.data[start:end].decode("utf-8", "replace")


def fits(constraint: Constraint, found: Found, place: Place, facts: Facts) -> bool:
    """Whether the file says of a capture what the constraint demands."""
    span, tree = found.captures.get(constraint.capture), place.tree
    if span is None:
        asks = constraint.sources or constraint.type or constraint.given or constraint.number
        asks = asks or constraint.expands
        if constraint.kernel or constraint.initialised or constraint.extern:
            return False
        return not (constraint.asks_for_value or asks)
    if constraint.asks_for_value and not _counts(constraint, found, place, facts):
        return False
    if constraint.asks_for_type and not constraint.accepts_type(facts.types.declared(tree, span)):
        return False
    given = constraint.given
    if given is not None and not any(map(given.fullmatch, facts.types.given(tree, span))):
        return False
    expands = constraint.expands
    if expands is not None and not expands.fullmatch(facts.computing.body(facts.code.read(span))):
        return False
    kernel = constraint.kernel
    if kernel and facts.named_kernels.kind(tree, span) != kernel:
        return False
    if constraint.initialised and not _is_initialised(facts, span):
        return False
    extern = constraint.extern
    if extern and facts.external_variables.get(facts.code.read(span).strip()) != extern:
        return False
    number = constraint.number
    if number is not None and not number.fullmatch(facts.types.number(tree, span)):
        return False
    return not constraint.asks_for_origin or constraint.accepts_origins(
        facts.variables.origins(tree, span)
    )


def _is_initialised(facts: Facts, span: Span) -> bool:
    """Whether what is written there is a class of the tree that sets something of each object."""
    named = _NAMED.fullmatch(facts.code.read(span).strip())
    return named is not None and named[1] in facts.reach.initialised


def _counts(constraint: Constraint, found: Found, place: Place, facts: Facts) -> bool:
    """Whether a capture has a value that will do."""
    span = found.captures[constraint.capture]
    if constraint.part:
        value = facts.integers.part(place.tree, span, constraint.part)
    else:
        value = facts.integers.value(place.tree, span)
    adds, bounds = (
        facts.kernels.at(place.tree, found.captures[name]) if name in found.captures else ()
        for name in (constraint.plus, constraint.beyond)
    )
    if value is not None and adds:
        value += min(kernel.shared for kernel in adds)
    if constraint.beyond:
        most = [kernel.threads for kernel in bounds]
        if value is None or not most or any(item is None or item >= value for item in most):
            return False
    return constraint.accepts_value(value)


def _stands_in(around: Surroundings, found: Found, place: Place, facts: Facts) -> bool:
    """Whether the place is surrounded as the case demands."""
    if not around.asks:
        return True
    tree, leaf, span = place.tree, place.leaf, found.span
    if around.inside and not any(encloses(s, tree, leaf, span) for s in around.inside):
        return False
    if any(encloses(shape, tree, leaf, span) for shape in around.not_inside):
        return False
    if around.takes is not None and not around.takes.fullmatch(facts.types.takes(tree, leaf)):
        return False
    if _differs(around.in_file, around.not_in_file, facts.code.whole, found, facts):
        return False
    if around.recursive and facts.recursion.kind(span.start) != around.recursive:
        return False
    if around.divergent:
        of_block = around.divergent == BLOCK
        divergence = facts.block_divergence if of_block else facts.divergence
        if not divergence.is_divergent(tree, leaf):
            return False
    if around.meeting and meeting(place, around.meeting, facts) is None:
        return False
    function = facts.around(tree, leaf)
    before = Span(function.start, span.start)
    return not (
        _differs(around.beside, around.not_beside, function, found, facts)
        or _differs(around.behind, around.not_behind, before, found, facts)
        or _differs(around.ahead, around.not_ahead, facts.code.ahead(span.end), found, facts)
        or _differs(around.onward, around.not_onward, facts.code.onward(span.end), found, facts)
    )


def is_taken(around: Surroundings, tree: SyntaxTree, span: Span, facts: Facts) -> bool:
    """Whether what takes the value at a place is of a type that the case wants."""
    if around.into is None and around.not_into is None:
        return True
    taken = facts.types.receiver(tree, span)
    return (around.into is None or around.into.fullmatch(taken) is not None) and (
        around.not_into is None or around.not_into.fullmatch(taken) is None
    )


def _differs(
    wanted: re.Pattern[str] | None,
    unwanted: re.Pattern[str] | None,
    code: Span,
    found: Found,
    facts: Facts,
) -> bool:
    """Whether what is wanted does not occur in the code, or what is unwanted does."""
    return (wanted is not None and not _occurs(wanted, code, found, facts)) or (
        unwanted is not None and _occurs(unwanted, code, found, facts)
    )


def _occurs(pattern: re.Pattern[str], code: Span, found: Found, facts: Facts) -> bool:
    """Whether ``pattern`` occurs in ``code``, with what the captures read in place of ``$x``."""

    def source(match: re.Match[str]) -> str:
        if match[2] == JIT_FUNCTIONS:
            return f"(?:{facts.jit_functions})"
        span = found.captures.get(match[2])
        return match[0] if span is None else re.escape(facts.code.read(span).strip())

    if not facts.code.may_occur(pattern, code):
        return False
    if CAPTURE.search(pattern.pattern):
        pattern = re.compile(CAPTURE.sub(source, pattern.pattern), pattern.flags)
    return facts.code.occurs(pattern, code)
