"""The tables under ``rules/`` are well formed, and every CUDA name is answered for HIP."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from migrate.rules.ruleset import RuleSet, load
from migrate.rules.tables import HEADER_COLUMNS, NAME_COLUMNS, SURFACE_COLUMNS, version
from migrate.rules.targetfiles import targets
from migrate.rules.targets import TargetInfo, rules_folder

RULES = rules_folder()
KINDS = frozenset(
    "function type enum_constant macro variable method keyword namespace field".split()
)
NEEDS_TARGET = frozenset({"exact", "renamed", "review"})
NEEDS_NOTE = frozenset({"review", "none"})
FAMILY_STATUSES = NEEDS_TARGET | NEEDS_NOTE
STATUSES = FAMILY_STATUSES | {"drop"}
FAMILY_COLUMNS = ("prefix", "library", "target_prefix", "status", "effort", "note")

SURFACE_TABLES = tuple(
    sorted(
        file for file in (RULES / "cuda").glob("*.csv") if file.stem not in ("families", "headers")
    )
)
TARGETS = tuple(targets())
NAME_TABLES = tuple(
    pytest.param(target, file, id=f"{target.name}/{file.stem}")
    for target in TARGETS
    for file in sorted((RULES / target.name / "names").glob("*.csv"))
)
each_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


@cache
def lines(file: Path) -> tuple[dict[str, str], ...]:
    with file.open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def columns(file: Path) -> tuple[str, ...]:
    return tuple(file.read_text("utf-8").partition("\n")[0].split(","))


def number(text: str) -> tuple[int, ...]:
    return version(text) if text else ()


def faults(target: TargetInfo, line: dict[str, str]) -> Iterator[str]:
    """What is wrong with one row of a names or headers table."""
    status, note, name = line["status"], line["note"], line["cuda"]
    if status not in STATUSES:
        yield f"{name}: unknown status {status!r}"
    if bool(line["target"]) != (status in NEEDS_TARGET):
        yield f"{name}: {status} with the target {line['target']!r}"
    if (status == "exact") > (line["target"] == name):
        yield f"{name}: exact, but the target is {line['target']}"
    if (status == "renamed") > (line["target"] != name):
        yield f"{name}: renamed, but to itself"
    if status in NEEDS_NOTE and not note:
        yield f"{name}: {status} without a note"
    if note.endswith(".") or note != note.strip() or (note[:1].islower() and " " not in note):
        yield f"{name}: the note is {note!r}"
    for column in ("since", "until"):
        if line[column] and line[column] not in target.versions:
            yield f"{name}: {column} {line[column]} is no version of {target.title}"
    if line["since"] == target.versions[0]:
        yield f"{name}: since the oldest version is left empty"


def overlaps(table: tuple[dict[str, str], ...]) -> Iterator[str]:
    """Neighbouring rows of one name that are not sorted, or hold for one version together."""
    for before, after in pairwise(table):
        first, second = before["cuda"].encode(), after["cuda"].encode()
        if first > second:
            yield f"{after['cuda']}: not sorted"
        if first == second and not before["until"]:
            yield f"{after['cuda']}: an earlier row has no end"
        if first == second and number(before["until"]) > number(after["since"]):
            yield f"{after['cuda']}: two rows for {after['since']}"


@pytest.mark.parametrize("file", SURFACE_TABLES, ids=lambda file: file.stem)
def test_cuda_names(file: Path) -> None:
    assert columns(file) == SURFACE_COLUMNS
    names = [line["name"] for line in lines(file)]
    assert names == sorted(set(names), key=str.encode)
    assert {line["kind"] for line in lines(file)} <= KINDS
    for line in lines(file):
        assert all(part.isdigit() for part in line["params"].split("-") if line["params"]), line
        assert number(line["since"]) is not None
        assert number(line["removed"]) is not None


@pytest.mark.parametrize(("target", "file"), NAME_TABLES)
def test_names(target: TargetInfo, file: Path) -> None:
    assert columns(file) == NAME_COLUMNS
    table = lines(file)
    assert not [fault for line in table for fault in faults(target, line)]
    assert not list(overlaps(table))
    assert {line["kind"] for line in table} <= KINDS


@each_target
def test_headers(target: TargetInfo) -> None:
    file = RULES / target.name / "headers.csv"
    assert columns(file) == HEADER_COLUMNS
    table = lines(file)
    assert not [fault for line in table for fault in faults(target, line)]
    assert not list(overlaps(table))


@each_target
def test_families(target: TargetInfo) -> None:
    file = RULES / target.name / "families.csv"
    assert columns(file) == FAMILY_COLUMNS
    prefixes = [line["prefix"] for line in lines(file)]
    assert prefixes == sorted(set(prefixes), key=str.encode)
    for line in lines(file):
        assert line["status"] in FAMILY_STATUSES
        assert line["note"] or line["status"] not in NEEDS_NOTE, line
        assert line["target_prefix"] or line["status"] != "renamed", line
        assert not line["note"].endswith("."), line


def _rules(target: TargetInfo) -> RuleSet:
    return load(f"{target.name}@{target.versions[-1]}")


@each_target
def test_every_cuda_name_is_answered(target: TargetInfo) -> None:
    rules = _rules(target)
    verdicts = {name: rules.verdict(name) for name in rules.surface}
    missing = [
        name
        for name, verdict in verdicts.items()
        if verdict is None or verdict.rule == "migrate/no-entry"
    ]
    assert not missing


@each_target
def test_every_cuda_header_is_answered(target: TargetInfo) -> None:
    rules = _rules(target)
    known = [line["header"] for line in lines(RULES / "cuda" / "headers.csv")]
    headers = [name.replace("/*", "/any.h") for name in known]
    verdicts = {name: rules.header(name) for name in headers}
    missing = [
        name
        for name, verdict in verdicts.items()
        if verdict is None or verdict.rule == "migrate/no-entry"
    ]
    assert not missing


def test_hip_rows_are_of_cuda_names() -> None:
    """A row for a name that CUDA does not have would never be looked at."""
    rules = load("hip")
    rows = [
        line["cuda"] for file in (RULES / "hip" / "names").glob("*.csv") for line in lines(file)
    ]
    assert not [name for name in rows if name not in rules.surface]
