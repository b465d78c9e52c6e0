"""What the tree says of a build file: no source of CUDA's below it, or taken in for CUDA only."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.build.context import around, builds
from migrate.run import run
from migrate.settings.config import Build, FileOptions, Settings

REPORTED = FileOptions(build=Build.REPORT)

SETTINGS = """set(CMAKE_CUDA_STANDARD 17)
set(CMAKE_CUDA_ARCHITECTURES 70)
string(APPEND CMAKE_CUDA_FLAGS " -lineinfo")
"""
APP = "project(app LANGUAGES CXX CUDA)\n"
LIB = "project(lib LANGUAGES CXX)\nadd_subdirectory(app)\nadd_library(lib a.cu)\n"
KERNEL = {"a.cu": "__global__ void k() {}\n", "CMakeLists.txt": LIB}
LINE = "target_compile_options(app PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-lineinfo>)\n"


def test_folders_say_what_is_below_them() -> None:
    paths = [
        "CMakeLists.txt",
        "gpu/CMakeLists.txt",
        "gpu/src/k.cu",
        "cpu/CMakeLists.txt",
        "cpu/a.c",
    ]
    found = builds({}, paths, None)
    assert {name: found.folders[name].files for name in ("", "gpu", "gpu/src", "cpu")} == {
        "": 5,
        "gpu": 2,
        "gpu/src": 1,
        "cpu": 2,
    }
    tops = ("CMakeLists.txt", "gpu/CMakeLists.txt", "cpu/CMakeLists.txt")
    known = [around(name, found) for name in tops]
    assert [item.compiled for item in known] == [True, True, False]
    assert [item.whole for item in known] == [True, False, False]


def said(folder: Path, files: dict[str, str], of: str) -> list[str]:
    """The rules of the findings of one file, remarks apart."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    report = run([folder], Settings(jobs=1, options=REPORTED)).report
    (found,) = (file.findings for file in report.files if file.path == of)
    return sorted(item.rule.rpartition("/")[2] for item in found if item.rule != "migrate/own-port")


@pytest.mark.parametrize(
    ("targets", "more", "speaks"),
    [
        ("add_executable(app main.cpp)\n", {}, False),
        ("file(GLOB S *.cpp *.cu *.h*)\nadd_executable(app ${S})\n", {}, False),
        ("set(S main.cpp)\nlist(APPEND S b.cpp)\nadd_executable(app ${S})\n", {}, False),
        ("add_executable(app ${PROJECT_SOURCE_DIR}/main.cpp)\n", {}, False),
        ("add_executable(app main.cpp ../a.cu)\n", {}, True),
        ("add_executable(app main.cpp ${SHARED_SOURCES})\n", {}, True),
        ("file(GLOB S ../*.c*)\nadd_executable(app ${S})\n", {}, True),
        ("add_executable(app main.cpp)\n", {"app/sub/k.cu": ""}, True),
        ("add_executable(app main.cpp)\n", {"app/k.cuh": ""}, True),
        (
            "add_executable(app main.cpp)\n",
            {"app/sub/CMakeLists.txt": "add_library(s ../../a.cu)\n"},
            True,
        ),
        (
            "add_executable(app main.cpp)\n"
            "set_source_files_properties(main.cpp PROPERTIES LANGUAGE CUDA)\n",
            {},
            True,
        ),
        ("include(other)\n", {}, True),
    ],
)
def test_settings_of_a_folder_without_a_source_of_cudas(
    targets: str, more: dict[str, str], speaks: bool, tmp_path: Path
) -> None:
    files = {**KERNEL, "app/CMakeLists.txt": APP + SETTINGS + targets, "app/main.cpp": "", **more}
    found = said(tmp_path, files, "app/CMakeLists.txt")
    assert "project-language" in found
    assert ("cmake-variable" in found, "line-info" in found) == (speaks, speaks)


@pytest.mark.parametrize("suffix", ["cpp", "cu"])
def test_settings_of_a_tree_without_a_source_of_cudas(suffix: str, tmp_path: Path) -> None:
    files = {
        "CMakeLists.txt": APP + SETTINGS + f"add_executable(app ${{S}} main.{suffix})\n",
        "cmake/flags.cmake": SETTINGS,
        f"main.{suffix}": "int main() {}\n",
        "b.cpp": "",
    }
    speaks = suffix == "cu"
    assert ("line-info" in said(tmp_path, files, "CMakeLists.txt")) is speaks
    assert ("line-info" in said(tmp_path, files, "cmake/flags.cmake")) is speaks


def test_a_build_file_alone_says_all(tmp_path: Path) -> None:
    found = said(tmp_path, {"CMakeLists.txt": APP + SETTINGS}, "CMakeLists.txt")
    assert {"cmake-variable", "line-info"} <= set(found)


def test_the_language_of_a_folder_without_such_a_source_goes(tmp_path: Path) -> None:
    files = {"CMakeLists.txt": f"{APP}add_executable(app a.cpp)\n", "a.cpp": "int main() {}\n"}
    assert said(tmp_path, files, "CMakeLists.txt") == ["project-language"]
    report = run([tmp_path], Settings(jobs=1, options=REPORTED)).report
    (finding,) = report.files[0].findings
    assert finding.suggestion.startswith("leave CUDA out")


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        (f"add_executable(app b.cpp)\n{LINE}", False),
        (f"add_library(app STATIC b.cpp)\n{LINE}", False),
        (f"add_executable(app b.cpp)\n{LINE.replace('PRIVATE', 'PUBLIC')}", False),
        (f"add_library(app b.cpp)\n{LINE.replace('PRIVATE', 'PUBLIC')}", True),
        (f"add_library(app INTERFACE)\n{LINE.replace('PRIVATE', 'INTERFACE')}", True),
        (f"add_executable(app b.cpp)\ntarget_sources(app PRIVATE a.cu)\n{LINE}", True),
        (f"add_executable(app ${{ARGN}})\n{LINE}", True),
        (LINE, True),
        (
            "add_executable(app b.cpp)\nset(F -lineinfo)\n" + LINE.replace("-lineinfo", "${F}"),
            False,
        ),
        (
            "add_executable(app b.cpp)\nset(F -lineinfo)\nfoo(${F})\n"
            + LINE.replace("-lineinfo", "${F}"),
            True,
        ),
    ],
)
def test_options_of_a_target_without_a_source_of_cudas(
    text: str, speaks: bool, tmp_path: Path
) -> None:
    files = {"CMakeLists.txt": f"add_library(lib a.cu)\n{text}", "a.cu": "", "b.cpp": ""}
    assert ("line-info" in said(tmp_path, files, "CMakeLists.txt")) is speaks


CUDA_LIBS = "find_package(CUDAToolkit REQUIRED)\n"


@pytest.mark.parametrize(
    ("top", "speaks"),
    [
        ("if(X_USE_CUDA)\ninclude(libs)\nendif()\nif(X_USE_HIP)\nendif()\n", False),
        (
            "if(A)\nif(X_CUDA)\ninclude(cmake/libs.cmake)\nendif()\nendif()\nset(X_HIP 1)\n",
            False,
        ),
        ("if(X_USE_CUDA)\ninclude(libs)\nendif()\ninclude(libs)\nset(X_USE_HIP 1)\n", True),
        ("if(X_USE_CUDA)\nelse()\ninclude(libs)\nendif()\nset(X_USE_HIP 1)\n", True),
        ("if(NOT X_USE_CUDA)\ninclude(libs)\nendif()\nset(X_USE_HIP 1)\n", True),
        ("if(X_USE_CUDA)\ninclude(libs)\nendif()\n", True),
        ("set(X_USE_HIP 1)\n", True),
    ],
)
def test_a_file_that_is_taken_in_for_cuda_only(top: str, speaks: bool, tmp_path: Path) -> None:
    files = {"CMakeLists.txt": top, "cmake/libs.cmake": CUDA_LIBS, "a.cu": ""}
    assert bool(said(tmp_path, files, "cmake/libs.cmake")) is speaks


def test_so_are_folders_and_what_these_take_in(tmp_path: Path) -> None:
    top = "option(X_CUDA x ON)\noption(X_HIP x OFF)\nif(X_CUDA)\nadd_subdirectory(gpu)\nendif()\n"
    files = {
        "CMakeLists.txt": top,
        "gpu/CMakeLists.txt": f"{CUDA_LIBS}add_subdirectory(sub)\n",
        "gpu/sub/CMakeLists.txt": CUDA_LIBS,
        "a.cu": "",
    }
    assert said(tmp_path, files, "gpu/CMakeLists.txt") == []
    assert said(tmp_path, files, "gpu/sub/CMakeLists.txt") == []


OWN = """option(WITH_GPU "x" ${CUDA_FOUND})
if(WITH_ROCM)
  include(hip)
endif()
set(CUDA_NVCC_FLAGS "${CUDA_NVCC_FLAGS} -Xcompiler -fopenmp")
find_package(CUDA 9)
"""


@pytest.mark.parametrize(
    ("chain", "speaks"),
    [
        ("if(WITH_GPU)\nelse()\nhip_add_library(a a.cu)\nendif()\n", False),
        ("if(WITH_GPU)\nelseif(WITH_ROCM)\nendif()\n", False),
        ("if(WITH_GPU)\nelse()\nset(WITH_ROCM OFF)\nendif()\n", True),
        ("if(WITH_GPU)\nif(WITH_ROCM)\nendif()\nelseif(X_HIP)\nendif()\n", True),
        ("if(WIN32)\nelseif(WITH_ROCM)\nendif()\n", True),
    ],
)
def test_a_name_with_a_branch_for_the_target_beside(
    chain: str, speaks: bool, tmp_path: Path
) -> None:
    use = "if(WITH_GPU)\nlink_libraries(${CUDA_curand_LIBRARY})\nendif()\n"
    files = {"CMakeLists.txt": chain + use, "a.cu": ""}
    assert ("find-cuda-library" in said(tmp_path, files, "CMakeLists.txt")) is speaks


def test_settings_beside_a_build_for_the_target(tmp_path: Path) -> None:
    assert said(tmp_path, {"CMakeLists.txt": OWN, "a.cu": ""}, "CMakeLists.txt") == []
    text = OWN.replace("include(hip)", "message(STATUS x)")
    assert said(tmp_path, {"CMakeLists.txt": text, "a.cu": ""}, "CMakeLists.txt")
    text = OWN.replace("CUDA 9", "CUDA 9 REQUIRED")
    assert said(tmp_path, {"CMakeLists.txt": text, "a.cu": ""}, "CMakeLists.txt") == [
        "find-toolkit"
    ]


UNSET = "target_link_libraries(t ${CUDA_LIBRARIES})\n"


@pytest.mark.parametrize(
    ("top", "speaks"),
    [
        ("find_package(CUDAToolkit REQUIRED)\n", False),
        ("project(x LANGUAGES CXX CUDA)\n", False),
        ("find_package(CUDAToolkit)\n# find_package(CUDA)\nif(CUDA_LIBRARIES)\nendif()\n", False),
        ("enable_language(CUDA)\nfind_library(CUDA_CUFFT_LIBRARY cufft)\n", False),
        ("project(x)\n", True),
        ("find_package(CUDAToolkit)\nfind_package(CUDA)\n", True),
        ("find_package(CUDAToolkit)\nset(CUDA_LIBRARIES CUDA::cudart)\n", True),
        ("enable_language(CUDA)\nfind_library(CUDA_LIBRARIES cudart)\n", True),
        ("enable_language(CUDA)\nfind_package(Torch REQUIRED)\n", True),
        ("enable_language(CUDA)\npkg_check_modules(CUDA cuda-11)\n", True),
    ],
)
def test_a_variable_of_findcuda_that_nothing_in_the_tree_sets(
    top: str, speaks: bool, tmp_path: Path
) -> None:
    files = {"CMakeLists.txt": top, "a/CMakeLists.txt": UNSET, "a/k.cu": ""}
    assert said(tmp_path, files, "a/CMakeLists.txt") == ["find-cuda-libraries-list"] * speaks


SCRIPT = """from torch.utils.cpp_extension import load
m = load(name='m', sources=[{}], extra_cuda_cflags=['-U__CUDA_NO_HALF_OPERATORS__'])
"""
FLOATS = "__global__ void k(float *p) { *p = 0; }  // __half\n"
ATENS = "template <class T> __global__ void k(T *p) { p[threadIdx.x] = T(0); }\nat::Half *h;\n"
HALVES = "__global__ void k(__half *p) { *p = *p + *p; }\n"


@pytest.mark.parametrize(
    ("named", "files", "speaks"),
    [
        ("'src/k.cu'", {"e/src/k.cu": FLOATS}, False),
        ("'src/k.cu'", {"e/src/k.cu": ATENS, "e/src/other.cu": HALVES, "f/k.cu": HALVES}, False),
        ("'src/k.cu'", {"e/src/k.cu": HALVES}, True),
        ("'src/k.cu'", {"e/src/k.cu": '#include "h.cuh"\n' + FLOATS, "e/src/h.cuh": HALVES}, True),
        ("'src/k.cu'", {"e/src/k.cu": "half2 *p;\n" + FLOATS}, True),
        ("'src/made.cu'", {"e/src/k.cu": FLOATS}, True),
        ("*glob('*.cu')", {"e/src/k.cu": FLOATS, "f/k.cu": HALVES}, False),
        ("*glob('*.cu')", {"e/src/k.cu": FLOATS, "e/src/j.cu": HALVES}, True),
        ("*glob('../f/*.cu')", {"e/src/k.cu": FLOATS, "f/k.cu": HALVES}, True),
        ("*SOURCES", {"e/src/k.cu": FLOATS}, False),
        ("'../f/k.cu'", {"e/src/k.cu": FLOATS, "f/k.cu": HALVES}, True),
    ],
)
def test_macros_about_half_where_sources_have_it(
    named: str, files: dict[str, str], speaks: bool, tmp_path: Path
) -> None:
    files = {**files, "e/setup.py": SCRIPT.format(named)}
    assert said(tmp_path, files, "e/setup.py") == ["half-macros-undone"] * speaks


@pytest.mark.parametrize(("source", "speaks"), [(FLOATS, False), (HALVES, True)])
def test_so_are_those_of_other_builds(source: str, speaks: bool, tmp_path: Path) -> None:
    files = {"Makefile": "F := -D__CUDA_NO_HALF_OPERATORS__\n", "k.cu": source}
    assert said(tmp_path, files, "Makefile") == ["half-macros"] * speaks


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("-Xcompiler -rdynamic -Xcompiler -Wl,-x", [1]),  # the second stays
        ("-Xcompiler -Wl,-x -Xcompiler -Wl,-y", [1]),  # one finding a line
        ("-Xcompiler -rdynamic -O3\nNVCCFLAGS += -Xcompiler -Wl,-x -Xcompiler -Wl,-y", [2]),
        ("-Xcompiler -rdynamic -Xcompiler -Wall", []),
    ],
)
def test_what_an_edit_leaves_on_its_line_is_said(
    line: str, lines: list[int], tmp_path: Path
) -> None:
    (tmp_path / "Makefile").write_text(f"NVCCFLAGS = {line}\n")
    (file,) = run([tmp_path], Settings(jobs=1)).report.files
    found = [item for item in file.findings if item.rule == "hip/build/host-option"]
    starts = [place.start for item in found for place in item.places]
    text = (tmp_path / "Makefile").read_text()
    assert [text.count("\n", 0, start) + 1 for start in starts] == lines


@pytest.mark.parametrize("to", ["hip", "musa"])
def test_what_a_port_has_left_is_said_of_its_tree_as_well(to: str, tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text("__global__ void k() {}\n")
    (tmp_path / "CMakeLists.txt").write_text(
        "project(app LANGUAGES CXX CUDA)\nfind_package(CUDAToolkit REQUIRED)\n"
        'if(NOT TARGET CUDA::cudart)\n  message(FATAL_ERROR "CUDA::cudart")\nendif()\n'
        'add_library(app a.cu)\ntarget_compile_options(app PRIVATE "SHELL:-Xptxas --x")\n'
    )
    rule = f"{to}/build/assembler-option"
    for _ in range(2):
        found = run([tmp_path], Settings(to=to, jobs=1)).report
        (file,) = (file for file in found.files if file.path.endswith("CMakeLists.txt"))
        assert rule in [item.rule for item in file.findings]
        if file.content is not None:
            (tmp_path / "CMakeLists.txt").write_bytes(file.content)
    assert (
        f"NOT TARGET {'hip::host' if to == 'hip' else 'MUSA::musart'}"
        in (tmp_path / "CMakeLists.txt").read_text()
    )
