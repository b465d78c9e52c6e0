"""Names of files in build files, where files of the tree get other suffixes (``--rename``).

What comes in are the bytes of a build file and the new names of the tree's files; what goes out are
changes of the names that stand for these, and of patterns for them. A name that stands for another
file as well, or for one that the tree has not, stays; so does a pattern, where some of the files
keep their suffix, or could not have the usual one.
"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

from migrate.build.files import without_text
from migrate.build.passive import union
from migrate.build.replace.changes import Change, change
from migrate.build.replace.names import Names
from migrate.build.scripts import parsed
from migrate.files.kinds import Kind
from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.lexer import Spans

_SPELLED = string.ascii_letters.encode() + string.digits.encode() + rb"_.+/~$@%*?(){}\-"
_PARTS = frozenset((*_SPELLED, *range(0x80, 0x100)))
_LONGEST = 1024  # bytes of a name before its suffix
_PATTERN = regex(r"[*%?$\\]|[)}]\Z")


def name_changes(data: bytes, kind: Kind, left: Spans, names: Names, path: str) -> Iterator[Change]:
    """The changes of names in the build file ``path``."""
    code = without_text(data, kind)[1]
    for start, end in _texts(data, kind):
        for match in names.regex.finditer(code, start, end):
            if left.at(match.start()) is None:
                yield from _change(data, match, names, path)


def _change(data: bytes, match: re.Match[bytes], names: Names, path: str) -> Iterator[Change]:
    first = _start(data, match.start())
    place = Span(first, match.end())
    stem = data[first : match.start()].decode("utf-8", "surrogateescape")
    suffix = match[0].decode()
    last = stem.rpartition("/")[2]
    if not last or _PATTERN.search(last):
        if suffix in names.whole:
            edit = Edit(*match.span(), names.suffixes[suffix].encode())
            yield change(data, place, [edit], "sources")
        return
    new_name = names.of(stem + suffix, path)
    if new_name:
        start = match.end() - len((last + suffix).encode("utf-8", "surrogateescape"))
        edit = Edit(start, match.end(), new_name.encode("utf-8", "surrogateescape"))
        yield change(data, place, [edit], "sources")


def _start(data: bytes, end: int) -> int:
    """Where the name begins that goes on to ``end``: its brackets are closed within it."""
    opened = 0
    for at in range(end - 1, max(end - _LONGEST, 0) - 1, -1):
        opened += data[at] in b")}"
        opened -= data[at] in b"({"
        if opened < 0 or data[at] not in _PARTS:
            return at + 1
    return max(end - _LONGEST, 0)


def _texts(data: bytes, kind: Kind) -> Iterator[Span]:
    """Where names of files may stand: in a script its texts, in other files all of it."""
    if kind is not Kind.PYTHON:
        yield Span(0, len(data))
    elif (script := parsed(data)) is not None:
        texts = (
            script.span(node)
            for node in ast.walk(script.tree)
            if isinstance(node, ast.JoinedStr)
            or (isinstance(node, ast.Constant) and isinstance(node.value, str))
        )
        yield from union(texts).spans
