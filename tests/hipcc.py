"""A source compiled by Debian's hipcc, which has HIP 5.2. What comes in is a source for HIP, what
goes out is what the compiler says of it; a test is skipped where there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HELPERS = Path(__file__).parent.parent / "rules" / "hip" / "helpers"


def compiled(source: Path, gpu: str, folder: Path, *options: str) -> str:
    """What hipcc says of a source, which it takes."""
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    command = ["hipcc", "-std=c++17", "-Wno-unused-command-line-argument", *options]
    command += [f"--offload-arch={gpu}", f"-I{HELPERS}", "-x", "hip", "-c", str(source)]
    made = subprocess.run(
        [*command, "-o", str(folder / "made.o")],
        env={**os.environ, "HIP_PLATFORM": "amd"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stderr


CLANG = "clang++-22"
# What Debian's headers of HIP 5.2 ask of a compiler of that time.
_OLDER = {
    "__AMDGCN_WAVEFRONT_SIZE": "64",
    "__llvm_amdgcn_rcp_f16": "__builtin_amdgcn_rcph",
    "__llvm_amdgcn_rcp_2f16(x)": "x.data",
}


def assembled(source: Path, gpu: str, folder: Path) -> str:
    """What a newer clang says of a source, which it makes into a GPU's assembly: it knows GPUs that
    came after hipcc 5.2. Nothing is linked.
    """
    if shutil.which(CLANG) is None or not Path("/usr/include/hip/hip_runtime.h").is_file():
        pytest.skip(f"{CLANG} or HIP's headers are not installed")
    defined = {**_OLDER, "__AMDGCN_WAVEFRONT_SIZE": "64" if gpu.startswith("gfx9") else "32"}
    command = [CLANG, "-std=c++17", "-Wall", "-Wextra", "-x", "hip", f"--offload-arch={gpu}"]
    command += ["--cuda-device-only", "-S", "--rocm-path=/usr", "-nogpulib", f"-I{HELPERS}"]
    command += ["-D__HIP_PLATFORM_AMD__"]
    command += [f"-D{name}={value}" for name, value in defined.items()]
    made = folder / "made.s"
    done = subprocess.run(
        [*command, str(source), "-o", str(made)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"{gpu}" in made.read_text()
    return done.stderr
