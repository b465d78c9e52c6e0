"""The CUDA side of a build that has the target's side as well: options and variables by twos."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.run import run
from migrate.settings.config import Build, FileOptions, Settings

REPORTED = FileOptions(build=Build.REPORT)

OPTION = 'option(LIB_USE_HIP "HIP" OFF)\n'
FLAGS = 'set(CMAKE_CUDA_FLAGS "-Xcompiler -fPIC")\n'
MAKE = "CXXFLAGS += -arch=sm_70\n"


def left(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    """What is left to say of each file but remarks, by rules; of a remark the names."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    report = run([folder], Settings(jobs=1, options=REPORTED)).report
    return {
        file.path: [
            f"has {item.api}" if item.rule == "migrate/own-port" else item.rule.rpartition("/")[2]
            for item in file.findings
        ]
        for file in report.files
    }


# A condition, what stands beside it in another file, and the twin, or "" where all is said.
ASKED = {
    "option": (f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n", OPTION, "LIB_USE_HIP"),
    "condition": (
        f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n",
        "if(LIB_USE_ROCM)\nendif()\n",
        "LIB_USE_ROCM",
    ),
    "variable": (f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n", "set(LIB_USE_AMD ON)\n", "LIB_USE_AMD"),
    "else": (f"if(X_CUDA_Y)\nelse()\n{FLAGS}endif()\n", "set(X_HIP_Y 1)\n", "X_HIP_Y"),
    "and": (f"if(LIB_USE_CUDA AND OTHER)\n{FLAGS}endif()\n", OPTION, "LIB_USE_HIP"),
    "nested": (f"if(A)\nif(LIB_USE_CUDA)\n{FLAGS}endif()\nendif()\n", OPTION, "LIB_USE_HIP"),
    "not": (f"if(NOT LIB_USE_CUDA)\n{FLAGS}endif()\n", OPTION, ""),
    "off": (f"if(LIB_USE_CUDA STREQUAL OFF)\n{FLAGS}endif()\n", OPTION, ""),
    "or": (f"if(LIB_USE_CUDA OR OTHER)\n{FLAGS}endif()\n", OPTION, ""),
    "no-twin": (f"if(LIB_WITH_CUDA)\n{FLAGS}endif()\n", OPTION, ""),
    "no-name": (f"if(LIB_USE_GPU)\n{FLAGS}endif()\n", OPTION, ""),
    "outside": (f"if(LIB_USE_CUDA)\nendif()\n{FLAGS}", OPTION, ""),
    "only-named": (f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n", "# LIB_USE_HIP\nfoo(LIB_USE_HIP)\n", ""),
    "another-word": (f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n", "option(LIB_USE_SHIP x OFF)\n", ""),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_condition_on_a_name_with_a_twin(case: str, tmp_path: Path) -> None:
    text, beside, twin = ASKED[case]
    found = left(tmp_path, {"CMakeLists.txt": text, "cmake/options.cmake": beside})
    said = found["CMakeLists.txt"]
    assert said == [f"has {twin}"] if twin else said and not said[0].startswith("has")


@pytest.mark.parametrize("beside", ["third_party/x/CMakeLists.txt", "cmake/FindHIP.cmake"])
def test_a_twin_of_others_is_none(beside: str, tmp_path: Path) -> None:
    text = f"if(LIB_USE_CUDA)\n{FLAGS}endif()\n"
    assert left(tmp_path, {"CMakeLists.txt": text, beside: OPTION})["CMakeLists.txt"] == [
        "cmake-flags",
        "host-option",
    ]


@pytest.mark.parametrize(
    ("text", "is_left"),
    [
        (f"ifeq ($(LIB_USE_CUDA),YES)\n{MAKE}endif\n", False),
        (f"ifeq (YES,$(LIB_USE_CUDA))\n{MAKE}endif\n", False),
        (f"ifdef LIB_USE_CUDA\n{MAKE}endif\n", False),
        (f"ifeq ($(LIB_USE_CUDA),NO)\n{MAKE}endif\n", True),
        (f"ifeq ($(LIB_USE_CUDA),)\n{MAKE}endif\n", True),
        (f"ifneq ($(LIB_USE_CUDA),YES)\n{MAKE}endif\n", True),
        (f"ifndef LIB_USE_CUDA\n{MAKE}endif\n", True),
    ],
)
def test_a_condition_of_a_makefile(text: str, is_left: bool, tmp_path: Path) -> None:
    files = {"Makefile": text, "config.mk": "LIB_USE_CUDA = NO\nLIB_USE_HIP = NO\n"}
    said = left(tmp_path, files)["Makefile"]
    assert said == (["architecture"] if is_left else ["has LIB_USE_HIP"])


@pytest.mark.parametrize("is_twin", [True, False])
def test_a_condition_of_a_script(is_twin: bool, tmp_path: Path) -> None:
    text = "import setuptools\nif USE_CUDA:\n    flags = ['nvcc', '-arch=sm_70']\n"
    twin = "USE_ROCM = False\n" if is_twin else "USE_CPU = False\n"
    said = left(tmp_path, {"setup.py": twin + text})["setup.py"]
    assert (said == ["has USE_ROCM"]) is is_twin


# Lines of one file, and the rules of what is left.
GIVEN = {
    "make": ("Makefile", "CUDA_CXX = nvcc\nHIP_CXX = hipcc\n", ["has HIP_CXX"]),
    "make-further": (
        "Makefile",
        "CUDA_FLAGS := -O3 \\\n  -arch=sm_60\nHIP_FLAGS := -O3\n",
        ["has HIP_FLAGS"],
    ),
    "make-nvcc": (
        "Makefile",
        "NVCC_FLAGS += -arch=sm_60\nHIP_FLAGS += -O3\n",
        ["has HIP_FLAGS"],
    ),
    "make-flags": (
        "Makefile",
        "BASE_NVCCFLAGS := -Xcompiler -fPIC\nBASE_HIPCCFLAGS := -fPIC\n",
        ["has BASE_HIPCCFLAGS"],
    ),
    "make-alone": ("Makefile", "CUDA_CXX = nvcc\nHIP_FLAGS = -O3\n", ["compiler"]),
    "make-both": (
        "Makefile",
        "CUDA_CXX = nvcc\nHIP_CXX = hipcc\na.o: a.cu\n\tnvcc -c a.cu\n",
        ["has HIP_CXX"],
    ),
    "cmake": (
        "CMakeLists.txt",
        'set(CUDA_ARCH "sm_60" CACHE STRING "x (y)")\nset(HIP_ARCH "gfx900" CACHE STRING "x")\n',
        ["has HIP_ARCH"],
    ),
    "cmake-append": (
        "CMakeLists.txt",
        'list(APPEND X_CUDA_FLAGS "-arch=sm_60")\nlist(APPEND X_HIP_FLAGS -O3)\n',
        ["has X_HIP_FLAGS"],
    ),
    "python": (
        "setup.py",
        "cuda_flags = ['nvcc', '-arch=sm_70']\nrocm_flags = ['-O3']\n",
        ["has rocm_flags"],
    ),
}


@pytest.mark.parametrize("case", GIVEN)
def test_a_variable_with_a_twin_in_its_file(case: str, tmp_path: Path) -> None:
    name, text, wanted = GIVEN[case]
    assert sorted(left(tmp_path, {name: text})[name]) == wanted


def test_a_variable_with_a_twin_in_another_file_is_reported(tmp_path: Path) -> None:
    files = {"Makefile": "CUDA_CXX = nvcc\n", "hip.mk": "HIP_CXX = hipcc\n"}
    assert left(tmp_path, files)["Makefile"] == ["compiler"]


CUDA_IMAGE = "FROM nvidia/cuda:12.2.2-devel-ubuntu22.04\n"
ROCM_IMAGE = "FROM rocm/dev-ubuntu-24.04\n"


@pytest.mark.parametrize(
    ("name", "beside", "text", "is_left"),
    [
        ("Dockerfile", "Dockerfile_rocm", ROCM_IMAGE, False),
        ("docker/Dockerfile", "docker/Dockerfile.rocm", ROCM_IMAGE, False),
        ("docker/Dockerfile.cuda", "docker/Dockerfile.amd", ROCM_IMAGE, False),
        ("docker/Dockerfile", "docker/rocm/Dockerfile", ROCM_IMAGE, False),
        ("docker/cuda/Dockerfile", "docker/rocm/Dockerfile", ROCM_IMAGE, False),
        ("Dockerfile", "Dockerfile_rocm", "FROM ubuntu\n", True),
        ("Dockerfile", "Dockerfile_rocm_test", ROCM_IMAGE, True),
        ("Dockerfile", "Dockerfile.cpu", ROCM_IMAGE, True),
        ("a/Dockerfile", "b/Dockerfile_rocm", ROCM_IMAGE, True),
    ],
)
def test_an_image_beside_one_for_the_target(
    name: str, beside: str, text: str, is_left: bool, tmp_path: Path
) -> None:
    found = left(tmp_path, {name: CUDA_IMAGE, beside: text})
    assert found[name] == (["container-image"] if is_left else ["has "])


DEMANDS = "find_package(CUDA REQUIRED)\n"
ASKS = f"project(x CXX)\nif(DEVICE)\n{DEMANDS}endif()\ninclude(flags.cmake)\n"
HIPS = "check_language(HIP)\nadd_library(x a.cpp)\ntarget_link_libraries(x hip::host)\n"


def test_a_build_by_meson_of_the_trees_own_for_the_target(tmp_path: Path) -> None:
    cuda = "nvcc = find_program('nvcc')\n"
    rocm = "if get_option('hip')\n  deps += cc.find_library('amdhip64', dirs: libs)\nendif\n"
    assert left(tmp_path, {"meson.build": cuda + rocm, "a.cu": ""})["meson.build"] == ["has hip"]


@pytest.mark.parametrize(
    ("text", "beside", "has"),
    [
        # By a value, by which compiler there is, and by an option that another file builds by.
        (ASKS + 'if(BACKEND STREQUAL "HIP")\nproject(y LANGUAGES CXX HIP)\nendif()\n', "", "HIP"),
        (ASKS + "find_program(c hipcc)\nif(has_hipcc)\nendif()\n", "", "has_hipcc"),
        (ASKS + "option(X_ROCM x)\n", HIPS, "X_ROCM"),
        (ASKS + "if(NOT X_AMD)\nelse()\nfind_package(hip)\nendif()\n", "", "X_AMD"),
        (
            f"macro(add_cuda)\n{DEMANDS}endmacro()\n{ASKS}"
            'if(X STREQUAL "ROCM")\nfind_package(ROCM)\nendif()\n',
            "",
            "ROCM",
        ),
        # Nothing decides, nothing builds, or CUDA is there in any case.
        (ASKS + HIPS, "", ""),
        (ASKS + "option(X_ROCM x)\n", "", ""),
        (ASKS + DEMANDS + "option(X_ROCM x)\n", HIPS, ""),
        ("enable_language(CUDA)\n" + ASKS + "option(X_ROCM x)\n", HIPS, ""),
    ],
)
def test_a_build_of_the_trees_own_for_the_target(
    text: str, beside: str, has: str, tmp_path: Path
) -> None:
    files = {"CMakeLists.txt": text, "flags.cmake": FLAGS, "sub/CMakeLists.txt": beside}
    files |= {"a.cu": "", "apart/CMakeLists.txt": DEMANDS, "hosts/one.cmake": FLAGS}
    found = left(tmp_path, files)
    said = [f"has {has}"] if has else ["find-toolkit"]
    assert set(said) <= set(found["CMakeLists.txt"])
    assert (
        found["flags.cmake"]
        == found["hosts/one.cmake"]
        == (said if has else ["cmake-flags", "host-option"])
    )
    assert found["apart/CMakeLists.txt"] == ["find-toolkit"]
