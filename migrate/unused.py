"""Libraries that a build asks for and no source names.

What comes in are the results of a tree; what goes out are the same, where the advice on a library
without a counterpart says so if nothing but build files speaks of it. Nothing is left out: a part
of a tree may be all that was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from migrate.model import FileResult, Finding

_ADVICE = "no source among these files names it: where none does, leave it out. Else"


def with_unused(
    files: Iterable[FileResult], libraries: Collection[str], of_build: str
) -> tuple[FileResult, ...]:
    """The ``files`` with that said; ``libraries`` are the causes of findings that are about one,
    and rules that begin with ``of_build`` speak of build files.
    """
    results = tuple(files)
    told = {
        finding.cause
        for file in results
        for finding in file.findings
        if not finding.rule.startswith(of_build)
    }
    unused = frozenset(libraries) - told

    def said(finding: Finding) -> Finding:
        if finding.cause not in unused or not finding.rule.startswith(of_build):
            return finding
        more = tuple(map(said, finding.more))
        return replace(finding, suggestion=f"{_ADVICE}: {finding.suggestion}", more=more)

    return tuple(
        replace(file, findings=tuple(map(said, file.findings)))
        if any(finding.cause in unused for finding in file.findings)
        else file
        for file in results
    )
