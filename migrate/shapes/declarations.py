"""Shapes of declarations of variables, matched on tokens: every declarator of one by itself.

What comes in is a shape such as ``__shared__ $words $type $pointer$name$dims;`` and the place of a
word of the source that it starts at; what goes out is the declaration, with the captures of each
declarator. The grammar stumbles over specifiers that are macros (``__align__(16)``), therefore no
tree is asked. ``$words`` are the specifiers that the shape does not name, ``$pointer`` what stands
between the type and the name, ``$dims`` the brackets behind it; ``$tag $body`` in place of a type
are those of a class without a name. With `` = $value`` the shape is of declarators that are all
given a value, without it of those of which none is; with `` = $some`` it does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from migrate.model import Span
from migrate.regex import regex
from migrate.shapes.finding import Found
from migrate.text.lexer import Spans, each_token

_SHAPE = regex(
    r"(?P<head>(?:\w+ )+)\$words \$(?P<kind>type \$pointer|tag \$body )\$name\$dims"
    r"(?P<value> = \$(?:value|some))?;"
)
_SPECIFIERS = frozenset(
    "static extern const volatile constexpr inline thread_local mutable register __device__ "
    "__constant__ __shared__ __managed__ __restrict__ __host__ __grid_constant__".split()
)
_BUILT_IN = frozenset(
    "unsigned signed int char short long float double bool void wchar_t char8_t char16_t char32_t "
    "auto __int128".split()
)
_CALLED = frozenset("alignas __align__ __builtin_align__ __attribute__ _Alignas".split())
_TAGS = frozenset("struct class union enum typename".split())
_OPEN = {"(": ")", "[": "]", "{": "}"}
_WORD = regex(r"[A-Za-z_]\w*")
_MOST = 40_000  # tokens of a declaration: a table may be its value
_BEFORE = 240  # bytes before a word in which its declaration begins
_BOUNDARIES = frozenset((";", "{", "}", ":", ")", ">", "\\", "#"))

_VALUES = {"": False, " = $value": True, " = $some": None}  # whether all declarators have a value

Captures = Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of the source."""

    span: Span
    text: str


@dataclass(slots=True)
class _Read:
    """What was read of a declaration, and the token that comes next; no more of the source is read
    than is asked for.
    """

    words: list[Token]
    ahead: Iterator[Token]
    at: int = 0
    specifiers: list[Span] = field(default_factory=list)
    kind: list[Token] = field(default_factory=list)

    def text(self, ahead: int = 0) -> str:
        return self.text_at(self.at + ahead)

    def text_at(self, index: int) -> str:
        """A token; none behind the last."""
        while index >= len(self.words):
            token = next(self.ahead, None)
            if token is None:
                return ""
            self.words.append(token)
        return self.words[index].text


@cache
def is_declaration(match: str) -> bool:
    """Whether a shape is one of those that are matched here."""
    return _SHAPE.fullmatch(match) is not None


def find_declaration(
    match: str, data: bytes, word: Span, skip: Spans, floor: int = 0
) -> Found | None:
    """The declaration in which ``word`` is a specifier, if it has the shape; it begins behind
    ``floor``.
    """
    shape = _SHAPE.fullmatch(match)
    if shape is None:
        return None
    wanted = shape["head"].split()
    read = _around(data, word, skip, floor)
    if not _specified(read, wanted) or not read.kind:
        return None
    kept = _other_words(read, data, wanted)
    declarators = list(_declarators(read, _VALUES[shape["value"] or ""]))
    if not declarators or read.text() != ";":
        return None
    kind = _kind(read, shape["kind"].startswith("tag"))
    if kind is None:
        return None
    each = tuple({"words": kept, **kind, **one} for one in declarators)
    whole = Span(read.words[0].span.start, read.words[read.at].span.end)
    first = {name: _whole(spans, read.kind[-1].span.end) for name, spans in each[0].items()}
    if shape["value"] == " = $value":  # what is asked of it holds for all of them
        first["value"] = Span(first["value"].start, each[-1]["value"][-1].end)
    return Found(whole, first, match, each)


def _kind(read: _Read, has_body: bool) -> Captures | None:
    """The captures of the type, which has a body and no name, or has not."""
    first, last = read.kind[0], read.kind[-1]
    if (last.text == "}") is not has_body:
        return None
    if not has_body:
        return {"type": (Span(first.span.start, last.span.end),)}
    if read.kind[1].text != "{":
        return None
    return {"tag": (first.span,), "body": (Span(read.kind[1].span.start, last.span.end),)}


def _whole(spans: Sequence[Span], empty: int) -> Span:
    return Span(spans[0].start, spans[-1].end) if spans else Span(empty, empty)


def _around(data: bytes, word: Span, skip: Spans, floor: int) -> _Read:
    """The tokens from the first of the declaration on."""
    ahead = _tokens(data, word.start, min(len(data), word.start + 64 * _MOST), skip, _MOST)
    before = _tokens(data, max(floor, word.start - _BEFORE), word.start, skip, _BEFORE)
    return _Read([*_first_words([*before])], ahead)


def _tokens(data: bytes, start: int, end: int, skip: Spans, most: int) -> Iterator[Token]:
    for span in islice(each_token(data, start, end, skip), most):
        text = data[span.start : span.end].decode("utf-8", "replace")
        if text != "\\":
            yield Token(span, text)


def _first_words(before: Sequence[Token]) -> Sequence[Token]:
    """Those tokens before a specifier that belong to its declaration: specifiers, and a type."""
    at = len(before)
    while at:
        text = before[at - 1].text
        if text in _SPECIFIERS or text in _BUILT_IN:
            at -= 1
        elif text == ")" and (opens := _called_before(before, at - 1)) is not None:
            at = opens
        elif _is_type_alone(before, at - 1):
            at -= 1
        else:
            break
    return before[at:]


def _called_before(before: Sequence[Token], closes: int) -> int | None:
    """Where a specifier with arguments begins that ends at ``closes``."""
    depth = 0
    for at in range(closes, -1, -1):
        depth += (before[at].text == ")") - (before[at].text == "(")
        if depth == 0:
            return at - 1 if at and before[at - 1].text in _CALLED else None
    return None


def _is_type_alone(before: Sequence[Token], at: int) -> bool:
    """Whether a name is a whole type: behind the end of something else, or a specifier."""
    if not _WORD.fullmatch(before[at].text) or before[at].text in ("return", "else", "do"):
        return False
    last = before[at - 1].text if at else ";"
    return last in _BOUNDARIES or last in _SPECIFIERS


def _specified(read: _Read, wanted: Sequence[str]) -> bool:
    """Read specifiers and the type, and whether all that are ``wanted`` are among them."""
    found: list[str] = []
    while read.text():
        text = read.text()
        if text in _SPECIFIERS:
            found.append(text)
            read.specifiers.append(read.words[read.at].span)
            read.at += 1
        elif text in _CALLED and read.text(1) == "(":
            first = read.words[read.at].span.start
            read.at += 1
            read.at = _behind(read, read.at)
            read.specifiers.append(Span(first, read.words[read.at - 1].span.end))
        elif text in _BUILT_IN and (not read.kind or read.kind[-1].text in _BUILT_IN):
            read.kind.append(read.words[read.at])
            read.at += 1
        elif (
            not read.kind
            and text != "}"
            and (text in _TAGS or text == "::" or _WORD.fullmatch(text))
        ):
            first_at = read.at
            _named_type(read)
            read.kind.extend(read.words[first_at : read.at])
        else:
            break
    return all(word in found for word in wanted)


def _named_type(read: _Read) -> None:
    """Go on behind a type that has a name, or a body."""
    while read.text() in _TAGS:
        read.at += 1
    while True:
        if read.text() == "::":
            read.at += 1
        if read.text() == "template":
            read.at += 1
        if not _WORD.fullmatch(read.text() or "."):
            break
        read.at += 1
        if read.text() == "<":
            read.at = _behind_template(read, read.at)
        if read.text() != "::":
            break
    if read.text() == "{":
        read.at = _behind(read, read.at)


def _behind(read: _Read, at: int) -> int:
    """The token behind the bracket that opens at ``at``."""
    closing: list[str] = []
    while text := read.text_at(at):
        if text in _OPEN:
            closing.append(_OPEN[text])
        elif closing and text == closing[-1]:
            closing.pop()
        at += 1
        if not closing:
            break
    return at


def _behind_template(read: _Read, at: int) -> int:
    """The token behind the template arguments that open at ``at``."""
    depth = 0
    while text := read.text_at(at):
        if text in _OPEN:
            at = _behind(read, at)
            continue
        depth += text.count("<") - (text.count(">") if set(text) == {">"} else 0)
        at += 1
        if depth <= 0:
            break
    return at


def _other_words(read: _Read, data: bytes, wanted: Sequence[str]) -> tuple[Span, ...]:
    """The specifiers that the shape does not name."""
    texts = ((span, data[span.start : span.end]) for span in read.specifiers)
    named = {word.encode() for word in wanted}
    return tuple(span for span, text in texts if text not in named)


def _declarators(read: _Read, with_value: bool | None) -> Iterator[dict[str, tuple[Span, ...]]]:
    """The captures of each declarator; none where one is of another shape."""
    found: list[dict[str, tuple[Span, ...]]] = []
    while True:
        one = _declarator(read, with_value)
        if one is None:
            return
        found.append(one)
        if read.text() != ",":
            break
        read.at += 1
    yield from found


def _declarator(read: _Read, with_value: bool | None) -> dict[str, tuple[Span, ...]] | None:
    pointer: list[Span] = []
    while read.text() in ("*", "&", "const", "volatile", "__restrict__"):
        pointer.append(read.words[read.at].span)
        read.at += 1
    if not _WORD.fullmatch(read.text() or ".") or read.text() == "operator":
        return None
    name = _name(read)
    if name is None:
        return None
    first = read.at
    while read.text() == "[":
        read.at = _behind(read, read.at)
    dims = _between(read, first)
    value = _value(read)
    if with_value is not None and (value is not None) is not with_value:
        return None
    captures = {"pointer": tuple(pointer), "name": (name,), "dims": dims}
    return {**captures, "value": (value,)} if value is not None else captures


def _name(read: _Read) -> Span | None:
    """The name, which a macro may make of its arguments; a function's is none."""
    first = read.words[read.at].span
    read.at += 1
    if read.text() != "(":
        return first
    if not (read.text(1) and _WORD.fullmatch(read.text(1)) and read.text(2) in (")", ",")):
        return None
    end = _behind(read, read.at)
    if read.text_at(end) not in ("[", ";", "="):
        return None
    is_array = read.text_at(end) == "["
    if not (is_array or any(token.text == "__constant__" for token in read.words[: read.at])):
        return None  # a function
    read.at = end
    return Span(first.start, read.words[end - 1].span.end)


def _between(read: _Read, first: int) -> tuple[Span, ...]:
    if first == read.at:
        return ()
    return (Span(read.words[first].span.start, read.words[read.at - 1].span.end),)


def _value(read: _Read) -> Span | None:
    """What a declarator is given, without the ``=``."""
    if read.text() == "=":
        read.at += 1
    elif read.text() != "{":
        return None
    first = read.at
    while read.text() and read.text() not in (",", ";"):
        if read.text() in _OPEN:
            read.at = _behind(read, read.at)
        else:
            read.at += 1
    spans = _between(read, first)
    return spans[0] if spans else None
