"""Build files are edited where that is asked for; what is not certain stays."""

from __future__ import annotations

import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest

import migrate.chunks
import migrate.run
from migrate.build.replace import changes
from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import BELOW
from migrate.build.replace.cmakefile import LANGUAGE as LANGUAGE_FACT
from migrate.build.replace.seen import seen
from migrate.files.kinds import BUILD_KINDS, Kind, kind_of
from migrate.model import Outcome, Report, Status, UserError
from migrate.rewrite.edits import apply
from migrate.rules.about import of_tables
from migrate.rules.buildrules import BuildRules, load_build_rules
from migrate.rules.buildtables import BuildTables
from migrate.rules.ruleset import load
from migrate.rules.targets import rules_folder
from migrate.run import run
from migrate.settings.config import Build, FileOptions, Patterns, PerPath, Settings
from migrate.text.lexer import Spans

PROJECTS = Path(__file__).parent / "builds"
NAMES = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())
HIP = load_build_rules("hip", [rules_folder()])
GPUS = ("gfx90a", "gfx1030")
OFFLOAD = "--offload-arch=gfx90a --offload-arch=gfx1030"
NOTHING_SAID = FileOptions()
REPORTED = FileOptions(build=Build.REPORT)


def written(
    text: str,
    kind: Kind = Kind.CMAKE,
    archs: tuple[str, ...] = GPUS,
    said: frozenset[str] = frozenset(),
) -> str:
    """What becomes of a build file that stands alone, or in a tree of which that is ``said``."""
    data = text.encode()
    said |= seen(data, kind)
    said |= {BELOW} if LANGUAGE_FACT in said else set()
    tools = Tools(HIP.tables, HIP.libraries, archs, said)
    made = [edit for item in changes(data, kind, Spans.of([]), tools) for edit in item.edits]
    return apply(data, made).data.decode()


def ported(folder: Path, options: FileOptions = NOTHING_SAID) -> Report:
    return run([folder], Settings(to="hip@5.2", arch=GPUS, options=options, jobs=1)).report


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("project(x LANGUAGES CXX CUDA)", "project(x LANGUAGES CXX HIP)"),
        ("project(CUDA CXX)", "project(CUDA CXX)"),
        ("enable_language(CUDA)", "enable_language(HIP)"),
        ("set(CMAKE_CUDA_STANDARD 17)", "set(CMAKE_HIP_STANDARD 17)"),
        ("set(CMAKE_CUDA_ARCHITECTURES 70 80)", "set(CMAKE_HIP_ARCHITECTURES gfx90a gfx1030)"),
        ("set(CMAKE_CUDA_ARCHITECTURES ${MINE})", "set(CMAKE_CUDA_ARCHITECTURES ${MINE})"),
        (
            'set_target_properties(t PROPERTIES CUDA_ARCHITECTURES "75;80" A b)',
            'set_target_properties(t PROPERTIES HIP_ARCHITECTURES "gfx90a;gfx1030" A b)',
        ),
        (
            "target_link_libraries(t CUDA::cudart CUDA::cuda_driver x)",
            "target_link_libraries(t hip::host x)",
        ),
        ("target_link_libraries(t CUDA::nppc)", "target_link_libraries(t CUDA::nppc)"),
        ("set(LIBS ${CUDA_LIBRARIES} ${CUDA_CUFFT_LIBRARIES})", "set(LIBS hip::host hip::hipfft)"),
        ("list(REMOVE_ITEM LIBS CUDA::cudart)", "list(REMOVE_ITEM LIBS CUDA::cudart)"),
        (
            "target_compile_features(t PUBLIC cuda_std_17)",
            "target_compile_features(t PUBLIC hip_std_17)",
        ),
        ("set(CMAKE_CUDA_HOST_COMPILER g++)\nset(A b)\n", "set(A b)\n"),
        (
            "set_target_properties(t PROPERTIES CUDA_RUNTIME_LIBRARY Shared CUDA_STANDARD 17)",
            "set_target_properties(t PROPERTIES HIP_STANDARD 17)",
        ),
        ("set(F --expt-extended-lambda)", 'set(F "")'),
        ("set(CUDA_FLAGS -G  -O3)", "set(CUDA_FLAGS -g -O0  -O3)"),
        ("execute_process(COMMAND cmake -G Ninja)", "execute_process(COMMAND cmake -G Ninja)"),
        ("set(OPTIONS -G Ninja)", "set(OPTIONS -G Ninja)"),
        (
            'string(APPEND CMAKE_CUDA_FLAGS " -lineinfo -Xcompiler=-Wall,-mavx2 -maxrregcount=32")',
            'string(APPEND CMAKE_HIP_FLAGS " -gline-tables-only -Wall -Xarch_host -mavx2 -maxrregcount=32")',
        ),
        (
            "target_compile_options(t PRIVATE\n  $<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda>  # why\n  -Wall)",
            "target_compile_options(t PRIVATE\n  # why\n  -Wall)",
        ),
        (
            'target_compile_options(t PRIVATE "$<$<COMPILE_LANG_AND_ID:CUDA,NVIDIA>:--use_fast_math>")',
            'target_compile_options(t PRIVATE "$<$<COMPILE_LANG_AND_ID:HIP,Clang>:'
            '-fgpu-flush-denormals-to-zero;-fno-hip-fp32-correctly-rounded-divide-sqrt>")',
        ),
        (
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Xcompiler=-Wall>)",
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Xcompiler=-Wall>)",
        ),
        ("find_package(CUDAToolkit 11 QUIET COMPONENTS cublas)", "find_package(hip QUIET)"),
        (
            "find_dependency(CUDAToolkit)\ntarget_link_libraries(t CUDA::cublas_static)",
            "find_dependency(hip)\nfind_dependency(hipblas)\ntarget_link_libraries(t roc::hipblas)",
        ),
        ("if(CUDAToolkit_FOUND)\nendif()", "if(hip_FOUND)\nendif()"),
        (
            "if(CUDA_VERSION VERSION_LESS 11)\n  list(APPEND F --threads=2)\nendif()\nset(A b)\n",
            "set(A b)\n",
        ),
        (
            "if(CUDA_VERSION VERSION_LESS 11)\n  set(OLD ON)\nendif()\n",
            "if(CUDA_VERSION VERSION_LESS 11)\n  set(OLD ON)\nendif()\n",
        ),
        (
            "if(NOT DEFINED CMAKE_CUDA_RUNTIME_LIBRARY)\n  set(CMAKE_CUDA_RUNTIME_LIBRARY Static)\nendif()\nset(A b)\n",
            "set(A b)\n",
        ),
        ("cmake_minimum_required(VERSION 3.5)", "cmake_minimum_required(VERSION 3.5)"),
        (
            "cmake_minimum_required(VERSION 3.5...3.30)\nenable_language(CUDA)",
            "cmake_minimum_required(VERSION 3.21...3.30)\nenable_language(HIP)",
        ),
        (
            "find_package(CUDA)\ninclude_directories(${CUDA_INCLUDE_DIRS} src)",
            "find_package(hip)\ninclude_directories(src)\nlink_libraries(hip::host)",
        ),
        (
            "include_directories(${CUDA_INCLUDE_DIRS} src)",
            "include_directories(${CUDA_INCLUDE_DIRS} src)",
        ),
        (
            "find_package(CUDA)\ntarget_include_directories(t PUBLIC ${CUDA_INCLUDE_DIRS})",
            "find_package(hip)\ntarget_link_libraries(t PUBLIC hip::host)",
        ),
        ("set(CUDA_ARCHITECTURES 70)", "set(CUDA_ARCHITECTURES 70)"),
        (
            "add_compile_options($<$<COMPILE_LANGUAGE:CUDA>:--generate-line-info>)",
            "add_compile_options($<$<COMPILE_LANGUAGE:HIP>:-gline-tables-only>)",
        ),
        (
            'string(REGEX REPLACE "-G" "" CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS}")',
            'string(REGEX REPLACE "-G" "" CMAKE_HIP_FLAGS "${CMAKE_HIP_FLAGS}")',
        ),
        (
            "set(CMAKE_CUDA_ARCHITECTURES 70 --threads=2)",
            "set(CMAKE_CUDA_ARCHITECTURES 70 --threads=2)",
        ),
        ("set(CUDA_FLAGS -Xcompiler -O3,-Wall)", "set(CUDA_FLAGS -O3 -Wall)"),
        ("set(CUDA_FLAGS -Xcompiler -O0)", "set(CUDA_FLAGS -Xarch_host -O0)"),
        (
            "find_package(CUDA)\nif(A)\n  target_include_directories(t PRIVATE ${CUDA_INCLUDE_DIRS})\nendif()",
            "find_package(hip)\nif(A)\n  target_link_libraries(t PRIVATE hip::host)\nendif()",
        ),
        ("FIND_PACKAGE(CUDA REQUIRED)", "FIND_PACKAGE(hip REQUIRED)"),
        (
            'set_target_properties(t PROPERTIES COMPILE_FLAGS "-use_fast_math -O3")',
            'set_target_properties(t PROPERTIES COMPILE_FLAGS "-use_fast_math -O3")',
        ),
        (
            "if(A)\n  find_package(CUDA)\n  cuda_add_executable(t a.cpp)\nendif()",
            "if(A)\n  find_package(hip)\n  if(hip_FOUND)\n    enable_language(HIP)\n  endif()\n  add_executable(t a.cpp)\n  target_link_libraries(t hip::host)\nendif()",
        ),
        ("find_package(CUDA # old\n)", "find_package(CUDA # old\n)"),
        (
            "if(A)\n  set(CUDA_HOST_COMPILER g++)\n  mark_as_advanced(CUDA_HOST_COMPILER)\n"
            '  message("${CUDA_HOST_COMPILER}")\nendif()\nset(A b)\n',
            "set(A b)\n",
        ),
        (
            "if(A)\n  set(CUDA_HOST_COMPILER g++)\nelse()\nendif()\n",
            "",
        ),
        (
            "if(A)\n  set(CUDA_HOST_COMPILER g++)\n  message(hello)\nendif()\n",
            "if(A)\n  message(hello)\nendif()\n",
        ),
        (
            "if(CMAKE_CUDA_COMPILER AND NOT CMAKE_CUDA_ARCHITECTURES)\n  set(CMAKE_CUDA_ARCHITECTURES 70)\nendif()",
            "if(CMAKE_HIP_COMPILER AND NOT CMAKE_HIP_ARCHITECTURES)\n  set(CMAKE_HIP_ARCHITECTURES gfx90a gfx1030)\nendif()",
        ),
        (
            "set(CUDA_FLAGS -Xcompiler -G -Xcompiler -MT)",
            "set(CUDA_FLAGS -Xcompiler -G -Xcompiler -MT)",
        ),
        (
            "if(A)\n  set(CUDA_HOST_COMPILER g++)\nelseif(B)\n  unset(CUDA_HOST_COMPILER)\nelse()\n"
            "  set(CUDA_HOST_COMPILER c++)\nendif()\nset(A b)\n",
            "set(A b)\n",
        ),
        (
            "if(A)\n  set(CUDA_HOST_COMPILER g++)\nelse()\n  set(X y)\nendif()\n",
            "if(A)\nelse()\n  set(X y)\nendif()\n",
        ),
        (
            "find_package(CUDA)\nlist(APPEND CUDA_LIBRARIES ${CUDA_curand_LIBRARY} m)\nset(L ${CUDA_LIBRARIES})",
            "find_package(hip)\nfind_package(hiprand)\nset(CUDA_LIBRARIES hip::host)\n"
            "list(APPEND CUDA_LIBRARIES hip::hiprand m)\nset(L ${CUDA_LIBRARIES})",
        ),
        (
            "list(APPEND CUDA_LIBRARIES m)\nset(L ${CUDA_LIBRARIES})",
            "list(APPEND CUDA_LIBRARIES m)\nset(L ${CUDA_LIBRARIES})",
        ),
        (
            'get_filename_component(D "${CUDA_CUFFT_LIBRARIES}" PATH)',
            'get_filename_component(D "${CUDA_CUFFT_LIBRARIES}" PATH)',
        ),
        ("stage_files(${CUDA_LIBRARIES} to)\nif(EXISTS ${CUDA_LIBRARIES})\nendif()",) * 2,
        ("bundle_names(X ${CUDA_LIBRARIES})\ncopy_libs(${CUDA_CUBLAS_LIBRARIES})",) * 2,
        (
            "target_link_libraries(t PUBLIC curand cuda)\ntarget_link_libraries(u cuda)",
            "target_link_libraries(t PUBLIC hiprand amdhip64)\ntarget_link_libraries(u cuda)",
        ),
        (
            "add_library(cuda b.cc)\ntarget_link_libraries(t curand cuda)",
            "add_library(cuda b.cc)\ntarget_link_libraries(t hiprand cuda)",
        ),
        (
            "find_package(CUDA)\nCUDA_ADD_CUFFT_TO_TARGET(t)",
            "find_package(hip)\nfind_package(hipfft)\ntarget_link_libraries(t hip::hipfft)",
        ),
        (
            "cuda_add_cublas_to_target(t)\ntarget_link_libraries(t PUBLIC m)",
            "target_link_libraries(t PRIVATE roc::hipblas)\ntarget_link_libraries(t PUBLIC m)",
        ),
        (
            'foreach(a ${L})\n  set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -gencode arch=compute_${a},code=sm_${a}")\nendforeach()\nset(A b)\n',
            "set(A b)\n",
        ),
        (
            "foreach(a 70 80)\n  list(APPEND CUDA_NVCC_FLAGS -gencode arch=compute_${a},code=sm_${a})\nendforeach()\nset(A b)\n",
            "set(A b)\n",
        ),
        (
            "foreach(a 70)\n  list(APPEND MINE -gencode arch=compute_${a},code=sm_${a})\nendforeach()\nset(A b)\n",
            "set(A b)\n",
        ),
        (
            'foreach(a 70)\n  string(APPEND CMAKE_CUDA_FLAGS " -gencode arch=compute_${a},code=sm_${a} -O3")\nendforeach()\n',
            'foreach(a 70)\n  string(APPEND CMAKE_HIP_FLAGS " -O3")\nendforeach()\n',
        ),
        ("set_target_properties(t PROPERTIES CUDA_ARCHITECTURES OFF)\nset(A b)\n", "set(A b)\n"),
        ("set_property(TARGET t PROPERTY CUDA_ARCHITECTURES OFF)\nset(A b)\n", "set(A b)\n"),
        ("set_property(TARGET t PROPERTY CUDA_RUNTIME_LIBRARY None)\nset(A b)\n", "set(A b)\n"),
        (
            'set(CUDA_NVCC_FLAGS -O2 -Xcompiler "-fPIC" --use_local_env "-Wall")',
            'set(HIP_HIPCC_FLAGS -O2 -fPIC --use_local_env "-Wall")',
        ),
        (
            "enable_language(CUDA)\nfunction(tidy)\n  add_custom_target(x COMMAND y ${ARGN})\nendfunction()\ntidy(a.cu)",
            "enable_language(HIP)\nfunction(tidy)\n  add_custom_target(x COMMAND y ${ARGN})\nendfunction()\ntidy(a.cu)",
        ),
        (
            "enable_language(CUDA)\nmacro(prog n)\n  add_executable(${n} ${ARGN})\nendmacro()\nprog(t a.cu)",
            "enable_language(HIP)\nmacro(prog n)\n  add_executable(${n} ${ARGN})\nendmacro()\nprog(t a.cu)\n"
            "set_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)",
        ),
        ("not CMake's language (CUDA::cudart)", "not CMake's language (CUDA::cudart)"),
    ],
)
def test_cmake(before: str, after: str) -> None:
    assert written(before) == after
    assert written(after) == after or "CUDA" in after
    if "\n" in before:
        assert written(before.replace("\n", "\r\n")) == after.replace("\n", "\r\n")


LANGUAGE = "enable_language(CUDA)\n"
HIP_LANGUAGE = "enable_language(HIP)\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "add_library(t STATIC a.cu b.cpp)",
            "add_library(t STATIC a.cu b.cpp)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)",
        ),
        (
            "set(S a.cu)\n  add_executable(t ${S})",
            "set(S a.cu)\n  add_executable(t ${S})\n  set_source_files_properties(${S} PROPERTIES LANGUAGE HIP)",
        ),
        (
            "set(K a.cu)\nset(S ${K} b.cpp)\nadd_executable(t ${S})",
            "set(K a.cu)\nset(S ${K} b.cpp)\nadd_executable(t ${S})\nset(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)",
        ),
        (
            "target_sources(t PRIVATE a.cu)",
            "target_sources(t PRIVATE a.cu)\n"
            "set_source_files_properties(a.cu TARGET_DIRECTORY t PROPERTIES LANGUAGE HIP)",
        ),
        (
            "my_add_library(t a.cu)",
            "my_add_library(t a.cu)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)",
        ),
        (
            "add_library(t b.cpp $<$<BOOL:${USE_IT}>:a.cu>)",
            "add_library(t b.cpp $<$<BOOL:${USE_IT}>:a.cu>)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)",
        ),
        (
            "file(GLOB T *.cu)\nforeach(t IN LISTS T)\n  add_unit_test(${t})\nendforeach()",
            "file(GLOB T *.cu)\nforeach(t IN LISTS T)\n  add_unit_test(${t})\n"
            "  set_source_files_properties(${t} PROPERTIES LANGUAGE HIP)\nendforeach()",
        ),
        (
            "foreach(t ${T} a.cu)\n  add_unit_test(u ${t})\nendforeach()",
            "foreach(t ${T} a.cu)\n  add_unit_test(u ${t})\n  set(gpu_sources ${t})\n"
            '  list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "  set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)\nendforeach()",
        ),
        ("add_test(NAME t COMMAND a.cu)", "add_test(NAME t COMMAND a.cu)"),
        (
            "add_library(t STATIC a.cpp)\nset_property(TARGET t PROPERTY CUDA_SEPARABLE_COMPILATION ON)\n"
            "set_property(TARGET t PROPERTY CUDA_SEPARABLE_COMPILATION ON)\n",
            "add_library(t OBJECT a.cpp)\n"
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:HIP>:-fgpu-rdc>)\n"
            "target_link_options(t INTERFACE -fgpu-rdc --hip-link)\n",
        ),
        ("cuda_add_library()", "cuda_add_library()"),
        (
            'add_library(t a.cu)\nauto_group("a.cu")',
            "add_library(t a.cu)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)\n"
            'auto_group("a.cu")',
        ),
        (
            "add_bench(b/a.cu)",
            "add_bench(b/a.cu)\nset_source_files_properties(b/a.cu PROPERTIES LANGUAGE HIP)",
        ),
        (
            "target_source_tree(t src/*.cu a.cu)",
            "target_source_tree(t src/*.cu a.cu)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)\n"
            "file(GLOB_RECURSE gpu_sources src/*.cu)\n"
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE HIP)",
        ),
        ("install(FILES a.cu DESTINATION x)", "install(FILES a.cu DESTINATION x)"),
        ("musa_add_library(t a.cu)", "musa_add_library(t a.cu)"),
        (
            "set_source_files_properties(a.cu PROPERTIES LANGUAGE CXX)\nadd_library(t a.cu)",
            "set_source_files_properties(a.cu PROPERTIES LANGUAGE CXX)\nadd_library(t a.cu)",
        ),
        (
            "add_library(t STATIC a.cu)\n"
            "set_target_properties(t PROPERTIES CUDA_SEPARABLE_COMPILATION ON)\n"
            "add_library(u SHARED b.cu)\nset_property(TARGET u PROPERTY CUDA_SEPARABLE_COMPILATION ON)\n"
            "target_link_libraries(u t)\n",
            "add_library(t OBJECT a.cu)\nset_source_files_properties(a.cu PROPERTIES LANGUAGE HIP)\n"
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:HIP>:-fgpu-rdc>)\n"
            "target_link_options(t INTERFACE -fgpu-rdc --hip-link)\n"
            "add_library(u SHARED b.cu)\nset_source_files_properties(b.cu PROPERTIES LANGUAGE HIP)\n"
            "target_compile_options(u PRIVATE $<$<COMPILE_LANGUAGE:HIP>:-fgpu-rdc>)\n"
            "target_link_options(u PRIVATE -fgpu-rdc --hip-link)\n"
            "target_link_libraries(u t)\n",
        ),
    ],
)
def test_cmake_targets(before: str, after: str) -> None:
    assert written(LANGUAGE + before) == HIP_LANGUAGE + after
    assert written(HIP_LANGUAGE + after) == HIP_LANGUAGE + after


def test_a_library_of_parts_that_is_installed_stays() -> None:
    text = (
        "add_library(t STATIC a.cpp)\ninstall(TARGETS t DESTINATION lib)\n"
        "set_target_properties(t PROPERTIES CUDA_SEPARABLE_COMPILATION ON)\n"
    )
    assert written(text) == text


def test_without_names_of_gpus_what_names_them_stays() -> None:
    text = "set(CMAKE_CUDA_ARCHITECTURES 70)\n"
    assert written(text, archs=()) == text


@pytest.mark.parametrize("name", NAMES)
def test_a_project_is_ported_with_its_build(name: str, update: bool) -> None:
    folder = PROJECTS / name
    report = ported(folder / "cuda")
    made = {
        path.relative_to(folder / "cuda").as_posix(): path.read_bytes()
        for path in sorted((folder / "cuda").rglob("*"))
        if path.is_file()
    }
    made |= {file.path: file.content for file in report.files if file.content is not None}
    if update:
        shutil.rmtree(folder / "hip", ignore_errors=True)
        for path, data in made.items():
            place = folder / "hip" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    golden = {
        path.relative_to(folder / "hip").as_posix(): path.read_bytes()
        for path in sorted((folder / "hip").rglob("*"))
        if path.is_file()
    }
    assert made == golden
    again = ported(folder / "hip")
    assert [file.path for file in again.files if file.outcome is not Outcome.UNCHANGED] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_edit_of_a_build_file_is_in_the_ledger(name: str) -> None:
    folder = PROJECTS / name / "cuda"
    report, before = ported(folder), ported(folder, REPORTED)
    said = {file.path: file for file in before.files}
    for file in report.files:
        if kind_of(file.path) not in BUILD_KINDS:
            assert file == said[file.path]
            continue
        entries = [item for item in file.references if item.status is Status.PORTED]
        assert bool(file.edits) == bool(entries)
        data = (folder / file.path).read_bytes()
        assert file.content is None or apply(data, file.edits).data == file.content
        for one, next_one in zip(file.references, file.references[1:], strict=False):
            assert one.end <= next_one.start
        starts = {item.start for item in said[file.path].findings}
        starts |= {more.start for item in said[file.path].findings for more in item.more}
        assert {item.start for item in file.findings} <= starts


def test_what_the_tree_wrote_for_the_target_stays(tmp_path: Path) -> None:
    data = (
        "if(USE_HIP)\n  set(X y)\nelse()\n  set(X CUDA::cudart)\nendif()\n"
        "# migrate: off\nset(A CUDA::cudart)\n# migrate: on\nset(B CUDA::cudart)\n"
    )
    (tmp_path / "CMakeLists.txt").write_text(data)
    (report,) = ported(tmp_path).files
    assert [(edit.text, edit.start) for edit in report.edits] == [
        (b"hip::host", data.index("B ") + 2)
    ]


def test_only_reported_if_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text("enable_language(CUDA)\n")
    (report,) = ported(tmp_path, REPORTED).files
    assert (report.outcome, report.edits) == (Outcome.UNCHANGED, ())
    (report,) = ported(tmp_path, FileOptions(build=Build.REPLACE)).files
    assert report.content == b"enable_language(HIP)\n"


def test_a_target_without_tables_reports_and_refuses_to_replace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "CMakeLists.txt").write_text("enable_language(CUDA)\n")
    without = copy(load("maca"))
    without.build = replace(without.build, tables=BuildTables())
    for module in (migrate.run, migrate.chunks):
        monkeypatch.setattr(module, "rules_of", lambda _: without)
    settings = Settings(to="maca", jobs=1)
    (report,) = run([tmp_path], settings).report.files
    assert (report.outcome, len(report.findings)) == (Outcome.UNCHANGED, 1)
    here = PerPath(Patterns(("x/",)), {"build": Build.REPLACE})
    all_of_it = replace(settings, options=FileOptions(build=Build.REPLACE))
    for asked in (all_of_it, replace(settings, per_path=(here,))):
        with pytest.raises(UserError, match="not edited for MetaX MACA"):
            run([tmp_path], asked)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("NVCC := $(CUDA_PATH)/bin/nvcc\n", "NVCC := hipcc\n"),
        ("NVCC = nvcc -ccbin g++\n", "NVCC = hipcc\n"),
        ("NVCC = nvcc -compress-mode=$(MODE) -compress-mode size\n", "NVCC = hipcc\n"),
        ("CUDA_PATH ?= /usr/local/cuda\nNVCC := $(CUDA_PATH)/bin/nvcc\n", "NVCC := hipcc\n"),
        (
            "CUDA_PATH ?= /usr/local/cuda\nNVCC := $(CUDA_PATH)/bin/nvcc\nX = $(CUDA_PATH)/x\n",
            "CUDA_PATH ?= /usr/local/cuda\nNVCC := hipcc\nX = $(CUDA_PATH)/x\n",
        ),
        (
            "NVCC := $(shell which nvcc 2> /dev/null)\n",
            "NVCC := $(shell which hipcc 2> /dev/null)\n",
        ),
        ("V := $(shell nvcc --version)\n", "V := $(shell nvcc --version)\n"),
        ("ifeq ($(emu),1)\n  NVCCFLAGS += -deviceemu\nendif\nA = b\n", "A = b\n"),
        (
            "ifeq ($(emu),1)\n  NVCCFLAGS += -deviceemu\nelse\nendif\nA = b\n",
            "ifeq ($(emu),1)\nelse\nendif\nA = b\n",
        ),
        (
            "CC = g++\nL = -L$(_CUDA_ROOT_)/lib64 -lcudart\nifdef WIN\nCC = nvcc\nendif\na: a.o\n\t$(CC) a.o $(L)\n",
            "ROCM_PATH ?= /opt/rocm\nCC = g++\nL = -L$(ROCM_PATH)/lib -lamdhip64\nifdef WIN\nCC = hipcc\nendif\na: a.o\n\t$(CC) a.o $(L)\n",
        ),
        ("a: a.o\n\tnvcc -link -o a a.o\n", "a: a.o\n\thipcc -o a a.o\n"),
        ("a: a.cu\n\t@nvcc -arch=sm_70 a.cu -o a\n", f"a: a.cu\n\t@hipcc {OFFLOAD} a.cu -o a\n"),
        ("a: a.cu\n\t$(Q)$(CUDA_DIR)/bin/nvcc -c $< -o $@\n", "a: a.cu\n\t$(Q)hipcc -c $< -o $@\n"),
        (
            "F = -Xcompiler -fsanitize=address,-static-libasan\na: a.cu\n\tnvcc $(F) $<\n",
            "F = -Xcompiler -fsanitize=address,-static-libasan\na: a.cu\n\thipcc $(F) $<\n",
        ),
        ("a: a.cu\n\t$(Q)nvcc -G $<\n", "a: a.cu\n\t$(Q)hipcc -g -O0 $<\n"),
        ("a: a.cu\n\t$Q$(CUDA)/bin/nvcc $<\n", "a: a.cu\n\t$Qhipcc $<\n"),
        ("a: a.cu\n\t-@$(CUDA_BIN)nvcc $<\n", "a: a.cu\n\t-@hipcc $<\n"),
        ("NVCC := $(CCACHE)$(ROOTDIR)/bin/nvcc\n", "NVCC := $(CCACHE)hipcc\n"),
        (
            "g.o: $(OBJS)\n\tnvcc -dlink $^ -o $@\n\nlist: $(OBJS) g.o\n\techo $^ > $@\n",
            "g.o: $(OBJS)\n\thipcc -dlink $^ -o $@\n\nlist: $(OBJS) g.o\n\techo $^ > $@\n",
        ),
        (
            "F = -use_fast_math --ftz=false\na: a.cu\n\tnvcc $(F) a.cu\n",
            "F = -fno-hip-fp32-correctly-rounded-divide-sqrt\na: a.cu\n\thipcc $(F) a.cu\n",
        ),
        (
            "a: a.cu\n\tnvcc -prec-div true -ftz=true --use_fast_math a.cu\n",
            "a: a.cu\n\thipcc -fgpu-flush-denormals-to-zero -fgpu-flush-denormals-to-zero a.cu\n",
        ),
        ("a: a.cu\n\techo nvcc && which nvcc\n", "a: a.cu\n\techo nvcc && which nvcc\n"),
        (
            "NVCC = nvcc\na: a.cu\n\t$(NVCC) -Xcompiler -fPIC,-Wall -G a.cu -L$(CUDA_PATH)/lib64 -lcudart -lcuda\n",
            "NVCC = hipcc\na: a.cu\n\t$(NVCC) -fPIC -Wall -g -O0 a.cu -lamdhip64\n",
        ),
        (
            "a: a.o\n\tg++ a.o -L$(CUDA_PATH)/lib64 -lcudart\n",
            "ROCM_PATH ?= /opt/rocm\na: a.o\n\tg++ a.o -L$(ROCM_PATH)/lib -lamdhip64\n",
        ),
        ("x:\n\tcmake -G Ninja -t 4\n", "x:\n\tcmake -G Ninja -t 4\n"),
        (
            "x:\n\tclang++ --cuda-gpu-arch=sm_70 -lcudart\n",
            "x:\n\tclang++ --cuda-gpu-arch=sm_70 -lcudart\n",
        ),
        ("LIBS = -lcudart -lcudnn\n", "LIBS = -lamdhip64 -lcudnn\n"),
        (
            "NVCCFLAGS = -O3 \\\n  -maxrregcount 32 \\\n  -lineinfo\n",
            "NVCCFLAGS = -O3 \\\n  -maxrregcount 32 \\\n  -gline-tables-only\n",
        ),
        ("NVCCFLAGS += --threads 4\nA = b\n", "A = b\n"),
        (
            "ARCH = -gencode arch=compute_70,code=sm_70 \\\n\t-gencode=arch=compute_80,code=sm_80 # all\n",
            f"ARCH = {OFFLOAD} # all\n",
        ),
        (
            "SM ?= 70\nF = -gencode arch=compute_$(SM),code=sm_$(SM)\n",
            "SM ?= gfx90a gfx1030\nF = $(foreach gpu,$(SM),--offload-arch=$(gpu))\n",
        ),
        (
            "SM ?= 70\nF = -arch=sm_$(SM) -DSM=$(SM)\n",
            "SM ?= 70\nF = -arch=sm_$(SM) -DSM=$(SM)\n",
        ),
        (
            "NVCC = nvcc\n%.o: %.cu\n\t$(NVCC) -dc $< -o $@\na: $(OBJS)\n\t$(NVCC) $^ -o $@\n",
            "NVCC = hipcc\n%.o: %.cu\n\t$(NVCC) -fgpu-rdc -c $< -o $@\na: $(OBJS)\n\t$(NVCC) -fgpu-rdc --hip-link $^ -o $@\n",
        ),
        ("define RULE\nNVCC = nvcc\nendef\n", "define RULE\nNVCC = nvcc\nendef\n"),
        (
            'G:=$(G) -gencode=arch=compute_20,code=\\"sm_20,compute_20\\"\n',
            f"G:=$(G) {OFFLOAD}\n",
        ),
        (
            "L = -L$(CUDA_BASE)/$(CUDA_LIB) -Wl,-rpath $(CUDA_BASE)/$(CUDA_LIB) -Wl,-rpath $(X)/lib\na: a.o\n\tg++ a.o $(L)\n",
            "ROCM_PATH ?= /opt/rocm\nL = -L$(ROCM_PATH)/lib -Wl,-rpath,$(ROCM_PATH)/lib -Wl,-rpath $(X)/lib\na: a.o\n\tg++ a.o $(L)\n",
        ),
    ],
)
def test_make(before: str, after: str) -> None:
    assert written(before, Kind.MAKE) == after
    assert written(after, Kind.MAKE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a.lib;cublas.lib;cudart_static.lib;%(X)", "a.lib;hipblas.lib;amdhip64.lib;%(X)"),
        ("cuda.lib;CUDART.lib;x.lib", "amdhip64.lib;x.lib"),
        ("amdhip64.lib;cudart.lib", "amdhip64.lib;"),
        ("cudnn.lib;nccl.lib;mycudart.lib", "cudnn.lib;nccl.lib;mycudart.lib"),
    ],
)
def test_libraries_of_a_project_of_visual_studio(before: str, after: str) -> None:
    around = "<AdditionalDependencies>{}</AdditionalDependencies>\n<X>cublas.lib</X>\n"
    assert written(around.format(before), Kind.MSBUILD) == around.format(after)
    assert written(around.format(after), Kind.MSBUILD) == around.format(after)


def test_a_variable_that_the_compiler_of_the_host_gets_keeps_cudas_headers_elsewhere() -> None:
    text = "NVCC = nvcc\nI = -I$(CUDA_PATH)/include\na: a.cu b.cpp\n\t$(NVCC) $(I) a.cu\n"
    assert "I = \n" in written(text, Kind.MAKE)
    both = text + "\t$(Q)$(CXX) $(I) -c b.cpp\n"
    assert "I = -D__HIP_PLATFORM_AMD__ -I$(ROCM_PATH)/include\n" in written(both, Kind.MAKE)


def test_a_makefile_is_read_with_what_it_includes(tmp_path: Path) -> None:
    (tmp_path / "config.mk").write_text("CUCC = nvcc\nOPTS = -G\n")
    (tmp_path / "Makefile").write_text("include config.mk\na: a.cu\n\t$(CUCC) -G $(OPTS) a.cu\n")
    made = {file.path: file.content for file in ported(tmp_path).files}
    assert made["config.mk"] == b"CUCC = hipcc\nOPTS = -g -O0\n"
    assert made["Makefile"] == b"include config.mk\na: a.cu\n\t$(CUCC) -g -O0 $(OPTS) a.cu\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "a = {'nvcc': ['-O3', '-gencode', 'arch=compute_80,code=sm_80', \"-lineinfo\"]}\n",
            "a = {'nvcc': ['-O3', \"-gline-tables-only\"]}\n",
        ),
        (
            "a = {'cxx': ['-lineinfo'], 'nvcc': f(['--extended-lambda']) + b}\n",
            "a = {'cxx': ['-lineinfo'], 'nvcc': f([]) + b}\n",
        ),
        (
            "f(libraries=['cublas', 'cudart', 'cuda', 'm'])\n",
            "f(libraries=['hipblas', 'amdhip64', 'm'])\n",
        ),
        ("nvcc_flags = ['-G', x, f'-arch={y}']\n", "nvcc_flags = ['-g', '-O0', x]\n"),
        (
            "nvcc_flags = [\n    '-O3',  # why\n    '--threads', '4',\n]\n",
            "nvcc_flags = [\n    '-O3',  # why\n    \n]\n",
        ),
        ("nvcc_flags = ['-t',  # why\n '4']\n", "nvcc_flags = ['-t',  # why\n '4']\n"),
        (
            "def nvcc_flags():\n    r = ['-O3', '-lineinfo'] + more\n    x = ['-G']\n    return done(r)\n",
            "def nvcc_flags():\n    r = ['-O3', '-gline-tables-only'] + more\n    x = ['-G']\n    return done(r)\n",
        ),
        (
            "def f(nvcc_extra_args, other):\n    return nvcc_extra_args + ['-lineinfo'], other + ['-lineinfo']\n",
            "def f(nvcc_extra_args, other):\n    return nvcc_extra_args + ['-gline-tables-only'], other + ['-lineinfo']\n",
        ),
        (
            "a = {'nvcc': ['-O3', '--use_fast_math', '--ftz=false']}\n",
            "a = {'nvcc': ['-O3', '-fno-hip-fp32-correctly-rounded-divide-sqrt']}\n",
        ),
        ("import pycuda.driver\nrun(nvcc_options=['-lineinfo'])\n",) * 2,
        ("from pycuda.compiler import M\nrun(nvcc_options=['-lineinfo'])\n",) * 2,
        ("nvcc_flags = ['-U__CUDA_NO_HALF2_OPERATORS__', '-O3']\n", "nvcc_flags = ['-O3']\n"),
        ("flags = ['-lineinfo']\n", "flags = ['-lineinfo']\n"),
        ("print 'no Python 3', {'nvcc': ['-G']}\n", "print 'no Python 3', {'nvcc': ['-G']}\n"),
    ],
)
def test_python(before: str, after: str) -> None:
    assert written(before, Kind.PYTHON) == after
    assert written(after, Kind.PYTHON) == after


def test_only_projects_with_device_code_ask_for_a_newer_cmake(tmp_path: Path) -> None:
    least = "cmake_minimum_required(VERSION 3.10)\n"
    (tmp_path / "gpu").mkdir()
    (tmp_path / "host").mkdir()
    (tmp_path / "CMakeLists.txt").write_text(f"{least}project(x)\nadd_subdirectory(gpu)\n")
    (tmp_path / "gpu/CMakeLists.txt").write_text(f"{least}enable_language(CUDA)\n")
    (tmp_path / "host/CMakeLists.txt").write_text(f"{least}add_library(h CUDA::none a.cpp)\n")
    made = {file.path: bool(file.edits) for file in ported(tmp_path).files}
    assert made == {
        "CMakeLists.txt": True,
        "gpu/CMakeLists.txt": True,
        "host/CMakeLists.txt": False,
    }


@pytest.mark.parametrize(("to", "edits"), [("hip@5.2", 0), ("hip@6.0", 1)])
def test_a_library_that_a_version_lacks_stays(tmp_path: Path, to: str, edits: int) -> None:
    (tmp_path / "Makefile").write_text("LIBS = -lcublasLt\n")
    report = run([tmp_path], Settings(to=to, jobs=1)).report
    assert [len(file.edits) for file in report.files] == [edits]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('set(CUDA_FLAGS "' + "-lineinfo " * 3000 + '")\n', Kind.CMAKE),
        ("target_compile_options(t " + "$<" * 3000 + ")\n", Kind.CMAKE),
        ("NVCCFLAGS = " + "--extended-lambda " * 3000 + "-a\n", Kind.MAKE),
        ("A = " + "$(" * 3000 + "\n", Kind.MAKE),
        ("nvcc_flags = [" + "'-lineinfo', " * 3000 + "]\n", Kind.PYTHON),
    ],
)
def test_long_and_deep_files_are_edited_or_left(text: str, kind: Kind) -> None:
    after = written(text, kind)
    assert not any(option in after for option in ("-lineinfo", "--extended-lambda"))
    assert written(after, kind) == after


def test_tables_of_edits_are_explained_where_a_target_has_them() -> None:
    assert of_tables(load("hip"))["hip/build/options"].title == "Options of nvcc on HIP"
    assert (
        of_tables(load("hip"))["hip/build/sources"].title
        == "Names of files with another suffix on HIP"
    )
    without = copy(load("musa"))
    without.build = BuildRules()
    assert not any("/build/" in table for table in of_tables(without))


def test_build_files_that_are_paths_themselves_have_folders_up_to_the_root(tmp_path: Path) -> None:
    names = [tmp_path / folder / "CMakeLists.txt" for folder in ("a", "b")]
    for name in names:
        name.parent.mkdir()
        name.write_text("project(x LANGUAGES CUDA)\nadd_executable(x a.cu)\n")
    report = run(names, Settings(jobs=1)).report
    assert all(b"LANGUAGES HIP" in (file.content or b"") for file in report.files)


SEARCHES = {
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.21)\nproject(p LANGUAGES CUDA CXX)\n"
    "add_subdirectory(lib)\n",
    "lib/CMakeLists.txt": "add_library(t t.cpp)\ntarget_link_libraries(t CUDA::cublas CUDA::cudart)\n",
    "example/CMakeLists.txt": "cmake_minimum_required(VERSION 3.21)\nproject(e CUDA)\n"
    "find_package(CUDAToolkit REQUIRED)\ntarget_link_libraries(e CUDA::cufft)\n",
    "lib/t.cpp": "",
    "k.cu": "__global__ void k() {}\n",
}


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("lib/t.cpp", "", "find_package(hip REQUIRED)\nfind_package(hipblas REQUIRED)\n"),
        ("lib/x.cmake", "find_package(CUDAToolkit)\n", ""),
        ("cuda.cmake", "rapids_find_package(CUDAToolkit REQUIRED EXPORT x)\n", ""),
        ("lib/CMakeLists.txt", "add_library(t t.cpp)\n", ""),
    ],
)
def test_what_a_project_links_is_searched_where_nothing_else_does(
    tmp_path: Path, name: str, text: str, found: str
) -> None:
    for path, said in (SEARCHES | {name: text}).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(said)
    made = {file.path: (file.content or b"").decode() for file in ported(tmp_path).files}
    _, _, behind = made["CMakeLists.txt"].partition("project(p LANGUAGES HIP CXX)\n")
    assert behind == f"{found}add_subdirectory(lib)\n"
    assert made["example/CMakeLists.txt"].count("find_package(hip REQUIRED)") == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('set(CUDA_NVCC_FLAGS "${X} -O3 ")', 'set(HIP_HIPCC_FLAGS "${X};-O3")'),
        ('set(CUDA_NVCC_FLAGS " -lineinfo ")', 'set(HIP_HIPCC_FLAGS "-gline-tables-only")'),
        (
            'string(APPEND CUDA_NVCC_FLAGS " -O3 -G")',
            'string(APPEND HIP_HIPCC_FLAGS ";-O3;-g;-O0")',
        ),
        (
            'string(PREPEND CUDA_NVCC_FLAGS "-lineinfo ")',
            'string(PREPEND HIP_HIPCC_FLAGS "-gline-tables-only ")',
        ),
        (
            r'set(CUDA_NVCC_FLAGS "${X} \"-DB=a((b))\" ")',
            'set(HIP_HIPCC_FLAGS "${X};-DB=a((b))")',
        ),
        (
            'string(APPEND CMAKE_CUDA_FLAGS " -lineinfo ")',
            'string(APPEND CMAKE_HIP_FLAGS " -gline-tables-only ")',
        ),
    ],
)
def test_no_blank_and_no_quote_is_part_of_an_option(before: str, after: str) -> None:
    assert written(before) == after
