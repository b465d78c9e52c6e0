"""Folders of headers that the build files of a tree name, and those that its includes ask for.

What comes in are the Makefiles and CMake files of a run, or the index of a tree; what goes out are
folders that there are, in the order in which they are named. Variables that a file sets to plain
text are replaced, and those of CMake's for its folders; whatever else a build would have to be run
for is left out. Nothing of what a file says is executed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from migrate.files.discover import Discovered
from migrate.files.kinds import Kind
from migrate.regex import regex
from migrate.tree.index import TreeIndex

_MAKE_SET = regex(r"^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*(?:::?|\?|\+)?=[ \t]*(.*)$", re.MULTILINE)
_MAKE_FOLDER = regex(r"(?<![\w-])(?:-I|-isystem[ \t=]|-iquote[ \t=]|-idirafter[ \t=])[ \t]*(\S+)")
_CMAKE_SET = regex(r"\bset\s*\(\s*(\w+)\s+([^()]*)\)", re.IGNORECASE)
_CMAKE_FOLDERS = regex(r"\b(?:(target_)?include_directories)\s*\(([^()]*)\)", re.IGNORECASE)
_CMAKE_WORDS = frozenset("SYSTEM BEFORE AFTER PUBLIC PRIVATE INTERFACE CACHE PATH STRING".split())
_VARIABLE = regex(r"\$[({](\w+)[)}]")
_GENERATED = regex(r"\$<(?:BUILD_INTERFACE|INSTALL_INTERFACE):([^<>]*)>")
_COMMENT = regex(r"(?m)#.*$")
_JOINED = regex(r"\\\r?\n")
_DEEPEST = 8  # variables within variables


def build_folders(files: Iterable[Discovered]) -> tuple[Path, ...]:
    """The folders that build files name, each once."""
    builds = [file for file in files if file.kind in (Kind.MAKE, Kind.CMAKE) and not file.skip]
    tops = sorted((file.path.parent for file in builds), key=lambda folder: len(folder.parts))
    found: dict[Path, None] = {}
    for file in builds:
        text = _text(file.path)
        base = file.path.parent
        top = next((folder for folder in tops if base.is_relative_to(folder)), base)
        named = _of_make(text) if file.kind is Kind.MAKE else _of_cmake(text, base, top)
        for word in named:
            folder = base / word.strip("\"'")
            if "$" not in word and word and folder.is_dir():
                found[folder.resolve()] = None
    return tuple(found)


def cmake_text(path: Path) -> str:
    """A CMake file without its comments."""
    return _COMMENT.sub("", _text(path))


def cmake_sets(text: str) -> Iterator[tuple[str, str]]:
    """The variables that a CMake file sets, each with its value."""
    for name, words in _CMAKE_SET.findall(text):
        value = words.partition(" CACHE ")[0].partition(" PARENT_SCOPE")[0]
        yield name, " ".join(value.split()).strip('"')


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _of_make(text: str) -> Iterator[str]:
    text = _COMMENT.sub("", _JOINED.sub(" ", text))
    values: dict[str, str] = {"CURDIR": "."}
    for name, value in _MAKE_SET.findall(text):
        values[name] = value.strip()
    for word in _MAKE_FOLDER.findall(text):
        yield expanded(word, values)


def _of_cmake(text: str, base: Path, top: Path) -> Iterator[str]:
    text = _GENERATED.sub(r"\1", _COMMENT.sub("", text))
    values = {
        "CMAKE_CURRENT_SOURCE_DIR": str(base),
        "CMAKE_CURRENT_LIST_DIR": str(base),
        "PROJECT_SOURCE_DIR": str(top),
        "CMAKE_SOURCE_DIR": str(top),
    }
    for name, value in _CMAKE_SET.findall(text):
        values.setdefault(name, " ".join(value.split()))
    for of_target, words in _CMAKE_FOLDERS.findall(text):
        for word in words.split()[1 if of_target else 0 :]:
            if word not in _CMAKE_WORDS:
                yield from expanded(word, values).split()


def expanded(text: str, values: Mapping[str, str]) -> str:
    """A text of a build file with the variables replaced that have ``values``."""
    for _ in range(_DEEPEST):
        made = _VARIABLE.sub(lambda match: values.get(match[1], match[0]), text)
        if made == text:
            break
        text = made
    return text


def include_folders(index: TreeIndex, places: Mapping[str, str]) -> tuple[str, ...]:
    """Folders from which includes of the tree would be found, as the tree's own layout says.

    ``places`` are the paths of its files on the disk; the folders are given as those are.
    """
    folders: dict[str, None] = {}
    for includer, item in index.by_path.items():
        for name in item.includes:
            found = index.resolve(includer, name)
            if found is None or found not in places or name.startswith((".", "/")):
                continue
            above = posixpath.normpath(name).count("/") + 1
            folder = places[found].rsplit("/", above)[0]
            folders[folder or "/"] = None
    return tuple(folders)
