"""Functions of a file, and which of them a call in one may mean.

What comes in is the code of a file without comments and literals; what goes out are its functions,
and for each call in one those that may be meant. They are told by their names, by how many
arguments they are called with, by the classes that they and the object of a call are of, and by
arguments whose types are plain to see: where one takes just that type, others do not. A call with
template arguments is of another instance, and one that is qualified of somebody else's function.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import Block, functions
from migrate.values.classes import Classes

_HEAD = regex(
    rb"(?:(?P<owner>\w+)\s*(?:<[^<>(){}]*>\s*)?::\s*)?(?<![\w~])(?P<name>[A-Za-z_]\w*)\s*"
    rb"\((?P<parameters>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)[^(){}]*\Z"
)
_CALL = regex(rb"(?P<other>(?:::|\bnew)\s*)?(?<![\w:])(?P<name>[A-Za-z_]\w*)\s*\(")
_THIS = regex(rb"\bthis\s*->\s*\Z")
_OF_AN_OBJECT = regex(rb"(?:\.|->)\s*\Z")
_LOOK_BACK = 200  # bytes before a call in which its object stands
_PARENTHESIS = regex(rb"[()]")
_WORD_BEFORE = regex(rb"\b(?:return|else|do|case|throw|and|or|not|co_return)\s*\Z")
_INNER = regex(rb"<[^<>()]*>|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_KEYWORDS = frozenset(
    b"if for while switch return sizeof alignof decltype catch noexcept alignas "
    b"__launch_bounds__ __align__ __attribute__ static_assert".split()
)
_IN_BRACKETS = b"@"  # each byte of what is
_PARAMETER = regex(rb"(?s)(?P<type>.*[\s*&>])(?P<name>[A-Za-z_]\w*)\s*(?:=.*)?\Z")
_NO_TYPE = regex(rb"\b(?:const|volatile|struct|class|typename|__restrict__)\b|[&\s]+")
_MADE = regex(rb"(?:make_)?(?P<type>[A-Za-z_]\w*)\s*@+\Z")
_CAST = regex(
    rb"\(\s*(?:(?P<type>[A-Za-z_]\w*)\s*\)\s*[\w(]|(?P<pointer>[A-Za-z_][\w\s]*\*)\s*\)\s*[\w(&])"
    rb"|(?:static|reinterpret)_cast\s*<(?P<to>[^<>]*)>\s*\("
)
_COMPONENT = regex(rb"(?P<vector>\w+)\s*\.\s*[xyzw]\Z")
_TEMPLATE = regex(rb"\A(?P<name>\w+)<(?P<arguments>[^<>]*)>\Z")
_VECTOR = regex(rb"u?(?:char|short|int|long|longlong|float|double)[1-4]")
_NUMBERS = frozenset(b"bool char short int long longlong unsigned float double size_t".split())
_POINTER = regex(rb"(?:unsigned)?(?:char|short|int|long|longlong|float|double)\*")
_OTHER_NAMES = {  # in LP64, as nvcc has it on Linux
    b"uint64_t*": b"unsignedlong*",
    b"int64_t*": b"long*",
    b"size_t*": b"unsignedlong*",
    b"uint32_t*": b"unsignedint*",
    b"int32_t*": b"int*",
    b"unsigned*": b"unsignedint*",
}
_MOST = 4_000  # functions of a file that are looked at


class Function(NamedTuple):
    """``owner`` is the class that it is a member of, or the word before ``::`` in its head, or
    nothing; ``types`` are those of its parameters as they are written, without ``const`` and
    references, and ``names`` the parameters' names.
    """

    name: str
    owner: bytes
    least: int
    most: int
    types: tuple[bytes, ...]
    names: tuple[bytes, ...]
    block: Block

    def type_of(self, argument: bytes) -> bytes:
        """What an argument of a call in it is, or nothing where that is not plain to see."""
        text = argument.strip()
        if text in self.names:
            return self.types[self.names.index(text)]
        if component := _COMPONENT.match(text):
            vector = self.type_of(component["vector"])
            return vector[:-1] if _VECTOR.fullmatch(vector) else b""
        if cast := _CAST.match(text):
            return _NO_TYPE.sub(b"", cast["type"] or cast["pointer"] or cast["to"])
        made = _MADE.match(_masked(text))
        if made is None:
            return b""
        behind = text[made.end("type") :].lstrip()
        template = _INNER.match(behind) if behind.startswith(b"<") else None
        return bytes(made["type"]) + (_NO_TYPE.sub(b"", template[0]) if template else b"")


class Call(NamedTuple):
    """``meant`` are the numbers of the functions that may be; ``is_sure`` where no object is asked,
    whose class may be another's.
    """

    meant: tuple[int, ...]
    is_sure: bool


def calls(code: bytes) -> tuple[tuple[Function, tuple[Call, ...]], ...]:
    """The functions of a file, each with the calls in it of any of them."""
    of = Classes(code)
    defined = list(_defined(code, of))[:_MOST]
    by_name: dict[str, list[int]] = {}
    for at, item in enumerate(defined):
        by_name.setdefault(item.name, []).append(at)
    return tuple((one, tuple(_calls(code, one, defined, by_name, of))) for one in defined)


def _calls(
    code: bytes,
    caller: Function,
    defined: Sequence[Function],
    by_name: Mapping[str, Sequence[int]],
    of: Classes,
) -> Iterator[Call]:
    for start, name, arguments in _called(code, caller.block, by_name):
        before = code[max(caller.block.body, start - _LOOK_BACK) : start]
        is_alone = _OF_AN_OBJECT.search(before) is None
        types = [caller.type_of(one) for one in arguments]
        named = [
            at
            for at in by_name[name]
            if _takes(defined[at], types) and _is_of(defined[at], caller, before, of)
        ]
        is_own = is_alone or _THIS.search(before) is not None
        if is_own:  # members hide what is outside of their class
            family = of.with_bases(caller.owner) & of.names
            named = [at for at in named if defined[at].owner in family] or named
        just = [at for at in named if _takes_just(defined[at], types)]
        yield Call(tuple(just or named), is_own)


def _takes(one: Function, types: Sequence[bytes]) -> bool:
    """Whether it may be given so many, of these types."""
    if not one.least <= len(types) <= one.most:
        return False
    return not any(_excludes(*pair) for pair in zip(one.types, types, strict=False))


def _excludes(parameter: bytes, given: bytes) -> bool:
    """Whether a parameter takes nothing of a type: a vector and a pointer to numbers only their
    own, and a template with numbers none with others.
    """
    parameter, given = (_OTHER_NAMES.get(one, one) for one in (parameter, given))
    if not given or parameter == given:
        return False
    if _VECTOR.fullmatch(parameter) and (given in _NUMBERS or _VECTOR.fullmatch(given)):
        return True
    if _POINTER.fullmatch(parameter) and _POINTER.fullmatch(given):
        return True
    one, other = _TEMPLATE.match(parameter), _TEMPLATE.match(given)
    if one is None or other is None or one["name"] != other["name"]:
        return False
    pairs = zip(one["arguments"].split(b","), other["arguments"].split(b","), strict=False)
    return any(left.isdigit() and right.isdigit() and left != right for left, right in pairs)


def _takes_just(one: Function, types: Sequence[bytes]) -> bool:
    """Whether the first argument whose type is known is of its parameter's."""
    known = next((at for at, given in enumerate(types) if given), None)
    return known is not None and known < len(one.types) and one.types[known] == types[known]


def _is_of(one: Function, caller: Function, before: bytes, of: Classes) -> bool:
    """Whether a call behind ``before`` may mean this one by its class. A word before ``::`` that is
    no class of the file may be a namespace.
    """
    is_member = one.owner in of.names
    if one.name.encode() == one.owner:
        return True
    if _THIS.search(before) or not _OF_AN_OBJECT.search(before):
        is_known = caller.owner in of.names or not caller.owner
        return not (is_member and is_known) or one.owner in of.with_bases(caller.owner)
    return bool(one.owner) and (not is_member or of.may_have(before, one.owner, caller.owner))


def _defined(code: bytes, of: Classes) -> Iterator[Function]:
    for block in functions(code, Span(0, len(code))):
        # The list of what a constructor sets is no part of its head.
        head = _HEAD.search(code, block.start, block.body)
        if head is None or head["name"] in _KEYWORDS:
            continue
        parameters = _arguments(head["parameters"])
        many = [] if parameters == (b"void",) else parameters
        open_end = any(b"..." in one for one in many)
        least = sum(b"=" not in _masked(one) and b"..." not in one for one in many)
        pairs = [_parameter(one) for one in many]
        yield Function(
            head["name"].decode("utf-8", "replace"),
            head["owner"] or of.around(block.start),
            least,
            1 << 30 if open_end else len(many),
            tuple(kind for kind, _ in pairs),
            tuple(name for _, name in pairs),
            block,
        )


def _parameter(text: bytes) -> tuple[bytes, bytes]:
    """The type of a parameter, and its name."""
    found = _PARAMETER.match(text.strip())
    if found is None:
        return _NO_TYPE.sub(b"", text), b""
    return _NO_TYPE.sub(b"", found["type"]), found["name"]


def _called(
    code: bytes, block: Block, names: Container[str]
) -> Iterator[tuple[int, str, tuple[bytes, ...]]]:
    """Those of the ``names`` that are called in a function, each with its place and arguments."""
    for call in _CALL.finditer(code, block.body, block.end):
        name = call["name"].decode("utf-8", "replace")
        if name not in names or call["other"]:
            continue
        end = _closing(code, call.end(), block.end)
        arguments = _arguments(code[call.end() : end])
        is_pack = any(b"..." in _masked(one) for one in arguments)
        if not is_pack and not _is_declared(code, block.body, call.start("name")):
            yield call.start("name"), name, arguments


def _is_declared(code: bytes, start: int, at: int) -> bool:
    """Whether a name in a function is that of a variable with its value: ``float3 v(1, 2, 3)``."""
    before = code[max(start, at - 80) : at]
    if not before[-1:].isspace() and before[-1:] not in (b"*", b"&"):
        return False
    stripped = before.rstrip()
    is_word = stripped[-1:].isalnum() or stripped[-1:] in (b"_", b">")
    return is_word and _WORD_BEFORE.search(before) is None and not stripped.endswith(b"->")


def _closing(code: bytes, start: int, end: int) -> int:
    depth = 1
    for found in _PARENTHESIS.finditer(code, start, end):
        depth += 1 if found[0] == b"(" else -1
        if depth == 0:
            return found.start()
    return end


def _arguments(text: bytes) -> tuple[bytes, ...]:
    """What commas part that are in no brackets."""
    if not text.strip():
        return ()
    at, found = 0, []
    for part in _masked(text).split(b","):
        found.append(text[at : at + len(part)])
        at += len(part) + 1
    return tuple(found)


def _masked(text: bytes) -> bytes:
    """The text with all that is in brackets, and these, as one byte again and again."""
    while (filled := _INNER.sub(lambda match: _IN_BRACKETS * len(match[0]), text)) != text:
        text = filled
    return text
