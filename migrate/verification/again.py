"""The port of a port: nothing is left to edit, and no CUDA name that the ledger does not list.

What comes in are a finished run and the same run over what it made; what goes out are how often was
looked, and a ``Problem`` for each edit that a second run would make and each reference that only
the second one saw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from migrate.model import FileResult, Outcome, Reference, Status
from migrate.proof import Check, Problem
from migrate.run import Run
from migrate.text.conditions import GUARDED
from migrate.verification.announced import Announcements
from migrate.verification.ported import Ported, PortedTree


def check_again(
    tree: PortedTree, second: Run, announced: Announcements
) -> tuple[Mapping[Check, int], tuple[Problem, ...]]:
    """Compare what the second run says of each file with what the first has made of it."""
    looked = [file for file in second.report.files if file.outcome is not Outcome.SKIPPED]
    counts = {
        Check.STABLE: len(looked),
        Check.LEFTOVERS: sum(len(file.references) for file in looked),
    }
    problems = tuple(
        problem for file in looked for problem in _of_file(tree.of(file.path), file, announced)
    )
    return counts, problems


def _of_file(ported: Ported, second: FileResult, announced: Announcements) -> Iterator[Problem]:
    if second.outcome is Outcome.FAILED:
        yield _problem(Check.STABLE, ported, 0, f"a second run fails: {_last(second)}", announced)
    for edit in second.edits:
        text = edit.text.decode("utf-8", "replace").strip()
        message = f"a second run would write {text!r}"
        yield _problem(Check.STABLE, ported, edit.start, message, announced)
    listed = {reference.start for reference in ported.result.references}
    listed |= {place.start for item in ported.result.findings for place in item.places}
    for reference in second.references:
        if not _is_listed(ported, reference, listed):
            message = f"{reference.name} is left in the port, and the ledger does not list it"
            names = (reference.name, reference.name.rpartition("::")[2].lstrip("."))
            yield _problem(Check.LEFTOVERS, ported, reference.start, message, announced, names)


def _is_listed(ported: Ported, reference: Reference, listed: set[int]) -> bool:
    """Whether the ledger has the reference; one that the port wrote may be native to the target,
    and in what now is the target's own nothing of CUDA's is left.
    """
    if reference.rule == GUARDED:
        return True
    origin = ported.change.source_of(reference.start)
    if origin is None:
        return reference.status is Status.NATIVE or ported.origin(reference.start) in listed
    return origin in listed or any(
        item.start <= origin < item.end for item in ported.result.references
    )


def _problem(
    check: Check,
    ported: Ported,
    after: int,
    message: str,
    announced: Announcements,
    names: Collection[str] = (),
) -> Problem:
    return announced.problem(check, ported, message, ported.origin(after), after, names)


def _last(result: FileResult) -> str:
    lines = [line for line in result.reason.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no reason"
