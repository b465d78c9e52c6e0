"""Decisions on single references: what the tables say, and what construct rules say first."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import FileResult, Finding, Safety, Status
from migrate.settings.config import Apply, FileOptions, LaunchSyntax
from tests import porting
from tests.own import job, port
from tests.porting import text

REVIEW = FileOptions(apply=Apply.REVIEW)
WRAP = """\
title = "Wrapped"
match = "fooSet($a)"
rewrite = "barSet(W($a))"
safety = "{safety}"
message = "$a is wrapped"
suggestion = "Write W($a)"
"""
REPORT = 'title = "Look"\nmatch = "fooSet($a)"\nstatus = "{status}"\nmessage = "Look at $a"\n'


def found(result: FileResult) -> list[tuple[str, str, str]]:
    """Name, status and rule of every reference."""
    return [(item.name, item.status.value, item.rule) for item in result.references]


def only(result: FileResult) -> Finding:
    (finding,) = result.findings
    return finding


BY_TABLE = {
    "exact": ("fooExact(1);", "fooExact(1);", "native", ""),
    "renamed": ("fooSet(1);", "barSet(1);", "ported", ""),
    "review": ("fooReview(1);", "barReview(1);", "review", "Counts from one"),
    "none": ("fooGone(1);", "fooGone(1);", "manual", "Write a loop"),
    "not-yet": ("fooLater(1);", "fooLater(1);", "manual", "barLater exists from HIP 99.0 on"),
}


@pytest.mark.parametrize(
    ("source", "after", "status", "message"), BY_TABLE.values(), ids=BY_TABLE.keys()
)
def test_what_the_table_says(
    tmp_path: Path, source: str, after: str, status: str, message: str
) -> None:
    result = port(job(tmp_path), f"void f() {{ {source} }}")
    assert text("", result) in ("", f"void f() {{ {after} }}")
    assert found(result) == [(source.partition("(")[0], status, "hip/names/foo")]
    if not message:
        assert result.findings == ()
        return
    finding = only(result)
    assert (finding.start, finding.end) == (11, 11 + source.index("("))
    assert finding.message.startswith(message)
    assert finding.status.value == status


def test_a_safe_rewrite_says_nothing(tmp_path: Path) -> None:
    result = port(job(tmp_path, wrap=WRAP.format(safety="safe")), "int x = fooSet(1);")
    assert text("", result) == "int x = barSet(W(1));"
    assert found(result) == [("fooSet", "ported", "hip/own/wrap")]
    assert result.findings == ()


def test_a_rewrite_for_review_waits_and_the_name_goes_along(tmp_path: Path) -> None:
    with_rule = job(tmp_path, wrap=WRAP.format(safety="review"))
    result = port(with_rule, "int x = fooSet(1);")
    assert text("", result) == "int x = barSet(1);"
    assert found(result) == [("fooSet", "review", "hip/own/wrap")]
    finding = only(result)
    assert (finding.message, finding.suggestion) == ("1 is wrapped", "Write W(1)")
    assert finding.fix is not None
    assert finding.fix.safety is Safety.REVIEW

    applied = port(with_rule, "int x = fooSet(1);", options=REVIEW)
    assert text("", applied) == "int x = barSet(W(1));"
    assert found(applied) == found(result)
    assert only(applied).message == "1 is wrapped"


def test_a_rewrite_that_is_only_advice_is_never_made(tmp_path: Path) -> None:
    result = port(
        job(tmp_path, wrap=WRAP.format(safety="manual")), "int x = fooSet(1);", options=REVIEW
    )
    assert text("", result) == "int x = barSet(1);"
    assert found(result) == [("fooSet", "manual", "hip/own/wrap")]
    assert only(result).fix is not None


@pytest.mark.parametrize("status", ["review", "manual"])
def test_a_rule_that_only_reports_leaves_the_name_to_the_table(tmp_path: Path, status: str) -> None:
    result = port(job(tmp_path, look=REPORT.format(status=status)), "int x = fooSet(1);")
    assert text("", result) == "int x = barSet(1);"
    assert found(result) == [("fooSet", status, "hip/own/look")]
    assert only(result).message == "Look at 1"


def test_the_first_case_of_a_rule_that_fits_wins(tmp_path: Path) -> None:
    rule = """\
title = "Two"
safety = "safe"
[[case]]
match = "fooSet(0, $a)"
rewrite = "barClear($a)"
[[case]]
match = "fooSet($v, $a)"
rewrite = "barSet($a, $v)"
"""
    result = port(job(tmp_path, two=rule), "void f() { fooSet(0, x); fooSet(1, y); fooSet(z); }")
    assert text("", result) == "void f() { barClear(x); barSet(y, 1); barSet(z); }"
    assert [rule for _, _, rule in found(result)] == ["hip/own/two", "hip/own/two", "hip/names/foo"]


def test_the_first_rewrite_wins_and_every_rule_is_heard(tmp_path: Path) -> None:
    second = WRAP.replace("W(", "V(").format(safety="safe")
    with_rules = job(
        tmp_path,
        a=WRAP.format(safety="safe"),
        b=second,
        look=REPORT.format(status="manual"),
    )
    result = port(with_rules, "int x = fooSet(1);")
    assert text("", result) == "int x = barSet(W(1));"
    assert found(result) == [("fooSet", "manual", "hip/own/look")]
    assert [finding.rule for finding in result.findings] == ["hip/own/look"]


def test_a_shape_may_start_at_a_member(tmp_path: Path) -> None:
    rule = 'title = "Rate"\nmatch = "$a.rate"\nstatus = "review"\nmessage = "Look at $a"\n'
    rule += "[where.a]\ntype = 'fooType'\n"
    result = port(
        job(tmp_path, rate=rule), "void f(fooType a, int rate) { g(a.rate, b.rate, rate); }"
    )
    assert found(result)[1:] == [(".rate", "review", "hip/own/rate")]
    assert only(result).message == "Look at a"


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("void fooGone(int x) { x = 1; }", []),
        ("int* fooGone(int x) { return 0; }", []),
        ("void fooGone(int x);", ["manual"]),
        ("void g() { fooGone(1); }", ["manual"]),
        ("void fooSet(int x) { x = 1; }", ["ported"]),
    ],
)
def test_what_the_target_lacks_and_the_tree_defines_is_the_trees(
    tmp_path: Path, source: str, status: list[str]
) -> None:
    assert [status for _, status, _ in found(port(job(tmp_path), source))] == status


CONSTRAINTS = {
    "fits": ("x1", "barSet(W(x1));"),
    "fits-stripped": ("\n /**/ x1", "barSet(\n /**/ W(x1));"),
    "does-not-fit": ("y1", "barSet(y1);"),
    "is-excluded": ("x0", "barSet(x0);"),
    "over-lines": ("x(\n1)", "barSet(W(x(\n1)));"),
}


@pytest.mark.parametrize(("argument", "after"), CONSTRAINTS.values(), ids=CONSTRAINTS.keys())
def test_constraints_choose(tmp_path: Path, argument: str, after: str) -> None:
    where = "[where.a]\nmatches = 'x.*'\nnot_matches = 'x0'\n"
    with_rule = job(tmp_path, wrap=WRAP.format(safety="safe") + where)
    result = port(with_rule, f"void f() {{ fooSet({argument}); }}")
    assert text("", result) == f"void f() {{ {after} }}"


@pytest.mark.parametrize(
    ("dates", "applies"),
    [("", True), ('since = "5.2"', True), ('since = "99.0"', False), ('until = "5.2"', False)],
    ids=["always", "since", "not-yet", "no-longer"],
)
def test_a_rule_of_some_versions(tmp_path: Path, dates: str, applies: bool) -> None:
    with_rule = job(tmp_path, wrap=WRAP.format(safety="safe") + dates)
    after = "int x = barSet(W(1));" if applies else "int x = barSet(1);"
    assert text("", port(with_rule, "int x = fooSet(1);")) == after


def test_a_rule_of_an_option(tmp_path: Path) -> None:
    with_rule = job(tmp_path, wrap=WRAP.format(safety="safe") + 'option = "launch-syntax=macro"\n')
    macro = FileOptions(launch_syntax=LaunchSyntax.MACRO)
    assert text("", port(with_rule, "int x = fooSet(1);")) == "int x = barSet(1);"
    assert text("", port(with_rule, "int x = fooSet(1);", options=macro)) == "int x = barSet(W(1));"


DEVICE = {
    "kernel": ("__global__ void k() { fooSet(1); }", True),
    "device": ("__device__ int d() { return fooSet(1); }", True),
    "template": ("template <class T> __device__ void d() { fooSet(1); }", True),
    "lambda-in-device": ("__device__ void d() { auto l = [] { fooSet(1); }; }", True),
    "host": ("void h() { fooSet(1); }", False),
    "global": ("int x = fooSet(1);", False),
}


@pytest.mark.parametrize(("source", "applies"), DEVICE.values(), ids=DEVICE.keys())
def test_a_rule_of_device_code(tmp_path: Path, source: str, applies: bool) -> None:
    with_rule = job(tmp_path, wrap=WRAP.format(safety="safe") + 'scope = "device"\n')
    assert ("W(1)" in text("", port(with_rule, source))) is applies


def test_a_name_that_a_rewrite_takes_along_is_entered_once(tmp_path: Path) -> None:
    rule = """\
title = "Flag"
match = "fooSet(fooFlag, $a)"
rewrite = "barSetFlag(barFlagNew, $a)"
safety = "safe"
"""
    result = port(job(tmp_path, flag=rule), "void f() { fooSet(fooFlag, fooFlag); }")
    assert text("", result) == "void f() { barSetFlag(barFlagNew, barFlag); }"
    assert [(name, status) for name, status, _ in found(result)] == [
        ("fooSet", "ported"),
        ("fooFlag", "ported"),
        ("fooFlag", "ported"),
    ]


def test_headers_that_a_rewrite_needs_are_included_once(tmp_path: Path) -> None:
    rule = WRAP.format(safety="safe") + 'requires = ["w.h"]\n'
    source = "#include <vector>\nvoid f() { fooSet(1); fooSet(2); }\n"
    result = port(job(tmp_path, wrap=rule), source)
    ported = text("", result)
    assert ported.startswith("#include <w.h>\n#include <vector>\n")
    assert ported.count("w.h") == 1
    assert port(job(tmp_path), ported).edits == ()


def test_headers_of_a_rewrite_that_waits_are_not_included(tmp_path: Path) -> None:
    rule = WRAP.format(safety="review") + 'requires = ["w.h"]\n'
    assert "w.h" not in text("", port(job(tmp_path, wrap=rule), "int x = fooSet(1);"))


REDEFINED = {
    "shim": ("#define fooSet barSet\n", "native"),
    "shim-with-parameters": ("#define fooSet(x) \\\n  barSet( x )\n", "native"),
    "other-arguments": ("#define fooSet(x) barSet(x + 1)\n", "review"),
    "no-arguments": ("#define fooSet(x) barSet()\n", "review"),
    "reviewed": ("#define fooReview(x)\n", "review"),
    "typedef-shim": ("typedef barType fooType;\n", "native"),
    "exact": ("#define fooExact 1\n", "native"),
    "without-a-port": ("#define fooGone(x) x\n", "native"),
}


@pytest.mark.parametrize(("source", "status"), REDEFINED.values(), ids=REDEFINED.keys())
def test_a_name_of_cudas_that_gets_another_meaning(
    tmp_path: Path, source: str, status: str
) -> None:
    result = port(job(tmp_path), source)
    assert result.edits == ()
    ((_, found_status, rule),) = found(result)
    assert (found_status, rule) == (status, "migrate/redefined")
    assert [finding.rule for finding in result.findings] == (
        [] if status == "native" else ["migrate/redefined"]
    )
    assert all(finding.suggestion for finding in result.findings)


STAND_INS = {
    "empty": ("#define fooSet\nfooSet;\n", "#define barSet\nbarSet;\n"),
    "no-op": ("#define fooSet(x)\nvoid f() { fooSet(1); }\n", None),
    "no-op-statement": ("#define fooSet(x) do {} while (0)\nvoid f() { fooSet(1); }\n", None),
    "to-ones-own": ("#define fooSet mySet\nint i = fooSet(1);\n", None),
    "around-the-call": ("#define fooSet(x) note(fooSet(x))\nint i = fooSet(1);\n", None),
    "where-the-header-is-not": (
        "#ifdef WITH_FOO\n#include <foo.h>\n#else\n#define fooSet(x)\n#endif\n"
        "void f() { fooSet(1); }\n",
        None,
    ),
    "asked-for-first": ("#ifndef fooSet\n#define fooSet(x)\n#endif\nint i = fooSet(1);\n", None),
    "taken-back": ("#define fooSet(x)\nint i = fooSet(1);\n#undef fooSet\n", None),
}


@pytest.mark.parametrize(("source", "after"), STAND_INS.values(), ids=STAND_INS.keys())
def test_a_macro_that_stands_in_for_a_function_is_renamed_with_its_uses(
    tmp_path: Path, source: str, after: str | None
) -> None:
    after = after or source.replace("fooSet", "barSet").replace("foo.h", "bar.h")
    result = port(job(tmp_path), source)
    assert text("", result) == after
    assert result.findings == ()
    assert port(job(tmp_path), after).edits == ()


def test_a_stand_in_stays_where_other_names_become_the_same(tmp_path: Path) -> None:
    source = "#define fooSwap(x)\nint i = fooTwin(1) + fooSwap(2);\n"
    result = port(job(tmp_path), source)
    assert text("", result).startswith("#define fooSwap(x)\n")
    assert only(result).rule == "migrate/redefined"


def test_a_stand_in_whose_uses_are_reshaped_stays(tmp_path: Path) -> None:
    result = port(job(tmp_path, wrap=WRAP.format(safety="safe")), "#define fooSet(x)\n")
    assert result.edits == ()
    assert only(result).rule == "migrate/redefined"


BRANCHES = {
    "none": ("fooGone(1);", ""),
    "if": ("#if A > 1\nfooGone(1);\n#endif", "A > 1"),
    "else": ("#ifdef A\n#else\nfooGone(1);\n#endif", "!(defined(A))"),
    "nested": ("#ifdef A\n#if B\nfooGone(1);\n#endif\n#endif", "defined(A) && B"),
}


@pytest.mark.parametrize(("source", "branch"), BRANCHES.values(), ids=BRANCHES.keys())
def test_a_finding_names_its_branch(tmp_path: Path, source: str, branch: str) -> None:
    assert only(port(job(tmp_path), source)).branch == branch


def test_what_is_guarded_is_entered_and_left(tmp_path: Path) -> None:
    source = "#ifdef USE_ROCM\nfooSet(1);\n#else\nfooGone(2);\n#endif\n"
    result = port(job(tmp_path), source)
    assert result.edits == ()
    assert found(result) == [
        ("fooSet", "native", "migrate/guarded"),
        ("fooGone", "native", "migrate/guarded"),
    ]
    assert [item.rule for item in result.findings] == ["migrate/own-port"]  # a remark


def test_a_condition_that_names_the_target_is_its_authors(tmp_path: Path) -> None:
    source = "#if defined(fooFlag) || defined(__HIP__)\n#endif\n#if fooFlag\n#endif\n"
    result = port(job(tmp_path), source)
    assert text("", result) == source.replace("#if fooFlag", "#if barFlag")
    assert [status for _, status, _ in found(result)] == ["native", "ported"]


def test_every_reference_is_entered_once_in_order(tmp_path: Path) -> None:
    source = (
        "#include <foo.h>\nfooType t = fooSet(fooFlag, fooSwap(1));\nk<<<1, 2>>>(fooExact(3));\n"
    )
    result = port(job(tmp_path), source)
    assert [name for name, _, _ in found(result)] == [
        "foo.h",
        "fooType",
        "fooSet",
        "fooFlag",
        "fooSwap",
        "<<<",
        "fooExact",
    ]
    assert result.references[0].status is Status.PORTED


@pytest.mark.parametrize("attribute", ["__maxnreg__(64)", "__cluster_dims__(2, 1, 1)"])
def test_an_attribute_is_no_variable(attribute: str) -> None:
    """The grammar takes it for one where it stands before the name of a kernel."""
    source = f"__global__ void {attribute} scale(float* x) {{ x[0] = 1; }}"
    (finding,) = porting.port(source).findings
    assert finding.status is Status.MANUAL
