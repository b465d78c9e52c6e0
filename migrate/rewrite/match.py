"""Construct rules against one use of a name: which of their shapes stand there.

What comes in are the cases that start at the name and the place in tree and text; what goes out are
matches of byte spans, at most one for each rule. Nothing is rewritten here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from migrate.rewrite.constraints import holds, is_in, is_taken
from migrate.rewrite.meetings import carried
from migrate.rewrite.place import Match, Place
from migrate.rules.constructs import Case, Rule
from migrate.shapes.calls import find_call
from migrate.shapes.declarations import find_declaration, is_declaration
from migrate.shapes.directives import find_in_directive
from migrate.shapes.finding import Found, Way, find
from migrate.shapes.patterns import compile_shape
from migrate.tree.devicenames import ASIDE
from migrate.tree.referring import referring
from migrate.tree.scan import Scan
from migrate.values.facts import Facts
from migrate.values.roles import Usage
from migrate.values.usages import usages

_CONDITIONS = frozenset({"if", "elif", "ifdef", "ifndef", "elifdef", "elifndef"})


def match(
    scan: Scan,
    place: Place,
    cases: Sequence[tuple[Rule, Case]],
    facts: Facts,
    *,
    only_fixes: bool = False,
) -> Iterator[Match]:
    """The first case of each rule that stands at ``place``, in the order of the rules; where
    ``only_fixes`` are asked for, of those rules that have a rewrite for a shape which is there.

    Rules on PTX speak of inline assembly with one voice; the shapes of such a rule count only where
    the statement could not be read.
    """
    done: set[str] = set()
    used: Sequence[Usage] | None = None
    look = _Looking(scan, place, facts)
    if only_fixes:
        editing = {rule.id for rule, case in cases if case.edits and look.may_stand(case)}
        cases = [item for item in cases if item[0].id in editing]
    on_ptx = [(rule, case) for rule, case in cases if case.ptx]
    if on_ptx:
        from migrate.rewrite.assembly import of_instructions, statement_at

        statement = statement_at(scan, place)
        if statement is not None:
            ported = of_instructions(scan, statement, place, on_ptx, facts)
            if ported is not None:
                yield ported
            done.update(rule.id for rule, _ in on_ptx)
    for rule, case in cases:
        if rule.id in done or case.ptx:
            continue
        found = look.find(case)
        if found is None or not holds(scan, place, case, found, facts):
            continue
        if case.used:
            if used is None:
                used = usages(place.tree, place.leaf, facts)
            if places := _places(scan, place, used, case, facts):
                yield Match(rule, case, found, places)
            continue
        done.add(rule.id)
        yield Match(rule, case, found, around=carried(place, case.around.meeting, facts))


def _places(
    scan: Scan, place: Place, used: Sequence[Usage], case: Case, facts: Facts
) -> tuple[Found, ...]:
    """Those uses of a type's values of which a case speaks: its scopes are those of the uses."""
    return tuple(
        Found(item.span, {"use": item.span, "name": item.name}, "")
        for item in used
        if item.role in case.used
        and _reads(case, item, facts)
        and all(is_in(scope, _place_of(scan, place, item), facts) for scope in case.scopes)
        and is_taken(case.around, place.tree, item.name, facts)
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


class _Looking:
    """Looks for the shapes of cases at one place; what all of them ask of it is found once."""

    def __init__(self, scan: Scan, place: Place, facts: Facts) -> None:
        self._scan = scan
        self._place = place
        self._facts = facts
        directive = place.directive
        self._in_condition = directive is not None and directive.keyword in _CONDITIONS
        self._way = Way(place.tree, place.leaf)
        self._found: dict[str, Found | None] = {}  # by shape: many cases have the same

    def may_stand(self, case: Case) -> bool:
        """Whether there is something like it: its shape, or any assembly."""
        return bool(case.ptx) or self.find(case) is not None

    def find(self, case: Case) -> Found | None:
        """The shape of a case, if it stands at the place."""
        if case.match not in self._found:
            self._found[case.match] = self._find(case)
        return self._found[case.match]

    def _find(self, case: Case) -> Found | None:
        scan, place = self._scan, self._place
        if case.declared:
            return self._referred(case.declared)
        if is_declaration(case.match):
            if self._in_condition:
                return None
            name, skip = place.use.parts[-1], scan.trivia.both
            return find_declaration(case.match, scan.data, name, skip, self._floor)
        if not case.match.startswith("#"):
            if self._in_condition:
                return None  # there the shapes of directives speak
            found = find(compile_shape(case.match, case.anchor), self._way)
            if found is None and self._is_misread:
                found = find_call(case.match, scan.data, place.use.parts[-1], scan.trivia.both)
            return found
        if place.directive is None:
            return None
        name, skip = place.use.parts[-1], scan.trivia.both
        return find_in_directive(case.match, scan.data, place.directive, name, skip)

    def _referred(self, kind: str) -> Found | None:
        """What the tree declares so, if the name at the place refers to it."""
        place, facts = self._place, self._facts
        found = referring(place.tree, place.leaf, kind, facts.reach.called_macros)
        if found is None:
            return None
        name, start = facts.code.read(place.use.parts[-1]), place.use.start
        flow = facts.variables.flow(place.tree, start)
        hidden = kind not in ASIDE and flow is not None and flow.declared(name, start)
        if hidden or (place.tree.is_fragment and name in facts.code.parameters(start)):
            return None
        return Found(found.span, {"name": found.name}, found.text)

    @cached_property
    def _floor(self) -> int:
        """Where what stands at the place begins at the earliest: behind a directive."""
        directive = self._place.directive
        if directive is not None:
            return directive.body
        items, start = self._scan.directives.items, self._place.use.start
        before = bisect_left(items, start, key=lambda item: item.start)
        return items[before - 1].end if before else 0

    @cached_property
    def _is_misread(self) -> bool:
        """Whether the grammar made something else than a call of a name, or stumbled near it."""
        parent = self._place.tree.parent(self._place.leaf)
        return parent is None or parent.has_error or parent.type != "call_expression"
