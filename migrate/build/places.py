"""Places of a build file of which a target's build rules speak, and what they say of them.

What comes in are the bytes of a build file without its comments, and the rules; what goes out are
places, each with its rule, and findings. What the author has decided already, or wants left alone,
is not known here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.build.statements import Statements
from migrate.files.kinds import Kind
from migrate.model import Finding, Reference, Span, Status
from migrate.rules.buildrules import BuildRule, BuildRules, Library

_ALL = "*"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule speaks; ``further`` are other places of which it says the same."""

    rule: BuildRule
    span: Span
    line: int
    api: str
    library: Library | None
    further: tuple[Place, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether the place is about a library that the target has nothing of."""
        return self.library is not None and not self.library.link

    @property
    def status(self) -> Status:
        if self.rule.status is Status.NATIVE:
            return Status.NATIVE
        return Status.MANUAL if self.is_missing else self.rule.status

    @property
    def reference(self) -> Reference:
        return Reference(*self.span, self.api, self.status, self.rule.id)

    @property
    def cause(self) -> str:
        """What the finding comes from: a library that is missing is a thing of its own."""
        if self.library is None or self.library.link:
            return self.rule.title
        return self.library.cause or f"{self.rule.title}: {self.api}"

    def finding(self, advice: Mapping[str, str]) -> Finding:
        """What is to be said; ``advice`` is that of rules about several libraries in a file."""
        suggestion = self.rule.suggestion
        if self.library is not None:
            suggestion = _advice(suggestion, self.library)
            if self.library.link:
                suggestion = advice.get(self.rule.id, suggestion)
        return Finding(
            self.rule.id,
            self.status,
            self.api,
            self.rule.message,
            *self.span,
            suggestion,
            effort=self.rule.effort,
            cause=self.cause,
            more=tuple(place.finding(advice) for place in self.further),
        )


def advice_of(places: Iterable[Place]) -> dict[str, str]:
    """By rule, what to write instead of the libraries of a file where there are several."""
    found: dict[str, dict[Library, str]] = {}
    for place in places:
        if place.library is not None and place.library.link:
            found.setdefault(place.rule.id, {}).setdefault(
                place.library, f"{place.api}: {_advice(place.rule.suggestion, place.library)}"
            )
    return {rule: "; ".join(texts.values()) for rule, texts in found.items() if len(texts) > 1}


def _advice(suggestion: str, library: Library) -> str:
    """What to write instead of a library, and what to mind; where there is none, what to do."""
    if not library.link:
        return library.note
    target = library.target or library.link
    written = suggestion.replace("{link}", library.link).replace("{target}", target)
    written = written.replace("{header}", library.header or "the header of its counterpart")
    return f"{written} ({library.note})" if library.note else written


def places(
    code: bytes,
    kind: Kind,
    rules: BuildRules,
    lines: Sequence[int],
    says: frozenset[str] = frozenset(),
    unnamed: frozenset[str] = frozenset(),
    statements: Statements | None = None,
) -> list[Place]:
    """Every place that a rule fits; of two rules that fit the same bytes the first one does, and
    what a rule ``absorbs`` is part of its own. One that absorbs itself needs nothing else there.
    ``says`` is what the tree's build files have of that which rules ask of them, and the names that
    ``unnamed`` rules ask for are in no source; ``statements`` are the parts of the file.
    """
    says |= rules.says(kind, code)
    heard = [rule for rule in rules.of(kind) if rule.id not in unnamed and _is_of(rule, says)]
    own = [rule for rule in heard if not _is_silent(rule, code)]
    alone = [rule for rule in own if not rule.absorbs or _name(rule) in rule.absorbs]
    around = statements or Statements(code, None, None)
    found = list(_fitting(code, alone, rules, lines, says, around))
    for rule in own:
        if rule.absorbs:
            found = list(_absorbed(found, rule, list(rule.pattern.finditer(code)), rules))
    return found


def _is_of(rule: BuildRule, says: frozenset[str]) -> bool:
    """Whether what the rule demands of the tree's build files holds."""
    return (rule.in_tree is None or rule.id in says) and f"-{rule.id}" not in says


def _is_silent(rule: BuildRule, code: bytes) -> bool:
    """Whether what the rule demands of the whole file does not hold."""
    if rule.in_file is not None and not rule.in_file.search(code):
        return True
    return rule.not_in_file is not None and rule.not_in_file.search(code) is not None


def _fitting(
    code: bytes,
    own: Iterable[BuildRule],
    rules: BuildRules,
    lines: Sequence[int],
    says: frozenset[str],
    around: Statements,
) -> Iterator[Place]:
    taken = bytearray(len(code))
    for rule in own:
        for match in rule.pattern.finditer(code):
            span = _span(match)
            line = bisect_right(lines, span.start)
            text = code[lines[line - 1] : lines[line] if line < len(lines) else len(code)]
            if any(taken[span.start : span.end]) or (rule.line and not rule.line.search(text)):
                continue
            if rule.within and not around.fits(span.start, rule.within):
                continue
            if rule.not_in_tree and f"-{rule.id} {_shown(code[slice(*span)])}" in says:
                continue
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            api = _shown(code[span.start : span.end])
            yield Place(rule, span, line, api, _library(match, rules))


def _absorbed(
    found: Iterable[Place], rule: BuildRule, matches: Sequence[re.Match[bytes]], rules: BuildRules
) -> Iterator[Place]:
    """What was ``found``, with the places within each of the ``matches`` as one of ``rule``."""
    starts = [match.start() for match in matches]
    inside: dict[int, list[Place]] = {}
    for place in found:
        at = bisect_right(starts, place.span.start) - 1
        listed = _ALL in rule.absorbs or _name(place.rule) in rule.absorbs
        if listed and at >= 0 and place.span.start < matches[at].end():
            inside.setdefault(at, []).append(place)
        else:
            yield place
    for at, group in inside.items():
        match = matches[at]
        name, library = _shown(match.string[slice(*_span(match))]), _library(match, rules)
        parts = [replace(one, rule=rule, api=name, library=library, further=()) for one in group]
        first, *others = sorted(parts, key=lambda place: place.span)
        by_line = {place.line: place for place in reversed(others) if place.line != first.line}
        yield replace(first, further=tuple(by_line[line] for line in sorted(by_line)))


def _name(rule: BuildRule) -> str:
    return rule.id.rpartition("/")[2]


def _span(match: re.Match[bytes]) -> Span:
    named = "at" in match.re.groupindex and match["at"] is not None
    return Span(*match.span("at" if named else 0))


def _library(match: re.Match[bytes], rules: BuildRules) -> Library | None:
    if "library" not in match.re.groupindex:
        return None
    name = (match["library"] or b"").decode()
    folded = {known.lower(): library for known, library in rules.libraries.items()}
    return rules.libraries.get(name) or folded.get(name.lower())


def _shown(text: bytes) -> str:
    """What the ledger calls a place: its text on one line."""
    return " ".join(text.decode("utf-8", "replace").split())
