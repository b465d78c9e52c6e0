"""Functions on the device that a file defines, as they are written: kernels of other files call
them, and are told by what these do.

What comes in are the bytes of a file, and the same without comments and literals; what goes out are
plain values. What a macro makes of a name is not looked at, nor what a function calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrate.regex import regex

_INNER = rb"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"  # what may stand in parentheses
_HEAD = regex(
    rb"\b(?:__device__|[A-Z][A-Z0-9_]*(?:DEVICE|INLINE)[A-Z0-9_]*|INLINE)\b[^;{}()#]*?"
    rb"\b(?P<name>[A-Za-z_]\w*)\s*\(" + _INNER + rb"\)[^;{}()]*\{"
)
_BRACE = regex(rb"[{}]")
_LONGEST = 8_000  # bytes of a function that is kept


class DeviceFunction(NamedTuple):
    """A function, and all of it."""

    name: str
    text: bytes


def device_functions(data: bytes, code: bytes) -> tuple[DeviceFunction, ...]:
    """The functions of a file, in order; ``code`` has comments and literals blanked."""
    return tuple(_found(data, code)) if b"__device__" in code or b"INLINE" in code else ()


def _found(data: bytes, code: bytes) -> Iterator[DeviceFunction]:
    at = 0
    while (head := _HEAD.search(code, at)) is not None:
        at = head.end()
        end = _end(code, at)
        if end and b"__global__" not in head[0]:
            yield DeviceFunction(head["name"].decode(), data[head.start() : end])
            at = end


def _end(code: bytes, start: int) -> int:
    """Where the body ends that begins ahead of ``start``; 0 for one that is too long."""
    depth = 1
    for brace in _BRACE.finditer(code, start, start + _LONGEST):
        depth += 1 if brace[0] == b"{" else -1
        if not depth:
            return brace.end()
    return 0
