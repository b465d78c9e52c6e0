"""Values that braces make narrower get a cast, where both types are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Status
from tests.hipcc import compiled
from tests.porting import assert_sound, encoded, port, references, text

API = "narrowing in braces"
HEAD = """#include <cuda_runtime.h>
struct Point { float x, y; int at; };
struct Held { float v[3]; int n; };
struct Counted { static const int K = 3; float x; };
struct Made { float x; Made(float a) : x(a) {} Made(double a, int) : x(a) {} };
struct Above : Held { int z; };
enum Kind { ONE, TWO };
"""
TAKES = (
    "int n, const int k, unsigned u, size_t m, long l, short s, unsigned char c, float g, double d"
)

CAST = {
    "array": ("float w[2] = {n, 1};", "float w[2] = {static_cast<float>(n), 1};"),
    "several": (
        "unsigned w[] = {n, 2, m};",
        "unsigned w[] = {static_cast<unsigned>(n), 2, static_cast<unsigned>(m)};",
    ),
    "number": ("int w{u};", "int w{static_cast<int>(u)};"),
    "behind-equals": ("float w = {d};", "float w = {static_cast<float>(d)};"),
    "temporary": ("auto w = int{m};", "auto w = int{static_cast<int>(m)};"),
    "arithmetic": (
        "float w[] = {n + 1, -u};",
        "float w[] = {static_cast<float>(n + 1), static_cast<float>(-u)};",
    ),
    "structure": (
        "Point w = {d, n, m};",
        "Point w = {static_cast<float>(d), static_cast<float>(n), static_cast<int>(m)};",
    ),
    "structures": ("Point w[] = {{n, 1, 2}};", "Point w[] = {{static_cast<float>(n), 1, 2}};"),
    "rows": ("float w[1][2] = {{d, 1}};", "float w[1][2] = {{static_cast<float>(d), 1}};"),
    "parameter-that-is-const": ("float w[] = {g, d};", "float w[] = {g, static_cast<float>(d)};"),
    "const-of-a-variable": (
        "const int i = n; float w[] = {i};",
        "const int i = n; float w[] = {static_cast<float>(i)};",
    ),
    "sign": (
        "uint32_t w[] = {n}; int v[] = {u};",
        "uint32_t w[] = {static_cast<uint32_t>(n)}; int v[] = {static_cast<int>(u)};",
    ),
    "short": (
        "float w[] = {s, c}; char v{n};",
        "float w[] = {static_cast<float>(s), static_cast<float>(c)}; char v{static_cast<char>(n)};",
    ),
}
LEFT = {
    "constants": "float w[] = {1, 2.5, 3u};",
    "constant-variable": "const int i = 5; float w[] = {i}; constexpr double p = 3.5; float v{p};",
    "enumerator": "float w[] = {ONE, TWO};",
    "wider": "long w[] = {n, u, l}; double v{g};",
    "same": "float w[] = {g}; int v{n};",
    "small": "int w[] = {s, c}; unsigned v[] = {c}; short x{s};",
    "vector": "float3 w = {n, d, 1};",
    "without-braces-within": "Held w = {g, g, g, n};",
    "member-of-the-class": "Counted w = {n};",
    "constructor": "Made w{d, 2}; Made v{n};",
    "base": "Above w = {{{g, g, g}, 1}, u};",
    "flat-rows": "float w[2][2] = {n, n, n, n};",
    "call": "float w[] = {h(n)};",
    "size": "int w[] = {sizeof(n)};",
    "cast": "float w[] = {float(n), (float)n};",
    "host-vector": "thrust::host_vector<float> w{n};",
}


def _code(statement: str) -> str:
    return f"{HEAD}__device__ int h(int);\n__global__ void f({TAKES}) {{ {statement} }}\n"


@pytest.mark.parametrize(("before", "after"), CAST.values(), ids=CAST.keys())
def test_what_is_narrower_gets_a_cast(before: str, after: str) -> None:
    source = _code(before)
    result = port(source)
    assert text(source, result).endswith(f"{{ {after} }}\n")
    assert_sound(encoded(source), result)
    assert (API, Status.PORTED.value) in references(result)


@pytest.mark.parametrize("statement", LEFT.values(), ids=LEFT.keys())
def test_what_fits_or_is_not_known_stays(statement: str) -> None:
    source = _code(statement)
    assert text(source, port(source)).endswith(f"{{ {statement} }}\n")


def test_parameters_of_templates_stay() -> None:
    head = "template <int N, typename T> __global__ void f(T v, int n) "
    code = head + "{{ float w[] = {{N, {}}}; T x[] = {{n}}; }}"
    source = HEAD + code.format("n")
    assert text(source, port(source)).endswith(code.format("static_cast<float>(n)"))


def test_files_for_the_host_compiler_stay() -> None:
    source = "#include <cuda_runtime.h>\nvoid f(int n) { float w[] = {n}; cudaFree(w); }\n"
    assert "{n}" in text(source, port(source, "a.cpp"))
    assert "{static_cast<float>(n)}" in text(source, port(source, "a.cu"))


@pytest.mark.parametrize("to", ["sycl", "musa", "maca", "ascend", "cambricon"])
def test_other_targets_have_clang_too(to: str) -> None:
    source = "#include <cuda_runtime.h>\nvoid f(int n) { float w[] = {n}; cudaFree(w); }\n"
    assert "float w[] = {static_cast<float>(n)};" in text(source, port(source, to=to))


@pytest.mark.hipcc
def test_what_got_a_cast_compiles(tmp_path: Path) -> None:
    statements = "\n".join(f"{{ {before} }}" for before, _ in CAST.values())
    source = f"#include <cstdint>\n{_code(statements)}"
    made = text(source, port(source))
    assert made.count("static_cast<") >= len(CAST)
    (tmp_path / "a.cpp").write_text(made)
    assert "error" not in compiled(tmp_path / "a.cpp", "gfx90a", tmp_path)
