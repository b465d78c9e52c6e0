"""Fixes to the whole change of a file: pass by pass, while fixes were held because they collided.

What comes in are the entries of the original; what goes out is what became of its bytes. Fixes that
go together are accepted at once; what was held is asked for again where it stands now, at most
``MAX_PASSES`` times. An entry whose fix never fitted says so. Whether the result holds is not asked
here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from migrate.model import Edit, Finding, Fix, Status
from migrate.port.additions import Additions
from migrate.port.analyse import Analysis
from migrate.port.subject import Subject, analysed_again, scanned
from migrate.rewrite import edits as editing
from migrate.rewrite.edits import Change
from migrate.rewrite.entries import BRACED_LAUNCH, SPLIT_LAUNCH, Entry
from migrate.rules.ruleset import RuleSet
from migrate.tree.scan import Scan

MAX_PASSES = 5
_CONFLICT = "migrate/edit-conflict"

Held = dict[int, int]
"""Offsets in the original of references whose fixes wait, and the places of their entries."""


def passes(
    file: Subject, first: Scan, analysis: Analysis, entries: list[Entry], added: Additions
) -> tuple[Change, list[Entry]]:
    """The whole change; an entry whose fix never fitted is replaced by one that says so."""
    change, held = _first_pass(first, entries, added)
    joined = {entry.reference.start: at for at, entry in enumerate(entries) if _joins(entry)}
    if joined:  # only now that they read as launches do shapes of launches fit
        change, _ = _next_pass(file, first, change, analysis, entries, joined)
    for _ in range(MAX_PASSES - 1):
        if not held:
            break
        change, held = _next_pass(file, first, change, analysis, entries, held)
    given_up = set(held.values())
    rules = file.job.rules
    return change, [
        _given_up(entry, rules) if at in given_up else entry for at, entry in enumerate(entries)
    ]


def _first_pass(first: Scan, entries: Sequence[Entry], added: Additions) -> tuple[Change, Held]:
    """The fixes that go together, with the headers that are ``added``, and those that wait."""
    whole = tuple(edit for edit in (added.edit(first), added.opening) if edit is not None)
    fixes = [entry.fix or Fix(()) for entry in entries]
    _, *accepted = editing.accept([Fix(whole), *fixes])
    held = {entry.reference.start: at for at, entry in enumerate(entries) if not accepted[at]}
    made = [edit for at, fix in enumerate(fixes) if accepted[at] for edit in fix.edits]
    return editing.apply(first.data, [*made, *whole]), held


def _next_pass(
    file: Subject,
    first: Scan,
    change: Change,
    analysis: Analysis,
    entries: Sequence[Entry],
    held: Held,
) -> tuple[Change, Held]:
    """Apply what was ``held`` and fits now; what is held still. A branch that has become the
    target's is still ported.
    """
    current = scanned(file, change.data)
    if current is None:
        return change, held
    current = current._replace(branches=current.branches.guarded_as(first.branches))
    again = analysed_again(file, current, analysis, change)[1]
    pending = list(_pending(again, change, entries, held))
    accepted = editing.accept([fix for _, fix in pending])
    made: list[Edit] = []
    done = set()
    for (origin, fix), taken in zip(pending, accepted, strict=True):
        if taken:
            made.extend(fix.edits)
            done.add(origin)
    left = {origin: at for origin, at in held.items() if origin not in done}
    return change.then(editing.apply(change.data, made)), left


def _pending(
    again: Sequence[Entry], change: Change, entries: Sequence[Entry], held: Held
) -> Iterator[tuple[int, Fix]]:
    """The fixes of ``held`` references where they stand now, with their offsets in the original.

    A reference inside text that a template wrote again has no offset in the original any more:
    it is the next held one of its name.
    """
    waiting: dict[str, list[int]] = {}
    for start, at in held.items():
        waiting.setdefault(entries[at].reference.name, []).append(start)
    for entry in again:
        origin = change.source_of(entry.reference.start)
        same = waiting.get(entry.reference.name)
        if origin is None and same:
            origin = same.pop(0) if len(same) > 1 else same[0]
        if origin is not None and origin in held and entry.fix is not None:
            yield origin, entry.fix


def _joins(entry: Entry) -> bool:
    return entry.reference.rule in (SPLIT_LAUNCH, BRACED_LAUNCH) and entry.fix is not None


def _given_up(entry: Entry, rules: RuleSet) -> Entry:
    """An entry whose fix collided with others in every pass."""
    reference = entry.reference
    finding = Finding(
        _CONFLICT,
        Status.MANUAL,
        reference.name,
        "the edit of this place collides with that of another, and neither order is right",
        reference.start,
        reference.end,
        "",
        "",
        entry.fix,
        *rules.causes.of_tool(_CONFLICT),
    )
    return replace(
        entry,
        reference=reference._replace(status=Status.MANUAL, rule=_CONFLICT),
        findings=(*entry.findings, finding),
        fix=None,
    )
