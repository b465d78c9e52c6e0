"""The macros of a file: their bodies, their parameters, and the variables that a use declares.

What comes in is a reading; what goes out are plain values by the names of the macros. What a macro
of another file does can only be guessed from its use, and a guess here is always that it may
declare.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.lexer import Directive
from migrate.tree.reading import Reading

_DEFINED = regex(
    r"[ \t]*(?P<name>[A-Za-z_]\w*)(?:\((?P<parameters>[^()]*)\))?(?P<body>.*)", re.DOTALL
)
# A macro with parameters, in bytes that nothing was read of: name, parameters, body.
CALLED = regex(
    rb"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()]{0,2000})\)((?:\\\r?\n|[^\n])*+)", re.MULTILINE
)
_BLOCK = regex(r"\{[^{}]*\}")
_DECLARED = regex(
    r"(?:^|[;{}]|\bfor\s*\()\s*(?!(?:return|else|goto|case|throw|delete|new|typedef|using)\b)"
    r"(?:[A-Za-z_][\w:]*(?:<[^;{}]*>)?[\s*&]+)+(?P<name>[A-Za-z_]\w*)\s*(?:[=;,:\[({]|$)"
)
_SHOUTED = regex(r"[A-Z][A-Z0-9_]+")
_USES_ONLY = regex(r"CHECK|ASSERT|UNUSED|PRINT|LOG|FREE|ERROR|ERR|VERIFY|REQUIRE|EXPECT|CALL")


class Macro(NamedTuple):
    """All definitions of one name: parameters, bodies, and the names that a use declares."""

    parameters: frozenset[str] = frozenset()
    bodies: tuple[str, ...] = ()
    declares: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Macros:
    """The macros that a file defines, by name; ``declaring`` are those that declare something."""

    by_name: Mapping[str, Macro] = field(default_factory=dict)
    declaring: Mapping[str, Macro] = field(default_factory=dict)

    def may_declare(self, name: str) -> bool:
        """Whether a call of ``name``, as a statement, may declare what it is given."""
        known = self.by_name.get(name)
        if known is not None:
            return bool(known.declares & known.parameters)
        return bool(_SHOUTED.fullmatch(name)) and not uses_only(name)


NO_MACROS = Macros()


def uses_only(name: str) -> bool:
    """Whether a macro's name says that it looks at something and declares nothing."""
    return _USES_ONLY.search(name) is not None


def macros(reading: Reading, code: bytes) -> Macros:
    """The macros of a file; ``code`` is its text with comments and literals blanked."""
    found: dict[str, list[re.Match[str]]] = {}
    for item in reading.directives.items:
        if item.keyword != "define":
            continue
        match = _read(item, code)
        if match is not None:
            found.setdefault(match["name"], []).append(match)
    known = {name: _macro(definitions) for name, definitions in found.items()}
    return Macros(known, {name: macro for name, macro in known.items() if macro.declares})


def _macro(definitions: Sequence[re.Match[str]]) -> Macro:
    bodies = tuple(match["body"].strip() for match in definitions)
    return Macro(
        frozenset().union(*map(_parameters, definitions)),
        bodies,
        frozenset().union(*map(_declared, dict.fromkeys(bodies))),
    )


def parameters_at(reading: Reading, code: bytes, offset: int) -> frozenset[str]:
    """The parameters of the macro that is defined at ``offset``."""
    item = reading.directives.at(offset)
    if item is None or item.keyword != "define":
        return frozenset()
    match = _read(item, code)
    return _parameters(match) if match is not None else frozenset()


def defined_at(reading: Reading, code: bytes, offset: int) -> str:
    """The name of the macro that is defined at ``offset``."""
    item = reading.directives.at(offset)
    match = _read(item, code) if item is not None and item.keyword == "define" else None
    return match["name"] if match is not None else ""


def _read(item: Directive, code: bytes) -> re.Match[str] | None:
    """The name, the parameters and the body of a definition."""
    return _DEFINED.match(code[item.body : item.end].decode("utf-8", "replace").replace("\\", " "))


def _parameters(match: re.Match[str]) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", match["parameters"] or ""))


def _declared(body: str) -> frozenset[str]:
    """Names that are declared outside of all braces of a body."""
    flat, count = _BLOCK.subn(";", body)
    while count:
        flat, count = _BLOCK.subn(";", flat)
    return frozenset(match["name"] for match in _DECLARED.finditer(flat))
