"""Which classes set something of each object, by what they declare."""

from __future__ import annotations

import pytest

from migrate.tree.initialised import initialised

SETS = (
    "struct A { A() : x(1) {} int x; };",
    "struct A { __host__ __device__ A() { x = 1; } int x; };",
    "class A { public: HD A(int first = 0); int x; };",
    "template <class T> struct A { T x = T(0); };",
    "struct A final : public Base { int x{3}; };",
    "struct alignas(16) A { int rows[2] = {1, 2}; };",
    "struct A { int f() { return 0; } /* A() {} */ A(); };",
)
SETS_NOTHING = (
    "struct A { A() {} int x; };",
    "struct A { A() = default; A(int y) : x(y) {} int x; };",
    "struct A { static constexpr int n = 3; enum { B = 1 }; int x[n]; };",
    "struct A { A& operator=(const A& other) { x = other.x; return *this; } int x; };",
    "struct A { void set(int y = 1) { x = y; } ~A() { x = 0; } int x; };",
    "struct A { virtual int f() = 0; using T = int; T x; };",
    "struct A; A make();",
    "struct A { union { int x; float y; } both; union { int z; }; };",
)


@pytest.mark.parametrize("code", SETS)
def test_a_class_that_sets_something(code: str) -> None:
    assert initialised(code.encode()) == {"A"}


@pytest.mark.parametrize("code", SETS_NOTHING)
def test_a_class_that_sets_nothing(code: str) -> None:
    assert initialised(code.encode()) == frozenset()
