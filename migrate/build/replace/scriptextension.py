"""Extensions of PyTorch in a script, for a target whose own class compiles them.

What comes in are a script and the target's tables; what goes out are changes of the class and of
what it is imported from, and of the key under which it looks for options of device code. Where the
class takes no source that keeps the suffix ``.cu``, all of them have to get the target's. A script
that asks for CUDA itself, or takes the class from elsewhere, stays as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migrate.build.replace.changes import Change, Tools, change
from migrate.build.scripts import Script
from migrate.model import Edit, Span
from migrate.regex import regex

_CLASS, _BUILDER, _KEY = "CUDAExtension", "BuildExtension", "nvcc"
_MODULE = "torch.utils.cpp_extension"
_GETS = frozenset("get setdefault pop".split())
_ASKS = regex(rb"\btorch\.cuda\b|\bCUDA_HOME\b|\btorch\.version\.cuda\b|\bis_available\b")


def extension_changes(script: Script, tools: Tools) -> list[Change] | None:
    """The changes of a script with extensions; None where they are not all certain."""
    imported = [
        node
        for node in ast.walk(script.tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == _MODULE
        and any(item.name == _CLASS for item in node.names)
    ]
    if len(imported) != 1 or _is_elsewhere(script) or not _are_renamed(script, tools):
        return None
    made = _import(script, imported[0], tools)
    if made is None or _ASKS.search(script.data):
        return None
    renamed = any(item.name == _CLASS and item.asname for item in imported[0].names)
    uses = () if renamed else _uses(script)
    new = tools.tables.word("script_extension")
    found = [made]
    found += (change(script.data, span, [Edit(*span, new)], "words") for span in uses)
    for span in _keys(script):
        quote = script.data[span.start : span.start + 1]
        key = quote + tools.tables.word("script_key") + quote
        found.append(change(script.data, span, [Edit(*span, key)], "words"))
    return found


def _is_elsewhere(script: Script) -> bool:
    """Whether the class is taken by another way than its import."""
    return any(
        isinstance(node, ast.Attribute) and node.attr == _CLASS for node in ast.walk(script.tree)
    )


def _are_renamed(script: Script, tools: Tools) -> bool:
    """Whether each source that the script names gets the target's suffix."""
    names = (
        node.value
        for node in ast.walk(script.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return all(tools.is_renamed(name.encode()) for name in names if re.search(r"\.cu\b", name))


def _import(script: Script, node: ast.ImportFrom, tools: Tools) -> Change | None:
    """The import of the class; what else was imported with it still is."""
    span = script.span(node)
    text = script.data[span.start : span.end]
    if b"#" in text or b"\\" in text:
        return None
    theirs = [item for item in node.names if item.name in (_CLASS, _BUILDER)]
    others = [item for item in node.names if item not in theirs]
    new = tools.tables.word("script_extension").decode()
    names = [_spelled(item, new if item.name == _CLASS else item.name) for item in theirs]
    module = tools.tables.word("script_module").decode()
    lines = [f"from {module} import {', '.join(names)}"]
    if others:
        kept = ", ".join(_spelled(item, item.name) for item in others)
        lines.append(f"from {_MODULE} import {kept}")
    newline = "\r\n" if b"\r\n" in script.data else "\n"
    indent = " " * node.col_offset
    edit = Edit(*span, (newline + indent).join(lines).encode())
    return change(script.data, span, [edit], "words")


def _spelled(item: ast.alias, name: str) -> str:
    return f"{name} as {item.asname}" if item.asname else name


def _uses(script: Script) -> Iterator[Span]:
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Name) and node.id == _CLASS:
            yield script.span(node)


def _keys(script: Script) -> Iterator[Span]:
    """Where the key for options of device code is written."""
    for node in ast.walk(script.tree):
        keys: list[ast.expr | None] = []
        if isinstance(node, ast.Dict):
            keys = list(node.keys)
        elif isinstance(node, ast.Subscript):
            keys = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keys = list(node.args[:1]) if node.func.attr in _GETS else []
        for key in keys:
            if isinstance(key, ast.Constant) and key.value == _KEY:
                yield script.span(key)
