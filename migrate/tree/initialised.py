"""The classes of a file whose objects set something of themselves as they are made.

What comes in is the text of a file; what goes out are names of classes: of those whose constructor
without arguments does something, and of those with members that have values. It is read from the
words, without a tree. A class of which this is not certain is none; what it inherits is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.regex import regex

_LONGEST = 40_000  # bytes of a class that is looked at
_CLASS = regex(
    rb"\b(?:struct|class)\s+(?:(?:alignas|__align__)\s*\([^()]*\)\s*|\w+\s+)?((?!final\b)\w+)(?:\s+final)?\s*"
    rb"(?::(?!:)[^;{}()]*)?\{"
)
_COMMENT = regex(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_LABEL = regex(rb"\A(?:\s*(?:public|private|protected)\s*:(?!:))+")
_NO_MEMBER = regex(
    rb"\s*(?:static|constexpr|using|typedef|friend|enum|union|template|struct|class)\b"
)
_VALUE = regex(rb"[^()=]*\w\s*(?:\[[^\]]*\]\s*)*(?:=(?![=])|\{)(?!\s*(?:default|delete|0)\s*;)")
_OPERATOR = regex(rb"\boperator\b")


def initialised(data: bytes) -> frozenset[str]:
    """The classes of a file that set something of each object."""
    found = (name.decode() for name, body in classes(data) if _sets(name, _COMMENT.sub(b" ", body)))
    return frozenset(found)


def classes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The classes that a file defines, each with the text from its brace on."""
    if b"struct" not in data and b"class" not in data:
        return
    for match in _CLASS.finditer(data):
        yield match[1], data[match.end() : match.end() + _LONGEST]


def _sets(name: bytes, body: bytes) -> bool:
    """Whether a class whose body begins so sets something of its objects."""
    makes = regex(rb"\s*(?:(?!~|\breturn\b)[\w:]+\s+)*%b\s*\(([^()]*)\)(.*)\Z" % name, re.DOTALL)
    for member, block in members_of(body):
        made = makes.match(member)
        if made is not None:
            if _needs_nothing(made[1]) and _does_something(made[2], block):
                return True
        elif _NO_MEMBER.match(member) is None and _OPERATOR.search(member) is None:
            text = member + (b"{" if block is not None else b";")
            if b"(" not in member.partition(b"=")[0] and _VALUE.match(text) is not None:
                return True
    return False


def _needs_nothing(parameters: bytes) -> bool:
    """Whether a constructor is called without arguments."""
    each = [item.strip() for item in parameters.split(b",")]
    return each in ([b""], [b"void"]) or all(b"=" in item for item in each)


def _does_something(head: bytes, block: bytes | None) -> bool:
    """Whether a constructor does something, by what follows its parameters, and its body."""
    if block is None:
        return b"default" not in head and b"delete" not in head
    return b":" in head or bool(block.strip())


def members_of(body: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    """What a class declares, each with its block if it has one; nothing of inner blocks."""
    start, depth, opened = 0, 0, 0
    for at, char in enumerate(body):
        if char == 0x7B:  # {
            if not depth:
                opened = at
            depth += 1
        elif char == 0x7D:  # }
            depth -= 1
            if depth < 0:
                return
            if not depth:
                yield _LABEL.sub(b"", body[start:opened]), body[opened + 1 : at]
                start = at + 1
        elif char == 0x3B and not depth:  # ;
            if text := _LABEL.sub(b"", body[start:at]).strip():
                yield text, None
            start = at + 1
