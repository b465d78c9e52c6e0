"""Files that a tree never compiles: what is said of them are remarks, if nothing may use them."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import FileResult, Status
from migrate.run import run
from migrate.settings.config import Build, FileOptions, Settings

# Build files are read only, as an edit would settle most of what the tests look for.
REPORTED = Settings(jobs=1, options=FileOptions(build=Build.REPORT))
LEFT = "__device__ int f{0}() {{ cudaStream_t s; return __nv_nosuch({0}); }}\n"
CMAKE = "cmake_minimum_required(VERSION 3.20)\nproject(a)\nadd_executable(a src/a.cu src/b.cu)\n"
# What lies in every tree, unless it says otherwise.
TREE = {
    "CMakeLists.txt": CMAKE,
    "src/a.cu": '#include "used.h"\n#include <cuda_runtime.h>\nint main() {}\n',
    "src/b.cu": "__global__ void b() {}\n",
    "src/used.h": "#pragma once\n",
}
CASES = {
    "beside prose with stars": (
        {"README.md": "compile it with **gcc** and **nvcc**\n"},
        "src/idle.cu",
        True,
    ),
    "a header": ({}, "src/idle.h", True),
    "of a folder": ({}, "src/deep/detail/idle.cuh", True),
    "included": ({"src/b.cu": '#include "idle.h"\n'}, "src/idle.h", False),
    "by its path": ({"src/b.cu": "#include <lib/idle.h>\n"}, "src/lib/idle.h", False),
    "in a comment": ({"src/b.cu": '//#include "idle.h"\n'}, "src/idle.h", True),
    "by another that is idle": ({"src/more.h": '#include "idle.h"\n'}, "src/idle.h", True),
    "by a macro": (
        {"src/b.cu": "#define FILE <x/idle.h>\n#include FILE\n"},
        "src/x/idle.h",
        False,
    ),
    "in a string": ({"src/b.cu": 'auto f = load("idle.h");\n'}, "src/idle.h", False),
    "in a list": (
        {"CMakeLists.txt": CMAKE.replace("b.cu", "b.cu src/idle.h")},
        "src/idle.h",
        True,
    ),
    "embedded": (
        {"CMakeLists.txt": CMAKE + "add_custom_command(OUTPUT i COMMAND bin2c src/idle.h)\n"},
        "src/idle.h",
        False,
    ),
    "read by a script": ({"run.py": 'open("idle.h")\n'}, "src/idle.h", False),
    "in a public folder": (
        {"include/a/b.h": "", "src/b.cu": "#include <a/b.h>\n"},
        "include/a/idle.h",
        False,
    ),
    "installed": (
        {"CMakeLists.txt": CMAKE + "install(DIRECTORY src/ DESTINATION include)\n"},
        "src/idle.h",
        False,
    ),
    "installed by a list": (
        {"CMakeLists.txt": CMAKE + "install(FILES ${HEADERS} DESTINATION include)\n"},
        "src/idle.h",
        False,
    ),
    "of a library without sources": (
        {"lib/one.h": "", "src/b.cu": "#include <lib/one.h>\n"},
        "lib/idle.h",
        False,
    ),
    "in a folder of its own": ({}, "more/idle.h", False),
    "in a library of others": ({}, "third_party/lib/idle.h", True),
    "a source": ({}, "src/idle.cu", True),
    "named": (
        {"CMakeLists.txt": CMAKE + "cuda_add_library(x src/idle.cu)\n"},
        "src/idle.cu",
        False,
    ),
    "named in a comment": ({"CMakeLists.txt": CMAKE + "# src/idle.cu\n"}, "src/idle.cu", True),
    "named without its suffix": ({"Makefile": "OBJS = a.o idle.o\n"}, "src/idle.cu", False),
    "in what people read": ({"README.md": "nvcc idle.cu\n"}, "src/idle.cu", False),
    "taken with others": (
        {"CMakeLists.txt": CMAKE + "file(GLOB S ${CMAKE_CURRENT_SOURCE_DIR}/src/*.cu)\n"},
        "src/idle.cu",
        False,
    ),
    "elsewhere": (
        {"other/CMakeLists.txt": "file(GLOB S *.cu)\n"},
        "src/idle.cu",
        True,
    ),
    "put together": (
        {"CMakeLists.txt": CMAKE + "foreach(i x y)\nadd_executable(${i} ${i}.cu)\nendforeach()\n"},
        "src/idle.cu",
        False,
    ),
    "where none is listed": ({}, "more/idle.cu", False),
    "a source that is included": ({"src/b.cu": '#include "idle.cu"\n'}, "src/idle.cu", False),
    "below a build file in a comment": (
        {
            "CMakeLists.txt": CMAKE + "#add_subdirectory(more)\n",
            "more/CMakeLists.txt": "add_executable(idle idle.cu)\n",
        },
        "more/idle.cu",
        True,
    ),
    "below a project of its own": (
        {
            "CMakeLists.txt": CMAKE + "#add_subdirectory(more)\n",
            "more/CMakeLists.txt": "project(b)\nadd_executable(idle idle.cu)\n",
        },
        "more/idle.cu",
        False,
    ),
    "below one that is taken in": (
        {
            "CMakeLists.txt": CMAKE + "#add_subdirectory(more)\nadd_subdirectory(${FURTHER})\n",
            "more/CMakeLists.txt": "add_executable(idle idle.cu)\n",
        },
        "more/idle.cu",
        False,
    ),
    "of dead code": ({"deadcode/Makefile": "all: idle.o\n"}, "deadcode/old/idle.cu", True),
    "a header of dead code": ({}, "attic/idle.h", True),
    "of dead code that a build takes in": (
        {"CMakeLists.txt": CMAKE + "add_subdirectory(unused)\n"},
        "unused/idle.cu",
        False,
    ),
    "of dead code that a build comes upon": (
        {"CMakeLists.txt": CMAKE + "file(GLOB_RECURSE ALL *.cu)\n"},
        "obsolete/idle.cu",
        False,
    ),
    "of dead code that is included": (
        {"src/b.cu": '#include "../attic/idle.cuh"\n'},
        "attic/idle.cuh",
        False,
    ),
    "beside a header that is named": (
        {"CMakeLists.txt": CMAKE.replace("b.cu", "b.cu src/idle.h"), "src/idle.h": ""},
        "src/idle.cu",
        True,
    ),
    "where a script looks for other files": (
        {"tools/plot.py": "# setup.py\nprint(os.listdir('pictures'))\n"},
        "src/idle.cu",
        True,
    ),
    "where a script looks for sources": (
        {"tools/all.py": "for name in os.listdir('src'):\n    compile_kernel(name)\n"},
        "src/idle.cu",
        False,
    ),
    "where a build lists nothing": ({"CMakeLists.txt": "", "README": "a"}, "src/idle.cu", False),
}


def ported(tmp_path: Path, files: dict[str, str], path: str = ".") -> dict[str, FileResult]:
    for name, text in files.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    report = run([tmp_path / path], REPORTED).report
    return {file.path: file for file in report.files}


@pytest.mark.parametrize(("files", "idle", "is_dead"), CASES.values(), ids=CASES.keys())
def test_what_nothing_builds_is_ported_and_asks_for_nothing(
    tmp_path: Path, files: dict[str, str], idle: str, is_dead: bool
) -> None:
    file = ported(tmp_path, {**TREE, idle: LEFT.format(1), **files})[idle]
    assert b"hipStream_t" in (file.content or b"")
    assert {item.status for item in file.findings} == {Status.INFO if is_dead else Status.UNKNOWN}
    assert (file.ledger[Status.UNKNOWN] == 0) is is_dead
    said = [item.message for item in file.findings if item.rule == "migrate/never-built"]
    assert [message.rpartition(": ")[2] for message in said] == [
        "its finding is a remark"
    ] * is_dead


def test_a_build_file_that_others_take_in_by_a_comment_only(tmp_path: Path) -> None:
    files = {
        "CMakeLists.txt": CMAKE + "add_subdirectory(more)\n",
        "more/CMakeLists.txt": "add_subdirectory(x)\n# add_subdirectory(y)\n",
        "more/x/CMakeLists.txt": "cuda_add_executable(x x.cu)\n",
        "more/y/CMakeLists.txt": "cuda_add_executable(y y.cu)\nadd_subdirectory(z)\n"
        "f(CUDA::cublas)\nf(CUDA::cublas)\n",
        "more/y/z/CMakeLists.txt": "cuda_add_executable(z z.cu)\n",
    }
    found = ported(tmp_path, {**TREE, **files})
    asked = [
        path
        for path, file in found.items()
        for item in file.findings
        if item.status is not Status.INFO
    ]
    assert asked == ["more/x/CMakeLists.txt"]


KEPT = 'set(ALL_FLAGS "${CMAKE_CUDA_FLAGS}")\n'


@pytest.mark.parametrize(
    ("text", "beside", "speaks"),
    [
        (f'{KEPT}message("with ${{ALL_FLAGS}}")\n', "", False),
        (f'{KEPT}set(ALL_FLAGS "a ${{ALL_FLAGS}}")\nset(MORE "${{ALL_FLAGS}}")\n', "", False),
        (f"{KEPT}include(more.cmake)\n", 'message("${ALL_FLAGS}")\n', False),
        (f"{KEPT}include(more.cmake)\n", "add_definitions(${ALL_FLAGS})\n", True),
        (f"{KEPT}configure_file(tool.in tool)\n", "", True),
        (f"{KEPT}if(ALL_FLAGS)\nadd_definitions(-DX)\nendif()\n", "", True),
        (f'{KEPT}set(MORE "${{ALL_FLAGS}}")\nadd_definitions(${{MORE}})\n', "", True),
        (
            f"{KEPT}foreach(a ALL MORE)\nadd_definitions(${{${{a}}_FLAGS}})\nendforeach()\n",
            "",
            True,
        ),
        # May be read by others.
        (KEPT, "", True),
        (f"find_package(All)\n{KEPT}message(${{ALL_FLAGS}})\n", "", True),
        (
            'set(ALL_FLAGS "${CMAKE_CUDA_FLAGS}" CACHE STRING "x")\nmessage(${ALL_FLAGS})\n',
            "",
            True,
        ),
        (KEPT.replace("ALL", "CMAKE_X") + "message(${CMAKE_X_FLAGS})\n", "", True),
    ],
)
def test_a_value_of_a_build_file_that_nothing_reads(
    tmp_path: Path, text: str, beside: str, speaks: bool
) -> None:
    files = {**TREE, "CMakeLists.txt": CMAKE + text, "more.cmake": beside}
    if "tool.in" in text:
        files["tool.in"] = "flags=@ALL_FLAGS@\n"
    found = ported(tmp_path, files)["CMakeLists.txt"].findings
    asked = {item.rule for item in found if item.status is not Status.INFO}
    assert ("hip/build/cmake-flags" in asked) is speaks


FIND = (
    "find_library(NCCL_LIBRARY nccl)\n"
    "find_package_handle_standard_args(NCCL DEFAULT_MSG NCCL_LIBRARY)\n"
)


@pytest.mark.parametrize(
    ("asks", "speaks"),
    [
        ("# find_package(NCCL)\noption(USE_NCCL OFF)\n", False),
        ("find_package(NCCL)\n", True),
        ("foreach(one OpenMP NCCL)\n  find_package(${one})\nendforeach()\n", True),
        ("include(cmake/FindNCCL.cmake)\n", True),
        ("install(FILES cmake/FindNCCL.cmake DESTINATION x)\n", True),
        ("target_link_libraries(t NCCL::nccl)\n", True),
    ],
)
def test_a_module_that_nothing_asks_for(tmp_path: Path, asks: str, speaks: bool) -> None:
    found = ported(tmp_path, {**TREE, "CMakeLists.txt": CMAKE + asks, "cmake/FindNCCL.cmake": FIND})
    statuses = {item.status for item in found["cmake/FindNCCL.cmake"].findings}
    assert (Status.REVIEW in statuses) is speaks


@pytest.mark.parametrize(
    ("asks", "speaks"),
    [
        ("# configure_file(cmake/x-config.cmake.in x.cmake)\n", False),
        ("configure_file(cmake/y-config.cmake.in y.cmake)\n", False),
        ("configure_file(cmake/x-config.cmake.in x.cmake)\n", True),
        ('configure_package_config_file("cmake/${PROJECT_NAME}-config.cmake.in" x.cmake)\n', True),
        ("foreach(one ${ALL})\n  configure_file(${one} x.cmake)\nendforeach()\n", True),
        ("file(GLOB ALL cmake/*.in)\n", True),
    ],
)
def test_a_template_that_nothing_configures(tmp_path: Path, asks: str, speaks: bool) -> None:
    files = {"CMakeLists.txt": CMAKE + asks, "cmake/x-config.cmake.in": "find_package(CUDAToolkit)"}
    found = ported(tmp_path, {**TREE, **files})["cmake/x-config.cmake.in"]
    assert (Status.REVIEW in {item.status for item in found.findings}) is speaks


@pytest.mark.parametrize(
    ("asks", "speaks"),
    [("#MY_CUDA\n", False), ("MY_CUDA\n", True), ("AS_IF([a], [MY_CUDA])\n", True)],
)
def test_a_macro_of_autoconf_that_nothing_calls(tmp_path: Path, asks: str, speaks: bool) -> None:
    macro = "AC_DEFUN([MY_CUDA], [\nAC_CHECK_LIB([cudart], [cudaMalloc])\n])\n"
    files = {**TREE, "CMakeLists.txt": CMAKE, "configure.ac": f"AC_INIT([x])\n{asks}"}
    found = ported(tmp_path, {**files, "m4/my.m4": macro})["m4/my.m4"]
    assert (Status.REVIEW in {item.status for item in found.findings}) is speaks


@pytest.mark.parametrize("path", ["src", "src/idle.cu"])
def test_a_part_of_a_tree_says_nothing_of_the_rest(tmp_path: Path, path: str) -> None:
    found = ported(tmp_path, {**TREE, "src/idle.cu": LEFT.format(1)}, path)
    (file,) = (file for name, file in found.items() if name.endswith("idle.cu"))
    assert {item.status for item in file.findings} == {Status.UNKNOWN}


SUM = """__device__ {head} float sum(float v) {{
    for (int i = 16; i > 0; i /= 2) v += __shfl_down_sync(~0u, v, i);
    return v;
}}
"""
HELPER = "inline __host__ __device__ float invert(float v) { return rsqrtf(v); }\n"
USER = '#include "used.h"\n__global__ void b(float* x) { x[0] = sum(x[1]); }\n'
ONE = "__device__ float one(float v) { return sum(v); }\n"
SCAN = "struct Scan {\n__device__ static float all(float v) { return sum(v); }\n};\n"
MADE = SCAN.replace("static float all", "Scan").replace("};", "} s;")
WARP = "#define WARP_SIZE 32\n__device__ void one() { __syncthreads(); }\n"
MASK = """#define ALL_MASK 0xffffffff
__device__ int turned(int v) { return __shfl_xor_sync( ALL_MASK, v, 2, 32); }
"""
USES_MASK = """#include "used.h"
__global__ void b(int* x) {
    x[0] = turned(x[1]) + __shfl_xor_sync(ALL_MASK, x[1], 1, 32) + f(x[2], 1); }
"""
UNMENTIONED = {
    "in a header": ({"src/used.h": SUM.format(head="inline")}, True),
    "called": ({"src/used.h": SUM.format(head="inline"), "src/b.cu": USER}, False),
    "in a comment": (
        {"src/used.h": SUM.format(head="inline"), "src/b.cu": "// sum(1)\n"},
        True,
    ),
    "in a class": ({"src/b.cu": "struct S {\n" + SUM.format(head="static") + "};\n"}, True),
    "twice": ({"src/b.cu": SUM.format(head="") + "float two(float v) { return sum(v); }\n"}, False),
    "by a macro": ({"src/b.cu": SUM.format(head="") + "#define ALL(v) sum(v)\n"}, False),
    "a kernel": ({"src/b.cu": SUM.format(head="").replace("__device__", "__global__")}, False),
    "of both sides": ({"src/used.h": HELPER}, True),
    "of both sides, called": (
        {"src/used.h": HELPER, "src/a.cu": '#include "used.h"\nint main() { invert(2); }\n'},
        False,
    ),
    "for a library's users": (
        {"include/s.h": SUM.format(head="inline"), "src/b.cu": '#include "../include/s.h"\n'},
        False,
    ),
    "as a parameter": (
        {
            "src/used.h": SUM.format(head="inline"),
            "src/b.cu": USER.replace("sum(x[1])", "x[1]") + "void scale(float v, bool sum);\n",
        },
        True,
    ),
    "as a variable": (
        {
            "src/used.h": SUM.format(head="inline"),
            "src/b.cu": USER.replace("x[0] = sum(x[1])", "float sum = 1; sum += x[1]; x[0] = sum"),
        },
        True,
    ),
    "behind a variable": (
        {
            "src/used.h": SUM.format(head="inline"),
            "src/b.cu": USER.replace("x[0] =", "{ float sum = 1; sum += x[1]; } x[0] ="),
        },
        False,
    ),
    "by what nothing uses": (
        {"src/used.h": SUM.format(head="") + ONE, "src/a.cu": '#include "used.h"\nint main() {}\n'},
        True,
    ),
    "by what is used": (
        {"src/used.h": SUM.format(head="") + ONE, "src/b.cu": USER.replace("sum", "one")},
        False,
    ),
    "by a class that nothing uses": ({"src/used.h": SUM.format(head="") + SCAN}, True),
    "by a class with a variable": (
        {"src/used.h": SUM.format(head="") + MADE},
        False,
    ),
    "by a class that is used": (
        {"src/used.h": SUM.format(head="") + SCAN, "src/b.cu": USER.replace("sum", "Scan::all")},
        False,
    ),
    "by each other": (
        {"src/b.cu": SUM.format(head="").replace("return", "v += one(v); return") + ONE},
        True,
    ),
    "by a kernel": (
        {"src/b.cu": SUM.format(head="") + ONE.replace("__device__ float", "__global__ void")},
        False,
    ),
    "by a macro in what nothing uses": (
        {"src/b.cu": SUM.format(head="") + ONE.replace("return", "\n#define A(v) sum(v)\nreturn")},
        False,
    ),
    "in steps for a library's users": (
        {
            "src/used.h": SUM.format(head="inline"),
            "include/s.h": '#include "../src/used.h"\n' + ONE,
        },
        False,
    ),
    "a mask of calls": ({"src/used.h": MASK, "src/b.cu": USES_MASK}, True),
    "a mask that is compared": (
        {"src/used.h": MASK, "src/b.cu": USES_MASK.replace("2], 1", "2] == ALL_MASK")},
        False,
    ),
    "a mask that is given away": (
        {"src/used.h": MASK, "src/b.cu": USES_MASK.replace("2], 1", "2], ALL_MASK")},
        False,
    ),
    "a constant": ({"src/used.h": WARP}, True),
    "a constant that is used": (
        {"src/used.h": WARP, "src/b.cu": USER.replace("1", "WARP_SIZE")},
        False,
    ),
}


@pytest.mark.parametrize(("files", "is_idle"), UNMENTIONED.values(), ids=UNMENTIONED.keys())
def test_what_nothing_mentions_asks_for_nothing(
    tmp_path: Path, files: dict[str, str], is_idle: bool
) -> None:
    """What comes to light when the code runs, or is called."""
    found = ported(tmp_path, {**TREE, **files})
    said = [item for file in found.values() for item in file.findings if item.cause]
    assert said
    assert {item.status is Status.INFO for item in said} == {is_idle}


def test_a_mask_that_a_header_defines_is_written_where_it_is_given(tmp_path: Path) -> None:
    files = {
        "src/used.h": "#pragma once\n#define EVERY 0xffffffff\n#define SOME 0xffff\n",
        "src/b.cu": '#include "used.h"\n__device__ int f(int v) {\n'
        "    return __shfl_xor_sync(EVERY, v, 1, 32) + __shfl_xor_sync(SOME, v, 1, 32);\n}\n",
    }
    file = ported(tmp_path, {**TREE, **files})["src/b.cu"]
    assert b"__shfl_xor_sync(~0ULL, v, 1, 32) + __shfl_xor_sync(SOME, v" in (file.content or b"")
    assert [item.status for item in file.findings] == [Status.REVIEW]


OFF = """#ifdef {0}
__global__ void f(float* v) {{ *v = __shfl_down_sync(~0u, *v, 1); }}
#endif // {0}
"""
EXACT = OFF.format("EXACT_SUMS") + "__global__ void b(float* x) { x[0] = 0; }\n"
BOTH = EXACT.replace("ifdef EXACT_SUMS", "if !(1 && EXACT_SUMS && A)")
RUN_TIME = """#if defined(__CUDACC_RTC__)
#include <cuda/std/cassert>
#else
#include <assert.h>
#endif
"""
SWITCHES = {
    "by nothing": ({"src/b.cu": EXACT}, True),
    "by a source": ({"src/b.cu": EXACT, "src/used.h": "#define EXACT_SUMS\n"}, False),
    "in a comment": ({"src/b.cu": EXACT, "src/used.h": "// #define EXACT_SUMS\n"}, False),
    "asked elsewhere": ({"src/b.cu": EXACT, "src/used.h": "#if EXACT_SUMS\n#endif\n"}, True),
    "by a build": ({"src/b.cu": EXACT, "Makefile": "# F = -DEXACT_SUMS\n"}, False),
    "in what people read": ({"src/b.cu": EXACT, "README": "Try -DEXACT_SUMS.\n"}, False),
    "by a library": ({"src/b.cu": "#include <exact/lib.h>\n" + EXACT}, False),
    "by a compiler": ({"src/b.cu": EXACT.replace("EXACT_SUMS", "_OPENMP")}, False),
    "by a platform": ({"src/b.cu": EXACT.replace("EXACT_SUMS", "WIN32")}, False),
    "not": ({"src/b.cu": EXACT.replace("ifdef", "ifndef")}, False),
    "with another": ({"src/b.cu": EXACT.replace("ifdef ", "if A_B && defined ")}, True),
    "or another": ({"src/b.cu": EXACT.replace("ifdef ", "if A && 1 || 1 && ")}, False),
    "not both": (
        {"src/b.cu": EXACT.replace("ifdef EXACT_SUMS", "if !(1 && EXACT_SUMS && A)")},
        False,
    ),
    "at run time": ({"src/b.cu": RUN_TIME}, True),
    "at run time, by NVRTC": ({"src/b.cu": RUN_TIME + "// nvrtcCompileProgram\n"}, False),
}


@pytest.mark.parametrize(("files", "is_off"), SWITCHES.values(), ids=SWITCHES.keys())
def test_what_nothing_switches_on_asks_for_nothing(
    tmp_path: Path, files: dict[str, str], is_off: bool
) -> None:
    found = ported(tmp_path, {**TREE, **files})
    said = [item for file in found.values() for item in file.findings if item.cause]
    assert said
    assert {item.status is Status.INFO for item in said} == {is_off}


SYCL = {
    "by its header": ("src/b.cpp", "#include <sycl/sycl.hpp>\n", True),
    "by its name": ("src/b.dp.cpp", "", True),
    "in some builds": ("src/b.cpp", "#ifdef ONE\n#include <sycl/sycl.hpp>\n#endif\n", False),
    "with CUDA": ("src/b.cpp", "#include <sycl/sycl.hpp>\n#include <cuda.h>\n", False),
}


@pytest.mark.parametrize(("name", "head", "is_sycl"), SYCL.values(), ids=SYCL.keys())
def test_sources_of_another_language_ask_for_nothing(
    tmp_path: Path, name: str, head: str, is_sycl: bool
) -> None:
    text = head + "int f(int v) { return cudaMadeUpByNobody(v); }\n"
    file = ported(tmp_path, {"README": "", name: text})[name]
    assert {item.status is Status.INFO for item in file.findings} == {is_sycl}
