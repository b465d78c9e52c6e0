"""What a file says to whoever reads it, whatever it is to become: its words, comments, directives.

What comes in are its bytes; what goes out are lexical facts, each found when it is first asked for,
and what others make of nothing else, made once. A file that is ported to several targets is read
for all of them. No rule is known here, and no target.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from migrate.model import Span
from migrate.regex import regex
from migrate.text import lexer
from migrate.text.headernames import Include, includes, probes
from migrate.text.lexer import Directives, Trivia
from migrate.tree.pasting import Paste, handed, pastes

_Value = TypeVar("_Value")

# A name goes on over "$", bytes beyond ASCII and line splices; none of CUDA's does.
_WORD_CHARACTERS = (string.ascii_letters + string.digits + "_$").encode() + bytes(range(128, 256))
_WORD_BYTES = bytes(code if code in _WORD_CHARACTERS else 0x20 for code in range(256))
_SPLICE = regex(rb"\\\r?\n(?=[\w$])")
_SPLICED = regex(rb"[\w$]+(?:\\\r?\n[\w$]+)+")


def words(data: bytes) -> set[bytes]:
    """The distinct words of a file, wherever they stand."""
    return set(data.removeprefix(lexer.BOM).translate(_WORD_BYTES).split())


def spliced(data: bytes) -> Iterator[tuple[Span, str]]:
    """Words that a line splice cuts, those in comments and strings too, with their spelling."""
    end = 0
    for cut in _SPLICE.finditer(data):
        start = cut.start()
        while start > end and (data[start - 1 : start].isalnum() or data[start - 1] in b"_$"):
            start -= 1
        found = _SPLICED.match(data, start)
        if found and start >= end:
            end = found.end()
            yield Span(start, end), re.sub(rb"\\\r?\n", b"", found[0]).decode()


@dataclass(frozen=True, eq=False)
class Reading:
    """The bytes of a file, and what they say."""

    path: str
    data: bytes
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def once(self, what: Hashable, make: Callable[[], _Value]) -> _Value:
        """What ``make`` makes of the bytes alone, and whatever is in ``what``: made once."""
        if what not in self._made:
            self._made[what] = make()
        found: _Value = self._made[what]
        return found

    def forget(self) -> None:
        """Let go of what was made, which others will make again."""
        self._made.clear()

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Its distinct words, those in comments and strings too."""
        return frozenset(words(self.data)).union(word.encode() for _, word in spliced(self.data))

    @cached_property
    def trivia(self) -> Trivia:
        return lexer.trivia(self.data)

    @cached_property
    def directives(self) -> Directives:
        return lexer.directives(self.data, self.trivia.both)

    @cached_property
    def pastes(self) -> tuple[Paste, ...]:
        return (*pastes(self.data), *handed(self.data, self.words))

    @cached_property
    def mentioned(self) -> tuple[Include, ...]:
        """What reads like an include, in comments and strings too."""
        return includes(self.data) if b"include" in self.data else ()

    @cached_property
    def asked(self) -> tuple[Include, ...]:
        """What reads like a question for a header, in comments and strings too."""
        return probes(self.data)

    @cached_property
    def includes(self) -> tuple[Include, ...]:
        """Those that are directives by themselves, and no comment's."""
        at = self.directives.at
        return tuple(item for item in self.mentioned if self._is_code(item) and at(item.start))

    @cached_property
    def probes(self) -> tuple[Include, ...]:
        return tuple(item for item in self.asked if self._is_code(item))

    @cached_property
    def blanked(self) -> bytes:
        """The file with comments and literals blanked, the same length."""
        text = bytearray(self.data)
        for start, end in self.trivia.both.spans:
            text[start:end] = b" " * (end - start)
        return bytes(text)

    def _is_code(self, item: Include) -> bool:
        """Whether it stands in no comment and no string, such as a source compiled later."""
        around = self.trivia.both.at(item.start)
        return around is None or around.start == item.start
