"""Findings that are one thing to a person, made one: a cause in a file, a dependency in the tree.

What comes in are the results of a tree, with a finding for each place; what goes out are the same
results with one finding for each cause in a file, which knows its further places. What is missing
as a whole (a library that the target does not have) is one decision for the tree: it is said in the
first file that needs it, with the places in all others; where only includes ask for it, that is
what is said. References stay as they are: the ledger counts each of them.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import replace

from migrate.model import Elsewhere, FileResult, Finding, Status

UNUSED = (
    "Nothing that was read names anything of it: leave the include out where nothing else needs it"
)
ASIDE = (
    "Its names stand only in branches that the target does not compile: put the include behind the "
    "same condition"
)
_UNSEEN = "migrate/never-compiled"
_INCLUDES = "/headers"
_GRAVITY = (Status.REVIEW, Status.UNKNOWN, Status.MANUAL)


def gathered(
    files: Sequence[FileResult],
    dependencies: Container[str] = (),
    leftovers: Container[str] = (),
) -> tuple[FileResult, ...]:
    """The ``files`` with what belongs together as one finding; ``dependencies`` are the causes that
    are one for the tree, and ``leftovers`` those of includes alone of which nothing is used.
    """
    results = [replace(file, findings=by_cause(file.findings)) for file in files]
    used = _causes(results, includes=False)
    lone = lone_includes(results)

    def is_of_tree(finding: Finding) -> bool:
        known = finding.cause in dependencies or finding.cause in lone
        return known and finding.status is not Status.INFO

    aside = {item.name for file in results for item in file.references if item.rule == _UNSEEN}
    first: dict[str, Finding] = {}
    further: dict[str, list[Elsewhere]] = {}
    for file in results:
        for finding in file.findings:
            if not is_of_tree(finding):
                continue
            if first.setdefault(finding.cause, finding) is not finding:
                places = further.setdefault(finding.cause, [])
                places.extend(Elsewhere(file.path, place) for place in finding.places)

    def kept(finding: Finding) -> Finding | None:
        if not is_of_tree(finding):
            return finding
        if first[finding.cause] is not finding:
            return None
        known = finding.cause in dependencies or finding.cause in leftovers
        if known and finding.cause not in used:
            finding = _unused(finding, aside)
        if finding.cause not in further:
            return finding
        return replace(finding, elsewhere=tuple(further[finding.cause]))

    return tuple(
        replace(file, findings=tuple(filter(None, map(kept, file.findings)))) for file in results
    )


def lone_includes(files: Iterable[FileResult]) -> frozenset[str]:
    """The causes of headers that the target lacks, where only includes have them: what becomes of
    those is one decision for the tree.
    """
    results = tuple(files)
    return _causes(results, includes=True) - _causes(results, includes=False)


def _causes(files: Iterable[FileResult], *, includes: bool) -> frozenset[str]:
    """The causes that includes have which do not go by themselves, or those of all else."""
    return frozenset(
        place.cause
        for file in files
        for finding in file.findings
        for place in finding.places
        if place.rule.endswith(_INCLUDES) == includes
        and (not includes or place.status is Status.MANUAL)
    )


def by_cause(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings of one file as one for each cause; remarks are never part of another finding."""
    groups: dict[tuple[str, bool], list[Finding]] = {}
    for finding in findings:
        key = (finding.cause or finding.rule, finding.status is Status.INFO)
        groups.setdefault(key, []).extend(finding.places)
    return tuple(sorted(map(merged, groups.values()), key=lambda finding: finding.start))


def joined(findings: Iterable[Finding], rule: str) -> tuple[Finding, ...]:
    """Findings of one file, of which those with the cause of what ``rule`` says are that one."""
    found = tuple(findings)
    causes = {item.cause for item in found if item.rule == rule}
    together = [item for item in found if item.cause in causes]
    rest = [item for item in found if item.cause not in causes]
    return (*by_cause(together), *rest)


def merged(places: Sequence[Finding]) -> Finding:
    """Places of one cause as one finding, which stands at the first of the gravest ones."""
    ordered = sorted(dict.fromkeys(places), key=lambda place: place.start)
    lead = max(ordered, key=_gravity)
    more = tuple(place for place in ordered if place is not lead)
    return replace(lead, more=more) if more else lead


def _unused(finding: Finding, aside: Collection[str]) -> Finding:
    """A finding on includes of a library of which nothing is used but ``aside``."""
    headers = {place.api.partition("/")[0] for place in finding.places if "/" in place.api}
    used = any(name.startswith(f"{header}::") for header in headers for name in aside)
    advice = ASIDE if used else UNUSED

    def said(place: Finding) -> Finding:
        return replace(place, message=place.message.partition(": ")[0], suggestion=advice)

    return replace(said(finding), more=tuple(map(said, finding.more)))


def _gravity(finding: Finding) -> int:
    return _GRAVITY.index(finding.status) if finding.status in _GRAVITY else -1
