"""Shapes of directives, found around a name.

What comes in is the ``match`` text of a construct rule that starts with ``#``, and a directive of a
file; what goes out are the spans of the captures. The tokens are compared one by one, so that it
also holds where no tree could be built.
"""

from __future__ import annotations

from functools import cache

from migrate.model import Span
from migrate.rules.constructs import CONDITION, split_directive
from migrate.shapes.finding import Found
from migrate.text.lexer import Directive, Spans, integer, tokens


def find_in_directive(
    match: str, data: bytes, directive: Directive, name: Span, skip: Spans
) -> Found | None:
    """Find the directive shape ``match`` (``#if defined(X)``) around the name at ``name``."""
    keyword, rest = split_directive(match)
    if directive.keyword != keyword and not (keyword == "if" and directive.keyword == "elif"):
        return None
    wanted = _directive_tokens(rest)
    line = tokens(data, directive.body, directive.end, skip)
    if name not in line:
        return None
    at = line.index(name)
    for form in _forms(wanted):
        for first in range(max(0, at + 1 - len(form)), min(at, len(line) - len(form)) + 1):
            window = line[first : first + len(form)]
            if all(
                _fits(word, data[slice(*span)]) for word, span in zip(form, window, strict=True)
            ):
                captures = {
                    w[1:]: span for w, span in zip(form, window, strict=True) if w[0] == "$"
                }
                captures[CONDITION] = Span(directive.body, directive.end)
                return Found(Span(window[0].start, window[-1].end), captures, rest)
    return None


def _fits(word: str, written: bytes) -> bool:
    """Whether a token stands for a word of the shape."""
    if word[0] == "$":
        return True
    text = written.decode("utf-8", "replace")
    return word == text or (word[0].isdigit() and integer(word) == integer(text))


@cache
def _directive_tokens(text: str) -> tuple[str, ...]:
    data = text.encode()
    return tuple(data[s.start : s.end].decode() for s in tokens(data, 0, len(data), Spans.of(())))


def _forms(wanted: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """``defined(X)`` may also be written ``defined X``."""
    if len(wanted) == 4 and wanted[0] == "defined":
        return wanted, (wanted[0], wanted[2])
    return (wanted,)
