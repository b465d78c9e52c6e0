"""Includes of a file in one code base: CUDA's stay, and the shim stands beside them.

What comes in are a file, what its port includes, and where the shim lies; what goes out are
insertions of whole lines. A build for CUDA reads the includes that were there, and no other.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrate.files.source import newline_of
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.shim.files import INCLUDES, Ported
from migrate.shim.guarded import Guard

_INCLUDE = regex(rb"[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]")
_DIRECTIVE = regex(rb"[ \t]*#.*")
_COMMENT = regex(rb"\s*(?://.*|/\*.*\*/\s*)$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the shim lies, and the headers of the target that come with it."""

    path: str
    brings: frozenset[str]

    def line(self, path: str) -> bytes:
        """The directive by which the file at ``path`` includes it."""
        way = posixpath.relpath(self.path, posixpath.dirname(path) or ".")
        return b'#include "' + way.encode("utf-8", "surrogateescape") + b'"'


def is_include(file: Ported, edit: Edit) -> bool:
    """Whether an edit is one of an include, or adds lines with some."""
    if edit.start == edit.end:
        return edit.text.endswith(b"\n") and _INCLUDE.search(edit.text) is not None
    return any(
        item.keyword in INCLUDES and edit.start < item.end
        for item in file.directives_within(file.line(edit.start), edit.end)
    )


def blocks(file: Ported, edits: Iterable[Edit]) -> list[Span]:
    """The lines that hold these edits of includes, those that follow each other as one."""
    found: list[Span] = []
    for edit in edits:
        start = file.line(edit.start)
        end = edit.end if edit.start == edit.end else file.behind(edit.end - 1)
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found


def insertions(
    file: Ported, spans: Sequence[Span], header: Header, guard: Guard, sees: bool
) -> Iterator[Edit]:
    """What stands around each of the ``spans``; the shim in the first, and where the target's
    runtime would stand. Where only the port would add includes it is left out if the file ``sees``
    it by others.
    """
    newline = newline_of(file.data)
    wanted = not sees
    for start, end in spans:
        is_added = start == end
        ported, own = file.line_text(start, end), header.line(file.path)
        lines = list(_lines(ported, own, header.brings, wanted or not is_added))
        wanted = wanted and is_added
        if is_added:
            lines = [line for line in lines if not (sees and line == own)]
            text = newline.join([b"#if " + guard.holds.encode(), *lines, b"#endif", b""])
            yield from [Edit(start, start, text)] * bool(lines)
            continue
        condition = guard.holds if lines else guard.fails
        middle = [*lines, b"#else"] if lines else []
        head = newline.join([b"#if " + condition.encode(), *middle, b""])
        last = b"" if file.data[end - 1 : end] == b"\n" else newline
        yield Edit(start, start, head)
        yield Edit(end, end, last + b"#endif" + newline)


def _lines(ported: bytes, own: bytes, brings: Collection[str], wanted: bool) -> Iterator[bytes]:
    """The lines for the target: what the shim ``brings`` is included by its ``own`` line, once."""
    found = [_COMMENT.sub(b"", line).rstrip() for line in ported.splitlines()]
    found = [line for line in found if _DIRECTIVE.fullmatch(line)]
    done = False
    for line in found:
        include = _INCLUDE.match(line)
        if include is None or include[1].decode("utf-8", "replace") not in brings:
            yield line
        elif not done:
            done = True
            yield own
    if wanted and not done:
        yield own
