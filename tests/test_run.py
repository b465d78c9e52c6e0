"""Many files: order, processes, what one file says of another, and the exit code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from migrate import chunks
from migrate.model import FileResult, Ledger, Outcome, Reference, Report, Status, UserError
from migrate.port import engine
from migrate.port.engine import port
from migrate.process import workers
from migrate.report.assembly import exit_code
from migrate.run import run
from migrate.settings.config import FailOn, Settings

SERIAL = replace(Settings(), jobs=1)
ROOT = Path(__file__).parent.parent

FILES = {
    "z.cu": "void f() { cudaFree(0); }\n",
    "a/b.cu": '#include "b.h"\nvoid g() { cudaMine(1); cudaFree(p); }\n',
    "a/b.h": "#pragma once\n#include <cuda_runtime.h>\nvoid cudaMine(int);\n",
    "a-b.cu": "void h() { cudaOther(1); }\n",
    "plain.cpp": "int main() {}\n",
    "note.txt": "cudaFree\n",
}


def tree(folder: Path, **files: str) -> Path:
    for name, text in (files or FILES).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def by_path(report: Report) -> dict[str, FileResult]:
    return {file.path: file for file in report.files}


def names(result: FileResult) -> list[tuple[str, str]]:
    return [(item.name, item.status.value) for item in result.references]


def test_files_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    result = run([tree(tmp_path)], SERIAL)
    paths = [file.path for file in result.report.files]
    assert paths == sorted(paths) == ["a-b.cu", "a/b.cu", "a/b.h", "plain.cpp", "z.cu"]
    assert result.files == {path: tmp_path / path for path in paths}
    assert result.report.target == result.rules.target


def test_nothing_is_written(tmp_path: Path) -> None:
    tree(tmp_path)
    run([tmp_path], SERIAL)
    assert {
        str(file.relative_to(tmp_path)): file.read_text()
        for file in tmp_path.rglob("*")
        if file.is_file()
    } == FILES


def test_a_name_that_another_file_declares_is_the_users(tmp_path: Path) -> None:
    files = by_path(run([tree(tmp_path)], SERIAL).report)
    assert names(files["a/b.cu"]) == [("cudaFree", "ported")]
    assert files["a/b.cu"].findings == ()
    assert names(files["a-b.cu"]) == [("cudaOther", "unknown")]
    assert files["a/b.h"].declares == {"cudaMine"}


def test_a_family_name_that_another_file_declares_is_left(tmp_path: Path) -> None:
    use = "void f() { nppiMine(1); }\n"
    alone = by_path(run([tree(tmp_path / "1", **{"a.cu": use})], SERIAL).report)
    assert [status for _, status in names(alone["a.cu"])] == ["manual"]
    declared = tree(tmp_path / "2", **{"a.cu": use, "b.cu": "void nppiMine(int) {}\n"})
    assert names(by_path(run([declared], SERIAL).report)["a.cu"]) == []


def test_the_runtime_header_comes_through_a_header_of_another_folder(tmp_path: Path) -> None:
    use = '#include "b.h"\nvoid f() { cudaFree(0); }\n'
    here = tree(tmp_path, **{"src/a.cu": use, "include/b.h": "#include <cuda.h>\n"})
    content = by_path(run([here], SERIAL).report)["src/a.cu"].content
    assert content == use.replace("cudaFree", "hipFree").encode()


def test_more_processes_give_the_same_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tree(
        tmp_path, **{f"{n}.cu": text for n in range(8) for text in [FILES["z.cu"]]}, **FILES
    )
    monkeypatch.setattr(chunks, "WORTH_A_POOL", 0)
    serial = run([here], SERIAL).report
    parallel = run([here], replace(SERIAL, jobs=2)).report
    assert parallel == serial
    monkeypatch.setattr(chunks, "_REMEMBERED", 100)  # most files are scanned again
    assert run([here], SERIAL).report == run([here], replace(SERIAL, jobs=2)).report == serial


def test_small_trees_start_no_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: workers.Workers) -> None:
        raise AssertionError("a pool for a few bytes")

    monkeypatch.setattr(workers.Workers, "_start", refuse)
    assert run([tree(tmp_path)], replace(SERIAL, jobs=2)).report.files


def test_the_corpus_by_several_paths_and_by_one() -> None:
    programs = sorted((ROOT / "corpus").glob("v*/cuda"))
    together = run(programs, SERIAL).report
    one_by_one = [run([program], SERIAL).report for program in programs]
    assert together.ledger == Ledger.sum(report.ledger for report in one_by_one)
    assert len(together.files) == sum(len(report.files) for report in one_by_one)
    assert together.ledger.total > 0


def test_progress_goes_up_to_its_end(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    run([tree(tmp_path)], SERIAL, progress=lambda done, total: seen.append((done, total)))
    steps = [done for done, _ in seen]
    assert steps == sorted(steps)
    assert len({total for _, total in seen}) == 1
    assert all(done <= total for done, total in seen)


def test_one_bad_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., FileResult] = port

    def sometimes(source: object, *rest: object, **options: object) -> FileResult:
        result = real(source, *rest, **options)
        failed = result.path == "z.cu"
        return replace(result, outcome=Outcome.FAILED, packed=None) if failed else result

    monkeypatch.setattr(engine, "port", sometimes)
    report = run([tree(tmp_path)], SERIAL).report
    assert report.exit_code == 3
    assert by_path(report)["a/b.cu"].outcome is Outcome.PORTED


def test_a_mistake_of_the_user_is_said_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unknown target 'hop'"):
        run([tree(tmp_path)], replace(SERIAL, to="hop"))
    with pytest.raises(UserError, match="holds no rules"):
        run([tmp_path], replace(SERIAL, rules=(tmp_path,)))


def test_rules_of_ones_own_are_heard(tmp_path: Path) -> None:
    columns = "cuda,target,kind,status,since,until,note\n"
    row = "cudaFree,,function,none,,,Free it by hand\n"
    rules = tree(tmp_path / "rules", **{"hip/names/mine.csv": columns + row})
    here = tree(tmp_path / "src")
    report = run([here], replace(SERIAL, rules=(rules,))).report
    assert names(by_path(report)["z.cu"]) == [("cudaFree", "manual")]
    assert by_path(report)["z.cu"].findings[0].message == "Free it by hand"


def test_guards_of_ones_own_leave_branches_alone(tmp_path: Path) -> None:
    source = "#ifndef MY_HIP\nint x = cudaFree(0);\n#endif\n"
    here = tree(tmp_path, **{"a.h": source})
    assert names(by_path(run([here], SERIAL).report)["a.h"]) == [("cudaFree", "ported")]
    mine = replace(SERIAL, guards=("MY_*",))
    assert names(by_path(run([here], mine).report)["a.h"]) == [("cudaFree", "native")]


def result(outcome: Outcome, *statuses: Status) -> FileResult:
    references = tuple(Reference(n, n + 1, "x", status, "r") for n, status in enumerate(statuses))
    return FileResult("a.cu", outcome, references=references)


FINE = (Status.PORTED, Status.NATIVE, Status.INFO)
EXIT_CODES = {
    "nothing": ([], (0, 0, 0)),
    "fine": ([result(Outcome.PORTED, *FINE)], (0, 0, 0)),
    "review": ([result(Outcome.PORTED, *FINE, Status.REVIEW)], (0, 1, 0)),
    "manual": ([result(Outcome.UNCHANGED, Status.MANUAL)], (1, 1, 0)),
    "unknown": ([result(Outcome.PORTED, Status.UNKNOWN)], (1, 1, 0)),
    "skipped": ([result(Outcome.SKIPPED)], (0, 0, 0)),
    "failed": ([result(Outcome.FAILED), result(Outcome.PORTED, Status.MANUAL)], (3, 3, 3)),
    "any": ([result(Outcome.PORTED), result(Outcome.PORTED, Status.MANUAL)], (1, 1, 0)),
}


@pytest.mark.parametrize(("files", "codes"), EXIT_CODES.values(), ids=EXIT_CODES.keys())
def test_exit_codes(files: list[FileResult], codes: tuple[int, int, int]) -> None:
    thresholds = (FailOn.MANUAL, FailOn.REVIEW, FailOn.NEVER)
    assert tuple(exit_code(iter(files), threshold) for threshold in thresholds) == codes
