"""Every golden port that Debian's HIP can compile does compile (``-m hipcc``)."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.programs import PROGRAMS, Program

pytestmark = pytest.mark.hipcc

COMPILED = (".cu", ".cpp")
INCLUDE = Path("/usr/include")
PACKAGES = "hipcc libamdhip64-dev rocm-device-libs"

CASES = [
    pytest.param(program, path, id=f"{program.name}-{path.stem}")
    for program in PROGRAMS
    if program.hipcc
    for path in sorted(program.golden("hip").rglob("*"))
    if path.suffix in COMPILED
]


@pytest.mark.parametrize(("program", "path"), CASES)
def test_golden_port_compiles(program: Program, path: Path, tmp_path: Path) -> None:
    hipcc = shutil.which("hipcc")
    if hipcc is None:
        pytest.skip(f"hipcc is not installed (apt-get install {PACKAGES})")
    missing = [header for header in program.hip_headers if not (INCLUDE / header).is_file()]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")

    command = [hipcc, f"--offload-arch={program.hip_arch}", "-std=c++17", *program.hip_flags]
    command += ["-I", str(program.golden("hip")), "-c", str(path), "-o", str(tmp_path / "out.o")]
    environment = {**os.environ, "HIP_PLATFORM": "amd"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
