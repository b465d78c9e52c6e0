"""Where a file takes an include that it did not have.

What comes in are a scan and headers; what goes out is one edit that inserts whole lines: before the
first include, else behind the licence, ``#pragma once`` and the include guard. Which headers are
needed is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from migrate.files.source import newline_of
from migrate.model import Edit
from migrate.regex import regex
from migrate.rewrite.includes import BLANK_REST, directive_start, line_start, next_line
from migrate.text.lexer import BOM, tokens
from migrate.tree.scan import Scan

_NAME = regex(rb"\s+(\w+)")
_LINKAGE = regex(rb'\bextern\s*"C"\s*\{')
_NO_MACROS: Mapping[str, str] = {}


def insertion(
    scan: Scan,
    headers: Sequence[str],
    macros: Mapping[str, str] = _NO_MACROS,
    before: int | None = None,
    spelled: Callable[[str], str] = "<{}>".format,
) -> Edit:
    """Add includes of ``headers``, as they are ``spelled``, before the first include, unless that
    stands behind the place ``before``: then, and where there is none, behind licence, ``#pragma
    once`` and guard; never between a suppression comment and its line, nor inside ``extern "C"``.
    ``macros`` are those under which a header counts.
    """
    newline = newline_of(scan.data)
    lines = b"".join(_line(spelled(header), macros.get(header, ""), newline) for header in headers)
    at, first_include = _preamble(scan, before)
    at = _above_orders(scan, at)
    if not first_include and scan.data[at - 1 : at] not in (b"\n", b"", BOM[-1:]):
        lines = newline + lines
    return Edit(at, at, lines)


def _line(spelled: str, macro: str, newline: bytes) -> bytes:
    line = b"#include " + spelled.encode() + newline
    if not macro:
        return line
    return b"#ifdef " + macro.encode() + newline + line + b"#endif" + newline


def _above_orders(scan: Scan, at: int) -> int:
    """``at``, or the line of the suppression comments that stand right above it."""
    for comment in reversed(scan.trivia.comments.spans):
        if comment.end > at:
            continue
        order = b"migrate:" in scan.data[comment.start : comment.end]
        if not order or scan.data[comment.end : at].strip():
            break
        at = max(line_start(scan.data, comment.start), _behind_mark(scan.data))
    return at


def _behind_mark(data: bytes) -> int:
    return len(BOM) if data.startswith(BOM) else 0


def _preamble(scan: Scan, before: int | None) -> tuple[int, bool]:
    """Offset of the line for a new include, and whether that is where the first include stands."""
    data, guard = scan.data, _include_guard(scan)
    start = behind = _behind_mark(data)
    for directive in scan.directives.items:
        if before is not None and directive.start > before:
            break
        body = data[directive.body : directive.end].split()
        depth = len(scan.branches.at(directive.start).path) - (guard is not None)
        if directive.keyword == "include":
            if depth <= 0 and not _LINKAGE.search(data, 0, directive.start):
                return directive_start(scan, directive.start), True
            break
        if (directive.keyword == "pragma" and body[:1] == [b"once"]) or (
            directive.keyword in ("ifndef", "define") and guard and body[:1] == [guard]
        ):
            behind = next_line(data, directive.end)
    if behind == start:
        behind = _behind_licence(scan, start)
    return behind, False


def _include_guard(scan: Scan) -> bytes | None:
    """``X`` where ``#ifndef X`` and ``#define X`` come first and hold the whole file."""
    directives = [d for d in scan.directives.items if d.keyword not in ("pragma", "")][:2]
    if [d.keyword for d in directives] != ["ifndef", "define"]:
        return None
    *inner, last = scan.branches.segments[1:]
    if not all(segment.path for segment in inner):
        return None
    if not last.path and tokens(scan.data, last.start, len(scan.data), scan.trivia.both):
        return None
    names = [_NAME.match(scan.data, d.body) for d in directives]
    first, second = (match.group(1) if match else b"" for match in names)
    return first if first and first == second else None


def _behind_licence(scan: Scan, start: int) -> int:
    """Behind the comments the file begins with."""
    line = end = start
    for comment in scan.trivia.comments.spans:
        if scan.data[end : comment.start].strip():
            break
        end = comment.end
        if rest := BLANK_REST.match(scan.data, end):
            line = rest.end()
    return line
