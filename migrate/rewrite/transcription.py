"""A statement whose instructions are known, as C++ or as an account of why it stays.

What comes in is what the rules say of each instruction; what goes out is a template over spans of
the file, to be written by ``rewrite``, or the texts of a finding. A statement is ported whole or
not at all.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from migrate.files.source import newline_of
from migrate.model import Effort, Safety, Span, Status
from migrate.rewrite.instructions import EMPTY, REGISTERS, Known, Meaning
from migrate.rules.constructs import CAPTURE, Case, Rule
from migrate.text.assembly import CLASSES, Argument, Statement
from migrate.text.ptx import Instruction, Kind, Part

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_PURE = re.compile(
    r"\w+_cast\s*<[^<>]*>\s*(?=\()|\bsizeof\s*(?=\()|\b__\w+\s*(?=\()"
    r"|\(\s*(?:(?:const|volatile|unsigned|signed|struct)\s+)*[A-Za-z_][\w:]*[\s*&]*\)\s*(?=\()"
    r"|\b(?:unsigned|int|float|double|bool|char|u?int\d+_t|size_t|uintptr_t)\s*(?=\()"
)
_EFFECT = re.compile(r"\+\+|--|(?<![=!<>])=(?!=)|[\w>\])]\s*\(")
_BEFORE_ARGUMENT = re.compile(r"(?:\A|[(,;{]|[^=!<>]=|\breturn)\s*\Z")
_BEHIND_ARGUMENT = re.compile(r"\s*(?:\Z|[),;]|=(?!=))")
_NAME = re.compile(r"(?:::\s*)?[A-Za-z_]\w*|\d[\w.']*")
_CAST = re.compile(r"\w+_cast\s*<[^<>]*>\s*(?=\()")
_MEMBER = re.compile(r"(?:\.|->|::)\s*[A-Za-z_]\w*")
_CLOSE = {"(": ")", "[": "]"}


class Position(Enum):
    """What may be written where a statement stands."""

    BLOCK = "block"  # among the statements of a block: any number of them
    SINGLE = "single"  # behind an ``if``: one that takes a semicolon
    MACRO = "macro"  # the same, and a name may stand for any expression
    OUTSIDE = "outside"  # not in a function


@dataclass(frozen=True, slots=True)
class Port:
    """What to write instead of ``span``: a template over the captures, and the case that says so.

    ``rule`` and ``case`` are the least safe of those that took part, with what all of them say.
    """

    span: Span
    captures: Mapping[str, Span]
    rule: Rule
    case: Case


def transcribe(data: bytes, known: Known, position: Position) -> Port | None:
    """The port of a statement; its case has no rewrite where a person has to write it.

    None where no rule speaks of any instruction.
    """
    if not known.meanings:
        return None
    if known.meanings[0].instruction.opcode == EMPTY:
        return _held(data, known)
    writer = _Writer(data, known.statement, position)
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
    template, end = _layout(data, statement, writer.declarations(), lines, position)
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
    for number, argument in enumerate(known.statement.arguments):
        letter = argument.constraint[-1:]
        if not argument.constraint:  # made by a macro
            case = replace(case, rewrite=None, safety=Safety.MANUAL, status=Status.MANUAL)
        if case.rewrite is None or letter not in CLASSES:
            continue
        before = data[done : argument.written.start].decode("utf-8", "replace")
        between = data[argument.written.end : argument.value.start].decode("utf-8", "replace")
        captures[f"o{number}"] = argument.value
        parts.append(f'{before}"{argument.constraint[:-1]}{case.rewrite}"{between}$o{number}')
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

    def __init__(self, data: bytes, statement: Statement, position: Position) -> None:
        self._data = data
        self._in_macro = position is Position.MACRO
        self._statement = statement
        self.captures: dict[str, Span] = {}
        taken = {name for item in statement.arguments for name in _words(self._source(item))}
        self._names: dict[str, str] = {}
        for register, _ in statement.program.registers:
            name = register.replace("$", "_")
            while name in taken:
                name += "_"
            self._names[register] = name
            taken.add(name)

    def declarations(self) -> list[str]:
        """The registers of the statement as variables."""
        types = dict(self._statement.program.registers)
        return [f"{REGISTERS[kind][0]} {self._names[name]}" for name, kind in types.items()]

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
            text = _number(part.text)
            return text if alone or text[0] != "-" else f"({text})"
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        if argument is None:
            return self._names.get(part.text, part.text)
        text = self._source(argument)
        shown = text
        if as_template:
            name = f"o{self._statement.arguments.index(argument)}"
            self.captures[name] = argument.value
            shown = f"${name}"
        is_primary = _is_primary(text, alone=alone)
        if self._in_macro and not alone and text.isidentifier():
            is_primary = False
        return shown if is_primary else f"({shown})"

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
        text = " ".join(lines)
        for index, argument in enumerate(self._statement.arguments):
            source = _PURE.sub("", self._source(argument))
            if _EFFECT.search(source) and len(re.findall(rf"\$o{index}\b", text)) != 1:
                return f"{' '.join(source.split())} would not be evaluated once"
        return self._overwritten(meanings)

    def _overwritten(self, meanings: Sequence[Meaning]) -> str:
        """An instruction that reads what an output before it has changed, by another operand."""
        written: dict[int, str] = {}
        for meaning in meanings:
            used = [self._index(part) for part in _leaves(meaning.captures.values())]
            for index, text in written.items():
                for other in used:
                    if other not in (-1, index) and _mentions(
                        self._source(self._statement.arguments[other]), text
                    ):
                        return f"{text} is written before another operand reads it"
            for index in used:
                if index >= 0 and self._statement.arguments[index].output:
                    written[index] = self._source(self._statement.arguments[index])
        return ""

    def _index(self, part: Part) -> int:
        argument = self._statement.argument(part) if part.kind is Kind.OPERAND else None
        return -1 if argument is None else self._statement.arguments.index(argument)


def _leaves(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _leaves(part.parts)


def _words(text: str) -> set[str]:
    return set(_IDENTIFIER.findall(text))


def _mentions(text: str, lvalue: str) -> bool:
    """Whether an expression contains another, or may be it by another name."""
    inner = r"\s*".join(map(re.escape, re.findall(r"\w+|\S", lvalue)))
    return re.search(rf"(?<!\w){inner}(?!\w)" if inner[:1].isalnum() else inner, text) is not None


def _number(text: str) -> str:
    """An immediate of PTX as a literal of C++."""
    if text[:2].lower() == "0f":
        value = struct.unpack(">f", bytes.fromhex(text[2:]))[0]
        return (
            f"{value!r}f"
            if value == value and abs(value) < 1e30
            else (f"__uint_as_float(0x{text[2:]}u)")
        )
    if text[:2].lower() == "0d":
        value = struct.unpack(">d", bytes.fromhex(text[2:]))[0]
        return (
            repr(value)
            if value == value and abs(value) < 1e300
            else (f"__longlong_as_double(0x{text[2:]}ull)")
        )
    return text


def _is_primary(text: str, *, alone: bool) -> bool:
    """Whether an expression needs no parentheses: anywhere, or where it stands ``alone``."""
    text = text.strip()
    if alone:
        return not _has_comma(text)
    start = _CAST.match(text) or _NAME.match(text)
    at = start.end() if start is not None else 0
    if start is None and text[:1] != "(":
        return False
    first = start is None
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] in _CLOSE:
            at = _behind_bracket(text, at)
        elif first or (member := _MEMBER.match(text, at)) is None:
            return False
        else:
            at = member.end()
        first = False
    return True


def _behind_bracket(text: str, at: int) -> int:
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] in "([{") - (text[index] in ")]}")
        if depth == 0:
            return index + 1
    return len(text)


def _has_comma(text: str) -> bool:
    """Whether a comma stands outside of brackets; those of templates are taken for one too."""
    at = 0
    while at < len(text):
        if text[at] in "([{":
            at = _behind_bracket(text, at)
            continue
        if text[at] == ",":
            return True
        at += 1
    return False
