"""Types of arithmetic expressions: as C converts, and nothing where a part is not known."""

from __future__ import annotations

import pytest

from migrate.text.arithmetic import canonical, number_type
from tests.porting import port, text

VARIABLES = {
    "i": "const int",
    "m": "unsigned",
    "n": "std::size_t",
    "c": "unsigned char",
    "f": "float",
    "d": "double &",
    "x": "const float * __restrict__",
    "grid": "int [][]",
    "t": "T",
}
EXPRESSIONS = {
    "i": "int",
    "c": "int",
    "m": "unsigned int",
    "(n)": "unsigned long",
    "d": "double",
    "-c": "int",
    "i - 1": "int",
    "i + m * 2": "unsigned int",
    "i < m ? 1 : 2": "int",
    "i ? f : d": "double",
    "m << n": "unsigned int",
    "x[i + 1] * 2": "float",
    "*x": "float",
    "grid[0][1]": "int",
    "threadIdx.x + 1": "unsigned int",
    "(int)threadIdx.x": "int",
    "(unsigned long long) i": "unsigned long long",
    "static_cast<float>(m + 1)": "float",
    "int(f)": "int",
    "(int)items.size()": "int",
    "(int)items[i + 1]->size(t, f).front() - 1 - i": "int",
    "(int)t * d": "double",
    "(float)-t": "float",
    "(int)(T)t + 1": "int",
    "(int)(t + 1) + 2.f": "float",
    "(int)(float)-t + m": "unsigned int",
    "static_cast<int>(items.size() - 1)": "int",
    "int(t * 2)": "int",
    "double(p->x)": "double",
    "1'000": "int",
    "3000000000": "long",
    "0xffffffff": "unsigned int",
    "5ull": "unsigned long long",
    "5ll + n": "unsigned long long",
    ".5f": "float",
    "1e-3": "double",
    "sqrtf(d)": "float",
    "std::sqrt(f)": "float",
    "pow(f, 2)": "double",
    "min(i, max(m, 3u))": "unsigned int",
    "!f": "int",
    # not known
    "t + 1": "",
    "p.x": "",
    "(int)": "",
    "(int)t.": "",
    "int(t": "",
    "(T)t": "",
    "items.size()": "",
    "x": "",
    "x + 1": "",
    "&i": "",
    "f(i)": "",
    "sizeof(i)": "",
    "i +": "",
    "blockDim": "",
    "(t)i": "",
    "a.size()": "",
    "'a'": "",
    "": "",
}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_type_of_an_expression(expression: str) -> None:
    found = number_type(expression, lambda name: VARIABLES.get(name, ""))
    assert found == EXPRESSIONS[expression]


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [("const volatile int", "int"), ("std::uint8_t", "int"), ("float * const *", "float**")],
)
def test_spellings_of_a_type(spelled: str, expected: str) -> None:
    assert canonical(spelled) == expected


def host(body: str) -> str:
    source = f"#include <cuda_runtime.h>\n#include <algorithm>\n{body}\n"
    return text(source, port(source)).splitlines()[-1]


USERS_OWN = {
    "macro": "#define min(a, b) ((a) < (b) ? (a) : (b))\n",
    "function": "template <class T> T min(T a, T b) { return a < b ? a : b; }\n",
}


@pytest.mark.parametrize("own", USERS_OWN.values(), ids=USERS_OWN)
def test_what_the_user_declares_is_the_users(own: str) -> None:
    use = "float f(float x) { return min(x, 1.f); }"
    assert host(use) == "float f(float x) { return std::min<float>(x, 1.f); }"
    assert host(own + use) == use
    source = '#include "own.h"\n#include <cuda_runtime.h>\n' + use
    assert text(source, port(source, beside={"own.h": own})).endswith(use)
    part = "void g() { cudaFree(0); }\n" + use
    beside = {"main.cu": f'{own}#include "part.cu"\n'}
    assert text(part, port(part, "part.cu", beside=beside)).endswith(use)


@pytest.mark.parametrize("path", ["a.cpp", "a.c", "a.cc"])
def test_the_hosts_compiler_has_no_such_function(path: str) -> None:
    source = "void f(float *x) { cudaFree(x); *x = min(*x, 1.f); bool b = isnan(*x); }\n"
    assert text(source, port(source, path)).endswith(source.replace("cudaFree", "hipFree"))


def test_a_file_without_anything_of_cuda_is_not_looked_at() -> None:
    result = port("float f(float x) { return isnan(x) ? 0 : min(x, 1.f); }\n", "a.h")
    assert (result.references, result.edits) == ((), ())


CONSTANTS = {
    "#define N 32\n": True,
    "#define N 32u\n": False,
    "constexpr int N = 32;\n": True,
    "template <int N>\n": True,
    "template <class T, unsigned N>\n": False,
    "constexpr int N = 3;\nvoid f() { const unsigned N = 4; }\n": True,
    "void f() { const int N = 4; }\n": False,
    "namespace a { const int N = 3; } namespace b { const unsigned N = 4; }\n": False,
}


@pytest.mark.parametrize("declaration", CONSTANTS)
def test_constants_of_the_file_have_a_type(declaration: str) -> None:
    source = f"{declaration}__global__ void k(unsigned m, int *p) {{ p[min(m, N)] = 0; }}\n"
    assert ("static_cast" in text(source, port(source))) is CONSTANTS[declaration]


def test_math_h_is_included_once() -> None:
    use = "bool f(float x) { cudaFree(0); return isnan(x) || isinf(x); }\n"
    assert text(use, port(use)).count("#include <math.h>\n") == 1
    for head in ("#include <math.h>\n", '#include "near.h"\n'):
        ported = text(head + use, port(head + use, beside={"near.h": "#include <math.h>\n"}))
        assert ported.count("math.h") == head.count("math.h")
