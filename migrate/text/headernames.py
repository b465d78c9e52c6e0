"""The headers that a file names: in include directives, in questions for one, and in macros.

What comes in are the bytes of a file; what goes out are spans and paths, in order. Comments and
conditions are not looked at, and no header is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrate.regex import regex

_INCLUDE = regex(
    rb"""(?:^(?:\xef\xbb\xbf)?|\*/)[ \t]*\#[ \t]*include(?:_next)?"""
    rb"""(?:[ \t]++|/\*(?>[^\n]*?\*/))*+(<[^>\n]+>|"[^"\n]+")""",
    re.MULTILINE,
)
_INCLUDING = regex(rb"\#[ \t]*include")
_MARK = b"\xef\xbb\xbf"  # a byte order mark
_PROBE = regex(rb"""__has_include(?:_next)?[ \t]*\([ \t]*(<[^>\n]+>|"[^"\n]+")""")
# A header named by a macro, for a directive such as ``#include HEADER``.
_NAMED = regex(
    rb"""^[ \t]*\#[ \t]*define[ \t]+(\w+)[ \t]+
    (?:(<(?:[^>\s]+\.h(?:pp)?|\w+/[^>\s]+)>)|("[^"\s]+\.h(?:pp)?"))[ \t]*(?:\r?$|/[/*])""",
    re.MULTILINE | re.VERBOSE,
)
C_HEADERS = frozenset(
    f"{name}.h"
    for name in (
        "assert complex ctype errno fenv float inttypes iso646 limits locale math memory setjmp"
        " signal stdarg stdbool stddef stdint stdio stdlib string strings time unistd wchar"
    ).split()
)
_PLACEHOLDER = regex(r"__[A-Z]\w*__|[@${}%]")  # of a file that others are made of
_LOOKS_LIKE_CUDA_HEADER = regex(
    r"[^/]*(?:cuda|cu(?:blas|dnn|rand|fft|sparse|solver)|nvidia)", re.IGNORECASE
)


# Where headers come from: their folder, or how the names of one project's begin.
_ORIGIN = regex(r"[^/]+/|[^/]+?(?i:cuda|cu(?:blas|dnn|rand|fft|sparse|solver)|nvidia)")


class Include(NamedTuple):
    """An include directive, a question for a header, or a macro that names one; its span is that
    of the path with its delimiters.
    """

    start: int
    end: int
    path: str
    quoted: bool


def header_looks_like_cuda(path: str) -> bool:
    """Whether an include path is formed like one of the vendor's: what stands below a folder of
    another name (``opencv2/core/cuda.hpp``) is somebody else's.
    """
    return _LOOKS_LIKE_CUDA_HEADER.match(path) is not None and not _PLACEHOLDER.search(path)


def origin(path: str) -> str:
    """What the headers of one project have in common: ``itkCuda*`` of ``itkCudaImage.h``, ``lib/*``
    of ``lib/cuda.h``; the path itself, where nothing tells the project.
    """
    begin = _ORIGIN.match(path)
    return f"{begin[0]}*" if begin else path


def includes(data: bytes) -> tuple[Include, ...]:
    """The include directives of a file, those in comments too."""
    return tuple(map(_include, _directives(data)))


def _directives(data: bytes) -> Iterator[re.Match[bytes]]:
    """Where ``_INCLUDE`` matches: it is tried only before what is searched for quickly."""
    end = 0
    for word in _INCLUDING.finditer(data):
        start = word.start()
        while start and data[start - 1] in b" \t":
            start -= 1
        before = data[max(0, start - 3) : start]
        start -= 2 if before.endswith(b"*/") else 3 if before == _MARK else 0
        found = _INCLUDE.match(data, start) if start >= end else None
        if found is not None:
            end = found.end()
            yield found


def probes(data: bytes) -> tuple[Include, ...]:
    """Headers asked for with ``__has_include`` or named by macros, those in comments too."""
    asked = map(_include, _PROBE.finditer(data)) if b"__has_include" in data else ()
    return tuple(sorted((*asked, *_named_headers(data))))


def _named_headers(data: bytes) -> Iterator[Include]:
    """A header in quotes counts only if the file includes it by the macro."""
    for match in _NAMED.finditer(data) if b"define" in data else ():
        by_name = rb"#[ \t]*include[ \t]+%b\b" % match[1]
        if match[2] or re.search(by_name, data):
            yield _include(match, 2 if match[2] else 3)


def _include(match: re.Match[bytes], group: int = 1) -> Include:
    """The header that a directive names; a backslash is a slash, as it is on Windows."""
    path = match[group]
    name = path[1:-1].decode("utf-8", "surrogateescape").replace("\\", "/")
    return Include(*match.span(group), name, path[:1] == b'"')
