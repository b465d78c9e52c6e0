"""A use of the architecture's macro: decided with all of the condition that it is in, as one; in
code and in macros by the comparison it stands in.

What comes in are a scan and a place; what goes out is the entry of the use, with the edits of the
whole condition at its first use. Where nothing can be said, the place that compares speaks: the
rules say what a person has to decide, and nothing else of the condition is edited.
"""

from __future__ import annotations

import math
from dataclasses import replace

from migrate.model import Edit, Fix, Status
from migrate.regex import regex
from migrate.rewrite.entries import Entry, aside, entry, native, unsaid
from migrate.rewrite.place import Place
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet
from migrate.text.capabilities import Architecture
from migrate.text.conditions import GUARDED, UNSEEN, Segment, decision
from migrate.text.guards import Guards
from migrate.text.lexer import Directive
from migrate.text.truths import Macro, Range, truth
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

_AFTER = regex(rb"\s*(>=|<=|==|!=|>(?!>)|<(?!<))\s*(\d+)\b(?!\s*[-+*/%<>.])")
_BEFORE = regex(rb"(?<![\w.)])(\d+)\s*(>=|<=|==|!=|(?<!>)>|(?<!<)<)\s*\Z")
_DEFINED = regex(rb"\bdefined\s*\(?\s*\Z")
_OPERAND = regex(rb"[-+*/%]\s*\Z")
_NEAR = 40  # bytes before a use in which the other side of a comparison stands
_MIRRORED = {b">": b"<", b"<": b">", b">=": b"<=", b"<=": b">="}
# What 1 in device code, and 0 elsewhere, is compared with where the comparison is decided.
_INSTEAD = {b">=": b"1", b"<": b"1", b">": b"0", b"<=": b"0"}


def stays(scan: Scan, directive: Directive, use: Use, guards: Guards) -> bool:
    """Whether a condition stays as it is: its author has both sides in view, or a macro of a
    compiler in it means that compiler only.
    """
    return names_target(scan, directive, guards) or scan.branches.keeps(directive, use.name)


def because(scan: Scan, kept: Directive | None, segment: Segment, guards: Guards) -> str:
    """The id that says why a use is left alone: in a condition that is ``kept``, or a segment."""
    if kept is not None and (scan.branches.both or names_target(scan, kept, guards)):
        return GUARDED
    return segment.because


def quieted(scan: Scan, entry: Entry) -> Entry:
    """The entry, of which less is said where it is not compiled."""
    segment = scan.branches.at(entry.reference.start)
    if segment.silent:
        return unsaid(entry, UNSEEN)
    return aside(entry, UNSEEN) if segment.off else entry


def names_target(scan: Scan, directive: Directive, guards: Guards) -> bool:
    """Whether a condition names the target itself."""
    text = scan.data[directive.body : directive.end].decode("utf-8", "replace")
    return directive.keyword in ("if", "elif") and guards.mentioned_in(text)


def by_condition(scan: Scan, place: Place, guards: Guards, rules: RuleSet) -> Entry | None:
    """The entry of a use of the architecture's macro; None where the rules are to speak."""
    compilers, directive, use = guards.compilers, place.directive, place.use
    architecture = compilers.architecture
    if directive is not None and _asks_in_vain(scan, directive, use, rules):
        return native(use, f"{rules.info.name}/names/device")
    if architecture is None or use.name != architecture.macro:
        return None
    made = None
    if directive is not None:
        made = decision(scan.data, scan.branches.integers, directive, guards)
    if directive is None or (made is None and directive.keyword == "define"):
        return _by_comparison(scan.data, place, architecture, compilers.rule)
    if made is None or (made.place is None and directive.keyword != "define"):
        return None
    if not made.settled:
        return _open(place, made.place, compilers.rule, rules)
    if not made.edits:
        return native(use, compilers.rule)
    first = scan.data.find(use.name.encode(), directive.body) == use.start
    fix = Fix(made.edits) if first else None
    return replace(native(use, compilers.rule, Status.PORTED), fix=fix)


def _open(place: Place, said_at: int | None, rule: str, rules: RuleSet) -> Entry | None:
    """A use in a condition that a person has to decide; one place of it says so."""
    use, directive = place.use, place.directive
    if use.start != said_at:
        return native(use, rule)
    verdict = rules.verdict(use.name)
    if directive is None or directive.keyword != "define" or verdict is None:
        return None  # the rules have words for conditions
    work = Work(verdict.effort, verdict.cause)
    return entry(use, Status.REVIEW, verdict.rule, verdict.message, place.branch, work)


def _asks_in_vain(scan: Scan, directive: Directive, use: Use, rules: RuleSet) -> bool:
    """Whether a condition asks if a function of the device is a macro: with CUDA it is none, nor on
    the target, so that the condition comes to the same.
    """
    asked = directive.keyword in ("ifdef", "ifndef") or (
        directive.keyword in ("if", "elif")
        and _DEFINED.search(scan.data[directive.body : use.start]) is not None
    )
    rows = rules.rows(use.name)
    return asked and use.name.startswith("__") and any(row.kind == "function" for row in rows)


def _by_comparison(
    data: bytes, place: Place, architecture: Architecture, rule: str
) -> Entry | None:
    """The entry of a use in code, or in a macro, that is compared with a number."""
    start, end = place.use.start, place.use.end
    before = data[max(0, start - _NEAR) : start]
    after = _AFTER.match(data, end)
    if after is not None and not _OPERAND.search(before):
        sign, number, span = after[1], after[2], after.span(2)
    elif (mirrored := _BEFORE.search(before)) is not None:
        sign, number = _MIRRORED.get(mirrored[2], mirrored[2]), mirrored[1]
        offset = start - len(before)
        span = (mirrored.start(1) + offset, mirrored.end(1) + offset)
    else:
        return None
    least = Range(architecture.least, math.inf)
    known = Macro(True, least)
    if truth(f"X {sign.decode()} {number.decode()}", lambda _: known) is None:
        return None
    edits = [Edit(start, end, architecture.device.encode())]
    if sign in _INSTEAD:
        edits.append(Edit(*span, _INSTEAD[sign]))
    return replace(native(place.use, rule, Status.PORTED), fix=Fix(tuple(sorted(edits))))
