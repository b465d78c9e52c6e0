"""What a program printed before and after, compared as a person would: by values, not by bytes.

What comes in are two texts and how far they may differ; what goes out is the first difference, or
nothing. Lines are compared token by token: numbers within a tolerance, whole numbers and all other
text exactly. Blanks and empty lines do not count. Nothing is run here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from migrate.regex import regex

_NUMBER = r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]\d+)?"
_TOKEN = regex(
    r"0[xX][0-9a-fA-F.]+(?:[pP][-+]?\d+)?"  # in hexadecimal: text
    r"|(?:(?<![\w.)\]])[-+])?"  # a sign, not an operator
    rf"(?:(?<![\w.]){_NUMBER}(?![\w.]*\d)|(?:[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)\b)"
    r"|\w+|\S"
)
_VALUE = regex(rf"[-+]?(?:{_NUMBER}|nan|inf(?:inity)?)", re.IGNORECASE)
_WHOLE = regex(r"[-+]?\d+")


@dataclass(frozen=True, slots=True)
class Leeway:
    """How far two outputs may differ: numbers by ``relative`` of the larger one or by ``absolute``,
    and by all that fits one of ``ignored``, which is taken out of both.
    """

    relative: float = 1e-4
    absolute: float = 1e-6
    ignored: tuple[re.Pattern[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The first line that differs, as it was and as it is, each with its number in its text
    (1-based); a line that one text lacks is empty, and has the number 0.

    ``before`` and ``after`` are the tokens that differ.
    """

    line_before: int
    line_after: int
    text_before: str
    text_after: str
    before: str
    after: str


def first_difference(before: str, after: str, leeway: Leeway) -> Difference | None:
    """Where ``after`` first differs from ``before`` by more than is allowed."""
    empty = (0, "")
    for old, new in zip_longest(_lines(before, leeway), _lines(after, leeway), fillvalue=empty):
        if old[0] == 0 or new[0] == 0:
            return Difference(old[0], new[0], old[1], new[1], old[1], new[1])
        for left, right in zip_longest(_tokens(old[1]), _tokens(new[1]), fillvalue=""):
            if not same(left, right, leeway):
                return Difference(old[0], new[0], old[1], new[1], left, right)
    return None


def same(before: str, after: str, leeway: Leeway) -> bool:
    """Whether two tokens mean the same. Two whole numbers have to be equal; where one of the two
    is written as a fraction or with an exponent, they have to be close.
    """
    if before == after:
        return True
    if not (_VALUE.fullmatch(before) and _VALUE.fullmatch(after)):
        return False
    if _WHOLE.fullmatch(before) and _WHOLE.fullmatch(after):
        return before.lstrip("+-0") == after.lstrip("+-0") and _sign(before) == _sign(after)
    old, new = float(before), float(after)
    if math.isnan(old) or math.isnan(new):
        return math.isnan(old) and math.isnan(new)
    return math.isclose(old, new, rel_tol=leeway.relative, abs_tol=leeway.absolute)


def _sign(number: str) -> bool:
    """Whether a whole number is below zero."""
    return number.startswith("-") and number.strip("-0") != ""


def _lines(text: str, leeway: Leeway) -> Iterator[tuple[int, str]]:
    """The lines that count, with their numbers, blanks made one and what is ignored taken out."""
    for number, line in enumerate(text.split("\n"), 1):
        kept = line
        for pattern in leeway.ignored:
            kept = pattern.sub("", kept)
        plain = " ".join(kept.split())
        if plain:
            yield number, plain


def _tokens(line: str) -> Iterator[str]:
    return (match[0] for match in _TOKEN.finditer(line))
