"""What a macro or a function template computes with one of its arguments.

What comes in are the code of a file, comments and literals blanked, the macros of the headers that
it includes, and for each question a name and the number of an argument; what goes out is whether
arithmetic is done with it, as with an integer, or a member is asked of it. A parameter of a
template counts whose type is the template's own. Templates of other files are not seen, and
overloads are none that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.regex import regex
from migrate.tree.functionmacros import FunctionMacro

_MACRO = regex(
    rb"^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()\n]*)\)((?:[^\\\n]|\\\r?\n|\\.)*)", re.MULTILINE
)
_TEMPLATE = regex(
    rb"\btemplate\s*<([^<>]{1,200})>[^;{}()]{1,200}\b(\w+)\s*\(([^()]{1,400})\)[^;{}]{0,80}\{"
)
_ARITHMETIC = (
    rb"(?<![\w.>])(?:\b%b\b)(?:[\s\\]*\))*[\s\\]*(?:[-+*/%%^]=?(?!>)|\+\+|--|&(?!&)|\|(?!\|)|<<|>>)"
    rb"|(?:(?<![-+*/%%&|<(,=\s])[\s\\]*[-+/%%^]|(?<=[\w)])[\s\\]*(?:\*|&(?!&)|\|)|\+\+|--|~)"
    rb"[\s\\]*(?:\([\s\\]*)*\b%b\b(?!\s*[.(])"
)
_CAST = rb"(?:\*[\s\\]*\)|_cast[\s\\]*<[^<>]*>)[\s\\]*\(*[\s\\]*\b%b\b[\s\\]*\)*"
_MEMBER = rb"(?<![\w.>])%b\s*\)*\s*(?:\.|->)\s*[A-Za-z_]"
_WORD = regex(rb"[A-Za-z_]\w*")
_LONGEST = 2000  # bytes of a body that are read


class Computing:
    """The macros with parameters, and the function templates, of one file."""

    def __init__(self, code: bytes, others: Mapping[str, FunctionMacro]) -> None:
        self._others = others
        self._macros: dict[bytes, list[tuple[list[bytes], bytes]]] = {}
        self._templates: dict[bytes, list[tuple[list[bytes], bytes]]] = {}
        for match in _MACRO.finditer(code) if b"define" in code else ():
            parameters = [part.strip() for part in match[2].split(b",")]
            self._macros.setdefault(match[1], []).append((parameters, match[3][:_LONGEST]))
        for match in _TEMPLATE.finditer(code) if b"template" in code else ():
            own = {words[-1] for part in match[1].split(b",") if (words := _WORD.findall(part))}
            parameters = [_of_type(part, own) for part in match[3].split(b",")]
            self._templates.setdefault(match[2], []).append((parameters, _body(code, match.end())))

    def computes(self, name: str, position: int) -> bool:
        """Whether every macro or template of the name computes with the argument at a position."""
        found = [
            each for kind in (self._macros, self._templates) for each in kind.get(name.encode(), ())
        ]
        found = found or [*self._of_others(name)]
        return bool(found) and all(
            position < len(parameters)
            and _WORD.fullmatch(parameters[position]) is not None
            and _has_arithmetic(body, parameters[position])
            for parameters, body in found
        )

    def opens(self, name: str, position: int) -> bool:
        """Whether a macro of a header asks the argument at a position for a member."""
        own = self._macros.keys() | self._templates.keys()
        found = [*self._of_others(name)] if name.encode() not in own else []
        return any(
            position < len(parameters)
            and re.search(_MEMBER % re.escape(parameters[position]), body) is not None
            for parameters, body in found
        )

    def body(self, name: str) -> str:
        """What the macro with parameters stands for that has the name, if there is one only."""
        own = self._macros.get(name.encode(), [])
        bodies = [body for _, body in own] or [body for _, body in self._of_others(name)]
        return " ".join(bodies[0].decode("utf-8", "replace").split()) if len(bodies) == 1 else ""

    def _of_others(self, name: str) -> Iterator[tuple[list[bytes], bytes]]:
        """The macro of the name that the headers have, which the file includes."""
        if (item := self._others.get(name)) is not None:
            yield [part.encode() for part in item.parameters], item.body.encode()


def _of_type(parameter: bytes, own: set[bytes]) -> bytes:
    """The name of a parameter of a template whose type is one of the template's ``own``."""
    words = _WORD.findall(parameter)
    is_open = len(words) > 1 and b"*" not in parameter and words[-2] in own
    return words[-1] if is_open else b""


def _body(code: bytes, start: int) -> bytes:
    """What stands behind an opening brace, up to the one that closes it."""
    depth = 1
    for brace in re.finditer(rb"[{}]", code[start : start + _LONGEST]):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return code[start : start + brace.start()]
    return b""


def _has_arithmetic(body: bytes, parameter: bytes) -> bool:
    """Whether a parameter is computed with where no cast makes another type of it."""
    name = re.escape(parameter)
    plain = re.sub(_CAST % name, b"0", body)
    return re.search(_ARITHMETIC % (name, name), plain) is not None
