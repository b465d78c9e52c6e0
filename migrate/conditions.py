"""Preprocessor conditions: which code is already written for the target, and under which condition
a line stands.

What comes in are the conditional directives of a file and the macros that mean "this is the target"
(guards); what goes out are segments of the file, each with the text of its condition and whether it
is to be left alone. A branch is left alone when it is compiled only for the target (``#ifdef
USE_ROCM``) or never for it (``#ifndef USE_ROCM``, the ``#else`` of the former): the author already
keeps both sides. Nothing is decided by any other macro: every other branch is ported.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from migrate.lexer import Directive

_TOKEN = re.compile(r"defined\b|[A-Za-z_]\w*|&&|\|\||!(?!=)|[()]|[^\s\w()!&|]+|\d[\w.']*|\S")
_NAME = re.compile(r"[A-Za-z_]\w*")
_COMMENT = re.compile(rb"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)
_MAX_TOKENS = 400  # a longer condition is not evaluated: nothing is known of it
_MAX_DEPTH = 50  # nor is one with more parentheses around each other

Truth = bool | None  # None: not known here


class Guards:
    """Macros that mean "this is the target": names, or patterns such as ``*_USE_HIP``."""

    def __init__(self, names: Iterable[str]) -> None:
        patterns = (fnmatch.translate(name) for name in sorted(set(names)))
        self._pattern = re.compile("|".join(patterns) or r"(?!)")

    def mentioned_in(self, condition: str) -> bool:
        """Whether one of the macros stands in a condition: without one, nothing is known of it."""
        return any(map(self._pattern.match, _NAME.findall(condition)))

    def __contains__(self, name: str) -> bool:
        return self._pattern.match(name) is not None


@dataclass(frozen=True, slots=True)
class Segment:
    """From ``start`` to the next segment.

    ``branch`` joins the conditions that are open, ``path`` numbers the branches that are (a segment
    whose path begins with another's lies inside it).
    """

    start: int
    branch: str
    left_alone: bool
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Branches:
    """The segments of a file in order."""

    segments: tuple[Segment, ...]
    starts: tuple[int, ...]

    def at(self, offset: int) -> Segment:
        return self.segments[bisect_right(self.starts, offset) - 1]

    def guarded_as(self, earlier: Branches) -> Branches:
        """The same with what was left alone ``earlier``, before conditions were rewritten."""
        if len(earlier.segments) != len(self.segments):
            return self
        both = zip(self.segments, earlier.segments, strict=True)
        segments = (replace(own, left_alone=other.left_alone) for own, other in both)
        return Branches(tuple(segments), self.starts)


@dataclass(slots=True)
class _Open:
    """An ``#if`` group that is still open: what stands around it, and its branches so far."""

    outer: Segment
    texts: list[str] = field(default_factory=list)
    with_guards: list[Truth] = field(default_factory=list)
    without_guards: list[Truth] = field(default_factory=list)


def branches(data: bytes, directives: Sequence[Directive], guards: Guards) -> Branches:
    """Divide ``data`` at its conditional directives."""
    segments = [Segment(0, "", False, ())]
    stack: list[_Open] = []
    numbers = 0
    for directive in directives:
        keyword = directive.keyword
        if keyword in ("if", "ifdef", "ifndef"):
            stack.append(_Open(segments[-1]))
        elif keyword not in ("elif", "else", "elifdef", "elifndef", "endif") or not stack:
            continue
        if keyword == "endif":
            segments.append(replace(stack.pop().outer, start=directive.end))
        else:
            numbers += 1
            _enter(stack[-1], keyword, _text(data, directive), guards)
            segments.append(_segment(directive.end, stack[-1], numbers))
    return Branches(tuple(segments), tuple(segment.start for segment in segments))


def evaluate(condition: str, guards: Guards, value: bool) -> Truth:
    """Truth of ``condition`` when every guard macro is (or is not) defined and nothing else is
    known.
    """
    if not guards.mentioned_in(condition):
        return None
    tokens = _TOKEN.findall(condition)
    if len(tokens) > _MAX_TOKENS or _depth(tokens) > _MAX_DEPTH:
        return None
    return _Evaluator(tokens, guards, value).condition()


def _depth(tokens: Sequence[str]) -> int:
    return max(accumulate((token == "(") - (token == ")") for token in tokens), default=0)


def _text(data: bytes, directive: Directive) -> str:
    body = _COMMENT.sub(b" ", data[directive.body : directive.end])
    return " ".join(body.decode("utf-8", "replace").split())


def _enter(group: _Open, keyword: str, text: str, guards: Guards) -> None:
    """Record the next branch of ``group``: its condition and what is known of that."""
    negated = keyword.endswith("ndef")
    if keyword.endswith("def"):
        text = f"{'!' if negated else ''}defined({text.split(' ', maxsplit=1)[0]})"
    elif keyword == "else":
        text = " && ".join(f"!({earlier})" for earlier in group.texts)
    for value, truths in ((True, group.with_guards), (False, group.without_guards)):
        truths.append(True if keyword == "else" else evaluate(text, guards, value))
    group.texts.append(text)


def _segment(start: int, group: _Open, number: int) -> Segment:
    """The last branch of ``group``; the line of its directive belongs to what came before."""
    outer, branch = group.outer, group.texts[-1]
    if outer.path:
        around = outer.branch if len(outer.path) > 1 else _wrap(outer.branch)
        branch = f"{around} && {_wrap(branch)}"
    excluded = _is_excluded(group.with_guards) or _is_excluded(group.without_guards)
    return Segment(start, branch, outer.left_alone or excluded, (*outer.path, number))


def _is_excluded(truths: Sequence[Truth]) -> bool:
    """Whether the last branch of a group cannot be the one that is compiled."""
    return truths[-1] is False or True in truths[:-1]


def _wrap(text: str) -> str:
    return f"({text})" if "||" in text else text


class _Evaluator:
    """Recursive descent over ``||``, ``&&``, ``!``, parentheses and ``defined``; the rest is not
    known.
    """

    def __init__(self, tokens: Sequence[str], guards: Guards, value: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._guards = guards
        self._value = value

    def condition(self) -> Truth:
        result = self._conjunction()
        while self._take("||"):
            right = self._conjunction()
            result = True if result is True or right is True else _both(result, right)
        return result

    def _conjunction(self) -> Truth:
        result = self._term()
        while self._take("&&"):
            right = self._term()
            result = False if result is False or right is False else _both(result, right)
        return result

    def _term(self) -> Truth:
        truth = self._primary()
        compared = False
        while self._at < len(self._tokens) and self._tokens[self._at] not in ("&&", "||", ")"):
            compared = True  # arithmetic or a comparison: its operands say nothing here
            self._primary()
        return None if compared else truth

    def _primary(self) -> Truth:
        token = self._next()
        if token == "!":
            inner = self._primary()
            return None if inner is None else not inner
        if token == "(":
            inner = self.condition()
            self._take(")")
            return inner
        if token == "defined":
            parenthesis = self._take("(")
            name = self._next()
            if parenthesis:
                self._take(")")
            return self._macro(name)
        return self._macro(token)

    def _macro(self, name: str) -> Truth:
        return self._value if name in self._guards else None

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _take(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == token:
            self._at += 1
            return True
        return False


def _both(left: Truth, right: Truth) -> Truth:
    return left if left is right else None
