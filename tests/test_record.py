"""Goldens of what the originals print: how they are recorded, and with what they are linked."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.rules.ruleset import load
from migrate.rules.targetfiles import targets
from migrate.rules.targets import cuda_libraries, linked, rules_folder
from migrate.settings import config
from migrate.verification.original import find_original, original_of
from migrate.verification.units import Unit
from tests import record
from tests.programs import PROGRAMS, Program, files
from tests.standin import HAS_GXX, compilers

pytestmark = pytest.mark.commands
INCLUDE = re.compile(rb"^#include <([^>]+)>", re.MULTILINE)
ORIGINAL = """\
#include <cuda_runtime.h>
#include <cstdio>
int main() { void* p; cudaMalloc(&p, 4); std::puts("made: ok"); return cudaFree(p); }
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program of its own as the only one, and nvcc's stand-in first on the search path."""
    if not HAS_GXX:
        pytest.skip("g++ is not installed")
    compilers(tmp_path / "sdk")
    monkeypatch.setenv("CUDA_PATH", str(tmp_path / "sdk/cuda"))
    folder = tmp_path / "made"
    (folder / "cuda").mkdir(parents=True)
    (folder / "cuda/made.cu").write_text(ORIGINAL)
    program = Program(folder, "Made", "Made for a test", ())
    monkeypatch.setattr(record, "PROGRAMS", (program,))
    return program


def test_a_program_is_recorded(made: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert record.main([]) == 0
    assert made.expected.read_text() == "made: ok\n"
    assert capsys.readouterr().out == "made: recorded\n"


def test_without_a_gpu_nothing_is_recorded_and_that_is_said(
    made: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_DEVICES", "0")
    assert record.main(["made"]) == 1
    assert not made.expected.exists()
    assert "made: error: --record: no GPU of NVIDIA's is here" in capsys.readouterr().out


def test_what_varies_is_left_out_with_its_reason(
    made: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "PROGRAMS", (replace(made, varies="it prints the time"),))
    assert record.main([]) == 0
    assert not made.expected.exists()
    assert capsys.readouterr().out == "made: it prints the time\n"
    assert record.main(["gone"]) == 2


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_the_libraries_of_a_program_are_derived(program: Program) -> None:
    text = b"\n".join(files(program.sources).values())
    headers = [path.decode() for path in INCLUDE.findall(text)]
    derived = set(linked(headers, cuda_libraries()))
    assert derived >= set(program.links)
    assert derived - set(program.links) <= {"dl", "cuda"}


def test_headers_that_are_linked_with_something_are_cudas() -> None:
    with (rules_folder() / "cuda/headers.csv").open(encoding="utf-8", newline="") as file:
        known = {row["header"] for row in csv.DictReader(file)}
    assert set(cuda_libraries()) - known == {"dlfcn.h"}


def test_headers_of_a_target_that_are_linked_with_something_are_its_own() -> None:
    (info,) = (target for target in targets() if target.name == "hip")
    headers = load("hip").target_headers
    own = headers | {f"{path.rpartition('/')[0]}/*" for path in headers}
    for header in ("hipblas/*", "hipfft/*", "hiprand/*", "hipsparse/*", "hip/hiprtc.h"):
        assert header in own
        assert info.libraries[header]
    libraries = ["hipblas/hipblas.h", "hiprand/hiprand_kernel.h", "hip/hip_runtime.h", "vector"]
    assert linked(libraries, info.libraries) == ("hipblas", "hiprand")


def test_no_program_is_run_that_a_tree_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("theirs", "mine"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "bin/nvcc").write_text("#!/bin/sh\n")
        (tmp_path / name / "bin/nvcc").chmod(0o755)
    (tmp_path / "migrate.toml").write_text('cuda-path = "theirs"\n')
    for name in ("CUDA_PATH", "CUDA_HOME", "PATH"):
        monkeypatch.delenv(name, raising=False)
    assert original_of(config.load(tmp_path).semantic) is None
    typed = original_of(config.load(tmp_path, {"cuda-path": tmp_path / "mine"}).semantic)
    assert typed is not None
    assert typed.command == str(tmp_path / "mine/bin/nvcc")
    monkeypatch.setenv("CUDA_PATH", str(tmp_path / "mine"))
    assert original_of(config.load(tmp_path).semantic) == typed


@pytest.mark.nvcc
@pytest.mark.skipif(shutil.which("nvcc") is None, reason="nvcc is not installed")
def test_nvcc_links_device_code_of_several_units(tmp_path: Path) -> None:
    """A first try, of each unit by itself, misses a function; no GPU is needed to build."""
    (program,) = (item for item in PROGRAMS if item.name == "separable_library")
    sources = sorted(map(str, program.sources.glob("*.cu")))
    original = find_original([])
    assert original is not None
    units = [Unit(source, source, source, (), (), ()) for source in sources]
    answer = original.build(units, tmp_path / "program", (), 2, 300.0)
    assert answer.code == 0, answer.text
    assert (tmp_path / "program").is_file()
