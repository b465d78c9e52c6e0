"""The formats for programs: positions, escapes, limits; ``test_consumers`` has their readers."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from migrate.compact import packed
from migrate.files.source import line_starts
from migrate.model import (
    Edit,
    FileResult,
    Finding,
    Fix,
    Outcome,
    Reference,
    Report,
    Status,
    Target,
    UserError,
)
from migrate.report import outputs
from migrate.report.fingerprints import fingerprints
from migrate.report.outputs import (
    clang_yaml,
    github,
    gitlab,
    junit,
    markdown,
    rdjson,
    references,
    sarif,
)
from migrate.report.outputs import findings as about
from migrate.report.outputs.findings import Columns, merged, told
from migrate.report.outputs.names import Originals
from tests.formats import checked, lay_out


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Originals]:
    return checked(lay_out(tmp_path_factory.mktemp("tree")))


def report(*files: FileResult, exit_code: int = 0) -> Report:
    return Report("0.1.0", Target("hip", "7.1"), files, exit_code)


def one(finding: Finding, data: bytes, path: str = "a.cu") -> FileResult:
    return FileResult(path, Outcome.UNCHANGED, findings=(finding,), lines=line_starts(data))


def manual(start: int, end: int, **more: Any) -> Finding:
    return Finding(
        "hip/x/y", Status.MANUAL, "cudaFoo", "there is no such thing", start, end, **more
    )


def many(number: int, status: Status = Status.REVIEW) -> FileResult:
    findings = tuple(Finding("hip/x/y", status, f"cudaFoo{n}", "m", 0, 1) for n in range(number))
    return FileResult("a.cu", Outcome.UNCHANGED, findings=findings, lines=(0,))


def test_every_finding_is_in_every_format(found: tuple[Report, Originals]) -> None:
    whole, originals = found
    findings = [item for file in whole.files for item in about.shown(whole, file)]
    count = len([*about.apart(findings)])
    remarks = about.hidden(whole)
    assert count > 5
    assert len(findings) < sum(item.count for item in findings)
    run = json.loads(sarif.render(whole, originals))["runs"][0]
    aside = sum(file.outcome is Outcome.SKIPPED for file in whole.files)
    assert aside == 1
    assert len(run["results"]) == count + remarks
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == aside
    assert len(json.loads(rdjson.render(whole, originals))["diagnostics"]) == count + aside
    assert rdjson.lines(whole, originals).count(b"\n") == count + aside
    assert github.render(whole, originals).count(b"\n") == len(findings) + aside
    assert len(json.loads(gitlab.render(whole, originals))) == count + aside
    rows = list(csv.reader(io.StringIO(references.render(whole, originals).decode(), newline="")))
    assert len(rows) == whole.ledger.total + 1


def test_sarif_regions_name_the_bytes_of_the_finding(found: tuple[Report, Originals]) -> None:
    whole, originals = found
    by_path = {file.path: file for file in whole.files}
    results = json.loads(sarif.render(whole, originals))["runs"][0]["results"]
    findings = iter((file, item) for file in whole.files for item in about.apart(file.findings))
    for result in results:
        file, finding = next(findings)
        place = result["locations"][0]["physicalLocation"]
        assert by_path[unquote(place["artifactLocation"]["uri"])] is file
        data = originals(file.path) or b""
        region = place["region"]
        if region["startLine"] == region["endLine"]:
            line = data.splitlines()[region["startLine"] - 1].removeprefix(b"\xef\xbb\xbf")
            units = line.decode("utf-8", "replace").encode("utf-16-le")
            text = units[2 * region["startColumn"] - 2 : 2 * region["endColumn"] - 2]
            assert text.decode("utf-16-le").encode() == data[finding.start : finding.end]


def test_columns_in_every_unit() -> None:
    data = "\ufeffé\N{GRINNING FACE}\tx\r\n\N{GRINNING FACE}y".encode()
    columns = Columns(data)
    at = data.index(b"x")
    assert columns.bytes(at) == (1, 3 + 2 + 4 + 1 + 1)
    assert columns.characters(at) == (1, 4)
    assert columns.utf16(at) == (1, 5)
    assert columns.utf16(data.index(b"y")) == (2, 3)
    assert Columns(b"\xff\xe9x").utf16(2) == (1, 3)


def test_sarif_fixes_rewrite_what_the_edits_rewrite() -> None:
    data = "/* \N{GRINNING FACE} */ foo(a);\r\n".encode()
    start = data.index(b"foo")
    fix = Fix((Edit(start, start + 3, b"bar"), Edit(start + 4, start + 4, b"&")))
    shown = json.loads(
        sarif.render(report(one(manual(start, start + 3, fix=fix), data)), lambda _: data)
    )
    replacements = shown["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]
    text = data.decode().encode("utf-16-le")
    for replacement in reversed(replacements):
        region = replacement["deletedRegion"]
        first, last = (2 * region[key] - 2 for key in ("startColumn", "endColumn"))
        text = (
            text[:first] + replacement["insertedContent"]["text"].encode("utf-16-le") + text[last:]
        )
    assert text.decode("utf-16-le") == "/* \N{GRINNING FACE} */ bar(&a);\r\n"


def test_a_fix_that_writes_no_text_is_left_out() -> None:
    fix = Fix((Edit(0, 1, b"\xff"),))
    value = report(one(manual(0, 1, fix=fix), b"x\n"))
    assert "fixes" not in json.loads(sarif.render(value, lambda _: b"x\n"))["runs"][0]["results"][0]
    assert b"suggestions" not in rdjson.render(value, lambda _: b"x\n")


def test_sarif_names_files_by_uri() -> None:
    names = ["a b.cu", "é#%.cu", "c:d.cu", "raw\udcff.cu", "/abs/a.cu"]
    files = [one(manual(0, 1), b"x\n", name) for name in names]
    results = json.loads(sarif.render(report(*files), lambda _: b"x\n"))["runs"][0]["results"]
    places = [item["locations"][0]["physicalLocation"]["artifactLocation"] for item in results]
    assert [place["uri"] for place in places] == [
        "a%20b.cu",
        "%C3%A9%23%25.cu",
        "c%3Ad.cu",
        "raw%FF.cu",
        "file:///abs/a.cu",
    ]
    assert [place.get("uriBaseId") for place in places] == [*["SRCROOT"] * 4, None]


def test_sarif_keeps_the_gravest_and_says_what_it_leaves_out() -> None:
    value = report(many(6), many(3, Status.MANUAL))
    made = sarif.render(value, lambda _: b"x", most_results=4)
    run = json.loads(made)["runs"][0]
    assert [item["level"] for item in run["results"]] == ["warning", *["error"] * 3]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("5 of 9 findings are left out")
    assert outputs.remarks(made) == (notification["message"]["text"],)


def test_sarif_fits_into_the_bytes_there_are() -> None:
    made = sarif.render(report(many(500)), lambda _: b"x", most_bytes=6_000)
    assert 0 < len(json.loads(made)["runs"][0]["results"]) < 500
    assert len(outputs.remarks(made)) == 1
    assert outputs.remarks(sarif.render(report(many(5)), lambda _: b"x")) == ()


def test_sarif_says_how_the_run_went() -> None:
    failed = FileResult("a.cu", Outcome.FAILED, "Traceback:\n  File x\nKeyError: 'k'\n")
    invocation = json.loads(sarif.render(report(failed, exit_code=3), lambda _: b""))["runs"][0][
        "invocations"
    ][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 3)
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["level"] == "error"
    assert notification["message"]["text"] == "a.cu failed: KeyError: 'k'."


def test_rdjson_joins_the_edits_of_a_fix() -> None:
    data = "é foo(a, b);\n".encode()
    fix = Fix((Edit(10, 10, b"&"), Edit(3, 6, b"bar")))
    assert merged(fix.edits, data) == Edit(3, 10, b"bar(a, &")
    value = report(one(manual(3, 6, fix=fix), data))
    (item,) = json.loads(rdjson.render(value, lambda _: data))["diagnostics"]
    assert item["location"]["range"] == {
        "start": {"line": 1, "column": 4},
        "end": {"line": 1, "column": 7},
    }
    assert item["suggestions"] == [
        {
            "range": {"start": {"line": 1, "column": 4}, "end": {"line": 1, "column": 11}},
            "text": "bar(a, &",
        }
    ]


def test_github_escapes_what_it_must() -> None:
    finding = Finding("hip/x", Status.REVIEW, "", "100%: a, b\r\nc", 0, 3)
    made = github.render(report(one(finding, b"foo\n", "a,b:c%\n.cu")), lambda _: b"foo\n")
    assert made == (
        b"::warning title=hip/x,file=a%2Cb%3Ac%25%0A.cu,line=1,endLine=1,col=1,endColumn=4"
        b"::100%25: a, b%0D%0Ac.\n"
    )


def test_github_has_columns_within_one_line_only_and_the_gravest_first() -> None:
    long = Finding("hip/x", Status.REVIEW, "", "m", 0, 5)
    value = report(one(long, b"ab\ncd\n"), one(manual(0, 1), b"x\n", "b.cu"))
    first, second = github.render(value, lambda _: b"ab\ncd\n").decode().splitlines()
    assert first.startswith("::error ")
    assert second == "::warning title=hip/x,file=a.cu,line=1,endLine=2::m."


def test_github_says_what_it_will_not_show() -> None:
    made = github.render(report(many(12), many(3, Status.MANUAL)), lambda _: b"x")
    assert outputs.remarks(made) == (
        "GitHub shows 10 annotations of a level in a step: 2 of 15 are in its log only",
    )


def test_gitlab_has_what_gitlab_asks_for(found: tuple[Report, Originals]) -> None:
    entries = json.loads(gitlab.render(*found))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    for entry in entries:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == set(entry)
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not entry["location"]["path"].startswith(("./", "/"))
        assert entry["location"]["lines"]["begin"] >= 1


def test_junit_fails_what_the_exit_code_counts(found: tuple[Report, Originals]) -> None:
    whole, originals = found
    root = ElementTree.fromstring(junit.render(whole, originals))
    left = [item.status for file in whole.files for item in file.findings]
    failing = sum(status in whole.counted for status in left)
    assert 0 < failing < len(left)
    assert int(root.get("failures", "")) == failing == len(root.findall(".//failure"))
    assert int(root.get("tests", "")) == len(root.findall(".//testcase"))
    assert len(root.findall("testsuite")) == len(whole.files)
    assert len(root.findall(".//error")) == 1, "the file that was not read"
    names = [(item.get("classname"), item.get("name")) for item in root.iter("testcase")]
    assert len(set(names)) == len(names)


def test_junit_holds_no_character_that_xml_has_not() -> None:
    finding = Finding("hip/x", Status.MANUAL, "a\x01", 'b\x0c"<&>\ufffe', 0, 1)
    root = ElementTree.fromstring(
        junit.render(report(one(finding, b"x", "a\udcff.cu")), lambda _: b"")
    )
    failure = next(root.iter("failure"))
    assert failure.text == 'a\\xff.cu:1:1: manual: a\ufffd: b\ufffd"<&>\ufffd.'


def test_csv_is_as_rfc_4180_has_it(found: tuple[Report, Originals]) -> None:
    whole, originals = found
    data = references.render(whole, originals)
    assert data.startswith(b"path,line,column,")
    assert data.count(b"\r\n") == data.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    statuses = [row["status"] for row in rows]
    assert all(
        statuses.count(status.value) == whole.ledger[status]
        for status in Status
        if status is not Status.INFO
    )
    left = [row for row in rows if row["status"] in ("manual", "unknown")]
    assert left
    assert all(row["message"] and row["effort"] for row in left)
    assert {row["path"] for row in rows} <= {file.path for file in whole.files}


def test_csv_quotes_what_it_must() -> None:
    reference = Reference(0, 3, 'a"b,c\n', Status.NATIVE, "hip/x")
    file = FileResult("a,b.cu", Outcome.UNCHANGED, references=(reference,), lines=(0,))
    line = references.render(report(file), lambda _: None).split(b"\r\n", 1)[1]
    assert line == b'"a,b.cu",1,1,1,4,"a""b,c\n",native,hip/x,,,,,name\r\n'


def test_markdown_fits_into_a_comment_and_says_what_does_not() -> None:
    files = [
        FileResult(f"d/f{n}.cu", Outcome.UNCHANGED, findings=many(40).findings) for n in range(60)
    ]
    made = markdown.render(report(*files), lambda _: None)
    assert 60_000 < len(made) < markdown.MOST
    (remark,) = outputs.remarks(made)
    shown = made.decode()
    assert remark in shown
    rows = len(re.findall(r"^\| 1 \| review", shown, re.MULTILINE))
    assert remark.startswith(f"{60 * 40 - rows:,} findings in ")
    assert shown.count("<details>") == shown.count("</details>")


def test_markdown_shows_text_as_text() -> None:
    finding = Finding("hip/x", Status.MANUAL, "", "a|b <script> `c` *d* @e [f](g)\n&amp;", 0, 1)
    shown = markdown.render(report(one(finding, b"x", "<b>&`.cu")), lambda _: None).decode()
    assert "a\\|b \\<script\\> \\`c\\` \\*d\\* @\u200be \\[f\\](g) &amp;amp;." in shown
    assert "<code>&lt;b&gt;&amp;`.cu</code>" in shown


def test_clang_yaml_says_what_it_cannot_hold() -> None:
    edit = Edit(0, 1, b"\xff")
    value = report(
        FileResult("a.cu", Outcome.PORTED, edits=(edit,), packed=packed(b"\xff")),
        FileResult("b\udcff.cu", Outcome.PORTED, edits=(Edit(0, 1, b"y"),), packed=packed(b"y")),
        FileResult("c.cu", Outcome.UNCHANGED, output="c.hip"),
    )
    made = clang_yaml.render(value, lambda _: None)
    assert made == b'---\nMainSourceFile:  ""\nReplacements:    []\n...\n'
    assert outputs.remarks(made) == (
        "left out a.cu: an edit writes bytes that are not UTF-8",
        "left out b\\xff.cu: its name is not UTF-8",
        "1 file gets another name, which this format cannot say",
    )


def test_told_is_sentences() -> None:
    finding = manual(0, 1, suggestion="use bar", branch="!X")
    assert told(finding) == "cudaFoo: there is no such thing. Stands under !X. To do: use bar."


def test_a_finding_names_the_instructions_of_all_its_places() -> None:
    def place(start: int, opcodes: str, why: str = "There is none") -> Finding:
        return Finding("cuda/ptx/x", Status.MANUAL, "asm", f"{opcodes}: {why}", start, start + 1)

    first = place(0, "mma.sync.m8, kind::x")
    others = (place(10, "mma.sync.m16 (3)"), place(20, "mma.sync.m8"), place(30, "bar", "Other"))
    whole = replace(first, more=others)
    assert about.message_of(whole) == "mma.sync.m8, kind::x, mma.sync.m16: There is none"
    assert about.messages_in(whole) == {item.message for item in (first, *others[:2])}
    many = replace(first, more=tuple(place(n, f"op.x{n}") for n in range(1, 20)))
    named = about.message_of(many)
    assert named.startswith("mma.sync.m8, kind::x, op.x1, op.x2,")
    assert "op.x6 and 13 more: There is none" in named
    for alone in (first, replace(whole, api="f"), replace(place(0, "It is so"), more=others)):
        assert about.message_of(alone) == alone.message
    names = [
        fingerprints(one(whole, b"asm;" * 10), [item], b"asm;" * 10) for item in (whole, first)
    ]
    assert [*names[0].values()] == [*names[1].values()]
    assert "mma.sync.m16: There is none" in told(whole, (0,))
    assert "mma.sync.m16" not in told(first)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("r.sarif", "sarif"),
        ("r.SARIF.json", "sarif"),
        ("r.json", "json"),
        ("out/gl-code-quality-report.json", "gitlab"),
        ("gitlab=r.json", "gitlab"),
        ("junit=a=b", "junit"),
        ("no=format.csv", "csv"),
        ("r.jsonl", "jsonl"),
        ("r.rdjsonl", "rdjsonl"),
        ("r.md", "markdown"),
        ("r.yml", "clang-yaml"),
    ],
)
def test_what_report_asks_for(asked: str, name: str) -> None:
    chosen, file = outputs.asked(asked)
    assert chosen.name == name
    assert file == Path(asked.removeprefix(f"{name}="))


def test_a_suffix_nobody_knows_is_refused() -> None:
    with pytest.raises(UserError, match=r"r\.pdf"):
        outputs.asked("r.pdf")


def test_help_and_guide_name_every_format() -> None:
    root = Path(__file__).parent.parent
    options = (root / "migrate/command/options.py").read_text()
    guide = (root / "docs/guide/formats.md").read_text()
    for fmt in outputs.FORMATS:
        assert re.search(rf"\b{fmt.name}\b", options), fmt.name
        assert f"| {fmt.name} |" in guide
        for suffix in fmt.suffixes:
            assert f"`{suffix}`" in guide
