"""Baselines: what is known stays known when code moves, and only new findings count."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.files.source import line_starts
from migrate.model import FileResult, Finding, Outcome, Report, Status, Target, UserError
from migrate.report import baseline
from migrate.report.baseline import Baseline
from migrate.report.fingerprints import fingerprints
from tests.porting import port
from tests.warm import migrate

pytestmark = pytest.mark.commands
SOURCE = """\
#include <cuda_runtime.h>

void first() {
  cudaNoSuchThing(1);
  cudaNoSuchThing(2);
}

void second() {
  cudaNoSuchThing(2);
}
"""


def names(source: str, path: str = "a.cu") -> tuple[str, ...]:
    result = port(source, path)
    assert result.findings
    return tuple(fingerprints(result, result.findings, source.encode()).values())


CHANGES = {
    "a line above": SOURCE.replace("void first", "int x;\n\nvoid first"),
    "another name nearby": SOURCE.replace("first", "renamed"),
    "code between": SOURCE.replace(
        "  cudaNoSuchThing(2);\n}\n\n", "  cudaNoSuchThing(2);\n  f();\n}\n\n"
    ),
    "formatted anew": SOURCE.replace("  cudaNoSuchThing(1)", "\tcudaNoSuchThing( 1 )"),
    "CR LF": SOURCE.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_fingerprints_outlive_a_change_elsewhere(changed: str) -> None:
    assert changed != SOURCE
    assert names(changed) == names(SOURCE)


def test_fingerprints_tell_findings_apart() -> None:
    found = names(SOURCE)
    assert len(found) == len(set(found)) == 3
    assert not set(found) & set(names(SOURCE, "b.cu"))
    assert names(SOURCE.replace("OperandKind(1)", "OperandKind(7)"))[1:] == found[1:]


def test_a_finding_of_a_whole_file_needs_no_line() -> None:
    finding = Finding("migrate/name-collision", Status.INFO, "", "m", 0, 0)
    file = FileResult("a.cu", Outcome.UNCHANGED, findings=(finding,))
    one, two = (fingerprints(file, file.findings, data) for data in (b"one\n", b"two\n"))
    assert one == two


def report(*findings: Finding, exit_code: int = 1, outcome: Outcome = Outcome.UNCHANGED) -> Report:
    file = FileResult("a.cu", outcome, findings=findings, lines=line_starts(b"one\ntwo\n"))
    return Report("0.1.0", Target("hip", "7.1"), (file,), exit_code)


def data(_name: str) -> bytes:
    return b"one\ntwo\n"


ONE = Finding("hip/x", Status.MANUAL, "cudaA", "m", 0, 3)
TWO = Finding("hip/x", Status.REVIEW, "cudaB", "m", 4, 7)


def test_known_findings_are_counted_and_not_shown() -> None:
    known = baseline.collect(report(ONE), data)
    done, stale = baseline.compare(report(ONE, TWO), known, data)
    assert (done.known, done.exit_code, stale) == (1, 0, ())
    assert done.files[0].findings == (TWO,)
    again, stale = baseline.compare(report(TWO), known, data)
    assert (again.known, [entry.about for entry in stale]) == (0, ["hip/x cudaA"])


def test_a_finding_is_known_by_the_id_that_its_rule_had() -> None:
    before, now = (replace(ONE, rule=f"{at}/wave/spin-lock") for at in ("hip", "cuda"))
    known = baseline.collect(report(before, TWO), data)
    done, stale = baseline.compare(report(now, TWO), known, data)
    assert (done.known, done.exit_code, stale) == (2, 0, ())
    assert baseline.collect(report(now), data) != baseline.collect(report(before), data)


def test_new_findings_count_as_the_threshold_has_it() -> None:
    known = baseline.collect(report(TWO), data)
    assert baseline.compare(report(ONE, TWO), known, data).report.exit_code == 1
    assert baseline.compare(report(TWO, exit_code=3), known, data).report.exit_code == 3


def test_nothing_is_stale_where_nothing_was_looked_at() -> None:
    known = baseline.collect(report(ONE), data)
    assert baseline.compare(report(outcome=Outcome.FAILED), known, data).stale == ()
    empty = Report("0.1.0", Target("hip", "7.1"), ())
    assert baseline.compare(empty, known, data).stale == ()
    gone = baseline.compare(empty, known, data, lambda _: True).stale
    assert [entry.path for entry in gone] == ["a.cu"]


def test_the_file_reads_well_in_a_diff() -> None:
    lines = baseline.encoded(baseline.collect(report(TWO, ONE), data)).decode().splitlines()
    entries = [line for line in lines if "hip/x" in line]
    assert [line.split('"')[3] for line in entries] == ["hip/x cudaA", "hip/x cudaB"]


def test_a_file_that_was_written_is_read(tmp_path: Path) -> None:
    known = baseline.collect(report(ONE, TWO), data)
    (tmp_path / "b.json").write_bytes(baseline.encoded(known))
    assert baseline.read(tmp_path / "b.json", "hip") == known
    assert known.count == 2


BROKEN = {
    "not JSON": b"{",
    "not text": b"\xff\xfe\xfd",
    "a list": b"[]",
    "no files": b'{"schema": 1, "fingerprints": 1, "target": "hip"}',
    "another schema": b'{"schema": 2, "fingerprints": 1, "target": "hip", "files": {}}',
    "another recipe": b'{"schema": 1, "fingerprints": 0, "target": "hip", "files": {}}',
    "no target": b'{"schema": 1, "fingerprints": 1, "files": {}}',
    "files no table": b'{"schema": 1, "fingerprints": 1, "target": "hip", "files": []}',
    "entries no table": b'{"schema": 1, "fingerprints": 1, "target": "hip", "files": {"a": [1]}}',
    "an entry no text": (
        b'{"schema": 1, "fingerprints": 1, "target": "hip", "files": {"a": {"b": 1}}}'
    ),
    "another target": b'{"schema": 1, "fingerprints": 1, "target": "musa", "files": {}}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.json").write_bytes(content)
    with pytest.raises(UserError, match=r"--baseline: .*b\.json"):
        baseline.read(tmp_path / "b.json", "hip")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no file"):
        baseline.read(tmp_path / "b.json", "hip")
    with pytest.raises(UserError, match="cannot be read"):
        baseline.read(tmp_path, "hip")


def test_many_stale_entries_are_counted() -> None:
    stale = [baseline.Entry("a.cu", str(n), "hip/x") for n in range(13)]
    lines = list(baseline.told(report(), stale))
    assert lines[0] == "baseline: 0 known, 0 new, 13 stale"
    assert lines[-2] == "  stale: 3 more"


def test_check_writes_and_reads_a_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_text(SOURCE)
    (tmp_path / "src/b.cu").write_text("void b() { cudaNoSuchThing(8); }\n")
    assert migrate("check", "src").code == 1
    written = migrate("check", "src", "--write-baseline", "known.json")
    assert written.code == 0
    assert "4 places of findings written to known.json" in written.err
    same = migrate("check", "src", "--baseline", "known.json", "--report", "r.sarif")
    assert same.code == 0
    assert same.err == "baseline: 4 known, 0 new, 0 stale\n"
    assert "unknown-name" not in same.out
    assert "known           4: places of findings in the baseline, not shown" in same.out
    assert json.loads(Path("r.sarif").read_bytes())["runs"][0]["results"] == []
    (tmp_path / "src/b.cu").unlink()
    (tmp_path / "src/a.cu").write_text(SOURCE + "void n() { cudaNoSuchThing(9); }\n")
    changed = migrate("check", "src", "--baseline", "known.json", "--format", "concise")
    assert changed.code == 1
    assert changed.err.startswith("baseline: 3 known, 1 new, 1 stale\n  stale: src/b.cu: migrate/")
    assert changed.out.count("src/a.cu:") == 1
    one_file = migrate("check", "src/a.cu", "--baseline", "known.json", "--fail-on", "never")
    assert one_file.code == 0
    assert one_file.err == "baseline: 3 known, 1 new, 0 stale\n"


def test_check_refuses_a_bad_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.cu").write_text(SOURCE)
    Path("b.json").write_text("{")
    for options in (["--baseline", "b.json"], ["--write-baseline", "no/b.json"]):
        done = migrate("check", "a.cu", *options)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("error: ")


def test_an_empty_baseline_changes_nothing() -> None:
    done, stale = baseline.compare(report(ONE, TWO), Baseline("hip"), data)
    assert (done, stale) == (report(ONE, TWO), ())
