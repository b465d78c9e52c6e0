"""The programs of the corpus that port to SYCL without an edit by hand: they compile, run on the
processor and pass their own check.

They are compiled in the environment that ``migrate sycl-env --libraries`` makes.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from migrate.process.execute import Answer, call
from migrate.rules.targets import HELPERS, rules_folder
from migrate.sycl import driver
from migrate.sycl.environment import Environment, find_environment
from migrate.sycl.units import unit_of
from tests.porting import port
from tests.programs import PROGRAMS, Program, files

TARGET = "sycl"
LIMIT = 900.0
UNITS = (".cu", ".cpp", ".cc")
PORTED = [program for program in PROGRAMS if program.golden(TARGET).is_dir()]
pytestmark = pytest.mark.sycl


def said(answer: Answer) -> str:
    return f"{answer.code}: {answer.text[-4000:]}"


def environment() -> Environment:
    found = find_environment()
    assert found is not None, "migrate sycl-env --libraries"
    return found


def written(program: Program, folder: Path) -> list[Path]:
    """The golden port of a program beside its headers; the units of it."""
    for name, data in files(program.golden(TARGET)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for header in (rules_folder() / TARGET / HELPERS).iterdir():
        shutil.copy(header, folder)
    return sorted(path for path in folder.rglob("*") if path.suffix in UNITS)


@pytest.mark.parametrize("program", PORTED, ids=[program.name for program in PORTED])
def test_a_ported_program_passes_its_own_check(program: Program, tmp_path: Path) -> None:
    found, objects = environment(), []
    for number, source in enumerate(written(program, tmp_path)):
        plain = source.relative_to(tmp_path).as_posix() in program.sycl_plain
        unit = unit_of(source, ["-O1", f"-I{tmp_path}"], plain=plain)
        objects.append(tmp_path / f"{number}.o")
        made = driver.compile_unit(found, unit, objects[-1], LIMIT)
        assert made.code == 0, said(made)
    linked = driver.link(found, objects, tmp_path / "program", LIMIT)
    assert linked.code == 0, said(linked)
    ran = call([str(tmp_path / "program")], LIMIT, found.running, tmp_path)
    assert ran.code == 0, said(ran)
    assert re.search(rf"^{program.name}: ok\b", ran.text, re.MULTILINE), said(ran)


def test_threads_that_leave_above_a_barrier_leave_the_others_their_values(tmp_path: Path) -> None:
    source = Path(__file__).parent / TARGET / "meeting.cu"
    result = port(source.read_text(), to=TARGET)
    assert result.content is not None
    assert result.findings == ()
    (tmp_path / "meeting.cpp").write_bytes(result.content)
    for header in (rules_folder() / TARGET / HELPERS).iterdir():
        shutil.copy(header, tmp_path)
    unit = unit_of(tmp_path / "meeting.cpp", ["-O1", f"-I{tmp_path}"])
    made = driver.compile_unit(environment(), unit, tmp_path / "meeting.o", LIMIT)
    assert made.code == 0, said(made)
    linked = driver.link(environment(), [tmp_path / "meeting.o"], tmp_path / "program", LIMIT)
    assert linked.code == 0, said(linked)
    ran = call([str(tmp_path / "program")], LIMIT, environment().running, tmp_path)
    assert ran.code == 0, said(ran)
    assert re.search(r"^[1-9]\d* checks, 0 failed$", ran.text, re.MULTILINE), said(ran)


def test_an_object_is_linked_as_a_source_is(tmp_path: Path) -> None:
    (tmp_path / "seven.cpp").write_text("int seven() { return 7; }\n")
    (tmp_path / "main.cpp").write_text("int seven();\nint main() { return seven() - 7; }\n")
    compiler = [sys.executable, "-m", "migrate.sycl"]
    for words in (
        ["-c", "seven.cpp", "-o", "seven.o"],
        ["main.cpp", "seven.o", "-o", "p", "--run"],
    ):
        answer = call([*compiler, *words], LIMIT, dict(os.environ), tmp_path)
        assert answer.code == 0, said(answer)
