"""Files that were written for the target, or for another chip: left alone, and said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import FileResult, Outcome, UserError
from migrate.report.summary import summarize
from migrate.report.verdict import verdict
from migrate.rules.native import read_native
from migrate.run import run
from migrate.settings.config import Settings

CUDA = "#include <cuda_runtime.h>\nvoid f(float *p) { cudaFree(p); }\n"
KERNEL = "__global__ void k(float *p) { *p = __shfl_down_sync(~0u, *p, 1); }\n"
MUSA = "#include <musa_runtime.h>\nvoid f(float *p) { musaFree(p); } // cudaFree(p)\n" + KERNEL
MACA = "#include <mcr/mc_runtime.h>\nvoid f(float *p) { mcFree(p); }\n" + KERNEL
HPCC = "#include <hcr/hc_runtime.h>\nvoid f(float *p) { hcFree(p); }\n" + KERNEL
FOR = {"musa": "Moore Threads MUSA", "maca": "MetaX MACA"}
ALREADY, OTHERS = "written for {} already", "written for chips of another maker"
# The target, a file, its text, and why it is left alone, if it is.
CASES = {
    "suffix": ("musa", "a.mu", KERNEL, ALREADY),
    "suffix-of-a-header": ("musa", "a.muh", KERNEL, ALREADY),
    "suffix-maca": ("maca", "a.maca", KERNEL, ALREADY),
    "header-of-the-runtime": ("musa", "a.cu", MUSA, ""),
    "folder-hpcc": ("maca", "hpcc/a.h", HPCC, ALREADY),
    "folder": ("musa", "ops/musa/a.h", KERNEL, ALREADY),
    "folder-of-its-maker": ("musa", "ops/moore/a.cuh", KERNEL, ALREADY),
    "folder-maca": ("maca", "ops/metax/a.cuh", KERNEL, ALREADY),
    "another-makers": ("musa", "a.h", MACA, OTHERS),
    "another-makers-for-maca": ("maca", "a.cuh", MUSA, OTHERS),
    "of-both": ("musa", "a.cu", "#include <musa_runtime.h>\n" + CUDA, ""),
    "folder-with-cudas": ("musa", "musa/a.h", CUDA, ""),
    "part-of-a-word": ("musa", "musasabi/a.h", KERNEL, ""),
    "own-header": ("musa", "a.h", '#include "musa_utils.h"\n' + KERNEL, ""),
    "hip-has-none": ("hip", "moore/a.cuh", MUSA, ""),
}


def files(folder: Path, to: str, **texts: str) -> dict[str, FileResult]:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return {file.path: file for file in run([folder], Settings(to=to, jobs=1)).report.files}


@pytest.mark.parametrize("case", CASES)
def test_files_that_are_written_for_a_chip(case: str, tmp_path: Path) -> None:
    to, name, text, why = CASES[case]
    file = files(tmp_path, to, **{name: text, "b.cu": CUDA})[name]
    if not why:
        assert file.outcome is not Outcome.SKIPPED
        return
    assert (file.outcome, file.content, file.references) == (Outcome.SKIPPED, None, ())
    (said,) = file.findings
    assert said.rule == "migrate/own-port"
    assert said.message == f"this file is {why.format(FOR[to])}: left alone"


def test_what_only_cuda_has_is_told_where_the_suffix_is_the_targets(tmp_path: Path) -> None:
    text = '// cudaMalloc\nconst char *s = "cudaFree";\nvoid f() { cudaDeviceReset(); }\n'
    (said,) = files(tmp_path, "musa", **{"a.mu": text})["a.mu"].findings
    assert "it names cudaDeviceReset; give its path to have it ported" in said.message
    typed = run([tmp_path / "a.mu"], Settings(to="musa", jobs=1)).report.files[0]
    assert typed.content is not None
    assert b"musaDeviceReset" in typed.content


def test_a_port_with_other_suffixes_is_left_alone_beside_its_source(tmp_path: Path) -> None:
    found = files(tmp_path, "musa", **{"cuda/a.cu": CUDA, "moore/a.mu": MUSA, "b.cu": CUDA})
    assert found["moore/a.mu"].reason == "the tree's own port of cuda/a.cu"
    assert found["cuda/a.cu"].reason == "ported by hand in moore/a.mu"
    assert found["b.cu"].content is not None


def test_the_verdict_counts_them(tmp_path: Path) -> None:
    (tmp_path / "a.mu").write_text(MUSA)
    (tmp_path / "b.cu").write_text(CUDA)
    report = run([tmp_path], Settings(to="musa", jobs=1)).report
    assert "1 file is this tree's own port to MUSA" in verdict(report, summarize(report))


def test_a_pattern_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "target.toml"
    file.write_text("")
    with pytest.raises(UserError, match="is no regular expression"):
        read_native(file, {"headers": ["("]})
    with pytest.raises(UserError, match="suffix"):
        read_native(file, {"suffix": [".mu"]})
    assert read_native(file, {}) is None
