"""Copies of CUDA's libraries in a tree: what belongs to them, and when they are sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import FileResult, Finding, Outcome, UserError
from migrate.run import run
from migrate.settings.config import Settings
from migrate.tree.vendored import RULE, load_vendored

USER = "#include <cub/cub.cuh>\nusing Sum = cub::BlockReduce<int, 128>;\n"
CUB = {
    "cub/cub.cuh": '#include "block/block_reduce.cuh"\n',
    "cub/util_namespace.cuh": "#define CUB_NS_PREFIX\n",
    "cub/block/block_reduce.cuh": "__device__ int f(int v) { return __shfl_sync(~0u, v, 1); }\n",
}
SEARCH = "function(CUDA_SELECT_NVCC_ARCH_FLAGS out)\n  find_package(CUDA)\nendfunction()\n"


def write(tree: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)


def checked(*paths: Path) -> dict[str, FileResult]:
    report = run(paths, Settings(jobs=1)).report
    return {file.path: file for file in report.files}


def said(files: dict[str, FileResult]) -> list[tuple[str, Finding]]:
    return [(path, item) for path, file in files.items() for item in file.findings]


def test_a_copy_is_left_alone_with_one_finding(tmp_path: Path) -> None:
    write(tmp_path, {f"third_party/{name}": text for name, text in CUB.items()} | {"a.cu": USER})
    files = checked(tmp_path)
    ((path, finding),) = said(files)
    assert (path, finding.rule, finding.api) == ("third_party/cub/util_namespace.cuh", RULE, "CUB")
    assert "its 3 files are left alone" in finding.message
    assert "hipCUB" in finding.suggestion
    assert files["third_party/cub/block/block_reduce.cuh"].outcome is Outcome.UNCHANGED
    assert not files["third_party/cub/block/block_reduce.cuh"].references
    assert b"hipcub::BlockReduce" in (files["a.cu"].content or b"")


def test_a_copy_of_cmakes_helpers_is_left_alone_with_its_own_tests(tmp_path: Path) -> None:
    enabled = "project(x LANGUAGES CUDA)\n"
    helpers = "include(${CMAKE_CURRENT_LIST_DIR}/cuda/init_architectures.cmake)\n"
    copy = {"rapids-cmake/rapids-cuda.cmake": helpers, "testing/a/CMakeLists.txt": enabled}
    files = {f"cmake/rapids-cmake/{name}": text for name, text in copy.items()}
    write(tmp_path, files | {"CMakeLists.txt": enabled})
    told = {(path, item.rule) for path, item in said(checked(tmp_path))}
    assert (f"cmake/rapids-cmake/{next(iter(copy))}", RULE) in told
    assert {path for path, rule in told if rule != RULE} == {"CMakeLists.txt"}


def test_a_path_in_the_copy_is_a_source(tmp_path: Path) -> None:
    write(tmp_path, CUB)
    files = checked(tmp_path / "cub")
    assert RULE not in {item.rule for _, item in said(files)}
    assert files["block/block_reduce.cuh"].references


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cub/util_namespace.cuh", "struct Cub { int age; };\n"),
        ("mycub/util_namespace.cuh", CUB["cub/util_namespace.cuh"]),
        ("cmake/select_compute_arch.cmake", "set(CMAKE_CUDA_ARCHITECTURES 70)\n"),
    ],
)
def test_what_only_has_the_name_is_no_copy(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text, "a.cu": USER})
    assert RULE not in {item.rule for _, item in said(checked(tmp_path))}


def test_a_module_of_cmakes(tmp_path: Path) -> None:
    write(tmp_path, {"cmake/select_compute_arch.cmake": SEARCH})
    ((path, finding),) = said(checked(tmp_path))
    assert (path, finding.rule) == ("cmake/select_compute_arch.cmake", RULE)
    assert "this file is a copy of CMake's select_compute_arch" in finding.message


WRONG = {
    "key": ('[[library]]\nname = "A"\n', "unknown key 'name'"),
    "missing": ('[[library]]\ntitle = "A"\n', "a library without advice"),
    "regex": (
        "[[library]]\ntitle = 'A'\nmarker = 'a.h'\nsays = '('\nfiles = ['a']\nadvice = 'x'\n",
        "says: missing ",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_refused(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"hip/vendored.toml": text})
    with pytest.raises(UserError, match=message):
        load_vendored("hip", [tmp_path])
