"""Ports to a target that is no copy of CUDA: declarations, launches, names that the tree declares,
and the headers that come with its rules.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.model import Outcome, Status
from migrate.rules.targetfiles import read_target
from migrate.rules.targets import rules_folder
from migrate.tree.devicenames import DeviceName, by_name, device_names
from tests.porting import port
from tests.programs import PROGRAMS
from tests.syclnames import rows
from tests.warm import migrate as command

HELPERS = rules_folder() / "sycl/helpers"


Files = dict[str, str | bytes]


def ported(source: str, beside: Files | None = None) -> str:
    result = port(source, to="sycl", beside=beside)
    assert result.outcome in (Outcome.PORTED, Outcome.UNCHANGED), result.reason
    return source if result.content is None else result.content.decode()


def line(source: str, beside: Files | None = None) -> str:
    """The last line of a port."""
    return ported(source, beside).splitlines()[-1]


def in_kernel(body: str) -> str:
    """What a kernel's body becomes."""
    text = ported("template <class T, int N> __global__ void k(T* x) {\n" + body + "\n}\n")
    return "\n".join(text.splitlines()[2:-1])


# -- what is no variable ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "__device__ struct Both { int v; };",
        "__device__ class Ring : public Base<int> { int at; };",
        "#define HD __host__ __device__\nstruct Vector { float x; };",
        "#define HD __device__\nint count = 0;",
        "struct C { __device__ volatile C& operator=(const C& o) volatile { return *this; } };",
    ],
)
def test_a_class_a_macro_and_an_operator_are_no_variables_of_the_device(code: str) -> None:
    assert device_names(code.encode()) == ()
    assert port(code, to="sycl").findings == ()


def test_variables_of_classes_are_variables_of_the_device() -> None:
    code = b"__device__ struct Both b; __device__ struct Both c{1};\n#define N 1\n__device__ int n;"
    assert [one.name for one in device_names(code)] == ["b", "c", "n"]


def test_variables_of_a_class_without_a_name_stand_behind_its_body() -> None:
    code = b"__constant__ struct { union { int i; float f; } v; } a, *b[2];\n"
    code += b"__device__ union { int i; } c = {1};"
    assert [one.name for one in device_names(code)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "call",
    ["cudaMalloc((void**)&p, n)", "cudaFree(p)", "cudaMemcpy(h, p, n, kind)", "k<<<1, 2>>>(p, 3)"],
)
def test_a_variable_of_the_device_is_none_of_the_hosts_where_a_call_is_given_it(call: str) -> None:
    head = "__device__ float* p;\n__global__ void k(float*, int);\n"
    source = head + f"void f(float* h, int n, cudaMemcpyKind kind) {{ {call}; }}"
    found = [item for item in port(source, to="sycl").findings if item.api == "device variable"]
    assert [item.status for item in found] == [Status.MANUAL]


@pytest.mark.parametrize("call", ["cudaMemcpyToSymbol(p, &h, n)", "cudaMalloc(&h, sizeof(p))"])
def test_a_call_that_knows_symbols_or_asks_for_a_size_is_no_finding(call: str) -> None:
    source = f"__device__ float* p;\nvoid f(float* h, int n) {{ {call}; }}"
    assert port(source, to="sycl").findings == ()


def test_a_kernel_is_brought_by_its_name() -> None:
    source = "namespace m { __global__ void k() {} }\nusing m::k;\nvoid f() { k<<<1, 1>>>(); }"
    assert ported(source).endswith("using m::k;\nvoid f() { port::launch<k>(1, 1)(); }")


# -- declarations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("__shared__ T a[N][N + 1];", "auto& a = PORT_SHARED(T[N][N + 1]);"),
        ("static __shared__ int a;", "auto& a = PORT_SHARED(int);"),
        ("T __shared__ a[3];", "auto& a = PORT_SHARED(T[3]);"),
        (
            "__shared__ volatile float *a, b[2];",
            "auto& a = PORT_SHARED(volatile float*); auto& b = PORT_SHARED(volatile float[2]);",
        ),
        (
            "__shared__ typename Sum<T>::Storage s;",
            "auto& s = PORT_SHARED(typename Sum<T>::Storage);",
        ),
        ("__shared__ Window<X, Y> w;", "Window<X, Y>& w = PORT_SHARED(Window<X, Y>);"),
        ("__shared__ Window<X, Y> w[2];", "auto& w = PORT_SHARED(Window<X, Y>[2]);"),
        ("extern __shared__ T all[];", "auto* const all = port::dynamic_shared<T>();"),
        (
            "__shared__ int a /* sizes */ [2];",
            "/* sizes */ auto& a = PORT_SHARED(int[2]);",
        ),
        (
            "__shared__ union { T v; int i; } u[2];",
            "union u_type { T v; int i; }; auto& u = PORT_SHARED(u_type[2]);",
        ),
    ],
)
def test_each_declarator_of_shared_memory_is_one_statement(before: str, after: str) -> None:
    assert in_kernel(before) == after


def test_a_name_of_cudas_in_a_size_is_ported_too() -> None:
    assert (
        in_kernel("__shared__ int a[warpSize];") == "auto& a = PORT_SHARED(int[port::warp_size]);"
    )


def test_a_declaration_begins_behind_the_directive_before_it() -> None:
    text = "#define NAME(n) n##_table\n__constant__ float NAME(blur)[4];"
    assert line(text) == "static port::global<float[4]> NAME(blur);"


def test_a_long_table_of_the_device_is_ported() -> None:
    table = ", ".join(["{1, 2, 3}"] * 2_000)
    assert "static port::global<decltype(first_table)> table;" in ported(
        f"__constant__ int table[][3] = {{{table}}};"
    )


def test_a_function_behind_a_macro_and_a_qualified_type_keeps_its_name() -> None:
    function = "D std::uint64_t atomicExch(std::uint64_t* p, std::uint64_t v) { return 1; }"
    assert function in ported(f"#define D __device__\n{function}")


def test_a_constant_of_the_device_only_loses_its_word() -> None:
    assert line("__device__ constexpr int width = 4;") == "constexpr int width = 4;"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("__device__ int n = 0;", "static port::global<int> n;"),
        ("__constant__ float t[2] = {0.0f};", "static port::global<float[2]> t;"),
        ("__device__ float *p = nullptr;", "static port::global<float*> p;"),
        ("volatile __device__ int lock = 0;", "static port::global<volatile int> lock;"),
        ("__constant__ const int two[] = {1, 2};", "const int two[] = {1, 2};"),
        (
            "static __constant__ float t[] = {1, 2};",
            "static float first_t[] = {1, 2}; static port::global<decltype(first_t)> t; "
            "static const port::first_value value_of_t(t, first_t);",
        ),
    ],
)
def test_a_variable_of_the_device_keeps_its_value(before: str, after: str) -> None:
    assert line(before) == after


def test_a_variable_without_a_value_beside_one_that_has_is_for_a_person() -> None:
    result = port("__device__ int a = 1, b;", to="sycl")
    assert result.ledger.counts[Status.MANUAL] == 1


def test_a_register_variable_is_a_plain_one() -> None:
    assert in_kernel("for (register int i = 0; ;) { register T a, b = 1; }") == (
        "for (int i = 0; ;) { T a, b = 1; }"
    )


def test_a_word_that_goes_takes_its_line_along() -> None:
    text = "template <class T>\n__global__\nvoid k(T* x) {}\n"
    assert ported(text).endswith("template <class T>\nvoid k(T* x) {}\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_word_on_a_line_that_goes_on_ends_the_line_before(newline: str) -> None:
    text = newline.join(["#define HOST \\", "\t__host__", "#define BOTH  \\", "  __device__", ""])
    assert ported(text).endswith(newline.join(["#define HOST", "#define BOTH", ""]))


def test_no_condition_asks_for_a_name_with_a_scope() -> None:
    source = "#if KIND == CUDA_R_16BF\n#endif\ncudaStream_t s;\n"
    result = port(source, to="sycl")
    assert result.ledger.counts[Status.MANUAL] == 1
    assert result.content is not None
    assert b"KIND == CUDA_R_16BF" in result.content


# -- launches --------------------------------------------------------------------------------------

KERNELS = """\
__global__ void plain(int* x, int n) {}
__global__ void may_go_without(int n = 1) {}
template <class T> __global__ void fill(T* x) {}
template <class T, int N = 2> __global__ void with_default(T* x) {}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("plain<<<g, b>>>(x, 1);", "port::launch<plain>(g, b)(x, 1);"),
        ("plain<<<{8, 8}, 1, 0, s>>>(x, 1);", "port::launch<plain>({8, 8}, 1, 0, s)(x, 1);"),
        ("fill<<<g, b>>>(x);", "port::launch(PORT_KERNEL(fill), g, b)(x);"),
        ("fill<int><<<g, b>>>(x);", "port::launch<fill<int>>(g, b)(x);"),
        ("with_default<int><<<g, b>>>(x);", "port::launch<with_default<int>>(g, b)(x);"),
        ("p<<<g, b>>>(x, 1);", "port::launch(p, g, b)(x, 1);"),
        ("t.kernel<<<g, b>>>(x);", "port::launch(t.kernel, g, b)(x);"),
        ("may_go_without<<<g, b>>>();", "port::launch(PORT_KERNEL(may_go_without), g, b)();"),
        ("elsewhere<<<g, b>>>(x);", "port::launch<elsewhere>(g, b)(x);"),
    ],
)
def test_a_launch_says_how_its_kernel_is_named(before: str, after: str) -> None:
    head = "void f(int* x, dim3 g, int b, cudaStream_t s, void (*p)(int*, int), Table t) {"
    assert ported(f"{KERNELS}{head}\n{before}\n}}\n").splitlines()[-2] == after


def test_a_macro_alone_above_a_launch_hides_no_launch() -> None:
    body = (
        "BEGIN\n  with_default<T, 3><<<g, 1>>>(x);\n  END(1)\n  BEGIN\n  plain<<<g, 1>>>(x, 1);\n"
    )
    source = f"{KERNELS}template <class T> void f(T* x, dim3 g) {{\n  {body}  END(2)\n}}\n"
    lines = ported(source).splitlines()
    assert "  port::launch<with_default<T, 3>>(g, 1)(x);" in lines
    assert "  port::launch<plain>(g, 1)(x, 1);" in lines


def test_the_kernels_of_other_files_are_known() -> None:
    other: Files = {"k.cu": KERNELS}
    source = '#include "k.cu"\nvoid f(int* x) { fill<<<1, 2>>>(x); run(plain); }'
    found = line(source, beside=other)
    assert found == (
        "void f(int* x) { port::launch(PORT_KERNEL(fill), 1, 2)(x); run(port::entry<plain>); }"
    )


def test_a_name_is_no_kernel_of_a_file_that_is_not_in_sight() -> None:
    other: Files = {"k.cu": KERNELS}
    source = "struct T { int plain; int get() { return plain; } };"
    assert line(f"{source} dim3 g;", beside=other).startswith(source)


def test_what_is_called_kernel_is_no_kernel_by_that() -> None:
    source = "struct T { int kernel; int get() { return kernel; } dim3 g; };"
    assert line(source) == source


def test_a_template_whose_pack_follows_from_the_call_is_for_the_call_to_decide() -> None:
    head = "template <int N, class... A> __global__ void all(A... a) {}\n"
    found = ported(head + "void f() { all<1><<<1, 2>>>(3, 4.0); }")
    assert found.endswith("void f() { port::launch(PORT_KERNEL(all<1>), 1, 2)(3, 4.0); }")


@pytest.mark.parametrize(
    ("declared", "becomes"),
    [
        ("__device__ int f(int i);", "SYCL_EXTERNAL int f(int i);"),
        ("__host__ __device__ int f(int i);", "SYCL_EXTERNAL int f(int i);"),
        ("extern __device__ float* f(int i);", "extern SYCL_EXTERNAL float* f(int i);"),
        ("static __device__ int f(int i);", "static int f(int i);"),
        ("__device__ int f(int i);\n__device__ int f(int i) { return i; }", "int f(int i);"),
    ],
)
def test_a_header_declares_what_a_unit_defines_for_all_units(declared: str, becomes: str) -> None:
    result = port(declared + "\n", "f.cuh", to="sycl", beside={"f.cu": '#include "f.cuh"\n'})
    assert becomes in (result.content or b"").decode().splitlines()
    assert not result.findings


def test_a_header_declares_a_kernel_for_the_unit_that_launches_it() -> None:
    result = port("__global__ void k(int* x);\n", "k.cuh", to="sycl")
    assert b"SYCL_EXTERNAL void k(int* x);" in (result.content or b"")
    assert [finding.status for finding in result.findings] == [Status.REVIEW]


@pytest.mark.parametrize(
    ("asks", "status"),
    [
        ("#ifndef __device__\n#define __device__\n#endif", Status.NATIVE),
        ("#undef __device__", Status.NATIVE),
        ("#ifdef __device__\n#endif", Status.REVIEW),
        ("#if defined(__device__)\n#endif", Status.REVIEW),
    ],
)
def test_a_directive_keeps_the_word_that_goes_elsewhere(asks: str, status: Status) -> None:
    result = port(f"{asks}\n__device__ void f() {{}}\n", to="sycl")
    text = (result.content or b"").decode()
    assert asks in text
    assert text.endswith("\nvoid f() {}\n")
    assert result.ledger.counts[status] >= 1
    assert bool(result.findings) == (status is Status.REVIEW)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("F __host__ __device__", "F"),
        ("F\t__device__", "F"),
        ("F __device__ inline", "F inline"),
    ],
)
def test_a_macro_of_words_that_go_ends_with_its_name(words: str, left: str) -> None:
    guarded = "#if !defined( F )\n    #define {}\n#endif /* F */\n"
    assert ported(guarded.format(words)).endswith(guarded.format(left))


def test_a_macro_of_words_that_go_may_have_the_code_that_it_marks_right_behind_it() -> None:
    code = "#define F __host__ __device__\nF int one() { return 1; }\n"
    assert ported(code).endswith("#define F \nF int one() { return 1; }\n")


def test_a_kernel_that_has_its_name_from_its_host_function_is_one_of_several() -> None:
    found = ported("__global__ void f(int* x) {}\nvoid f(int& x) { f<<<1, 2>>>(&x); }")
    assert found.endswith("void f(int& x) { port::launch(PORT_KERNEL(f), 1, 2)(&x); }")


def test_code_without_cuda_means_no_kernel_of_another_file() -> None:
    other: Files = {"k.cu": KERNELS}
    source = "void plain(int);\nvoid f() { auto what = plain; }\n"
    result = port(source, "host.cpp", to="sycl", beside=other)
    assert result.outcome is Outcome.UNCHANGED


def test_a_macro_decides_what_becomes_of_a_kernel_that_it_is_given() -> None:
    macro = "#define RUN(k, ...) k<<<1, 2>>>(__VA_ARGS__)"
    found = ported(f"{KERNELS}{macro}\nvoid f(int* x) {{ RUN(plain, x, 1); }}")
    assert "#define RUN(k, ...) port::launch<k>(1, 2)(__VA_ARGS__)" in found
    assert "RUN(plain, x, 1);" in found


def test_a_kernel_that_is_left_out_with_its_call_is_not_asked_for() -> None:
    call = "cudaFuncSetAttribute(plain, cudaFuncAttributeMaxDynamicSharedMemorySize, 9)"
    assert ported(f"{KERNELS}int f() {{ return {call}; }}").splitlines()[-1] == (
        "int f() { return port::success; }"
    )


# -- variables on the device -----------------------------------------------------------------------

VARIABLE = "namespace a { __constant__ float w[3]; }\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("__device__ float f() { return a::w[0]; }", "float f() { return a::w.get()[0]; }"),
        ("__device__ float f(float* w) { return w[0]; }", "float f(float* w) { return w[0]; }"),
        ("__device__ float f(S* s) { return s->w; }", "float f(S* s) { return s->w; }"),
        (
            "void f(float* x) { cudaMemcpyToSymbol(a::w, x, 12); }",
            "void f(float* x) { port::memcpy_to_symbol(a::w, x, 12); }",
        ),
    ],
)
def test_device_code_asks_a_variable_for_its_value(before: str, after: str) -> None:
    assert line(VARIABLE + before) == after
    assert line(f'#include "w.cuh"\n{before}', beside={"w.cuh": VARIABLE}) == after


def test_a_file_that_is_included_sees_the_variables_of_the_one_that_includes_it() -> None:
    whole = '#include "params.h"\n__constant__ Params all;\n#include "kernel.cu"\n'
    kernel = "__global__ void k(float* x) { *x = all.scale; }\n"
    beside: Files = {"whole.cu": whole, "params.h": "struct Params { float scale; };\n"}
    found = port(kernel, path="kernel.cu", to="sycl", beside=beside)
    assert b"*x = all.get().scale;" in (found.content or b"")


def test_a_volatile_variable_is_one_in_its_device_global() -> None:
    assert line("volatile __device__ int n;") == "static port::global<volatile int> n;"


SHARED = "extern __device__ int n; extern volatile __device__ int v;\n"


def test_a_variable_that_units_share_is_inline_in_each_of_them() -> None:
    header = port(SHARED, path="n.h", to="sycl", beside={"a.cu": '#include "n.h"\n'})
    assert header.content == b"inline port::global<int> n; inline port::global<volatile int> v;\n"
    assert line("__device__ int n;", beside={"b.cu": SHARED}) == "inline port::global<int> n;"
    assert line("__device__ int n;", beside={"b.cu": "__device__ int n;"}).startswith("static ")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("__device__ int n;", ""),
        ("volatile __device__ int v = 0;", ""),
        (
            "__device__ int n = 2;",
            "static int first_n = 2; static const port::first_value value_of_n(n, first_n);",
        ),
        ("extern __device__ int n;", ""),
        ("static __device__ int n;", "static port::global<int> n;"),
    ],
)
def test_a_variable_that_a_header_declares_is_not_declared_again(before: str, after: str) -> None:
    assert ported(f'#include "n.h"\n{before}\n', {"n.h": SHARED}).splitlines()[2:] == [after]


def test_a_variable_that_units_see_declared_and_defined_in_two_headers_is_defined_once() -> None:
    beside = {"n.h": SHARED, "a.cu": '#include "n.h"\n#include "m.h"\n'}
    source = "#pragma once\n__device__ int n;\n__global__ void k(int* x) { x[0] = n; }\n"
    header = port(source, path="m.h", to="sycl", beside=beside).content or b""
    assert b"int n" not in header
    assert b"x[0] = n.get();" in header
    beside["b.cu"] = '#include "m.h"\n'
    assert b"inline port::global<int> n;" in (
        port(source, path="m.h", to="sycl", beside=beside).content or b""
    )


def test_a_variable_whose_size_is_in_parentheses_is_one_of_the_device() -> None:
    source = (
        "__constant__ float w[4 * (2 + 1)], v[N(2)];\n__global__ void k(float* x) { x = w + v; }"
    )
    assert line(source).endswith("{ x = w.get() + v.get(); }")


@pytest.mark.parametrize(
    "head",
    [
        "__device__ void f(int* x,\n#ifdef A\nint a,\n#endif\nint b)",
        "__device__ void f(int* x,\n#ifdef A\nint a\n#else\nfloat a\n#endif\n) {\nint c = 2;",
        "__global__ void\n#if X > (5)\n__launch_bounds__(64)\n#endif\nf(int* x)",
    ],
)
def test_a_function_whose_head_has_directives_is_one_of_the_device(head: str) -> None:
    opened = head if "{" in head else head + " {"
    text = ported(
        f"__constant__ int n;\n{opened}\nfor (int i = 0; i < n; ++i) {{ x[i] = n; }}\n}}\n"
    )
    assert "i < n.get(); ++i) { x[i] = n.get(); }" in text


def test_a_kernel_is_no_value_where_its_broken_head_declares_it() -> None:
    head = "__global__ void\n#ifdef A\n__launch_bounds__(64)\n#endif\nk(int n,\n"
    values = "#ifdef B\ndouble* x\n#else\nfloat* x\n#endif\n"
    text = ported(head + values + ") {\nx[threadIdx.x] = n;\n}\n")
    assert "\nk(int n," in text


@pytest.mark.parametrize(
    ("launched", "after"),
    [
        ("run_##side##_on<<<1, 2>>>(p)", "port::launch<run_##side##_on>(1, 2)(p)"),
        ("run_ ## side##_on<<<1, 2>>>(p)", "port::launch<run_ ## side##_on>(1, 2)(p)"),
        ("of_##side<n><<<1, 2>>>(p)", "port::launch<of_##side<n>>(1, 2)(p)"),
        ("of_##side<<<1, 2>>>(p)", "port::launch(PORT_KERNEL(of_##side), 1, 2)(p)"),
        ("side##_other<<<1, 2>>>(p)", "port::launch(side##_other, 1, 2)(p)"),
        ("run_left_on<<<1, n>>>(at(#side))", "port::launch<run_left_on>(1, n)(at(#side))"),
    ],
)
def test_a_kernel_whose_name_a_macro_puts_together_is_launched(launched: str, after: str) -> None:
    source = (
        "__global__ void run_left_on(int* x) {}\n"
        "template <int N> __global__ void of_left(int* x) {}\n"
        f"#define GO(side, n) {launched}\n"
    )
    assert line(source) == f"#define GO(side, n) {after}"


def test_a_variable_that_no_include_shows_is_not_meant() -> None:
    found = line("__device__ float f() { return w[0]; }", beside={"w.cuh": VARIABLE})
    assert found == "float f() { return w[0]; }"


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        (VARIABLE + "namespace other { constexpr int w[1] = {1}; }", "other::w[0]"),
        (VARIABLE + "struct Other { enum { w = 1 }; };", "Other::w"),
        ("namespace a { namespace b { __constant__ int w; } constexpr int w = 1; }", "a::w"),
    ],
)
def test_a_name_in_another_namespace_is_another_variable(declared: str, used: str) -> None:
    found = line(f"{declared}\n__device__ int f() {{ return {used}; }}")
    assert found == f"int f() {{ return {used}; }}"


@pytest.mark.parametrize(
    ("declared", "used"),
    [
        ("namespace a { inline namespace v1 { __constant__ int w; } }", "a::w"),
        ("namespace a { namespace { __constant__ int w; } }", "a::w"),
        ("namespace a::b { __constant__ int w; }\nnamespace c = a::b;", "c::w"),
        ("namespace a { struct S { int m; }; int g() { return 1; } __constant__ int w; }", "a::w"),
        ("#define OPEN namespace a {\n#define CLOSE }\nOPEN\n__constant__ int w;\nCLOSE", "a::w"),
        ("namespace a { __constant__ int w; } namespace b { __constant__ int w; }", "b::w"),
    ],
)
def test_a_variable_is_found_behind_every_name_of_its_namespace(declared: str, used: str) -> None:
    found = line(f"{declared}\n__device__ int f() {{ return {used}; }}")
    assert found == f"int f() {{ return {used}.get(); }}"


def test_code_for_both_sides_is_left_to_a_person() -> None:
    result = port(VARIABLE + "__host__ __device__ float f() { return a::w[0]; }", to="sycl")
    assert [item.rule for item in result.findings] == ["sycl/device/device-variable-use"]
    assert result.ledger.counts[Status.MANUAL] == 1


def test_what_is_known_of_a_file() -> None:
    code = b"""
    template <class T, int N> __global__ void __launch_bounds__(64) k(T (*p)[N], int n) {}
    template <> __global__ void k<int, 2>(int (*p)[2], int n) {}
    extern "C" __global__ void twice(int* x); __global__ void twice(float* x) {}
    __device__ int f(int x) { return x; }
    static __device__ unsigned a = 1, *b; __constant__ Pair<int, 3> NAME(c);
    __device__ const int d = 4; const __constant__ float g = 0.5f;
    __managed__ __align__(8) double e[2];
    #define INLINED __device__ \\
      __forceinline__
    enum class Mode { fast, exact };
    """
    assert set(device_names(code)) == {
        DeviceName("k", "kernel", 2, parameters=2, template=True),
        DeviceName("twice", "kernel", 0, parameters=1),
        DeviceName("a", "device variable"),
        DeviceName("b", "device variable"),
        DeviceName("NAME", "device variable"),
        DeviceName("e", "managed variable"),
    }
    both = by_name([DeviceName("k", "kernel"), DeviceName("k", "kernel", 1)])
    assert both["k"].overloaded


def test_members_of_the_properties_that_the_header_has_stay() -> None:
    header = (HELPERS / "port.hpp").read_text("utf-8")
    at = header.index("struct device_properties {")
    members = set(re.findall(r"\w+", header[at : header.index("};", at)]))
    rows = (HELPERS.parent / "names/fields.csv").read_text("utf-8").splitlines()
    lacking = {row.partition(",")[0][1:] for row in rows if "device_properties" in row}
    assert len(lacking) > 20
    assert lacking & members == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "int m = cudaDevAttrComputeMode;",
            "int m = port::device_attribute::compute_mode;",
        ),
        (
            "bool f(int m) { return m == cudaComputeModeProhibited; }",
            "bool f(int m) { return m == port::compute_mode_prohibited; }",
        ),
    ],
)
def test_a_device_is_asked_who_may_use_it(before: str, after: str) -> None:
    assert line(before) == after


def test_a_tile_is_scanned_by_the_helper() -> None:
    source = "#include <cooperative_groups/scan.h>\nnamespace cg = cooperative_groups;\n"
    for scan in ("inclusive_scan", "exclusive_scan"):
        result = port(
            f"{source}template <class T> __device__ int f(T t) {{ return cg::{scan}(t, 1); }}\n",
            to="sycl",
        )
        assert result.findings == ()


# -- what the page says ----------------------------------------------------------------------------


def test_the_page_lists_the_programs_whose_ports_are_run() -> None:
    page = (rules_folder().parent / "docs/guide/sycl.md").read_text()
    listed = page.partition("## What was run")[2].partition("check:")[2].partition(".\n")[0]
    names = re.findall(r"`(\w+)`", listed)
    assert names == [item.name for item in PROGRAMS if item.golden("sycl").is_dir()]


# -- the headers that come with the rules ----------------------------------------------------------


def test_a_port_has_the_headers_that_it_includes_beside_it(tmp_path: Path) -> None:
    source, out = tmp_path / "src", tmp_path / "out"
    (source / "sub").mkdir(parents=True)
    (source / "sub/a.cu").write_text("#include <cublas_v2.h>\ncublasHandle_t h;\n")
    assert command("port", source, "--to", "sycl", "-o", out).code == 0
    included = {"port.hpp", "port_mkl.hpp", "port_blas.hpp"}
    copied = {*included, "port_no_steps.hpp", "port_no_warps.hpp"}
    assert {path.name for path in out.iterdir()} == {".migrate", "sub", *copied}
    for name in included:
        assert (out / name).read_bytes() == (HELPERS / name).read_bytes()
    text = (out / "sub/a.cu").read_text()
    assert text == '#include "port_blas.hpp"\nport::blas_handle h;\n'


def test_a_port_with_textures_has_their_header_beside_it(tmp_path: Path) -> None:
    source, out = tmp_path / "src", tmp_path / "out"
    source.mkdir()
    (source / "a.cu").write_text("texture<float, 2> t;\nvoid f() { t.normalized = 1; }\n")
    assert command("port", source, "--to", "sycl", "-o", out).code == 0
    name = "port_texture.hpp"
    assert (out / name).read_bytes() == (HELPERS / name).read_bytes()
    text = (out / "a.cu").read_text()
    assert text.startswith('#include "port.hpp"\nPORT_TEXTURE(t, float, 2);\n')
    (source / "a.cu").write_text("float *p;\nvoid f() { cudaFree(p); }\n")
    command("port", source, "--to", "sycl", "-o", tmp_path / "plain")
    assert (tmp_path / "plain" / "port.hpp").exists()
    assert not (tmp_path / "plain" / name).exists()


def test_each_name_of_the_header_of_textures_asks_for_it() -> None:
    words = read_target(HELPERS.parent / "target.toml").helpers_with["port_texture.hpp"]
    own, runtime = (
        set(re.findall(r"\w+", (HELPERS / name).read_text("utf-8")))
        for name in ("port_texture.hpp", "port.hpp")
    )
    names = {row["target"] for _, row in rows() if row["target"].startswith("port::")}
    only_there = {name for name in names if name.removeprefix("port::") in own - runtime}
    assert len(only_there) > 70
    assert [name for name in sorted(only_there) if not words.search(name.encode())] == []


WITHOUT_WARPS = """__global__ void k(int* a) { a[threadIdx.x] = 0; }
int size(cudaDeviceProp p) { return p.warpSize; }
"""


def ported_without_and_with(more: str, tmp_path: Path) -> tuple[Path, Path]:
    """The ports of a tree that asks for no warp, and of that tree with one more file."""
    source, plain, mixed = (tmp_path / name for name in ("src", "plain", "mixed"))
    source.mkdir()
    (source / "a.cu").write_text(WITHOUT_WARPS)
    command("port", source, "--to", "sycl", "-o", plain)
    (source / "b.cu").write_text(more)
    command("port", source, "--to", "sycl", "-o", mixed)
    return plain, mixed


@pytest.mark.parametrize(
    "warps",
    [
        "__global__ void w(int* a) { a[0] = __shfl_down_sync(0xffffffff, a[1], 2); }\n",
        "__device__ unsigned w(unsigned m) { return __ballot_sync(m, 1); }\n",
        "#include <cooperative_groups.h>\nnamespace cg = cooperative_groups;\n",
        "#include <cub/cub.cuh>\nusing Sum = cub::BlockReduce<int, 128>;\n",
        '__device__ int w() { int n; asm("mov.u32 %0, %%laneid;" : "=r"(n)); return n; }\n',
    ],
)
def test_a_tree_without_warps_says_so_beside_its_header(tmp_path: Path, warps: str) -> None:
    plain, mixed = ported_without_and_with(warps, tmp_path)
    assert "#define PORT_NO_WARPS" in (plain / "port_no_warps.hpp").read_text()
    assert (mixed / "port.hpp").exists()
    assert not (mixed / "port_no_warps.hpp").exists()


@pytest.mark.parametrize(
    "steps",
    [
        "__device__ void w(volatile int* s, int t) { s[t] += s[t + 2]; }\n",
        "__device__ void w(int* s, int t) { if (t < 32) s[t] += s[t + 32]; }\n",
        "__device__ void w(int* s, int t) { for (int i = 16; i; i /= 2) s[t] += s[t + i]; }\n",
        "__device__ int w(int t) { return t & 31; }\n",
        "__device__ int w(int t) { return t / warpSize; }\n",
    ],
)
def test_a_tree_with_threads_in_step_keeps_sub_groups_of_32(tmp_path: Path, steps: str) -> None:
    plain, mixed = ported_without_and_with(steps, tmp_path)
    assert "#define PORT_NO_STEPS" in (plain / "port_no_steps.hpp").read_text()
    assert (mixed / "port_no_warps.hpp").exists()
    assert not (mixed / "port_no_steps.hpp").exists()


def test_what_is_ported_later_has_warps(tmp_path: Path) -> None:
    """A file by itself says nothing of a tree, nor do those that come to a port that is there."""
    (tmp_path / "a.cu").write_text(WITHOUT_WARPS)
    command("port", tmp_path / "a.cu", "--to", "sycl", "--in-place")
    assert (tmp_path / "port.hpp").exists()
    (tmp_path / "b.cu").write_text(WITHOUT_WARPS)
    command("port", tmp_path, "--to", "sycl", "--in-place")
    assert "port::" in (tmp_path / "b.cu").read_text()
    assert not (tmp_path / "port_no_warps.hpp").exists()


def test_a_header_that_somebody_changed_stays(tmp_path: Path) -> None:
    source, out = tmp_path / "src", tmp_path / "out"
    source.mkdir()
    (source / "a.cu").write_text("#include <cuda_runtime.h>\ncudaStream_t s;\n")
    command("port", source, "--to", "sycl", "-o", out)
    (out / "port.hpp").write_text("// mine\n")
    assert command("port", source, "--to", "sycl", "-o", out).code == 0
    assert (out / "port.hpp").read_text() == "// mine\n"
    (source / "port.hpp").write_text("// mine too\n")
    assert command("port", source, "--to", "sycl", "--in-place").code == 0
    assert (source / "port.hpp").read_text() == "// mine too\n"


def test_a_port_in_place_has_them_too(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text("#include <cuda_runtime.h>\ncudaStream_t s;\n")
    command("port", tmp_path, "--to", "sycl", "--in-place")
    assert (tmp_path / "port.hpp").read_bytes() == (HELPERS / "port.hpp").read_bytes()
    assert command("port", tmp_path, "--to", "sycl", "--in-place").code == 0
    assert (tmp_path / "a.cu").read_text() == '#include "port.hpp"\nport::stream_t s;\n'
    assert (tmp_path / "port.hpp").read_bytes() == (HELPERS / "port.hpp").read_bytes()


# -- overloads of the tree's own -------------------------------------------------------------------


def test_an_overload_of_a_function_of_cudas_keeps_its_name_where_it_is_declared() -> None:
    for function in (
        "void atomicMin(float* p, float v) { if (*p <= v) return; }",
        "inline double atomicAdd(double* p, double v) { return v; }",
        "float atomicMax(float* p, float v) { return v; }",
    ):
        assert line(f"__device__ {function}\n") == function
    template = "template <class T> {}T atomicMax(T* p, T v) {{ return v; }}\n"
    assert line(template.format("__device__ ")) == template.format("").rstrip()
    own = "__device__ void atomicMin(float* p, float v) {}\n"
    assert in_kernel(f"}}\n{own}__global__ void j(int* q) {{ atomicMin(q, 2);").endswith(
        "void j(int* q) { port::atomic(q).fetch_min(2);"
    )


def test_kernels_of_two_files_of_a_unit_are_overloads_by_what_they_take() -> None:
    kernel = "__global__ void k(int* p, int n) {}\n"
    launch = "void f(int* p) { k<<<1, 2>>>(p, 3); }"
    unit = '#include "g.cuh"\n#include "a.cu"\n'
    alone = line(kernel + launch)
    same: Files = {"g.cuh": kernel, "b.cu": unit}
    fewer = "__global__ void k(int* p) {}\n"
    other: Files = {"g.cuh": fewer, "b.cu": unit}
    assert line(kernel + launch, beside=same) == alone
    assert line(kernel + launch, beside=other) == line(fewer + kernel + launch) != alone
    assert line(kernel + launch, beside={"g.cuh": fewer}) == alone


def test_an_enumerator_behind_its_type_is_named_once() -> None:
    for before, after in {
        "cudaError_t::cudaSuccess": "port::error_t::success",
        "::cudaError::cudaSuccess": "::port::error_t::success",
        "cudaDeviceAttr::cudaDevAttrWarpSize": "port::device_attribute::warp_size",
    }.items():
        assert (
            line(f"int f() {{ return (int){before}; }}\n") == f"int f() {{ return (int){after}; }}"
        )


# -- macros ahead of headers -----------------------------------------------------------------------


def test_headers_of_the_port_stand_ahead_of_macros_with_names_of_theirs() -> None:
    licence, kernel = "// (c)\n", "__global__ void k() {}\n"
    source = f"{licence}#include <stdio.h>\n#define N 8\n#include <cuda_runtime.h>\n{kernel}"
    after = f'{licence}#include "port.hpp"\n#include <stdio.h>\n#define N 8\nvoid k() {{}}\n'
    assert ported(source) == after
    assert ported(after) == after
    implied = f"{licence}#define malloc(n) mine(n)\n#include <stdio.h>\n{kernel}"
    assert ported(implied).startswith(f'{licence}#include "port.hpp"\n#define malloc(n) mine(n)\n')
    names = ("n 1000", "idx(i, j) ((i) * 8 + (j))", "real float", "int2 pair")
    for name in (*names, "ratio 1.4", "DataType float", "block_size 8"):
        text = ported(f"#define {name}\n#include <cuda_runtime.h>\n{kernel}")
        assert text.startswith(f'#include "port.hpp"\n#define {name}\n')
    vectors = "#define T int\n#include <thrust/device_vector.h>\nthrust::device_vector<T> v;\n"
    assert ported(vectors).startswith('#include "port_dpl.hpp"\n#define T int\n')


def test_a_constructor_initialises_a_base_of_the_library() -> None:
    base = "thrust::host_vector<T>"
    own = f"template <class T> struct V : {base} {{ V(int n) : {base}(n) {{}} }};\n"
    assert ported(f"#include <thrust/host_vector.h>\n{own}") == (
        f'#include "port_dpl.hpp"\n{own.replace("thrust", "port::thrust")}'
    )


def test_what_becomes_a_number_keeps_its_name_where_a_directive_asks_for_it() -> None:
    own = "#ifndef CUDART_PI_F\n#define CUDART_PI_F 3.141592654f\n#endif\n"
    source = f"{own}__global__ void k(float* x) {{ x[0] = CUDART_PI_F; }}\n"
    result = port(source, to="sycl")
    assert own.encode() in (result.content or b"")
    assert not result.findings
    asked = port("#if defined(CUDART_PI_F)\n#endif\n" + source[len(own) :], to="sycl")
    assert b"#if defined(CUDART_PI_F)\n" in (asked.content or b"")
    assert [finding.status.value for finding in asked.findings] == ["review"]


def test_a_table_of_error_codes_is_ported_whole() -> None:
    codes = ("InvalidTexture", "NotMappedAsArray", "StreamCaptureMerge", "ApiFailureBase")
    table = "".join(f"  case cudaError{code}: return 1;\n" for code in codes)
    source = f"int known(cudaError_t code) {{\n  switch (code) {{\n{table}  }}\n  return 0;\n}}\n"
    result = port(source, to="sycl")
    assert not result.findings
    assert b"  case port::error_not_mapped_as_array: return 1;\n" in (result.content or b"")


def test_what_only_clang_defines_for_cuda_stays_undefined() -> None:
    source = "#ifdef __CUDA__\n#error one target only\n#endif\n__global__ void k() {}\n"
    result = port(source, to="sycl")
    assert b"#ifdef __CUDA__\n" in (result.content or b"")
    assert [finding.status.value for finding in result.findings] == ["review"]


def test_headers_stay_where_no_macro_ahead_has_a_name_of_theirs() -> None:
    for ahead in ("#define BLOCK_SIZES 8\n", "#define config_h\n", "// #define N 8\n"):
        text = ported(f"{ahead}#include <cuda_runtime.h>\n__global__ void k() {{}}\n")
        assert text == f'{ahead}#include "port.hpp"\nvoid k() {{}}\n'
    some = "#define N 8\n#ifdef WITH_GPU\n#include <cuda_runtime_api.h>\n#endif\n"
    assert port(some, "a.cpp", to="sycl").edits[0].start > some.index("#ifdef")


def test_headers_of_the_port_stand_ahead_of_headers_with_such_macros() -> None:
    kernel = "__global__ void k() {}\n"
    own: Files = {"sizes.h": "#define N 8\n", "deep.h": '#include "sizes.h"\n'}
    unit = f'#include "deep.h"\n#include <cublas_v2.h>\n{kernel}'
    after = '#include "port_blas.hpp"\n#include "deep.h"\nvoid k() {}\n'
    assert ported(unit, own) == after
    assert ported(after, own) == after
    by_header: Files = {**own, "gpu.cuh": "#include <cuda_runtime.h>\n"}
    unit = f'#include "sizes.h"\n#include "gpu.cuh"\n{kernel}'
    assert ported(unit, by_header).startswith('#include "port.hpp"\n#include "sizes.h"\n')
    unit = f'#include <complex.h>\n#include "gpu.cuh"\n{kernel}'  # I
    assert ported(unit, by_header).startswith('#include "port.hpp"\n#include <complex.h>\n')
    behind = f'#include "gpu.cuh"\n#include "sizes.h"\n{kernel}'
    assert ported(behind, by_header) == behind.replace("__global__ ", "")


def test_a_file_for_nvcc_will_have_the_header_that_it_is_given() -> None:
    """What comes ahead of macros is the same whether the file included has been ported or not."""
    unit = '#define int2 int\n#include "kernels.cu"\n'
    kernels = "__global__ void k() {}\n"
    result = port(unit, "main.cpp", to="sycl", beside={"kernels.cu": kernels})
    assert result.content == f'#include "port.hpp"\n{unit}'.encode()
    after: Files = {"kernels.cu": ported(kernels)}
    assert port(result.content, "main.cpp", to="sycl", beside=after).content is None


def test_a_unit_without_cuda_gets_what_nvcc_gives_every_unit() -> None:
    unit = '// free(\n#include "h.h"\nint* f() { return (int*)malloc((int)log(2.0)); }\n'
    own: Files = {"h.h": "#pragma once\n"}
    after = f"// free(\n#include <stdlib.h>\n#include <math.h>\n{unit[9:]}"
    assert ported(unit, own) == after
    assert ported(after, own) == after
    assert port(unit, to="hip", beside=own).content is None  # hipcc gives them, too
    for there in ("#include <cmath>\n", '#include "math_of.h"\n'):
        unit = f"{there}double f(double x) {{ return log(x); }}\n"
        assert ported(unit, {"math_of.h": "#include <math.h>\n"}) == unit


def test_a_launch_is_ported_whose_arguments_have_directives_among_them() -> None:
    kernel = "__global__ void k(int* a, int b) {}\n"
    call = "(d_a,\n#if MORE\n (int)\n#endif\n b\n);"
    unit = f"#include <cuda_runtime.h>\n{kernel}void f(int* d_a, int b) {{\n  LAUNCH{call}\n}}\n"
    after = ported(unit.replace("LAUNCH", "k<<<1, 32>>> "))
    assert f"  port::launch<k>(1, 32) {call}\n" in after
    assert ported(after) == after


def test_headers_that_sycl_lacks_go_where_nothing_is_said_of_them() -> None:
    include = "#include <cuda_runtime.h>\n#include <cuda/std/barrier>\n"
    kernel = "__global__ void k() {}\n"
    assert ported(include + kernel) == '#include "port.hpp"\nvoid k() {}\n'
    used = f"{include}cuda::std::barrier<> a;\n"
    assert '#include "port.hpp"\n#include <cuda/std/barrier>\n' in ported(used)


def test_warp_matrix_functions_are_those_of_a_header() -> None:
    source = "#include <mma.h>\nusing namespace nvcuda;\n"
    sum_of = "wmma::fragment<wmma::accumulator, 16, 16, 16, float> sum;\n"
    after = ported(f"{source}__global__ void k() {{ {sum_of}}}\n")
    assert after == (
        f'#include "port_wmma.hpp"\nusing namespace port::nvcuda;\nvoid k() {{ {sum_of}}}\n'
    )


def test_the_versions_of_libraries_are_those_of_cuda_12() -> None:
    """A branch on one stays as it is, and what the header says decides."""
    branch = (
        "#if CUBLAS_VERSION >= 110402 && CUBLAS_VER_MAJOR > 11\nint i;\n#else\n#error old\n#endif\n"
    )
    result = port(f"#include <cublas_v2.h>\n{branch}", to="sycl")
    assert result.content == f'#include "port_blas.hpp"\n{branch}'.encode()
    assert not result.findings
    for header, version in (("blas", "CUBLAS_VERSION 12"), ("sparse", "CUSPARSE_VER_MAJOR 12")):
        assert f"#define {version}" in (HELPERS / f"port_{header}.hpp").read_text("utf-8")


# -- names that macros have, and units of C --------------------------------------------------------


def test_a_name_that_is_a_macro_of_the_tree_is_called_in_parentheses() -> None:
    macros = "#define malloc(n) ours(n)\n#define memcpy(a, b, n) copied(a, b, n)\n"
    source = (
        "void f(float* d, float* h) { cudaMalloc(&d, 4); cudaFree(d);"
        " cudaMemcpy(d, h, 4, cudaMemcpyHostToDevice); }"
    )
    after = (
        "void f(float* d, float* h) { (port::malloc)(&d, 4); port::free(d);"
        " (port::memcpy)(d, h, 4); }"
    )
    assert line(f"{macros}{source}") == after
    assert line(f'#include "own.h"\n{source}', {"own.h": macros}) == after
    assert line(f"#define malloc ours\n{source}") == line(source)


IN_C = "migrate/header-in-c"


def said(path: str, source: str, beside: Files | None = None) -> list[tuple[str, str]]:
    found = port(source, path, to="sycl", beside=beside).findings
    return [(item.rule, item.message) for item in found if item.rule == IN_C]


def test_what_gives_c_a_header_of_cxx_is_told_of() -> None:
    include = "#include <cuda_runtime.h>\n"
    unit: Files = {"unit.c": '#include "own.h"\n'}
    told = "port.hpp is C++, and this unit is compiled as C, which does not get through it"
    assert said("unit.c", include) == [(IN_C, told)]
    assert said("own.h", include, unit) == [(IN_C, told.replace("this unit", "unit.c"))]
    guarded = f"#ifdef __cplusplus\n{include}#endif\n"
    assert said("own.h", guarded, unit) == []
    assert said("own.h", include, {"unit.cpp": '#include "own.h"\n'}) == []
    assert said("unit.cpp", include) == []
