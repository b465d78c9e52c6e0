"""The whole corpus, verified with Debian's compiler of HIP 5.2 (``-m hipcc``): what ``hipcc`` in
``meta.toml`` says compiles does, and what does not was announced.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from migrate.proof import UnitOutcome, Verification
from migrate.rules.ruleset import load
from migrate.rules.surface import Surface
from migrate.run import run
from migrate.settings.config import Settings
from migrate.verification import Wanted, verify
from migrate.verification.standins import stand_in
from tests.programs import PROGRAMS, Program

pytestmark = pytest.mark.hipcc

INCLUDE = Path("/usr/include")
PACKAGES = "hipcc libamdhip64-dev rocm-device-libs"
DEBIAN = "5.2"


def verified(program: Program) -> Verification:
    """The verification of a program's port for the version that Debian has."""
    if shutil.which("hipcc") is None:
        pytest.skip(f"hipcc is not installed (apt-get install {PACKAGES})")
    settings = Settings(to=f"hip@{DEBIAN}", arch=(program.hip_arch,), jobs=1)
    paths = [program.sources]
    found = verify(run(paths, settings), paths, settings, Wanted("hipcc")).report.verification
    assert found is not None
    assert found.compiler is not None
    if found.compiler.version != DEBIAN:
        pytest.skip(f"hipcc has the headers of HIP {found.compiler.version}")
    return found


LIBRARIES = ("hipblas", "hipfft", "hiprand", "hipsparse", "hipsolver", "rccl", "hipblaslt")


@pytest.mark.parametrize("compiled_as", ["hip", "c++", "c"])
def test_stand_ins_compile(tmp_path: Path, compiled_as: str) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    known = load("hip@6.4")
    surface = Surface(known.info, "6.4", known.folders)
    for name in LIBRARIES:
        (tmp_path / f"{name}.h").write_text(stand_in(surface, f"{name}/{name}.h"))
    (tmp_path / "a.c").write_text("".join(f'#include "{name}.h"\n' for name in LIBRARIES))
    options = ["-x", compiled_as, "-D__HIP_PLATFORM_AMD__", "-w", "-c", "-o", "a.o", "a.c"]
    if compiled_as == "hip":
        options.append("--offload-arch=gfx90a")
    environment = {**os.environ, "HIP_PLATFORM": "amd"}
    done = subprocess.run(
        ["hipcc", *options], cwd=tmp_path, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_nothing_is_silent_and_what_can_compile_does(program: Program) -> None:
    found = verified(program)
    assert [f"{item.path}:{item.line}: {item.message}" for item in found.silent] == []
    missing = [header for header in program.hip_headers if not (INCLUDE / header).is_file()]
    if program.hipcc and not missing:
        assert {unit.outcome for unit in found.units} == {UnitOutcome.COMPILED}
    assert found.units


# What nvcc takes, and clang takes of the port alone.
TAKEN = {
    "dimensions-in-braces": """#include <cuda_runtime.h>
__global__ void fill(float *x, int n) { if (threadIdx.x < n) x[threadIdx.x] = 1; }
void run(float *x, int n, size_t m) {
  dim3 grid{(n + 255) / 256};
  const dim3 block = {n, 1};
  fill<<<grid, block>>>(x, n);
  fill<<<{n, 2}, {128}>>>(x, n);
  fill<<<dim3{m, 1, 1}, dim3{unsigned(n)}>>>(x, n);
}
""",
    "states-of-one-type": """#include <curand_kernel.h>
template <typename T> struct Pool { T *states; };
template struct Pool<curandState>;
__device__ float draw(curandState_t *state) { return curand_uniform(state); }
__global__ void run(curandStateXORWOW_t *a, curandState *b, struct curandStateXORWOW *c, float *x) {
  curand_init(1, threadIdx.x, 0, a);
  *b = *a;
  *x = draw(a) + draw(b) + curand_uniform(c);
}
""",
}


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN)
def test_clang_takes_the_port_of_what_nvcc_takes(
    tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip(f"hipcc is not installed (apt-get install {PACKAGES})")
    source, temporary = tmp_path / "source", tmp_path / "temporary"
    source.mkdir()
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    (source / "a.cu").write_text(text)
    settings = Settings(to=f"hip@{DEBIAN}", arch=("gfx90a",), jobs=1)
    found = verify(run([source], settings), [source], settings, Wanted("hipcc")).report
    assert found.verification is not None
    assert {unit.outcome for unit in found.verification.units} == {UnitOutcome.COMPILED}
    assert list(temporary.iterdir()) == [], "the compiler leaves nothing behind"
