"""Files that a tree never compiles: no source includes them, no build names them.

What comes in are the files of a run, what they include, and the tree that they stand in; what goes
out are those that nothing can reach, and results in which what is said of these is a remark. Where
a use is possible, there is one: a pattern of files, a name that is put together, a header for the
users of a library, a tree that was given in part. Names in such files are ported as all others.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from migrate.build.mentions import BUILDS, Mentions, Text, base_name, unasked
from migrate.files import source
from migrate.files.discover import Discovered, Root
from migrate.files.kinds import BUILD_KINDS, Kind, kind_of
from migrate.files.walk import Entry, walk
from migrate.model import FileResult, Finding, Reference, Status, Unread
from migrate.regex import regex
from migrate.text.headernames import includes
from migrate.tree.index import TreeIndex

NEVER_BUILT = "migrate/never-built"
_HEADERS = (".h", ".hh", ".hpp", ".hxx", ".cuh", ".inl", ".ipp", ".tpp", ".inc")
_SOURCES = (".cu", ".c", ".cc", ".cpp", ".cxx")
_MOST = 1 << 18  # bytes of a text that is read
_MOST_OF_BUILD = 1 << 20
MOST_IN_ALL = 1 << 27  # bytes of all texts of a tree
_HEAD = 8192
_DATA = (".csv", ".svg", ".ipynb", ".ptx", ".obj", ".ply", ".css")
_LISTS = (".vcxproj", ".pbxproj", ".am", ".gyp", ".gn", ".gni")
_PUBLIC = frozenset({"include", "includes", "inc"})
_PRIVATE = frozenset({"detail", "details", "impl", "internal", "private"})
_OTHERS = regex(r"(?i)third_?party|3rd_?party|external|externals|extern|vendor|deps")
_TRIALS = regex(
    r"(?i)tests?|testing|unittests?|examples?|samples?|demos?|benchmarks?|bench|tutorials?|perf\w*|tools?|docs?"
)
# Folders of what is kept and built no more, as people call them.
_SHELVED = regex(r"(?i)dead[_-]?code|attic|graveyard|obsolete|abandoned|unused|not[_-]?used|trash")
# What lies at the top of a project.
_MARKS = regex(r"(?i)readme|licen[sc]e|copying|\.git|cmakelists\.txt|setup\.py|configure")
# A file that a line names, and lines that name one without using it.
_SUFFIX = regex(rb"\.(?:cuh?|hpp|hxx|hh?|inl|ipp|tpp|inc|cc|cpp|cxx|c)\b")
_NAME = regex(rb"[\w.+-]+\Z")
_IDLE = regex(rb"[ \t]*(?://|\*|\#[ \t]*include[ \t]*[<\"])")
_LONGEST = 256  # of a name


class Unbuilt(NamedTuple):
    """The ``files`` that nothing compiles; ``is_private`` says of a file whether nobody but the
    tree has a use for it, and is true of none where that cannot be known; ``is_said`` says of
    letters whether a file that is no source has them, and is true of all where that is not known;
    ``texts`` are these files.
    """

    files: frozenset[str]
    is_private: Callable[[str], bool]
    is_said: Callable[[bytes], bool]
    texts: Sequence[Text] = ()


_UNKNOWN = Unbuilt(frozenset(), lambda _: False, lambda _: True)


def unbuilt(
    found: Sequence[Discovered],
    index: TreeIndex,
    places: Sequence[Root],
    results: Sequence[FileResult],
    copies: Collection[str] = (),
    moved: Collection[Path] = (),
) -> Unbuilt:
    """The files among ``found`` that nothing compiles, of those about which something is said;
    ``copies`` are headers of NVIDIA's, which no tree has for its users, and ``moved`` is where the
    files stood before, if they are read from elsewhere.
    """
    said = {file.path for file in results if any(map(_asks, file.findings))}
    if not said or len(places) != 1 or places[0].is_file:
        return _UNKNOWN
    root = places[0]
    has_builds = any(file.kind in BUILDS for file in found)
    if not ((has_builds or copies) and is_whole(root.path)):
        return _UNKNOWN
    sources = {file.name: file for file in found if file.kind is Kind.SOURCE}
    if any(file.unread is Unread.UNREADABLE for file in found):
        return _UNKNOWN
    texts = _texts(root, {*moved, *(file.path for file in sources.values())})
    if texts is None:
        return _UNKNOWN
    mentions = Mentions.of(texts)
    shelved = Mentions.of(text for text in texts if not _shelves(text.path))
    tree = _Tree(sources, index, mentions, shelved=shelved)
    builds = {file.name for file in found if file.kind in BUILDS and tree.leaves(file.name)}
    builds |= unasked(texts, said)
    if copies:
        idle = {file.path for file in results if not file.references} - said
        known = tree.with_those_above(copies, idle)
        tree = _Tree(sources, index, mentions, known, shelved)
    dead = tree.dead() if has_builds else tree.dead().intersection(copies)

    def is_said(word: bytes) -> bool:
        return any(word in text.whole for text in texts)

    return Unbuilt(frozenset((dead | builds) & said), tree.is_private, is_said, texts)


def with_unbuilt(
    results: Sequence[FileResult], dead: Collection[str], foreign: Collection[str] = ()
) -> Sequence[FileResult]:
    """The ``results``, in which what is said of ``dead`` files, and of those in another language
    for accelerators, asks for nothing.
    """
    return [
        _remarked(file, file.path in foreign)
        if file.path in dead or (file.path in foreign and any(map(_asks, file.findings)))
        else file
        for file in results
    ]


class _Tree:
    """The sources of a tree, and what includes or names them."""

    def __init__(
        self,
        sources: Mapping[str, Discovered],
        index: TreeIndex,
        mentions: Mentions,
        copies: Collection[str] = (),
        shelved: Mentions | None = None,
    ) -> None:
        """``shelved`` are the ``mentions`` less those in folders of what is built no more."""
        self._sources, self._mentions, self._copies = sources, mentions, copies
        self._around = shelved or mentions
        self._by_name: dict[str, list[str]] = {}
        for name in sources:
            self._by_name.setdefault(posixpath.basename(name), []).append(name)
        named = {path: item.includes for path, item in index.by_path.items()}
        named |= {name: _included(file) for name, file in sources.items() if name not in named}
        self._links = {
            path: [one for name in names for one in self._meant(path, name)]
            for path, names in named.items()
        }
        self._units = {name for name in sources if not name.endswith(_HEADERS)}

    def dead(self) -> set[str]:
        """The sources that nothing reaches."""
        included = {one for path, links in self._links.items() for one in links if one != path}
        idle = {name for name in self._units - included if self._is_left_out(name)}
        starts = {name for name in self._sources if name in self._units - idle - included}
        starts |= {path for path in self._links if path not in self._sources}
        reached = self._reached(starts)
        maybe = self._sources.keys() - reached
        if not maybe:
            return set()
        starts |= {name for name in maybe if self._may_be_used(name, reached)}
        starts |= self._named(self._sources.keys() - self._reached(starts))
        return self._sources.keys() - self._reached(starts)

    def with_those_above(self, copies: Collection[str], idle: Collection[str]) -> set[str]:
        """The ``copies``, and those of ``idle`` headers that include them and nothing else."""
        above = {
            name
            for name in idle
            if name.endswith(_HEADERS)
            and (links := self._links.get(name))
            and all(one in copies for one in links)
        }
        return above.union(copies)

    def _meant(self, includer: str, name: str) -> list[str]:
        """The files that an include may mean: that beside, and all whose path ends so."""
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(includer), name))
        ending = "/" + posixpath.normpath(name).lstrip("./")
        if beside in self._sources and name.startswith("."):
            return [beside]
        found = self._by_name.get(posixpath.basename(ending), ())
        meant = [one for one in found if one == beside or f"/{one}".endswith(ending)]
        return [one for one in meant if not _shelves(one)] or meant

    def _reached(self, starts: Iterable[str]) -> set[str]:
        seen = set(starts)
        pending = list(seen)
        while pending:
            for one in self._links.get(pending.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    pending.append(one)
        return seen

    def _is_left_out(self, name: str) -> bool:
        """Whether a build lists the files beside a source, and not this one."""
        mentions = self._mentions
        folder, suffix = posixpath.dirname(name), posixpath.splitext(name)[1]
        if self._is_shelved(name):
            return True
        if suffix not in _SOURCES or mentions.names(name) or mentions.takes(name):
            return False
        if mentions.leaves(name):
            return True
        return any(
            posixpath.dirname(one) == folder and one.endswith(suffix) and mentions.lists(one)
            for one in self._units
        )

    def leaves(self, name: str) -> bool:
        """Whether no other build file takes this one in but in a comment."""
        return self._mentions.leaves(name) or self._is_on_a_shelf(name)

    def _is_shelved(self, name: str) -> bool:
        """Whether a file is of a folder of what is built no more, and no build looks into it."""
        return self._is_on_a_shelf(name) and not self._around.finds(name)

    def _is_on_a_shelf(self, name: str) -> bool:
        """Whether a file is of a folder of what is built no more, which no build file names."""
        named = (part.encode("utf-8", "surrogateescape") for part in _shelves(name))
        return bool(_shelves(name)) and not self._around.listed.intersection(named)

    def _may_be_used(self, name: str, reached: Collection[str]) -> bool:
        """Whether a file that no source includes may be for others."""
        mentions = self._mentions
        if name in self._units or self._is_shelved(name):
            return not self._is_left_out(name)
        if mentions.reads(name) or mentions.installs(name):
            return True
        if name in self._copies:
            return False
        folders = name.split("/")[:-1]
        if _PRIVATE & set(folders) or any(map(_OTHERS.fullmatch, folders)):
            return False
        beside = posixpath.dirname(name)
        alone = not any(posixpath.dirname(one) == beside for one in reached)
        return alone or self._is_public(name)

    def is_private(self, name: str) -> bool:
        """Whether a file is compiled by itself, or a header for nobody but the tree."""
        return name in self._units or not (self._mentions.installs(name) or self._is_public(name))

    def _is_public(self, name: str) -> bool:
        """Whether a header may be one for a library's users, by where it lies."""
        folders = name.split("/")[:-1]
        if _PRIVATE & set(folders) or any(map(_OTHERS.fullmatch, folders)):
            return False
        return bool(_PUBLIC & set(folders)) or not self._has_units(folders[0] if folders else "")

    def _has_units(self, top: str) -> bool:
        """Whether sources stand beside headers in a part of the tree that is no test of it."""
        return any(
            not any(map(_TRIALS.fullmatch, name.split("/")[:-1]))
            for name in self._units
            if not top or name.startswith(f"{top}/")
        )

    def _named(self, maybe: Collection[str]) -> set[str]:
        """Those that a source names in a string, or in a macro that it may include."""
        wanted = set(map(base_name, maybe))
        told = {word for file in self._sources.values() for word in _words(file) & wanted}
        return {name for name in maybe if base_name(name) in told and not self._is_shelved(name)}


def _shelves(name: str) -> list[str]:
    """The folders on the way to a file that are called for what is built no more."""
    return [part for part in name.split("/")[:-1] if _SHELVED.fullmatch(part)]


def _included(file: Discovered) -> tuple[str, ...]:
    """What a file includes that is left alone, or was not read."""
    return tuple(item.path for item in includes(bytes_of(file)))


def _words(file: Discovered) -> set[bytes]:
    """The names of files in a source, less those that it includes, and those of its comments."""
    data = bytes_of(file)
    found = set()
    for match in _SUFFIX.finditer(data):
        start = data.rfind(b"\n", 0, match.start()) + 1
        name = _NAME.search(data, max(start, match.start() - _LONGEST), match.end())
        if name is not None and not _IDLE.match(data, start, match.start()):
            found.add(name[0])
    return found - {base_name(file.path.name)}


def bytes_of(file: Discovered) -> bytes:
    """The bytes of a source; none of what is no file, or cannot be read."""
    try:
        return source.read(file.path, file.name).data if file.path.is_file() else b""
    except OSError:
        return b""


def _texts(root: Root, known: Collection[Path]) -> list[Text] | None:
    """The files of a tree that are none of the sources; None where these are too many. A source
    that is none of the run's is a text.
    """
    if sum(len(data) for _, data in texts_below(root, known)) > MOST_IN_ALL:
        return None  # so that they are not held until this is known
    return [Text.of(root.name(at.relative), data) for at, data in texts_below(root, known)]


def texts_below(root: Root, known: Collection[Path]) -> Iterator[tuple[Entry, bytes]]:
    """The files of a tree that are none of the ``known`` ones, with their bytes."""
    for entry in walk(root.path):
        if entry.problem or entry.target or entry.path in known or entry.relative.endswith(_DATA):
            continue
        yield entry, _text(entry.path)


def _text(path: Path) -> bytes:
    """The bytes of a file that people write; of any other none."""
    try:
        builds = kind_of(path.name) is not None or path.name.endswith(_LISTS)
        most = _MOST_OF_BUILD if builds else _MOST
        if not path.is_file() or path.stat().st_size > most:
            return b""
        data = source.head(path, most)
    except OSError:
        return b""
    return b"" if b"\0" in data[:_HEAD] else data


def is_whole(top: Path) -> bool:
    """Whether a folder is a project, and not a part of one."""
    if any((folder / ".git").exists() for folder in top.parents) and not (top / ".git").exists():
        return False
    try:
        return any(_MARKS.match(path.name) for path in top.iterdir())
    except OSError:
        return False


def _asks(finding: Finding) -> bool:
    return finding.status is not Status.INFO


def _remarked(file: FileResult, is_foreign: bool) -> FileResult:
    asked = sum(item.count for item in file.findings if _asks(item))
    many = f"its {asked} findings are remarks" if asked > 1 else "its finding is a remark"
    none = "no source of this tree includes this file, and no build file names it"
    if kind_of(file.path) in BUILD_KINDS:
        none = "no other build file takes in this one but in a comment"
    if is_foreign:
        none = "this is a source of SYCL's, which no build for the target compiles"
    edited = {edit.start for edit in file.edits}
    return replace(
        file,
        findings=(
            Finding(NEVER_BUILT, Status.INFO, "", f"{none}: {many}", 0, 0),
            *(item.remark if _asks(item) else item for item in file.findings),
        ),
        references=tuple(settled(item, edited, NEVER_BUILT) for item in file.references),
    )


def settled(reference: Reference, edited: Collection[int], rule: str) -> Reference:
    """A reference of which nothing is to be said any more; ``rule`` says why."""
    if reference.status in (Status.PORTED, Status.NATIVE):
        return reference
    status = Status.PORTED if reference.start in edited else Status.NATIVE
    return reference._replace(status=status, rule=rule)
