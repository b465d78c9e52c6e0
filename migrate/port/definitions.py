"""Where a file mentions names, and in which of its definitions: functions, and classes.

What comes in are the bytes of a file; what goes out are the functions and classes in it that can be
reached by their names only, and, for a mention, those around it. Comments mention nothing; strings
and macros do, for whoever uses them. Whether a definition is used is asked elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import Block, classes, functions

_TRIVIA = regex(rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'", re.DOTALL)
_DIRECTIVE = regex(rb"^[ \t]*#(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_WORD = regex(rb"[A-Za-z_]\w*")
_CALLED = regex(rb"(?<![\w~])([A-Za-z_]\w*)\s*\(")
_CLASS = regex(rb"\b(?:class|struct|union)\s+(?:__\w+\s+)*([A-Za-z_]\w*)\s*(?:final\b\s*)?(?::|\Z)")
# A name in front of which a type stands, and what may stand behind a variable or a parameter.
_TYPED = regex(
    rb"(?<!\w)(?!(?:return|case|else|goto|new|throw|delete|and|or|not)\b)[A-Za-z_]\w*[ \t]+\Z"
)
_DECLARED = regex(rb"\s*(?:[,)=;\[>{]|:(?!:))")
_TAKES_MASK = regex(rb"(?:_sync|\b__syncwarp)\s*\(\s*\Z")
_LONGEST = 64  # bytes in front of a name that are looked at
_GOES_ON = regex(rb"\s*[(<]")
_ENDS = regex(rb"\s*;")  # a class, without variables of it
# What is written like a call in the head of a function, and names none.
_NO_NAMES = frozenset(
    b"__attribute__ __launch_bounds__ __align__ alignas decltype noexcept __declspec defined "
    b"enable_if sizeof explicit requires".split()
)
# Heads of functions that others reach by no name of theirs, or from another unit.
_REACHED = regex(
    rb"\b(?:__global__|extern|virtual|override|operator|main|friend|(?:__)?(?:con|de)structor"
    rb"|EXPORT\w*)\b"
)
_OWN_UNIT = regex(rb"\b(?:__device__|static|inline|__inline__|__forceinline__|template)\b")


class Definition(NamedTuple):
    """A function or class: its name, where that stands, and where all of it and its body do. There
    is no name where something else may reach it.
    """

    name: bytes
    named: int
    start: int
    body: int
    end: int


class Mention(NamedTuple):
    """A name, and those of the definitions around it that may be all that use it."""

    name: bytes
    within: frozenset[bytes]


class Outline:
    """The definitions of one file."""

    def __init__(self, data: bytes) -> None:
        self.code = _DIRECTIVE.sub(_blank, _TRIVIA.sub(_blank, data))
        whole = Span(0, len(self.code))
        self._made: set[bytes] = set()  # classes with a variable, which calls the constructor
        self.classes = [self._class(block) for block in classes(self.code, whole)]
        self._inside = _nesting(self.classes)
        self._opened = [item.start for item in self.classes]
        self.functions = [self._function(block) for block in functions(self.code, whole)]
        self._starts = [item.start for item in self.functions]
        self._names = {item.named for item in (*self.functions, *self.classes) if item.name}

    def function(self, at: int) -> Definition | None:
        """The function around a place, with its head."""
        index = bisect_right(self._starts, at) - 1
        inside = index >= 0 and at < self.functions[index].end
        return self.functions[index] if inside else None

    def around(self, at: int) -> frozenset[bytes]:
        """The names of the definitions that a place is in."""
        return self._holding(at, lambda item: item.start)

    def within(self, at: int) -> frozenset[bytes]:
        """The names of the definitions that have a place in their bodies; none of a macro, which
        goes on behind them.
        """
        if self.code[at : at + 1].isspace():
            return frozenset()
        return self._holding(at, lambda item: item.body)

    def _holding(self, at: int, begins: Callable[[Definition], int]) -> frozenset[bytes]:
        function = self.function(at)
        inside = [] if function is None else [function]
        index = bisect_right(self._opened, at) - 1
        while index >= 0:
            inside.append(self.classes[index])
            index = self._inside[index]
        return frozenset(
            item.name for item in inside if item.name and begins(item) <= at < item.end
        )

    def mentions(
        self,
        data: bytes,
        wanted: Collection[bytes],
        own: Collection[int],
        masks: Collection[bytes] = (),
    ) -> Iterator[Mention]:
        """Where the file mentions the ``wanted`` names, but where it defines them; ``own`` are
        places of constants' definitions, and ``masks`` names that calls may take as their mask.
        """
        text = _TRIVIA.sub(lambda item: _blank(item) if item[0][:1] == b"/" else item[0], data)
        variables: set[tuple[int, bytes]] = set()  # by the functions that declare them
        for match in _WORD.finditer(text):
            at = match.start()
            if match[0] not in wanted or at in self._names or at in own:
                continue
            if match[0] in masks and _TAKES_MASK.search(text, max(0, at - _LONGEST), at):
                continue
            function = self.function(at)
            variable = (function.start if function is not None else -1, match[0])
            if self._is_declared(match):
                variables.add(variable)
            elif function is None or variable not in variables or self._goes_on(match):
                yield Mention(match[0], self.within(at))

    def _is_declared(self, word: re.Match[bytes]) -> bool:
        """Whether a name is that of a variable or parameter, where it is declared."""
        start = max(0, word.start() - _LONGEST)
        typed = _TYPED.search(self.code, start, word.start())
        return typed is not None and _DECLARED.match(self.code, word.end()) is not None

    def _goes_on(self, word: re.Match[bytes]) -> bool:
        """Whether a name is called, or given arguments of a template."""
        return _GOES_ON.match(self.code, word.end()) is not None

    def _function(self, block: Block) -> Definition:
        head = self.code[block.start : block.body]
        if _REACHED.search(head) or not _OWN_UNIT.search(head):
            return Definition(b"", 0, *block)
        found = (match for match in _CALLED.finditer(head) if match[1] not in _NO_NAMES)
        name = next(found, None)
        return _named(name if name and name[1] not in self._made else None, block)

    def _class(self, block: Block) -> Definition:
        name = _CLASS.search(self.code[block.start : block.body].rstrip())
        if name is not None and not _ENDS.match(self.code, block.end):
            self._made.add(name[1])
            return _named(None, block)
        return _named(name, block)


def _named(name: re.Match[bytes] | None, block: Block) -> Definition:
    if name is None:
        return Definition(b"", 0, *block)
    return Definition(name[1], block.start + name.start(1), *block)


def _nesting(items: Sequence[Definition]) -> list[int]:
    """By its number, the one that each stands in, or less than nothing."""
    found: list[int] = []
    for number, item in enumerate(items):
        index = number - 1
        while index >= 0 and items[index].end <= item.start:
            index = found[index]
        found.append(index)
    return found


def mentioned(data: bytes, wanted: Collection[bytes]) -> bool:
    """Whether a file may mention one of the names."""
    return any(word in data for word in wanted)


def _blank(match: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^\n]", b" ", match[0])
