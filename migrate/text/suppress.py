"""Comments that tell the port to keep its hands off: ``migrate: off``, ``on`` and ``ignore[ID]``.

What comes in are a file's bytes and the spans of its comments; what goes out is where the port is
off and what is ignored where. The author's word is final, but it is checked: a comment that
suppresses nothing, or that cannot be read, becomes a finding. Nothing here edits a byte or knows
which ids exist; those that rules had before are given, and mean the same rules.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import accumulate
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from migrate.model import Finding, Reference, Span, Status
from migrate.regex import regex

_Item = TypeVar("_Item")
Former = Mapping[str, tuple[str, ...]]
_NONE: Former = MappingProxyType({})

OFF = "migrate/off"
IGNORE = "migrate/ignore"
UNUSED = "migrate/unused-suppression"
BAD = "migrate/bad-suppression"
_CAUSES = MappingProxyType(
    {
        UNUSED: "Suppression that suppresses nothing",
        BAD: "Suppression comment that cannot be read",
    }
)

_COMMENT = regex(rb"(?:/[/*][/*!<\s]*|#+\s*)migrate:\s*(?P<text>.*?)\s*(?:\*/)?\s*\Z", re.DOTALL)
_SWITCH = regex(r"(off|on)(?:\s*[-:,;(].*)?", re.DOTALL)
_IGNORE = regex(r"ignore\s*\[([^\]]*)\].*", re.DOTALL)
_ID = regex(r"\w[\w:/-]*(?:/\*)?")
_BLANK = regex(rb"(?:\s|\\\r?\n)*+")
_LOGICAL_LINE = regex(rb"(?:[^\\\n]|\\\r?\n|\\)*+")
_ADVICE = "write off, on, or ignore[ID] with a rule, a prefix ending in /* or an API name"


class Region(NamedTuple):
    """From an ``off`` to its ``on``, or to the end of the file. ``mark`` is the comment."""

    span: Span
    mark: Span


class Ignore(NamedTuple):
    """One id that is ignored on one line. ``mark`` is the comment."""

    id: str
    line: Span
    mark: Span


class Stack(Generic[_Item]):
    """Things with spans, which may overlap, with a fast "which hold this offset?"."""

    def __init__(self, spans: Iterable[tuple[Span, _Item]]) -> None:
        self._spans = sorted(spans, key=lambda item: item[0].start)
        self._starts = [span.start for span, _ in self._spans]
        self._furthest = list(accumulate((span.end for span, _ in self._spans), max))

    def at(self, offset: int) -> Iterator[_Item]:
        at = bisect_right(self._starts, offset) - 1
        while at >= 0 and self._furthest[at] > offset:
            span, item = self._spans[at]
            if offset < span.end:
                yield item
            at -= 1


@dataclass(frozen=True)
class Suppressions:
    """What the comments of one file say; ``findings`` are those that cannot be read.

    ``everywhere`` holds ids that the configuration ignores in the whole file, ``former`` the ids
    that rules had before.
    """

    regions: tuple[Region, ...] = ()
    lines: tuple[Ignore, ...] = ()
    everywhere: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    former: Former = field(default_factory=lambda: _NONE)

    def is_off(self, offset: int) -> bool:
        """Whether the port is off here: nothing is edited, references are entered as ``OFF``."""
        return any(True for _ in self._off.at(offset))

    def ignores(self, rule: str, api: str, offset: int) -> bool:
        """Whether what ``rule`` has to say or to edit at ``offset`` is ignored."""
        return any(self.names(entry, rule, api) for entry in self.everywhere) or any(
            self.names(entry.id, rule, api) for entry in self._ignored.at(offset)
        )

    def names(self, entry: str, rule: str, api: str) -> bool:
        """Whether an id as written names the rule, a folder of rules above it, or the API."""
        ids = (rule, *self.former.get(rule, ()))
        if entry.endswith("/*"):
            return any(each.startswith(entry[:-1]) for each in ids)
        return entry in (*ids, api)

    @cached_property
    def _off(self) -> Stack[Region]:
        return Stack((region.span, region) for region in self.regions)

    @cached_property
    def _ignored(self) -> Stack[Ignore]:
        return Stack((entry.line, entry) for entry in self.lines)


def parse(
    data: bytes, comments: Sequence[Span], everywhere: Sequence[str] = (), former: Former = _NONE
) -> Suppressions:
    """Read the comments among ``comments`` that speak to the port."""
    if b"migrate:" not in data:
        return Suppressions(everywhere=tuple(everywhere), former=former)
    regions: list[Region] = []
    lines: list[Ignore] = []
    findings: list[Finding] = []
    opened: Span | None = None
    behind = _behind(data, comments)
    for mark in comments:
        text = _text(data, mark)
        if switch := _SWITCH.fullmatch(text):
            is_on = switch[1] == "on"
            if is_on == (opened is None):
                state = "on" if is_on else "off"
                findings.append(_remark(BAD, mark, f"The port is {state} here already"))
            elif opened is not None:
                regions.append(Region(Span(opened.start, mark.end), opened))
                opened = None
            else:
                opened = mark
        elif ids := _ids(text):
            line = _line_meant(data, mark, behind[mark.start])
            lines.extend(Ignore(entry, line, mark) for entry in ids)
        elif _was_meant(text):
            findings.append(_remark(BAD, mark, f'Cannot read "migrate: {text}"', _ADVICE))
    if opened is not None:
        regions.append(Region(Span(opened.start, len(data)), opened))
    return Suppressions(tuple(regions), tuple(lines), tuple(everywhere), tuple(findings), former)


def settle(
    suppressions: Suppressions, references: Iterable[Reference], findings: Iterable[Finding]
) -> tuple[tuple[Reference, ...], tuple[Finding, ...]]:
    """Take out what is ignored, and add what is wrong with the comments themselves.

    The reference of an ignored finding stays in the ledger, native by the author's word
    (``IGNORE``). A comment is used if it takes a finding out, or if a reference on its line was
    entered as ``IGNORE`` before.
    """
    kept: list[Finding] = []
    ignored: list[Finding] = []
    for finding in findings:
        hit = suppressions.ignores(finding.rule, finding.api, finding.start)
        (ignored if hit else kept).append(finding)
    spoken = Stack(
        (Span(item.start, max(item.end, item.start + 1)), (item.rule, item.status))
        for item in ignored
    )
    settled = tuple(
        reference._replace(status=Status.NATIVE, rule=IGNORE)
        if ignored and (reference.rule, reference.status) in spoken.at(reference.start)
        else reference
        for reference in references
    )
    remarks = (*suppressions.findings, *_unused(suppressions, settled, ignored))
    return settled, tuple(sorted((*kept, *remarks), key=lambda finding: finding.start))


def _unused(
    suppressions: Suppressions, references: Sequence[Reference], ignored: Sequence[Finding]
) -> Iterable[Finding]:
    off = sorted(reference.start for reference in references if reference.rule == OFF)
    marked = sorted(reference.start for reference in references if reference.rule == IGNORE)
    hidden = sorted(ignored, key=lambda item: item.start)
    starts = [item.start for item in hidden]
    for region in suppressions.regions:
        if not _has_one(off, region.span):
            yield _remark(UNUSED, region.mark, "No CUDA reference stands where the port is off")
    for entry in suppressions.lines:
        on_line = slice(bisect_left(starts, entry.line.start), bisect_left(starts, entry.line.end))
        by_finding = any(
            suppressions.names(entry.id, item.rule, item.api) for item in hidden[on_line]
        )
        if not by_finding and not _has_one(marked, entry.line):
            yield _remark(UNUSED, entry.mark, f"Nothing on the line is ignored by {entry.id}")


def _text(data: bytes, mark: Span) -> str:
    """What a comment says after ``migrate:``, or nothing."""
    found = _COMMENT.fullmatch(data, *mark)
    return found["text"].decode("utf-8", "replace") if found else ""


def _ids(text: str) -> tuple[str, ...]:
    found = _IGNORE.fullmatch(text)
    ids = tuple(entry.strip() for entry in found[1].split(",")) if found else ()
    return ids if all(_ID.fullmatch(entry) for entry in ids) else ()


def _was_meant(text: str) -> bool:
    """Whether a comment that cannot be read looks like an order rather than like prose."""
    words = re.findall(r"\w+|\[", text)
    if not words:
        return False
    near = get_close_matches(words[0].lower(), ("off", "on", "ignore"), 1, cutoff=0.75)
    return bool(near) or len(words) == 1 or words[1] == "["


def _behind(data: bytes, comments: Sequence[Span]) -> dict[int, int]:
    """Where the code behind each comment starts, and those that follow it at once."""
    found: dict[int, int] = {}
    for comment in reversed(comments):
        after = _after(_BLANK, data, comment.end)
        found[comment.start] = found.get(after, after)
    return found


def _line_meant(data: bytes, mark: Span, code: int) -> Span:
    """The line a comment stands on; that of the code that comes next, if it stands alone or above
    others.

    A directive that comes next is meant whole, with its continuation lines.
    """
    start = data.rfind(b"\n", 0, mark.start) + 1
    if data[start : mark.start].strip():
        return Span(start, _end_of_line(data, mark.start))
    start = data.rfind(b"\n", 0, code) + 1
    is_whole = (
        data[mark.start : mark.start + 1] == b"#"
        or (  # a build file, or a directive
            data[start:code].strip() == b"" and data[code : code + 1] == b"#"
        )
    )
    return Span(start, _after(_LOGICAL_LINE, data, code) if is_whole else _end_of_line(data, code))


def _end_of_line(data: bytes, offset: int) -> int:
    end = data.find(b"\n", offset)
    return len(data) if end < 0 else end


def _after(pattern: re.Pattern[bytes], data: bytes, offset: int) -> int:
    """Where ``pattern``, which fits anything, ends when it starts at ``offset``."""
    found = pattern.match(data, offset)
    return found.end() if found else offset


def _has_one(offsets: Sequence[int], span: Span) -> bool:
    """Whether one of the offsets, which are in order, lies in the span."""
    return bisect_left(offsets, span.start) < bisect_left(offsets, span.end)


def _remark(rule: str, mark: Span, message: str, suggestion: str = "") -> Finding:
    return Finding(rule, Status.REVIEW, "", message, *mark, suggestion, cause=_CAUSES[rule])
