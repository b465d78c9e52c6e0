"""Labels of a switch that become one in the port are told, once, and only where they clash."""

from __future__ import annotations

import pytest

from migrate.model import Status
from tests import porting

RULE = "migrate/repeated-label"
TOLD = {
    "algorithms": (
        "case CUBLAS_GEMM_DEFAULT: return 0; case CUBLAS_GEMM_ALGO0: return 1;",
        "CUBLAS_GEMM_ALGO0",
    ),
    "labels that fall through": (
        "case CUSOLVER_STATUS_INVALID_VALUE: case CUSOLVER_STATUS_IRS_PARAMS_INVALID: return 1;",
        "CUSOLVER_STATUS_IRS_PARAMS_INVALID",
    ),
    "behind a scope": (
        "case ::CUBLAS_OP_C: return 0; case ::CUBLAS_OP_HERMITAN: return 1;",
        "CUBLAS_OP_HERMITAN",
    ),
    "attributes": (
        "case cudaDevAttrMaxSurface2DWidth: case cudaDevAttrMaxSurface2DHeight: return 1;",
        "cudaDevAttrMaxSurface2DHeight",
    ),
}
SILENT = {
    "values of their own": "case CUBLAS_GEMM_DEFAULT: return 0; default: return 1;",
    "errors": "case cudaErrorMemoryAllocation: return 0; case cudaErrorUnknown: return 1;",
    "no labels": "case 1: f(CUBLAS_GEMM_DEFAULT); f(CUBLAS_GEMM_ALGO0); return 1;",
    "branches": "\n#if X\ncase CUBLAS_GEMM_DEFAULT: return 0;\n#else\ncase CUBLAS_GEMM_ALGO0:"
    " return 1;\n#endif\n",
}


def findings(labels: str) -> list[str]:
    source = (
        "#include <cublas_v2.h>\n#include <cusolverDn.h>\n"
        f"int g(int s) {{ switch (s) {{ {labels} }} return 2; }}\n"
    )
    result = porting.port(source)
    found = [item for item in result.findings if item.rule == RULE]
    assert all(item.status is Status.MANUAL for item in found)
    return [item.api.rpartition("::")[2] for item in found]


@pytest.mark.parametrize("name", TOLD)
def test_the_second_label_is_told(name: str) -> None:
    labels, told = TOLD[name]
    assert findings(labels) == [told]


@pytest.mark.parametrize("name", SILENT)
def test_labels_that_differ_are_silent(name: str) -> None:
    assert findings(SILENT[name]) == []


def test_two_switches_are_two() -> None:
    one, other = "case CUBLAS_GEMM_DEFAULT: return 0;", "case CUBLAS_GEMM_ALGO0: return 1;"
    assert findings(f"{one} }} switch (s) {{ {other}") == []
