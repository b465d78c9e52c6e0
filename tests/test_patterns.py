"""Shapes written in CUDA: where they fit, and what they catch."""

from __future__ import annotations

import pytest

from tests.shapes import captured

CALL = "f($a, $b)"

# How two arguments may be written.
ARGUMENTS = {
    "names": ("x", "y"),
    "numbers": ("1", "2.0f"),
    "calls": ("g(1, 2)", "h(i(3), (4))"),
    "commas-in-parentheses": ("(x, y)", "z"),
    "commas-in-braces": ("T{1, 2}", "U<int>{3}"),
    "commas-in-template": ("v<int, 4>::n", "g<A, B>(c)"),
    "lambda": ("[&](int i, int j) { return i, j; }", "[] {}"),
    "ternary": ("a ? b : c", "d == e"),
    "casts": ("(void**)&p", "static_cast<int>(x)"),
    "pointers": ("&p[i]", "*q++"),
    "strings": ('"a, b)"', "','"),
    "joined-strings": ('"a" "b"', "c"),
    "sizeof": ("sizeof(float) * n", "sizeof x"),
    "assignment": ("x = 1", "y += 2"),
    "new": ("new int[3]", "delete p"),
    "over-lines": ("g(1,\n     2)", "h(\n3\n)"),
    "comments-inside": ("g(1 /* one, */, 2)", "h( // three\n3)"),
    "qualified": ("A::b", "::c::d"),
    "members": ("a.b->c", "this->d"),
    "shifts": ("1 << 3", "x >> (y)"),
    "itself": ("f(1, 2)", "f(f(3, 4), 5)"),
}


@pytest.mark.parametrize(("a", "b"), ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_an_argument_is_caught_whole(a: str, b: str) -> None:
    assert {"a": a, "b": b} in captured(CALL, f"void _() {{ f({a}, {b}); }}")


@pytest.mark.parametrize(("a", "b"), ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_an_argument_in_a_macro_is_caught_whole(a: str, b: str) -> None:
    a, b = (text.replace("// three", "").replace("\n", "\\\n") for text in (a, b))
    assert {"a": a, "b": b} in captured(CALL, f"#define M(x) f({a}, {b})\n")


FITS = {
    "statement": "void _() { f(1, 2); }",
    "expression": "int x = 3 + f(1, 2) * 4;",
    "condition": "void _() { if (f(1, 2) != 0) return; }",
    "argument": "void _() { g(f(1, 2), 3); }",
    "global-scope": "void _() { ::f(1, 2); }",
    "template": "void _() { f<int>(1, 2); }",
    "template-global-scope": "void _() { ::f<int, 3>(1, 2); }",
    "comments": "void _() { f /* a */ ( /* b */ 1 /* c */, // d\n 2 /* e */ ); }",
    "spaces": "void _() { f\n(\n1\n,\n2\n)\n; }",
    "macro-body": "#define M f(1, 2)\n",
    "macro-body-with-statement": "#define M(x) do { if (f(1, 2)) x; } while (0)\n",
    "macro-body-over-lines": "#define M(x) \\\n  do { \\\n    f(1, 2); \\\n  } while (0)\n",
    "macro-argument": "void _() { CHECK(f(1, 2)); }",
    "return": "int _() { return f(1, 2); }",
    "lambda": "auto l = [] { return f(1, 2); };",
    "initialiser": "S::S() : x(f(1, 2)) {}",
    "default-argument": "void g(int x = f(1, 2));",
    "in-a-branch": "void _() {\n#ifdef A\n  f(1, 2);\n#endif\n}",
    "in-code-that-does-not-parse": "void _() { @@ f(1, 2); }",
}


@pytest.mark.parametrize("source", FITS.values(), ids=FITS.keys())
def test_where_a_call_fits(source: str) -> None:
    assert captured(CALL, source) == [{"a": "1", "b": "2"}]


DOES_NOT_FIT = {
    "too-few": "void _() { f(1); }",
    "too-many": "void _() { f(1, 2, 3); }",
    "none": "void _() { f(); }",
    "name-alone": "void _() { g(f); auto p = &f; }",
    "declaration": "void f(int, int);",
    "definition": "void f(int a, int b) { }",
    "member": "void _() { x.f(1, 2); y->f(1, 2); }",
    "qualified": "void _() { my::f(1, 2); }",
    "argument-of-another": "void _() { g(f, 1, 2); }",
    "called-result": "void _() { f(1)(2, 3); }",
    "comment": "// f(1, 2)\n",
    "string": 'auto s = "f(1, 2)";',
    "open": "void _() { f(1, 2",
}


@pytest.mark.parametrize("source", DOES_NOT_FIT.values(), ids=DOES_NOT_FIT.keys())
def test_where_a_call_does_not_fit(source: str) -> None:
    assert captured(CALL, source) == []


SHAPES: dict[str, tuple[str, str, list[dict[str, str]]]] = {
    "qualified-name": ("a::f($x)", "b::c::f(1); f(2);", [{"x": "1"}, {"x": "2"}]),
    "qualified-template": ("a::f<$n>($x)", "b::f<8>(1);", [{"n": "8", "x": "1"}]),
    "member": ("$x.f", "a.b.f = c.g;", [{"x": "a.b"}]),
    "literal-argument": (
        "f($a, 0)",
        "f(x, 0); f(x, 1); f(y, 0x0u); f(x, 0.0);",
        [{"a": "x"}, {"a": "y"}],
    ),
    "name-argument": ("f(A, $b)", "f(A, x); f(B, x); f(::A, y);", [{"b": "x"}, {"b": "y"}]),
    "rest": ("f($a, $*more)", "f(1, 2, 3);", [{"a": "1", "more": "2, 3"}]),
    "rest-of-one": ("f($a, $*more)", "f(1, 2);", [{"a": "1", "more": "2"}]),
    "rest-empty": ("f($a, $*more)", "f(1);", [{"a": "1"}]),
    "rest-alone": ("f($*all)", "f(1, 2);", [{"all": "1, 2"}]),
    "rest-alone-empty": ("f($*all)", "f();", [{"all": ""}]),
    "rest-with-comments": (
        "f($a, $*more)",
        "f(1, /* a */ 2, 3 /* b */);",
        [{"a": "1", "more": "2, 3"}],
    ),
    "rest-in-the-middle": (
        "f($a, $*mid, $z)",
        "f(1, 2, 3, 4);",
        [{"a": "1", "mid": "2, 3", "z": "4"}],
    ),
    "same-twice": ("f($a, $a)", "f(x, y); f(x, x); f(g(1), g(1));", [{"a": "x"}, {"a": "g(1)"}]),
    "nested": ("f(g($a), $b)", "f(g(1), 2); f(h(1), 2);", [{"a": "1", "b": "2"}]),
    "launch": (
        "$k<<<$g, $b>>>($*a)",
        "k<<<1, 2>>>(3, 4);",
        [{"k": "k", "g": "1", "b": "2", "a": "3, 4"}],
    ),
    "launch-template": (
        "$k<<<$g, $b>>>($*a)",
        "k<int, 3><<<1, 2>>>();",
        [{"k": "k<int, 3>", "g": "1", "b": "2", "a": ""}],
    ),
    "launch-qualified": (
        "$k<<<$g, $b>>>($*a)",
        "n::k<<<1, 2>>>(x);",
        [{"k": "n::k", "g": "1", "b": "2", "a": "x"}],
    ),
    "launch-other-count": ("$k<<<$g, $b>>>($*a)", "k<<<1, 2, 3>>>(4);", []),
    "launch-configuration": (
        "$k<<<$g, $b>>>($*a)",
        "k<<<dim3(1, 2), n < 3 ? 4 : 5>>>(6);",
        [{"k": "k", "g": "dim3(1, 2)", "b": "n < 3 ? 4 : 5", "a": "6"}],
    ),
    "qualifiers": (
        "static T $a;",
        "static const T x; const T y; const static T z; T w;",
        [{"a": "x"}, {"a": "z"}],
    ),
    "type": ("T<$a>", "T<int> x; T<int, 3> y;", [{"a": "int"}]),
    "name": ("f", "f(1); g(f); ::f;", [{}, {}, {}]),
}


@pytest.mark.parametrize(("match", "source", "expected"), SHAPES.values(), ids=SHAPES.keys())
def test_shapes(match: str, source: str, expected: list[dict[str, str]]) -> None:
    assert captured(match, f"void _() {{ {source} }}") == expected


DIRECTIVES: dict[str, tuple[str, str, list[dict[str, str]]]] = {
    "ifdef": ("#ifdef X", "#ifdef X\n#ifndef X\n#ifdef XY\n#if defined(X)\n", [{}]),
    "defined": (
        "#if defined(X)",
        "#if A && defined(X)\n#elif defined X\n#if defined(XY)\n#ifdef X\n",
        [{}, {}],
    ),
    "defined-spaced": ("#if defined(X)", "#if defined /* a */ ( X ) && A\n", [{}]),
    "comparison": (
        "#if X >= $n",
        "#if X >= 700 && A\n#if X > 700\n#if A || (X >= B)\n",
        [{"n": "700"}, {"n": "B"}],
    ),
    "continued": ("#if X >= $n", "#if A && \\\n  X >= 700\n", [{"n": "700"}]),
    "comment": ("#if defined(X)", "#if A // defined(X)\n", []),
    "twice": ("#if defined(X)", "#if defined(X) || defined(X)\n", [{}, {}]),
}


@pytest.mark.parametrize(
    ("match", "source", "expected"), DIRECTIVES.values(), ids=DIRECTIVES.keys()
)
def test_shapes_of_directives(match: str, source: str, expected: list[dict[str, str]]) -> None:
    found = [
        {key: text for key, text in item.items() if key != "condition"}
        for item in captured(match, source)
    ]
    assert found == expected
