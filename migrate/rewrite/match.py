"""Construct rules against one use of a name: which of their shapes stand there.

What comes in are the cases that start at the name and the place in tree and text; what goes out are
matches of byte spans, at most one for each rule. Nothing is rewritten here.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from migrate.model import Span
from migrate.rewrite.instructions import know
from migrate.rewrite.objects import thing_at
from migrate.rewrite.transcription import Position, transcribe
from migrate.rules.constraints import Constraint, Surroundings
from migrate.rules.constructs import CAPTURE, MAKERS, USAGE, Case, CodeScope, Rule
from migrate.shapes.calls import find_call
from migrate.shapes.directives import find_in_directive
from migrate.shapes.patterns import (
    Around,
    Found,
    ancestors,
    compile_shape,
    encloses,
    find,
    is_global,
)
from migrate.text.assembly import SPELLINGS, Statement, read_statement
from migrate.text.lexer import Directive
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan
from migrate.values.facts import Facts
from migrate.values.roles import Usage
from migrate.values.sides import only_on_device, only_on_host
from migrate.values.usages import usages

# Conditions that name a host's processor, or rule out the device.
_HOST_BRANCH = re.compile(
    r"(?<!!)(?:defined\s*\(?\s*)?\b(?:__x86_64(?:__)?|__amd64(?:__)?|__i[3-6]86(?:__)?|_M_(?:X64|IX86|AMD64"
    r"|ARM(?:64)?)|__aarch64__|__arm(?:64)?__|__ARM_\w+|__sparc\w*|__(?:power|p)pc(?:64)?__|__ppc__"
    r"|__(?:SSE|AVX|FMA)\w*__|__riscv\w*|__s390x?__|__mips\w*|__ia64__|__loongarch\w*|__alpha__)"
    r"|!\s*\(?\s*defined\s*\(?\s*__CUDA_ARCH__\b"
)
_BODIES = frozenset({"compound_statement"})
_CONDITIONS = frozenset({"if", "elif", "ifdef", "ifndef", "elifdef", "elifndef"})
_HOLD_STATEMENTS = frozenset(
    "compound_statement preproc_if preproc_ifdef preproc_else preproc_elif".split()
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a use stands: its tree and leaf, and the directive whose line it is on."""

    use: Use
    tree: SyntaxTree
    leaf: Node
    directive: Directive | None
    branch: str


@dataclass(frozen=True, slots=True)
class Match:
    """A case of a rule that stands at a use; ``places`` are those it speaks of, if elsewhere."""

    rule: Rule
    case: Case
    found: Found
    places: tuple[Found, ...] = ()


def match(
    scan: Scan, place: Place, cases: Sequence[tuple[Rule, Case]], facts: Facts
) -> Iterator[Match]:
    """The first case of each rule that stands at ``place``, in the order of the rules.

    Rules on PTX speak of inline assembly with one voice; the shapes of such a rule count only where
    the statement could not be read.
    """
    done: set[str] = set()
    used: Sequence[Usage] | None = None
    shapes: dict[str, Found | None] = {}  # cases of one shape often follow each other
    around = ancestors(place.tree, place.leaf)
    on_ptx = [(rule, case) for rule, case in cases if case.ptx]
    statement = _statement(scan, place) if on_ptx else None
    if statement is not None:
        ported = _ptx(scan, statement, place, on_ptx, facts)
        if ported is not None:
            yield ported
        done.update(rule.id for rule, _ in on_ptx)
    for rule, case in cases:
        if rule.id in done or case.ptx:
            continue
        if case.match not in shapes:
            shapes[case.match] = _find(scan, place, case, around)
        found = shapes[case.match]
        if found is None or not _holds(scan, place, case, found, facts):
            continue
        if case.used:
            if used is None:
                used = usages(place.tree, place.leaf, facts)
            if places := _places(scan, place, used, case, facts):
                yield Match(rule, case, found, places)
            continue
        done.add(rule.id)
        yield Match(rule, case, found)


def _places(
    scan: Scan, place: Place, used: Sequence[Usage], case: Case, facts: Facts
) -> tuple[Found, ...]:
    """Those uses of a type's values of which a case speaks: its scopes are those of the uses."""
    return tuple(
        Found(item.span, {"use": item.span, "name": item.name}, "")
        for item in used
        if item.role in case.used
        and _reads(case, item, facts)
        and all(_is_in(scope, _place_of(scan, place, item), facts) for scope in case.scopes)
        and _is_taken(case.around, place.tree, item.name, facts)
    )


def _place_of(scan: Scan, place: Place, used: Usage) -> Place:
    """Where a value of the type at ``place`` is used."""
    tree, leaf = place.tree.leaf(*used.name)
    branch = scan.branches.at(used.name.start).branch
    return replace(place, tree=tree, leaf=leaf, branch=branch)


def _reads(case: Case, used: Usage, facts: Facts) -> bool:
    """Whether the text of a use is as the case demands."""
    texts = {"use": facts.code.read(used.span), "name": facts.code.read(used.name)}
    wanted = (item for item in case.where if item.capture in texts)
    return all(item.accepts_text(texts[item.capture]) for item in wanted)


def _find(scan: Scan, place: Place, case: Case, around: Sequence[Around]) -> Found | None:
    """The shape of a case, if it stands at ``place``."""
    in_condition = place.directive is not None and place.directive.keyword in _CONDITIONS
    if not case.match.startswith("#"):
        if in_condition:
            return None  # there the shapes of directives speak
        found = find(compile_shape(case.match, case.anchor), place.tree, around)
        if found is None and _is_misread(place):
            found = find_call(case.match, scan.data, place.use.parts[-1], scan.trivia.both)
        return found
    if place.directive is None:
        return None
    name, skip = place.use.parts[-1], scan.trivia.both
    return find_in_directive(case.match, scan.data, place.directive, name, skip)


def _statement(scan: Scan, place: Place) -> Statement | None:
    """The inline assembly at ``place``; None where it cannot be read, or a directive is in it."""
    statement = read_statement(scan.data, place.use.parts[-1], scan.trivia.both)
    if statement is None:
        return None
    around = {bisect_left(scan.directives.starts, offset) for offset in statement.span}
    return statement if len(around) == 1 else None


def _ptx(
    scan: Scan,
    statement: Statement,
    place: Place,
    cases: Sequence[tuple[Rule, Case]],
    facts: Facts,
) -> Match | None:
    """What rules on instructions say of a statement; None where it is none of PTX."""
    whole = Found(statement.span, {}, "")
    held = [(rule, case) for rule, case in cases if stands(case, whole, place, facts)]

    def fits(constraint: Constraint, span: Span) -> bool:
        return _fits(constraint, Found(span, {constraint.capture: span}, ""), place, facts)

    on_host = _names_host(place.branch) or facts.sides.surely_on_host(place.tree, place.leaf)
    on_host = on_host or (statement.is_empty and _is_plain(scan))
    known = know(scan.data, statement, held, fits, on_host)
    if known is None:
        return None
    position = _position(place, scan.data, statement)
    things = partial(thing_at, facts, place.tree, place.leaf)
    port = transcribe(scan.data, known, position, things)
    if port is None:
        return None
    return Match(port.rule, port.case, Found(port.span, port.captures, ""))


def _is_plain(scan: Scan) -> bool:
    """Whether a source of C or C++ names nothing of CUDA's beside assembly. An empty statement of
    it keeps a host's compiler from moving code, as it may any other.
    """
    if scan.path.endswith((".cu", ".cuh")):
        return False
    return all(token.text in SPELLINGS for token in scan.tokens)


def _names_host(branch: str) -> bool:
    """Whether a branch is for a host's processor, or for all but the device."""
    return _HOST_BRANCH.search(branch) is not None


def _position(place: Place, data: bytes, statement: Statement) -> Position:
    """What may be written in the place of a statement."""
    if place.directive is not None:
        return Position.MACRO
    around = place.tree.around(place.leaf)
    inner = next((node for node in around if node.type == "expression_statement"), None)
    outer = next(around, None) if inner is not None else None
    if outer is None or not _in_function(place.tree, outer):
        return _position_read(data, statement) if statement.arguments else Position.OUTSIDE
    return Position.BLOCK if outer.type in _HOLD_STATEMENTS else Position.SINGLE


def _position_read(data: bytes, statement: Statement) -> Position:
    """The same of a statement with operands, which is in a function, where no tree says so: it is
    among others behind one that ended.
    """
    before = data[: statement.span.start].rstrip()
    return Position.BLOCK if before.endswith((b";", b"{", b"}")) else Position.SINGLE


def _in_function(tree: SyntaxTree, node: Node) -> bool:
    return tree.nearest(node, _BODIES) is not None


def _is_misread(place: Place) -> bool:
    """Whether the grammar made something else than a call of a name, or stumbled near it."""
    parent = place.tree.parent(place.leaf)
    return parent is None or parent.has_error or parent.type != "call_expression"


def _holds(scan: Scan, place: Place, case: Case, found: Found, facts: Facts) -> bool:
    """Whether all is as the case demands, what is quickly known first."""
    where = [item for item in case.where if not (case.used and item.capture in USAGE)]
    if not all(item.accepts_text(_text(scan, item, found)) for item in where):
        return False
    if not all(_fits(item, found, place, facts) for item in where):
        return False
    return stands(case, found, place, facts)


def stands(case: Case, found: Found, place: Place, facts: Facts) -> bool:
    """Whether a match stands where the case wants it."""
    if not case.used and not all(_is_in(scope, place, facts) for scope in case.scopes):
        return False
    if not case.used and not _is_taken(case.around, place.tree, found.span, facts):
        return False
    return _stands_in(case.around, found, place, facts)


def _is_in(scope: CodeScope, place: Place, facts: Facts) -> bool:
    """Whether a place is surely in a scope."""
    match scope:
        case CodeScope.DEVICE:
            return _on_device(place, facts)
        case CodeScope.HOST:
            return _on_host(place, facts)
        case CodeScope.BOTH:
            return facts.sides.in_both(place.tree, place.leaf)
        case CodeScope.CXX:
            return facts.sides.in_cxx()
        case CodeScope.UNIT:
            return facts.sides.in_unit()
        case CodeScope.GLOBAL:
            return is_global(place.tree, place.leaf)
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


def _text(scan: Scan, constraint: Constraint, found: Found) -> str:
    """What a capture reads; one that is not bound is empty."""
    start, end = found.captures.get(constraint.capture, Span(0, 0))
    return scan.data[start:end].decode("utf-8", "replace")


def _fits(constraint: Constraint, found: Found, place: Place, facts: Facts) -> bool:
    """Whether the file says of a capture what the constraint demands."""
    span, tree = found.captures.get(constraint.capture), place.tree
    if span is None:
        asks = constraint.sources or constraint.type or constraint.given or constraint.number
        asks = asks or constraint.expands
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
    number = constraint.number
    if number is not None and not number.fullmatch(facts.types.number(tree, span)):
        return False
    return not constraint.asks_for_origin or constraint.accepts_origins(
        facts.variables.origins(tree, span)
    )


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
    if around.divergent and not facts.lanes.leaves_out(tree, leaf):
        return False
    function = facts.around(tree, leaf)
    before = Span(function.start, span.start)
    return not (
        _differs(around.beside, around.not_beside, function, found, facts)
        or _differs(around.behind, around.not_behind, before, found, facts)
        or _differs(around.ahead, around.not_ahead, facts.code.ahead(span.end), found, facts)
    )


def _is_taken(around: Surroundings, tree: SyntaxTree, span: Span, facts: Facts) -> bool:
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
        if match[2] == MAKERS:
            return f"(?:{facts.makers})"
        span = found.captures.get(match[2])
        return match[0] if span is None else re.escape(facts.code.read(span).strip())

    if CAPTURE.search(pattern.pattern):
        pattern = re.compile(CAPTURE.sub(source, pattern.pattern), pattern.flags)
    return facts.code.occurs(pattern, code)
