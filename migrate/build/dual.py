"""Build files that build for CUDA and for the target alike: their CUDA side is settled.

What comes in are the bytes of a build file without its comments, later the facts of all of a tree;
what goes out are the names by which it decides for the target, and the files that a build for the
target goes through. A file that only builds for the target, as one does that was ported, decides
nothing: what of CUDA's is left in it is still to be done. No file is opened here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from migrate.build.branches import branches
from migrate.build.context import taken_in
from migrate.build.pairednames import asked, given_for_cuda, home
from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.tree.filefacts import FileFacts
from migrate.tree.reach import reached

# What no build without CUDA gets past.
_DEMANDS = regex(
    rb"\bfind_package\s*\(\s*CUDA(?:Toolkit)?\b[^()]*\bREQUIRED\b"
    rb"|\benable_language\s*\(\s*CUDA\b|\bproject\s*\([^()]*\sCUDA\b",
    re.IGNORECASE,
)
# What is done where it is called, if it is.
_DEFINED = regex(
    rb"\b(?P<word>function|macro)\s*\(.*?\bend(?P=word)\s*\(", re.DOTALL | re.IGNORECASE
)
_PARTS = (".cmake", ".cmake.in")
_KINDS = frozenset({Kind.CMAKE, Kind.MAKE, Kind.PYTHON, Kind.BAZEL, Kind.MESON})


def decides(name: str, code: bytes, kind: Kind, guard: re.Pattern[bytes] | None) -> frozenset[str]:
    """The names by which the build file ``name`` decides whether it builds for the target: those
    that its options and conditions ask for, and those that a Makefile sets beside CUDA's. One that
    demands CUDA whatever they say decides nothing.
    """
    if guard is None or kind not in _KINDS or (kind is Kind.CMAKE and _demands(code)):
        return frozenset()
    beside = given_for_cuda(code, kind, guard) if kind is Kind.MAKE else ()
    return asked(name, code, guard) | {twin for _, twin in beside}


def _demands(code: bytes) -> bool:
    """Whether a file of CMake's asks for CUDA outside of all conditions and functions."""
    found = [match.start() for match in _DEMANDS.finditer(code)]
    groups = list(branches(code, Kind.CMAKE)) if found else []
    within = [(group[0][1], group[-1][2]) for group in groups]
    within += [match.span() for match in _DEFINED.finditer(code)] if found else []
    return any(not any(start <= at < end for start, end in within) for at in found)


def duals(files: Mapping[str, FileFacts]) -> Mapping[str, str]:
    """The build files that a build of the tree's own for the target goes through, each with a name
    that decides for it: those that ask for the target where something of the same people's builds
    for it, all that these take in, and the parts and configurations of a project that asks.
    """
    items = files.values()
    homes = {home(item.path) for item in items if item.builds}
    asking = {
        item.path: min(item.decides) for item in items if item.decides and home(item.path) in homes
    }
    if not asking:
        return asking
    named: dict[str, list[str]] = {}
    for path in files:
        named.setdefault(posixpath.basename(path), []).append(path)
    links = {item.path: sorted(taken_in(item, named)) for item in items if item.parts}
    found = dict(asking)
    for path in sorted(asking):
        for other in reached((path,), links):
            found.setdefault(other, asking[path])
    folders = {posixpath.dirname(path): name for path, name in asking.items() if _is_top(path)}
    for path in files:
        if path.endswith(_PARTS) and (name := _around(path, folders)):
            found.setdefault(path, name)
    return found


def _is_top(path: str) -> bool:
    return posixpath.basename(path) == "CMakeLists.txt"


def _around(path: str, folders: Mapping[str, str]) -> str:
    """The name by which the nearest of the ``folders`` around a file of the same people decides."""
    folder, own = posixpath.dirname(path), home(path)
    while folder not in folders or home(f"{folder}/" if folder else "") != own:
        if not folder or folder == "/":
            return ""
        folder = posixpath.dirname(folder)
    return folders[folder]
