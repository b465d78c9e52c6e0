"""Functions whose declaration says that they run on the device, and whose definition does not.

What comes in is the code of a file without comments and literals; what goes out are its functions
outside of bodies as they are declared, and those that are defined, each with the words that mark it
for a side. It is read from words and braces, without a tree: what does not read like a function is
none. Whether a definition is that of a declaration, ``Declared.is_of`` says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import without_directives

# Marks, and macros that are called like them.
_MARK = regex(
    rb"(?<![\w:])(?:__(?:host|device)__|\w*(?:HOST_?DEV|DEV(?:ICE)?_?HOST|DEVICE)\w*|(?:\w+_)?HD)(?!\w)"
)
# Words that may be marks as well.
_MAY_MARK = regex(rb"__global__|\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b|\b[A-Z][A-Z0-9]{3,}\b")
_STOP = regex(rb"[;{}]")
_CLASS = regex(
    rb"(?s:.*)\b(?:struct|class|union)\s+(?:[A-Z_]\w*\s+|\w+\s*\([^()]*\)\s*)?(\w+)[^()=]*\Z"
)
_SPACE = regex(rb"\bnamespace\b\s*([\w:]*)\s*\Z|\bextern\s*\Z")
_LONGEST = 2_000  # bytes of a head that is read
_INNER = rb"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"  # what may stand in parentheses
_FUNCTION = regex(
    rb"(?P<before>(?:[^()=]|\(" + _INNER + rb"\))*?)"
    rb"(?P<scope>(?:\b\w+(?:\s*<[^;{}()]*>)?\s*::\s*)*)"
    rb"(?P<name>~?\b(?!operator\b)[A-Za-z_]\w*|\boperator\s*(?:\(\s*\)|[^\s\w()]+|\w[\w\s*&]*))"
    rb"\s*(?:<[^;{}()]*>\s*)?\((?P<parameters>" + _INNER + rb")\)"
    rb"(?P<behind>(?:\s*(?:const|noexcept|override|final|&))*)\s*(?::(?!:).*|->.*)?\Z",
    re.DOTALL,
)
_LABELS = regex(rb"\s*(?:(?:public|private|protected)\s*:(?!:)\s*)*")
_TEMPLATE = regex(rb"\s*template\s*<\s*")
_NO_FUNCTION = regex(rb"\b(?:return|using|typedef|friend|else|new|throw|static_assert|decltype)\b")
_ARGUMENTS = regex(rb"<[^<>]*>")
_NAMED = regex(
    rb"(?P<type>.*[\w>&*\s])\b(?P<name>[A-Za-z_]\w*)\s*(?P<dims>(?:\[[^\]]*\]\s*)*)\Z", re.DOTALL
)
_TYPES = frozenset(b"unsigned signed int char short long float double bool void auto".split())
_BEFORE_TYPES = frozenset(b"const volatile struct class typename".split())
_BETWEEN = regex(rb"\s*([^\w\s])\s*")


class Function(NamedTuple):
    """A function: the words before its ``name``, ``parameters`` by their types, and its ``marks``.

    ``is_template`` says that it is one, or a ``special`` case of one; ``may_have_more`` that a word
    before it may be a mark, too.
    """

    scope: str
    name: str
    parameters: tuple[str, ...]
    is_const: bool
    marks: tuple[str, ...]
    is_template: bool = False
    is_special: bool = False
    may_have_more: bool = False


class Declared(NamedTuple):
    """A function that is declared with marks; ``is_alone`` where its class has no other one of its
    name.
    """

    function: Function
    is_alone: bool

    def is_of(self, other: Function) -> bool:
        """Whether a definition is surely that of this function."""
        own = self.function
        if own.name != other.name or _inner(own.scope) != _inner(other.scope):
            return False
        as_many = len(own.parameters) == len(other.parameters)
        if other.is_special:
            return as_many and (own.is_template or bool(own.scope))
        if own.is_const != other.is_const:
            return False
        return own.parameters == other.parameters or (self.is_alone and as_many)


class _Head(NamedTuple):
    """What stands before a ``;`` or a brace, outside of bodies, and what is around it."""

    start: int
    text: bytes
    scope: str
    in_class: bool
    has_body: bool


def declared(code: bytes) -> tuple[Declared, ...]:
    """The functions that a file declares with marks, with no body there; of templates, whose cases
    are defined elsewhere, those with one as well.
    """
    if _MARK.search(code) is None:
        return ()
    both = [(head, found) for head in _heads(code) if (found := _function(head)) is not None]
    here = [(head.in_class, one) for head, one in both if one.scope == head.scope]
    members = Counter((one.scope, one.name) for in_class, one in here if in_class)
    others = [one for _, one in here if one.is_template and not one.marks]
    plain = {(one.scope, one.name) for one in others if not one.is_special}
    made: list[Declared] = []
    for head, one in both:
        key = one.scope, one.name
        if one.marks in ((), ("__host__",)) or one.is_special:
            continue
        if head.has_body and not one.is_template:
            continue
        if not (one.is_template and key in plain):
            made.append(Declared(one, members[key] == 1))
    return tuple(made)


def defined(code: bytes) -> Iterator[tuple[Span, Function]]:
    """The functions that a file defines outside of classes, with where their heads stand, behind
    those of templates.
    """
    for head in _heads(code):
        found = _function(head) if head.has_body and not head.in_class else None
        if found is not None:
            start = head.start + _behind_template(head.text)
            yield Span(start, head.start + len(head.text.rstrip())), found


def _heads(code: bytes) -> Iterator[_Head]:
    code = without_directives(code)
    scopes: list[tuple[str, bool]] = []  # names, and whether they are those of classes
    start = depth = 0  # how deep in a body
    for stop in _STOP.finditer(code):
        text, opens = code[start : stop.start()], stop[0] == b"{"
        if depth:
            depth += opens - (stop[0] == b"}")
        elif stop[0] == b"}":
            del scopes[-1:]
        elif len(text) <= _LONGEST:
            opened = _opened(text) if opens else None
            if opened is not None:
                scopes.append(opened)
            else:
                scope = "::".join(name for name, _ in scopes if name)
                yield _Head(start, text, scope, bool(scopes) and scopes[-1][1], opens)
                depth = int(opens)
        else:
            depth = int(opens)
        start = stop.end()


def _opened(text: bytes) -> tuple[str, bool] | None:
    """The class or namespace that is opened, by name, and whether it is a class."""
    is_class = _CLASS.match(text)
    found = is_class or _SPACE.search(text)
    return None if found is None else ((found[1] or b"").decode("latin-1"), is_class is not None)


def _function(head: _Head) -> Function | None:
    """The function that a head is of, if it is that of one."""
    labels = _LABELS.match(head.text)
    own = head.text[labels.end() :] if labels is not None else head.text
    text = own[_behind_template(own) :]
    match = _FUNCTION.match(text) if b"(" in text else None
    if match is None or _NO_FUNCTION.search(match["before"]) is not None:
        return None
    scope = _ARGUMENTS.sub(b"", match["scope"]).decode("latin-1")
    words = [word for part in scope.split("::") if (word := part.strip())]
    if not (head.in_class or words or match["before"].strip()):
        return None  # a macro that is called
    opened = _TEMPLATE.match(own)
    marks = dict.fromkeys(mark.decode("latin-1") for mark in _MARK.findall(match["before"]))
    return Function(
        "::".join(filter(None, (head.scope, *words))),
        b"".join(match["name"].split()).decode("latin-1"),
        tuple(_type(part) for part in _parts(match["parameters"])),
        b"const" in match["behind"],
        tuple(marks),
        opened is not None,
        opened is not None and own[opened.end() : opened.end() + 1] == b">",
        _MAY_MARK.search(_MARK.sub(b"", match["before"])) is not None,
    )


def _behind_template(text: bytes) -> int:
    """Where a head begins behind ``template <...>`` and the blanks there."""
    at = 0
    while (opened := _TEMPLATE.match(text, at)) is not None:
        at, depth = opened.end(), 1
        while at < len(text) and depth:
            depth += (text[at] == 0x3C) - (text[at] == 0x3E)
            at += 1
    return len(text) - len(text[at:].lstrip())


def _inner(scope: str) -> str:
    return scope.rpartition("::")[2]


def _parts(parameters: bytes) -> list[bytes]:
    """Parameters, one by one."""
    found, start, depth = [], 0, 0
    for at, byte in enumerate(parameters):
        depth += (byte in b"(<[{") - (byte in b")>]}")
        if byte == 0x2C and not depth:
            found.append(parameters[start:at])
            start = at + 1
    last = parameters[start:]
    return [*found, last] if last.strip() not in (b"", b"void") else found


def _type(parameter: bytes) -> str:
    """The type of a parameter, however it is written."""
    text = parameter.partition(b"=")[0].strip()
    named = _NAMED.match(text)
    if named is not None and _is_name(named["name"], named["type"].split()):
        text = named["type"].strip() + (b"*" if named["dims"] else b"")
    words = text.replace(b"__restrict__", b" ").split()
    if not {0x2A, 0x26} & set(text):  # that a copy is constant is no part of a signature
        words = [word for word in words if word != b"const"]
    return _BETWEEN.sub(rb"\1", b" ".join(words)).decode("latin-1")


def _is_name(word: bytes, before: Iterable[bytes]) -> bool:
    """Whether the last word of a parameter is its name, and no part of its type."""
    return word not in _TYPES | _BEFORE_TYPES and not _BEFORE_TYPES.issuperset(before)
