"""One source on its way: its scans, its author's comments, and what an analysis of a state says.

What comes in are a source, what its run shares and a state of its bytes; what goes out are scans,
and entries that obey the author. No edit is accepted or made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from migrate.checks.spacing import may_need_space
from migrate.files.source import SourceFile
from migrate.model import Status
from migrate.port.additions import relies_on_nvcc
from migrate.port.analyse import Analysis, analyse
from migrate.port.implicit import implicit_headers
from migrate.port.job import Job, Unseen
from migrate.port.view import Context
from migrate.rewrite.edits import Change
from migrate.rewrite.entries import Entry
from migrate.rewrite.withheld import Withheld
from migrate.settings.config import FileOptions, LaunchSyntax
from migrate.text import suppress
from migrate.text.guards import Guards
from migrate.text.suppress import Suppressions
from migrate.tree.filescope import Scope, scope
from migrate.tree.filesemantics import FileSemantics
from migrate.tree.parsing import Earlier
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan, scan_of, with_branches


@dataclass(frozen=True, slots=True)
class Subject:
    """A source that is ported: the names in its scope, what a parser of C++ said of it, and what
    its analysis is asked with; ``mapped`` are names that headers of the tree map to the target's,
    with these headers.
    """

    source: SourceFile
    job: Job
    options: FileOptions
    names: Scope
    semantics: FileSemantics
    context: Context
    mapped: Mapping[str, str]
    relies_on_nvcc: bool

    @property
    def path(self) -> str:
        return self.source.path

    @property
    def guards(self) -> Guards:
        return self.context.guards

    def without(self, withheld: Withheld) -> Subject:
        """The same, of which some rewrites are left to a person."""
        return replace(self, context=replace(self.context, withheld=withheld))


def subject(source: SourceFile, job: Job, options: FileOptions) -> Subject:
    mapped = job.index.reach(source.path).mapped
    guards = job.guards.of_port() if mapped else job.guards
    cases = job.rules.cases(_switches(options))
    return Subject(
        source,
        job,
        options,
        scope(source.path, job.index, job.rules),
        job.semantics.get(source.path, FileSemantics()),
        Context(job.rules, cases, job.index, guards, options.apply.safety),
        mapped,
        relies_on_nvcc(source.path, job.index),
    )


def _switches(options: FileOptions) -> frozenset[str]:
    return frozenset({"launch-syntax=macro"} if options.launch_syntax is LaunchSyntax.MACRO else ())


def first_scan(file: Subject, seen: Scan | Unseen | None) -> Scan | None:
    """The scan there is, unless the file has words that are candidates in its scope only; none
    where there is nothing to port.
    """
    data, names = file.source.data, file.names
    if isinstance(seen, Scan) and seen.data == data and not names.may_occur_in(data):
        return with_branches(seen, file.guards)
    always = file.relies_on_nvcc or (not isinstance(seen, Scan) and _is_edited(file))
    if seen is None and not always and not names.may_occur_in(data):
        return None
    reading = seen.reading if isinstance(seen, Scan) and seen.data == data else None
    return scanned(file, data, reading, always=always)


def _is_edited(file: Subject) -> bool:
    """Whether a file without a word of CUDA's is part of CUDA code, and needs something for it."""
    path, data, rules, index = file.path, file.source.data, file.job.rules, file.job.index
    return may_need_space(path, data, rules, index) or bool(
        rules.info.implicit_headers
        and implicit_headers(path, Reading(path, data).blanked, rules, index)
    )


def scanned(
    file: Subject, data: bytes, reading: Reading | None = None, *, always: bool = False
) -> Scan | None:
    """The scan of a state of the file; none where that has no candidate, unless ``always``."""
    job, words = file.job, file.names.words
    reading = reading or Reading(file.path, data)
    return scan_of(reading, job.vocabulary, file.guards, words, always=always)


def suppressions(file: Subject, current: Scan) -> Suppressions:
    """What the author's comments and the configuration switch off."""
    comments, former = current.trivia.comments.spans, file.job.rules.former
    return suppress.parse(current.data, comments, file.options.ignore, former)


def analysed(file: Subject, first: Scan) -> tuple[Analysis, list[Entry]]:
    """The analysis of the original, and its entries that obey its author."""
    analysis = analyse(first, file.names, file.context, None, file.semantics)
    return analysis, obeying(analysis.entries, suppressions(file, first))


def analysed_again(
    file: Subject,
    current: Scan,
    before: Analysis,
    change: Change,
    *,
    only_fixes: bool = False,
) -> tuple[Analysis, list[Entry]]:
    """The analysis of what ``change`` made of the original, of which there is one from ``before``.

    Rules that only report are left out, and where ``only_fixes`` are asked for, uses that cannot
    have one; but not where a comment that ignores a rule has to know which one speaks.
    """
    comments = suppressions(file, current)
    context = replace(file.context, withheld=file.context.withheld.after(change))
    if comments.lines or comments.everywhere:
        only_fixes = False
    else:
        cases = file.job.rules.cases(_switches(file.options), editing=True)
        context = replace(context, cases=cases)
    made = change.edits(len(file.source.data))
    earlier = Earlier(before.tree, made) if before.tree is not None else None
    semantics = file.semantics.after(made) if made else file.semantics
    analysis = analyse(current, file.names, context, earlier, semantics, only_fixes=only_fixes)
    return analysis, obeying(analysis.entries, comments)


def obeying(entries: tuple[Entry, ...] | list[Entry], comments: Suppressions) -> list[Entry]:
    """The entries after ``migrate: off`` and ``ignore``: no fix where the author says so."""
    return [_obeying(entry, comments) for entry in entries]


def _obeying(entry: Entry, comments: Suppressions) -> Entry:
    reference = entry.reference
    if comments.is_off(reference.start):
        return Entry(reference._replace(status=Status.NATIVE, rule=suppress.OFF))
    if entry.fix is not None and comments.ignores(reference.rule, reference.name, reference.start):
        return Entry(reference._replace(status=Status.NATIVE, rule=suppress.IGNORE))
    return entry
