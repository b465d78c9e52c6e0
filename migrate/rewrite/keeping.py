"""The edits by which all threads of a block get to its barriers: a plan, written down.

What comes in are a plan and the bytes of its file; what goes out are edits in the gaps. Exits
become a condition, statements are put behind it, and keep their text. What may be changed is not
asked here.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.files.source import newline_of
from migrate.model import Edit
from migrate.text.syntax import Node, walk
from migrate.values.meeting import Ahead, Inside, Kept, Leave, Plan, Rest, left_by

_BLANKS = b" \t"
_LOOSE = frozenset("assignment_expression conditional_expression comma_expression".split())
_BEGIN_LINES = (
    "_statement",
    "preproc_call",
    "declaration",
    "comment",
    "{",
    "}",
    "else_clause",
    "_loop",
)


def kept_together(data: bytes, plan: Plan, name: str) -> tuple[Edit, ...]:
    """The edits of a plan; the condition is called ``name``, or a name made of it that is free."""
    writer = _Writer(data, plan, name)
    return tuple(sorted(edit for step in plan.steps for edit in writer.edits(step)))


class _Writer:
    """Writes the steps of one plan."""

    def __init__(self, data: bytes, plan: Plan, name: str) -> None:
        self._data = data
        self._newline = newline_of(data)
        self._leaves = [step for step in plan.steps if isinstance(step, Leave)]
        self._first = self._leaves[0].statement if self._leaves else None
        self._top = next((item for item in plan.body.named_children if self._holds(item)), None)
        self._step = self._indent(plan.body.named_children[0]) or b"  "
        free = _free_names(data[plan.body.start_byte : plan.body.end_byte], name.encode())
        self._name = next(free) if self._leaves else b""
        inside = (step.statement for step in plan.steps if isinstance(step, Inside))
        self._inside = {item.start_byte: next(free) for item in inside}

    def _holds(self, item: Node) -> bool:
        first = self._first
        return first is not None and item.start_byte <= first.start_byte < item.end_byte

    def edits(self, step: Leave | Inside | Kept | Ahead | Rest) -> Iterator[Edit]:
        match step:
            case Leave(statement):
                yield from self._leave(statement)
            case Inside(statement, outer):
                yield from self._widened(statement, outer)
            case Kept(statements, inside):
                yield from self._kept(statements, self._condition(inside))
            case Ahead():
                yield from self._ahead(step, self._condition(step.inside))
            case Rest(statement):
                yield self._above(statement, b"if (!" + self._name + b") return;")

    def _condition(self, inside: Node | bool | None) -> bytes:
        return self._inside[inside.start_byte] if isinstance(inside, Node) else self._name

    def _leave(self, statement: Node) -> Iterator[Edit]:
        """``if (c) return;`` becomes ``const bool active = !(c);``."""
        condition, by = statement.child_by_field_name("condition"), left_by(statement)
        assert condition is not None, "a leave is an if"
        assert by is not None, "and does nothing else"
        once = b"const " if len(self._leaves) == 1 else b""
        head = once + b"bool " + self._name + b" = !"
        if statement != self._first or statement != self._top:
            head = self._name + b" = " + self._name + b" && !"
        if statement == self._first and statement != self._top and self._top is not None:
            yield self._above(self._top, b"bool " + self._name + b" = true;")
        yield Edit(statement.start_byte, condition.start_byte, head)
        comments = self._data[condition.end_byte : by.start_byte].strip(b" \t\r\n{")
        behind = self._data[by.end_byte : statement.end_byte].strip(b" \t\r\n}")
        kept = b" ".join(part for part in (comments, behind) if part)
        yield Edit(condition.end_byte, statement.end_byte, b";" + (b" " + kept if kept else b""))

    def _widened(self, statement: Node, outer: Node | bool) -> Iterator[Edit]:
        """``if (c) {`` becomes ``const bool active = (c); {``."""
        condition = statement.child_by_field_name("condition")
        then = statement.child_by_field_name("consequence")
        assert condition is not None, "it has a condition"
        assert then is not None, "and a block"
        ahead = self._condition(outer) + b" && " if outer else b""
        head = b"const bool " + self._inside[statement.start_byte] + b" = " + ahead
        yield Edit(statement.start_byte, condition.start_byte, head)
        gap = b";" + self._newline + self._indent(statement)
        yield Edit(condition.end_byte, then.start_byte, gap)

    def _above(self, statement: Node, text: bytes) -> Edit:
        """A statement of its own ahead of another."""
        start = self._line(statement.start_byte)
        if start is None:
            return Edit(statement.start_byte, statement.start_byte, text + b" ")
        return Edit(start, start, self._indent(statement) + text + self._newline)

    def _kept(self, statements: tuple[Node, ...], name: bytes) -> Iterator[Edit]:
        """Statements behind a condition."""
        first, last = statements[0], statements[-1]
        start, end = first.start_byte, last.end_byte
        one = [item for item in statements if item.type != "comment"]
        if first.type != "declaration" and len(one) == 1 == len(statements):
            if first.type == "if_statement" and self._narrows(first):
                yield from self._narrowed(first, name)
                return
            if first.type != "if_statement" and b"\n" not in self._data[start:end]:
                yield self._before(start, b"if (" + name + b") ")
                return
        line, behind = self._line(start), self._behind(end)
        if line is None or behind is None:
            yield self._before(start, b"if (" + name + b") { ")
            yield Edit(end, end, b" }")
            return
        indent = self._indent(first)
        yield Edit(line, line, indent + b"if (" + name + b") {" + self._newline)
        yield from self._shifted(statements)
        yield Edit(behind, behind, indent + b"}" + self._newline)

    def _shifted(self, statements: tuple[Node, ...]) -> Iterator[Edit]:
        """The lines that statements, braces and comments begin are indented more."""
        starts = {
            part.start_byte
            for statement in statements
            for part in walk(statement)
            if part.type.endswith(_BEGIN_LINES)
        }
        for start in sorted(starts):
            line = self._line(start)
            if line is not None:
                yield Edit(line, line, self._step)

    def _narrows(self, statement: Node) -> bool:
        condition = statement.child_by_field_name("condition")
        return (
            statement.child_by_field_name("alternative") is None
            and condition is not None
            and condition.named_child_count == 1
            and condition.named_children[0].type != "declaration"
        )

    def _narrowed(self, statement: Node, name: bytes) -> Iterator[Edit]:
        """``if (c)`` becomes ``if (active && c)``."""
        condition = statement.child_by_field_name("condition")
        assert condition is not None, "it has one"
        inner = condition.named_children[0]
        is_loose = inner.type in _LOOSE or b"||" in {part.type.encode() for part in inner.children}
        opens, closes = (b"(", b")") if is_loose else (b"", b"")
        start, end = condition.start_byte, condition.end_byte
        yield Edit(start, start + 1, b"(" + name + b" && " + opens)
        if closes:
            yield Edit(end - 1, end, closes + b")")

    def _ahead(self, step: Ahead, name: bytes) -> Iterator[Edit]:
        """``const T v = x;`` becomes ``T v{}; if (active) v = x;``."""
        parts = step.declaration.children_by_field_name("declarator")
        words = self._data[step.declaration.start_byte : parts[0].start_byte]
        for part, follows in zip(parts, (*parts[1:], None), strict=True):
            if follows is not None and (part in step.late or follows in step.late):
                yield Edit(part.end_byte, follows.start_byte, b"; " + words)
            if part not in step.late:
                continue
            held, value = (part.child_by_field_name(field) for field in ("declarator", "value"))
            assert held is not None, "each has a name"
            assert value is not None, "and is given a value"
            if held.type == "identifier":
                yield from self._without_const(step.declaration)
            word = next(item for item in walk(held) if item.type == "identifier")
            text = self._data[word.start_byte : word.end_byte]
            yield Edit(held.end_byte, value.start_byte, b"{}; if (" + name + b") " + text + b" = ")

    def _without_const(self, declaration: Node) -> Iterator[Edit]:
        for item in declaration.children:
            if (
                item.type == "type_qualifier"
                and self._data[item.start_byte : item.end_byte] == b"const"
            ):
                end = item.end_byte
                while self._data[end : end + 1] in (b" ", b"\t"):
                    end += 1
                yield Edit(item.start_byte, end, b"")

    def _before(self, start: int, text: bytes) -> Edit:
        """Text ahead of a statement, with a blank before it if it can be: it may have edits."""
        blank = self._data[start - 1 : start]
        if blank in (b" ", b"\t"):
            return Edit(start - 1, start, blank + text)
        return Edit(start, start, text)

    def _line(self, offset: int) -> int | None:
        """Where the line begins that has nothing but blanks ahead of a place."""
        start = self._data.rfind(b"\n", 0, offset) + 1
        return start if not self._data[start:offset].strip(_BLANKS) else None

    def _behind(self, offset: int) -> int | None:
        """Where the next line begins, if nothing but a comment follows."""
        end = self._data.find(b"\n", offset)
        rest = self._data[offset:end].strip(b" \t\r") if end >= 0 else b"x"
        if rest and not rest.startswith(b"//"):
            return None
        return end + 1 if not rest.endswith(b"\\") else None

    def _indent(self, statement: Node) -> bytes:
        start = self._data.rfind(b"\n", 0, statement.start_byte) + 1
        line = self._data[start : statement.start_byte]
        return line[: len(line) - len(line.lstrip(_BLANKS))]


def _free_names(text: bytes, name: bytes) -> Iterator[bytes]:
    """Names that the text does not use."""
    if name not in text:
        yield name
    number = 2
    while True:
        made = name + b"_%d" % number
        if made not in text:
            yield made
        number += 1
