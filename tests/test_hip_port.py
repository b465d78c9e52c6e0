"""The header of arithmetic that HIP lacks: each function is CUDA's by value, and the rules write
no function that it does not have.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

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
    command = ["g++", "-std=c++14", "-O1", "-frounding-math", f"-I{header.parent}"]
    command += [str(PROGRAMS / f"{program}.cpp"), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return subprocess.run([made], capture_output=True, text=True, check=False).stdout


def test_directed_rounding_is_the_processors(tmp_path: Path) -> None:
    assert said("rounding", HEADER, tmp_path) == "15600000 compared, 0 functions differ\n"


def test_parts_of_words_are_as_documented(tmp_path: Path) -> None:
    assert said("words", HEADER, tmp_path) == "400000 compared, 0 differ\n"


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
    parts = {re.sub(r"^v(cmp|set)", "", stem) for stem in stems}
    assert [part for part in sorted(parts) if not re.search(rf"\b{part}\b|{part}_", programs)] == []
