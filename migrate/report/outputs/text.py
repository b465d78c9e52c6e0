"""The report for a person: what is left to do, file by file, then the sums.

What comes in is the report; what goes out is UTF-8 text. A finding stands at its first place and
says where the others are; remarks are counted, unless they were asked for. ``concise`` has a
finding on one line, ``path:line:column: status id message``, that editors and terminals can jump
to; ``full`` adds the source and what to do; ``grouped`` has a heading for each file. Whether it is
coloured is asked for, never guessed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from migrate.files.source import position
from migrate.model import LEDGER_STATUSES, FileResult, Finding, Outcome, Report, Units
from migrate.report.effort import spoken
from migrate.report.outputs import findings as about
from migrate.report.outputs.checks import compile_rate, rest_of_line
from migrate.report.outputs.excerpt import excerpt
from migrate.report.outputs.names import Originals, legible
from migrate.report.summary import own_port, summarize, unread
from migrate.report.verdict import percent

_COLORS = {
    "review": 33,
    "manual": 31,
    "unknown": 35,
    "info": 36,
    "skipped": 36,
    "failed": 31,
    "not read": 31,
}
_BOLD, _DIM = 1, 2
_FREQUENT = 10
_MACROS = 3  # that a port of the tree's own is behind
_SAID = 3  # of what other places of a finding say
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
    shown = (replace(file, findings=about.shown(report, file)) for file in report.files)
    blocks = [*map(of_file, shown), _frequent(report), _sums(report)]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _concise(file: FileResult, color: bool) -> _Block:
    yield from _outcome(file, color)
    for finding in file.findings:
        yield _line(finding, file, color) + _rest(finding, file)


def _grouped(file: FileResult, color: bool) -> _Block:
    if not file.findings:
        yield from _outcome(file, color)
        return
    yield painted(legible(file.path), _BOLD, color)
    places = [position(file.lines, finding.start) for finding in file.findings]
    width = max(len(f"{line}:{column}") for line, column in places)
    for finding, (line, column) in zip(file.findings, places, strict=True):
        status = painted(f"{finding.status.value:7}", _COLORS[finding.status.value], color)
        place = f"{line}:{column}"
        rest = _rest(finding, file)
        yield f"  {place:>{width}}  {status} {finding.rule} {_said(finding)}{rest}"


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
            yield f"  {painted('help:', _BOLD, color)} {legible(finding.suggestion)}"
        yield from (f"  {words}" for words in _others(finding, file))
        links = report.rules[finding.rule].links if finding.rule in report.rules else ()
        yield from (f"  {painted(f'see: {link}', _DIM, color)}" for link in links[:1])


def _outcome(file: FileResult, color: bool) -> _Block:
    """Why a file was not ported."""
    if file.outcome in (Outcome.SKIPPED, Outcome.FAILED):
        *_, reason = file.reason.splitlines() or [""]  # the last line of a traceback tells most
        outcome = painted(about.aside(file), _COLORS[about.aside(file)], color)
        yield f"{legible(file.path)}: {outcome} {legible(reason)}".rstrip()


def _line(finding: Finding, file: FileResult, color: bool) -> str:
    """One finding as editors read it."""
    line, column = position(file.lines, finding.start)
    status = painted(finding.status.value, _COLORS[finding.status.value], color)
    return f"{legible(file.path)}:{line}:{column}: {status} {finding.rule} {_said(finding)}"


def _rest(finding: Finding, file: FileResult) -> str:
    """Where the other places are, behind a finding on one line."""
    rest = about.further(finding, file.lines)
    return f" ({rest})" if rest else ""


def _others(finding: Finding, file: FileResult) -> _Block:
    """What other places of a finding say that it does not, then where all of them are."""
    said = dict.fromkeys((item.message, item.suggestion) for item in finding.more)
    for message in about.messages_in(finding):
        said.pop((message, finding.suggestion), None)
    for message, suggestion in [*said][:_SAID]:
        first = next(
            item
            for item in finding.more
            if (item.message, item.suggestion) == (message, suggestion)
        )
        line = position(file.lines, first.start).line
        yield f"also: line {line}: {_said(first)}{f' ({suggestion})' if suggestion else ''}"
    if rest := about.further(finding, file.lines):
        yield rest


def _said(finding: Finding) -> str:
    branch = f" [under {finding.branch}]" if finding.branch else ""
    message = about.message_of(finding)
    name = "" if finding.api in message else f"{finding.api}: "
    return legible(f"{name}{message}{branch}")


def _frequent(report: Report) -> Iterator[str]:
    """How many places each kind of finding has, most often first."""
    shown = (item for file in report.files for item in about.shown(report, file))
    counts: Counter[tuple[str, str, str]] = Counter()
    for item in shown:
        counts[item.status.value, item.rule, item.api] += item.count
    often = counts.most_common(_FREQUENT)
    if often:
        yield "Most frequent findings, by places"
    for (status, rule, api), count in often:
        yield f"  {count:6}  {status:8} {rule} {legible(api)}".rstrip()
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
        yield f"  {'known':10} {report.known:6}: places of findings in the baseline, not shown"
    own = own_port(report)
    if own is not None and own.ported:
        yield f"  {'own port':10} {own.ported:6}: files of both its sides, left as they are"
    if own is not None and own.files:
        behind = f" behind {', '.join(own.macros[:_MACROS])}" if own.macros else ""
        yield (
            f"  {'own port':10} {own.references:6}: references in {own.files} files"
            f"{behind}, left as they are"
        )
    if remarks := about.hidden(report):
        yield f"  {'remarks':10} {remarks:6}: nothing is asked for; not shown (--show-info)"
    found, paths = summarize(report), unread(report)
    if paths:
        were = "1 file was" if len(paths) == 1 else f"{len(paths):,} files were"
        yield f"  {'unread':10} {len(paths):6}: {were} not read, and may hold more"
    if found.portability is not None:
        nothing = "nothing new left" if report.known else "nothing left"
        nothing = "all of what was read" if paths else nothing
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
