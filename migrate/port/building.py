"""One build file, edited: its report and the changes to a ``FileResult``.

What comes in are the report of a file and the changes that the target's tables make of it; what
goes out is the result with edits. A change that does not go together with an earlier one is not
made. What a change settles is ported, and asks for nothing more; the rest is said as before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrate.build.passive import union
from migrate.build.replace.changes import Change
from migrate.compact import Rows, packed
from migrate.files.source import SourceFile, digest
from migrate.model import FileResult, Finding, Fix, Outcome, Reference, Status
from migrate.port.soundness import bytes_kept
from migrate.rewrite import edits as editing
from migrate.text.lexer import Spans


def edited(
    source: SourceFile, report: FileResult, changes: Sequence[Change], rule: str
) -> FileResult:
    """The ``report`` of a file with the changes that can be made together; ``rule`` is how the ids
    of the tables begin.
    """
    taken = editing.accept([Fix(item.edits) for item in changes])
    made = [item for item, is_taken in zip(changes, taken, strict=True) if is_taken]
    edits = tuple(sorted(edit for item in made for edit in item.edits))
    if not edits:
        return report
    change = editing.apply(source.data, edits)
    if not bytes_kept(source.data, change.data, edits):
        return replace(report, outcome=Outcome.FAILED, reason="bytes outside the edits changed")
    settled = union(span for item in made for span in item.covers)
    findings = tuple(_left(report.findings, settled))
    return replace(
        report,
        outcome=Outcome.PORTED,
        references=Rows.of(_references(report, findings, made, settled, rule)),
        findings=findings,
        edits=edits,
        packed=packed(change.data),
        digest=digest(source.data),
        encoding=source.encoding,
    )


def by_lines(result: FileResult) -> FileResult:
    """The result of a build file whose findings have one place a line: the first that is left."""
    starts = result.lines

    def shown(finding: Finding) -> Finding:
        lines = {bisect_right(starts, item.start): item for item in reversed(finding.places)}
        first, *more = (lines[line] for line in sorted(lines))
        return replace(first, more=tuple(more))

    if not any(finding.more for finding in result.findings):
        return result
    return replace(result, findings=tuple(map(shown, result.findings)))


def _left(findings: Iterable[Finding], settled: Spans) -> Iterable[Finding]:
    """The findings with those places of which something is left to be said."""
    for finding in findings:
        if left := [item for item in finding.places if not _is_in(item, settled)]:
            yield replace(left[0], more=tuple(left[1:]))


def _is_in(place: Finding | Reference, settled: Spans) -> bool:
    return settled.at(place.start) is not None


def _references(
    report: FileResult,
    findings: Sequence[Finding],
    made: Sequence[Change],
    settled: Spans,
    rule: str,
) -> tuple[Reference, ...]:
    """What is settled is ported; a finding that lost its first place has a reference at another."""
    kept = [item for item in report.references if not _is_in(item, settled)]
    starts = {item.start for item in kept}
    asking = [item for item in findings if item.status is not Status.INFO]
    kept += [
        Reference(item.start, item.end, item.api, item.status, item.rule)
        for item in asking
        if item.start not in starts
    ]
    ported = [
        Reference(*item.place, item.name, Status.PORTED, f"{rule}{item.table}") for item in made
    ]
    found: list[Reference] = []
    for item in sorted((*kept, *ported), key=lambda item: (item.start, item.end)):
        if not found or item.start >= found[-1].end:
            found.append(item)
        elif item.status is not Status.PORTED and found[-1].status is Status.PORTED:
            found[-1] = item
    return tuple(found)
