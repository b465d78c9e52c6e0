"""One pass over one file: every CUDA reference to an ``Entry``, in order. Decides, edits nothing.

What comes in are a scan, the rules and the tree's index; what goes out are the entries of the
ledger, each with the fix and the findings that belong to it, and the names this file declares.
Each use is decided by itself (see ``decide``); what several of them are together is settled here.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from migrate.checks import guides, literals, marking, narrowing, pasted
from migrate.checks.architectures import quieted
from migrate.checks.kernels import with_kernels
from migrate.checks.labels import with_repeated
from migrate.checks.openconditions import VERSION_BRANCH
from migrate.checks.redefinitions import REDEFINED
from migrate.checks.settling import Known
from migrate.checks.spacing import has_touching, with_touching
from migrate.checks.versions import settled
from migrate.model import Certainty, Span, Status
from migrate.port.decide import NO_DECISION, Decision, decision
from migrate.port.editable import may_be_edited
from migrate.port.view import Context, View
from migrate.rewrite import includes
from migrate.rewrite.entries import Entry, include_entry, is_guess, without_repeats
from migrate.rewrite.shadowed import unshadowed
from migrate.rules.kernelways import kernel_ways
from migrate.text.conditions import GUARDED, UNSEEN
from migrate.text.syntax import SyntaxTree
from migrate.tree import splices
from migrate.tree.filescope import Scope
from migrate.tree.filesemantics import NOTHING_KNOWN, FileSemantics, Owner
from migrate.tree.mapping import maps_names
from migrate.tree.ownership import may_declare
from migrate.tree.parsing import Earlier, is_in_body
from migrate.tree.resolve import Use, resolve
from migrate.tree.scan import Scan


class Analysis(NamedTuple):
    """The entries of a file in order, and what it declares of names that look like CUDA's."""

    entries: tuple[Entry, ...] = ()
    declares: frozenset[str] = frozenset()
    broken: tuple[Span, ...] = ()
    tree: SyntaxTree | None = None


def analyse(
    scan: Scan,
    names: Scope,
    context: Context,
    earlier: Earlier | None = None,
    semantics: FileSemantics = NOTHING_KNOWN,
    *,
    only_fixes: bool = False,
) -> Analysis:
    """Decide on every reference of ``scan``'s file; an ``earlier`` state of it saves work.

    Where ``only_fixes`` are asked for, uses that none can come with are left out. What else is in
    the file decides whether everyday words count, and whether a name that touches a literal gets
    its space, so that there all are decided.
    """
    all_count = bool(scan.everyday) or has_touching(scan, context.rules)
    view = View(scan, names, context, semantics, earlier, only_fixes and not all_count)
    uses = tuple(resolve(scan, names, context.rules, semantics))
    for use in uses:
        if may_declare(scan, use.start, use.end):
            view.lookup.learn(use, *view.tree.leaf(use.start, use.end))
    decisions = _decisions(view, uses)
    declares = frozenset(
        use.name for use, made in zip(uses, decisions, strict=True) if made.declares
    )
    entries = [*_of_includes(view), *_of_uses(scan, uses, decisions), *_beside_uses(view)]
    if uses:
        entries += narrowing.entries(scan, lambda: view.tree, lambda: view.facts, view.index)
    if context.rules.info.overloads_sides:
        entries += marking.entries(scan, view.index, view.work(marking.MARKING))
    gone = [span for made in decisions for span in made.gone]
    kept = _together(view, entries, declares, gone)
    if semantics.names:
        proved = {use.start for use in uses if view.is_proved(use)}
        kept = [_certain(view, entry, proved) for entry in kept]
    if not uses:
        return Analysis(tuple(kept), declares)
    return Analysis(tuple(kept), declares, tuple(view.tree.broken()), view.tree)


def _decisions(view: View, uses: Sequence[Use]) -> list[Decision]:
    """What becomes of each use, in their order; nothing, where fixes are asked for and it cannot
    have one.
    """
    found: list[Decision] = []
    rewritten: tuple[Span, ...] = ()  # where the pass has not gone by yet
    for use in uses:
        if view.only_fixes and not may_be_edited(view, use):
            found.append(NO_DECISION)
            continue
        if rewritten:
            rewritten = tuple(span for span in rewritten if span.end > use.start)
        made = decision(view, use, rewritten)
        rewritten += made.gone
        found.append(made)
    return found


def _of_includes(view: View) -> Iterator[Entry]:
    for decided in includes.decide(view.scan, view.rules, view.index):
        yield include_entry(view.scan, decided)


def _of_uses(scan: Scan, uses: Sequence[Use], decisions: Sequence[Decision]) -> list[Entry]:
    """The entries of the uses; none of everyday words (``min``), where nothing else is CUDA's."""
    entries = [made.entry for made in decisions if made.entry is not None]
    if not scan.everyday:
        return entries
    both = zip(uses, decisions, strict=True)
    if any(made.entry is not None and not scan.is_everyday(use.name) for use, made in both):
        return entries
    return []


def _beside_uses(view: View) -> Iterator[Entry]:
    """The entries of what is no name: words that macros paste, guides, literals, spliced names."""
    scan, rules = view.scan, view.rules
    yield from pasted.entries(scan, rules, view.context.cases)
    yield from guides.entries(scan, rules)
    if view.only_fixes:
        return  # the rest is only told of
    for part in (literals, splices):
        for reference, finding in part.references(scan, rules):
            yield Entry(reference, (finding,))


def _together(
    view: View, entries: Sequence[Entry], declares: Collection[str], gone: Sequence[Span]
) -> list[Entry]:
    """The entries in order, each as the others beside it leave it; ``gone`` is what rewrites take
    away. Names that only look like CUDA's and that the file ``declares`` are the user's.
    """
    scan, rules = view.scan, view.rules
    kept = [
        quieted(scan, entry)
        for entry in entries
        if not (is_guess(entry.reference) and entry.reference.name in declares)
    ]
    kept.sort(key=lambda entry: entry.reference[:2])
    known = _known(view)
    kept = settled(scan, kept, known)
    if view.index.has_shim:
        kept = list(_of_one_code_base(view, kept))
    kept = without_repeats(kept, REDEFINED)
    kept = with_repeated(lambda: view.tree, scan.data, rules, kept)
    if view.only_fixes:
        kept = [entry for entry in kept if entry.fix is not None]
    ways = kernel_ways(rules)
    kept = with_kernels(lambda: view.tree, lambda: view.kernels, ways, kept, known.on_device)
    if rules.info.namespaces:
        macros = view.facts.reach.called_macros
        kept = list(unshadowed(kept, scan.data, macros, rules.info.namespaces))
    return with_touching(scan, rules, view.index, kept, gone)


def _of_one_code_base(view: View, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries of a tree whose names of CUDA's a header maps: without their fix where no build
    for the target compiles them, and in a header that maps the same names for another vendor.
    """
    facts = view.index.by_path.get(view.scan.path)
    others = facts is not None and not facts.mapped and maps_names(facts, view.rules.is_cuda)
    for entry in entries:
        reference = entry.reference
        if reference.status is Status.PORTED and (others or reference.rule == UNSEEN):
            rule = GUARDED if others else UNSEEN
            yield Entry(reference._replace(status=Status.NATIVE, rule=rule), entry.findings)
        else:
            yield entry


def _known(view: View) -> Known:
    """What conditions on a version are settled with."""

    def hosts_own(start: int) -> bool:
        return view.facts.sides.is_hosts_own(*view.tree.leaf(start, start + 1))

    def on_device(start: int) -> bool:
        return view.facts.sides.is_devices_own(*view.tree.leaf(start, start + 1))

    return Known(
        guards=view.guards,
        work=view.work(VERSION_BRANCH),
        title=view.rules.info.title,
        names_target=view.rules.info.own_names,
        first=view.earlier is None,
        in_body=lambda start: is_in_body(view.tree, start),
        hosts_own=hosts_own,
        on_device=on_device,
        elsewhere=partial(view.index.defines_elsewhere, view.scan.path),
    )


def _certain(view: View, entry: Entry, proved: Container[int]) -> Entry:
    """The entry, certain where a parser of C++ said whose the name is."""
    start = entry.reference.start
    if start not in proved and view.semantics.at(start).owner is not Owner.CUDA:
        return entry
    return replace(entry, reference=entry.reference._replace(certainty=Certainty.PROVED))
