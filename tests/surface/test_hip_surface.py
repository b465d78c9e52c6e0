"""Every row of ``rules/hip`` agrees with AMD's declarations (``-m surface``; downloads 12 MB once).

``SURFACE=large`` in the environment adds the bindings of HIP 6.2 to 7.2 (340 MB): each row is then
checked at each of these versions too, which proves ``since`` and ``until``. ``--update`` rewrites
the committed figures, for which both the large set and Debian's HIP headers are needed.
"""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from migrate.rules.tables import NameRow, Support
from tests.surface import cuda_surface, figures, hip_surface, wheels
from tests.surface.declarations import Declarations
from tests.surface.hip_surface import Result, Sources, Verdict

pytestmark = pytest.mark.surface

LARGE = os.environ.get("SURFACE") == "large"


@pytest.fixture(scope="session")
def sources() -> Sources:
    return hip_surface.sources(wheels.cache(), large=LARGE)


@pytest.fixture(scope="session")
def results(sources: Sources) -> dict[str, tuple[Result, ...]]:
    return {library: hip_surface.check(library, sources) for library in hip_surface.libraries()}


@pytest.mark.parametrize("library", hip_surface.libraries())
def test_rows_agree_with_the_declarations(
    library: str, results: dict[str, tuple[Result, ...]]
) -> None:
    wrong = [result for result in results[library] if result.verdict is Verdict.WRONG]
    assert not [f"{result.row.cuda}: {result.reason}" for result in wrong]


@pytest.mark.parametrize("library", sorted(hip_surface.BOUND))
def test_most_host_names_are_compared(library: str, results: dict[str, tuple[Result, ...]]) -> None:
    compared = [r for r in results[library] if r.verdict is not Verdict.NOT_CHECKED]
    assert len(compared) >= 0.5 * len(results[library]), "the wheels no longer hold the names"


def test_figures_are_current(
    sources: Sources, results: dict[str, tuple[Result, ...]], update: bool
) -> None:
    if not LARGE or not sources.debian.identifiers:
        pytest.skip("needs SURFACE=large and Debian's HIP headers")
    verified = [
        (library, sum(result.verdict is Verdict.VERIFIED for result in found))
        for library, found in results.items()
    ]
    different = [
        (library, result.row.cuda, result.row.target, result.reason, result.row.note)
        for library, found in results.items()
        for result in found
        if result.verdict is Verdict.DIFFERENT
    ]
    cuda = cuda_surface.figures(cuda_surface.sources(wheels.cache(), large=True))
    tables = {
        "cuda": figures.render(figures.CUDA_COLUMNS, [(c.library, c.verified) for c in cuda]),
        "hip": figures.render(figures.HIP_COLUMNS, verified),
        "hip_different": figures.render(figures.DIFFERENT_COLUMNS, different),
    }
    changed = [stem for stem in tables if not figures.agree(stem, tables[stem], update=update)]
    assert not changed, "run again with --update"


def _row(**changes: str) -> NameRow:
    row = NameRow(
        "cudaFree",
        "hipFree",
        "function",
        Support.RENAMED,
        "",
        "",
        "",
        "runtime",
        "hip/names/runtime",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (_row(), ""),
        (_row(target="hipFreeNothing", since="7.2"), "does not declare hipFreeNothing"),
        (_row(cuda="cudaMemcpy"), "1, CUDA 4"),
    ],
)
def test_a_wrong_row_is_found(row: NameRow, reason: str, sources: Sources) -> None:
    found = [r.reason for r in hip_surface.check_row([row], sources) if r.verdict is Verdict.WRONG]
    assert len(found) == bool(reason)
    assert reason in "".join(found)


def test_a_row_valid_too_early_is_found() -> None:
    new = Declarations(frozenset({"hipFree"}))
    against = Sources(new, {"7.0": Declarations()}, Declarations(), new.identifiers)
    (early,) = hip_surface.check_row([_row()], against)
    (right,) = hip_surface.check_row([_row(since="7.1")], against)
    assert early.reason == "HIP 7.0 does not declare hipFree"
    assert right.verdict is Verdict.VERIFIED
