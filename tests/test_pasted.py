"""Names that the preprocessor puts together are ported by their beginning, or reported."""

from __future__ import annotations

import pytest

from migrate.model import Status
from tests.porting import assert_sound, body, port

CALLS = "void f(cublasHandle_t h) { GEMM(S)(h); GEMM(D)(h); }\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#define GEMM(T) cublas##T##gemm\n", "#define GEMM(T) hipblas##T##gemm\n"),
        ("#define GEMM(T, f) cublas ## T ## f\n", "#define GEMM(T, f) hipblas ## T ## f\n"),
        ("#define EXEC(A, B) cufftExec##A##2##B\n", "#define EXEC(A, B) hipfftExec##A##2##B\n"),
        (
            "#define F(X) cuda ## \\\n X\nint a = F(Free)(p);\n",
            "#define F(X) hip ## \\\n X\nint a = F(Free)(p);\n",
        ),
        (
            "#if A\n#define ORG(f) cusolver##f(h)\n#else\n#define ORG(f) 0\n#endif\n"
            "int a = ORG(DnSorgqr) + ORG(DnDorgqr);\n",
            "#if A\n#define ORG(f) hipsolver##f(h)\n#else\n#define ORG(f) 0\n#endif\n"
            "int a = ORG(DnSorgqr) + ORG(DnDorgqr);\n",
        ),
        (
            "#define CAT(a, b) a##b\n#define F(name) CAT(cuda, name)\nint a = F(Free)(p);\n",
            "#define CAT(a, b) a##b\n#define F(name) CAT(hip, name)\nint a = F(Free)(p);\n",
        ),
        ("#define F(name) JOIN(cublas, name)\n", "#define F(name) JOIN(hipblas, name)\n"),
        ("#define CAT(a, b) a##b\n#define F(cuda, name) CAT(cuda, name)\n", None),
        ("#define CAT(a, b) a##b\n#define F(name) CAT(cuda, free)\n", None),
        ("#define F(name) emit(cuda, name)\n", None),
        ("#define MAKE(T) make_##T##4\n", None),
        ("#define MINE(x) cublas##x##_of_mine\n", None),
        ("#define MINE(x) x##cudaFree\n", None),
        ("#define MINE(cudaX, y) cudaX##y\n", None),
        ("// #define GEMM(T) cublas##T##gemm\n", None),
        ("#ifdef USE_ROCM\n#define GEMM(T) cublas##T##gemm\n#endif\n", None),
    ],
)
def test_what_becomes_of_it(before: str, after: str | None) -> None:
    result = port(before, "a.h")
    assert_sound(before.encode(), result)
    assert body(before) == (before if after is None else after)


def told(source: str) -> list[tuple[str, Status]]:
    return [
        (item.message, item.status)
        for item in port(source, "a.h").findings
        if item.rule == "migrate/pasted-name"
    ]


def test_a_name_whose_beginning_is_a_macro_is_left_and_told_of() -> None:
    source = (
        "#define PREFIX cuda\n#define CAT_(a, b) a##b\n#define CAT(a, b) CAT_(a, b)\n"
        "#define F(name) CAT(PREFIX, name)\nint a = F(Free)(p);\n"
    )
    message = "cuda##name is put together by the preprocessor, and is not rewritten: cudaFree fits"
    assert told(source) == [(message, Status.MANUAL)]
    assert body(source) == source


def test_where_every_name_fits_nothing_is_said() -> None:
    source = "#define GEMM(T) cublas##T##gemm\n" + CALLS
    assert told(source) == []
    (found,) = (item for item in port(source, "a.h").references if "##" in item.name)
    assert (found.name, found.status) == ("cublas##T##gemm", Status.PORTED)


def test_calls_are_those_of_the_macro_and_not_of_another_of_its_name() -> None:
    define = "#define COPY(x, y) cudaMemcpy##x##y\nint a = COPY(To, Symbol)(p);\n"
    other = "#undef COPY\n#define COPY(x, y) cudaMalloc##x(y)\nint b = COPY(Host, 1);\n"
    assert told(define + "#undef COPY\n") == told(define)
    assert told(define + other)[:1] == told(define)
    fits = "#define COPY(x) cudaMemcpy##x\nint a = COPY(Async)(p);\n#undef COPY\n"
    assert told(fits) == told(
        fits + "#define COPY(a, x) cudaMemcpy##x\nint b = COPY(0, Peer)(p);\n"
    )


def test_calls_in_the_file_decide_which_names_are_meant() -> None:
    define = "#define COPY(x) cudaMemcpy##x\n"
    ((message, status),) = told(define)
    assert status is Status.REVIEW
    assert message.startswith("cudaMemcpy##x is put together by the preprocessor: hipMemcpy##x is")
    assert told(define + "void f() { COPY(Async)(a, b, n, k, s); }\n") == []


def test_names_of_several_beginnings_are_left_to_a_person() -> None:
    define = "#define CALL(x) cu##x\n"
    assert body(define) == define
    ((message, status),) = told(define + "void f() { CALL(daMemcpyToSymbol)(a, b, 4); }\n")
    assert status is Status.MANUAL
    assert message.endswith("is not rewritten: cudaMemcpyToSymbol fits")


def test_a_file_with_nothing_else_is_looked_at() -> None:
    assert len(port("#define GEMM(T) cublas##T##gemm\n", "a.h").references) == 1


def test_a_namespace_is_put_together_by_nobody() -> None:
    """SYCL has another for libcu++'s ``cuda``, which says nothing of ``cudaFree``."""
    result = port("#define CAT(a, b) a##b\n#define F(name) CAT(cuda, name)\n", to="sycl")
    assert [finding.status for finding in result.findings] == [Status.MANUAL]
    assert result.content is None
