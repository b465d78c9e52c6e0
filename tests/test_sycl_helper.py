"""The header that ports to SYCL include: its programs run, and nothing in it is without a check.

The programs are in ``tests/sycl/``; each says how many of its checks failed. They are compiled and
run on the processor, in the environment that ``migrate sycl-env --libraries`` makes.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from migrate.process.execute import Answer, call
from migrate.sycl import driver
from migrate.sycl.environment import Environment, find_environment
from migrate.sycl.units import unit_of

PROGRAMS = Path(__file__).parent / "sycl"
HELPERS = Path(__file__).parent.parent / "rules" / "sycl" / "helpers"
LIMIT = 600.0
SOURCES = {
    "device": ["device.cpp"],
    "host": ["host.cpp", "host_other.cpp"],
    "arithmetic": ["arithmetic.cpp"],
    "linear": ["linear.cpp"],
    "transforms": ["transforms.cpp"],
}
DECLARED = re.compile(r"(\w+)(?:\(|<|;| =| \{|::)")


@cache
def environment() -> Environment:
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    return found


def said(answer: Answer) -> str:
    return f"{answer.code}: {answer.text[-4000:]}"


@pytest.mark.sycl
@pytest.mark.parametrize("name", SOURCES)
def test_the_checks_of_a_program_hold(name: str, tmp_path: Path) -> None:
    objects = []
    for source in SOURCES[name]:
        unit = unit_of(PROGRAMS / source, ["-O1", f"-I{HELPERS}"])
        objects.append(tmp_path / f"{source}.o")
        made = driver.compile_unit(environment(), unit, objects[-1], LIMIT)
        assert made.code == 0, said(made)
    linked = driver.link(environment(), objects, tmp_path / name, LIMIT)
    assert linked.code == 0, said(linked)
    ran = call([str(tmp_path / name)], LIMIT, environment().running, tmp_path)
    assert ran.code == 0, said(ran)
    assert re.search(r"^[1-9]\d* checks, 0 failed$", ran.text, re.MULTILINE), said(ran)


@pytest.mark.sycl
@pytest.mark.parametrize("standard", ["c++17", "c++20"])
@pytest.mark.parametrize("header", ["port.hpp", "port_mkl.hpp", "port_dpl.hpp"])
def test_a_helper_compiles_alone_without_a_warning(
    header: str, standard: str, tmp_path: Path
) -> None:
    source = tmp_path / "alone.cpp"
    source.write_text(f'#include "{header}"\n')
    words = [f"-std={standard}", f"-I{HELPERS}"]
    warnings = ["-Wall", "-Wextra", "-Wno-unknown-attributes"]
    for check in (driver.check_types, driver.check_device):
        answer = check(environment(), unit_of(source, words), LIMIT, warnings)
        assert (answer.code, answer.text.strip()) == (0, "")
