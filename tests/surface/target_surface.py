"""Write ``rules/hip/surface``: what HIP declares at each version, and how its calls may look.

``python -m tests.surface.target_surface --write`` (or ``--check``) draws the tables from what is
committed: the evidence (``evidence``) and the rows of ``rules/hip``. How is in ``conclusions``. It
fetches nothing, and it changes no other table.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from migrate.rules.surface import COLUMNS, HEADER_COLUMNS
from migrate.rules.tables import NameRow, Support
from migrate.rules.targetfiles import read_target
from tests.surface import hip_surface
from tests.surface.conclusions import Facts, Name, Span, Wanted, conclude
from tests.surface.evidence import HEADERS_TABLE, load

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
_NO_NAMES = frozenset(("<<<",))


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
        for line in Name(both, path, HEADERS_TABLE).lines():
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
