"""What a script for both sides says on each of them.

What comes in is the tree of such a script, with those of what it was and of its port; what goes out
is whether each side says the same as these. Nothing is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import NamedTuple


class _Home(NamedTuple):
    """The target's name for the folder of its toolkit, and the one that the script has for it."""

    target: str
    cuda: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The ``name`` that says which side is built, and what stands for the folder of the toolkit."""

    name: str
    home: tuple[str, str]

    def hold(self, both: ast.Module, cuda: ast.Module, port: ast.Module) -> bool:
        """Whether a script without the target is what it was, and with it what the port is."""
        home = _Home(*self.home)
        return _said(self.name, both, False, None) == _said("", cuda, False, None) and _said(
            self.name, both, True, home
        ) == _said("", port, True, home)


def _said(name: str, tree: ast.Module, taken: bool, home: _Home | None) -> str:
    return ast.dump(_Side(name, taken, home).visit(deepcopy(tree)))


class _Side(ast.NodeTransformer):
    """One side of a script: conditions on the ``name`` are decided, its definition is left out.
    With a ``home`` the target's name for it is the script's own.
    """

    def __init__(self, name: str, taken: bool, home: _Home | None) -> None:
        self._name = name
        self._taken = taken
        self._home = home

    def generic_visit(self, node: ast.AST) -> ast.AST:
        blocks = {name: getattr(node, name, None) for name in ("body", "orelse", "finalbody")}
        had = [name for name, block in blocks.items() if isinstance(block, list) and block]
        super().generic_visit(node)
        for name in had:
            if not getattr(node, name):
                setattr(node, name, [ast.Pass()])  # as the port has it
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        if not self._is_name(node.test):
            return node
        return node.body if self._taken else node.orelse

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        if self._is_name(node.test):
            return self._kept(node.body if self._taken else node.orelse)
        if isinstance(node.test, ast.UnaryOp) and self._is_name(node.test.operand):
            return self._kept(node.orelse if self._taken else node.body)
        return node

    def _kept(self, found: Iterable[ast.stmt]) -> list[ast.stmt]:
        """Statements of a side, less the import that gives the folder the script's name."""
        home = self._home
        return [
            node
            for node in found
            if home is None
            or not isinstance(node, ast.ImportFrom)
            or [(item.name, item.asname) for item in node.names] != [(home.cuda, home.cuda)]
        ]

    def visit_Import(self, node: ast.Import) -> ast.AST | None:
        return None if [item.name for item in node.names] == ["os"] else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        if any(item.asname == self._name for item in node.names if self._name):
            return None
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        is_own = len(node.targets) == 1 and self._is_name(node.targets[0])
        return None if is_own else self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.alias:
        if self._home is not None and node.name == self._home.target:
            node.name = self._home.cuda
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if self._home is not None and node.id == self._home.target:
            node.id = self._home.cuda
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self._home is not None and node.attr == self._home.target:
            node.attr = self._home.cuda
        return self.generic_visit(node)

    def _is_name(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and bool(self._name) and node.id == self._name
