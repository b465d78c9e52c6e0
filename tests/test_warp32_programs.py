"""The warp programs of the corpus, ported with ``--warp 32``, run on a simulated wavefront of 64
and of 32 lanes and find their own results right.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.run import run
from migrate.settings.config import FileOptions, LaunchSyntax, Settings, Warp
from tests.programs import CORPUS

HOST = Path(__file__).parent / "warp32"
HELPERS = Path(__file__).parent.parent / "rules" / "hip" / "helpers"
WIDTHS = pytest.mark.parametrize("width", [64, 32])


def ported(name: str) -> str:
    path = CORPUS / name / "cuda" / f"{name}.cu"
    options = FileOptions(launch_syntax=LaunchSyntax.MACRO)
    settings = Settings(to="hip", warp=Warp.LANES_32, options=options, jobs=1)
    (file,) = run([path], settings).report.files
    assert file.content is not None
    return file.content.decode()


def said(text: str, width: int, folder: Path, helpers: Path = HELPERS) -> str:
    """What a program prints that runs on wavefronts of so many lanes."""
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    source, program = folder / "ported.cpp", folder / "program"
    source.write_text(text)
    command = ["g++", "-std=c++17", "-O0", "-Wno-unknown-pragmas", f"-DWAVEFRONT={width}"]
    command += ['-DWARP32_HARDWARE="wavefront.hpp"', f"-I{HOST / 'host'}", f"-I{HOST}"]
    command += [f"-I{helpers}", str(source), "-o", str(program)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return subprocess.run([program], capture_output=True, text=True, check=False).stdout


@WIDTHS
@pytest.mark.parametrize(
    "name",
    [
        "warp_compaction",
        "cooperative_groups_reduce",
        "inline_ptx",
        pytest.param("reduction_shuffle", marks=pytest.mark.slow),
    ],
)
def test_a_warp_program_finds_its_result_right(name: str, width: int, tmp_path: Path) -> None:
    assert said(ported(name), width, tmp_path) == f"{name}: ok\n"


def with_barriers(text: str) -> str:
    """The program after a person did what is advised of shared memory: what others read and what
    they write has a barrier of the warp between.
    """
    step = re.compile(r"shared\[tid\] \+= shared\[tid \+ (\d+)\];")
    text, count = step.subn(
        r"{ const int other = shared[tid + \1]; warp32::syncwarp(); shared[tid] += other; }"
        r" warp32::syncwarp();",
        text,
    )
    assert count == 6
    return text


@WIDTHS
def test_memory_without_barriers_is_wrong_until_the_advice_is_followed(
    width: int, tmp_path: Path
) -> None:
    text = ported("warp_assumptions")
    assert said(text, width, tmp_path).startswith("warp_assumptions: FAILED")
    assert said(with_barriers(text), width, tmp_path) == "warp_assumptions: ok\n"


def test_a_vote_of_both_halves_makes_a_program_wrong(tmp_path: Path) -> None:
    header = (HELPERS / "warp32.hpp").read_text()
    wrong = header.replace(">> (hardware::lane() & 32u)", ">> 0")
    assert wrong != header
    (tmp_path / "warp32.hpp").write_text(wrong)
    assert "ok" not in said(ported("warp_compaction"), 64, tmp_path, tmp_path)
