"""What HIP has at each version, and how its calls may look, concluded from what sources declare.

Evidence and the spans of rows come in; the rows of ``rules/hip/surface`` go out, and what
contradicts the rows of ``rules/hip/names``. Nothing is read or written here.

- A name exists at a version where a source of that version declares it, or a row names it.
- It does not where a source lacks it that would have it. Bindings leave out macros, templates and
  inline functions, so they lack only what they declare at some other version.
- Where no source looked, a row decides; without one a name exists if it does just before or after.
- How many arguments a call may have is what all declarations of that version allow together. C
  bindings do not know C++'s overloads and default arguments: what headers of the nearest version
  allow beyond one number is added. Where two versions differ, the numbers of versions between them
  are not known. So it is for functions that C++ itself has overloads of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from migrate.rules.surface import NO_BOUND
from migrate.rules.tables import Version, version
from tests.surface import hip_surface
from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.evidence import BINDINGS, HEADERS_TABLE, SOURCES, Family, Item

# Folders of the include path by the tables that hold what is declared there.
_FOLDERS = {
    "cooperative_groups": ("hip",),
    "device": ("hip",),
    "hipblas": ("hipblas", "hipblas-common"),
    "hiprtc": ("hip",),
    "rocthrust": ("thrust",),
    "roctx": ("roctracer",),
    "runtime": ("hip",),
}
# Functions that C and C++ have too, with more overloads than HIP gives them.
_STANDARD = frozenset("abort abs clock free malloc max memcpy memset min printf".split())
_STANDARD_HEADER = "__clang_hip_"


class Span(NamedTuple):
    """Versions from ``since`` to before ``until``; empty for no bound."""

    since: str
    until: str

    def holds(self, number: Version) -> bool:
        return not (self.since and number < version(self.since)) and not (
            self.until and number >= version(self.until)
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rows name one target: their spans, and the table and the kind of the first."""

    family: str
    kind: str
    spans: tuple[Span, ...]


class Conflict(NamedTuple):
    """A row names a target that a source of this version lacks."""

    name: str
    number: str
    columns: tuple[str, ...]


class SurfaceLine(NamedTuple):
    """A row of the tables."""

    name: str
    kind: str
    least: str
    most: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Surface:
    """The tables by family, and what contradicts the rows."""

    families: Mapping[str, Sequence[SurfaceLine]]
    conflicts: Sequence[Conflict]


@dataclass(frozen=True)
class Facts:
    """All that the conclusions are drawn from. ``versions`` are in the order of time."""

    versions: tuple[str, ...]
    tables: Mapping[str, Family]
    wanted: Mapping[str, Wanted]

    @cached_property
    def numbers(self) -> tuple[Version, ...]:
        return tuple(map(version, self.versions))

    @cached_property
    def first(self) -> Mapping[str, Version]:
        """The version from which on the rows know anything of a family."""
        found: dict[str, Version] = {}
        for item in self.wanted.values():
            oldest = min(version(span.since) if span.since else () for span in item.spans)
            found[item.family] = min(found.get(item.family, oldest), oldest)
        return found


def conclude(known: Facts) -> Surface:
    """The tables, each sorted by name in byte order."""
    families: dict[str, list[SurfaceLine]] = {}
    conflicts: list[Conflict] = []
    homes = {name: family for family, table in known.tables.items() for name in table.items}
    for name in sorted({*homes, *known.wanted}):
        rows = known.wanted.get(name)
        family = homes.get(name) or (rows.family if rows else "")
        if family == HEADERS_TABLE:
            continue
        one = Name(known, name, family)
        families.setdefault(family, []).extend(one.lines())
        conflicts += one.conflicts()
    return Surface(families, conflicts)


@dataclass(frozen=True)
class Name:
    """One name, and what is known of it."""

    facts: Facts
    name: str
    family: str

    @cached_property
    def item(self) -> Item:
        table = self.facts.tables.get(self.family)
        empty = Item(self.rows.kind if self.rows else "", "", {})
        return table.items.get(self.name, empty) if table else empty

    @cached_property
    def rows(self) -> Wanted | None:
        return self.facts.wanted.get(self.name)

    @cached_property
    def is_bound(self) -> bool:
        if self.item.kind in ("macro", "namespace") or hip_surface.NOT_BOUND.search(self.name):
            return False
        return any(column.startswith(BINDINGS) for column in self.item.counts)

    @cached_property
    def lacking(self) -> tuple[tuple[str, ...], ...]:
        """For each version the sources that would have the name, and have not."""
        columns = self.facts.tables[self.family].columns if self.item.counts else ()
        if self.item.header:
            folders = {self.item.header.partition("/")[0]}
        else:
            folders = set(_FOLDERS.get(self.family, (self.family,)))
        return tuple(
            tuple(
                source.column
                for source in SOURCES
                if source.version == number
                and source.column in columns
                and not self.item.declares(source.column)
                and (
                    self.is_bound
                    if source.origin == BINDINGS
                    else source.whole and folders & set(source.folders)
                )
            )
            for number in self.facts.versions
        )

    @cached_property
    def declared(self) -> tuple[bool, ...]:
        """For each version whether a source has the name."""
        having = {source.version for source in SOURCES if self.item.declares(source.column)}
        return tuple(number in having for number in self.facts.versions)

    @cached_property
    def named(self) -> tuple[bool, ...]:
        """For each version whether a row has it as its target."""
        spans = self.rows.spans if self.rows else ()
        return tuple(any(span.holds(number) for span in spans) for number in self.facts.numbers)

    def conflicts(self) -> Iterator[Conflict]:
        for index, number in enumerate(self.facts.versions):
            if self.named[index] and not self.declared[index] and self.lacking[index]:
                yield Conflict(self.name, number, self.lacking[index])

    @cached_property
    def exists(self) -> tuple[bool, ...]:
        """For each version whether HIP has the name."""
        known = [self._known(index) for index in range(len(self.facts.versions))]
        return tuple(
            state if state is not None else _near(known, index) for index, state in enumerate(known)
        )

    def _known(self, index: int) -> bool | None:
        if self.declared[index] or self.named[index]:
            return True
        if self.lacking[index]:
            return False
        number = self.facts.numbers[index]
        if self.rows:
            starts = [version(span.since) if span.since else () for span in self.rows.spans]
            if number < min(starts):
                return False
            if not self.item.counts:
                return False
        elif number < self.facts.first.get(self.family, ()):
            return False
        return None

    @cached_property
    def counts(self) -> tuple[frozenset[Counts], ...]:
        """For each version what a call may have, as the sources of that version say."""
        found = []
        for index, number in enumerate(self.facts.versions):
            here = [
                source
                for source in SOURCES
                if source.version == number and self.item.declares(source.column)
            ]
            counts = frozenset[Counts]().union(
                *(self.item.counts[source.column] for source in here)
            )
            if counts and all(source.origin == BINDINGS for source in here):
                counts |= self._elastic(index)
            found.append(counts)
        return tuple(found)

    def _elastic(self, index: int) -> frozenset[Counts]:
        """What the nearest headers allow, if that is more than one number."""
        order = self.facts.versions
        near = sorted(
            (abs(order.index(source.version) - index), order.index(source.version), source.column)
            for source in SOURCES
            if source.origin != BINDINGS and self.item.declares(source.column)
        )
        counts = self.item.counts[near[0][2]] if near else frozenset[Counts]()
        single = len(counts) == 1 and all(fewest == most for fewest, most in counts)
        return frozenset() if single else counts

    @cached_property
    def calls(self) -> tuple[tuple[str, str], ...]:
        """For each version the fewest and the most arguments, empty where that is not known."""
        header = self.item.header
        standard = header.startswith(_STANDARD_HEADER) and not self.name.startswith("__")
        if standard or self.name in _STANDARD:
            return tuple(("", "") for _ in self.facts.versions)
        ranges = [_range(counts) for counts in self.counts]
        return tuple(item or _between(ranges, index) for index, item in enumerate(ranges))

    def lines(self) -> Iterator[SurfaceLine]:
        """The rows of the name: one for each stretch of versions with the same answer."""
        states = [
            call if exists else None for call, exists in zip(self.calls, self.exists, strict=True)
        ]
        begin = 0
        for index in range(1, len(states) + 1):
            if index < len(states) and states[index] == states[begin]:
                continue
            state = states[begin]
            if state is not None:
                since = self.facts.versions[begin] if begin else ""
                until = self.facts.versions[index] if index < len(states) else ""
                yield SurfaceLine(self.name, self.item.kind, *state, since, until)
            begin = index


def _near(known: Sequence[bool | None], index: int) -> bool:
    """Whether one of the nearest versions that are known has the name."""
    before = next((state for state in reversed(known[:index]) if state is not None), False)
    after = next((state for state in known[index:] if state is not None), False)
    return before or after


def _range(counts: frozenset[Counts]) -> tuple[str, str] | None:
    if not counts:
        return None
    most = max(count.most for count in counts)
    fewest = min(count.fewest for count in counts)
    return str(fewest), NO_BOUND if most >= ANY_NUMBER else str(most)


def _between(ranges: Sequence[tuple[str, str] | None], index: int) -> tuple[str, str]:
    """What the nearest known versions say, if they do not contradict each other."""
    before = next((item for item in reversed(ranges[:index]) if item), None)
    after = next((item for item in ranges[index:] if item), None)
    if before and after and before != after:
        return "", ""
    return before or after or ("", "")
