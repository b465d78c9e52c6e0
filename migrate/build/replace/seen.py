"""What build files say that others of the tree are edited by.

What comes in are the bytes of a file on the way to the index, and the facts of all of them on the
way back. A package is looked for once and used in the folders below; a language is one of the whole
project. No file is opened here.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping

from migrate.build.pairednames import home
from migrate.build.replace import cmakefile, makeinputs, makeuses
from migrate.files.kinds import Kind
from migrate.tree.filefacts import FileFacts

_TOP = "CMakeLists.txt"
_LINKED = ("library:", "target:")


def seen(data: bytes, kind: Kind) -> frozenset[str]:
    """What one build file says."""
    if kind is Kind.CMAKE:
        return cmakefile.seen(data)
    if kind is not Kind.MAKE:
        return frozenset()
    own = makeuses.seen(data)
    return own | makeinputs.facts(data, own)


def asked_around(path: str, kind: Kind, files: Mapping[str, FileFacts]) -> frozenset[str]:
    """What the files of its project say that the build file ``path`` is edited by: of libraries,
    those that are linked in its folder or below.
    """
    if kind is Kind.MAKE:
        return makeuses.facts_around(path, files)
    own, root = home(path), _root(path, files)
    folder = posixpath.dirname(path) if path.endswith(_TOP) else root
    found: set[str] = set()
    for name, facts in files.items():
        if not facts.asks or home(name) != own or not _is_below(name, root):
            continue
        is_used = _is_below(name, folder) or name.endswith(".cmake")
        asks = not facts.asks.isdisjoint((cmakefile.LANGUAGE, cmakefile.OLD))
        if asks and path.endswith(_TOP) and (_is_below(name, folder) or folder == root):
            found.add(cmakefile.BELOW)
        found.update(fact for fact in facts.asks if is_used or not fact.startswith(_LINKED))
    if path in files and _has_project(path, files[path]):
        found.update(cmakefile.UNSEARCHED + name for name in _unsearched(path, files))
    return frozenset(found)


def _unsearched(path: str, files: Mapping[str, FileFacts]) -> frozenset[str]:
    """The libraries of CUDA's that the project of a file links where neither it nor one around it
    asks for CUDA; projects within it are for themselves.
    """
    folder = posixpath.dirname(path)
    tops = {posixpath.dirname(name) for name, facts in files.items() if _has_project(name, facts)}
    linked: set[str] = set()
    for name, facts in files.items():
        if facts.asks and _is_below(folder, own := _project(name, tops)):
            if cmakefile.SEARCH in facts.asks or cmakefile.OLD in facts.asks:
                return frozenset()
            if own == folder:
                linked |= {fact for fact in facts.asks if fact.startswith("target:")}
    return frozenset(fact.removeprefix("target:") for fact in linked)


def _has_project(name: str, facts: FileFacts) -> bool:
    return name.endswith(_TOP) and cmakefile.PROJECT in facts.asks


def _project(name: str, tops: Collection[str]) -> str:
    """The folder of the project that a file is of; the outermost folder if it is of none."""
    folder = posixpath.dirname(name)
    while folder and folder not in tops:
        above = posixpath.dirname(folder)
        if above == folder:
            return ""
        folder = above
    return folder


def _root(path: str, files: Mapping[str, FileFacts]) -> str:
    """The outermost folder around a file that has a file of CMake's, its own if none has."""
    folders = [posixpath.dirname(path)]
    while (above := posixpath.dirname(folders[-1])) != folders[-1]:
        folders.append(above)
    has = [folder for folder in folders if posixpath.join(folder, _TOP) in files]
    return has[-1] if has else folders[0]


def _is_below(name: str, folder: str) -> bool:
    return not folder or name == folder or name.startswith(f"{folder}/")
