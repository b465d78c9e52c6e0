"""Skeletons of kernels parse with declarations of our own, and their TODOs are findings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.programs import PROGRAMS
from tests.warm import migrate

LAUNCH = re.compile(rb"<<<.*?>>>", re.DOTALL)
# Targets that do not convert kernels, and where what skeletons call is declared.
DECLARED = {"cambricon": "cambricon", "ascend@910b": "ascend"}

needs_compiler = pytest.mark.skipif(shutil.which("g++") is None, reason="needs g++")


@needs_compiler
@pytest.mark.parametrize("target", DECLARED)
@pytest.mark.parametrize("name", ["vector_add", "streams_events", "half_precision", "tiled_matmul"])
def test_skeletons_parse_and_their_todos_are_findings(
    name: str, target: str, tmp_path: Path
) -> None:
    out, told = tmp_path / "kernels", tmp_path / "report.json"
    sources = next(program.sources for program in PROGRAMS if program.name == name)
    asked = ("port", str(sources), "--to", target, "--scaffold", str(out), "--no-cache")
    migrate(*asked, "--report", str(told))
    listed = {
        (item["path"], place["line"])
        for item in json.loads(told.read_text())["files"]
        for finding in item["findings"]
        for place in [finding, *finding["more"]]
        if place["id"] == "migrate/scaffold-todo"
    }
    skeletons = sorted(out.iterdir())
    assert skeletons
    for file in skeletons:
        data = file.read_bytes()
        todos = {n for n, line in enumerate(data.split(b"\n"), 1) if b"// TODO(" in line}
        assert todos
        assert {(file.as_posix(), line) for line in todos} <= listed
        assert LAUNCH.search(data)
        plain = LAUNCH.sub(b"", data)
        file.write_bytes(plain)
        declarations = Path(__file__).with_name(DECLARED[target])
        command = ["g++", "-std=c++17", "-fsyntax-only", "-w", "-x", "c++", f"-I{declarations}"]
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    migrate(*asked)
    assert skeletons[-1].read_bytes() == plain  # what a person changed stays


@pytest.mark.parametrize("target", ["hip", "ascend@950"])
def test_a_target_that_converts_kernels_refuses_to_write_them(target: str, tmp_path: Path) -> None:
    sources = PROGRAMS[0].sources
    result = migrate("port", str(sources), "--to", target, "--scaffold", str(tmp_path / "out"))
    assert result.code == 2
    assert not (tmp_path / "out").exists()
