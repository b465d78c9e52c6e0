"""Build files: what they say to CUDA's tools, and what becomes of it. Never edited.

What comes in are the bytes of a Makefile, a CMake file or a build script, and the target's build
rules; what goes out are references with findings, one for each thing that a line says. Comments,
and what is only printed, or put out of sight, say nothing; a branch that asks for the target is
left alone. The file is read as text: a variable is not followed, and no tool is run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from migrate import buildpython, suppress
from migrate.buildguards import targets_own
from migrate.buildrules import BuildRule, BuildRules, Library
from migrate.config import FileOptions
from migrate.kinds import BUILD_KINDS, Kind
from migrate.lexer import Spans
from migrate.model import FileResult, Finding, Outcome, Reference, Span, Status
from migrate.source import SourceFile, line_starts
from migrate.suppress import Suppressions

_HASH = rb"(?P<comment>\#[^\n]*)"
_QUOTED = rb"\"(?:[^\"\\]|\\.)*\""
_TEXT = {
    Kind.CMAKE: rb"(?P<comment>\#\[(?P<eq>=*)\[.*?\](?P=eq)\]|\#[^\n]*)"
    rb"|(?P<prose>\b(?i:message|mark_as_advanced|unset)\s*\((?:[^()]|\([^()]*\))*\))"
    rb"|\b(?:(?i:option)\s*\(\s*[\w.-]+|CACHE\s+[A-Z]+|DOC)\s+(?P<help>"
    + _QUOTED
    + rb")|"
    + _QUOTED,
    Kind.MAKE: rb"(?P<prose>\$\((?:info|warning|error)\s(?:[^()]|\([^()]*\))*\)|\becho\s[^\n]*)"
    rb"|\\\#|" + _HASH,
    Kind.PYTHON: rb"(?P<prose>\"\"\".*?\"\"\"|'''.*?''')|\"(?:[^\"\\\n]|\\.)*\""
    rb"|'(?:[^'\\\n]|\\.)*'|" + _HASH,
}
_OTHER = rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|" + _HASH
_COMMENTS: Mapping[Kind, re.Pattern[bytes]] = MappingProxyType(
    {kind: re.compile(_TEXT.get(kind, _OTHER), re.DOTALL) for kind in BUILD_KINDS}
)
_NOT_BLANK = re.compile(rb"[^\n]")
_GUARDED = "migrate/guarded"


def build_file(
    source: SourceFile, kind: Kind, rules: BuildRules, options: FileOptions
) -> FileResult:
    """What ``rules`` have to say of one file; the result has neither edits nor content."""
    data = source.data
    comments, code = without_text(data, kind)
    script = buildpython.parsed(data) if kind is Kind.PYTHON else None
    lines = line_starts(data)
    theirs = Spans.of(targets_own(code, kind, rules.guard, script))
    orders = suppress.parse(data, comments, options.ignore)
    alone: list[Reference] = []
    spoken: list[_Place] = []
    for place in _places(code, kind, rules, lines):
        if orders.is_off(place.span.start):
            alone.append(place.reference._replace(status=Status.NATIVE, rule=suppress.OFF))
        elif theirs.at(place.span.start):
            alone.append(place.reference._replace(status=Status.NATIVE, rule=_GUARDED))
        else:
            spoken.append(place)
    joined = _joined(spoken, orders)
    references = sorted([*alone, *(place.reference for place in joined)])
    findings = [place.finding() for place in joined if place.status is not Status.NATIVE]
    kept, said = suppress.settle(orders, references, findings)
    return FileResult(source.path, Outcome.UNCHANGED, references=kept, findings=said, lines=lines)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule speaks; ``further`` are other places of which it says the same."""

    rule: BuildRule
    span: Span
    line: int
    api: str
    library: Library | None
    further: tuple[_Place, ...] = ()

    @property
    def status(self) -> Status:
        absent = self.library is not None and not self.library.link
        return Status.MANUAL if absent else self.rule.status

    @property
    def reference(self) -> Reference:
        return Reference(*self.span, self.api, self.status, self.rule.id)

    def finding(self) -> Finding:
        message, suggestion = self.rule.message, self.rule.suggestion
        if self.library is not None:
            suggestion = _advice(suggestion, self.library)
        return Finding(
            self.rule.id,
            self.status,
            self.api,
            message,
            *self.span,
            suggestion,
            effort=self.rule.effort,
            cause=self.rule.title,
            more=tuple(place.finding() for place in self.further),
        )


def _advice(suggestion: str, library: Library) -> str:
    """What to write instead of a library, and what to mind; where there is none, what to do."""
    if not library.link:
        return library.note
    target = library.target or library.link
    written = suggestion.replace("{link}", library.link).replace("{target}", target)
    written = written.replace("{header}", library.header or "the header of its counterpart")
    return f"{written}: {library.note}" if library.note else written


def _places(code: bytes, kind: Kind, rules: BuildRules, lines: Sequence[int]) -> Iterator[_Place]:
    """Every place that a rule fits; of two rules that fit the same bytes the first one does."""
    taken = bytearray(len(code))
    for rule in rules.of(kind):
        for match in rule.pattern.finditer(code):
            named = "at" in match.re.groupindex and match["at"] is not None
            span = Span(*match.span("at" if named else 0))
            line = bisect_right(lines, span.start)
            text = code[lines[line - 1] : lines[line] if line < len(lines) else len(code)]
            if any(taken[span.start : span.end]) or (rule.line and not rule.line.search(text)):
                continue
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            yield _Place(
                rule, span, line, _shown(code[span.start : span.end]), _library(match, rules)
            )


def _joined(places: Iterable[_Place], orders: Suppressions) -> list[_Place]:
    """Places of which the same is said, as one with the others: those of a line, or of the file.
    What the author wants ignored stays apart.
    """
    groups: dict[tuple[str, int, Library | None, bool], list[_Place]] = {}
    for place in sorted(places, key=lambda place: place.span):
        ignored = orders.ignores(place.rule.id, place.api, place.span.start)
        within = 0 if place.rule.once else place.line
        groups.setdefault((place.rule.id, within, place.library, ignored), []).append(place)
    return [
        replace(first, further=tuple(place for place in group if place.line != first.line))
        for first, *group in groups.values()
    ]


def _library(match: re.Match[bytes], rules: BuildRules) -> Library | None:
    if "library" not in match.re.groupindex:
        return None
    name = (match["library"] or b"").decode()
    return rules.libraries.get(name) or rules.libraries.get(name.lower())


def _shown(text: bytes) -> str:
    """What the ledger calls a place: its text on one line."""
    return " ".join(text.decode("utf-8", "replace").split())


def without_text(data: bytes, kind: Kind) -> tuple[list[Span], bytes]:
    """Where comments stand, and the bytes with them and what is only printed made blank."""
    comments: list[Span] = []
    code = bytearray(data)
    for match in _COMMENTS[kind].finditer(data):
        group = match.lastgroup
        if group is None:
            continue
        if data[match.start() : match.start() + 1] == b"#":
            comments.append(Span(*match.span()))
        start, end = match.span(group)
        code[start:end] = _NOT_BLANK.sub(b" ", match.group(group))
    return comments, bytes(code)
