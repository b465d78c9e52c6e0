"""Conditions on the architecture that code is compiled for, decided as one.

What comes in are the text of a condition and what a target says of itself: the macro that it has in
device code, and the least capability that all its GPUs come up to. What goes out is a decision: the
condition holds on the target what it should as it stands, or it does with these edits, or nothing
can be said. ``defined(__CUDA_ARCH__)`` and a comparison of it are never decided apart: one of them
alone would make of ``defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 600`` a condition that every GPU of
the target meets. Nothing is edited here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from migrate.model import Edit
from migrate.regex import regex
from migrate.text.lexer import Directive, integer
from migrate.text.truths import (
    ABSENT,
    LOGIC,
    RELATIONS,
    UNKNOWN,
    Lookup,
    Macro,
    Node,
    Range,
    Truth,
    parse,
    value,
)

_DEFINED_AS = regex(rb"[ \t]*(\w+)[ \t]+\(?[ \t]*(\w+)[ \t]*\)?[ \t]*(?:/[/*].*)?", re.DOTALL)
_MOST_UNKNOWN = 6  # parts of a condition of which nothing is known, beyond which it is left open


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a target has in the place of ``macro``: ``device`` is defined in device code. All its
    GPUs come up to the capability ``least``. With ``everywhere`` both are there on the host, too.
    """

    macro: str
    device: str
    least: int
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a condition. ``settled``: with ``edits`` (offsets of its text) it holds where
    it should. ``holds`` is what it comes to on the target, on host and device; ``place`` is where
    it first compares the architecture, None where it only asks whether there is one.
    """

    settled: bool
    edits: tuple[Edit, ...] = ()
    holds: Truth = None
    place: int | None = None


_Value = Callable[[Node, bool], Truth]  # of a part, on the host or on the device


def decide(text: str, architecture: Architecture, integers: Mapping[str, int]) -> Decision | None:
    """What becomes of the condition ``text``, which holds one byte a character; None where it asks
    for no architecture, or is beyond reason. ``integers`` are macros that are such.
    """
    node = parse(text)
    if node is None or architecture.macro not in node.names():
        return None
    made = _Condition(text, node, architecture, integers).decide()
    compared = (leaf for leaf in _leaves(node) if leaf.kind != "defined")
    place = next((leaf.start for leaf in compared if architecture.macro in leaf.names()), None)
    return replace(made, place=text.index(architecture.macro, place) if place is not None else None)


def integers_of(data: bytes, directives: Sequence[Directive]) -> dict[str, int]:
    """Macros that a file defines once, as an integer."""
    found: dict[str, int | None] = {}
    for directive in directives:
        if directive.keyword != "define":
            continue
        match = _DEFINED_AS.fullmatch(data, directive.body, directive.end)
        name = (data[directive.body : directive.end].split() or [b""])[0].decode("latin-1")
        number = integer(match[2].decode("latin-1")) if match is not None else None
        found[name] = None if name in found else number
    return {name: number for name, number in found.items() if number is not None}


class _Condition:
    def __init__(
        self, text: str, node: Node, architecture: Architecture, integers: Mapping[str, int]
    ) -> None:
        self._text, self._node, self._architecture = text, node, architecture
        known = {
            name: Macro(True, Range(number, number))
            for name in node.names() - {architecture.macro}
            if (number := integers.get(name)) is not None
        }
        leaves = list(_leaves(node))
        self._own = [leaf for leaf in leaves if architecture.macro in leaf.names()]
        absent = _lookup(known, architecture.macro, ABSENT)
        there = _lookup(known, architecture.macro, Macro(True, Range(architecture.least, math.inf)))
        self._stands = {leaf: value(leaf, absent).truth for leaf in self._own}
        self._should = {leaf: value(leaf, there).truth for leaf in self._own}
        others = (leaf for leaf in leaves if leaf not in self._stands)
        self._free = sorted(
            {self._said(leaf) for leaf in others if value(leaf, absent).truth is None}
        )
        self._absent = absent

    def decide(self) -> Decision:
        if len(self._free) > _MOST_UNKNOWN:
            return Decision(False)
        wanted = self._truths(self._wanted)
        as_it_stands = self._truths(lambda leaf, _: self._stands[leaf])
        if None in wanted:
            return Decision(False, holds=_common(as_it_stands))
        tests = [leaf for leaf in self._own if leaf.kind == "defined"]
        rest = [leaf for leaf in self._own if leaf.kind != "defined"]
        for edited in ([], tests, rest, self._own):
            if self._truths(self._with(edited)) == wanted:
                edits = tuple(edit for leaf in edited for edit in self._edits(leaf))
                return Decision(True, tuple(sorted(edits)), _common(wanted))
        return Decision(False, holds=_common(as_it_stands))

    def _wanted(self, leaf: Node, on_device: bool) -> Truth:
        is_there = on_device or self._architecture.everywhere
        return (self._should if is_there else self._stands)[leaf]

    def _with(self, edited: Sequence[Node]) -> _Value:
        """The value of parts where those ``edited`` are as they should be."""
        return lambda leaf, on_device: (
            self._wanted(leaf, on_device) if leaf in edited else self._stands[leaf]
        )

    def _truths(self, own: _Value) -> list[Truth]:
        """Of the whole, for everything that the rest may be, on host and device."""
        sets = product((False, True), repeat=len(self._free))
        free = (dict(zip(self._free, chosen, strict=True)) for chosen in sets)
        return [
            self._truth(self._node, known, own, on_device)
            for known, on_device in product(free, (False, True))
        ]

    def _truth(self, node: Node, free: Mapping[str, bool], own: _Value, on_device: bool) -> Truth:
        if node.kind not in LOGIC:
            if node in self._stands:
                return own(node, on_device)
            return free.get(self._said(node), value(node, self._absent).truth)
        parts = [self._truth(part, free, own, on_device) for part in node.parts]
        if node.kind == "!":
            return None if parts[0] is None else not parts[0]
        if node.kind == "?":
            first, then, otherwise = parts
            if first is None:
                return then if then is otherwise else None
            return then if first else otherwise
        decides = node.kind == "||"
        if decides in parts:
            return decides
        return None if None in parts else not decides

    def _said(self, node: Node) -> str:
        """The text of a part, so that it is the same wherever it stands."""
        text = "".join(self._text[node.start : node.end].split())
        return text.strip("()") if node.kind == "name" else text

    def _edits(self, leaf: Node) -> Iterator[Edit]:
        """What makes a part hold on the device what it should."""
        macro, device = self._architecture.macro, self._architecture.device
        stands, should = self._stands[leaf], self._should[leaf]
        if stands is should:
            return
        if leaf.kind not in RELATIONS:
            at = self._text.index(macro, leaf.start)
            yield Edit(at, at + len(macro), device.encode())
            return
        added = f" || defined({device})" if should else f" && !defined({device})"
        if self._text[leaf.start] == "(":
            yield Edit(leaf.end - 1, leaf.end - 1, added.encode())
        else:
            yield Edit(leaf.start, leaf.start, b"(")
            yield Edit(leaf.end, leaf.end, f"{added})".encode())


def _leaves(node: Node) -> Iterator[Node]:
    """The parts that logic joins."""
    if node.kind not in LOGIC:
        yield node
        return
    for part in node.parts:
        yield from _leaves(part)


def _lookup(known: Mapping[str, Macro], macro: str, has: Macro) -> Lookup:
    return lambda name: has if name == macro else known.get(name, UNKNOWN)


def _common(truths: Sequence[Truth]) -> Truth:
    return truths[0] if len(set(truths)) == 1 else None
