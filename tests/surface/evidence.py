"""What AMD's headers and bindings declare, release by release, as committed tables.

``evidence/<family>.csv`` comes in and goes out: a row a name, with its kind and the header it is
in, and a column a source. A cell is empty where the source lacks the name, ``+`` where it has it,
or says how many arguments a call may have: ``2``, ``1-3``, ``2-*``, several for overloads. Nothing
is read or decided here: ``record`` reads the sources, ``target_surface`` draws the conclusions.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.surface import hip_surface
from tests.surface.declarations import ANY_NUMBER, Counts

FOLDER = Path(__file__).parent / "evidence"
_FIXED = ("name", "kind", "header")
BINDINGS = "bindings"
HEADERS_TABLE = "headers"  # the table of include paths


@dataclass(frozen=True, slots=True)
class Source:
    """One place that declares names of HIP, at one version of it.

    ``origin`` is ``bindings``, a distribution of Debian, or the name of a wheel. ``folders`` are
    those below the include folder that are read. ``whole`` says that a name which the source lacks
    is not in these folders at that version.
    """

    origin: str
    version: str
    folders: tuple[str, ...] = ()
    whole: bool = True

    @property
    def column(self) -> str:
        return f"{self.origin}-{self.version}"


CLANG = "clang"
TRITON = "triton"

HEADERS = (
    Source("bookworm", "5.2", ("hip",)),
    Source("bookworm", "5.3", ("hiprand", "hipsparse")),
    Source("trixie", "5.4", ("rccl",)),
    Source("trixie", "5.5", ("hipblas", "hipsolver")),
    Source("trixie", "5.7", ("hip", "hipcub", "hiprand", "hipsparse", "thrust")),
    Source("trixie", "6.1", ("hipfft",)),
    Source(TRITON, "6.1", ("hip", "roctracer")),
    Source(TRITON, "6.2", ("hip", "roctracer")),
    Source(
        "sid",
        "6.4",
        tuple(
            "hip hipblas hipcub hipfft hiprand hipsolver hipsparse miopen roctracer thrust".split()
        ),
    ),
    Source("sid", "7.1", ("hipblas-common", "hipblaslt")),
    Source(TRITON, "7.1", ("hip",), whole=False),
    Source(
        "experimental",
        "7.2",
        tuple(
            "hip hipblas hipblas-common hipblaslt hipcub hipfft hiprand hipsolver hipsparse"
            " hipsparselt miopen rccl roctracer thrust".split()
        ),
    ),
    # What the compiler itself declares: it is of no version of HIP.
    Source(CLANG, "5.2", ("",), whole=False),
)
SOURCES = (
    *HEADERS,
    *(Source(BINDINGS, number) for number in hip_surface.EARLIER),
    Source(BINDINGS, hip_surface.NEWEST_VERSION),
)


class Item(NamedTuple):
    """One name of the tables: what it is, and what each source has."""

    kind: str
    header: str
    counts: Mapping[str, frozenset[Counts]]  # by column; empty where it is declared and no call

    def declares(self, column: str) -> bool:
        return column in self.counts


class Family(NamedTuple):
    """One table: the sources that could have declared its names, and the names."""

    columns: tuple[str, ...]
    items: Mapping[str, Item]


def load(folder: Path = FOLDER) -> dict[str, Family]:
    """The committed tables by family."""
    return {file.stem: _load(file) for file in sorted(folder.glob("*.csv"))}


def _load(file: Path) -> Family:
    with file.open(encoding="utf-8", newline="") as handle:
        lines = csv.DictReader(handle)
        columns = tuple((lines.fieldnames or ())[len(_FIXED) :])
        items = {
            line["name"]: Item(
                line["kind"],
                line["header"],
                {column: parse(line[column]) for column in columns if line[column]},
            )
            for line in lines
        }
    return Family(columns, items)


def render(family: Family) -> str:
    """The text of a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_FIXED, *family.columns))
    for name, item in sorted(family.items.items()):
        cells = (
            spell(item.counts[column]) if item.declares(column) else "" for column in family.columns
        )
        writer.writerow((name, item.kind, item.header, *cells))
    return out.getvalue()


def spell(counts: Iterable[Counts]) -> str:
    """``2 4-5 6-*``; ``+`` for none."""
    return " ".join(_range(*count) for count in sorted(counts)) or "+"


def _range(fewest: int, most: int) -> str:
    if most >= ANY_NUMBER:
        return f"{fewest}-*"
    return str(fewest) if fewest == most else f"{fewest}-{most}"


def parse(cell: str) -> frozenset[Counts]:
    """What ``spell`` has written."""
    found = []
    for word in cell.removeprefix("+").split():
        low, dash, high = word.partition("-")
        most = ANY_NUMBER if high == "*" else int(high if dash else low)
        found.append(Counts(int(low), most))
    return frozenset(found)
