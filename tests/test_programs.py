"""``migrate verify --run``: programs are linked, run and compared, with stand-ins for compilers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.command.cli import command_line
from tests.standin import HAS_GXX, compilers

pytestmark = [pytest.mark.commands, pytest.mark.skipif(not HAS_GXX, reason="g++ is not installed")]

PROGRAM = """\
#include <cuda_runtime.h>
#include <cstdio>

int main(int argc, char** argv) {
  float in[4] = {1, 2, 3, 4}, out[4];
  float* data;
  cudaMalloc(&data, sizeof in);
  cudaMemcpy(data, in, sizeof in, cudaMemcpyHostToDevice);
  cudaMemcpy(out, data, sizeof in, cudaMemcpyDeviceToHost);
  cudaFree(data);
  std::printf("sum %f\\n", (out[0] + out[1] + out[2] + out[3]) / 3);
  BODY
  return 0;
}
"""
PRINTED = "sum 3.333333\n"
KERNEL = """\
#include <cuda_runtime.h>
#include <cstdio>
__global__ void twice(int* data) {
  data[blockIdx.x * blockDim.x + threadIdx.x] *= 2;
}
void run(int* data) { twice<<<2, 2>>>(data); }
"""

Verify = Callable[..., tuple[int, str, str]]


def program(body: str = "") -> str:
    return PROGRAM.replace("BODY", body)


@pytest.fixture
def verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Verify:
    """Verify the program in ``app/src`` with the stand-ins; the exit code and both streams."""
    hipcc = compilers(tmp_path / "sdk")
    (tmp_path / "app/src").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "app")
    monkeypatch.setenv("CUDA_DEVICES", "0")
    (tmp_path / "app/migrate.toml").write_text('launch-syntax = "macro"\nsemantic = false\n')
    sdk = ["--cuda-path", str(tmp_path / "sdk/cuda"), "--compiler", str(hipcc)]

    def call(*arguments: str, run: bool = True) -> tuple[int, str, str]:
        words = ["verify", "src", *sdk, *(["--run"] if run else []), *arguments]
        with pytest.raises(SystemExit) as ended:
            command_line()(words)
        out, err = capfdbinary.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, out.decode(), err.decode()

    return call


def write(text: str, name: str = "main.cu") -> None:
    Path("src", name).write_text(text)


def runs(shown: str) -> list[str]:
    """The part of a report that is about programs."""
    _, _, rest = shown.partition("Programs run\n")
    return [line.strip() for line in rest.partition("\n\n")[0].splitlines()]


def test_without_anything_known_only_the_exit_code_is_told(verify: Verify) -> None:
    write(program())
    code, out, _ = verify()
    assert (code, len(runs(out))) == (0, 1)
    assert runs(out)[0].startswith(
        "ran       src/main.cu: exit code 0; there is nothing to compare"
    )
    assert "no GPU of NVIDIA's is here" in out
    assert "  runs            1: programs run\n" in out


def test_nothing_is_run_unless_it_is_asked_for(verify: Verify) -> None:
    write(program('std::fopen("ran", "w");'))
    code, out, _ = verify("--run-dir", ".", run=False)
    assert (code, "runs" in out, Path("ran").exists()) == (0, False, False)


def test_it_is_compared_with_what_was_recorded(verify: Verify) -> None:
    write(program())
    Path("known.txt").write_text("sum  3.33335\n\n")
    code, out, _ = verify("--expected", "known.txt")
    assert code == 0
    assert runs(out) == [
        "same      src/main.cu: exit code 0, and the same output",
        "compared with known.txt",
    ]


def test_a_difference_is_a_finding_with_both_values(verify: Verify) -> None:
    write(program())
    Path("known.txt").write_text("sum 3.4\n")
    code, out, _ = verify("--expected", "known.txt")
    assert code == 1
    said = "line 1 is 'sum 3.333333', and was 'sum 3.4': 3.333333 instead of 3.4"
    assert runs(out)[0] == f"different src/main.cu: {said}"
    assert f"src/main.cu:4:5: silent runs: {said} (compared with known.txt)\n" in out
    assert "  4 | int main(int argc, char** argv) {" in out
    assert verify("--expected", "known.txt", "--tolerance", "0.05")[0] == 0
    code, out, _ = verify("--expected", "known.txt", "--format", "json")
    (finding,) = json.loads(out)["files"][0]["findings"]
    assert (code, finding["id"]) == (1, "migrate/runs-differently")


@pytest.mark.slow
def test_findings_that_may_explain_a_difference_are_counted(verify: Verify) -> None:
    write(program('const int version = CUDART_VERSION; std::printf("%d\\n", version);'))
    Path("known.txt").write_text(f"{PRINTED}12000\n")
    code, out, _ = verify("--expected", "known.txt", "--format", "json")
    (old, new) = json.loads(out)["files"][0]["findings"]
    assert (code, old["id"]) == (1, "migrate/runs-differently")
    assert old["message"] == (
        "line 2 is '60200000', and was '12000' (compared with known.txt); 1 finding in the program "
        "may explain it"
    )
    assert "look at the findings of the program first" in old["suggestion"]
    assert new["id"] == "hip/guards/version-value"
    _, out, _ = verify("--expected", "known.txt")
    assert "  runs            1: programs run; 1 expected\n" in out
    assert runs(out)[0] == "different src/main.cu: line 2 is '60200000', and was '12000'"


@pytest.mark.slow
def test_what_is_beside_the_path_is_found(verify: Verify) -> None:
    write(program())
    for place in (Path("expected.txt"), Path("src/expected.txt")):
        place.write_text("sum 9\n")
        code, out, _ = verify()
        assert (code, runs(out)[1]) == (1, f"compared with {place.resolve()}")
        place.write_text(PRINTED)
        assert verify()[0] == 0


@pytest.mark.slow
def test_lines_that_are_ignored(verify: Verify) -> None:
    write(program('std::printf("at %p, elapsed %d ms\\n", (void*)data, argc);'))
    Path("known.txt").write_text(f"{PRINTED}at 0x1, elapsed 77 ms\n")
    assert verify("--expected", "known.txt")[0] == 1
    with Path("migrate.toml").open("a") as file:
        file.write("ignore-output = ['at 0x\\w+', 'elapsed .*']\n")
    assert verify("--expected", "known.txt")[0] == 0


@pytest.mark.slow
def test_the_original_is_built_and_run_where_it_can_be(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_DEVICES", "1")
    write(program())
    Path("expected.txt").write_text("something else\n")
    code, out, _ = verify()
    assert code == 0
    assert runs(out)[0] == "same      src/main.cu: exit code 0, and the same output"
    assert "compared with the original, built by " in runs(out)[1]
    text = program('std::printf("%d\\n", FACTOR);')
    write(f"#ifdef USE_HIP\n#define FACTOR 2\n#else\n#define FACTOR 1\n#endif\n{text}")
    code, out, _ = verify()
    assert code == 1
    assert "line 2 is '2', and was '1' (compared with the original" in out


@pytest.mark.slow
def test_an_original_that_fails_in_the_same_way_is_no_difference(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_DEVICES", "1")
    write(program("return 3;"))
    code, out, _ = verify()
    assert (code, runs(out)[0]) == (0, "same      src/main.cu: exit code 3, and the same output")
    monkeypatch.setenv("CUDA_DEVICES", "0")
    code, out, _ = verify()
    assert (code, "exit code 3 instead of exit code 0: sum 3.333333" in out) == (1, True)
    Path("migrate.toml").write_text("exit-code = 3\n")
    assert verify()[0] == 0


@pytest.mark.slow
def test_a_crash_and_a_time_out(verify: Verify) -> None:
    write(program("std::fflush(stdout); std::abort();"))
    code, out, _ = verify()
    assert code == 1
    assert runs(out)[0].startswith("different src/main.cu: ended by SIGABRT instead of exit code 0")
    write(program("for (;;) {}"))
    code, out, _ = verify("--run-timeout", "1")
    assert (code, runs(out)[0]) == (1, "different src/main.cu: ended after 1 seconds")


@pytest.mark.slow
def test_arguments_and_the_folder_it_runs_in(verify: Verify, tmp_path: Path) -> None:
    body = (
        'for (int i = 1; i < argc; ++i) std::printf("<%s>", argv[i]);\n'
        'if (FILE* f = std::fopen("data.txt", "a")) std::fputs("more", f);'
    )
    write(program(body))
    Path("src/data.txt").write_text("data")
    Path("expected.txt").write_text(f"{PRINTED}<a b><-c>\n")
    assert verify("--run-args", "'a b' -c")[0] == 0
    assert Path("src/data.txt").read_text() == "data", "a program does not write into the sources"
    (tmp_path / "elsewhere").mkdir()
    assert verify("--run-args", "'a b' -c", "--run-dir", str(tmp_path / "elsewhere"))[0] == 0
    assert (tmp_path / "elsewhere/data.txt").read_text() == "more"


@pytest.mark.slow
def test_it_finds_its_files_and_those_beside_the_path(verify: Verify) -> None:
    body = 'for (auto p : {"in.txt", "../beside.txt"}) std::printf("%d", std::fopen(p, "r") != 0);'
    write(program(body))
    Path("src/in.txt").write_text("")
    Path("beside.txt").write_text("")
    Path("expected.txt").write_text(f"{PRINTED}11\n")
    code, out, _ = verify()
    assert code == 0, out


@pytest.mark.slow
def test_several_units_and_sources_without_cuda_are_one_program(verify: Verify) -> None:
    write(KERNEL, "kernel.cu")
    write('#include "run.h"\nint main() { return check(); }\n', "main.cpp")
    write("int check();\n", "run.h")
    write(
        "#include <cuda_runtime.h>\n#include <cstdio>\nvoid run(int*);\nint check() {\n"
        "  int* data;\n  int all[4] = {1, 2, 3, 4};\n  cudaMalloc(&data, sizeof all);\n"
        "  cudaMemcpy(data, all, sizeof all, cudaMemcpyHostToDevice);\n  run(data);\n"
        "  cudaMemcpy(all, data, sizeof all, cudaMemcpyDeviceToHost);\n  cudaFree(data);\n"
        '  for (int x : all) std::printf("%d ", x);\n  return 0;\n}\n',
        "check.cpp",
    )
    Path("expected.txt").write_text("2 4 6 8\n")
    _, out, _ = verify()
    assert runs(out)[0] == "same      src/main.cpp: exit code 0, and the same output", out
    write("int check() { return nothing; }\n", "other.cpp")
    _, out, _ = verify()
    assert "  runs            -: src/other.cpp did not compile: 'nothing' was not declared" in out


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.cu": KERNEL}, "no unit has a main function: this is no program"),
        ({"a.h": "int cudaNot;"}, "there is no unit to build a program of"),
        ({"a.cu": program(), "b.cu": program()}, "several units have a main function"),
        ({"a.cu": program("int x = missing;")}, "1 unit of 1 did not compile: src/a.cu"),
        ({"a.cu": program("int lost(int); lost(1);")}, "lost is missed; name the library it is in"),
        (
            {"a.cu": "#include <cublas_v2.h>\n" + program("void* h; cublasCreate(&h);")},
            "hipblasCreate is in a library of HIP: name it (--link)",
        ),
    ],
    ids=["library", "header", "two programs", "not compiled", "symbol", "the target's library"],
)
def test_what_cannot_be_run_says_why(verify: Verify, files: dict[str, str], reason: str) -> None:
    for name, text in files.items():
        write(text, name)
    _, out, _ = verify()
    (line,) = [line for line in out.splitlines() if line.startswith("  runs ")]
    assert reason in line, out
    assert "Programs run" not in out


@pytest.mark.slow
def test_libraries_are_derived_chosen_or_missed(verify: Verify, tmp_path: Path) -> None:
    write("#include <cublas_v2.h>\n" + program("cublasHandle_t h = 0; return cublasCreate(&h);"))
    assert "hipblasCreate is in a library of HIP" in verify()[1], "it is not installed"
    _, out, _ = verify("--link", "hipblas")
    assert "it does not link: the library hipblas is not here" in out
    library = tmp_path / "sdk/lib/libhipblas.so"
    make_library(tmp_path, library, 'extern "C" int hipblasCreate(void**) { return 0; }')
    assert runs(verify()[1])[0].startswith("ran       src/main.cu: exit code 0;")
    assert runs(verify("--link", str(library))[1])[0].startswith(
        "ran       src/main.cu: exit code 0"
    )
    assert "name it (--link)" in verify("--link", "m")[1], "what is chosen replaces what is derived"


def make_library(folder: Path, library: Path, text: str) -> None:
    """A library that programs find where it lies."""
    (folder / "library.cpp").write_text(text)
    command = ["g++", "-shared", "-fPIC", f"-Wl,-soname,{library}", str(folder / "library.cpp")]
    subprocess.run([*command, "-o", str(library)], check=True)


def test_what_links_before_and_not_after_is_a_defect(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_DEVICES", "1")
    write("int lost(int);\n" + program("lost(1);"))
    write("#ifndef USE_HIP\nint lost(int x) { return x; }\n#endif\n", "lost.cpp")
    code, out, _ = verify()
    assert code == 1
    assert "it does not link: lost is missed, with which the original links" in out


def test_a_machine_without_the_targets_gpu_builds_only(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIP_DEVICES", "0")
    write(program("return 1;"))
    code, out, _ = verify()
    assert code == 0
    assert "  runs            -: the program links, but no device of HIP is here to run it\n" in out


@pytest.mark.slow
def test_what_the_original_prints_is_recorded(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(program())
    file = Path("expected.txt")
    code, _, err = verify("--record", str(file), run=False)
    assert (code, file.exists()) == (2, False)
    assert "--record: no GPU of NVIDIA's is here" in err
    monkeypatch.setenv("CUDA_DEVICES", "2")
    code, _, err = verify("--record", str(file), "--static", run=False)
    assert (code, file.read_text()) == (0, PRINTED)
    assert "what the original prints was written to expected.txt" in err
    monkeypatch.setenv("CUDA_DEVICES", "0")
    assert runs(verify()[1])[1] == f"compared with {file.resolve()}"
    monkeypatch.setenv("CUDA_DEVICES", "2")
    write(program("return 4;"))
    code, _, err = verify("--record", str(file), run=False)
    assert (code, file.read_text()) == (2, PRINTED)
    assert "the original ends with exit code 4, not 0: sum 3.333333" in err


def test_what_excludes_each_other(verify: Verify) -> None:
    write(program())
    code, _, err = verify("--static")
    assert (code, "--run and --static exclude each other" in err) == (2, True)
    code, _, err = verify("--record", "no/such/file")
    assert (code, "--record: there is no folder no/such" in err) == (2, True)
    code, _, err = verify("--expected", "gone.txt")
    assert (code, "--expected: there is no gone.txt" in err) == (2, True)
