"""Code that only an editor reads, and launches whose dimensions stand in braces."""

from __future__ import annotations

from tests.porting import port, text

EDITORS = """#include <cuda_runtime.h>
#ifdef __INTELLISENSE__
#define __CUDA_ARCH__ 520
#define asm("a" : "=l"(result) : "l"(a))
int editors = cudaSuccess;
#else
int others = cudaSuccess;
#endif
#if !defined(__INTELLISENSE__) && defined(MORE)
int more = cudaSuccess;
#endif
#ifdef __CUDA_ARCH__
__device__ unsigned int twice(unsigned int x) {
  asm("shl.b32 %0, %1, 1;" : "=r"(x) : "r"(x));
  return x;
}
#endif
"""
BRACES = """#include <cuda_runtime.h>
__global__ void kernel(int *p);
#define RUN(T) \\
  kernel<<<n, {32, 2, 1}, 0, s>>>((T *)p); \\
  kernel<<<dim3{8, 8}, {32}>>>((T *)p)
void run(int *p, int n, cudaStream_t s) {
  kernel<<<n, {32, 2, 1}, 0, s>>>(p);
  kernel<<<dim3{8, 8}, {32}>>>(p);
  RUN(int);
}
"""


def test_what_only_an_editor_reads_is_left_alone_and_means_nothing() -> None:
    result = port(EDITORS)
    after = text(EDITORS, result)
    assert not result.findings
    assert "int editors = cudaSuccess;" in after
    assert "#define __CUDA_ARCH__ 520" in after
    assert "int others = hipSuccess;" in after
    assert "int more = hipSuccess;" in after
    assert "#ifdef __HIP_DEVICE_COMPILE__" in after
    assert "x = (unsigned)x << 1;" in after


def test_a_condition_on_an_editor_is_none_on_both_sides() -> None:
    source = "#ifdef __INTELLISENSE__\n#endif\n#ifdef __CUDACC__\nint x = cudaSuccess;\n#endif\n"
    assert "int x = hipSuccess;" in text(source, port(source))


def test_dimensions_in_braces_are_a_launch() -> None:
    result = port(BRACES)
    assert not result.findings
    assert "kernel<<<n, dim3(32, 2, 1), 0, s>>>(p);" in text(BRACES, result)


def test_a_launch_that_is_not_closed_still_has_a_finding() -> None:
    source = "__global__ void k();\nvoid run(int n) { k<<<n, 1 { cudaFree(0); }\n"
    assert "migrate/launch-not-parsed" in {finding.rule for finding in port(source).findings}
