"""Rules on PTX instructions against one inline-assembly statement.

What comes in are a read statement and the cases that have a ``ptx`` pattern; what goes out says of
each instruction which case speaks of it, and which operands its captures are. Nothing is rewritten
here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.constraints import Constraint
from migrate.rules.constructs import Case, Rule, Words
from migrate.text.assembly import Statement
from migrate.text.lexer import integer
from migrate.text.ptx import Instruction, Kind, Part, read_pattern

EMPTY = "empty"  # in place of an instruction: the text has none, only operands
_WHOLE = 1000  # patterns with operands come before families
_TYPED = regex(
    r"[a-z]\w*(?:\.[\w:]+)*\.(?:b8|b16|b32|b64|b128|u8|u16|u32|u64|s8|s16|s32|s64|f16|f16x2|bf16"
    r"|bf16x2|tf32|f32|f64|pred|e4m3|e5m2|sync|aligned|acquire|release|relaxed|gl|cta|sys|gpu"
    r"|cluster|shared|global|proxy|async|commit_group|wait_group|wait_all)(?:[.:].*)?"
)
REGISTERS = {  # what a register type is to C++, and the constraint of an operand of that type
    "pred": ("bool", "p"),
    "f32": ("float", "f"),
    "f64": ("double", "d"),
    "s16": ("short", "h"),
    "s32": ("int", "r"),
    "s64": ("long long", "l"),
    **dict.fromkeys(("b16", "u16"), ("unsigned short", "h")),
    **dict.fromkeys(("b32", "u32"), ("unsigned", "r")),
    **dict.fromkeys(("b64", "u64"), ("unsigned long long", "l")),
}
_INTEGERS, _FLOATS = frozenset(("r", "l", "h", "n", "")), frozenset("fd")


class Pattern(NamedTuple):
    """A compiled ``ptx`` text. Without ``parts`` and with a star, operands may be anything."""

    opcode: re.Pattern[str]
    parts: tuple[Part, ...]
    family: bool
    weight: int


class Meaning(NamedTuple):
    """An instruction and the case that speaks of it.

    ``captures`` are its operands by name, ``words`` what stands for the modifiers of its opcode.
    """

    instruction: Instruction
    rule: Rule
    case: Case
    captures: Mapping[str, Part]
    words: Mapping[str, str]


class Known(NamedTuple):
    """What the rules say of a statement, one meaning for each instruction one is known of."""

    statement: Statement
    meanings: tuple[Meaning, ...]
    unknown: tuple[Instruction, ...]


@cache
def compile_pattern(text: str, words: tuple[tuple[str, Words], ...] = ()) -> Pattern | None:
    """``bfe.{u32,s32} $d, $a``: braces hold alternatives of an opcode, ``$type`` one of ``words``,
    a star anything.
    """
    found = read_pattern(text)
    if found is None:
        return None
    known = dict(words)
    pieces = re.split(r"(\{[^{}]*\}|\*|\$[A-Za-z_]\w*)", found.opcode)
    opcode = "".join(_opcode_piece(piece, known) for piece in pieces)
    family = "*" in found.opcode and not found.parts
    weight = (0 if family else _WHOLE) + sum(len(_shortest(piece)) for piece in pieces)
    return Pattern(re.compile(opcode), found.parts, family, weight)


def _fits(letter: str, kind: str) -> bool:
    """Whether an operand of the constraint ``letter`` may stand for a capture of ``kind``."""
    return (
        letter == kind
        or (kind == "" and letter in _INTEGERS)
        or (letter in "niC" and kind in _INTEGERS)
    )


def _shortest(text: str) -> str:
    """What a piece of a pattern surely stands for; the more of it, the more precise a family is."""
    if text[:1] == "{":
        return min(text[1:-1].split(","), key=len)
    return "" if text[:1] in ("*", "$") else text


def _opcode_piece(text: str, words: Mapping[str, Words]) -> str:
    if text[:1] == "$":
        return f"(?P<{text[1:]}>" + "|".join(re.escape(key) for key, _ in words[text[1:]]) + ")"
    if text == "*":
        return ".*"
    if text.startswith("{"):
        return "(?:" + "|".join(map(re.escape, text[1:-1].split(","))) + ")"
    return re.escape(text)


def know(
    data: bytes,
    statement: Statement,
    cases: Iterable[tuple[Rule, Case]],
    fits: Callable[[Constraint, Span], bool],
    on_host: bool = False,
) -> Known | None:
    """What the rules say of each instruction; None where the text is not PTX.

    ``fits`` says whether a C++ operand is what a rule demands of a capture. Words alone (``mov``,
    ``set``, ``bar``) do not make PTX where the statement is ``on_host`` or names the registers of
    another processor.
    """
    if statement.is_foreign:
        return None
    compiled = [(rule, case, compile_pattern(case.ptx, case.words)) for rule, case in cases]
    ordered = sorted(
        ((rule, case, pattern) for rule, case, pattern in compiled if pattern is not None),
        key=lambda item: -item[2].weight,
    )
    reader = _Reader(data, statement, fits)
    meanings, unknown = [], []
    surely = False
    by_words = not on_host and not statement.names_unknown_registers
    program = statement.program
    instructions = program.instructions
    if not instructions and {"{", "}"} & {*program.other}:  # a scope that another statement ends
        instructions = (Instruction("scope", (), statement.span),)
        surely = not on_host
    elif statement.is_empty and not on_host:  # what it holds, the target may hold elsewhere
        instructions = (Instruction(EMPTY, (), statement.span),)
        surely = True
    for instruction in instructions:
        found = next(reader.meanings(instruction, ordered), None)
        if found is None:
            unknown.append(instruction)
        else:
            meanings.append(found)
        typed = _TYPED.fullmatch(instruction.opcode) is not None
        surely |= typed or (by_words and found is not None and found.case.ptx != "*")
    if not surely and not program.registers:
        return None
    return Known(statement, tuple(meanings), tuple(unknown))


class _Reader:
    """Matches operands of one statement and writes them in C++."""

    def __init__(
        self, data: bytes, statement: Statement, fits: Callable[[Constraint, Span], bool]
    ) -> None:
        self._data = data
        self._statement = statement
        self._fits = fits
        self._types = dict(statement.program.registers)

    def meanings(
        self, instruction: Instruction, ordered: Sequence[tuple[Rule, Case, Pattern]]
    ) -> Iterator[Meaning]:
        for rule, case, pattern in ordered:
            opcode = pattern.opcode.fullmatch(instruction.opcode)
            if opcode is None:
                continue
            captures: dict[str, Part] = {}
            if not pattern.family and not self._all(pattern.parts, instruction.parts, captures):
                continue
            if all(self._accepts(item, captures) for item in case.where):
                words = {name: dict(items)[opcode[name]] for name, items in case.words}
                yield Meaning(instruction, rule, case, captures, words)

    def _accepts(self, wanted: Constraint, captures: Mapping[str, Part]) -> bool:
        """Whether a capture is what the case demands of it."""
        part = captures.get(wanted.capture)
        if part is None or not wanted.accepts_text(self.text(part)):
            return False
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        if argument is not None:
            return self._fits(wanted, argument.value)
        return not wanted.asks_for_value or wanted.accepts_value(_integer(part.text))

    def _all(
        self, wanted: Sequence[Part], found: Sequence[Part], captures: dict[str, Part]
    ) -> bool:
        return len(wanted) == len(found) and all(
            self._one(*pair, captures) for pair in zip(wanted, found, strict=True)
        )

    def _one(self, wanted: Part, found: Part, captures: dict[str, Part]) -> bool:
        if wanted.kind is Kind.NAME and wanted.text.startswith("$"):
            name, _, kind = wanted.text[1:].partition(":")
            if not self._is_value(found, kind):
                return False
            first = captures.setdefault(name, found)
            return self.text(first) == self.text(found)
        if wanted.kind is Kind.NUMBER and found.kind is Kind.NUMBER:
            return _integer(wanted.text) == _integer(found.text) is not None
        if wanted.kind is not found.kind or wanted.negated != found.negated:
            return False
        if wanted.kind is Kind.ADDRESS and found.text and not wanted.text:
            return self._with_offset(wanted.parts, found, captures)
        if wanted.parts or found.parts:
            return wanted.text == found.text and self._all(wanted.parts, found.parts, captures)
        return wanted.text == found.text

    def _with_offset(self, wanted: Sequence[Part], found: Part, captures: dict[str, Part]) -> bool:
        """``[$p]`` takes ``[%1 + 4]`` where the base is as wide as a pointer."""
        if not self._all(wanted, found.parts, captures) or len(wanted) != 1:
            return False
        name = wanted[0].text[1:].partition(":")[0]
        argument = self._statement.argument(found.parts[0])
        wide = argument is not None and argument.constraint == "l"
        if name in captures and wide and found.text[1:].isdecimal():
            captures[name] = found
            return True
        return False

    def _is_value(self, part: Part, kind: str) -> bool:
        """Whether a capture may take the operand; ``kind`` is the constraint it must have, one of
        integers where there is none.
        """
        if part.negated:
            return False
        if part.kind is Kind.NUMBER:
            is_float = part.text[:2] in ("0f", "0F", "0d", "0D") or "." in part.text
            return kind in (_FLOATS if is_float else _INTEGERS)
        if part.kind is Kind.NAME:
            own = self._types.get(part.text)
            return own in REGISTERS and _fits(REGISTERS[own][1], kind)
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        if argument is None:
            return False
        letter = argument.constraint.strip("=+&")
        return not letter or _fits(letter, kind)

    def text(self, part: Part) -> str:
        """An operand as it is written: its C++ expression, or the word itself."""
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        if argument is None:
            return part.text
        return self._data[slice(*argument.value)].decode("utf-8", "replace")


def _integer(text: str) -> int | None:
    """The value of an immediate, None where it is no whole number."""
    value = integer(text.lstrip("-"))
    return -value if value is not None and text.startswith("-") else value
