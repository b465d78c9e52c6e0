"""The sizes of a grid or a block: what a ``dim3``, or the integer that becomes one, is made of.

What comes in is the span of an expression and the function it stands in; what goes out are three
numbers, each None where it is not certain. A variable counts if it has one value from its
declaration on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import prod

from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Spans, tokens
from migrate.values.flow import Flow

Sizes = tuple[int | None, int | None, int | None]
Value = Callable[[Span], int | None]

UNKNOWN: Sizes = (None, None, None)
_MADE = regex(rb"\s*(?:(?:::\s*)?dim3\s*)?[({](?P<sizes>.*)[)}]\s*", re.DOTALL)
_IS_DIM3 = regex(r"(?:static )?(?:const(?:expr)? )?dim3")
_NAME = regex(r"[A-Za-z_]\w*")
_DEPTH = {b"(": 1, b"[": 1, b"{": 1, b")": -1, b"]": -1, b"}": -1}


def part_of(sizes: Sizes, part: str) -> int | None:
    """``x``, ``y``, ``z``, or the ``threads``: all three multiplied."""
    if part != "threads":
        return sizes["xyz".index(part)]
    known = [size for size in sizes if size is not None]
    return prod(known) if len(known) == len(sizes) else None


def sizes_of(data: bytes, span: Span, skip: Spans, flow: Flow | None, value: Value) -> Sizes:
    """The sizes that the expression at ``span`` stands for; ``value`` folds an integer."""
    found = value(span)
    name, at = _read(data, span)
    if found is None and flow is not None and _NAME.fullmatch(name):
        written = flow.only_value(name, at)
        if written is None:
            return UNKNOWN
        if not _IS_DIM3.fullmatch(flow.type_of(name, at)):
            return _line(value(written))
        span = written
        found = value(span)
    made = _MADE.fullmatch(data, *span)
    if made is None or found is not None:
        return _line(found)
    inner = _arguments(data, Span(*made.span("sizes")), skip)
    values = [value(item) for item in inner]
    x, y, z = (*values, 1, 1, 1)[:3]
    return (x, y, z) if len(values) <= 3 else UNKNOWN


def _read(data: bytes, span: Span) -> tuple[str, int]:
    """What stands at ``span``, without blanks around it, and where that begins."""
    text = data[span.start : span.end]
    return text.decode("utf-8", "replace").strip(), span.end - len(text.lstrip())


def _line(size: int | None) -> Sizes:
    return (size, 1, 1) if size is not None else UNKNOWN


def _arguments(data: bytes, span: Span, skip: Spans) -> Iterator[Span]:
    """What stands between the commas of ``span``."""
    start, depth = span.start, 0
    for token in tokens(data, *span, skip):
        text = data[token.start : token.end]
        depth += _DEPTH.get(text, 0)
        if text == b"," and depth == 0:
            yield Span(start, token.start)
            start = token.end
    if data[start : span.end].strip():
        yield Span(start, span.end)
