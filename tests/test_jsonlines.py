"""JSON by lines: all that the JSON report has, in lines that are bounded and follow a schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from migrate.model import Effort, FileResult, Finding, Outcome, Report, Status, Target, Units
from migrate.report.outputs import json as as_json
from migrate.report.outputs import jsonlines
from migrate.report.outputs.jsonlines import LONGEST
from tests.formats import checked, lay_out
from tests.verified import verified
from tests.warm import migrate

DOCS = Path(__file__).parent.parent / "docs"
WHOLE = Resource.from_contents(json.loads((DOCS / "report.schema.json").read_text()))
SCHEMA = json.loads((DOCS / "report-lines.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, registry=Registry().with_resource("report.schema.json", WHOLE)
)


def lines(report: Report) -> list[dict[str, Any]]:
    """The lines of a report, each as the schema has it."""
    made = jsonlines.render(report, lambda _: None)
    assert made.endswith(b"\n")
    found = []
    for line in made.splitlines(keepends=True):
        assert len(line) <= LONGEST
        found.append(json.loads(line))
        VALIDATOR.validate(found[-1])
    return found


def joined(found: list[dict[str, Any]]) -> dict[str, Any]:
    """The document that the lines are of."""
    header, *rest, last = found
    made: dict[str, Any] = {**header, **last, "files": []}
    made["summary"] |= {"causes": [], "worst_files": []}
    if made["verification"] is not None:
        made["verification"] |= {"checks": [], "units": [], "problems": [], "runs": []}
    if made["units"] is not None:
        made["units"]["failed"] = []
    for item in rest:
        kind = item.pop("type")
        match kind:
            case "file":
                made["files"].append({**item, "findings": []})
            case "finding":
                assert item.pop("path") == made["files"][-1]["path"]
                made["files"][-1]["findings"].append({**item, "more": []})
            case "place":
                made["files"][-1]["findings"][-1]["more"].append(item)
            case "cause":
                made["summary"]["causes"].append(item)
            case "work":
                made["summary"]["worst_files"].append(item)
            case "unparsed":
                made["units"]["failed"].append(item)
            case _:
                made["verification"][f"{kind}s"].append(item)
    del made["type"]
    return made


def document(report: Report) -> Any:
    """The JSON report, without what was timed."""
    made = json.loads(as_json.render(report, lambda _: None))
    if made["units"] is not None:
        del made["units"]["seconds"]
    for unit in made["verification"]["units"] if made["verification"] else ():
        del unit["seconds"]
    return made


def report(*files: FileResult, **more: Any) -> Report:
    return Report("0.1.0", Target("hip", "7.1"), files, **more)


def test_the_document_is_one_however_it_is_put_together(tmp_path: Path) -> None:
    whole, _ = checked(lay_out(tmp_path))
    for value in (whole, replace(whole, files=whole.files[:1]), replace(whole, files=())):
        made = as_json.render(value, lambda _: None)
        assert made == json.dumps(json.loads(made), indent=2, ensure_ascii=False).encode() + b"\n"
        assert len(json.loads(made)["files"]) == len(value.files)


def test_the_lines_hold_what_the_document_holds(tmp_path: Path) -> None:
    whole, _ = checked(lay_out(tmp_path))
    found = lines(whole)
    kinds = [item["type"] for item in found]
    assert kinds[0] == "header"
    assert kinds.index("file") == 1
    assert kinds[-1] == "summary"
    assert kinds.count("place") > 0
    for item in found:
        if item["type"] == "file":
            after = found[found.index(item) + 1 :]
            own = [line for line in after if line["type"] == "finding"][: item["findings"]]
            assert {line["path"] for line in own} <= {item["path"]}
    counts = [item.pop("findings") for item in found if item["type"] == "file"]
    made = joined(found)
    assert counts == [len(file["findings"]) for file in made["files"]]
    assert made == document(whole)


@pytest.mark.parametrize("units", [None, Units(3, 1, (), 2.5, "prelude")])
def test_so_do_those_of_a_port_that_was_verified(units: Units | None) -> None:
    whole = replace(verified(), units=units)
    found = lines(whole)
    for item in found:
        if item["type"] == "file":
            del item["findings"]
    assert joined(found) == document(whole)


def test_no_time_that_was_measured_is_in_a_line() -> None:
    first, second = (report(units=Units(3, 1, (), took, "prelude")) for took in (1.0, 2.0))
    assert jsonlines.render(first, lambda _: None) == jsonlines.render(second, lambda _: None)


def test_a_line_that_would_be_too_long_is_cut_and_says_so() -> None:
    short = Finding("hip/x/y", Status.MANUAL, "cudaFoo", "There is none", 0, 1)
    long = replace(short, message="\x01" * 100_000, cause="\N{GRINNING FACE}" * 100_000)
    apis = [
        replace(short, api=f"cuda{'Foo' * 300}{number}", cause="one", effort=Effort.HOURS)
        for number in range(400)
    ]
    files = [
        FileResult("a.cu", Outcome.UNCHANGED, findings=(short, long, *apis), lines=(0,)),
        FileResult("b.cu", Outcome.FAILED, reason="x" * 1_000_000, lines=(0,)),
    ]
    found = lines(report(*files))
    assert [(item["type"], item["cut"]) for item in found if "cut" in item] == [
        ("finding", ["message", "cause"]),
        ("file", ["reason"]),
        ("cause", ["apis"]),
        ("cause", ["cause"]),
        ("work", ["causes"]),
    ]
    whole = [item for item in found if item["type"] == "finding" and "cut" not in item]
    assert len(whole) == 1 + len(apis)
    (reason,) = (item["reason"] for item in found if item.get("path") == "b.cu")
    assert reason == "x" * 4_000 + "\N{HORIZONTAL ELLIPSIS}"


def test_an_end_of_a_line_in_a_text_ends_no_line() -> None:
    odd = Finding("hip/x/y", Status.MANUAL, "cudaFoo", "a\nb\r\n\x85\u2028c", 0, 1)
    made = jsonlines.render(
        report(FileResult("a\nb.cu", Outcome.UNCHANGED, findings=(odd,), lines=(0,))),
        lambda _: None,
    )
    assert all(json.loads(line) for line in made.split(b"\n")[:-1])


def test_the_command_prints_them_and_writes_them(tmp_path: Path) -> None:
    source = lay_out(tmp_path)
    printed = migrate("check", source, "--format", "jsonl", "--report", "r.jsonl", cwd=tmp_path)
    assert printed.code == 1
    assert (tmp_path / "r.jsonl").read_bytes() == printed.raw
    again = migrate("check", source, "--format", "jsonl", "--no-cache", cwd=tmp_path)
    assert again.raw == printed.raw
    found = [json.loads(line) for line in printed.raw.split(b"\n")[:-1]]
    assert [item["type"] for item in (found[0], found[-1])] == ["header", "summary"]
    assert found[-1]["exit_code"] == printed.code
