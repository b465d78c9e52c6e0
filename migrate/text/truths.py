"""Expressions of the preprocessor: read into a tree, and valued as far as their macros are known.

What comes in are the text of a condition and what is known of macros; what goes out are trees with
places in the text, and ranges of integers. What nothing is known of has the range of everything: a
condition on it is neither true nor false. Nothing here knows a macro by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.lexer import integer

Truth = bool | None  # None: not known here

_TOKEN = regex(
    r"[A-Za-z_$][\w$]*|\.?\d[\w.']*|'(?:\\.|[^'\\])*'|\"[^\"]*\"|&&|\|\||==|!=|<=|>=|<<|>>|\S"
)
_MAX_TOKENS = 400  # a longer condition is not read: nothing is known of it
_MAX_DEPTH = 50  # nor is one with more parentheses around each other
_LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
RELATIONS = frozenset({"==", "!=", "<", ">", "<=", ">="})
LOGIC = frozenset({"||", "&&", "!", "?"})


class Range(NamedTuple):
    """Every integer a value may be."""

    least: float
    most: float

    @property
    def truth(self) -> Truth:
        if self.least == self.most == 0:
            return False
        return True if self.least > 0 or self.most < 0 else None


ANYTHING, NO, YES, EITHER = Range(-math.inf, math.inf), Range(0, 0), Range(1, 1), Range(0, 1)


class Macro(NamedTuple):
    """What is known of a macro: whether it is defined, and the value it has in a condition."""

    defined: Truth = None
    value: Range = ANYTHING


UNKNOWN, ABSENT = Macro(), Macro(False, NO)
Lookup = Callable[[str], Macro]


class Node(NamedTuple):
    """An operation on ``parts``, a ``name``, a ``defined`` one, an integer, or ``""`` for what was
    not understood. It stands at ``[start, end)`` of the text.
    """

    kind: str
    start: int
    end: int
    name: str = ""
    parts: tuple[Node, ...] = ()
    number: int | None = None

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def names(self) -> frozenset[str]:
        """The macros that it depends on."""
        return frozenset(node.name for node in self.walk() if node.name)


def parse(text: str) -> Node | None:
    """The tree of a condition; None where it is empty or beyond reason."""
    found = list(_TOKEN.finditer(text))
    words = [match[0] for match in found]
    deepest = max(accumulate((word in "(!~") - (word == ")") for word in words), default=0)
    if not words or len(words) > _MAX_TOKENS or deepest > _MAX_DEPTH:
        return None
    parser = _Parser(found)
    node = parser.condition()
    is_whole = set(words[parser.at :]) <= {")"}
    return node if is_whole else Node("", node.start, node.end, parts=(node,))


def value(node: Node, lookup: Lookup) -> Range:
    """All that ``node`` may be where macros are what ``lookup`` says."""
    kind, parts = node.kind, node.parts
    if kind == "number":
        return ANYTHING if node.number is None else Range(node.number, node.number)
    if kind == "name":
        return lookup(node.name).value
    if kind == "defined":
        return _of(lookup(node.name).defined)
    if kind == "!":
        truth = value(parts[0], lookup).truth
        return _of(None if truth is None else not truth)
    if kind == "?":
        return _chosen(*(value(part, lookup) for part in parts))
    if len(parts) == 2:
        return _binary(kind, *(value(part, lookup) for part in parts))
    if kind == "-" and parts:
        inner = value(parts[0], lookup)
        return Range(-inner.most, -inner.least)
    return ANYTHING


def truth(text: str, lookup: Lookup) -> Truth:
    """Whether the condition ``text`` holds."""
    node = parse(text)
    return value(node, lookup).truth if node is not None else None


def _of(truth: Truth) -> Range:
    return EITHER if truth is None else Range(int(truth), int(truth))


def _chosen(condition: Range, then: Range, otherwise: Range) -> Range:
    if condition.truth is not None:
        return then if condition.truth else otherwise
    return Range(min(then.least, otherwise.least), max(then.most, otherwise.most))


def _binary(kind: str, left: Range, right: Range) -> Range:
    if kind in ("&&", "||"):
        decides = kind == "||"
        if left.truth is decides or right.truth is decides:
            return _of(decides)
        return _of(None if None in (left.truth, right.truth) else not decides)
    if kind in RELATIONS:
        return _of(_related(kind, left, right))
    if kind == "+":
        return Range(left.least + right.least, left.most + right.most)
    if kind == "-":
        return Range(left.least - right.most, left.most - right.least)
    if right.least == right.most and right.least > 0 and left.least >= 0:
        by = right.least
        if kind == "*":
            return Range(left.least * by, left.most * by)
        if kind == "/":
            most = left.most if math.isinf(left.most) else left.most // by
            return Range(left.least if math.isinf(left.least) else left.least // by, most)
    if left.least == left.most and right.least == right.most:
        return _exactly(kind, left.least, right.least)
    return ANYTHING


def _related(kind: str, left: Range, right: Range) -> Truth:
    if kind in (">", ">="):
        left, right, kind = right, left, "<" if kind == ">" else "<="
    if kind == "<":
        return True if left.most < right.least else False if left.least >= right.most else None
    if kind == "<=":
        return True if left.most <= right.least else False if left.least > right.most else None
    if left.most < right.least or right.most < left.least:
        return kind == "!="
    return kind == "==" if left == right and left.least == left.most else None


def _exactly(kind: str, left: float, right: float) -> Range:
    """Operations on two integers that are known."""
    if math.isinf(left) or math.isinf(right):
        return ANYTHING
    a, b = int(left), int(right)
    made = {"*": a * b, "&": a & b, "|": a | b, "^": a ^ b}.get(kind)
    if made is None and kind in ("<<", ">>") and 0 <= b < 64:
        made = a << b if kind == "<<" else a >> b
    if made is None and kind in ("/", "%") and b:
        made = int(a / b) if kind == "/" else int(math.fmod(a, b))
    return ANYTHING if made is None else Range(made, made)


class _Parser:
    """Recursive descent by levels of precedence; what it does not understand ends the text."""

    def __init__(self, tokens: list[re.Match[str]]) -> None:
        self._tokens = tokens
        self.at = 0

    def condition(self) -> Node:
        first = self._level(0)
        if not self._take("?"):
            return first
        then = self.condition()
        self._take(":")
        other = self.condition()
        return Node("?", first.start, other.end, parts=(first, then, other))

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while (operator := self._peek()) in _LEVELS[level]:
            self.at += 1
            right = self._level(level + 1)
            left = Node(operator, left.start, right.end, parts=(left, right))
        return left

    def _unary(self) -> Node:
        token = self._peek()
        start = self._place()
        if token in ("!", "-", "+", "~"):
            self.at += 1
            inner = self._unary()
            return Node(token, start, inner.end, parts=(inner,))
        if token == "(":
            self.at += 1
            inner = self.condition()
            self._take(")")
            return Node(inner.kind, start, self._end(), inner.name, inner.parts, inner.number)
        if token == "defined":
            self.at += 1
            return self._defined(start)
        if token and (token[0].isalpha() or token[0] in "_$"):
            self.at += 1
            if token in ("true", "false"):
                return Node("number", start, self._end(), number=int(token == "true"))
            return self._name(token, start)
        self.at += bool(token) and token not in (")", ":", "&&", "||")
        number = integer(token) if token[:1].isdigit() else None
        return Node("number" if token[:1].isdigit() else "", start, self._end(), number=number)

    def _defined(self, start: int) -> Node:
        parenthesis = self._take("(")
        name = self._peek()
        if not (name[:1].isalpha() or name[:1] in ("_", "$")):
            return Node("", start, self._end())
        self.at += 1
        if parenthesis:
            self._take(")")
        return Node("defined", start, self._end(), name)

    def _name(self, name: str, start: int) -> Node:
        """A macro, or a call of one, of which nothing is known."""
        if self._peek() != "(":
            return Node("name", start, self._end(), name)
        depth = 0
        while token := self._peek():
            depth += (token == "(") - (token == ")")
            self.at += 1
            if not depth:
                break
        return Node("", start, self._end())

    def _peek(self) -> str:
        return self._tokens[self.at][0] if self.at < len(self._tokens) else ""

    def _take(self, token: str) -> bool:
        found = self._peek() == token
        self.at += found
        return found

    def _place(self) -> int:
        if self.at < len(self._tokens):
            return self._tokens[self.at].start()
        return self._end()

    def _end(self) -> int:
        return self._tokens[self.at - 1].end() if self.at else 0
