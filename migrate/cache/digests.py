"""Digests of values: two values have the same one only if they are equal.

What comes in are values as they travel through a run; what goes out is a name for them. Sets have
no order and mappings the one they have, each part is written with its length, and what is of no
known kind is refused: nothing is left out silently. Files are not read here.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any


def digest(*values: object) -> str:
    """A name for ``values``."""
    return hashlib.sha256(_written(values)).hexdigest()


def _written(value: Any) -> bytes:
    return _writer(type(value))(value)  # type: ignore[arg-type]


@cache
def _writer(kind: type[Any]) -> Callable[[Any], bytes]:
    """What writes the values of a type: with the name of what the type is, and its length."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    name = f"{kind.__module__}.{kind.__qualname__}"
    if issubclass(kind, Enum):
        return lambda value: _tagged(name, [_written(value.name)])
    if issubclass(kind, tuple | list):
        return lambda value: _tagged(name, map(_written, value))
    if issubclass(kind, frozenset | set):
        return lambda value: _tagged(name, sorted(map(_written, value)))
    if issubclass(kind, Mapping):
        return lambda value: _tagged(name, (_written(item) for item in value.items()))
    if issubclass(kind, PurePath):
        return lambda value: _tagged("path", [os.fsencode(value)])
    if issubclass(kind, re.Pattern):
        return lambda value: _tagged(name, [_written((value.pattern, value.flags))])
    if is_dataclass(kind):
        names = tuple(item.name for item in fields(kind))
        return lambda value: _tagged(name, (_written(getattr(value, one)) for one in names))
    raise TypeError(f"{name} has no digest")


def _tagged(name: str, parts: Iterable[bytes]) -> bytes:
    inner = b"".join(parts)
    return b"%s(%d:%s)" % (name.encode(), len(inner), inner)


def _text(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return b"s%d:%s" % (len(data), data)


def _bytes(value: bytes) -> bytes:
    return b"b%d:%s" % (len(value), value)


def _number(value: object) -> bytes:
    return b"%r;" % (value,)


_PLAIN: Mapping[type[Any], Callable[[Any], bytes]] = {
    str: _text,
    bytes: _bytes,
    int: _number,
    float: _number,
    bool: _number,
    type(None): _number,
}
