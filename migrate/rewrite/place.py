"""Where a use of a name stands, and what of a construct rule stands there.

What comes in are a use with its leaf in a tree, and the case of a rule; what goes out are values.
Nothing is asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from migrate.model import Edit
from migrate.rules.constructs import Case, Rule
from migrate.shapes.finding import Found
from migrate.text.lexer import Directive
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.resolve import Use


@dataclass(frozen=True, slots=True)
class Place:
    """Where a use stands: its tree and leaf, and the directive whose line it is on."""

    use: Use
    tree: SyntaxTree
    leaf: Node
    directive: Directive | None
    branch: str


class Match(NamedTuple):
    """A case of a rule that stands at a use; ``places`` are those it speaks of, if elsewhere, and
    ``around`` what its fix edits around the shape.
    """

    rule: Rule
    case: Case
    found: Found
    places: tuple[Found, ...] = ()
    around: tuple[Edit, ...] = ()
