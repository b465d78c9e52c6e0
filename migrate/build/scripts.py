"""Build scripts in Python, by their syntax: what of them is for the target, or for others only.

What comes in are the bytes of a script and the expression by which a target's own conditions are
told; what goes out are the places that a port of its author's has decided already: conditions that
ask for the target with all of their branches, and functions that only these call. The script is
parsed by Python's own parser, and never run; of one that this Python cannot parse nothing is said.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from migrate.files.source import line_starts
from migrate.model import Span
from migrate.text.lexer import Spans

_MARK = b"\xef\xbb\xbf"
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MOST_ROUNDS = 8  # functions that are called by functions
_Decides = Callable[[ast.expr], bool]


@dataclass(frozen=True, slots=True)
class Chain:
    """A condition with all of its branches: where it stands, the text of the first condition, and
    whether one of them asks for the target.
    """

    span: Span
    first: bytes
    asks: bool


@dataclass(frozen=True, slots=True)
class Script:
    """A script that could be parsed, and where its lines begin."""

    data: bytes
    tree: ast.Module
    lines: Sequence[int]

    def span(self, node: ast.stmt | ast.expr) -> Span:
        """Where a node stands."""
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        start = self.lines[node.lineno - 1] + node.col_offset
        return Span(start, self.lines[end_line - 1] + end_column)

    def text(self, node: ast.expr) -> bytes:
        """What is written there."""
        span = self.span(node)
        return self.data[span.start : span.end]


def parsed(data: bytes) -> Script | None:
    """The script of ``data``, where this Python can parse it."""
    if data.startswith(_MARK):
        return None
    try:
        data.decode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Script(data, tree, line_starts(data))


def imports(script: Script) -> Spans:
    """Where modules and names are imported."""
    nodes = (
        item for item in ast.walk(script.tree) if isinstance(item, ast.Import | ast.ImportFrom)
    )
    return Spans.of(sorted(script.span(node) for node in nodes))


def chains(script: Script, guard: re.Pattern[bytes]) -> Iterator[Chain]:
    """Every condition of the script, statements and expressions, with what it decides: the rest of
    a block, too, where the branch for the target leaves it.
    """
    asks = _Asks(script, guard)
    for block in _blocks_of(script.tree):
        for at, node in enumerate(block):
            if not isinstance(node, ast.If):
                continue
            conditions = list(_conditions(node))
            asked = any(map(asks.decide, conditions))
            rest = asked and _leaves(node) and asks.decide(node.test, in_full=True)
            end = script.span(block[-1] if rest else block[at]).end
            yield Chain(Span(script.span(node).start, end), script.text(node.test), asked)
    for found in ast.walk(script.tree):
        if isinstance(found, ast.IfExp):
            yield Chain(script.span(found), script.text(found.test), asks.decide(found.test))


def beside_target(script: Script, guard: re.Pattern[bytes]) -> Iterator[Span]:
    """What is asked for as well as the target, where one of them is enough."""
    asks = _Asks(script, guard)
    for node in ast.walk(script.tree):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            asked = [asks.decide(value) for value in node.values]
            if any(asked):
                yield from (
                    script.span(value)
                    for value, is_target in zip(node.values, asked, strict=True)
                    if not is_target
                )


def called_within(script: Script, places: Iterable[Span]) -> list[Span]:
    """Functions of the script that nothing but the ``places``, and such functions, name."""
    functions = [node for node in ast.walk(script.tree) if isinstance(node, _Function)]
    uses: dict[str, list[int]] = {}
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Name):
            uses.setdefault(node.id, []).append(script.span(node).start)
    found: dict[str, Span] = {}
    for _ in range(_MOST_ROUNDS):
        inside = [*places, *found.values()]
        new = {
            node.name: script.span(node)
            for node in functions
            if node.name not in found
            and uses.get(node.name)
            and all(_within(use, inside) for use in uses[node.name])
        }
        if not new:
            break
        found |= new
    return list(found.values())


def _within(offset: int, places: Iterable[Span]) -> bool:
    return any(place.start <= offset < place.end for place in places)


class _Asks:
    """Tells of a condition whether it is decided by the target."""

    def __init__(self, script: Script, guard: re.Pattern[bytes]) -> None:
        self._script = script
        self._guard = guard
        self._names = frozenset[str]()
        self._names = frozenset(_made_of(script.tree, self.decide))

    def decide(self, node: ast.expr, *, in_full: bool = False) -> bool:
        """Whether the condition asks for the target, whatever else it asks for; ``in_full``: for
        nothing else.
        """
        if isinstance(node, ast.BoolOp):
            need = any if isinstance(node.op, ast.And) and not in_full else all
            return need(self.decide(value, in_full=in_full) for value in node.values)
        if isinstance(node, ast.UnaryOp):
            return self.decide(node.operand, in_full=in_full)
        if isinstance(node, ast.Name) and node.id in self._names:
            return True
        if isinstance(node, ast.Compare) and any(
            isinstance(side, ast.Name) and side.id in self._names
            for side in (node.left, *node.comparators)
        ):
            return True
        return self._guard.search(self._script.text(node)) is not None


def _made_of(tree: ast.Module, decide: _Decides) -> Iterator[str]:
    """Variables that say what the target is, whatever they are called."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        (target,) = node.targets
        value = node.value
        asked = value.test if isinstance(value, ast.IfExp) else value
        is_condition = isinstance(value, ast.IfExp | ast.Compare | ast.BoolOp | ast.UnaryOp)
        if isinstance(target, ast.Name) and is_condition and decide(asked):
            yield target.id


def _conditions(node: ast.If) -> Iterator[ast.expr]:
    """The conditions of a chain of ``if`` and ``elif``."""
    yield node.test
    while further := _elif(node):
        node = further
        yield node.test


def _elif(node: ast.If) -> ast.If | None:
    """The condition that comes next in a chain."""
    first = node.orelse[0] if len(node.orelse) == 1 else None
    return first if isinstance(first, ast.If) else None


def _leaves(node: ast.If) -> bool:
    """Whether a branch without ``else`` ends the block it stands in."""
    return not node.orelse and isinstance(node.body[-1], _LEAVES)


def _blocks_of(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """The blocks of statements of a script; ``elif`` is no block of its own."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if name == "orelse" and isinstance(node, ast.If) and _elif(node):
                continue
            if isinstance(block, list) and block:
                yield block
