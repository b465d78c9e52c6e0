"""Tables of names: what is read of them, and what they answer for one target at one version."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import Status, UserError
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import (
    NAME_COLUMNS,
    Convention,
    NameRow,
    Prefixes,
    Support,
    Table,
    at_version,
    is_version,
    name_row,
    version,
)
from migrate.rules.targets import TargetInfo

VERSIONS = {"6": (6,), "6.2": (6, 2), "6.10": (6, 10), "10.0.1": (10, 0, 1), "7.0": (7,)}


@pytest.mark.parametrize(("text", "expected"), VERSIONS.items(), ids=VERSIONS.keys())
def test_versions(text: str, expected: tuple[int, ...]) -> None:
    assert is_version(text)
    assert version(text) == expected


@pytest.mark.parametrize(
    "text", ["", "new", "6.", ".6", "6.x", "6,2", " 6", "6\n", "-1", "٣", 6, None]
)
def test_what_is_no_version(text: object) -> None:
    assert not is_version(text)


def row(since: str = "", until: str = "", target: str = "") -> NameRow:
    return NameRow("cudaA", target, "function", Support.RENAMED, since, until, "", "l", "r")


def test_the_row_of_a_version() -> None:
    rows = [row("", "6.0", "old"), row("6.0", "6.10", "middle"), row("7.0", "", "new")]
    found = {text: at_version(rows, version(text)) for text in ("5.9", "6.0", "6.2", "6.10", "7.0")}
    assert {text: item.target if item else None for text, item in found.items()} == {
        "5.9": "old",
        "6.0": "middle",
        "6.2": "middle",
        "6.10": None,
        "7.0": "new",
    }


def table(folder: Path, text: str, name: str = "mine.csv") -> Table:
    (folder / name).write_text(text, encoding="utf-8")
    return Table([folder / name], NAME_COLUMNS, "hip/names/")


HEADER = ",".join(NAME_COLUMNS) + "\n"


def test_rows_are_read_when_they_are_asked_for(tmp_path: Path) -> None:
    found = table(
        tmp_path,
        HEADER
        + 'cudaA,hipA,function,review,,,"Differs, and says ""so"""\n'
        + "cudaA,hipB,function,renamed,7.0,,\n\ncudaBad,too,few\n",
    )
    assert list(found) == ["cudaA", "cudaBad"]
    assert len(found) == 2
    assert "cudaA" in found
    assert "cudaC" not in found
    assert found.library("cudaA") == "mine"
    first, second = (name_row(item) for item in found.rows("cudaA"))
    assert (first.note, first.support) == ('Differs, and says "so"', Support.REVIEW)
    assert (second.target, second.since, second.rule) == ("hipB", "7.0", "hip/names/mine")
    assert found.rows("cudaC") == []
    with pytest.raises(UserError, match="hip/names/mine, line 5: 3 values"):
        found.rows("cudaBad")


@pytest.mark.parametrize("text", ["", "name,kind\n", HEADER.replace(",", ";")])
def test_other_columns_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError, match=r"mine\.csv:1: the columns are") as caught:
        table(tmp_path, text)
    assert caught.value.advice == "write " + HEADER.strip()


def test_the_longest_prefix() -> None:
    found = Prefixes(["npp", "nppi", "cutlass::", "a.b"])
    assert [found.longest(name) for name in ("nppiAdd", "nppsAdd", "npp", "np")] == [
        "nppi",
        "npp",
        "npp",
        None,
    ]
    assert found.longest("cutlass::gemm::x") == "cutlass::"
    assert found.longest("cutlass") is None
    assert found.longest("axb") is None
    assert found.longest("my_npp") is None
    assert Prefixes([]).longest("npp") is None


def test_a_convention_takes_the_longest_prefix() -> None:
    found = Convention("l", {"cu": "mu", "cuda": "musa", "CU": "MU"}, False, Support.RENAMED, "")
    assert [found.apply(name) for name in ("cudaA", "cuA", "CUDA_A", "other")] == [
        "musaA",
        "muA",
        "MUDA_A",
        None,
    ]


def test_a_convention_that_keeps_names() -> None:
    assert Convention("l", {}, True, Support.EXACT, "").apply("anything") == "anything"


MIRRORED = {
    "always": ("", "", True),
    "before": ("11.0", "", True),
    "same": ("11.8", "", True),
    "after": ("12.0", "", False),
    "removed-before": ("", "11.0", False),
    "removed-then": ("", "11.8", False),
    "removed-after": ("", "12.0", True),
}


@pytest.mark.parametrize(("since", "removed", "covered"), MIRRORED.values(), ids=MIRRORED.keys())
def test_what_a_mirrored_release_has(since: str, removed: str, covered: bool) -> None:
    convention = Convention("l", {}, True, Support.EXACT, "", "11.8")
    assert convention.covers(since, removed) is covered
    assert Convention("l", {}, True, Support.EXACT, "").covers(since, removed)


# -- a target of three tables ----------------------------------------------------------------------

FILES = {
    "cuda/runtime.csv": """\
name,kind,header,params,since,removed
cudaDated,function,a.h,1,,
cudaFree,function,a.h,1,,
cudaGone,function,a.h,1,,
cudaNew,function,a.h,1,,
cudaNowhere,function,a.h,1,,
cudaReview,function,a.h,1,,
cudaSame,function,a.h,1,,
""",
    "cuda/mathlib.csv": """\
name,kind,header,params,since,removed
mathAdd,function,m.h,2,,
mathNew,function,m.h,2,12.0,
mathSpecial,function,m.h,2,,
otherAdd,function,m.h,2,,
""",
    "cuda/scoped.csv": """\
name,kind,header,params,since,removed
space,namespace,s.h,,,
space::Kept,type,s.h,,,
space::inner,namespace,s.h,,,
space::inner::f,function,s.h,1,,
""",
    "cuda/families.csv": "prefix,library,header\nnpp,npp,npp.h\nvendor::,vendor,vendor/*\n",
    "cuda/headers.csv": "header,library\nknown.h,runtime\n",
    "toy/names/runtime.csv": HEADER
    + """\
cudaDated,toyOld,function,renamed,,2.0,
cudaDated,toyNew,function,review,2.0,,Takes one argument more
cudaFree,toyFree,function,renamed,,,
cudaGone,toyGone,function,renamed,,1.5,
cudaNew,toyLater,function,renamed,3.0,,
cudaNone,,function,none,,,Write a loop
cudaReview,toyReview,function,review,,,Counts from one
cudaSame,cudaSame,function,exact,,,
""",
    "toy/names/mathlib.csv": HEADER + "mathSpecial,toySpecial,function,renamed,,,\n",
    "toy/names/scoped.csv": HEADER
    + "space,toyspace,namespace,renamed,,,\nspace::Kept,space::Kept,type,exact,,,\n",
    "toy/families.csv": "prefix,library,target_prefix,status,effort,note\n"
    "npp,npp,,none,days,Nothing like it\nvendor::,vendor,toyvendor::,renamed,,\n",
    "toy/headers.csv": "cuda,target,status,since,until,note\n"
    "a.h,toy/a.h,renamed,,,\nm/*,toy/m/*,renamed,,,\nm/inner/*,toy/i.h,renamed,,,\n"
    "m/none.h,,none,,,Gone for good\nold.h,toy/old.h,renamed,,1.5,\ns.h,,drop,,,\n",
}


@pytest.fixture
def toy(tmp_path: Path) -> RuleSet:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    info = TargetInfo(
        name="toy",
        title="Toy",
        versions=("1.0", "2.0"),
        compiler="toycc",
        guards=frozenset(),
        runtime_header="toy/a.h",
        conventions=(
            Convention("mathlib", {"math": "toymath"}, False, Support.RENAMED, "As in 11", "11.8"),
        ),
    )
    return RuleSet(info, "2.0", [tmp_path])


ANSWERS = {
    "renamed": ("cudaFree", Status.PORTED, "toyFree", "", "toy/names/runtime"),
    "exact": ("cudaSame", Status.NATIVE, "cudaSame", "", "toy/names/runtime"),
    "review": ("cudaReview", Status.REVIEW, "toyReview", "Counts from one", "toy/names/runtime"),
    "none": ("cudaNone", Status.MANUAL, "", "Write a loop", "toy/names/runtime"),
    "dated": ("cudaDated", Status.REVIEW, "toyNew", "Takes one argument more", "toy/names/runtime"),
    "not-yet": (
        "cudaNew",
        Status.MANUAL,
        "",
        "toyLater exists from Toy 3.0 on; this port is for 2.0",
        "toy/names/runtime",
    ),
    "no-longer": (
        "cudaGone",
        Status.MANUAL,
        "",
        "toyGone is gone since Toy 1.5; this port is for 2.0",
        "toy/names/runtime",
    ),
    "no-row": (
        "cudaNowhere",
        Status.MANUAL,
        "",
        "cudaNowhere has no entry for Toy",
        "migrate/no-entry",
    ),
    "by-convention": ("mathAdd", Status.PORTED, "toymathAdd", "", "toy/names/mathlib"),
    "convention-exception": ("mathSpecial", Status.PORTED, "toySpecial", "", "toy/names/mathlib"),
    "convention-too-new": (
        "mathNew",
        Status.REVIEW,
        "toymathNew",
        "As in 11",
        "toy/names/mathlib",
    ),
    "convention-does-not-fit": (
        "otherAdd",
        Status.MANUAL,
        "",
        "otherAdd has no entry for Toy",
        "migrate/no-entry",
    ),
    "namespace": ("space", Status.PORTED, "toyspace", "", "toy/names/scoped"),
    "member-of-a-type": ("space::Kept::f", Status.NATIVE, "space::Kept::f", "", "toy/names/scoped"),
    "member-with-a-row": ("space::Kept", Status.NATIVE, "space::Kept", "", "toy/names/scoped"),
    "member-without-a-row": (
        "space::inner::f",
        Status.MANUAL,
        "",
        "space::inner::f has no entry for Toy",
        "migrate/no-entry",
    ),
    "family": ("nppiAdd", Status.MANUAL, "", "Nothing like it", "toy/families"),
    "family-renamed": ("vendor::a::b", Status.PORTED, "toyvendor::a::b", "", "toy/families"),
}


@pytest.mark.parametrize(
    ("name", "status", "target", "message", "rule"), ANSWERS.values(), ids=ANSWERS.keys()
)
def test_what_becomes_of_a_name(
    toy: RuleSet, name: str, status: Status, target: str, message: str, rule: str
) -> None:
    verdict = toy.verdict(name)
    assert verdict is not None
    assert (verdict.name, verdict.status, verdict.target) == (name, status, target)
    assert (verdict.message, verdict.rule) == (message, rule)
    assert toy.verdict(name) is verdict


@pytest.mark.parametrize(
    "name", ["free", "other::space", "spaceship", "np", "vendors::x", "space::Any"]
)
def test_what_is_not_cudas(toy: RuleSet, name: str) -> None:
    assert toy.verdict(name) is None
    assert not toy.is_cuda(name)


def test_an_older_version_has_other_answers(toy: RuleSet, tmp_path: Path) -> None:
    old = RuleSet(toy.info, "1.0", [tmp_path])
    names = ("cudaDated", "cudaGone", "cudaFree")
    assert [old.verdict(name).target for name in names] == [  # type: ignore[union-attr]
        "toyOld",
        "toyGone",
        "toyFree",
    ]


HEADERS = {
    "renamed": ("a.h", Status.PORTED, "toy/a.h"),
    "folder": ("m/x.h", Status.PORTED, "toy/m/x.h"),
    "folder-deeper": ("m/y/x.h", Status.PORTED, "toy/m/y/x.h"),
    "longest-folder": ("m/inner/x.h", Status.PORTED, "toy/i.h"),
    "file-before-folder": ("m/none.h", Status.MANUAL, ""),
    "dropped": ("s.h", Status.PORTED, ""),
    "no-longer": ("old.h", Status.MANUAL, ""),
    "no-row": ("known.h", Status.MANUAL, ""),
}


@pytest.mark.parametrize(("path", "status", "target"), HEADERS.values(), ids=HEADERS.keys())
def test_what_becomes_of_a_header(toy: RuleSet, path: str, status: Status, target: str) -> None:
    verdict = toy.header(path)
    assert verdict is not None
    assert (verdict.name, verdict.status, verdict.target) == (path, status, target)


@pytest.mark.parametrize("path", ["vector", "b/a.h", "m", "a.hpp", ""])
def test_what_is_no_header_of_cudas(toy: RuleSet, path: str) -> None:
    assert toy.header(path) is None


def test_namespaces_and_their_members(toy: RuleSet) -> None:
    assert toy.namespaces == {"space", "vendor"}
    assert toy.members("space") == {"Kept", "inner"}
    assert toy.members("space::inner") == {"f"}
    assert toy.members("nothing") == frozenset()


def test_headers_of_the_target(toy: RuleSet) -> None:
    assert {"toy/a.h", "toy/i.h"} <= toy.target_headers
    assert "a.h" not in toy.target_headers
