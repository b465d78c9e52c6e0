"""The report as Markdown for a comment on a pull request.

What comes in is the report; what goes out is UTF-8 in GitHub's and GitLab's dialect: the verdict,
the sums, the causes that take most, then the findings of each file in a section that opens. It
always fits in one comment: files with less work are left out, and the end says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from migrate.files.source import position
from migrate.model import LEDGER_STATUSES, FileResult, Finding, Outcome, Report
from migrate.regex import regex
from migrate.report.effort import spoken
from migrate.report.outputs import findings as about
from migrate.report.outputs.checks import in_one_line
from migrate.report.outputs.names import Originals, Rendered, legible
from migrate.report.summary import Cause, summarize
from migrate.report.verdict import verdict

MOST = 65_536  # characters in a comment; bytes are counted, which are never fewer
_CAUSES = 10
_ROOM_FOR_END = 400
_SPECIAL = regex(r"([\\`*_{}\[\]<>|~#])")


def render(report: Report, _originals: Originals, *, most: int = MOST) -> Rendered:
    """The comment; a remark where it has no room for all."""
    found = summarize(report)
    head = [*_heading(report, verdict(report, found)), *_causes(found.causes), ""]
    text = "\n".join(head)
    room = most - _ROOM_FOR_END - len(text.encode())
    left_files, left_rows = 0, 0
    for file in _ordered(report, [work.path for work in found.files]):
        section, rest = _section(report, file, room)
        text += section
        room -= len(section.encode())
        left_files += rest > 0
        left_rows += rest
    if not left_rows:
        return Rendered(text.encode())
    end = f"{left_rows:,} findings in {left_files:,} files are left out: a comment has no more room"
    return Rendered(f"{text}\n{end}.\n".encode(), (end,))


def _heading(report: Report, words: str) -> Iterator[str]:
    target, ledger = report.target, report.ledger
    yield f"## Port of CUDA to {plain(target.name.upper())} {plain(target.version)}"
    yield from ("", plain(words), "")
    outcomes = Counter(file.outcome for file in report.files)
    names = [status.value for status in LEDGER_STATUSES]
    yield row(["references", *names])
    yield row(["---:"] * 6)
    yield row([f"{ledger.total:,}", *(f"{ledger[status]:,}" for status in LEDGER_STATUSES)])
    files = ", ".join(f"{outcomes[item]:,} {item.value}" for item in Outcome)
    yield from ("", f"{len(report.files):,} files: {files}.")
    if report.verification is not None:
        yield from ("", plain(f"Verified: {in_one_line(report.verification)}."))
    if report.known:
        yield from ("", f"{report.known:,} places are known from a baseline and not shown.")
    if remarks := about.hidden(report):
        yield from ("", f"{remarks:,} remarks ask for nothing and are not shown.")


def _causes(causes: Sequence[Cause]) -> Iterator[str]:
    if causes:
        yield from ("", "### What takes most", *what_takes_most(causes, _CAUSES))


def what_takes_most(causes: Sequence[Cause], most: int) -> Iterator[str]:
    """A table of the first ``most`` causes, below a blank line; nothing where there is none."""
    if not causes:
        return
    yield ""
    yield row(["effort", "status", "places", "files", "cause", "first place"])
    yield row(["---:", "---", "---:", "---:", "---", "---"])
    for cause in causes[:most]:
        effort = spoken(cause.minutes) if cause.minutes else "-"
        place = _code(f"{cause.example.path}:{cause.example.line}")
        counts = (f"{cause.places:,}", f"{len(cause.files):,}")
        yield row([effort, cause.status.value, *counts, plain(cause.name), place])
    if len(causes) > most:
        yield from ("", f"{len(causes) - most:,} more causes take less.")


def _ordered(report: Report, paths: Iterable[str]) -> Iterator[FileResult]:
    """The files with something to say: failures, then those with most work."""
    by_path = {file.path: file for file in report.files}
    first = [file.path for file in about.set_aside(report)]
    said = {file.path for file in report.files if about.shown(report, file)}
    ordered = dict.fromkeys([*first, *(path for path in [*paths, *by_path] if path in said)])
    return (by_path[path] for path in ordered)


def _section(report: Report, file: FileResult, room: int) -> tuple[str, int]:
    """The section of a file as far as there is room, and how many rows are left out."""
    findings = about.shown(report, file)
    counts = Counter(finding.status.value for finding in findings)
    words = [f"{number} {name}" for name, number in counts.most_common()]
    if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
        words.insert(0, about.aside(file))
    name = escape(legible(file.path))
    opening = f"\n<details><summary><code>{name}</code>: {', '.join(words)}</summary>\n\n"
    rows = [*_set_aside(file), *(_finding(file, finding) for finding in findings)]
    heads = [row(["line", "status", "rule", "finding"]), row(["---:", "---", "---", "---"])]
    closing = "\n</details>\n"
    text = opening + "".join(f"{line}\n" for line in heads)
    size = len((text + closing).encode())
    taken = 0
    for line in rows:
        size += len(line.encode()) + 1
        if size > room:
            break
        text += f"{line}\n"
        taken += 1
    return (text + closing if taken else "", len(rows) - taken)


def _set_aside(file: FileResult) -> Iterator[str]:
    if file.outcome in (Outcome.FAILED, Outcome.SKIPPED):
        yield row(["", about.aside(file), "", plain(about.reason(file))])


def _finding(file: FileResult, finding: Finding) -> str:
    line = position(file.lines, finding.start).line
    words = plain(about.told(finding, file.lines))
    return row([str(line), finding.status.value, _code(finding.rule), words])


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(words: str) -> str:
    """Plain words: nothing in them is Markdown, HTML or the name of a person to notify."""
    shown = legible(" ".join(words.split())).replace("&", "&amp;").replace("@", "@\u200b")
    return _SPECIAL.sub(r"\\\1", shown)


def _code(words: str) -> str:
    """A code span for a cell of a table."""
    shown = legible(" ".join(words.split())).replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"
