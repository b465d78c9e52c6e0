"""Trees that grow: what a walk from file to file could be slow at.

What comes in are a folder and a size; what goes out are about as many files in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

CALL = "void f() { cudaFree(0); }\n"
USE = "void g() { cudaMine m; cudaFree(0); }\n"
DEEPEST = 150  # folders in folders

Tree = Callable[[Path, int], None]


def _chain(folder: Path, size: int) -> None:
    for at in range(size):
        (folder / f"h{at}.cuh").write_text(f'#include "h{at + 1}.cuh"\n{CALL}')
    (folder / f"h{size}.cuh").write_text(CALL)


def _cycle(folder: Path, size: int) -> None:
    for at in range(size):
        (folder / f"h{at}.cuh").write_text(f'#include "h{(at + 1) % size}.cuh"\n{CALL}')


def _all_of_all(folder: Path, size: int) -> None:
    """As many includes as ``size``, of fewer files."""
    names = [f"h{at}.cuh" for at in range(int(size**0.5) + 1)]
    for name in names:
        (folder / name).write_text("".join(f'#include "{each}"\n' for each in names) + CALL)


def _one_header(folder: Path, size: int) -> None:
    (folder / "all.h").write_text(f"int cudaThing(int);\nstruct cudaMine {{}};\n{CALL}")
    for at in range(size):
        (folder / f"a{at}.cu").write_text(f'#include "all.h"\n{USE}')


def _one_name(folder: Path, size: int) -> None:
    for at in range(size):
        inner = folder / f"d{at}"
        inner.mkdir()
        (inner / "x.h").write_text(f"struct cudaMine{at} {{}};\n{CALL}")
        (inner / "a.cu").write_text(f'#include "x.h"\n{USE}')


def _one_name_elsewhere(folder: Path, size: int) -> None:
    for at in range(size):
        inner = folder / f"d{at}"
        inner.mkdir()
        (inner / "x.h").write_text(f"struct cudaMine{at} {{}};\n{CALL}")
        (folder / f"a{at}.cu").write_text(f"#include <x.h>\n{USE}")


def _aliases(folder: Path, size: int) -> None:
    (folder / "a0.h").write_text("#include <cuda_runtime.h>\nusing T0 = cudaStream_t;\n")
    for at in range(size):
        text = f'#include "a{at}.h"\nusing T{at + 1} = T{at};\n'
        (folder / f"a{at + 1}.h").write_text(text)
    user = f'#include "a{size}.h"\nvoid f(T{size} s) {{ cudaStreamSynchronize(s); }}\n'
    (folder / "a.cu").write_text(user)


def _macros(folder: Path, size: int) -> None:
    for at in range(size):
        (folder / f"m{at}.h").write_text(f'#include "m{at + 1}.h"\n#define M{at} M{at + 1}\n')
    (folder / f"m{size}.h").write_text(f"#define M{size} cudaFree\n")
    (folder / "a.cu").write_text(f'#include "m0.h"\nvoid g() {{ M0(0); }}\n{CALL}')


def _namespaces(folder: Path, size: int) -> None:
    for at in range(size):
        text = f"namespace n{at} {{ void cudaThing{at}(); }}\n"
        (folder / f"n{at}.h").write_text(text)
    used = "".join(f'#include "n{at}.h"\nusing namespace n{at};\n' for at in range(size))
    (folder / "a.cu").write_text(used + CALL)


def _missing(folder: Path, size: int) -> None:
    for at in range(size):
        text = f'#include "gone/g{at}.h"\n#include "../up/x{at}.h"\n{CALL}'
        (folder / f"a{at}.cu").write_text(text)


def _declared(folder: Path, size: int) -> None:
    for at in range(size):
        text = "void cudaThing(int);\nvoid f() { cudaThing(1); }\n"
        (folder / f"a{at}.cu").write_text(text)


def _deep(folder: Path, size: int) -> None:
    for at in range(size):
        if at % DEEPEST == 0:
            here = folder / f"top{at}"
            here.mkdir()
        here /= "d"
        here.mkdir()
        (here / "a.cu").write_text(f'#include "../x.h"\n{CALL}')


def _build_files(folder: Path, size: int) -> None:
    for at in range(size):
        (folder / f"d{at}").mkdir()
        (folder / f"d{at}" / "CMakeLists.txt").write_text(f"cuda_add_library(l{at} a.cu)\n")
        (folder / f"d{at}" / "a.cu").write_text(CALL)
    parts = "".join(f"add_subdirectory(d{at})\n" for at in range(size))
    (folder / "CMakeLists.txt").write_text(f"find_package(CUDA)\n{parts}")


def _targets(folder: Path, size: int) -> None:
    """One CMake file, with as many targets."""
    lines = ["project(p LANGUAGES CXX CUDA)", "find_package(CUDAToolkit REQUIRED)"]
    for at in range(size):
        lines += [
            f"set(SOURCES_{at} a{at}.cu b{at}.cpp)",
            f"if(USE_{at})\n  list(APPEND SOURCES_{at} c{at}.cu)\nendif()",
            f"add_library(t{at} ${{SOURCES_{at}}})",
            f"target_link_libraries(t{at} PRIVATE CUDA::cublas)",
            f"target_compile_options(t{at} PRIVATE $<$<COMPILE_LANGUAGE:CUDA>:--use_fast_math>)",
            f"set_source_files_properties(b{at}.cpp PROPERTIES LANGUAGE CXX)",
        ]
    (folder / "CMakeLists.txt").write_text("\n".join(lines) + "\n")
    (folder / "a0.cu").write_text(CALL)


TREES: dict[str, Tree] = {
    "a chain of includes": _chain,
    "a cycle of includes": _cycle,
    "includes of all by all": _all_of_all,
    "one header of many files": _one_header,
    "headers of one name beside": _one_name,
    "headers of one name elsewhere": _one_name_elsewhere,
    "a chain of aliases": _aliases,
    "a chain of macros": _macros,
    "namespaces of headers": _namespaces,
    "headers that are nowhere": _missing,
    "one name declared by all": _declared,
    "folders in folders": _deep,
    "targets of a CMake file": _targets,
    "build files": _build_files,
}
