"""Shell's scripts that call nvcc: build files without a build system."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.files.kinds import Kind, kind_of, may_build
from migrate.run import run
from migrate.settings.config import Settings


def said(folder: Path, script: str) -> list[str]:
    """The rules that speak of a script, with what they are about."""
    (folder / "a.cu").write_text("")
    (folder / "build.sh").write_text(script)
    files = run([folder], Settings(jobs=1)).report.files
    return [
        f"{item.rule.rpartition('/')[2]} {item.api}" for file in files for item in file.findings
    ]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("nvcc -O2 a.cu -o a\n", ["compiler nvcc"]),
        ("set -e\n  /usr/local/cuda/bin/nvcc \\\n  -Xcompiler -fPIC -c a.cu\n", None),
        ('CXX=g++ "$NVCC" -arch=sm_70 a.cu\n', ["architecture -arch=sm_70"]),
        ("FLAGS=-O2\nNVCC_FLAGS=-lineinfo\n${NVCC} $NVCC_FLAGS a.cu\n", ["line-info -lineinfo"]),
        ("time nvcc a.cu -lcublas && ./a\n", ["compiler nvcc", "library -lcublas"]),
        ("if true; then\n  nvcc a.cu; fi\ng++ -Xcompiler -lcudart b.o\n", ["compiler nvcc"]),
    ],
)
def test_what_a_script_has_nvcc_do(script: str, found: list[str] | None, tmp_path: Path) -> None:
    rules = said(tmp_path, script)
    if found is None:
        assert {"compiler nvcc", "host-option -Xcompiler"} <= set(rules)
    else:
        assert rules == found


@pytest.mark.parametrize(
    "script",
    [
        "nvcc --version\n",
        "which nvcc || exit 1\necho nvcc -arch=sm_70\n",
        "# nvcc a.cu\ncmake -DCMAKE_CUDA_COMPILER=nvcc ..\n",
        "if nvcc -V | grep 12; then make; fi\n",
        "export CUDA_HOME=/usr/local/cuda\nmake\n",
    ],
)
def test_a_script_that_only_asks_for_nvcc_says_nothing(script: str, tmp_path: Path) -> None:
    assert kind_of("build.sh") is Kind.SHELL
    assert not may_build("build.sh", Kind.SHELL, script.encode())
    assert said(tmp_path, script) == []
