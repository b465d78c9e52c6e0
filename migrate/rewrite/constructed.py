"""The entry that a construct rule makes of a use: its fix, where that is allowed, and what it says.

What comes in are a match and the scan of its file; what goes out is an ``Entry``, with the spans
that its rewrite takes away for good. Which rules match, ``match`` decides, and which of the fixes
are made, ``edits``.
"""

from __future__ import annotations

from typing import NamedTuple

from migrate.model import Announces, Finding, Fix, Reference, Safety, Span, Status
from migrate.rewrite.entries import Entry
from migrate.rewrite.place import Match, Place
from migrate.rewrite.template import consumed, expand, placed, rewrite, without_colons
from migrate.rewrite.withheld import Withheld
from migrate.rules.causes import Work
from migrate.rules.constructs import CAPTURE, Case
from migrate.tree.scan import Scan

NOT_REWRITTEN = "migrate/not-rewritten"


class Allowed(NamedTuple):
    """Which fixes are made: those of at least the safety ``apply``, but where a rewrite is
    ``withheld``; ``left_out`` is what such a one takes.
    """

    withheld: Withheld
    apply: Safety
    left_out: Work

    def makes(self, fix: Fix | None) -> bool:
        return fix is not None and fix.safety >= self.apply


def constructed(
    found: Match, place: Place, scan: Scan, allowed: Allowed
) -> tuple[Entry, tuple[Span, ...]]:
    """The entry, and what of the source its fix leaves no place for."""
    rule, case = found.rule, found.case
    fix = _fix(found, place, scan)
    withheld = fix is not None and allowed.withheld.holds(place.use.start)
    status = _status(case, fix, allowed, withheld=withheld)
    findings = _findings(found, place, scan, fix, status, allowed, withheld=withheld)
    if status is Status.INFO:  # nothing is asked for: the reference is done
        status = Status.NATIVE if case.rewrite is None else Status.PORTED
    api = case.api or place.use.name
    name = NOT_REWRITTEN if withheld else rule.id
    reference = Reference(place.use.start, place.use.end, api, status, name)
    if case.rewrite is None and status is Status.NATIVE:
        return Entry(reference, findings, None, rule.requires), ()
    if fix is None or withheld or not allowed.makes(fix):
        return Entry(reference, findings), ()
    kept = {capture for _, capture in CAPTURE.findall(case.rewrite or "")}
    again = found.found.spans(kept)
    return Entry(reference, findings, fix, rule.requires), tuple(consumed(fix.edits, again))


def _fix(found: Match, place: Place, scan: Scan) -> Fix | None:
    case = found.case
    if case.rewrite is None:
        return None
    edits = rewrite(scan.data, scan.trivia.both, found.found, case.rewrite)
    edits = without_colons(edits, place.use)
    return Fix((*edits, *found.around), case.safety) if edits else None


def _status(case: Case, fix: Fix | None, allowed: Allowed, *, withheld: bool) -> Status:
    """What becomes of the reference; PTX that stays does not compile."""
    stays = fix is not None and case.ptx and not allowed.makes(fix)
    return Status.MANUAL if withheld or stays else case.status


def _findings(
    found: Match,
    place: Place,
    scan: Scan,
    fix: Fix | None,
    status: Status,
    allowed: Allowed,
    *,
    withheld: bool,
) -> tuple[Finding, ...]:
    rule, case, data, captures = found.rule, found.case, scan.data, found.found.captures
    message = expand(case.message, data, captures)
    advice = expand(case.suggestion, data, captures, case.words)
    name, work = rule.id, Work(case.effort, rule.title, _announces(case, fix, allowed))
    if withheld:
        name, work = NOT_REWRITTEN, allowed.left_out
        message = f"{rule.title}: the rewrite did not hold here and was left out"
        advice = f"write {expand(case.rewrite or '', data, captures)}"
    if not message or status in (Status.PORTED, Status.NATIVE):
        return ()
    api, span = case.api or place.use.name, found.found.span
    what = (name, status, api, message, *span, advice, place.branch, fix)
    return placed(Finding(*what, *work), case, data, found.places)


def _announces(case: Case, fix: Fix | None, allowed: Allowed) -> Announces | None:
    """What a place of the case announces: PTX that stays, whatever is advised, is an error."""
    if case.announces is None and case.ptx and not allowed.makes(fix):
        return Announces.ERROR
    return case.announces
