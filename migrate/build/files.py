"""Build files: what they say to CUDA's tools, and what becomes of it.

What comes in are the bytes of a Makefile, a CMake file or a build script, and the target's build
rules; what goes out are references with findings, one for each thing that a line says. Comments,
and what is only printed, or put out of sight, say nothing; a branch that asks for the target is
left alone. The file is read as text: a variable is not followed, and no tool is run. Nothing is
edited here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from migrate.build import scripts
from migrate.build.branches import elsewhere, outdated
from migrate.build.commands import Commands
from migrate.build.context import Around
from migrate.build.guards import cuda_sides, targets_own
from migrate.build.pairednames import given_for_cuda
from migrate.build.places import Place, advice_of, places
from migrate.build.redundant import silent, traced
from migrate.build.scripts import Script
from migrate.build.statements import Statements
from migrate.build.targets import Targets
from migrate.compact import Offsets, Rows
from migrate.files.kinds import BUILD_KINDS, Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Finding, Outcome, Reference, Span, Status
from migrate.regex import regex
from migrate.rules.buildrules import BuildRules, Library
from migrate.settings.config import FileOptions
from migrate.text import suppress
from migrate.text.lexer import Spans
from migrate.text.suppress import Suppressions
from migrate.tree.counterparts import OWN_PORT

_HASH = rb"(?P<comment>\#[^\n]*)"
_QUOTED = rb"\"(?:[^\"\\]|\\.)*\""
_TEXT = {
    Kind.CMAKE: rb"(?P<comment>\#\[(?P<eq>=*)\[.*?\](?P=eq)\]|\#[^\n]*)"
    rb"|(?P<prose>\b(?i:\w*message|\w+_(?:status|print|warning)|mark_as_advanced|unset)\s*\((?:[^()\"]|\([^()]*\)|"
    + _QUOTED
    + rb")*+\))"
    rb"|\b(?:(?i:option)\s*\(\s*[\w.-]+|CACHE\s+[A-Z]+|DOC|(?:BRIEF|FULL)_DOCS)\s+(?P<help>"
    + _QUOTED
    # A command of the project's own that declares one: the text begins as a sentence does.
    + rb")|\b(?i:\w+_option|(?:register|declare|define)_\w+)\s*\(\s*[\w.-]+\s+(?P<doc>"
    rb"(?=\"\s*+(?:\[[^\]\"]*\]\s*+)?+(?![Nn]vcc\b)[A-Za-z][^\s\"=;]*\s+[A-Za-z(])"
    + _QUOTED
    + rb")|"
    + _QUOTED,
    Kind.MAKE: rb"(?P<prose>\$\((?:(?:info|warning|error)\s|"
    rb"call\s+\w*(?:info|warn|print|(?<![a-z])log|echo|message|msg)\w*,)(?:[^()]|\([^()]*\))*\)|\becho\s[^\n]*)"
    rb"|\\\#|" + _HASH,
    Kind.PYTHON: rb"(?P<prose>\"\"\".*?\"\"\"|'''.*?''')|\"(?:[^\"\\\n]|\\.)*\""
    rb"|'(?:[^'\\\n]|\\.)*'|" + _HASH,
    Kind.CONTAINER: rb"(?m:^)" + _HASH,
    Kind.MSBUILD: rb"(?P<comment><!--.*?-->)",
    Kind.AUTOCONF: rb"(?P<comment>\bdnl\b[^\n]*|(?:(?m:^)|(?<=[ \t]))\#(?![ \t]*include\b)[^\n]*)"
    rb"|(?P<prose>\b(?:A[CS]_MSG_\w+|A[CS]_HELP_STRING|AC_ARG_VAR)\s*\((?:[^()]|\([^()]*\))*+\)"
    rb"|(?m:^)[ \t]*echo\s[^\n`|]*(?=\n|\Z))",
}
_TEXT[Kind.CYTHON] = _TEXT[Kind.PYTHON]
_TEXT[Kind.GO] = (
    rb"(?P<comment>//[^\n]*|/\*.*?\*/)"
    rb"|(?P<prose>\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|'(?:[^'\\\n]|\\.)*')"
)
_OTHER = rb"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|" + _HASH
_COMMENTS: Mapping[Kind, re.Pattern[bytes]] = MappingProxyType(
    {kind: regex(_TEXT.get(kind, _OTHER), re.DOTALL) for kind in BUILD_KINDS}
)
_COMMAND = regex(rb"(?:\\\r?\n|[^\n])+")  # of a shell, with the lines it goes on over
_OF_NVCC = regex(
    rb"\s*(?:export\s+)?\w*(?:NVCC|CUDA)\w*\+?=|(?!\s*(?:echo|printf|which|type|command|if)\b)"
    rb"[^|;&]*(?:\bnvcc|\$\{?NVCC\}?)\"?\s+[^\s|;&]"
)
_ENDS = frozenset(b"else endif endforeach endwhile".split())
_NOT_BLANK = regex(rb"[^\n]")
_GUARDED = "migrate/guarded"
_SHOWN = 3
_ALONE = Around()


def build_file(
    source: SourceFile,
    kind: Kind,
    rules: BuildRules,
    options: FileOptions,
    known: Around = _ALONE,
    *,
    each: bool = False,
) -> FileResult:
    """What ``rules`` have to say of one file; the result has neither edits nor content. ``known``
    is what the tree says of it. A finding has one place a line, or ``each`` that there is.
    """
    data = source.data
    comments, code = without_text(data, kind)
    script = scripts.parsed(data) if kind is Kind.PYTHON else None
    lines = line_starts(data)
    own = targets_own(code, kind, rules.guard, script)
    theirs = Spans.of(own)
    others = [*elsewhere(code, kind), *(outdated(code) if kind is Kind.CMAKE else ())]
    sides = _Sides(code, kind, rules, known, script)
    orders = suppress.parse(data, comments, options.ignore)
    commands = Commands(data, code) if kind is Kind.CMAKE else None
    parts = Statements(code, commands, script)
    found = places(code, kind, rules, lines, known.says, known.unnamed, parts)
    quiet: set[Span] = set()
    if commands is not None:
        targets = Targets(commands, code, known)
        found = _of_targets(traced(found, commands), targets, sides.build_for_target(own))
        quiet = {place.span for place in found if _is_repeated(place, commands)}
    quiet |= silent(found, code, kind, rules.guard, script, commands)
    spoken, alone = _told(found, _Silence(orders, theirs, sides, quiet, others))
    merged = _merged(spoken, orders, kind is Kind.CMAKE, each)
    references = sorted([*alone, *(place.reference for place in merged)])
    advice = advice_of(merged)
    findings = [place.finding(advice) for place in merged if place.status is not Status.NATIVE]
    kept, said = suppress.settle(orders, references, [*findings, *sides.remark()])
    return FileResult(
        source.path,
        Outcome.UNCHANGED,
        references=Rows.of(kept),
        findings=said,
        lines=Offsets.of(lines),
    )


class _Sides:
    """The CUDA side of what a file has for the target as well, and how much of it was met."""

    def __init__(
        self, code: bytes, kind: Kind, rules: BuildRules, known: Around, script: Script | None
    ) -> None:
        self._code = code
        self._builds = rules.builds_for_target
        self._spans = cuda_sides(code, kind, rules.guard, known.twins, script)
        if known.only:
            self._spans[Span(0, len(code))] = known.only
        self._spans.update(given_for_cuda(code, kind, rules.guard, script))
        self._met: list[tuple[int, str]] = []

    def build_for_target(self, theirs: Iterable[Span]) -> bool:
        """Whether the file has a build for the target, in ``theirs`` branches or in these."""
        spans = [*theirs, *self._spans]
        return any(self._builds(self._code[start:end]) for start, end in spans)

    def holds(self, offset: int) -> bool:
        """Whether the place belongs to it."""
        for span, twin in self._spans.items():
            if span.start <= offset < span.end:
                self._met.append((offset, twin))
                return True
        return False

    def remark(self) -> Iterator[Finding]:
        """That it is left alone, if there is anything."""
        if self._met:
            names = sorted({twin for _, twin in self._met})
            start = min(offset for offset, _ in self._met)
            message = (
                f"this is the CUDA side of what the build decides by {_some(names)} for the "
                "target: left alone"
            )
            yield Finding(OWN_PORT, Status.INFO, ", ".join(names), message, start, start)


class _Silence(NamedTuple):
    """Of which places nothing is said: what the author wants ignored, what is the target's or the
    CUDA side of what the target has too, what asks for nothing.
    """

    orders: Suppressions
    theirs: Spans
    sides: _Sides
    quiet: Collection[Span]
    others: Sequence[Span]

    def rule(self, place: Place) -> str | None:
        """The rule of a place that is left alone; None of one that is spoken of."""
        start = place.span.start
        if self.orders.is_off(start):
            return suppress.OFF
        if self.theirs.at(start) or self.sides.holds(start):
            return _GUARDED
        is_silent = place.span in self.quiet or _is_within(start, self.others)
        return place.reference.rule if is_silent else None


def _told(found: Iterable[Place], silence: _Silence) -> tuple[list[Place], list[Reference]]:
    """The places of which something is said, and references for those that are left alone."""
    spoken: list[Place] = []
    alone: list[Reference] = []
    for place in found:
        rule = silence.rule(place)
        if rule is None:
            spoken.append(place)
        else:
            alone.append(place.reference._replace(status=Status.NATIVE, rule=rule))
    return spoken, alone


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" and others" if len(names) > _SHOWN else "")


def _of_targets(found: Iterable[Place], targets: Targets, has_own: bool) -> list[Place]:
    """The places, with what is said of those that reach no device code, or stand beside a build
    that the file has of its own for the target.
    """
    places = []
    for place in found:
        rule = place.rule
        if targets.reaches_none(place) or (has_own and targets.is_beside(place)):
            rule = replace(rule, status=Status.NATIVE, goes=True)
        elif targets.is_idle and rule.in_host:
            rule = replace(rule, suggestion=rule.in_host)
        places.append(replace(place, rule=rule))
    return places


def _is_repeated(place: Place, commands: Commands) -> bool:
    """Whether a place stands where CMake reads nothing: a condition said again at its end."""
    command = commands.at(place.span.start)
    return command is not None and command.name in _ENDS


def _is_within(offset: int, spans: Iterable[Span]) -> bool:
    return any(span.start <= offset < span.end for span in spans)


def _merged(
    places: Iterable[Place], orders: Suppressions, is_cmake: bool, each: bool
) -> list[Place]:
    """Places of which the same is said, as one with the others: those of a line, or of the file.
    What the author wants ignored stays apart, each place by itself: it has a comment of its own.
    """
    groups: dict[tuple[str, int, Library | None, Span | None, Status], list[Place]] = {}
    for place in sorted(places, key=lambda place: place.span):
        ignored = orders.ignores(place.rule.id, place.api, place.span.start)
        within = 0 if place.rule.once else place.line
        what = place.rule.decision if place.rule.once and is_cmake else ""
        apart = place.span if ignored else None
        key = (what or place.rule.id, within, place.library, apart, place.status)
        groups.setdefault(key, []).append(place)
    return [_with_lines(first, group, each) for first, *group in groups.values()]


def _with_lines(first: Place, others: Iterable[Place], each: bool) -> Place:
    """A place with the first of the ``others`` in each further line, or with ``each`` of them."""
    more = [*first.further, *others]
    if each:
        spans = {place.span: place for place in reversed(more) if place.span != first.span}
        return replace(first, further=tuple(spans[span] for span in sorted(spans)))
    lines = {place.line: place for place in reversed(more)}
    lines.pop(first.line, None)
    return replace(first, further=tuple(lines[line] for line in sorted(lines)))


def without_text(data: bytes, kind: Kind) -> tuple[list[Span], bytes]:
    """Where comments stand, and the bytes with them and what is only printed made blank."""
    comments: list[Span] = []
    code = bytearray(data)
    for match in _COMMENTS[kind].finditer(data):
        group = match.lastgroup
        if group is None:
            continue
        if group == "comment":
            comments.append(Span(*match.span()))
        start, end = match.span(group)
        code[start:end] = _NOT_BLANK.sub(b" ", match.group(group))
    if kind is Kind.SHELL:
        return comments, _calls_of_nvcc(bytes(code))
    return comments, bytes(code)


def _calls_of_nvcc(code: bytes) -> bytes:
    """A shell's script less all but its calls of nvcc, and the variables that are called for it."""
    return _COMMAND.sub(
        lambda match: match[0] if _OF_NVCC.match(match[0]) else _NOT_BLANK.sub(b" ", match[0]), code
    )
