"""A found shape and its rewrite template to edits in the gaps between the captures.

What comes in are bytes, the spans of the captures and the two template texts; what goes out are
edits. A template that keeps its captures in order only changes the tokens between them, and takes
out the captures it does not have: the bytes of an argument are never written again, so edits inside
arguments go along. A template that reorders or repeats captures covers the whole shape with one
edit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from migrate.model import Edit, Finding, Span
from migrate.regex import regex
from migrate.rewrite.declared import declared
from migrate.rules.constructs import CAPTURE, Case, Words, split_directive, split_template
from migrate.shapes.finding import Found
from migrate.text.lexer import Spans, integer, tokens, trivia
from migrate.tree.qualifiers import Access
from migrate.tree.resolve import Use

_REST_AFTER_COMMA = regex(r",\s*\$\*(\w+)")
_LEAVES_BLANKS = (b" ", b"\t", b"\n", b"(", b"{")  # no blank is wanted behind these
# What may stand behind a "::": a name, and neither an operator nor a keyword.
_BEHIND_COLONS = regex(
    rb"(?!(?:(?:static|reinterpret|const|dynamic)_cast|sizeof|decltype|do|asm|if|auto|return|"
    rb"unsigned|int|float|double|long|void)\b)[A-Za-z_]"
)
_IN_NAMESPACE = regex(rb"[A-Za-z_]\w*::")
_SLASH = 0x2F  # comments begin with it, and literals do not


def rewrite(data: bytes, skip: Spans, found: Found, template: str) -> tuple[Edit, ...]:
    """Edits that turn the found shape into ``template``; ``skip`` are comments and literals of
    ``data``. What was found without a shape is covered whole.
    """
    if not found.text:
        return (_cover(data, found, *split_template(template)),)
    if found.each:
        return (declared(data, skip, found, template),)
    template = _without_empty(split_directive(template)[1], found)
    before, names_before = split_template(found.text)
    after, names_after = split_template(template)
    kept = [name for name in names_before if name in names_after]
    if kept != names_after or len(set(names_before)) != len(names_before):
        return (_cover(data, found, after, names_after),)
    edits: list[Edit] = []
    gaps = _gaps(found, before, names_before, kept)
    for (gap, parts), new in zip(gaps, after, strict=True):
        inner = _gap_edits(data, skip, gap, parts, new)
        if inner is None:
            return (_cover(data, found, after, names_after),)
        edits.extend(inner)
    return tuple(edits)


def without_colons(edits: Sequence[Edit], use: Use) -> tuple[Edit, ...]:
    """The edits, which take the ``::`` before the name along where what they write at it is no name
    that could stand behind it, and the namespace that it is in where they write another one.
    """
    at = use.parts[-1].start if len(use.parts) > 1 else use.start
    if at > use.start and all(edit.start >= at for edit in edits):
        return tuple(
            edit._replace(start=use.start)
            if edit.start == at and _IN_NAMESPACE.match(edit.text)
            else edit
            for edit in edits
        )
    if use.before.access is not Access.GLOBAL:
        return tuple(edits)
    start = use.before.start
    return tuple(
        edit._replace(start=start)
        if edit.start == use.start and edit.text and not _BEHIND_COLONS.match(edit.text)
        else edit
        for edit in edits
    )


def consumed(edits: Sequence[Edit], again: Sequence[Span]) -> Iterator[Span]:
    """What ``edits`` replace, less the captures they write ``again``."""
    for edit in edits:
        start = edit.start
        for span in again:
            if edit.start <= span.start and span.end <= edit.end:
                yield Span(start, span.start)
                start = span.end
        yield Span(start, edit.end)


def _without_empty(template: str, found: Found) -> str:
    """The template less the rests that caught nothing, each with the comma before it."""

    def text(match: re.Match[str]) -> str:
        span = found.captures.get(match[1], Span(0, 0))
        return match[0] if span.start < span.end else ""

    return _REST_AFTER_COMMA.sub(text, template)


def _gaps(
    found: Found, literals: Sequence[str], names: Sequence[str], kept: Sequence[str]
) -> list[tuple[Span, list[str | Span]]]:
    """What stands between the captures that are kept: literals, and the captures that go."""
    gaps: list[tuple[Span, list[str | Span]]] = []
    start = found.span.start
    parts: list[str | Span] = [literals[0]]
    for name, literal in zip(names, literals[1:], strict=True):
        span = found.captures[name]
        if name in kept:
            gaps.append((Span(start, span.start), parts))
            start, parts = span.end, []
        elif span.start < span.end:
            parts.append(span)
        parts.append(literal)
    return [*gaps, (Span(start, found.span.end), parts)]


def expand(
    text: str,
    data: bytes,
    captures: Mapping[str, Span],
    words: Sequence[tuple[str, Words]] = (),
) -> str:
    """``text`` with every ``$capture`` replaced by its source, on one line; for messages. A source
    that is one of the capture's ``words`` is what the word becomes.
    """
    becomes = {name: dict(pairs) for name, pairs in words}

    def source(match: re.Match[str]) -> str:
        span = captures.get(match[2])
        if span is None:
            return match[0]
        written = " ".join(data[span.start : span.end].decode("utf-8", "replace").split())
        return becomes.get(match[2], {}).get(written, written)

    return CAPTURE.sub(source, text)


def placed(
    finding: Finding, case: Case, data: bytes, places: Sequence[Found]
) -> tuple[Finding, ...]:
    """The finding once for each of the ``places`` a case speaks of; where there are none, as it
    is.
    """
    return tuple(
        replace(
            finding,
            message=expand(case.message, data, place.captures),
            suggestion=expand(case.suggestion, data, place.captures, case.words),
            start=place.span.start,
            end=place.span.end,
        )
        for place in places
    ) or (finding,)


def _cover(data: bytes, found: Found, literals: Sequence[str], names: Sequence[str]) -> Edit:
    text = literals[0].encode()
    for name, literal in zip(names, literals[1:], strict=True):
        span = found.captures[name]
        text += data[span.start : span.end] + literal.encode()
    return Edit(found.span.start, found.span.end, text)


def _gap_edits(
    data: bytes, skip: Spans, gap: Span, parts: Sequence[str | Span], new: str
) -> list[Edit] | None:
    """Edits in one gap; None where the tokens of ``parts`` do not stand there in order."""
    if parts == [new]:
        return []
    here = _place(data, skip, gap, parts)
    if here is None:
        return None
    old_words, new_words = [word for word, _ in here], _words(new)
    spans = [span for _, span in here]
    edits: list[Edit] = []
    matcher = SequenceMatcher(None, old_words, [word for word, _ in new_words], autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "delete":
            edits.extend(_deletions(data, skip, spans[i1:i2]))
        elif kind != "equal":
            first = new_words[j1][1].start
            text = new[first : new_words[j2 - 1][1].end]
            start, end = _range(data, skip, gap, spans, i1, i2, text)
            starts = new[max(0, first - 1) : first].isspace()
            if kind == "insert" and starts and _is_joined(data, new, new_words[j2 - 1][1].end, end):
                start = end = spans[i1].start if i1 < len(spans) else end
            text = " " + text if starts and not data[start - 1 : start].isspace() else text
            if kind == "replace" and text.endswith("(") and not new[len(new.rstrip()) :]:
                end = _behind_blanks(data, end, gap.end) if i2 == len(spans) else end
            ends = j2 == len(new_words) and new[-1:].isspace()
            text += " " if ends and not data[end : end + 1].isspace() else ""
            edits.append(Edit(start, end, text.encode()))
    return edits


def _behind_blanks(data: bytes, at: int, last: int) -> int:
    """Where the blanks from ``at`` on end, if nothing else stands up to ``last``."""
    return last if data[at:last].strip(b" \t") == b"" else at


def _is_joined(data: bytes, new: str, at: int, end: int) -> bool:
    """Whether what is inserted up to ``at`` touches the word behind it, before which blanks stand
    from ``end`` on.
    """
    return not new[at : at + 1].isspace() and data[end : end + 1] in (b" ", b"\t")


def _deletions(data: bytes, skip: Spans, spans: Sequence[Span]) -> Iterator[Edit]:
    """Take tokens out, and the blanks that would be left double; comments between them stay."""
    start, end = spans[0].start, spans[-1].end
    if _comments(data, skip, start, end):
        yield from (Edit(span.start, span.end, b"") for span in spans)
        return
    if data[start - 1 : start] in _LEAVES_BLANKS:
        end = _after_blanks(data, end)
    if data[end : end + 1] in (b"\r", b"\n"):  # leave no blank line, and no blanks before its end
        while data[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        if data[start - 1 : start] == b"\n":
            start -= 2 if data[start - 2 : start] == b"\r\n" else 1
    yield Edit(start, end, b"")


def _after_blanks(data: bytes, offset: int) -> int:
    while data[offset : offset + 1] in (b" ", b"\t"):
        offset += 1
    return offset


def _range(
    data: bytes, skip: Spans, gap: Span, here: Sequence[Span], first: int, last: int, text: str
) -> tuple[int, int]:
    """Bytes that the tokens ``first..last`` take; an insertion goes to the end of the gap, or
    behind a token and the ``::`` of the global namespace, and one more argument behind the comments
    of the argument before it.
    """
    if first < last:
        return here[first].start, here[last - 1].end
    if first == len(here):
        return gap.end, gap.end
    at = here[first - 1].end if first else gap.start
    is_argument = text.startswith(",") and _comments(data, skip, at, here[first].start)
    if is_argument or data.startswith(b"::", at):
        at = here[first].start
    return at, at


def _comments(data: bytes, skip: Spans, start: int, end: int) -> bool:
    """Whether a comment stands between two offsets."""
    inside = skip.spans[bisect_left(skip.starts, start) : bisect_left(skip.starts, end)]
    return any(data[span.start] == _SLASH for span in inside)


def _words(literal: str) -> list[tuple[str, Span]]:
    data = literal.encode()
    spans = tokens(data, 0, len(data), trivia(data).both)
    return [(data[span.start : span.end].decode(), span) for span in spans]


def _place(
    data: bytes, skip: Spans, gap: Span, parts: Sequence[str | Span]
) -> list[tuple[str, Span]] | None:
    """The words of ``parts`` and where they stand in the gap, other tokens (``<T>``, ``::``) in
    between allowed; a capture that goes is one word, which no template has.
    """
    found: list[tuple[str, Span]] = []
    at = gap.start
    for part in parts:
        if isinstance(part, Span):
            found.append(("", part))
            at = part.end
            continue
        for word, _ in _words(part):
            spans = tokens(data, at, gap.end, skip)
            span = next(
                (s for s in spans if _same(data[s.start : s.end].decode("utf-8", "replace"), word)),
                None,
            )
            if span is None:
                return None
            found.append((word, span))
            at = span.end
    return found


def _same(text: str, word: str) -> bool:
    """Whether a token is a word of the shape; integers are compared by value."""
    return text == word or integer(text) == integer(word) is not None
