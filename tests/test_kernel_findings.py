"""Kernels that a target does not convert: one finding for each, and no edit in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.checks.kernels import RULE
from migrate.model import Status, UserError
from migrate.rules.kernelways import Pattern, kernel_ways
from migrate.rules.ruleset import load
from tests.porting import port, rules, text
from tests.warm import migrate

NOT_CONVERTED = ("ascend@910b", "cambricon")
SOURCE = """\
#include <cuda_runtime.h>
__global__ void twice(float* x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] *= 2;
}
__global__ void total(const float* x, int n, float* sum) {
  float own = 0;
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x) own += x[i];
  atomicAdd(sum, own);
}
void run(float* x, int n, float* sum, cudaStream_t stream) {
  twice<<<n / 256, 256, 0, stream>>>(x, n);
  total<<<8, 256>>>(x, n, sum);
  cudaStreamSynchronize(stream);
}
"""


@pytest.mark.parametrize("to", NOT_CONVERTED)
def test_a_kernel_is_one_finding_with_its_pattern_and_its_launches(to: str) -> None:
    result = port(SOURCE, to=to)
    found = [finding for finding in result.findings if finding.rule == RULE]
    by_cause: dict[str, list[str]] = {}
    for finding in found:
        by_cause.setdefault(finding.cause, []).append(finding.api)
    assert list(by_cause) == ["Kernel twice: elementwise", "Kernel total: reduction"]
    assert all(apis[0] == "__global__" and apis[-1] == "<<<" for apis in by_cause.values())
    assert {finding.pattern for finding in found} == {"elementwise", "reduction"}
    ways = kernel_ways(rules(to)).ways
    assert {finding.suggestion for finding in found} == {
        ways[Pattern.ELEMENTWISE].advice,
        ways[Pattern.REDUCTION].advice,
    }


def test_what_a_kernel_calls_of_a_header_says_its_pattern(tmp_path: Path) -> None:
    (tmp_path / "near.cuh").write_text(
        "#pragma once\n#include <cuda_runtime.h>\n"
        "__device__ inline float near(const float* p, int at) { return p[at - 1] + p[at + 1]; }\n"
    )
    (tmp_path / "blur.cu").write_text(
        '#include "near.cuh"\n'
        "__global__ void blur(float* o, const float* a) {\n"
        "  int i = blockIdx.x * blockDim.x + threadIdx.x;\n  o[i] = near(a + 1, i);\n}\n"
    )
    made = migrate("check", str(tmp_path), "--to", "cambricon", "--format", "json")
    patterns = {
        finding["pattern"]
        for file in json.loads(made.out)["files"]
        for finding in file["findings"]
        if finding.get("pattern")
    }
    assert patterns == {"stencil"}


@pytest.mark.parametrize("to", NOT_CONVERTED)
def test_nothing_is_edited_in_a_kernel_and_the_host_is(to: str) -> None:
    ported = text(SOURCE, port(SOURCE, to=to))
    kernels = SOURCE[SOURCE.index("__global__") : SOURCE.index("void run")]
    assert kernels in ported
    assert "cudaStream" not in ported


@pytest.mark.parametrize("to", NOT_CONVERTED)
def test_what_a_kernel_names_is_counted_once_and_by_hand(to: str) -> None:
    result = port(SOURCE, to=to)
    kernel = SOURCE.index("__global__"), SOURCE.index("void run")
    inside = [item for item in result.references if kernel[0] <= item.start < kernel[1]]
    assert inside
    assert {item.status for item in inside} == {Status.MANUAL}
    assert len({item.start for item in result.references}) == len(result.references)


CALLED = """\
#include <cuda_runtime.h>
__device__ __forceinline__ unsigned lane() {
  unsigned result;
  asm("mov.u32 %0, %%laneid;" : "=r"(result));
  return result;
}
struct Plus {
  template <typename T> __device__ T operator()(T a, T b) const { return a + __ldg(&b); }
};
__host__ __device__ inline float both(float x) { return x; }
"""


@pytest.mark.parametrize("to", NOT_CONVERTED)
def test_functions_that_kernels_alone_call_are_one_finding_and_not_edited(to: str) -> None:
    result = port(CALLED, to=to)
    ported = text(CALLED, result)
    assert CALLED[CALLED.index("__device__") : CALLED.index("__host__")] in ported
    found = [finding for finding in result.findings if finding.rule == RULE]
    names = ["__device__", "__forceinline__", "asm", "__device__", "__ldg"]
    assert [finding.api for finding in found] == names
    assert {(finding.cause, finding.pattern) for finding in found} == {(found[0].cause, "")}


@pytest.mark.parametrize("to", ["hip", "musa", "maca", "sycl", "ascend@950"])
def test_targets_that_convert_kernels_say_nothing_of_them(to: str) -> None:
    assert not kernel_ways(rules(to))
    assert RULE not in {finding.rule for finding in port(SOURCE, to=to).findings}


def test_json_has_the_pattern_of_a_kernel_and_of_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(SOURCE)
    result = migrate("check", str(tmp_path), "--to", NOT_CONVERTED[0], "--format", "json")
    (file,) = json.loads(result.out)["files"]
    patterns = {item["id"]: item.get("pattern") for item in file["findings"]}
    assert patterns.pop(RULE) in ("elementwise", "reduction")
    assert not any(patterns.values())


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('message = "x"', "elementwise, irregular is missing"),
        ('message = "x"\n[pattern.sorting]', "unknown key 'sorting'"),
        ('mesage = "x"', "unknown key 'mesage'"),
    ],
)
def test_a_target_says_the_way_for_every_pattern(tmp_path: Path, written: str, says: str) -> None:
    (tmp_path / "musa").mkdir()
    (tmp_path / "musa/kernels.toml").write_text(written)
    with pytest.raises(UserError, match=says):
        kernel_ways(load("musa", [tmp_path]))
