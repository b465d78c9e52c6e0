"""What names come from and take, as the tables of the targets say."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from migrate.model import Announces, Effort, Status, UserError
from migrate.rules.causes import Causes, Work, by_default, effort_of
from migrate.rules.ruleset import load
from migrate.rules.surface import Surface
from migrate.rules.tables import Support
from migrate.rules.targetfiles import targets
from migrate.settings.toml import read_toml
from tests.porting import rules

ROOT = Path(__file__).parent.parent
FINDINGS = ROOT / "rules/findings.toml"
TARGETS = [target.name for target in targets()]

HIP = {
    "optixLaunch": Work(Effort.REDESIGN, "OptiX"),
    "OPTIX_SUCCESS": Work(Effort.MINUTES, "OptiX"),
    "cudnnCreateTensorDescriptor": Work(Effort.DAYS, "cuDNN"),
    "CUDNN_16BIT_INDICES": Work(Effort.MINUTES, "cuDNN"),
    "cudnn_frontend::graph": Work(Effort.DAYS, "cuDNN"),
    "cutlass::half_t": Work(Effort.DAYS, "CUTLASS and CuTe"),
    "cute::Tensor": Work(Effort.DAYS, "CUTLASS and CuTe"),
    "nppiAdd_8u_C1RSfs": Work(Effort.DAYS, "NPP"),
    "cv::cuda::add": Work(Effort.HOURS, "Modules of OpenCV for CUDA"),
    "cv::gpu::GpuMat": Work(Effort.HOURS, "Modules of OpenCV for CUDA"),
    "NPP_SUCCESS": Work(Effort.MINUTES, "NPP"),
    "cudaMalloc": Work(Effort.NONE, ""),
}


@pytest.mark.parametrize(("name", "work"), HIP.items())
def test_the_work_of_a_name(name: str, work: Work) -> None:
    verdict = rules().verdict(name)
    assert verdict is not None
    assert (verdict.effort, verdict.cause) == work[:2]


HEADERS = {
    "optix.h": Work(Effort.REDESIGN, "OptiX"),
    "cutlass/cutlass.h": Work(Effort.DAYS, "CUTLASS and CuTe"),
    "ATen/cuda/CUDAContext.h": Work(Effort.NONE, ""),
    "opencv2/cudaarithm.hpp": Work(Effort.HOURS, "Modules of OpenCV for CUDA"),
    "helper_cuda.h": Work(Effort.MINUTES, "Comes with NVIDIA's samples"),
    "cuda_runtime.h": Work(Effort.NONE, ""),
}


@pytest.mark.parametrize(("path", "work"), HEADERS.items())
def test_the_work_of_a_header(path: str, work: Work) -> None:
    verdict = rules().header(path)
    assert verdict is not None
    assert (verdict.effort, verdict.cause) == work[:2]


def test_names_with_one_note_have_one_cause() -> None:
    one, other = rules().verdict("__vsub4"), rules().verdict("__vcmpeq4")
    assert one is not None
    assert other is not None
    assert one.cause == other.cause == "HIP has no functions that work on the parts of a word"
    assert one.effort is other.effort is Effort.HOURS


def test_a_name_the_version_lacks_is_a_cause_by_version() -> None:
    found = load("hip@5.2").verdict("cudaMemcpyBatchAsync")
    assert found is not None
    assert (found.effort, found.cause) == (Effort.HOURS, "Not in HIP 5.2")


@pytest.mark.parametrize("target", TARGETS)
def test_whatever_has_a_message_has_a_cause(target: str) -> None:
    ruleset = rules(target)
    for name in ruleset.surface:
        verdict = ruleset.verdict(name)
        assert verdict is not None
        assert bool(verdict.message) == bool(verdict.cause), verdict


@pytest.mark.parametrize("target", TARGETS)
def test_titles_of_rules_tell_them_apart(target: str) -> None:
    """A rule's title is the cause of its findings; one for other versions may share it."""
    titles = Counter(rule.title for rule in rules(target).rules)
    shared = {title for title, count in titles.items() if count > 1}
    assert shared <= {"Managed memory placed by a location", "Graph call with edge data"}


def test_what_the_tool_says_takes_something_unless_it_is_a_remark() -> None:
    said = {item["id"]: item.get("effort", "") for item in read_toml(FINDINGS)["finding"]}
    remarks = (
        "bad-suppression braced-launch deduction-guide guarded ignore literal-suffix "
        "name-collision narrowing never-built never-compiled off own-port rewritten "
        "shim syntax-error units-disagree unmentioned unused-suppression"
    )
    silent = {name for name, effort in said.items() if not effort}
    assert silent == {f"migrate/{name}" for name in remarks.split()}


def test_a_note_announces_what_its_longest_beginning_says(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text('error = ["Takes"]\nspeed = ["Takes longer"]\n')
    second.write_text('nothing = ["Takes a while"]\n')
    causes = Causes(FAMILIES, (), FINDINGS, (first, second))
    found = [causes.announced(f"Takes {rest}") for rest in ("two", "longer than", "a while")]
    assert found == [Announces.ERROR, Announces.SPEED, Announces.NOTHING]
    assert causes.announced("Has none") is None
    assert causes.of_row(Support.REVIEW, "function", "x", "Takes two").announces is Announces.ERROR


@pytest.mark.parametrize(
    ("text", "said"),
    [('errors = ["x"]', "unknown key 'errors'"), ('error = "x"', "error is 'x'")],
)
def test_what_notes_announce_is_checked(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "announces.toml"
    file.write_text(text)
    with pytest.raises(UserError, match=said):
        Causes(FAMILIES, (), FINDINGS, (file,)).announced("x")


def test_every_beginning_is_that_of_a_note() -> None:
    notes = {
        row["note"]
        for file in (*(ROOT / "rules/hip/names").glob("*.csv"), ROOT / "rules/hip/families.csv")
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    }
    kinds = read_toml(ROOT / "rules/hip/announces.toml").values()
    begins = [begin for kind in kinds for begin in kind]
    assert [item for item in begins if not any(note.startswith(item) for note in notes)] == []


def test_a_call_that_takes_other_arguments_announces_an_error() -> None:
    known = rules("hip")
    surface = Surface(known.info, known.target.version, known.folders)
    silent = []
    for name in known.surface:
        verdict = known.verdict(name)
        if verdict is None or verdict.status is not Status.REVIEW or name in known.anchors:
            continue
        takes, given = surface.arguments(verdict.target), known.surface.rows(name)[0]["params"]
        if takes and given.isdigit():
            least, most = takes
            fits = least <= int(given) and (most is None or int(given) <= most)
            silent += [name] * (not fits and verdict.announces is not Announces.ERROR)
    assert silent == []


def test_every_family_has_a_title() -> None:
    titles = read_toml(ROOT / "rules/cuda/libraries.toml")
    lines = (ROOT / "rules/cuda/families.csv").read_text().splitlines()[1:]
    assert {line.split(",")[1] for line in lines} <= titles.keys()
    assert list(titles) == sorted(titles)


def test_defaults() -> None:
    assert by_default(Support.NONE, "function") is Effort.HOURS
    assert by_default(Support.NONE, "enum_constant") is Effort.MINUTES
    assert by_default(Support.REVIEW, "function") is Effort.MINUTES
    assert by_default(Support.RENAMED, "function") is Effort.NONE


def test_an_effort_there_is_not() -> None:
    assert effort_of("days", "x") is Effort.DAYS
    assert effort_of("", "x") is Effort.NONE
    with pytest.raises(UserError, match="families: effort is 'weeks'"):
        effort_of("weeks", "families")


FAMILIES = {
    "lib": {"library": "lib", "status": "none", "effort": "days", "rule": "t/families"},
    "LibType": {"library": "lib", "status": "none", "effort": "minutes", "rule": "t/families"},
    "other": {"library": "other", "status": "none", "effort": "", "rule": "t/families"},
    "kept": {"library": "kept", "status": "exact", "effort": "none", "rule": "t/families"},
}


def test_a_library_takes_the_most_that_one_of_its_families_says() -> None:
    causes = Causes(FAMILIES, (), FINDINGS)
    assert causes.of_family("libCall", "lib", Support.NONE)[:2] == (Effort.DAYS, "lib")
    assert causes.of_family("LibTypeA", "LibType", Support.NONE)[:2] == (Effort.MINUTES, "lib")
    assert causes.of_family("LIB_A", "lib", Support.NONE)[:2] == (Effort.MINUTES, "lib")
    assert causes.of_family("otherCall", "other", Support.NONE)[:2] == (Effort.HOURS, "other")
    assert causes.of_row(Support.NONE, "function", "lib", "Note: do")[:2] == (Effort.DAYS, "lib")
    noted = causes.of_row(Support.REVIEW, "function", "lib", "Note: do")
    assert noted == Work(Effort.MINUTES, "Note")
    assert causes.of_row(Support.REVIEW, "header", "kept", "Note")[:2] == (Effort.NONE, "kept")
    assert causes.of_row(Support.RENAMED, "function", "lib", "")[:2] == (Effort.NONE, "")
