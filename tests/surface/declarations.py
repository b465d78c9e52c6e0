"""Read declarations out of C, C++ and Cython header text, without a compiler.

Text comes in; ``Declarations`` go out: every identifier the text uses outside comments and
strings, the parameter counts of the functions and function-like macros it declares, and its
``#define A B`` aliases. The scan is lenient: it may take an expression for one more declaration,
but it never reports an identifier that is not there. It reads no file and knows no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ANY_NUMBER = 1 << 16  # the upper bound of a variadic declaration
_LONGEST = 20_000  # characters of one parameter list; beyond that it is no declaration

_NOISE = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])+'""", re.DOTALL | re.VERBOSE
)
_PASTE = re.compile(r"\s*##\s*")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
_MACRO = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()\n]*)\)", re.MULTILINE)
_ALIAS = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+([A-Za-z_]\w*)[ \t]*$", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*#[^\n]*", re.MULTILINE)
_TYPE_AND_NAME = re.compile(r"(?:\b([A-Za-z_]\w*)|[*&>\]])\s*\b([A-Za-z_]\w*)\s*\(")
_AFTER = re.compile(r"\s*(?:[;{:=]|->|[A-Za-z_]|$)")
_NOT_A_TYPE = frozenset(("return", "else", "do", "case", "goto", "throw", "new", "delete"))
_CLOSERS = {"(": ")", "[": "]", "{": "}", "<": ">"}


class Counts(NamedTuple):
    """How many arguments one declaration accepts."""

    fewest: int
    most: int


@dataclass(frozen=True, slots=True)
class Declarations:
    """What one text declares, or several texts together."""

    identifiers: frozenset[str] = frozenset()
    functions: Mapping[str, frozenset[Counts]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def counts(self, name: str) -> frozenset[Counts]:
        """What declarations of ``name``, or of its alias, accept; empty if there are none."""
        found: frozenset[Counts] = frozenset()
        names = {name}
        while name in self.aliases and self.aliases[name] not in names:
            found |= self.functions.get(name, frozenset())
            name = self.aliases[name]
            names.add(name)
        return found | self.functions.get(name, frozenset())


def read(text: str) -> Declarations:
    """Scan C or C++ text."""
    plain = _NOISE.sub(_blank, text.replace("\r\n", "\n").replace("\\\n", " "))
    functions: dict[str, set[Counts]] = {}
    for name, counts in (*_macros(plain), *_functions(_DIRECTIVE.sub("", plain))):
        functions.setdefault(name, set()).add(counts)
    aliases = dict(_ALIAS.findall(plain))
    for name, target in aliases.items():  # the preprocessor makes the declaration the target's
        if name in functions:
            functions.setdefault(target, functions[name])
    return Declarations(
        identifiers=frozenset(_IDENTIFIER.findall(_PASTE.sub("", plain))),
        functions={name: frozenset(counts) for name, counts in functions.items()},
        aliases=aliases,
    )


def read_cython(text: str) -> Declarations:
    """Scan a Cython declaration file, where ``#`` starts a comment."""
    return read(re.sub(r"#[^\n]*", "", text))


def merge(parts: Iterable[Declarations]) -> Declarations:
    """The declarations of texts that are used together."""
    identifiers: set[str] = set()
    functions: dict[str, frozenset[Counts]] = {}
    aliases: dict[str, str] = {}
    for part in parts:
        identifiers |= part.identifiers
        aliases.update(part.aliases)
        for name, counts in part.functions.items():
            functions[name] = functions.get(name, frozenset()) | counts
    return Declarations(frozenset(identifiers), functions, aliases)


def _blank(match: re.Match[str]) -> str:
    return '""' if match[0][0] in "\"'" else " "


def _macros(plain: str) -> Iterator[tuple[str, Counts]]:
    for match in _MACRO.finditer(plain):
        yield match[1], _counts(match[2].split(","))


def _functions(plain: str) -> Iterator[tuple[str, Counts]]:
    for match in _TYPE_AND_NAME.finditer(plain):
        if match[1] in _NOT_A_TYPE:
            continue
        parameters, end = _parameters(plain, match.end())
        if parameters and _AFTER.match(plain, end):
            yield match[2], _counts(parameters)


def _counts(parameters: list[str]) -> Counts:
    texts = [text.strip() for text in parameters]
    if texts in ([""], ["void"]):
        return Counts(0, 0)
    if texts[-1].endswith("..."):
        return Counts(len(texts) - 1, ANY_NUMBER)
    return Counts(sum("=" not in text for text in texts), len(texts))


def _parameters(plain: str, start: int) -> tuple[list[str], int]:
    """The texts between top-level commas up to the closing parenthesis, and the offset after it.

    No text where the parenthesis does not close, which a comparison in an expression can cause.
    """
    parts: list[str] = []
    open_brackets: list[str] = []
    begin = start
    for offset in range(start, min(len(plain), start + _LONGEST)):
        char = plain[offset]
        if open_brackets:
            if char == open_brackets[-1]:
                open_brackets.pop()
                continue
        elif char in ",)":
            parts.append(plain[begin:offset])
            begin = offset + 1
            if char == ")":
                return parts, begin
        if char in _CLOSERS:
            open_brackets.append(_CLOSERS[char])
    return [], start
