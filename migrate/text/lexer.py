"""Bytes to lexical facts: comments, string literals, preprocessor directives, identifier tokens.

What comes in is a whole file; what goes out are spans. This layer holds in files no grammar can
parse (merge conflicts, unbalanced macros), so everything that must never be wrong, such as "is this
inside a comment?", is decided here. It knows nothing of CUDA and builds no tree.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex

# One leading character class keeps the search in the regex engine's fast path; the look-behinds
# then tell comment, string and character literal apart. A quote after a hex digit separates digits
# (1'000), unless the digit ends a word that may stand there.
_TRIVIA = regex(
    rb"""[/"'](?:
        (?<=/)(?:/[^\n\\]*(?:\\(?:\r\n|.)[^\n\\]*)*|\*.*?(?:\*/|\Z))
      | (?<=")[^"\\\n]*(?:\\(?:\r\n|.)[^"\\\n]*)*"?
      | (?:(?<![0-9a-fA-F]')|(?<=\bcase')|(?<=\bu8'))(?<=')[^'\\\n]*(?:\\(?:\r\n|.)[^'\\\n]*)*'?
    )""",
    re.DOTALL | re.VERBOSE,
)
_RAW = b'R"'
_RAW_START = regex(rb"([^()\\\s]{0,16})\(")  # behind the quote
_RAW_END = regex(rb"\)(?=([^()\\\s]{0,17}))")
BOM = b"\xef\xbb\xbf"
BLANKS = b" \t\r\n\f\v"
# What may stand between two tokens, for use in other patterns: blanks, line splices, comments.
GAP = rb"(?:[ \t\r\n\f\v]++|\\\r?\n|/\*(?s:.)*?\*/|//[^\n]*\n)*+"
_DIRECTIVE = regex(rb"#[ \t]*([a-z_]+)?")
_LOGICAL_LINE = regex(rb"[^\\\n]*(?:\\(?:\r?\n|.)?[^\\\n]*)*")
_TOKEN = regex(rb"[A-Za-z_$][\w$]*|<<<|>>>|::|->|\.?\d(?:[eEpP][+-]|[\w.'])*|\S", re.ASCII)


_INTEGER = regex(r"(0[xX][0-9a-fA-F']+|0[bB][01']+|[0-9][0-9']*)(?:[uU]?[lLzZ]{0,2}[uU]?)")


class Spans(NamedTuple):
    """Disjoint spans in order, with a fast "which one holds this offset?"."""

    spans: tuple[Span, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, spans: Sequence[Span]) -> Spans:
        return cls(tuple(spans), tuple(span.start for span in spans))

    def at(self, offset: int) -> Span | None:
        """The span that holds ``offset``."""
        index = bisect_right(self.starts, offset) - 1
        return self.spans[index] if index >= 0 and offset < self.spans[index].end else None

    def between(self, start: int, end: int) -> Sequence[Span]:
        """The spans that begin in ``[start, end)``."""
        return self.spans[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


class Trivia(NamedTuple):
    """Where comments and literals stand. ``strings`` includes character literals, quotes and raw
    delimiters.
    """

    comments: Spans
    strings: Spans
    both: Spans


class Directive(NamedTuple):
    """A preprocessor line: ``start`` at the ``#``, ``body`` after the keyword, ``end`` before the
    newline.

    Continued lines belong to it. ``keyword`` is ``"if"``, ``"define"``, ... or ``""`` for a null
    directive.
    """

    keyword: str
    start: int
    body: int
    end: int


class Directives(NamedTuple):
    """The directives of a file in order."""

    items: tuple[Directive, ...]
    starts: tuple[int, ...]

    def at(self, offset: int) -> Directive | None:
        """The directive whose logical line holds ``offset``."""
        index = bisect_right(self.starts, offset) - 1
        return self.items[index] if index >= 0 and offset < self.items[index].end else None


def trivia(data: bytes) -> Trivia:
    """Find comments, strings and character literals."""
    comments: list[Span] = []
    strings: list[Span] = []
    both: list[Span] = []
    for span in _with_raw(data) if _RAW in data else map(_span, _TRIVIA.finditer(data)):
        (comments if data[span.start] == 0x2F else strings).append(span)
        both.append(span)
    return Trivia(Spans.of(comments), Spans.of(strings), Spans.of(both))


def _span(match: re.Match[bytes]) -> Span:
    return Span(*match.span())


def _with_raw(data: bytes) -> Iterator[Span]:
    """Comments and literals of a text with raw strings; one that does not end is a plain string."""
    ends = _raw_ends(data)
    match = _TRIVIA.search(data)
    while match is not None:
        start, end = match.span()
        is_raw = data[max(0, start - 1) : start + 1] == _RAW
        opening = _RAW_START.match(data, start + 1) if is_raw else None
        if opening is not None:
            known = ends.get(opening[1], [])
            at = bisect_left(known, opening.end())
            end = known[at] + len(opening[1]) + 2 if at < len(known) else end
        yield Span(start, end)
        match = _TRIVIA.search(data, end)


def _raw_ends(data: bytes) -> dict[bytes, list[int]]:
    """Where raw strings may end, by their delimiters: each would else be searched for anew."""
    found: dict[bytes, list[int]] = {}
    for match in _RAW_END.finditer(data):
        after = match[1]
        at = after.find(b'"')
        while at >= 0:
            found.setdefault(after[:at], []).append(match.start())
            at = after.find(b'"', at + 1)
    return found


def directives(data: bytes, skip: Spans) -> Directives:
    """Find preprocessor directives; ``skip`` are the comments and strings, in which a ``#`` means
    nothing.
    """
    found: list[Directive] = []
    for match in _DIRECTIVE.finditer(data):
        start, body = match.span()
        line = data.rfind(b"\n", 0, start) + 1
        inside = skip.at(start) is not None or (found and start < found[-1].end)
        if not inside and _is_blank(data, line, start, skip):
            keyword = (match.group(1) or b"").decode()
            found.append(Directive(keyword, start, body, _line_end(data, body, skip)))
    return Directives(tuple(found), tuple(directive.start for directive in found))


def _is_blank(data: bytes, start: int, end: int, skip: Spans) -> bool:
    """Whether nothing but blanks and block comments stands in ``[start, end)``; a byte order mark
    is a blank.
    """
    start += len(BOM) if start == 0 and data.startswith(BOM) else 0
    while data[start:end].strip():
        around = skip.at(start)
        if around is not None and data[around.start : around.start + 2] == b"/*":
            start = around.end
        elif data[start : start + 1].isspace():
            start += 1
        else:
            return False
    return True


def _line_end(data: bytes, start: int, skip: Spans) -> int:
    """End of the logical line: continuations and a block comment that runs over the newline belong
    to it.
    """
    while True:
        line = _LOGICAL_LINE.match(data, start)
        end = line.end() if line else start
        inside = skip.at(end)
        if inside is None or inside.start >= end or data[inside.start : inside.start + 2] != b"/*":
            return end - 1 if data[end - 1 : end] == b"\r" else end
        start = inside.end


def tokens(data: bytes, start: int, end: int, skip: Spans, most: int = sys.maxsize) -> list[Span]:
    """The first ``most`` tokens in ``[start, end)``, comments left out and a literal taken as one
    token.
    """
    return list(islice(each_token(data, start, end, skip), most))


def each_token(data: bytes, start: int, end: int, skip: Spans) -> Iterator[Span]:
    """The tokens in ``[start, end)``, each looked for when it is asked for."""
    offset = start
    while offset < end:
        match = _TOKEN.search(data, offset, end)
        if match is None:
            return
        literal = skip.at(match.start())
        if literal is None:
            offset = match.end()
            yield Span(*match.span())
            continue
        offset = literal.end
        if data[literal.start] != 0x2F:
            yield Span(match.start(), min(literal.end, end))


def last_code_byte(data: bytes, comments: Spans, offset: int) -> int:
    """Offset of the last byte before ``offset`` that is neither blank nor in a comment nor part of
    a line splice, or -1.
    """
    at = offset - 1
    while at >= 0:
        if data[at] in BLANKS:  # in a comment or not
            at -= 1
        elif (comment := comments.at(at)) is not None:
            at = comment.start - 1
        elif data[at] == 0x5C and data[at + 1 : at + 2] in (b"\n", b"\r"):
            at -= 1
        else:
            return at
    return -1


def integer(text: str) -> int | None:
    """The value of an integer literal (``0x1Fu``, ``1'024``); None for anything else."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    digits = match[1].replace("'", "").lower()
    if len(digits) > 1 and digits[0] == "0" and digits.isdigit():
        return int(digits, 8) if set(digits) <= set("01234567") else None
    return int(digits, 0)
