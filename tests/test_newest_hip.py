"""The corpus against the newest HIP headers that a registry has (``-m newest_hip``): those in the
wheel of ``triton``, 290 MB, type-checked for the host and a GPU by Debian's clang 19.

The wheel holds the runtime and what device code needs of it, without half precision and the
libraries: a unit that includes one of these stops at its header.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import pytest

from migrate.proof import UnitOutcome, Verification
from migrate.rules.targets import rules_folder
from migrate.run import run
from migrate.settings.config import Settings
from migrate.verification import Wanted, verify
from tests.programs import PROGRAMS, Program
from tests.surface import wheels
from tests.surface.wheels import Wheel

pytestmark = pytest.mark.newest_hip

TRITON, VERSION = Wheel("triton", "3.9.0"), "7.1"
CLANG = "clang++-19"
FOLDER = "triton/backends/amd/include/"


def known_headers() -> list[str]:
    """Paths of all headers of HIP's that the surface has."""
    table = rules_folder() / "hip/surface/headers.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        return [row["header"] for row in csv.DictReader(stream)]


@pytest.fixture(scope="module")
def hip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as ROCm's, with the headers of the wheel."""
    wheel = wheels.fetch(TRITON, wheels.cache())
    folder = tmp_path_factory.mktemp("rocm")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(FOLDER) and not name.endswith("/"):
                file = folder / "include" / name.removeprefix(FOLDER)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(name))
    for header in known_headers():
        file = folder / "include" / header
        if not file.exists():  # that of another version may be installed, and is not to be mixed in
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("#include <not-in-the-wheel.h>\n")
    (folder / "share/hip").mkdir(parents=True)
    major, minor = VERSION.split(".")
    (folder / "share/hip/version").write_text(
        f"HIP_VERSION_MAJOR={major}\nHIP_VERSION_MINOR={minor}\nHIP_VERSION_PATCH=0\n"
    )
    return folder


def verified(program: Program, hip: Path) -> Verification:
    """The verification of a program's port for the version of the headers, without code."""
    if shutil.which(CLANG) is None:
        pytest.skip(f"{CLANG} is not installed (apt-get install clang-19)")
    headers = f"-isystem {hip}/include --rocm-path={hip}"
    compiler = f"{CLANG} {headers} -nogpulib -fsyntax-only"
    settings = Settings(to=f"hip@{VERSION}", arch=(program.hip_arch,), jobs=1)
    paths = [program.sources]
    found = verify(run(paths, settings), paths, settings, Wanted(compiler)).report.verification
    assert found is not None
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_nothing_is_silent(program: Program, hip: Path) -> None:
    found = verified(program, hip)
    assert found.compiler is not None
    assert found.compiler.version == VERSION
    assert [f"{item.path}:{item.line}: {item.message}" for item in found.silent] == []


def test_the_headers_serve(hip: Path) -> None:
    """A program of the runtime alone compiles: the test above does not pass for want of headers."""
    (program,) = (item for item in PROGRAMS if item.name == "vector_add")
    assert {unit.outcome for unit in verified(program, hip).units} == {UnitOutcome.COMPILED}
