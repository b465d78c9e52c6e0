"""The kernels that a file defines, as far as its text says what matters to their launches.

What comes in is the code of a file, what folds its constants, and the place of an expression; what
goes out are the kernels that it may stand for. A name that is defined twice (overloads, branches of
an ``#if``) is no kernel here. Which kernel a pointer stands for, and what an instance of a template
is, only a parser of C++ knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from migrate.model import Span
from migrate.regex import regex
from migrate.text.syntax import SyntaxTree
from migrate.tree.filesemantics import FileSemantics, Kernel
from migrate.values.code import Code
from migrate.values.integers import Integers

_INNER = rb"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"  # what may stand in parentheses
_DEFINED = regex(
    rb"__global__(?P<head>(?:[^;{}()]|\(" + _INNER + rb"\))*?)"
    rb"\b(?P<name>[A-Za-z_]\w*)\s*\(" + _INNER + rb"\)\s*\{"
)
_BOUNDS = regex(rb"\b__launch_bounds__\s*\(\s*(?P<threads>(?:[^(),]|\(" + _INNER + rb"\))*)")
_NAMED = regex(r"(?:\w+\s*::\s*)*(?P<name>[A-Za-z_]\w*)\s*(?:<.*>)?", re.DOTALL)


class Kernels:
    """The kernels that the expressions of one file may stand for."""

    def __init__(self, code: Code, integers: Integers, semantics: FileSemantics) -> None:
        self._code = code
        self._integers = integers
        self._semantics = semantics
        self._defined: Mapping[str, Kernel] | None = None

    def at(self, tree: SyntaxTree, span: Span) -> tuple[Kernel, ...]:
        """All kernels that the expression at ``span`` may stand for; none where that is unknown.

        By itself the file tells it of the kernels it defines, where they are named.
        """
        found = self._semantics.kernels.get(span.start, ())
        if found:
            return found
        if self._defined is None:
            fold = partial(self._integers.fold, tree.file)
            self._defined = defined(self._code.blanked, fold)
        return named(self._code.read(span), self._defined)


def defined(code: bytes, fold: Callable[[str, int], int | None]) -> Mapping[str, Kernel]:
    """The kernels of a file whose comments and literals are blanked, by name."""
    found: dict[str, Kernel | None] = {}
    for match in _DEFINED.finditer(code):
        name = match["name"].decode("utf-8", "replace")
        bounds = _BOUNDS.search(match["head"])
        threads = None
        if bounds is not None:
            at = match.start("head") + bounds.start("threads")
            threads = fold(bounds["threads"].decode("utf-8", "replace"), at)
        found[name] = Kernel(name, threads) if name not in found else None
    return {name: kernel for name, kernel in found.items() if kernel is not None}


def named(expression: str, kernels: Mapping[str, Kernel]) -> tuple[Kernel, ...]:
    """The kernel that an expression names, with its scope and its arguments."""
    match = _NAMED.fullmatch(expression.strip())
    kernel = kernels.get(match["name"]) if match is not None else None
    return (kernel,) if kernel is not None else ()
