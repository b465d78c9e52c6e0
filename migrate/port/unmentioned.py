"""Functions and constants that nothing in a tree mentions: what is said of them asks for nothing.

What comes in are the results of a tree, its files and who includes whom; what goes out are the
places in functions that no file of their units calls, and constants that none uses. Only what shows
when the code runs counts: what a compiler refuses, it refuses in a function that nobody calls, too,
unless it is for host and device and refused on one side. Kernels may be loaded by their names, and
headers for a library's users are for them. Nothing is removed, and names are ported as all others.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from migrate.model import Announces, FileResult, Finding, Reference, Span, Status
from migrate.port.unbuilt import settled
from migrate.text.blocks import Block, functions
from migrate.tree.index import TreeIndex

UNMENTIONED = "migrate/unmentioned"
_LATER = frozenset({Announces.VALUES, Announces.SPEED})
_TRIVIA = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'", re.DOTALL)
_DIRECTIVE = re.compile(rb"^[ \t]*#(?:[^\n\\]|\\\r?\n|\\)*", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")
_CALLED = re.compile(rb"(?<![\w~])([A-Za-z_]\w*)\s*\(")
# What is written like a call in the head of a function, and names none.
_NO_NAMES = frozenset(
    b"__attribute__ __launch_bounds__ __align__ alignas decltype noexcept __declspec defined "
    b"enable_if sizeof explicit requires".split()
)
# Heads of functions that others reach by no name of theirs, or from another unit.
_REACHED = re.compile(rb"\b(?:__global__|extern|virtual|override|operator|main|friend|EXPORT\w*)\b")
_OWN_UNIT = re.compile(rb"\b(?:__device__|static|inline|__inline__|__forceinline__|template)\b")
_ON_DEVICE = re.compile(rb"\b__device__\b")
_VALUE = re.compile(rb"(?:\(\w*\))?\s*(?:=|\{|\(?(?:32|5|1\s*<<\s*5)\b)")
_CONSTANT = "warp size"  # what a finding on a constant is called by


class Idle(NamedTuple):
    """What nothing mentions in a file of these bytes: by where a finding stands."""

    digest: bytes
    names: Mapping[int, str]


class _Thing(NamedTuple):
    """A function or constant that a finding is about, and how often its file defines it."""

    at: int
    name: bytes
    definitions: int


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
            if _may_be_idle(item, deferred) and (private or item.api == _CONSTANT)
        ]
        if asking:
            found = list(_things(read(file.path), asking, private, deferred))
            if found:
                things[file.path], digests[file.path] = found, file.digest
    wanted = frozenset(thing.name for found in things.values() for thing in found)
    units = {path: index.around((path,)) | {path} for path in things}
    files = sorted({one for unit in units.values() for one in unit}) if wanted else []
    counts = {path: _mentions(read(path), wanted) for path in files}
    idle = {}
    for path, found in things.items():
        names = {
            thing.at: thing.name.decode("utf-8", "replace")
            for thing in found
            if sum(counts[one][thing.name] for one in units[path]) <= thing.definitions
        }
        if names:
            idle[path] = Idle(digests[path], names)
    return idle


def with_unmentioned(
    results: Sequence[FileResult], idle: Mapping[str, Idle]
) -> Sequence[FileResult]:
    """The ``results``, in which what is said of such functions and constants is a remark."""
    none = Idle(b"", {})
    return [
        _remarked(file, told.names)
        if (told := idle.get(file.path, none)).names and told.digest == file.digest
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
    """What each finding is about: the constant it names, or the function around it."""
    code = _DIRECTIVE.sub(_blank, _TRIVIA.sub(_blank, data))
    blocks = list(functions(code, Span(0, len(code))))
    starts = [block.start for block in blocks]
    named = [_name(code, block) for block in blocks]
    defined = Counter(named)
    for finding in findings:
        at = bisect_right(starts, finding.start) - 1
        inside = at >= 0 and finding.start < blocks[at].end
        word = _WORD.match(data, finding.start)
        if finding.api == _CONSTANT and word is not None and _is_defined(data, word):
            yield _Thing(finding.start, word[0], 1)
        elif not (private and inside and named[at]):
            continue
        elif finding.rule not in deferred or _ON_DEVICE.search(code, *blocks[at][:2]):
            yield _Thing(finding.start, named[at], defined[named[at]])


def _is_defined(data: bytes, word: re.Match[bytes]) -> bool:
    """Whether a constant gets its value behind its name."""
    return _VALUE.match(data, word.end()) is not None


def _name(code: bytes, block: Block) -> bytes:
    """The name of a function; nothing for what others reach by something else."""
    head = code[block.start : block.body]
    if _REACHED.search(head) or not _OWN_UNIT.search(head):
        return b""
    names = (match[1] for match in _CALLED.finditer(head))
    return next((name for name in names if name not in _NO_NAMES), b"")


def _mentions(data: bytes, wanted: Collection[bytes]) -> Counter[bytes]:
    """How often each of the words is in a file, but in comments."""
    if not any(word in data for word in wanted):
        return Counter()
    code = _TRIVIA.sub(lambda item: b" " if item[0].startswith(b"/") else item[0], data)
    return Counter(word for word in _WORD.findall(code) if word in wanted)


def _blank(match: re.Match[bytes]) -> bytes:
    return re.sub(rb"[^\n]", b" ", match[0])


def _remarked(file: FileResult, idle: Mapping[int, str]) -> FileResult:
    edited = {edit.start for edit in file.edits}

    def said(finding: Finding) -> Finding:
        name = idle.get(finding.start)
        if name is None or finding.status is Status.INFO:
            return finding
        message = f"nothing in this tree uses {name}: {finding.message}"
        return replace(finding.remark, message=message)

    def counted(reference: Reference) -> Reference:
        return settled(reference, edited, UNMENTIONED) if reference.start in idle else reference

    return replace(
        file,
        findings=tuple(map(said, file.findings)),
        references=tuple(map(counted, file.references)),
    )
