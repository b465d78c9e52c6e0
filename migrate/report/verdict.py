"""The report in one paragraph of plain words, for the one who decides whether to port.

What comes in are a report and its summary; what goes out is text: what ports by itself, what stands
in the way, what is to be reviewed, what it takes, where to start. It says no more than the summary
holds; a port without findings, without CUDA or with failed files gets words of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from migrate.model import Effort, Report, Status
from migrate.report.effort import spoken, spoken_range
from migrate.report.summary import Cause, OwnPort, Summary, failed, own_port, unread

_FEW_WORDS, _LONG = 4, 64
_NAMED = 3  # causes or files that a sentence names
_MOST, _MUCH = 0.5, 0.25
_NOT_COUNTED = "building, testing and tuning not counted"


def verdict(report: Report, summary: Summary) -> str:
    """One paragraph; its sentences end in full stops."""
    return " ".join(
        chain(
            _share(report, summary),
            _failures(report),
            _unread(report),
            _own_port(report),
            _obstacles(summary),
            _review(summary),
            _settled(report),
            _effort(summary),
            _start(report, summary),
        )
    )


def percent(share: float) -> str:
    """``"93.4%"``; cut and not rounded, so that only all is 100%, and only nothing 0%."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    cut = int(share * 1000) / 10
    return f"{cut:g}%" if cut else "under 0.1%"


def _share(report: Report, summary: Summary) -> Iterator[str]:
    target = f"{report.target.name.upper()} {report.target.version}"
    ledger, share = report.ledger, summary.portability
    if share is None:
        files = _count(len(report.files), "file")
        yield f"Nothing of CUDA was found in {files}."
        if not summary.causes and not failed(report) and not unread(report):
            yield "There is nothing to port: is the PATH the right one?"
        return
    known = _count(ledger.total, "CUDA reference")
    if share == 1:
        if ledger.total > 1:
            yield f"All {known} are ported to {target} automatically or valid there as they stand."
        else:
            yield f"The one {known[2:]} is ported to {target} automatically or valid as it is."
        return
    left = [
        f"{ledger[status]:,} {verb}"
        for status, verb in (
            (Status.REVIEW, "to be reviewed"),
            (Status.MANUAL, "to be ported by hand"),
            (Status.UNKNOWN, "unknown to the tables"),
        )
        if ledger[status]
    ]
    verb = "port" if ledger.total > 1 else "ports"
    yield (
        f"{percent(share)} of {known} {verb} to {target} automatically or stay as they are;"
        f" {_joined(left)}."
    )


def _failures(report: Report) -> Iterator[str]:
    paths = failed(report)
    if paths:
        verb, they = ("file", "it") if len(paths) == 1 else ("files", "they")
        yield (
            f"{len(paths)} {verb} failed ({_some(paths)}): this is a defect of the tool, and "
            f"{they} count{'s' if they == 'it' else ''} in no figure."
        )


def _unread(report: Report) -> Iterator[str]:
    paths = unread(report)
    if paths:
        was, they = ("was", "it holds") if len(paths) == 1 else ("were", "they hold")
        files = _count(len(paths), "file")
        yield f"{files} {was} not read ({_some(paths)}): what {they} counts in no figure."


def _own_port(report: Report) -> Iterator[str]:
    """That the tree has a port already, of which nothing is counted."""
    found = own_port(report)
    target = report.target.name.upper()
    if found is not None and found.ported:
        are = "is" if found.ported == 1 else "are"
        whole = f"{_count(found.ported, 'file')} {are} this tree's own port to {target}"
        yield f"{whole}, or what it was made from, and {_stays(found)}."
    if found is not None and found.files:
        behind = f", behind {_some(found.macros)}" if found.macros else ""
        references = _count(found.references, "reference")
        files = _count(found.files, "file")
        yield f"This tree has a {target} port already{behind}: {files}, {references} not counted."


def _stays(found: OwnPort) -> str:
    return "stays as it is" if found.ported == 1 else "stay as they are"


def _obstacles(summary: Summary) -> Iterator[str]:
    """What takes days or a redesign, or that nothing does."""
    redesign = [cause for cause in summary.causes if cause.effort is Effort.REDESIGN]
    days = [cause for cause in summary.causes if cause.effort is Effort.DAYS]
    hours = [cause for cause in summary.causes if cause.effort is Effort.HOURS]
    if redesign:
        what = _some([_described(cause) for cause in redesign])
        if sum(cause.minutes for cause in redesign) > _MOST * summary.minutes:
            yield f"Most of the work is to design anew what uses {what}."
        else:
            yield f"What uses {what} has to be designed anew."
    if days:
        also = "also " if redesign else ""
        yield f"Days of work {also}go into {_some([_described(cause) for cause in days])}."
    if not redesign and not days and hours:
        yield f"No cause takes days; hours go into {_some([_described(cause) for cause in hours])}."


def _review(summary: Summary) -> Iterator[str]:
    read = [cause for cause in summary.causes if cause.status is Status.REVIEW]
    causes = [cause for cause in read if cause.effort is Effort.MINUTES]
    if read and not summary.minutes:
        what = _some([_plain(cause) for cause in read])
        yield f"Nothing is to be changed for that: keep {what} in mind."
    if causes:
        causes.sort(key=lambda cause: -cause.places)
        yield f"To be reviewed: {_some([_described(cause) for cause in causes])}."


def _settled(report: Report) -> Iterator[str]:
    """What another option would settle of that."""
    places = [place for found in report.places.values() for place in found]
    for settled in report.settled:
        if count := sum(settled.has(place) for place in places):
            yield f"With {settled.option}, {count:,} of these places would be no finding."


def _effort(summary: Summary) -> Iterator[str]:
    if summary.minutes:
        yield (
            f"One person needs about {spoken(summary.minutes)} "
            f"({spoken_range(summary.minutes)}; {_NOT_COUNTED})."
        )


def _start(report: Report, summary: Summary) -> Iterator[str]:
    if summary.portability is None and not summary.causes:
        return
    if not summary.minutes:
        rest = "to port what was not read, " if unread(report) else ""
        yield f"What remains is {rest}to build the result and to run its tests."
        return
    first = summary.causes[0]
    blocker = next((cause for cause in summary.causes if cause.effort is Effort.REDESIGN), None)
    if blocker is not None:
        yield (
            f"Settle first how {_plain(blocker)} is to be replaced ({blocker.files[0]}): "
            "that decides whether the rest is worth porting."
        )
    elif first.effort is Effort.DAYS:
        yield f"Start with {_plain(first)} in {first.files[0]}, which takes longest."
    elif len(summary.files) == 1:
        yield f"All of it is in {summary.files[0].path}."
    else:
        worst = summary.files[0]
        share = worst.minutes / summary.minutes
        if share < _MUCH:
            busy = sum(file.minutes > 0 for file in summary.files)
            yield f"It is spread over {busy} files; {worst.path} has most of it ({share:.0%})."
        else:
            yield f"Start with {worst.path}, which holds {share:.0%} of the work."


def _described(cause: Cause) -> str:
    places, files = _count(cause.places, "place"), _count(len(cause.files), "file")
    return f"{_plain(cause)} ({places} in {files})" if cause.places > 1 else _plain(cause)


def _plain(cause: Cause) -> str:
    """What a cause is called within a sentence: a few words as they are, a sentence in quotes."""
    if cause.name.count(" ") < _FEW_WORDS:
        return cause.name
    return f'"{shortened(cause.name, _LONG)}"'


def shortened(text: str, width: int) -> str:
    """``text`` cut at a blank so that it is no wider than ``width``, with dots where it is cut."""
    if len(text) <= width:
        return text
    head = text[: width - 3].rpartition(" ")[0] or text[: width - 4]
    return f"{head.rstrip(',;:')} ..."


def _some(items: Sequence[str]) -> str:
    """The first few, and how many there are besides."""
    named = list(items[:_NAMED])
    rest = len(items) - len(named)
    return _joined([*named, f"{rest} more"] if rest else named)


def _joined(items: Iterable[str]) -> str:
    *before, last = items
    return f"{', '.join(before)} and {last}" if before else last


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
