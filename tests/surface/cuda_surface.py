"""Compare the rows of ``rules/cuda`` with NVIDIA's own headers.

Rows and header texts come in; one ``Result`` a row goes out: verified, wrong and why, or not
checked and why. A name must be an identifier of the header its row names (of an older one when
the row says it was removed), and the row's parameter counts must be accepted by a declaration the
scan finds. ``sources`` fetches the wheels, the rest is pure.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from tests.surface import wheels
from tests.surface.declarations import Counts, Declarations, merge, read, read_cython
from tests.surface.wheels import Wheel

TABLES = Path(__file__).parents[2] / "rules" / "cuda"
NOT_NAMES = frozenset(("headers", "families"))

CURRENT = (
    Wheel(
        "nvidia-cuda-runtime", "13.5.37", "win_amd64"
    ),  # for the Direct3D headers; the next one wins
    Wheel("nvidia-cuda-runtime", "13.5.37"),
    Wheel("nvidia-cuda-crt", "13.5.37"),
    Wheel("nvidia-cuda-cccl", "13.3.5.0.6"),
    Wheel("nvidia-cuda-cupti", "13.5.25"),
    Wheel("nvidia-cuda-nvrtc", "13.5.37"),
    Wheel("nvidia-cuda-profiler-api", "13.5.25"),
    Wheel("nvidia-cufile", "1.20.0.107"),
    Wheel("nvidia-curand", "10.4.5.25"),
    Wheel("nvidia-nvjitlink", "13.5.37"),
    Wheel("nvidia-nvml-dev", "13.5.37"),
    Wheel("nvidia-nvtx", "13.5.25"),
)
CURRENT_LARGE = (
    Wheel("cutensor-cu13", "2.8.1"),
    Wheel("nvidia-cublas", "13.10.0.20"),
    Wheel("nvidia-cudnn-cu13", "9.28.0.42"),
    Wheel("nvidia-cufft", "12.5.0.14"),
    Wheel("nvidia-cusolver", "12.4.1.2"),
    Wheel("nvidia-cusparse", "12.9.4.2"),
    Wheel("nvidia-cusparselt-cu13", "0.10.0"),
    Wheel("nvidia-nccl-cu13", "2.32.3"),
)
OLDER = (
    Wheel("nvidia-cuda-cccl-cu11", "11.8.89.post1"),
    Wheel("nvidia-cuda-cccl-cu12", "12.9.27"),
    Wheel("nvidia-cuda-cupti-cu11", "11.8.87"),
    Wheel("nvidia-cuda-nvcc-cu11", "11.8.89"),
    Wheel("nvidia-cuda-runtime-cu11", "11.7.99"),
    Wheel("nvidia-cuda-runtime-cu11", "11.8.89"),
    Wheel("nvidia-cuda-runtime-cu12", "12.1.105"),
    Wheel("nvidia-cuda-runtime-cu12", "12.4.127"),
    Wheel("nvidia-cuda-runtime-cu12", "12.9.79"),
    Wheel("nvidia-nvtx-cu11", "11.8.86"),
)
OLDER_LARGE = (
    Wheel("nvidia-cublas-cu11", "11.11.3.6"),
    Wheel("nvidia-cuda-nvrtc-cu11", "11.8.89"),
    Wheel("nvidia-cudnn-cu11", "8.9.6.50"),
    Wheel("nvidia-cufft-cu11", "10.9.0.58"),
    Wheel("nvidia-cusolver-cu11", "11.4.1.48"),
    Wheel("nvidia-cusparse-cu11", "11.7.5.86"),
    Wheel("nvidia-cusparse-cu12", "12.5.10.65"),
)
BINDINGS = (Wheel("nccl4py", "0.6.0"), Wheel("nvmath-python", "1.0.0"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; ``params`` holds the fewest and the most, or nothing."""

    library: str
    name: str
    header: str
    params: tuple[int, ...]
    removed: str

    @property
    def identifier(self) -> str:
        return self.name.rpartition("::")[2].lstrip(".")


class Verdict(Enum):
    VERIFIED = "verified"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


class Result(NamedTuple):
    """What became of one row, and why when it is not verified."""

    row: Row
    verdict: Verdict
    reason: str = ""


class LibraryCount(NamedTuple):
    """Rows of one table, how many could be compared with something, how many of these agree."""

    library: str
    rows: int
    checked: int
    verified: int


class Headers:
    """Header texts by include path (the last one counts), each read when first asked for."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self._texts = dict(texts)
        self._read: dict[str, Declarations] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __contains__(self, header: object) -> bool:
        return header in self._texts

    def __getitem__(self, header: str) -> Declarations:
        if header not in self._read:
            self._read[header] = read(self._texts[header])
        return self._read[header]


@dataclass(frozen=True, slots=True)
class Sources:
    """What rows are compared with: headers of today, of older releases, and bindings."""

    current: Headers
    older: tuple[Headers, ...]
    bindings: Declarations


def sources(cache: Path, *, large: bool) -> Sources:
    """Fetch the wheels; ``large`` adds the ones of hundreds of megabytes."""

    def headers(*which: Wheel) -> Headers:
        return Headers(
            text for wheel in which for text in wheels.header_texts(wheels.fetch(wheel, cache))
        )

    texts = [
        text for wheel in BINDINGS for text in wheels.binding_texts(wheels.fetch(wheel, cache))
    ]
    return Sources(
        headers(*CURRENT, *(CURRENT_LARGE if large else ())),
        tuple(headers(wheel) for wheel in (*OLDER, *(OLDER_LARGE if large else ()))),
        merge(read_cython(text) for _, text in texts),
    )


def libraries(tables: Path = TABLES) -> tuple[str, ...]:
    """Stems of the tables that hold names."""
    return tuple(sorted({file.stem for file in tables.glob("*.csv")} - NOT_NAMES))


def rows(library: str, tables: Path = TABLES) -> tuple[Row, ...]:
    with (tables / f"{library}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(
                library,
                line["name"],
                line["header"],
                tuple(int(count) for count in line["params"].split("-") if count),
                line["removed"],
            )
            for line in csv.DictReader(file)
        )


def check(table: Iterable[Row], against: Sources) -> tuple[Result, ...]:
    """One result a row, in the order of the rows, which are those of one library."""
    table = tuple(table)
    names = sorted({row.header for row in table})
    releases = (against.current, *against.older)
    everywhere = merge(
        (
            against.bindings,
            *(release[name] for release in releases for name in names if name in release),
        )
    )
    return tuple(_check_row(row, against, everywhere) for row in table)


def count(results: Iterable[Result]) -> tuple[LibraryCount, ...]:
    """The figures of each library, by name."""
    totals: Counter[tuple[str, Verdict]] = Counter(
        (result.row.library, result.verdict) for result in results
    )
    return tuple(
        LibraryCount(
            library,
            sum(totals[library, verdict] for verdict in Verdict),
            totals[library, Verdict.VERIFIED] + totals[library, Verdict.WRONG],
            totals[library, Verdict.VERIFIED],
        )
        for library in sorted({library for library, _ in totals})
    )


def figures(against: Sources, tables: Path = TABLES) -> tuple[LibraryCount, ...]:
    """The counts of every table below ``tables``, for the page that shows them."""
    return count(
        result for library in libraries(tables) for result in check(rows(library, tables), against)
    )


def _check_row(row: Row, against: Sources, everywhere: Declarations) -> Result:
    if not row.header:
        return Result(row, Verdict.NOT_CHECKED, "the compiler provides it")
    present = (
        row.header in against.current and row.identifier in against.current[row.header].identifiers
    )
    if row.removed and present:
        return Result(row, Verdict.WRONG, f"{row.header} still has {row.identifier}")
    if not row.removed and row.header in against.current:
        if present:
            return _check_params(row, against.current[row.header], everywhere)
        return Result(row, Verdict.WRONG, f"{row.header} has no {row.identifier}")
    for release in against.older if row.removed else ():
        if row.header in release and row.identifier in release[row.header].identifiers:
            return _check_params(row, release[row.header], everywhere)
    if not row.removed and row.identifier in against.bindings.identifiers:
        return _check_binding(row, against.bindings)
    return Result(row, Verdict.NOT_CHECKED, f"no {row.header} that could have it")


def _check_binding(row: Row, bindings: Declarations) -> Result:
    """Bindings are of one release, so one of the row's counts is enough."""
    declared = bindings.counts(row.identifier)
    if not row.params or not declared or any(_accepts(declared, number) for number in row.params):
        return Result(row, Verdict.VERIFIED)
    return Result(row, Verdict.WRONG, f"bindings declare {row.identifier} with {_spell(declared)}")


def _check_params(row: Row, own: Declarations, everywhere: Declarations) -> Result:
    """Parameter counts may be spread over headers and releases, but for members of C++ classes."""
    declared = own.counts(row.identifier)
    if "::" not in row.name:
        declared |= everywhere.counts(row.identifier)
    if not declared or all(_accepts(declared, number) for number in row.params):
        return Result(row, Verdict.VERIFIED)
    return Result(row, Verdict.WRONG, f"{row.identifier} is declared with {_spell(declared)}")


def _accepts(declared: Iterable[Counts], number: int) -> bool:
    return any(fewest <= number <= most for fewest, most in declared)


def _spell(declared: Iterable[Counts]) -> str:
    ranges = (str(low) if low == high else f"{low}-{high}" for low, high in sorted(declared))
    return f"{' or '.join(ranges)} arguments"
