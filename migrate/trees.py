"""The tree of a file, where the grammar needs help.

What comes in are a scan and, if there is one, the tree of an earlier state of the file; what goes
out is a tree of which the parser was not shown what it would break on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrate.model import Edit, Span
from migrate.scan import Scan
from migrate.syntax import SyntaxTree, parse

# An alignment between the words that make a variable one of shared memory.
_ALIGNED = re.compile(
    rb"(?=\b(?:(?:__shared__|extern)\s+|__align__\s*\([^()\n]*\)\s*(?:extern\b|__shared__)))"
    rb"(?:(?:__shared__|extern)\s+)?(__align__\s*\([^()\n]*\))"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file that was analysed before ``edits`` (sorted, disjoint) made the present one of it."""

    tree: SyntaxTree
    edits: tuple[Edit, ...]


def tree_of(scan: Scan, earlier: Earlier | None = None) -> SyntaxTree:
    """The tree of a file; the grammar ends a macro's body at a comment, so it sees none there, and
    does not know an alignment beside ``__shared__``.
    """
    bodies = [item for item in scan.directives.items if item.keyword == "define"]
    blank = [span for body in bodies for span in scan.trivia.comments.between(body.body, body.end)]
    if b"__align__" in scan.data:
        blank += (Span(*match.span(1)) for match in _ALIGNED.finditer(scan.data))
    if earlier is None:
        return parse(scan.data, blank)
    return parse(scan.data, blank, earlier.tree, earlier.edits)
