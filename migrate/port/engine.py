"""One file: its bytes to a ``FileResult``. Never raises; writes nothing.

Analyse, accept the fixes that go together, apply; again, at most ``MAX_PASSES`` times, while fixes
were held because they collided. Then verify: rewrites at a place that does not hold are withheld;
a port that is not sound even so becomes ``FAILED`` with the reason, and its bytes stay.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from migrate.build.bindings import binding_file
from migrate.build.context import Around, around
from migrate.build.devicecode import device_code
from migrate.build.extensions import unnamed
from migrate.build.files import build_file
from migrate.checks import ownport
from migrate.checks.remarks import disputed, unparsed
from migrate.checks.spacing import may_need_space
from migrate.files.kinds import BINDINGS, DEVICE_CODE, Kind
from migrate.files.source import SourceFile, digest, line_starts, position
from migrate.model import Edit, FileResult, Finding, Fix, Outcome, Reference, Span, Status
from migrate.port import renames, soundness
from migrate.port.additions import Additions, additions, relies_on_nvcc
from migrate.port.analyse import Analysis, Context, analyse
from migrate.port.renames import Renames
from migrate.port.soundness import Problem
from migrate.rewrite import edits as editing
from migrate.rewrite import includes
from migrate.rewrite.edits import Change
from migrate.rewrite.entries import SPLIT_LAUNCH, Entry, include_entry
from migrate.rewrite.withheld import NOTHING_WITHHELD, Withheld
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FileOptions, LaunchSyntax
from migrate.text import suppress
from migrate.text.guards import Guards
from migrate.text.suppress import Suppressions
from migrate.tree.index import TreeIndex
from migrate.tree.meanings import Meanings
from migrate.tree.resolve import Scope, scope
from migrate.tree.scan import Scan, Vocabulary, scan, with_branches
from migrate.tree.trees import Earlier, tree_of

MAX_PASSES = 5
MAX_TRIALS = 8


class Unseen(Enum):
    """Says that a file has not been scanned yet."""

    UNSEEN = "unseen"


UNSEEN = Unseen.UNSEEN


@dataclass(frozen=True, slots=True)
class Job:
    """What the files of one run share."""

    rules: RuleSet
    vocabulary: Vocabulary
    index: TreeIndex
    guards: Guards
    renames: Renames = field(default_factory=Renames)
    meanings: Mapping[str, Meanings] = field(default_factory=dict)
    duals: Mapping[str, str] = field(default_factory=dict)  # build files, see build.dual


def port(
    source: SourceFile,
    job: Job,
    options: FileOptions,
    seen: Scan | Unseen | None = UNSEEN,
    kind: Kind = Kind.SOURCE,
) -> FileResult:
    """Port one file; a file without a candidate is never parsed.

    ``seen`` is what the indexing of the tree scanned of it: nothing, where that was nothing of
    CUDA's. Without it the file is scanned here. A file of another ``kind`` is only reported on.
    """
    try:
        if kind in DEVICE_CODE:
            return device_code(source, kind, job.rules.causes, options)
        if kind in BINDINGS:
            return binding_file(source, kind, job.rules, options)
        if kind is not Kind.SOURCE:
            known = _around(source, kind, job)
            return build_file(source, kind, job.rules.build, options, known)
        return _Port(source, job, options, seen).run()
    except MemoryError:  # a file may be too large for what there is of it
        raise
    except Exception:  # the one place where a bug becomes a result: other files go on
        return FileResult(
            source.path, Outcome.FAILED, traceback.format_exc(), lines=line_starts(source.data)
        )


def _around(source: SourceFile, kind: Kind, job: Job) -> Around:
    """What the tree says of a build file."""
    index, guard = job.index, job.rules.build.guard
    none = unnamed(source.path, source.data, kind, job.rules.build, index)
    known = around(source.path, index.by_path, index.paths, guard, job.duals)
    return replace(known, unnamed=frozenset(none))


class _Port:
    """The port of one file: its scope and suppressions, and the passes over it."""

    def __init__(
        self, source: SourceFile, job: Job, options: FileOptions, seen: Scan | Unseen | None
    ) -> None:
        self._source = source
        self._seen = seen
        self._job = job
        self._options = options
        self._mapped = job.index.reach(source.path).mapped
        self._guards = job.guards.of_port() if self._mapped else job.guards
        self._meanings = job.meanings.get(source.path, Meanings())
        self._names: Scope = scope(source.path, job.index, job.rules)
        switches = {"launch-syntax=macro"} if options.launch_syntax is LaunchSyntax.MACRO else set()
        self._switches = frozenset(switches)
        cases = job.rules.cases(self._switches)
        self._context = Context(job.rules, cases, job.index, self._guards, options.apply.safety)

    def run(self) -> FileResult:
        """Port; where construct rules spoil the result, what they rewrite there is reported."""
        result, blamed = self._attempt()
        withheld: frozenset[int] = frozenset()
        for _ in range(MAX_TRIALS):
            if not blamed - withheld:
                break
            withheld |= blamed
            result, blamed = self._attempt(Withheld(withheld))
        if result.outcome is not Outcome.FAILED:
            return self._with_innocent(result, withheld)
        names_only, _ = self._attempt(Withheld(everything=True))
        return names_only if names_only.outcome is not Outcome.FAILED else result

    def _with_innocent(self, result: FileResult, withheld: frozenset[int]) -> FileResult:
        """The port with those of the ``withheld`` rewrites that hold when they stand alone."""
        for start in sorted(withheld)[:MAX_TRIALS] if len(withheld) > 1 else ():
            tried, _ = self._attempt(Withheld(withheld - {start}))
            if tried.outcome is not Outcome.FAILED:
                result, withheld = tried, withheld - {start}
        return result

    def _attempt(self, withheld: Withheld = NOTHING_WITHHELD) -> tuple[FileResult, frozenset[int]]:
        """The port without what is ``withheld``; if it failed, with the references to blame."""
        self._context = replace(self._context, withheld=withheld)
        data, path, job = self._source.data, self._source.path, self._job
        first = self._first_scan()
        analysis, entries = self._analyse(first) if first is not None else (Analysis(), [])
        added, entries = self._additions(first, entries)
        change = (
            self._passes(first, analysis, entries, added)
            if first is not None
            else editing.apply(data, ())
        )
        follow = renames.follow(path, change.data, job.index, job.renames)
        change = change.then(editing.apply(change.data, follow))
        made = change.edits(len(data))
        problem = self._problem(change, made, analysis)
        if problem is not None:
            failed = FileResult(path, Outcome.FAILED, problem.reason, lines=line_starts(data))
            return failed, soundness.blamed(data, entries, made, problem.places)
        references, findings = self._settled(first, analysis, entries)
        result = FileResult(
            path,
            Outcome.PORTED if made else Outcome.UNCHANGED,
            output=job.renames.names.get(path, ""),
            references=references,
            findings=findings,
            edits=made,
            content=change.data if made else None,
            lines=line_starts(data),
            declares=analysis.declares,
            digest=digest(data),
            encoding=self._source.encoding,
        )
        return result, frozenset()

    def _settled(
        self, first: Scan | None, analysis: Analysis, entries: Sequence[Entry]
    ) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
        """References and findings as they are reported, after the author's comments."""
        findings = [finding for entry in entries for finding in entry.findings]
        findings += unparsed(analysis.broken, entries)
        if first is not None:
            findings += disputed(first, self._meanings)
            title = self._job.rules.info.title
            findings += ownport.remark(first, entries, self._guards, self._mapped, title)
        findings += renames.remark(self._source.path, self._job.renames)
        comments = self._suppressions(first) if first is not None else Suppressions()
        return suppress.settle(comments, [entry.reference for entry in entries], findings)

    def _first_scan(self) -> Scan | None:
        """The scan there is, unless the file has words that are candidates in its scope only."""
        data, seen = self._source.data, self._seen
        if isinstance(seen, Scan) and seen.data == data and not self._names.may_occur_in(data):
            return with_branches(seen, self._guards)
        always = self._relies_on_nvcc or (
            not isinstance(seen, Scan)
            and may_need_space(self._source.path, data, self._job.rules, self._job.index)
        )
        if seen is None and not always and not self._names.may_occur_in(data):
            return None
        return self._scan(data, always=always)

    @cached_property
    def _relies_on_nvcc(self) -> bool:
        return relies_on_nvcc(self._source.path, self._job.index)

    def _scan(self, data: bytes, *, always: bool = False) -> Scan | None:
        job, words = self._job, self._names.words
        return scan(self._source.path, data, job.vocabulary, self._guards, words, always=always)

    def _suppressions(self, current: Scan) -> Suppressions:
        return suppress.parse(current.data, current.trivia.comments.spans, self._options.ignore)

    def _analyse(
        self, current: Scan, before: Analysis | None = None, changed: Change | None = None
    ) -> tuple[Analysis, list[Entry]]:
        """Analyse and obey the comments that switch the port off.

        ``before`` is the analysis of the original, which is ``changed`` to ``current``: then
        only fixes are asked for, and rules that only report are left out, unless a comment that
        ignores a rule has to know which one speaks.
        """
        comments = self._suppressions(current)
        context = self._context
        if changed is not None:
            context = replace(context, withheld=context.withheld.after(changed))
        if before is not None and not comments.lines and not comments.everywhere:
            context = replace(context, cases=self._job.rules.cases(self._switches, editing=True))
        made = changed.edits(len(self._source.data)) if changed is not None else ()
        tree = before.tree if before is not None else None
        earlier = Earlier(tree, made) if tree is not None else None
        meanings = self._meanings.after(made) if made else self._meanings
        analysis = analyse(current, self._names, context, earlier, meanings)
        return analysis, [_suppressed(entry, comments) for entry in analysis.entries]

    def _passes(
        self, first: Scan, analysis: Analysis, entries: list[Entry], added: Additions
    ) -> Change:
        """The whole change; an entry whose fix never fitted is replaced by one that says so."""
        lines = added.edit(first)
        fixes = [entry.fix or Fix(()) for entry in entries]
        _, *accepted = editing.accept([Fix((lines,) if lines else ()), *fixes])
        held = {entry.reference.start: at for at, entry in enumerate(entries) if not accepted[at]}
        made = [edit for at, fix in enumerate(fixes) if accepted[at] for edit in fix.edits]
        change = editing.apply(first.data, [*made, *((lines,) if lines else ())])
        joined = {entry.reference.start: at for at, entry in enumerate(entries) if _joins(entry)}
        if joined:  # only now that they read as launches do shapes of launches fit
            change = self._next_pass(first, change, analysis, entries, joined)
        for _ in range(MAX_PASSES - 1):
            if not held:
                break
            change = self._next_pass(first, change, analysis, entries, held)
        for at in held.values():
            entries[at] = _given_up(entries[at], self._job.rules)
        return change

    def _next_pass(
        self,
        first: Scan,
        change: Change,
        analysis: Analysis,
        entries: Sequence[Entry],
        held: dict[int, int],
    ) -> Change:
        """Apply what was held, and take it out of ``held`` (offset in the original -> entry).

        A reference inside text that a template wrote again has no offset in the original any more:
        it is the next held one of its name. A branch that has become the target's is still ported.
        """
        current = self._scan(change.data)
        if current is None:
            return change
        current = current._replace(branches=current.branches.guarded_as(first.branches))
        waiting: dict[str, list[int]] = {}
        for start, at in held.items():
            waiting.setdefault(entries[at].reference.name, []).append(start)
        pending: list[tuple[int, Fix]] = []
        for entry in self._analyse(current, analysis, change)[1]:
            origin = change.source_of(entry.reference.start)
            same = waiting.get(entry.reference.name)
            if origin is None and same:
                origin = same.pop(0) if len(same) > 1 else same[0]
            if origin is not None and origin in held and entry.fix is not None:
                pending.append((origin, entry.fix))
        accepted = editing.accept([fix for _, fix in pending])
        made: list[Edit] = []
        for (origin, fix), taken in zip(pending, accepted, strict=True):
            if taken:
                made.extend(fix.edits)
                held.pop(origin, None)
        return change.then(editing.apply(change.data, made))

    def _additions(
        self, first: Scan | None, entries: Sequence[Entry]
    ) -> tuple[Additions, list[Entry]]:
        """Headers that the port adds, and the entries without the includes that these replace."""
        if first is None:
            return Additions(), []
        rules, index = self._job.rules, self._job.index
        added = additions(first, entries, rules, index, self._relies_on_nvcc)
        if not added.always:
            return added, list(entries)
        comments = self._suppressions(first)
        decided = includes.decide(first, rules, index, added.always)
        anew = {decision.include.start: include_entry(first, decision) for decision in decided}
        return added, [
            _suppressed(anew.get(item.reference.start, item), comments) for item in entries
        ]

    def _problem(
        self, change: Change, made: tuple[Edit, ...], analysis: Analysis
    ) -> Problem | None:
        """Why this port may not be shown, or nothing."""
        before, after = self._source.data, change.data
        if not made:
            return None
        if not soundness.bytes_kept(before, after, made):
            return Problem("bytes outside the edits changed")
        again = "a second run would edit the result again"
        if soundness.keeps_shape(made, before):
            return None if self._is_stable(made) else Problem(again)
        scanned = self._scan(after, always=True)
        if scanned is None or analysis.tree is None:  # without a tree only includes have changed
            return None
        later, entries = self._analyse(scanned, analysis, change)
        earlier, macros = Earlier(analysis.tree, made), self._job.index.openers
        now = later.tree or tree_of(scanned, earlier, macros)
        broken = list(soundness.new_syntax_errors(before, made, analysis.tree, now))
        if broken:
            line = position(line_starts(after), broken[0][0].start).line
            reason = f"line {line} of the port does not parse, and that of the original does"
            return Problem(reason, tuple(place for _, place in broken))
        edited = [change.nearest(entry.reference.start) for entry in entries if entry.fix]
        return Problem(again, tuple(Span(at, at) for at in edited)) if edited else None

    def _is_stable(self, made: Sequence[Edit]) -> bool:
        """Whether no name that was written would be renamed by another run."""
        for edit in made:
            verdict = self._job.rules.verdict(edit.text.decode("utf-8", "replace"))
            if verdict is not None and verdict.target not in ("", verdict.name):
                return False
        return True


def _suppressed(entry: Entry, comments: Suppressions) -> Entry:
    """The entry after ``migrate: off`` and ``ignore``: no fix where the author says so."""
    reference = entry.reference
    if comments.is_off(reference.start):
        return Entry(reference._replace(status=Status.NATIVE, rule=suppress.OFF))
    if entry.fix is not None and comments.ignores(reference.rule, reference.name, reference.start):
        return Entry(reference._replace(status=Status.NATIVE, rule=suppress.IGNORE))
    return entry


def _joins(entry: Entry) -> bool:
    return entry.reference.rule == SPLIT_LAUNCH and entry.fix is not None


def _given_up(entry: Entry, rules: RuleSet) -> Entry:
    """An entry whose fix collided with others in every pass."""
    reference: Reference = entry.reference
    work = rules.causes.of_tool("migrate/edit-conflict")
    finding = Finding(
        "migrate/edit-conflict",
        Status.MANUAL,
        reference.name,
        "the edit of this place collides with that of another, and neither order is right",
        reference.start,
        reference.end,
        "",
        "",
        entry.fix,
        *work,
    )
    return replace(
        entry,
        reference=reference._replace(status=Status.MANUAL, rule="migrate/edit-conflict"),
        findings=(*entry.findings, finding),
        fix=None,
    )
