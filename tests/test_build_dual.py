"""Build files that build for both sides: without the option for the target they do what they did."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.command.shim import for_shim
from migrate.files.write import write_in_place
from migrate.model import Edit, UserError
from migrate.port import bothmakefiles
from migrate.port.bothbuilds import both_sides
from migrate.rewrite.edits import apply
from migrate.run import Run, run
from migrate.settings.config import Build, FileOptions, Settings
from migrate.shim.runs import as_one_code_base
from tests.test_build_hipcc import PROGRAMS, done, images, knows_hip, options_of_hip
from tests.test_build_replace import GPUS, PROJECTS

NAMES = sorted(name for name in PROGRAMS if name.startswith("cmake"))
DUAL = Settings(
    to="hip@5.2", arch=tuple(GPUS), shim=True, jobs=1, options=FileOptions(build=Build.DUAL)
)
OPTION = "USE_HIP"


def cuda_side(text: str) -> str:
    """What a file does without the option: conditions on it alone are decided, those with both
    sides in them are what they were, and what belongs to the option itself is left out.
    """
    kept: list[str] = []
    opened: list[tuple[bool, bool]] = []  # of each condition: is it one of these; is it taken
    for line in text.splitlines(keepends=True):
        word = line.strip()
        if re.match(r"if *\(", word):
            own = word in (f"if({OPTION})", f"if(NOT {OPTION})")
            opened.append((own, word != f"if({OPTION})"))
            if own:
                continue
        elif re.match(r"else *\(", word) and opened[-1][0]:
            opened[-1] = (True, not opened[-1][1])
            continue
        elif re.match(r"endif *\(", word) and opened.pop()[0]:
            continue
        if all(taken for _, taken in opened) and not word.startswith(f"option({OPTION} "):
            kept.append(
                re.sub(rf"\({OPTION} AND \(.*\)\) OR \(NOT {OPTION} AND \((.*)\)\)", r"\1", line)
            )
    return "".join(kept)


def ported(tree: Path, settings: Settings = DUAL) -> Run:
    return as_one_code_base(run([tree], settings), [tree], settings)


def copied(name: str, folder: Path) -> Path:
    """A project that builds for both sides, in a copy."""
    tree = folder / "source"
    shutil.copytree(PROJECTS / name / "cuda", tree)
    found = ported(tree)
    write_in_place(found.report, found.files)
    return tree


@pytest.mark.parametrize("name", NAMES)
def test_the_cuda_side_of_a_project_is_what_it_was(name: str, tmp_path: Path) -> None:
    tree = copied(name, tmp_path)
    files = [path for path in tree.rglob("*") if path.suffix in (".cmake", ".txt")]
    assert any(OPTION in path.read_text() for path in files)
    for path in files:
        before = PROJECTS / name / "cuda" / path.relative_to(tree)
        assert cuda_side(path.read_text()) == before.read_text()
    again = ported(tree).report.files
    assert [file.path for file in again if file.content is not None] == []


def both(text: str, *changes: tuple[str, str], path: str = "CMakeLists.txt") -> str:
    """A file in which the port replaces the first of each pair by the second."""
    data = text.encode()
    starts = [(data.index(old.encode()), old, new.encode()) for old, new in changes]
    edits = [Edit(start, start + len(old), new) for start, old, new in starts]
    return apply(data, both_sides(path, data, edits, "hip")).data.decode()


def test_commands_stand_twice_and_those_that_follow_each_other_together() -> None:
    text = "  set(A cuda)\n  set(B cuda)\n\n  set(C c)\n"
    assert both(text, ("A cuda", "A hip"), ("B cuda", "B hip")) == (
        "  if(USE_HIP)\n  set(A hip)\n  set(B hip)\n  else()\n  set(A cuda)\n  set(B cuda)\n"
        "  endif()\n\n  set(C c)\n"
    )


def test_what_goes_is_left_to_cuda_and_what_is_added_is_the_targets() -> None:
    assert both("set(A cuda)\nset(B b)\n", ("set(A cuda)\n", "")) == (
        "if(NOT USE_HIP)\nset(A cuda)\nendif()\nset(B b)\n"
    )
    assert both("add_library(a a.cu)\n", ("a.cu)", "a.cu)\nmore(a)")) == (
        "add_library(a a.cu)\nif(USE_HIP)\nmore(a)\nendif()\n"
    )


def test_a_condition_asks_on_each_side_what_it_did() -> None:
    text = "if(CMAKE_CUDA_COMPILER)\n  f()\nelseif(B)\nendif()\n"
    assert both(text, ("CUDA", "HIP")) == (
        "if((USE_HIP AND (CMAKE_HIP_COMPILER)) OR (NOT USE_HIP AND (CMAKE_CUDA_COMPILER)))\n"
        "  f()\nelseif(B)\nendif()\n"
    )


def test_a_project_has_the_option_and_the_release_is_raised_for_the_target_alone() -> None:
    text = "cmake_minimum_required(VERSION 3.18)\nproject(a LANGUAGES CUDA)"
    assert both(text, ("3.18", "3.21"), ("CUDA", "HIP")) == (
        'cmake_minimum_required(VERSION 3.18)\noption(USE_HIP "Build for HIP" OFF)\nif(USE_HIP)\n'
        "  cmake_minimum_required(VERSION 3.21)\nendif()\nif(USE_HIP)\nproject(a LANGUAGES HIP)\n"
        "else()\nproject(a LANGUAGES CUDA)\nendif()\n"
    )


def test_a_template_is_configured_with_the_option() -> None:
    text = "find_dependency(CUDAToolkit)\n"
    assert both(text, ("CUDAToolkit", "hip"), path="a-config.cmake.in") == (
        "if(@USE_HIP@)\nfind_dependency(hip)\nelse()\nfind_dependency(CUDAToolkit)\nendif()\n"
    )


def test_a_place_that_cannot_stand_twice_leaves_the_file_as_it_is() -> None:
    text = "if(A) set(B cuda)\nendif()\n"
    assert both(text, ("cuda", "hip")) == text


MAKE = sorted(PROGRAMS.keys() - NAMES)


@pytest.mark.parametrize("name", MAKE)
def test_make_reads_what_it_read_without_the_variable(name: str, tmp_path: Path) -> None:
    tree = copied(name, tmp_path)
    changed = []
    for path in (path for path in tree.rglob("*") if path.name in ("Makefile", "config.mk")):
        before = (PROJECTS / name / "cuda" / path.relative_to(tree)).read_text()
        assert makes_cuda(path.read_text()) == before
        changed += [path] if path.read_text() != before else []
    assert changed
    assert [file.path for file in ported(tree).report.files if file.content is not None] == []


def makes_cuda(text: str) -> str:
    """What make reads of a file where the variable for the target is not set."""
    kept: list[str] = []
    opened: list[tuple[bool, bool]] = []  # of each condition: is it one of these; is it taken
    for line in text.splitlines(keepends=True):
        word = line.strip()
        if word.startswith(("ifdef", "ifndef", "ifeq", "ifneq")):
            own = word in (f"ifdef {OPTION}", f"ifndef {OPTION}")
            opened.append((own, word != f"ifdef {OPTION}"))
            if own:
                continue
        elif word == "else" and opened[-1][0]:
            opened[-1] = (True, not opened[-1][1])
            continue
        elif word == "endif" and opened.pop()[0]:
            continue
        if all(taken for _, taken in opened):
            kept.append(line)
    return "".join(kept)


def test_a_makefile_whose_condition_would_change_stays() -> None:
    data = b"ifeq ($(X),cuda)\nA = 1\nendif\n"
    assert bothmakefiles.both_sides(data, [Edit(11, 15, b"hip")], "hip") == ()
    whole = bothmakefiles.both_sides(data, [Edit(0, len(data), b"")], "hip")
    assert apply(data, whole).data == b"ifndef USE_HIP\n" + data + b"endif\n"


def test_lines_of_a_makefile_that_go_on_stand_twice_together() -> None:
    data = b"A = nvcc \\\n  b\nB = c"
    made = bothmakefiles.both_sides(data, [Edit(4, 8, b"hipcc"), Edit(19, 20, b"d")], "hip")
    assert apply(data, made).data == (
        b"ifdef USE_HIP\nA = hipcc \\\n  b\nB = d\nelse\nA = nvcc \\\n  b\nB = c\nendif\n"
    )


def test_what_goes_together() -> None:
    assert for_shim(Settings(shim=True, to="hip")).options.build is Build.DUAL
    assert for_shim(Settings()).options.build is None
    with pytest.raises(UserError, match="goes with --shim"):
        for_shim(Settings(options=FileOptions(build=Build.DUAL)))
    with pytest.raises(UserError, match="exclude each other"):
        for_shim(Settings(shim=True, options=FileOptions(build=Build.REPLACE)))


@pytest.mark.hipcc
@pytest.mark.parametrize("name", [*NAMES, *MAKE])
def test_a_project_for_both_builds_and_holds_its_kernels(name: str, tmp_path: Path) -> None:
    if shutil.which("hipcc") is None or not (name in MAKE or knows_hip()):
        pytest.skip("needs hipcc, and for CMake's projects clang 15 and a CMake from PyPI")
    source, made = copied(name, tmp_path), tmp_path / "built"
    if name in MAKE:
        made = source
        done(["make", f"{OPTION}=1", "ROCM_PATH=/usr"], source)
    else:
        asked = [f"-D{OPTION}=ON", *options_of_hip()]
        done(["cmake", "-S", str(source), "-B", str(made), *asked], tmp_path)
        done(["cmake", "--build", str(made)], tmp_path)
    program, kernel = PROGRAMS[name]
    found = images(made / program, tmp_path)
    for gpu in GPUS:
        own = [image for image in found if b"amdgcn-amd-amdhsa--" + gpu.encode() in image]
        assert any(re.search(rb"_Z\d+%b\w*\.kd" % kernel, image) for image in own), gpu


@pytest.mark.nvcc
@pytest.mark.parametrize("name", NAMES)
def test_cuda_is_compiled_by_the_same_commands(name: str, tmp_path: Path) -> None:
    if shutil.which("nvcc") is None or shutil.which("cmake") is None:
        pytest.skip("needs nvcc and cmake")
    made = []
    for number, tree in enumerate((PROJECTS / name / "cuda", copied(name, tmp_path))):
        place = tmp_path / "place"  # the same for both: commands name it
        shutil.copytree(tree, place)
        command = ["cmake", "-S", "place", "-B", "made", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"]
        told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        commands = tmp_path / "made" / "compile_commands.json"
        if not commands.exists():
            pytest.skip(f"cannot be configured as it was: {told.stderr[-300:]}")
        made.append(json.loads(commands.read_text()))
        shutil.rmtree(place)
        (tmp_path / "made").rename(tmp_path / f"made{number}")
    assert made[0] == made[1]
    assert made[0]
