"""Which declaration a name refers to at a place: its type, its value and where it comes from."""

from __future__ import annotations

from time import perf_counter

import pytest

from migrate.model import Span
from migrate.text.syntax import SyntaxTree, parse
from migrate.values.facts import Facts
from tests.porting import body, scanned

MARK = "@"


def at_mark(source: str, text: str) -> tuple[Facts, SyntaxTree, Span]:
    """What is known of a source where ``text`` stands in place of its mark."""
    at = source.index(MARK)
    source = source.replace(MARK, text)
    seen = scanned(f"{source}\nvoid _() {{ cudaFree(0); }}\n")
    assert seen is not None
    whole = parse(seen.data)
    tree, _ = whole.leaf(at, at + len(text))
    return Facts(seen), tree, Span(at, at + len(text))


def number(source: str) -> str:
    facts, tree, span = at_mark(source, "n")
    return facts.types.number(tree, span)


def value(source: str) -> int | None:
    facts, tree, span = at_mark(source, "n")
    return facts.integers.value(tree, span)


TYPES = {
    # blocks
    "void f(int n) { { unsigned n = 1; @; } }": "unsigned int",
    "void f(int n) { { unsigned n = 1; } @; }": "int",
    "void f(int n) { { @; unsigned n = 1; } }": "int",
    "void f() { { unsigned n = 1; } @; }": "",
    "void f() { @; unsigned n = 1; }": "",
    "void f() { int n = 1; { long n = 2; { float n = 3; } @; } }": "long",
    "void f(int n) { if (n) { unsigned n = 1; } else { @; } }": "int",
    "void f(int n) { unsigned n = @; }": "unsigned int",
    # statements with a head
    "void f() { for (int n = 0; n < 3; ++n) @; const unsigned n = 4; }": "int",
    "void f() { for (int n = 0; n < 3; ++n) ; for (unsigned n = 0; @ < 3; ++n) ; }": "unsigned int",
    "void f() { for (unsigned n = 0;;) ; for (int n = 0;;) { @; } }": "int",
    "void f(long n) { for (unsigned n = 0;;) for (float n = 0;;) ; @; }": "long",
    "void f(int n) { if (unsigned n = g(); n > 2) { @; } }": "unsigned int",
    "void f(int n) { if (unsigned n = g(); n > 2) ; else @; }": "unsigned int",
    "void f(int n) { if (unsigned n = g()) ; @; }": "int",
    "void f(int n) { while (unsigned n = g()) { @; } }": "unsigned int",
    "void f(int n) { switch (unsigned n = g(); n) { case 1: @; } }": "unsigned int",
    "void f(int n) { for (unsigned n : v) @; }": "unsigned int",
    "void f(int n) { for (const unsigned n : v) @; }": "unsigned int",
    "void f(int n) { for (unsigned n : @) ; }": "int",
    "void f(int n) { for (auto n : v) @; }": "",
    "void f(int n) { for (auto& [n, m] : v) @; }": "",
    "void f(int n) { auto [n, m] = g(); @; }": "",
    "void f(int n) { { auto [n, m] = g(); } @; }": "int",
    "void f(int n) { try { unsigned n = 1; } catch (float n) { @; } }": "float",
    # functions and lambdas
    "void f(unsigned n) {} void g(int n) { @; }": "int",
    "void f(unsigned n) {} void g() { @; }": "",
    "void f(int n) { auto l = [=](unsigned n) { @; }; }": "unsigned int",
    "void f(int n) { auto l = [=](unsigned n) { }; @; }": "int",
    "void f(int n) { auto l = [=](unsigned m) { return @; }; }": "int",
    "void f(int n) { auto l = [n = 3u](unsigned m) { return @; }; }": "",
    "void f(int n) { struct S { void g(unsigned n) { @; } }; }": "unsigned int",
    "void f(int n) { void g(unsigned n); @; }": "int",
    "void f(int n) { void (*g)(unsigned n) = 0; @; }": "int",
    "void f(int n = 3) { @; }": "int",
    "void f(int n [[maybe_unused]]) { @; }": "int",
    "template <typename... T> void f(T... n) { @; }": "",
    # a file
    "const unsigned n = 1; void f() { @; }": "unsigned int",
    "void f() { @; } const unsigned n = 1;": "",
    "const unsigned n = 1; void f(int n) { @; }": "int",
    "void g() { const unsigned n = 1; } void f() { @; }": "",
    "template <unsigned n> void g() {} template <int n> void f() { @; }": "int",
    "template <unsigned n> void g() {} void f() { @; }": "",
    "void g(float a, unsigned n, int b); void f() { @; }": "",
    "struct A { static const int n = 1; }; struct B { void f() { @; } long n; };": "long",
    "struct A { static const int n = 1; }; void f() { @; }": "",
    "struct A { union { int n; }; void f() { @; } };": "int",
    "namespace a { const int n = 1; void f() { @; } } namespace b { const long n = 1; }": "int",
    "namespace a { const int n = 1; } namespace b { const long n = 1; } void f() { @; }": "",
    "namespace a { const int n = 1; } void f() { @; }": "int",
    'extern "C" { const int n = 1; void f() { @; } }': "int",
    "namespace a { void f(unsigned n) {} void g(int n) { @; } }": "int",
    "const unsigned n = 1; void f() { using other::n; @; }": "",
    "const unsigned n = 1; void f() { enum { n = 2 }; @; }": "",
    # branches
    "void f() {\n#if A\nint n = 1;\n#else\nint n = 2;\n#endif\n@; }": "int",
    "void f() {\n#if A\nint n = 1;\n#else\nunsigned n = 2;\n#endif\n@; }": "",
    "void f() {\n#if A\nint n = 1;\n#else\nunsigned n = 2; @;\n#endif\n}": "unsigned int",
    "void f() {\n#if A\nint n = 1; @;\n#elif B\nunsigned n = 2;\n#endif\n}": "int",
    "void f(int n) { {\n#if A\nunsigned n = 1;\n#endif\n@; } }": "",
    "void f(int n) { {\n#if A\nint n = 1;\n#endif\n@; } }": "int",
    "#ifndef H\n#define H\nconst int n = 1;\nvoid f() { @; }\n#endif\n": "int",
    # macros
    "#define n 3u\nvoid f() { @; }": "unsigned int",
    "#define DECLARE(x) unsigned x = 1;\nvoid f(int n) { { DECLARE(n); @; } }": "",
    "#define DECLARE(x) unsigned x = 1;\nvoid f(int n) { { DECLARE(n); } @; }": "int",
    "#define USE(x) g(x)\nvoid f(int n) { { USE(n); @; } }": "int",
    "#define USE(x) do { int y = x; g(y); } while (0)\nvoid f(int n) { { USE(n); @; } }": "int",
    "#define SETUP unsigned n = 1;\nvoid f(int n) { { SETUP; @; } }": "",
    "#define SETUP unsigned n = 1;\nvoid f(int n) { @; }": "int",
    "void f(int n) { { FROM_ELSEWHERE(n); @; } }": "",
    "void f(int n) { FROM_ELSEWHERE(n); @; }": "int",
    "void f(int n) { { CHECK(n); @; } }": "int",
    "void f(unsigned n) { KERNEL_LOOP(n, m) { @; } }": "",
    "void f(unsigned n) { KERNEL_LOOP(i, m) { @; } }": "unsigned int",
    "const int n = 1;\n#define M(n) g(@)\n": "",
    "const int n = 1;\n#define M(x) g(@)\n": "int",
    "const int n = 1;\n#define M(x) g(@)\nvoid f() { unsigned n = 2; M(1); }": "",
    "void f() { const int n = 1; }\n#define M(x) g(@)\n": "",
    # broken code
    "void f(int n) { if (g( { unsigned n = 1; } @; }": "",
    "void f(int n) { a b c d; @; }": "int",
}  # fmt: skip


@pytest.mark.parametrize(("source", "kind"), TYPES.items(), ids=TYPES)
def test_the_type_is_that_of_the_declaration_seen(source: str, kind: str) -> None:
    assert number(source) == kind


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("void f(int n) { unsigned n = 1; { float *n = 0; @; } }", "float *"),
        ("void f(unsigned long long n) { { int n = 1; } @; }", "unsigned long long"),
        ("void f() { int n = 1; { auto [n, m] = g(); @; } }", ""),
    ],
)
def test_the_declared_type_too(source: str, wanted: str) -> None:
    facts, tree, span = at_mark(source, "n")
    assert facts.types.declared(tree, span) == (wanted,)


VALUES = {
    "void f() { constexpr int n = 4; @; } void g() { constexpr int n = 8; }": 4,
    "void f() { constexpr int n = 4; } void g() { constexpr int n = 8; @; }": 8,
    "void f() { constexpr int n = 4; } void g(int n) { @; }": None,
    "void f() { constexpr int n = 4; } void g() { @; }": None,
    "constexpr int n = 4; void f(int n) { @; }": None,
    "constexpr int n = 4; void f() { for (int n = 0;;) @; }": 0,
    "constexpr int n = 4; void f() { for (int n = 0; n < 9; n++) @; }": None,
    "constexpr int n = 4; void f() { for (int n = 0;;) ; @; }": 4,
    "constexpr int n = 4; template <int n> void f() { @; }": None,
    "constexpr int n = 4; void f() { { constexpr int n = 8; } @; }": 4,
    "constexpr int n = 4; void f() { { constexpr int n = 8; @; } }": 8,
    "constexpr int m = 1; const int n = m * 2; void f() { constexpr int m = 5; @; }": 2,
    "#define n (m * 2)\nconstexpr int m = 1; void f() { constexpr int m = 5; @; }": 10,
    "enum { n = 4 }; void f() { @; }": 4,
    "enum { n = 4 }; void f(int n) { @; }": None,
    "enum class E { n = 4 }; void f() { @; }": None,
    "namespace a { const int n = 4; } namespace b { const int n = 8; void f() { @; } }": 8,
    "namespace a { const int n = 4; } namespace b { const int n = 8; } void f() { @; }": None,
    "struct A { static constexpr int n = 4; }; struct B { static constexpr int n = 8; int m[@]; };":
        8,
    "#if A\nconst int n = 4;\n#else\nconst int n = 8;\n#endif\nvoid f() { @; }": None,
    "#if A\nconst int n = 4;\n#else\nconst int n = 4;\n#endif\nvoid f() { @; }": 4,
    "const int n = 4;\n#define M(x) g(@)\n": 4,
    "const int n = 4;\n#define M(n) g(@)\n": None,
}  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), VALUES.items(), ids=VALUES)
def test_the_value_is_that_of_the_declaration_seen(source: str, wanted: int | None) -> None:
    assert value(source) == wanted


ORIGINS = {
    "void f(int n) { { int n = threadIdx.x; } @; }": {"n"},
    "void f(int n) { { int n = threadIdx.x; @; } }": {"n", "threadIdx", ".x"},
    "void f() { int n = a; { int n; n = threadIdx.x; } @; }": {"n", "a"},
    "void f() { int n = a; { n = threadIdx.x; } @; }": {"n", "a", "threadIdx", ".x"},
    "void f() { for (int n = threadIdx.x;;) ; for (int n = a;;) @; }": {"n", "a"},
    "void f() { int m = a; int n = m; { int m = threadIdx.x; @; } }": {"n", "m", "a"},
    "void f() { int n = a; auto l = [&] { n = b; @; }; }": {"n", "a", "b"},
    "void f() { int n = a; a b c d; { int n = b; @; } }": {"n", "a", "b"},
}


@pytest.mark.parametrize(("source", "wanted"), ORIGINS.items(), ids=ORIGINS)
def test_a_value_comes_from_the_variable_seen(source: str, wanted: set[str]) -> None:
    facts, tree, span = at_mark(source, "n")
    assert facts.variables.origins(tree, span) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("void f() { { int n = 64; n++; } int n = 32; k<<<1, @>>>(); }", 32),
        ("void f() { int n = 32; { int n = 64; k<<<1, @>>>(); } }", 64),
        ("void f(int n) { { dim3 n(64, 2); } k<<<1, @>>>(); }", None),
        ("void f(int n) { { dim3 n(64, 2); k<<<1, @>>>(); } }", 128),
        ("void f() { dim3 n(m, 2); int m = 3; k<<<1, @>>>(); }", None),
    ],
)
def test_a_size_is_that_of_the_variable_seen(source: str, wanted: int | None) -> None:
    facts, tree, span = at_mark(source, "n")
    assert facts.integers.part(tree, span, "threads") == wanted


def test_bounds_of_a_kernel_are_those_its_place_sees() -> None:
    source = (
        "constexpr int N = 64;\n__global__ void __launch_bounds__(N) one() {}\n"
        "void other() { constexpr int N = 128; }\n"
        "template <int N> __global__ void __launch_bounds__(N) two() {}\nvoid f() { @; }"
    )
    for name, threads in (("one", 64), ("two", None)):
        facts, tree, span = at_mark(source, name)
        assert [kernel.threads for kernel in facts.kernels.at(tree, span)] == [threads]


def test_two_integers_of_one_sign_are_left_alone() -> None:
    source = (
        "__global__ void k(int *o) { const int first = 1; "
        "for (int i = threadIdx.x; i < 3; ++i) o[i] = max(first + i, 0); "
        "const unsigned int i = blockIdx.x; }\n"
    )
    assert body(source) == source


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    ["for (int i = 0;;) o[i] = max(i, 1u);\n", "int i; o[i] = max(i, 1u);\n", "{ unsigned i; }\n",
     "\n#if A\nint i = 1;\n#endif\no[i] = max(i, 1u);\n", "{ int i = max(i, 1u);\n"],
)  # fmt: skip
def test_many_declarations_of_a_name_are_not_slow(part: str) -> None:
    def seconds(count: int) -> float:
        start = perf_counter()
        body(f"__global__ void k(int *o) {{ {part * count} o[i] = max(i, 1u); }}\n")
        return perf_counter() - start

    seconds(10)
    assert seconds(800) < 12 * seconds(200) + 0.5


@pytest.mark.slow
def test_many_constants_are_not_slow() -> None:
    def seconds(count: int) -> float:
        start = perf_counter()
        body(
            "".join(
                f"const int n{i} = {i};\n#define M{i}(x) max(n{i}, x)\n"
                f"__global__ void k{i}(int *o) {{ o[0] = max(n{i}, 1u); }}\n"
                for i in range(count)
            )
        )
        return perf_counter() - start

    seconds(10)
    assert seconds(800) < 12 * seconds(200) + 0.5
