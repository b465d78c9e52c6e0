"""A declaration as a template writes it: one statement for each declarator, as one edit.

What comes in are bytes, the captures of every declarator and the template; what goes out is the
edit that covers the declaration. Comments in it that no capture holds go before it. What the
captures hold is written as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.rules.constructs import split_template
from migrate.shapes.finding import Found
from migrate.text.lexer import Spans

_WITH_BLANK = regex(r"\$(\w+) (?!=)")
_SLASH = 0x2F  # comments begin with it, and literals do not
_INDENT = regex(rb"[ \t]*")


def declared(data: bytes, skip: Spans, found: Found, template: str) -> Edit:
    """The edit of a declaration: the template once for each declarator."""
    texts = [_one(data, captures, template) for captures in found.each]
    comments = [data[span.start : span.end] for span in _comments(data, found, skip)]
    newline = b"\n" + _indentation(data, found.span.start)
    before = b"".join(text + (newline if text.startswith(b"//") else b" ") for text in comments)
    return Edit(found.span.start, found.span.end, before + b" ".join(texts))


def _one(data: bytes, captures: Mapping[str, tuple[Span, ...]], template: str) -> bytes:
    """The template with what one declarator has; the blank behind what is nothing goes."""

    def with_blank(match: re.Match[str]) -> str:
        return match[0] if captures.get(match[1]) else ""

    literals, names = split_template(_WITH_BLANK.sub(with_blank, template))
    text = literals[0]
    for name, literal in zip(names, literals[1:], strict=True):
        text += " ".join(_read(data, span) for span in captures.get(name, ())) + literal
    return text.encode("utf-8", "surrogateescape")


def _read(data: bytes, span: Span) -> str:
    return data[span.start : span.end].decode("utf-8", "surrogateescape")


def _comments(data: bytes, found: Found, skip: Spans) -> Iterator[Span]:
    """The comments of a declaration that no capture holds."""
    held = [span for one in found.each for spans in one.values() for span in spans]
    for span in skip.spans:
        inside = found.span.start <= span.start and span.end <= found.span.end
        held_by = any(item.start <= span.start < item.end for item in held)
        if inside and data[span.start] == _SLASH and not held_by:
            yield span


def _indentation(data: bytes, start: int) -> bytes:
    line = data.rfind(b"\n", 0, start) + 1
    match = _INDENT.match(data, line, start)
    return match[0] if match is not None else b""
