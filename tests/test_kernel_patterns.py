"""Kernels get the pattern that people gave them, and say why."""

from __future__ import annotations

from collections import Counter

import pytest

from migrate.kernels.patterns import classify
from migrate.rules.kernelways import Pattern
from migrate.text.syntax import parse
from migrate.tree.devicefunctions import device_functions
from tests.kernels.agreement import CORPUS, labels, measured

NEVER_ELEMENTWISE = (Pattern.GEMM, Pattern.SCAN, Pattern.IRREGULAR)


def of(code: str) -> tuple[str, str]:
    (found,) = classify(parse(code.encode()))
    return found.pattern, found.evidence


def test_labels_are_of_nine_sets_with_known_patterns() -> None:
    found = labels()
    sets = Counter(each.group for each in found)
    assert sets == {
        "first": 60,
        "second": 30,
        "third": 30,
        "fourth": 29,
        "fifth": 64,
        "sixth": 40,
        "seventh": 40,
        "eighth": 60,
        "ninth": 40,
    }
    assert {each.pattern for each in found} == {str(pattern) for pattern in Pattern}
    assert len({(each.project, each.path, each.kernel) for each in found}) == len(found)
    assert all(len(each.commit) == 40 for each in found if each.project != "corpus")


def test_most_kernels_of_the_corpus_are_called_what_people_call_them() -> None:
    found = [pair for group in ("first", "second") for pair in measured(group, {"corpus": CORPUS})]
    same = sum(label.pattern == kernel.pattern for label, kernel in found)
    assert same >= 0.8 * len(found), f"{same} of {len(found)}"
    wrong = [
        label.kernel
        for label, kernel in found
        if kernel.pattern == Pattern.ELEMENTWISE and label.pattern in NEVER_ELEMENTWISE
    ]
    assert not wrong
    assert all(kernel.evidence for _, kernel in found)


@pytest.mark.parametrize(
    ("body", "pattern"),
    [
        ("o[i] = a[i] + b[i];", "elementwise"),
        ("o[i] = a[i - 1] + a[i + 1];", "stencil"),
        ("o[i] = a[idx[i]];", "gather/scatter"),
        ("o[idx[i]] = a[i];", "gather/scatter"),
        ("o[n - 1 - i] = 0; o[i] = a[n - i];", "gather/scatter"),
        ("float s = 0; for (int k = 0; k < n; ++k) s += a[k]; o[i] = s;", "reduction"),
        ("float v = a[i]; v += __shfl_down_sync(~0u, v, 1); o[i] = v;", "reduction"),
        ("float v = a[i]; v += __shfl_up_sync(~0u, v, 1); o[i] = v;", "scan"),
        ("while (a[i] > 0) a[i] -= 1;", "irregular"),
        ("for (int k = idx[i]; k < idx[i + 1]; ++k) o[i] = a[k];", "irregular"),
        ("o[0] = a[0];", "irregular"),
        ("for (int k = 0; k < n; ++k) o[i] += a[i * n + k];", "reduction"),
        ("atomicAdd(o, a[i]);", "reduction"),
        ("atomicAdd(&o[idx[i]], a[i]);", "gather/scatter"),
        ("float v = __shfl_xor_sync(~0u, b[i], 1); v = __shfl_xor_sync(~0u, v, 1);", "reduction"),
        ("float v = a[i]; v = __shfl_xor_sync(~0u, v, 1); o[i] = v;", "gather/scatter"),
        ("float s = 0; for (int k = 0; k < n; ++k) { s += a[k]; o[k] = s; } o[i] = s;", "scan"),
        ("int p = i; for (int k = 0; k < n; ++k) p = idx[p]; o[i] = p;", "irregular"),
        ("o[i] = a[i / n * n];", "gather/scatter"),
        ("for (int k = 0; k < n; ++k) { if (k == 3) break; o[i] = a[i]; }", "elementwise"),
        ("for (int k = 0; k < n; ++k) { if (a[k] > 3) break; o[i] = a[i]; }", "irregular"),
        ("for (int k = 0; k < idx[0]; ++k) o[i] += a[k];", "reduction"),
        ("int m = idx[i]; for (int k = 0; k < m; ++k) o[i] += a[k];", "irregular"),
        (
            "for (int k = i; k < n; k += 4) { int at = k + 1; o[at] = a[at] + o[at]; }",
            "elementwise",
        ),
        (
            "int p = i; for (int k = 0; k < n; ++k) { int q = idx[p]; p = q + 1; } o[i] = p;",
            "irregular",
        ),
        ("int r = i / n, c = i % n; o[r * n + c] = a[i];", "elementwise"),
        ("int r = i / n, c = i % n; o[c * 8 + r] = a[i];", "gather/scatter"),
        ("o[i] = a[2 * i] + a[2 * i + 1];", "elementwise"),
        ("int q = i > 0 ? i - 1 : i; o[i] = a[i] + a[q];", "stencil"),
        ("__shared__ float s[9]; s[i] = a[i]; __syncthreads(); o[blockIdx.x] = s[0];", "reduction"),
        ("__shared__ float s[9]; if (i == 0) s[i] = b[i]; o[i] += s[i];", "elementwise"),
        ("float2 s; for (int k = 0; k < n; ++k) { s.x += a[k]; } o[i] = s;", "reduction"),
    ],
)
def test_the_body_says_the_pattern(body: str, pattern: str) -> None:
    head = "__global__ void k(float* o, float* a, float* b, int* idx, int n) {"
    place = "int i = blockIdx.x * blockDim.x + threadIdx.x;" if "i]" in body or "i;" in body else ""
    found, evidence = of(f"{head} {place} {body} }}")
    assert found == pattern, evidence
    assert evidence


def test_a_loop_of_a_function_that_is_called_counts() -> None:
    found, _ = of(
        "__device__ int f(float x) { while (x > 1) x /= 2; return x; }"
        "__global__ void k(float* o) { int i = threadIdx.x; o[i] = f(o[i]); }"
    )
    assert found == "irregular"


def test_a_matrix_that_is_turned_is_not_elementwise() -> None:
    head = "__global__ void k(float* o, const float* a, int n) {"
    place = (
        "int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;"
    )
    assert of(f"{head} {place} o[x * n + y] = a[y * n + x]; }}")[0] == "gather/scatter"
    assert of(f"{head} {place} o[y * n + x] = a[y * n + x]; }}")[0] == "elementwise"


def test_a_kernel_that_leaves_all_to_a_function_is_told_by_that() -> None:
    found, _ = of(
        "__device__ void f(float* o) { int i = threadIdx.x; o[i] = 2 * o[i]; }"
        "__global__ void k(float* o) { f(o); }"
    )
    assert found == "elementwise"


def test_a_loop_that_a_macro_begins_is_one_over_all_threads() -> None:
    found, _ = of("__global__ void k(float* o, int n) { CUDA_KERNEL_LOOP(i, n) { o[i] = 1; } }")
    assert found == "elementwise"


def test_a_function_that_is_called_reads_for_its_kernel() -> None:
    found, _ = of(
        "__device__ float near(const float* p, int at) { return p[at - 1] + p[at] + p[at + 1]; }"
        "__global__ void k(float* o, const float* a) { int i = threadIdx.x; o[i] = near(a, i); }"
    )
    assert found == "stencil"


@pytest.mark.parametrize(
    ("parameters", "body", "pattern"),
    [
        ("Table t, float* o", "o[i] = t[0][i] + t[1][i];", "elementwise"),
        ("Table t, float* o", "o[i] = t[0][i - 1] + t[0][i + 1];", "stencil"),
        ("Table t, Table o", "o(0, i) = t(0, i);", "elementwise"),
        ("Table t, Table o", "o(0, i) = t(0, (int)t(1, i));", "gather/scatter"),
        ("Pack p", "p.to[i] = p.from[i] + p.from[i + 1];", "stencil"),
        ("Pack p", "p.to[i] = p.from[i] + p.beside[i + 1];", "elementwise"),
        (
            "Texture t, float* o",
            "o[i] = tex1D<float>(t, i - 1) + tex1D<float>(t, i + 1);",
            "stencil",
        ),
        ("Texture t, int* at, float* o", "o[i] = tex1D<float>(t, at[i]);", "gather/scatter"),
        (
            "float* o, const float* a",
            "Map<Three>(o + i * 3) = Map<Three>(a + i * 3);",
            "elementwise",
        ),
        ("float* o, const float* a", "*at2d(o, n, i, 0) = *at2d(a, n, i, 0);", "elementwise"),
        ("float* o, const float* a", "op()(o[i], a[i]);", "elementwise"),
        ("float* o, const float* a", "float l[4]; sort(l); o[i] = l[0];", "irregular"),
    ],
)
def test_members_views_textures_and_functions_are_places(
    parameters: str, body: str, pattern: str
) -> None:
    place = "int i = blockIdx.x * blockDim.x + threadIdx.x;"
    found, evidence = of(f"__global__ void k({parameters}, int n) {{ {place} {body} }}")
    assert found == pattern, evidence


@pytest.mark.parametrize(
    "loop",
    [
        "for (int s = 64; s > 0; s /= 2) { if (a[p] < x) p += s; else p -= s; } o[i] = p;",
        "int c = 0; for (int k = 0; k < n; ++k) { if (c == 3) break; if (a[k] < x) c += 1; }"
        "o[i] = c;",
    ],
)
def test_a_search_is_no_elementwise_kernel(loop: str) -> None:
    head = "__global__ void k(float* o, const float* a, int n) { int i = threadIdx.x, p = 0;"
    assert of(f"{head} float x = o[i]; {loop} }}")[0] == "irregular"


@pytest.mark.parametrize("begins", ["LOOP_T(Index, i, n) {", "GET_THREAD(i, n); {"])
def test_a_macro_declares_the_number_of_a_thread(begins: str) -> None:
    assert of(f"__global__ void k(float* o, int n) {{ {begins} o[i] = 1; }} }}")[0] == "elementwise"


def test_squared_differences_of_two_tiles_are_added_up_like_products() -> None:
    found, _ = of(
        "__global__ void k(float* o, const float* a, const float* b, int n) {"
        "__shared__ float s[8][8], t[8][8]; int x = threadIdx.x, y = threadIdx.y; float sum = 0;"
        "for (int m = 0; m < n; m += 8) { s[y][x] = a[y * n + m + x]; t[y][x] = b[(m + y) * n + x];"
        "__syncthreads(); for (int k = 0; k < 8; ++k) { float d = s[y][k] - t[k][x]; sum += d * d;"
        "} __syncthreads(); } o[y * n + x] = sum; }"
    )
    assert found == "gemm"


@pytest.mark.parametrize(
    "head",
    ["template <> __global__ void k<float>(float* o)", "__global__ void own::k(float* o)"],
)
def test_a_specialization_and_a_member_of_a_namespace_have_a_plain_name(head: str) -> None:
    (found,) = classify(parse(f"{head} {{ o[threadIdx.x] = 1; }}".encode()))
    assert found.name == "k"
    assert [each.name for each in found.parameters] == ["o"]


def test_a_kernel_whose_body_is_one_macro_is_seen() -> None:
    found, evidence = of('extern "C" __global__ void k(float* a, float* o) { reduce(load, fmax) }')
    assert found == "reduction"
    assert "reduce" in evidence


@pytest.mark.parametrize(
    ("update", "pattern"),
    [("s[i] += s[i - d];", "scan"), ("if (i % (2 * d) == 0) s[i] += s[i + d];", "reduction")],
)
def test_a_distance_that_doubles_goes_back_in_a_scan(update: str, pattern: str) -> None:
    found, evidence = of(
        "__global__ void k(float* o, const float* a, int n) { __shared__ float s[64];"
        "int i = threadIdx.x; s[i] = a[i];"
        f"for (int d = 1; d < n; d *= 2) {{ __syncthreads(); {update} }} o[i] = s[i]; }}"
    )
    assert found == pattern, evidence


HEADER = b"""
template <class T> __device__ __forceinline__ T near(const T* p, int at) {
  return p[at - 1] + p[at + 1];  // }
}
static inline __device__ int place(int n) { return near_place(n) * 2; }
__device__ int near_place(int n);
"""
CALLS = b"__global__ void k(float* o, float* a) { int i = threadIdx.x; o[i] = near(a + 1, i); }"


def test_functions_on_the_device_are_kept_as_they_are_written() -> None:
    found = device_functions(HEADER, HEADER.replace(b"// }", b"    "))
    assert [each.name for each in found] == ["near", "place"]
    assert found[0].text.startswith(b"__device__ __forceinline__ T near(")
    assert found[1].text.endswith(b"* 2; }")


def test_a_function_of_another_file_reads_for_the_kernel_that_calls_it() -> None:
    blanked = HEADER.replace(b"// }", b"    ")
    functions = {each.name: each.text for each in device_functions(HEADER, blanked)}
    (alone,) = classify(parse(CALLS), CALLS)
    (found,) = classify(parse(CALLS), CALLS, functions)
    assert (alone.pattern, found.pattern) == ("elementwise", "stencil")
    assert (found.span, found.whole) == (alone.span, alone.whole)


def test_a_loop_behind_a_pragma_is_seen() -> None:
    code = (
        b"__global__ void k(float* o, float* a, int n) {\n int i = threadIdx.x; float s = 0;\n"
        b" UNROLL_LOOP\n for (int j = 0; j < n; ++j)\n#pragma unroll\n"
        b"  for (int k = 0; k < 4; ++k) s += a[(i * n + j) * 4 + k];\n o[i] = s;\n}"
    )
    (found,) = classify(parse(code), code)
    assert found.pattern == "reduction", found.evidence
