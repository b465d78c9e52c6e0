"""The GPUs ported to decide which rules speak, and from which size on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model import UserError
from migrate.rules import ruleset
from migrate.rules.targetfiles import targets
from migrate.rules.targets import architectures
from migrate.run import run
from migrate.settings.config import Settings, load

SOURCE = """#include <cuda_runtime.h>
#define WARP_SIZE 32
__global__ void kernel(int *x) {
    int lane = threadIdx.x & 31;
    x[lane % WARP_SIZE] = __popc(__ballot(1));
}
"""
HIP = next(info for info in targets() if info.name == "hip")


def spoken(tmp_path: Path, *arch: str) -> set[str]:
    (tmp_path / "a.cu").write_text(SOURCE)
    report = run([tmp_path], Settings(jobs=1, arch=arch)).report
    found = {finding.rule for places in report.places.values() for finding in places}
    return {rule for rule in found if rule.startswith("cuda/wave/")}


def test_wavefronts_of_64(tmp_path: Path) -> None:
    wanted = {"cuda/wave/warp-constant", "cuda/wave/lane-arithmetic", "cuda/wave/ballot-bits"}
    assert spoken(tmp_path) == wanted
    assert spoken(tmp_path, "gfx90a") == wanted
    assert spoken(tmp_path, "gfx1100", "gfx942:xnack+") == wanted


def test_wavefronts_of_32(tmp_path: Path) -> None:
    assert spoken(tmp_path, "gfx1100") == set()
    assert spoken(tmp_path, "gfx1100", "gfx1201") == set()


def test_a_bound_is_that_of_the_smallest(tmp_path: Path) -> None:
    rule = tmp_path / "hip" / "area" / "big.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text(
        'title = "Big"\nmatch = "cudaBig($bytes)"\nmessage = "Too big"\n'
        '[where.bytes]\nabove = "lds"\n'
    )
    for arch, limit in ((("gfx950",), 163840), (("gfx950", "gfx90a"), 65536), ((), 65536)):
        (case,) = [
            case for _, case in ruleset.load("hip", [tmp_path], arch).cases(frozenset())["cudaBig"]
        ]
        assert [constraint.above for constraint in case.where] == [limit]


def test_an_unknown_architecture_is_refused_with_what_is_near() -> None:
    with pytest.raises(UserError) as refused:
        architectures(HIP, ["gfx90b"])
    assert "gfx90b" in refused.value.title
    assert "did you mean gfx9" in refused.value.advice


def test_it_is_typed_with_commas_and_written_as_a_list(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text('arch = ["gfx90a", "gfx1100"]\n')
    assert load(tmp_path).arch == ("gfx90a", "gfx1100")
    assert load(tmp_path, {"arch": "gfx942, gfx950"}).arch == ("gfx942", "gfx950")
    assert replace(load(tmp_path), arch=()).arch == ()
