"""The header of what HIP lacks: each function is CUDA's by value, those of lanes on a wavefront of
64 and of 32 that ``tests/warp32/wavefront.hpp`` simulates, and compiles for both (``-m hipcc``).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.model import FileResult, Status
from migrate.run import run
from migrate.settings.config import Settings
from tests.hipcc import compiled
from tests.warm import migrate

PROGRAMS = Path(__file__).parent / "hip_port"
RULES = Path(__file__).parent.parent / "rules" / "hip"
HEADER = RULES / "helpers" / "hip_port.hpp"
FUNCTION = re.compile(r"HIP_PORT_DEVICE \w+ ([fd][a-z]+_r[duz]|v[a-z]+[24])\(")


def said(program: str, header: Path, folder: Path) -> str:
    """What a program says that compares functions of a header."""
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    made = folder / program
    options = ["-std=c++17", "-O0"] if program == "waves" else ["-std=c++14", "-O1"]
    command = ["g++", *options, "-frounding-math", f"-I{header.parent}", f"-I{PROGRAMS}"]
    command += [str(PROGRAMS / f"{program}.cpp"), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return subprocess.run([made], capture_output=True, text=True, check=False).stdout


def test_directed_rounding_is_the_processors(tmp_path: Path) -> None:
    assert said("rounding", HEADER, tmp_path) == "15600000 compared, 0 functions differ\n"


def test_parts_of_words_are_as_documented(tmp_path: Path) -> None:
    assert said("words", HEADER, tmp_path) == "400000 compared, 0 differ\n"


def test_functions_of_lanes_are_cudas_for_wavefronts_of_both_sizes(tmp_path: Path) -> None:
    assert re.fullmatch(r"[1-9]\d{4,} compared, 0 differ\n", said("waves", HEADER, tmp_path))


def test_errors_of_sparse_have_names_and_texts_in_any_cxx(tmp_path: Path) -> None:
    if shutil.which("g++") is None:
        pytest.skip("g++ is not installed")
    (tmp_path / "a.cpp").write_text(
        "#include <cstdio>\n#include <initializer_list>\n"
        '#include "hip_port.hpp"\n'
        "enum hipsparseStatus_t { HIPSPARSE_STATUS_INVALID_VALUE = 3 };\n"
        "int main() {\n"
        "  const hipsparseStatus_t status = HIPSPARSE_STATUS_INVALID_VALUE;\n"
        "  std::puts(hip_port::sparse_error_name(status));\n"
        "  std::puts(hip_port::sparse_error_string(status));\n"
        "  for (int i : {-1, 0, 11, 12}) std::puts(hip_port::sparse_error_name(i));\n"
        "}\n"
    )
    command = ["g++", "-std=c++11", "-DHIP_PORT_ON_HOST", f"-I{HEADER.parent}", "a.cpp", "-o", "a"]
    subprocess.run(command, cwd=tmp_path, check=True)
    told = subprocess.run([tmp_path / "a"], capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == [
        "HIPSPARSE_STATUS_INVALID_VALUE",
        "invalid value",
        "unrecognized error code",
        "HIPSPARSE_STATUS_SUCCESS",
        "HIPSPARSE_STATUS_INSUFFICIENT_RESOURCES",
        "unrecognized error code",
    ]


AT_5 = ["wave/match", "wave/reduce", "groups/reduce", "groups/scan"]


@pytest.mark.parametrize(
    ("version", "used"), [("5.2", AT_5), ("6.4", AT_5[1:]), ("10.0", AT_5[3:])]
)
def test_a_function_is_used_below_the_version_that_has_it(version: str, used: list[str]) -> None:
    ports = {name: ported(name, version).content for name in AT_5}
    assert [name for name, port in ports.items() if port and b"hip_port::" in port] == used


def ported(name: str, version: str) -> FileResult:
    (port,) = run([RULES / f"{name}.cu"], Settings(to=f"hip@{version}", jobs=1)).report.files
    return port


@pytest.mark.hipcc
@pytest.mark.parametrize("gpu", ["gfx90a", "gfx1030"])
def test_each_form_compiles_without_a_warning(gpu: str, tmp_path: Path) -> None:
    assert "warning" not in compiled(PROGRAMS / "forms.hip", gpu, tmp_path, "-Wall", "-Wextra")


@pytest.mark.hipcc
@pytest.mark.parametrize("gpu", ["gfx90a", "gfx1030"])
@pytest.mark.parametrize("name", AT_5)
def test_ports_compile(name: str, gpu: str, tmp_path: Path) -> None:
    port = ported(name, "5.2")
    assert {item.status for item in port.findings} <= {Status.REVIEW}
    assert port.content is not None
    source = tmp_path / "a.cu"
    source.write_bytes(port.content.replace(b"__shfl_sync(~0ULL, ", b"__shfl("))
    compiled(source, gpu, tmp_path)


def test_a_patch_brings_the_header(tmp_path: Path) -> None:
    """Whoever applies it has the whole port, however it was asked for; where it is there, none."""
    source = "#include <cuda_runtime.h>\n__global__ void k(float *x) { *x = __fadd_ru(*x, 1.f); }\n"
    (tmp_path / "a.cu").write_text(source)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    patch = migrate("port", tmp_path, "--diff", "-q", "--no-cache")
    asked = migrate("port", tmp_path, "--report", "p.diff", "-q", "--no-cache", cwd=tmp_path)
    assert (tmp_path / "p.diff").read_bytes() == patch.raw
    assert (patch.code, asked.code) == (0, 0)
    assert migrate("check", tmp_path, "--format", "diff", "-q", "--no-cache").raw == patch.raw
    subprocess.run(["git", "apply", "p.diff"], cwd=tmp_path, check=True)
    assert (tmp_path / "hip_port.hpp").read_bytes() == HEADER.read_bytes()
    assert "hip_port::fadd_ru" in (tmp_path / "a.cu").read_text()
    assert migrate("port", tmp_path, "--diff", "-q", "--no-cache").raw == b""


MUTANTS = {
    "a zero of the wrong sign": ("rounding", "sum == 0 && to == way", "sum == 1 && to == way"),
    "a carry": ("words", "vadd4(unsigned a, unsigned b) { return added(a, b, 0x80808080u)", None),
    "an average that is cut": ("words", "(a + b + 1) >> 1", "(a + b) >> 1"),
    "a mask that is not asked": ("waves", "return same & mask;", "return same;"),
    "masks of 32 bits": ("waves", "if (mask >> lane & 1)", "if (mask >> (lane & 31) & 1)"),
    "a scan from above": ("waves", "operation(other, value)", "operation(value, other)"),
    "a first thread that is not": ("waves", "return first ? T() : before;", "return before;"),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_function_that_is_not_differs(mutant: str, tmp_path: Path) -> None:
    program, before, after = MUTANTS[mutant]
    text = HEADER.read_text()
    assert text.count(before) == 1
    made = tmp_path / HEADER.name
    made.write_text(text.replace(before, after or before.replace("0x80808080u", "0x80008000u")))
    assert " 0 " not in said(program, made, tmp_path).splitlines()[-1]


def test_each_function_is_compared() -> None:
    programs = "".join(path.read_text() for path in PROGRAMS.glob("*.cpp"))
    stems = {re.sub(r"(_r[duz]|[24])$", "", name) for name in FUNCTION.findall(HEADER.read_text())}
    lanes = set(re.findall(r"HIP_PORT_DEVICE .*? (\w+_(?:sync|scan)|reduce)\(", HEADER.read_text()))
    assert [name for name in sorted(lanes) if f"hip_port::{name}(" not in programs] == [
        "reduce_sync"
    ]
    parts = {re.sub(r"^v(cmp|set)", "", stem) for stem in stems}
    assert [part for part in sorted(parts) if not re.search(rf"\b{part}\b|{part}_", programs)] == []
