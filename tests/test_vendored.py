"""Copies of CUDA's libraries and headers in a tree: what belongs to them, and when they are the
user's own sources.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import FileResult, Finding, Outcome, Status, UserError
from migrate.port.copied import COPIED_HEADER
from migrate.run import run
from migrate.settings.config import Build, FileOptions, Settings
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
    options = FileOptions(build=Build.REPORT)
    report = run(paths, Settings(jobs=1, options=options)).report
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


def test_a_copy_of_the_video_codecs_headers(tmp_path: Path) -> None:
    decoder = "#include <cuda.h>\ntypedef void *CUvideodecoder;\nCUstream stream;\n"
    write(tmp_path, {"lib/cuviddec.h": decoder, "lib/nvcuvid.h": '#include "cuviddec.h"\n'})
    ((path, finding),) = said(checked(tmp_path))
    assert (path, finding.rule) == ("lib/cuviddec.h", RULE)
    assert "rocDecode" in finding.suggestion


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


ERRORS = """static const char *_cudaGetErrorEnum(cudaError_t error) {
  switch (error) {
    case cudaErrorInvalidHostPointer: return "cudaErrorInvalidHostPointer";
    case cudaErrorSynchronizationError: return "cudaErrorSynchronizationError";
    default: return "<unknown>";
  }
}
#ifdef CUFFT_API_H_
static const char *_cudaGetErrorEnum(cufftResult error) {
  return error == CUFFT_LICENSE_ERROR ? "CUFFT_LICENSE_ERROR" : "<unknown>";
}
#endif
#define checkCudaErrors(val) check((val), #val, __FILE__, __LINE__)
inline bool checkCudaCapabilities(int major, int minor) {
  cudaDeviceProp prop;
  cudaGetDeviceProperties(&prop, 0);
  return prop.major > major || (prop.major == major && prop.minor >= minor);
}
"""
OWN = "".join(f"inline int part{n}(int v) {{\n  return v + {n};\n}}\n" for n in range(5))
MATH = """inline __host__ __device__ void operator+=(float2 &a, float2 b) {
  a.x += b.x;
}
inline __host__ __device__ float3 make_float3(float s) { return make_float3(s, s, s); }
inline __host__ __device__ float lerp(float a, float b, float t) { return a + t * (b - a); }
inline __host__ __device__ float3 reflect(float3 i, float3 n) { return i; }
"""
NUMBERS = "".join(f"  CU_AD_FORMAT_{n},\n" for n in ("FLOAT", "HALF", "UNSIGNED_INT8"))
RESULTS = "INVALID_VALUE OUT_OF_MEMORY NOT_INITIALIZED DEINITIALIZED NO_DEVICE INVALID_DEVICE"
TYPES = "context module function array texref surfref event stream graphicsResource link linkState"
DECLARED = (
    "typedef enum CUarray_format_enum {\n"
    + NUMBERS
    + "} CUarray_format;\ntypedef enum cudaError_enum {\n"
    + "".join(f"  CUDA_ERROR_{name},\n" for name in RESULTS.split())
    + "} CUresult;\n"
    + "".join(f"typedef struct CU{name}_st *CU{name};\n" for name in TYPES.split())
)
KINDS = {
    "helpers": (ERRORS, "the helpers of CUDA's samples", "hipGetErrorString"),
    "declarations": (DECLARED, "declarations of CUDA's own headers", "leave these declarations"),
}
USES = '#include "{}"\n__global__ void k() {{}}\n'


@pytest.mark.parametrize(("text", "title", "advice"), KINDS.values(), ids=KINDS.keys())
def test_what_is_left_in_copies_of_a_header_is_one_finding(
    tmp_path: Path, text: str, title: str, advice: str
) -> None:
    files = {"lib/errors.h": text, "more/again.h": text}
    uses = {f"{n}.cu": USES.format(name) for n, name in enumerate(files)}
    write(tmp_path, files | uses)
    found = checked(tmp_path)
    told = [(path, item) for path, item in said(found) if item.status is not Status.INFO]
    ((path, finding),) = told
    assert (path, finding.rule, finding.api) == ("lib/errors.h", COPIED_HEADER, title)
    assert f"this file and 1 more are copies of {title}" in finding.message
    assert advice in finding.suggestion
    assert {place.path for place in finding.elsewhere} == {"more/again.h"}
    left = {status for file in found.values() for status in file.ledger.counts}
    if text == DECLARED:  # which the target's own header replaces as a whole
        assert finding.count == len(files)
        assert not left & {Status.MANUAL, Status.REVIEW, Status.UNKNOWN}
    else:
        assert len(finding.elsewhere) == len(finding.more) > 0


def test_a_header_of_the_users_that_has_some_of_it_is_none(tmp_path: Path) -> None:
    write(tmp_path, {"helper_cuda.h": ERRORS + OWN, "a.cu": USES.format("helper_cuda.h")})
    told = said(checked(tmp_path))
    assert COPIED_HEADER not in {finding.rule for _, finding in told}
    assert {finding.rule for _, finding in told} >= {"cuda/guards/capability-number"}


def test_what_uses_the_names_is_no_copy_of_their_declarations(tmp_path: Path) -> None:
    uses = (
        DECLARED + "void f() { cuTexRefCreate(0); cuCtxAttach(0, 0); cuFuncSetSharedSize(0, 1); }"
    )
    write(tmp_path, {"a.h": DECLARED, "b.cu": '#include "a.h"\n' + uses.rpartition(";\n")[2]})
    told = said(checked(tmp_path))
    assert {path for path, finding in told if finding.rule == COPIED_HEADER} == {"a.h"}
    assert "b.cu" in {path for path, _ in told}


def test_a_copy_without_advice_says_what_its_places_say(tmp_path: Path) -> None:
    write(tmp_path, {"a.h": MATH, "b.h": MATH, "README": "", "a.cu": USES.format("a.h")})
    told = {(path, item.rule) for path, item in said(checked(tmp_path)) if item.effort}
    assert told == {("a.h", "hip/device/vector-operator")}


@pytest.mark.parametrize("build", [{}, {"CMakeLists.txt": "add_executable(a a.cu)\n"}])
def test_a_copy_that_nothing_includes_asks_for_nothing(
    tmp_path: Path, build: dict[str, str]
) -> None:
    uses = {"a.cu": USES.format("inc/used.h"), "inc/used.h": "#pragma once\n", "README": ""}
    write(tmp_path, {"inc/helper.h": ERRORS, "inc/own.h": OWN + ERRORS} | uses | build)
    asked = {path for path, item in said(checked(tmp_path)) if item.status is not Status.INFO}
    assert asked == {"inc/own.h"}


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


COPIES = [
    ("NVTX", "nvtx3/nvToolsExt.h", "#define NVTX_VERSION 3\nvoid nvtxMarkEx_impl_init(int);\n"),
    ("NVTX's C++ header", "detail/nvtx3.hpp", "namespace nvtx3 { nvtxDomainHandle_t domain(); }\n"),
    ("NVBench", "nvbench/nvbench.cuh", "#include <nvbench/launch.cuh>\n"),
    ("Jitify", "extern/jitify.hpp", "namespace jitify { CUjit_option option; }\n"),
]


@pytest.mark.parametrize(("title", "marker", "text"), COPIES)
def test_copies_of_what_programs_for_cuda_bring_along_are_one_finding(
    tmp_path: Path, title: str, marker: str, text: str
) -> None:
    user = '#include <nvtx3/nvToolsExt.h>\nvoid f() { nvtxRangePushA("a"); cudaFree(0); }\n'
    write(tmp_path, {f"third_party/{marker}": text, "a.cpp": user})
    files = checked(tmp_path)
    ((path, finding),) = said(files)
    assert (path, finding.rule, finding.api) == (f"third_party/{marker}", RULE, title)
    assert b"#include <roctracer/roctx.h>" in (files["a.cpp"].content or b"")
