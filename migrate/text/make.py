"""Makefiles, cut into lines and words: bytes to byte ranges.

What comes in are the bytes of a Makefile; what goes out are its lines with those that they go on
over, each of a kind, and the words of a value or of a recipe's commands. A variable's use is a part
of its word, whatever stands in it. No variable is followed, and no command is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from migrate.model import Span
from migrate.regex import regex

_LINE = regex(rb"(?:[^\\\n]|\\\r?\n|\\.)*+(?:\n|\Z|\\\Z)")
_ASSIGNMENT = regex(
    rb"(?P<indent>[ \t]*)(?:(?P<target>[^\s:=#+?!$][^:=#\n]*?)[ ]*:[ \t]+)?"
    rb"(?:(?:export|override|private)[ \t]+)*(?P<name>[\w.-]+)[ \t]*(?P<how>::?:?|[?+!])?="
)
_DIRECTIVE = regex(
    rb"[ \t]*(?:-?include|sinclude|ifn?eq|ifn?def|else|endif|define|endef|export|unexport|vpath)\b"
)
_DEFINE = regex(rb"[ \t]*(?:override[ \t]+)?(?P<word>define|endef)\b")
_RULE = regex(rb"[^\s#:=][^=#]*?::?(?![=])")
_PREFIX = regex(rb"[ \t]*[@+-]*[ \t]*")
_ENDS = regex(rb"&&|\|\||[;|&()]")
_GAP = regex(rb"(?:[ \t]|\\\r?\n|\r?\n|\r)+")
_PLAIN = regex(rb"(?:\\[^\r\n]|[^\s\\\"'`$;|&()#]|#)+|\\")
_CLOSING = {ord("("): b")", ord("{"): b"}"}


class Kind(Enum):
    """What a line is. ``OTHER`` is blank, a comment, or within ``define``."""

    ASSIGNMENT = "assignment"
    RECIPE = "recipe"
    RULE = "rule"
    DIRECTIVE = "directive"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with those that it goes on over, without the last newline. Of an assignment ``name``
    and ``how`` say what is given, ``value`` where; of a rule and a recipe it is all of it.
    """

    kind: Kind
    span: Span
    value: Span
    name: bytes = b""
    how: bytes = b""


Words = tuple[Span, ...]


def lines(data: bytes) -> Iterator[Line]:
    """The lines of a file, in order."""
    at, after_rule, defining = 0, False, 0
    while at < len(data):
        match = _LINE.match(data, at)
        end = match.end() if match is not None and match.end() > at else len(data)
        text = data[at:end].rstrip(b"\r\n")
        span = Span(at, at + len(text))
        at = end
        define = _DEFINE.match(text)
        if define is not None or defining:
            defining += {b"define": 1, b"endef": -1}.get(define["word"], 0) if define else 0
            yield Line(Kind.OTHER, span, span)
            continue
        line = _line(text, span, after_rule)
        if line.kind in (Kind.RULE, Kind.ASSIGNMENT):
            after_rule = line.kind is Kind.RULE
        yield line


def _line(text: bytes, span: Span, after_rule: bool) -> Line:
    if not text.strip() or text.lstrip().startswith(b"#"):
        return Line(Kind.OTHER, span, span)
    if text.startswith(b"\t") and after_rule:
        return Line(Kind.RECIPE, span, span)
    given = _ASSIGNMENT.match(text)
    if given is None and _DIRECTIVE.match(text):
        return Line(Kind.DIRECTIVE, span, span)
    if given is not None:
        value = Span(span.start + given.end(), span.start + _without_comment(text, given.end()))
        return Line(Kind.ASSIGNMENT, span, value, given["name"], (given["how"] or b"") + b"=")
    if _RULE.match(text):
        end = span.start + _without_comment(text, 0)
        return Line(Kind.RULE, span, Span(span.start, end))
    return Line(Kind.OTHER, span, span)


def _without_comment(text: bytes, start: int) -> int:
    """Where a comment begins, or the end."""
    at = text.find(b"#", start)
    while at > 0 and text[at - 1 : at] == b"\\":
        at = text.find(b"#", at + 1)
    return at if at >= 0 else len(text)


def words(data: bytes, span: Span) -> Words:
    """The words of a value."""
    return tuple(word for command in commands(data, span, is_shell=False) for word in command)


def recipe(data: bytes, line: Line) -> list[Words]:
    """The commands of a recipe's line, each its words."""
    prefix = _PREFIX.match(data, *line.span)
    start = prefix.end() if prefix is not None else line.span.start
    return list(commands(data, Span(start, line.span.end), is_shell=True))


def commands(data: bytes, span: Span, *, is_shell: bool) -> Iterator[Words]:
    """Words, in groups as the shell's separators make them; a comment of the shell ends them."""
    found: list[Span] = []
    at, start = span.start, -1
    while at < span.end:
        gap = _GAP.match(data, at, span.end)
        ends = _ENDS.match(data, at, span.end) if is_shell else None
        if gap is None and ends is None:
            if is_shell and start < 0 and data[at : at + 1] == b"#":
                break
            start = at if start < 0 else start
            at = _part(data, at, span.end)
            continue
        if start >= 0:
            found.append(Span(start, at))
            start = -1
        if ends is not None:
            yield tuple(found)
            found = []
        ended = gap or ends
        at = ended.end() if ended is not None else at + 1
    if start >= 0:
        found.append(Span(start, at))
    yield tuple(found)


def _part(data: bytes, at: int, end: int) -> int:
    """Where a part of a word ends: a text in quotes, the use of a variable, or plain letters."""
    first = data[at : at + 1]
    if first in (b'"', b"'", b"`"):
        close = data.find(first, at + 1, end)
        while first == b'"' and close > 0 and data[close - 1 : close] == b"\\":
            close = data.find(first, close + 1, end)
        return close + 1 if close >= 0 else end
    if first == b"$":
        return _use(data, at, end)
    plain = _PLAIN.match(data, at, end)
    return plain.end() if plain is not None else at + 1


def _use(data: bytes, at: int, end: int) -> int:
    """Where the use of a variable ends, with all that stands in its brackets."""
    opened = data[at + 1 : at + 2]
    if opened not in (b"(", b"{"):
        return min(at + 2, end)
    closing, depth = _CLOSING[opened[0]], 0
    for index in range(at + 1, end):
        letter = data[index : index + 1]
        depth += (letter == opened) - (letter == closing)
        if not depth:
            return index + 1
    return end
