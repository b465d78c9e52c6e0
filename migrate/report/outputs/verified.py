"""What was verified of a port, for a person: what nothing announced, the units, the sums.

What comes in is a report with a verification; what goes out is UTF-8 text. Problems that a finding
announces are counted, not shown: ``migrate check`` shows the findings. Nothing here decides
anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrate.files.source import position
from migrate.model import Report
from migrate.proof import (
    Check,
    CompiledUnit,
    Judgement,
    Problem,
    ProgramRun,
    UnitOutcome,
    Verification,
)
from migrate.report.outputs.checks import by_outcome, checked, compile_rate, compiler
from migrate.report.outputs.excerpt import excerpt
from migrate.report.outputs.names import Originals, legible
from migrate.report.outputs.text import painted
from migrate.report.verdict import percent

_RED, _BOLD, _DIM, _GREEN = 31, 1, 2, 32
_MOST_WORDS = 3  # left out of commands, that are named
_MOST_UNITS = 20  # that are listed


def render(report: Report, originals: Originals, *, color: bool = False) -> bytes:
    """Errors and silent problems with their source, the units that stop, and the sums."""
    found = report.verification or Verification()
    lines = {file.path: file.lines for file in report.files}
    blocks = [
        *(
            _problem(item, lines[item.path], originals, color)
            for item in (*found.errors, *found.silent)
        ),
        _units(found.units, color),
        _runs(found.runs, color),
        _sums(report, found, color),
    ]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _problem(
    item: Problem, lines: Sequence[int], originals: Originals, color: bool
) -> Iterator[str]:
    """A problem at its place before the port, and the line of the port."""
    line, column = position(lines, item.start)
    what = painted(item.judgement.value, _RED, color)
    yield f"{legible(item.path)}:{line}:{column}: {what} {item.check.value}: {item.message}"
    data = originals(item.path)
    if data is not None and item.start < len(data) and item.end > item.start:
        source, carets = excerpt(data, lines, item.start, item.end)
        yield f"  {source}"
        yield f"  {painted(carets, _RED, color)}"
    if item.text and item.judgement is not Judgement.ERROR:
        yield f"  port: line {item.line}: {legible(item.text)}"
    if item.unit and item.unit != item.path:
        yield f"  unit: {legible(item.unit)}"


def _units(units: Sequence[CompiledUnit], color: bool) -> Iterator[str]:
    """The units that do not compile, the gravest first."""
    order = list(UnitOutcome)
    stopped = [unit for unit in units if unit.outcome is not UnitOutcome.COMPILED]
    if stopped:
        yield "Units that do not compile"
    for unit in sorted(stopped, key=lambda unit: -order.index(unit.outcome))[:_MOST_UNITS]:
        shade = _RED if unit.outcome in (UnitOutcome.SILENT, UnitOutcome.ERROR) else _DIM
        outcome = painted(f"{unit.outcome.value:9}", shade, color)
        yield f"  {outcome} {legible(unit.path)}: {legible(unit.reason)}"
    if len(stopped) > _MOST_UNITS:
        yield f"  and {len(stopped) - _MOST_UNITS} more (--report FILE.json lists all)"


def _runs(runs: Sequence[ProgramRun], color: bool) -> Iterator[str]:
    """What the programs did, and with what that was compared."""
    if runs:
        yield "Programs run"
    for run in runs:
        shade, word = (_GREEN, "same") if run.same else (_RED, "different")
        if run.same and not run.compared:
            shade, word = _DIM, "ran"
        verdict = f"{legible(run.title)}: {legible(run.verdict)}"
        yield f"  {painted(f'{word:9}', shade, color)} {verdict}"
        if run.compared:
            yield f"  {'':9} compared with {legible(run.compared)}"


def _sums(report: Report, found: Verification, color: bool) -> Iterator[str]:
    yield f"Verified port to {report.target.name} {report.target.version}"
    for item in checked(report, found):
        check = item.check.value
        if item.check is Check.COMPILES and found.units:
            yield from _compiled(found)
        elif item.skipped:
            yield f"  {check:10}      -: {legible(item.skipped)}"
        elif item.count:
            yield f"  {check:10} {item.count:6}: {item.words}{_standings(item.problems)}"
    if found.recorded:
        yield f"  {'recorded':10}      -: {legible(found.recorded)}"
    errors = len(found.errors)
    if errors:
        number = painted(f"{errors:6}", _RED, color)
        yield f"  {'errors':10} {number}: in code that the port did not write: mend them there"
    silent = len(found.silent)
    shade = _RED if silent else _GREEN
    words = "nothing announced them: please report them (--bug-report FILE)" if silent else "none"
    yield f"  {'silent':10} {painted(f'{silent:6}', shade, color)}: {words}"


def _compiled(found: Verification) -> Iterator[str]:
    counts = by_outcome(found)
    total, rate = len(found.units), percent(compile_rate(found) or 0.0)
    rest = [f"{count} {outcome.value}" for outcome, count in counts.items() if count]
    yield f"  {'compiles':10} {rate:>6}: {total} units: {', '.join(rest)}"
    if found.compiler is not None:
        yield f"  {'with':18} {compiler(found.compiler)}"
    yield from _without(found.withheld, "a shell would act upon it")
    yield from _without(found.unknown, "what it is for this compiler is not known")


def _without(words: Sequence[str], why: str) -> Iterator[str]:
    """Words of units that the compiler was not given."""
    if words:
        shown = ", ".join(map(legible, words[:_MOST_WORDS]))
        more = f" and {len(words) - _MOST_WORDS} more" * (len(words) > _MOST_WORDS)
        yield f"  {'without':18} {shown}{more}: {why}"


def _standings(counts: Mapping[Judgement, int]) -> str:
    words = [f"{count} {judgement.value}" for judgement, count in counts.items() if count]
    return f"; {', '.join(words)}" if words else ""
