"""What a tree says of one of its build files: who takes it in, and whether it compiles device code.

What comes in are the bytes of a build file on the way to the index, and the facts of all of them on
the way back, gone through once a run; what goes out are names that stand for CUDA beside others for
the target, files that are taken in for CUDA only, and folders without a source of CUDA's. No file
is opened here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from migrate.build.branches import branches
from migrate.build.pairednames import Twins, home, of_cuda, twins
from migrate.files.kinds import FOR_NVCC, Kind
from migrate.regex import regex
from migrate.rules.buildrules import BuildRules
from migrate.tree.filefacts import FileFacts

_TAKES = regex(
    rb"\b(?:(?P<word>include|add_subdirectory|find_package)\s*\(\s*\"?(?P<part>[^\s()\";]+))"
    rb"|^[ \t]*[-s]?include[ \t]+(?P<file>\S+)",
    re.IGNORECASE | re.MULTILINE,
)
_COMPILES = regex(
    rb"[^\s\"'();]*\.(?:cu\b|c\*|\*)|\bcuda_(?:add|compile|wrap)\w*\s*\("
    rb"|(?<!LINKER_)\bLANGUAGE\s+\"?CUDA\b",
    re.IGNORECASE,
)
# Sources of CUDA's in the file's own folder, if there are any.
_LOCAL = regex(rb"(?:\./|\$\{CMAKE_CURRENT_(?:SOURCE|LIST)_DIR\}/|[\w-]+/)*[\w-]*\*\.(?:cuh?|c?\*)")
_OPEN = regex(rb"\bor\b|\|\||\bnot\b|!|\b(?:no|off|false|none|0)\b|,\s*\)|\(\s*,", re.IGNORECASE)
_NAME = regex(rb"[A-Za-z_]\w*")
_ONE = regex(rb"[\s(\"${}]*(?P<name>[A-Za-z_]\w*)[\s)\"}]*")
_DEVICE = regex(rb"(?<![a-z])(?:cuda|nvcc|nvidia|gpu|device|accel)(?![a-z])", re.IGNORECASE)
_NONE: Mapping[str, str] = MappingProxyType({})
_NO_TWINS: Twins = MappingProxyType({})
_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".C")
_TOP = "CMakeLists.txt"
_MOST_ROUNDS = 8  # files that are taken in by files

Part = tuple[str, str, str]
"""What a build file takes in: the command, what it names, and the conditions that it is under."""
Pair = tuple[str, str]
"""A name whose branch is for CUDA where another is for the target, with a name of that one; ""
where the target is in its own branch.
"""


@dataclass(frozen=True, slots=True)
class Around:
    """What the tree says: names by twos, the one for the target where a file is taken in for CUDA
    ``only``, whether device code is ``compiled`` below the file's folder, and whether that is all
    of the tree; what its build files have of that which rules ask of all of them, and the rules
    whose names no source has.
    """

    twins: Twins = field(default_factory=lambda: MappingProxyType({}))
    only: str = ""
    compiled: bool = True
    whole: bool = False
    says: frozenset[str] = frozenset()
    unnamed: frozenset[str] = frozenset()


def compiles(code: bytes) -> bool:
    """Whether a build file names sources of CUDA's, or makes some of others; not that it takes all
    that there are in its folder.
    """
    return any(not is_local(match[0]) for match in _COMPILES.finditer(code))


def is_local(text: bytes) -> bool:
    """Whether a text stands for all sources of CUDA's in the folder of the build file."""
    return _LOCAL.fullmatch(text) is not None


def parts(code: bytes, kind: Kind) -> tuple[Part, ...]:
    """What a build file takes in."""
    if kind not in (Kind.CMAKE, Kind.MAKE):
        return ()
    found = [match for match in _TAKES.finditer(code) if (match["file"] is None) == _is_cmake(kind)]
    groups = list(branches(code, kind)) if found else []
    return tuple(
        (
            (match["word"] or b"include").lower().decode(),
            (match["part"] or match["file"]).decode("utf-8", "replace"),
            _conditions(groups, match.start()),
        )
        for match in found
    )


def _is_cmake(kind: Kind) -> bool:
    return kind is Kind.CMAKE


def _conditions(groups: Iterable[Sequence[tuple[tuple[bytes, ...], int, int]]], at: int) -> str:
    """The conditions that hold at a place, as far as each is one name or several that all hold."""
    found = [
        conditions[-1]
        for group in groups
        for conditions, start, end in group
        if start <= at < end and conditions[-1] and not _OPEN.search(conditions[-1])
    ]
    return b"\n".join(found).decode("utf-8", "replace")


def pairs(code: bytes, kind: Kind, rules: BuildRules) -> Iterator[Pair]:
    """Names that the build decides CUDA by where a branch beside is the target's."""
    guard = rules.guard
    if guard is None or kind not in (Kind.CMAKE, Kind.MAKE) or not guard.search(code):
        return
    for group in branches(code, kind):
        asked = _ONE.fullmatch(group[0][0][0])
        if asked is None or not _DEVICE.search(asked["name"]) or guard.search(asked["name"]):
            continue
        name = asked["name"].decode()
        texts = [code[start:end] for _, start, end in group]
        if guard.search(texts[0]):
            yield name, ""
            continue
        for (conditions, _, _), text in zip(group[1:], texts[1:], strict=True):
            own = conditions[-1]
            said = text if not own.strip(b" \t\r()") else own
            if _NAME.search(own) and (not guard.search(own) or _OPEN.search(own)):
                continue
            twin = next((item for item in _NAME.findall(said) if guard.search(item)), None)
            if twin is not None and (said is own or rules.builds_for_target(text)):
                yield name, twin.decode()
                break


@dataclass(frozen=True, slots=True)
class Folder:
    """What is below a folder: how many files, and whether sources of CUDA's, sources of others, and
    build files that compile device code.
    """

    files: int = 0
    cuda: bool = False
    others: bool = False
    compiles: bool = False

    def joined(self, other: Folder) -> Folder:
        return Folder(
            self.files + other.files,
            self.cuda or other.cuda,
            self.others or other.others,
            self.compiles or other.compiles,
        )


_EMPTY = Folder()


@dataclass(frozen=True, slots=True)
class Builds:
    """What the files of a tree say to all of its build files: by ``home`` the names by twos and
    what takes in others, the folders, and what rules ask of all.
    """

    twins: Mapping[str, Twins]
    taking: Mapping[str, Sequence[FileFacts]]
    folders: Mapping[str, Folder]
    says: frozenset[str]


def builds(
    files: Mapping[str, FileFacts], paths: Iterable[str], guard: re.Pattern[bytes] | None
) -> Builds:
    """What the ``files`` of a tree, which holds the ``paths``, say to its build files."""
    homes: dict[str, list[FileFacts]] = {}
    for item in files.values():
        if item.twins or item.pairs or item.parts:
            homes.setdefault(home(item.path), []).append(item)
    known = {
        own: {**_paired(items), **twins((name for item in items for name in item.twins), guard)}
        for own, items in homes.items()
    }
    taking = {own: [item for item in items if item.parts] for own, items in homes.items()}
    says = frozenset[str]().union(*(item.fits for item in files.values()))
    return Builds(known, taking, _folders(files.values(), paths), says)


def _folders(items: Iterable[FileFacts], paths: Iterable[str]) -> Mapping[str, Folder]:
    """Each folder of the tree, with all that is below it; the tree itself is ""."""
    direct: dict[str, Folder] = {}

    def add(path: str, found: Folder) -> None:
        folder = posixpath.dirname(path)
        direct[folder] = direct.get(folder, _EMPTY).joined(found)

    for path in paths:
        add(path, Folder(1, path.endswith(FOR_NVCC), path.endswith(_SOURCES)))
    for item in items:
        if item.compiles:
            add(item.path, Folder(compiles=True))
    below: dict[str, Folder] = {}
    for folder, found in direct.items():
        for around in _upward(folder):
            below[around] = below.get(around, _EMPTY).joined(found)
    return below


def _upward(folder: str) -> Iterator[str]:
    """A folder and those around it, up to the tree."""
    while folder.strip("/"):
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def around(name: str, known: Builds, both: Mapping[str, str] = _NONE) -> Around:
    """What the tree says of the build file ``name``; ``both`` are those that build for the target,
    too, each with a name that decides so.
    """
    own = home(name)
    twos = known.twins.get(own, _NO_TWINS)
    top = posixpath.dirname(name) if name.endswith(_TOP) else ""
    below, whole = known.folders.get(top, _EMPTY), known.folders.get("", _EMPTY)
    only = both.get(name) or _only(name, known.taking.get(own, ()), twos)
    compiled = below.cuda or not below.others or below.compiles
    return Around(twos, only, compiled, below.files == whole.files, known.says)


def _paired(items: Iterable[FileFacts]) -> dict[bytes, str]:
    """The names for CUDA of one home's build files with those for the target beside them."""
    found: dict[bytes, str] = {}
    common: set[bytes] = set()
    for item in items:
        for cudas, targets in item.pairs:
            if targets:
                found.setdefault(cudas.encode(), targets)
            else:
                common.add(cudas.encode())
    return {key: twin for key, twin in found.items() if key not in common}


def _only(name: str, taking: Sequence[FileFacts], known: Twins) -> str:
    """The twin of the name for CUDA that everything which takes in the file is under."""
    if not known:
        return ""
    wanted, seen = [name], {name}
    twin = ""
    for _ in range(_MOST_ROUNDS):
        if not wanted:
            return twin
        file = wanted.pop()
        uses = [
            (item.path, part) for item in taking for part in item.parts if _is(file, item, part)
        ]
        if not uses:
            return ""
        for path, (_, _, conditions) in uses:
            found = of_cuda(conditions.encode(), known) if conditions else ""
            if found:
                twin = twin or found
            elif path not in seen:
                seen.add(path)
                wanted.append(path)
    return ""


def taken_in(item: FileFacts, files: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The build files that ``item`` may take in, of ``files`` by their last names."""
    own = home(item.path)
    return frozenset(
        path
        for part in item.parts
        for base in _bases(part)
        for path in files.get(base, ())
        if home(path) == own and _is(path, item, part)
    )


def _bases(part: Part) -> tuple[str, ...]:
    """The last names that a file may have which is taken in so."""
    word, named, _ = part
    last = named.rpartition("/")[2]
    if word == "find_package":
        return (f"Find{named}.cmake", f"{named}Config.cmake")
    return (last, f"{last}.cmake") if word == "include" else (_TOP,)


def _is(file: str, item: FileFacts, part: Part) -> bool:
    """Whether what ``item`` takes in is the ``file``."""
    word, named, _ = part
    folder, _, base = file.rpartition("/")
    last = named.rpartition("/")[2]
    if word in ("find_package", "include"):
        return file != item.path and base in _bases(part)
    beside = posixpath.dirname(item.path)
    if "$" in named:
        return base == _TOP and folder.rpartition("/")[2] == last
    return base == _TOP and posixpath.normpath(posixpath.join(beside, named)) == folder
