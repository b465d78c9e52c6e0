"""Classes of a file, told by their heads, and whose members the objects in it may have.

What comes in is the code of a file without comments and literals; what goes out are names. A class
of another file is known by its name alone, and one that a template is given by nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import classes

_CLASS = regex(
    rb"\b(?:class|struct|union)\s+(?:(?:alignas|__align__|__attribute__)\s*\([^{};]*?\)+\s*)?"
    rb"(?P<name>\w+)\s*(?:<[^{};]*>\s*)?(?:final\s*)?(?::(?!:)(?P<bases>[^{};]*))?\Z"
)
_TEMPLATE = regex(rb"\b(?:typename|class)(?:\s*\.\.\.)?\s+(?P<name>\w+)\s*(?=[,>=])")
_ALIAS = regex(
    rb"\b(?:typedef\s+(?P<meant>[^;{}]*?)\b(?P<name>\w+)|using\s+(?P<new>\w+)\s*=(?P<is>[^;{}]*));"
)
_WORD = regex(rb"\w+")
_OBJECT = regex(rb"(?P<name>[A-Za-z_]\w*)\s*(?:\[[^\[\]]*\]\s*|\([^()]*\)\s*)*(?:\.|->)\s*\Z")
_ANY_TYPE = frozenset({b"auto", b"decltype"})
_NO_TYPES = frozenset(b"return else const struct class typedef case throw new delete goto".split())


class _Class(NamedTuple):
    name: bytes
    bases: frozenset[bytes]
    span: Span


class Classes:
    """Answers about one file."""

    def __init__(self, code: bytes) -> None:
        self._code = code
        self._types: dict[bytes, frozenset[bytes]] = {}

    @cached_property
    def _all(self) -> tuple[_Class, ...]:
        found = []
        for block in classes(self._code, Span(0, len(self._code))):
            head = _CLASS.search(self._code, block.start, block.body)
            if head is not None:
                bases = frozenset(_WORD.findall(head["bases"] or b""))
                found.append(_Class(head["name"], bases, Span(block.start, block.end)))
        return tuple(found)

    @cached_property
    def names(self) -> frozenset[bytes]:
        """Those that have a body."""
        return frozenset(item.name for item in self._all)

    @cached_property
    def _bases(self) -> Mapping[bytes, frozenset[bytes]]:
        bases: dict[bytes, frozenset[bytes]] = {}
        for item in self._all:
            bases[item.name] = bases.get(item.name, frozenset()) | item.bases
        return bases

    @cached_property
    def _given(self) -> frozenset[bytes]:
        """What templates are given."""
        return frozenset(match["name"] for match in _TEMPLATE.finditer(self._code))

    @cached_property
    def _aliases(self) -> Mapping[bytes, bytes]:
        found = _ALIAS.finditer(self._code)
        return {match["name"] or match["new"]: match["meant"] or match["is"] for match in found}

    def around(self, offset: int) -> bytes:
        """The innermost class around a place, or nothing."""
        # Those in others come behind them.
        holding = [one.name for one in self._all if one.span.start <= offset < one.span.end]
        return holding[-1] if holding else b""

    def with_bases(self, name: bytes) -> frozenset[bytes]:
        """A class and all that it is made of, as far as this file says."""
        seen: set[bytes] = set()
        ahead = [name]
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead += self._bases.get(one, ())
        return frozenset(seen)

    def may_have(self, before: bytes, owner: bytes, caller: bytes) -> bool:
        """Whether the object at the end of ``before`` may have the members of ``owner``, where a
        member of ``caller`` asks it. An object of a type that a template is given is of another
        instance than the caller's own.
        """
        found = _OBJECT.search(before)
        types = self._declared(found["name"]) if found else frozenset[bytes]()
        if not types or types & _ANY_TYPE:
            return True
        if types & self._given or b"typename" in types:
            return owner != caller
        return any(owner in self.with_bases(one) for one in types)

    def _declared(self, name: bytes) -> frozenset[bytes]:
        """The words of the types that the file declares such a name with, as a variable or as a
        function.
        """
        if name not in self._types:
            pattern = re.compile(
                rb"(?P<type>[A-Za-z_][\w:]*\s*(?:<[^;{}()]*>)?(?:\s*[*&]+\s*|\s+)(?:const\s+)?)"
                rb"(?<![\w.])" + re.escape(name) + rb"\s*(?=[;,=()\[{:])"
            )
            found = (self._meant(item["type"]) for item in pattern.finditer(self._code))
            self._types[name] = frozenset[bytes]().union(*found) - _NO_TYPES
        return self._types[name]

    def _meant(self, text: bytes) -> set[bytes]:
        """The words of a type, and of what they are other names for."""
        seen: set[bytes] = set()
        ahead = _WORD.findall(text)
        while ahead:
            word = ahead.pop()
            if word not in seen:
                seen.add(word)
                ahead += _WORD.findall(self._aliases.get(word, b""))
        return seen
