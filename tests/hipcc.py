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
