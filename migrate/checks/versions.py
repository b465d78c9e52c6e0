"""Conditions on the version of CUDA, which the target does not define: what becomes of each,
decided by the condition and by what stands behind it.

What comes in are a scan and the entries of its file, in which a use of such a macro is marked and
not decided; what goes out are the same entries, decided. A condition that the target's own state
settles (it has what CUDA had up to some version) is edited as one; where the code that is compiled
as it stands is ported, and the other is not, nothing is edited. What is never compiled is left
without a word. Where nothing settles a condition, its finding says which branch is compiled and
what stands in the others. The same holds for a condition on the architecture whose branch is made
of instructions that nobody ported. Nothing is known here of what a version brought.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.checks.branches import Behind
from migrate.checks.groups import Group
from migrate.checks.openconditions import VERSION_BRANCH, is_open
from migrate.checks.settling import Known, Settling
from migrate.checks.switched import switched_off
from migrate.model import Status
from migrate.rewrite.entries import Entry, native, unsaid
from migrate.text.conditions import UNSEEN, alternatives
from migrate.text.guards import Guards
from migrate.text.lexer import Directive
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef"})


def marked(directive: Directive | None, use: Use, guards: Guards) -> Entry | None:
    """The entry of a use in a condition, to be decided with its whole group; None elsewhere."""
    if directive is None or directive.keyword not in _CONDITIONS:
        return None
    if guards.compilers.release(use.name) is None:
        return None
    return native(use, VERSION_BRANCH, Status.REVIEW)


def settled(scan: Scan, entries: Sequence[Entry], known: Known) -> list[Entry]:
    """The ``entries`` with conditions on versions decided."""
    if not any(is_open(entry, known.guards) for entry in entries):
        return list(entries)
    places = {entry.reference.start: entry for entry in entries}
    settling = dict(places)
    behind = Behind(scan, settling, known.title, known.names_target)
    groups = list(alternatives(scan.data, scan.directives.items))
    state = Settling(scan, settling, known, behind)
    made = [Group(scan, state, group) for group in groups]
    behind.wrap([each.spans for each in made if each.is_edited()], known.in_body)
    for group in reversed(made):  # inner ones before those around them
        group.settle()
    left = [span for each in made for span in each.left_out]
    for span in switched_off(scan, left, groups, behind, known.in_body, known.elsewhere):
        for start in behind.inside(span):
            settling[start] = unsaid(settling[start], UNSEEN)
    return [
        settling[entry.reference.start] if places[entry.reference.start] is entry else entry
        for entry in entries
    ]
