"""Functions told apart by their braces, where the grammar does not.

What comes in is the code of a file, its comments and literals blanked, and a span of whole
declarations; what goes out are the functions in it, each with its head. A macro whose arguments are
statements makes the grammar lose count, and take what follows a function for a part of it; the
braces still match. Nothing here knows what a function does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex

_BRACE = regex(rb"[{}]")
_GOES_ON = regex(rb"\s*(?:[,{)]|->)")  # behind the braces of a value in the head of a function
_DIRECTIVE = regex(rb"^[ \t]*#(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_HOLDS_OTHERS = regex(rb"\b(?:namespace|extern|class|struct|union)\b[^()]*\Z")

_IS_CLASS = regex(rb"\b(?:class|struct|union)\b[^()]*\Z")


class Block(NamedTuple):
    """A function: where its head begins, where its body does, and where that ends."""

    start: int
    body: int
    end: int


def functions(code: bytes, span: Span) -> Iterator[Block]:
    """The blocks of ``span`` that stand in no other one but a namespace or a class."""
    for block in _outer(code, span):
        if _HOLDS_OTHERS.search(code, block.start, block.body):
            yield from functions(code, Span(block.body + 1, block.end - 1))
        else:
            yield block


def classes(code: bytes, span: Span) -> Iterator[Block]:
    """The bodies of classes in ``span``, those in others of them behind the outer ones."""
    for block in _outer(code, span):
        if _HOLDS_OTHERS.search(code, block.start, block.body):
            if _IS_CLASS.search(code, block.start, block.body):
                yield block
            yield from classes(code, Span(block.body + 1, block.end - 1))


def without_directives(code: bytes) -> bytes:
    """The code with its directives blanked, the same length."""
    return _DIRECTIVE.sub(lambda match: b" " * len(match[0]), code)


def _outer(code: bytes, span: Span) -> Iterator[Block]:
    """The blocks that stand in no other. One that is not closed goes on to the end."""
    start, depth, body = span.start, 0, -1
    for brace in _BRACE.finditer(code, span.start, span.end):
        if brace[0] == b"{":
            depth += 1
            body = brace.start() if depth == 1 else body
            continue
        if depth == 0:
            start = brace.end()
            continue
        depth -= 1
        if not depth and not _GOES_ON.match(code, brace.end(), span.end):
            yield Block(_head(code, start, body), body, brace.end())
            start = brace.end()
    if depth:
        yield Block(_head(code, start, body), body, span.end)


def _head(code: bytes, start: int, body: int) -> int:
    """Where the head of a block begins: behind other declarations, and directives ahead of it."""
    start = max(start, code.rfind(b";", start, body) + 1)
    for item in _DIRECTIVE.finditer(code, start, body):
        if _has_begun(code[start : item.start()]) or not code[item.end() : body].strip():
            break
        start = item.end()
    return start


def _has_begun(code: bytes) -> bool:
    """Whether what is behind a directive goes on with the code before it: words of which none has
    its parentheses, or parentheses that are open.
    """
    return bool(code.strip()) and (b")" not in code or code.count(b"(") > code.count(b")"))
