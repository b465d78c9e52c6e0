"""What the calls of a macro give for one of its parameters.

What comes in are a reading, its code with comments and literals blanked, and a place in the body of
a macro; what goes out are the arguments that the file's own calls have for the parameter named
there. Calls in other files are not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.model import Span
from migrate.regex import regex
from migrate.tree.reading import Reading

_HEAD = regex(rb"[ \t]*([A-Za-z_]\w*)\(([^()]*)\)")
_STEP = regex(rb"[()\[\]{},]")
_OPENS = frozenset((b"(", b"[", b"{"))
_MOST = 64  # calls that are looked at


def arguments_given(reading: Reading, code: bytes, span: Span) -> Iterator[Span]:
    """The arguments for the parameter that stands at ``span``, in parentheses or without."""
    item = reading.directives.at(span.start)
    if item is None or item.keyword != "define":
        return
    head = _HEAD.match(code, item.body, item.end)
    name = code[span.start : span.end].strip(b" \t()")
    parameters = [part.strip() for part in head[2].split(b",")] if head is not None else []
    if head is None or name not in parameters:
        return
    at = parameters.index(name)
    calls = re.compile(rb"\b%b\s*\(" % re.escape(head[1]))
    for number, call in enumerate(calls.finditer(code)):
        if number >= _MOST:
            return
        if item.start <= call.start() < item.end:
            continue
        found = _arguments(code, call.end())
        if at < len(found):
            yield found[at]


def _arguments(code: bytes, start: int) -> list[Span]:
    """The arguments behind an opening parenthesis; none where it is not closed."""
    found: list[Span] = []
    depth = 0
    for step in _STEP.finditer(code, start):
        sign = step[0]
        if depth == 0 and sign in (b",", b")"):
            found.append(_stripped(code, start, step.start()))
            start = step.end()
            if sign == b")":
                return found
        elif sign != b",":
            depth += 1 if sign in _OPENS else -1
    return []


def _stripped(code: bytes, start: int, end: int) -> Span:
    text = code[start:end]
    left = start + len(text) - len(text.lstrip())
    return Span(left, max(left, start + len(text.rstrip())))
