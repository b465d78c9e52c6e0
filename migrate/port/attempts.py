"""A source to its ``FileResult``: an attempt, and others without the rewrites that spoil it.

What comes in are a source and its scan; what goes out is a port that holds, or one that failed with
the reason. Analyse, make the change, see whether it holds; rewrites at a place that does not are
withheld and left to a person. What a pass decides and accepts is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.checks import ownport
from migrate.checks.remarks import disputed, unparsed
from migrate.compact import Offsets, Rows, packed
from migrate.files.source import digest, line_starts
from migrate.model import FileResult, Finding, Outcome, Reference
from migrate.port import renames, soundness
from migrate.port.additions import Additions, additions
from migrate.port.analyse import Analysis
from migrate.port.passes import passes
from migrate.port.subject import Subject, analysed, obeying, suppressions
from migrate.port.validation import problem
from migrate.rewrite import edits as editing
from migrate.rewrite import includes
from migrate.rewrite.entries import Entry, include_entry
from migrate.rewrite.withheld import Withheld
from migrate.text import suppress
from migrate.text.suppress import Suppressions
from migrate.tree.scan import Scan

MAX_TRIALS = 8


def ported(file: Subject, first: Scan | None) -> FileResult:
    """Port; where construct rules spoil the result, what they rewrite there is reported."""
    result, blamed = _attempt(file, first)
    withheld: frozenset[int] = frozenset()
    for _ in range(MAX_TRIALS):
        if not blamed - withheld:
            break
        withheld |= blamed
        result, blamed = _attempt(file.without(Withheld(withheld)), first)
    if result.outcome is not Outcome.FAILED:
        return _with_innocent(file, first, result, withheld)
    names_only, _ = _attempt(file.without(Withheld(everything=True)), first)
    return names_only if names_only.outcome is not Outcome.FAILED else result


def _with_innocent(
    file: Subject, first: Scan | None, result: FileResult, withheld: frozenset[int]
) -> FileResult:
    """The port with those of the ``withheld`` rewrites that hold when they stand alone."""
    for start in sorted(withheld)[:MAX_TRIALS] if len(withheld) > 1 else ():
        tried, _ = _attempt(file.without(Withheld(withheld - {start})), first)
        if tried.outcome is not Outcome.FAILED:
            result, withheld = tried, withheld - {start}
    return result


def _attempt(file: Subject, first: Scan | None) -> tuple[FileResult, frozenset[int]]:
    """The port without what is withheld; if it failed, with the references to blame."""
    data, path, job = file.source.data, file.path, file.job
    analysis, entries, change = Analysis(), list[Entry](), editing.apply(data, ())
    if first is not None:
        analysis, entries = analysed(file, first)
        added, entries = _with_additions(file, first, entries)
        change, entries = passes(file, first, analysis, entries, added)
    follow = renames.follow(path, change.data, job.index, job.renames)
    change = change.then(editing.apply(change.data, follow))
    made = change.edits(len(data))
    wrong = problem(file, change, made, analysis)
    if wrong is not None:
        failed = FileResult(path, Outcome.FAILED, wrong.reason, lines=line_starts(data))
        return failed, soundness.blamed(data, entries, made, wrong.places)
    references, findings = _settled(file, first, analysis, entries)
    result = FileResult(
        path,
        Outcome.PORTED if made else Outcome.UNCHANGED,
        output=job.renames.names.get(path, ""),
        references=Rows.of(references),
        findings=findings,
        edits=made,
        packed=packed(change.data) if made else None,
        lines=Offsets.of(line_starts(data)),
        declares=analysis.declares,
        digest=digest(data),
        encoding=file.source.encoding,
    )
    return result, frozenset()


def _with_additions(
    file: Subject, first: Scan, entries: list[Entry]
) -> tuple[Additions, list[Entry]]:
    """Headers that the port adds, and the entries without the includes that these replace."""
    rules, index = file.job.rules, file.job.index
    added = additions(first, entries, rules, index, file.relies_on_nvcc)
    if not added.always:
        return added, entries
    decided = includes.decide(first, rules, index, added.always)
    anew = {decision.include.start: include_entry(first, decision) for decision in decided}
    entries = [anew.get(item.reference.start, item) for item in entries]
    return added, obeying(entries, suppressions(file, first))


def _settled(
    file: Subject, first: Scan | None, analysis: Analysis, entries: Sequence[Entry]
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """References and findings as they are reported, after the author's comments."""
    findings = [finding for entry in entries for finding in entry.findings]
    findings += unparsed(analysis.broken, entries)
    if first is not None:
        findings += disputed(first, file.semantics)
        title = file.job.rules.info.title
        findings += ownport.remark(first, entries, file.guards, file.mapped, title)
    findings += renames.remark(file.path, file.job.renames)
    comments = suppressions(file, first) if first is not None else Suppressions()
    return suppress.settle(comments, [entry.reference for entry in entries], findings)
