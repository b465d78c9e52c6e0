"""A construct rule as a person reads it: what it says, each once, and of which shapes.

What comes in is a checked rule; what goes out are its shapes in groups, one for what is said of
them, in which captures stand as plain words, and one place of its example before and after the
port. Nothing is ported here, and nothing printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.model import Effort, Safety, Status
from migrate.regex import regex
from migrate.rules.constructs import CAPTURE, CONDITION, USAGE, Case, CodeScope, Rule

_MEANING = {
    Status.PORTED: "rewritten",
    Status.NATIVE: "valid as it stands",
    Status.REVIEW: "to be reviewed",
    Status.MANUAL: "to be ported by hand",
    Status.INFO: "a remark",
}
_USAGE = dict(zip(USAGE, ("the expression", "the value"), strict=True))
# What is done with a value of the type that a shape names, by role.
_ROLES = {
    "computed": "computed with",
    "compared": "compared with a number",
    "related": "compared",
    "number": "made an integer",
    "narrowed": "cast to a smaller type",
    "set": "set from a number",
    "printed": "printed",
    "streamed": "streamed",
    "member": "asked for a member",
    "opened": "given to a macro that asks it for a member",
    "resident": "kept in a variable of the device",
    "given": "given to what has a type of its own",
    "cleared": "assigned empty braces",
    "single": "made of braces with one number",
}
_NAME = regex(r"[A-Za-z_]\w*")
_NAMED = "\0"  # in place of the name that a shape starts at
_MARK = regex(r"\s*(?://|/\*) *(expect|ok)(?:\([\w, ]+\))?: *([\w/-]+)")
_ENDS = (";", "{", "}", ">", '"')  # how the last line of a statement ends, or of a directive
_MOST_LINES = 8  # of one place of an example


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape and what it becomes, with ``also`` the names for which the same holds."""

    text: str
    rewrite: str | None
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What is said of several shapes: ``outcome`` is what becomes of them."""

    outcome: str
    since: str
    until: str
    message: str
    suggestion: str
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of an example: the lines before and after, which may be the same."""

    line: int
    before: tuple[str, ...]
    after: tuple[str, ...]


def meaning(status: Status) -> str:
    return _MEANING[status]


def groups(rule: Rule, quote: str = "'") -> list[Group]:
    """The shapes of a rule by what is said of them, in the order in which the rule says it."""
    found: dict[tuple[str, ...], list[Case]] = {}
    for case in rule.cases:
        message, suggestion = (_unnamed(case, text) for text in (case.message, case.suggestion))
        key = (_outcome(case), case.since, case.until, message, suggestion)
        found.setdefault(key, []).append(case)
    return [_group(cases, quote) for cases in found.values()]


def in_words(text: str, case: Case | None = None, quote: str = "'") -> str:
    """A sentence without the marks of captures: by the names that the shapes show, in quotes where
    they stand for themselves and not in code.
    """
    words = {CONDITION: "the condition", **(_USAGE if case is not None and case.used else {})}

    def named(found: re.Match[str]) -> str:
        word = found[2]
        if word in words:
            return words[word]
        around = text[: found.start()][-1:] + text[found.end() :][:1]
        return f"{quote}{word}{quote}" if not around.strip(" ,:;") else word

    return CAPTURE.sub(named, text)


def _group(cases: Sequence[Case], quote: str) -> Group:
    first = cases[0]
    return Group(
        _outcome(first),
        first.since,
        first.until,
        in_words(first.message, first, quote),
        in_words(first.suggestion, first, quote),
        tuple(_shapes(cases)),
    )


def _shapes(cases: Sequence[Case]) -> Iterator[Shape]:
    """The shapes of cases; those that differ in the name they start at alone are one."""
    names: dict[tuple[str, str | None], list[str]] = {}
    for case in cases:
        shape = _unnamed(case, case.shape) + _roles(case)
        rewrite = None if case.rewrite is None else _unnamed(case, case.rewrite)
        names.setdefault((shape, rewrite), []).append(case.anchor)
    for (shape, rewrite), anchors in names.items():
        first, *others = dict.fromkeys(anchors)
        becomes = None if rewrite is None else _as_code(rewrite.replace(_NAMED, first))
        also = tuple(others) if _NAMED in shape else ()
        yield Shape(_as_code(shape.replace(_NAMED, first)), becomes, also)


def _roles(case: Case) -> str:
    """What a case with ``used`` speaks of: not of the type itself."""
    roles = " or ".join(_ROLES[role] for role in _ROLES if role in case.used)
    return f", of which a value is {roles}" if roles else ""


def _unnamed(case: Case, text: str) -> str:
    """A text of a case without the name that its shape starts at, as it may stand for others."""
    if case.ptx or not _NAME.fullmatch(case.anchor):
        return text
    return re.sub(rf"(?<![\w$]){case.anchor}\b", _NAMED, text)


def _as_code(text: str) -> str:
    return CAPTURE.sub(lambda found: "..." if found[1] else found[2], text)


def _outcome(case: Case) -> str:
    by_hand = bool(case.ptx) and case.rewrite is None  # its statement is left as it stands
    status = Status.MANUAL if by_hand else case.status
    outcome = _MEANING[status]
    if case.rewrite is not None and case.status is Status.REVIEW and case.safety is Safety.SAFE:
        outcome = f"rewritten, {outcome}"
    if case.effort is not Effort.NONE and status in (Status.REVIEW, Status.MANUAL):
        outcome += f" ({case.effort.name.lower()})"
    if case.rewrite is not None and case.safety is Safety.REVIEW:
        outcome += ", rewritten with --apply review"
    if CodeScope.DEVICE in case.scopes:
        outcome += ", in device code"
    return outcome


def example(rule: Rule) -> Place | None:
    """A place where the rule speaks in its example; one that the port changes, if it edits."""
    if not rule.example.is_file():
        return None
    before = _marked(rule, rule.example)
    after = _marked(rule, rule.expected) if rule.expected.is_file() else before
    places = [
        Place(line, tuple(was), tuple(now))
        for (line, was), (_, now) in zip(before, after, strict=False)
    ]
    changed = (place for place in places if place.before != place.after)
    first = next(iter(places), None)
    return next(changed, first) if any(case.rewrite for case in rule.cases) else first


def _marked(rule: Rule, file: Path) -> list[tuple[int, list[str]]]:
    """The statements that are marked for the rule, with their first lines' numbers."""
    lines = file.read_text("utf-8", "backslashreplace").splitlines()
    marks = [_MARK.match(line) for line in lines]
    found = []
    for number, mark in enumerate(marks):
        if mark and mark[1] == "expect" and mark[2] == rule.id:
            start = next((at for at in range(number, len(lines)) if not marks[at]), number)
            found.append((start + 1, list(_statement(lines[start : start + _MOST_LINES]))))
    return found


def _statement(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a statement, or of a directive; not more than there are up to a mark."""
    for line in lines:
        if _MARK.match(line):
            return
        yield line.strip()
        ended = line.rstrip().endswith(_ENDS) or line.lstrip().startswith("#")
        if ended and not line.rstrip().endswith("\\"):
            return
