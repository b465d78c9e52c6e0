"""One inline-assembly statement of C++: its text, its operands, and what PTX the text holds.

What comes in are the bytes of a file and the place of an ``asm``; what goes out is a ``Statement``
whose parts say where in the file they stand, and whether it is written for the host's processor.
Nothing here knows a rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.lexer import Spans, tokens
from migrate.text.ptx import Part, Program, read_program

SPELLINGS = ("asm", "__asm", "__asm__")
_QUALIFIERS = frozenset({"volatile", "__volatile__", "__volatile", "inline", "goto", "const"})
_ENCODINGS = frozenset({"R", "u8", "u8R", "L", "LR", "u", "uR", "U", "UR"})
_PASTED = "pasted_"  # begins the name of what is pasted: no word of PTX does
_CONTINUES = 0x5C  # a backslash at the end of a macro's line
_BEFORE = _QUALIFIERS | {"\\"}
_MOST_BEFORE = 8  # qualifiers and ends of lines that may stand before the parenthesis
_LENGTHS = (1024, 65536)  # bytes that are looked at for the end of a statement
_OPEN = {"(": ")", "[": "]", "{": "}"}
_CLOSE = frozenset(_OPEN.values())
_ESCAPE = regex(r"\\(?:\r?\n|x[0-9a-fA-F]+|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", "a": "\a", "b": "\b"}
# A constraint that PTX has, with the letter of what it takes; a register's class is one of CLASSES.
_OF_PTX = regex(r"[=+&]*(?:[rlhfdnqC])?")
CLASSES = frozenset("rlhfd")
_ANYWHERE = frozenset({"memory", "cc"})  # what statements of any processor may say they change
_REGISTER = regex(r"%+([A-Za-z_$][\w$]*)")
_SPECIAL = regex(
    r"n?tid|n?ctaid|n?warpid|n?smid|laneid|gridid|lanemask_\w+|clock(?:64|_hi)?|pm\d+\w*"
    r"|globaltimer\w*|envreg\d+|\w*smem_\w+|is_explicit_cluster|n?clusterid|cluster_\w+"
    r"|current_graph_exec|reserved_\w+"
)


class Argument(NamedTuple):
    """A C++ operand of the statement: its constraint (``=r``), where its expression stands, and its
    symbolic name. The constraint is empty where a macro makes it.
    """

    constraint: str
    value: Span
    written: Span  # where the constraint stands, with its quotes
    name: str = ""
    output: bool = False


class Statement(NamedTuple):
    """``asm volatile("..." : outputs : inputs : clobbers)``, from the name to the parenthesis.

    ``named`` are the registers that the text names with a percent sign.
    """

    span: Span
    program: Program
    arguments: tuple[Argument, ...]
    clobbers: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def is_foreign(self) -> bool:
        """Whether it cannot be PTX, by an operand or by a register it changes."""
        if any(not _OF_PTX.fullmatch(item.constraint) for item in self.arguments):
            return True
        return not _ANYWHERE.issuperset(self.clobbers)

    @property
    def names_unknown_registers(self) -> bool:
        """Whether it names registers that PTX does not have and the statement does not declare."""
        own = {name for name, _ in self.program.registers}
        return any(name not in own and not _SPECIAL.fullmatch(name) for name in self.named)

    @property
    def is_empty(self) -> bool:
        """Whether it has no instructions and only holds values in registers."""
        program = self.program
        says = program.instructions or program.registers or program.other
        letters = {item.constraint[-1:] for item in self.arguments}
        return not says and bool(letters & {*CLASSES, ""})

    def argument(self, part: Part) -> Argument | None:
        """The C++ operand that ``%0`` or ``%[name]`` stands for."""
        if part.text.isdecimal():
            index = int(part.text)
            return self.arguments[index] if index < len(self.arguments) else None
        return next((item for item in self.arguments if f"[{item.name}]" == part.text), None)


def read_statement(data: bytes, name: Span, skip: Spans) -> Statement | None:
    """The statement whose ``asm`` stands at ``name``; None where its text is no plain literal.

    ``skip`` are the comments and literals of ``data``.
    """
    if not _opens(data, name, skip):
        return None
    for length in _LENGTHS:
        words = [
            word
            for word in tokens(data, name.end, min(len(data), name.end + length), skip)
            if data[word.start] != _CONTINUES
        ]
        statement = _read(data, name, words)
        if statement is not None:
            break
    return statement


def _opens(data: bytes, name: Span, skip: Spans) -> bool:
    """Whether a parenthesis follows, with at most qualifiers before it: most often a glance says
    that a word is none of a statement.
    """
    first = tokens(data, name.end, min(len(data), name.end + _LENGTHS[0]), skip, most=_MOST_BEFORE)
    words = (data[word.start : word.end].decode("latin-1") for word in first)
    return next((word for word in words if word not in _BEFORE), "") == "("


def _read(data: bytes, name: Span, words: Sequence[Span]) -> Statement | None:
    """The statement that ``words`` begin with; None too where it goes on behind them."""
    texts = [data[word.start : word.end].decode("latin-1") for word in words]
    at = 0
    while at < len(words) and texts[at] in _QUALIFIERS:
        at += 1
    if at == len(words) or texts[at] != "(":
        return None
    sections = _sections(texts, at + 1)
    if sections is None:
        return None
    bounds, end = sections
    text = _template(texts, words, *bounds[0])
    if text is None:
        return None
    arguments: list[Argument] = []
    for number, (first, last) in enumerate(bounds[1:3]):
        found = _arguments(texts, words, first, last, output=number == 0)
        if found is None:
            return None
        arguments += found
    changed = texts[slice(*bounds[3])] if bounds[3:] else ()
    return Statement(
        Span(name.start, words[end].end),
        read_program(*text),
        tuple(arguments),
        tuple(text[1:-1] for text in changed if text[0] == '"'),
        tuple(_REGISTER.findall(text[0])),
    )


def _sections(texts: Sequence[str], start: int) -> tuple[list[tuple[int, int]], int] | None:
    """The parts between the colons as ranges of words, and the closing parenthesis."""
    found: list[tuple[int, int]] = []
    first, closing = start, [")"]
    for at in range(start, len(texts)):
        text = texts[at]
        if text in _OPEN:
            closing.append(_OPEN[text])
        elif text in _CLOSE:
            if closing.pop() != text:
                return None
            if not closing:
                return [*found, (first, at)], at
        elif len(closing) == 1 and text in (":", "::"):
            found += [(first, at), (at, at)] if text == "::" else [(first, at)]
            first = at + 1
    return None


def _template(
    texts: Sequence[str], words: Sequence[Span], first: int, last: int
) -> tuple[str, list[int]] | None:
    """The joined literals, and for each character the offset of the file it comes from."""
    joined: list[str] = []
    offsets: list[int] = []
    at = first
    while at < last:
        if texts[at] == "#" and joined and at + 1 < last:  # what a macro pastes between literals
            joined += [*_PASTED, *texts[at + 1]]
            offsets += [words[at].start] * (len(_PASTED) + len(texts[at + 1]))
            at += 2
            continue
        raw = texts[at] in _ENCODINGS
        literal = at + raw
        if literal >= last or texts[literal][:1] != '"' or texts[literal][-1:] != '"':
            return None
        start, body = words[literal].start, texts[literal]
        if raw and texts[at].endswith("R"):
            open_, close = body.find("("), body.rfind(")")
            pieces = [(body[i], i) for i in range(open_ + 1, close)]
        else:
            pieces = _unescaped(body)
        joined += [piece for piece, _ in pieces]
        offsets += [start + offset for _, offset in pieces]
        at = literal + 1
    return ("".join(joined), offsets) if offsets or last > first else None


def _unescaped(literal: str) -> list[tuple[str, int]]:
    """The characters of a literal in quotes, each with its offset in it."""
    found: list[tuple[str, int]] = []
    at, end = 1, len(literal) - 1
    while at < end:
        escape = _ESCAPE.match(literal, at, end) if literal[at] == "\\" else None
        if escape is None:
            found.append((literal[at], at))
            at += 1
            continue
        code = escape[0][1:]
        if code[0] == "x":
            found.append((chr(int(code[1:], 16) & 0xFF), at))
        elif code.isdecimal() and code[0] in "01234567":
            found.append((chr(int(code, 8) & 0xFF), at))
        elif code[-1] != "\n":
            found.append((_ESCAPED.get(code, code), at))
        at = escape.end()
    return found


def _arguments(
    texts: Sequence[str], words: Sequence[Span], first: int, last: int, *, output: bool
) -> list[Argument] | None:
    """``[name] "=r"(value), MACRO(value)``; None for anything else."""
    found = []
    at = first
    while at < last:
        name = ""
        if texts[at] == "[" and at + 2 < last and texts[at + 2] == "]":
            name, at = texts[at + 1], at + 3
        constraint, first_word = "", at
        while at < last and (texts[at][0] in '"#' or texts[at].isidentifier()):
            constraint += texts[at][1:-1] if texts[at][0] == '"' else ""
            at += 1
        close = _closing(texts, at, last)
        if close is None or close == at + 1:
            return None
        value = Span(words[at + 1].start, words[close - 1].end)
        written = Span(words[first_word].start, words[at - 1].end)
        found.append(Argument(constraint, value, written, name, output))
        at = close + 1
        if at < last:
            if texts[at] != ",":
                return None
            at += 1
    return found


def _closing(texts: Sequence[str], at: int, last: int) -> int | None:
    """The parenthesis that closes the one at ``at``."""
    if at >= last or texts[at] != "(":
        return None
    depth = 0
    for index in range(at, last):
        depth += (texts[index] in _OPEN) - (texts[index] in _CLOSE)
        if depth == 0:
            return index
    return None
