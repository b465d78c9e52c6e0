"""Declarations in a function: which names they declare, and whether their values may come later.

What comes in are nodes of a function; what goes out are names and answers. Types are known by their
spelling alone.
"""

from __future__ import annotations

import re

from migrate.regex import regex
from migrate.text.syntax import Node, SyntaxTree, walk

_DECLARES = frozenset({"declaration", "parameter_declaration"})
_INNER = frozenset(
    "init_declarator pointer_declarator array_declarator reference_declarator"
    " parenthesized_declarator".split()
)
# Types that a variable may be of before it has a value: numbers, and what CUDA makes of them.
_NUMBERS = regex(
    rb"u?(?:char|short|int|long|longlong)[1-4]?|(?:float|double|half|__half|__nv_bfloat16)[1-4]?|bool|unsigned|size_t"
    rb"|\w+_t|cu(?:Float|Double)?Complex|[iuf](?:8|16|32|64)|real|REAL|Real|__half2|__nv_bfloat162"
)
_CLASS = rb"\b(?:struct|class|union)\s+%s\b[^;{}()]*\{"
_ALIAS = rb"(?m)\btypedef\s[^;{}]*\b%s\s*;|\busing\s+%s\s*=|^[ \t]*#[ \t]*define[ \t]+%s[ \t]"


def own_variables(tree: SyntaxTree, function: Node) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """The variables and parameters that are the thread's own, and the others: references, and what
    is shared.
    """
    own: set[bytes] = set()
    others: set[bytes] = set()
    for part in walk(function):
        if part.type in _DECLARES:
            (others if _is_shared(tree, part) else own).update(declared_names(tree, part))
    return frozenset(own - others), frozenset(others)


def _is_shared(tree: SyntaxTree, declaration: Node) -> bool:
    words = {tree.text(item) for item in declaration.named_children}
    return bool(words & {b"__shared__", b"static"}) or any(
        item.type == "reference_declarator"
        for part in declaration.named_children
        for item in (part, part.child_by_field_name("declarator"))
        if item is not None
    )


def declared_names(tree: SyntaxTree, declaration: Node) -> frozenset[bytes]:
    """The names that a declaration declares."""
    found = set()
    for part in declaration.children_by_field_name("declarator"):
        inner: Node | None = part
        while inner is not None and inner.type in _INNER:
            held = inner.child_by_field_name("declarator")
            inner = held if held is not None else next(iter(inner.named_children), None)
        if inner is not None and inner.type == "identifier":
            found.add(tree.text(inner))
    return frozenset(found)


def is_declared_ahead(tree: SyntaxTree, declaration: Node) -> bool:
    """Whether the variables may be declared without their values, and given these later."""
    kind = declaration.child_by_field_name("type")
    if declaration.type != "declaration" or kind is None:
        return False
    if kind.type in ("placeholder_type_specifier", "decltype"):
        return False
    parts = declaration.children_by_field_name("declarator")
    if not parts or not all(_has_value(part) for part in parts):
        return False
    if (
        len(parts) > 1
        and b"const" in tree.text(declaration)[: parts[0].start_byte - declaration.start_byte]
    ):
        return False
    is_number = kind.type in ("primitive_type", "sized_type_specifier")
    is_pointer = all(_is_pointer(part) for part in parts)
    return is_pointer or is_number or _is_plain(tree.file, tree.text(kind))


def _is_plain(tree: SyntaxTree, name: bytes) -> bool:
    """Whether a type has values that nothing is said of: one of numbers, a name that the file gives
    to another, or a class of the file without a constructor.
    """
    if _NUMBERS.fullmatch(name):
        return True
    if not name.decode("utf-8", "replace").isidentifier():
        return False
    text = tree.text(tree.root)
    if re.search(_CLASS % name, text):
        return re.search(rb"[^~\w]%s\s*\(" % name, text) is None
    return re.search(_ALIAS % (name, name, name), text) is not None


def _is_pointer(part: Node) -> bool:
    held = part.child_by_field_name("declarator")
    return held is not None and held.type == "pointer_declarator"


def _has_value(part: Node) -> bool:
    """Whether it is ``name = value`` or ``*name = value``, and not constant by a word in it."""
    held, value = (part.child_by_field_name(name) for name in ("declarator", "value"))
    if part.type != "init_declarator" or held is None or value is None:
        return False
    if held.type == "pointer_declarator":
        inner = held.child_by_field_name("declarator")
        is_plain = inner is not None and held.named_child_count == 1
        held = inner if is_plain else None
    return (
        held is not None
        and held.type == "identifier"
        and value.type not in ("initializer_list", "argument_list")
    )
