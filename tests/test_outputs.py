"""The formats: JSON against its schema, the diff against git, the text by eye."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path, PurePath
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.compact import packed
from migrate.files.source import line_starts
from migrate.model import (
    Edit,
    Effort,
    FileResult,
    Finding,
    Outcome,
    Reference,
    Report,
    Status,
    Target,
    UserError,
)
from migrate.report import outputs
from migrate.report.outputs import diff, text
from migrate.report.outputs import json as as_json
from migrate.report.outputs.names import printable, quoted

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/report.schema.json").read_text())


def edited(path: str, before: bytes, edits: list[Edit], output: str = "") -> FileResult:
    """A file's result as the engine would give it."""
    after, at = b"", 0
    for edit in edits:
        after += before[at : edit.start] + edit.text
        at = edit.end
    return FileResult(
        path,
        Outcome.PORTED if edits else Outcome.UNCHANGED,
        output=output,
        edits=tuple(edits),
        packed=packed(after + before[at:]) if edits else None,
        lines=line_starts(before),
    )


def report(*files: FileResult, exit_code: int = 0) -> Report:
    return Report("0.1.0", Target("hip", "7.1"), files, exit_code)


def no_original(_name: str) -> bytes | None:
    raise AssertionError("this format needs no original")


SOURCE = b"int a;\r\n  \xc3\xa9 cudaFoo(x);\n"
FOUND = FileResult(
    "src/a.cu",
    Outcome.UNCHANGED,
    references=(
        Reference(12, 19, "cudaFoo", Status.MANUAL, "hip/names/runtime"),
        Reference(0, 3, "int", Status.NATIVE, "hip/names/runtime"),
    ),
    findings=(
        Finding(
            "hip/names/runtime",
            Status.MANUAL,
            "cudaFoo",
            "There is no such thing",
            13,
            20,
            "Use bar",
            "!X",
            effort=Effort.HOURS,
            cause="There is no such thing",
        ),
    ),
    lines=line_starts(SOURCE),
)
SKIPPED = FileResult("b\udcff.cu", Outcome.SKIPPED, reason="binary: it holds a zero byte")


def document(value: Report) -> Any:
    return json.loads(as_json.render(value, no_original).decode("utf-8"))


def test_json_is_what_the_schema_says() -> None:
    found = document(report(FOUND, SKIPPED, exit_code=1))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, SCHEMA)
    assert found["ledger"] == {
        "ported": 0,
        "native": 1,
        "review": 0,
        "manual": 1,
        "unknown": 0,
        "total": 2,
    }
    assert found["exit_code"] == 1


def test_json_positions_count_bytes_from_one() -> None:
    finding = document(report(FOUND))["files"][0]["findings"][0]
    assert (finding["line"], finding["column"]) == (2, 6)
    assert (finding["end_line"], finding["end_column"]) == (2, 13)
    assert (finding["offset"], finding["length"]) == (13, 7)
    assert SOURCE[13:20] == b"cudaFoo"


def test_json_shows_the_bytes_of_a_name_that_is_not_utf8() -> None:
    assert document(report(SKIPPED))["files"][0]["path"] == "b\\xff.cu"


def test_schema_refuses_a_key_it_does_not_know() -> None:
    found = document(report(FOUND))
    found["files"][0]["extra"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)


def test_text_has_one_line_a_finding_and_the_sums() -> None:
    shown = text.concise(report(FOUND, SKIPPED), no_original).decode()
    assert shown == (
        "src/a.cu:2:6: manual hip/names/runtime cudaFoo: There is no such thing [under !X]\n"
        "\n"
        "b\\xff.cu: skipped binary: it holds a zero byte\n"
        "\n"
        "Most frequent findings, by places\n"
        "       1  manual   hip/names/runtime cudaFoo\n"
        "\n"
        "Port to hip 7.1\n"
        "  files           2: 0 ported, 1 unchanged, 1 skipped, 0 failed\n"
        "  references      2: 0 ported, 1 native, 0 review, 1 manual, 0 unknown\n"
        "  portable      50%: about 2 hours of work left (migrate check --summary)\n"
    )


def test_text_shows_the_last_line_of_a_traceback() -> None:
    failed = FileResult("a.cu", Outcome.FAILED, "Traceback:\n  File x\nKeyError: 'k'\n")
    shown = text.concise(report(failed), no_original)
    assert shown.startswith(b"a.cu: failed KeyError: 'k'\n\n")


def test_text_is_coloured_when_asked() -> None:
    assert b"\x1b[31mmanual\x1b[0m" in text.concise(report(FOUND), no_original, color=True)


def test_text_names_ten_kinds_and_counts_the_rest() -> None:
    findings = tuple(
        Finding(f"hip/x/r{n}", Status.REVIEW, "", "m", 0, 1) for n in range(13) for _ in range(n)
    )
    shown = text.concise(
        report(FileResult("a.cu", Outcome.UNCHANGED, findings=findings)), no_original
    )
    assert b"      12  review   hip/x/r12\n" in shown
    assert b"       3  others, of 2 kinds\n" in shown


@pytest.mark.parametrize(
    ("name", "fmt"), [("r.json", "json"), ("r.PATCH", "diff"), ("x.txt", "full")]
)
def test_a_suffix_chooses_the_format(name: str, fmt: str) -> None:
    assert outputs.for_file(PurePath(name)) is outputs.named(fmt)


def test_a_suffix_or_name_nobody_knows_is_refused() -> None:
    with pytest.raises(UserError, match=r"r\.pdf"):
        outputs.for_file(PurePath("r.pdf"))
    with pytest.raises(UserError, match="xml"):
        outputs.named("xml")


def test_names_are_quoted_as_git_quotes_them() -> None:
    assert quoted("a/plain name.cu") == b"a/plain name.cu"
    assert quoted('a/"q"\t\\.cu') == b'"a/\\"q\\"\\t\\\\.cu"'
    assert quoted("é\udcff") == b'"\\303\\251\\377"'
    assert printable("é\udcff") == "é\\xff"


def git(repository: Path, *args: str, patch: bytes | None = None) -> None:
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *args],
        cwd=repository,
        input=patch,
        capture_output=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def assert_git_applies(
    repository: Path, files: dict[str, bytes | None], results: list[FileResult]
) -> None:
    """Render, check and apply the patch, then compare each file with what the port says."""
    for name, data in files.items():
        if data is not None:
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    patch = diff.render(report(*results), files.__getitem__)
    git(repository, "apply", "--check", "-", patch=patch)
    git(repository, "apply", "-", patch=patch)
    for result in results:
        expected = files[result.path] if result.content is None else result.content
        assert (repository / (result.output or result.path)).read_bytes() == expected
        assert not result.output or not (repository / result.path).exists()


CASES = {
    "crlf": (b"a\r\nfoo\r\nb\r\n", [Edit(3, 6, b"bar")]),
    "no newline at the end": (b"a\nfoo", [Edit(2, 5, b"bar")]),
    "newline added at the end": (b"a\nfoo", [Edit(5, 5, b"\n")]),
    "appended after no newline": (b"a\nfoo", [Edit(5, 5, b"\nbar")]),
    "appended": (b"a\n", [Edit(2, 2, b"bar\n")]),
    "last newline removed": (b"a\nb\n", [Edit(3, 4, b"")]),
    "line removed": (b"a\nfoo\nb\n", [Edit(2, 6, b"")]),
    "first line removed": (b"foo\nb\n", [Edit(0, 4, b"")]),
    "all removed": (b"foo\n", [Edit(0, 4, b"")]),
    "lines joined": (b"a\nfoo\nb\n", [Edit(5, 6, b" ")]),
    "inserted at the top": (b"foo\nb\n", [Edit(0, 0, b"#include <x>\n")]),
    "into nothing": (b"", [Edit(0, 0, b"foo\n")]),
    "not utf-8": (b"\xef\xbb\xbfa\n\xff\xfe foo\n", [Edit(9, 12, b"bar\xfe")]),
    "lone carriage returns": (b"a\rfoo\rb\nc\n", [Edit(2, 5, b"bar")]),
    "two on a line": (b"foo foo\n", [Edit(0, 3, b"bar"), Edit(4, 7, b"bar")]),
    "insert then replace": (b"x foo\n", [Edit(2, 2, b"a"), Edit(2, 5, b"b")]),
    "a zero byte": (b"a\nfoo\0\nb\n", [Edit(2, 5, b"bar")]),
    "form feed and vertical tab": (b"a\x0cfoo\x0bb\x85\n", [Edit(2, 5, b"bar")]),
    "far apart": (b"l\n" * 50, [Edit(2, 3, b"m"), Edit(20, 21, b"m"), Edit(90, 91, b"m\nm")]),
}


@pytest.mark.parametrize(("before", "edits"), CASES.values(), ids=CASES.keys())
def test_diff_is_applied_by_git(repository: Path, before: bytes, edits: list[Edit]) -> None:
    assert_git_applies(repository, {"f.cu": before}, [edited("f.cu", before, edits)])


def test_diff_holds_a_whole_tree_with_odd_names(repository: Path) -> None:
    names = ["a.cu", "with space/b c.cu", "é.cu", 'q"uote\\.cu', "tab\t.cu", "raw\udcff.cu"]
    files: dict[str, bytes | None] = dict.fromkeys(names, b"a\nfoo\n")
    assert_git_applies(
        repository, files, [edited(name, b"a\nfoo\n", [Edit(2, 5, b"bar")]) for name in names]
    )


def test_diff_renames_and_adds(repository: Path) -> None:
    files = {"d/a.cu": b"foo\n", "d/b.cu": b"same\n", "d/new.h": None}
    results = [
        edited("d/a.cu", b"foo\n", [Edit(0, 3, b"bar")], output="d/a.hip"),
        edited("d/b.cu", b"same\n", [], output="d/b x.hip"),
        edited("d/new.h", b"", [Edit(0, 0, b"#pragma once\n")]),
    ]
    assert_git_applies(repository, files, results)


def test_diff_is_empty_when_nothing_changes() -> None:
    assert diff.render(report(FOUND, SKIPPED), no_original) == b""


def test_diff_believes_the_content_where_the_edits_do_not_tell_all(repository: Path) -> None:
    before = b"a\nb\nc\nd\ne\n"
    result = FileResult("f.cu", Outcome.PORTED, packed=packed(b"a\nb\nX\nd\ne\n"), edits=())
    patch = diff.render(report(result), lambda _: before)
    assert patch.count(b"\n-") == 2  # the header's and one line
    assert_git_applies(repository, {"f.cu": before}, [result])


def test_diff_has_no_hunk_for_an_edit_that_writes_what_stood_there(repository: Path) -> None:
    before = b"a\n" * 20 + b"foo\nfoo\nlast"
    edits = [Edit(0, 1, b"b"), Edit(40, 43, b"foo"), Edit(47, 48, b"\n")]
    result = edited("f.cu", before, edits)
    patch = diff.render(report(result), lambda _: before)
    assert patch.count(b"@@ -") == 1
    assert_git_applies(repository, {"f.cu": before}, [result])


def test_diff_of_an_absolute_name_stays_below_its_prefix() -> None:
    result = edited("/abs/a.cu", b"foo\n", [Edit(0, 3, b"bar")])
    assert b"--- a/abs/a.cu\n" in diff.render(report(result), lambda _: b"foo\n")


@given(
    st.lists(st.sampled_from([b"a", b"foo", b"", b"x y", b"\r", b"\xff"]), max_size=30),
    st.booleans(),
    st.data(),
)
def test_any_edits_make_a_patch_that_git_applies(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], ended: bool, data: st.DataObject
) -> None:
    before = b"\n".join(lines) + (b"\n" if ended else b"")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(before)), max_size=8, unique=True)))
    texts = st.sampled_from([b"", b"b", b"q\n", b"\n", b"r\ns\n"])
    edits = [
        Edit(start, end, data.draw(texts))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    result = edited("f.cu", before, edits)
    if result.content in (None, before):
        return
    folder = tmp_path_factory.mktemp("git")
    git(folder, "init", "-q")
    assert_git_applies(folder, {"f.cu": before}, [result])
