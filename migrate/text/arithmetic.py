"""The type that C's conversions give an arithmetic expression: ``n - 1``, ``0.5f * x[i]``.

What comes in is the text of an expression and what is known of the types of its variables; what
goes out is one of ``RANKS``, or nothing where a part of it is not known. No value is computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from migrate.regex import regex
from migrate.text.lexer import integer

# From the weakest to the strongest; what is shorter than int becomes one.
RANKS = (
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "float",
    "double",
)
_NAMES = {
    "bool": "int",
    "char": "int",
    "signed char": "int",
    "unsigned char": "int",
    "short": "int",
    "unsigned short": "int",
    "ushort": "int",
    "uchar": "int",
    "int": "int",
    "signed": "int",
    "signed int": "int",
    "unsigned": "unsigned int",
    "unsigned int": "unsigned int",
    "uint": "unsigned int",
    "long": "long",
    "long int": "long",
    "ptrdiff_t": "long",
    "ssize_t": "long",
    "unsigned long": "unsigned long",
    "unsigned long int": "unsigned long",
    "ulong": "unsigned long",
    "size_t": "unsigned long",
    "intptr_t": "long",
    "uintptr_t": "unsigned long",
    "long long": "long long",
    "long long int": "long long",
    "unsigned long long": "unsigned long long",
    "unsigned long long int": "unsigned long long",
    "float": "float",
    "double": "double",
    "int8_t": "int",
    "uint8_t": "int",
    "int16_t": "int",
    "uint16_t": "int",
    "int32_t": "int",
    "uint32_t": "unsigned int",
    "int64_t": "long",
    "uint64_t": "unsigned long",
}
_TOKEN = regex(
    r"\s*(?:(?P<number>(?:\d|\.\d)(?:[eEpP][+-]|[\w.'])*)|(?P<name>(?:::)?[A-Za-z_]\w*(?:::\w+)*)"
    r"|(?P<sign><<|>>|<=|>=|==|!=|&&|\|\||->|[-+*/%&|^~!<>?:(){}\[\],.]))"
)
_FLOATING = regex(r"(?!0[xX])(?:\d|')*(?:\.[\d']*)?(?:[eE][+-]?\d+)?(?P<suffix>[fF]?)")
_LOOSE = regex(
    r"\b(?:const|volatile|static|constexpr|register|__restrict__|mutable|inline|__device__"
    r"|__constant__)\b|&"
)
_COORDINATES = frozenset({"threadIdx", "blockIdx", "blockDim", "gridDim"})
_CASTS = frozenset({"static_cast", "reinterpret_cast"})
# How tightly an operator binds, and whether its operands make its type.
_BINDING = {
    **dict.fromkeys(("||", "&&"), 1),
    **dict.fromkeys("|^&", 2),
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">="), 3),
    **dict.fromkeys(("<<", ">>"), 4),
    **dict.fromkeys("+-", 5),
    **dict.fromkeys("*/%", 6),
}
_MATH = regex(
    r"(?:std::)?(?P<root>sqrt|cbrt|fabs|exp|exp2|log|log2|log10|pow|sin|cos|tan|asin|acos|atan|atan2"
    r"|sinh|cosh|tanh|floor|ceil|round|trunc|rint|fmin|fmax|fmod|hypot|rsqrt|fma)(?P<f>f?)"
)
_SMALLER_OR_LARGER = frozenset({"min", "max", "std::min", "std::max"})
Types = Callable[[str], str]


def number_type(text: str, type_of: Types) -> str:
    """The type of the expression ``text``, by ``type_of`` its variables; nothing if not known."""
    try:
        tokens = list(_tokens(text))
        return _Reader(tokens, type_of).whole()
    except _UnknownError:
        return ""


def canonical(spelled: str) -> str:
    """One of ``RANKS`` for the spelling of a type, with a star for each pointer; or nothing."""
    depth = spelled.count("*") + spelled.count("[]")
    base = _LOOSE.sub(" ", spelled).replace("[]", " ").partition("*")[0]
    name = " ".join(base.replace("std::", "").split())
    found = _NAMES.get(name, "")
    return found + "*" * depth if found else ""


class _UnknownError(Exception):
    """A part of the expression says nothing of its type."""


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _UnknownError
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()
    yield "end", ""


class _Reader:
    """Reads the tokens of one expression, the operators by how tightly they bind."""

    def __init__(self, tokens: Sequence[tuple[str, str]], type_of: Types) -> None:
        self._tokens = tokens
        self._type_of = type_of
        self._at = 0

    def whole(self) -> str:
        found = self._conditional()
        if self._kind != "end":
            raise _UnknownError
        return _rank(found)

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _text(self) -> str:
        return self._tokens[self._at][1]

    def _take(self, text: str = "") -> str:
        found = self._text
        if self._kind == "end" or (text and found != text):
            raise _UnknownError
        self._at += 1
        return found

    def _conditional(self) -> str:
        found = self._binary(0)
        if self._text != "?":
            return found
        self._take("?")
        first = self._conditional()
        self._take(":")
        return _common(first, self._conditional())

    def _binary(self, least: int) -> str:
        found = self._unary()
        while self._kind == "sign" and _BINDING.get(self._text, -1) > least:
            operator = self._take()
            right = self._binary(_BINDING[operator])
            if _BINDING[operator] in (1, 3):
                found = "int"
            elif operator not in ("<<", ">>"):
                found = _common(found, right)
        return found

    def _unary(self) -> str:
        if self._kind != "sign":
            return self._postfix()
        if self._text in ("-", "+", "~"):
            self._take()
            return _rank(self._unary())
        if self._text == "!":
            self._take()
            self._unary()
            return "int"
        if self._text == "*":
            self._take()
            return _element(self._unary())
        if self._text != "(":
            raise _UnknownError
        cast = self._cast()
        return cast or self._postfix()

    def _cast(self) -> str:
        """The type of ``(T) x``, which is read; nothing where the parenthesis is no cast."""
        start, words = self._at, []
        self._take("(")
        while self._kind == "name" or self._text == "*":
            words.append(self._take())
        found = canonical(" ".join(words)) if self._text == ")" else ""
        if not found:
            self._at = start
            return ""
        self._take(")")
        self._pass_operand()
        return found

    def _pass_operand(self) -> None:
        """Read what a cast is applied to, whatever its type."""
        while self._kind == "sign" and self._text in ("-", "+", "~", "!", "*", "&"):
            self._take()
        if self._text == "(":
            if self._cast():
                return
            self._pass_brackets()
            if self._kind in ("name", "number"):  # it was a cast to a type of the user's
                self._pass_operand()
                return
        elif self._kind in ("name", "number"):
            self._take()
        else:
            raise _UnknownError
        while self._text in ("(", "[", ".", "->"):
            if self._text in ("(", "["):
                self._pass_brackets()
            else:
                self._take()
                self._take()

    def _pass_brackets(self) -> None:
        """Read a bracket, what is in it, and the one that closes it."""
        depth = 0
        while True:
            text = self._take()
            depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
            if depth == 0:
                return

    def _postfix(self) -> str:
        found = self._primary()
        while self._text == "[":
            self._take("[")
            self._conditional()
            self._take("]")
            found = _element(found)
        if self._text in (".", "->"):
            raise _UnknownError
        return found

    def _primary(self) -> str:
        if self._text == "(":
            self._take("(")
            found = self._conditional()
            self._take(")")
            return found
        if self._kind == "number":
            return _literal(self._take())
        if self._kind != "name":
            raise _UnknownError
        return self._named(self._take())

    def _named(self, name: str) -> str:
        """The type of what begins with a name: a variable, a call, a cast, a coordinate."""
        if name in _COORDINATES:
            self._take(".")
            if self._take() not in ("x", "y", "z"):
                raise _UnknownError
            return "unsigned int"
        if name in _CASTS:
            return self._template_cast()
        if self._text == "(":
            return self._call(name)
        found = canonical(self._type_of(name))
        if not found:
            raise _UnknownError
        return found

    def _template_cast(self) -> str:
        self._take("<")
        words = []
        while self._kind == "name":
            words.append(self._take())
        self._take(">")
        if self._text != "(":
            raise _UnknownError
        self._pass_brackets()
        return _rank(canonical(" ".join(words)))

    def _call(self, name: str) -> str:
        if name == "sizeof":
            raise _UnknownError
        if name in _NAMES:
            self._pass_brackets()
            return _NAMES[name]
        arguments = self._arguments()
        if name in _SMALLER_OR_LARGER and len(arguments) == 2:
            return _common(*arguments)
        math = _MATH.fullmatch(name)
        if math is None:
            raise _UnknownError
        if math["f"]:
            return "float"
        return "float" if all(kind == "float" for kind in arguments) else "double"

    def _arguments(self) -> list[str]:
        self._take("(")
        found = [self._conditional()]
        while self._text == ",":
            self._take(",")
            found.append(self._conditional())
        self._take(")")
        return found


def _literal(text: str) -> str:
    value = integer(text)
    if value is None:
        match = _FLOATING.fullmatch(text)
        if match is None:
            raise _UnknownError
        return "float" if match["suffix"] else "double"
    suffix = re.search(r"[uUlLzZ]*\Z", text)
    letters = suffix[0].lower() if suffix else ""
    size = "long long" if "ll" in letters else "long" if "l" in letters else "int"
    unsigned = "u" in letters
    if size == "int" and value >= 1 << 31:
        unsigned = unsigned or text[0] == "0"
        size = "int" if unsigned and value < 1 << 32 else "long"
    return f"unsigned {size}" if unsigned else size


def _rank(kind: str) -> str:
    if kind not in RANKS:
        raise _UnknownError
    return kind


def _common(left: str, right: str) -> str:
    if {left, right} == {"unsigned long", "long long"}:
        return "unsigned long long"
    return RANKS[max(RANKS.index(_rank(left)), RANKS.index(_rank(right)))]


def _element(kind: str) -> str:
    if not kind.endswith("*"):
        raise _UnknownError
    return kind[:-1]
