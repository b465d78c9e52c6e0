"""What a name of a variable is at a place: its declarations, the one value it has, its origins.

What comes in are the code of a file and for each question a place; what goes out are declarations,
nodes and names. Functions are gone through when they are first asked about. Nothing is looked up in
other files here.
"""

from __future__ import annotations

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.regions import UNKNOWN, Declaration
from migrate.tree.scopes import Scopes
from migrate.values.code import Code
from migrate.values.flow import Flow

_FUNCTION = "function_definition"
_WORD = regex(r"[A-Za-z_]\w*")


class Variables:
    """The variables of one file, function by function."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._flows: dict[int, Flow] = {}
        self._outer: Scopes | None = None
        self._last: Node | None = None  # the function that was asked about last

    def visible(self, tree: SyntaxTree, name: str, offset: int) -> tuple[Declaration, ...]:
        """The declarations that a name may refer to at a place."""
        if tree.is_fragment:
            if name in self._code.parameters(offset) or self._code.declarations(name) > 1:
                return (UNKNOWN,)
        else:
            flow = self.flow(tree, offset)
            found = flow.declared(name, offset) if flow is not None else ()
            if found:
                return found
        if self._outer is None:
            self._outer = Scopes(tree.file, tree.file.root, self._code.macros)
        return self._outer.at(name, offset)

    def flow(self, tree: SyntaxTree, offset: int) -> Flow | None:
        """The outermost function around a place; None outside of functions, and in macros."""
        if tree.is_fragment:
            return None
        last = self._last
        if last is None or not last.start_byte <= offset < last.end_byte:
            last = self._last = tree.outermost(_FUNCTION, offset)
        if last is None:
            return None
        if last.start_byte not in self._flows:
            self._flows[last.start_byte] = Flow(tree, last, self._code.macros)
        return self._flows[last.start_byte]

    def only_value(self, tree: SyntaxTree, span: Span) -> Span | None:
        """Where the value of a variable of a function stands that never has another."""
        flow = self.flow(tree, span.start)
        return flow.only_value(self._code.read(span), span.start) if flow is not None else None

    def origins(self, tree: SyntaxTree, span: Span) -> frozenset[str]:
        """Names the value at ``span`` is made of, within the function around it; those of a macro
        that stands there count, too.
        """
        owner, node = tree.leaf(span.start, span.end)
        flow = self.flow(tree, span.start)
        if owner is not tree or flow is None:
            found = frozenset(_WORD.findall(self._code.read(span)))
        else:
            found = flow.origins(node)
        return self._behind_macros(found)

    def _behind_macros(self, names: frozenset[str]) -> frozenset[str]:
        """The names, and those in the bodies of macros of the file that they stand for."""
        found, pending = set(names), list(names)
        while pending:
            macro = self._code.macros.by_name.get(pending.pop())
            if macro is None:
                continue
            for body in macro.bodies:
                new = set(_WORD.findall(body)) - found - macro.parameters
                found |= new
                pending.extend(new)
        return frozenset(found)
