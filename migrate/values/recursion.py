"""Functions of a file that call themselves, also through others.

What comes in is the code of a file without comments and literals; what goes out, for a place in the
head of a function or in it, is whether that function surely calls itself, perhaps does, or does
not. Functions are told by their names and by how many arguments they are called with, and those
that take a vector (``float2``) by that no component of one is given for it: where several
of a name take as many, which one is called is not known. A call with template arguments is of
another instance, and one that is qualified of somebody else's function; one of an
object's may be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.text.blocks import Block, functions
from migrate.values.code import Code

SURELY, PERHAPS, NEVER = "surely", "perhaps", ""
_HEAD = regex(
    rb"(?<![\w~])(?P<name>[A-Za-z_]\w*)\s*\((?P<parameters>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"
    rb"[^(){}]*\Z"
)
_CALL = regex(rb"(?P<other>(?:::|\bnew)\s*)?(?<![\w:])(?P<name>[A-Za-z_]\w*)\s*\(")
_OF_AN_OBJECT = regex(rb"(?:\.|(?<!\bthis)->)\s*\Z")
_PARENTHESIS = regex(rb"[()]")
_WORD_BEFORE = regex(rb"\b(?:return|else|do|case|throw|and|or|not|co_return)\s*\Z")
_INNER = regex(rb"<[^<>()]*>|\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_KEYWORDS = frozenset(
    b"if for while switch return sizeof alignof decltype catch noexcept alignas "
    b"__launch_bounds__ __align__ __attribute__ static_assert".split()
)
_VECTOR = regex(
    rb"\A\s*(?:const\s+)?u?(?:char|short|int|long|longlong|float|double)[1-4]"
    rb"(?:\s+const)?[\s&]+(?P<name>\w+)\s*(?:=|\Z)"
)
_COMPONENT = regex(rb"\A\s*(?P<vector>\w+)\s*\.\s*[xyzw]\s*\Z")
_MOST = 4_000  # functions of a file that are looked at


class _Function(NamedTuple):
    name: str
    least: int
    most: int
    vectors: Mapping[int, bytes]  # names of the parameters that are vectors, by their places
    block: Block

    def takes(self, arguments: Sequence[bytes], caller: _Function) -> bool:
        """Whether so many may be given, and no component of one of the caller's vectors for one."""
        return self.least <= len(arguments) <= self.most and not any(
            (found := _COMPONENT.match(arguments[at]))
            and found["vector"] in caller.vectors.values()
            for at in self.vectors.keys() & range(len(arguments))
        )


class Recursion:
    """Answers about one file."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def kind(self, offset: int) -> str:
        """Whether the function around ``offset``, or whose head it stands in, calls itself."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or not self._functions[at].block.start <= offset < self._functions[at].block.end:
            return NEVER
        if self._reaches(at, self._sure):
            return SURELY
        return PERHAPS if self._reaches(at, self._all) else NEVER

    def _reaches(self, start: int, calls: Mapping[int, tuple[int, ...]]) -> bool:
        """Whether calls lead from a function back to it."""
        seen: set[int] = set()
        ahead = list(calls.get(start, ()))
        while ahead:
            at = ahead.pop()
            if at == start:
                return True
            if at not in seen:
                seen.add(at)
                ahead += calls.get(at, ())
        return False

    @cached_property
    def _functions(self) -> tuple[_Function, ...]:
        found = list(_defined(self._code.blanked))
        return tuple(found[:_MOST])

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(item.block.start for item in self._functions)

    @cached_property
    def _all(self) -> Mapping[int, tuple[int, ...]]:
        """For each function those that it may call, by their numbers."""
        return {at: tuple(one for _, each in found for one in each) for at, found in self._calls}

    @cached_property
    def _sure(self) -> Mapping[int, tuple[int, ...]]:
        """Only those that no other can be meant for."""
        return {
            at: tuple(one for sure, each in found if sure and len(each) == 1 for one in each)
            for at, found in self._calls
        }

    @cached_property
    def _calls(self) -> tuple[tuple[int, tuple[tuple[bool, tuple[int, ...]], ...]], ...]:
        """For each function the calls in it: whether they are of no object, and those of the file
        that may be meant.
        """
        by_name: dict[str, list[int]] = {}
        for at, item in enumerate(self._functions):
            by_name.setdefault(item.name, []).append(at)
        found = []
        for at, item in enumerate(self._functions):
            calls = (
                (
                    alone,
                    tuple(
                        one for one in by_name[name] if self._functions[one].takes(arguments, item)
                    ),
                )
                for name, arguments, alone in _called(self._code.blanked, item.block, by_name)
            )
            found.append((at, tuple(calls)))
        return tuple(found)


def _defined(code: bytes) -> Iterator[_Function]:
    for block in functions(code, Span(0, len(code))):
        # The list of what a constructor sets is no part of its head.
        head = _HEAD.search(code, block.start, block.body)
        if head is None or head["name"] in _KEYWORDS:
            continue
        parameters = _flat(head["parameters"])
        many = parameters.split(b",") if parameters.strip() not in (b"", b"void") else []
        open_end = any(b"..." in one for one in many)
        least = sum(b"=" not in one and b"..." not in one for one in many)
        name = head["name"].decode("utf-8", "replace")
        vectors = {
            at: found["name"] for at, one in enumerate(many) if (found := _VECTOR.match(one))
        }
        yield _Function(name, least, 1 << 30 if open_end else len(many), vectors, block)


def _called(
    code: bytes, block: Block, names: Container[str]
) -> Iterator[tuple[str, tuple[bytes, ...], bool]]:
    """Those of the ``names`` that are called in a function, each with its arguments, and whether
    not as the member of an object.
    """
    for call in _CALL.finditer(code, block.body, block.end):
        name = call["name"].decode("utf-8", "replace")
        if name not in names or call["other"]:
            continue
        end = _closing(code, call.end(), block.end)
        arguments = _flat(code[call.end() : end])
        if b"..." in arguments or _is_declared(code, block.body, call.start("name")):
            continue
        given = tuple(arguments.split(b",")) if arguments.strip() else ()
        alone = _OF_AN_OBJECT.search(code, block.body, call.start("name")) is None
        yield name, given, alone


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


def _flat(text: bytes) -> bytes:
    """Arguments without what is in brackets."""
    while (shorter := _INNER.sub(b" _ ", text)) != text:
        text = shorter
    return text
