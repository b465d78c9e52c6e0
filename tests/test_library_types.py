"""Libraries by the types they take: the same call has other right answers at other versions."""

from __future__ import annotations

import pytest

from migrate.model import Status
from tests import porting

COMPLEX = "cublasCgemm cublasZaxpy cublasIcamax cublasIzamin cublasCgetrfBatched".split()


@pytest.mark.parametrize("name", COMPLEX)
def test_complex_calls_take_hips_types(name: str) -> None:
    target = name.replace("cublas", "hipblas")
    found = {to: porting.rules(f"hip@{to}").verdict(name) for to in ("5.7", "6.0", "6.4", "7.0")}
    told = {to: (item.status, item.target) for to, item in found.items() if item is not None}
    assert told["5.7"] == (Status.REVIEW, target)
    assert told["6.0"] == told["6.4"] == (Status.PORTED, f"{target}_v2")
    assert told["7.0"] == (Status.PORTED, target)


@pytest.mark.parametrize("to", ["5.2", "6.0", "6.4", "7.0"])
def test_what_has_no_complex_argument_says_nothing_of_them(to: str) -> None:
    for name in ("cublasCreate", "cublasCreate_v2", "cublasSgemm", "cublasIsamax"):
        verdict = porting.rules(f"hip@{to}").verdict(name)
        assert verdict is not None
        assert (verdict.status, verdict.message) == (Status.PORTED, "")


@pytest.mark.parametrize(
    ("to", "ported"), [("6.2", "hipblasGemmEx_v2(h, "), ("7.0", "hipblasGemmEx(h, ")]
)
def test_a_data_type_becomes_a_type_to_compute_in(to: str, ported: str) -> None:
    types = "CUDA_R_16F, 4, b, CUDA_R_16F, 4, &z, c, CUDA_R_32F, 4, CUDA_R_32F, CUBLAS_GEMM_DEFAULT"
    call = f"cublasGemmEx(h, o, o, 4, 4, 4, &a, a, {types});"
    source = f"#include <cublas_v2.h>\nvoid f(cublasHandle_t h) {{ {call} }}\n"
    text = porting.text(source, porting.port(source, to=f"hip@{to}"))
    assert ported in text
    assert "HIP_R_32F, 4, HIPBLAS_COMPUTE_32F, HIPBLAS_GEMM_DEFAULT" in text


def test_the_interface_without_handles_is_told_call_by_call() -> None:
    calls = "cublasSscal(n, a, x, 1); float r = cublasSdot(n, x, 1, x, 1);"
    body = f"void f(int n, float a, float *x) {{ {calls} }}\n"
    old = porting.port(f"#include <cublas.h>\n{body}")
    assert [item.rule for item in old.findings].count("hip/blas/legacy") == 2
    quoted = porting.port(f'#include "cublas.h"\n{body}')
    assert [item.rule for item in quoted.findings].count("hip/blas/legacy") == 2
    new = porting.port(f"#include <cublas_v2.h>\n{body}")
    assert "hip/blas/legacy" not in {item.rule for item in new.findings}
