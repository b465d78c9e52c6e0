"""Words of one command of CMake's, with the generator expressions around them.

What comes in are the bytes of a file and one of its commands; what goes out is a tree of its
arguments, the expressions in these and the words in these, each with its bytes, and for a plan of
what words become the edits that follow. An expression may be spread over arguments, which then are
one part. Words that an expression is decided by are not options, and are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.cmake import Command, Form

_TOKEN = regex(
    rb"(?P<open>\$<)|(?P<close>>)|(?P<colon>:)|(?P<comma>,)|(?P<gap>[\s;]+)"
    rb"|(?P<text>(?:\$\w*\{(?:[^{}]|\{[^{}]*\})*\}|\\.|[^\s;<>:,$\\]|[<$\\])+)",
    re.DOTALL,
)
_LISTS = regex(rb"(?:AND|OR|IF|NOT|STREQUAL|EQUAL|COMPILE_LANG\w*)\Z")
_LANGUAGES = regex(rb"\$<(?:COMPILE|LINK)_LANG\w*:([^<>]*)>")
_NEGATED = regex(rb"\$<NOT:\$<(?:COMPILE|LINK)_LANG")
_MOST_DEEP = 64  # expressions in expressions
_BLANK = regex(rb"\s*")
_ALONE = regex(rb"[ \t]*(?=#)")
CUDA = b"CUDA"


@dataclass(slots=True)
class Part:
    """An argument, or several that an expression is spread over, an expression, or a word.

    ``decides`` is a word that an expression is decided by; ``is_device`` one that only device code
    gets, ``is_foreign`` one that only other code gets; ``around`` is where the innermost expression
    around a word begins.
    """

    start: int
    end: int
    parts: list[Part] = field(default_factory=list)
    inner: int = 0
    is_word: bool = False
    is_quoted: bool = False
    decides: bool = False
    is_device: bool = False
    is_foreign: bool = False
    around: int = -1

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    def words(self) -> Iterator[Part]:
        """The words in it, itself if it is one."""
        if self.is_word:
            yield self
        for part in self.parts:
            yield from part.words()


Plan = Mapping[int, Sequence[bytes]]
"""What becomes of words, by where they begin; nothing of those that go."""


def arguments(data: bytes, command: Command) -> list[Part]:
    """The arguments of a command, with what is in them."""
    found: list[Part] = []
    opened: list[Part] = []
    for argument in command.arguments:
        if opened:
            group = found[-1]
            group.end = argument.span.end
        else:
            quoted = argument.form is Form.QUOTED
            group = Part(*argument.span, is_quoted=quoted)
            found.append(group)
        if argument.form in (Form.BARE, Form.QUOTED):
            _read(data, argument.inside, group, opened)
        else:
            group.parts.append(Part(*argument.span, is_word=True, decides=True))
    return found


def _read(data: bytes, span: Span, group: Part, opened: list[Part]) -> None:
    """Take the expressions and words of one argument into its group."""
    word: Part | None = None
    for token in _tokens(data, span):
        kind, around = token.lastgroup, opened[-1] if opened else None
        if kind == "open" and len(opened) < _MOST_DEEP:
            word = None
            expression = Part(token.start(), token.end())
            (around or group).parts.append(expression)
            opened.append(expression)
        elif kind == "close" and around is not None:
            word = None
            around.end = token.end()
            opened.pop()
        elif kind == "colon" and around is not None and not around.inner:
            word = None
            _decided(data, around, token.end())
        elif kind == "gap" or (kind == "comma" and around is not None and _is_list(data, around)):
            word = None
        elif word is not None:
            word.end = token.end()
        else:
            word = Part(token.start(), token.end(), is_word=True)
            word.decides = any(not item.inner for item in opened)
            word.is_device = any(item.is_device for item in opened)
            word.is_foreign = any(item.is_foreign for item in opened)
            word.around = around.start if around is not None else -1
            (around or group).parts.append(word)


def _tokens(data: bytes, span: Span) -> Iterator[re.Match[bytes]]:
    at = span.start
    while at < span.end and (token := _TOKEN.match(data, at, span.end)) is not None:
        yield token
        at = token.end()


def _decided(data: bytes, expression: Part, inner: int) -> None:
    """What stands behind the condition of an expression begins at ``inner``."""
    head = data[expression.start : inner]
    expression.inner = inner
    for part in expression.parts:
        for word in part.words():
            word.decides = True
    languages = [
        name.strip() for match in _LANGUAGES.finditer(head) for name in match[1].split(b",")
    ]
    if languages:
        expression.is_device = CUDA in languages and not _NEGATED.search(head)
        expression.is_foreign = not expression.is_device


def _is_list(data: bytes, expression: Part) -> bool:
    head = data[expression.start + 2 : max(expression.inner - 1, expression.start + 2)]
    return not expression.inner or _LISTS.match(head) is not None


def edits(data: bytes, found: Sequence[Part], plan: Plan, glue: Mapping[int, bytes]) -> list[Edit]:
    """The edits for a plan; arguments of which nothing is left go. ``glue`` is what stands between
    the words that one becomes, a blank if it is not said.
    """
    made: list[Edit] = []
    gone = [_pruned(data, part, plan, glue, made) for part in found]
    made += [_without_argument(data, found, at) for at in range(len(found)) if gone[at]]
    return _joined(made)


def is_gone(part: Part, plan: Plan) -> bool:
    """Whether nothing of an argument is left."""
    options = [word for word in part.words() if not word.decides]
    return bool(options) and all(word.start in plan and not plan[word.start] for word in options)


def _pruned(
    data: bytes, part: Part, plan: Plan, glue: Mapping[int, bytes], made: list[Edit]
) -> bool:
    """Whether nothing of a part is left; else its edits are ``made``."""
    if part.is_word:
        new = plan.get(part.start)
        if new:
            made.append(Edit(*part.span, glue.get(part.start, b" ").join(new)))
        return new is not None and not new
    if is_gone(part, plan):
        return True
    head = [item for item in part.parts if part.inner and item.end <= part.inner - 1]
    inside = part.parts[len(head) :]
    for item in head:
        _pruned(data, item, plan, glue, made)
    gone = [_pruned(data, item, plan, glue, made) for item in inside]
    kept = [item for at, item in enumerate(inside) if not gone[at]]
    if kept and kept[0] is not inside[0]:
        made.append(Edit(inside[0].start, kept[0].start, b""))
    end = -1  # of what is kept last
    for at, item in enumerate(inside):
        if not gone[at]:
            end = item.end
        elif end >= 0:
            made.append(Edit(end, item.end, b""))
    return False


def _without_argument(data: bytes, found: Sequence[Part], at: int) -> Edit:
    """The edit that takes an argument away, with what is blank before it."""
    part = found[at]
    start, end = part.start, part.end
    if (comment := _ALONE.match(data, end)) and not data[_line(data, start) : start].strip():
        return Edit(start, comment.end(), b"")  # what is remarked beside it stays
    while start and data[start - 1 : start].isspace():
        start -= 1
    if data[start - 1 : start] == b"(":
        start = part.start
        behind = _BLANK.match(data, end)
        end = behind.end() if behind is not None else end
    elif b"#" in data[_line(data, start) : start] and b"\n" in data[start : part.start]:
        start = data.rfind(b"\n", 0, part.start)  # a comment ends its line
    return Edit(start, end, b"")


def _line(data: bytes, at: int) -> int:
    """Where the line of a place begins."""
    return data.rfind(b"\n", 0, at) + 1


def _joined(made: Sequence[Edit]) -> list[Edit]:
    """The edits in order, those that go as one where they overlap."""
    joined: list[Edit] = []
    for edit in sorted(made):
        last = joined[-1] if joined else None
        if last is not None and edit.start < last.end and not edit.text and not last.text:
            joined[-1] = Edit(last.start, max(last.end, edit.end), b"")
        else:
            joined.append(edit)
    return joined
