"""Deduction guides without a template's head, and launches with braces."""

from __future__ import annotations

import pytest

from tests.porting import body, port

BOX = "template <class T> struct Box { T v; __device__ Box(T x) : v(x) {} };\n"
MARK = "__host__ __device__ "
GUIDES = {
    "plain": ("Box(float) -> Box<double>;\n", f"{MARK}Box(float) -> Box<double>;\n"),
    "explicit": (
        "explicit Box(int, char) -> Box<long>;\n",
        f"{MARK}explicit Box(int, char) -> Box<long>;\n",
    ),
    "behind-a-directive": (
        "#define X\nBox(int) -> Box<X int>;\n",
        f"#define X\n{MARK}Box(int) -> Box<X int>;\n",
    ),
    "in-a-namespace": (
        "namespace a { Box(int) -> Box<char>; }\n",
        f"namespace a {{ {MARK}Box(int) -> Box<char>; }}\n",
    ),
    "marked": (f"{MARK}Box(float) -> Box<double>;\n", f"{MARK}Box(float) -> Box<double>;\n"),
    "marked-above": (
        "__device__\nBox(float) -> Box<double>;\n",
        "__device__\nBox(float) -> Box<double>;\n",
    ),
    "comment": ("// Box(float) -> Box<double>;\n", "// Box(float) -> Box<double>;\n"),
    "any-more": ("Box(int, ...) -> Box<int>;\n", f"{MARK}Box(int, ...) -> Box<int>;\n"),
    "pack-of-no-template": ("Box(U...) -> Box<int(sizeof...(U))>;\n",) * 2,
    "lambda": ("auto f = [](int x) -> Box<int> { return x; };\n",) * 2,
}
LAUNCHES = {
    "both": ("k<<<{8, 8}, {32}>>>(p);", "k<<<dim3(8, 8), dim3(32)>>>(p);"),
    "second": ("k<<<grid(1, 2), { 8 }, 0, s>>>(p);", "k<<<grid(1, 2), dim3( 8 ), 0, s>>>(p);"),
    "typed": ("k<<<dim3{8, 8}, 32>>>(p);", "k<<<dim3{8, 8}, 32>>>(p);"),
    "template": ("k<int><<<{n}, m>>>(p, {1});", "k<int><<<dim3(n), m>>>(p, {1});"),
}


@pytest.mark.parametrize(("before", "after"), GUIDES.values(), ids=GUIDES.keys())
def test_guides_are_for_both_sides(before: str, after: str) -> None:
    assert body(BOX + before) == BOX + after
    assert not port(BOX + after, "a.h").edits


def test_guides_of_code_for_the_host_stay() -> None:
    source = "template <class T> struct Box { Box(T); };\nBox(int) -> Box<char>;\ncudaError_t e;\n"
    assert body(source) == source.replace("cudaError_t", "hipError_t")


@pytest.mark.parametrize(("before", "after"), LAUNCHES.values(), ids=LAUNCHES.keys())
def test_braces_of_a_launch_get_their_type(before: str, after: str) -> None:
    assert body(f"void f() {{ {before} }}\n") == f"void f() {{ {after} }}\n"
    assert not port(f"void f() {{ {after} }}\n", "a.h").edits
