"""Names in several forms: what the tables and the rules say of the plain name holds for them."""

from __future__ import annotations

import pytest

from migrate.model import Status
from migrate.rules.forms import is_numbered, is_old_type, is_per_thread, plain_form
from tests import porting


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("cuMemcpyHtoD_v2", "cuMemcpyHtoD"),
        ("cuMemcpyHtoD_v2_ptds", "cuMemcpyHtoD"),
        ("cublasSgemm_v2_64", "cublasSgemm"),
        ("cudaLaunchKernel_ptsz", "cudaLaunchKernel"),
        ("CUDA_MEMCPY2D_v1", "CUDA_MEMCPY2D"),
        ("cudaMalloc", ""),
        ("_v2", ""),
        ("curandStateMRG32k3a_t", ""),
    ],
)
def test_the_plain_form(name: str, plain: str) -> None:
    assert plain_form(name) == plain


def test_kinds_of_forms() -> None:
    assert is_per_thread("cudaMemcpyAsync_ptsz")
    assert not is_per_thread("cudaMemcpyAsync_v2")
    assert is_old_type("CUDA_MEMCPY2D_v1")
    assert is_old_type("CUdeviceptr_v1")
    assert not is_old_type("cudaMalloc_v1")
    assert not is_old_type("CUdeviceptr_v2")
    assert is_numbered("cudnnSetFilter4dDescriptor_v4")
    assert not is_numbered("CUDA_MEMCPY2D_v1")
    assert not is_numbered("cublasSgemm_64")


@pytest.mark.parametrize(
    ("call", "to", "ported"),
    [
        ("cuMemcpyHtoD_v2(d, p, n);", "hip@6.4", "hipMemcpyHtoD(d, (void*)p, n);"),
        ("cuMemcpyHtoD_v2(d, p, n);", "hip@7.2", "hipMemcpyHtoD(d, p, n);"),
        ("CUDA_MEMCPY3D_v1 m;", "hip", "HIP_MEMCPY3D m;"),
    ],
)
def test_a_rule_edits_the_forms_of_its_name(call: str, to: str, ported: str) -> None:
    source = f"#include <cuda.h>\nvoid f(CUdeviceptr d, const void *p, size_t n) {{ {call} }}\n"
    assert ported in porting.text(source, porting.port(source, to=to))


def test_a_rewrite_names_the_form_of_the_target() -> None:
    call = "cublasHgemm_64(h, o, o, n, n, n, a, a, n, a, n, a, a, n);"
    source = f"#include <cublas_v2.h>\nvoid f(cublasHandle_t h) {{ {call} }}\n"
    text = porting.text(source, porting.port(source))
    assert "hipblasHgemm_64(h, o, o, n, n, n, reinterpret_cast<const hipblasHalf*>(a)" in text


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        ("CUdeviceptr_v2 q = 0; q += 4;", "hip/driver/pointer-arithmetic"),
        ("cuLinkAddData_v2(l, CU_JIT_INPUT_PTX, p, 1, p, 0, 0, 0);", "cuda/driver/link-input"),
        ("cublasDtrmm_v2(h, s, u, o, d, 3, 3, a, A, 3, B, 3, C, 3);", "hip/blas/trmm"),
    ],
)
def test_a_rule_reports_the_forms_of_its_name(call: str, rule: str) -> None:
    source = f"#include <cuda.h>\n#include <cublas_v2.h>\nvoid f() {{ {call} }}\n"
    assert rule in {item.rule for item in porting.port(source, to="hip@5.5").findings}


def test_a_function_of_another_release_is_told_as_that_of_this_one() -> None:
    source = "#include <cudnn.h>\nvoid f() { cudnnActivationForward_v4(h); cublasSgemm_v3(h); }\n"
    there = {item.api: item for item in porting.port(source).findings}
    assert "miopenActivationForward" in there["cudnnActivationForward_v4"].message
    assert there["cudnnActivationForward_v4"].status is Status.MANUAL
    assert "hipblasSgemm" in there["cublasSgemm_v3"].message
    own = f"int cudnnActivationForward_v4(int);\n{source}"
    assert "cudnnActivationForward_v4" not in {item.api for item in porting.port(own).findings}


def test_functions_for_the_stream_of_a_thread_are_told() -> None:
    source = "#include <cuda.h>\nvoid f() { cuMemcpyHtoD_v2_ptds(d, p, 4); }\n"
    (finding,) = porting.port(source).findings
    assert finding.status is Status.MANUAL
    assert "cuMemcpyHtoD" in finding.message
    own = f"int cuMemcpyHtoD_v2_ptds(int, int, int);\n{source}"
    assert porting.port(own).findings == ()


def test_what_only_looks_like_a_form_is_the_users() -> None:
    own = "int cudaMalloc_v2(int n);\nint f() { return cudaMalloc_v2(2); }\n"
    source = f"#include <cuda_runtime.h>\n{own}"
    assert "cudaMalloc_v2(2)" in porting.text(source, porting.port(source))
