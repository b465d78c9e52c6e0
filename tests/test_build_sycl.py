"""Projects whose build files were ported to SYCL configure and build, and their programs run on the
processor (``-m sycl``), with stand-ins for what no package index has of oneAPI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.process.execute import call
from migrate.rules.targets import HELPERS, rules_folder
from migrate.run import run
from migrate.settings.config import Settings
from migrate.sycl.environment import find_environment
from tests.standinsycl import stand_ins
from tests.test_build_replace import PROJECTS

pytestmark = pytest.mark.sycl
LIMIT = 300.0
PROGRAMS = {  # and what each prints
    "cmake_findcuda": ("demo", "8\n"),
    "cmake_modern": ("noise", "-0.33"),
    "cmake_multi": ("app/app", " 4\n"),
    "make_simple": ("saxpy", "0 7\n"),
}
# What is left to a person there, and is taken out by hand.
BY_HAND = {"make_simple": ("saxpy.cu", "curandGetVersion(&version);", "")}
# Device code of several units, which the environment does not link.
IN_PARTS = ("cmake_rdc", "make_pattern")


def done(command: list[str], folder: Path, compiler: Path) -> str:
    variables = {**os.environ, "PATH": f"{compiler.parent}:{os.environ['PATH']}"}
    made = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, f"{made.stdout}\n{made.stderr}"
    return made.stdout


def ported(name: str, folder: Path, rename: bool) -> None:
    """Write a project's port, with the headers that come with it."""
    shutil.copytree(PROJECTS / name / "cuda", folder)
    for file in run([folder], Settings(to="sycl", rename=rename, jobs=1)).report.files:
        if file.content is not None:
            (folder / file.path).unlink()
            (folder / (file.output or file.path)).write_bytes(file.content)
    for header in (rules_folder() / "sycl" / HELPERS).iterdir():
        shutil.copy(header, folder)


def configured(source: Path, folder: Path) -> Path:
    compiler, prefix = stand_ins(folder / "oneapi")
    asked = [f"-DCMAKE_CXX_COMPILER={compiler}", f"-DCMAKE_PREFIX_PATH={prefix}"]
    done(["cmake", "-S", str(source), "-B", str(folder / "built"), *asked], folder, compiler)
    return compiler


@pytest.mark.parametrize("has_new_names", [False, True])
@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_ported_project_builds_and_runs(name: str, has_new_names: bool, tmp_path: Path) -> None:
    source = tmp_path / "source"
    ported(name, source, has_new_names)
    if name in BY_HAND:
        file, before, after = BY_HAND[name]
        place = source / (file.replace(".cu", ".cpp") if has_new_names else file)
        place.write_text(place.read_text().replace(before, after))
    program, prints = PROGRAMS[name]
    if (source / "CMakeLists.txt").exists():
        compiler = configured(source, tmp_path)
        done(["cmake", "--build", str(tmp_path / "built")], tmp_path, compiler)
        built = tmp_path / "built" / program
    else:
        compiler, _ = stand_ins(tmp_path / "oneapi")
        done(["make"], source, compiler)
        built = source / program
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    ran = call([str(built)], LIMIT, found.running, tmp_path)
    assert ran.code == 0, ran.text
    assert prints in ran.text
