"""Code behind macros that nothing in a tree defines, or that only a compiler at run time does.

What comes in are the results of a tree, the bytes of its sources and what its other files say; what
goes out are the findings under such conditions, by where they stand. A macro counts as defined
where anything but a condition mentions it: a source, a build file, a script, what people read. So
do macros of compilers, of platforms, and of libraries that the tree includes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from migrate.model import FileResult, Status
from migrate.port.unmentioned import Idle
from migrate.regex import regex
from migrate.tree.index import TreeIndex

_RUN_TIME = "__CUDACC_RTC__"
_COMPILERS = (b"nvrtc", b"NVRTC", b"itify", b"hiprtc")  # at run time, in any spelling of theirs
_DEFINED = regex(r"(?:defined\s*\(?\s*)?(?P<name>[A-Za-z_]\w*)\s*\)?")
# Of two words or more, as people call their own: those of compilers and platforms are one, or
# begin with a line.
_OWN = regex(r"[A-Za-z][A-Za-z0-9]+_\w+")
_CONDITION = regex(
    rb"^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|else|endif)\b(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE
)
_SHORTEST = 2  # name of a header that says something of a macro's


def switched_off(
    results: Iterable[FileResult],
    index: TreeIndex,
    paths: Collection[str],
    read: Callable[[str], bytes],
    is_said: Callable[[bytes], bool],
) -> dict[str, Idle]:
    """Where findings stand that no build of the tree comes to. ``paths`` are its sources, ``read``
    has the bytes of one, and ``is_said`` tells whether a file that is none has these letters.
    """
    asking = {
        file.path: {
            finding.start: names
            for finding in file.findings
            if finding.status is not Status.INFO and (names := frozenset(_needed(finding.branch)))
        }
        for file in results
    }
    digests = {file.path: file.digest for file in results}
    needed = {name for found in asking.values() for names in found.values() for name in names}
    reasons = _undefined(needed, index, paths, read, is_said)
    off = {}
    for path, found in asking.items():
        said = {
            at: reasons[min(names & reasons.keys())]
            for at, names in found.items()
            if names & reasons.keys()
        }
        if said:
            off[path] = Idle(digests[path], said)
    return off


def _needed(branch: str) -> Iterator[str]:
    """The macros that have to be defined where this condition holds, of those that may not be."""
    for part in _parts(branch):
        name = _DEFINED.fullmatch(part)
        if name is not None and (name["name"] == _RUN_TIME or _OWN.fullmatch(name["name"])):
            yield name["name"]


def _parts(branch: str) -> Iterator[str]:
    """What a condition joins by &&, at its top; nothing where it joins by something else there."""
    depth, start, parts = 0, 0, []
    for match in re.finditer(r"[()]|&&|\|\||\?", branch):
        if match[0] in "()":
            depth += 1 if match[0] == "(" else -1
        elif depth == 0 and match[0] != "&&":
            return
        elif depth == 0:
            parts.append(branch[start : match.start()].strip())
            start = match.end()
    yield from (*parts, branch[start:].strip())


def _undefined(
    needed: Collection[str],
    index: TreeIndex,
    paths: Collection[str],
    read: Callable[[str], bytes],
    is_said: Callable[[bytes], bool],
) -> Mapping[str, str]:
    """Of the ``needed`` macros those that nothing defines, and what is said of what needs them."""
    includes = {one for item in index.by_path.values() for one in item.includes}
    stems = {stem for one in includes for stem in _stems(one)}
    left: dict[str, tuple[bytes, ...]] = {
        name: (name.encode(),)
        for name in needed
        if name != _RUN_TIME and not any(map(_is_of(name), stems))
    }
    if _RUN_TIME in needed:
        left[_RUN_TIME] = _COMPILERS
    left = {name: words for name, words in left.items() if not any(map(is_said, words))}
    for path in sorted(paths) if left else ():
        data = read(path)
        if any(word in data for words in left.values() for word in words):
            code = _CONDITION.sub(b"", data)
            left = {n: words for n, words in left.items() if not any(w in code for w in words)}
    return {
        name: "nothing in this tree compiles when it runs"
        if name == _RUN_TIME
        else f"nothing in this tree defines {name}"
        for name in left
    }


def _stems(include: str) -> Iterator[str]:
    """The folders and the name of a header, in small letters."""
    return iter(posixpath.splitext(include.lower())[0].split("/"))


def _is_of(name: str) -> Callable[[str], bool]:
    """Whether a macro is called as a library may call its own, of which this is a header."""
    first = name.partition("_")[0].lower()
    return lambda stem: first in stem or (len(stem) >= _SHORTEST and stem in first)
