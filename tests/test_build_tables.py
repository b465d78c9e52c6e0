"""Build files for MUSA and MACA, by their tables alone; what no table says stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.build.replace import changes
from migrate.build.replace.changes import Tools
from migrate.build.replace.names import Names
from migrate.build.replace.seen import seen
from migrate.files.kinds import Kind
from migrate.model import Outcome
from migrate.rewrite.edits import apply
from migrate.rules.buildrules import load_build_rules
from migrate.rules.targets import rules_folder
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.lexer import Spans

TARGETS = {name: load_build_rules(name, [rules_folder()]) for name in ("musa", "maca")}
GPU = {"musa": ("mp_22",), "maca": ("xcore1000",)}
SUFFIXES = {"musa": {".cu": ".mu"}, "maca": {".cu": ".maca"}}


def written(
    text: str,
    kind: Kind,
    to: str = "musa",
    renames: dict[str, str] | None = None,
    others: tuple[str, ...] = (),
) -> str:
    """What becomes of a build file that stands alone."""
    data, rules = text.encode(), TARGETS[to]
    new = renames or {}
    names = Names(new, frozenset((*new, *others)), SUFFIXES[to])
    tools = Tools(rules.tables, rules.libraries, GPU[to], seen(data, kind), names=names)
    made = [edit for item in changes(data, kind, Spans.of([]), tools) for edit in item.edits]
    return apply(data, made).data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("enable_language(CUDA)", "enable_language(CUDA)"),
        ("set(CMAKE_CUDA_STANDARD 17)", "set(CMAKE_CUDA_STANDARD 17)"),
        (
            "find_package(CUDA REQUIRED)\ncuda_add_library(k STATIC k.cu OPTIONS -arch=sm_70 -lineinfo)",
            "list(APPEND CMAKE_MODULE_PATH $ENV{MUSA_PATH}/cmake /usr/local/musa/cmake)\n"
            "find_package(MUSA REQUIRED)\n"
            "musa_add_library(k STATIC k.cu OPTIONS --offload-arch=mp_22 -lineinfo)",
        ),
        (
            "find_package(CUDAToolkit)\ntarget_link_libraries(t CUDA::cublas CUDA::cudart CUDA::cufft)",
            "list(APPEND CMAKE_MODULE_PATH $ENV{MUSA_PATH}/cmake /usr/local/musa/cmake)\n"
            "find_package(MUSAToolkit)\ntarget_link_libraries(t MUSA::mublas MUSA::musart CUDA::cufft)",
        ),
        ("if(CUDA_FOUND)\nendif()", "if(MUSA_FOUND)\nendif()"),
        ("include_directories(${CUDA_INCLUDE_DIRS})", "include_directories(${MUSA_INCLUDE_DIRS})"),
        (
            "target_link_libraries(t ${CUDA_LIBRARIES})",
            "target_link_libraries(t ${MUSA_LIBRARIES})",
        ),
        ("list(APPEND CUDA_NVCC_FLAGS -G)", "list(APPEND MUSA_MCC_FLAGS -G)"),
        ("set(CUDA_HOST_COMPILER g++)\nset(A b)\n", "set(A b)\n"),
        ("set_property(TARGET t PROPERTY CUDA_SEPARABLE_COMPILATION ON)",) * 2,
        ("cmake_minimum_required(VERSION 3.5)\nenable_language(CUDA)",) * 2,
    ],
)
def test_cmake_for_musa(before: str, after: str) -> None:
    assert written(before, Kind.CMAKE) == after
    assert written(after, Kind.CMAKE) == after


def test_cmake_has_no_tables_for_maca() -> None:
    text = "find_package(CUDA)\ncuda_add_library(k k.cu)\ntarget_link_libraries(k cublas)\n"
    assert written(text, Kind.CMAKE, "maca") == text


LINK = "-L$(MUSA_PATH)/lib -lmusart"
ROOT = "MUSA_PATH ?= /usr/local/musa\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "%.o: %.cu\n\tnvcc -arch=sm_70 -c $< -o $@\n",
            "%.o: %.cu\n\tmcc -x musa --offload-arch=mp_22 -c $< -o $@\n",
        ),
        (".cu.o:\n\tnvcc -c $<\n", ".cu.o:\n\tmcc -x musa -c $<\n"),
        (
            "S = a.cu b.cu\na: $(S)\n\tnvcc $(S) -o a\n",
            f"{ROOT}S = a.cu b.cu\na: $(S)\n\tmcc -x musa $(S) -o a {LINK}\n",
        ),
        (
            "O = $(S:.cu=.o)\na: $(O)\n\tnvcc $^ -o a\n",
            f"{ROOT}O = $(S:.cu=.o)\na: $(O)\n\tmcc $^ -o a {LINK}\n",
        ),
        (
            "a: a.o\n\tnvcc a.o -o a -L/usr/local/cuda/lib64 -lcudart -lcufft\n",
            f"{ROOT}a: a.o\n\tmcc a.o -o a -L$(MUSA_PATH)/lib -lmusart -lmufft\n",
        ),
        (
            "b.o: b.cpp\n\tg++ -I/usr/local/cuda/include -c b.cpp\n",
            f"{ROOT}b.o: b.cpp\n\tg++ -I$(MUSA_PATH)/include -c b.cpp\n",
        ),
        ("a: a.cu b.o\n\tnvcc a.cu b.o -o a\n",) * 2,
        ("a: a.cu b.cpp\n\tnvcc $^ -o a\n",) * 2,
        ("a: a.cu\n\tnvcc $(SRCS) -o a\n",) * 2,
        ("a.o: a.cu\n\tnvcc -dc a.cu\n",) * 2,
        (
            "a.o: a.cu\n\tnvcc -Xcompiler -mavx2,-Wall -lineinfo -x cu -c a.cu\n",
            "a.o: a.cu\n\tmcc -Xcompiler -mavx2,-Wall -lineinfo -x musa -c a.cu\n",
        ),
    ],
)
def test_make_for_musa(before: str, after: str) -> None:
    assert written(before, Kind.MAKE) == after
    assert written(after, Kind.MAKE) == after


def test_make_for_maca() -> None:
    before = "NVCC = nvcc\n%.o: %.cu\n\t$(NVCC) -gencode arch=compute_80,code=sm_80 -c $<\na: a.o\n\t$(NVCC) a.o -o a -lcublas\n"
    after = "NVCC = mxcc\n%.o: %.cu\n\t$(NVCC) -x maca --offload-arch=xcore1000 -c $<\na: a.o\n\t$(NVCC) a.o -o a -lmcblas\n"
    assert written(before, Kind.MAKE, "maca") == after
    assert written(after, Kind.MAKE, "maca") == after


def test_sources_with_the_suffix_of_the_target_need_no_option() -> None:
    text = "a: a.cu b.o\n\tnvcc a.cu b.o -o a -lmusart\n"
    assert (
        written(text, Kind.MAKE, renames={"a.cu": "a.mu"})
        == "a: a.mu b.o\n\tmcc a.mu b.o -o a -lmusart\n"
    )


SETUP = """from torch.utils.cpp_extension import (
    CUDA_VERSION, BuildExtension, CUDAExtension as Ext)
x = Ext('x', ['k.cu'], libraries=['cublas'], extra_compile_args={'nvcc': ['-O3', '-arch=sm_70']})
x.extra_compile_args['nvcc'].append('-G')
"""
FOR_MUSA = """from torch_musa.utils.musa_extension import BuildExtension, MUSAExtension as Ext
from torch.utils.cpp_extension import CUDA_VERSION
x = Ext('x', ['k.mu'], libraries=['mublas'], extra_compile_args={'mcc': ['-O3']})
x.extra_compile_args['mcc'].append('-G')
"""


def test_an_extension_of_pytorch_for_musa() -> None:
    renames = {"k.cu": "k.mu"}
    assert written(SETUP, Kind.PYTHON, renames=renames) == FOR_MUSA
    assert written(FOR_MUSA, Kind.PYTHON, renames=renames) == FOR_MUSA
    plain = SETUP.replace(" as Ext", "").replace("Ext(", "CUDAExtension(")
    assert "x = MUSAExtension('x', ['k.mu']" in written(plain, Kind.PYTHON, renames=renames)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'k.cu'", "'k.cu', 'other.cu'"),
        ("(\n", "(  # why\n"),
        ("x = Ext", "import torch\nx = torch.cuda.is_available() and Ext"),
        ("x = Ext", "y = torch.utils.cpp_extension.CUDAExtension\nx = Ext"),
        ("CUDAExtension as Ext", "CppExtension as Ext"),
    ],
)
def test_an_extension_that_is_not_certain_stays(old: str, new: str) -> None:
    text = SETUP.replace(old, new)
    made = written(text, Kind.PYTHON, renames={"k.cu": "k.mu"}, others=("lib/other.cu",))
    assert made == text.replace("'k.cu'", "'k.mu'")


def test_an_extension_whose_sources_keep_their_suffix_stays() -> None:
    assert written(SETUP, Kind.PYTHON) == SETUP
    assert written(SETUP, Kind.PYTHON, "maca") == SETUP


@pytest.mark.parametrize("to", sorted(TARGETS))
def test_a_tree_is_ported_with_its_build(tmp_path: Path, to: str) -> None:
    (tmp_path / "a.cu").write_text(
        "#include <cuda_runtime.h>\nint main() { return cudaFree(0); }\n"
    )
    (tmp_path / "Makefile").write_text("a.o: a.cu\n\tnvcc -lineinfo -c a.cu\n")
    settings = Settings(to=to, jobs=1)
    report = run([tmp_path], settings).report
    made = {file.path: file.content for file in report.files if file.content is not None}
    assert made.keys() == {"Makefile", "a.cu"}
    for path, data in made.items():
        (tmp_path / path).write_bytes(data)
    again = run([tmp_path], settings).report
    assert {file.outcome for file in again.files} == {Outcome.UNCHANGED}
