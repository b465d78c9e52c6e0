"""What is said of a verification: the text, the bug report, and the line in every other format."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.model import FileResult, Outcome
from migrate.proof import Check, CompiledUnit, Judgement, Problem, UnitOutcome, Verification
from migrate.report.outputs import bugs, junit, markdown, sarif, text
from migrate.report.outputs import json as as_json
from migrate.report.outputs import verified as as_text
from migrate.report.outputs.checks import in_one_line
from tests.verified import (
    MAIN,
    PROBLEMS,
    STATIC,
    VERIFICATION,
    originals,
    verified,
)

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/report.schema.json").read_text())


def test_text_shows_what_is_silent_with_its_source_the_units_and_the_sums() -> None:
    assert as_text.render(verified(), originals).decode() == (
        "src/main.cu:5:4: silent arguments: hipMalloc is called with 1 argument; HIP 5.2 takes 2\n"
        "  5 |     cudaMalloc(p);  // ```\n"
        "    |     ^^^^^^^^^^\n"
        "  port: line 5: hipMalloc(p);  // ```\n"
        "\n"
        "src/head er.h:1:19: silent compiles: no matching function for call to 'hipFree'\n"
        "  1 | inline void g() { cudaFree(0); }\n"
        "    |                   ^^^^^^^^\n"
        "  port: line 1: inline void g() { hipFree(0); }\n"
        "  unit: src/main.cu\n"
        "\n"
        "Units that do not compile\n"
        "  silent    src/main.cu: no matching function for call to 'hipFree'\n"
        "  timed out src/slow.cu: it took longer than 60 seconds\n"
        "  setup     src/other.cu: 'mpi.h' file not found\n"
        "\n"
        "Programs run\n"
        "  same      main: the same 3 lines\n"
        "            compared with the CUDA build\n"
        "\n"
        "Verified port to hip 5.2\n"
        "  names          12: names looked up in what hip 5.2 declares\n"
        "  arguments       4: calls compared with their declarations; 1 silent\n"
        "  includes        -: what HIP declares is not known\n"
        "  stable          3: files ported a second time\n"
        "  compiles      25%: 4 units: 1 compiled, 1 setup, 1 timed out, 1 silent\n"
        "  with               /usr/bin/hipcc for gfx90a (HIP version: 5.2.0)\n"
        "  silent          2: nothing announced them: please report them (--bug-report FILE)\n"
    )


def test_text_says_why_a_check_did_not_look() -> None:
    assert as_text.render(verified(STATIC), originals).decode() == (
        "Verified port to hip 5.2\n"
        "  stable          3: files ported a second time\n"
        "  compiles        -: left out (--static)\n"
        "  silent          0: none\n"
    )


def test_text_counts_what_is_announced_beside_what_is_not() -> None:
    problems = (PROBLEMS[0], replace(PROBLEMS[0], judgement=Judgement.EXPECTED))
    found = Verification({Check.ARGUMENTS: 1234}, problems=problems)
    shown = as_text.render(verified(found), originals).decode()
    assert "  arguments    1234: calls compared with their declarations; 1 expected, 1 si" in shown
    assert shown.count("silent arguments") == 1


def test_text_shows_a_problem_without_a_place_without_source() -> None:
    problem = Problem(Check.COMPILES, Judgement.SILENT, "src/main.cu", 0, 0, "it crashes")
    shown = as_text.render(verified(Verification(problems=(problem,))), originals).decode()
    assert shown.startswith("src/main.cu:1:1: silent compiles: it crashes\n\nVerified")


def test_text_lists_twenty_units_the_gravest_first() -> None:
    setup = [CompiledUnit(f"{n}.cu", UnitOutcome.SETUP, 0.1, 1, "no header") for n in range(30)]
    units = (*setup, CompiledUnit("bad.cu", UnitOutcome.SILENT, 0.1, 1, "an error"))
    shown = as_text.render(verified(Verification(units=units)), originals).decode()
    lines = shown.partition("\n\n")[0].splitlines()
    assert lines[1] == "  silent    bad.cu: an error"
    assert len(lines) == 1 + 20 + 1
    assert lines[-1] == "  and 11 more (--report FILE.json lists all)"
    assert "  compiles       0%: 31 units: 30 setup, 1 silent\n" in shown


def test_a_rate_is_cut_and_not_rounded() -> None:
    good = [CompiledUnit(f"{n}.cu", UnitOutcome.COMPILED, 0.1) for n in range(3999)]
    found = Verification(units=(*good, CompiledUnit("x.cu", UnitOutcome.SETUP, 0.1)))
    assert "  compiles    99.9%: 4000 units" in as_text.render(verified(found), originals).decode()
    assert in_one_line(found) == "99.9% of 4,000 units compile; no silent misses"


def test_text_is_coloured_when_asked() -> None:
    shown = as_text.render(verified(), originals, color=True).decode()
    assert "\x1b[31msilent\x1b[0m arguments:" in shown
    assert "\x1b[31m  |     ^^^^^^^^^^\x1b[0m" in shown
    assert "  \x1b[31msilent   \x1b[0m src/main.cu" in shown
    assert "  \x1b[2msetup    \x1b[0m src/other.cu" in shown
    assert "  silent     \x1b[31m     2\x1b[0m:" in shown
    assert (
        "  silent     \x1b[32m     0\x1b[0m:"
        in as_text.render(verified(STATIC), originals, color=True).decode()
    )


def test_text_without_a_verification_has_no_problem() -> None:
    assert b"silent          0: none\n" in as_text.render(verified(None), originals)


def test_a_bug_report_has_source_and_port_of_each_silent_problem() -> None:
    head, first, second = bugs.render(verified(), originals).decode().split("\n## ")
    assert head.startswith("# migrate: 2 silent misses\n\n- migrate 0.1.0, Python 3.")
    assert "\n- port to hip 5.2\n- compiler: HIP version: 5.2.0, for gfx90a\n" in head
    assert first == (
        "1. `hipMalloc is called with 1 argument; HIP 5.2 takes 2`\n"
        "\n"
        "`src/main.cu:5` (arguments)\n"
        "\n"
        "before:\n"
        "\n"
        "````cpp\n"
        "  cudaGone(1,\n"
        "           2);\n"
        "  \tcudaMalloc(p);  // ```\n"
        "}\n"
        "````\n"
        "\n"
        "the line after:\n"
        "\n"
        "````cpp\n"
        "hipMalloc(p);  // ```\n"
        "````\n"
    )
    assert second.startswith("2. `no matching function for call to 'hipFree'`\n\n`src/head er.h:1`")


def test_a_bug_report_quotes_what_holds_backquotes() -> None:
    problem = Problem(Check.COMPILES, Judgement.SILENT, "src/main.cu", 0, 0, "a `b`\n## c")
    shown = bugs.render(verified(Verification(problems=(problem,))), originals).decode()
    assert shown.startswith("# migrate: 1 silent miss\n")
    assert "\n## 1. `` a `b` ## c ``\n" in shown
    assert "before:" not in shown
    assert "the line after:" not in shown


@pytest.mark.parametrize("found", [STATIC, None])
def test_a_bug_report_without_misses_says_so(found: Verification | None) -> None:
    shown = bugs.render(verified(found), originals).decode()
    assert shown.startswith("# migrate: no silent misses\n")
    assert "##" not in shown


def document(found: Verification | None = VERIFICATION) -> Any:
    made = json.loads(as_json.render(verified(found), originals))
    jsonschema.validate(made, SCHEMA)
    return made["verification"]


def test_json_has_all_of_a_verification() -> None:
    found = document()
    assert (found["silent"], found["compile_rate"]) == (2, 0.25)
    assert found["compiler"] == {
        "command": "/usr/bin/hipcc",
        "title": "HIP version: 5.2.0",
        "version": "5.2",
        "arch": "gfx90a",
    }
    checks = {item["check"]: item for item in found["checks"]}
    assert list(checks) == [check.value for check in Check]
    assert (checks["names"]["count"], checks["includes"]["count"]) == (12, 0)
    assert checks["includes"]["skipped"] == "what HIP declares is not known"
    assert checks["compiles"]["problems"] == dict.fromkeys(
        ("expected", "follows", "setup", "before", "silent"), 1
    ) | {"error": 0}
    assert [unit["outcome"] for unit in found["units"]] == [
        "compiled",
        "silent",
        "setup",
        "timed out",
    ]
    assert found["runs"] == [
        {
            "title": "main",
            "compared": "the CUDA build",
            "same": True,
            "verdict": "the same 3 lines",
        }
    ]


def test_json_places_a_problem_as_a_finding() -> None:
    problems = document()["problems"]
    assert problems[0] == {
        "check": "arguments",
        "standing": "silent",
        "path": "src/main.cu",
        "line": 5,
        "column": 4,
        "end_line": 5,
        "end_column": 14,
        "offset": MAIN.index(b"cudaMalloc"),
        "length": 10,
        "port_line": 5,
        "port_text": "hipMalloc(p);  // ```",
        "message": "hipMalloc is called with 1 argument; HIP 5.2 takes 2",
        "because": "",
        "unit": "",
    }
    assert (problems[1]["because"], problems[1]["unit"]) == ("hip/names/runtime", "src/main.cu")


def test_json_says_what_was_not_done() -> None:
    assert document(None) is None
    found = document(STATIC)
    assert (found["compiler"], found["compile_rate"], found["units"]) == (None, None, [])
    assert document(Verification())["problems"] == []


def test_json_writes_bytes_of_names_out() -> None:
    name = "a\udcff.cu"
    problem = Problem(Check.COMPILES, Judgement.SILENT, name, 0, 0, name, text=name, unit=name)
    found = Verification(problems=(problem,), units=(CompiledUnit(name, UnitOutcome.SILENT, 1.0),))
    value = replace(verified(found), files=(FileResult(name, Outcome.UNCHANGED),))
    made = json.loads(as_json.render(value, originals))
    jsonschema.validate(made, SCHEMA)
    (shown,) = made["verification"]["problems"]
    assert {shown[key] for key in ("path", "message", "port_text", "unit")} == {"a\\xff.cu"}


def run_of(found: Verification | None = VERIFICATION) -> Any:
    return json.loads(sarif.render(verified(found), originals))["runs"][0]


def test_sarif_says_in_the_run_what_was_verified() -> None:
    assert run_of()["properties"]["verification"] == {
        "silentMisses": 2,
        "compileRate": 0.25,
        "units": {
            "compiled": 1,
            "expected": 0,
            "setup": 1,
            "before": 0,
            "timed out": 1,
            "error": 0,
            "silent": 1,
        },
        "compiler": {
            "command": "/usr/bin/hipcc",
            "title": "HIP version: 5.2.0",
            "version": "5.2",
            "arch": "gfx90a",
        },
    }
    assert run_of(STATIC)["properties"]["verification"] == {"silentMisses": 0}
    assert "verification" not in run_of(None)["properties"]


def test_sarif_has_the_compilers_errors_at_the_result_that_announces_them() -> None:
    found = {item["ruleId"]: item["properties"] for item in run_of()["results"]}
    said = {rule: words.get("compilerErrors") for rule, words in found.items()}
    assert said == {
        "hip/names/runtime": ["use of undeclared identifier 'cudaGone'"],
        "migrate/argument-count": None,
        "migrate/does-not-compile": None,
    }


def test_sarif_has_few_errors_at_one_result_and_each_once() -> None:
    more = tuple(replace(PROBLEMS[1], message=f"error {n // 2}") for n in range(40))
    results = run_of(Verification(problems=more))["results"]
    errors = results[0]["properties"]["compilerErrors"]
    assert errors == [f"error {n}" for n in range(10)]


def test_markdown_and_text_have_one_line() -> None:
    shown = [
        markdown.render(verified(found), originals).decode() for found in (VERIFICATION, STATIC)
    ]
    assert "\nVerified: 25% of 4 units compile; 2 silent misses.\n" in shown[0]
    assert "\nVerified: not compiled: left out (--static); no silent misses.\n" in shown[1]
    assert "Verified" not in markdown.render(verified(None), originals).decode()
    made = text.full(verified(), originals)
    assert b"\n  verified      25%: of 4 units compile; 2 silent misses\n" in made
    assert b"verified" not in text.full(verified(None), originals)


def test_junit_has_a_test_that_says_it() -> None:
    root = ElementTree.fromstring(junit.render(verified(), originals))
    last = root.findall("testsuite")[-1]
    assert (last.get("name"), last.get("tests"), last.get("failures")) == ("verification", "1", "0")
    assert last.findtext("testcase/system-out") == (
        "Verified: 25% of 4 units compile; 2 silent misses."
    )
    plain = ElementTree.fromstring(junit.render(verified(None), originals))
    assert [suite.get("name") for suite in plain.findall("testsuite")].count("verification") == 0


def test_one_unit_compiles() -> None:
    unit = CompiledUnit("a.cu", UnitOutcome.COMPILED, 1.0)
    found = Verification(units=(unit,), problems=PROBLEMS[:1])
    assert in_one_line(found) == "100% of 1 unit compiles; 1 silent miss"
    assert in_one_line(Verification()) == (
        "not compiled: there is nothing to compile; no silent misses"
    )
