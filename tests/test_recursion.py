"""Which functions of a file call themselves."""

from __future__ import annotations

import pytest

from migrate.values.code import Code
from migrate.values.recursion import Recursion
from tests.porting import scanned


def kind(code: str) -> str:
    """What is said of the place before which an ``@`` stands."""
    before, _, after = f"__device__ int first() {{ return 0; }}\n{code}".partition("@")
    seen = scanned(before + after)
    assert seen is not None
    return Recursion(Code(seen.reading)).kind(len(before.encode()))


@pytest.mark.parametrize(
    ("code", "found"),
    {
        "int @f(int n) { return n ? f(n - 1) : 0; }": "surely",
        "int @f(int n, int m = 2) { return n ? f(n - 1) : 0; }": "surely",
        "struct S { int @f(int n) const { return n ? this->f(n - 1) : 0; } };": "surely",
        "int S::@f(int n) const { return n ? f(n - 1) : 0; }": "surely",
        "int f(int n); int g(int n) { return f(n); } int @f(int n) { return g(n); }": "surely",
        "template <class T> T @f(T a, T b) { return b ? f(b, a % b) : a; }": "surely",
        "int f(int n) { @return f(n); }": "surely",
        "struct S { S *next; int @f() const { return next->f(); } };": "perhaps",
        "struct S { S* at(int); int @f() { return at(1)->f(); } };": "perhaps",
        "struct S { std::vector<S> all; int @f() { return all[0].f(); } };": "perhaps",
        "struct S; using P = S*; struct S { P next; int @f() { return next->f(); } };": "perhaps",
        "struct B { int @f() { return ((D*)this)->f(); } }; struct D : B {};": "perhaps",
        "struct B { int @f(); }; struct D : B { }; int B::f() { D d; return d.f(); }": "",
        "struct B { int f(); }; struct D : B { }; int B::@f() { D d; return d.f(); }": "perhaps",
        # members of other classes, and of what a template is given
        "struct A { int f() { return 1; } }; struct S { A a; int @f() { return a.f(); } };": "",
        "template <class T> struct S { T a; int @f() const { return a.f(); } };": "",
        "struct S { typedef typename X::Y A; A a; int @f() const { return a.f(); } };": "",
        "template <class T> struct W { T a; int f() { return a.f(); } };"
        "struct N { W<N>* w; int @f() { return w->f(); } };": "perhaps",
        "struct S { int f() { return 1; } }; int @f() { S s; return s.f(); }": "",
        "int f(); struct S { int @g() { return f(); } int f() { return g(); } };": "surely",
        # those whose types are plain to see
        "float f(float2 v) { return v.x; }"
        "float @f(float4 v) { return f(make_float2(v.x, v.y)); }": "",
        "template <class T> T f(V<T, 3> v) { return v; }"
        "template <class T> T @f(V<T, 4> v) { return f(V<T, 3>{v}); }": "",
        "double f(double a) { return a; } float @f(float a) { return f((double)a); }": "",
        "double f(double a) { return f((float)a); }"
        "float @f(float a) { return f((double)a); }": "surely",
        "float @f(float3 v) { return v.x; } float3 g(float3 v) { return float3(f(v.x)); }": "",
        "u64 @f(uint64_t* p) { return f((unsigned long long*)p); }": "",
        "int @f(int* p) { return f(reinterpret_cast<unsigned int*>(p)); }": "",
        "int @f(int* p) { return f((int32_t*)p); }": "surely",
        "int @f(ull* p) { return f((unsigned long long*)p); }": "surely",
        # another of its name, or of its instances, or somebody else's
        "float f(float a) { return a; } float @f(v2 v) { return f(v.x); }": "perhaps",
        "float f(float a) { return a; } float @f(const float2& v) { return f(v.x); }": "",
        "float f(float a) { return a; } float @f(float2 v, pair w) { return f(w.x, v); }": "surely",
        "float @f(float2 v) { return f(v + v.x); }": "surely",
        "float f(float a) { return a; } float @f(float a, float b) { return f(a) + f(b); }": "",
        "template <int N> int @f() { return f<N - 1>(); }": "",
        "template <class T, class... R> T @f(T a, R... r) { return a + f(r...); }": "",
        "float @f(float a) { return std::f(a); }": "",
        # a variable with its value, what stands in a string, and another function
        "int @f(int n) { vector f(n); return 0; }": "",
        'int @f(int n) { puts("f(1)"); return n; }': "",
        "int @f(int n) { if (n) { return g(n); } return 0; }": "",
        "int f(int n) { return f(n); }\nint @last;\n": "",
    }.items(),
)
def test_what_calls_itself(code: str, found: str) -> None:
    assert kind(code) == found
