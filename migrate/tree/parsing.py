"""The tree of a file, where the grammar needs help, and what it says of a place.

What comes in are a scan and, if there is one, the tree of an earlier state of the file; what goes
out is a tree of which the parser was not shown what it would break on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.lexer import GAP
from migrate.text.syntax import SyntaxTree, parse
from migrate.tree import namespacemacros
from migrate.tree.macros import uses_only
from migrate.tree.scan import Scan

_BLOCKS = frozenset({"compound_statement"})
# A macro without parentheses or semicolon as a statement ahead of a call: the grammar takes it for
# the type of what is declared there.
_STATEMENT = regex(
    rb"(?:^|[;{}])[ \t]*(?P<macro>[A-Z][A-Z0-9_]+)\b"
    rb"(?=%b[A-Za-z_][\w:]*[ \t]*\([^;{}]*\)\s*;)" % GAP,
    re.MULTILINE,
)
# An alignment between the words that make a variable one of shared memory.
_ALIGNED = regex(
    rb"(?=\b(?:(?:__shared__|extern)\s+|__align__\s*\([^()\n]*\)\s*(?:extern\b|__shared__)))"
    rb"(?:(?:__shared__|extern)\s+)?(__align__\s*\([^()\n]*\))"
)


class Earlier(NamedTuple):
    """A file that was analysed before ``edits`` (sorted, disjoint) made the present one of it."""

    tree: SyntaxTree
    edits: tuple[Edit, ...]


def tree_of(
    scan: Scan,
    earlier: Earlier | None = None,
    macros: Mapping[bytes, bytes] = namespacemacros.NONE,
    words: Iterable[Span] = (),
) -> SyntaxTree:
    """The tree of a file; the grammar ends a macro's body at a comment, so it sees none there, and
    does not know an alignment beside ``__shared__``; nor does it see a comment that does not end,
    ``macros`` of the tree that open and close namespaces, those that are statements, and the
    ``words``.
    """
    bodies = [item for item in scan.directives.items if item.keyword == "define"]
    blank = [span for body in bodies for span in scan.trivia.comments.between(body.body, body.end)]
    if scan.trivia.comments.spans and _is_open(scan, scan.trivia.comments.spans[-1]):
        blank.append(scan.trivia.comments.spans[-1])
    blank += (span for span, _ in namespacemacros.uses(scan, macros))
    blank += words
    blank += _statements(scan)
    if b"__align__" in scan.data:
        blank += (Span(*match.span(1)) for match in _ALIGNED.finditer(scan.data))
    if earlier is None:
        return parse(scan.data, blank)
    return parse(scan.data, blank, earlier.tree, earlier.edits)


def shared_tree(
    scan: Scan,
    macros: Mapping[bytes, bytes] = namespacemacros.NONE,
    words: Iterable[Span] = (),
) -> SyntaxTree:
    """The same of a file as it was read, made once for whoever hides the same from the grammar."""
    unseen = tuple(words)
    what = (tree_of, unseen, frozenset(macros.items()))
    return scan.reading.once(what, lambda: tree_of(scan, None, macros, unseen))


def type_arguments(scan: Scan, macros: Collection[str]) -> Iterator[Span]:
    """What stands in the parentheses of the calls of ``macros``, which are given types: the grammar
    takes them for calls of functions, and breaks on a type.
    """
    present = [name.encode() for name in macros if name.encode() in scan.data]
    if not present:
        return
    called = re.compile(rb"\b(?:%b)\s*\(" % b"|".join(map(re.escape, present)))
    for match in called.finditer(scan.data):
        if scan.trivia.both.at(match.start()) is None:
            end = _closing(scan.data, match.end())
            if end > match.end():
                yield Span(match.end(), end)


def _statements(scan: Scan) -> Iterator[Span]:
    """Macros that stand as statements, as far as their names tell (``CUDA_CHECK``)."""
    for match in _STATEMENT.finditer(scan.data):
        if uses_only(match["macro"].decode()):
            yield Span(*match.span("macro"))


def _closing(data: bytes, start: int) -> int:
    """Where the parenthesis ends whose inside begins at ``start``."""
    depth, at = 1, start
    while at < len(data):
        depth += (data[at] == 0x28) - (data[at] == 0x29)
        if depth == 0:
            return at
        at += 1
    return start


def _is_open(scan: Scan, comment: Span) -> bool:
    """Whether a comment lacks its end: it goes to that of the file, while the grammar reads each of
    its words as code.
    """
    start, end = comment
    is_block = scan.data[start : start + 2] == b"/*"
    return is_block and end == len(scan.data) and not scan.data.endswith(b"*/", start + 2)


def is_in_body(tree: SyntaxTree, offset: int) -> bool:
    """Whether a place stands in the body of a function, or in another block."""
    tree, leaf = tree.leaf(offset, offset + 1)
    return tree.nearest(leaf, _BLOCKS) is not None
