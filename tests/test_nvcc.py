"""Every program compiles as it was written (``-m nvcc``): what the corpus ports is real CUDA.

Headers of the libraries that a bare nvcc lacks are taken from NVIDIA's wheels, where these are
installed beside the tests (``pip install nvidia-cublas nvidia-curand ...``).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import PROGRAMS, Program

pytestmark = pytest.mark.nvcc

COMPILED = (".cu", ".cpp")
NOT_FOUND = re.compile(r"fatal error: (\S+): No such file or directory")

CASES = [
    pytest.param(program, path, id=f"{program.name}-{path.stem}")
    for program in PROGRAMS
    for path in sorted(program.sources.rglob("*"))
    if path.suffix in COMPILED
]


@pytest.mark.parametrize(("program", "path"), CASES)
def test_original_compiles(program: Program, path: Path, tmp_path: Path) -> None:
    nvcc = shutil.which("nvcc")
    if nvcc is None:
        pytest.skip("nvcc is not installed")
    command = [nvcc, "-arch=sm_80", "-std=c++17", "-I", str(program.sources)]
    for include in wheel_includes():
        command += ["-isystem", str(include)]
    command += [*(program.nvcc_flags or ["-c"]), str(path), "-o", str(tmp_path / "out.o")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    absent = NOT_FOUND.search(done.stderr)
    if absent and program.links:
        pytest.skip(f"{absent[1]} ({', '.join(program.links)}) is not installed")
    assert done.returncode == 0, done.stderr


def wheel_includes() -> list[Path]:
    """The include folders of NVIDIA's wheels, searched after nvcc's own."""
    return [found for entry in sys.path for found in sorted(Path(entry).glob("nvidia/*/include"))]
