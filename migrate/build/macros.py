"""Macros that build files give: which of them, and whether only for the target.

What comes in is the code of a Makefile, a CMake file or a build script, without its comments, and
the expression by which a target's own conditions are told; what goes out are definitions as the
sources' are. As in
all of this tool a build file is text: a variable is not followed, and no tool is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.build.branches import branches
from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.rules.buildrules import BuildRules
from migrate.text.derived import NOT_ON_TARGET, ON_TARGET, SOMETIMES, Definition
from migrate.tree.macronames import MacroNames

_NEGATED = regex(rb"\bnot\b|!=|\bis\s+None\b|==\s*None\b|!\s*\w", re.IGNORECASE)
_NOT_NONE = regex(rb"\bis\s+not\s+None\b|!=\s*None\b", re.IGNORECASE)
_EITHER = regex(rb"\bor\b|\|\|", re.IGNORECASE)
_OPTION = regex(rb"(?<![\w-])-D[ \t]?(?P<name>[A-Za-z_]\w*)(?![\w$])(?:=(?P<value>[\w:]+))?")
# A name of which a variable is a part: -D__CUDA$(MAJOR)__.
_MADE = regex(
    rb"(?<![\w-])-D[ \t]?(?P<start>[A-Za-z_]\w{3,})\$(?:\(\w+\)|\{\w+\})(?P<end>\w*)(?![\w$])"
)
_COMMAND = regex(
    rb"\b(?:(?:add|target)_compile_definitions|COMPILE_DEFINITIONS)\b[\s(]*(?P<names>[^()]*)",
    re.IGNORECASE,
)
_NAMED = regex(rb"(?<![\w$\{<.-])(?P<name>[A-Z_][A-Z0-9_]+)(?:=(?P<value>\w+))?(?![\w\}:])")
_KEYWORDS = frozenset({b"PUBLIC", b"PRIVATE", b"INTERFACE", b"APPEND", b"PROPERTY", b"CXX", b"HIP"})
_PAIR = regex(
    rb"\(\s*[\"'](?P<name>[A-Za-z_]\w*)[\"']\s*,\s*(?:None|[\"']?(?P<value>\w*)[\"']?)\s*\)"
)
_NO_VALUE = b"?"  # of a macro whose value is a text, or that of a variable
_GENERATED = b"$<"  # an expression of CMake's, whose condition is only looked at for the target
_CHOICE = regex(rb"\bif\b(?P<asked>.+?)\belse\b")


def given(code: bytes, kind: Kind, rules: BuildRules) -> Iterator[Definition]:
    """The macros that a build file defines, each with the condition that it is given under."""
    guard = rules.guard
    if guard is None:
        return
    asks = _Asks(guard)
    for match in _found(code, kind):
        name = match["name"]
        if name in _KEYWORDS:
            continue
        without = _NO_VALUE if code[match.end() : match.end() + 1] == b"=" else b"1"
        value = (match["value"] or without).decode()
        when = asks.at(code, kind, match)
        yield Definition(name.decode(), value, when)


def put_together(code: bytes) -> MacroNames:
    """The macros whose names a build file puts together."""
    forms = (match["start"] + rb"\w+" + match["end"] for match in _MADE.finditer(code))
    return MacroNames(frozenset(form.decode() for form in forms))


def _found(code: bytes, kind: Kind) -> Iterator[re.Match[bytes]]:
    yield from _OPTION.finditer(code)
    if kind is Kind.CMAKE:
        for command in _COMMAND.finditer(code):
            yield from _NAMED.finditer(code, *command.span("names"))
    if kind is Kind.PYTHON and b"define_macros" in code:
        yield from _PAIR.finditer(code)


class _Asks:
    """Tells of a place of a build file whether it is for the target."""

    def __init__(self, guard: re.Pattern[bytes]) -> None:
        self._guard = guard

    def at(self, code: bytes, kind: Kind, match: re.Match[bytes]) -> str:
        """The condition that the place of ``match`` stands under."""
        sides = [
            self._side(conditions, group[-1][0])
            for group in branches(code, kind)
            for conditions, start, end in group
            if start <= match.start() < end
        ]
        sides.append(self._of_line(code, match))
        for side in (ON_TARGET, NOT_ON_TARGET, SOMETIMES):
            if side in sides:
                return side
        return ""

    def _side(self, conditions: tuple[bytes, ...], group: tuple[bytes, ...]) -> str:
        """What the last of ``conditions`` comes to, where the others were not met, and the rest of
        the ``group`` comes after it.
        """
        *earlier, own = (self._asked(text) for text in conditions)
        if own in (ON_TARGET, NOT_ON_TARGET):
            return own
        if ON_TARGET in earlier:
            return NOT_ON_TARGET
        if NOT_ON_TARGET in earlier and len(earlier) == 1:
            return ON_TARGET
        later = (self._asked(text) for text in group[len(conditions) :])
        return NOT_ON_TARGET if ON_TARGET in later else SOMETIMES

    def _asked(self, text: bytes) -> str:
        """What a condition asks for; one of several things is not known."""
        if not self._guard.search(text) or _EITHER.search(text):
            return SOMETIMES
        negated = bool(_NEGATED.search(_NOT_NONE.sub(b"", text)))
        return NOT_ON_TARGET if negated else ON_TARGET

    def _of_line(self, code: bytes, match: re.Match[bytes]) -> str:
        """What the line itself says: a choice of Python's, or a variable of the target's."""
        start = code.rfind(b"\n", 0, match.start()) + 1
        end = code.find(b"\n", match.end())
        line = code[start : end if end >= 0 else len(code)]
        place = match.start() - start
        choice = _CHOICE.search(line)
        if choice is not None and self._guard.search(choice["asked"]):
            asked = self._asked(choice["asked"])
            if place > choice.end():
                asked = {ON_TARGET: NOT_ON_TARGET, NOT_ON_TARGET: ON_TARGET}.get(asked, asked)
            return asked
        around = line[:place] + line[place + len(match[0]) :]
        beside = _OPTION.finditer(code, *_statement(code, match))
        if self._guard.search(around) or any(self._guard.search(item["name"]) for item in beside):
            return ON_TARGET
        return SOMETIMES if _GENERATED in line[:place] else ""


def _statement(code: bytes, match: re.Match[bytes]) -> tuple[int, int]:
    """Where the line of ``match`` begins and ends, with the lines that go on from it."""
    start = code.rfind(b"\n", 0, match.start()) + 1
    while start and _goes_on(code, start):
        start = code.rfind(b"\n", 0, start - 1) + 1
    end = code.find(b"\n", match.end())
    while end >= 0 and _goes_on(code, end + 1):
        end = code.find(b"\n", end + 1)
    return start, end if end >= 0 else len(code)


def _goes_on(code: bytes, end: int) -> bool:
    """Whether the line before ``end`` goes on in the next."""
    return code[max(0, end - 3) : end].rstrip(b"\r\n").endswith(b"\\")
