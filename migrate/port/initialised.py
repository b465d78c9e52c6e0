"""A target whose runtime has to be initialised, in a tree where no ``main`` does it (``[main]``).

What comes in are the results of a tree's files; what goes out is the file in which the tree is told
of it, and the results with that finding: once for the tree, at the first call of a function that is
ported, of the libraries that the target names. A ``main`` that uses the runtime itself begins with
the target's statement, and then nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrate.model import FileResult, Finding, Reference, Status
from migrate.rules.causes import Work
from migrate.rules.ruleset import RuleSet

NEEDS_INIT = "migrate/needs-init"


def uninitialised(results: Iterable[FileResult], rules: RuleSet) -> str:
    """The first file that calls the runtime, where none has the statement; nothing else."""
    opening = rules.info.opening
    if not opening:
        return ""
    calling = ""
    for file in results:
        data = file.content or b""
        if any(word.encode() in data for word in (opening.statement, *opening.instead)):
            return ""
        if not calling and _first(file, rules) is not None:
            calling = file.path
    return calling


def with_initialised(
    files: Sequence[FileResult], path: str, rules: RuleSet, work: Work
) -> Sequence[FileResult]:
    """The results, with what is said in the file at ``path``."""
    return [_told(file, rules, work) if file.path == path else file for file in files]


def _first(file: FileResult, rules: RuleSet) -> int | None:
    """The number of the first call of the runtime that is ported."""
    for number, item in enumerate(file.references):
        if item.status is Status.PORTED and _is_call(item.name, rules):
            return number
    return None


def _is_call(name: str, rules: RuleSet) -> bool:
    """Whether CUDA has a function of this name in one of the libraries."""
    table = rules.surface
    if name not in table or table.library(name) not in rules.info.opening.libraries:
        return False
    return "function" in table.values(name, "kind")


def _told(file: FileResult, rules: RuleSet, work: Work) -> FileResult:
    number, info = _first(file, rules), rules.info
    if number is None:
        return file
    references: list[Reference] = list(file.references)
    place = references[number]
    references[number] = place._replace(status=Status.REVIEW)
    message = (
        f"{info.title} has to be initialised before the first call of its runtime, and no main of "
        "this tree does that: every call fails until then"
    )
    suggestion = (
        f'Begin main with {info.opening.statement} (#include "{info.opening.header}"), or say to '
        "those who link this that they have to"
    )
    said = Finding(
        NEEDS_INIT,
        Status.REVIEW,
        place.name,
        message,
        place.start,
        place.end,
        suggestion,
        effort=work.effort,
        cause=work.cause,
        declares=work.announces,
    )
    findings = sorted((*file.findings, said), key=lambda item: (item.start, item.end))
    return replace(file, references=tuple(references), findings=tuple(findings))
