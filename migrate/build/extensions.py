"""What the sources that a build file compiles name, as far as a build rule asks for that.

What comes in are the bytes of a build file and the index of its tree; what goes out are the rules
that ask for names which none of these sources, nor a header of the tree that they include, has. The
sources of a script are those that it names, else those below its folder; other build files have all
of the tree. Where a source is not known, no rule is silent.
"""

from __future__ import annotations

import posixpath

from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.rules.buildrules import BuildRule, BuildRules
from migrate.tree.index import TreeIndex

_SOURCE = regex(rb"[\w./+-]+\.(?:cu|cuh|c|cc|cpp|cxx|hip)(?![\w.])")
_SEARCHES = regex(rb"\bglob\b|\*\.?\w*[\"']|\bos\.(?:walk|listdir|scandir)\b|\biterdir\b")
_ABOVE = regex(rb"\.\./|[\"']\.\.[\"'/]|\bpardir\b|\.parents?\b|dirname\([^()\n]*dirname\(")
_SUFFIXES = (".cu", ".cuh", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hip", ".inl")


def unnamed(path: str, code: bytes, kind: Kind, rules: BuildRules, index: TreeIndex) -> set[str]:
    """The rules that ask for names in sources, where those of the build file have none of them."""
    asked = [rule for rule in rules.of(kind) if _is_asked(rule, code)]
    sources = _sources(path, code, kind, index) if asked else set()
    if not sources:
        return set()
    files = {item.path: item for source in sources for item in index.closure(source)}
    if any(source not in files for source in sources) or any(
        item.unread for item in files.values()
    ):
        return set()
    found = frozenset().union(*(item.fits for item in files.values()))
    return {rule.id for rule in asked if rule.id not in found}


def _is_asked(rule: BuildRule, code: bytes) -> bool:
    return rule.in_sources is not None and rule.pattern.search(code) is not None


def _sources(path: str, code: bytes, kind: Kind, index: TreeIndex) -> set[str]:
    """The sources of a build file; none where one of them is not in the tree."""
    every = {name for name in index.paths if name.endswith(_SUFFIXES)}
    if kind is not Kind.PYTHON:
        return every
    folder = posixpath.dirname(path)
    inside = f"{folder}/" if folder else ""
    below = {name for name in every if name.startswith(inside)}
    named = {match[0].decode() for match in _SOURCE.finditer(code)}
    if not named or _SEARCHES.search(code):
        return every if _ABOVE.search(code) else below
    found: set[str] = set()
    for name in named:
        exact = posixpath.normpath(posixpath.join(folder, name))
        those = {item for item in index.by_name.get(posixpath.basename(name), ()) if item in every}
        near = {exact} & every or those & below or those
        if not near:
            return set()
        found |= near
    return found
