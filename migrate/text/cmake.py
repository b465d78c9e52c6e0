"""CMake's language, cut into commands and arguments: bytes to byte ranges, and nothing lost.

What comes in are the bytes of a CMake file; what goes out are its commands in order, each with the
ranges of its name, its brackets and its arguments, as ``cmake-language(7)`` defines them. What
stands between them is blank, a comment, or filled in by ``configure_file`` (``@PACKAGE_INIT@``). No
variable is followed, and nothing is decoded. A file that is not CMake's language is refused as a
whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from migrate.model import Span
from migrate.regex import regex

_MARK = b"\xef\xbb\xbf"
_TOKEN = regex(
    rb"""
    (?P<aside>\#\[(?P<e1>=*)\[.*?\](?P=e1)\] | \#[^\n]* | [ \t\r\n]+)
  | (?P<bracket>\[(?P<e2>=*)\[.*?\](?P=e2)\])
  | (?P<quoted>"(?:[^"\\]|\\.)*+")
  | (?P<open>\() | (?P<close>\))
  | (?P<bare>(?:\$\((?:\w|[./+-])*\) | \\. | [^\s()\#"\\]
      | (?<=[^\s()\#"])"(?:[^"\\]|\\.)*+")+)
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME = regex(rb"[A-Za-z_]\w*")
_FILLED_IN = regex(rb"@\w+@")  # on a line of its own, in a template


class Form(Enum):
    """How an argument is written; a bracket within those of a command is one of its own."""

    BARE = "bare"
    QUOTED = "quoted"
    BRACKET = "bracket"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument with its quotes; ``inside`` is what stands within these."""

    form: Form
    span: Span

    @property
    def inside(self) -> Span:
        """Where its text stands, for all but texts in brackets."""
        quotes = int(self.form is Form.QUOTED)
        return Span(self.span.start + quotes, self.span.end - quotes)


@dataclass(frozen=True, slots=True)
class Command:
    """A command from its name to its closing bracket; ``name`` is in small letters, ``head`` ends
    behind the opening bracket.
    """

    name: bytes
    span: Span
    head: Span
    arguments: tuple[Argument, ...]


def commands(data: bytes) -> tuple[Command, ...] | None:
    """The commands of a file, or None where it is not CMake's language."""
    found: list[Command] = []
    at = len(_MARK) if data.startswith(_MARK) else 0
    name: re.Match[bytes] | None = None
    head = at
    arguments: list[Argument] = []
    depth = 0
    while at < len(data):
        token = _TOKEN.match(data, at)
        if token is None:
            return None
        at = token.end()
        kind = _kind(token)
        if kind == "aside":
            continue
        if not depth:
            if kind == "bare" and name is None and _NAME.fullmatch(token[0]):
                name = token
            elif kind == "open" and name is not None:
                depth, head, arguments = 1, at, []
            elif kind != "bare" or name is not None or not _FILLED_IN.fullmatch(token[0]):
                return None
            continue
        depth += {"open": 1, "close": -1}.get(kind, 0)
        if depth:
            arguments.append(Argument(Form(kind), Span(*token.span())))
        elif name is not None:
            span = Span(name.start(), at)
            found.append(Command(name[0].lower(), span, Span(span.start, head), tuple(arguments)))
            name = None
    return None if depth or name is not None else tuple(found)


def _kind(token: re.Match[bytes]) -> str:
    kinds = ("aside", "bracket", "quoted", "open", "close", "bare")
    return next(kind for kind in kinds if token[kind] is not None)
