"""Templates to edits: arguments keep their bytes, and what stands between them too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Span
from migrate.rewrite.template import expand
from tests import porting
from tests.shapes import edits, rewritten
from tests.test_patterns import ARGUMENTS

WRAP = ("f($a, $b)", "g(W($a), $b)")

# Template, source, port; all inside a function.
CASES: dict[str, tuple[str, str, str, str]] = {
    "rename": ("f($a)", "g($a)", "f(x);", "g(x);"),
    "wrap": (*WRAP, "f(x, y);", "g(W(x), y);"),
    "wrap-spaces": (*WRAP, "f ( x ,  y ) ;", "g ( W(x) ,  y ) ;"),
    "wrap-comments": (
        *WRAP,
        "f(/* a */ x /* b */, // c\n  y);",
        "g(/* a */ W(x) /* b */, // c\n  y);",
    ),
    "wrap-over-lines": (*WRAP, "f(\n    x,\n    y\n);", "g(\n    W(x),\n    y\n);"),
    "wrap-nested": (*WRAP, "f(f(1, 2), f(3, 4));", "g(W(g(W(1), 2)), g(W(3), 4));"),
    "wrap-global": (*WRAP, "::f(x, y);", "::g(W(x), y);"),
    "wrap-template": (*WRAP, "f<A, B>(x, y);", "g<A, B>(W(x), y);"),
    "append": ("f($a)", "f($a, 0)", "f(x);", "f(x, 0);"),
    "append-comment": ("f($a)", "f($a, 0)", "f(x /* a */);", "f(x /* a */, 0);"),
    "append-line-comment": ("f($a)", "f($a, 0)", "f(x // a\n);", "f(x // a\n, 0);"),
    "append-over-lines": ("f($a)", "f($a, 0)", "f(\n  x\n);", "f(\n  x, 0\n);"),
    "prepend": ("f($a)", "f(0, $a)", "f( x );", "f( 0, x );"),
    "insert": ("f($a, $b)", "f($a, 0, $b)", "f(x,\n  y);", "f(x,\n  0, y);"),
    "insert-before-a-word": ("int $a = f;", "int $a = g(f);", "int x =  f;", "int x =  g(f);"),
    "first-of-none": ("f()", "f(0)", "f( );", "f(0 );"),
    "drop-last": ("f($a, $b)", "f($a)", "f(x, y);", "f(x);"),
    "drop-first": ("f($a, $b)", "f($b)", "f(x, y);", "f(y);"),
    "drop-middle": ("f($a, $b, $c)", "f($a, $c)", "f(x, y, z);", "f(x, z);"),
    "drop-middle-over-lines": ("f($a, $b, $c)", "f($a, $c)", "f(x,\n  y,\n  z);", "f(x,\n  z);"),
    "drop-all": ("f($a, $b)", "f()", "f(x, y);", "f();"),
    "drop-literal": ("f($a, 0)", "f($a)", "f(x, 0);", "f(x);"),
    "drop-keeps-comments": ("f($a, $b)", "f($a)", "f(x, y /* why */);", "f(x /* why */);"),
    "replace-literal": ("f($a, 0)", "f($a, ONE)", "f(x, 0);", "f(x, ONE);"),
    "reorder": ("f($a, $b)", "f($b, $a)", "f(x, g(y));", "f(g(y), x);"),
    "repeat": ("f($a)", "f($a, sizeof($a))", "f(x);", "f(x, sizeof(x));"),
    "rest": ("f($a, $*r)", "g($a, $*r)", "f(x, y, z);", "g(x, y, z);"),
    "rest-empty": ("f($a, $*r)", "g($a, $*r)", "f(x);", "g(x);"),
    "rest-wrap-before": (
        "f($a, $*r)",
        "g(W($a), $*r)",
        "f(x, y, /* a */ z);",
        "g(W(x), y, /* a */ z);",
    ),
    "rest-append": ("f($a, $*r)", "g($a, $*r, 0)", "f(x);", "g(x, 0);"),
    "rest-behind": ("f($a, $*r)", "g($a, 0, $*r)", "f(x, y);", "g(x, 0, y);"),
    "rest-behind-empty": ("f($a, $*r)", "g($a, 0, $*r)", "f(x);", "g(x, 0);"),
    "rest-dropped": ("f($a, $*r)", "g($a)", "f(x, y, z);", "g(x);"),
    "from-literal-in-front": ("f(A, $b)", "g($b)", "f(A, y);", "g(y);"),
    "launch": (
        "$k<<<$g, $b>>>($*a)",
        "launch($k, $g, $b, 0, 0, $*a)",
        "k<<<1, 2>>>(3, 4);",
        "launch(k, 1, 2, 0, 0, 3, 4);",
    ),
    "launch-without-arguments": (
        "$k<<<$g, $b>>>($*a)",
        "launch($k, $g, $b, 0, 0, $*a)",
        "k<<<1, 2>>>();",
        "launch(k, 1, 2, 0, 0);",
    ),
    "launch-comments": (
        "$k<<<$g, $b>>>($*a)",
        "launch($k, $g, $b, 0, 0, $*a)",
        "k<<<1 /* blocks */, 2>>>( // arguments\n  3);",
        "launch(k, 1 /* blocks */, 2, 0, 0, // arguments\n  3);",
    ),
    "launch-template": (
        "$k<<<$g, $b>>>($*a)",
        "launch($k, $g, $b, 0, 0, $*a)",
        "k<int, 3><<<dim3(1, 2), 4>>>(x);",
        "launch(k<int, 3>, dim3(1, 2), 4, 0, 0, x);",
    ),
    "cast": (
        "f($a)",
        "f(static_cast<const void*>($a))",
        "f(k<1, 2>);",
        "f(static_cast<const void*>(k<1, 2>));",
    ),
    "string-in-template": ("f($a)", 'g($a, "x, y")', "f(1);", 'g(1, "x, y");'),
    "same": ("f($a)", "f($a)", "f( x );", "f( x );"),
}


@pytest.mark.parametrize(("match", "template", "before", "after"), CASES.values(), ids=CASES.keys())
def test_rewrites(match: str, template: str, before: str, after: str) -> None:
    assert rewritten(match, template, f"void _() {{ {before} }}\n") == f"void _() {{ {after} }}\n"


# A line comment would hide the rest of a macro, and a blank line there ends in a backslash.
IN_MACROS = {
    name: case
    for name, case in CASES.items()
    if "//" not in case[2] and name != "drop-middle-over-lines"
}


@pytest.mark.parametrize(
    ("match", "template", "before", "after"), IN_MACROS.values(), ids=IN_MACROS.keys()
)
def test_rewrites_in_a_macro_body(match: str, template: str, before: str, after: str) -> None:
    before, after = (f"#define M {text}".replace("\n", " \\\n") + "\n" for text in (before, after))
    assert rewritten(match, template, before) == after


@pytest.mark.parametrize(("a", "b"), ARGUMENTS.values(), ids=ARGUMENTS.keys())
def test_no_edit_touches_an_argument(a: str, b: str) -> None:
    source = f"void _() {{ f({a},  {b}); }}"
    outer = [(edit.start, edit.end) for edit in edits(*WRAP, source)[:3]]
    start = len("void _() { f(")
    assert outer == [(start - 2, start - 1), (start, start), (start + len(a), start + len(a))]


DIRECTIVES = {
    "ifdef": ("#ifdef X", "#ifdef Y", "#ifdef X // why\n", "#ifdef Y // why\n"),
    "defined": (
        "#if defined(X)",
        "#if defined(Y)",
        "#if A && defined( X )\n",
        "#if A && defined( Y )\n",
    ),
    "defined-bare": (
        "#if defined(X)",
        "#if defined(Y)",
        "#if defined X || A\n",
        "#if defined(Y) || A\n",
    ),
    "elif": (
        "#if defined(X)",
        "#if defined(Y)",
        "#if A\n#elif defined(X)\n",
        "#if A\n#elif defined(Y)\n",
    ),
    "more": (
        "#if defined(X)",
        "#if (defined(Y) || Z)",
        "#if defined(X) && A\n",
        "#if (defined(Y) || Z) && A\n",
    ),
    "comparison": ("#if X >= $n", "#if Y", "#if X >= 700 && A\n", "#if Y && A\n"),
}


@pytest.mark.parametrize(
    ("match", "template", "before", "after"), DIRECTIVES.values(), ids=DIRECTIVES.keys()
)
def test_rewrites_of_directives(match: str, template: str, before: str, after: str) -> None:
    assert rewritten(match, template, before + "#endif\n") == after + "#endif\n"


NAMES = st.sampled_from(["x", "g(1, 2)", "y /* c */", "T{3}", "f(7, 8)", '"s, t"', "a < b"])
SPACES = st.sampled_from(["", " ", "\n\t", " /* , */ ", " // )\n "])


@given(st.lists(NAMES, min_size=2, max_size=2), st.lists(SPACES, min_size=5, max_size=5))
def test_taking_the_edits_back_gives_the_source(names: list[str], spaces: list[str]) -> None:
    a, b, c, d, e = spaces
    source = f"void _() {{ f{a}({b}{names[0]}{c},{d}{names[1]}{e}); }}"
    port = rewritten("f($a, $b)", "wrapped(W($a), $b)", source)
    assert port.count("wrapped") == 1 + sum(name.startswith("f(") for name in names)
    assert rewritten("wrapped(W($a), $b)", "f($a, $b)", port) == source


def test_messages_show_captures_on_one_line() -> None:
    data = b"f(a,\n   b)"
    captures = {"x": Span(2, 9)}
    assert expand("$x is bad, $y unknown, $*x too", data, captures) == (
        "a, b is bad, $y unknown, a, b too"
    )


def test_a_capture_beyond_utf_8_can_be_shown() -> None:
    assert expand("$x", b"\xff\xfe", {"x": Span(0, 2)}) == "\ufffd\ufffd"


@pytest.mark.parametrize(("path", "stays"), [("a.c", True), ("a.cu", False), ("a.cpp", False)])
def test_the_storage_class_register_stays_in_c(path: str, stays: bool) -> None:
    source = "#include <cuda_runtime.h>\nvoid f(void) { register int s = 0; cudaFree(0); }\n"
    assert ("register int s" in porting.body(source, path)) is stays
