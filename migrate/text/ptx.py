"""PTX text to instructions.

What comes in is the text of an inline-assembly statement, or a pattern of a rule; what goes out are
instructions with their operands, each with the bytes of the file it comes from. Text that is not
PTX is read as far as it goes, and nothing here says what an instruction does, or whether there is
such a one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex

_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = frozenset(_OPEN.values())
_COMMENT = regex(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_WORD = regex(
    r"""\$[A-Za-z_]\w*(?::[a-z]\b)?           # a capture, in a pattern
      | %%?[A-Za-z_$][\w$]*(?:\.[xyzw]\b)?    # a register that begins with a percent sign
      | %\d+ | %\[\w+\]                       # an operand
      | 0[fF][0-9a-fA-F]{8}\b | 0[dD][0-9a-fA-F]{16}\b
      | \d+\.\d*(?:[eE][+-]?\d+)? | \d\w*
      | [A-Za-z_$][\w$]*(?:\.\w+(?:::\w+)*)*  # an opcode, a register, a symbol
      | \.\w+(?:::\w+)*                       # a directive, a type
      | \S""",
    re.VERBOSE,
)
_NUMBER = regex(r"\d")


class Kind(Enum):
    """What an operand of an instruction is."""

    OPERAND = "operand"  # %0: text is the number or the [name]
    NUMBER = "number"  # an immediate, with its sign
    SPECIAL = "special"  # %laneid, without the percent sign
    NAME = "name"  # a register or a symbol
    VECTOR = "vector"  # {a, b}: parts
    ADDRESS = "address"  # [a + 4]: parts are what stands inside, text the offset
    PAIR = "pair"  # d|p: parts
    OTHER = "other"  # anything else, as it is written


class Part(NamedTuple):
    """An operand of an instruction. ``negated`` is ``!p``; ``span`` is where it is written."""

    kind: Kind
    text: str
    parts: tuple[Part, ...]
    span: Span
    negated: bool = False


class Instruction(NamedTuple):
    """An opcode with its modifiers and its operands; ``guard`` is the predicate it hangs on."""

    opcode: str
    parts: tuple[Part, ...]
    span: Span
    guard: Part | None = None


class Program(NamedTuple):
    """What PTX text holds. ``registers`` are declared names with their types (``p``: ``pred``);
    ``other`` is what is neither an instruction nor a register: labels, directives, open braces.
    """

    instructions: tuple[Instruction, ...]
    registers: tuple[tuple[str, str], ...]
    other: tuple[str, ...]


def read_program(text: str, offsets: Sequence[int]) -> Program:
    """PTX to instructions; ``offsets`` says for each character where it stands in the file."""
    blank = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(blank)]
    return _Reader(words, offsets).run()


def read_pattern(text: str) -> Instruction | None:
    """One instruction as a rule writes it, its opcode apart: ``$d, [$p]`` are its operands."""
    opcode, _, rest = text.partition(" ")
    program = read_program(f"x {rest};", range(len(rest) + 3))
    if program.other or len(program.instructions) != 1:
        return None
    found = program.instructions[0]
    return Instruction(opcode, found.parts, found.span)


class _Reader:
    """Goes through the words of a text once; what it cannot make sense of it puts aside."""

    def __init__(self, words: Sequence[tuple[str, int, int]], offsets: Sequence[int]) -> None:
        self._words = words
        self._offsets = offsets
        self._instructions: list[Instruction] = []
        self._registers: list[tuple[str, str]] = []
        self._other: list[str] = []

    def run(self) -> Program:
        at, depth = 0, 0
        while at < len(self._words):
            text = self._words[at][0]
            if text in "{}":
                depth += 1 if text == "{" else -1
                if depth < 0:
                    self._other.append(text)
                    depth = 0
                at += 1
            elif text == ";":
                at += 1
            elif self._text(at + 1) == ":" and text[0] not in "@.":
                self._other.append(f"{text}:")
                at += 2
            else:
                end = self._end(at)
                self._one(at, end)
                at = end
        if depth:
            self._other.append("{")
        return Program(tuple(self._instructions), tuple(self._registers), tuple(self._other))

    def _text(self, at: int) -> str:
        return self._words[at][0] if at < len(self._words) else ""

    def _end(self, at: int) -> int:
        """The semicolon that ends what begins at ``at``, or the brace of the scope around it."""
        depth = 0
        while at < len(self._words):
            text = self._words[at][0]
            if text == ";" or (text == "}" and depth == 0):
                return at
            depth += (text in _OPEN) - (text in _CLOSE)
            at += 1
        return at

    def _span(self, first: int, last: int) -> Span:
        """Where the words ``first..last`` stand in the file, ``last`` exclusive."""
        start, end = self._words[first][1], self._words[last - 1][2] - 1
        return Span(self._offsets[start], self._offsets[end] + 1)

    def _one(self, first: int, last: int) -> None:
        """A declaration of registers, another directive, or an instruction."""
        if self._text(first) == ".reg":
            self._declare(first, last)
            return
        at, guard = first, None
        if self._text(at) == "@":
            negated = self._text(at + 1) == "!"
            at += 2 + negated
            if at >= last:
                self._other.append("@")
                return
            guard = self._single(at - 1, at, negated=negated)
        if not self._text(at)[:1].isalpha():
            self._other.append(self._text(at))
            return
        parts = tuple(self._part(*item) for item in self._split(at + 1, last))
        span = self._span(first, last)
        self._instructions.append(Instruction(self._text(at), parts, span, guard))

    def _declare(self, first: int, last: int) -> None:
        """``.reg .b32 a, b;`` as names with their type; a counted one (``r<4>``) as many names."""
        types = [self._text(at) for at in range(first + 1, last) if self._text(at)[0] == "."]
        names = [at for at in range(first + 1, last) if self._text(at)[0] not in ".,"]
        kind = types[-1][1:] if types else ""
        if len(types) != 1 or any(self._text(at) in "<>" for at in names):
            self._other.append(".reg")
            return
        self._registers += [(_plain(self._text(at)), kind) for at in names]

    def _split(self, first: int, last: int, separator: str = ",") -> list[tuple[int, int]]:
        """Ranges of words between separators outside of brackets."""
        found, depth, start = [], 0, first
        for at in range(first, last):
            text = self._text(at)
            depth += (text in _OPEN) - (text in _CLOSE)
            if text == separator and depth == 0:
                found.append((start, at))
                start = at + 1
        return [*found, (start, last)] if start < last or found else []

    def _part(self, first: int, last: int) -> Part:
        if first >= last:
            at = min(first, len(self._words) - 1)
            return Part(Kind.OTHER, "", (), self._span(at, at + 1))
        opening, closing = self._text(first), self._text(last - 1)
        span = self._span(first, last)
        if opening == "{" and closing == "}":
            inner = self._split(first + 1, last - 1)
            return Part(Kind.VECTOR, "", tuple(self._part(*item) for item in inner), span)
        if opening == "[" and closing == "]":
            return self._address(first + 1, last - 1, span)
        pair = self._split(first, last, "|")
        if len(pair) == 2:
            return Part(Kind.PAIR, "", tuple(self._part(*item) for item in pair), span)
        if last - first == 1:
            return self._single(first, last)
        if last - first == 2 and opening in "!-+":
            return self._single(first + 1, last, negated=opening == "!", sign=opening == "-")
        return self._other_part(first, last, span)

    def _address(self, first: int, last: int, span: Span) -> Part:
        """``base``, ``base + 4``, or a list; the offset is the text."""
        inner = self._split(first, last)
        offset = ""
        if len(inner) == 1 and last - first == 3 and self._text(first + 1) in "+-":
            offset = self._text(first + 1) + self._text(last - 1)
            inner = [(first, first + 1)]
        return Part(Kind.ADDRESS, offset, tuple(self._part(*item) for item in inner), span)

    def _single(self, at: int, end: int, *, negated: bool = False, sign: bool = False) -> Part:
        """One word: an operand, a number, a register."""
        text, span = self._text(at), self._span(at, end)
        if re.fullmatch(r"%(?:\d+|\[\w+\])", text) and not sign:
            return Part(Kind.OPERAND, text[1:], (), span, negated)
        if _NUMBER.match(text):
            return Part(Kind.NUMBER, "-" * sign + text, (), span, negated)
        if sign or not re.match(r"[%$\w]", text):
            return Part(Kind.OTHER, "-" * sign + text, (), span, negated)
        if any(text.lstrip("%") == name for name, _ in self._registers):
            return Part(Kind.NAME, text.lstrip("%"), (), span, negated)
        if text[0] == "%" and len(text.strip("%")) > 0:
            return Part(Kind.SPECIAL, text.lstrip("%"), (), span, negated)
        return Part(Kind.NAME, text, (), span, negated)

    def _other_part(self, first: int, last: int, span: Span) -> Part:
        text = " ".join(self._text(at) for at in range(first, last))
        return Part(Kind.OTHER, text, (), span)


def _plain(name: str) -> str:
    return name.lstrip("%")
