"""Read what AMD's Cython bindings declare: one declaration a line, below the header it is from.

The text of a ``.pxd`` file comes in; each C name goes out with its kind and, for a function, its
number of arguments. Bindings are made from C: default arguments, overloads, templates and macros
with parameters are not in them. Structures that the generator named itself are left out; what has
no tag of its name is a typedef.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.declared import Declared, merge

_BLOCK = re.compile(r'(?:cdef|ctypedef) (?:packed )?(enum|struct|union)(?: (\w+))?(?: "\w+")?:')
_FUNCTION = re.compile(
    r"cdef .*?\b(\w+)\((.*)\)\s*(?:(?:except|noexcept)\b[^()]*)?(?:\s*nogil)?(?:\s*except.*)?"
)
_POINTER_TYPE = re.compile(r"ctypedef .*?\(\s*\*\s*(\w+)\s*\)\s*\(.*\)")
_ALIAS = re.compile(r"ctypedef .*?\b(\w+)")
_CONSTANT = re.compile(r"cdef .*?\b(\w+)")
_RENAMED = re.compile(r"\bcimport \w+ as (\w+)")
_NAME = re.compile(r"\w+")


def read_bindings(text: str) -> Mapping[str, Declared]:
    """Every name that the declarations give to C code."""
    return merge({name: item} for name, item in _declared(text))


def _declared(text: str) -> Iterator[tuple[str, Declared]]:
    inside, members = "", 0  # the kind of the block we are in, and how far its line is indented
    for line in text.splitlines():
        code = line.partition("#")[0].rstrip()
        words = code.lstrip()
        indent = len(code) - len(words)
        if not words:
            continue
        if inside and indent > members:
            if inside == "enum" and words != "pass" and _NAME.fullmatch(words):
                yield words, Declared("enum_constant")
            continue
        inside = ""
        if words.startswith(("from ", "cdef extern")):
            for name in _RENAMED.findall(words):
                yield name, Declared("type")
            continue
        block = _BLOCK.fullmatch(words)
        if block:
            inside, members = block[1], indent
            if block[2] and indent:  # what is not below a header has a name of the generator's
                yield block[2], Declared("typedef" if words.startswith("ctypedef") else "type")
        else:
            yield from _statement(words)


def _statement(words: str) -> Iterator[tuple[str, Declared]]:
    if found := _POINTER_TYPE.fullmatch(words) or _ALIAS.fullmatch(words):
        yield found[1], Declared("typedef")
    elif found := _FUNCTION.fullmatch(words):
        yield found[1], Declared("function", frozenset((_counts(found[2]),)))
    elif found := _CONSTANT.fullmatch(words):
        yield found[1], Declared("macro")


def _counts(parameters: str) -> Counts:
    depth, commas = 0, 0
    for char in parameters:
        depth += (char in "([") - (char in ")]")
        commas += char == "," and depth == 0
    number = commas + 1 if parameters.strip() else 0
    if parameters.rstrip().endswith("..."):
        return Counts(number - 1, ANY_NUMBER)
    return Counts(number, number)
