"""The type of an expression, by the declarations of its file."""

from __future__ import annotations

import pytest

from migrate.model import Outcome, Span
from migrate.text.syntax import parse
from migrate.values.facts import Facts
from tests.porting import port, scanned

FILE = """
#include <cuda_fp16.h>
#define REAL half
typedef half2 Pair;
using Row = float4;
struct Base { half low; };
struct Item : Base { half h, *p; half2 a[4]; Pair pair; half own() const; void use(); };
struct Other { float h; };
template <typename A, class B> struct Both {
  A first; B second[2]; A get() const; B &operator[](int);
};
template <class T> struct Open { T h; };
half2 two(int i);
template <class T> T same(T x);
half overloaded(int); float overloaded(float);
unsigned low(const half *p);
void Item::use() { @member; }
template <class T, class half3> __global__ void k(half2 *a, half *b, const half2 *v, T *t, Item *it,
    Item &item, Open<half> open, const Both<half2, float> *both, float *f,
    half grid[8][4], Pair *pairs, REAL *reals, Row row,
    std::vector<half> list, T x, unsigned n, half3 q, long l, unsigned char c, __nv_bfloat16 *c16) {
  __shared__ half tile[32];
  auto copied = v[0]; auto *where = &b[2]; const auto &same_one = it->h;
  auto made = [=]() -> half2 { return v[0]; };
  @;
}
#define MACRO(b) use(@macro)
"""

TYPES = {
    "open.h": "half",
    "both->first": "half2",
    "both->first.x": "half",
    "both->get()": "half2",
    "both->second[0]": "float",
    "(*both)[1]": "float",
    "a + threadIdx.x": "half2 *",
    "threadIdx.x + a": "half2 *",
    "v[threadIdx.x]": "const half2",
    "*(v + 1)": "const half2",
    "&a[n]": "half2 *",
    "&*b": "half *",
    "(b)": "half *",
    "b - 1": "half *",
    "b - b": "long",
    "*b + *b": "half",
    "-*b": "half",
    "*b < *b": "bool",
    "n ? *b : b[1]": "half",
    "b[0] = 1": "half",
    "(n, *b)": "half",
    "it->h": "half",
    "it->p": "half *",
    "*it->p": "half",
    "item.a[1]": "half2",
    "item.pair": "half2",
    "it[2].low": "half",
    "it->own()": "half",
    "v->x": "half",
    "row.y": "float",
    "pairs[0]": "half2",
    "reals[0]": "half",
    "grid[1][2]": "half",
    "tile[n]": "half",
    "tile + 1": "half *",
    "list[0]": "half",
    "copied": "half2",
    "made()": "half2",
    "where": "half *",
    "same_one": "half",
    "(half2)x": "half2",
    "static_cast<half>(x)": "half",
    "reinterpret_cast<half2 *>(f) + n": "half2 *",
    "half(x)": "half",
    "__float2half(1.f)": "__half",
    "__low2half(v[0])": "__half",
    "__hadd(b[0], b[1])": "half",
    "__halves2half2(b[0], b[1])": "__half2",
    "__shfl_xor_sync(n, b[0], 1)": "half",
    "__ldg(b + 1)": "half",
    "make_float2(1, 2)": "float2",
    "__float2bfloat16(1.f)": "__nv_bfloat16",
    "c16[0]": "__nv_bfloat16",
    "two(1)": "half2",
    "low(b)": "unsigned",
    "__ballot_sync(n, 1)": "unsigned long long",
    "threadIdx.x": "unsigned int",
    "threadIdx.x % 32": "unsigned int",
    "l + n": "long",
    "c": "unsigned char",
    "c + c": "int",
    "1u << n": "unsigned int",
    # not known
    "x": "T",
    "t[0]": "T",
    "same(*b)": "",
    "overloaded(1)": "",
    "elsewhere(*b)": "",
    "nobody->h": "",
    "*b + *f": "",
    "nobody[1]": "",
    "T(1)": "",
}


def types(expression: str, mark: str = "@") -> tuple[str, ...]:
    source = FILE.replace(mark + ";", expression + ";").replace(mark + ")", expression + ")")
    span = Span(source.index(expression + (")" if "macro" in mark else ";"), 400), 0)
    span = Span(span.start, span.start + len(expression))
    seen = scanned(source)
    assert seen is not None
    tree, _ = parse(source.encode()).leaf(*span)
    return Facts(seen).types.declared(tree, span)


@pytest.mark.parametrize(("expression", "wanted"), TYPES.items(), ids=TYPES)
def test_the_type_of_an_expression(expression: str, wanted: str) -> None:
    assert types(expression)[-1] == wanted


def test_a_members_function_sees_its_members() -> None:
    assert types("p[1]", "@member") == ("half",)


@pytest.mark.parametrize(("expression", "wanted"), [("b[0]", ""), ("two(1)", "half2")])
def test_a_macros_parameters_may_be_anything(expression: str, wanted: str) -> None:
    assert types(expression, "@macro") == (wanted,)


def test_a_function_that_was_misread_is_of_no_class() -> None:
    head = "    CUTLASS_DEVICE\n    WorkTileInfo\n    first() const {\n"
    source = head + "        return {int(blockIdx.x)};"
    assert port(source, "a.h", to="hip@5.2").outcome is not Outcome.FAILED
