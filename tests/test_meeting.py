"""Threads that leave above a barrier: which kernels are rewritten, and how."""

from __future__ import annotations

import pytest

from migrate.model import Outcome
from tests.porting import port

LEAVE = "int i = threadIdx.x; if (i >= n) return;"
BARRIER = "sycl::group_barrier(port::block());"


def ported(body: str, ahead: str = "") -> tuple[str, list[str]]:
    """What becomes of a kernel's body, and the rules of the findings."""
    source = f"{ahead}__global__ void k(int* x, const int* y, int n) {{\n{body}\n}}\n"
    result = port(source, to="sycl")
    assert result.outcome is Outcome.PORTED, result.reason
    assert result.content is not None
    text = result.content.decode()
    return text[text.index("void k(") :], [finding.rule for finding in result.findings]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"{LEAVE} x[i] = 1; __syncthreads(); x[i] = 2;", "if (active) x[i] = 1;"),
        (
            f"{LEAVE}\nconst int v = y[i];\n__syncthreads();\nx[i] = v;",
            "int v{}; if (active) v = y",
        ),
        (f"{LEAVE}\nconst int* v = y + i;\n__syncthreads();\nx[i] = *v;", "const int* v = y + i;"),
        (f"{LEAVE}\nint a = 1, b = y[i];\n__syncthreads();\nx[i] = b;", "int a = 1; int b{}; if"),
        (f"{LEAVE}\nfloat v = y[i];\nx[i] = v;\n__syncthreads();", "if (active) {\n"),
        (f"{LEAVE}\nif (y[i] || i) x[i] = 1;\n__syncthreads();", "if (active && (y[i] || i)) x[i]"),
        (f"{LEAVE}\n__syncthreads();\nx[i] = 1;", "if (!active) return;\nx[i] = 1;"),
        (f"int active; {LEAVE} __syncthreads();", "const bool active_2 = !(i >= n);"),
        (f"{LEAVE}\nif (x[i]) return;\n__syncthreads();", "active = active && !(x[i]);"),
        (
            "if (threadIdx.x < n) {\n__syncthreads();\n}",
            "const bool active = (port::thread_idx().x",
        ),
    ],
)
def test_all_get_to_the_barrier_and_only_some_do_the_rest(body: str, wanted: str) -> None:
    text, findings = ported(body)
    assert wanted in text
    assert BARRIER in text
    assert findings == []


@pytest.mark.parametrize(
    "body",
    [
        "for (int k = threadIdx.x; k < n; k += 32) __syncthreads();",  # as often as each likes
        f"{LEAVE} for (int k = 0; k < y[i]; k++) __syncthreads();",  # read by those that stay only
        f"int m = 0; {LEAVE} m = y[0]; while (m--) __syncthreads();",
        f"{LEAVE} for (int k = 0; k < n / x[0]; k++) __syncthreads();",
        f"{LEAVE} another(x); __syncthreads();",  # it may have a barrier
        f"{LEAVE} int v = __syncthreads_or(x[i]); x[i] = v; __syncthreads();",
        f"{LEAVE} int& v = x[i]; __syncthreads(); v = 1;",
        f"{LEAVE} auto v = x[i]; __syncthreads(); x[i] = v;",
        f"{LEAVE} while (x[i]) {{ if (x[1]) return; }} __syncthreads();",
        "for (int k = 0; k < 4; k++) { if (threadIdx.x > k) break; __syncthreads(); }",
        f"{LEAVE} LEAVES(x[i]) __syncthreads();",
        f"{LEAVE} for (int k = 0; k < 4; k++) {{ if (x[k]) continue; __syncthreads(); }}",
        f"__shared__ int done; {LEAVE} do {{ done = x[i]; __syncthreads(); }} while (!done);",
        f"{LEAVE} if (n) x[i] = 1; else {{ __syncthreads(); }}",
        "for (int k = 0; k < 4; k++) if (threadIdx.x < n) { __syncthreads(); }",
    ],
)
def test_what_may_be_wrong_is_not_done_and_told(body: str) -> None:
    text, findings = ported(body, "#define LEAVES(c) if (c) return;\n")
    assert "active" not in text
    assert "sycl/device/barrier" in findings


@pytest.mark.parametrize(
    "body",
    [
        "if (blockIdx.x >= n) return; x[threadIdx.x] = 1; __syncthreads();",
        "for (int k = 0; k < n; k++) { if (k == 3) break; __syncthreads(); }",
    ],
)
def test_what_all_threads_do_alike_is_left_alone(body: str) -> None:
    text, findings = ported(body)
    assert "active" not in text
    assert findings == []


def test_a_macro_that_calls_a_function_with_a_barrier_is_kept_out_of_no_thread() -> None:
    ahead = "__device__ void meet();\n#define MEET() meet()\n"
    behind = "}\n__device__ void meet() { __syncthreads();"
    text, _ = ported(f"{LEAVE} MEET(); x[i] = 1; __syncthreads(); {behind}", ahead)
    assert "active" not in text


def test_a_function_that_all_threads_call_is_rewritten_too() -> None:
    ahead = "__device__ void f(int* x, int n) { if (threadIdx.x > n) return; __syncthreads(); }\n"
    result = port(f"{ahead}__global__ void k(int* x, int n) {{ f(x, n); }}\n", to="sycl")
    assert result.findings == ()
    called = ahead + "__global__ void k(int* x, int n) { if (threadIdx.x < 3) f(x, n); }\n"
    assert [item.rule for item in port(called, to="sycl").findings] == ["sycl/device/barrier"]


def test_other_targets_keep_the_exit() -> None:
    source = f"__global__ void k(int* x, int n) {{ {LEAVE} x[i] = 1; __syncthreads(); }}\n"
    result = port(source)
    assert b"active" not in (result.content or b"")
