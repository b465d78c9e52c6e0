"""Names that macros of a tree make: ``#define PARAM(name) int param##name() { ... }``.

What comes in are the bytes of a file; what goes out are the names that its macros declare, as
patterns, and the arguments of its macros that are only text or names that they declare. Macros are
read as text, each by itself: what one hands to another is taken to be used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrate.regex import regex
from migrate.tree.macros import CALLED

_COMMENT = regex(r"/\*.*?\*/|//[^\n]*|\\\r?\n", re.DOTALL)
_PASTED = regex(r"\w+(?:\s*##\s*\w+)+")
_TEXT_BEFORE, _TEXT_AFTER = regex(r"#\s*\Z"), regex(r"\s*##")
# What stands before and behind a name that is declared, from the beginning of its statement.
_TYPE = regex(
    r"\s*(?!(?:return|case|else|goto|new|delete|throw|co_return|using|typedef)\b)"
    r"(?:[\w:]++(?:\s*<[^;<>]*>)?+(?:\s*[*&])*+\s*+)++(?<!\w)"
)
_DECLARES = regex(r"\s*(?:[=;:\[({]|\Z)")
# Functions that are asked for by their names.
_LOOKS_UP = regex(r"(?i)dlv?sym|procaddress|entrypoint|lookup|resolve|symbol")
_MOST = 8192  # bytes of a body that is looked at
_LONGEST = 400  # bytes of a type
_LEAST = 4  # letters of a name that its macro writes itself


class MacroNames(NamedTuple):
    """What the macros of a file make. ``forms`` are the names that they put together and declare,
    as regular expressions; ``taken`` are arguments, by macro and number, that are only put into
    names and strings, and ``named`` those that are names which the macro declares.
    """

    forms: frozenset[str] = frozenset()
    taken: frozenset[tuple[str, int]] = frozenset()
    named: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def joined(cls, items: Iterable[MacroNames]) -> MacroNames:
        """What several files make."""
        found = tuple(items)
        return cls(
            frozenset[str]().union(*(item.forms for item in found)),
            frozenset[tuple[str, int]]().union(*(item.taken for item in found)),
            frozenset[tuple[str, int]]().union(*(item.named for item in found)),
        )


NO_MACRO_NAMES = MacroNames()


def macro_names(data: bytes) -> MacroNames:
    """What the macros of a file make."""
    if b"#" not in data or b"define" not in data:
        return NO_MACRO_NAMES
    forms: set[str] = set()
    taken: set[tuple[str, int]] = set()
    named: set[tuple[str, int]] = set()
    for match in CALLED.finditer(data):
        if len(match[3]) > _MOST:
            continue
        name, parameters = match[1].decode(), _parameters(match[2])
        body = _COMMENT.sub(" ", match[3].decode("utf-8", "replace"))
        forms.update(_forms(body, parameters))
        if _LOOKS_UP.search(body):
            continue
        for number, parameter in enumerate(parameters):
            roles = set(_roles(body, parameter)) if parameter else {"used"}
            if "used" not in roles:
                (named if "declared" in roles else taken).add((name, number))
    return MacroNames(frozenset(forms), frozenset(taken), frozenset(named))


def _parameters(written: bytes) -> list[str]:
    """The parameters of a macro, with an empty one for those that have no name."""
    items = (
        _COMMENT.sub(" ", item).strip() for item in written.decode("utf-8", "replace").split(",")
    )
    return [item if item.isidentifier() else "" for item in items]


def _forms(body: str, parameters: Iterable[str]) -> Iterator[str]:
    """The names that a macro puts together and declares, as regular expressions."""
    known = set(parameters)
    for match in _PASTED.finditer(body) if "##" in body else ():
        parts = re.split(r"\s*##\s*", match[0])
        written = sum(len(part) for part in parts if part not in known)
        if parts[0] not in known and written >= _LEAST and _is_declared(body, *match.span()):
            yield "".join(r"\w+" if part in known else re.escape(part) for part in parts)


def _roles(body: str, parameter: str) -> Iterator[str]:
    """What a macro does with a parameter, wherever it stands."""
    for match in re.finditer(rf"\b{parameter}\b", body):
        if _TEXT_BEFORE.search(body, 0, match.start()) or _TEXT_AFTER.match(body, match.end()):
            yield "text"
        else:
            yield "declared" if _is_declared(body, *match.span()) else "used"


def _is_declared(body: str, start: int, end: int) -> bool:
    """Whether a macro declares the name at ``[start, end)`` of its body."""
    if not _DECLARES.match(body, end):
        return False
    first = 1 + max(body.rfind(mark, 0, start) for mark in ";{}")
    return _TYPE.fullmatch(body, max(first, start - _LONGEST), start) is not None
