"""Names that the preprocessor puts together, by ``##`` or by a macro that does it for another.

What comes in are the bytes of a file; what goes out are the places, those in comments and strings
too, each with the words that are joined. ``CAT(cuda, name)`` in the body of a macro is such a place
where ``name`` is a parameter, and ``CAT`` a macro of the file's, or is called like one that joins;
so is it where ``PREFIX`` stands for ``cuda``. Which names may come of it is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex

_PASTED = regex(rb"(?<![\w$#])[A-Za-z_]\w*+(?:(?:[ \t]|\\\r?\n)*##(?:[ \t]|\\\r?\n)*\w++)+")
_STEMS = frozenset(
    b"cuda cu cublas cublasLt cublasXt cufft curand cusparse cusolver cusolverDn cusolverSp cudnn "
    b"nccl".split()
)
_DEFINED = regex(
    rb"(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^()\r\n]*\))?((?:[^\\\r\n]|\\\r?\n|\\)*)"
)
_JOINED = regex(rb"\b([A-Za-z_]\w*)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)")
_JOINS = regex(rb"(?i)cat|join|glue|paste|merge")


class Paste(NamedTuple):
    """A name that the preprocessor puts together: byte span, the words that are joined, and where
    the first of them stands; nowhere if another macro stands for it.
    """

    start: int
    end: int
    parts: tuple[str, ...]
    stem: Span | None


def pastes(data: bytes) -> Iterator[Paste]:
    """The names that ``##`` joins, and those that a macro joins in another."""
    for match in _PASTED.finditer(data) if b"##" in data else ():
        parts = re.findall(rb"\w+", match[0])
        stem = Span(match.start(), match.start() + len(parts[0]))
        yield Paste(*match.span(), tuple(part.decode() for part in parts), stem)


def handed(data: bytes, words: frozenset[bytes]) -> Iterator[Paste]:
    """The names that a macro has another one join; ``words`` are those of the file."""
    if _STEMS.isdisjoint(words):
        return
    defined = list(_DEFINED.finditer(data))
    with_parameters = {match[1] for match in defined if match[2] is not None}
    stems = {match[1]: match[3].strip() for match in defined if match[2] is None}
    for define in defined:
        if define[2] is not None:
            yield from _handed(define, with_parameters, stems)


def _handed(
    define: re.Match[bytes], macros: set[bytes], stems: Mapping[bytes, bytes]
) -> Iterator[Paste]:
    parameters, body = re.findall(rb"\w+", define[2]), define.start(3)
    for match in _JOINED.finditer(define[3]):
        called, first, second = match.groups()
        stem = stems.get(first, first)
        joins = called in macros or _JOINS.search(called)
        if stem in _STEMS and first not in parameters and second in parameters and joins:
            where = Span(body + match.start(2), body + match.end(2)) if stem is first else None
            parts = (stem.decode(), second.decode())
            yield Paste(body + match.start(), body + match.end(), parts, where)
