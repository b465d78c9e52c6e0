"""Functions and constants that nothing in a tree mentions: what is said of them asks for nothing.

What comes in are the results of a tree, its files and who includes whom; what goes out are the
places in functions that no file of their units calls, and constants that none uses. Only what shows
when the code runs counts: what a compiler refuses, it refuses in a function that nobody calls, too,
unless it is for host and device and refused on one side. Kernels may be loaded by their names, and
headers for a library's users are for them. Nothing is removed, and names are ported as all others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from migrate.model import Announces, FileResult, Finding, Reference, Status
from migrate.port.definitions import Mention, Outline, mentioned
from migrate.port.unbuilt import settled
from migrate.regex import regex
from migrate.tree.index import TreeIndex

UNMENTIONED = "migrate/unmentioned"
_LATER = frozenset({Announces.VALUES, Announces.SPEED})
_WORD = regex(rb"[A-Za-z_]\w*")
_ON_DEVICE = regex(rb"\b__device__\b")
_VALUE = regex(rb"(?:\(\w*\))?\s*(?:=|\{|\(?(?:32|5|1\s*<<\s*5|0[xX][fF]{8}[uU]?)\b)")
_MASK = "lane mask"
_CONSTANTS = ("warp size", _MASK)  # what a finding on a constant is called by
_STEPS = 4  # from a function to those that use it


class Idle(NamedTuple):
    """What is said of what nothing uses in a file of these bytes, by where a finding stands."""

    digest: bytes
    reasons: Mapping[int, str]


def joined(one: Idle | None, other: Idle | None) -> Idle:
    """What is said for two reasons of one file."""
    first = one or other or Idle(b"", {})
    return first if other is None else Idle(first.digest, {**first.reasons, **other.reasons})


class _Thing(NamedTuple):
    """A function, class or constant that a finding is about."""

    at: int
    name: bytes
    is_mask: bool = False


def unmentioned(
    results: Iterable[FileResult],
    index: TreeIndex,
    read: Callable[[str], bytes],
    is_private: Callable[[str], bool],
    deferred: Collection[str],
) -> dict[str, Idle]:
    """Where findings stand that are about what nothing mentions. ``read`` has the bytes of a
    file, ``is_private`` says whether it is for nobody but the tree, and ``deferred`` are rules on
    what the compiler refuses where it is called only.
    """
    things: dict[str, list[_Thing]] = {}
    digests = {}
    for file in results:
        private = is_private(file.path)
        asking = [
            item
            for item in file.findings
            if _may_be_idle(item, deferred) and (private or item.api in _CONSTANTS)
        ]
        if asking:
            found = list(_things(read(file.path), asking, private, deferred))
            if found:
                things[file.path], digests[file.path] = found, file.digest
    uses = _Uses(index, read, is_private)
    uses.learn(things)
    idle = {}
    for path, found in things.items():
        reasons = {
            thing.at: uses.reason(thing.name, path)
            for thing in found
            if uses.is_idle(thing.name, path)
        }
        if reasons:
            idle[path] = Idle(digests[path], reasons)
    return idle


class _Uses:
    """Who uses names of a tree, as far as that may be definitions that nothing uses."""

    def __init__(
        self,
        index: TreeIndex,
        read: Callable[[str], bytes],
        is_private: Callable[[str], bool],
    ) -> None:
        self._index, self._read, self._is_private = index, read, is_private
        self._own: dict[str, set[int]] = {}
        self._masks: frozenset[bytes] = frozenset()
        self._units: dict[str, frozenset[str]] = {}
        self._users: dict[bytes, dict[str, set[frozenset[bytes]]]] = {}

    def learn(self, things: Mapping[str, Sequence[_Thing]]) -> None:
        """Looks for mentions of the ``things`` of each file, and of what mentions them."""
        self._own = {path: {thing.at for thing in found} for path, found in things.items()}
        names = {path: {thing.name for thing in found} for path, found in things.items()}
        every = [thing for found in things.values() for thing in found]
        self._masks = frozenset(thing.name for thing in every if thing.is_mask)
        for _ in range(_STEPS):
            wanted = frozenset(name for some in names.values() for name in some)
            wanted -= self._users.keys()
            if not wanted:
                return
            self._users |= {name: {} for name in wanted}
            paths = {one for path in names for one in self._unit(path)}
            names = {path: self._scanned(path, wanted) for path in sorted(paths)}
            names = {path: found for path, found in names.items() if found}

    def is_idle(self, name: bytes, path: str, above: frozenset[bytes] = frozenset()) -> bool:
        """Whether nothing uses a name of this file but what nothing uses; ``above`` are those that
        this is asked for.
        """
        users = self._users.get(name)
        if users is None or len(above) > _STEPS:
            return False
        above |= {name}
        return all(
            self._is_private(user)
            and any(one in above or self.is_idle(one, user, above) for one in within)
            for user, ways in users.items()
            if user in self._unit(path)
            for within in ways
        )

    def _mentions(self, data: bytes, wanted: frozenset[bytes], path: str) -> Iterator[Mention]:
        own = self._own.get(path, ())
        return Outline(data).mentions(data, wanted, own, self._masks)

    def reason(self, name: bytes, path: str) -> str:
        """What is said of a name that nothing uses."""
        spelled = name.decode("utf-8", "replace")
        if name in self._masks:
            return f"{spelled} is nothing but the mask of calls in this tree"
        users = {user for user in self._users[name] if user in self._unit(path)}
        if users:
            return f"only what nothing in this tree uses has a use for {spelled}"
        return f"nothing in this tree uses {spelled}"

    def _unit(self, path: str) -> frozenset[str]:
        if path not in self._units:
            self._units[path] = self._index.around((path,)) | {path}
        return self._units[path]

    def _scanned(self, path: str, wanted: frozenset[bytes]) -> set[bytes]:
        """The names of definitions of a file that use the ``wanted`` ones."""
        data = self._read(path)
        if not mentioned(data, wanted):
            return set()
        found: set[bytes] = set()
        for name, within in self._mentions(data, wanted, path):
            if name not in within:
                self._users[name].setdefault(path, set()).add(within)
                found |= within
        return found


def with_unmentioned(
    results: Sequence[FileResult], idle: Mapping[str, Idle]
) -> Sequence[FileResult]:
    """The ``results``, in which what is said of such functions and constants is a remark."""
    none = Idle(b"", {})
    return [
        _remarked(file, told.reasons)
        if (told := idle.get(file.path, none)).reasons and told.digest == file.digest
        else file
        for file in results
    ]


def _may_be_idle(finding: Finding, deferred: Collection[str]) -> bool:
    """Whether a finding is about what happens where its code runs, or is called."""
    asks = finding.status is not Status.INFO
    return asks and (finding.announces in _LATER or finding.rule in deferred)


def _things(
    data: bytes, findings: Iterable[Finding], private: bool, deferred: Collection[str]
) -> Iterator[_Thing]:
    """What each finding is about: the constant it names, the function around it, and classes."""
    outline = Outline(data)
    for finding in findings:
        at = finding.start
        word = _WORD.match(data, at)
        names = outline.around(at)
        if finding.api in _CONSTANTS and word is not None and _is_defined(data, word):
            yield _Thing(at, word[0], finding.api == _MASK)
            names = outline.within(at)
        function = outline.function(at)
        head = (function.start, function.body) if function is not None else (0, 0)
        if private and (finding.rule not in deferred or _ON_DEVICE.search(outline.code, *head)):
            yield from (_Thing(at, name) for name in sorted(names))


def _is_defined(data: bytes, word: re.Match[bytes]) -> bool:
    """Whether a constant gets its value behind its name."""
    return _VALUE.match(data, word.end()) is not None


def _remarked(file: FileResult, idle: Mapping[int, str]) -> FileResult:
    edited = {edit.start for edit in file.edits}

    def said(finding: Finding) -> Finding:
        reason = idle.get(finding.start)
        if reason is None or finding.status is Status.INFO:
            return finding
        message = f"{reason}: {finding.message}"
        return replace(finding.remark, message=message)

    def counted(reference: Reference) -> Reference:
        return settled(reference, edited, UNMENTIONED) if reference.start in idle else reference

    return replace(
        file,
        findings=tuple(map(said, file.findings)),
        references=tuple(map(counted, file.references)),
    )
