"""The results of the last comparison with the SDKs, as committed data.

``cuda.csv`` and ``hip.csv`` hold how many rows of each library were verified,
``hip_different.csv`` the rows whose target takes other arguments. The tests marked ``surface``
compare them with what they find, or rewrite them with ``--update``; the page that shows them reads
them offline.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "figures"
CUDA_COLUMNS = ("library", "verified")
HIP_COLUMNS = ("library", "verified")
DIFFERENT_COLUMNS = ("library", "cuda", "target", "reason", "note")


class Figures(NamedTuple):
    """Committed tables: counts by library, and lines."""

    cuda: dict[str, int]  # verified
    hip: dict[str, int]  # verified
    different: list[dict[str, str]]


def load(folder: Path = FOLDER) -> Figures:
    """The committed figures."""
    cuda, hip = (
        {line["library"]: int(line["verified"]) for line in _lines(folder / f"{stem}.csv")}
        for stem in ("cuda", "hip")
    )
    return Figures(cuda, hip, _lines(folder / "hip_different.csv"))


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def render(columns: tuple[str, ...], lines: Iterable[Iterable[object]]) -> str:
    """The text of a table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return out.getvalue()


def agree(stem: str, text: str, *, update: bool, folder: Path = FOLDER) -> bool:
    """Whether the committed table is ``text``; ``update`` makes it so first."""
    file = folder / f"{stem}.csv"
    if update:
        file.write_text(text, encoding="utf-8", newline="\n")
    return file.read_text(encoding="utf-8") == text
