"""Operands of inline assembly as expressions of C++: how they are written, what they read.

What comes in is the text of an expression; what goes out says whether it needs parentheses, and
which objects it may reach. Nothing here knows a rule or an instruction.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from migrate.regex import regex

_PURE = regex(
    r"\w+_cast\s*<[^<>]*>\s*(?=\()|\bsizeof\s*(?=\()|\b__\w+\s*(?=\()"
    r"|\(\s*(?:(?:const|volatile|unsigned|signed|struct)\s+)*[A-Za-z_][\w:]*[\s*&]*\)\s*(?=\()"
    r"|\b(?:unsigned|int|float|double|bool|char|u?int\d+_t|size_t|uintptr_t)\s*(?=\()"
)
_EFFECT = regex(r"\+\+|--|(?<![=!<>])=(?!=)|[\w>\])]\s*\(")
_NAME = regex(r"(?:::\s*)?[A-Za-z_]\w*|\d[\w.']*")
_CAST = regex(r"\w+_cast\s*<[^<>]*>\s*(?=\()")
_MEMBER = regex(r"(?:\.|->|::)\s*[A-Za-z_]\w*")
_CLOSE = {"(": ")", "[": "]"}
_TYPE_CAST = regex(  # in front of a name too, where it can only be a type
    r"\(\s*(?:const\s+)?(?:unsigned|signed|int|long|short|char|float|double|bool|void|u?int\d+_t|size_t"
    r"|uintptr_t)(?:\s+(?:unsigned|int|long|short|char|const))*[\s*&]*\)"
)
_ITEM = regex(r"(?P<number>\d[\w.']*)|(?P<name>(?:::\s*)?[A-Za-z_]\w*(?:\s*::\s*\w+)*)|->|\S")
_BITS = regex(r"\b(?:__cvta_\w+|__\w+_as_\w+|sizeof)\s*(?=\()|\w+_cast\s*<[^<>]*>\s*(?=\()")
_LONGEST_NAME = 24
_PLACE_IN_GRID = frozenset({"threadIdx", "blockIdx", "blockDim", "gridDim", "warpSize"})
_DEREFERENCE = regex(r"(?:\A|[(\[,=<>&|+\-/%^!~?:*]|\breturn)\s*\*|\)\s*\*\s*(?=[(&])")
_ADDRESS = regex(r"[(\s]*&(?!&)\s*(?P<base>[A-Za-z_]\w*)(?P<rest>[^()]*)[)\s]*\Z")
_BRACKETS = regex(r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*)\]")
_ELEMENT = regex(r"(?P<base>[^\[\]]+)\[(?:(?P<index>[A-Za-z_]\w*)\+?)?(?P<number>\d+)?\]")


class OperandKind(Enum):
    """What a name stands for."""

    CONSTANT = "constant"
    VALUE = "value"  # a variable of the function that nothing else names
    ARRAY = "array"  # such an array
    UNKNOWN = "unknown"


Things = Callable[[str, int], OperandKind]  # of a name at an offset of the expression


class Reach(NamedTuple):
    """The objects that an expression names: variables of the function that nothing else names
    (``own``), and whether there are others, which may be the same under different names.
    """

    own: frozenset[str]
    others: bool

    def meets(self, other: Reach) -> bool:
        """Whether an object may be in both."""
        return (self.others and other.others) or bool(self.own & other.own)


def reach(text: str, things: Things) -> Reach:
    """What ``text`` names. An address that is taken reads only what it is computed from."""
    plain = _TYPE_CAST.sub(_blank, _BITS.sub(_blank, text))
    address = _ADDRESS.match(plain)
    if address is not None and "->" not in address["rest"]:
        base = Reach(frozenset({address["base"]}), False)
        if things(address["base"], address.start("base")) is OperandKind.UNKNOWN:
            base = Reach(frozenset(), False)
        hidden = " " * address.start("rest") + re.sub(r"\.\s*\w+", _blank, address["rest"])
        inner = _reach(hidden.replace("[", "(").replace("]", ")"), things)
        return Reach(base.own | inner.own, inner.others)
    return _reach(plain, things)


def _reach(plain: str, things: Things) -> Reach:
    own: set[str] = set()
    others = _DEREFERENCE.search(plain) is not None or "->" in plain
    before = ""
    for item in _ITEM.finditer(plain):
        name, behind = item["name"], plain[item.end() :].lstrip()
        if name and before != "." and before != "->" and name not in _PLACE_IN_GRID:
            thing = things(name, item.start())
            if thing is OperandKind.UNKNOWN or behind.startswith("("):
                others = True
            elif thing is not OperandKind.CONSTANT:
                own.add(name)
                others |= thing is OperandKind.VALUE and behind.startswith("[")
        before = item[0]
    return Reach(frozenset(own), others)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def has_effect(text: str) -> bool:
    """Whether evaluating an expression may change something."""
    return _EFFECT.search(_PURE.sub("", text)) is not None


def is_placed_by_memory(text: str) -> bool:
    """Whether an index in an lvalue is read through a pointer, a member or a call."""
    return any(re.search(r"[\[.*(]|->", index[1]) for index in _BRACKETS.finditer(text))


def are_apart(first: str, second: str, *, by_name: bool) -> bool:
    """Whether two lvalues are different elements of one array: ``x[0]`` and ``x[1]``, ``x[i]`` and
    ``x[i + 1]`` where a name is what it looks like.
    """
    one, two = (_ELEMENT.fullmatch("".join(text.split())) for text in (first, second))
    if one is None or two is None or one["base"] != two["base"] or one["index"] != two["index"]:
        return False
    if one["index"] and not by_name:
        return False
    return int(one["number"] or 0) != int(two["number"] or 0)


def name_for(text: str) -> str:
    """A name for a variable that holds an expression: ``a_j_1`` for ``a[j + 1]``."""
    words = re.sub(r"[\W_]+", "_", text).strip("_")
    if not words or len(words) > _LONGEST_NAME:
        return "operand"
    return f"operand_{words}" if words[0].isdecimal() else words


def mentions(text: str, lvalue: str) -> bool:
    """Whether an expression contains another."""
    inner = r"\s*".join(map(re.escape, re.findall(r"\w+|\S", lvalue)))
    return re.search(rf"(?<!\w){inner}(?!\w)" if inner[:1].isalnum() else inner, text) is not None


def is_primary(text: str, *, alone: bool) -> bool:
    """Whether an expression needs no parentheses: anywhere, or where it stands ``alone``."""
    text = text.strip()
    if alone:
        return not _has_comma(text)
    start = _CAST.match(text) or _NAME.match(text)
    at = start.end() if start is not None else 0
    if start is None and text[:1] != "(":
        return False
    first = start is None
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] in _CLOSE:
            at = _behind_bracket(text, at)
        elif first or (member := _MEMBER.match(text, at)) is None:
            return False
        else:
            at = member.end()
        first = False
    return True


def _behind_bracket(text: str, at: int) -> int:
    depth = 0
    for index in range(at, len(text)):
        depth += (text[index] in "([{") - (text[index] in ")]}")
        if depth == 0:
            return index + 1
    return len(text)


def _has_comma(text: str) -> bool:
    """Whether a comma stands outside of brackets; those of templates are taken for one too."""
    at = 0
    while at < len(text):
        if text[at] in "([{":
            at = _behind_bracket(text, at)
            continue
        if text[at] == ",":
            return True
        at += 1
    return False


def number(text: str) -> str:
    """An immediate of PTX as a literal of C++."""
    if text[:2].lower() == "0f":
        value = struct.unpack(">f", bytes.fromhex(text[2:]))[0]
        return (
            f"{value!r}f"
            if value == value and abs(value) < 1e30
            else (f"__uint_as_float(0x{text[2:]}u)")
        )
    if text[:2].lower() == "0d":
        value = struct.unpack(">d", bytes.fromhex(text[2:]))[0]
        return (
            repr(value)
            if value == value and abs(value) < 1e300
            else (f"__longlong_as_double(0x{text[2:]}ull)")
        )
    return text
