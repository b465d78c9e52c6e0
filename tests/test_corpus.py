"""The corpus: every program's port is its golden folder, byte for byte, and its ledger adds up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from migrate.model import LEDGER_STATUSES, Outcome, Report, Status
from migrate.run import run
from migrate.settings.config import Settings, load
from tests.programs import (
    CORPUS,
    PROGRAMS,
    SOURCES,
    Program,
    files,
    listing,
    port,
    ported_files,
)

ANSWERED_BY_A_FINDING = (Status.REVIEW, Status.MANUAL, Status.UNKNOWN)
README = CORPUS / "README.md"
TABLE_HEAD = "| program | idea | areas |\n|---|---|---|\n"


def targets(program: Program) -> list[str]:
    """HIP, and every other target that has a golden folder."""
    folders = {path.name for path in program.folder.iterdir() if path.is_dir()}
    return sorted((folders | {"hip"}) - {SOURCES})


CASES = [
    pytest.param(program, target, id=f"{program.name}-{target}")
    for program in PROGRAMS
    for target in targets(program)
]
each_port = pytest.mark.parametrize(("program", "target"), CASES)
each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


@each_port
def test_port_is_the_golden_folder(program: Program, target: str, update: bool) -> None:
    report = port(program, target)
    ported = ported_files(program, report)
    golden = program.golden(target)
    if update:
        write_golden(golden, ported)
        program.findings(target).write_text(listing(report), encoding="utf-8")
    assert lines(files(golden)) == lines(ported)  # no golden file without a source, either
    assert program.findings(target).read_text(encoding="utf-8") == listing(report)


def lines(tree: dict[str, bytes]) -> dict[str, list[str]]:
    """The same bytes in a form whose difference can be read."""
    return {name: data.decode("latin-1").split("\n") for name, data in tree.items()}


def write_golden(folder: Path, ported: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in ported.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


@each_port
def test_ledger_adds_up(program: Program, target: str) -> None:
    report = port(program, target)
    assert report.ledger.total == sum(file.ledger.total for file in report.files)
    for file in report.files:
        assert file.outcome in (Outcome.PORTED, Outcome.UNCHANGED)
        assert file.ledger.total == len(file.references)
        assert file.ledger.total == sum(file.ledger[status] for status in LEDGER_STATUSES)
        for before, after in pairwise(sorted(file.references)):
            assert before.end <= after.start, f"{before} and {after} count the same bytes"


@each_port
def test_what_is_left_to_a_person_has_a_finding(program: Program, target: str) -> None:
    report = port(program, target)
    for file in report.files:
        for reference in file.references:
            if reference.status in ANSWERED_BY_A_FINDING:
                assert any(
                    finding.status is reference.status
                    and (
                        finding.start <= reference.start < finding.end
                        # a finding on a type speaks of what is done with its values
                        or (finding.rule, finding.api) == (reference.rule, reference.name)
                    )
                    for finding in report.places[file.path]
                ), f"{file.path}: {reference}"


@each_port
def test_second_port_edits_nothing(program: Program, target: str) -> None:
    settings = Settings(to=program.target(target), jobs=1)
    again = run([program.golden(target)], settings).report
    assert [file.path for file in again.files if file.outcome is not Outcome.UNCHANGED] == []


@each_program
def test_folder_holds_nothing_else(program: Program) -> None:
    expected = {"meta.toml", SOURCES}
    if program.expected.exists():
        assert not program.varies, "what it prints cannot be compared"
        expected.add(program.expected.name)
    for target in targets(program):
        expected |= {program.golden(target).name, program.findings(target).name}
    assert {path.name for path in program.folder.iterdir()} == expected


@each_program
def test_program_that_is_not_compiled_says_why(program: Program) -> None:
    assert program.hipcc != bool(program.reason)
    assert program.hip_version or not program.hipcc


def test_readme_lists_every_program(update: bool) -> None:
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(TABLE_HEAD)
    table, gap, after = rest.partition("\n\n")
    current = "\n".join(table_rows())
    if update:
        README.write_text(before + TABLE_HEAD + current + gap + after, encoding="utf-8")
    else:
        assert table == current, "run pytest tests/test_corpus.py --update"


def table_rows() -> Iterator[str]:
    for program in PROGRAMS:
        link = f"[{program.name}]({program.name}/{SOURCES})"
        yield f"| {link} | {program.idea} | {', '.join(program.areas)} |"


def test_corpus_is_varied_in_its_bytes() -> None:
    """An editor or a git setting that normalises files would take these cases away."""
    texts = [data for program in PROGRAMS for data in files(program.sources).values()]
    assert any(b"\r\n" in text for text in texts)
    assert any(text.startswith(b"\xef\xbb\xbf") for text in texts)
    assert any(b"\n\t" in text for text in texts)
    assert any(not text.endswith(b"\n") for text in texts)
    assert any(not is_utf8(text) for text in texts)


def is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.slow
def test_ported_at_once_or_one_by_one() -> None:
    """What one program declares means nothing to another, though all stand in one tree."""
    settings = Settings(jobs=1)
    corpus = run([CORPUS], load(CORPUS, {"jobs": 1})).report
    at_once = {file.path: file for file in corpus.files}
    for program in PROGRAMS:
        report = run([program.sources], settings).report
        for alone in report.files:
            path = f"{program.name}/{SOURCES}/{alone.path}"
            assert at_once[path].content == alone.content
            assert corpus.places[path] == report.places[alone.path]


def test_areas_cover_every_status() -> None:
    """Between them the programs show each thing that can become of a CUDA reference."""
    reports: list[Report] = [port(program, "hip") for program in PROGRAMS]
    seen = {status for status in LEDGER_STATUSES for report in reports if report.ledger[status]}
    assert seen >= {Status.PORTED, Status.NATIVE, Status.REVIEW, Status.MANUAL}
