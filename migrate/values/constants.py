"""Integer constants of a file: literals, names that are one, and expressions over both.

What comes in are tokens of C++; what goes out are numbers, as far as they are certain: a name that
is defined twice, or by anything but integers, has none. Which definition a place sees is for others
to say. Of other files only macros are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from migrate.regex import regex
from migrate.text.lexer import integer
from migrate.tree.scan import Scan

_DEFINITION = regex(
    rb"\b(?:const|constexpr)\b[^;=(){}<>]*?\b([A-Za-z_]\w*)\s*(?:=\s*([^;{}]+?)|\{([^;{}]+)\})\s*;"
)
_ENUMERATORS = regex(rb"\benum\b[^;{}()]*\{([^{}]*)\}")
_ENUMERATOR = regex(rb"\b([A-Za-z_]\w*)\s*=\s*([^,{}]+)")
_WORD = regex(r"[A-Za-z_]\w*|\d[\w']*|<<|>>|::|\S", re.ASCII)
_COMMENT = regex(r"//[^\n]*|/\*.*?\*/|\\\r?\n", re.DOTALL)
_TYPE = regex(r"int|unsigned|size_t|u?int\d+_t|long|short|const")
_MACRO = regex(rb"[ \t]*([A-Za-z_]\w*)(?!\()[ \t]+(.+)", re.DOTALL)
_CALLED_MACRO = regex(rb"[ \t]*([A-Za-z_]\w*)\(([^()]*)\)[ \t]*(.+)", re.DOTALL)
_WIDEST = 1 << 64
_DEEPEST = 8  # names that stand for names
# What <climits> and <cstdint> define.
_LIMITS = {
    "INT_MAX": (1 << 31) - 1,
    "INT32_MAX": (1 << 31) - 1,
    "UINT_MAX": (1 << 32) - 1,
    "UINT32_MAX": (1 << 32) - 1,
    "ULLONG_MAX": (1 << 64) - 1,
    "UINT64_MAX": (1 << 64) - 1,
}
_MACROS = -1  # in the place of an offset: a macro has the same value wherever it is used

# Sizes in bytes of the types whose size is the same on every GPU.
_SIZES = {
    **dict.fromkeys(("char", "bool", "int8_t", "uint8_t", "uchar", "uchar1", "char1"), 1),
    **dict.fromkeys(
        ("short", "half", "__half", "int16_t", "uint16_t", "ushort", "__nv_bfloat16", "bfloat16"), 2
    ),
    **dict.fromkeys(("char2", "uchar2"), 2),
    **dict.fromkeys(("int", "unsigned", "float", "int32_t", "uint32_t", "uint"), 4),
    **dict.fromkeys(("half2", "__half2", "short2", "ushort2", "char4", "uchar4"), 4),
    **dict.fromkeys(("double", "int64_t", "uint64_t", "size_t", "int2", "uint2", "float2"), 8),
    **dict.fromkeys(("short4", "ushort4", "longlong1", "ulonglong1", "double1"), 8),
    **dict.fromkeys(("int3", "uint3", "float3"), 12),
    **dict.fromkeys(("int4", "uint4", "float4", "double2", "longlong2", "ulonglong2"), 16),
    **dict.fromkeys(("double4", "longlong4", "ulonglong4"), 32),
}
_WIDTHS = {"char": 1, "short": 2, "long": 8, "double": 8}  # of a type of several words

_BINARY: dict[str, tuple[int, Callable[[int, int], int | None]]] = {
    "*": (5, lambda a, b: a * b),
    "/": (5, lambda a, b: a // b if b and a >= 0 < b else None),
    "%": (5, lambda a, b: a % b if b and a >= 0 < b else None),
    "+": (4, lambda a, b: a + b),
    "-": (4, lambda a, b: a - b),
    "<<": (3, lambda a, b: a << b if 0 <= b < 64 else None),
    ">>": (3, lambda a, b: a >> b if 0 <= b < 64 else None),
    "&": (2, lambda a, b: a & b),
    "|": (1, lambda a, b: a | b),
}


def size_of(words: Sequence[str]) -> int | None:
    """``sizeof`` of a type written as ``words``, in bytes; None where it is not certain."""
    kept = [word for word in words if word not in ("const", "volatile", "signed", "std", "::")]
    if "*" in kept:
        return 8
    if len(kept) == 1:
        return _SIZES.get(kept[0]) or _WIDTHS.get(kept[0])
    kept = [word for word in kept if word not in ("unsigned", "int")]
    if not kept:
        return 4
    if kept == ["long", "double"]:
        return None
    widths = {_WIDTHS.get(word) for word in kept}
    return widths.pop() if len(widths) == 1 else None


def fold(text: str, named: Callable[[str], int | None]) -> int | None:
    """The value of the expression ``text``, in which names have the values that ``named`` says."""
    words = _WORD.findall(_COMMENT.sub(" ", text))
    value = _Expression(words, named).value()
    return value if value is not None and abs(value) < _WIDEST else None


# The places of the declarations that a name may refer to at an offset; None where any may.
Visible = Callable[[str, int], Sequence[int] | None]


class Constants:
    """The constants of one file."""

    def __init__(self, scan: Scan, elsewhere: Mapping[str, str] | None = None) -> None:
        """``elsewhere`` are macros of the headers that the file sees, and their bodies."""
        self._scan = scan
        self._elsewhere = elsewhere or {}

    def fold(
        self, text: str, offset: int = 0, visible: Visible = lambda _name, _offset: None
    ) -> int | None:
        """The value of the expression ``text`` at an offset; None where it is not certain."""
        return self._fold(text, offset, visible, 0)

    def _fold(self, text: str, offset: int, visible: Visible, depth: int) -> int | None:
        return fold(text, lambda name: self._named(name, offset, visible, depth))

    def _named(self, name: str, offset: int, visible: Visible, depth: int) -> int | None:
        """The value of a name that is defined once at an offset, or always alike."""
        if name not in self._definitions:
            body = self._elsewhere.get(name, "") if depth <= _DEEPEST else ""
            return self._fold(body, offset, visible, depth + 1) if body else _LIMITS.get(name)
        if depth > _DEEPEST:
            return None
        known = self._definitions[name]
        seen = visible(name, offset)
        places = [place for place in known if place >= 0] if seen is None else seen
        bodies = [(body, offset) for body in known.get(_MACROS, ())]
        for place in places:
            bodies += [(body, place) for body in known.get(place, ("",))]
        values = {self._fold(body, at, visible, depth + 1) for body, at in bodies}
        return values.pop() if len(values) == 1 else None

    @cached_property
    def _definitions(self) -> dict[str, dict[int, list[str]]]:
        found: dict[str, dict[int, list[str]]] = {}
        for name, place, body in self._written():
            found.setdefault(name, {}).setdefault(place, []).append(body)
        return found

    def _written(self) -> Iterator[tuple[str, int, str]]:
        """Names, where they stand, and what they are defined as: macros, constants, enumerators."""
        data, skip = self._scan.data, self._scan.trivia.both
        for item in self._scan.directives.items:
            macro = _MACRO.match(data, item.body, item.end) if item.keyword == "define" else None
            if macro is not None:
                yield _text(macro[1]), _MACROS, _text(macro[2])
                continue
            macro = _CALLED_MACRO.match(data, item.body, item.end)
            if macro is not None and item.keyword == "define":
                # With parameters that its body does not use, it is always the same.
                body, names = _text(macro[3]), re.findall(r"\w+", _text(macro[2]))
                uses = any(re.search(rf"\b{name}\b", body) for name in names)
                yield f"{_text(macro[1])}()", _MACROS, "" if uses else body
        for match in _DEFINITION.finditer(data):
            if skip.at(match.start()) is None:
                yield _text(match[1]), match.start(1), _text(match[2] or match[3])
        for enum in _ENUMERATORS.finditer(data):
            for match in _ENUMERATOR.finditer(data, *enum.span(1)):
                if skip.at(match.start()) is None:
                    yield _text(match[1]), match.start(1), _text(match[2])


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _complement(literal: str) -> int | None:
    """``~`` of a literal, in the type that its suffix gives it; None where it is none."""
    value = integer(literal)
    suffix = literal.lower().lstrip("0123456789abcdefx'")
    if value is None or "u" not in suffix:
        return None if value is None else ~value
    return value ^ ((1 << (64 if "l" in suffix else 32)) - 1)


class _Expression:
    """Precedence climbing over the words of an integer expression."""

    def __init__(self, words: Sequence[str], named: Callable[[str], int | None]) -> None:
        self._words = words
        self._named = named
        self._at = 0

    def value(self) -> int | None:
        found = self._binary(0)
        return found if self._at == len(self._words) else None

    def _binary(self, least: int) -> int | None:
        left = self._unary()
        while left is not None:
            level, compute = _BINARY.get(self._peek(), (0, None))
            if compute is None or level <= least:
                break
            self._at += 1
            right = self._binary(level)
            left = compute(left, right) if right is not None else None
        return left

    def _unary(self) -> int | None:
        word = self._next()
        if word in ("+", "-"):
            value = self._unary()
            return value if value is None or word == "+" else -value
        if word == "~":
            return _complement(self._next())
        if word == "(":
            if self._is_type():
                self._skip_to(")")
                return self._unary()
            value = self._binary(0)
            return value if self._next() == ")" else None
        if word == "sizeof":
            return self._size()
        if word == "static_cast" and self._next() == "<":
            self._skip_to(">")
            return self._unary()
        if _TYPE.fullmatch(word) and self._peek() == "(":
            return self._unary()
        if word and (word[0].isalpha() or word[0] == "_"):
            return self._named(f"{word}()" if self._skip_arguments() else word)
        return integer(word)

    def _skip_arguments(self) -> bool:
        """Whether what follows are the arguments of a macro; they are gone by then."""
        if self._peek() != "(":
            return False
        depth = 0
        while self._at < len(self._words):
            depth += {"(": 1, ")": -1}.get(self._next(), 0)
            if depth == 0:
                break
        return True

    def _size(self) -> int | None:
        if self._next() != "(":
            return None
        return size_of(self._skip_to(")"))

    def _is_type(self) -> bool:
        """Whether a cast's type stands behind the parenthesis."""
        return bool(_TYPE.fullmatch(self._peek()))

    def _skip_to(self, closing: str) -> Sequence[str]:
        first = self._at
        while self._peek() not in (closing, ""):
            self._at += 1
        self._at += 1
        return self._words[first : self._at - 1]

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _next(self) -> str:
        word = self._peek()
        self._at += 1
        return word
