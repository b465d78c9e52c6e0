"""What the page shows of one file: its lines, what changes in them, and its references.

What comes in is the result of a file and its bytes as they were; what goes out is plain data for
JSON. Lines and columns count from 0 here, columns in UTF-16 units, as a browser counts; what is not
UTF-8 is shown as the replacement character. A file without findings and changes has no lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from migrate.files.source import position
from migrate.model import Certainty, FileResult, Finding, Fix, Safety
from migrate.report.outputs.changes import Change, applied, changes
from migrate.report.outputs.html.index import STATUSES
from migrate.report.outputs.names import printable

_CONTEXT = 6  # lines kept around what is to be seen, where a file is not shown whole


def body(
    file: FileResult, findings: Sequence[Finding], original: bytes, whole: bool
) -> dict[str, Any]:
    """The file for the page, with the places of ``findings`` in it; only what is around these and
    changes if not ``whole``.
    """
    place = _Places(file.lines, original)
    shown = bool(findings) or file.is_changed
    lines = original.splitlines() if shown else []
    changed = list(_changed(file, original))
    kept = [(0, len(lines))] if whole else list(_excerpts(file, findings, changed, len(lines)))
    return {
        "count": len(lines),
        "parts": [[first, _text(lines[first:end])] for first, end in kept if first < end],
        "changes": [
            [item.first, item.end, _text(line.rstrip(b"\r\n") for line in item.new), len(item.new)]
            for item in changed
        ],
        "places": [[*place(found.start), *place(found.end)] for found in findings],
        "held": list(_held(file, findings, original)),
        "references": [
            [
                *place(item.start),
                *place(item.end),
                STATUSES.index(item.status),
                printable(item.name),
                printable(item.rule),
                int(item.certainty is Certainty.PROVED),
            ]
            for item in file.references
        ],
    }


class _Places:
    """Offsets to lines and columns as a browser counts them; a line is counted on from the place
    that was asked for last.
    """

    def __init__(self, lines: Sequence[int], data: bytes) -> None:
        self._lines, self._data = lines, data
        self._last = (0, 0)  # an offset, and its column

    def __call__(self, offset: int) -> tuple[int, int]:
        line = position(self._lines, offset).line - 1
        at, column = self._last
        if not self._lines[line] <= at <= offset:
            at, column = self._lines[line], 0
        passed = self._data[at:offset].decode("utf-8", "replace")
        column += len(passed) if passed.isascii() else len(passed.encode("utf-16-le")) // 2
        self._last = (offset, column)
        return line, column


def _text(lines: Iterable[bytes]) -> str:
    return b"\n".join(lines).decode("utf-8", "replace")


def _changed(file: FileResult, original: bytes) -> Iterator[Change]:
    content = file.content
    if content is not None and content != original:
        yield from changes(original, content, file.edits, _split)


def _split(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _excerpts(
    file: FileResult, findings: Sequence[Finding], changed: list[Change], count: int
) -> Iterator[tuple[int, int]]:
    """Ranges of lines around findings and changes, in order and apart."""
    spots = [(item.first, item.end) for item in changed]
    spots += [(position(file.lines, found.start).line - 1,) * 2 for found in findings]
    first = end = 0
    for low, high in sorted(spots):
        low, high = max(low - _CONTEXT, 0), min(high + _CONTEXT + 1, count)
        if low > end:
            yield first, end
            first = low
        end = max(end, high)
    yield first, end


def _held(file: FileResult, findings: Sequence[Finding], original: bytes) -> Iterator[list[Any]]:
    """Fixes that were not made: the finding's number, whether it waits for ``--apply review``, the
    lines it is about, and what they would become.
    """
    made = set(file.edits)
    for number, finding in enumerate(findings):
        if finding.fix and finding.fix.edits and not made.issuperset(finding.fix.edits):
            waits = finding.fix.safety is Safety.REVIEW
            yield [number, waits, *_proposal(finding.fix, file.lines, original)]


def _proposal(fix: Fix, lines: Sequence[int], original: bytes) -> tuple[int, int, str]:
    edits = sorted(fix.edits)
    first = position(lines, edits[0].start).line - 1
    last = position(lines, max(edit.end for edit in edits)).line
    stop = lines[last] if last < len(lines) else len(original)
    text = applied(original, lines[first], stop, edits)
    return first, last, _text(text.splitlines())
