"""``CUDA_HOME`` of PyTorch's in a script, for a target with a name of its own for such a folder.

What comes in are a script and the target's tables; what goes out are changes of the name where it
is imported and used: in conditions on whether there is a toolkit, and for the folder of headers.
PyTorch for ROCm leaves CUDA_HOME without a value, so that such a condition turns the GPU off.
Where a script does anything else with the name, or has the target's name already, it all stays.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from migrate.build.replace.changes import Change, Tools, change
from migrate.build.scripts import Script
from migrate.model import Edit, Span

_NAME, _HEADERS = "CUDA_HOME", "include"
_MODULES = frozenset("torch.utils.cpp_extension torch.utils cpp_extension".split())


def toolkit_changes(script: Script, tools: Tools) -> list[Change]:
    """The changes of the name; none where one of its uses is not understood."""
    new = tools.tables.word("script_root")
    if not new or new in script.data:
        return []
    uses = [node for node in ast.walk(script.tree) if _is_name(node)]
    imported = list(_imported(script))
    is_bare = any(isinstance(node, ast.Name) for node in uses)
    if not uses or (is_bare and not imported):
        return []
    known = set(_asked(script.tree)) | set(_folders(script.tree))
    if not all(id(node) in known for node in uses):
        return []
    ends = [*imported, *(script.span(node).end for node in uses if isinstance(node, ast.expr))]
    spans = [Span(end - len(_NAME), end) for end in ends]
    return [change(script.data, span, [Edit(*span, new)], "words") for span in spans]


def _is_name(node: ast.AST) -> bool:
    """Whether a node is the name, of PyTorch's module where that is said."""
    if isinstance(node, ast.Attribute):
        return node.attr == _NAME and ast.unparse(node.value).endswith("cpp_extension")
    return isinstance(node, ast.Name) and node.id == _NAME


def _imported(script: Script) -> Iterator[int]:
    """Where the name ends in an import from PyTorch."""
    for node in ast.walk(script.tree):
        if isinstance(node, ast.ImportFrom) and node.module in _MODULES:
            for item in node.names:
                if item.name == _NAME and item.asname is None:
                    start = script.lines[item.lineno - 1] + item.col_offset
                    yield start + len(_NAME)


def _asked(tree: ast.Module) -> Iterator[int]:
    """The nodes that only ask whether there is a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Assert):
            yield from _operands(node.test)
        elif isinstance(node, ast.Compare) and _is_none(node):
            yield id(node.left)


def _operands(test: ast.expr) -> Iterator[int]:
    """What a condition is made of."""
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _operands(value)
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _operands(test.operand)
    else:
        yield id(test)


def _is_none(node: ast.Compare) -> bool:
    is_identity = isinstance(node.ops[0], ast.Is | ast.IsNot) and len(node.ops) == 1
    other = node.comparators[0]
    return is_identity and isinstance(other, ast.Constant) and other.value is None


def _folders(tree: ast.Module) -> Iterator[int]:
    """The nodes that stand for the folder in the path of its headers."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        second = node.args[1] if len(node.args) > 1 else None
        is_headers = isinstance(second, ast.Constant) and second.value == _HEADERS
        if node.func.attr == "join" and len(node.args) == 2 and is_headers:
            yield id(node.args[0])
