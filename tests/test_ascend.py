"""Ports to Ascend: copies that wait, since AscendCL's wait for nothing, and who initialises it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Outcome, Status
from migrate.port.initialised import NEEDS_INIT
from migrate.run import run
from migrate.settings.config import Settings
from tests.porting import port, text

_KERNEL = "__global__ void k(float* p) {}\nvoid helper(float*);\n"
_COPY = "cudaMemcpy(h, p, n, cudaMemcpyDeviceToHost);"
_PLAIN = "aclrtMemcpy(h, n, p, n, ACL_MEMCPY_DEVICE_TO_HOST)"
_WAITING = "acl_port::copy(h, p, n, ACL_MEMCPY_DEVICE_TO_HOST)"

_DONE = {
    "device": "k<<<1, 1>>>(p); cudaDeviceSynchronize();",
    "checked": "k<<<1, 1>>>(p); CHECK(cudaDeviceSynchronize());",
    "condition": "k<<<1, 1>>>(p); if (cudaDeviceSynchronize() != cudaSuccess) { return; }",
    "assigned": "k<<<1, 1>>>(p); cudaError_t e = cudaDeviceSynchronize(); CHECK(e);",
    "thread": "k<<<1, 1>>>(p); cudaThreadSynchronize();",
    "copied": "k<<<1, 1>>>(p); cudaMemcpy(h, p, n, cudaMemcpyDeviceToHost);",
    "printed": 'cudaDeviceSynchronize(); printf("%f\\n", 1.0f); std::vector<float> v(n);',
    "allocated": "cudaDeviceSynchronize(); float* q; cudaMalloc(&q, n * sizeof(float));",
    "loop": "cudaDeviceSynchronize(); for (int i = 0; i < 4; ++i) { h[i] = i * 0.5f; }",
    "event": "cudaDeviceSynchronize(); float ms = 0; cudaEventElapsedTime(&ms, a, b); cudaFree(q);",
    "timed": "cudaDeviceSynchronize(); const auto end = std::chrono::steady_clock::now();",
}

_RUNNING = {
    "launch": "cudaDeviceSynchronize(); k<<<1, 1>>>(p);",
    "one stream": "k<<<1, 1>>>(p); cudaStreamSynchronize(s);",
    "one event": "cudaEventRecord(e); k<<<1, 1>>>(p); cudaEventSynchronize(e);",
    "callers": "",
    "function": "cudaDeviceSynchronize(); helper(p);",
    "scope": "cudaDeviceSynchronize(); lib::run(p);",
    "template": "cudaDeviceSynchronize(); start<float>(p);",
    "member": "cudaDeviceSynchronize(); engine.fill(p);",
    "pointer": "cudaDeviceSynchronize(); (*job)(p);",
    "table": "cudaDeviceSynchronize(); jobs[1](p);",
    "own of CUDA's prefix": "cudaDeviceSynchronize(); cudaMatmul(p);",
    "macro": "cudaDeviceSynchronize(); CUDA_LAUNCH(k, p);",
    "constructed": "cudaDeviceSynchronize(); Job job(p);",
    "default": "cudaDeviceSynchronize(); Job job;",
    "braces": "cudaDeviceSynchronize(); Job job{p};",
    "operators": "cudaDeviceSynchronize(); m = a * b;",
    "declared": "cudaDeviceSynchronize(); Matrix m = a * b;",
    "deduced": "cudaDeviceSynchronize(); auto m = a * b;",
    "returned": "cudaDeviceSynchronize(); float r = helper(p);",
    "asynchronous": "cudaDeviceSynchronize(); cudaMemsetAsync(p, 0, n, s);",
    "library": "cudaDeviceSynchronize(); cublasSscal(handle, 4, &one, p, 1);",
    "branch": "k<<<1, 1>>>(p);\n#ifdef CAREFUL\n; cudaDeviceSynchronize();\n#endif\n",
    "case": "switch (n) { case 1: ; cudaDeviceSynchronize(); break; case 2:",
    "label": "if (n) goto out; cudaDeviceSynchronize(); out:",
    "condition": "k<<<1, 1>>>(p); if (n) cudaDeviceSynchronize();",
    "either": "k<<<1, 1>>>(p); if (n) h = 0; else cudaDeviceSynchronize();",
    "block": "k<<<1, 1>>>(p); if (n) { cudaDeviceSynchronize(); }",
    "again": "cudaDeviceSynchronize(); for (;;) { k<<<1, 1>>>(p);",
    "thread": "cudaDeviceSynchronize(); std::thread t(helper, p);",
    "later": "auto wait = [&] { cudaDeviceSynchronize(); };",
    "loop": "cudaDeviceSynchronize(); while (n--) {",
    "comment": "k<<<1, 1>>>(p); /* ; cudaDeviceSynchronize(); */",
    "native copy": "k<<<1, 1>>>(p); aclrtMemcpy(h, n, p, n, ACL_MEMCPY_DEVICE_TO_HOST);",
}


def _ported(before: str) -> str:
    closing = "}" * (before.count("{") - before.count("}"))
    head = "void test(float* h, float* p, size_t n, cudaStream_t s, cudaEvent_t e) {"
    source = f"#include <cuda_runtime.h>\n{_KERNEL}{head}\n  {before}\n  {_COPY}\n{closing}}}\n"
    return text(source, port(source, to="ascend@950")).rpartition("\n  ")[2]


@pytest.mark.parametrize("before", _DONE.values(), ids=_DONE)
def test_a_copy_behind_a_wait_for_the_device_is_plain(before: str) -> None:
    assert _ported(before).startswith(_PLAIN)


@pytest.mark.parametrize("before", _RUNNING.values(), ids=_RUNNING)
def test_a_copy_that_something_may_run_ahead_of_waits(before: str) -> None:
    assert _ported(before).startswith(_WAITING)


@pytest.mark.parametrize(
    "head",
    ["__device__ __noinline__\n", "static __device__ __noinline__ ", "__noinline__ __device__ "],
)
def test_an_attribute_for_a_word_breaks_no_head(head: str) -> None:
    source = f"#include <cuda_runtime.h>\n{head}void f(unsigned* p) {{ *p = 1; }}\n"
    ported = head.replace("__device__", "__aicore__")
    ported = ported.replace("__noinline__", "__attribute__((noinline))")
    assert f"{ported}void f(" in text(source, port(source, to="ascend@950"))


_IN_C = """#include <cuda_runtime.h>
int main(void) {
  void* p; char h[4]; int n = 4;
  cudaMalloc(&p, 4);
  cudaMemcpyAsync(p, h, n++, cudaMemcpyHostToDevice, 0);
  cudaFree(p);
  return cudaGetErrorString(cudaDeviceReset()) != 0;
}
"""


def test_units_of_c_and_their_headers_get_no_helper_of_cxx(tmp_path: Path) -> None:
    header = "static const char* said(cudaError_t e) { return cudaGetErrorString(e); }\n"
    (tmp_path / "a.c").write_text(f'#include "in_c.h"\n{_IN_C}')
    (tmp_path / "a.cpp").write_text(f'#include "in_cxx.h"\n{_IN_C}')
    for name in ("in_c.h", "in_cxx.h"):
        (tmp_path / name).write_text(f"#include <cuda_runtime.h>\n{header}")
    done = run([tmp_path], Settings(to="ascend@950", jobs=1))
    ported = {Path(file.path).name: bytes(file.content or b"") for file in done.report.files}
    assert {name for name, data in ported.items() if b"acl_port" in data} == {"a.cpp", "in_cxx.h"}
    assert b"cudaMemcpyAsync(p, h, n++" in ported["a.c"]
    assert b"aclrtMalloc((void**)(&p), 4" in ported["a.c"]
    left = [
        item.api
        for item in next(
            found for path, found in done.report.places.items() if path.endswith("a.c")
        )
    ]
    assert {"cudaMemcpyAsync", "cudaGetErrorString", "cudaDeviceReset"} <= {*left}


@pytest.mark.parametrize("to", ["ascend@950", "cambricon"])
def test_files_and_branches_for_other_chips_are_left_alone(tmp_path: Path, to: str) -> None:
    hip = "#include <hip/hip_runtime.h>\n__global__ void k(int* p) { __syncthreads(); p[0] = 1; }\n"
    both = "#include <cuda_runtime.h>\n#if LIB_ENABLE_HIP\ndim3 d(1);\n#endif\n"
    (tmp_path / "hip.cu").write_text(hip)
    (tmp_path / "both.cu").write_text(both)
    report = run([tmp_path], Settings(to=to, jobs=1)).report
    ported = {Path(file.path).name: file for file in report.files}
    assert ported["hip.cu"].content is None
    assert not report.ledger[Status.MANUAL]


_LIBRARY = "#include <cuda_runtime.h>\nvoid clear(int* p) {\n  cudaMemset(p, 0, 4);\n}\n"
_MAIN = "#include <cuda_runtime.h>\nint main() {\n  return cudaDeviceSynchronize();\n}\n"


@pytest.mark.parametrize(
    ("main", "said"),
    [
        ("int main() {}\n", 1),
        (_MAIN, 0),
        (_MAIN.replace("return", "aclInit(nullptr);\n  return"), 0),
    ],
    ids=["main without CUDA", "main that uses the runtime", "main that does it"],
)
def test_a_tree_is_told_where_nothing_initialises_the_runtime(
    tmp_path: Path, main: str, said: int
) -> None:
    (tmp_path / "a.cu").write_text(_LIBRARY)
    (tmp_path / "b.cu").write_text(_LIBRARY)
    (tmp_path / "main.cpp").write_text(main)
    report = run([tmp_path], Settings(to="ascend@950", jobs=1)).report
    found = [item for file in report.files for item in file.findings if item.rule == NEEDS_INIT]
    assert len(found) == said
    assert report.ledger[Status.REVIEW] == said
    assert not [
        item
        for file in run([tmp_path], Settings(to="hip", jobs=1)).report.files
        for item in file.findings
        if item.rule == NEEDS_INIT
    ]


def test_the_folder_of_a_tree_says_nothing_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "ascend" / "src"
    (folder / "npu").mkdir(parents=True)
    kernel = "__global__ void k(int* p) { p[threadIdx.x] = 1; }\n"
    for name in ("a.cu", "npu/b.cu"):
        (folder / name).write_text(kernel)
    report = run([folder], Settings(to="ascend@950", jobs=1)).report
    assert {Path(file.path).name: file.outcome for file in report.files} == {
        "a.cu": Outcome.PORTED,
        "b.cu": Outcome.SKIPPED,
    }


_BUILD = {
    "CMakeLists.txt": "project(x LANGUAGES CXX CUDA)\ntarget_link_libraries(x CUDA::cudart)\n",
    "Makefile": "x: a.cu\n\tnvcc -arch=sm_80 a.cu -o x -lnccl -lcublas\n",
    "setup.py": "from torch.utils.cpp_extension import CUDAExtension\n",
}


@pytest.mark.parametrize(
    ("to", "names"),
    [
        ("ascend@950", ["find_package(ASC)", "ascendcl", "bisheng", "-lhccl", "NpuExtension"]),
        ("cambricon", ["find_package(BANG)", "cnrt", "cncc", "-lcncl", "MLUExtension"]),
    ],
)
def test_build_files_are_read_and_not_edited(tmp_path: Path, to: str, names: list[str]) -> None:
    (tmp_path / "a.cu").write_text("__global__ void k() {}\n")
    for name, text_of_file in _BUILD.items():
        (tmp_path / name).write_text(text_of_file)
    report = run([tmp_path], Settings(to=to, jobs=1)).report
    files = [file for file in report.files if Path(file.path).name in _BUILD]
    assert [file.content for file in files] == [None] * len(_BUILD)
    said = " ".join(finding.suggestion for file in files for finding in file.findings)
    assert [name for name in names if name not in said] == []


_OTHERS = """#if defined(__NVCC__) || defined(__HIP_PLATFORM_AMD__)
#if defined(__HIP_PLATFORM_AMD__)
#define DEVICE_HIP
#endif
#endif
"""
_NAMES = """#include "others.h"
#if defined(DEVICE_HIP)
constexpr auto cudaStreamNonBlocking = hipStreamNonBlocking;
#else
#include <cuda_runtime.h>
#endif
"""


@pytest.mark.parametrize("to", ["ascend@950", "ascend@910b", "cambricon", "musa", "maca"])
def test_branches_on_what_a_tree_makes_of_others_switches_are_left_alone(
    tmp_path: Path, to: str
) -> None:
    (tmp_path / "others.h").write_text(_OTHERS)
    (tmp_path / "names.h").write_text(_NAMES)
    report = run([tmp_path], Settings(to=to, jobs=1)).report
    (names,) = (file for file in report.files if file.path.endswith("names.h"))
    ported = (names.content or b"").decode()
    assert "cudaStreamNonBlocking = hipStreamNonBlocking;" in ported
    assert "cuda_runtime.h" not in ported


@pytest.mark.parametrize("declared", ["constexpr auto NAME = 1;", "enum { NAME = 1 };"])
def test_what_the_tree_declares_becomes_no_number(declared: str) -> None:
    name = "cudaStreamNonBlocking"
    own = f"#if defined(OTHER)\n{declared.replace('NAME', name)}\n#endif\n"
    call = f"void f(cudaStream_t* s) {{ cudaStreamCreateWithFlags(s, {name}); }}\n"
    source = f"{own}#include <cuda_runtime.h>\n{call}"
    after = text(source, port(source, to="ascend@950"))
    assert own in after
    assert "aclrtCreateStreamWithConfig(s, 0, 0)" in after
