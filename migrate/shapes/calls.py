"""Call shapes matched on tokens, for the places where the grammar is at a loss.

A macro that takes a type (``SIZE_OF(float, 8)``) makes the grammar read the call around it as a
declaration. What comes in is a shape that is one call, and a name in the text; what goes out are
the spans of its captures, as ``finding`` would give them. No tree is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.constructs import CAPTURE
from migrate.shapes.finding import Found
from migrate.text.lexer import Spans, tokens

_CALL = regex(r"([A-Za-z_]\w*)\((.*)\)")
_OPENS = regex(rb"\s*(?:\(|/[/*])")
_BEFORE = frozenset("( { } [ ; , = ! ? : & | + - < > / % ~ ^ return case else do".split())
_OPEN = {"(": ")", "[": "]", "{": "}"}
_IN_TEMPLATE = regex(r"[\w.:*&,()<>\[\]']+")
_FEW = 40  # tokens among which most launches end
_LONGEST = 400  # tokens that are looked at for the end of a call


def find_call(match: str, data: bytes, name: Span, skip: Spans) -> Found | None:
    """The call at ``name`` as the shape ``match`` says; None where none stands there."""
    shape = _CALL.fullmatch(match) if _OPENS.match(data, name.end) else None
    if shape is None or not _follows_an_operator(data, name.start, skip):
        return None
    words = tokens(data, name.end, min(len(data), name.end + 64 * _LONGEST), skip, _LONGEST)
    split = _arguments(data, words)
    if split is None:
        return None
    found, end = split
    wanted = [part.strip() for part in shape[2].split(",")] if shape[2].strip() else []
    without_rest = [wanted[:-1]] if wanted and wanted[-1].startswith("$*") else []
    for text in (wanted, *without_rest):
        captures = _bound(data, text, found, words[0].end)
        if captures is not None:
            return Found(Span(name.start, end), captures, f"{shape[1]}({', '.join(text)})")
    return None


def closing_chevron(data: bytes, start: int, skip: Spans) -> Span | None:
    """The ``>>>``, split or not, that ends the launch configuration from ``start`` on."""
    end = min(len(data), start + 64 * _LONGEST)
    few = _closing_chevron(data, tokens(data, start, end, skip, _FEW))
    if few is not None:  # most are short, and there may be many
        return few[0]
    found = _closing_chevron(data, tokens(data, start, end, skip, _LONGEST))
    return found[0] if found is not None else None


def _closing_chevron(data: bytes, words: Sequence[Span]) -> tuple[Span | None] | None:
    """What ``closing_chevron`` finds among the words; nothing where they do not decide it."""
    depth = 0
    for at, word in enumerate(words):
        text = _text(data, word)
        depth += (text in _OPEN) - (text in _OPEN.values())
        if depth < 0 or text == ";" or (text == "{" and not _begins_a_value(data, words[:at])):
            return (None,)
        run = words[at : at + 4]
        if depth == 0 and [_text(data, item) for item in run] == [">", ">", ">", "("]:
            return (Span(word.start, run[2].end),)
        if depth == 0 and text == ">>>":
            return (word,)
    return None


def braced(data: bytes, start: int, skip: Spans) -> tuple[Span, ...]:
    """Those of the first two arguments of the launch configuration from ``start`` on that are
    braces alone.
    """
    end = closing_chevron(data, start, skip)
    words = tokens(data, start, end.start, skip) if end is not None else []
    depth, opened, found, at = 0, -1, list[Span](), 0
    for number, word in enumerate(words):
        text = _text(data, word)
        first = number == 0 or (depth == 0 and _text(data, words[number - 1]) == ",")
        at += first and number > 0
        if first and text == "{" and at < 2:
            opened = word.start
        depth += (text in _OPEN) - (text in _OPEN.values())
        if depth == 0 and text == "}" and opened >= 0:
            found.append(Span(opened, word.end))
            opened = -1
    return tuple(found)


def _begins_a_value(data: bytes, before: Sequence[Span]) -> bool:
    """Whether a brace behind these words of a launch configuration begins an argument, or the
    values of a type (``dim3{8, 8}``).
    """
    word = _text(data, before[-1]) if before else ","
    return word in (",", "(", "{") or word.isidentifier()


def _follows_an_operator(data: bytes, start: int, skip: Spans) -> bool:
    """Whether a call may stand here: behind a type's name it would be a declaration."""
    before = tokens(data, max(0, start - 200), start, skip)
    return not before or _text(data, before[-1]) in _BEFORE or _text(data, before[-1]) == ")"


def _arguments(data: bytes, words: Sequence[Span]) -> tuple[list[Span], int] | None:
    """The arguments behind an opening parenthesis, and the end of the closing one."""
    if not words or _text(data, words[0]) != "(":
        return None
    closing: list[str] = []
    arguments: list[Span] = []
    first = at = 1
    while at < len(words):
        word = _text(data, words[at])
        if word in _OPEN:
            closing.append(_OPEN[word])
        elif closing and word == closing[-1]:
            closing.pop()
        elif not closing and word in (",", ")"):
            if at > first:
                arguments.append(Span(words[first].start, words[at - 1].end))
            elif word == "," or arguments:
                return None
            if word == ")":
                return arguments, words[at].end
            first = at + 1
        elif word == "<" and not closing:
            at = _template_end(data, words, at)
        at += 1
    return None


def _template_end(data: bytes, words: Sequence[Span], at: int) -> int:
    """The ``>`` that belongs to the ``<`` at ``at``; ``at`` itself where it is a comparison."""
    depth = parentheses = 0
    for index in range(at, len(words)):
        word = _text(data, words[index])
        parentheses += (word == "(") - (word == ")")
        if not _IN_TEMPLATE.fullmatch(word) or parentheses < 0:
            break
        if parentheses == 0:
            depth += (word == "<") - (word == ">")
        if depth == 0:
            follows = _text(data, words[index + 1]) if index + 1 < len(words) else ""
            return index if follows in ("(", ")", ",", "{", ":", "::") else at
    return at


def _bound(
    data: bytes, wanted: Sequence[str], found: Sequence[Span], inside: int
) -> dict[str, Span] | None:
    """The captures of an argument list; literals in the shape must stand there as they are."""
    captures: dict[str, Span] = {}
    for index, part in enumerate(wanted):
        capture = CAPTURE.fullmatch(part)
        if capture is not None and capture[1]:
            rest = found[index:]
            empty = Span(found[-1].end, found[-1].end) if found else Span(inside, inside)
            captures[capture[2]] = Span(rest[0].start, rest[-1].end) if rest else empty
            return captures if rest or index == 0 else None
        if index >= len(found):
            return None
        if capture is not None:
            captures[capture[2]] = found[index]
        elif _text(data, found[index]) != part:
            return None
    return captures if len(found) == len(wanted) else None


def _text(data: bytes, span: Span) -> str:
    return data[span.start : span.end].decode("utf-8", "replace")
