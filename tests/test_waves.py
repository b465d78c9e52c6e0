"""What warps, votes and atomics of small types become: findings by name, and the port itself."""

from __future__ import annotations

import re

import pytest

from tests.porting import port


def findings(source: str, path: str = "a.cu", to: str = "hip") -> list[tuple[str, str]]:
    """The rule and the status of each finding, in order."""
    return [(item.rule, item.status.value) for item in port(source, path, to=to).findings]


def rules(source: str, to: str = "hip") -> set[str]:
    return {rule for rule, _ in findings(source, to=to)}


OWN = """
#if defined(USE_ROCM)
__device__ void atomicAdd(half *p, half v) { }
__device__ void atomicAdd(half2 *p, half2 v) { }
#endif
"""
SUMS = """__global__ void k(half2 *p, half *q, half2 v, half w) {
    atomicAdd(p + 1, v); atomicAdd(q, w);
}"""


def test_an_atomic_that_the_file_defines_is_there() -> None:
    assert "hip/memory/short-atomic" in rules(SUMS, "hip@7.0")
    assert "hip/memory/short-atomic" not in rules(OWN + SUMS, "hip@7.0")


def function(body: str) -> str:
    return f"""struct S {{ unsigned m; unsigned long long w; }};
struct V {{ unsigned b; __device__ V(unsigned m) : b(m) {{}} }};
__device__ unsigned take(unsigned m);
__device__ void k(S &s, unsigned *o, bool p, int n, unsigned lanes, unsigned long long wide) {{
    {body}
}}
"""


def ported(body: str, to: str = "hip") -> str:
    result = port(function(body), "a.h", to=to)
    text = function(body) if result.content is None else result.content.decode()
    return text.partition("lanes, unsigned long long wide) {\n    ")[2].rpartition("\n}")[0]


COMPARED = {
    "if (__ballot_sync(~0u, p) == ~0u) return;",
    "if (0xffffffffu == __ballot_sync(~0u, p)) return;",
    "while (__ballot_sync(0xFFFFFFFF, p) != 0xFFFFFFFF) p = true;",
    "bool all = __ballot_sync(-1, p) == -1;",
    "o[0] = UINT_MAX != __ballot_sync(0xffffffff, p);",
    "auto v = __ballot_sync(~0u, p); if (v == ~0U) return;",
    "const unsigned long long v = __ballot_sync(~0u, p); if (0xffffffff == v) return;",
    "if (__ballot(p) == 0xffffffff) return;",
}


@pytest.mark.parametrize("body", sorted(COMPARED))
@pytest.mark.parametrize("to", ["hip@5.7", "hip@6.4", "hip"])
def test_a_vote_is_not_compared_with_32_lanes(body: str, to: str) -> None:
    text = ported(body, to)
    compared = text.split("if (")[-1] if "if (" in text else text.partition(";")[0]
    assert "__ballot(1)" in compared
    assert not re.search(r"[!=]= *(?:~0u|0x|-1|UINT|U)", text, re.IGNORECASE)
    assert "cuda/wave/all-lanes" in rules(function(body), to)


@pytest.mark.parametrize("to", ["hip@5.7", "hip@6.4", "hip"])
def test_active_lanes_are_counted(to: str) -> None:
    """A vote of the active lanes is what they are, however many there are."""
    active = "__ballot(1)" if to == "hip@5.7" else "__activemask()"
    text = ported("if (__activemask() == ~0u) return;", to)
    assert text == f"if (__popcll({active}) == warpSize) return;"
    body = "unsigned long long v = __activemask(); v &= 3; if (v == 0xffffffff) return;"
    assert "popc" not in ported(body, to)


def test_a_number_of_32_bits_is_compared_as_it_was() -> None:
    body = "unsigned v = take(n); if (v == 0xffffffffu || n == -1) return;"
    assert ported(body) == body


FIRST = {
    "int v = __ballot_sync(lanes, p); o[0] = __ffs(v);": "__ffs(v)",
    "unsigned v = __ballot(p); o[0] = __ffs(v);": "__ffs(v)",
    "s.m = __ballot(p); o[0] = __ffs(s.m);": "__ffs(s.m)",
    "auto v = __ballot(p); o[0] = __ffs(v);": "__ffsll(v)",
    "long long v = __ballot(p); o[0] = __ffs(v);": "__ffsll(v)",
    "uint64_t v = __ballot(p); o[0] = __ffs(v);": "__ffsll((unsigned long long)v)",
    "o[0] = __ffs(__ballot(p));": "__ffsll(__ballot(p))",
    "o[0] = __ffs(__ballot(p) & lanes);": "__ffs(__ballot(p) & lanes)",
    "T v = __ballot(p); o[0] = __ffs(v);": "__ffs(v)",
}


@pytest.mark.parametrize(("body", "kept"), FIRST.items(), ids=FIRST)
def test_the_first_lane_of_a_vote(body: str, kept: str) -> None:
    """``__ffsll`` takes two types, between which no other can choose."""
    assert kept + ";" in ported(body)


TAKEN = {
    "unsigned v = __ballot_sync(~0u, p);": "cuda/wave/ballot-stored",
    "s.m = __ballot_sync(~0u, p);": "cuda/wave/ballot-stored",
    "o[n] |= __ballot_sync(~0u, p);": "cuda/wave/ballot-stored",
    "o[n] = p ? __ballot_sync(~0u, p) : 0;": "cuda/wave/ballot-stored",
    "take(__ballot_sync(~0u, p));": "cuda/wave/ballot-stored",
    "unsigned a[] = {__ballot_sync(~0u, p)};": "cuda/wave/ballot-stored",
    "auto f = [&]() -> unsigned { return __ballot_sync(~0u, p); };": "cuda/wave/ballot-stored",
    "auto v = (unsigned)__ballot_sync(~0u, p);": "cuda/wave/ballot-stored",
    "elsewhere(__ballot_sync(~0u, p));": "cuda/wave/ballot-stored",
    "auto f = [&] { return __ballot_sync(~0u, p); }; unsigned v = f();": "cuda/wave/ballot-stored",
    "S t = {__ballot_sync(~0u, p)};": "cuda/wave/ballot-stored",
    "S t = {0u, __ballot_sync(~0u, p)};": "",
    "V v{__ballot_sync(~0u, p)};": "cuda/wave/ballot-stored",
    "take_all(V(__ballot_sync(~0u, p)));": "cuda/wave/ballot-stored",
    "if (~__ballot_sync(~0u, p)) return;": "cuda/wave/all-lanes",
    "auto v = __ballot_sync(~0u, p); if (!~v) return;": "cuda/wave/all-lanes",
    "p = (__ballot_sync(~0u, p) ^ 0xffffffffu) == 0;": "cuda/wave/all-lanes",
    "unsigned long long v = __ballot_sync(~0u, p);": "",
    "auto v = __ballot_sync(~0u, p);": "",
    "s.w = __ballot_sync(~0u, p);": "",
    "bool v = __ballot_sync(~0u, p);": "",
    "if (__ballot_sync(~0u, p)) return;": "",
    "if (!__ballot_sync(~0u, p) && n) return;": "",
    "o[0] = __ballot_sync(~0u, p) != 0;": "",
    "o[0] = (__ballot_sync(~0u, p) >> n) & 1;": "",
    "o[0] = __popcll(__ballot_sync(~0u, p));": "",
    "auto f = [&] { return __ballot_sync(~0u, p); };": "",
    "__ballot_sync(~0u, p);": "",
}


@pytest.mark.parametrize(("body", "rule"), TAKEN.items(), ids=TAKEN)
def test_what_takes_a_vote_holds_it(body: str, rule: str) -> None:
    assert rules(function(body)) == ({rule} if rule else set())


def test_a_vote_that_a_macro_gives_may_go_anywhere() -> None:
    source = "#define VOTE(p) __ballot_sync(~0u, p)\n"
    assert rules(source) == {"cuda/wave/ballot-stored"}


RIGHT = """
__global__ void k(float *o) {
  float v = o[threadIdx.x];
  v += __shfl_xor_sync(0xffffffff, v, 8);
  for (int i = 1; i < 32; i <<= 1) v += __shfl_xor_sync(0xffffffff, v, i);
  for (int off = warpSize / 2; off > 0; off /= 2) v += __shfl_xor_sync(0xffffffff, v, off);
  v += __shfl_down_sync(__activemask(), v, 1, 8);
  __syncwarp(0xffffffff);
  o[threadIdx.x] = v;
}
"""


def test_a_shuffle_that_is_right_after_the_edit_asks_for_nothing() -> None:
    assert findings(RIGHT) == []


@pytest.mark.parametrize("to", ["hip@5.7", "hip@6.4", "hip"])
def test_advice_speaks_of_its_function_and_version(to: str) -> None:
    source = function("unsigned v = __ballot_sync(~0u, p); if (__any_sync(~0u, p)) return;")
    for finding in port(source, "a.cu", to=to).findings:
        said = finding.message + finding.suggestion
        assert "width" not in said
        assert ("HIP_ENABLE_WARP_SYNC_BUILTINS" in said) <= (to == "hip@6.4")


SIZES = {
    "#define LOG_WARP(arch) (5)\n#define WARP(arch) (1 << LOG_WARP(0))": "cuda/wave/warp-constant",
    "#define WARP_THREADS (1 << 5)": "cuda/wave/warp-constant",
    "#define THREADS_PER_WARP() 32": "cuda/wave/warp-constant",
    "#define LANE (threadIdx.x & 31)": "cuda/wave/lane-arithmetic",
    "#define X threadIdx.x\n__device__ int warp() { return X / 32; }": "cuda/wave/lane-arithmetic",
    "__device__ unsigned lt(int lane) { return (1 << lane) - 1; }": "cuda/wave/lane-bit",
    "#define TILE(arch) (1 << 5)": "",
}


@pytest.mark.parametrize(("source", "rule"), SIZES.items(), ids=SIZES)
def test_the_size_of_a_warp_behind_macros(source: str, rule: str) -> None:
    # A header, whose users may count on it.
    source += "\n__global__ void k(int *o) { o[threadIdx.x] = 1; }\n"
    found = {rule for rule, _ in findings(source, "a.cuh")}
    assert found == ({rule} if rule else set())


MASKS = {
    "x[0] = __shfl_sync(FULL_MASK, x[0], 0, 32);": True,
    "if (__ballot_sync(FULL_MASK, x[0]) == FULL_MASK) x[1] = 1;": False,
    "if (__ballot_sync(0xffffffff, x[0]) != FULL_MASK) x[1] = 1;": False,
    "unsigned m = FULL_MASK; x[0] = __shfl_sync(m, x[0], 0, 32);": False,
    "x[0] = __popc(__ballot_sync(FULL_MASK >> 4, x[0]));": False,
}


@pytest.mark.parametrize(
    "define", ["#define FULL_MASK 0xffffffff", "const unsigned FULL_MASK = ~0;"]
)
@pytest.mark.parametrize(("body", "wider"), MASKS.items(), ids=MASKS)
def test_a_mask_becomes_wider_only_where_it_is_nothing_else(
    define: str, body: str, wider: bool
) -> None:
    source = f"{define}\n__global__ void k(int *x) {{\n    {body}\n}}\n"
    result = port(source.replace("= ~0", "= 0xffffffff"))
    text = (result.content or source.encode()).decode()
    assert (
        "FULL_MASK = 0xffffffffffffffffULL" in text.replace("FULL_MASK 0x", "FULL_MASK = 0x")
    ) is wider
    assert wider or any(item.status.value == "manual" for item in result.findings)


def test_the_first_bit_of_a_number_has_one_function() -> None:
    source = "__global__ void k(int64_t *o, size_t n) { o[1] = __ffsll(o[0]) + __ffs(n); }"
    result = port(source)
    assert b"__ffsll((long long)o[0]) + __ffs((int)(n))" in (result.content or b"")


STRIDED = """#include <cuda_runtime.h>
#define WARP_SIZE 32
constexpr int kLog2WarpSize = 5;
__global__ void k(int *o, int n) {
    int lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
    for (int i = lane; i < n; i += WARP_SIZE) o[(warp << kLog2WarpSize) + i] = n;
    {0}
}
"""
LANES = {"cuda/wave/lane-arithmetic", "cuda/wave/warp-constant"}


@pytest.mark.parametrize(
    "counts",
    [
        "o[0] = __shfl_down_sync(~0u, n, 1, 32); if (__any(n)) o[0] = 1;",
        "o[0] = __shfl_xor_sync(~0u, n, 1, 32); if (__all(n)) o[0] = 1;",
        "o[0] = WARP_SHFL(n, 1);",
        "if (__any_sync(~0u, n)) o[0] = 1;",
        "__syncwarp();",
        "volatile int *v = o; v[0] += v[1];",
        "o[0] = warpReduceSum<int>(n);",
        'asm volatile("bar.warp.sync 0xffffffff;");',
    ],
)
def test_rows_of_32_matter_only_where_something_counts_on_lanes(counts: str) -> None:
    assert not LANES & rules(STRIDED.replace("{0}", ""))
    assert rules(STRIDED.replace("{0}", counts)) >= LANES


@pytest.mark.parametrize("width", ["32", "WARP_SIZE"])
def test_groups_of_32_that_each_shuffle_keeps_ask_for_nothing(width: str) -> None:
    counts = f"o[0] = __shfl_down_sync(~0u, n, min(n, 1), {width}); __syncthreads();"
    assert not LANES & rules(STRIDED.replace("{0}", counts))


def test_a_constant_of_a_header_may_matter_to_who_includes_it() -> None:
    found = {rule for rule, _ in findings(STRIDED.replace("{0}", ""), "a.cuh")}
    assert found & LANES == {"cuda/wave/warp-constant"}


ALONE = """#include <cuda_runtime.h>
__device__ float summed(float value, int width);
__global__ void k(const float* in, float* out, int n, int dim) {{
    const int warp_size = 32;
    unsigned lane = threadIdx.x % 32;
    unsigned row = (blockIdx.x * blockDim.x + threadIdx.x) / warp_size;
    for (unsigned c = lane; c < dim && row < n; c += warp_size) {{ {what} }}
}}
__global__ void other(int* x) {{ x[threadIdx.x] = __shfl_sync(~0u, x[threadIdx.x], 0); }}
"""
MET = {
    "out[row * dim + c] = sqrtf(in[c]);": set(),
    "atomicAdd(out + c, in[row * dim + c]);": set(),
    "out[row * dim + c] = summed(in[c], warp_size);": LANES,
    "out[c] = __shfl_sync(~0u, in[c], 0);": set(),  # which is a finding itself
    "out[c] = __any_sync(~0u, in[c] > 0);": LANES,
    "__shared__ float s[32]; s[lane] = in[c]; out[c] = s[lane ^ 1];": LANES,
}


@pytest.mark.parametrize(("what", "wanted"), MET.items())
def test_the_rows_of_a_kernel_matter_where_its_threads_meet(what: str, wanted: set[str]) -> None:
    assert {rule for rule, _ in findings(ALONE.format(what=what))} & LANES == wanted


# What stands around a call with a full mask, and whether some lanes do not get there.
PARTLY = {
    "if (threadIdx.x < 32) USE": True,
    "if (blockIdx.x == 0 && lane < 16) { USE }": True,
    "if (32 > tid) { for (int o = 8; o; o /= 2) USE }": True,
    "if (!lane) { n = 1; } else USE": True,
    "if (wid == 0) USE": True,
    "bool in = tid < n; if (in) USE": True,
    "if (tid >= n) return; USE": True,
    "for (;;) { if (lane > 7) { n = 1; continue; } USE }": True,
    "o[0] = lane < 8 ? CALL : 0u;": True,
    "if (lane == 0 || tid < 4) USE": True,
    "if (tid < 64) USE": False,
    "if (tid > 127) USE": False,
    "if (tid / warpSize == 0) USE": False,
    "if (tid >> 6 == 1) USE": False,
    "if (n > 4) USE": False,
    "if (blockIdx.x < 3) USE": False,
    "if (o[lane] < 3) USE": False,
    "if (tid < n) o[1] = 3; USE": False,
    "USE if (tid >= n) return;": False,
    "if (lane == 0 || n > 3) USE": False,
    "for (int i = tid; i < n; i += 64) USE": True,
    "int i = tid; while (i < n) { USE i += 64; }": True,
    "int i = tid; do { USE i += 64; } while (i < n);": True,
    "switch (lane & 3) { case 0: USE break; default: ; }": True,
    "if (tid < n) { auto f = [&] { return CALL; }; o[1] = f(); }": True,
    "for (int i = 0; i < n; ++i) USE": False,
    "for (int i = tid; i < 128; i += 64) USE": False,
    "auto f = [&] { return CALL; }; if (tid < n) o[1] = 2; o[2] = f();": False,
    "switch (n) { case 0: USE break; default: ; }": False,
}


@pytest.mark.parametrize(("body", "partly"), PARTLY.items(), ids=list(PARTLY))
def test_a_full_mask_names_the_lanes_that_get_there(body: str, partly: bool) -> None:
    call = "__shfl_xor_sync(MASK, o[0], 1, 32)"
    body = body.replace("USE", "o[0] = CALL;").replace("CALL", call)
    lanes = "int tid = threadIdx.x, lane = tid & 31, wid = tid >> 5; "
    mask = "__activemask()" if partly else "~0ULL"
    kernel = f"__global__ void k(int *o, int n) {{ {lanes}{body} }}\n"
    result = port(kernel.replace("MASK", "0xffffffff"), to="hip@7")
    assert kernel.replace("MASK", mask) in (result.content or b"").decode()


# A function or a macro, what calls it, and whether it is for all lanes.
CALLED = {
    "a template's": ("template <class T> __device__ T f(T v) { USE }", "o[0] = f<int>(1);", True),
    "in a branch": (
        "template <class T> __device__ T f(T v) { USE }",
        "if (TID) ::f<int>(1);",
        False,
    ),
    "a member": ("struct S { __device__ int f(int v) { USE } };", "S s; if (TID) s.f(1);", False),
    "outside": (
        "struct S { __device__ int f(int v); };\n__device__ int S::f(int v) { USE }",
        "S s; s.f(1);",
        True,
    ),
    "a macro": ("#define SUM(v) CALL", "o[0] = SUM(o[1]);", True),
    "a macro in a branch": ("#define SUM(v) CALL", "if (TID) o[0] = SUM(o[1]);", False),
    "a kernel": ("__global__ void f(int v) { USE }", "", True),
    "half a wavefront": ("__global__ void f(int v) { USE }", "f<<<1, 32>>>(1);", False),
    "two dimensions": ("__global__ void f(int v) { USE }", "f<<<1, dim3(16, 3)>>>(1);", False),
    "whole wavefronts": ("__global__ void f(int v) { USE }", "f<<<1, dim3(16, 8)>>>(1);", True),
}


@pytest.mark.parametrize(("head", "body", "whole"), CALLED.values(), ids=CALLED)
def test_who_calls_decides_which_lanes_get_there(head: str, body: str, whole: bool) -> None:
    call = "__shfl_xor_sync(0xffffffff, v, 1, 32)"
    head = head.replace("USE", "return CALL;").replace("CALL", call)
    kernel = f"{head}\n__global__ void k(int *o) {{ {body} }}\n".replace("TID", "threadIdx.x < 9")
    text = (port(kernel, to="hip@7").content or b"").decode()
    assert ("~0ULL" in text, "__activemask()" in text) == (whole, not whole)


@pytest.mark.parametrize("head", ["__device__ int f(int v) { USE }", "#define SUM(v) CALL"])
def test_who_calls_what_a_header_has_is_not_seen(head: str) -> None:
    call = "__shfl_xor_sync(0xffffffff, v, 1, 32)"
    head = head.replace("USE", "return CALL;").replace("CALL", call) + "\n"
    texts = [(port(head, path, to="hip@7").content or b"").decode() for path in ("a.cu", "a.cuh")]
    assert ["__activemask()" in text for text in texts] == [False, True]


def test_so_does_one_in_a_function_that_is_called_there() -> None:
    inner = "#define FULL_MASK 0xffffffff\n__device__ int f(int v) { "
    inner += "return __shfl_sync(FULL_MASK, v, 0, 32); }\n"
    calls = "__global__ void k(int* o) { o[0] = f(1); IF o[1] = f(2); }"
    for condition, mask in (("if (threadIdx.x < 32)", "__activemask()"), ("", "FULL_MASK")):
        result = port(inner + calls.replace("IF", condition), to="hip@7.2")
        assert result.content is not None
        assert f"__shfl_sync({mask}, v, 0, 32)" in result.content.decode()
        assert "cuda/wave/mask-width" not in {item.rule for item in result.findings}
