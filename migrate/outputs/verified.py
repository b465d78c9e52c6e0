"""What was verified of a port, for a person: what nothing announced, the units, the sums.

What comes in is a report with a verification; what goes out is UTF-8 text. Problems that a finding
announces are counted, not shown: ``migrate check`` shows the findings. Nothing here decides
anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrate.model import (
    Check,
    CompiledUnit,
    Problem,
    ProgramRun,
    Report,
    Standing,
    UnitOutcome,
    Verification,
)
from migrate.outputs.excerpt import excerpt
from migrate.outputs.names import Originals, printable
from migrate.source import position

_CHECKED = {  # what a check looked at, and what it found of them
    Check.NAMES: "names looked up in what {title} declares",
    Check.ARGUMENTS: "calls compared with their declarations",
    Check.INCLUDES: "headers looked up",
    Check.LEFTOVERS: "CUDA names left, compared with the ledger",
    Check.STABLE: "files ported a second time",
    Check.COMPILES: "units compiled",
    Check.RUNS: "programs run",
}
_RED, _BOLD, _DIM, _GREEN = 31, 1, 2, 32
_MOST_UNITS = 20  # that are listed


def render(report: Report, originals: Originals, *, color: bool = False) -> bytes:
    """The silent problems with their source, the units that stop, and the sums."""
    found = report.verification or Verification()
    blocks = [
        *(_problem(item, report, originals, color) for item in found.silent),
        _units(found.units, color),
        _runs(found.runs, color),
        _sums(report, found, color),
    ]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _problem(item: Problem, report: Report, originals: Originals, color: bool) -> Iterator[str]:
    """A problem at its place before the port, and the line of the port."""
    lines = next(file.lines for file in report.files if file.path == item.path)
    line, column = position(lines, item.start)
    what = _painted("silent", _RED, color)
    yield f"{printable(item.path)}:{line}:{column}: {what} {item.check.value}: {item.message}"
    data = originals(item.path)
    if data is not None and item.start < len(data) and item.end > item.start:
        source, carets = excerpt(data, lines, item.start, item.end)
        yield f"  {source}"
        yield f"  {_painted(carets, _RED, color)}"
    if item.text:
        yield f"  port: line {item.line}: {printable(item.text)}"
    if item.unit and item.unit != item.path:
        yield f"  unit: {printable(item.unit)}"


def _units(units: Sequence[CompiledUnit], color: bool) -> Iterator[str]:
    """The units that do not compile, the gravest first."""
    order = list(UnitOutcome)
    stopped = [unit for unit in units if unit.outcome is not UnitOutcome.COMPILED]
    if stopped:
        yield "Units that do not compile"
    for unit in sorted(stopped, key=lambda unit: -order.index(unit.outcome))[:_MOST_UNITS]:
        shade = _RED if unit.outcome is UnitOutcome.SILENT else _DIM
        outcome = _painted(f"{unit.outcome.value:9}", shade, color)
        yield f"  {outcome} {printable(unit.path)}: {printable(unit.reason)}"
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
        verdict = f"{printable(run.title)}: {printable(run.verdict)}"
        yield f"  {_painted(f'{word:9}', shade, color)} {verdict}"
        if run.compared:
            yield f"  {'':9} compared with {printable(run.compared)}"


def _sums(report: Report, found: Verification, color: bool) -> Iterator[str]:
    title = f"{report.target.name} {report.target.version}"
    yield f"Verified port to {title}"
    problems = Counter((item.check, item.standing) for item in found.problems)
    for check, words in _CHECKED.items():
        if check is Check.COMPILES and found.units:
            yield from _compiled(found)
        elif check in found.skipped:
            yield f"  {check.value:10}      -: {found.skipped[check]}"
        elif found.counts.get(check):
            said = _standings({s: problems[check, s] for s in Standing if problems[check, s]})
            yield f"  {check.value:10} {found.counts[check]:6}: {words.format(title=title)}{said}"
    silent = len(found.silent)
    shade = _RED if silent else _GREEN
    words = "nothing announced them: please report them (--bug-report FILE)" if silent else "none"
    yield f"  {'silent':10} {_painted(f'{silent:6}', shade, color)}: {words}"


def _compiled(found: Verification) -> Iterator[str]:
    counts = Counter(unit.outcome for unit in found.units)
    total, good = len(found.units), counts[UnitOutcome.COMPILED]
    rest = [f"{counts[item]} {item.value}" for item in UnitOutcome if counts[item]]
    yield f"  {'compiles':10} {100 * good / total:5.1f}%: {total} units: {', '.join(rest)}"
    if found.compiler is not None:
        about = found.compiler
        compiler = f"{printable(about.command)} for {about.arch} ({printable(about.title)})"
        yield f"  {'with':18} {compiler}"


def _standings(counts: dict[Standing, int]) -> str:
    words = [f"{count} {standing.value}" for standing, count in counts.items()]
    return f"; {', '.join(words)}" if words else ""


def _painted(text: str, code: int, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
