"""What the conditions of a file's branches come to on the target, as they stand and with edits.

What comes in are branches and what is known of macros; what goes out are conditions: whether each
holds on the host and on the device, and the edits with which it holds as it should. Nothing is
known here of what stands behind them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from migrate.model import Edit, Span
from migrate.regex import regex
from migrate.text.capabilities import Architecture, Decision
from migrate.text.conditions import Alternative, decided
from migrate.text.guards import Guards
from migrate.text.truths import ABSENT, UNKNOWN, Macro, Range, Truth, truth
from migrate.tree.scan import Scan

_NEWEST = 10**9  # above every version
_SOME = Macro(True, Range(1, _NEWEST - 1))  # a number that a version is compared with
_NAME = regex(r"[A-Za-z_]\w*")
_BY_NAME = frozenset({"ifdef", "ifndef", "elifdef", "elifndef"})

_WHOLE = 1000  # versions with their major and minor number in one
_EQUALS = regex(
    rb"\b(?P<name>(?:__)?CUDA\w*_VER(?:SION)?\w*|CUDA\w*_VERSION\w*)\s*==\s*(?P<number>\d+)\b"
)
_NOT_ALL = regex(rb"\|\||!|\?")


def is_one_release(text: bytes) -> bool:
    """Whether a condition holds for one release only: all of it has to, and it names its number."""
    if _NOT_ALL.search(text):
        return False
    asked = {match["name"]: int(match["number"]) for match in _EQUALS.finditer(text)}
    whole = any(number >= _WHOLE for number in asked.values())
    return whole or (any(asked.values()) and _parts(asked) >= {b"MAJOR", b"MINOR"})


def _parts(names: Iterable[bytes]) -> set[bytes]:
    return {part for name in names for part in (b"MAJOR", b"MINOR") if part in name}


@dataclass(frozen=True, slots=True)
class Condition:
    """A branch: whether it is compiled as it stands, and with ``edits``; ``settled``: these make it
    right. ``at`` are the marked uses in it.
    """

    branch: Alternative
    region: Span
    stands: Truth
    after: Truth
    settled: bool
    edits: tuple[Edit, ...]
    at: tuple[int, ...]
    own: tuple[int, ...]
    sides: tuple[Truth, Truth]

    @property
    def is_open(self) -> bool:
        """Whether it has uses that no edit settles."""
        return bool(self.at) and not self.settled


class Valuer:
    """Values the conditions of one file."""

    def __init__(self, scan: Scan, guards: Guards) -> None:
        self._scan, self._guards = scan, guards

    def condition(
        self,
        branch: Alternative,
        region: Span,
        at: tuple[int, ...],
        own: tuple[int, ...],
        on_device: bool,
    ) -> Condition:
        """A branch with its value; ``on_device``: edits make it hold there as it should."""
        stands = self._sides(branch, {}, on_device)
        same = _same(stands)
        whole = Condition(branch, region, same, same, True, (), at, own, stands)
        return self._edited(whole, on_device) if at else whole

    def newest(self, item: Condition) -> Condition:
        """The condition as if the target had what any version has."""
        return self._edited(item, False, _NEWEST)

    def _edited(self, whole: Condition, on_device: bool, least: int | None = None) -> Condition:
        branch = whole.branch
        releases = self._releases(branch.text)
        if least is not None:
            releases = [replace(item, least=least) for item in releases]
        made = [self._decision(branch, item) for item in releases]
        if any(item is None or not item.settled for item in made):
            return replace(whole, settled=False)
        edits = tuple(sorted({edit for item in made if item is not None for edit in item.edits}))
        there = {item.macro: Macro(True, Range(item.least, _NEWEST)) for item in releases}
        after = self._sides(branch, there if edits else {}, on_device)
        return replace(whole, after=_same(after), settled=True, edits=edits, sides=after)

    def _releases(self, text: str) -> list[Architecture]:
        compilers = self._guards.compilers
        names = dict.fromkeys(_NAME.findall(text))
        return [item for name in names if (item := compilers.release(name)) is not None]

    def _decision(self, branch: Alternative, release: Architecture) -> Decision | None:
        directive, data = branch.directive, self._scan.data
        if directive.keyword not in _BY_NAME:
            return decided(data, self._scan.branches.integers, directive, release)
        at = data.index(release.macro.encode(), directive.body)
        edit = Edit(at, at + len(release.macro), release.device.encode())
        return Decision(True, (edit,))

    def _sides(
        self, branch: Alternative, there: Mapping[str, Macro], on_device: bool
    ) -> tuple[Truth, Truth]:
        """Whether a condition holds on the host, and on the device, where its edits on the
        architecture make that known.
        """
        if branch.directive.keyword == "else":
            return True, True
        architecture = self._guards.compilers.architecture
        host = self._truth(branch, there)
        if architecture is None or not on_device:
            return host, host
        known = {architecture.macro: Macro(True, Range(architecture.least, math.inf))}
        return host, self._truth(branch, {**there, **known})

    def _truth(self, branch: Alternative, there: Mapping[str, Macro]) -> Truth:
        """Whether a condition holds on the target, where macros of CUDA's are as ``there`` says."""
        guards, branches = self._guards, self._scan.branches
        architecture = guards.compilers.architecture
        asks_for_a_release = bool(self._releases(branch.text))

        def known(name: str) -> Macro:
            if name in there:
                return there[name]
            if guards.is_given(name):
                return guards.known(name, True)
            if guards.compilers.release(name) is not None:
                return ABSENT
            if guards.is_absent(name):
                stays = branches.keeps(branch.directive, name)
                is_kept = stays or architecture is None or name == architecture.macro
                return UNKNOWN if guards.is_ported(name) and not is_kept else ABSENT
            value = guards.known(name, True)
            return _SOME if value is UNKNOWN and asks_for_a_release and "VERSION" in name else value

        return truth(branch.text, known)


def _same(sides: tuple[Truth, Truth]) -> Truth:
    return sides[0] if sides[0] is sides[1] else None


def regions(group: Sequence[Alternative]) -> list[Span]:
    """What stands in each branch; where there is no ``#else``, nothing stands in it."""
    spans = [Span(item.directive.end, item.end) for item in group]
    if group[-1].directive.keyword != "else":
        spans.append(Span(group[-1].end, group[-1].end))
    return spans


def compiled(truths: Sequence[Truth]) -> tuple[int | None, bool]:
    """Which branch is compiled, the one behind all where none of them is; and whether that is
    certain, and not only possible.
    """
    certain = True
    for at, each in enumerate(truths):
        if each is True:
            return at, certain
        certain = certain and each is False
        if each is None:
            return at, False
    return len(truths), certain


def left_out(conditions: Sequence[Condition]) -> list[Span]:
    """What stands in the branches that are compiled neither for the host nor for the device."""
    found = []
    taken = [False, False]
    for item in conditions:
        if all(done or holds is False for done, holds in zip(taken, item.sides, strict=True)):
            found.append(item.region)
        taken = [done or holds is True for done, holds in zip(taken, item.sides, strict=True)]
    return found
