"""Submodules that are not checked out: one finding for the tree, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model import Finding, Report
from migrate.port.submodules import ABSENT
from migrate.run import run
from migrate.settings.config import Settings

LISTED = """[submodule "deps/tiny-cuda-nn"]
\tpath = deps/tiny-cuda-nn
\turl = https://example.org/tiny-cuda-nn
[submodule "deps/glfw"]
\tpath = deps/glfw
"""
FILES = {
    "src/common.h": "#pragma once\n#include <tiny-cuda-nn/common.h>\n#include <GLFW/glfw3.h>\n",
    "src/a.cu": '#include "common.h"\nvoid a() { CUDA_CHECK_THROW(cudaDeviceSynchronize()); }\n',
    "src/b.cu": "#include <tiny-cuda-nn/deep/x.h>\n__global__ void b() {}\n",
    "src/alone.h": "inline void c() { CUDA_CHECK_THROW(cudaDeviceReset()); cudaFooBar(); }\n",
}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".gitmodules").write_text(LISTED)
    (tmp_path / ".git").mkdir()
    (tmp_path / "deps/glfw").mkdir(parents=True)
    (tmp_path / "src").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def ported(path: str = ".") -> Report:
    return run([Path(path)], replace(Settings(), jobs=1)).report


def found(report: Report) -> list[tuple[str, Finding]]:
    return [
        (file.path, finding)
        for file in report.files
        for finding in file.findings
        if finding.rule.startswith("migrate/")
    ]


def rules(report: Report) -> list[tuple[str, str]]:
    return [(item.rule, item.api) for _, item in found(report)]


@pytest.mark.parametrize("path", [".", "src"])
def test_what_is_unknown_for_want_of_submodules_is_one_finding(tree: Path, path: str) -> None:
    report = ported(path)
    ((first, finding),) = [item for item in found(report) if item[1].rule == ABSENT]
    assert first == "src/a.cu"
    assert finding.count == 4
    places = {(item.path, item.finding.api) for item in finding.elsewhere}
    assert places == {
        ("src/alone.h", "CUDA_CHECK_THROW"),
        ("src/b.cu", "tiny-cuda-nn/deep/x.h"),
        ("src/common.h", "tiny-cuda-nn/common.h"),
    }
    assert "(deps/tiny-cuda-nn)" in finding.message
    assert "git submodule update --init" in finding.suggestion
    # Nothing that is missing explains this one.
    assert [item for item in rules(report) if item[0] != ABSENT] == [
        ("migrate/unknown-name", "cudaFooBar")
    ]


@pytest.mark.parametrize("without", ["list", "absence", "repository"])
def test_where_nothing_is_missing_each_stays_for_itself(tree: Path, without: str) -> None:
    if without == "list":
        (tree / ".gitmodules").unlink()
    elif without == "repository":
        (tree / ".git").rmdir()
    else:
        (tree / "deps/tiny-cuda-nn").mkdir()
        (tree / "deps/tiny-cuda-nn/README").write_text("")
        (tree / "deps/glfw/README").write_text("")
    told = rules(ported("src"))
    assert {rule for rule, _ in told} == {"migrate/unknown-header", "migrate/unknown-name"}
    assert len(told) == 3  # each once: names, and the headers of one project


def test_names_may_be_of_a_submodule_whose_headers_do_not_look_like_cudas(tree: Path) -> None:
    (tree / "src/common.h").write_text("#include <GLFW/glfw3.h>\n")
    (tree / "src/b.cu").unlink()
    ((_, finding),) = [item for item in found(ported()) if item[1].rule == ABSENT]
    assert "(deps/glfw)" in finding.message


def test_submodules_of_submodules_may_be_missing(tree: Path) -> None:
    inner = tree / "deps/tiny-cuda-nn"
    inner.mkdir()
    (inner / ".gitmodules").write_text('[submodule "x"]\r\n\tpath = "ext/cuda kit"\r\n')
    (tree / "src/common.h").write_text("#include <cuda kit/k.h>\n")
    ((_, finding),) = [item for item in found(ported()) if item[1].rule == ABSENT]
    assert finding.api == "CUDA_CHECK_THROW"
    assert "deps/tiny-cuda-nn/ext/cuda kit" in finding.message


@pytest.mark.parametrize("path", ["../tiny-cuda-nn", "/tiny-cuda-nn", "."])
def test_a_path_outside_the_repository_is_no_submodule(tree: Path, path: str) -> None:
    (tree / ".gitmodules").write_text(f'[submodule "x"]\n\tpath = {path}\n')
    assert ABSENT not in {rule for rule, _ in rules(ported())}


def test_a_name_beside_a_header_that_is_nowhere_is_of_a_submodule_in_use(tree: Path) -> None:
    (tree / "src/c.cu").write_text('#include "cudaDraw.h"\nvoid c() { cudaDrawLine(1, 2); }\n')
    (tree / "src/d.cu").write_text("void d() { cudaDrawBox(1, 2); }\n")
    shown = [item for item in rules(ported()) if item[1].startswith("cudaDraw")]
    assert shown == [("migrate/unknown-name", "cudaDrawBox")]
