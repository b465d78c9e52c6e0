"""Projects whose build files were ported build with Debian's HIP 5.2, and their programs hold the
kernels for every GPU (``-m hipcc``). CMake has to be newer than Debian's (``pip install cmake``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.run import run
from migrate.settings.config import Settings
from tests.test_build_replace import GPUS, HIP, NAMES, PROJECTS

pytestmark = pytest.mark.hipcc

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
BITCODE = LIBRARIES / "amdgcn/bitcode"
CLANG = "clang++-15"
PROGRAMS = {  # and a kernel that each has to hold
    "cmake_findcuda": ("demo", b"scale_kernel"),
    "cmake_modern": ("noise", b"shift"),
    "cmake_multi": ("app/app", b"each"),
    "cmake_rdc": ("app", b"squares"),
    "make_pattern": ("build/app", b"halve"),
    "make_simple": ("saxpy", b"saxpy"),
}


def environment() -> dict[str, str]:
    """Where Debian keeps what belongs to HIP."""
    return {
        **os.environ,
        "HIP_PLATFORM": "amd",
        "CMAKE_POLICY_VERSION_MINIMUM": "3.5",
        "CMAKE_PREFIX_PATH": f"{LIBRARIES}/cmake:{LIBRARIES}",
    }


def done(command: list[str], folder: Path) -> None:
    made = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, f"{made.stdout}\n{made.stderr}"


def renamed(name: str, folder: Path) -> None:
    """Write a project's port in which files have HIP's suffixes."""
    shutil.copytree(PROJECTS / name / "cuda", folder)
    settings = Settings(to="hip@5.2", arch=GPUS, rename=True, jobs=1)
    for file in run([folder], settings).report.files:
        if file.content is not None:
            (folder / file.path).unlink()
            (folder / (file.output or file.path)).write_bytes(file.content)
    assert not list(folder.rglob("*.cu"))


def built(name: str, folder: Path, has_new_names: bool) -> Path:
    """The program of a project, built in a copy."""
    source = folder / "source"
    if has_new_names:
        renamed(name, source)
    else:
        shutil.copytree(PROJECTS / name / "hip", source)
    program, _ = PROGRAMS[name]
    if not (source / "CMakeLists.txt").exists():
        done(["make", "ROCM_PATH=/usr"], source)
        return source / program
    if not knows_hip():
        pytest.skip("needs clang 15 and a CMake from PyPI")
    asked = options_of_hip()
    done(["cmake", "-S", str(source), "-B", str(folder / "built"), *asked], folder)
    done(["cmake", "--build", str(folder / "built")], folder)
    return folder / "built" / program


def options_of_hip() -> list[str]:
    """What CMake has to be told of Debian's HIP."""
    flags = f"--rocm-path=/usr --rocm-device-lib-path={BITCODE}"
    clang = shutil.which(CLANG) or ""
    given = {"COMPILER": clang, "ARCHITECTURES": ";".join(GPUS), "FLAGS": flags}
    return [f"-DCMAKE_HIP_{key}={value}" for key, value in given.items()]


def images(program: Path, folder: Path) -> list[bytes]:
    """The images of GPU code that a program holds."""
    section = folder / "section"
    cut = ["objcopy", "-O", "binary", "--only-section=.hip_fatbin"]
    done([*cut, str(program), str(section)], folder)
    return re.split(rb"(?=\x7fELF)", section.read_bytes())


def knows_hip() -> bool:
    """Whether there are clang, and a CMake that can tell what Debian's is."""
    cmake = shutil.which("cmake")
    if cmake is None or shutil.which(CLANG) is None:
        return False
    text = subprocess.run([cmake, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", text)
    return found is not None and (int(found[1]), int(found[2])) >= (3, 28)


@pytest.mark.parametrize("has_new_names", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_a_ported_project_builds_and_holds_its_kernels(
    name: str, has_new_names: bool, tmp_path: Path
) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    found = images(built(name, tmp_path, has_new_names), tmp_path)
    _, kernel = PROGRAMS[name]
    for gpu in GPUS:
        own = [image for image in found if b"amdgcn-amd-amdhsa--" + gpu.encode() in image]
        assert any(re.search(rb"_Z\d+%b\w*\.kd" % kernel, image) for image in own), gpu


def test_what_options_become_is_taken_by_the_compiler(tmp_path: Path) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    (tmp_path / "a.hip").write_text(
        "#include <hip/hip_runtime.h>\n__global__ void k() {}\nint main() { return 0; }\n"
    )
    rows = [row for rows in HIP.tables.options.values() for row in rows]
    written = sorted({row.becomes for row in rows if row.becomes and "{" not in row.becomes})
    assert written
    for options in written:
        command = ["hipcc", "--offload-arch=gfx90a", "-c", *options.split(), "a.hip", "-o", "a.o"]
        made = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, f"{options}: {made.stderr}"
        assert not re.search(r"warning: .*un(?:known|used|supported)", made.stderr), (
            f"{options}: {made.stderr}"
        )
