"""Macros of the tree that stand for words of CUDA's: ``DEV`` for ``__device__``, ``TID`` for
``threadIdx``.

What comes in is the index, and the words; what goes out are the macros whose bodies name one of
them, or another such macro. Only macros without parameters are known of other files. Which
definition a file sees is not looked at: a name that is a mark in one header is one in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from migrate.text.derived import Definition
from migrate.tree.index import TreeIndex
from migrate.tree.macros import Macro
from migrate.tree.marks import SIDES

_MOST_ROUNDS = 4  # macros that stand for macros that stand for macros


def marking(index: TreeIndex) -> Mapping[str, Macro]:
    """The macros by which a tree marks on which side a function runs."""
    return naming(index, SIDES)


def standing(index: TreeIndex, names: frozenset[str]) -> Mapping[str, str]:
    """The macros of a tree that are nothing but one of ``names``, wherever they are defined."""
    if not names:
        return {}
    known = naming(index, names)
    found = {name: _behind(name, known, names) for name in known}
    return {name: word for name, word in found.items() if word}


def _behind(name: str, known: Mapping[str, Macro], names: frozenset[str]) -> str:
    """The one name that a macro stands for, through others."""
    for _ in range(_MOST_ROUNDS):
        bodies = {body.strip("() \t") for body in known[name].bodies}
        if len(bodies) != 1:
            return ""
        (name,) = bodies
        if name in names:
            return name
        if name not in known:
            return ""
    return ""


def naming(index: TreeIndex, words: frozenset[str]) -> Mapping[str, Macro]:
    """The macros of a tree that name one of ``words``; asked again, the same answer."""
    known = index.naming
    if words not in known:
        defined = [item for file in index.by_path.values() for item in file.macros]
        known[words] = _naming(defined, words)
    return known[words]


def _naming(defined: Iterable[Definition], words: frozenset[str]) -> Mapping[str, Macro]:
    found: dict[str, dict[str, None]] = {}
    pending, wanted = list(defined), words
    for _ in range(_MOST_ROUNDS):
        fits = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(wanted)))})\b")
        taken = {at for at, item in enumerate(pending) if item.value and fits.search(item.value)}
        names = frozenset(pending[at].name for at in taken).difference(found)
        for at in sorted(taken):
            found.setdefault(pending[at].name, {})[pending[at].value] = None
        pending = [item for at, item in enumerate(pending) if at not in taken]
        if not names:
            break
        wanted = names
    for item in pending:
        if item.name in found:
            found[item.name][item.value] = None
    return {name: Macro(bodies=tuple(bodies)) for name, bodies in found.items()}
