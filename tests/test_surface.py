"""What the tables of a target's surface answer, and that those of HIP are in order."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from migrate.model import UserError
from migrate.rules.surface import (
    COLUMNS,
    FOLDER,
    HEADER_COLUMNS,
    HEADERS,
    KINDS,
    Surface,
    SurfaceRow,
)
from migrate.rules.tables import version
from migrate.rules.targetfiles import read_target, targets
from migrate.rules.targets import TargetInfo, rules_folder

HIP = read_target(rules_folder() / "hip" / "target.toml")
NAMES = """\
accNew,function,1,2,2.0,
accOld,function,3,3,,2.0
accPrint,function,1,*,,
accSplit,function,1,1,,1.5
accSplit,function,2,2,2.0,
acc_t,type,,,,
"""


def acme(folder: Path, names: str = NAMES, headers: str = "acc/acc.h,,\nacc/old.h,,2.0\n") -> Path:
    (folder / "acme" / FOLDER).mkdir(parents=True)
    text = f"{','.join(COLUMNS)}\n{names}"
    (folder / "acme" / FOLDER / "runtime.csv").write_text(text, encoding="utf-8")
    text = f"{','.join(HEADER_COLUMNS)}\n{headers}"
    (folder / "acme" / FOLDER / f"{HEADERS}.csv").write_text(text, encoding="utf-8")
    (folder / "acme" / "target.toml").write_text(
        'name = "acme"\ntitle = "Acme"\nversions = ["1.0", "1.5", "2.0"]\ncompiler = "acc"\n'
        'guards = []\nruntime_header = "acc/acc.h"\n'
        "[surface]\nnames = ['acc[A-Z]\\w*', 'ACC_\\w+']\n",
        encoding="utf-8",
    )
    return folder


def surface(folder: Path, wanted: str = "2.0") -> Surface:
    return Surface(read_target(folder / "acme" / "target.toml"), wanted, [folder])


def test_what_a_version_has(tmp_path: Path) -> None:
    new, old = (surface(acme(tmp_path), "2.0"), surface(tmp_path, "1.0"))
    names = ("accNew", "accOld", "acc_t", "accNone", "ACC_NONE", "accident", "other")
    assert [new.declared(n) for n in names] == [True, False, True, False, False, None, None]
    assert [old.declared(n) for n in names] == [False, True, True, False, False, None, None]
    assert new.header("acc/acc.h")
    assert new.header("acc/old.h") is False
    assert old.header("acc/old.h")
    assert new.header("vector") is None


def test_arguments_and_kinds(tmp_path: Path) -> None:
    new = surface(acme(tmp_path))
    assert new.arguments("accNew") == (1, 2)
    assert new.arguments("accPrint") == (1, None)
    assert new.arguments("accSplit") == (2, 2)
    assert surface(tmp_path, "1.0").arguments("accSplit") == (1, 1)
    for name in ("accOld", "acc_t", "accNone"):
        assert new.arguments(name) is None
    assert (new.kind("acc_t"), new.kind("accOld"), new.kind("accNone")) == ("type", "", "")
    (row,) = new.rows("accPrint")
    assert row == SurfaceRow("accPrint", "function", 1, None, "", "", "runtime")


def test_when_there_is_a_name(tmp_path: Path) -> None:
    found = surface(acme(tmp_path))
    assert (found.since("accNew"), found.until("accNew")) == ("2.0", "")
    assert (found.since("accOld"), found.until("accOld")) == ("", "2.0")
    assert (found.since("accSplit"), found.until("accSplit")) == ("", "")
    assert (found.since("accNone"), found.until("accNone")) == ("", "")
    assert found.versions("accOld") == ("1.0", "1.5")
    assert found.versions("accSplit") == ("1.0", "2.0")
    assert found.versions("accNone") == ()


def test_the_users_tables_come_first(tmp_path: Path) -> None:
    built_in, own = acme(tmp_path / "a"), acme(tmp_path / "b", "accNew,function,4,4,,\n")
    info = read_target(built_in / "acme" / "target.toml")
    found = Surface(info, "2.0", [built_in, own])
    assert found.arguments("accNew") == (4, 4)
    assert found.declared("acc_t")


def test_a_target_without_tables_has_no_answer() -> None:
    for info in targets():
        if not (rules_folder() / info.name / FOLDER).is_dir():
            found = Surface(info, info.versions[-1], [rules_folder()])
            assert found.declared(f"{info.name}Malloc") is None
            assert found.arguments(f"{info.name}Malloc") is None
            assert found.header(info.runtime_header) is None


@pytest.mark.parametrize(
    ("row", "message", "advice"),
    [
        ("accNew,call,,,,", "line 2: accNew has the kind 'call'", "use one of"),
        ("accNew,function,1,,,", "line 2: accNew takes '1' to '' arguments", "leave both empty"),
        ("accNew,function,,1,,", "line 2: accNew takes '' to '1' arguments", "leave both empty"),
        ("accNew,function,2,1,,", "line 2: accNew takes '2' to '1' arguments", "leave both empty"),
        ("accNew,function,*,*,,", "line 2: accNew takes '*' to '*' arguments", "leave both empty"),
        ("accNew,function,1,1,new,", "line 2: accNew has since 'new'", "as in 6.2"),
        ("accNew,function,1,1", "line 2: 4 values", "a row has 6"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, row: str, message: str, advice: str) -> None:
    with pytest.raises(UserError, match=r"^acme/surface/runtime, line 2") as caught:
        surface(acme(tmp_path, f"{row}\n")).declared("accNew")
    assert message in str(caught.value)
    assert advice in caught.value.advice


def test_a_wrong_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"acme/surface/headers, line 2: acc/acc.h has until 'x'"):
        surface(acme(tmp_path, headers="acc/acc.h,,x\n")).header("acc/acc.h")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[surface]\nnames = ['acc(']", "is no regular expression"),
        ("[surface]\nprefixes = ['acc']", "unknown key 'prefixes'"),
    ],
)
def test_a_wrong_target_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = acme(tmp_path) / "acme" / "target.toml"
    whole = file.read_text("utf-8")
    file.write_text(whole[: whole.index("[surface]")] + text, encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_target(file)


# -- the tables of HIP
# -------------------------------------------------------------------------------------------------


def hip(wanted: str, info: TargetInfo = HIP) -> Surface:
    return Surface(info, wanted, [rules_folder()])


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


TABLES = sorted((rules_folder() / "hip" / FOLDER).glob("*.csv"))


@pytest.mark.parametrize("file", TABLES, ids=[file.stem for file in TABLES])
def test_rows_are_sorted_and_do_not_overlap(file: Path) -> None:
    found = lines(file)
    key = "header" if file.stem == HEADERS else "name"
    names = [line[key].encode() for line in found]
    assert names == sorted(names)
    surface = hip(HIP.versions[-1])
    for before, after in pairwise(found):
        if before[key] == after[key]:
            assert before["until"], before
            assert version(before["until"]) <= version(after["since"]), before
    for line in found:
        assert {line["since"], line["until"]} <= {"", *HIP.versions}, line
        if key == "name":
            assert line["kind"] in KINDS
            assert surface.rows(line["name"])
            assert surface.versions(line["name"]), line
        else:
            assert surface.header(line["header"]) is not None


def test_a_name_is_in_one_table() -> None:
    seen: dict[str, str] = {}
    for file in TABLES:
        for name in {line.get("name", "") for line in lines(file)} - {""}:
            assert seen.setdefault(name, file.stem) == file.stem, name


@pytest.mark.parametrize(
    ("wanted", "name", "declared", "arguments"),
    [
        ("6.2", "hipMalloc", True, (2, 2)),
        ("10.0", "hipMallocManaged", True, (2, 3)),  # a default argument that bindings leave out
        ("5.7", "hipMemcpyToSymbol", True, (3, 5)),
        ("10.0", "hipLaunchKernelGGL", True, (1, None)),
        ("5.7", "hipGraphAddNode", False, None),
        ("6.2", "hipGraphAddNode", True, (5, 5)),
        ("5.5", "hipblasDtrmm", True, (12, 12)),
        ("5.7", "hipblasDtrmm", True, None),  # nobody looked, and 6.2 has other numbers than 5.5
        ("6.2", "hipblasDtrmm", True, (14, 14)),
        ("6.4", "hipGetDeviceProperties", True, (2, 2)),  # a macro for another function
        ("7.0", "__shfl_sync", True, (3, 4)),
        ("5.7", "__shfl_sync", False, None),
        ("6.4", "hipcub::DeviceReduce::Sum", True, (5, 7)),
        ("6.4", "thrust::sort", True, (2, 4)),
        ("5.2", "hiprand_init", True, (3, 4)),
        ("7.2", "sqrtf", True, None),  # C++ has more of these
        ("7.2", "hipMaloc", False, None),
        ("7.2", "hipblasSgem", False, None),
        ("7.2", "hipster", None, None),
        ("7.2", "ncclAllReduced", False, None),
        ("7.2", "hipblas_handle", None, None),
        ("7.2", "HIP_INCLUDE_HIP_RUNTIME_H", None, None),
        ("7.2", "HIP_ENABLE_WARP_SYNC_BUILTINS", None, None),
        ("7.2", "HIP_R_99F", False, None),
        ("7.2", "printFloat", None, None),
        ("7.2", "hipcub::DeviceEverything", None, None),
    ],
)
def test_what_hip_has(
    wanted: str, name: str, declared: bool | None, arguments: tuple[int, int | None] | None
) -> None:
    found = hip(wanted)
    assert found.declared(name) is declared
    assert found.arguments(name) == arguments


def test_since_of_hip() -> None:
    found = hip("5.7")
    assert found.since("hipGraphAddNode") == "6.2"
    assert found.versions("hipGraphAddNode")[0] == "6.2"
    assert found.header("hip/hip_runtime.h")
    assert found.header("hip/hip_fp8.h") is False
    assert hip("7.2").header("hip/hip_fp8.h")
    assert found.header("string") is None
