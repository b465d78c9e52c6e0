"""Bytes to bytes that somebody may have damaged: each by one to four accidents.

What comes in are a generator of random numbers and texts to take from; what goes out follows from
these alone, so that a seed and a number name a mutant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
_SCRAPS = (
    *(b"(", b")", b"{", b"}", b"<", b">", b"<<<", b">>>", b'"', b"'", b"/*", b"*/", b"//", b"\\\n"),
    *(
        b"#if 1\n",
        b"\n#endif\n",
        b"\n#else\n",
        b"\n#define M ",
        b"#include <",
        b'R"x(',
        b"\\",
        b"\r",
    ),
    *(b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1b[31m", b"::", b"template <", b"\f"),
    *(
        b"cudaMalloc",
        b"__shfl_sync(",
        b"asm volatile(",
        b"// migrate: off\n",
        b"[",
        b"=",
        b"0" * 99,
    ),
)

Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutant(chance: Random, texts: Sequence[bytes]) -> bytes:
    """One of ``texts`` after some accidents."""
    data = chance.choice(texts)
    for _ in range(chance.randint(1, 4)):
        data = chance.choice(MUTATIONS)(chance, data, texts)
    return data


def _byte(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + chance.randrange(2) :]


def _scrap(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_SCRAPS) * chance.choice((1, 1, 1, 9)) + data[at:]


def _tokens(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Tokens left out, doubled or in each other's place."""
    tokens = _TOKEN.findall(data) or [b""]
    for _number in range(chance.randint(1, 6)):
        one, two = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        tokens[one] = chance.choice((b"", tokens[one] * 2, tokens[two]))
    return b"".join(tokens)


def _lines(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A piece of some lines left out, moved or doubled."""
    lines = data.splitlines(keepends=True)
    start = chance.randrange(len(lines) + 1)
    piece = lines[start : start + chance.randint(1, 8)]
    rest = lines[:start] + lines[start + len(piece) :]
    at = chance.randrange(len(rest) + 1)
    return b"".join(chance.choice((rest, rest[:at] + piece + rest[at:], lines[:at] + piece)))


def _splice(chance: Random, data: bytes, texts: Sequence[bytes]) -> bytes:
    other = chance.choice(texts)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _cut(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[chance.randrange(start, len(data) + 1) :]


MUTATIONS: tuple[Mutation, ...] = (_byte, _scrap, _tokens, _lines, _splice, _cut)
