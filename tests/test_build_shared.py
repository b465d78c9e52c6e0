"""Build files for SYCL, whose compiler is one of both sides; what has no one answer stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migrate.build.replace import changes
from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import BELOW, LANGUAGE, OLD
from migrate.build.replace.names import Names
from migrate.build.replace.seen import seen
from migrate.files.kinds import BUILD_KINDS, Kind, kind_of
from migrate.model import Outcome, Report, Status
from migrate.rewrite.edits import apply
from migrate.rules.buildrules import load_build_rules
from migrate.rules.targets import rules_folder
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.lexer import Spans
from tests.test_build_replace import NAMES, PROJECTS

SYCL = load_build_rules("sycl", [rules_folder()])
NEEDING = frozenset(("main.cpp", "src/api.cc"))
ASKED = "find_package(IntelSYCL REQUIRED)"
FILTERED = "-x c++ $(filter %.cu,W) -x none $(filter-out %.cu,W)"
TOLD = (
    "set_source_files_properties(k.cu PROPERTIES LANGUAGE CXX)\n"
    "add_sycl_to_target(TARGET t SOURCES k.cu)"
)


def written(
    text: str,
    kind: Kind = Kind.CMAKE,
    renames: dict[str, str] | None = None,
    helpers: str = "",
    further: frozenset[str] = frozenset(),
) -> str:
    """What becomes of a build file that stands alone beside ``main.cpp`` and ``src/api.cc``."""
    data = text.encode()
    said = seen(data, kind) | further
    said |= {BELOW} if {LANGUAGE, OLD} & said else set()
    names = Names(renames or {}, frozenset(renames or ()), {".cu": ".cpp"})
    tools = Tools(
        SYCL.tables, SYCL.libraries, (), said, names=names, needing=NEEDING, helpers=helpers
    )
    made = [edit for item in changes(data, kind, Spans.of([]), tools) for edit in item.edits]
    return apply(data, made).data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("project(x LANGUAGES CXX CUDA)", f"project(x LANGUAGES CXX)\n{ASKED}"),
        ("project(x C CUDA)", f"project(x C CXX)\n{ASKED}"),
        ("enable_language(CUDA)", ASKED),
        ("enable_language(Fortran)", "enable_language(Fortran)"),
        (
            "check_language(CUDA)\nif(CMAKE_CUDA_COMPILER)\nendif()",
            "find_package(IntelSYCL QUIET)\nif(IntelSYCL_FOUND)\nendif()",
        ),
        (
            "cmake_minimum_required(VERSION 3.10)\nenable_language(CUDA)",
            f"cmake_minimum_required(VERSION 3.20)\n{ASKED}",
        ),
        (
            "project(x C)\nenable_language(CUDA)",
            f"project(x C)\nenable_language(CXX)\n{ASKED}",
        ),
        ("find_package(CUDAToolkit 11 QUIET)", "find_package(IntelSYCL QUIET)"),
        (
            "enable_language(CUDA)\nfind_package(CUDAToolkit)\nset(A b)",
            f"{ASKED}\nset(A b)",
        ),
        (
            "find_package(CUDA REQUIRED)\n"
            "target_link_libraries(t PRIVATE ${CUDA_CUBLAS_LIBRARIES} z)",
            f"{ASKED}\nfind_package(MKL REQUIRED)\n"
            "target_link_libraries(t PRIVATE MKL::MKL_SYCL::BLAS z)",
        ),
        ("target_link_libraries(t PUBLIC CUDA::cudart x)", "target_link_libraries(t PUBLIC x)"),
        ("target_link_libraries(t CUDA::cudart_static)\nset(A b)", "set(A b)"),
        ("target_link_libraries(t CUDA::nppc)", "target_link_libraries(t CUDA::nppc)"),
        ("target_link_libraries(t CUDA::cuda_driver)",) * 2,
        ("target_link_libraries(t cublas)", "target_link_libraries(t cublas)"),
        ("list(APPEND CUDA_LIBRARIES x)\nset(L ${CUDA_LIBRARIES})",) * 2,
        (
            "find_package(CUDA)\ninclude_directories(${CUDA_INCLUDE_DIRS} src)",
            "find_package(IntelSYCL)\ninclude_directories(src)",
        ),
        ("set(CMAKE_CUDA_ARCHITECTURES 70 80)\nset(A b)", "set(A b)"),
        (
            "if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)\n"
            "  set(CMAKE_CUDA_ARCHITECTURES 7)\nendif()\n",
            "",
        ),
        ("set_target_properties(t PROPERTIES CUDA_ARCHITECTURES 80)\nset(A b)", "set(A b)"),
        (
            "set_target_properties(t PROPERTIES CUDA_SEPARABLE_COMPILATION ON A b)",
            "set_target_properties(t PROPERTIES A b)",
        ),
        ("set(CUDA_SEPARABLE_COMPILATION ON)\nset(A b)", "set(A b)"),
        ("set(CMAKE_CUDA_STANDARD 11)", "set(CMAKE_CXX_STANDARD 17)"),
        ("set(CMAKE_CUDA_STANDARD 20)", "set(CMAKE_CXX_STANDARD 20)"),
        (
            "set(CMAKE_CXX_STANDARD 14)\nset(CMAKE_CUDA_STANDARD 14)\n",
            "set(CMAKE_CXX_STANDARD 17)\n",
        ),
        ("set(CMAKE_CXX_STANDARD 98)", "set(CMAKE_CXX_STANDARD 17)"),
        (
            "set_target_properties(t PROPERTIES CXX_STANDARD 20 CUDA_STANDARD 14)",
            "set_target_properties(t PROPERTIES CXX_STANDARD 20)",
        ),
        (
            "target_compile_features(t PUBLIC cuda_std_14)",
            "target_compile_features(t PUBLIC cxx_std_17)",
        ),
        ("add_library(t STATIC k.cu)", f"add_library(t STATIC k.cu)\n{TOLD}"),
        ("add_executable(t k.cu other.cpp)", f"add_executable(t k.cu other.cpp)\n{TOLD}"),
        (
            "add_executable(t main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/src/api.cc other.cpp)",
            "add_executable(t main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/src/api.cc other.cpp)\n"
            "add_sycl_to_target(TARGET t SOURCES main.cpp ${CMAKE_CURRENT_SOURCE_DIR}/src/api.cc)",
        ),
        ("add_executable(t other.cpp)", "add_executable(t other.cpp)"),
        (
            "set(S k.cu main.cpp)\nadd_library(t ${S})",
            "set(S k.cu main.cpp)\nadd_library(t ${S})\nset(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.cu$")\n'
            "set_source_files_properties(${gpu_sources} PROPERTIES LANGUAGE CXX)\n"
            "set(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.(cu|cpp|cc|cxx)$")\n'
            "add_sycl_to_target(TARGET t SOURCES ${gpu_sources})",
        ),
        (
            "file(GLOB S src/*.cc)\nadd_library(t ${S})",
            "file(GLOB S src/*.cc)\nadd_library(t ${S})\nset(gpu_sources ${S})\n"
            'list(FILTER gpu_sources INCLUDE REGEX "\\\\.(cu|cpp|cc|cxx)$")\n'
            "add_sycl_to_target(TARGET t SOURCES ${gpu_sources})",
        ),
        (
            "target_sources(t PRIVATE k.cu)",
            "target_sources(t PRIVATE k.cu)\n"
            "set_source_files_properties(k.cu TARGET_DIRECTORY t PROPERTIES LANGUAGE CXX)\n"
            "set_property(SOURCE k.cu TARGET_DIRECTORY t APPEND PROPERTY COMPILE_OPTIONS -fsycl)\n"
            "target_link_options(t PRIVATE -fsycl)",
        ),
        (
            "our_library(t k.cu)",
            "our_library(t k.cu)\nset_source_files_properties(k.cu PROPERTIES LANGUAGE CXX)\n"
            "set_property(SOURCE k.cu APPEND PROPERTY COMPILE_OPTIONS -fsycl)\n"
            "if(TARGET t)\n  target_link_options(t PUBLIC -fsycl)\nendif()",
        ),
        (
            "cuda_add_library(t k.cu main.cpp OPTIONS -DX -lineinfo)",
            "add_library(t k.cu main.cpp)\n"
            "set_source_files_properties(k.cu PROPERTIES LANGUAGE CXX)\n"
            "add_sycl_to_target(TARGET t SOURCES k.cu main.cpp)\n"
            "set_property(SOURCE k.cu APPEND PROPERTY COMPILE_OPTIONS -DX -gline-tables-only)",
        ),
        (
            'set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -DX -arch=sm_70")\n'
            "add_library(t k.cu main.cpp)",
            'set(SYCL_DEVICE_FLAGS "${SYCL_DEVICE_FLAGS} -DX")\nadd_library(t k.cu main.cpp)\n'
            "set_source_files_properties(k.cu PROPERTIES LANGUAGE CXX)\n"
            "add_sycl_to_target(TARGET t SOURCES k.cu main.cpp)\n"
            "set_property(SOURCE k.cu APPEND_STRING PROPERTY COMPILE_FLAGS"
            ' " ${SYCL_DEVICE_FLAGS}")',
        ),
        (
            'set(CMAKE_CUDA_FLAGS "-DX")\nour_library(t k.cu)',
            'set(SYCL_DEVICE_FLAGS "-DX")\nour_library(t k.cu)\n'
            "set_source_files_properties(k.cu PROPERTIES LANGUAGE CXX)\n"
            "set_property(SOURCE k.cu APPEND PROPERTY COMPILE_OPTIONS -fsycl)\n"
            "set_property(SOURCE k.cu APPEND_STRING PROPERTY COMPILE_FLAGS"
            ' " ${SYCL_DEVICE_FLAGS}")\n'
            "if(TARGET t)\n  target_link_options(t PUBLIC -fsycl)\nendif()",
        ),
        ('string(APPEND CMAKE_CUDA_FLAGS " --use_fast_math")\nset(A b)', "set(A b)"),
        (
            "add_library(t k.cu)\ntarget_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-G>)",
            f"add_library(t k.cu)\n{TOLD}\n"
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-g -O0>)",
        ),
        (
            "add_library(t k.cu x.cpp)\n"
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-w>)",
            f"add_library(t k.cu x.cpp)\n{TOLD}\n"
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:-w>)",
        ),
        (
            "target_compile_options(t PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda> -Wall)",
            "target_compile_options(t PRIVATE -Wall)",
        ),
        ("set(CUDA_FLAGS --default-stream per-thread)",) * 2,
    ],
)
def test_cmake(before: str, after: str) -> None:
    further = frozenset((LANGUAGE,))
    assert written(before, further=further) == after
    assert written(after, further=further) == after


def test_a_source_with_another_name_needs_no_language() -> None:
    text = "add_executable(t k.cu)"
    assert written(text, renames={"k.cu": "k.cpp"}, further=frozenset((LANGUAGE,))) == (
        "add_executable(t k.cpp)\nadd_sycl_to_target(TARGET t SOURCES k.cpp)"
    )


def test_the_folder_of_headers_that_come_with_a_port_is_said() -> None:
    where = 'include_directories("${CMAKE_CURRENT_LIST_DIR}/..")'
    assert written("enable_language(CUDA)", helpers="..") == f"{ASKED}\n{where}"
    made = written("a: a.cu\n\tnvcc a.cu -o a\n", Kind.MAKE, helpers="..")
    assert made == "a: a.cu\n\ticpx -fsycl -x c++ -I.. a.cu -o a\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "%.o: %.cu\n\tnvcc -arch=sm_70 -std=c++11 -dc $< -o $@\n",
            "%.o: %.cu\n\ticpx -fsycl -x c++ -std=c++17 -c $< -o $@\n",
        ),
        (
            "a: a.o\n\tnvcc a.o -o a -L/usr/local/cuda/lib64 -lcudart -lcublas -lcufft\n",
            "a: a.o\n\ticpx -fsycl a.o -o a -qmkl\n",
        ),
        (
            "CXX = g++\nNVCC = nvcc\na.o: a.cu\n\t$(NVCC) -c a.cu\nb.o: b.cpp\n"
            "\t$(CXX) -I/usr/local/cuda/include -c b.cpp\n",
            "CXX = icpx -fsycl\nNVCC = icpx -fsycl\na.o: a.cu\n\t$(NVCC) -x c++ -c a.cu\n"
            "b.o: b.cpp\n\t$(CXX) -c b.cpp\n",
        ),
        (
            "a.o: a.cu\n\tnvcc -c a.cu\na: a.o b.o\n\tg++ a.o b.o -o a -lcudart\n",
            "a.o: a.cu\n\ticpx -fsycl -x c++ -c a.cu\na: a.o b.o\n\ticpx -fsycl a.o b.o -o a\n",
        ),
        (
            "a.o: a.cu\n\tnvcc -c a.cu\na: a.o\n\t$(CXX) a.o -o a -lcudart\n",
            "CXX = icpx -fsycl\na.o: a.cu\n\ticpx -fsycl -x c++ -c a.cu\n"
            "a: a.o\n\t$(CXX) a.o -o a\n",
        ),
        (
            "a.o: a.cu\n\tnvcc -c a.cu\na: a.o\n\tgcc a.o -o a -lcudart\n",
            "a.o: a.cu\n\ticpx -fsycl -x c++ -c a.cu\na: a.o\n\tgcc a.o -o a -lcudart\n",
        ),
        ("CXX = g++\nb.o: b.cpp\n\t$(CXX) -c b.cpp\n",) * 2,
        (
            "a: a.cu b.o\n\tnvcc a.cu b.o -o a -lm\n",
            "a: a.cu b.o\n\ticpx -fsycl -x c++ a.cu -x none b.o -o a -lm\n",
        ),
        (
            "a: b.o a.cu\n\tnvcc $^ -o a\n",
            f"a: b.o a.cu\n\ticpx -fsycl {FILTERED.replace('W', '$^')} -o a\n",
        ),
        (
            "a: a.cu\n\tnvcc $(SRCS) -o a\n",
            f"a: a.cu\n\ticpx -fsycl {FILTERED.replace('W', '$(SRCS)')} -o a\n",
        ),
        ("a: a.cu\n\tnvcc `ls *.c*` -o a\n",) * 2,
        (
            "a: a.o\n\tnvcc a.o -Xlinker -rpath,$(CUDA_HOME)/lib64 -Xlinker -rpath -Xlinker "
            "$(CUDA_HOME)/lib64 -o a\n",
            "a: a.o\n\ticpx -fsycl a.o -o a\n",
        ),
        (
            "NVCC = nvcc\n%.o: $(S)/%\n\t$(EXEC) $(NVCC) -c $< -o $@\n",
            "NVCC = icpx -fsycl\n%.o: $(S)/%\n\t$(EXEC) $(NVCC) -c "
            f"{FILTERED.replace('W', '$<')} -o $@\n",
        ),
        (
            "F = -diag-suppress 68\n.cu.o:\n\tnvcc -o $@ -c $*.cu $(F) $(F_$@)\n",
            "F = \n.cu.o:\n\ticpx -fsycl -x c++ -o $@ -c $*.cu $(F) $(F_$@)\n",
        ),
        (
            "ARCH ?= sm_60\na: a.cu\n\tnvcc -arch=$(ARCH) -maxrregcount 32 a.cu -o a\n",
            "a: a.cu\n\ticpx -fsycl -x c++  a.cu -o a\n",
        ),
        (
            "OBJ = $(patsubst %,$(D)/%,$(_OBJ))\n_OBJ = a.o\na: $(OBJ)\n\tnvcc -o $@ $^\n",
            "OBJ = $(patsubst %,$(D)/%,$(_OBJ))\n_OBJ = a.o\na: $(OBJ)\n\ticpx -fsycl -o $@ $^\n",
        ),
        (
            "NVCC = nvcc\n%.o: %.c\n\t$(NVCC) -O2 -c $<\n%.o: %.cpp\n\t$(NVCC) -O2 -c $<\n",
            "NVCC = icpx -fsycl\n%.o: %.c\n\ticx -O2 -c $<\n%.o: %.cpp\n\t$(NVCC) -O2 -c $<\n",
        ),
        (
            "SMS ?= 70 80\nF = $(foreach s,$(SMS),-gencode arch=compute_$(s),code=sm_$(s)) -O3\n"
            "a: a.cu\n\tnvcc $(F) a.cu -o a\n",
            "F =  -O3\na: a.cu\n\ticpx -fsycl -x c++ $(F) a.cu -o a\n",
        ),
    ],
)
def test_make(before: str, after: str) -> None:
    assert written(before, Kind.MAKE) == after
    assert written(after, Kind.MAKE) == after


def test_a_script_stays() -> None:
    text = (
        "CUDAExtension('x', ['k.cu'], libraries=['cublas'], extra_compile_args={'nvcc': ['-G']})\n"
    )
    assert written(text, Kind.PYTHON) == text


def ported(folder: Path) -> Report:
    return run([folder], Settings(to="sycl", jobs=1)).report


@pytest.mark.parametrize("name", NAMES)
def test_the_build_of_a_project_is_ported(name: str, tmp_path: Path, update: bool) -> None:
    folder, golden = PROJECTS / name / "cuda", PROJECTS / name / "sycl"
    report = ported(folder)
    made = {
        file.path: file.content
        for file in report.files
        if file.content is not None and kind_of(file.path) in BUILD_KINDS
    }
    if update:
        shutil.rmtree(golden, ignore_errors=True)
        for path, data in made.items():
            place = golden / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
    kept = {
        path.relative_to(golden).as_posix(): path.read_bytes()
        for path in sorted(golden.rglob("*"))
        if path.is_file()
    }
    assert made == kept
    shutil.copytree(folder, tmp_path / "port")
    for file in report.files:
        if file.content is not None:
            (tmp_path / "port" / file.path).write_bytes(file.content)
    again = ported(tmp_path / "port")
    assert [file.path for file in again.files if file.outcome is not Outcome.UNCHANGED] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_edit_is_in_the_ledger_once(name: str) -> None:
    for file in ported(PROJECTS / name / "cuda").files:
        if kind_of(file.path) not in BUILD_KINDS:
            continue
        entries = [item for item in file.references if item.status is Status.PORTED]
        assert bool(file.edits) == bool(entries)
        for one, next_one in zip(file.references, file.references[1:], strict=False):
            assert one.end <= next_one.start


def test_sources_in_a_variable_with_others_get_the_options_of_nvcc() -> None:
    flags = 'set(CMAKE_CUDA_FLAGS "-Xcompiler -Wall -fno-exceptions")\n'
    target = "set(S m.c k.cu)\nadd_library(t ${S})\n"
    made = written("project(x LANGUAGES C CUDA)\n" + flags + target)
    assert 'set(SYCL_DEVICE_FLAGS "-Wall")' in made  # SYCL's own headers throw
    assert 'APPEND_STRING PROPERTY COMPILE_FLAGS " ${SYCL_DEVICE_FLAGS}")' in made


def test_a_variable_is_read_where_it_is_given_its_value() -> None:
    elsewhere = frozenset(("cu:srcs", "other:srcs"))
    for text in (
        "set(srcs a.cpp)\nadd_library(t ${srcs})\n",
        "set(srcs a.cpp)\nmine(t SOURCES ${srcs})\n",
    ):
        assert text in written("project(x CXX CUDA)\n" + text, further=elsewhere)
        assert "fsycl" not in written("project(x CXX CUDA)\n" + text, further=elsewhere)
    needing = "set(srcs a.cpp main.cpp)\nadd_library(t ${srcs})\n"
    assert "add_sycl_to_target" in written("project(x CXX CUDA)\n" + needing, further=elsewhere)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "#!/bin/sh\nnvcc -O3 -arch=sm_90 k.cu m.cpp -o k -lcudart && ./k\n",
            "#!/bin/sh\nicpx -fsycl -x c++ -O3 k.cu m.cpp -o k && ./k\n",
        ),
        (
            "for i in a b; do\n  /usr/local/cuda/bin/nvcc -c $i.cu \\\n    -o $i.o\ndone\n",
            "for i in a b; do\n  icpx -fsycl -x c++ -c $i.cu \\\n    -o $i.o\ndone\n",
        ),
        ("nvcc k.cu o.o -o k\n", "icpx -fsycl -x c++ k.cu -x none o.o -o k\n"),
        ("nvcc $FLAGS k.cu\n",) * 2,
        ("nvcc -arch=$ARCH k.cu\n",) * 2,
        ("nvcc $1 -o $2\nnvcc `ls *.c*`\n",) * 2,
        ("# nvcc k.cu\n",) * 2,
    ],
)
def test_shell(before: str, after: str) -> None:
    assert written(before, Kind.SHELL) == after
    assert written(after, Kind.SHELL) == after
