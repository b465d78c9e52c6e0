"""The report for a person: what is left to do, file by file, then the sums.

What comes in is the report; what goes out is UTF-8 text. ``concise`` has a finding on one line,
``path:line:column: status id message``, that editors and terminals can jump to; ``full`` adds the
source and what to do; ``grouped`` has a heading for each file. Whether it is coloured is asked for,
never guessed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from migrate.effort import spoken
from migrate.model import LEDGER_STATUSES, FileResult, Finding, Outcome, Report, Units
from migrate.outputs.checks import compile_rate, rest_of_line
from migrate.outputs.excerpt import excerpt
from migrate.outputs.names import Originals, printable
from migrate.source import position
from migrate.summary import summarize
from migrate.verdict import percent

_COLORS = {"review": 33, "manual": 31, "unknown": 35, "info": 36, "skipped": 36, "failed": 31}
_BOLD, _DIM = 1, 2
_FREQUENT = 10
_Block = Iterator[str]


def concise(report: Report, _originals: Originals, *, color: bool = False) -> bytes:
    """A line for each finding, and the sums."""
    return _render(report, lambda file: _concise(file, color))


def grouped(report: Report, _originals: Originals, *, color: bool = False) -> bytes:
    """Findings below the name of their file, and the sums."""
    return _render(report, lambda file: _grouped(file, color))


def full(report: Report, originals: Originals, *, color: bool = False) -> bytes:
    """Findings with their source, what to do and where to read on, and the sums."""
    return _render(report, lambda file: _full(file, report, originals, color))


def _render(report: Report, of_file: Callable[[FileResult], _Block]) -> bytes:
    """Blocks for the files, those findings met most often, then the ledger."""
    blocks = [*map(of_file, report.files), _frequent(report), _sums(report)]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _concise(file: FileResult, color: bool) -> _Block:
    yield from _outcome(file, color)
    for finding in file.findings:
        yield _line(finding, file, color)


def _grouped(file: FileResult, color: bool) -> _Block:
    if not file.findings:
        yield from _outcome(file, color)
        return
    yield painted(printable(file.path), _BOLD, color)
    places = [position(file.lines, finding.start) for finding in file.findings]
    width = max(len(f"{line}:{column}") for line, column in places)
    for finding, (line, column) in zip(file.findings, places, strict=True):
        status = painted(f"{finding.status.value:7}", _COLORS[finding.status.value], color)
        place = f"{line}:{column}"
        yield f"  {place:>{width}}  {status} {finding.rule} {_said(finding)}"


def _full(file: FileResult, report: Report, originals: Originals, color: bool) -> _Block:
    yield from _outcome(file, color)
    data = originals(file.path) if file.findings else None
    for number, finding in enumerate(file.findings):
        if number:
            yield ""
        yield _line(finding, file, color)
        if data is not None and finding.start < len(data):
            source, carets = excerpt(data, file.lines, finding.start, finding.end)
            yield f"  {source}"
            yield f"  {painted(carets, _COLORS[finding.status.value], color)}"
        if finding.suggestion:
            yield f"  {painted('help:', _BOLD, color)} {finding.suggestion}"
        links = report.rules[finding.rule].links if finding.rule in report.rules else ()
        yield from (f"  {painted(f'see: {link}', _DIM, color)}" for link in links[:1])


def _outcome(file: FileResult, color: bool) -> _Block:
    """Why a file was not ported."""
    if file.outcome in (Outcome.SKIPPED, Outcome.FAILED):
        *_, reason = file.reason.splitlines() or [""]  # the last line of a traceback tells most
        outcome = painted(file.outcome.value, _COLORS[file.outcome.value], color)
        yield f"{printable(file.path)}: {outcome} {reason}".rstrip()


def _line(finding: Finding, file: FileResult, color: bool) -> str:
    """One finding as editors read it."""
    line, column = position(file.lines, finding.start)
    status = painted(finding.status.value, _COLORS[finding.status.value], color)
    return f"{printable(file.path)}:{line}:{column}: {status} {finding.rule} {_said(finding)}"


def _said(finding: Finding) -> str:
    branch = f" [under {finding.branch}]" if finding.branch else ""
    about = "" if finding.api in finding.message else f"{finding.api}: "
    return f"{about}{finding.message}{branch}"


def _frequent(report: Report) -> Iterator[str]:
    """How often each kind of finding was met, most often first."""
    findings = (finding for file in report.files for finding in file.findings)
    counts = Counter((item.status.value, item.rule, item.api) for item in findings)
    often = counts.most_common(_FREQUENT)
    if often:
        yield "Most frequent findings"
    for (status, rule, api), count in often:
        yield f"  {count:6}  {status:8} {rule} {api}".rstrip()
    if rest := counts.total() - sum(count for _, count in often):
        yield f"  {rest:6}  others, of {len(counts) - len(often)} kinds"


def _sums(report: Report) -> Iterator[str]:
    outcomes = Counter(file.outcome for file in report.files)
    files = {outcome.value: outcomes[outcome] for outcome in Outcome}
    ledger = {status.value: report.ledger[status] for status in LEDGER_STATUSES}
    yield f"Port to {report.target.name} {report.target.version}"
    yield _row("files", len(report.files), files)
    yield _row("references", report.ledger.total, ledger)
    if report.units is not None:
        share = percent(report.proved / report.ledger.total) if report.ledger.total else "-"
        yield f"  {'proved':10} {share:>6}: {_units(report.units)}"
    if report.verification is not None:
        rate = compile_rate(report.verification)
        share = "-" if rate is None else percent(rate)
        yield f"  {'verified':10} {share:>6}: {rest_of_line(report.verification)}"
    if report.known:
        yield f"  {'known':10} {report.known:6}: findings of the baseline, not shown"
    found = summarize(report)
    if found.portability is not None:
        nothing = "nothing new left" if report.known else "nothing left"
        left = f"about {spoken(found.minutes)} of work left" if found.minutes else nothing
        yield f"  {'portable':10} {percent(found.portability):>6}: {left} (migrate check --summary)"


def _units(units: Units) -> str:
    """How many translation units were parsed, and with what."""
    source = "CUDA's headers" if units.declarations == "sdk" else "no CUDA headers, by its tables"
    failed = f", {len(units.failed)} failed" if units.failed else ""
    return f"references libclang resolved in {units.count} units{failed} ({source})"


def _row(title: str, total: int, counts: dict[str, int]) -> str:
    return f"  {title:10} {total:6}: {', '.join(f'{n} {name}' for name, n in counts.items())}"


def painted(text: str, code: int, color: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if color else text
