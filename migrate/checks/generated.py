"""Names that only look like CUDA's, and that a macro or the build makes.

What comes in are a use that no table has and what the macros of the tree make; what goes out is
whether the name is the tree's own: put together by one of its macros, given to one that only makes
another name or a string of it, the name of a test that a macro defines
(``TEST(Suite, cudaName) {``), or made of the name of a file (``kernels_ptx``). Nothing is said of
such names.
"""

from __future__ import annotations

import posixpath
import re
from enum import Enum
from functools import lru_cache

from migrate.regex import regex
from migrate.text.lexer import Directive
from migrate.text.syntax import Node, SyntaxTree
from migrate.tree.index import TreeIndex
from migrate.tree.parsing import is_in_body
from migrate.tree.resolve import Use
from migrate.tree.scan import Scan

_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "undef"})
_JOINED = regex(rb"(?:[ \t]|\\\r?\n)*##")
_AFTER = regex(rb"\s*([,)])")
_WORD = regex(rb"(\w+)\s*\Z")
_OPENS = regex(rb"\)\s*\{")
_BEGINS = regex(rb"(?:[;{}]|\*/|\n)\s*\Z")
_OF_DATA = regex(r"(?i)_(?:len|length|size|data|start|end)\Z")
_OF_A_FILE = regex(r"(?i)(\w+)_(?:ptx|cubin|fatbin|ptxir|cu|cuh|h|hh|hpp|inl)")
_CLASSES = frozenset({"class_specifier", "struct_specifier", "union_specifier"})
_LONGEST = 1024  # bytes of a call that are looked at


class Origin(Enum):
    """How a name comes to be the tree's own."""

    NOT = "not"
    TEXT = "text"
    DECLARED = "declared"


def origin_of(
    scan: Scan,
    use: Use,
    directive: Directive | None,
    index: TreeIndex,
    tree: SyntaxTree,
    leaf: Node,
) -> Origin:
    """Whether a name that no table has is the tree's own, and whether it is declared here."""
    if directive is not None and _is_of_the_build(directive, use):
        return Origin.TEXT
    if len(use.parts) > 1:
        return Origin.NOT
    if _any_of(index.macro_names.forms).fullmatch(use.name) or _JOINED.match(scan.data, use.end):
        return Origin.TEXT
    if _is_of_a_file(use.name, scan, index):
        return Origin.TEXT
    call = _call(scan.data, use)
    if call is None:
        return Origin.NOT
    if call in index.macro_names.named:
        return Origin.DECLARED
    if call in index.macro_names.taken or _names_a_test(scan.data, use, tree, leaf):
        return Origin.TEXT
    return Origin.NOT


def _is_of_a_file(name: str, scan: Scan, index: TreeIndex) -> bool:
    """Whether a name is made of that of a file, as tools do that put files into programs, or of a
    header that this one includes and the build makes.
    """
    part = _OF_DATA.sub("", name)
    match = _OF_A_FILE.fullmatch(part)
    if match is not None and match[1].lower() in index.stems:
        return True
    return any(
        posixpath.basename(item.path).partition(".")[0] == part
        and index.resolve(scan.path, item.path) is None
        for item in scan.includes
    )


@lru_cache(maxsize=4)
def _any_of(forms: frozenset[str]) -> re.Pattern[str]:
    """What fits one of the ``forms``."""
    return re.compile("|".join(sorted(forms)) or r"(?!)")


def _is_of_the_build(directive: Directive, use: Use) -> bool:
    """Whether a name that no table has is one that the build defines (``CUDA_FOUND``): what CUDA
    itself defines is in a table, so what a condition tests is not CUDA's but for reserved names.
    """
    return directive.keyword in _CONDITIONS and not use.name.startswith("_")


def _call(data: bytes, use: Use) -> tuple[str, int] | None:
    """What is called with the name as a whole argument, and the number of that."""
    if not _AFTER.match(data, use.end):
        return None
    at, depth, number = use.start - 1, 0, 0
    lowest = max(0, use.start - _LONGEST)
    whole = True
    while at >= lowest:
        mark = data[at : at + 1]
        if mark in b"{};":
            return None
        if mark == b")":
            depth += 1
        elif mark == b"(" and depth:
            depth -= 1
        elif mark == b"(":
            word = _WORD.search(data, max(0, at - _LONGEST), at)
            return (word[1].decode(), number) if word else None
        elif mark == b"," and not depth:
            number += 1
            whole = False
        elif whole and not mark.isspace():
            return None
        at -= 1
    return None


def _names_a_test(data: bytes, use: Use, tree: SyntaxTree, leaf: Node) -> bool:
    """Whether the call that has the name defines a function outside of classes and functions: what
    has no type, and parameters without names, is a macro.
    """
    end = data.find(b")", use.end, use.end + _LONGEST)
    start = data.rfind(b"(", max(0, use.start - _LONGEST), use.start)
    if end < 0 or start < 0 or not _OPENS.match(data, end):
        return False
    word = _WORD.search(data, max(0, start - _LONGEST), start)
    if word is None or not _BEGINS.search(data, max(0, word.start() - _LONGEST), word.start()):
        return False
    return not is_in_body(tree, use.start) and tree.nearest(leaf, _CLASSES) is None
