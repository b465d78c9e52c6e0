"""What a name in inline assembly stands for: a constant, or a variable that nothing else names.

What comes in are the facts of a file and a name at a place; what goes out is an
``OperandKind``. Nothing is looked up in other files.
"""

from __future__ import annotations

import re

from migrate.model import Span
from migrate.regex import regex
from migrate.rewrite.operands import OperandKind
from migrate.text.syntax import Node, SyntaxTree
from migrate.values.facts import Facts

# Types of variables that other names may stand for too, or that are elsewhere.
_SHARED = regex(r"&|\b(?:static|extern|volatile|thread_local|__shared__|__managed__)\b")
_TAKES_ADDRESS = r"(?:\A|[^\w\]\s&]|\breturn)\s*&\s*%s\b|&&?\s*\w+\s*(?:=|\(|\{)\s*%s\b"


def operand_kind(facts: Facts, tree: SyntaxTree, leaf: Node, name: str, offset: int) -> OperandKind:
    """What ``name`` stands for, written at ``offset`` in the function around ``leaf``."""
    if facts.integers.constant(tree, Span(offset, offset + len(name.encode()))) is not None:
        return OperandKind.CONSTANT
    function = facts.around(tree, leaf)
    declared = facts.variables.visible(tree, name, offset)
    if function == facts.code.whole or not declared:
        return OperandKind.UNKNOWN
    if any(
        not function.start <= item.at < function.end or not item.type or _SHARED.search(item.type)
        for item in declared
    ):
        return OperandKind.UNKNOWN
    word = re.escape(name)
    if facts.code.occurs(re.compile(_TAKES_ADDRESS % (word, word)), function):
        return OperandKind.UNKNOWN
    is_array = any("[]" in item.type for item in declared)
    is_parameter = is_array and any(_is_parameter(facts, item.at, function) for item in declared)
    return OperandKind.ARRAY if is_array and not is_parameter else OperandKind.VALUE


def _is_parameter(facts: Facts, at: int, function: Span) -> bool:
    """Whether a name is declared before the body, where an array is a pointer."""
    return "{" not in facts.code.read(Span(function.start, at))
