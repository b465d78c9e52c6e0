"""Declarations that a tree copies from CUDA's headers."""

from __future__ import annotations

import pytest

from migrate.model import Status
from tests.porting import port

HEAD = "#include <cuda.h>\n"
NUMBERED = {
    "with-a-number": ("enum A { CU_DEVICE_ATTRIBUTE_WARP_SIZE = 10 };", True),
    "counted-on": ("typedef enum { CUDA_ERROR_INVALID_VALUE = 1, CUDA_ERROR_UNKNOWN } E;", True),
    "with-a-note-in-the-table": (
        "enum A { CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75 };",
        True,
    ),
    "success-is-zero": ("typedef enum { CUDA_SUCCESS = 0 } R;", False),
    "called-the-same": ("enum N { ncclSum = 0 };", False),
    "as-a-value": ("enum Mine { WIDTH = CU_DEVICE_ATTRIBUTE_WARP_SIZE };", False),
    "without-a-port": ("enum J { CU_JIT_INPUT_CUBIN_NO_SUCH = 4 };", False),
}


@pytest.mark.parametrize(("source", "stays"), NUMBERED.values(), ids=NUMBERED.keys())
def test_an_enumerator_keeps_its_name_with_its_number(source: str, stays: bool) -> None:
    result = port(HEAD + source + "\n", "a.h")
    told = [item for item in result.findings if item.rule == "migrate/copied-number"]
    assert bool(told) is stays
    assert all(item.status is Status.MANUAL and item.suggestion for item in told)
    body = source[source.index("{") :].encode()
    same = "NO_SUCH" in source or "nccl" in source
    assert (body in (result.content or body)) is (stays or same)


LISTED = {
    "first": ("PROC(cuDriverGetVersion, (int *version));", False),
    "behind-its-type": ("PROC(CUresult, cuDriverGetVersion, (int *version));", False),
    "called": ("int f(int *v) { return CHECK(cuDriverGetVersion, (v)); }", True),
    "without-parameters": ("PROC(cuDriverGetVersion);", True),
}


@pytest.mark.parametrize(("source", "told"), LISTED.values(), ids=LISTED.keys())
def test_a_list_of_functions_calls_none(source: str, told: bool) -> None:
    result = port(f"{HEAD}{source}\n", "a.h")
    assert [item.rule for item in result.findings] == ["hip/names/driver"] * told
    assert b"hipDriverGetVersion" in (result.content or b"")
