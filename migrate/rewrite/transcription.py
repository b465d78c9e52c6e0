"""A statement whose instructions are known, as C++ or as an account of why it stays.

What comes in is what the rules say of each instruction; what goes out is a template over spans of
the file, to be written by ``rewrite``, or the texts of a finding. A statement is ported whole or
not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from migrate.files.source import newline_of
from migrate.model import Effort, Safety, Span, Status
from migrate.regex import regex
from migrate.rewrite.hazards import Operand, Step, held
from migrate.rewrite.instructions import EMPTY, REGISTERS, Known, Meaning
from migrate.rewrite.operands import (
    OperandKind,
    Things,
    has_effect,
    is_primary,
    name_for,
    number,
    reach,
)
from migrate.rules.constructs import CAPTURE, Case, Rule
from migrate.text.assembly import CLASSES, Argument, Statement
from migrate.text.ptx import Instruction, Kind, Part

_IDENTIFIER = regex(r"[A-Za-z_]\w*")
_BEFORE_ARGUMENT = regex(r"(?:\A|[(,;{]|[^=!<>]=|\breturn)\s*\Z")
_LITERAL = regex(rb'"(?:\\.|[^"\\\n])*"')
_ASSIGNED = regex(r"(?:\A|(?<=[;{]))\s*\$(\w+)\s*=(?!=)")
_PLAIN = {
    "r": "unsigned",
    "l": "unsigned long long",
    "h": "unsigned short",
    "f": "float",
    "d": "double",
}
_BEHIND_ARGUMENT = regex(r"\s*(?:\Z|[),;]|=(?!=))")


class Position(Enum):
    """What may be written where a statement stands."""

    BLOCK = "block"  # among the statements of a block: any number of them
    SINGLE = "single"  # behind an ``if``: one that takes a semicolon
    MACRO = "macro"  # the same, and a name may stand for any expression
    OUTSIDE = "outside"  # not in a function


class Port(NamedTuple):
    """What to write instead of ``span``: a template over the captures, and the case that says so.

    ``rule`` and ``case`` are the least safe of those that took part, with what all of them say.
    """

    span: Span
    captures: Mapping[str, Span]
    rule: Rule
    case: Case


def transcribe(data: bytes, known: Known, position: Position, things: Things) -> Port | None:
    """The port of a statement; its case has no rewrite where a person has to write it.

    None where no rule speaks of any instruction. ``things`` says what a name at an offset of the
    file stands for.
    """
    if not known.meanings:
        return None
    if known.meanings[0].instruction.opcode == EMPTY:
        return _held(data, known)
    writer = _Writer(data, known, position, things)
    lines = [writer.line(item) for item in known.meanings if item.case.rewrite is not None]
    if known.unknown or len(lines) < len(known.meanings):
        obstacle = ""
    elif position is Position.OUTSIDE:
        obstacle = "the statement stands in no function"
    else:
        obstacle = writer.obstacle(known.meanings, lines)
        if not obstacle:
            return _port(data, writer, known, lines, position)
    return _account(writer, known, obstacle)


def _port(
    data: bytes, writer: _Writer, known: Known, lines: Sequence[str], position: Position
) -> Port:
    """All instructions in C++, with the cautions of those that want a look."""
    statement = known.statement
    template, end = _layout(
        data, statement, writer.declarations(), [*lines, *writer.stores()], position
    )
    least = min(known.meanings, key=lambda item: item.case.safety)
    spoken = [item for item in known.meanings if item.case.safety < Safety.SAFE]
    headers = dict.fromkeys(name for item in known.meanings for name in item.rule.requires)
    advice = [writer.said(item, item.case.suggestion) for item in spoken]
    advice += [f"{item.instruction.opcode} is {writer.shown(item)}" for item in spoken]
    case = replace(
        least.case,
        rewrite=template,
        message=_joined(writer.said(item, item.case.message) for item in spoken),
        suggestion=_joined(advice),
        effort=max(item.case.effort for item in known.meanings),
    )
    rule = replace(least.rule, requires=tuple(headers))
    return Port(Span(statement.span.start, end), writer.captures, rule, case)


def _held(data: bytes, known: Known) -> Port:
    """A statement without instructions, its registers of the class that the rewrite names."""
    (meaning,) = known.meanings
    rule, case, span = meaning.rule, meaning.case, known.statement.span
    parts, captures, done = [], {}, span.start
    for order, argument in enumerate(known.statement.arguments):
        letter = argument.constraint[-1:]
        if not argument.constraint:  # made by a macro
            case = replace(case, rewrite=None, safety=Safety.MANUAL, status=Status.MANUAL)
        if case.rewrite is None or letter not in CLASSES:
            continue
        before = data[done : argument.written.start].decode("utf-8", "replace")
        between = data[argument.written.end : argument.value.start].decode("utf-8", "replace")
        captures[f"o{order}"] = argument.value
        parts.append(f'{before}"{argument.constraint[:-1]}{case.rewrite}"{between}$o{order}')
        done = argument.value.end
    if case.rewrite is not None:
        rest = data[done : span.end].decode("utf-8", "replace")
        case = replace(case, rewrite="".join((*parts, rest)))
    return Port(span, captures, rule, case)


def _account(writer: _Writer, known: Known, obstacle: str) -> Port:
    """The instructions by what is said of them, those that have an equivalent last."""
    manual = [item for item in known.meanings if item.case.rewrite is None]
    ported = [item for item in known.meanings if item.case.rewrite is not None]
    said: list[str] = []
    for text in dict.fromkeys(item.case.message for item in manual):
        group = [item for item in manual if item.case.message == text]
        opcodes = _counted(item.instruction for item in group)
        said.append(f"{opcodes}: {writer.said(group[0], text)}" if text else opcodes)
    if known.unknown:
        said.append(f"{_counted(known.unknown)}: no rule knows what to write instead")
    if ported:
        opcodes = _counted(item.instruction for item in ported)
        said.append(f"{opcodes}: there is an equivalent")
    if obstacle:
        said.append(obstacle)
    advice = [writer.said(item, item.case.suggestion) for item in manual]
    advice += [f"{item.instruction.opcode} is {writer.shown(item)}" for item in ported]
    first = manual[0] if manual else ported[0]
    case = replace(
        first.case,
        rewrite=None,
        safety=Safety.MANUAL,
        status=Status.MANUAL,
        message="; ".join(said),
        suggestion=_joined(advice),
        effort=max(Effort.MINUTES, *(item.case.effort for item in known.meanings)),
    )
    return Port(known.statement.span, {}, first.rule, case)


def _counted(instructions: Iterable[Instruction]) -> str:
    """``mov.b32 (3), add.u32``."""
    counts = Counter(item.opcode for item in instructions)
    return ", ".join(f"{name} ({count})" if count > 1 else name for name, count in counts.items())


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, texts)))


def _layout(
    data: bytes,
    statement: Statement,
    declarations: Sequence[str],
    lines: Sequence[str],
    position: Position,
) -> tuple[str, int]:
    """The lines as one text, and where the text it replaces ends."""
    start, end = statement.span
    only = lines[0] if len(lines) == 1 and not declarations else ""
    if only and not only.startswith(("{", "if ")):
        return only, end
    ended = [line if line.endswith("}") else f"{line};" for line in (*declarations, *lines)]
    behind = re.compile(rb"\s*;").match(data, end)
    if position is not Position.BLOCK or behind is None:
        return f"do {{ {' '.join(ended)} }} while (0)", end
    line = data[data.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")
    indent = line[: len(line) - len(line.lstrip())]
    newline = newline_of(data).decode()
    if not declarations:
        return f"{newline}{indent}".join(ended), behind.end()
    step = "\t" if "\t" in indent else "    " if len(indent) % 4 == 0 else "  "
    inner = "".join(f"{indent}{step}{line}{newline}" for line in ended)
    return f"{{{newline}{inner}{indent}}}", behind.end()


class _Writer:
    """Writes the operands of one statement in C++, C++ operands as captures of a template."""

    def __init__(self, data: bytes, known: Known, position: Position, things: Things) -> None:
        self._data = data
        self._in_macro = position is Position.MACRO
        self._statement = statement = known.statement
        self.captures: dict[str, Span] = {}
        self._taken = {name for item in statement.arguments for name in _words(self._source(item))}
        if self._in_macro:  # what the calls of a macro name would be hidden
            outside = data[: statement.span.start] + data[statement.span.end :]
            self._taken |= _words(_LITERAL.sub(b"", outside).decode("utf-8", "replace"))
        names = [register for register, _ in statement.program.registers]
        self._names = {name: self._free(name.replace("$", "_")) for name in dict.fromkeys(names)}
        operands = [self._operand(item, things) for item in statement.arguments]
        self._steps = [self._step(item) for item in known.meanings]
        self._held = held(operands, self._steps, by_name=not self._in_macro)
        self._copies = {
            index: self._free(name_for(operands[index].text))
            for index in sorted(self._held.operands)
        }

    def _free(self, name: str) -> str:
        """A name that no operand has, nor anything named so far."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def _operand(self, argument: Argument, things: Things) -> Operand:
        """An operand for the question in which order it is read and written."""
        text, start = self._source(argument), argument.value.start

        def named(name: str, offset: int) -> OperandKind:
            before = len(text[:offset].encode())
            return OperandKind.UNKNOWN if self._in_macro else things(name, start + before)

        is_immediate = argument.constraint in ("n", "C")
        return Operand(text, reach(text, named), argument.output, is_immediate)

    def _step(self, meaning: Meaning) -> Step:
        """What an instruction reads and writes, as its rewrite has it."""
        rewrite = meaning.case.rewrite or ""
        targets = [meaning.captures.get(name) for name in _ASSIGNED.findall(rewrite)]
        rest = {match[2] for match in CAPTURE.finditer(_ASSIGNED.sub("", rewrite))}
        sources = [part for name, part in meaning.captures.items() if name in rest]
        writes = {self._index(part) for part in _leaves(filter(None, targets))} - {-1}
        reads = {self._index(part) for part in _leaves(sources)} - {-1}
        instruction = meaning.instruction
        return Step(
            instruction.opcode,
            frozenset(reads),
            frozenset(index for index in writes if self._statement.arguments[index].output),
            instruction.guard is not None,
        )

    def declarations(self) -> list[str]:
        """The registers of the statement as variables, and those that hold operands."""
        types = dict(self._statement.program.registers)
        found = [f"{REGISTERS[kind][0]} {self._names[name]}" for name, kind in types.items()]
        return [self._copy(index) for index in self._copies] + found

    def _copy(self, index: int) -> str:
        """The variable that holds an operand."""
        argument, name = self._statement.arguments[index], self._copies[index]
        letter = argument.constraint.lstrip("=&")
        if argument.output and letter in _PLAIN and self._is_overwritten(index):
            return f"{_PLAIN[letter]} {name}"
        const = "" if argument.output else "const "
        return f"{const}auto {name} = {self._capture(argument, alone=True)}"

    def _is_overwritten(self, index: int) -> bool:
        """Whether an operand is surely written before it is read."""
        first = next(step for step in self._steps if index in step.reads | step.writes)
        return index not in first.reads and not first.guarded

    def stores(self) -> list[str]:
        """What gives the outputs that were held their values."""
        arguments = self._statement.arguments
        return [
            f"{self._capture(arguments[index], alone=True)} = {name}"
            for index, name in self._copies.items()
            if arguments[index].output
        ]

    def line(self, meaning: Meaning) -> str:
        """The rewrite of an instruction, behind its predicate."""
        text = self._expanded(meaning, as_template=True)
        guard = meaning.instruction.guard
        if guard is None:
            return text
        return f"if ({'!' * guard.negated}{self._names.get(guard.text, guard.text)}) {text}"

    def shown(self, meaning: Meaning) -> str:
        """The rewrite of an instruction with the source of its operands, for a message."""
        return " ".join(self._expanded(meaning, as_template=False).split())

    def said(self, meaning: Meaning, text: str) -> str:
        """A message with the source of the operands it names."""

        def source(match: re.Match[str]) -> str:
            part = meaning.captures.get(match[2])
            word = meaning.words.get(match[2], match[0])
            return self._text(part) if part is not None else word

        return CAPTURE.sub(source, text)

    def _expanded(self, meaning: Meaning, *, as_template: bool) -> str:
        template = CAPTURE.sub(
            lambda match: meaning.words.get(match[2], match[0]), meaning.case.rewrite or ""
        )
        at, pieces = 0, []
        for match in CAPTURE.finditer(template):
            before, behind = template[: match.start()], template[match.end() :]
            argument = _BEFORE_ARGUMENT.search(before) and _BEHIND_ARGUMENT.match(behind)
            part = meaning.captures[match[2]]
            pieces += [template[at : match.start()], self._value(part, bool(argument), as_template)]
            at = match.end()
        return "".join([*pieces, template[at:]])

    def _value(self, part: Part, alone: bool, as_template: bool) -> str:
        """An operand as an expression; in parentheses unless it stands ``alone`` or needs none."""
        if part.kind is Kind.ADDRESS:
            base = self._value(part.parts[0], False, as_template)
            return f"((char *){base} {part.text[0]} {part.text[1:]})"
        if part.kind is Kind.NUMBER:
            text = number(part.text)
            return text if alone or text[0] != "-" else f"({text})"
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        if argument is None:
            return self._names.get(part.text, part.text)
        index = self._statement.arguments.index(argument)
        if as_template and index in self._copies:
            return self._copies[index]
        return self._capture(argument, alone=alone, as_template=as_template)

    def _capture(self, argument: Argument, *, alone: bool = False, as_template: bool = True) -> str:
        """The expression of an operand, in parentheses as ``_value`` says."""
        text = shown = self._source(argument)
        if as_template:
            name = f"o{self._statement.arguments.index(argument)}"
            self.captures[name] = argument.value
            shown = f"${name}"
        primary = is_primary(text, alone=alone)
        if self._in_macro and not alone and text.isidentifier():
            primary = False
        return shown if primary else f"({shown})"

    def _source(self, argument: Argument) -> str:
        return self._data[slice(*argument.value)].decode("utf-8", "replace")

    def _text(self, part: Part) -> str:
        return self._value(part, True, False)

    def obstacle(self, meanings: Sequence[Meaning], lines: Sequence[str]) -> str:
        """Why the instructions cannot be written one after the other; empty where they can."""
        program = self._statement.program
        if program.other:
            return f"{', '.join(dict.fromkeys(program.other))} has no place in C++"
        for meaning in meanings:
            guard = meaning.instruction.guard
            if guard is not None and guard.text not in self._names:
                return f"the predicate {guard.text} belongs to another statement"
        for name, kind in program.registers:
            if kind not in REGISTERS:
                return f"the register {name} is of type .{kind}"
        text = " ".join((*self.declarations(), *lines, *self.stores()))
        for index, argument in enumerate(self._statement.arguments):
            source = self._source(argument)
            if has_effect(source) and len(re.findall(rf"\$o{index}\b", text)) != 1:
                return f"{' '.join(source.split())} would not be evaluated once"
        return self._held.obstacle

    def _index(self, part: Part) -> int:
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        return -1 if argument is None else self._statement.arguments.index(argument)


def _leaves(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _leaves(part.parts)


def _words(text: str) -> set[str]:
    return set(_IDENTIFIER.findall(text))
