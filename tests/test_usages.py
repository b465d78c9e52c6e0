"""What a file does with values of a type: each role is told, and nothing that may be of another."""

from __future__ import annotations

import pytest

from migrate.text.printing import conversions, is_printf
from tests import porting

RULE = "hip/driver/pointer-arithmetic"
DECLARED = (
    "struct Buf { CUdeviceptr at; long n; }; CUdeviceptr base(int i); CUdeviceptr all; "
    "void takes(uint64_t);\n"
    "struct A { using P = CUdeviceptr; }; template <class T> struct Of {};\n"
    "template <> struct Of<int> { typedef CUdeviceptr P; };\n"
)
TOLD = {
    "sum": ("CUdeviceptr p", "p + n;", "p + n"),
    "mask": ("CUdeviceptr p", "if ((p & 255) == 0) return;", "p & 255"),
    "compound": ("CUdeviceptr p", "p += n;", "p += n"),
    "step": ("CUdeviceptr p", "++p;", "++p"),
    "complement": ("CUdeviceptr p", "p = ~p;", "~p"),
    "element": ("CUdeviceptr *p", "p[2] % 16;", "p[2] % 16"),
    "pointed to": ("CUdeviceptr *p", "*p = *p - 4;", "*p - 4"),
    "of a vector": ("std::vector<CUdeviceptr>& v", "v.at(2) + 1;", "v.at(2) + 1"),
    "of a map": ("std::map<int, CUdeviceptr>& m", "m[2] >> 4;", "m[2] >> 4"),
    "member": ("Buf b", "b.at + 4;", "b.at + 4"),
    "member of an element": ("Buf *b", "b[n].at + 4;", "b[n].at + 4"),
    "global": ("", "all + 4;", "all + 4"),
    "call": ("", "base(2) + 4;", "base(2) + 4"),
    "cast": ("float *f", "(CUdeviceptr)f + 4;", "(CUdeviceptr)f + 4"),
    "named cast": (
        "float *f",
        "reinterpret_cast<CUdeviceptr>(f) + 4;",
        "reinterpret_cast<CUdeviceptr>(f) + 4",
    ),
    "given to an integer": ("CUdeviceptr p", "size_t u = p;", "u = p"),
    "assigned to an integer": ("CUdeviceptr p", "uint64_t u; u = p;", "u = p"),
    "converted": ("CUdeviceptr p", "static_cast<size_t>(p);", "static_cast<size_t>(p)"),
    "converted by its name": (
        "CUdeviceptr p",
        "static_cast<uintptr_t>(p);",
        "static_cast<uintptr_t>(p)",
    ),
    "made one in braces": ("CUdeviceptr p", "uint64_t u{p};", "p"),
    "element of integers": ("CUdeviceptr p", "uint64_t u[] = {0, p};", "p"),
    "taken as an integer": ("CUdeviceptr p", "takes(p);", "takes(p)"),
    "made narrow": ("CUdeviceptr p", "int i = (int)p;", "(int)p"),
    "index": ("CUdeviceptr p, int *a", "a[p] = 1;", "a[p]"),
    "set": ("", "CUdeviceptr p = 64;", "p = 64"),
    "compared": ("CUdeviceptr p", "if (p > 0) return;", "p > 0"),
    "printed": ("CUdeviceptr p", 'printf("%s %llx", "a", p);', 'printf("%s %llx", "a", p)'),
    "scoped": ("::CUdeviceptr p", "p + 4;", "p + 4"),
    "in a lambda": ("", "auto f = [](CUdeviceptr p) { return p + 4; };", "p + 4"),
    "alias": ("", "using A = CUdeviceptr; A p; p + 4;", "p + 4"),
    "alias of a class": ("A::P p", "p + 4;", "p + 4"),
    "alias of a class made for a type": ("Of<int>::P p", "p + 4;", "p + 4"),
    "alias of a base": ("", "struct C : A { long f(P p) { return p + 4; } };", "p + 4"),
    "deduced": ("std::vector<CUdeviceptr>& v", "auto q = v[1]; q + 4;", "q + 4"),
    "deduced by a reference": ("Buf& b", "auto& q = b.at; q += 4;", "q += 4"),
    "deduced twice": ("CUdeviceptr p", "const auto& q = (p); auto r = q; r & 3;", "r & 3"),
    "deduced in a loop": ("std::vector<CUdeviceptr>& v", "for (auto q : v) q + 4;", "q + 4"),
    "both operands": ("CUdeviceptr p, CUdeviceptr q", "p - q;", "p - q"),
}
SILENT = {
    "no pointer yet": "void f(CUdeviceptr p) { p = 0; if (p == 0 || p != 0 || !p) return; }",
    "a pointer of them": "void f(CUdeviceptr *p, int n) { p + n; ++p; }",
    "wide casts": "void f(CUdeviceptr p) { (size_t)p; size_t(p); (float *)p; }",
    "pointers compared": "void f(CUdeviceptr p, CUdeviceptr q) { if (p < q) return; }",
    "another variable": "void f(CUdeviceptr p) { { int p = 3; p += 4; } }",
    "another function's": "void f(CUdeviceptr p) {} void g(int p) { p += 4; }",
    "a member of another class": "struct A { CUdeviceptr p; }; struct B { int p; };\n"
    "void f(B b) { b.p += 4; }",
    "an alias of another class": "struct C { using P = long; long f(P p) { return p + 4; } };\n"
    "void f(Of<long>::P p) { p + 4; }",
    "an object of an unknown class": "struct A { CUdeviceptr p; };\n"
    "template <class T> void f(T t) { t.p += 4; }",
    "deduced of a pointer": "void f(CUdeviceptr *p) { auto q = p; q + 4; auto& r = p; ++r; }",
    "deduced of a cast": "void f(CUdeviceptr p) { auto q = (char*)p; q + 4; }",
    "the key of a map": "std::map<CUdeviceptr, int> m; int f(CUdeviceptr p) { return m[p]; }",
    "a key of what is not seen": "int Pool::f(CUdeviceptr p) { return sizes_[p]; }",
    "handed on": "void g(CUdeviceptr); void f(CUdeviceptr p) { g(p); cuMemFree(p); }",
    "printed as one": 'void f(CUdeviceptr p) { printf("%p", p); printf(format, p); }',
    "a macro": "#define NEXT(p) (p + 4)\nvoid f(CUdeviceptr p);",
    "a member of the user's": "struct S { CUdeviceptr p; void *q; }; void f(S *s) { s->q; }",
    "macro that casts": "#define AT(p) ((char*)(p) + 4)\nvoid f(CUdeviceptr p) { AT(p); }",
    "macro that frees": "#define DROP(p) if (p) cuMemFree(p)\nvoid f(CUdeviceptr p) { DROP(p); }",
    "template of pointers": "template <class T> T* at(T* p) { return p + 4; } "
    "void f(CUdeviceptr* p) { at(p); }",
}


# Macros and templates, and what they are given.
COMPUTING = {
    "sum": ("#define AT(p, n) ((p) + (n))\n", "AT(p, 4)"),
    "mask": ("#define ALIGN(p, n) (((p) + (n) - 1) & ~((n) - 1))\n", "ALIGN(p, 4)"),
    "step": ("#define NEXT(p) p++\n", "NEXT(p)"),
    "right": ("#define FROM(n, p) ((n) - (p))\n", "FROM(4, p)"),
    "template": ("template <class T> T at(T p, long n) { return p + n; }\n", "at(p, 4)"),
    "named": ("template <typename T> T at(const T& p) { return p % 4; }\n", "at<CUdeviceptr>(p)"),
}


def findings(source: str, rule: str = RULE) -> list[str]:
    result = porting.port(f"#include <cuda.h>\n{DECLARED}{source}\n")
    text = porting.encoded(f"#include <cuda.h>\n{DECLARED}{source}\n")
    return [text[f.start : f.end].decode() for f in result.findings if f.rule == rule]


@pytest.mark.parametrize("name", TOLD)
def test_each_role_is_told_where_it_stands(name: str) -> None:
    parameters, body, told = TOLD[name]
    comma = ", " if parameters else ""
    assert findings(f"void f({parameters}{comma}long n) {{ {body} }}") == [told]


@pytest.mark.parametrize(("head", "call"), COMPUTING.values(), ids=COMPUTING)
def test_what_macros_and_templates_compute_with_their_arguments(head: str, call: str) -> None:
    assert findings(f"{head}void f(CUdeviceptr p) {{ {call}; }}") == [call]


@pytest.mark.parametrize("name", SILENT)
def test_what_compiles_or_is_not_known_is_silent(name: str) -> None:
    assert findings(SILENT[name]) == []


def test_members_are_found_in_functions_defined_outside() -> None:
    source = "struct B { CUdeviceptr at_; long id(); }; long B::id() { return at_; } "
    assert findings(source) == ["at_"]
    assert findings("struct B { CUdeviceptr at_; B() : at_(7) {} };") == ["at_(7)"]
    assert findings("struct B { CUdeviceptr at_; B() : at_(0) {} };") == []
    assert findings("struct B { uint64_t u; B(CUdeviceptr p) : u(p) {} };") == ["u(p)"]


def test_a_use_is_told_once_and_counted_with_its_type() -> None:
    source = "#include <cuda.h>\nvoid f(CUdeviceptr p) { p + 4; p + 8; }\n"
    result = porting.port(source)
    assert [f.start for f in result.findings] == [source.index("p + 4"), source.index("p + 8")]
    assert sum(item.rule == RULE for item in result.references) == 1


def test_the_conversion_of_each_argument_is_read() -> None:
    assert conversions(['"%d %5.2f%%%*s %p"', "a", "b", "w", "c", "d"], 1) == "d"
    assert [conversions(['"%d %5.2f%%%*s %p"', *"abwcd"], at) for at in range(2, 6)] == list("fdsp")
    assert conversions(["out", '"%llu"', "a"], 2) == "llu"
    assert conversions(["format", "a"], 1) == ""
    assert conversions(['"%d"', "a", "b"], 2) == ""
    assert conversions(['"%" PRIu64', "a"], 1) == ""


def test_functions_that_format_are_known_by_their_names() -> None:
    assert all(map(is_printf, ("printf", "std::printf", "fprintf", "snprintf", "::sprintf")))
    assert not any(map(is_printf, ("print", "my_printf_like", "scanf")))
