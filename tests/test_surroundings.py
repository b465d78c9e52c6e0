"""What a rule may demand of the text around a match, and of constants."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.own import job, port

RULE = 'title = "Look"\nmatch = "fooSet($a)"\nstatus = "review"\nmessage = "Look"\n'

AROUND = {
    "in-the-function": (r"beside = '\bother\b'", "void f() { fooSet(1); other(); }", True),
    "in-another": (r"beside = '\bother\b'", "void f() { fooSet(1); } void g() { other(); }", False),
    "in-the-file": (
        r"in_file = '\bother\b'",
        "void f() { fooSet(1); } void g() { other(); }",
        True,
    ),
    "not-in-the-file": (r"not_in_file = '\bother\b'", "void f() { fooSet(1); } int other;", False),
    "only-a-comment": (r"in_file = '\bother\b'", "void f() { fooSet(1); } // other", False),
    "right-behind": (r"behind = 'other\(\);\s*\Z'", "void f() { other(); fooSet(1); }", True),
    "not-right-behind": (
        r"behind = 'other\(\);\s*\Z'",
        "int f() { other(); g(); fooSet(1); }",
        False,
    ),
    "only-ahead": (r"behind = 'other'", "void f() { fooSet(1); other(); }", False),
    "ahead": (r"ahead = '\A; other'", "void f() { fooSet(1); other();\n }", True),
    "ahead-of-the-line": (r"ahead = 'other'", "void f() { fooSet(1);\nother(); }", False),
    "not-ahead": (r"not_ahead = '\bother\b'", "void f() { fooSet(1); g(); // other\n }", True),
    "ahead-in-a-macro": (r"ahead = '\bother\b'", "#define M fooSet(1); \\\n other()\n", True),
    "same-name": (r"beside = '\bdelete $a\b'", "void f() { fooSet(x); delete x; }", True),
    "other-name": (r"beside = '\bdelete $a\b'", "void f() { fooSet(x); delete y; }", False),
    "name-is-no-pattern": (
        r"beside = 'delete $a;'",
        "int f() { fooSet(a[i]); delete a[i]; }",
        True,
    ),
}


@pytest.mark.parametrize(("key", "source", "speaks"), AROUND.values(), ids=AROUND.keys())
def test_the_text_around(tmp_path: Path, key: str, source: str, speaks: bool) -> None:
    result = port(job(tmp_path, look=f"{RULE}{key}\n"), source)
    assert bool(result.findings) is speaks


FOLDS = {
    "number": ("true", "fooSet(4);", True),
    "name": ("true", "fooSet(N * 2);", True),
    "variable": ("true", "fooSet(n);", False),
    "not-a-number": ("false", "fooSet(4);", False),
    "not-a-name": ("false", "fooSet(N * 2);", False),
    "not-a-variable": ("false", "fooSet(n);", True),
}


@pytest.mark.parametrize(("folds", "call", "speaks"), FOLDS.values(), ids=FOLDS.keys())
def test_whether_a_capture_folds(tmp_path: Path, folds: str, call: str, speaks: bool) -> None:
    rule = f"{RULE}where.a.folds = {folds}\n"
    result = port(job(tmp_path, look=rule), f"#define N 3\nvoid f(int n) {{ {call} }}")
    assert bool(result.findings) is speaks
