"""The report for a person: what is left to do, file by file, then the sums.

What comes in is the report; what goes out is UTF-8 text in which a finding is one line,
``path:line:column: status id message``, that editors and terminals can jump to. Whether it is
coloured is asked for, never guessed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.effort import spoken
from migrate.model import LEDGER_STATUSES, FileResult, Finding, Outcome, Report
from migrate.outputs.names import Originals, printable
from migrate.source import position
from migrate.summary import summarize
from migrate.verdict import percent

_COLORS = {"review": 33, "manual": 31, "unknown": 35, "info": 36, "skipped": 36, "failed": 31}
_FREQUENT = 10


def render(report: Report, _originals: Originals, *, color: bool = False) -> bytes:
    """Findings by file, then those met most often, then the ledger."""
    blocks = [*(_file(file, color) for file in report.files), _frequent(report), _sums(report)]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _file(file: FileResult, color: bool) -> Iterator[str]:
    path = printable(file.path)
    if file.outcome in (Outcome.SKIPPED, Outcome.FAILED):
        *_, reason = file.reason.splitlines() or [""]  # the last line of a traceback tells most
        yield f"{path}: {_painted(file.outcome.value, color)} {reason}".rstrip()
    for finding in file.findings:
        yield from _finding(finding, path, file.lines, color)


def _finding(finding: Finding, path: str, lines: tuple[int, ...], color: bool) -> Iterator[str]:
    line, column = position(lines, finding.start)
    status = _painted(finding.status.value, color)
    branch = f" [under {finding.branch}]" if finding.branch else ""
    about = "" if finding.api in finding.message else f"{finding.api}: "
    yield f"{path}:{line}:{column}: {status} {finding.rule} {about}{finding.message}{branch}"
    if finding.suggestion:
        yield f"    {finding.suggestion}"


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
    found = summarize(report)
    if found.portability is not None:
        left = f"about {spoken(found.minutes)} of work left" if found.minutes else "nothing left"
        yield f"  {'portable':10} {percent(found.portability):>6}: {left} (migrate check --summary)"


def _row(title: str, total: int, counts: dict[str, int]) -> str:
    return f"  {title:10} {total:6}: {', '.join(f'{n} {name}' for name, n in counts.items())}"


def _painted(word: str, color: bool) -> str:
    return f"\x1b[{_COLORS[word]}m{word}\x1b[0m" if color and word in _COLORS else word
