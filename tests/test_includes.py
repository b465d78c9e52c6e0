"""Include lines: mapped, merged, and added where nvcc's own include was relied on."""

from __future__ import annotations

import pytest

from migrate.model import Status
from migrate.settings.config import FileOptions, LaunchSyntax
from tests.porting import body, port, references, text

RUNTIME = "#include <hip/hip_runtime.h>\n"

MAPPED = {
    "runtime": ("#include <cuda_runtime.h>\n", RUNTIME),
    "quoted": ('#include "cuda_runtime.h"\n', RUNTIME),
    "spaces-and-comment": (
        "#  include\t<cuda_runtime.h>  // CUDA\n",
        "#  include\t<hip/hip_runtime.h>  // CUDA\n",
    ),
    "behind-a-comment": ("/* x */ #include <cuda.h>\n", "/* x */ " + RUNTIME),
    "comment-between": (
        "#include /* x */ <cublas_v2.h>\n",
        "#include /* x */ <hipblas/hipblas.h>\n",
    ),
    "merged-behind-a-comment": (
        "#include <cuda.h>\n/* x\n y */ #include <cuda_runtime.h>\nint a;\n",
        RUNTIME + "/* x\n y */ \nint a;\n",
    ),
    "named-by-a-macro": (
        "#define HDR <cuda.h> // x\n#include HDR\n",
        "#define HDR <hip/hip_runtime.h> // x\n#include HDR\n",
    ),
    "named-in-quotes": (
        '#define HDR "curand.h"\n#include HDR\n',
        "#define HDR <hiprand/hiprand.h>\n#include HDR\n",
    ),
    "text-of-a-macro": ('#define HDR "curand.h"\n', '#define HDR "curand.h"\n'),
    "no-header": ("#define T <float>\n", "#define T <float>\n"),
    "no-newline": ("#include <cuda_runtime.h>", "#include <hip/hip_runtime.h>"),
    "crlf": (
        "#include <cuda_runtime.h>\r\nint a;\r\n",
        "#include <hip/hip_runtime.h>\r\nint a;\r\n",
    ),
    "folder": (
        "#include <cub/device/device_scan.cuh>\n",
        "#include <hipcub/hipcub.hpp>\n",
    ),
    "kept": ("#include <thrust/sort.h>\n", "#include <thrust/sort.h>\n"),
    "no-counterpart": ("#include <cudnn.h>\n", "#include <cudnn.h>\n"),
    "someone-elses": (
        "#include <vector>\n#include <mkl.h>\n",
        "#include <vector>\n#include <mkl.h>\n",
    ),
    "merged": ("#include <cuda.h>\n#include <cuda_runtime.h>\n", RUNTIME),
    "merged-three": (
        '#include <cuda_runtime_api.h>\n#include "cuda.h"\nint a;\n#include <cuda_runtime.h>\n',
        RUNTIME + "int a;\n",
    ),
    "brought-along": (
        "#include <cuda_runtime_api.h>\n#include <cuda_runtime.h>\n",
        RUNTIME,
    ),
    "brought-along-behind": ("#include <cuda_runtime.h>\n#include <vector_types.h>\n", RUNTIME),
    "merged-crlf": (
        "#include <cuda.h>\r\n#include <cuda_runtime.h>\r\nint a;\r\n",
        RUNTIME[:-1] + "\r\nint a;\r\n",
    ),
    "merged-at-the-end": ("#include <cuda.h>\n#include <cuda_runtime.h>", RUNTIME),
    "merged-with-comment": (
        "#include <cuda.h>\n#include <cuda_runtime.h> // runtime\nint a;\n",
        RUNTIME + " // runtime\nint a;\n",
    ),
    "there-already": ("#include <hip/hip_runtime.h>\n#include <cuda_runtime.h>\n", RUNTIME),
    "dropped": ("#include <cuda_runtime.h>\n#include <device_launch_parameters.h>\n", RUNTIME),
    "dropped-alone": ("#include <device_launch_parameters.h>\n", RUNTIME),
    "each-branch": (
        "#ifdef A\n#include <cuda.h>\n#else\n#include <cuda_runtime.h>\n#endif\n",
        f"#ifdef A\n{RUNTIME}#else\n{RUNTIME}#endif\n",
    ),
    "outer-branch": (
        "#include <cuda.h>\n#ifdef A\n#include <cuda_runtime.h>\n#endif\n",
        f"{RUNTIME}#ifdef A\n#endif\n",
    ),
    "inner-branch-first": (
        "#ifdef A\n#include <cuda.h>\n#endif\n#include <cuda_runtime.h>\n",
        f"#ifdef A\n{RUNTIME}#endif\n{RUNTIME}",
    ),
    "guarded": (
        "#ifdef USE_ROCM\n#include <hip/hip_runtime.h>\n#else\n#include <cuda_runtime.h>\n#endif\n",
        "#ifdef USE_ROCM\n#include <hip/hip_runtime.h>\n#else\n#include <cuda_runtime.h>\n#endif\n",
    ),
    "behind-the-runtime": (
        "#include <cooperative_groups.h>\n#include <cuda_runtime.h>\n",
        RUNTIME + "#include <hip/hip_cooperative_groups.h>\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), MAPPED.values(), ids=MAPPED.keys())
def test_includes_of_a_header(before: str, after: str) -> None:
    assert body(before) == after


@pytest.mark.parametrize(("before", "after"), MAPPED.values(), ids=MAPPED.keys())
def test_a_second_run_changes_no_include(before: str, after: str) -> None:
    assert body(after) == after


def test_a_header_is_named_with_backslashes_as_well() -> None:
    assert body("#include <cub\\cub.cuh>\n") == "#include <hipcub/hipcub.hpp>\n"
    assert body("#include <thrust\\sort.h>\n", to="sycl") == '#include "port_dpl.hpp"\n'


def test_every_include_is_in_the_ledger() -> None:
    source = (
        "#include <cuda.h>\n#include <cuda_runtime.h>\n#include <cudnn.h>\n#include <cuda_odd.h>\n"
    )
    result = port(source, "a.h")
    assert references(result) == [
        ("cuda.h", "ported"),
        ("cuda_runtime.h", "ported"),
        ("cudnn.h", "manual"),
        ("cuda_odd.h", "unknown"),
    ]
    assert [finding.status for finding in result.findings] == [Status.MANUAL, Status.UNKNOWN]


@pytest.mark.parametrize("path", ["cuda.h", "my_cuda.h", "cuda_helper.h", "sub/cuda_helper.h"])
def test_a_header_of_the_tree_is_the_users(path: str) -> None:
    result = port(f'#include "{path}"\n', "a.h", beside={path: "int a;"})
    assert (references(result), result.edits) == ([], ())


def test_an_angle_include_of_a_header_of_the_tree() -> None:
    source = "#include <cuda_helper.h>\n#include <cuda.h>\n"
    beside = {"include/cuda_helper.h": "int a;", "include/cuda.h": "int a;"}
    assert references(port(source, "a.h", beside=beside)) == [("cuda.h", "ported")]


BODY = "void f() { cudaFree(0); }\n"
PORT = "void f() { hipFree(0); }\n"

# Where the runtime header is added to a .cu file that relied on nvcc for it; + stands for it.
ADDED = {
    "top": "+{}",
    "before-includes": "+#include <vector>\n{}",
    "behind-licence": "// (c) me\n// all rights\n\n+#include <vector>\n{}",
    "licence-alone": "// (c) me\n+{}",
    "licence-block": "/* (c) me\n * all rights */\n+{}",
    "two-comments": "/* a */ /* b */\n// c\n+{}",
    "pragma-once": "// (c) me\n#pragma once\n+{}",
    "pragma-once-before-includes": "#pragma once\n\n+#include <vector>\n{}",
    "guard": "#ifndef A_CU\n#define A_CU\n+{}#endif\n",
    "guard-behind-licence": "/* (c) */\n#ifndef A_CU\n#define A_CU // A\n+{}#endif // A_CU\n",
    "guard-before-includes": "#ifndef A_CU\n#define A_CU\n\n+#include <vector>\n{}#endif\n",
    "default-value": "+#ifndef BLOCK\n#define BLOCK 16\n#endif\n{}",
    "default-value-behind-licence": "// (c) me\n+#ifndef BLOCK\n#define BLOCK 16\n#endif\n{}",
    "includes-in-a-branch": "// (c) me\n+#ifdef A\n#include <vector>\n#endif\n{}",
    "include-behind-a-branch": "#ifdef A\n#define B\n#endif\n+#include <vector>\n{}",
    "define-before-includes": "#define _GNU_SOURCE\n+#include <vector>\n{}",
    "code-on-the-comments-line": "+/* the kernel */ int x;\n{}",
    "bom": "\ufeff+{}",
    "bom-licence": "\ufeff// (c) me\n+{}",
    "crlf": "// (c) me\r\n+{}",
    "include-in-a-comment": "/*\n#include <vector>\n*/\n+{}",
    "no-newline-behind-guard": "#ifndef A_CU\n#define A_CU\n+void f() {{ cudaFree(0); }}\n#endif",
}


@pytest.mark.parametrize("template", ADDED.values(), ids=ADDED.keys())
def test_where_the_runtime_header_is_added(template: str) -> None:
    newline = "\r\n" if "\r\n" in template else "\n"
    line = RUNTIME.replace("\n", newline)
    before = template.replace("+", "").format(BODY)
    after = template.replace("+", line).format(PORT).replace("cudaFree", "hipFree")
    assert text(before, port(before, "a.cu")) == after
    assert text(after, port(after, "a.cu")) == after


# What a file already brings the runtime header in with, or why it needs none.
NOT_ADDED = {
    "included": "#include <cuda_runtime.h>\n" + BODY,
    "included-driver": "#include <cuda.h>\n" + BODY,
    "included-in-a-branch": "#ifdef A\n#include <cuda_runtime.h>\n#endif\n" + BODY,
    "target-included": RUNTIME + BODY,
}
NOT_ADDED_WITHOUT = {
    "through-a-header": '#include "near.h"\n' + BODY,
    "through-two-headers": '#include "far.h"\n' + BODY,
    "no-reference": "int cudaish;\n",
    "only-manual": "#include <vector>\nvoid f() { cudnnCreate(&h); }\n",
    "only-guarded": "#ifndef USE_ROCM\nvoid f() { cudaFree(0); }\n#endif\n",
}
BESIDE = {"near.h": "#include <cuda_runtime.h>\n", "far.h": '#pragma once\n#include "near.h"\n'}


@pytest.mark.parametrize("source", NOT_ADDED.values(), ids=NOT_ADDED.keys())
def test_the_runtime_header_stays_one(source: str) -> None:
    assert text(source, port(source, "a.cu")).count("hip/hip_runtime.h") == 1


@pytest.mark.parametrize("source", NOT_ADDED_WITHOUT.values(), ids=NOT_ADDED_WITHOUT.keys())
def test_the_runtime_header_is_not_added(source: str) -> None:
    assert "hip/hip_runtime.h" not in text(source, port(source, "a.cu", beside=BESIDE))


@pytest.mark.parametrize("path", ["a.h", "a.hpp", "a.inl"])
def test_only_files_for_nvcc_relied_on_it(path: str) -> None:
    assert text(BODY, port(BODY, path)) == PORT


def test_a_launch_alone_needs_the_runtime_header() -> None:
    source = "void f() { k<<<1, 2>>>(); }\n"
    assert text(source, port(source)) == RUNTIME + source


def test_headers_that_are_asked_for() -> None:
    source = (
        "#if __has_include(<cuda_fp16.h>) && __has_include(<vector>)\n"
        "#include <cuda_fp16.h>\n#endif\n"
        "#if !__has_include(<nvml.h>) // __has_include(<cuda.h>)\n#endif\n"
    )
    result = port(source, "a.h")
    ported = text(source, result)
    assert "__has_include(<hip/hip_fp16.h>) && __has_include(<vector>)" in ported
    assert "!__has_include(<nvml.h>) // __has_include(<cuda.h>)" in ported
    statuses = [(item.name, item.status.value) for item in result.references]
    assert statuses == [
        ("cuda_fp16.h", "ported"),
        ("cuda_fp16.h", "ported"),
        ("nvml.h", "manual"),
    ]


@pytest.mark.parametrize("line", ["#include <cuda_runtime.h>", "#define HERE <cuda_runtime.h>"])
def test_a_byte_order_mark_hides_no_directive(line: str) -> None:
    source = f"\ufeff{line}\n#ifdef __CUDACC__\nint x;\n#endif\n"
    assert "hip/hip_runtime.h" in text(source, port(source))


USES = "__global__ void k(int *p) { *p = threadIdx.x; }\nvoid f() { cudaFree(0); }\n"
# A tree with a part.cu, and how the runtime header gets into it: plainly, since the part may be a
# unit as well, or only for the compiler of device code.
PARTS = {
    "a-unit-of-its-own": ({}, False),
    "of-a-unit": ({"main.cu": '#include "part.cu"\nint main() {}\n'}, False),
    "of-a-unit-that-has-it": ({"main.cu": '#include <cuda.h>\n#include "part.cu"\n'}, False),
    "of-a-header": ({"main.cu": '#include "a.h"\n', "a.h": '#include "part.cu"\n'}, False),
    "for-the-host": ({"main.cpp": '#include "part.cu"\n'}, True),
    "for-the-host-by-a-header": (
        {"main.cpp": '#include "a.h"\n', "a.h": '#include "part.cu"\n'},
        True,
    ),
    "for-the-host-that-has-it": ({"main.cc": '#include <cuda.h>\n#include "part.cu"\n'}, True),
    "for-both": ({"a.c": '#include "part.cu"\n', "b.cu": '#include "part.cu"\n'}, True),
    "in-a-circle": ({"a.cu": '#include "part.cu"\n#include "a.cu"\n'}, False),
}


@pytest.mark.parametrize(("beside", "guarded"), PARTS.values(), ids=PARTS.keys())
def test_the_runtime_header_of_a_part(beside: dict[str, str], guarded: bool) -> None:
    head = f"#ifdef __HIPCC__\n{RUNTIME}#endif\n" if guarded else RUNTIME
    result = text(USES, port(USES, "part.cu", beside=beside))
    assert result == head + USES.replace("cudaFree", "hipFree")
    assert text(result, port(result, "part.cu", beside=beside)) == result


LATE = '#include "late.h"\n#include <cuda_runtime.h>\n' + BODY


@pytest.mark.parametrize(
    ("header", "first"),
    [("void f(cudaStream_t s);\n", True), ("#include <cuda.h>\n", False), ("int a;\n", False)],
)
def test_nvcc_had_it_before_the_first_header(header: str, first: bool) -> None:
    result = text(LATE, port(LATE, "a.cu", beside={"late.h": header}))
    assert result.count(RUNTIME) == 1
    assert result.startswith(RUNTIME) == first
    assert text(result, port(result, "a.cu", beside={"late.h": header})) == result


# The header that a unit includes, and whether it comes to a name of CUDA's too early.
@pytest.mark.parametrize(
    ("header", "first"),
    [
        ('#include "late.h"\n#include <cuda_runtime.h>\n', True),
        ('#include <cuda_runtime.h>\n#include "late.h"\n', False),
        ('#include "plain.h"\n#include "rest.h"\n#include "late.h"\n', False),
        ('#include "words.h"\n#include <cuda_runtime.h>\n', False),
    ],
)
def test_nvcc_had_it_before_what_a_header_includes_first(header: str, first: bool) -> None:
    beside = {
        "all.h": header,
        "late.h": "void f(cudaStream_t s);\n",
        "plain.h": '#include "all.h"\nint a;\n',
        "words.h": "#ifdef __CUDACC__\n#define HD __host__ __device__\n#endif\n",
        "rest.h": "#include <cuda_runtime.h>\nvoid g(cudaStream_t s);\n",
    }
    source = '#include "all.h"\n' + BODY
    result = text(source, port(source, "a.cu", beside=beside))
    assert (RUNTIME in result) == first
    assert text(result, port(result, "a.cu", beside=beside)) == result


RELIES = {
    "nothing": ("", True),
    "standard": ("#include <vector>\n#include <stdio.h>\n", True),
    "tree": ('#include "plain.h"\n', True),
    "elsewhere": ('#include "elsewhere.h"\n', False),
    "framework": ("#include <torch/extension.h>\n", False),
    "cuda": ("#include <curand.h>\n", False),
    "target": ("#include <hiprand/hiprand.h>\n", False),
    "through-the-tree": ('#include "near.h"\n', False),
}


@pytest.mark.parametrize("path", ["a.cpp", "a.cc", "a.cxx", "a.c"])
@pytest.mark.parametrize(("head", "added"), RELIES.values(), ids=RELIES.keys())
def test_a_source_for_the_host_that_includes_nothing_of_cudas(
    path: str, head: str, added: bool
) -> None:
    beside = {**BESIDE, "plain.h": "#include <string>\nint a;\n"}
    result = text(head + BODY, port(head + BODY, path, beside=beside))
    assert (RUNTIME in result) == added
    assert text(result, port(result, path, beside=beside)) == result


STUBS = {
    "stub.h": "typedef struct { float x, y; } float2;\nstruct dim3 { unsigned x, y, z; };\n"
    "#ifndef __CUDACC__\n#define __device__\n#endif\n",
    "sim.h": "namespace sim { struct int2 { int x, y; }; inline int2 make_int2(int a, int b) "
    "{ return {a, b}; } }\n",
}
# Sources for the host, and the lines that come before them.
WITH_STUBS = {
    "types": ('#include "stub.h"\nfloat2 f(dim3 d) { return {1, 2}; }\n', ""),
    "macro": ('#include "stub.h"\n__device__ float f(float2 v) { return v.x; }\n', ""),
    "namespace": ('#include "sim.h"\nusing namespace sim;\nint2 v = make_int2(1, 2);\n', ""),
    "another": ('#include "stub.h"\nfloat3 f(float2 v);\n', RUNTIME),
    "in-some-builds": (
        "#ifndef __HIPCC__\nstruct float3 { float x; };\n#endif\nfloat3 f(float3 v);\n",
        f"#ifdef __HIPCC__\n{RUNTIME}#endif\n",
    ),
}


@pytest.mark.parametrize(("source", "added"), WITH_STUBS.values(), ids=WITH_STUBS)
def test_types_of_the_trees_own_need_no_runtime_header(source: str, added: str) -> None:
    ported = text(source, port(source, "a.cpp", beside=STUBS))
    assert [line for line in ported.splitlines(keepends=True) if line not in source] == (
        [line for line in added.splitlines(keepends=True) if line not in source]
    )


def test_a_source_with_kernels_that_nvcc_compiles_whatever_it_is_called() -> None:
    source = '#include "elsewhere.h"\n__global__ void k(int *p) { p[threadIdx.x] = 0; }\n'
    head = f"#ifdef __HIPCC__\n{RUNTIME}#endif\n"
    assert text(source, port(source, "a.cpp")) == head + source


KERNELS = "template <class F> __global__ void k(F f) { f(threadIdx.x); }\n"
LAUNCHED = "template <class F> void run(F f) { k<<<1, 32>>>(f); cudaDeviceSynchronize(); }\n"
# What stands beside a header with kernels, and whether it gets the runtime header.
AROUND_KERNELS = {
    "host": ({"a.cpp": '#include "k.h"\n'}, True),
    "nvcc": ({"a.cu": '#include "k.h"\n'}, False),
    "both": ({"a.cpp": '#include "k.h"\n', "b.cu": '#include "k.h"\n'}, False),
    "brought": ({"a.cpp": '#include <cuda_runtime.h>\n#include "k.h"\n'}, False),
    "nobody": ({}, False),
}


@pytest.mark.parametrize(("beside", "added"), AROUND_KERNELS.values(), ids=AROUND_KERNELS)
def test_a_header_with_kernels_that_only_sources_for_the_host_include(
    beside: dict[str, str], added: bool
) -> None:
    source = KERNELS + LAUNCHED
    result = text(source, port(source, "k.h", beside=beside))
    assert result.startswith(f"#ifdef __HIPCC__\n{RUNTIME}#endif\n") == (RUNTIME in result) == added
    assert text(result, port(result, "k.h", beside=beside)) == result


OF_ANOTHER_LANGUAGE = {
    "kernel": '#include "kernel_operator.h"\n__global__ __aicore__ void k(GM_ADDR x) { run(x); }\n',
    "half": "#include <kernel_api.h>\n"
    "__aicore__ inline void Cast(const Tensor<half> &from) {}\n"
    'extern "C" __global__ __aicore__ void k(__gm__ uint8_t *x) { Op<half> op; op.Run(x); }\n',
    "launch": "#include <acl/acl.h>\n__global__ void k(half *x);\n"
    "void run(half *x, void *stream) { k<<<8, nullptr, stream>>>(x); }\n",
}


@pytest.mark.parametrize("path", ["a.cpp", "a.cc"])
@pytest.mark.parametrize("source", OF_ANOTHER_LANGUAGE.values(), ids=OF_ANOTHER_LANGUAGE.keys())
def test_words_that_other_languages_have_make_no_file_one_of_cudas(source: str, path: str) -> None:
    assert not port(source, path).edits


@pytest.mark.parametrize("head", ["", "#include <vector>\n", '#include "elsewhere.h"\n'])
def test_types_come_with_the_runtime_header_in_the_first_run(head: str) -> None:
    source = head + "__global__ void k(half *p) { p[threadIdx.x] = half(0); }\n"
    result = text(source, port(source, "a.cpp"))
    assert RUNTIME in result
    assert not port(result, "a.cpp").edits


NEEDLESS = {
    "comment": "/* half of it */\nstatic void f(char *p) { memset(p, 0, 8); }\n",
    "own-name": "static int f(char *p, int n) { int half = n; memset(p, 0, half); return half; }\n",
    "own-member": "struct S { int half; };\nvoid f(struct S *s) { memset(s, 0, s->half); }\n",
}


@pytest.mark.parametrize("path", ["a.tc", "a.inc", "a.h"])
@pytest.mark.parametrize("source", NEEDLESS.values(), ids=NEEDLESS.keys())
def test_a_file_without_anything_of_cudas_needs_no_header_of_strings(
    source: str, path: str
) -> None:
    result = port(source, path)
    assert not result.edits
    assert not result.findings


ONCE = {
    "groups": (
        "#include <cooperative_groups.h>\n#include <cooperative_groups/reduce.h>\n"
        "__global__ void k();\n",
        RUNTIME + "#include <hip/hip_cooperative_groups.h>\n__global__ void k();\n",
    ),
    "use-before": (
        "// a licence\n__global__ void k() {}\n#include <cuda_runtime.h>\nint a;\n",
        f"// a licence\n{RUNTIME}__global__ void k() {{}}\nint a;\n",
    ),
    "use-before-any": (
        "#pragma once\n__global__ void k() {}\n#include <vector>\n",
        f"#pragma once\n{RUNTIME}__global__ void k() {{}}\n#include <vector>\n",
    ),
    "macro-before": (
        "#define DEVICE __device__\n#include <cuda_runtime.h>\nDEVICE int f();\n",
        f"#define DEVICE __device__\n{RUNTIME}DEVICE int f();\n",
    ),
}


@pytest.mark.parametrize(("source", "after"), ONCE.values(), ids=ONCE.keys())
def test_the_runtime_header_comes_once_and_before_the_first_use(source: str, after: str) -> None:
    assert text(source, port(source, to="hip@6.4")) == after
    assert text(after, port(after, to="hip@6.4")) == after


def test_lines_come_before_what_else_is_inserted_at_their_place() -> None:
    source, macro = "#pragma once\nk<<<1, 1>>>(0);", FileOptions(launch_syntax=LaunchSyntax.MACRO)
    after = f"#pragma once\n{RUNTIME}hipLaunchKernelGGL(k, 1, 1, 0, 0, 0);"
    assert text(source, port(source, "a.cuh", options=macro)) == after


HALF, BF16 = "#include <hip/hip_fp16.h>\n", "#include <hip/hip_bf16.h>\n"
ALONG = {
    "unit": ("a.cu", "__global__ void k(__half* p);\n", RUNTIME + HALF),
    "both": ("a.cu", "void k(__half* p, __nv_bfloat16 q);\n", RUNTIME + HALF + BF16),
    "library": ("a.cpp", "#include <cublas_v2.h>\nvoid f(__half* p);\n", HALF),
    "header": ("a.h", "#include <cublas_v2.h>\nvoid f(__half* p);\n", HALF),
    "ported": ("a.cu", RUNTIME + "void f(__half* p);\n", HALF),
    "there": ("a.cu", "#include <cuda_runtime.h>\n#include <cuda_fp16.h>\n__half a;\n", ""),
    "near": ("a.cu", '#include <cuda.h>\n#include "half.h"\n__half a;\n', ""),
    "part": ("part.h", "void f(__half* p);\n", ""),
    "alone": ("a.h", "void f(__half* p);\n", ""),
}


@pytest.mark.parametrize(("path", "source", "added"), ALONG.values(), ids=ALONG.keys())
def test_types_that_came_along_with_other_headers(path: str, source: str, added: str) -> None:
    beside = {"half.h": "#include <cuda_fp16.h>\n", "main.cu": '#include "part.h"\n'}
    result = text(source, port(source, path, to="hip@6.4", beside=beside))
    assert result.startswith(added)
    assert result.count("#include") == source.count("#include") + added.count("#include")
    assert text(result, port(result, path, to="hip@6.4", beside=beside)) == result


@pytest.mark.parametrize("path", ["a.cu", "a.cuh"])
def test_what_nvcc_includes_counts_in_a_unit_without_anything_of_cudas(path: str) -> None:
    source = "#include <map>\nint f(const char* s) { return strlen(s); }\n"
    after = "#include <string.h>\n" + source
    assert text(source, port(source, path)) == after
    assert text(after, port(after, path)) == after


def test_a_second_run_adds_nothing_beside_a_header_of_macros() -> None:
    check = {"err.h": "#define CHECK() fail(cudaGetLastError())\n"}
    source = '#include "err.h"\nvoid f(char* d, const char* s) { CHECK(); strncpy(d, s, 2); }\n'
    after = text(source, port(source, beside=check))
    assert after == RUNTIME + "#include <string.h>\n" + source
    assert text(after, port(after, beside=check)) == after


@pytest.mark.parametrize("include", ["<helper_cuda.h>", '"helper_cuda.h"'])
def test_a_copy_of_a_helper_anywhere_in_the_tree_is_the_trees(include: str) -> None:
    result = port(f"#include {include}\n", "src/a.cpp", beside={"common/inc/helper_cuda.h": ""})
    assert not result.references
    assert port(f"#include {include}\n", "src/a.cpp").references


FREES = "void f(float *p) { cudaFree(p); }\n"
IN_A_BRANCH = {
    "outside": ("#ifdef FAST\n#include <cuda_runtime.h>\n#endif\n" + FREES, "", True),
    "inside": ("#ifdef FAST\n#include <cuda_runtime.h>\n" + FREES + "#endif\n", "", False),
    "again": (
        f"#ifdef FAST\n#include <cuda_runtime.h>\n#endif\n#ifdef FAST\n{FREES}#endif\n",
        "",
        False,
    ),
    "deeper": (
        "#ifdef FAST\n#include <cuda_runtime.h>\n#endif\n"
        f"#ifdef FAST\n#if B\n{FREES}#endif\n#endif\n",
        "",
        False,
    ),
    "other": (
        f"#ifdef FAST\n#include <cuda_runtime.h>\n#else\n#include <list>\n{FREES}#endif\n",
        "",
        True,
    ),
    "with-cuda": ("#ifdef USE_CUDA\n#include <cuda_runtime.h>\n#endif\n" + FREES, "", False),
    "guard": (
        "#ifndef A_H\n#define A_H\n#include <cuda_runtime.h>\n" + FREES + "#endif\n",
        "",
        False,
    ),
    "header": (
        '#include "b.h"\n' + FREES,
        "#ifdef FAST\n#include <cuda_runtime.h>\n#endif\nint cudaOf(cudaStream_t);\n",
        True,
    ),
    "header-guard": (
        '#include "b.h"\n' + FREES,
        "#ifndef B_H\n#define B_H\n#include <cuda_runtime.h>\n#endif\n",
        False,
    ),
    "header-in-a-branch": (
        '#if FAST\n#include "b.h"\n#endif\n' + FREES,
        "#include <cuda_runtime.h>\n",
        True,
    ),
    "asked-for": (
        "#if __has_include(<cuda_fp16.h>)\n#include <cuda_fp16.h>\n#endif\n" + FREES,
        "",
        True,
    ),
    "either": (
        "#ifdef __HIPCC__\n#include <hip/hip_runtime.h>\n#else\n#include <cuda_runtime.h>\n#endif\n"
        + FREES,
        "",
        False,
    ),
}


@pytest.mark.parametrize("case", IN_A_BRANCH)
@pytest.mark.parametrize("path", ["a.cu", "a.cuh"])
def test_an_include_in_a_branch_counts_there(case: str, path: str) -> None:
    source, header, added = IN_A_BRANCH[case]
    beside = {"b.h": header} if header else {}
    result = text(source, port(source, path, beside=beside))
    assert result.startswith(RUNTIME) is added
    assert added or result.count("#include") == source.count("#include")
    after = header.replace("cuda_runtime.h", "hip/hip_runtime.h")
    after = after.replace("cudaStream_t", "hipStream_t")
    assert text(result, port(result, path, beside={"b.h": after} if after else {})) == result


IN_LINKAGE = {
    "in-a-block": ('extern "C" {\n#include <cuda_runtime.h>\n}\n', True),
    "behind-a-structure": (
        'extern "C" {\nstruct A { int x; };\n#include <cuda_runtime.h>\n}\n',
        True,
    ),
    "under-a-condition": (
        '#ifdef __cplusplus\nextern "C" {\n#endif\n#include <cublas_v2.h>\n',
        True,
    ),
    "behind-the-block": ('extern "C" {\nint f();\n}\n#include <cuda_runtime.h>\n', False),
    "in-a-comment": ('// extern "C" {\n#include <cuda_runtime.h>\n', False),
    "of-one-function": ('extern "C" int f();\n#include <cuda_runtime.h>\n', False),
}


@pytest.mark.parametrize(("source", "told"), IN_LINKAGE.values(), ids=IN_LINKAGE)
def test_a_header_with_templates_in_extern_c(source: str, told: bool) -> None:
    found = [item.rule for item in port(source).findings]
    assert ("migrate/header-in-linkage" in found) is told
    assert "hip/hip_runtime.h" in body(source) or "hipblas" in body(source)
