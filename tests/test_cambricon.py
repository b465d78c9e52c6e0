"""Ports to Cambricon are type-checked against declarations of our own, since no package has CNRT's.

Kernels are written anew, so that only their heads are kept, and launches are calls of these.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from migrate.files.source import position
from migrate.kernels.body import bodies
from migrate.model import Report
from migrate.rules.tables import Support
from migrate.text.syntax import parse
from tests.porting import port, rules, text
from tests.programs import PROGRAMS, Program, ported_files
from tests.programs import port as port_program

DECLARATIONS = Path(__file__).with_name("cambricon")
LAUNCH = re.compile(rb"<<<.*?>>>", re.DOTALL)
ERROR = re.compile(r"^(.+?):(\d+):\d+: (?:fatal )?error: (.*)$", re.MULTILINE)

CUDAS = re.compile(rb"(?<!::)\bcuda[A-Z]\w+")
CODE = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)
WHOLE = frozenset(
    "byte_blend device_heap host_flags imaging_lib inline_ptx large_shared_memory peer_copy "
    "ptx_intrinsics reduction_shuffle streams_events tiled_matmul vector_add "
    "warp_assumptions".split()
)
CHECKED = [program for program in PROGRAMS if program.name in WHOLE]

# One has functions of its own that are called as CUDA's are.
WITHOUT_OWN = [program for program in PROGRAMS if program.name != "imaging_lib"]

needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")


def host_code(ported: bytes) -> bytes:
    """A port without the bodies of kernels, and with plain calls where it launches."""
    for body in reversed(bodies(parse(ported))):
        code = body.nodes[0]
        lines = b"\n" * ported.count(b"\n", code.start_byte, code.end_byte)
        ported = ported[: code.start_byte] + b";" + lines + ported[code.end_byte :]
    return LAUNCH.sub(lambda found: b"\n" * found[0].count(b"\n"), ported)


def without_text(ported: bytes) -> bytes:
    """A file without comments and strings."""
    return CODE.sub(lambda found: b"\n" * found[0].count(b"\n"), ported)


def errors(folder: Path, files: dict[str, bytes]) -> list[tuple[str, int, str]]:
    """What g++ says of the host code of a port, by file and line."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(host_code(data))
    found: list[tuple[str, int, str]] = []
    for name in files:
        if Path(name).suffix not in (".cu", ".cpp", ".cc"):
            continue
        command = ["g++", "-std=c++17", "-fsyntax-only", "-fmax-errors=0", "-x", "c++", "-w"]
        command += [f"-I{DECLARATIONS}", f"-I{folder}", "-D__global__=", name]
        said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found += [(file, int(line), what) for file, line, what in ERROR.findall(said.stderr)]
    return found


def explained(program: Program, report: Report, ported: dict[str, bytes]) -> set[tuple[str, int]]:
    """Lines of the port where a finding stands, by what the lines of the source became."""
    found = set()
    for file in report.files:
        before = (program.sources / file.path).read_bytes().split(b"\n")
        after = ported[file.path].split(b"\n")
        places = {position(file.lines, at.start).line for at in report.places[file.path]}
        steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        for tag, first, last, start, end in steps:
            for line in range(first, last):
                if line + 1 in places and tag != "delete":
                    there = start + min(line - first, max(end - start - 1, 0))
                    found.add((file.path, there + 1))
    return found


def unexplained(program: Program, folder: Path) -> tuple[int, list[tuple[str, int, str]]]:
    """How many errors there are, and those on lines without a finding."""
    report = port_program(program, "cambricon")
    ported = ported_files(program, report)
    found = errors(folder, ported)
    known = explained(program, report, ported)
    return len(found), [each for each in found if each[:2] not in known]


@needs_compiler
@pytest.mark.parametrize("program", CHECKED, ids=lambda program: program.name)
def test_host_code_compiles_but_for_what_a_finding_says(program: Program, tmp_path: Path) -> None:
    _, left = unexplained(program, tmp_path)
    assert not left


@needs_compiler
def test_the_check_sees_a_wrong_order_of_arguments(tmp_path: Path) -> None:
    source = """#include <cnrt.h>
void test(cnrtQueue_t queue, cnrtNotifier_t notifier, const float* h, float* d, float ms) {
  cnrtQueueWaitNotifier(queue, notifier, 0);
  cnrtMemcpy(d, h, 4, cnrtMemcpyHostToDev);
  cnrtMemcpyAsync_V3(d, d, 4, cnrtMemcpyHostToDev, queue);
  cnrtNotifierElapsedTime(&ms, notifier, notifier);
}
"""
    found = errors(tmp_path, {"a.cu": source.encode()})
    assert {line for _, line, _ in found} == {3, 4, 5, 6}


@pytest.mark.parametrize("program", WITHOUT_OWN, ids=lambda program: program.name)
def test_no_name_of_cudas_is_left_without_a_finding(program: Program) -> None:
    report = port_program(program, "cambricon")
    ported = ported_files(program, report)
    known = explained(program, report, ported)
    for file in report.files:
        assert file.ledger.total == len(file.references)
        for number, line in enumerate(without_text(ported[file.path]).split(b"\n"), 1):
            if CUDAS.search(line):
                assert (file.path, number) in known, line


@pytest.mark.parametrize(
    ("before", "waits"),
    [
        ("k<<<1, 1>>>(d);", False),
        ("k<<<1, 1>>>(d); cudaDeviceSynchronize();", True),
        ("k<<<1, 1, 0, s>>>(d); CHECK(cudaStreamSynchronize(s));", True),
        ("cudaDeviceSynchronize(); k<<<1, 1>>>(d);", False),
        ("", True),
    ],
)
def test_a_copy_behind_a_launch_is_reviewed(before: str, waits: bool) -> None:
    source = (
        "#include <cuda_runtime.h>\n__global__ void k(float*);\n"
        f"void test(float* h, float* d, cudaStream_t s) {{\n  {before}\n"
        "  cudaMemcpy(h, d, 4, cudaMemcpyDeviceToHost);\n}\n"
    )
    result = port(source, to="cambricon")
    assert "cnrtMemcpy(h, (void*)(d), 4, cnrtMemcpyDevToHost);" in text(source, result)
    told = [finding.rule for finding in result.findings if finding.rule == "cambricon/memory/copy"]
    assert bool(told) != waits


def test_rows_of_low_confidence_are_reviewed() -> None:
    found = rules("cambricon").verdict("cudaGraphCreate")
    assert found is None or found.support in (Support.REVIEW, Support.NONE)
    sure = rules("cambricon").verdict("cudaFree")
    assert sure is not None
    assert sure.support is Support.RENAMED
