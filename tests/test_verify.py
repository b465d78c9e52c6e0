"""What is refused of a port, and what needs no second look."""

from __future__ import annotations

import pytest
from hypothesis import given

from migrate.model import Edit
from migrate.port.soundness import bytes_kept, keeps_shape, new_syntax_errors
from migrate.rewrite.edits import apply
from migrate.text.syntax import parse
from tests.test_edits import data_and_edits

DATA = b'#include <cuda.h>\ncudaFree(p); ::cub::Sum s;\n#include "a.h" // b\n'


def edit(old: bytes, new: bytes) -> Edit:
    start = DATA.index(old)
    return Edit(start, start + len(old), new)


KEEPS = {
    "name": (edit(b"cudaFree", b"hipFree"), True),
    "qualified-by-name": (edit(b"cub::Sum", b"Sum"), True),
    "name-by-qualified": (edit(b"cudaFree", b"hip::free"), True),
    "global": (edit(b"::cub::Sum", b"::hipcub::Sum"), True),
    "path": (edit(b"<cuda.h>", b"<hip/hip_runtime.h>"), True),
    "quoted-path": (edit(b'"a.h"', b"<b.h>"), True),
    "line-goes": (edit(b"#include <cuda.h>\n", b""), True),
    "line-comes": (Edit(0, 0, b"#include <a.h>\n#include <b.h>\r\n"), True),
    "path-doubled": (edit(b"<cuda.h>", b"<a.h>\n#include <b.h>"), True),
    "nothing": (Edit(4, 4, b""), True),
    "blank-comes": (Edit(26, 26, b" "), True),
    "name-goes": (edit(b"cudaFree", b""), False),
    "name-comes": (Edit(18, 18, b"hipFree"), False),
    "call": (edit(b"p", b"W(p)"), False),
    "argument": (edit(b"cudaFree(p)", b"hipFree(p)"), False),
    "parenthesis": (Edit(26, 26, b"("), False),
    "name-with-space": (edit(b"cudaFree", b"hip Free"), False),
    "number": (edit(b"cudaFree", b"0"), False),
    "code-goes-with-space": (edit(b" s", b""), False),
    "comment": (edit(b"// b", b"// c"), False),
    "define": (Edit(0, 0, b"#define A\n"), False),
    "include-in-code": (edit(b"(p)", b"<a.h>"), False),
}


@pytest.mark.parametrize(("change", "kept"), KEEPS.values(), ids=KEEPS.keys())
def test_edits_that_keep_the_shape_of_the_code(change: Edit, kept: bool) -> None:
    assert keeps_shape([change], DATA) is kept
    assert keeps_shape([edit(b"cudaFree", b"hipFree"), change], DATA) is kept


@given(data_and_edits())
def test_bytes_outside_the_edits_are_kept_by_every_change(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    change = apply(data, edits)
    assert bytes_kept(data, change.data, change.edits(len(data)))


NOT_KEPT = {
    "before": (b"Xb1", [Edit(1, 2, b"1")]),
    "behind": (b"a1X", [Edit(1, 2, b"1")]),
    "in-the-edit": (b"a2c", [Edit(1, 2, b"1")]),
    "shorter": (b"a1", [Edit(1, 2, b"1")]),
    "longer": (b"a1cc", [Edit(1, 2, b"1")]),
    "no-edit": (b"abd", []),
    "out-of-order": (b"12c", [Edit(1, 2, b"2"), Edit(0, 1, b"1")]),
}


@pytest.mark.parametrize(("after", "edits"), NOT_KEPT.values(), ids=NOT_KEPT.keys())
def test_bytes_that_changed_without_an_edit(after: bytes, edits: list[Edit]) -> None:
    assert not bytes_kept(b"abc", after, edits)


def errors(before: str, old: str, new: str) -> list[str]:
    """What of the port is refused after ``old`` was replaced by ``new`` everywhere."""
    data, edits, at = before.encode(), list[Edit](), before.find(old)
    while at >= 0:
        edits.append(Edit(at, at + len(old), new.encode()))
        at = before.find(old, at + len(old))
    after = apply(data, edits).data
    found = new_syntax_errors(data, edits, parse(data), parse(after))
    return [after[start:end].decode() for (start, end), _ in found]


ERRORS = {
    "none": ("void f() { g(x); }", "x", "(x)", []),
    "open": ("void f() { g(x); }", "(x", "((x", ["((x"]),
    "in-a-macro": ("#define M g(x)\nint y;", "(x", "((x", ["((x"]),
    "closing": ("void f() { g(x); }", "x", "x]", ["x]"]),
    "comma": ("void f() { g(x, y); }", "x", "x,", ["x,"]),
    "broken-before": ("void f() { g(x; }", "(x", "((x", []),
    "elsewhere": ("void f() { g(x); }\nint @ y;", "x", "(x)", []),
    "statement-beside": ("void f() { g(x); h(@; }", "x", "(x)", []),
    "between-two": ("static\nint f() { return 1; }\nvoid g() { M() h(); }", "static", "", []),
    "names-only": ("void f() { g(x; }", "g", "h", []),
}


@pytest.mark.parametrize(("before", "old", "new", "found"), ERRORS.values(), ids=ERRORS.keys())
def test_syntax_errors_an_edit_brings(before: str, old: str, new: str, found: list[str]) -> None:
    assert errors(before, old, new) == found


def test_no_edit_brings_no_error() -> None:
    assert list(new_syntax_errors(b"@", (), parse(b"@"), parse(b"@"))) == []
