"""Definitions get the words that mark their declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Status
from tests.hipcc import compiled
from tests.porting import assert_sound, encoded, port, references, text

API = "mark of a declaration"
HEAD = "#include <cuda_runtime.h>\n"
BOTH = "__host__ __device__ "

# A declaration, a definition without marks, what the definition begins with, and where.
MARKED = {
    "function": (
        "__device__ int f(int a, float *p = 0);",
        "int f(int b, float* q) {",
        "__device__ ",
    ),
    "member": (
        "struct S { __host__ __device__ bool g(int i); };",
        "inline bool S::g(int i) {",
        BOTH,
    ),
    "one-of-two": (
        "struct S { void g(const int i); __device__ void g(float x[]); };",
        "void S::g(float* x) {",
        "__device__ ",
    ),
    "only-one-of-its-name": (
        "struct S { typedef int T; public: __device__ T g(T i); };",
        "S::T S::g(S::T i) {",
        "__device__ ",
    ),
    "constant": (
        "struct S { int g() const; __device__ int g(); };",
        "int S::g() {",
        "__device__ ",
    ),
    "constructor": (
        "class S { int v; public: explicit __device__ S(int a); };",
        "S::S(int a) : v(a) {",
        "__device__ ",
    ),
    "operator": (
        "struct S { __device__ S& operator+=(S const& o); };",
        "S& S::operator+=(const S &o) {",
        "__device__ ",
    ),
    "template": (
        "template <class T> struct S { __device__ T g(int i) const; };",
        "template <class T> inline T S<T>::g(int i) const {",
        "__device__ ",
    ),
    "special-case": (
        "template <typename T> __device__ T zero() { return T(0); }",
        "template <> float zero<float>() {",
        "__device__ ",
    ),
    "special-case-of-a-class": (
        "template <int N> struct S { static __device__ float g(float x); };",
        "template <> float S<0>::g(float x) {",
        "__device__ ",
    ),
    "qualified": (
        "namespace a { namespace b { __device__ float f(float, int = 2); } }",
        "float a::b::f(float x, int n) {",
        "__device__ ",
    ),
    "namespace": (
        "namespace a { __device__ int f(int); }",
        "namespace a { int f(int x) {",
        "__device__ ",
    ),
    "one-word-more": (
        "struct S { __host__ __device__ void g(); };",
        "__host__ void S::g() {",
        "__device__ ",
    ),
}
LEFT = {
    "marked": ("__device__ int f(int);", "__device__ int f(int x) {"),
    "kernel": ("__global__ void f(int);", "__global__ void f(int x) {"),
    "of-the-host": ("__host__ int f(int);", "int f(int x) {"),
    "overload": ("__device__ int f(int);", "int f(float x) {"),
    "overloaded-member": (
        "struct S { __device__ void g(int); void g(float); };",
        "void S::g(float x) {",
    ),
    "other-class": ("struct S { __device__ void g(int); };", "void T::g(int x) {"),
    "unknown-macro": ("__device__ int f(int);", "MY_INLINE int f(int x) {"),
    "template-of-both-sides": (
        "template <class T> T zero(int); template <class T> __device__ T zero();",
        "template <> float zero<float>(int) {",
    ),
}


def _code(declaration: str, definition: str) -> str:
    closing = "\n}\n}\n" if definition.startswith("namespace") else "\n}\n"
    return f"{HEAD}struct T {{ void g(int x); }};\n{declaration}\n{definition}{closing}"


@pytest.mark.parametrize(("declaration", "definition", "marks"), MARKED.values(), ids=MARKED.keys())
def test_a_definition_gets_the_marks_of_its_declaration(
    declaration: str, definition: str, marks: str
) -> None:
    source = _code(declaration, definition)
    result = port(source)
    parts = (
        definition.partition("{ ") if definition.startswith("namespace") else ("", "", definition)
    )
    head, blank, rest = parts
    if rest.startswith("template"):
        head, blank, rest = rest.partition("> ")
    assert f"\n{head}{blank}{marks}{rest}\n" in text(source, result)
    assert_sound(encoded(source), result)
    assert (API, Status.PORTED.value) in references(result)


@pytest.mark.parametrize(("declaration", "definition"), LEFT.values(), ids=LEFT.keys())
def test_what_is_not_surely_the_same_function_stays(declaration: str, definition: str) -> None:
    source = _code(declaration, definition)
    result = port(source)
    assert f"\n{definition}\n" in text(source, result)
    assert (API, Status.PORTED.value) not in references(result)


def test_a_macro_of_the_declaration_is_left_to_a_person() -> None:
    declaration = (
        "#define MY_HOST_DEVICE __host__ __device__\nstruct S { MY_HOST_DEVICE void g(); };"
    )
    result = port(_code(declaration, "void S::g() {"))
    (finding,) = (item for item in result.findings if item.rule == "migrate/marking")
    assert finding.status is Status.MANUAL
    assert finding.suggestion == "Write MY_HOST_DEVICE here, too"


@pytest.mark.parametrize("to", ["sycl", "musa", "maca"])
def test_other_targets_are_not_asked(to: str) -> None:
    source = _code("__device__ int f(int);", "int f(int x) {")
    assert "\nint f(int x) {\n" in text(source, port(source, to=to))


@pytest.mark.hipcc
def test_what_got_its_marks_compiles(tmp_path: Path) -> None:
    for name, (declaration, definition, _) in MARKED.items():
        source = _code(declaration, definition).replace("struct T { void g(int x); };\n", "")
        made = text(source, port(source)).replace(") {\n", ") { while (1);\n")
        file = tmp_path / f"{name}.cpp"
        file.write_text(made)
        assert "error" not in compiled(file, "gfx90a", tmp_path), name
