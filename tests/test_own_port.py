"""The port that a tree has already: macros that it makes of the target's own are found by
themselves, and both sides of what is behind them stay.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.build.files import without_text
from migrate.build.macros import given
from migrate.files.kinds import Kind
from migrate.model import FileResult, Outcome
from migrate.report.summary import own_port, summarize
from migrate.report.verdict import verdict
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.derived import NOT_ON_TARGET, ON_TARGET, SOMETIMES, definitions, derive
from tests.porting import guards, port, rules

PLATFORM = """#if defined(__CUDACC__) && !defined(LIB_NO_CUDA)
#define LIB_CUDACC 1
#endif
#if defined(__HIPCC__) && !defined(LIB_NO_HIP)
#define LIB_HIPCC 1
#endif
"""

KINDS = """#define NV 1
#define AMD 2
#ifdef USE_ROCM
#define LIB AMD
#else
#define LIB NV
#endif
"""
# What a tree defines, a condition on it, and whether CUDA's names behind that stay.
MADE = {
    "hip-only": ("#ifdef __HIPCC__\n#define LIB 1\n#endif", "#ifdef LIB", True),
    "hip-only-not": ("#ifdef __HIPCC__\n#define LIB 1\n#endif", "#ifndef LIB", True),
    "with-more": (
        "#if defined(__HIPCC__) && !defined(NO)\n#define LIB\n#endif",
        "#ifdef LIB",
        True,
    ),
    "cuda-side": (PLATFORM, "#ifdef LIB_CUDACC", True),
    "hip-side": (PLATFORM, "#if defined(LIB_HIPCC)", True),
    "switch-of-its-headers": (
        "",
        "#if defined(USE_HIP) && HIP_VERSION < 605 || defined(HIP_DISABLE_WARP_SYNC_BUILTINS)",
        True,
    ),
    "switch-of-cudas-headers": ("", "#if defined(CUB_DISABLE_NAMESPACE_MAGIC)", False),
    "either": (PLATFORM, "#if defined(LIB_HIPCC) || defined(LIB_CUDACC)", False),
    "values": (
        "#ifdef USE_ROCM\n#define LIB 1\n#else\n#define LIB 0\n#endif",
        "#if LIB",
        True,
    ),
    "values-not": (
        "#ifdef USE_ROCM\n#define LIB 1\n#else\n#define LIB 0\n#endif",
        "#if !LIB",
        True,
    ),
    "kinds": (
        KINDS,
        "#if LIB == AMD",
        True,
    ),
    "kinds-other": (
        KINDS,
        "#if LIB == NV",
        True,
    ),
    "made-of-made": (
        "#ifdef __HIPCC__\n#define LIB_A 1\n#endif\n#if defined(LIB_A)\n#define LIB_B 1\n#endif",
        "#ifdef LIB_B",
        True,
    ),
    "default": (
        "#ifdef __HIPCC__\n#define LIB 1\n#endif\n#ifndef LIB\n#define LIB 0\n#endif",
        "#if LIB",
        True,
    ),
    "elif": (
        "#if defined(__CUDACC__)\n#define A 1\n#elif defined(__HIPCC__)\n#define LIB 1\n#endif",
        "#ifdef LIB",
        True,
    ),
    "both-sides": (
        "#ifdef __HIPCC__\n#define LIB 1\n#else\n#define LIB 1\n#endif",
        "#ifdef LIB",
        False,
    ),
    "defined-elsewhere": (
        "#ifdef __HIPCC__\n#define LIB 1\n#endif\n#ifdef DEBUG\n#define LIB 1\n#endif",
        "#ifdef LIB",
        False,
    ),
    "no-guard": ("#ifdef DEBUG\n#define LIB 1\n#endif", "#ifdef LIB", False),
    "compiler-of-a-cuda-tree": ("#ifdef __CUDACC__\n#define LIB 1\n#endif", "#ifdef LIB", False),
    "include-guard": ("#ifndef LIB\n#define LIB\n#endif", "#ifndef LIB", False),
}


@pytest.mark.parametrize(("made", "condition", "stays"), MADE.values(), ids=MADE.keys())
def test_macros_that_the_tree_makes(made: str, condition: str, stays: bool) -> None:
    source = f'#include "a.h"\n{condition}\nvoid f(float *p) {{ cudaFree(p); }}\n#endif\n'
    result = port(source, "b.cpp", beside={"a.h": made + "\n"})
    (free,) = [item for item in result.references if item.name == "cudaFree"]
    assert free.rule == ("migrate/guarded" if stays else "hip/names/runtime")


def test_a_branch_before_one_for_the_target_is_left_alone() -> None:
    source = """#if defined(MY_CUDA)
void f(float *p) { cudaFree(p); }
#elif defined(__HIP_PLATFORM_AMD__)
void f(float *p) { hipFree(p); }
#endif
"""
    result = port(source, "a.cpp")
    assert result.content is None
    assert [item.rule for item in result.references] == ["migrate/guarded"]


CMAKE = """option(X)
if(USE_ROCM)  # -DCOMMENT
  add_definitions(-DAMD_A)
  target_compile_definitions(lib PUBLIC AMD_B=1 AMD_C)
elseif(USE_CUDA)
  add_definitions(-DNV_A)
else()
  add_definitions(-DCPU_A)
endif()
if(USE_CUDA)
  add_compile_definitions(NV_B)
elseif(ENABLE_HIP)
  add_compile_definitions(AMD_D)
endif()
if(NOT ENABLE_HIP)
  add_compile_definitions(NV_C)
else()
  add_compile_definitions(AMD_E)
endif()
if(ENABLE_LOG)
  add_compile_definitions(MAYBE)
endif()
if(USE_ROCM OR USE_CUDA)
  add_compile_definitions(MAYBE_GPU)
endif()
set(CMAKE_HIP_FLAGS "${CMAKE_HIP_FLAGS} -DAMD_F")
target_compile_definitions(lib PRIVATE $<$<COMPILE_LANGUAGE:HIP>:AMD_G>)
add_definitions(-DALWAYS)
"""
MAKE = """ifdef USE_HIPBLAS
CXXFLAGS += -DAMD_A=1
endif
ifeq ($(GPU),amd)
CXXFLAGS += -DAMD_B
else
CXXFLAGS += -DNV_A
endif
ifneq ($(GPU),amd)
CXXFLAGS += -DNV_B
endif
HIPCC_FLAGS += -DAMD_C
CXXFLAGS += $(ROCTX) -DAMD_D=1 \\
            -D__HIP_PLATFORM_AMD__=1 \\
            -DAMD_E -I$(ROCM)/include
CFLAGS += -DALWAYS
"""
PYTHON = """import torch
is_rocm = torch.version.hip is not None
define_macros = []
if is_rocm:
    define_macros += [("AMD_A", None)]
    flags.append('-DAMD_B=1')
else:
    define_macros += [("NV_A", None)]
if torch.version.hip is None:
    flags += ["-DNV_B"]
elif DEBUG:
    flags += ["-DAMD_C"]
if torch.version.hip is not None:
    flags += ["-DAMD_D"]
flags += ["-DAMD_E"] if is_rocm else ["-DNV_C"]
flags += ["-DALWAYS"]
"""


def code(text: bytes, kind: Kind) -> bytes:
    return without_text(text, kind)[1]


@pytest.mark.parametrize(
    ("text", "kind"), [(CMAKE, Kind.CMAKE), (MAKE, Kind.MAKE), (PYTHON, Kind.PYTHON)]
)
def test_macros_that_build_files_give(text: str, kind: Kind) -> None:
    found = {item.name: item.when for item in given(code(text.encode(), kind), kind, rules().build)}
    wanted = {"AMD": ON_TARGET, "NV": NOT_ON_TARGET, "CPU": NOT_ON_TARGET, "MAYBE": SOMETIMES}
    assert "COMMENT" not in found
    assert found.pop("ALWAYS") == ""
    found.pop("__HIP_PLATFORM_AMD__", None)
    assert found == {name: wanted[name.partition("_")[0]] for name in found}
    assert len(found) >= 5


TWINS = """target_compile_definitions(lib PUBLIC
  $<$<BOOL:${LIB_USE_CUDA}>:LIB_GPU LIB_CUDA LIB_CUDA_NVTX>
  $<$<BOOL:${LIB_USE_ROCM}>:LIB_GPU LIB_ROCM>)
"""
BEHIND = """#if defined(LIB_CUDA)
void f() { cublasXtCreate(0); }
#endif
#if defined(LIB_ROCM)
void f() { hipFree(0); }
#endif
#if defined(LIB_CUDA_NVTX)
void g() { nvtxNameCategoryA(0, 0); }
#endif
"""


def test_a_macro_with_a_twin_for_the_target_is_not_there_on_it(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(TWINS)
    (tmp_path / "a.cpp").write_text(BEHIND)
    files = run([tmp_path], Settings()).report.files
    (file,) = [file for file in files if file.path.endswith("a.cpp")]
    assert [item.api for item in file.findings if item.rule != "migrate/own-port"] == [
        "nvtxNameCategoryA"
    ]
    assert file.content is None
    found = given(code(TWINS.encode(), Kind.CMAKE), Kind.CMAKE, rules().build)
    made = derive(found, guards())
    assert made.on_target["LIB_CUDA"].defined is False
    assert {"LIB_CUDA_NVTX", "LIB_GPU"}.isdisjoint(made.on_target)


def test_macros_of_a_header_that_is_made_have_twins_too(tmp_path: Path) -> None:
    made = "#cmakedefine LIB_USING_CUDA 1\n#cmakedefine LIB_USING_HIP 1\n"
    (tmp_path / "config.h.cmake.in").write_text(made)
    (tmp_path / "a.cpp").write_text(
        "#if defined(LIB_USING_CUDA)\nvoid f() { nvtxNameCategoryA(0, 0); }\n#endif\n"
        "#if defined(LIB_USING_HIP)\nvoid f() { hipFree(0); }\n#endif\n"
    )
    files = run([tmp_path], Settings(jobs=1)).report.files
    (file,) = [file for file in files if file.path.endswith("a.cpp")]
    assert {item.rule for item in file.findings} == {"migrate/own-port"}


def test_a_macro_that_is_always_given_is_no_guard() -> None:
    text = b"if(USE_ROCM)\nadd_definitions(-DLIB)\nendif()\nadd_definitions(-DLIB)\n"
    found = given(code(text, Kind.CMAKE), Kind.CMAKE, rules().build)
    assert "LIB" not in derive(found, guards()).on_target


def test_a_macro_that_a_build_file_gives_is_the_trees(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "target_compile_definitions(lib PRIVATE CUDA_BUILT_FOR=${VERSION})\n"
        'add_definitions(-DCUDA_NAMED="a b")\n'
    )
    (tmp_path / "a.cpp").write_text("int a = CUDA_BUILT_FOR + CUDA_NAMED + CUDA_ODD;\n")
    files = run([tmp_path], Settings()).report.files
    assert [finding.api for file in files for finding in file.findings] == ["CUDA_ODD"]


@pytest.mark.parametrize("value", ["${LEVEL}", '"3"', "$(LEVEL)"])
def test_a_value_that_is_no_number_is_not_known(value: str) -> None:
    text = f"if(USE_ROCM)\nadd_definitions(-DLIB={value})\nendif()\n".encode()
    (found,) = given(code(text, Kind.CMAKE), Kind.CMAKE, rules().build)
    assert (found.name, found.value) == ("LIB", "?")


def test_a_default_beside_a_build_file() -> None:
    header = definitions(b"#ifndef LIB\n#define LIB 0\n#endif\n", guards())
    build = given(b"if(USE_ROCM)\nadd_definitions(-DLIB=1)\nendif()\n", Kind.CMAKE, rules().build)
    made = derive([*header, *build], guards())
    assert made.on_target["LIB"].value.truth is True
    assert made.on_cuda["LIB"].value.truth is False


def test_a_tree_says_that_it_has_a_port(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "if(ENABLE_AMD)\n  add_definitions(-DUSE_AMD_GPU)\nendif()\n"
    )
    (tmp_path / "a.cu").write_text(
        "#ifdef USE_AMD_GPU\n#include <hip/hip_runtime.h>\n#else\n#include <cuda_runtime.h>\n"
        "#endif\n#ifdef USE_AMD_GPU\nvoid f(float *p) { hipFree(p); }\n#else\n"
        "void f(float *p) { cudaFree(p); }\n#endif\n"
    )
    (tmp_path / "b.cu").write_text("void g(float *p) { cudaFree(p); }\n")
    report = run([tmp_path], Settings()).report
    found = own_port(report)
    assert found is not None
    assert (found.macros, found.files, found.references) == (("USE_AMD_GPU",), 1, 2)
    said = verdict(report, summarize(report))
    assert "a HIP port already, behind USE_AMD_GPU: 1 file, 2 references not counted." in said
    left = [item.status.value for file in report.files for item in file.findings]
    assert left == ["info"]


def test_what_is_there_on_cuda_only_is_no_name_of_the_port(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "if(USE_ROCM)\n  add_definitions(-DON_AMD)\nelse()\n  add_definitions(-DNV_FAST)\nendif()\n"
    )
    (tmp_path / "a.cu").write_text("#ifdef NV_FAST\nvoid f(float *p) { cudaFree(p); }\n#endif\n")
    (tmp_path / "b.cu").write_text("#ifndef ON_AMD\nvoid g(float *p) { cudaFree(p); }\n#endif\n")
    found = own_port(run([tmp_path], Settings()).report)
    assert found is not None
    assert (found.macros, found.files, found.references) == (("ON_AMD",), 2, 2)


def test_a_tree_without_one_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.cu").write_text("void g(float *p) { cudaFree(p); }\n")
    report = run([tmp_path], Settings()).report
    assert own_port(report) is None
    assert "already" not in verdict(report, summarize(report))


HIP = "#include <hip/hip_runtime.h>\nvoid f(float *p) { hipFree(p); }\n"
CUDA = "#include <cuda_runtime.h>\nvoid f(float *p) { cudaFree(p); }\n"
# A file of HIP's, what stands for CUDA, and whether the one is the port of the other. What is
# called for no vendor may be for both.
COMMON = frozenset({"folder-of-the-host"})
BESIDE = {
    "folder": ("hip/a.hip.cpp", "cuda/a.cu", True),
    "folder-deep": ("src/HIP/deep/a.cpp", "src/cuda/deep/a.cu", True),
    "folder-of-the-host": ("src/hip/a.cpp", "src/a.cpp", True),
    "name": ("a_hip.cu", "a.cu", True),
    "names": ("a_hip.cpp", "a_cuda.cpp", True),
    "dots": ("a.hip.cpp", "a.cu", True),
    "suffix": ("a.hip", "a.cu", True),
    "words": ("hip/HIPOps.cpp", "cuda/CUDAOps.cu", True),
    "last-words": ("OpsHip.cpp", "OpsCuda.cpp", True),
    "folder-with-more": ("backend-hip/a.h", "backend-cuda/a.cuh", True),
    "alone": ("hip/a.cpp", "cuda/b.cu", False),
    "ship": ("ship.cu", "s.cu", False),
    "part-of-a-word": ("HIPPOps.cpp", "POps.cpp", False),
}


@pytest.mark.parametrize("case", BESIDE)
def test_files_that_are_the_trees_own_port(case: str, tmp_path: Path) -> None:
    name, original, is_port = BESIDE[case]
    for path, text in ((name, HIP + CUDA), (original, CUDA)):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    report = run([tmp_path], Settings(jobs=1)).report
    files = {file.path: file for file in report.files}
    alone = {name, original} - ({original} if case in COMMON else set()) if is_port else set()
    for path in (name, original):
        if path in alone:
            assert (files[path].outcome, files[path].references) == (Outcome.SKIPPED, ())
        else:
            assert files[path].content is not None
    both = (
        "2 files are this tree's own port to HIP, or what it was made from, and stay as they are."
    )
    one = "1 file is this tree's own port to HIP, or what it was made from, and stays as it is."
    said = verdict(report, summarize(report))
    assert [both in said, one in said] == [len(alone) == 2, len(alone) == 1]


SIDES = {"hip/a.h": HIP, "cuda/a.h": CUDA}
# The files of a tree, and which of them are left alone.
BOTH = {
    "chosen-by-condition": (
        SIDES | {"b.cu": '#ifdef X\n#include "cuda/a.h"\n#endif\n' + CUDA},
        {"hip/a.h", "cuda/a.h"},
    ),
    "chosen-by-the-build": (
        SIDES | {"b.cu": '#include "a.h"\n' + CUDA, "cuda/c.cu": '#include "a.h"\n' + CUDA},
        {"hip/a.h", "cuda/a.h"},
    ),
    "included-always": (SIDES | {"b.cu": '#include "cuda/a.h"\n' + CUDA}, {"hip/a.h"}),
    "included-in-a-guarded-header": (
        SIDES | {"b.h": '#ifndef B\n#define B\n#include "cuda/a.h"\n#endif\n'},
        {"hip/a.h"},
    ),
    "included-by-the-port": (
        {"hip/a.h": '#include "../cuda/a.h"\n' + HIP, "cuda/a.h": CUDA},
        {"hip/a.h"},
    ),
    "included-by-an-original": (
        SIDES | {"hip/b.cpp": HIP, "cuda/b.cu": '#include "../cuda/a.h"\n' + CUDA},
        {"hip/a.h", "cuda/a.h", "hip/b.cpp", "cuda/b.cu"},
    ),
    "stub": (
        {"hip/a.cpp": "// hipFree\n#include <hip/hip_runtime.h>\n#define A\n", "cuda/a.cu": CUDA},
        {"hip/a.cpp"},
    ),
    "stub-in-a-namespace": (
        {
            "hip/a.cpp": "#include <hip/hip_runtime.h>\nnamespace a::b {\n} // hip\n",
            "cuda/a.cu": CUDA,
        },
        {"hip/a.cpp"},
    ),
    "stub-that-stops": (
        {"hip/a.cpp": "#include <hip/hip_runtime.h>\n#error no HIP\n", "cuda/a.cu": CUDA},
        {"hip/a.cpp"},
    ),
    "macros": (
        {"hip/a.h": "#include <hip/hip_runtime.h>\n#define FREE hipFree\n", "cuda/a.h": CUDA},
        {"hip/a.h", "cuda/a.h"},
    ),
    "header-of-a-source": ({"hip/a.h": HIP, "cuda/a.cu": CUDA}, {"hip/a.h"}),
    "not-the-same-folder": (
        {"hip/a.cpp": HIP, "cuda/a.cu": CUDA, "a.cu": CUDA},
        {"hip/a.cpp", "cuda/a.cu"},
    ),
    "made-of-a-port": (
        SIDES | {"hip/k.h": '#include "a.h"\n__global__ void k();\n', "cuda/k.h": CUDA},
        {"hip/a.h", "cuda/a.h", "hip/k.h", "cuda/k.h"},
    ),
    "made-of-a-port-for-cuda": (
        SIDES | {"hip/k.h": '#include "a.h"\n' + CUDA, "cuda/k.h": CUDA},
        {"hip/a.h", "cuda/a.h"},
    ),
}


@pytest.mark.parametrize("case", BOTH)
def test_the_cuda_side_of_the_trees_own_port(case: str, tmp_path: Path) -> None:
    texts, alone = BOTH[case]
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    files = run([tmp_path], Settings(jobs=1)).report.files
    assert {file.path for file in files if file.outcome is Outcome.SKIPPED} == alone
    said = {finding.message for file in files for finding in file.findings if file.path in alone}
    for path in alone:
        if path.startswith("cuda"):
            port = next(name for name in alone if name.partition(".")[0] == f"hip/{path[5:6]}")
            assert f"this file is ported to HIP by hand in {port}: left alone" in said


def test_a_source_is_a_port_of_the_source_for_cuda(tmp_path: Path) -> None:
    texts = {"Ops.h": "struct Ops;\n", "cuda/CUDAOps.cu": CUDA, "hip/HIPOps.cpp": HIP + CUDA}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    files = {file.path: file for file in run([tmp_path], Settings(jobs=1)).report.files}
    assert files["hip/HIPOps.cpp"].reason == "the tree's own port of cuda/CUDAOps.cu"
    assert files["cuda/CUDAOps.cu"].reason == "ported by hand in hip/HIPOps.cpp"


def test_a_file_for_cuda_that_is_asked_for_is_ported(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(CUDA)
    (tmp_path / "a_hip.cu").write_text(HIP)
    files = run([tmp_path, tmp_path / "a.cu"], Settings(jobs=1)).report.files
    assert [file.content is not None for file in files] == [True, False]


def test_a_name_alone_makes_no_port(tmp_path: Path) -> None:
    (tmp_path / "left_hip.cu").write_text(CUDA)
    (tmp_path / "left.cu").write_text(CUDA)
    (tmp_path / "lone.hip").write_text(HIP)
    files = {file.path: file for file in run([tmp_path], Settings(jobs=1)).report.files}
    assert {path: file.content is not None for path, file in files.items()} == {
        "left.cu": True,
        "left_hip.cu": True,
    }


def test_a_header_that_is_left_alone_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "a_hip.h").write_text(HIP)
    (tmp_path / "a.h").write_text(CUDA)
    (tmp_path / "b.cu").write_text('#include "a.h"\n#include "a_hip.h"\n')
    names = [file.path for file in run([tmp_path], Settings(jobs=1)).report.files]
    assert names == ["a.h", "a_hip.h", "b.cu"]


BUILD_FOR_HIP = """CXXFLAGS += -DHAVE_GPU=1 \\
            -D__HIP_PLATFORM_AMD__=1 \\
            -DLIB_ON_HIP=1 \\
            -DCUDA_VERSION=11000 -D__CUDACC_VER_MAJOR__=11
"""
# A condition, and whether the line behind it is ported where the build for HIP gives 11000.
GIVEN = {
    "taken": ("#if CUDA_VERSION >= 11000", True),
    "not-taken": ("#if CUDA_VERSION < 9000", False),
    "with-the-guard": ("#if CUDA_VERSION >= 11000 && !defined(LIB_ON_HIP)", False),
    "compiler": ("#if __CUDACC_VER_MAJOR__ >= 8", True),
    "compiler-not": ("#if __CUDACC_VER_MAJOR__ < 8", False),
}


@pytest.mark.parametrize(("condition", "ported"), GIVEN.values(), ids=GIVEN.keys())
def test_a_version_that_the_build_for_the_target_gives(
    condition: str, ported: bool, tmp_path: Path
) -> None:
    (tmp_path / "hip.mk").write_text(BUILD_FOR_HIP)
    source = f"{condition}\nvoid f(float *p) {{ cudaFree(p); }}\n#endif\n"
    (tmp_path / "a.cpp").write_text(source)
    report = run([tmp_path], Settings()).report
    (file,) = [file for file in report.files if file.path.endswith("a.cpp")]
    assert [item.status.value for item in file.findings if item.status.value != "info"] == []
    assert (b"hipFree" in (file.content or b"")) is ported
    assert condition.encode() in (file.content or source.encode())


def test_a_version_used_as_a_number_stays_where_the_build_gives_it(tmp_path: Path) -> None:
    (tmp_path / "hip.mk").write_text(BUILD_FOR_HIP)
    (tmp_path / "a.cpp").write_text(
        "void f() { bool b = CUDA_VERSION >= 11000; cudaFree(nullptr); }\n"
    )
    report = run([tmp_path], Settings()).report
    (file,) = [file for file in report.files if file.path.endswith("a.cpp")]
    assert b"CUDA_VERSION >= 11000" in (file.content or b"")
    assert not file.findings


def test_a_version_that_the_build_for_cuda_gives_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "a.mk").write_text("CXXFLAGS += -DHAVE_GPU=1 -DCUDA_VERSION=11000\n")
    (tmp_path / "a.cpp").write_text(
        "#if CUDA_VERSION >= 10000\nvoid f(float *p) { cudaFree(p); }\n#endif\n"
    )
    report = run([tmp_path], Settings()).report
    (file,) = [file for file in report.files if file.path.endswith("a.cpp")]
    assert b"(CUDA_VERSION >= 10000 || defined(__HIP_PLATFORM_AMD__))" in (file.content or b"")


def test_a_shim_from_one_vendors_names_to_the_others_stays() -> None:
    source = (
        "#define CUBLAS_COMPUTE_32F HIPBLAS_R_32F\n#define cublasComputeType_t hipblasDatatype_t\n"
    )
    assert port(source, "a.h").edits == ()


@pytest.mark.parametrize(
    ("name", "text", "stays"),
    [
        ("nb/hip/body.h", '#include "nb_hip_types.h"\n__launch_bounds__(64, 6) void k();\n', True),
        ("nb/hip/own.cpp", "void f(float *p) { hipFree(p); }\n", True),
        ("nb/hip/shared.h", '#include "a_hip.h"\nvoid f(float *p) { cudaFree(p); }\n', False),
        ("nb/hip/plain.cu", "__global__ void __launch_bounds__(64, 6) k(int *x) {}\n", False),
        ("nb/ship/body.cpp", '#include "b_hip.h"\n__launch_bounds__(64, 6) void k();\n', False),
    ],
)
def test_a_file_for_the_target_needs_no_original(
    name: str, text: str, stays: bool, tmp_path: Path
) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    (tmp_path / "b.cu").write_text("void g(float *p) { cudaFree(p); }\n")
    report = run([tmp_path], Settings()).report
    (file,) = [file for file in report.files if file.path.endswith(name)]
    assert (file.outcome is Outcome.SKIPPED) is stays


MAPPING = """#include <hip/hip_runtime.h>
#define cudaMalloc hipMalloc
#define cudaFree(p) (void)hipFree(p)
#define cudaStream_t hipStream_t
#define cudaHostAlloc hipHostMalloc
#define cudaError_t hipError_t
#define warpSize_ 64
template <class T>
__device__ T __shfl_down_sync(unsigned mask, T v, unsigned by, int width = 64) {
  return __shfl_down(v, by, width);
}
"""
USES = """#ifdef __NVCC__
#include <cuda_runtime.h>
#else
#include "map.h"
#endif
void f(void** p, cudaStream_t s) {
  cudaMalloc(p, 8);
  cudaHostAlloc(p, 8, 0);
  cudaFree(*p);
}
"""
MORE = '#include "map.h"\ninline void g(void** p) { cudaMalloc(p, 1); cudaDeviceSynchronize(); }\n'


def mapped(folder: Path, files: dict[str, str]) -> dict[str, FileResult]:
    for name, text in files.items():
        (folder / name).write_text(text)
    return {file.path: file for file in run([folder], Settings(jobs=1)).report.files}


def test_names_that_a_header_maps_to_the_target_are_ported_already(tmp_path: Path) -> None:
    result = mapped(tmp_path, {"map.h": MAPPING, "use.cu": USES, "more.cuh": MORE})
    assert result["map.h"].edits == result["use.cu"].edits == ()
    assert [(item.rule, item.api) for item in result["use.cu"].findings] == [
        ("migrate/own-port", "map.h")
    ]
    # A name that the header leaves out is ported; a file that does not see it, too.
    assert [item.text for item in result["more.cuh"].edits] == [b"hipDeviceSynchronize"]


def test_two_names_that_stand_for_the_targets_are_no_port(tmp_path: Path) -> None:
    few = "#define cudaMalloc hipMalloc\n#define cudaStream_t hipStream_t\n"
    result = mapped(tmp_path, {"map.h": few, "use.cu": USES})
    assert result["use.cu"].edits
