"""What every format says of a verification: its checks, the units that compile, one line of it all.

What comes in are a report and its verification; what goes out are words and numbers that a format
writes down in its own way. Nothing here decides anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrate.files.source import position
from migrate.model import FileResult, Finding, Report
from migrate.proof import Check, Compiler, Judgement, Problem, UnitOutcome, Verification
from migrate.report.outputs.names import printable
from migrate.report.verdict import percent

WORDS: Mapping[Check, str] = {  # what a check looked at
    Check.NAMES: "names looked up in what {title} declares",
    Check.ARGUMENTS: "calls compared with their declarations",
    Check.INCLUDES: "headers looked up",
    Check.LEFTOVERS: "CUDA names left, compared with the ledger",
    Check.STABLE: "files ported a second time",
    Check.COMPILES: "units compiled",
    Check.RUNS: "programs run",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: how often it looked, why it did not, and the problems it found by judgement."""

    check: Check
    words: str
    count: int
    skipped: str
    problems: Mapping[Judgement, int]


def checked(report: Report, found: Verification) -> Iterator[Checked]:
    """All checks, in their order."""
    title = f"{report.target.name} {report.target.version}"
    problems = Counter((item.check, item.judgement) for item in found.problems)
    for check in Check:
        yield Checked(
            check,
            WORDS[check].format(title=title),
            found.counts.get(check, 0),
            found.skipped.get(check, ""),
            {judgement: problems[check, judgement] for judgement in Judgement},
        )


def by_outcome(found: Verification) -> dict[UnitOutcome, int]:
    """How many units came out how."""
    counts = Counter(unit.outcome for unit in found.units)
    return {outcome: counts[outcome] for outcome in UnitOutcome}


def compile_rate(found: Verification) -> float | None:
    """The share of the units that compile; None where none was compiled."""
    if not found.units:
        return None
    return by_outcome(found)[UnitOutcome.COMPILED] / len(found.units)


def compiler(about: Compiler) -> str:
    """A compiler in words: its command, the GPU, and what it calls itself."""
    title = f" ({printable(about.title)})" if about.title else ""
    return f"{printable(about.command)} for {printable(about.arch)}{title}"


def facts(about: Compiler) -> dict[str, str]:
    """What there is to say of a compiler, by key, for programs."""
    return {
        "command": printable(about.command),
        "title": printable(about.title),
        "version": printable(about.version),
        "arch": printable(about.arch),
    }


def in_one_line(found: Verification) -> str:
    """The rate and the silent misses, without a full stop."""
    rate = compile_rate(found)
    return rest_of_line(found) if rate is None else f"{percent(rate)} {rest_of_line(found)}"


def rest_of_line(found: Verification) -> str:
    """The line without the rate: ``of 46 units compile; no silent misses``."""
    total, count = len(found.units), len(found.silent)
    misses = f"{f'{count:,}' if count else 'no'} silent miss{'' if count == 1 else 'es'}"
    if errors := len(found.errors):
        misses += f", {errors:,} error{'' if errors == 1 else 's'} of the tree's own"
    if not total:
        skipped = found.skipped.get(Check.COMPILES, "there is nothing to compile")
        return f"not compiled: {printable(skipped)}; {misses}"
    return f"of {total:,} unit{' compiles' if total == 1 else 's compile'}; {misses}"


class Announced(NamedTuple):
    """Problems by their file and the id of the finding that announces them."""

    problems: Mapping[tuple[str, str], Sequence[Problem]]

    def of(self, file: FileResult, finding: Finding) -> tuple[Problem, ...]:
        """Those in the lines of a place."""
        near = self.problems.get((file.path, finding.rule), ())
        if not near:
            return ()
        first, last = (position(file.lines, at).line for at in (finding.start, finding.end))
        return tuple(
            item for item in near if first <= position(file.lines, item.start).line <= last
        )


def announced(found: Verification | None) -> Announced:
    """The problems of a verification, to be asked for by the finding that announces them."""
    by_finding: dict[tuple[str, str], list[Problem]] = {}
    for item in found.problems if found is not None else ():
        if item.because:
            by_finding.setdefault((item.path, item.because), []).append(item)
    return Announced(by_finding)
