"""Formats of ``printf``: which conversion an argument is printed with.

What comes in are the arguments of a call as they are written; what goes out is the conversion of
one of them, with its length (``d``, ``lu``, ``p``). A format that is not written out says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.regex import regex

_PRINTF = regex(r"(?:(?:std)?\s*::\s*)?(?:v?[fsd]?n?printf|snprintf|asprintf|_?s?n?printf_s)")
_LITERAL = regex(r'(?:\s*(?:u8|L)?"(?:[^"\\]|\\.)*"|\s*[A-Z]\w*)+\s*')
_CONVERSION = regex(
    r"%(?:%|[-+ #0']*(?P<width>\*|\d*)(?:\.(?P<places>\*|\d*))?"
    r"(?P<letters>(?:hh|h|ll|l|j|z|t|L)?[a-zA-Z]))"
)
_MACRO = regex(r'"\s*(PRI\w+)')


def is_printf(function: str) -> bool:
    """Whether a function of this name formats as ``printf`` does."""
    return _PRINTF.fullmatch(function.strip()) is not None


def conversions(arguments: Sequence[str], index: int) -> str:
    """The conversion that prints argument ``index``; nothing where that cannot be told."""
    for at, text in enumerate(arguments[:index]):
        if text.lstrip().startswith('"') and _LITERAL.fullmatch(text):
            wanted = list(_letters(text))
            return wanted[index - at - 1] if index - at - 1 < len(wanted) else ""
    return ""


def _letters(text: str) -> list[str]:
    """The conversions in a format, a star's integer before the one it belongs to."""
    found: list[str] = []
    if _MACRO.search(text):
        return found  # `"%" PRIu64`: the letters stand in a header
    for match in _CONVERSION.finditer(text):
        stars = [match["width"], match["places"]].count("*")
        if match["letters"]:
            found.extend(["d"] * stars + [match["letters"]])
    return found
