"""Ports with ``--warp 32``: what they leave to a person, and the header that they include. Its
functions are CUDA's by value, on a wavefront of 64 and of 32 lanes that
``tests/warp32/wavefront.hpp`` simulates; its forms, and ports, compile for both (``-m hipcc``).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.files.discover import roots
from migrate.model import Finding, Report, Status, UserError
from migrate.report.helpers import helpers
from migrate.report.summary import summarize
from migrate.report.verdict import verdict
from migrate.rules import ruleset
from migrate.run import Run, run
from migrate.settings.config import Settings, Warp, load
from tests.hipcc import assembled, compiled
from tests.programs import CORPUS
from tests.programs import PROGRAMS as PROGRAMS_OF_CORPUS

PROGRAMS = Path(__file__).parent / "warp32"
HEADER = Path(__file__).parent.parent / "rules" / "hip" / "helpers" / "warp32.hpp"


def compared(header: Path, folder: Path) -> str:
    """What the program says that compares the functions of a header with CUDA's."""
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    program = folder / "values"
    command = ["g++", "-std=c++17", "-O0", "-Wall", "-Wextra", "-Werror", f"-I{PROGRAMS}"]
    command += [f"-I{header.parent}", '-DWARP32_HARDWARE="wavefront.hpp"']
    command += [str(PROGRAMS / "values.cpp"), "-o", str(program)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return subprocess.run([program, "6"], capture_output=True, text=True, check=False).stdout


def test_each_function_is_cudas_by_value(tmp_path: Path) -> None:
    assert re.fullmatch(r"[1-9]\d{4,} compared, 0 differ\n", compared(HEADER, tmp_path))


MUTANTS = {
    "a vote of both halves": (">> (hardware::lane() & 32u)", ">> 0", "ballot"),
    "a read from the first half": ("(lane & 31u) | (hardware::lane() & 32u)", "lane & 31u", "shfl"),
    "a mask that is not asked": (
        "return same & mask;",
        "return same & (mask | 1u);",
        "match_any_sync",
    ),
    "a width that is not asked": (
        "first(lane_id() & (c >> 8 & 31u))",
        "first(lane_id() & (c >> 9 & 31u))",
        "shfl",
    ),
    "no barrier of a warp": ("{ hardware::fence(); }", "{}", "a scan"),
    "ranks that are lanes": ("return ranks(ballot_sync(", "return (ballot_sync(", "group.ballot"),
    "a scan to its own lane": ("group.lanes() & lanemask_lt()", "group.lanes()", "coalesced"),
    "a scan from above": ("operation(other, value);\n  }", "operation(value, other);\n  }", "tile"),
}


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_function_that_is_not_differs(mutant: str, tmp_path: Path) -> None:
    text = HEADER.read_text()
    before, after, told = MUTANTS[mutant]
    assert text.count(before) == 1
    made = tmp_path / HEADER.name
    made.write_text(text.replace(before, after))
    said = compared(made, tmp_path)
    assert f"{told}: thread" in said


def ported(path: Path, to: str = "hip") -> Run:
    return run([path], Settings(to=to, warp=Warp.LANES_32, jobs=1))


# What warps of 32 lanes do not settle: scheduling of lanes by themselves, memory without barriers.
LEFT = {"cuda/wave/spin-lock", "cuda/wave/warp-synchronous"}


def test_of_what_counts_on_warps_only_scheduling_is_left() -> None:
    settings = Settings(warp=Warp.LANES_32, jobs=1)
    files = run([program.sources for program in PROGRAMS_OF_CORPUS], settings).report.files
    found = {item.rule for file in files for item in file.findings if "/wave/" in item.rule}
    assert found == LEFT


Place = tuple[str, int, str, str]  # a file, an offset, a rule and a name


def findings(report: Report) -> dict[Place, Finding]:
    """What is to be done, by place."""
    return {
        (path, item.start, item.rule, item.api): item
        for path, found in report.places.items()
        for item in found
        if item.status is not Status.INFO
    }


def settled(paths: list[Path], to: str) -> tuple[Report, set[Place], set[Place]]:
    """A report for the GPU's warps, what it says that 32 lanes settle, and what they do."""
    native, narrow = (run(paths, Settings(to=to, warp=warp, jobs=1)).report for warp in Warp)
    assert narrow.settled == ()
    (said,) = native.settled
    before = findings(native)
    found = {key for key, item in before.items() if said.has(item)}
    return native, found, before.keys() - findings(narrow).keys()


def test_the_verdict_says_how_many_findings_of_the_corpus_are_settled() -> None:
    report, said, gone = settled([program.sources for program in PROGRAMS_OF_CORPUS], "hip")
    assert gone
    assert said == gone
    sentence = f"With --warp 32, {len(gone)} of these places would be no finding."
    assert sentence in verdict(report, summarize(report))


@pytest.mark.parametrize("to", ["hip", "hip@5.2"])
def test_nothing_is_said_to_be_settled_that_is_not(to: str) -> None:
    rules = HEADER.parents[2]
    folders = [rules / "common" / "wave", rules / "hip" / "lanes", rules / "hip" / "groups"]
    paths = [path for folder in folders for path in folder.glob("*.cu")]
    _, said, gone = settled([path for path in paths if "expected" not in path.name], to)
    assert said
    assert said <= gone


def test_rules_that_are_settled_are_there_for_the_warps_of_the_gpu() -> None:
    native = ruleset.load("hip")
    settles = native.info.warps["32"].settles
    assert settles <= {rule.id for rule in native.rules}
    narrow = ruleset.load("hip", warp="32").cases(frozenset())
    anchors = {anchor for rule in native.rules for case in rule.cases for anchor in case.anchors}
    assert not settles & {rule.id for name in anchors for rule, _ in narrow.get(name, ())}


def test_masks_constants_and_counts_stay_as_they_are(tmp_path: Path) -> None:
    source = tmp_path / "a.cu"
    source.write_text(
        "__global__ void k(unsigned *out) {\n"
        "  const unsigned FULL = 0xffffffff, lane = threadIdx.x & 31, warp = threadIdx.x >> 5;\n"
        "  const unsigned votes = __ballot_sync(FULL, lane > 3);\n"
        "  out[warp] = __popc(votes & ((1u << lane) - 1)) + __ffs(votes) + (votes == 0xffffffff);\n"
        "}\n"
    )
    (file,) = ported(source).report.files
    assert file.findings == ()
    assert file.content is not None
    changed = set(file.content.decode().splitlines()) - set(source.read_text().splitlines())
    assert changed == {
        "#include <hip/hip_runtime.h>",
        '#include "warp32.hpp"',
        "  const unsigned votes = warp32::ballot_sync(FULL, lane > 3);",
    }


@pytest.mark.parametrize(("warp", "names"), [(Warp.LANES_32, ["warp32.hpp"]), (Warp.NATIVE, [])])
def test_the_header_lies_beside_ports_that_include_it(
    warp: Warp, names: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.cu").write_text("__global__ void k(int *p) { *p = __any_sync(~0u, *p); }\n")
    done = run([tmp_path], Settings(warp=warp, jobs=1))
    new = helpers(done.report, done.rules.info, roots([tmp_path]))
    assert [path.name for _, path in new] == names


def test_only_targets_that_have_them_are_written_for_other_warps(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text("warp = 32\n")
    assert load(tmp_path).warp is Warp.LANES_32
    with pytest.raises(UserError, match="MUSA has no warps but those of its GPUs"):
        ruleset.load("musa", warp="32")


def test_what_is_off_is_there_for_the_warps_of_the_gpu() -> None:
    off = ruleset.load("hip").info.warps["32"].off
    assert off.keys() <= {rule.id for rule in ruleset.load("hip").rules}
    assert not off.keys() & {rule.id for rule in ruleset.load("hip", warp="32").rules}


GPUS = pytest.mark.parametrize("gpu", ["gfx90a", "gfx1030"])
EXAMPLES = HEADER.parents[1]
PORTS = [
    *(EXAMPLES / "lanes" / f"{name}.cu" for name in ("functions", "host-size", "ptx", "size")),
    EXAMPLES / "groups" / "lanes.cu",
    *(CORPUS / name / "cuda" / f"{name}.cu" for name in ("reduction_shuffle", "warp_compaction")),
    CORPUS / "warp_assumptions" / "cuda" / "warp_assumptions.cu",
    CORPUS / "cooperative_groups_reduce" / "cuda" / "cooperative_groups_reduce.cu",
]


@pytest.mark.hipcc
@GPUS
def test_each_form_compiles_without_a_warning(gpu: str, tmp_path: Path) -> None:
    said = compiled(PROGRAMS / "forms.hip", gpu, tmp_path, "-Wall", "-Wextra")
    assert "warning" not in said


@pytest.mark.hipcc
@pytest.mark.parametrize("gpu", ["gfx942", "gfx950", "gfx1100", "gfx1201"])
@pytest.mark.parametrize("folder", ["warp32", "hip_port"])
def test_forms_compile_for_newer_gpus(folder: str, gpu: str, tmp_path: Path) -> None:
    forms = PROGRAMS.parent / folder / "forms.hip"
    said = assembled(forms, gpu, tmp_path).splitlines()
    assert [line for line in said if "warning" in line and "/usr/" not in line] == []


@pytest.mark.hipcc
@GPUS
@pytest.mark.parametrize("path", PORTS, ids=lambda path: path.stem)
def test_ports_compile(path: Path, gpu: str, tmp_path: Path) -> None:
    (file,) = ported(path, "hip@5.2").report.files
    left = [item for item in file.findings if item.status is Status.MANUAL]
    if left:
        pytest.skip(left[0].message)
    assert file.content is not None
    source = tmp_path / path.name
    source.write_bytes(file.content)
    compiled(source, gpu, tmp_path)
