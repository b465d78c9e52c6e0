"""Macros by which compilers and architectures are told: what a port makes of conditions on them."""

from __future__ import annotations

import pytest

from migrate.model import FileResult
from tests.porting import body, port, references

START = "#include <cuda_runtime.h>\n"


def condition(line: str, code: str = "int x;", rest: str = "") -> str:
    """What the first line of ``line``, ``code``, ``rest``, ``#endif`` becomes."""
    source = f"{START}{line}\n{code}\n{rest}#endif\n"
    return body(source).split("\n")[1]


def findings(source: str) -> list[str]:
    result: FileResult = port(source)
    return [finding.rule for finding in result.findings]


# A condition on the architecture, and what it becomes; None where nothing is decided.
DECIDED = {
    # Right as it stands: HIP never defines the macro.
    "#if defined(__CUDA_ARCH__) && (__CUDA_ARCH__ < 600)": "",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ <= 599": "",
    "#if __CUDA_ARCH__ && __CUDA_ARCH__ < 350": "",
    "#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 600": "",
    "#if !defined __CUDA_ARCH__ || 530 <= __CUDA_ARCH__": "",
    "#if !(defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 530)": "",
    "#if __CUDA_ARCH__ != 200": "",
    "#if __CUDA_ARCH__ == 350": "",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700 && 0": "",
    # Decided for all GPUs.
    "#if __CUDA_ARCH__ >= 530": "#if (__CUDA_ARCH__ >= 530 || defined(__HIP_DEVICE_COMPILE__))",
    "#if __CUDA_ARCH__ / 100 >= 6": (
        "#if (__CUDA_ARCH__ / 100 >= 6 || defined(__HIP_DEVICE_COMPILE__))"
    ),
    "#if __CUDA_ARCH__ < 600": "#if (__CUDA_ARCH__ < 600 && !defined(__HIP_DEVICE_COMPILE__))",
    "#if (__CUDA_ARCH__ >= 350) && !defined(SLOW)": (
        "#if (__CUDA_ARCH__ >= 350 || defined(__HIP_DEVICE_COMPILE__)) && !defined(SLOW)"
    ),
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 600": (
        "#if defined(__HIP_DEVICE_COMPILE__) && "
        "(__CUDA_ARCH__ >= 600 || defined(__HIP_DEVICE_COMPILE__))"
    ),
    "#if defined(__CUDA_ARCH__) && defined(FAST)": (
        "#if defined(__HIP_DEVICE_COMPILE__) && defined(FAST)"
    ),
    "#if __CUDA_ARCH__": "#if __HIP_DEVICE_COMPILE__",
    "#if __CUDA_ARCH__ > 0": "#if (__CUDA_ARCH__ > 0 || defined(__HIP_DEVICE_COMPILE__))",
    "#ifdef __CUDA_ARCH__": "#ifdef __HIP_DEVICE_COMPILE__",
    "#ifndef __CUDA_ARCH__": "#ifndef __HIP_DEVICE_COMPILE__",
}


@pytest.mark.parametrize(("line", "becomes"), DECIDED.items(), ids=DECIDED.keys())
def test_a_condition_on_the_architecture_is_decided_as_one(line: str, becomes: str) -> None:
    assert condition(line) == (becomes or line)
    assert findings(f"{START}{line}\nint x;\n#endif\n") == []


OPEN = [
    "#if __CUDA_ARCH__ >= 700",
    "#if __CUDA_ARCH__ > 600",
    "#if __CUDA_ARCH__ <= 600",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 700",
    "#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 700",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 350 && __CUDA_ARCH__ < 900",
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= NEWEST",
    "#if 800 <= __CUDA_ARCH__",
]


@pytest.mark.parametrize("line", OPEN)
def test_what_the_capability_does_not_decide_is_left_and_said_once(line: str) -> None:
    source = f"{START}{line}\nint x;\n#endif\n"
    assert condition(line) == line
    (finding,) = port(source).findings
    assert finding.rule in ("hip/guards/compute-capability", "hip/names/device")


def test_branches_of_one_group_are_decided_one_by_one() -> None:
    source = f"""{START}#if __CUDA_ARCH__ >= 800
int a = 8;
#elif __CUDA_ARCH__ >= 600
int a = 6;
#elif defined(__CUDA_ARCH__)
int a = 1;
#else
int a = 0;
#endif
"""
    lines = body(source).split("\n")
    assert lines[1] == "#if __CUDA_ARCH__ >= 800"
    assert lines[3] == "#elif (__CUDA_ARCH__ >= 600 || defined(__HIP_DEVICE_COMPILE__))"
    assert lines[5] == "#elif defined(__HIP_DEVICE_COMPILE__)"


def test_a_number_behind_a_name_is_known() -> None:
    source = f"{START}#define PASCAL 600\n#if __CUDA_ARCH__ < PASCAL\nint x;\n#endif\n"
    kept = "#if (__CUDA_ARCH__ < PASCAL && !defined(__HIP_DEVICE_COMPILE__))"
    assert body(source).split("\n")[2] == kept


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("#define HAS_DP (__CUDA_ARCH__ >= 600)", "#define HAS_DP (__HIP_DEVICE_COMPILE__ >= 1)"),
        ("#define OLD (600 > __CUDA_ARCH__)", "#define OLD (1 > __HIP_DEVICE_COMPILE__)"),
        ("#define OLD (__CUDA_ARCH__ <= 300)", "#define OLD (__HIP_DEVICE_COMPILE__ <= 0)"),
        ("#define ON_GPU defined(__CUDA_ARCH__)", "#define ON_GPU defined(__HIP_DEVICE_COMPILE__)"),
        (
            "#define OLD (defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 600)",
            "#define OLD (defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 600)",
        ),
    ],
)
def test_a_macro_that_stands_for_a_condition(line: str, becomes: str) -> None:
    source = f"{START}{line}\n"
    assert body(source).split("\n")[1] == becomes
    assert findings(source) == []


def test_a_macro_that_cannot_be_decided_keeps_both_halves() -> None:
    line = "#define OLD (defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 700)"
    source = f"{START}{line}\n"
    assert body(source).split("\n")[1] == line
    assert findings(source) == ["hip/names/device"]


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("if constexpr (__CUDA_ARCH__ >= 600)", "if constexpr (__HIP_DEVICE_COMPILE__ >= 1)"),
        ("if (__CUDA_ARCH__ > 350)", "if (__HIP_DEVICE_COMPILE__ > 0)"),
        ("if (530 <= __CUDA_ARCH__)", "if (1 <= __HIP_DEVICE_COMPILE__)"),
        ("if (__CUDA_ARCH__ == 350)", "if (__HIP_DEVICE_COMPILE__ == 350)"),
    ],
)
def test_a_comparison_in_code(code: str, becomes: str) -> None:
    source = f"{START}#ifdef __CUDA_ARCH__\n__device__ int f() {{ {code} return 1; return 0; }}\n"
    source += "#endif\n"
    assert becomes in body(source)
    assert findings(source) == []


def test_a_comparison_in_code_beyond_the_capability_is_said() -> None:
    source = f"{START}__device__ int f() {{ return __CUDA_ARCH__ >= 800 ? 1 : 0; }}\n"
    assert findings(source) == ["hip/guards/used-value"]


def test_what_a_person_has_to_decide_is_ported_and_nothing_is_said_within() -> None:
    source = f"""{START}__device__ void wait() {{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_all;");
  __syncwarp();
  __nanosleep(10);
#endif
}}
"""
    assert findings(source) == ["hip/guards/compute-capability"]
    assert "__nanosleep" not in body(source)
    assert {name for name, status in references(port(source)) if status == "review"} == {
        "__CUDA_ARCH__"
    }


def test_a_branch_the_target_never_compiles_is_left_alone() -> None:
    source = f"""{START}__device__ void add(double *a, double v) {{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 600
  asm volatile("red.global.add.f64 [%0], %1;" :: "l"(a), "d"(v));
  __nanosleep(10);
#else
  atomicAdd(a, v);
#endif
}}
"""
    result = port(source)
    assert result.findings == ()
    guarded = [r.name for r in result.references if r.rule == "migrate/never-compiled"]
    assert guarded == ["__nanosleep"]


@pytest.mark.parametrize("macro", ["__HIP_PLATFORM_NVCC__", "__HIP_PLATFORM_NVIDIA__"])
def test_what_hip_has_for_gpus_of_nvidia_is_left_alone(macro: str) -> None:
    source = (
        f"{START}#if defined({macro})\n#define GO(p, n) cudaMemPrefetchAsync(p, n, 0)\n#endif\n"
    )
    assert findings(source) == []
    assert "cudaMemPrefetchAsync" in body(source)


def test_the_other_branch_of_one_that_is_taken_is_not_reported() -> None:
    source = f"""{START}#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 600
#define NEW 1
#else
#include <nosuch_cuda_header.h>
__device__ int old() {{ return __nv_nosuch(1); }}
#endif
"""
    assert findings(source) == []


# Conditions of a branch, its other one, and whether findings in each are only remarks.
SWITCHED = {
    "#if 0": (True, False),
    "#if 1": (False, True),
    "#if (0)": (True, False),
    "#if 0 && defined(MINE)": (True, False),
    "#if defined(MINE) && 0": (True, False),
    "#if 1 || MINE": (False, True),
    "#if !1 // for now": (True, False),
    "#if false": (True, False),
    "#if 0 || MINE": (False, False),
    "#if 1 && MINE": (False, False),
    "#if MINE == 0": (False, False),
    "#if VERSION(1, 0)": (False, False),
    "#ifdef MINE": (False, False),
    "#ifndef MINE": (False, False),
}


@pytest.mark.parametrize(("line", "off"), SWITCHED.items(), ids=SWITCHED.keys())
def test_what_a_number_switches_off_is_ported_and_asks_for_nothing(
    line: str, off: tuple[bool, bool]
) -> None:
    code = "__device__ int f() { cudaStream_t s; return __nv_nosuch(1); }"
    result = port(f"{START}{line}\n{code}\n#else\n{code}\n#endif\n")
    assert [item.status.value for item in result.findings] == [
        "info" if each else "unknown" for each in off
    ]
    assert body(result.content.decode() if result.content else "").count("hipStream_t") == 2
    left = [item.status.value for item in result.references if item.name == "__nv_nosuch"]
    assert left == ["native" if each else "unknown" for each in off]


# What stands behind a macro for nvcc, and whether the port has the branch.
COMPILERS = {
    "kernel": ("#ifdef __NVCC__", "__global__ void k() {}", True),
    "host-device": ("#ifdef __NVCC__", "#define HD __host__ __device__", True),
    "header": ("#if defined(__NVCC__)", "#include <cuda_fp16.h>", True),
    "anything": ("#if defined(__NVCC__)", "#define GPU 1", True),
    "not": ("#ifndef __NVCC__", "#include <immintrin.h>", True),
    "cudacc": ("#ifdef __CUDACC__", "#define GPU 1", True),
    "cudacc-not": ("#ifndef __CUDACC__", "inline float rsqrtf(float x) { return 1; }", True),
    "pragma": ("#ifdef __NVCC__", "#pragma nv_exec_check_disable", False),
    "pragma-operator": ("#ifdef __NVCC__", '#define Q _Pragma("nv_diag_suppress 177")', False),
    "pragma-cudacc": ("#ifdef __CUDACC__", "#pragma hd_warning_disable", False),
    "version": ("#if defined(__NVCC__)", "#define V __CUDACC_VER_MAJOR__", False),
    "old-nvcc": ("#if defined(__NVCC__) && __CUDACC_VER_MAJOR__ < 9", "#define BUG 1", False),
    "old-cudacc": ("#if defined(__CUDACC__) && __CUDACC_VER_MAJOR__ < 9", "#define BUG 1", False),
    "nvcc-itself": ("#if defined(__CUDACC__) && defined(__NVCC__)", "#define NV 1", None),
    "clang": ("#if defined(__CUDACC__) && !defined(__NVCC__)", "#define CLANG 1", None),
    "operators": (
        "#ifdef __NVCC__",
        "__host__ __device__ void operator+=(float2 &a, const float2 &b) { a.x += b.x; }",
        False,
    ),
    "complex-product": (
        "#ifdef __NVCC__",
        "__device__ float2 operator*(float2 a, float2 b) "
        "{ return make_float2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x); }",
        True,
    ),
}


@pytest.mark.parametrize(("line", "code", "ported"), COMPILERS.values(), ids=COMPILERS.keys())
def test_a_macro_for_a_compiler(line: str, code: str, ported: bool | None) -> None:
    made = condition(line, code)
    if ported is None:  # only that of any compiler of device code
        assert made == line.replace("__CUDACC__", "__HIPCC__")
    elif ported:
        assert made == line.replace("__NVCC__", "__HIPCC__").replace("__CUDACC__", "__HIPCC__")
    else:
        assert made == line


def test_either_of_two_names_for_a_compiler() -> None:
    made = condition("#if defined(__NVCC__) || defined(__CUDACC__)", "__global__ void k() {}")
    assert made == "#if defined(__NVCC__) || defined(__HIPCC__)"


def test_what_is_left_off_is_not_reported() -> None:
    source = f"{START}#ifdef __NVCC__\n#pragma nv_diag_suppress 177\n#endif\n"
    assert findings(source) == []
    assert ("__NVCC__", "native") in references(port(source))


PLATFORM = """#pragma once
#if defined(__CUDACC__) && !defined(LIB_NO_CUDA)
#define LIB_CUDACC 1
#endif
#if defined(__HIPCC__) && !defined(LIB_NO_HIP)
#define LIB_HIPCC 1
#endif
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 530
#define LIB_HALF 1
#endif
#if defined(__NVCC__)
#define LIB_COMP_NVCC __CUDACC_VER_MAJOR__
#endif
"""


def test_a_file_that_asks_for_both_compilers_keeps_its_conditions() -> None:
    result = port(PLATFORM, "plat.h")
    assert result.content is None
    assert {reference.rule for reference in result.references} == {"migrate/guarded"}
    assert all(finding.status.value == "info" for finding in result.findings)


@pytest.mark.parametrize(
    "line", ["#ifdef __ldca", "#ifndef __ldca", "#if defined(__ldca)", "#if X && !defined __ldca"]
)
def test_no_function_of_the_device_is_a_macro_on_either_side(line: str) -> None:
    assert findings(f"{START}{line}\nint x;\n#endif\n") == []


def test_a_use_of_it_in_a_condition_speaks() -> None:
    assert findings(
        f"{START}#ifdef X\n__device__ int f(int *p) {{ return __ldca(p, p); }}\n#endif\n"
    )


WRAPPED = """#if __CUDA_ARCH__ >= 200
__device__ int twice(int a) { int r; asm("frob.b32 %0, %1;" : "=r"(r) : "r"(a)); return r; }
__device__ int same(int a) { int r; asm("mov.b32 %0, %1;" : "=r"(r) : "r"(a)); return r; }
#endif
"""
CALLER = """__device__ int {name}(int a) {{
#if __CUDA_ARCH__ >= 200
  return {call};
#else
  return a + 1;
#endif
}}
"""
OPENED = "#if (__CUDA_ARCH__ >= 200 || defined(__HIP_DEVICE_COMPILE__))"


def test_functions_with_instructions_nobody_ported_stay_out_with_the_calls_of_them() -> None:
    source = (
        WRAPPED
        + CALLER.format(name="f", call="twice(a)")
        + CALLER.format(name="g", call="same(a)")
        + CALLER.format(name="h", call="__popc(a)")
    )
    assert body(source).count(OPENED) == 1
    assert findings(source) == []


def test_they_do_not_where_somebody_calls_one_without_another_way() -> None:
    source = (
        WRAPPED
        + CALLER.format(name="f", call="twice(a)")
        + "__device__ int g(int a) { return same(a); }\n"
    )
    assert body(source).startswith(OPENED)
    assert body(source).count(OPENED) == 1
    assert "cuda/device/inline-ptx" in findings(source)


def test_code_for_a_header_that_the_target_cannot_have_asks_nothing() -> None:
    call = "int f(nvjpegStatus_t s);\n"
    source = f"{START}#ifdef NVJPEGAPI\n{call}#endif\n{call}"
    (finding,) = port(source).findings
    assert finding.api == "nvjpegStatus_t"
    assert finding.start == source.rindex("nvjpegStatus_t")
