"""One pass over one file: every CUDA reference to an ``Entry``, in order. Decides, edits nothing.

What comes in are a scan, the rules and the tree's index; what goes out are the entries of the
ledger, each with the fix and the findings that belong to it, and the names this file declares.
Construct rules are asked first, then the tables of names.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial

from migrate.checks import guides, literals, pasted
from migrate.checks.architectures import because, by_condition, quieted, stays
from migrate.checks.asking import VERSION_BRANCH
from migrate.checks.copies import COPIED, copied, listed
from migrate.checks.labels import with_repeated
from migrate.checks.madenames import Making, making
from migrate.checks.redefinitions import REDEFINED, goes_along, is_valued, redefined, values
from migrate.checks.spacing import with_touching
from migrate.checks.tags import without_tag
from migrate.checks.versions import Known, marked, settled
from migrate.model import (
    Certainty,
    Edit,
    Fix,
    Reference,
    Safety,
    Span,
    Status,
)
from migrate.rewrite import includes
from migrate.rewrite.constructed import NOT_REWRITTEN, Allowed, constructed
from migrate.rewrite.entries import (
    DECLARED_AHEAD,
    EITHER,
    SPLIT_LAUNCH,
    UNKNOWN_NAME,
    Entry,
    braced_launch,
    declared_ahead,
    either,
    entry,
    include_entry,
    is_guess,
    is_whole,
    merged,
    native,
    severity,
    split_launch,
    unknown,
    without_note,
    without_repeats,
)
from migrate.rewrite.match import Match, Place, match
from migrate.rewrite.spelling import removal, rename
from migrate.rewrite.uncalled import uncalled
from migrate.rewrite.withheld import NOTHING_WITHHELD, Withheld
from migrate.rules.causes import Work
from migrate.rules.constructs import Cases
from migrate.rules.ruleset import RuleSet
from migrate.rules.standing import StandingCases
from migrate.rules.tables import Support
from migrate.shapes.calls import braced
from migrate.text.conditions import GUARDED
from migrate.text.guards import Guards
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree import splices
from migrate.tree.declarations import declared, is_member, meaning
from migrate.tree.index import TreeIndex
from migrate.tree.lookup import Lookup, Whose
from migrate.tree.marks import SIDES
from migrate.tree.meanings import NOTHING_KNOWN, Meanings, Owner
from migrate.tree.naming import marks_of
from migrate.tree.ownership import may_declare
from migrate.tree.resolve import Scope, Use, resolve
from migrate.tree.scan import Scan
from migrate.tree.trees import Earlier, is_in_body, tree_of
from migrate.values.facts import Facts

_NOT_CODE = frozenset(
    "include include_next import error warning pragma line ident else endif".split()
)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The entries of a file in order, and what it declares of names that look like CUDA's."""

    entries: tuple[Entry, ...] = ()
    declares: frozenset[str] = frozenset()
    broken: tuple[Span, ...] = ()
    tree: SyntaxTree | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What is the same for all files of a run. ``apply`` is the least safety of a fix.

    Where a rewrite is ``withheld`` the rule only reports: it is left to a person.
    """

    rules: RuleSet
    cases: Cases
    index: TreeIndex
    guards: Guards
    apply: Safety
    withheld: Withheld = NOTHING_WITHHELD


def analyse(
    scan: Scan,
    names: Scope,
    context: Context,
    earlier: Earlier | None = None,
    meanings: Meanings = NOTHING_KNOWN,
) -> Analysis:
    """Decide on every reference of ``scan``'s file; an ``earlier`` state of it saves work."""
    return _Pass(scan, names, context, earlier, meanings).run()


class _Pass:
    """The state of one pass: the tree, parsed when first asked for, and what was found declared."""

    def __init__(
        self,
        scan: Scan,
        names: Scope,
        context: Context,
        earlier: Earlier | None,
        meanings: Meanings,
    ) -> None:
        self._scan = scan
        self._meanings = meanings
        self._earlier = earlier
        self._names = names
        self._context = context
        self._rules = context.rules
        self._cases = StandingCases(context.cases, names.macros, names.calls)
        self._declares: set[str] = set()
        self._rewritten: list[Span] = []  # where the pass has not gone by yet
        self._replaced: list[Span] = []
        self._lookup = Lookup(scan, context.index, context.rules)
        marks = {**marks_of(context.rules), **context.index.naming(SIDES)}
        makers = context.index.makers
        reach = context.index.reach(scan.path)
        self._facts = Facts(scan, meanings, self._lookup.is_own_type, marks, makers, reach)

    @cached_property
    def _tree(self) -> SyntaxTree:
        return tree_of(self._scan, self._earlier, self._context.index.openers)

    def run(self) -> Analysis:
        scan, context = self._scan, self._context
        entries = [
            include_entry(scan, decision)
            for decision in includes.decide(scan, context.rules, context.index)
        ]
        uses = list(resolve(scan, self._names, context.rules, self._meanings))
        for use in uses:
            if may_declare(scan, use.start, use.end):
                self._lookup.learn(use, *self._tree.leaf(use.start, use.end))
        by_use = [(use, tuple(self._entries(use))) for use in uses]
        if not scan.everyday or any(made for use, made in by_use if not scan.is_everyday(use.name)):
            entries.extend(entry for _, made in by_use for entry in made)
        entries.extend(pasted.entries(scan, context.rules, context.cases))
        entries.extend(guides.entries(scan, context.rules))
        for part in (literals, splices):
            for reference, finding in part.references(scan, context.rules):
                entries.append(Entry(reference, (finding,)))
        kept = [entry for entry in entries if not self._is_users(entry.reference)]
        kept = [quieted(scan, entry) for entry in kept]
        kept.sort(key=lambda entry: entry.reference[:2])
        kept = settled(scan, kept, self._known)
        kept = without_repeats(kept, REDEFINED)
        kept = with_repeated(lambda: self._tree, scan.data, context.rules, kept)
        kept = with_touching(scan, context.rules, context.index, kept, self._replaced)
        tree = self._tree if uses else None
        broken = tuple(tree.broken()) if tree is not None else ()
        if self._meanings.names:
            proved = {use.start for use in uses if self._is_proved(use)}
            kept = [self._certain(entry, proved) for entry in kept]
        return Analysis(tuple(kept), frozenset(self._declares), broken, tree)

    @property
    def _known(self) -> Known:
        """What conditions on a version are settled with."""
        info, sides, at = self._rules.info, self._facts.sides, self._at
        what = (self._context.guards, self._work(VERSION_BRANCH), info.title, info.own_names)
        elsewhere = partial(self._context.index.defines_elsewhere, self._scan.path)
        asked = (partial(is_in_body, self._tree), at(sides.is_hosts_own), at(sides.is_devices_own))
        return Known(*what, self._earlier is None, *asked, elsewhere)

    def _at(self, question: Callable[[SyntaxTree, Node], bool]) -> Callable[[int], bool]:
        return lambda start: question(*self._tree.leaf(start, start + 1))

    def _is_users(self, reference: Reference) -> bool:
        """Whether the file declares a name that only looks like CUDA's."""
        return is_guess(reference) and reference.name in self._declares

    def _is_proved(self, use: Use) -> bool:
        """Whether the name, or the namespace it is in, is known to be CUDA's."""
        ends = (use.parts[-1].start, use.parts[0].start)
        return any(self._meanings.at(start).owner is Owner.CUDA for start in ends)

    def _certain(self, entry: Entry, proved: Container[int]) -> Entry:
        start = entry.reference.start
        if start not in proved and self._meanings.at(start).owner is not Owner.CUDA:
            return entry
        return replace(entry, reference=entry.reference._replace(certainty=Certainty.PROVED))

    def _entries(self, use: Use) -> Iterator[Entry]:
        """The entry of one use; none where it turns out to be someone else's name."""
        scan = self._scan
        segment = scan.branches.at(use.start)
        directive = scan.directives.at(use.start)
        if directive is not None and directive.keyword in _NOT_CODE:
            return
        if self._meanings.at(use.start).owner is Owner.USER:
            self._declares.add(use.name)
            return
        tree, leaf = self._tree.leaf(use.parts[-1].start, use.parts[-1].end)
        place = Place(use, tree, leaf, directive, segment.branch)
        proved = self._is_proved(use)
        value = meaning(scan, directive, use, tree, leaf)
        value = value if self._is_given_away(place, value) else None
        is_cudas = proved or value is not None or use.name in self._rules.macro_names
        whose = Whose.CUDA if is_cudas else self._lookup.owner(use, tree, leaf)
        if whose is Whose.USER or self._is_a_value(use):
            return
        guards = self._context.guards
        kept = directive is not None and stays(scan, directive, use, guards)
        if segment.left_alone or kept:
            if not self._is_declared(use, tree, leaf) and not self._is_only_an_anchor(use):
                yield native(use, because(scan, directive if kept else None, segment, guards))
            return
        if guards.is_given(use.name) or self._lookup.is_mapped(use):
            yield native(use, GUARDED)
            return
        if not proved and self._is_declared(use, tree, leaf):
            return
        if whose is Whose.EITHER:
            yield either(use, segment.branch, self._work(EITHER))
            return
        if value is not None:
            yield self._of_macro(place, value)
            return
        if not use.known:
            how = making(scan, use, directive, self._context.index, tree, leaf)
            if how is Making.NOT:
                yield unknown(use, segment.branch, self._work(UNKNOWN_NAME))
            elif how is Making.DECLARED:
                self._declares.add(use.name)
            return
        entry = marked(directive, use, guards) or by_condition(scan, place, guards, self._rules)
        entry = entry or copied(scan, place, self._rules, self._work(COPIED)) or self._decide(place)
        if entry is not None:
            yield listed(scan, self._tree, use, entry)

    def _of_macro(self, place: Place, value: bytes) -> Entry:
        """The entry of a name that a macro of the file gives another meaning."""
        use, directive, rules = place.use, place.directive, self._rules
        if is_valued(self._values.get(use.name, ()), directive) and self._is_code(use):
            return native(use, REDEFINED)
        reshaped = use.name in self._context.cases
        along = goes_along(self._scan, directive, use, rules, reshaped)
        entry = self._by_name(place) if along else None
        work = self._work(REDEFINED)
        return entry or redefined(use, rules, value, place.branch, work, reshaped)

    def _is_given_away(self, place: Place, meaning: bytes | None) -> bool:
        """Whether a macro gives the name a ``meaning``, or a type that of the target: a type that
        stands in for CUDA's is ported with its uses.
        """
        name, directive = place.use.name, place.directive
        if directive is None or directive.keyword != "define":
            verdict = self._rules.verdict(name) if meaning is not None else None
            return verdict is not None and meaning == verdict.target.encode()
        # To define the name may be how it is used: a switch of CUDA's headers.
        cases = self._context.cases.get(name, ())
        return not any(case.match.startswith("#define") for _, case in cases)

    def _is_a_value(self, use: Use) -> bool:
        """Whether a macro of the file makes what is CUDA's type or function a number or a string
        here.
        """
        spans = self._values.get(use.name, ())
        return any(span.start <= use.start < span.end for span in spans) and self._is_code(use)

    def _is_code(self, use: Use) -> bool:
        """Whether CUDA has a type or a function of the name."""
        return any(
            row["kind"] in ("type", "function") for row in self._rules.surface.rows(use.name)
        )

    @cached_property
    def _values(self) -> Mapping[str, tuple[Span, ...]]:
        return values(self._scan)

    def _is_only_an_anchor(self, use: Use) -> bool:
        """Whether no table has the name, so that only a shape can make it CUDA's (``asm``)."""
        rules, macros = self._rules, self._names.macros
        return (use.name in rules.anchors or use.name in macros) and not rules.verdict(use.name)

    def _is_declared(self, use: Use, tree: SyntaxTree, leaf: Node) -> bool:
        """Whether this is a member's name, or a name no table has that the file declares here."""
        if use.name in self._rules.macro_names:
            return False
        if self._rules.is_cuda(use.name):
            if len(use.parts) > 1 or use.name.startswith("."):
                return False
            return is_member(self._scan, use, tree, leaf)
        if not use.name.startswith(".") and declared(tree, leaf):
            self._declares.add(use.name)
            return True
        return False

    def _work(self, rule: str) -> Work:
        return self._rules.causes.of_tool(rule)

    def _decide(self, place: Place) -> Entry | None:
        """Construct rules first, then the tables."""
        cases = self._cases.get(place.use.name)
        if cases is None:
            return self._by_name(place)
        spoken: list[Entry] = []
        for found in match(self._scan, place, cases, self._facts):
            rewrite, name = found.case.rewrite, place.use.name
            if self._is_provided(found) or self._lookup.takes_fewer(name, rewrite):
                continue
            fixed = any(entry.fix is not None for entry in spoken)
            if not fixed or found.case.rewrite is None:  # the first rewrite wins
                made, gone = constructed(found, place, self._scan, self._allowed)
                self._rewritten.extend(gone)
                self._replaced.extend(gone)
                spoken.append(made)
        if not spoken:
            spoken.extend(uncalled(self._scan, place, cases, self._rules, self._facts))
        if any(entry.fix is not None for entry in spoken):
            return merged(spoken)
        named = self._by_name(place)
        if named is not None and spoken:
            # The rename goes along. The table's note on a name would only repeat a rule's message,
            # and does not hold where a rule knows the shape to be harmless.
            harmless = any(entry.reference.status is Status.NATIVE for entry in spoken)
            if harmless:
                named = without_note(named)
            elif severity(named) <= max(map(severity, spoken)):
                named = replace(named, findings=())
        return merged([*spoken, named] if named is not None else spoken)

    def _is_provided(self, found: Match) -> bool:
        """Whether a shape that stays only says which headers it needs, and they are there."""
        needs = found.case.status is Status.NATIVE and found.case.rewrite is None
        required = frozenset(found.rule.requires)
        return needs and bool(required) and required <= self._included

    @property
    def _allowed(self) -> Allowed:
        context = self._context
        return Allowed(context.withheld, context.apply, self._work(NOT_REWRITTEN))

    @cached_property
    def _included(self) -> frozenset[str]:
        return includes.included(self._scan, self._context.index)

    def _by_name(self, place: Place) -> Entry | None:
        """The entry the tables make of a use."""
        scan, use, branch = self._scan, place.use, place.branch
        self._rewritten = [edit for edit in self._rewritten if edit.end > use.start]
        if any(edit.start <= use.start and use.end <= edit.end for edit in self._rewritten):
            return native(use, "migrate/rewritten", Status.PORTED)
        verdict = self._rules.verdict(use.name)
        if verdict is None:
            anchor = self._is_only_an_anchor(use)
            return None if anchor else unknown(use, branch, self._work(UNKNOWN_NAME))
        if use.name == "<<<" and use.end - use.start > len(use.name):
            return split_launch(scan, use, branch, self._work(SPLIT_LAUNCH))
        braces = braced(scan.data, use.end, scan.trivia.both) if use.name == "<<<" else ()
        if braces:
            return braced_launch(use, braces)
        if use.name == "<<<" and not is_whole(self._scan, use, place.tree, place.leaf):
            message = "this launch could not be parsed and is left as it stands"
            work = self._work("migrate/launch-not-parsed")
            return entry(use, Status.REVIEW, "migrate/launch-not-parsed", message, branch, work)
        if verdict.support is Support.DROP:
            edits: tuple[Edit, ...] = (removal(self._scan.data, use),)
        else:
            edits = rename(use, verdict, self._rules)
        spelled = without_tag(place.tree, place.leaf, use, verdict.target, self._rules, edits)
        if spelled is None:
            return declared_ahead(use, verdict, branch, self._work(DECLARED_AHEAD))
        edits = spelled
        kept = verdict.status is Status.PORTED and not edits
        status = Status.NATIVE if kept else verdict.status
        if edits and status is Status.NATIVE:
            status = Status.PORTED
        fix = Fix(edits) if edits else None
        return entry(use, status, verdict.rule, verdict.message, branch, verdict.work, fix)
