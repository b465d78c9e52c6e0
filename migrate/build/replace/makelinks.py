"""The device link of a Makefile, for a target whose compiler does it in the last link.

What comes in are the lines of a file; what goes out are changes: the rule that links device code
goes with its object, and the program is linked by the compiler of device code. A rule that does
anything else, or whose object is named elsewhere, is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrate.build.replace.changes import Change, Tools, change
from migrate.build.replace.makeuses import Uses, links, program_of
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.make import Kind, Line, Words, recipe, words

_LINK = regex(rb"--?(?:dlink|device-link)")
_INPUT = regex(rb"\$[\^<@+]|-o|-Xcompiler|-fPIC|.*\.o|\$[({]\w*OBJ\w*[)}]", re.IGNORECASE)
_VARIABLE = regex(rb"\$[({][\w.-]+[)}]")
_BLANK_LINE = regex(rb"[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule with the lines of its recipe."""

    line: Line
    recipe: tuple[Line, ...]


def link_changes(data: bytes, found: Sequence[Line], uses: Uses, tools: Tools) -> list[Change]:
    """The changes of all rules that link device code."""
    rules = list(_rules(found))
    made = (_without(data, rule, rules, uses, tools) for rule in rules)
    return [item for item in made if item is not None]


def _rules(found: Sequence[Line]) -> Iterator[_Rule]:
    for at, line in enumerate(found):
        if line.kind is Kind.RULE:
            own: list[Line] = []
            for other in found[at + 1 :]:
                if other.kind is not Kind.RECIPE:
                    break
                own.append(other)
            yield _Rule(line, tuple(own))


def _without(
    data: bytes, rule: _Rule, rules: Sequence[_Rule], uses: Uses, tools: Tools
) -> Change | None:
    command = _command(data, rule)
    if command is None or uses.is_compiler(data, command) is None:
        return None
    texts = [data[slice(*word)] for word in command]
    if not any(map(_LINK.fullmatch, texts)):
        return None
    kept = [text for text in texts[1:] if not (_LINK.fullmatch(text) or _INPUT.fullmatch(text))]
    target, _, _ = data[slice(*rule.line.value)].partition(b":")
    target = target.strip()
    users = [
        (other, word)
        for other in rules
        for word in _needed(data, other)
        if data[slice(*word)] == target
    ]
    if not users or not all(map(_VARIABLE.fullmatch, kept)) or data.count(target) != 1 + len(users):
        return None
    linked = tools.tables.word("separate_link")
    program = b" ".join([texts[0], *([linked] if linked else []), *kept])
    edits = [_gone(data, rule)]
    for other, word in users:
        last = _command(data, other)
        first = program_of(data, last) if last is not None else None
        if first is None or last is None or not links(data, last, uses):
            return None
        start = word.start
        while data[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        edits += [Edit(start, word.end, b""), Edit(*first, program)]
    covers = Span(rule.line.span.start, rule.recipe[-1].span.end)
    return change(data, rule.line.value, edits, "words", covers)


def _command(data: bytes, rule: _Rule) -> Words | None:
    """The command of a rule that has one only."""
    if len(rule.recipe) != 1:
        return None
    commands = recipe(data, rule.recipe[0])
    return commands[0] if len(commands) == 1 and commands[0] else None


def _needed(data: bytes, rule: _Rule) -> Words:
    """What a rule needs."""
    colon = data.find(b":", *rule.line.value)
    return words(data, Span(colon + 1, rule.line.value.end)) if colon >= 0 else ()


def _gone(data: bytes, rule: _Rule) -> Edit:
    """The edit that takes a rule away, with an empty line behind it."""
    end = rule.recipe[-1].span.end
    for _ in range(2):
        blank = _BLANK_LINE.match(data, end)
        end = blank.end() if blank is not None else end
    return Edit(rule.line.span.start, end, b"")
