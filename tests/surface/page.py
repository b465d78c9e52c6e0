"""Write ``docs/surface.md`` and the README's block about it from the committed figures.

``python -m tests.surface.page`` writes both, with ``--check`` it only exits 1 where one is stale.
Nothing is downloaded: ``tests/surface/figures`` holds the results of the comparison.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.surface import cuda_surface, figures, hip_surface
from tests.surface.figures import Figures

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "surface.md"
README = ROOT / "README.md"
BEGIN = "<!-- surface: written by python -m tests.surface.page -->"
END = "<!-- /surface -->"

_INTRODUCTION = """\
# What the tables cover, and what is verified

`rules/cuda/` lists CUDA's public names, `rules/hip/names/` says what becomes of each on HIP. Both
are compared with the vendors' own declarations:

- a CUDA row with the headers in NVIDIA's wheels: the name is declared in the header that the row
  names, with the number of parameters that the row gives;
- a HIP row with AMD's bindings for HIP 6.2, 6.3, 6.4, 7.0, 7.1, 7.2 and 10.0, which declare the
  host API, and with Debian's headers of HIP 5.2: the target exists in each version for which the
  row holds, and takes as many arguments as CUDA's, or the row says how it differs.

Not checked are C++ templates and device functions that none of these declares, and some macros.
CUPTI, NVML, libcu++, NPP and other whole libraries without a counterpart are answered by prefix
(`rules/hip/families.csv`) and have no rows for HIP.

    SURFACE=large pytest -m surface              # compare (the wheels are several gigabytes)
    SURFACE=large pytest -m surface --update     # and rewrite the figures
    python -m tests.surface.page                 # rewrite this page
"""


class CudaLine(NamedTuple):
    """One line of the table about ``rules/cuda``."""

    library: str
    rows: int
    verified: int


class HipLine(NamedTuple):
    """One line of the table about ``rules/hip``, at the newest version."""

    library: str
    names: int
    exact: int
    renamed: int
    review: int
    none: int
    verified: int
    differ: int
    unchecked: int


class DifferentLine(NamedTuple):
    """One row whose target takes other arguments."""

    cuda: str
    hip: str
    arguments: str
    note: str


def cuda_lines(data: Figures) -> list[CudaLine]:
    """What there is and what is verified, by library, with a total."""
    lines = [
        CudaLine(library, len(cuda_surface.rows(library)), data.cuda.get(library, 0))
        for library in cuda_surface.libraries()
    ]
    return [*lines, CudaLine._make(_total(lines))]


def hip_lines(data: Figures) -> list[HipLine]:
    """What there is and what is verified, by library, with a total."""
    different = Counter(line["library"] for line in data.different)
    lines = []
    for library in hip_surface.libraries():
        count = hip_surface.statuses(library)
        verified, differ = data.hip.get(library, 0), different[library]
        split = tuple(count[name] for name in ("exact", "renamed", "review", "none"))
        unchecked = sum(split[:3]) - verified - differ
        line = (library, sum(split), *split, verified, differ, unchecked)
        lines.append(HipLine._make(line))
    return [*lines, HipLine._make(_total(lines))]


def _total(lines: Sequence[tuple[str | int, ...]]) -> tuple[str | int, ...]:
    _, *columns = zip(*lines, strict=True)
    return ("**all**", *(sum(int(value) for value in column) for column in columns))


def render_page(data: Figures) -> str:
    """The whole of ``docs/surface.md``."""
    different = [
        DifferentLine(f"`{line['cuda']}`", f"`{line['target']}`", line["reason"], line["note"])
        for line in data.different
    ]
    sections = (
        _INTRODUCTION,
        "## CUDA\n",
        *_table(CudaLine._fields, cuda_lines(data)),
        "\n## HIP, at the newest version\n",
        *_table(HipLine._fields, hip_lines(data)),
        "\n## Rows whose target takes other arguments\n",
        *_table(DifferentLine._fields, different),
    )
    return "\n".join(sections) + "\n"


def render_block(data: Figures) -> str:
    """The README's lines between the two markers."""
    cuda, hip = cuda_lines(data)[-1], hip_lines(data)[-1]
    with_target = hip.names - hip.none
    return f"""\
The tables hold {cuda.rows:,} CUDA names, {cuda.verified:,} of them verified in NVIDIA's headers.
Of the {hip.names:,} that have a row for HIP, {hip.exact:,} are kept, {hip.renamed:,} renamed,
{hip.review:,} need a look, and {hip.none:,} have no counterpart and say what to do instead.
{hip.verified + hip.differ:,} of the {with_target:,} targets are verified in AMD's declarations; the
others are device code and templates that these leave out
([library by library](docs/surface.md)).
"""


def _table(head: Sequence[str], lines: Iterable[Sequence[str | int]]) -> Iterator[str]:
    lines = list(lines)
    aligned = ("---:" if isinstance(cell, int) else "---" for cell in lines[0])
    yield f"| {' | '.join(head)} |"
    yield f"|{'|'.join(aligned)}|"
    for cells in lines:
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value.replace("|", "\\|")


def with_block(text: str, block: str) -> str:
    """``text`` with ``block`` between the markers; unchanged where it has no markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return f"{before}{begin}\n{block}{end}{after}" if begin and end else text


def stale(data: Figures) -> dict[Path, str]:
    """The files that are not as they should be, and what they should hold."""
    wanted = {PAGE: render_page(data)}
    if README.exists():
        wanted[README] = with_block(README.read_text("utf-8"), render_block(data))
    return {
        file: text
        for file, text in wanted.items()
        if not file.exists() or file.read_text("utf-8") != text
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.surface.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 when stale")
    check: bool = parser.parse_args(arguments).check
    changes = stale(figures.load())
    if check and changes:
        raise SystemExit(f"stale: {', '.join(file.name for file in changes)}; run {parser.prog}")
    for file, text in changes.items():
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
