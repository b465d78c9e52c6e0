"""What the construct rules make of one use, and the tables beside them.

What comes in is a use where it stands; what goes out is its entry, with the spans that a rewrite
takes away for good. The first rewrite wins; where nothing is rewritten, the table's rename goes
along with what the rules say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from migrate.model import Safety, Span, Status
from migrate.port.bytables import by_tables
from migrate.port.view import View
from migrate.rewrite.constructed import NOT_REWRITTEN, Allowed, constructed
from migrate.rewrite.entries import Entry, merged, severity, without_note
from migrate.rewrite.match import match
from migrate.rewrite.place import Match, Place
from migrate.rewrite.uncalled import uncalled
from migrate.rules.constructs import Case, Rule


def by_rules(
    view: View, place: Place, rewritten: Sequence[Span]
) -> tuple[Entry | None, tuple[Span, ...]]:
    """The entry of a use that is CUDA's, construct rules first, then the tables; ``rewritten`` is
    what rewrites before it take away.
    """
    cases = view.speaking(place.use.name)
    if cases is None:
        return by_tables(view, place, rewritten), ()
    spoken, gone = _spoken(view, place, cases)
    if not spoken and not view.only_fixes:
        spoken = list(uncalled(view.scan, place, cases, view.rules, view.facts))
    if any(entry.fix is not None for entry in spoken):
        return merged(spoken), gone
    named = by_tables(view, place, (*rewritten, *gone))
    if named is not None and spoken:
        named = _beside(named, spoken)
    return merged([*spoken, named] if named is not None else spoken), gone


def _spoken(
    view: View, place: Place, cases: Sequence[tuple[Rule, Case]]
) -> tuple[list[Entry], tuple[Span, ...]]:
    """What the rules say whose shapes stand at the place, of rewrites the first."""
    context = view.context
    allowed = Allowed(context.withheld, context.apply, view.work(NOT_REWRITTEN))
    spoken: list[Entry] = []
    gone: list[Span] = []
    for found in match(view.scan, place, cases, view.facts, only_fixes=view.only_fixes):
        rewrite = found.case.rewrite
        if _is_provided(view, found) or view.lookup.takes_fewer(place.use.name, rewrite):
            continue
        if rewrite is None or all(entry.fix is None for entry in spoken):
            made, taken = constructed(_in_target(view, found), place, view.scan, allowed)
            gone.extend(taken)
            spoken.append(made)
    return spoken, tuple(gone)


def _in_target(view: View, found: Match) -> Match:
    """The match of an instruction, whose rewrite is in the target's names; none where it takes a
    function that the target lacks.
    """
    case = found.case
    if not case.ptx or case.rewrite is None:
        return found
    lacking = view.rules.lacking(case.rewrite)
    if not lacking:
        return found._replace(case=replace(case, rewrite=view.rules.respelled(case.rewrite)))
    message = f"{', '.join(lacking)} would stand for it, which {view.rules.info.title} lacks"
    manual = replace(
        case, rewrite=None, safety=Safety.MANUAL, status=Status.MANUAL, message=message
    )
    return found._replace(case=manual)


def _beside(named: Entry, spoken: Sequence[Entry]) -> Entry:
    """The table's entry beside those of rules: the rename goes along. The table's note on a name
    would only repeat a rule's message, and does not hold where a rule knows the shape to be
    harmless.
    """
    if any(entry.reference.status is Status.NATIVE for entry in spoken):
        return without_note(named)
    if severity(named) <= max(map(severity, spoken)):
        return replace(named, findings=())
    return named


def _is_provided(view: View, found: Match) -> bool:
    """Whether a shape that stays only says which headers it needs, and they are there."""
    needs = found.case.status is Status.NATIVE and found.case.rewrite is None
    required = frozenset(found.rule.requires)
    return needs and bool(required) and required <= view.included
