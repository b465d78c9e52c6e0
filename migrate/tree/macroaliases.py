"""Macros of the tree that stand for words of CUDA's: ``DEV`` for ``__device__``, ``TID`` for
``threadIdx``.

What comes in are the macros of a tree, and the words; what goes out are those macros whose bodies
name one of the words, or another such macro; those of libraries are known where rules spell them
out. Macros with parameters are in ``functionmacros``. Which definition a file sees is not looked
at: a name that is a mark in one header is one in the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrate.regex import regex
from migrate.rules.ruleset import RuleSet
from migrate.text.derived import Definition
from migrate.tree.macros import Macro
from migrate.tree.specifiers import SPACE_SPECIFIERS

_WORD = regex(r"[A-Za-z_]\w*")
_MOST_ROUNDS = 4  # macros that stand for macros that stand for macros
_DEVICE = "__device__"
# What may stand beside it in a macro that marks functions, and says nothing of where they run.
_BESIDE = frozenset(
    "inline static constexpr __inline__ __inline __forceinline__ __forceinline __noinline__".split()
)


def macros_naming(defined: Iterable[Definition], words: frozenset[str]) -> Mapping[str, Macro]:
    """The macros that name one of ``words``."""
    found: dict[str, dict[str, None]] = {}
    pending, wanted = [(item, {*_WORD.findall(item.value)}) for item in defined], words
    for _ in range(_MOST_ROUNDS):
        taken = [item for item, named in pending if not wanted.isdisjoint(named)]
        pending = [(item, named) for item, named in pending if wanted.isdisjoint(named)]
        names = frozenset(item.name for item in taken).difference(found)
        for item in taken:
            found.setdefault(item.name, {})[item.value] = None
        if not names:
            break
        wanted = names
    for item, _ in pending:
        if item.name in found:
            found[item.name][item.value] = None
    return {name: Macro(bodies=tuple(bodies)) for name, bodies in found.items()}


def aliases_of(known: Mapping[str, Macro], names: frozenset[str]) -> Mapping[str, str]:
    """Those of the macros that are nothing but one of ``names``, wherever they are defined."""
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


def marking(known: Mapping[str, Macro], names: frozenset[str]) -> Mapping[str, str]:
    """Those of the macros that mark functions of the device, with other words that mark functions
    or without, where that is one of ``names``; in other branches they may be nothing.
    """
    if _DEVICE not in names:
        return {}
    words = {name: _marks(name, known, _MOST_ROUNDS) for name in known}
    return {
        name: _DEVICE
        for name, found in words.items()
        if _DEVICE in found and found <= SPACE_SPECIFIERS | _BESIDE
    }


def _marks(name: str, known: Mapping[str, Macro], rounds: int) -> frozenset[str]:
    """The words that a macro stands for; what is more than words is one of them."""
    found: set[str] = set()
    for word in (word for body in known[name].bodies for word in body.split()):
        found |= _marks(word, known, rounds - 1) if rounds and word in known else {word}
    return frozenset(found)


@lru_cache(maxsize=4)
def specifier_macros(rules: RuleSet) -> Mapping[str, Macro]:
    """Macros of libraries that mark a function, as the rules spell them out."""
    return {
        name: Macro(bodies=(body,))
        for name, body in rules.spelled_out.items()
        if not SPACE_SPECIFIERS.isdisjoint(_WORD.findall(body))
    }
