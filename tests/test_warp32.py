"""The header of ports with ``--warp 32``: its functions are CUDA's by value, on a wavefront of 64 and
of 32 lanes that ``tests/warp32/wavefront.hpp`` simulates, and its forms compile for both (``-m
hipcc``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).parent / "warp32"
HEADER = Path(__file__).parent.parent / "rules" / "hip" / "helpers" / "warp32.hpp"


def compared(header: Path, folder: Path) -> str:
    """What the program says that compares the functions of a header with CUDA's."""
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    program = folder / "values"
    command = ["g++", "-std=c++17", "-O0", "-Wall", "-Wextra", "-Werror", f"-I{PROGRAMS}"]
    command += [f"-I{header.parent}", '-DWARP32_HARDWARE="wavefront.hpp"']
    command += [str(PROGRAMS / "values.cpp"), "-o", str(program)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return subprocess.run([program, "6"], capture_output=True, text=True, check=False).stdout


def test_each_function_is_cudas_by_value(tmp_path: Path) -> None:
    assert re.fullmatch(r"[1-9]\d{4,} compared, 0 differ\n", compared(HEADER, tmp_path))


MUTANTS = {
    "a vote of both halves": (">> (hardware::lane() & 32u)", ">> 0", "ballot"),
    "a read from the first half": ("(lane & 31u) | (hardware::lane() & 32u)", "lane & 31u", "shfl"),
    "a mask that is not asked": ("return same & mask;", "return same;", "match_any_sync"),
    "a width that is not asked": ("c >> 8 & 31u", "0", "source_idx"),
    "no barrier of a warp": ("{ hardware::fence(); }", "{}", "a scan"),
    "ranks that are lanes": ("return ranks(ballot_sync(", "return (ballot_sync(", "group.ballot"),
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_function_that_is_not_differs(mutant: str, tmp_path: Path) -> None:
    text = HEADER.read_text()
    before, after, told = MUTANTS[mutant]
    assert text.count(before) == 1
    made = tmp_path / HEADER.name
    made.write_text(text.replace(before, after))
    said = compared(made, tmp_path)
    assert f"{told}: thread" in said


@pytest.mark.hipcc
@pytest.mark.parametrize("gpu", ["gfx90a", "gfx1030"])
def test_each_form_compiles_without_a_warning(gpu: str, tmp_path: Path) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    command = ["hipcc", "-std=c++17", "-Wall", "-Wextra", "-Wno-unused-command-line-argument"]
    command += [f"--offload-arch={gpu}", f"-I{HEADER.parent}", "-c", str(PROGRAMS / "forms.hip")]
    made = subprocess.run(
        [*command, "-o", str(tmp_path / "forms.o")],
        env={**os.environ, "HIP_PLATFORM": "amd"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert "warning" not in made.stderr
