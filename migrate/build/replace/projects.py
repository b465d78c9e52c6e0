"""Projects of Visual Studio: libraries that are linked, by the names they have for the target.

What comes in are the bytes of a project, the parts of it that are left alone, and what edits are
made by; what goes out are changes of names in lists of libraries. What compiles the sources is not
changed here: it has no one answer.
"""

from __future__ import annotations

from migrate.build.replace.changes import Change, Tools, change
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_LISTED = regex(rb"<AdditionalDependencies>([^<]*)</AdditionalDependencies>")
_LIBRARY = regex(rb"[^;\s]+")
_SUFFIX = b".lib"


def project_changes(data: bytes, left: Spans, tools: Tools) -> list[Change]:
    """The changes of a project; a library that a list names already is not named again."""
    known = frozenset(tools.tables.word("windows_libraries").split())
    found: list[Change] = []
    for match in _LISTED.finditer(data):
        if left.at(match.start()) is not None:
            continue
        items = [Span(*item.span()) for item in _LIBRARY.finditer(data, *match.span(1))]
        written = {data[slice(*item)].lower() for item in items}
        for item in items:
            new = _becomes(data[slice(*item)], known, tools)
            if new is None:
                continue
            if new in written:
                end = item.end + data.startswith(b";", item.end)
                edit = Edit(item.start, end, b"")
            else:
                edit = Edit(*item, new)
                written.add(new)
            found.append(change(data, item, [edit], "libraries"))
    return found


def _becomes(name: bytes, known: frozenset[bytes], tools: Tools) -> bytes | None:
    """What a library is called for the target, where that has it on Windows."""
    if not name.lower().endswith(_SUFFIX):
        return None
    stem = name[: -len(_SUFFIX)].decode("utf-8", "replace").lower()
    library = tools.library(stem) or tools.library(stem.removesuffix("_static"))
    if library is None or library.link.encode() not in known:
        return None
    return library.link.encode() + _SUFFIX
