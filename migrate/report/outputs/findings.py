"""What the formats for programs say of a finding: its level, its text, its place, its fix.

What comes in are findings and the bytes of their files; what goes out are words and numbers that a
format writes down in its own way. Columns are converted here, once for each unit there is; an
offset that lies inside a character belongs to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from migrate.files.source import line_starts, position
from migrate.model import Edit, FileResult, Finding, Outcome, Report, RuleInfo, Status, Unread
from migrate.regex import regex
from migrate.report.outputs.names import Originals, legible

_STEP = 1_024  # bytes of a line that are counted at once
_BOM = b"\xef\xbb\xbf"
_LINES, _FILES, _NAMES = 20, 3, 8  # that are named
_ASSEMBLY, _OPCODES_END = "asm", ": "  # what is said of PTX begins with its instructions
_OPCODE = regex(r"[a-z]\w*(?:[.:][\w:]+)*")


class Level(IntEnum):
    """How grave a finding is, the gravest first."""

    ERROR = 0
    WARNING = 1
    NOTE = 2


_LEVELS = {
    Status.MANUAL: Level.ERROR,
    Status.UNKNOWN: Level.ERROR,
    Status.REVIEW: Level.WARNING,
}


class Point(NamedTuple):
    """1-based line, and 1-based column in the unit that was asked for."""

    line: int
    column: int


def level(finding: Finding) -> Level:
    """Manual and unknown are errors, review is a warning, a remark a note."""
    return _LEVELS.get(finding.status, Level.NOTE)


def told(finding: Finding, lines: Sequence[int] | None = None) -> str:
    """The finding as sentences of one paragraph; where its other places stand, if the ``lines`` of
    its file are given.
    """
    message = finding.message if lines is None else message_of(finding)
    about = "" if finding.api in message else f"{finding.api}: "
    parts = [about + message]
    if finding.branch:
        parts.append(f"Stands under {finding.branch}")
    if finding.suggestion:
        parts.append(f"To do: {finding.suggestion}")
    if lines is not None and (rest := further(finding, lines)):
        parts.append(f"{rest[:1].upper()}{rest[1:]}")
    return " ".join(map(ended, parts))


def message_of(finding: Finding) -> str:
    """What a finding says: of all its places, where they say the same of several instructions."""
    *_, tail = finding.message.partition(_OPCODES_END)
    alike = _alike(finding) if tail else ()
    names = {name: None for place in alike for name in _opcodes(place)}
    if len(alike) < 2:
        return finding.message
    shown, rest = [*names][:_NAMES], len(names) - _NAMES
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"{', '.join(shown)}{more}{_OPCODES_END}{tail}"


def messages_in(finding: Finding) -> frozenset[str]:
    """The messages of places that ``message_of`` stands for."""
    return frozenset((finding.message, *(place.message for place in _alike(finding))))


def _alike(finding: Finding) -> tuple[Finding, ...]:
    """The places that say of other instructions what the first one says of its own."""
    if finding.api != _ASSEMBLY or not all(map(_OPCODE.fullmatch, _opcodes(finding))):
        return ()
    tail = finding.message.partition(_OPCODES_END)[2]
    return tuple(
        place
        for place in finding.places
        if place.api == _ASSEMBLY and place.message.partition(_OPCODES_END)[2] == tail
    )


def _opcodes(place: Finding) -> Iterator[str]:
    """The instructions that a message begins with, without how often each stands there."""
    for name in place.message.partition(_OPCODES_END)[0].split(", "):
        yield name.partition(" (")[0]


def further(finding: Finding, lines: Sequence[int]) -> str:
    """Where the other places of a finding are, in words; nothing where it has but one."""
    parts = []
    if finding.more:
        what = f"{len(finding.more):,} more place{'s' * (len(finding.more) > 1)}"
        numbers = [position(lines, place.start).line for place in finding.more]
        parts.append(f"{what}: {_lines(numbers)}")
    if finding.elsewhere:
        counts = Counter(path for path, _ in finding.elsewhere)
        named = [f"{legible(path)} ({count:,})" for path, count in counts.most_common(_FILES)]
        if rest := len(counts) - len(named):
            named.append(f"{rest:,} more")
        files = f"{len(counts):,} other file{'s' * (len(counts) > 1)}"
        parts.append(f"{len(finding.elsewhere):,} in {files}: {', '.join(named)}")
    return f"and {'; '.join(parts)}" if parts else ""


def _lines(numbers: Sequence[int]) -> str:
    """Numbers of lines, each once, and of many the first few."""
    distinct = list(dict.fromkeys(numbers))
    shown = ", ".join(map(str, distinct[:_LINES]))
    rest = len(distinct) - _LINES
    end = f" and {rest:,} more" if rest > 0 else ""
    return f"line{'s' * (len(distinct) > 1)} {shown}{end}"


def shown(report: Report, file: FileResult) -> tuple[Finding, ...]:
    """The findings of a file that are shown: all, or those that ask for something."""
    if report.show_info:
        return file.findings
    return tuple(finding for finding in file.findings if finding.status is not Status.INFO)


def apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The places of findings, each for itself; what the tree depends on stays one finding."""
    for finding in findings:
        if finding.elsewhere:
            yield finding
        else:
            yield from finding.places


def hidden(report: Report) -> int:
    """How many places of remarks are not shown."""
    if report.show_info:
        return 0
    return sum(
        finding.count
        for file in report.files
        for finding in file.findings
        if finding.status is Status.INFO
    )


def ended(text: str) -> str:
    """``text`` with a full stop, if it does not end in a mark already."""
    return text if text.endswith((".", "!", "?")) or not text else f"{text}."


def reason(file: FileResult) -> str:
    """Why a file was skipped or failed, in one line: the last one of a traceback tells most."""
    lines = [line for line in file.reason.splitlines() if line.strip()]
    return lines[-1].strip() if lines else file.outcome.value


def aside(file: FileResult) -> str:
    """What became of a file that was skipped or failed, in a word or two."""
    return file.outcome.value if file.unread is Unread.NO else "not read"


def aside_level(file: FileResult) -> Level:
    """How grave it is that a file was skipped or failed."""
    if file.outcome is Outcome.FAILED or file.unread is Unread.UNREADABLE:
        return Level.ERROR
    return Level.NOTE if file.unread is Unread.NO else Level.WARNING


def set_aside(report: Report) -> Iterator[FileResult]:
    """The files that failed or were skipped."""
    return (file for file in report.files if file.outcome in (Outcome.FAILED, Outcome.SKIPPED))


def info(report: Report, rule: str) -> RuleInfo:
    """What the report knows of a rule; its id where it knows nothing."""
    return report.rules.get(rule) or RuleInfo(rule, rule)


def original(originals: Originals, file: FileResult) -> bytes:
    """The bytes of an input; none for a file that the port adds."""
    return originals(file.path) or b""


class Columns:
    """Lines and columns of one file. ``starts`` are the offsets of its lines, if they are known."""

    def __init__(self, data: bytes, starts: Sequence[int] | None = None) -> None:
        self._data = data
        self._starts = starts or line_starts(data)
        self._marks: dict[int, list[tuple[int, int, int]]] = {}

    def bytes(self, offset: int) -> Point:
        """Columns in bytes, as they stand in the file."""
        line = bisect_right(self._starts, offset)
        return Point(line, offset - self._starts[line - 1] + 1)

    def characters(self, offset: int) -> Point:
        """Columns in Unicode code points."""
        line, characters, _ = self._before(offset)
        return Point(line, characters + 1)

    def utf16(self, offset: int) -> Point:
        """Columns in code units of UTF-16: a character beyond the first 65,536 counts as two."""
        line, _, units = self._before(offset)
        return Point(line, units + 1)

    def _before(self, offset: int) -> tuple[int, int, int]:
        """The line of ``offset``, and the characters and units before it; a byte order mark is
        none.
        """
        line = bisect_right(self._starts, offset)
        marks = self._marks.get(line) or self._marked(line)
        at, characters, units = marks[max(0, bisect_right(marks, (offset + 1,)) - 1)]
        text = self._data[at:offset].decode("utf-8", "replace")
        return line, characters + len(text), units + _units(text)

    def _marked(self, line: int) -> list[tuple[int, int, int]]:
        """What stands before some places of a line, so that a long one is counted once."""
        data = self._data
        at = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(data)
        if line == 1 and data.startswith(_BOM):
            at += len(_BOM)
        marks = self._marks[line] = [(at, 0, 0)]
        while end - at > _STEP:
            until = at + _STEP
            while until > at + 1 and data[until] & 0xC0 == 0x80:  # within a character
                until -= 1
            text = data[at:until].decode("utf-8", "replace")
            _, characters, units = marks[-1]
            marks.append((until, characters + len(text), units + _units(text)))
            at = until
        return marks


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def merged(edits: Sequence[Edit], data: bytes) -> Edit:
    """Edits of one fix as a single one, with what stands between them."""
    ordered = sorted(edits)
    parts = [ordered[0].text]
    for last, edit in pairwise(ordered):
        parts += (data[last.end : edit.start], edit.text)
    return Edit(ordered[0].start, ordered[-1].end, b"".join(parts))


def as_text(data: bytes) -> str | None:
    """``data`` as text, if it is UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
