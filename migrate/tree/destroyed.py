"""The classes of a file whose objects do something on the host as they are destroyed.

What comes in is the code of a file without comments and literals; what goes out are names of
classes: of those with a destructor that is the host's alone and does something, and of those with
members whose classes have one, the standard library's among them. What a class inherits is not
asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.regex import regex
from migrate.tree.initialised import classes, members_of

_DESTRUCTOR = regex(
    rb"(?:\b\w+\s*::\s*)?~\s*(?P<name>[A-Za-z_]\w*)\s*\(\s*(?:void)?\s*\)[^;{}=]*"
    rb"(?P<body>\{\s*\}|=|[;{])"
)
_BEFORE_WORDS = (b";", b"{", b"}", b":", b"~")
_ON_DEVICE = regex(rb"__device__|\b[A-Z][A-Z0-9_]+\b")  # a macro may say so
# What owns memory, or something else of the host's.
_STANDARD = (
    rb"(?:vector|deque|list|forward_list|(?:unordered_)?(?:multi)?(?:map|set)|queue|priority_queue|stack|"
    rb"w?string|[io]?stringstream|[io]?fstream|function|any|(?:shared|weak|unique)_ptr|thread|mutex|"
    rb"condition_variable|future|promise)\b"
)
_OPENED = regex(rb"\busing\s+namespace\s+std\s*;")
_MEMBER = (
    rb"\s*(?:(?:mutable|const)\s+)*(?:%b)\s*(?:<[^;{}]*>)?\s*\b\w+\s*(?:\[[^\]]*\]\s*)*(?:[=,].*)?"
)


def destroyed(code: bytes) -> Iterator[bytes]:
    """The names of such classes, each once."""
    found = dict.fromkeys(_with_destructors(code)) if b"~" in code else {}
    if found or b"std" in code:
        within = [
            (name, [member for member, _ in members_of(body)]) for name, body in classes(code)
        ]
        _add_holders(found, within, rb"std\s*::\s*" + _STANDARD)
        if _OPENED.search(code):
            _add_holders(found, within, _STANDARD)
    return iter(found)


def _with_destructors(code: bytes) -> Iterator[bytes]:
    for match in _DESTRUCTOR.finditer(code):
        begin = 1 + max(code.rfind(each, 0, match.start()) for each in _BEFORE_WORDS)
        if match["body"] in (b";", b"{") and not _ON_DEVICE.search(code[begin : match.start()]):
            yield match["name"]


def _add_holders(
    found: dict[bytes, None], within: list[tuple[bytes, list[bytes]]], standard: bytes
) -> None:
    """Add the classes with a member of one that is found, or of a ``standard`` one, until there is
    none.
    """
    known = -1
    while len(found) != known:
        known = len(found)
        types = b"|".join((standard, *map(re.escape, found)))
        member = re.compile(_MEMBER % types, re.DOTALL)
        for name, members in within:
            if name not in found and any(map(member.fullmatch, members)):
                found[name] = None
