"""Conditions on the version of CUDA: what is edited, what is left and what is said of them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from migrate.checks.openconditions import VERSION_BRANCH
from migrate.checks.outcomes import is_one_release
from migrate.model import Edit, FileResult, Finding, Span, Status
from migrate.port.soundness import new_syntax_errors
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.syntax import SyntaxTree

HERE = "__HIP_PLATFORM_AMD__"


def ported(tmp_path: Path, text: str) -> tuple[str, FileResult]:
    """The port of a file of this text, and that a second run leaves it as it is."""
    (tmp_path / "a.cu").write_text("#include <cuda_runtime.h>\n" + text)
    (result,) = run([tmp_path], Settings()).report.files
    content = result.content or (tmp_path / "a.cu").read_bytes()
    (tmp_path / "a.cu").write_bytes(content)
    (again,) = run([tmp_path], Settings()).report.files
    assert again.content is None
    return content.decode(), result


def said(result: FileResult) -> list[Finding]:
    """All that a person has to read."""
    found = (place for item in result.findings for place in item.places)
    return [item for item in found if item.status is not Status.INFO]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if CUDA_VERSION >= 10020", f"if (CUDA_VERSION >= 10020 || defined({HERE}))"),
        ("if 10000 > CUDART_VERSION", f"if (10000 > CUDART_VERSION && !defined({HERE}))"),
        (
            "if defined(CUDART_VERSION) && CUDART_VERSION >= 9000",
            f"if defined({HERE}) && (CUDART_VERSION >= 9000 || defined({HERE}))",
        ),
        ("ifdef CUDART_VERSION", f"ifdef {HERE}"),
    ],
)
def test_a_version_that_the_target_comes_up_to_is_decided(
    tmp_path: Path, before: str, after: str
) -> None:
    text, result = ported(tmp_path, f"#{before}\nint a = sizeof(cudaStream_t);\n#endif\n")
    assert f"#{after}\n" in text
    assert said(result) == []


@pytest.mark.parametrize(
    ("check", "after"),
    [
        ("ifndef CUDART_VERSION\n#error CUDART_VERSION Undefined!", f"ifndef {HERE}"),
        ("if CUDA_VERSION < 12000\n#error too old", f"(CUDA_VERSION < 12000 && !defined({HERE}))"),
        ("if CUDA_VERSION >= 12000\nint b;\n#else\n#error x", f"12000 || defined({HERE}))"),
    ],
)
def test_a_check_that_would_stop_the_build_lets_the_target_pass(
    tmp_path: Path, check: str, after: str
) -> None:
    text, result = ported(tmp_path, f"#{check}\n#endif\ncudaStream_t stream;\n")
    assert after in text
    assert said(result) == []


def test_code_for_an_older_version_that_is_ported_is_enough(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "void f(void** data, size_t size, cudaStream_t s) {\n"
        "#if CUDART_VERSION < 11020\n#warning old\n    cudaMalloc(data, size);\n"
        "#else\n    cudaMallocAsync(data, size, s);\n    cudaMadeUp(data);\n#endif\n}\n",
    )
    assert "#if CUDART_VERSION < 11020\n" in text
    assert said(result) == []
    assert [item.rule for item in result.findings] == [VERSION_BRANCH]


def test_a_way_that_is_ported_is_kept_where_that_for_newer_versions_is_not(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "__device__ float down(float value, unsigned mask) {\n"
        "#if CUDA_VERSION >= 9000\n    return __shfl_down_sync(mask, value, 1, 32);\n"
        "#else\n    return __shfl_down(value, 1, 32);\n#endif\n}\n",
    )
    assert "#if CUDA_VERSION >= 9000\n" in text
    assert said(result) == []


def test_an_older_way_that_only_refuses_is_none(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "__device__ float down(float value, unsigned mask) {\n"
        "#if CUDA_VERSION >= 9000\n    return __shfl_down_sync(mask, value, 1, 32);\n"
        "#else\n    __trap();\n    return 0;\n#endif\n}\n",
    )
    assert f"|| defined({HERE})" in text
    assert [item.rule for item in said(result)] == ["cuda/wave/mask-width"]


@pytest.mark.parametrize(
    ("code", "message", "advice"),
    [
        (
            "#if CUDA_VERSION >= 12000\n#define HAS_IT 1\n#endif",
            "this code for newer versions of CUDA is left out",
            f"Test {HERE} beside the number if HIP should take that code",
        ),
        (
            "#if CUDA_VERSION >= 12000\nvoid f() { cudaDeviceSynchronize(); }\n#endif",
            "this code for newer versions of CUDA is left out",
            "all that it names is ported",
        ),
        (
            "#if CUDA_VERSION >= 12000\nvoid f() { cudaFree(0); ncclOfTheTree(); }\n#endif",
            "this code for newer versions of CUDA is left out",
            f"Test {HERE} beside the number",
        ),
        (
            "#if CUDA_VERSION >= 12000\nCUtensorMap map;\n#endif",
            "this code for newer versions of CUDA is left out",
            "Port CUtensorMap first",
        ),
        (
            "#if CUDA_VERSION < 12000\nCUtensorMap map;\n#endif",
            "this code for older versions of CUDA is compiled",
            f"Add && !defined({HERE})",
        ),
        (
            "#if CUDA_VERSION >= 12000\nint a = 1;\n#else\nint a = 2;\n#endif",
            "the code for older versions of CUDA is taken",
            "Check that it is the right one for HIP",
        ),
        (
            "#if defined(FAST) || CUDA_VERSION >= 12000\nint a = 1;\n#else\nint a = 2;\n#endif",
            "whether this holds depends on the rest of the condition",
            "Decide which branch HIP should take",
        ),
    ],
)
def test_what_nothing_settles_is_said_with_what_stands_there(
    tmp_path: Path, code: str, message: str, advice: str
) -> None:
    _, result = ported(tmp_path, f"{code}\ncudaStream_t stream;\n")
    (finding, *_) = [item for item in said(result) if item.rule == VERSION_BRANCH]
    assert message in finding.message
    assert advice in finding.suggestion


def test_of_a_chain_the_first_that_is_decided_counts(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "#if CUDA_VERSION >= 12000\nint a = 3;\n#elif CUDA_VERSION >= 10000\n"
        "int a = sizeof(cudaStream_t);\n#else\nint a = sizeof(cudaMadeUp);\n#endif\n",
    )
    assert f"#elif (CUDA_VERSION >= 10000 || defined({HERE}))" in text
    assert said(result) == []


def test_includes_and_pragmas_choose_nothing(tmp_path: Path) -> None:
    _, result = ported(
        tmp_path,
        "#if CUDA_VERSION >= 11010\n#pragma nv_diag_suppress 1\n#else\n#pragma diag_suppress 1\n"
        "#endif\n#ifndef CUDA_VERSION\n#include <cuda.h>\n#endif\n"
        "#if !defined(_MSC_VER) || CUDA_VERSION >= 12000\n#include <stdlib.h>\n#endif\n",
    )
    assert said(result) == []


def test_code_for_older_versions_only_is_compiled_as_it_is(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "bool f(cudaError_t status) {\n#if CUDART_VERSION < 11000\n"
        "    if (status == cudaErrorInvalidValue) return true;\n#endif\n    return false;\n}\n",
    )
    assert "#if CUDART_VERSION < 11000\n" in text
    assert said(result) == []


def test_instructions_that_nobody_ported_are_not_opened(tmp_path: Path) -> None:
    code = (
        "__device__ unsigned f(unsigned a, unsigned b) {\n#if __CUDA_ARCH__ >= 500{0}\n"
        '    unsigned r;\n    asm("fancy.b32 %0, %1, %2;" : "=r"(r) : "r"(a), "r"(b));\n'
        "    return r;\n#else\n    return a ^ b;\n#endif\n}\n"
    )
    for more in ("", " && CUDA_VERSION >= 7050"):
        text, result = ported(tmp_path, code.replace("{0}", more))
        assert f"#if __CUDA_ARCH__ >= 500{more}\n" in text
        assert said(result) == []
    text, result = ported(tmp_path, code.replace("{0}", "").replace("return a ^ b;", "__trap();"))
    assert "defined(__HIP_DEVICE_COMPILE__)" in text
    assert len(said(result)) == 1


def test_a_condition_within_a_statement_is_edited(tmp_path: Path) -> None:
    text, _ = ported(
        tmp_path,
        "struct C { int a_, b_; C(); };\nC::C() : a_(1)\n#if CUDA_VERSION >= 10020 && MORE\n"
        "    , b_(2)\n#endif\n{\n    cudaDeviceSynchronize();\n}\n",
    )
    assert f"#if (CUDA_VERSION >= 10020 || defined({HERE})) && MORE\n" in text


class Whole:
    """A tree in which one statement holds all, with or without an error."""

    def __init__(self, data: bytes, has_error: bool) -> None:
        self._data, self._all = data, Span(0, len(data))
        self.root = SimpleNamespace(end_byte=len(data))
        self._node = SimpleNamespace(has_error=has_error)

    def read(self, span: Span) -> bytes:
        return self._data[span.start : span.end]

    def statement(self, _: int) -> object:
        return self._node

    def statement_span(self, _: int) -> Span:
        return self._all


@pytest.mark.parametrize(("mark", "breaks"), [(b" || B", False), (b"B", False), (b"f()", True)])
def test_an_edit_of_a_condition_breaks_no_statement(mark: bytes, breaks: bool) -> None:
    data = b"if (a)\n#if A || B\n f();\n#endif\n"
    at = data.index(mark) + len(mark)  # of the condition, its end
    was, now = (cast("SyntaxTree", Whole(data, broken)) for broken in (False, True))
    found = list(new_syntax_errors(data, [Edit(at, at, b" && c")], was, now))
    assert bool(found) is breaks


LARGER = "__device__ half larger(half a, half b) {{\n#if {0}\n{1}#else\n{2}#endif\n}}\n"
OLDER = "    return __hgt(a, b) ? a : b;\n"


@pytest.mark.parametrize(
    ("condition", "new", "old"),
    [
        ("__CUDA_ARCH__ >= 800", "    return __hmax(a, b);\n", OLDER),
        ("defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 800", "    return cudaMadeUp(a);\n", OLDER),
        ("__CUDA_ARCH__ >= 750 && CUDART_VERSION >= 11000", "    return madeUp(a);\n", OLDER),
        ("__CUDACC_VER_MAJOR__ >= 12", "    return cudaMadeUp(a, b);\n", OLDER),
        ("(__CUDACC_VER_MAJOR__ < 11) || (__CUDA_ARCH__ < 750)", OLDER, "    return f(a);\n"),
    ],
)
def test_nobody_is_asked_where_what_is_compiled_is_ported(
    tmp_path: Path, condition: str, new: str, old: str
) -> None:
    code = "#include <cuda_fp16.h>\n" + LARGER.format(condition, new, old)
    text, result = ported(tmp_path, code)
    assert f"#if {condition}\n" in text
    assert said(result) == []


@pytest.mark.parametrize(
    ("condition", "new", "old"),
    [
        ("__CUDA_ARCH__ >= 800", "    return __hmax(a, b);\n", "    __trap();\n"),
        ("__CUDA_ARCH__ >= 800", "    return __hmax(a, b);\n", ""),
        ("__CUDACC_VER_MAJOR__ >= 12", "    return __hmax(a, b);\n", "    throw 1;\n"),
    ],
)
def test_a_person_is_asked_where_it_refuses_or_nothing_tells(
    tmp_path: Path, condition: str, new: str, old: str
) -> None:
    code = "#include <cuda_fp16.h>\n" + LARGER.format(condition, new, old)
    _, result = ported(tmp_path, code)
    assert len(said(result)) == 1


def test_of_one_condition_a_person_is_asked_once(tmp_path: Path) -> None:
    code = LARGER.format("__CUDA_ARCH__ >= 750 && CUDA_VERSION >= 11000", "return 1;\n", "")
    _, result = ported(tmp_path, "#include <cuda_fp16.h>\n" + code)
    assert [item.rule for item in said(result)] == [VERSION_BRANCH]


def test_the_sides_may_take_different_branches(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "#include <cuda_fp16.h>\n__host__ __device__ half f(half v) {\n"
        "#if __CUDA_ARCH__ >= 800\n    return __hmax(v, v);\n#elif __CUDA_ARCH__ >= 530\n"
        "    return __hge(v, v) ? v : v;\n#else\n    return __float2half(1.f);\n#endif\n}\n",
    )
    assert "#elif (__CUDA_ARCH__ >= 530 || defined(__HIP_DEVICE_COMPILE__))" in text
    assert said(result) == []


BEHIND = """\
#if __CUDA_ARCH__ >= 500
__device__ int leader() { return 0; }
#elif __CUDA_ARCH__ >= 300
__device__ unsigned ballot(int p) { return __ballot(p); }
#else
__device__ unsigned ballot(int p) { unsigned v = __ballot(p); return v; }
%s
#endif
cudaStream_t stream;
"""


def test_nothing_is_said_of_device_code_that_is_not_compiled_for_the_device(tmp_path: Path) -> None:
    text, result = ported(tmp_path, BEHIND % "")
    assert "#if (__CUDA_ARCH__ >= 500 || defined(__HIP_DEVICE_COMPILE__))\n" in text
    assert said(result) == []
    _, result = ported(tmp_path, BEHIND % "void f() { cudaMallocManaged(0, 1); }")
    assert [item.api for item in said(result)] == ["cudaMallocManaged"]
    _, result = ported(tmp_path, BEHIND.replace("__CUDA_ARCH__ >= 500", "MY_ARCH") % "")
    assert len(said(result)) == 2


SWITCH = """\
#if __CUDACC_VER_MAJOR__ >= 11
#define HAVE_ASYNC
#endif
__device__ void load(int *to, const int *from) {
#ifdef HAVE_ASYNC
    unsigned at = __cvta_generic_to_shared(to);
    asm volatile("cp.async.ca.shared.global [%%0], [%%1], 4;" ::"r"(at), "l"(from));
#else
    %s
#endif
}
__device__ void wait() {
#ifdef HAVE_ASYNC
    asm volatile("cp.async.wait_all;");
#endif
}
cudaStream_t stream;
"""


@pytest.mark.parametrize(
    ("before", "instead", "places"),
    [
        ("", "*to = *from;", 1),
        ("", 'assert(0 && "unsupported architecture");', 4),
        ("", "", 4),
        ("#ifdef MORE\n#define HAVE_ASYNC\n#endif\n", "*to = *from;", 4),
    ],
)
def test_what_a_macro_of_an_open_condition_leaves_out_is_not_spoken_of(
    tmp_path: Path, before: str, instead: str, places: int
) -> None:
    _, result = ported(tmp_path, before + SWITCH % instead)
    assert len(said(result)) == places


def test_a_macro_that_another_branch_makes_zero_chooses(tmp_path: Path) -> None:
    code = (
        "#if CUDA_VERSION >= 99000\n#define NEW 1\n#else\n#define NEW 0\n#endif\n"
        "void f(nvrtcProgram p, size_t *n) {\n#if NEW\n    nvrtcGetOptiXIRSize(p, n);\n#else\n"
        "    nvrtcGetPTXSize(p, n);\n#endif\n}\n"
    )
    _, result = ported(tmp_path, code)
    assert "nvrtcGetOptiXIRSize" not in {item.api for item in said(result)}
    _, result = ported(tmp_path, code.replace("CUDA_VERSION", "MY_VERSION"))
    assert "nvrtcGetOptiXIRSize" in {item.api for item in said(result)}


def test_names_for_versions_of_functions_are_no_choice(tmp_path: Path) -> None:
    code = (
        "#if CUDART_VERSION >= 13000\n"
        "#define cudaGraphAddDependencies_v2 cudaGraphAddDependencies\n"
        "#define cudaStreamGetCaptureInfo_v3 cudaStreamGetCaptureInfo\n#endif\n"
    )
    assert said(ported(tmp_path, code)[1]) == []
    other = code.replace("_v3 cudaStreamGetCaptureInfo", "_v3 myCaptureInfo")
    assert said(ported(tmp_path, other)[1]) != []


def test_functions_of_the_trees_that_take_something_else_in_newer_versions(tmp_path: Path) -> None:
    code = (
        "void f(void *p, int at) {\n#if CUDART_VERSION >= 13000\n    cudaMemLocation there{};\n"
        "    there.id = at;\n    gpuAdvise(p, 8, there);\n#else\n    {0}(p, 8, at);\n#endif\n}\n"
    )
    assert said(ported(tmp_path, code.replace("{0}", "gpuAdvise"))[1]) == []
    assert len(said(ported(tmp_path, code.replace("{0}", "other"))[1])) == 1


def test_a_capability_that_defines_something_is_asked_about(tmp_path: Path) -> None:
    code = "#if __CUDA_ARCH__ >= 800\n#define FAST 1\n#else\n#define FAST 0\n#endif\n"
    _, result = ported(tmp_path, code + "cudaStream_t stream;\n")
    assert len(said(result)) == 1


def test_what_the_newest_version_takes_too_is_no_question(tmp_path: Path) -> None:
    code = "#if defined(CUDART_VERSION) && CUDART_VERSION < 11020\n#define NO_POOLS\n#endif\n"
    _, result = ported(tmp_path, code + "cudaStream_t stream;\n")
    assert said(result) == []


def test_a_header_of_cudas_is_taken_and_not_the_trees_copy(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "#ifndef CUDART_VERSION\n#error CUDART_VERSION Undefined!\n"
        "#elif (CUDART_VERSION >= 11050)\n#include <cub/cub.cuh>\n#else\n"
        '#include "3rdparty/cub/cub.cuh"\n#endif\n',
    )
    assert f"#elif (CUDART_VERSION >= 11050 || defined({HERE}))\n#include <hipcub" in text
    assert said(result) == []


HINTS = {
    "macro": (
        "#if CUDA_VERSION >= 11070 && !defined(_NVHPC_CUDA)\n"
        "#define ASSUME(x) \\\n  bool p = x; \\\n  __builtin_assume(p);\n"
        "#else\n#define ASSUME(x)\n#endif\n"
    ),
    "statement": (
        "__device__ void f(int n) {\n#if __CUDA_ARCH__ >= 700 || CUDA_VERSION >= 11020\n"
        "    __builtin_assume(n > (int)sizeof(int));\n#endif\n}\n"
    ),
    "pause": (
        "__device__ void wait(volatile int* flag) {\n    while (*flag == 0) {\n"
        "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700\n        __nanosleep(40);\n#endif\n"
        "    }\n}\n"
    ),
}


@pytest.mark.parametrize("code", HINTS.values(), ids=HINTS.keys())
def test_branches_that_differ_in_hints_only_ask_for_nothing(tmp_path: Path, code: str) -> None:
    text, result = ported(tmp_path, code)
    assert code.replace("__nanosleep(40)", "__builtin_amdgcn_s_sleep(1)") in text
    assert said(result) == []


NO_HINTS = {
    "with-work": HINTS["pause"].replace("__nanosleep(40);", "__nanosleep(40); *flag = 1;"),
    "switch": "#if CUDA_VERSION >= 11070 && !defined(OLD)\n#define HAS_POOLS\n#endif\n",
}


@pytest.mark.parametrize("code", NO_HINTS.values(), ids=NO_HINTS.keys())
def test_what_is_more_than_a_hint_is_asked_for(tmp_path: Path, code: str) -> None:
    _, result = ported(tmp_path, code)
    assert said(result)


ASKED_ON_HOST = (
    "#include <cuda_runtime.h>\nvoid gemm(int* p) {\n"
    "#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ < 750\n    throw 1;\n"
    "#else\n    if (!p) throw 2;\n#endif\n}\n"
)


@pytest.mark.parametrize(
    ("name", "more", "asks"),
    [
        ("a.cc", "", False),
        ("a.cpp", "", False),
        ("a.cc", "void run(int* p) { DEVICE_DISPATCH(gemm(p)); }\n", False),
        ("a.cu", "", True),
        ("a.cuh", "", True),
        ("a.cc", "__global__ void k() {}\n", True),
        ("a.cc", "void run() { k<<<1, 1>>>(); }\n", True),
        ("a.cc", "void part() { __syncthreads(); }\n", True),
    ],
)
def test_no_capability_is_asked_for_where_only_the_hosts_compiler_reads(
    tmp_path: Path, name: str, more: str, asks: bool
) -> None:
    (tmp_path / name).write_text(ASKED_ON_HOST + more)
    (result,) = run([tmp_path], Settings()).report.files
    assert any("capability" in item.rule for item in said(result)) is asks


MAJOR = "__CUDACC_VER_MAJOR__"
MINOR = "__CUDACC_VER_MINOR__"
WAYS = "\nint a = sizeof(cudaStream_t);\n#else\nint a = cudaUnknownCall(1);\n#endif\n"


@pytest.mark.parametrize(
    ("condition", "asks"),
    [
        (f"defined({MAJOR}) && ({MAJOR} == 13) && ({MINOR} == 0)", False),
        (f"{MAJOR} == 12 && {MINOR} == 4 && defined(FAST)", False),
        ("CUDA_VERSION == 11040", False),
        (f"{MAJOR} == 13", True),
        (f"{MAJOR} >= 13 && {MINOR} == 0", True),
    ],
)
def test_a_work_around_for_one_release_is_no_question(
    tmp_path: Path, condition: str, asks: bool
) -> None:
    text, result = ported(tmp_path, f"#if {condition}{WAYS}")
    found = [item for item in said(result) if item.api in (MAJOR, MINOR, "CUDA_VERSION")]
    assert bool(found) is asks
    if not asks:
        assert f"#if {condition}\n" in text
        assert "cudaUnknownCall" in {item.api for item in said(result)}


def test_a_release_is_one_where_all_of_the_condition_has_to_hold() -> None:
    assert is_one_release(f"{MAJOR} == 13 && {MINOR} == 0".encode())
    assert is_one_release(b"CUDART_VERSION == 9020")
    assert not is_one_release(f"{MAJOR} == 13 || {MINOR} == 0".encode())
    assert not is_one_release(f"!({MAJOR} == 13 && {MINOR} == 1)".encode())
    assert not is_one_release(f"{MAJOR} == 0 && {MINOR} == 0".encode())
    assert not is_one_release(b"NCCL_VERSION == 2100")


def test_code_for_older_versions_of_nvcc_stays_nvccs(tmp_path: Path) -> None:
    old = "#if defined(__CUDACC__) && (CUDA_VERSION < 12000)\nint a = sizeof(cudaStream_t);\n"
    text, result = ported(tmp_path, old + "#else\nint a = sizeof(cudaEvent_t);\n#endif\n")
    assert old in text
    assert "#else\nint a = sizeof(hipEvent_t);\n" in text
    assert said(result) == []


def test_a_check_for_a_newer_nvcc_does_not_stop_the_targets_compiler(tmp_path: Path) -> None:
    check = "#if !defined(__CUDACC__) || CUDA_VERSION < 9000\n#error CUDA 9 is needed\n#endif\n"
    text, result = ported(tmp_path, check + "int a = sizeof(cudaStream_t);\n")
    assert (
        "#if !defined(__HIPCC__) || (CUDA_VERSION < 9000 && !defined(__HIP_PLATFORM_AMD__))" in text
    )
    assert said(result) == []


def test_a_version_that_has_a_name_is_a_number(tmp_path: Path) -> None:
    text, result = ported(
        tmp_path,
        "#if CUDA_VERSION >= APP_LEAST_CUDA_VERSION\nint a = sizeof(cudaStream_t);\n#endif\n",
    )
    assert "#if CUDA_VERSION >= APP_LEAST_CUDA_VERSION\n" in text
    (finding,) = said(result)
    assert "this code for newer versions of CUDA is left out" in finding.message


NEW = (
    '    asm volatile("st.relaxed.sys.global.v2.b64 [%0], {%1, %1};" ::"l"(p), "r"(v) : "memory");'
)
OLD = '    asm volatile("st.volatile.global.v2.b64 [%0], {%1, %1};"\n        ::"l"(p), "r"(v));'
ALIKE = {
    "pieces": (
        "#if (__CUDACC_VER_MAJOR__ >= 11) && (__CUDACC_VER_MINOR__ >= 4)\n"
        '#define HINT(size) ".L2::" #size "B"\n#else\n#define HINT(size)\n#endif\n'
        "__device__ void f(unsigned a, const int* p) {\n"
        '    asm volatile("cp.async.cg.shared.global" HINT(128) " [%0], [%1], 16;" ::"r"(a),'
        '                 "l"(p));\n}\n'
    ),
    "instructions": (
        "__device__ void f(int* p, int v) {\n#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 700\n"
        f"{NEW}\n#else\n{OLD}\n#endif\n}}\n"
    ),
    "versions": (
        "__device__ void f(int* p, int v) {\n#if CUDART_VERSION >= 12030\n"
        f"{NEW}\n#else\n{OLD}\n#endif\n}}\n"
    ),
}


@pytest.mark.parametrize("code", ALIKE.values(), ids=ALIKE.keys())
def test_instructions_on_both_sides_are_said_by_themselves(tmp_path: Path, code: str) -> None:
    _, result = ported(tmp_path, code)
    assert [item.api for item in said(result)] == ["asm"]


REFUSED = {
    "nested": (
        "#if(__CUDACC_VER_MAJOR__<9 || (__CUDACC_VER_MAJOR__==9 && __CUDACC_VER_MINOR__<2))\n"
        "#if __CUDA_ARCH__ >= 700\n#error too new for the compiler\n#endif\n#endif\n"
    ),
    "not-reached": "#if __CUDA_ARCH__ >= 700\n#error too new\n#endif\n",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_refusals_that_are_not_reached_ask_for_nothing(tmp_path: Path, code: str) -> None:
    text, result = ported(tmp_path, code + "cudaStream_t stream;\n")
    assert code in text
    assert said(result) == []


def test_of_a_condition_one_of_several_macros_is_asked_about(tmp_path: Path) -> None:
    code = "#if defined(__CUDA_FP8_TYPES_EXIST__) && __CUDA_ARCH__ >= 900\nint fast;\n#endif\n"
    _, result = ported(tmp_path, code + "cudaStream_t stream;\n")
    assert [item.api for item in said(result)] == ["__CUDA_FP8_TYPES_EXIST__"]


@pytest.mark.parametrize(
    ("condition", "names"), [("< 13000", ["CUFFT_LICENSE_ERROR"]), (">= 12990", [])]
)
def test_of_labels_that_the_target_lacks_only_those_are_said_that_it_compiles(
    tmp_path: Path, condition: str, names: list[str]
) -> None:
    code = (
        "#include <cufft.h>\nconst char* name(cufftResult r) {\n    switch (r) {\n"
        f'#if CUDART_VERSION {condition}\n    case CUFFT_LICENSE_ERROR: return "LICENSE";\n#endif\n'
        '    default: return "";\n    }\n}\n'
    )
    text, result = ported(tmp_path, code)
    assert f"#if CUDART_VERSION {condition}\n" in text
    assert [item.api for item in said(result)] == names
