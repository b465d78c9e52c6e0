"""The text of one file: what reads as code in it, and where words and patterns occur.

What comes in is a reading, and for each question a place; what goes out are spans and texts, each
worked out once. No tree is asked here.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.constructs import CAPTURE
from migrate.text.needed import needed
from migrate.tree.macros import Macros, defined_at, macros, parameters_at
from migrate.tree.reading import Reading

_WORD = regex(rb"\w+")
_ENDS = regex(rb"[;{}]")
_IN_WORDS = frozenset(b"_" + (string.ascii_letters + string.digits).encode())
# What reads like a declaration.
_DECLARED = regex(
    rb"\b(?!(?:return|else|case|throw|goto|define|undef|ifdef|ifndef|defined|typename|class)\b)"
    rb"[A-Za-z_]\w*>?(?:[ \t\r\n]+[*&]*|[ \t]*[*&]+[ \t]*)(?P<name>[A-Za-z_]\w*)[ \t]*"
    rb"(?=[=;,)\[{:(])"
)


def _words(word: bytes, data: bytes, start: int, end: int) -> Iterator[Span]:
    """Where ``word`` stands as a whole in a part of the data."""
    if not _WORD.fullmatch(word):
        for match in re.compile(rb"\b%s\b" % re.escape(word)).finditer(data, start, end):
            yield Span(*match.span())
        return
    end = min(end, len(data))
    at = data.find(word, start, end)  # far quicker than an expression
    while at >= 0:
        behind = at + len(word)
        cut = (at and data[at - 1] in _IN_WORDS) or (behind < end and data[behind] in _IN_WORDS)
        if not cut:
            yield Span(at, behind)
        at = data.find(word, behind if not cut else at + 1, end)


@cache
def _needed(pattern: re.Pattern[str]) -> tuple[bytes, ...]:
    """Words that code has in which a pattern occurs, with ``$x`` in it or without."""
    text = CAPTURE.sub(lambda _: "(?:.*)", pattern.pattern)
    return tuple(word.encode() for word in needed(text, pattern.flags))


class Code:
    """The text of one file, with its comments and literals and without them."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._occurs: dict[tuple[re.Pattern[str], Span], bool] = {}
        self._mentions: dict[tuple[str, Span], tuple[Span, ...]] = {}

    @cached_property
    def blanked(self) -> bytes:
        """The file with comments and literals blanked, the same length. The path of an include in
        quotes is no literal.
        """
        data = self.reading.data
        text = bytearray(self.reading.blanked)
        for item in self.reading.includes:
            text[item.start : item.end] = data[item.start : item.end]
        return bytes(text)

    @cached_property
    def macros(self) -> Macros:
        """The macros that the file defines."""
        return macros(self.reading, self.blanked)

    @property
    def whole(self) -> Span:
        """All of the file."""
        return Span(0, len(self.reading.data))

    def read(self, span: Span) -> str:
        """The source at ``span``."""
        return self.reading.data[span.start : span.end].decode("utf-8", "replace")

    def ahead(self, offset: int) -> Span:
        """The rest of the line, or of the directive, at a place."""
        directive = self.reading.directives.at(offset)
        end = self.blanked.find(b"\n", offset) if directive is None else directive.end
        return Span(offset, max(offset, end) if end >= 0 else len(self.blanked))

    def onward(self, offset: int) -> Span:
        """What follows a place up to the first semicolon or brace, with it."""
        end = _ENDS.search(self.blanked, offset)
        return Span(offset, len(self.blanked) if end is None else end.end())

    def mentions(self, name: str, within: Span) -> Sequence[Span]:
        """Where the word ``name`` stands in a part of the code."""
        key = (name, within)
        if key not in self._mentions:
            self._mentions[key] = tuple(_words(name.encode(), self.blanked, *within))
        return self._mentions[key]

    def occurs(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Whether ``pattern`` occurs in the code at ``span``, comments and literals blanked."""
        if not self.may_occur(pattern, span):
            return False
        key = (pattern, span)
        if key not in self._occurs:
            code = self.blanked[span.start : span.end].decode("utf-8", "replace")
            self._occurs[key] = pattern.search(code) is not None
        return self._occurs[key]

    def may_occur(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Whether the code at ``span`` has words that ``pattern`` needs, whatever is put in place
        of what it captures from elsewhere.
        """
        words = _needed(pattern)
        return not words or any(self.blanked.find(word, *span) >= 0 for word in words)

    def defining(self, offset: int) -> str:
        """The macro that is defined at a place."""
        return defined_at(self.reading, self.blanked, offset)

    def parameters(self, offset: int) -> frozenset[str]:
        """The parameters of that macro."""
        return parameters_at(self.reading, self.blanked, offset)

    def declarations(self, name: str) -> int:
        """How often a variable of the name seems to be declared in the file."""
        return self._declared[name.encode()]

    @cached_property
    def _declared(self) -> Counter[bytes]:
        return Counter(match["name"] for match in _DECLARED.finditer(self.blanked))
