"""What one function gives its variables, by name and place of declaration.

What comes in is the body of a function; what goes out are the values, in the order of the text, and
the names that expressions are made of, through all that stands behind them. What a reference, an
address or assembly may set is given what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from migrate.text.syntax import Node, SyntaxTree, walk
from migrate.values.effects import Effects, called, names
from migrate.values.variables import Variables

Name = tuple[bytes, int]  # a word, and where the variable is declared that it names


class Given(NamedTuple):
    """What a variable is given at a place; None where that is not known."""

    name: Name
    place: Node
    value: Node | None


class GivenValues:
    """Answers about one function."""

    def __init__(
        self, tree: SyntaxTree, body: Node, effects: Effects, variables: Variables
    ) -> None:
        self._tree = tree
        self._body = body
        self._effects = effects
        self._variables = variables

    def behind(self, nodes: Iterable[Node]) -> frozenset[Name]:
        """The names in some expressions, and those that what they stand for is made of."""
        found = {name for node in nodes for name in self._names(node)}
        grown = True
        while grown:
            new = {
                name
                for item in self.all
                if item.name in found and item.value is not None
                for name in self._names(item.value)
            }
            grown = bool(new - found)
            found |= new
        return frozenset(found)

    def _names(self, node: Node) -> Iterator[Name]:
        """The names in an expression, each with the place where it is declared, if that is sure."""
        for part in names(node):
            word, at = self._tree.text(part), self._tree.span(part).start
            found = self._variables.visible(self._tree, word.decode("utf-8", "replace"), at)
            yield word, found[0].at if len(found) == 1 else -1

    @cached_property
    def all(self) -> tuple[Given, ...]:
        """What the function gives its variables."""
        return tuple(
            Given(name, part, value)
            for part in walk(self._body)
            for target, value in self._values(part)
            for name in self._names(target)
        )

    def _values(self, part: Node) -> Iterator[tuple[Node, Node | None]]:
        """What a node sets, and to what; None where that is not known."""
        if part.type in ("assignment_expression", "init_declarator"):
            target = part.child_by_field_name("left") or part.child_by_field_name("declarator")
            value = part.child_by_field_name("right") or part.child_by_field_name("value")
            if target is not None:
                yield target, value
        elif part.type == "update_expression":
            held = part.child_by_field_name("argument")
            if held is not None:
                yield held, held
        elif part.type.startswith("gnu_asm") or (
            part.type == "pointer_expression" and part.children[0].type == "&"
        ):
            yield part, None
        elif part.type == "call_expression":
            function, arguments = (
                part.child_by_field_name(name) for name in ("function", "arguments")
            )
            if function is None or arguments is None:
                return
            if not self._effects.takes_values(self._tree, called(self._tree, function)):
                yield from (
                    (item, None) for item in arguments.named_children if item.type == "identifier"
                )
