"""The integers that the expressions of a file fold to, and the sizes that its ``dim3`` hold.

What comes in is the code of a file with its variables and constants, and for each question a place;
what goes out are integers, and None where one is not certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import SyntaxTree
from migrate.tree.filesemantics import FileSemantics
from migrate.values.code import Code
from migrate.values.constants import Constants
from migrate.values.dimensions import Sizes, part_of, sizes_of
from migrate.values.variables import Variables

_WORD = regex(r"[A-Za-z_]\w*")


class Integers:
    """The integers of one file, each folded once."""

    def __init__(
        self, code: Code, variables: Variables, constants: Constants, semantics: FileSemantics
    ) -> None:
        self._code = code
        self._variables = variables
        self._constants = constants
        self._semantics = semantics
        self._values: dict[Span, int | None] = {}
        self._sizes: dict[Span, Sizes] = {}

    def value(self, tree: SyntaxTree, span: Span) -> int | None:
        """The integer that the expression at ``span`` folds to, or the variable that it is, if
        nothing changes that.
        """
        if span not in self._values:
            self._values[span] = self.constant(tree, span)
            if self._values[span] is None and _WORD.fullmatch(self._code.read(span)):
                given = self._variables.only_value(tree, span)
                if given is not None:
                    self._values[span] = self.value(tree, given)
        return self._values[span]

    def constant(self, tree: SyntaxTree, span: Span) -> int | None:
        """The same of constants alone, as a compiler takes them for one."""
        known, code = self._semantics, self._code
        text = known.with_values(code.reading.data, span) if known.names else code.read(span)
        return self.fold(tree, text, span.start)

    def fold(self, tree: SyntaxTree, text: str, offset: int) -> int | None:
        """What the expression ``text`` would fold to at a place."""

        def visible(name: str, at: int) -> Sequence[int]:
            return [item.at for item in self._variables.visible(tree, name, at)]

        return self._constants.fold(text, offset, visible)

    def part(self, tree: SyntaxTree, span: Span, part: str) -> int | None:
        """``x``, ``y`` or ``z`` of the ``dim3`` at ``span``, or its ``threads``: their product."""
        if span not in self._sizes:
            flow, reading = self._variables.flow(tree, span.start), self._code.reading
            skip, value = reading.trivia.both, partial(self.value, tree)
            self._sizes[span] = sizes_of(reading.data, span, skip, flow, value)
        return part_of(self._sizes[span], part)
