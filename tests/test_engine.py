"""One file through all passes: fixes that collide, results that do not hold, orders of its "
"author."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Outcome, Status
from migrate.port import subject
from migrate.port.passes import MAX_PASSES
from migrate.settings.config import FileOptions, LaunchSyntax
from tests.own import job, port
from tests.porting import body, references, text
from tests.porting import port as port_with_all

WRAP = """\
title = "Wrapped"
match = "fooSet($a)"
rewrite = "barSet(W($a))"
safety = "safe"
"""
SWAP = """\
title = "Swapped"
match = "fooSwap($a, $b)"
rewrite = "barSwap($b, $a)"
safety = "safe"
"""

NESTED = {
    "wraps": ("fooSet(fooSet(fooSet(1)))", "barSet(W(barSet(W(barSet(W(1))))))"),
    "wraps-beside": ("fooSet(fooFlag + fooSet(2))", "barSet(W(barFlag + barSet(W(2))))"),
    "swap": ("fooSwap(1, 2)", "barSwap(2, 1)"),
    "name-in-swap": ("fooSwap(fooFlag, 2)", "barSwap(2, barFlag)"),
    "wrap-in-swap": ("fooSwap(fooSet(1), 2)", "barSwap(2, barSet(W(1)))"),
    "swap-in-wrap": ("fooSet(fooSwap(1, 2))", "barSet(W(barSwap(2, 1)))"),
    "swap-in-swap": ("fooSwap(fooSwap(1, 2), 3)", "barSwap(3, barSwap(2, 1))"),
    "two-swaps-in-a-swap": (
        "fooSwap(fooSwap(1, 2), fooSwap(3, 4))",
        "barSwap(barSwap(4, 3), barSwap(2, 1))",
    ),
    "swaps-deep": (
        "fooSwap(fooSwap(fooSwap(1, 2), 3), 4)",
        "barSwap(4, barSwap(3, barSwap(2, 1)))",
    ),
    "swaps-beside": ("fooSwap(1, 2) + fooSwap(3, 4)", "barSwap(2, 1) + barSwap(4, 3)"),
    "swap-with-comments": ("fooSwap(/* a */ 1, 2 /* b */)", "barSwap(2, 1)"),
}


@pytest.mark.parametrize(("before", "after"), NESTED.values(), ids=NESTED.keys())
def test_rewrites_inside_rewrites(tmp_path: Path, before: str, after: str) -> None:
    with_rules = job(tmp_path, wrap=WRAP, swap=SWAP)
    result = port(with_rules, f"int x = {before};\n")
    assert text("", result) == f"int x = {after};\n"
    assert all(item.status is Status.PORTED for item in result.references)
    assert len(result.references) == before.count("foo")
    assert port(with_rules, text("", result)).edits == ()


def test_rewrites_nested_too_deep_are_left_to_a_person(tmp_path: Path) -> None:
    source, depth = "0", MAX_PASSES + 2
    for _ in range(depth):
        source = f"fooSwap({source}, 1)"
    with_rules = job(tmp_path, swap=SWAP)
    result = port(with_rules, f"int x = {source};\n")
    assert result.ledger.total == depth
    assert result.ledger[Status.MANUAL] == len(result.findings) == depth - MAX_PASSES
    assert port(with_rules, text("", result)).edits == ()


def test_what_waits_in_a_branch_that_becomes_the_targets_is_not_lost(tmp_path: Path) -> None:
    guard = SWAP.replace("fooSwap($a, $b)", "#ifdef FOO_GUARD")
    guard = guard.replace("barSwap($b, $a)", "#ifdef USE_ROCM")
    source = "#ifdef FOO_GUARD\nint x = fooSwap(fooSwap(1, 2), 3);\n#endif\n"
    result = port(job(tmp_path, swap=SWAP, guard=guard), source)
    assert text("", result) == "#ifdef USE_ROCM\nint x = barSwap(3, barSwap(2, 1));\n#endif\n"


SPOILS = {
    "syntax": "barSet((($a)",
    "again": "fooSet(0, fooSet($a))",
}


@pytest.mark.parametrize("rewrite", SPOILS.values(), ids=SPOILS.keys())
def test_a_rewrite_that_does_not_hold_is_left_to_a_person(tmp_path: Path, rewrite: str) -> None:
    rule = WRAP.replace("barSet(W($a))", rewrite)
    source = "void f() { fooSet(1); fooType t; }\n"
    result = port(job(tmp_path, spoil=rule), source)
    assert result.outcome is Outcome.PORTED
    assert text("", result) == "void f() { barSet(1); barType t; }\n"
    assert [item.status for item in result.references] == [Status.MANUAL, Status.PORTED]
    assert [finding.status for finding in result.findings] == [Status.MANUAL]


BESIDE_SPOILED = {
    "before": ("fooWrap(1); fooSet(2);", "barWrap(W(1)); barSet(2);"),
    "behind": ("fooSet(1); fooWrap(2); fooWrap(3);", "barSet(1); barWrap(W(2)); barWrap(W(3));"),
    "statement": ("fooSet(1) + fooWrap(2);", "barSet(1) + barWrap(W(2));"),
    "inside": ("fooWrap(fooSet(1)); fooSwap(1, 2);", "barWrap(W(barSet(1))); barSwap(2, 1);"),
    "around": ("fooSet(fooWrap(1));", "barSet(barWrap(W(1)));"),
    "several": ("fooSet(1); fooSet(2); fooSwap(3, 4);", "barSet(1); barSet(2); barSwap(4, 3);"),
    "held": ("fooSet(1); fooSwap(fooSwap(1, 2), 3);", "barSet(1); barSwap(3, barSwap(2, 1));"),
}


@pytest.mark.parametrize("rewrite", SPOILS.values(), ids=SPOILS.keys())
@pytest.mark.parametrize(("before", "after"), BESIDE_SPOILED.values(), ids=BESIDE_SPOILED.keys())
def test_only_the_rewrite_that_does_not_hold_is_withheld(
    tmp_path: Path, rewrite: str, before: str, after: str
) -> None:
    spoil = WRAP.replace("barSet(W($a))", rewrite)
    wrap = WRAP.replace("fooSet", "fooWrap").replace("barSet", "barWrap")
    with_rules = job(tmp_path, spoil=spoil, swap=SWAP, wrap=wrap)
    result = port(with_rules, f"void f() {{ {before} }}\n")
    assert text("", result) == f"void f() {{ {after} }}\n"
    assert {finding.rule for finding in result.findings} == {"migrate/not-rewritten"}
    assert {item.api for item in result.findings} == {"fooSet"}
    assert len(result.findings) == before.count("fooSet")
    assert port(with_rules, text("", result)).edits == ()


def test_a_bug_becomes_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    with_rules = job(tmp_path)
    monkeypatch.setattr(subject, "analyse", broken)
    result = port(with_rules, "int x = fooSet(1);\nint y;\n")
    assert (result.outcome, result.content, result.edits) == (Outcome.FAILED, None, ())
    assert "RuntimeError: a bug" in result.reason
    assert len(result.lines) >= 2


SUPPRESSED = {
    "off": ("// migrate: off\nfooSet(1);\n// migrate: on\nfooSet(2);\n", ["native", "ported"]),
    "off-to-the-end": ("fooSet(1);\n// migrate: off\nfooSet(2);\n", ["ported", "native"]),
    "ignored-above": ("// migrate: ignore[fooSet]\nfooSet(1);\nfooSet(2);\n", ["native", "ported"]),
    "ignored-behind": ("fooSet(1); // migrate: ignore[fooSet]\nfooSet(2);\n", ["native", "ported"]),
    "ignored-rule": ("fooSet(1); // migrate: ignore[hip/own/wrap]\n", ["native"]),
    "ignored-area": ("fooSet(1); // migrate: ignore[hip/own/*]\n", ["native"]),
    "ignored-finding": ("fooGone(1); // migrate: ignore[fooGone]\n", ["native"]),
}


@pytest.mark.parametrize(("source", "statuses"), SUPPRESSED.values(), ids=SUPPRESSED.keys())
def test_the_authors_word_is_final(tmp_path: Path, source: str, statuses: list[str]) -> None:
    result = port(job(tmp_path, wrap=WRAP), source)
    assert [item.status.value for item in result.references] == statuses
    assert result.findings == ()
    assert text(source, result).count("barSet(") == statuses.count("ported")
    assert port(job(tmp_path, wrap=WRAP), text(source, result)).edits == ()


def test_ids_can_be_ignored_by_configuration(tmp_path: Path) -> None:
    ignoring = FileOptions(ignore=("fooSet",))
    source = "fooSet(1); fooType t;\n"
    result = port(job(tmp_path, wrap=WRAP), source, options=ignoring)
    assert text("", result) == "fooSet(1); barType t;\n"


def test_a_suppression_that_suppresses_nothing_is_a_remark(tmp_path: Path) -> None:
    result = port(job(tmp_path), "fooSet(1); // migrate: ignore[fooGone]\n")
    (finding,) = result.findings
    assert (finding.rule, finding.status) == ("migrate/unused-suppression", Status.REVIEW)


def test_a_region_that_does_not_parse_is_named_if_it_holds_a_reference(tmp_path: Path) -> None:
    with_rules = job(tmp_path, wrap=WRAP)
    broken = port(with_rules, "int x;\nvoid f() { fooSet(1 @@\n")
    assert "migrate/syntax-error" in [finding.rule for finding in broken.findings]
    clean = port(with_rules, "@@ x\nvoid f() { fooSet(1); }\n")
    assert text("", clean).endswith("void f() { barSet(W(1)); }\n")


def test_a_file_without_a_candidate_is_unchanged(tmp_path: Path) -> None:
    result = port(job(tmp_path), "int x;\n\nint y;\n")
    assert (result.outcome, result.references, result.findings) == (Outcome.UNCHANGED, (), ())
    assert result.lines[:3] == (0, 7, 8)


def test_what_a_file_declares_is_known_of_it(tmp_path: Path) -> None:
    result = port(job(tmp_path), "void cudaMine(int);\nint fooThing = cudaElse(1);\n")
    assert result.declares == {"cudaMine"}


MACRO = FileOptions(launch_syntax=LaunchSyntax.MACRO)


def test_a_split_chevron_is_joined_and_then_a_launch() -> None:
    source = "void f() { k<< <1, 2>> >(3); }\n"
    assert body(source) == "void f() { k<<<1, 2>>>(3); }\n"
    after = body(source, options=MACRO)
    assert after == "void f() { hipLaunchKernelGGL(k, 1, 2, 0, 0, 3); }\n"
    assert body(after, options=MACRO) == after


@pytest.mark.parametrize("chevrons", ["<< <T>", "<<<T>", "<< <>", "<<<>", " << <>", "<< < T >"])
def test_an_operator_and_what_its_template_is_given_are_no_launch(chevrons: str) -> None:
    source = f"struct S {{ friend int &operator{chevrons}(int &, const S &); cudaError_t e; }};\n"
    result = port_with_all(source)
    assert not result.findings
    assert all(item.name != "<<<" for item in result.references)
    assert text(source, result).endswith(source.replace("cudaError_t", "hipError_t"))


IN_MACROS = {
    "comment-in-call": (
        "#define UP(d, s) cudaMemcpyToSymbol(d /* symbol */, s, 4)\n",
        "#define UP(d, s) hipMemcpyToSymbol(HIP_SYMBOL(d) /* symbol */, s, 4)\n",
    ),
    "comment-before": (
        "#define UP(d, s) do { /* once */ \\\n  cudaMemcpyToSymbol(d, s, 4); \\\n} while "
        "(0)\nint x;\n",
        "#define UP(d, s) do { /* once */ \\\n  hipMemcpyToSymbol(HIP_SYMBOL(d), s, 4); \\\n} "
        "while (0)\nint x;\n",
    ),
    "launch": (
        "#define RUN(k, ...) k<<<1, 2>>>(__VA_ARGS__)\n",
        "#define RUN(k, ...) k<<<1, 2>>>(__VA_ARGS__)\n",
    ),
    "check-around": (
        "void f() { CHECK(cudaMemcpyToSymbol(a, b, 4)); }\n",
        "void f() { CHECK(hipMemcpyToSymbol(HIP_SYMBOL(a), b, 4)); }\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), IN_MACROS.values(), ids=IN_MACROS.keys())
def test_calls_in_macros(before: str, after: str) -> None:
    assert body(before) == after


@pytest.mark.parametrize(
    ("path", "included"), [("a.cu", 1), ("b/a.CU", 0), ("a.cuh", 1), ("a.cpp", 1), ("cu", 0)]
)
def test_which_files_relied_on_an_include_of_others(path: str, included: int) -> None:
    source = "void f() { cudaFree(0); }\n"
    assert text(source, port_with_all(source, path)).count("#include") == included


def test_versions_have_their_own_answers() -> None:
    source = "void f() { cudaStreamGetId(s, &id); }\n"
    old, new = (port_with_all(source, "a.h", to=to) for to in ("hip@5.2", "hip@7.1"))
    assert references(old) == [("cudaStreamGetId", "manual")]
    assert text(source, new) == "void f() { hipStreamGetId(s, &id); }\n"
