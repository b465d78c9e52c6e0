"""The summary of a report and its verdict: sums, causes, files, and the words of the edge cases."""

from __future__ import annotations

import json

import pytest

from migrate.model import (
    Effort,
    FileResult,
    Finding,
    Outcome,
    Reference,
    Report,
    Status,
    Target,
)
from migrate.report import outputs
from migrate.report.outputs import summary as as_text
from migrate.report.summary import WORST, Summary, portability, summarize
from migrate.report.verdict import percent, shortened, verdict
from migrate.run import run
from migrate.settings.config import Settings
from tests.programs import PROGRAMS

M, H, D, R = Effort.MINUTES, Effort.HOURS, Effort.DAYS, Effort.REDESIGN
Found = tuple[str, str, Effort, Status]


def finding(line: int, cause: str, api: str, effort: Effort, status: Status) -> Finding:
    return Finding(
        "hip/x/y", status, api, "m", line * 10, line * 10 + 1, effort=effort, cause=cause
    )


def file(path: str, *found: Found, ported: int = 0) -> FileResult:
    """A file with a finding on every fifth line, and some references that are ported."""
    items = [finding(5 * at, *item) for at, item in enumerate(found)]
    left = [Reference(it.start, it.end, it.api, it.status, it.rule) for it in items]
    good = [Reference(at, at + 1, "f", Status.PORTED, "hip/x/y") for at in range(ported)]
    lines = tuple(range(0, 1000, 10))
    return FileResult(
        path, Outcome.PORTED, references=(*good, *left), findings=tuple(items), lines=lines
    )


def report(*files: FileResult) -> Report:
    return Report("0", Target("hip", "7.1"), files)


def words(*files: FileResult) -> str:
    found = report(*files)
    return verdict(found, summarize(found))


def review(cause: str, api: str = "f") -> Found:
    return cause, api, M, Status.REVIEW


def manual(cause: str, effort: Effort, api: str = "f") -> Found:
    return cause, api, effort, Status.MANUAL


MIXED = report(
    file("a.cu", manual("OptiX", R), manual("OptiX", R, "g"), review("Mask"), ported=6),
    file("b.cu", review("Mask"), manual("cuDNN", D), review("Mask"), ported=2),
    file("c.cu", ported=1),
)


def test_causes_partition_the_findings() -> None:
    found = summarize(MIXED)
    counts = {cause.name: (cause.places, len(cause.files)) for cause in found.causes}
    assert counts == {"OptiX": (2, 1), "cuDNN": (1, 1), "Mask": (3, 2)}
    assert sum(cause.places for cause in found.causes) == 6


def assert_it_adds_up(found: Summary) -> None:
    assert sum(row.minutes for row in found.classes) == found.minutes
    assert sum(row.causes for row in found.classes) == len(found.causes)
    assert sum(cause.minutes for cause in found.causes) == found.minutes
    assert sum(item.minutes for item in found.files) == pytest.approx(found.minutes)
    assert sum(item.places for item in found.files) == sum(it.places for it in found.causes)


def test_classes_causes_and_files_add_up_to_one_sum() -> None:
    found = summarize(MIXED)
    assert_it_adds_up(found)
    assert found.minutes > 0
    assert sum(row.places for row in found.classes) == 6


@pytest.mark.parametrize("target", ["hip", "hip@5.7", "musa", "maca"])
def test_the_corpus_adds_up_and_every_finding_has_a_cause(target: str) -> None:
    done = run([program.sources for program in PROGRAMS], Settings(to=target, jobs=1)).report
    found = summarize(done)
    assert_it_adds_up(found)
    findings = [item for places in done.places.values() for item in places]
    left = [item for item in findings if item.status is not Status.INFO]
    assert sum(cause.places for cause in found.causes) == len(left)
    assert not [item for item in left if not item.cause]
    idle = [item for item in left if item.effort is Effort.NONE]
    assert not [item for item in idle if item.status is not Status.REVIEW]
    assert not [item for item in findings if item.status is Status.INFO and item.effort]
    assert verdict(done, found)


def test_a_cause_says_where_it_is_and_what_it_is_called() -> None:
    first = summarize(MIXED).causes[0]
    assert (first.name, first.effort, first.status) == ("OptiX", R, Status.MANUAL)
    assert (first.apis, first.files, first.rules) == (("f", "g"), ("a.cu",), ("hip/x/y",))
    assert (first.example.path, first.example.line, first.example.column) == ("a.cu", 1, 1)


def test_the_file_with_most_work_comes_first_and_files_without_are_left_out() -> None:
    assert [item.path for item in summarize(MIXED).files] == ["a.cu", "b.cu"]
    many = report(*(file(f"{n}.cu", manual(f"C{n}", H)) for n in range(20)))
    assert len(summarize(many).worst) == WORST


def test_portability_counts_references() -> None:
    assert portability(MIXED.ledger) == pytest.approx(9 / 15)
    assert summarize(MIXED).portability == portability(MIXED.ledger)
    assert portability(report().ledger) is None


def test_remarks_are_in_no_cause() -> None:
    remark = Finding("migrate/syntax-error", Status.INFO, "", "m", 0, 1)
    found = summarize(report(FileResult("a.cu", Outcome.UNCHANGED, findings=(remark,))))
    assert (found.causes, found.minutes, found.files, found.unparsed) == ((), 0, (), 1)


def test_a_copy_of_a_file_costs_nothing() -> None:
    one = summarize(report(file("a/k.cu", manual("cuDNN", D))))
    two = summarize(report(file("a/k.cu", manual("cuDNN", D)), file("b/k.cu", manual("cuDNN", D))))
    assert (two.minutes, two.copies) == (one.minutes, 1)
    assert (two.causes[0].places, len(two.causes[0].files)) == (2, 2)
    other = summarize(
        report(file("a/k.cu", manual("cuDNN", D)), file("b/l.cu", manual("cuDNN", D)))
    )
    assert other.minutes > one.minutes


VERDICTS = {
    "no file": ((), ["Nothing of CUDA was found in 0 files", "is the PATH the right one?"]),
    "no CUDA": (
        (FileResult("a.cpp", Outcome.UNCHANGED),),
        ["Nothing of CUDA was found in 1 file.", "nothing to port"],
    ),
    "all ported": (
        (file("a.cu", ported=3),),
        ["All 3 CUDA references are ported to HIP 7.1", "build the result and to run its tests"],
    ),
    "one ported": ((file("a.cu", ported=1),), ["The one CUDA reference is ported"]),
    "failed": (
        (file("a.cu", ported=3), FileResult("b.cu", Outcome.FAILED, "Traceback")),
        ["1 file failed (b.cu)", "counts in no figure"],
    ),
    "only failed": (
        (FileResult("b.cu", Outcome.FAILED), FileResult("c.cu", Outcome.FAILED)),
        [
            "Nothing of CUDA was found in 2 files.",
            "2 files failed (b.cu and c.cu)",
            "they count in",
        ],
    ),
    "review": (
        (file("a.cu", review("Lane mask"), review("Lane mask"), ported=8),),
        [
            "80% of 10 CUDA references port",
            "2 to be reviewed.",
            "To be reviewed: Lane mask (2 places in 1 file).",
            "about 20 minutes (10 to 40 minutes;",
            "All of it is in a.cu.",
        ],
    ),
    "hours": (
        (file("a.cu", manual("Inline PTX", H), ported=1), file("b.cu", review("Mask"))),
        ["No cause takes days; hours go into Inline PTX.", "Start with a.cu, which holds 89%"],
    ),
    "days": (
        (file("a.cu", manual("cuDNN", D), ported=1),),
        ["Days of work go into cuDNN.", "Start with cuDNN in a.cu"],
    ),
    "spread": (
        tuple(file(f"{n}.cu", manual(f"C{n}", H), ported=n) for n in range(5)),
        ["It is spread over 5 files; 0.cu has most of it (20%)."],
    ),
    "a little redesign": (
        (
            file("a.cu", *(manual(f"C{n}", D) for n in range(6))),
            file("b.cu", manual("OptiX", R), ported=9),
        ),
        ["What uses OptiX has to be designed anew.", "also go into C0, C1, C2 and 3 more"],
    ),
    "mostly redesign": (
        (file("a.cu", manual("OptiX", R), review("Mask"), ported=9),),
        ["Most of the work is to design anew what uses OptiX.", "Settle first how OptiX"],
    ),
    "nothing to do": (
        (file("a.cu", ("PyTorch", "p.h", Effort.NONE, Status.REVIEW), ported=1),),
        ["Nothing is to be changed for that: keep PyTorch in mind.", "run its tests"],
    ),
}


@pytest.mark.parametrize(("files", "parts"), VERDICTS.values(), ids=VERDICTS.keys())
def test_the_verdict(files: tuple[FileResult, ...], parts: list[str]) -> None:
    said = words(*files)
    for part in parts:
        assert part in said
    assert "\n" not in said
    assert said.endswith((".", "?"))


def test_a_percentage_is_whole_only_where_all_or_nothing_is() -> None:
    shown = [percent(share) for share in (0, 0.0001, 0.5, 0.9999, 1)]
    assert shown == ["0%", "under 0.1%", "50%", "99.9%", "100%"]


def test_a_text_is_cut_between_words() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two ..."
    assert shortened("onetwothree", 8) == "onet ..."


@pytest.mark.parametrize("files", [part[0] for part in VERDICTS.values()], ids=VERDICTS.keys())
def test_the_text_is_no_wider_than_a_page(files: tuple[FileResult, ...]) -> None:
    lines = outputs.named("summary").render(report(*files), lambda _: None).decode().splitlines()
    assert all(len(line) <= as_text.WIDTH for line in lines)
    assert lines[0] == "Port to hip 7.1"


def test_the_text_names_the_rest() -> None:
    many = report(*(file(f"{n}.cu", manual(f"C{n}", H)) for n in range(20)))
    shown = as_text.render(many, lambda _: None).decode()
    assert "others, 8 more" in shown
    assert "others, 10 more" in shown


def test_json_holds_the_summary() -> None:
    document = json.loads(outputs.named("json").render(MIXED, lambda _: None))
    found = document["summary"]
    assert found["verdict"] == verdict(MIXED, summarize(MIXED))
    assert found["portability"] == pytest.approx(9 / 15, abs=1e-4)
    assert [item["cause"] for item in found["causes"]] == ["OptiX", "cuDNN", "Mask"]
    assert found["hours_low"] <= found["hours"] <= found["hours_high"]
    assert [item["portability"] for item in document["files"]][2] == 1
