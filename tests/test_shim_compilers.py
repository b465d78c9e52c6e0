"""The corpus as one code base: the same sources compile for HIP (``-m hipcc``) and with nvcc
(``-m nvcc``), as far as the programs did before.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.files.discover import roots
from migrate.files.write import write_in_place
from migrate.report.helpers import with_helpers
from migrate.run import run
from migrate.settings.config import Settings
from migrate.shim.runs import as_one_code_base
from tests.programs import PROGRAMS, Program
from tests.test_hipcc import DEBIAN, INCLUDE, PACKAGES
from tests.test_nvcc import COMPILED, NOT_FOUND, wheel_includes

OUTPUT = "out.o"


def units(program: Program, folder: Path) -> list[Path]:
    """The sources of a program that are compiled, as one code base."""
    tree = folder / "src"
    shutil.copytree(program.sources, tree)
    settings = Settings(to=f"hip@{DEBIAN}", arch=(program.hip_arch,), shim=True, jobs=1)
    done = as_one_code_base(run([tree], settings), [tree], settings)
    write_in_place(*with_helpers(done.report, done.files, done.rules.info, roots([tree])))
    return [path for path in sorted(tree.rglob("*")) if path.suffix in COMPILED]


def compiled(command: list[str], unit: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [*command, "-I", str(folder / "src"), str(unit), "-o", str(folder / OUTPUT)]
    environment = {**os.environ, "HIP_PLATFORM": "amd"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.hipcc
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_one_code_base_compiles_for_hip(program: Program, tmp_path: Path) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip(f"hipcc is not installed (apt-get install {PACKAGES})")
    missing = [header for header in program.hip_headers if not (INCLUDE / header).is_file()]
    if not program.hipcc or missing:
        pytest.skip(program.reason or f"{', '.join(missing)} is not installed")
    for unit in units(program, tmp_path):
        device = ["-x", "hip", f"--offload-arch={program.hip_arch}"]
        options = device if unit.suffix == ".cu" else ["-D__HIP_PLATFORM_AMD__"]
        command = ["hipcc", "-w", "-c", "-std=c++17", *program.hip_flags, *options]
        done = compiled(command, unit, tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.nvcc
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_one_code_base_compiles_for_cuda(program: Program, tmp_path: Path) -> None:
    if shutil.which("nvcc") is None:
        pytest.skip("nvcc is not installed")
    for unit in units(program, tmp_path):
        command = ["nvcc", "-arch=sm_80", "-std=c++17"]
        for include in wheel_includes():
            command += ["-isystem", str(include)]
        done = compiled([*command, *(program.nvcc_flags or ["-c"])], unit, tmp_path)
        absent = NOT_FOUND.search(done.stderr)
        if absent and program.links:
            pytest.skip(f"{absent[1]} ({', '.join(program.links)}) is not installed")
        assert done.returncode == 0, done.stderr
