"""The entries of a file while conditions on versions are settled: left, edited, silenced, told of.

What comes in are entries by the places of their references, and what conditions are decided with;
what goes out are the same entries, changed. Which of this becomes of a condition is decided by
``groups``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from migrate.checks.branches import Behind
from migrate.checks.openconditions import VERSION_BRANCH
from migrate.checks.outcomes import Condition
from migrate.model import Announces, Effort, Finding, Fix, Reference, Span, Status
from migrate.rewrite.entries import Entry, unsaid
from migrate.rules.causes import Work
from migrate.text.conditions import UNSEEN
from migrate.text.guards import Guards
from migrate.tree.scan import Scan


class Known(NamedTuple):
    """What a file's conditions are decided with. Only a ``first`` pass edits them: the later ones
    do not see all that speaks against an edit. ``in_body`` says whether a place is in a function,
    ``hosts_own`` whether no compiler of device code reads it, ``on_device`` whether it runs on the
    device only, ``elsewhere`` whether another file defines a macro.
    """

    guards: Guards
    work: Work
    title: str
    names_target: re.Pattern[str] | None
    first: bool
    in_body: Callable[[int], bool]
    hosts_own: Callable[[int], bool]
    on_device: Callable[[int], bool]
    elsewhere: Callable[[str], bool]


class Settling:
    """The entries of one file, with the branches that they stand in."""

    def __init__(self, scan: Scan, entries: dict[int, Entry], known: Known, behind: Behind) -> None:
        self._scan = scan
        self.entries = entries
        self.known = known
        self.behind = behind

    def leave(self, own: Sequence[int]) -> None:
        """Nothing is edited, and nothing said."""
        for start in own:
            reference = self.entries[start].reference
            self.entries[start] = Entry(reference._replace(status=Status.NATIVE))

    def edit(self, conditions: Sequence[Condition]) -> None:
        """The edits of conditions, at the first use in each."""
        for item in conditions:
            if not item.edits:
                continue
            for start in item.at:
                reference = self.entries[start].reference._replace(status=Status.PORTED)
                self.entries[start] = Entry(reference)
            if self.known.first:
                self.entries[item.at[0]] = replace(self.entries[item.at[0]], fix=Fix(item.edits))
            name = self.entries[item.at[0]].reference.name
            self.remark(item.at[0], self.behind.opened(name))

    def silence(self, spans: Sequence[Span], branch: int | None, *, alone: bool = False) -> None:
        """Code that is never compiled is ported, and nothing is said of it: what is not in
        ``branch``, or, ``alone``, what is in it.
        """
        if branch is None:
            return
        for at, span in enumerate(spans):
            if (at == branch) is alone:
                for start in self.behind.inside(span):
                    self.entries[start] = unsaid(self.entries[start], UNSEEN)

    def remark(self, start: int, message: str) -> None:
        """What is only said to those who ask."""
        entry = self.entries[start]
        reference = entry.reference
        what = (VERSION_BRANCH, Status.INFO, reference.name, message, *reference[:2])
        work = self.known.work._replace(effort=Effort.NONE, announces=None)
        branch = self._scan.branches.at(start).branch
        finding = Finding(*what, "", branch, None, *work)
        self.entries[start] = replace(entry, findings=(finding,))

    def finding(
        self, reference: Reference, item: Condition, old: Span | None, others: Sequence[Span]
    ) -> Entry:
        release = self.known.guards.compilers.release(reference.name)
        here = release.device if release is not None else ""
        message, advice = self.behind.said(reference.name, here, old, item.region, others)
        work = self.known.work
        if old is not None and self.behind.stops(old):
            work = work._replace(announces=Announces.ERROR)
        branch = self._scan.branches.at(reference.start).branch
        what = (VERSION_BRANCH, Status.REVIEW, reference.name, message, reference.start)
        finding = Finding(*what, reference.end, advice, branch, None, *work)
        return Entry(reference._replace(status=Status.REVIEW), (finding,))
