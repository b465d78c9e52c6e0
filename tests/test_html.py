"""The HTML report without a browser: what is in it, and that nothing gets out of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.files.source import line_starts, position
from migrate.model import (
    Certainty,
    Edit,
    FileResult,
    Finding,
    Fix,
    Outcome,
    Reference,
    Report,
    Safety,
    Status,
    Target,
    UnitFailure,
    Units,
)
from migrate.proof import Check
from migrate.report.outputs import html
from migrate.report.outputs.html.index import area
from migrate.report.outputs.names import printable
from migrate.run import Run, run
from migrate.settings.config import load
from tests.pages import Body, Elements, contents, synthetic
from tests.verified import STATIC, VERIFICATION, hostile, originals, verified

CORPUS = Path(__file__).parent.parent / "corpus"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&<!--\u2028\udcff"


@pytest.fixture(scope="module")
def corpus() -> Run:
    return run([CORPUS], load(CORPUS, {}))


@pytest.fixture(scope="module")
def page(corpus: Run) -> bytes:
    return html.render(corpus.report, lambda name: corpus.files[name].read_bytes())


def of(source: bytes, **more: object) -> tuple[FileResult, Report]:
    file = FileResult("a.cu", Outcome.UNCHANGED, lines=line_starts(source), **more)  # type: ignore[arg-type]
    return file, Report("1", Target("hip", "7.1"), (file,))


def after(body: Body) -> list[str]:
    """The lines after the port, put together as the page does it."""
    before: list[str] = []
    for _first, text in body["parts"]:
        before += text.split("\n")
    lines: list[str] = []
    at = 0
    for first, end, text, size in body["changes"]:
        lines += before[at:first]
        lines += text.split("\n") if size else []
        at = end
    return lines + before[at:]


def test_every_finding_and_reference_is_in_it(corpus: Run, page: bytes) -> None:
    index, bodies = contents(page)
    report = corpus.report
    assert [file["path"] for file in index["files"]] == [file.path for file in report.files]
    found = [
        (
            finding["file"],
            finding["rule"],
            finding["status"],
            finding["api"],
            finding["message"],
            finding["suggestion"],
            finding["branch"],
            (finding["line"], finding["column"]),
        )
        for finding in index["findings"]
    ]
    assert found == [
        (
            number,
            finding.rule,
            finding.status.value,
            finding.api,
            finding.message,
            finding.suggestion,
            finding.branch,
            position(file.lines, finding.start),
        )
        for number, file in enumerate(report.files)
        for finding in report.places[file.path]
    ]
    counts = [finding["places"] for finding in index["findings"]]
    leads = [finding for file in report.files for finding in file.findings]
    assert len([count for count in counts if count]) == len(leads) < len(counts)
    assert sum(counts) == len(counts)
    for number, file in enumerate(report.files):
        references = bodies[number]["references"] if file.references else []
        assert [
            (line + 1, index["statuses"][status], name, rule, proved)
            for line, _, _, _, status, name, rule, proved in references
        ] == [
            (position(file.lines, item.start).line, item.status.value, item.name, item.rule, 0)
            for item in file.references
        ]


def test_sums_are_those_of_the_report(corpus: Run, page: bytes) -> None:
    index, _ = contents(page)
    assert sum(index["ledger"]) == corpus.report.ledger.total
    for key in ("files", "apis", "areas"):
        columns = zip(*(row["ledger"] for row in index[key]), strict=True)
        assert [sum(column) for column in columns] == index["ledger"]


def test_what_is_proved_is_told_apart() -> None:
    references = (
        Reference(0, 4, "int4", Status.NATIVE, "x", Certainty.PROVED),
        Reference(8, 12, "int2", Status.NATIVE, "x"),
    )
    _, report = of(b"int4 a; int2 b;\n", references=references)
    units = Units(2, 0, (UnitFailure("b.cu", "it crashed"),), 1.0, "prelude")
    page = html.render(replace(report, units=units), lambda _: b"int4 a; int2 b;\n")
    index, bodies = contents(page)
    assert (index["proved"], index["files"][0]["proved"]) == (1, 1)
    assert index["parsed"] == {
        "count": 2,
        "failed": [["b.cu", "it crashed"]],
        "declarations": "prelude",
    }
    assert [item[-1] for item in bodies[0]["references"]] == [1, 0]
    assert contents(html.render(report, lambda _: b""))[0]["parsed"] is None


def test_the_texts_are_those_before_and_after(corpus: Run, page: bytes) -> None:
    _, bodies = contents(page)
    for number, file in enumerate(corpus.report.files):
        if file.content is not None:
            lines = [line.decode("utf-8", "replace") for line in file.content.splitlines()]
            assert after(bodies[number]) == lines


def test_a_file_without_findings_and_changes_has_no_lines() -> None:
    file, report = of(b"int4 a;\n", references=(Reference(0, 4, "int4", Status.NATIVE, "x"),))
    _, bodies = contents(html.render(report, lambda _: b"int4 a;\n"))
    assert (bodies[0]["parts"], len(bodies[0]["references"])) == ([], 1)
    assert file.findings == ()


def test_a_page_over_its_limit_keeps_what_is_to_be_seen() -> None:
    report, originals = synthetic(3)
    whole = contents(html.render(report, originals))[1]
    short = contents(html.render(report, originals, limit=0))[1]
    for number, body in short.items():
        assert body["changes"] == whole[number]["changes"]
        kept = {line for first, text in body["parts"] for line in _range(first, text)}
        assert {first for first, *_ in body["changes"]} <= kept
        assert len(kept) < body["count"]
        lines = whole[number]["parts"][0][1].split("\n")
        for first, text in body["parts"]:
            assert text.split("\n") == lines[first : first + text.count("\n") + 1]


def _range(first: int, text: str) -> range:
    return range(first, first + text.count("\n") + 1)


def test_columns_are_those_of_a_browser() -> None:
    source = "/* \U0001f600é */ cudaFoo();".encode() + b" \xff cudaBar();"
    finds = [Finding("r", Status.MANUAL, name, "", source.index(name.encode()), len(source))
             for name in ("cudaFoo", "cudaBar")]  # fmt: skip
    _, report = of(source, findings=tuple(finds))
    body = contents(html.render(report, lambda _: source))[1][0]
    text = body["parts"][0][1].encode("utf-16-le")
    for name, (_line, column, _, _) in zip(("cudaFoo", "cudaBar"), body["places"], strict=True):
        assert text[2 * column :].decode("utf-16-le").startswith(name)


def test_a_fix_that_was_not_made_is_shown() -> None:
    source = b"a\ncudaFoo(1);\nb\n"
    fix = Fix((Edit(2, 9, b"hipFoo"),), Safety.REVIEW)
    _, report = of(source, findings=(Finding("r", Status.REVIEW, "cudaFoo", "", 2, 9, fix=fix),))
    body = contents(html.render(report, lambda _: source))[1][0]
    assert body["held"] == [[0, True, 1, 2, "hipFoo(1);"]]


def test_nothing_of_the_sources_is_markup() -> None:
    source = HOSTILE.encode("utf-8", "surrogateescape") + b"\n"
    finding = Finding(
        HOSTILE, Status.MANUAL, HOSTILE, HOSTILE, 0, 4, HOSTILE, HOSTILE, cause=HOSTILE
    )
    file = FileResult(
        HOSTILE,
        Outcome.FAILED,
        HOSTILE,
        HOSTILE,
        references=(Reference(0, 4, HOSTILE, Status.MANUAL, HOSTILE),),
        findings=(finding,),
        lines=line_starts(source),
    )
    report = Report("1", Target(HOSTILE, HOSTILE), (file,))
    page = html.render(report, lambda _: source)
    tags = [tag for tag, _ in Elements(page.decode()).tags]
    plain = [
        tag for tag, _ in Elements(html.render(synthetic(1)[0], synthetic(1)[1]).decode()).tags
    ]
    assert tags == plain
    index, bodies = contents(page)
    assert index["files"][0]["path"] == printable(HOSTILE)
    assert bodies[0]["parts"][0][1] == HOSTILE.replace("\udcff", "\ufffd")


@given(st.binary(max_size=80), st.text(max_size=20))
def test_any_bytes_give_a_page(source: bytes, name: str) -> None:
    finding = Finding("r", Status.MANUAL, name, name, len(source) // 2, len(source), name)
    _, report = of(source, findings=(finding,))
    index, bodies = contents(html.render(report, lambda _: source))
    assert index["findings"][0]["message"] == printable(name)
    assert bodies[0]["count"] == len(source.splitlines())


def test_a_verification_is_in_it() -> None:
    index, _ = contents(html.render(verified(), originals))
    sums, text = index["verification"], index["strings"]
    assert (sums["rate"], sums["line"]) == ("25%", "of 4 units compile; 2 silent misses")
    assert sums["silent"] == 2
    assert sums["compiler"] == "/usr/bin/hipcc for gfx90a (HIP version: 5.2.0)"
    assert [name for name, *_ in sums["checks"]] == [check.value for check in Check]
    assert sums["checks"][0][1:3] == ["names looked up in what hip 5.2 declares", 12]
    assert sums["checks"][2][3] == "what HIP declares is not known"
    assert sum(count for _, count in sums["outcomes"]) == len(index["units"]) == 4
    assert index["units"][1] == {
        "path": "src/main.cu",
        "outcome": "silent",
        "seconds": 0.7,
        "problems": 3,
        "reason": "no matching function for call to 'hipFree'",
    }
    shown = [
        (
            index["files"][problem["file"]]["path"],
            sums["checks"][problem["check"]][0],
            sums["standings"][problem["standing"]],
            text[problem["message"]],
            text[problem["because"]],
            text[problem["unit"]],
            (problem["portLine"], text[problem["portText"]]),
        )
        for problem in index["problems"]
    ]
    assert shown == [
        (
            problem.path,
            problem.check.value,
            problem.judgement.value,
            problem.message,
            problem.because,
            problem.unit,
            (problem.line, problem.text),
        )
        for problem in VERIFICATION.problems
    ]
    counts = [sum(row) for row in zip(*(check[4] for check in sums["checks"]), strict=True)]
    assert counts == [1, 1, 1, 1, 0, 2]


def test_a_port_that_was_not_compiled_has_no_rate() -> None:
    index, _ = contents(html.render(verified(STATIC), originals))
    assert index["verification"]["rate"] == ""
    assert index["verification"]["line"] == "not compiled: left out (--static); no silent misses"
    assert (index["units"], index["problems"]) == ([], [])


def test_a_port_that_was_not_verified_has_none_of_it(page: bytes) -> None:
    index, _ = contents(page)
    assert not {"verification", "units", "problems"} & {*index, *index["columns"]}


def test_nothing_of_a_verification_is_markup() -> None:
    made = html.render(verified(hostile(HOSTILE)), originals)
    tags = [tag for tag, _ in Elements(made.decode()).tags]
    assert tags == [tag for tag, _ in Elements(html.render(verified(), originals).decode()).tags]
    index, _ = contents(made)
    assert index["units"][0]["reason"] == printable(HOSTILE)
    assert index["strings"][index["problems"][0]["message"]] == printable(HOSTILE)


def test_nothing_is_fetched(page: bytes) -> None:
    text = page.decode()
    elements = Elements(text)
    for tag, attributes in elements.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert "src" not in attributes
    (policy,) = [
        attributes["content"]
        for _, attributes in elements.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    code = elements.scripts["script"] + elements.scripts["style"]
    assert not re.search(
        r"@import|url\(|\bfetch\(|XMLHttpRequest|import\(|innerHTML|https?://\w", code
    )


def test_every_resource_is_used() -> None:
    folder = Path(html.__file__).parent
    assert {path.stem for path in folder.glob("*.js")} == set(html.SCRIPTS)


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("hip/names/runtime", "runtime"),
        ("hip/memory/symbol", "memory"),
        ("hip/headers", "headers"),
        ("migrate/unknown-name", "unknown-name"),
    ],
)
def test_areas(rule: str, part: str) -> None:
    assert area(rule) == part
