"""A found shape and its rewrite template to edits in the gaps between the captures.

What comes in are bytes, the spans of the captures and the two template texts; what goes out are
edits. A template that keeps its captures in order only changes the tokens between them: the bytes
of an argument are never written again, so edits inside arguments go along. A template that reorders
or repeats captures covers the whole shape with one edit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from migrate.constructs import CAPTURE, split_directive
from migrate.lexer import Spans, tokens, trivia
from migrate.model import Edit, Span
from migrate.patterns import Found

_REST_AFTER_COMMA = re.compile(r",\s*\$\*(\w+)")


def rewrite(data: bytes, skip: Spans, found: Found, template: str) -> tuple[Edit, ...]:
    """Edits that turn the found shape into ``template``; ``skip`` are comments and literals of
    ``data``.
    """
    template = split_directive(template)[1]
    if "$*" in template and "$*" not in found.text:
        template = _REST_AFTER_COMMA.sub("", template)
    before, names_before = _split(found.text)
    after, names_after = _split(template)
    if names_before != names_after or len(set(names_after)) != len(names_after):
        return (_cover(data, found, after, names_after),)
    edges = [found.span.start]
    for name in names_before:
        edges.extend(found.captures[name])
    edges.append(found.span.end)
    edits: list[Edit] = []
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        gap = Span(edges[2 * index], edges[2 * index + 1])
        inner = _gap_edits(data, skip, gap, old, new)
        if inner is None:
            return (_cover(data, found, after, names_after),)
        edits.extend(inner)
    return tuple(edits)


def expand(text: str, data: bytes, captures: Mapping[str, Span]) -> str:
    """``text`` with every ``$capture`` replaced by its source, on one line; for messages."""

    def source(match: re.Match[str]) -> str:
        span = captures.get(match[2])
        if span is None:
            return match[0]
        return " ".join(data[span.start : span.end].decode("utf-8", "replace").split())

    return CAPTURE.sub(source, text)


def _split(template: str) -> tuple[list[str], list[str]]:
    """Literals and capture names in turn: ``f($a, 1)`` gives ``["f(", ", 1)"]`` and ``["a"]``."""
    literals, names, at = [], [], 0
    for match in CAPTURE.finditer(template):
        literals.append(template[at : match.start()])
        names.append(match[2])
        at = match.end()
    return [*literals, template[at:]], names


def _cover(data: bytes, found: Found, literals: Sequence[str], names: Sequence[str]) -> Edit:
    text = literals[0].encode()
    for name, literal in zip(names, literals[1:], strict=True):
        span = found.captures[name]
        text += data[span.start : span.end] + literal.encode()
    return Edit(found.span.start, found.span.end, text)


def _gap_edits(data: bytes, skip: Spans, gap: Span, old: str, new: str) -> list[Edit] | None:
    """Edits in one gap; None where the tokens of ``old`` do not stand there in order."""
    if old == new:
        return []
    old_words, new_words = _words(old), _words(new)
    here = _place(data, skip, gap, [text for text, _ in old_words])
    if here is None:
        return None
    edits = []
    matcher = SequenceMatcher(
        None, [w for w, _ in old_words], [w for w, _ in new_words], autojunk=False
    )
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        text = new[new_words[j1][1].start : new_words[j2 - 1][1].end] if j2 > j1 else ""
        start, end = _range(gap, here, i1, i2)
        if (
            j2 > j1
            and j2 == len(new_words)
            and new[-1:].isspace()
            and not data[end : end + 1].isspace()
        ):
            text += " "
        edits.append(Edit(start, end, text.encode()))
    return edits


def _range(gap: Span, here: Sequence[Span], first: int, last: int) -> tuple[int, int]:
    """Bytes that the tokens ``first..last`` take; an insertion goes to the end of the gap, or
    behind a token.
    """
    if first < last:
        return here[first].start, here[last - 1].end
    if first == len(here):
        return gap.end, gap.end
    at = here[first - 1].end if first else gap.start
    return at, at


def _words(literal: str) -> list[tuple[str, Span]]:
    data = literal.encode()
    spans = tokens(data, 0, len(data), trivia(data).both)
    return [(data[span.start : span.end].decode(), span) for span in spans]


def _place(data: bytes, skip: Spans, gap: Span, words: Sequence[str]) -> list[Span] | None:
    """The spans at which ``words`` stand in the gap, other tokens (``<T>``, ``::``) in between
    allowed.
    """
    found: list[Span] = []
    wanted = iter([word.encode() for word in words])
    word = next(wanted, None)
    for span in tokens(data, gap.start, gap.end, skip):
        if word is not None and data[span.start : span.end] == word:
            found.append(span)
            word = next(wanted, None)
    return found if word is None else None
