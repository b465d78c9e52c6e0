"""Small trees whose files have to do with each other, and what people do to them.

What comes in are a folder and numbers that choose; what goes out is the folder, changed. Whatever
is chosen, the tree has its PATH ``top/src`` in a repository, with headers and build files around.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.settings.config import (
    Apply,
    Build,
    FileOptions,
    LaunchSyntax,
    Patterns,
    PerPath,
    Settings,
)

CODE = (
    '#include "own.h"',
    '#include "../near/outer.h"',
    '#include "parts.inl"',
    '#include "table.def"',
    '#include "generated.h"',
    "#include <cuda_runtime.h>",
    "#include <cub/cub.cuh>",
    '#include "absent/lib.h"',
    "void cudaMine(int);",
    "#define cudaOuter(x) (x)",
    "#define CHECK(call) if ((call) != cudaSuccess) abort()",
    "#define LIMIT 32",
    "#define ON_GPU 1",
    "namespace pool { void *cudaMalloc(int); }",
    "using namespace pool;",
    "struct cudaThing { int x; };",
    "__global__ void kernel(float *p) { p[threadIdx.x] = __shfl_down(p[0], 1); }",
    "static int unused() { return __activemask(); }",
    "void f() { cudaMine(1); cudaOuter(2); cudaMalloc(0, 1); }",
    "void g() { kernel<<<1, LIMIT>>>(0); CHECK(cudaFree(0)); }",
    "void h() { cudaThing t; cudaNobody(t); pool::cudaMalloc(1); }",
    'void i() { asm volatile("mov.u32 %0, %laneid;" : "=r"(x)); cudaDeviceReset(); }',
    "#ifdef ON_GPU",
    "#if defined(USE_OURS) && __CUDA_ARCH__ >= 700",
    "#else",
    "#endif",
    "// migrate: off",
    "// migrate: on",
    "// migrate: ignore[cudaDeviceReset]",
    'const char *library = "libcudart.so";',
)
BUILD = (
    "find_package(CUDA REQUIRED)",
    "add_executable(a a.cu)",
    "cuda_add_library(b b.cu)",
    "file(GLOB all *.cu)",
    "configure_file(config.h.in generated.h)",
    "include_directories(../near ../further)",
    "add_definitions(-DUSE_OURS)",
    "option(USE_HIP on)",
    "if(USE_HIP)",
    "endif()",
    "from torch.utils.cpp_extension import CUDAExtension",
    "CUDAExtension('x', ['a.cu', 'host.cpp'])",
    "FROM nvidia/cuda:12",
    "FROM rocm/dev",
    "a: a.cu",
    "\tnvcc -I../further -o a a.cu",
    "src/",
    "b.cu",
)
# What a file may be called, from the folder above the PATH; what the rest of it is made of.
NAMES = (
    *("src/a.cu", "src/b.cu", "src/host.cpp", "src/own.h", "src/parts.inl", "src/table.def"),
    *("src/hip/b.cpp", "src/cuda/b.cu", "src/deep/c.cuh", "near/outer.h", "near/own.h"),
    *("further/generated.h", "src/config.h.in", "own.h", "src/kernel.ptx", "src/.gitignore"),
    *("src/CMakeLists.txt", "src/setup.py", "src/Makefile", "src/Dockerfile", ".gitmodules"),
    *("src/Dockerfile.rocm", "src/rocm/Dockerfile", "CMakeLists.txt", "src/notes.txt", "README"),
    *("src/a.hip", "src/b.cu.hip", "src/README"),
)
_OPTIONS = (
    Settings(),
    replace(Settings(), to="musa"),
    replace(Settings(), to="hip@5.7", show_info=True),
    replace(Settings(), arch=("gfx90a",)),
    replace(Settings(), rename=True),
    replace(Settings(), options=FileOptions(build=Build.REPORT)),
    replace(Settings(), guards=("ON_GPU",)),
    replace(Settings(), extend_suffixes=(".def",)),
    replace(Settings(), exclude=(Patterns(("cuda/",)),)),
    replace(Settings(), max_file_size=200),
    replace(Settings(), options=FileOptions(apply=Apply.REVIEW, ignore=("cudaDeviceReset",))),
    replace(
        Settings(),
        options=FileOptions(launch_syntax=LaunchSyntax.MACRO),
        per_path=(PerPath(Patterns(("b.cu",)), {"skip": True}),),
    ),
)
OPTIONS = tuple(replace(settings, jobs=1) for settings in _OPTIONS)


@dataclass(frozen=True)
class Step:
    """One change: lines for a file, and what is done with them."""

    what: str
    name: str
    lines: tuple[int, ...] = ()
    other: str = ""


KINDS = tuple("write write write append swap delete move touch link hide enclose".split())


def start(folder: Path) -> Path:
    """The tree before anything is done to it; the PATH."""
    for name in ("top/.git", "top/src", "top/near", "top/further"):
        (folder / name).mkdir(parents=True)
    steps = (
        Step("write", "src/a.cu", (0, 1, 5, 10, 11, 18, 19)),
        Step("write", "src/b.cu", (0, 2, 16, 17, 20, 21)),
        Step("write", "src/own.h", (8, 13, 15)),
        Step("write", "near/outer.h", (9,)),
        Step("write", "src/CMakeLists.txt", (0, 1, 4, 5)),
    )
    for step in steps:
        take(folder, step)
    return folder / "top/src"


def take(folder: Path, step: Step) -> None:
    """Change the tree."""
    top = folder / "top"
    place, other = top / step.name, top / (step.other or step.name)
    place.parent.mkdir(parents=True, exist_ok=True)
    there = place.is_file() and not place.is_symlink()
    if step.what == "write" or (step.what == "append" and there):
        before = place.read_bytes() if there and step.what == "append" else b""
        if place.is_symlink():
            place.unlink()
        place.write_bytes(before + text(step.name, step.lines))
    elif step.what == "swap" and there:
        lines = place.read_bytes().splitlines(keepends=True)
        place.write_bytes(b"".join(reversed(lines)))
    elif step.what == "delete":
        place.unlink(missing_ok=True)
    elif step.what == "move" and there and other != place:
        other.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, other)
    elif step.what == "touch" and there:
        place.touch()
    elif step.what == "link" and not place.exists() and not place.is_symlink() and other != place:
        place.symlink_to(other)
    elif step.what == "enclose":
        inner = top / "src/.git"
        if inner.exists():
            inner.rmdir()
        else:
            inner.mkdir(parents=True)
    elif step.what == "hide":
        (top / "src/.gitignore").unlink(missing_ok=True)
        (top / "src/.gitignore").write_text(f"{Path(step.name).name}\n")


def text(name: str, lines: Sequence[int]) -> bytes:
    """What these lines are in a file of this name."""
    source = name.endswith((".cu", ".cpp", ".h", ".inl", ".def", ".cuh", ".in"))
    known = CODE if source else BUILD
    return "".join(f"{known[number % len(known)]}\n" for number in lines).encode()
