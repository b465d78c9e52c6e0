"""Constructs that converters by name pass over without a word (docs/guide/faq.md): each is in the
ledger, and either rewritten or reported.
"""

from __future__ import annotations

import pytest

from migrate.files.kinds import Kind
from migrate.files.source import SourceFile
from migrate.model import Status
from migrate.port.engine import port as port_any
from migrate.port.job import Job
from migrate.settings.config import Build, FileOptions
from tests import porting

CONSTRUCTS = {
    "inline PTX": 'int r; asm("mov.u32 %0, %smid;" : "=r"(r)); p[0] = r;',
    "ballot with a short mask": "unsigned m = __ballot_sync(0xffffffff, p[0]); p[1] = m;",
    "barrier of some lanes": "__syncwarp(0xff);",
    "active mask": "unsigned m = __activemask(); p[0] = m;",
    "match": "p[0] = __match_any_sync(0xffffffff, p[1]);",
    "reduction of a warp": "p[0] = __reduce_add_sync(0xffffffff, p[1]);",
    "lane by mask": "p[threadIdx.x & 31] = __shfl_down_sync(0xffffffff, p[0], 1);",
    "surface": "cudaSurfaceObject_t s; surf2Dwrite(1.f, s, 0, 0);",
    "launch from a kernel": "k<<<1, 1>>>(p);",
    "clock": "long long t = clock64(); p[0] = t;",
    "fence of the system": "__threadfence_system();",
    "sleep": "__nanosleep(100);",
    "bfloat16": "__nv_bfloat16 b = p[0];",
    "matrix fragment": "nvcuda::wmma::fill_fragment(f, 0.f);",
}
FILES = {
    "warp size": "#define WARP_SIZE 32\n"
    "__global__ void k(int *p) { p[threadIdx.x / WARP_SIZE] = 0; }",
    "architecture": "__device__ int f() {\n"
    "#if __CUDA_ARCH__ >= 800\n return 1;\n#endif\n return 0; }",
    "inline PTX that a macro pastes": "#define SHUFFLE(way, letter) \\\n"
    'asm("shfl."#way".b32 %0, %1, %2, 31;" \\\n'
    '  : "="#letter(y) : #letter(x), "r"(1));\n'
    "__device__ int f(int x) { int y; SHUFFLE(down, r) return y; }",
    "launch bounds": "__global__ void __launch_bounds__(256, 2) k() {}",
    "group reduction": "#include <cooperative_groups/reduce.h>",
    "group copy": "#include <cooperative_groups/memcpy_async.h>",
    "libcu++": "#include <cuda/barrier>\n#include <cuda/std/atomic>",
    "NCCL": "#include <nccl.h>",
    "CUTLASS": "#include <cutlass/cutlass.h>",
    "NVTX": "#include <nvToolsExt.h>",
    "shared memory": "void k();\nvoid f() { cudaFuncSetAttribute"
    "(k, cudaFuncAttributeMaxDynamicSharedMemorySize, 98304); }",
    "stream of the thread": "void f() { cudaStreamSynchronize(cudaStreamPerThread); }",
    "managed memory": "void f(int **p) { cudaMallocManaged(p, 4); }",
}
# Functions that are named and not called.
TAKEN = {
    "pointer": ("auto f = &cublasHgemm;", "migrate/uncalled-function"),
    "value": ("auto f = cublasHgemm;", "migrate/uncalled-function"),
    "argument": ("void f() { run(cublasHgemm, 1); }", "migrate/uncalled-function"),
    "macro": ("#define GEMM cublasHgemm", "migrate/uncalled-function"),
    "rounding": ("#define ROUND __half2int_rn", "migrate/uncalled-function"),
    "old pointer": ("#include <cublas.h>\ndouble (*f)() = &cublasDasum;", "hip/blas/legacy"),
    "old macro": ("#include <cublas.h>\n#define ASUM cublasDasum", "hip/blas/legacy"),
    "old type": ("#include <cublas.h>\ndecltype(&cublasDasum) f;", "hip/blas/legacy"),
}
NOT_TAKEN = (
    "cublasStatus_t cublasHgemm(cublasHandle_t h);",
    "using ::cublasHgemm;",
    "bool f() { return cublasHgemm == nullptr; }",
    "DEF(cublasStatus_t, cublasHgemm, (cublasHandle_t h))",
    "#ifdef cublasHgemm\n#endif",
    "auto f = &cublasSgemm;",
    "auto f = &cudaMemcpy;",
    "#include <cublas_v2.h>\nauto f = &cublasDasum;",
)
SOURCES = FILES | {
    name: f"__global__ void k(unsigned *p) {{ {body} }}" for name, body in CONSTRUCTS.items()
}


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_of_it_is_silent(name: str) -> None:
    result = porting.port(SOURCES[name] + "\n")
    told = {Status.REVIEW, Status.MANUAL, Status.UNKNOWN}
    assert result.references
    assert result.edits or any(finding.status in told for finding in result.findings)


@pytest.mark.parametrize("name", TAKEN)
def test_a_function_that_is_taken_has_the_finding_of_its_calls(name: str) -> None:
    source, rule = TAKEN[name]
    assert [item.rule for item in porting.port(source + "\n").findings] == [rule]


@pytest.mark.parametrize("source", NOT_TAKEN)
def test_one_that_is_declared_or_only_renamed_has_none(source: str) -> None:
    assert not porting.port(source + "\n").findings


def test_nor_of_a_build_file() -> None:
    text = SourceFile("CMakeLists.txt", b"find_package(CUDA REQUIRED)\n")
    tree = porting.index({})
    job = Job(porting.rules(), porting.vocabulary(), tree, porting.guards())
    assert port_any(text, job, FileOptions(build=Build.REPORT), kind=Kind.CMAKE).findings


def test_a_macro_that_is_spelled_out_marks_its_function_before_it_is() -> None:
    function = "CUTLASS_HOST_DEVICE void f(T const &o) { g(min(o.s() + n_, e_.s())); }"
    result = porting.port(f"struct P {{\n  {function}\n}};\n", "a.h")
    assert "hip/math/host-minimum" in {item.rule for item in result.findings}
    assert result.content is not None
    again = porting.port(result.content.decode(), "a.h")
    assert {item.rule for item in again.findings} == {item.rule for item in result.findings}
