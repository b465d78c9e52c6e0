"""``migrate verify --to sycl`` as a user meets it: with a script for a compiler, and with one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from migrate.run import run as port
from migrate.settings.config import Settings
from migrate.verification.ported import PortedTree
from migrate.verification.refused import Refused
from tests.fakesycl import fake_sycl
from tests.test_cli import REPOSITORY
from tests.warm import Done
from tests.warm import migrate as run

CLEAN = (
    "__global__ void k(float *x) { x[threadIdx.x] = 1; }\nvoid f(float *x) { k<<<1, 32>>>(x); }\n"
)
HAND = "int g() { return NO_SUCH(cudaGraphConditionalHandleCreate)(1); }\n"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder ``src``, beside a compiler of SYCL; there is neither HIP nor CUDA."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    fake_sycl(tmp_path)
    return tmp_path / "src"


def verify(*more: str | Path, to: str = "sycl", **variables: str) -> Done:
    strange = ("CUDA", "ROCM", "HIP", "MIGRATE")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(strange)}
    here = {"PATH": str(Path.cwd()), "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    environment = {**kept, **here, "XDG_CACHE_HOME": str(Path.cwd() / "cache"), **variables}
    return run("verify", "src", "--to", to, "--jobs", "1", *more, environment=environment)


def problems(*more: str, to: str = "sycl") -> list[dict[str, Any]]:
    found = json.loads(verify("--format", "json", *more, to=to).out)
    return [item for item in found["verification"]["problems"] if item["check"] == "compiles"]


def writes(source: Path, **files: str) -> None:
    for name, text in files.items():
        (source / f"{name}.cu").write_text(text)


@pytest.mark.commands
class TestCommand:
    """With the script."""

    def test_a_port_that_holds(self, source: Path) -> None:
        (source / "deep").mkdir()
        (source / "deep" / "a.cu").write_text(f"{CLEAN}// BESIDE\n")
        done = verify()
        assert done.code == 0, done.out + done.err
        assert "1 units: 1 compiled" in done.out
        assert f"{Path.cwd()}/icpx for spir64 (Stand-in for DPC++ version 1.0)" in done.out
        assert not list(source.rglob("port.hpp"))  # which stands in the copy only

    def test_errors_have_the_place_in_the_source_and_the_pass(self, source: Path) -> None:
        writes(
            source, a=f"// one\n{CLEAN}int NO_SUCH(thing);\n", b=f"{CLEAN}// IN_KERNEL(recurse)\n"
        )
        told = [(item["path"], item["line"], item["standing"]) for item in problems()]
        assert told == [("src/a.cu", 4, "silent"), ("src/b.cu", 3, "silent")]
        done = verify()
        assert done.code == 1
        words = "SYCL kernel cannot call 'recurse' (device code)"
        assert f"src/b.cu:3:14: silent compiles: {words}" in done.out
        assert "use of undeclared identifier 'thing'\n" in done.out

    def test_what_a_finding_announces_is_expected(self, source: Path) -> None:
        writes(source, a=f"{CLEAN}{HAND}")
        assert [item["standing"] for item in problems()] == ["expected"]

    def test_a_name_without_counterpart_is_announced_whatever_is_said_of_its_place(
        self, source: Path
    ) -> None:
        call = 'void f(CUmodule *m) { cuModuleLoad(m, "k.cubin"); } // NO_SUCH(cuModuleLoad)\n'
        clock = "__global__ void j(long *x) { x[0] = clock(); } // NO_SUCH(clock)\n"
        writes(source, a=f"{CLEAN}{call}", b=f"#include <cuda_runtime.h>\n{clock}")
        told = [(item["standing"], item["because"]) for item in problems(to="sycl@2025")]
        assert told == [("expected", "cuda/driver/module-file"), ("expected", "sycl/device/clock")]

    def test_a_name_that_macros_put_together_is_announced_by_its_beginning(
        self, source: Path
    ) -> None:
        macro = "#define CAT(a, b) a##b\n#define F(name) CAT(cuda, name) // NO_SUCH({})\n"
        writes(source, a=f"{CLEAN}{macro.format('cudaFree')}")
        told = [(item["standing"], item["because"]) for item in problems()]
        assert told == [("expected", "migrate/pasted-name")]
        writes(source, a=f"{CLEAN}{macro.format('curandFree')}")
        assert [item["standing"] for item in problems()] == ["silent"]

    def test_what_a_rule_says_of_the_compilers_words_is_expected(self, source: Path) -> None:
        recursive = (
            "__device__ int f(int n) { return n ? f(n - 1) : 0; } // SAYS(a recursive function)\n"
        )
        table = (
            "__device__ int (*table[])(int) = {f, f};\n"
            "__global__ void k(int *x) { x[0] = table[0](1); } "
            "// SAYS(through a function pointer)\n"
        )
        plain = "__global__ void j(int *x) { x[0] = 1; } // SAYS(a recursive function)\n"
        writes(source, a=recursive, b=f"__device__ int f(int n) {{ return n; }}\n{table}")
        told = [(item["standing"], item["because"]) for item in problems()]
        assert told == [
            ("expected", "sycl/device/recursion"),
            ("expected", "sycl/device/function-pointer"),
        ]
        member = recursive.partition("//")[0].replace("int f(", "int T::f(")
        calls = "__global__ void k(T *t) { t->f(1); } // SAYS(a recursive function)\n"
        writes(source, a=f"struct T {{ __device__ int f(int n); }};\n{member}\n{calls}", b=CLEAN)
        told = [(item["standing"], item["because"]) for item in problems()]
        assert told == [("expected", "sycl/device/recursion")]
        writes(source, a=f"{recursive}{plain}", b=f"{CLEAN}{plain}")
        placed = [(item["path"], item["line"], item["standing"]) for item in problems()]
        assert placed == [
            ("src/a.cu", 1, "expected"),
            ("src/a.cu", 2, "silent"),
            ("src/b.cu", 3, "silent"),
        ]
        nested = "__global__ void n() { k<<<1, 1>>>(nullptr); }\n// ELSEWHERE(exceptions)\n"
        writes(source, a=f"{CLEAN}{nested}", b=f"{CLEAN}// ELSEWHERE(exceptions)\n")
        told = [(item["unit"], item["standing"]) for item in problems()]
        assert told == [("src/a.cu", "expected"), ("src/b.cu", "silent")]

    def test_what_a_class_that_broke_brings_follows(self, source: Path) -> None:
        layer = "struct Layer { int NO_SUCH(cudaGraphConditionalHandleCreate)(1); };\n"
        words = "// ERROR(cannot initialize a parameter of type 'Layer *' with 'Dense *')\n"
        writes(source, a=f"{CLEAN}{layer}{words}", b=f"{CLEAN}{words}")
        told = [(item["path"], item["standing"]) for item in problems()]
        assert told == [("src/a.cu", "expected"), ("src/a.cu", "follows"), ("src/b.cu", "silent")]

    def test_without_a_compiler_the_way_to_one_is_named(self, source: Path) -> None:
        writes(source, a=CLEAN)
        (Path.cwd() / "icpx").unlink()
        done = verify("--run")
        assert done.code == 0
        words = "none of icpx, clang++ is installed: migrate sycl-env makes an environment"
        assert done.out.count(words) == 2
        done = verify("--sycl-env", "nowhere")
        assert done.code == 2
        assert "--sycl-env: nowhere is no complete SYCL environment" in done.err
        assert "migrate sycl-env nowhere" in done.err
        done = verify(MIGRATE_SYCL_ENV="gone")
        assert (done.code, "MIGRATE_SYCL_ENV: gone is no complete" in done.err) == (2, True)

    def test_a_compiler_that_is_named_has_to_find_sycl(self, source: Path) -> None:
        writes(source, a=CLEAN)
        fake_sycl(Path.cwd(), "mine")
        assert verify("--compiler", "./mine -O0").code == 0
        Path("mine").write_text("#!/bin/sh\necho no SYCL here; exit 1\n")
        done = verify("--compiler", "./mine")
        assert (done.code, "does not compile SYCL: no SYCL here" in done.err) == (2, True)
        done = verify("--compiler", "./gone")
        assert (done.code, "there is no program ./gone" in done.err) == (2, True)

    def test_programs_run_and_are_compared(self, source: Path) -> None:
        writes(
            source, a=f"{CLEAN}int main() {{}} // PRINTS(sum 3.0)\n", b=f"{CLEAN}// PRINTS(two)\n"
        )
        (source / "plain.cpp").write_text("int other; // PRINTS(three)\n")
        (source / "expected.txt").write_text("sum 3.00001\ntwo\nthree\n")
        done = verify("--run")
        assert done.code == 0, done.out + done.err
        assert "same      src/a.cu: exit code 0, and the same output" in done.out
        (source / "expected.txt").write_text("sum 4\ntwo\nthree\n")
        done = verify("--run")
        assert done.code == 1
        assert "line 1 is 'sum 3.0', and was 'sum 4'" in done.out
        done = verify("--run", NO_DEVICES="1")
        assert "the program links, but no device of SYCL is here to run it" in done.out

    def test_the_port_to_sycl_is_a_reference_for_another(self, source: Path) -> None:
        writes(source, a=f"{CLEAN}int main() {{}} // PRINTS(sum 3.0)\n")
        done = verify("--static", "--record", "known.txt", "--with", "sycl", to="hip@6.2")
        assert done.code == 0, done.out + done.err
        assert Path("known.txt").read_text() == "sum 3.0\n"
        words = (
            "known.txt holds what the port to SYCL prints, not the original: sequences of random"
        )
        assert f"  recorded        -: {words}" in done.out
        assert words in done.err
        assert "Verified port to hip 6.2" in done.out

    def test_no_reference_is_written_where_there_is_none(self, source: Path) -> None:
        writes(source, a=f"{CLEAN}{HAND}int main() {{}}\n")
        reference = ("--static", "--record", "known.txt", "--with", "sycl")
        done = verify(*reference, to="hip@6.2")
        assert done.code == 2
        assert "the port to SYCL: 1 unit of 1 did not compile: src/a.cu" in done.err
        writes(source, a=f"{CLEAN}int main() {{}} // RETURNS(3)\n")
        done = verify(*reference, to="hip@6.2")
        assert (done.code, "the port to SYCL ends with exit code 3, not 0" in done.err) == (2, True)
        (Path.cwd() / "icpx").unlink()
        done = verify(*reference, to="hip@6.2")
        assert (done.code, "--record: none of icpx, clang++ is installed" in done.err) == (2, True)
        assert not Path("known.txt").exists()
        done = verify("--with", "sycl", to="hip@6.2")
        assert (done.code, "--with goes with --record FILE" in done.err) == (2, True)


RECURSIVE = """\
#include <cstdio>

__device__ int count(int n) { return n < 2 ? 1 : n * count(n - 1); }
__global__ void k(int *x) { x[threadIdx.x] = count(3); }

int main() {
  int *x;
  cudaMallocManaged(&x, sizeof(int));
  k<<<1, 1>>>(x);
  std::printf("%d\\n", cudaDeviceSynchronize() == cudaSuccess ? 0 : 1);
}
"""
HEADER = "#pragma once\nvoid twice(int *x);\n"
TWICE = """\
#include "twice.cuh"
__global__ void doubled(int *x) { x[threadIdx.x] *= 2; }
void twice(int *x) { doubled<<<1, 4>>>(x); cudaDeviceSynchronize(); }
"""
MAIN = """\
#include "twice.cuh"
#include <cstdio>
int main() {
  int *x;
  cudaMallocManaged(&x, 4 * sizeof(int));
  for (int i = 0; i < 4; i++) x[i] = i;
  twice(x);
  std::printf("%d %d\\n", x[1], x[3]);
  cudaFree(x);
}
"""


@pytest.mark.sycl
class TestProcessor:
    """With the environment that ``migrate sycl-env`` makes."""

    def verified(self, *more: str) -> Done:
        return run(
            "verify", "src", "--to", "sycl", *more, environment={**os.environ, "NO_COLOR": "1"}
        )

    def test_recursion_in_a_kernel_is_found_at_its_line(self, source: Path) -> None:
        writes(source, a=RECURSIVE)
        done = self.verified("--format", "json")
        told = json.loads(done.out)["verification"]["problems"]
        found = [item for item in told if "recursive" in item["message"]]
        assert {item["line"] for item in found} == {3, 4}, done.out
        assert {item["message"][-13:] for item in found} == {"(device code)"}

    def test_a_program_of_two_units_runs(self, source: Path) -> None:
        writes(source, main=MAIN, twice=TWICE)
        (source / "twice.cuh").write_text(HEADER)
        (source / "expected.txt").write_text("2 6\n")
        done = self.verified("--run")
        assert done.code == 0, done.out + done.err
        assert "exit code 0, and the same output" in done.out


@pytest.mark.parametrize(
    ("header", "message", "said"),
    [
        ("cublas.h", "no matching function for call to 'blas_axpy'", "sycl/headers"),
        ("cublas.h", "no matching function for call to 'axpy'", ""),
        ("cublas_v2.h", "no matching function for call to 'blas_axpy'", ""),
    ],
)
def test_a_finding_at_an_include_announces_calls_behind_it(
    header: str, message: str, said: str, tmp_path: Path
) -> None:
    text = f"#include <{header}>\nvoid f(float* x) {{ cublasSaxpy(1, 2.0f, x, 1, x, 1); }}\n"
    (tmp_path / "a.cu").write_text(text)
    done = port([tmp_path], Settings(to="sycl", jobs=1))
    refused = Refused(done, PortedTree(done))
    assert refused.announced([message], "a.cu", [("a.cu", text.index("cublasSaxpy"))]) == said
