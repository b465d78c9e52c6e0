"""Findings that are known already, so that only new ones fail a check.

What comes in is a report, and a file that an earlier run wrote; what goes out is the report with
the new findings only, and the entries that nothing matches any more. Each place of a finding is
known for itself, so that a further one is new; but what the tree depends on is known as a whole.
Remarks are not known: they ask for nothing. The file is JSON, sorted and one line a place, so that
its changes read well in a diff. Nothing here prints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import Elsewhere, FileResult, Finding, Outcome, Report, Status, Unread, UserError
from migrate.port.grouping import merged
from migrate.report.fingerprints import VERSION, fingerprints
from migrate.report.outputs.names import Originals, printable
from migrate.rules.retired import former_ids
from migrate.settings import bounded

SCHEMA = 1
_NAMED = 10  # stale entries that are named
_ADVICE = "write it anew with --write-baseline FILE"


class Entry(NamedTuple):
    """A known finding: its file, its fingerprint, and the rule and API for a person to read."""

    path: str
    fingerprint: str
    about: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings by file and fingerprint, for one target."""

    target: str
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(map(len, self.files.values()))


class Compared(NamedTuple):
    """A report less what is known, and the entries that are met no more."""

    report: Report
    stale: tuple[Entry, ...]


def read(file: Path, target: str) -> Baseline:
    """Read a baseline for ``target``; raises ``UserError`` where it is none."""
    try:
        document = json.loads(bounded.read(file, bounded.MOST_MADE))
    except FileNotFoundError:
        raise UserError(f"--baseline: there is no file {file}", _ADVICE) from None
    except OSError as error:
        raise UserError(f"--baseline: {file} cannot be read: {error.strerror}") from error
    except RecursionError:
        raise UserError(f"--baseline: {file} is nested too deeply", _ADVICE) from None
    except ValueError as error:
        raise UserError(f"--baseline: {file} is not JSON: {error}", _ADVICE) from error
    problem = _problem(document)
    if problem:
        raise UserError(f"--baseline: {file} is no baseline: {problem}", _ADVICE)
    if document["target"] != target:
        raise UserError(
            f"--baseline: {file} is one for {document['target']}, not for {target}",
            "keep a baseline for each target",
        )
    return Baseline(document["target"], document["files"])


def collect(report: Report, originals: Originals) -> Baseline:
    """All findings of a report."""
    files = {}
    places = report.places
    for file in report.files:
        if found := _fingerprinted(file, places[file.path], originals):
            entries = sorted((_about(finding), name) for name, finding in found.items())
            files[printable(file.path)] = {name: about for about, name in entries}
    return Baseline(report.target.name, dict(sorted(files.items())))


def encoded(known: Baseline) -> bytes:
    """The file's bytes."""
    document = {
        "schema": SCHEMA,
        "fingerprints": VERSION,
        "target": known.target,
        "files": known.files,
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def compare(
    report: Report,
    known: Baseline,
    originals: Originals,
    covered: Callable[[str], bool] = lambda _: False,
) -> Compared:
    """The report with the findings that ``known`` has not.

    An entry is stale if its file was read and has it no more, or if the run ``covered`` its file
    and did not meet it; of files that failed or were skipped nothing is known.
    """
    met, seen, places = set(), set(), report.places
    old: set[tuple[str, Finding]] = set()
    for file in report.files:
        path = printable(file.path)
        entries = known.files.get(path, {})
        found = _as_known(file, places[file.path], originals, known.target) if entries else {}
        old |= {(file.path, finding) for name, finding in found.items() if name in entries}
        met |= {(path, name) for name in found}
        seen.add(path)
        if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
            met |= {(path, name) for name in entries}
    new = _new(report.files, old) if old else {}
    files = tuple(
        replace(file, findings=tuple(new.get(file.path, ()))) if old else file
        for file in report.files
    )
    count = _count(report.files) - _count(files)
    stale = tuple(
        Entry(path, name, about)
        for path, entries in known.files.items()
        for name, about in entries.items()
        if (path, name) not in met and (path in seen or covered(path))
    )
    return Compared(_reduced(report, files, count), stale)


def _new(
    files: Iterable[FileResult], old: Collection[tuple[str, Finding]]
) -> Mapping[str, Sequence[Finding]]:
    """The findings of each file less the places that are ``old``; one that has places in several
    files stands in the first that is left. A dependency that is known is decided for the tree; what
    nobody knows is not.
    """
    found: dict[str, list[Finding]] = {}
    for file in files:
        for finding in file.findings:
            own = (Elsewhere(file.path, item) for item in finding.places)
            every = (*own, *finding.elsewhere)
            left = [place for place in every if place not in old]
            decided = finding.elsewhere and finding.status is not Status.UNKNOWN
            if left and not (decided and len(left) < len(every)):
                path = left[0].path
                here = merged([item for at, item in left if at == path])
                rest = tuple(place for place in left if place.path != path)
                found.setdefault(path, []).append(replace(here, elsewhere=rest))
    return {path: sorted(items, key=lambda item: item.start) for path, items in found.items()}


def _count(files: Iterable[FileResult]) -> int:
    """How many places there are that ask for something."""
    return sum(
        finding.count
        for file in files
        for finding in file.findings
        if finding.status is not Status.INFO
    )


def told(report: Report, stale: Sequence[Entry]) -> Iterator[str]:
    """What a person should know of the comparison."""
    new = _count(report.files)
    yield f"baseline: {report.known:,} known, {new:,} new, {len(stale):,} stale"
    for entry in stale[:_NAMED]:
        yield f"  stale: {entry.path}: {entry.about}"
    if len(stale) > _NAMED:
        yield f"  stale: {len(stale) - _NAMED:,} more"
    if stale:
        yield "  what was stale is solved, or its line has changed; --write-baseline forgets it"


def _reduced(report: Report, files: tuple[FileResult, ...], known: int) -> Report:
    places = replace(report, files=files).places.values()
    left = {place.rule for of_file in places for place in of_file}
    statuses = {finding.status for file in files for finding in file.findings}
    unread = any(file.unread is not Unread.NO for file in files)
    failing = 1 if statuses & report.counted or (unread and report.counted) else 0
    return replace(
        report,
        files=files,
        exit_code=report.exit_code if report.exit_code not in (0, 1) else failing,
        rules={rule: info for rule, info in report.rules.items() if rule in left},
        known=known,
    )


def _fingerprinted(
    file: FileResult, places: Sequence[Finding], originals: Originals
) -> dict[str, Finding]:
    """The places that ask for something by their fingerprints."""
    if not places:
        return {}
    named = fingerprints(file, places, originals(file.path) or b"").items()
    return {name: place for place, name in named if place.status is not Status.INFO}


def _as_known(
    file: FileResult, places: Sequence[Finding], originals: Originals, target: str
) -> dict[str, Finding]:
    """The same, by those too that they had while their rules had other ids."""
    found = _fingerprinted(file, places, originals)
    former = former_ids(target)
    renamed = {place: former[place.rule][0] for place in places if place.rule in former}
    if renamed:
        before = {replace(place, rule=old): place for place, old in renamed.items()}
        same = [place for place in places if place not in renamed]
        named = _fingerprinted(file, [*same, *before], originals)
        found |= {name: before.get(place, place) for name, place in named.items()}
    return found


def _about(finding: Finding) -> str:
    return printable(f"{finding.rule} {finding.api}".strip())


def _problem(document: Any) -> str:
    """What is wrong with what was read, or nothing."""
    if not isinstance(document, dict) or "files" not in document:
        return "it has no files"
    if (document.get("schema"), document.get("fingerprints")) != (SCHEMA, VERSION):
        return "another version of this tool wrote it"
    if not isinstance(document.get("target"), str):
        return "it has no target"
    files = document["files"]
    if not isinstance(files, dict):
        return "its files are no table"
    for path, entries in files.items():
        if not isinstance(entries, dict) or not all(isinstance(e, str) for e in entries.values()):
            return f"the entries of {path} cannot be read"
    return ""
