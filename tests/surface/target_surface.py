"""Write ``rules/hip/surface``: what HIP declares at each version, and how its calls may look.

``python -m tests.surface.target_surface --write`` (or ``--check``) draws the conclusions from the
committed evidence (``evidence.py``) and from the rows of ``rules/hip/names``; it fetches nothing.

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

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from migrate.surface import COLUMNS, HEADER_COLUMNS, NO_BOUND
from migrate.tables import NameRow, Support, Version, version
from migrate.targets import read_target
from tests.surface import hip_surface
from tests.surface.declarations import ANY_NUMBER, Counts
from tests.surface.evidence import BINDINGS, HEADERS_TABLE, SOURCES, Family, Item, load

HIP = Path(__file__).parents[2] / "rules" / "hip"
TARGET = HIP / "surface"

# The table for a target that no source declares, by the table of its row; the others: device.
_HOMES = {
    "driver": "runtime",
    "fields": "runtime",
    "occupancy": "runtime",
    "runtime": "runtime",
    "cooperative_groups": "cooperative_groups",
    "cub": "hipcub",
    "cublas": "hipblas",
    "cublasLt": "hipblaslt",
    "cublasXt": "hipblas",
    "cudnn": "hipdnn",
    "cufft": "hipfft",
    "cufile": "hipfile",
    "curand": "hiprand",
    "curand_device": "hiprand",
    "cusolver": "hipsolver",
    "cusparse": "hipsparse",
    "cusparseLt": "hipsparselt",
    "cutensor": "hiptensor",
    "nccl": "rccl",
    "nvjitlink": "hiprtc",
    "nvrtc": "hiprtc",
    "nvtx": "roctx",
    "thrust": "rocthrust",
    "wmma": "rocwmma",
}
_KINDS = {"method": "function"}
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
_NO_NAMES = frozenset(("<<<",))
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
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)

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


def wanted(libraries: Iterable[str] | None = None) -> dict[str, Wanted]:
    """The targets of the rows, less macros that keep CUDA's name though HIP leaves them out."""
    found: dict[str, Wanted] = {}
    for library in libraries if libraries is not None else hip_surface.libraries():
        for rows in hip_surface.rows(library).values():
            for row in rows:
                if names_target(row):
                    home = _HOMES.get(library, "device")
                    kind = _KINDS.get(row.kind, row.kind)
                    old = found.get(row.target, Wanted(home, kind, ()))
                    spans = (*old.spans, Span(row.since, row.until))
                    found[row.target] = Wanted(old.family, old.kind, spans)
    return found


def names_target(row: NameRow) -> bool:
    """Whether the row says that HIP has a name."""
    if not row.target or row.support in (Support.NONE, Support.DROP):
        return False
    return row.target not in _NO_NAMES and not hip_surface.is_kept(row)


def facts() -> Facts:
    """Everything that is committed."""
    return Facts(read_target(HIP / "target.toml").versions, load(), wanted())


def conclude(known: Facts) -> Surface:
    """The tables, each sorted by name in byte order."""
    families: dict[str, list[SurfaceLine]] = {}
    conflicts: list[Conflict] = []
    homes = {name: family for family, table in known.tables.items() for name in table.items}
    homes.pop("", None)
    for name in sorted({*homes, *known.wanted}):
        rows = known.wanted.get(name)
        family = homes.get(name) or (rows.family if rows else "")
        if family == HEADERS_TABLE:
            continue
        one = _Name(known, name, family)
        families.setdefault(family, []).extend(one.lines())
        conflicts += one.conflicts()
    return Surface(families, conflicts)


@dataclass(frozen=True)
class _Name:
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


def render(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """The text of a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue()


def texts(known: Facts) -> dict[str, str]:
    """The tables by the stem of their file."""
    found = {family: render(COLUMNS, lines) for family, lines in conclude(known).families.items()}
    return {**found, HEADERS_TABLE: render(HEADER_COLUMNS, headers(known))}


def headers(known: Facts) -> Iterator[tuple[str, str, str]]:
    """The paths that a program can include."""
    wanted_headers = dict(_wanted_headers(known))
    both = Facts(known.versions, known.tables, wanted_headers)
    table = known.tables[HEADERS_TABLE].items if HEADERS_TABLE in known.tables else {}
    for path in sorted({*table, *wanted_headers}):
        for line in _Name(both, path, HEADERS_TABLE).lines():
            yield line.name, line.since, line.until


def _wanted_headers(known: Facts) -> Iterator[tuple[str, Wanted]]:
    """The headers of HIP's that CUDA's become; those of PyTorch and others are not HIP's."""
    folders = {path.partition("/")[0] for path in known.tables[HEADERS_TABLE].items}
    spans: dict[str, tuple[Span, ...]] = {}
    with (HIP / "headers.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            path = line["target"]
            own = path.partition("/")[0] in folders or path.startswith(("hip", "roc"))
            if own and "*" not in path and line["status"] not in ("none", "drop"):
                spans[path] = (*spans.get(path, ()), Span(line["since"], line["until"]))
    for path, found in spans.items():
        yield path, Wanted(HEADERS_TABLE, "header", found)


def stale(known: Facts, folder: Path = TARGET) -> list[str]:
    """Stems of the tables that are not what the facts say."""
    new = texts(known)
    old = {file.stem: file.read_text("utf-8") for file in folder.glob("*.csv")}
    return sorted(stem for stem in {*new, *old} if new.get(stem) != old.get(stem))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.surface.target_surface")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--write", action="store_true")
    group.add_argument("--check", action="store_true")
    write = parser.parse_args(arguments).write
    known = facts()
    changed = stale(known)
    for stem in changed if write else ():
        file = TARGET / f"{stem}.csv"
        text = texts(known).get(stem)
        if text is None:
            file.unlink()
        else:
            file.write_text(text, encoding="utf-8", newline="\n")
    for stem in changed:
        print(f"rules/hip/surface/{stem}.csv")  # noqa: T201
    return 1 if changed and not write else 0


if __name__ == "__main__":
    sys.exit(main())
