"""Compilers for tests that run programs without a GPU: scripts around g++ with small headers.

What comes in is a folder; what goes out are a ``hipcc`` and a ``cuda/bin/nvcc`` in it, with a
runtime of a dozen calls on the host's memory. Kernels are launched with the macro only. Environment
variables steer the programs: ``HIP_DEVICES`` and ``CUDA_DEVICES`` say how many GPUs answer.
"""

from __future__ import annotations

import shutil
from pathlib import Path

HAS_GXX = shutil.which("g++") is not None

_RUNTIME = """
#pragma once
#include <cstdlib>
#include <cstring>
#define __global__
#define __device__
struct dim3 { unsigned x, y, z; dim3(unsigned x = 1, unsigned y = 1) : x(x), y(y), z(1) {} };
inline dim3 threadIdx, blockIdx, blockDim, gridDim;
enum XYZError_t { XYZSuccess, XYZErrorNoDevice };
enum XYZMemcpyKind { XYZMemcpyHostToDevice, XYZMemcpyDeviceToHost };
template <class T> XYZError_t XYZMalloc(T** p, size_t n) {
  *p = static_cast<T*>(std::calloc(1, n));
  return XYZSuccess;
}
inline XYZError_t XYZFree(void* p) { std::free(p); return XYZSuccess; }
inline XYZError_t XYZDeviceSynchronize() { return XYZSuccess; }
inline XYZError_t XYZMemcpy(void* to, const void* from, size_t n, XYZMemcpyKind) {
  std::memcpy(to, from, n);
  return XYZSuccess;
}
inline XYZError_t XYZGetDeviceCount(int* n) {
  const char* wanted = std::getenv("ABC_DEVICES");
  *n = wanted ? std::atoi(wanted) : 1;
  return *n ? XYZSuccess : XYZErrorNoDevice;
}
"""
_LAUNCH = """
#define HIP_VERSION 60200000
#define hipLaunchKernelGGL(kernel, grid, block, shared, stream, ...)                       \\
  do {                                                                                     \\
    gridDim = dim3(grid), blockDim = dim3(block);                                          \\
    for (blockIdx.x = 0; blockIdx.x < gridDim.x; ++blockIdx.x)                             \\
      for (threadIdx.x = 0; threadIdx.x < blockDim.x; ++threadIdx.x) kernel(__VA_ARGS__);  \\
  } while (0)
"""
_BLAS = '#pragma once\nextern "C" int hipblasCreate(void**);\ntypedef void* hipblasHandle_t;\n'
_SCRIPT = """#!/bin/sh
# What clang and nvcc know and g++ does not is left out.
for word in "$@"; do
  shift
  case $word in
    --version) echo "stand-in version 1"; exit 0;;
    -arch=*|--offload-arch=*|--hip-link|-fgpu-rdc|-rdc=true|-ferror-limit=*) continue;;
    -f*-diagnostics|-ftemplate-*|-fmacro-*) continue;;
    hip) word=c++;;
  esac
  set -- "$@" "$word"
done
for word in "$@"; do
  case $word in *.cu) exec g++ {language} -isystem "{include}" "$@";; esac
done
exec g++ -isystem "{include}" "$@" -L"{lib}"
"""


def compilers(folder: Path) -> Path:
    """Write both compilers below ``folder``; the path of ``hipcc``."""
    hip, cuda = folder / "include", folder / "cuda/include"
    for place in (hip / "hip", hip / "hipblas", cuda, folder / "cuda/bin", folder / "lib"):
        place.mkdir(parents=True)
    text = _RUNTIME.replace("XYZ", "hip").replace("ABC", "HIP")
    (hip / "hip/hip_runtime.h").write_text(text + _LAUNCH)
    version = "#define HIP_VERSION_MAJOR 6\n#define HIP_VERSION_MINOR 2\n"
    (hip / "hip/hip_version.h").write_text(version)
    (hip / "hipblas/hipblas.h").write_text(_BLAS)
    text = _RUNTIME.replace("XYZ", "cuda").replace("ABC", "CUDA")
    (cuda / "cuda_runtime.h").write_text(text)
    _script(folder / "hipcc", hip, folder / "lib", "")
    _script(folder / "cuda/bin/nvcc", cuda, folder / "lib", "-include cuda_runtime.h -x c++")
    return folder / "hipcc"


def _script(path: Path, include: Path, lib: Path, language: str) -> None:
    text = _SCRIPT.replace("{include}", str(include)).replace("{lib}", str(lib))
    path.write_text(text.replace("{language}", language))
    path.chmod(0o755)
