"""``migrate port --shim``: CUDA's names stay, and one header gives them the target's meaning."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from migrate.cache.results import NO_RESULTS
from migrate.command.shim import with_shim
from migrate.files.newtree import Wanted, write_tree
from migrate.files.write import write_in_place
from migrate.model import FileResult, Outcome, Status, UserError
from migrate.run import Run, run
from migrate.settings.config import Settings
from migrate.shim.convert import LEFT, SHIM
from migrate.shim.runs import as_one_code_base
from tests.programs import PROGRAMS, Program

HOLDS = "#if defined(__HIP__) || defined(__HIP_PLATFORM_AMD__)"
FAILS = "#if !defined(__HIP__) && !defined(__HIP_PLATFORM_AMD__)"
HEADER = "cuda_to_hip.h"
SETTINGS = Settings(shim=True, jobs=1, cache=False)
TREE = Path("src")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(**files: str) -> None:
    for name, text in files.items():
        place = TREE / name.replace("__", "/").replace("_DOT_", ".")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())


def ported(settings: Settings = SETTINGS) -> Run:
    return as_one_code_base(run([TREE], settings, cache=NO_RESULTS), [TREE], settings)


def in_place(settings: Settings = SETTINGS) -> Run:
    done = ported(settings)
    written = write_in_place(done.report, done.files)
    assert not written.saved
    return done


def text(name: str = "a.cu") -> str:
    return (TREE / name).read_bytes().decode()


def result(done: Run, name: str = "a.cu") -> FileResult:
    return next(file for file in done.report.files if file.path == f"src/{name}")


def edited(done: Run) -> list[str]:
    return [file.path for file in done.report.files if file.content is not None]


def sides(source: str) -> tuple[str, str]:
    """What a build for CUDA, and one for the target, has of a source, as far as the guards of a
    shim say it.
    """
    found: tuple[list[str], list[str]] = ([], [])
    opened: list[list[bool]] = []  # of each condition: is it one of these; who is in
    for line in source.splitlines(keepends=True):
        word = line.strip()
        if re.match(r"#\s*if", word):
            own = word in (HOLDS, FAILS)
            opened.append([own, not own or word == FAILS, not own or word == HOLDS])
            if own:
                continue
        elif re.match(r"#\s*else", word) and opened[-1][0]:
            opened[-1][1:] = [not opened[-1][1], not opened[-1][2]]
            continue
        elif re.match(r"#\s*endif", word) and opened.pop()[0]:
            continue
        for side in (0, 1):
            if all(condition[side + 1] for condition in opened):
                found[side].append(line)
    return "".join(found[0]), "".join(found[1])


MAIN = """\
#include <cuda_runtime.h>
#include <cstdio>

int main() {
  float* p;
  cudaMalloc(&p, 4);
  cudaFree(p);
}
"""


def test_names_stay_and_the_header_says_what_they_are() -> None:
    put(a_DOT_cu=MAIN)
    done = in_place()
    assert text() == MAIN.replace(
        "#include <cuda_runtime.h>\n",
        f'{HOLDS}\n#include "{HEADER}"\n#else\n#include <cuda_runtime.h>\n#endif\n',
    )
    header = text(HEADER)
    assert "#include <hip/hip_runtime.h>\n" in header
    assert re.findall(r"#define (cuda.*)", header) == ["cudaFree hipFree", "cudaMalloc hipMalloc"]
    assert header.index(HOLDS) < header.index("#define cudaFree")
    assert [item.rule for item in result(done).references if item.name == "cudaFree"] == [SHIM]


def test_each_reference_is_counted_once_and_findings_stay() -> None:
    source = (
        MAIN + "void f(void *p, cudaArray_t a) { cudaGraphicsD3D9RegisterResource(p, a, 0); }\n"
    )
    put(a_DOT_cu=source)
    plain = run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS).report
    done = ported().report
    assert done.ledger.counts == plain.ledger.counts
    assert [item.rule for file in done.files for item in file.findings] == [
        item.rule for file in plain.files for item in file.findings
    ]
    assert done.ledger[Status.MANUAL]


def test_a_second_run_edits_nothing_with_and_without_the_option() -> None:
    put(a_DOT_cu=MAIN + "__global__ void k(float *p) { __stcs(p, __ldcs(p + 1)); }\n")
    first = in_place()
    second = ported()
    assert edited(second) == []
    assert second.report.ledger.total == first.report.ledger.total
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []


@pytest.mark.parametrize("target", ["musa", "maca"])
def test_names_that_only_look_like_the_vendors_are_known_in_a_written_header(target: str) -> None:
    put(a_DOT_cu="#include <cuda_runtime.h>\nvoid f(void *p) { cudaFree(p); cudaDeviceReset(); }\n")
    in_place(Settings(to=target, shim=True, jobs=1, cache=False))
    plain = Settings(to=target, jobs=1, cache=False)
    assert edited(run([TREE], plain, cache=NO_RESULTS)) == []
    other = Settings(to="hip", jobs=1, cache=False)
    assert edited(run([TREE], other, cache=NO_RESULTS)) != []


def test_calls_of_another_shape_are_macros() -> None:
    source = (
        "#include <cuda_runtime.h>\n__constant__ float c[4];\nvoid f(const float *p, void **q) {\n"
        "  cudaMemcpyToSymbol(c, p, 16);\n  cudaMallocHost(q, 4);\n}\n"
    )
    put(a_DOT_cu=source)
    in_place()
    assert sides(text())[0] == source
    header = text(HEADER)
    assert (
        "#define cudaMemcpyToSymbol(symbol_, ...) hipMemcpyToSymbol(HIP_SYMBOL(symbol_), __VA_ARGS__)"
        in header
    )
    assert (
        "#define cudaMallocHost(pointer_, size_) hipHostMalloc(pointer_, size_, hipHostMallocDefault)"
        in header
    )


def test_a_comma_of_a_template_keeps_a_call_from_the_macro() -> None:
    call = "cudaMemcpyToSymbol((t<int, 2>), p, 16)"
    source = (
        "#include <cuda_runtime.h>\ntemplate <class T, int N> __constant__ T t[4];\n"
        "__constant__ int s[4];\nvoid f(const int *p) {\n  cudaMemcpyToSymbol(s, p, 4);\n"
        "  cudaMemcpyToSymbol(t<int, 2>, p, 16);\n}\n"
    )
    put(a_DOT_cu=source)
    in_place()
    cuda, hip = sides(text())
    assert cuda == source
    assert "  cudaMemcpyToSymbol(s, p, 4);\n" in hip
    assert "  hipMemcpyToSymbol(HIP_SYMBOL((t<int, 2>)), p, 16);\n" in hip, call


def test_what_no_macro_can_say_stands_twice() -> None:
    source = (
        "#include <cuda_runtime.h>\n__device__ float f(float x, int lane) {\n"
        "  for (int i = 16; i; i /= 2)\n    x += __shfl_xor_sync(0xffffffff, x, i);\n"
        "  return lane == 0 ? x : __shfl_sync(0xffffffff,\n                                     x, 0);\n}\n"
    )
    put(a_DOT_cu=source)
    in_place(Settings(to="hip@6.4", shim=True, jobs=1, cache=False))
    cuda, hip = sides(text())
    assert cuda == source
    assert "__shfl_xor_sync(~0ULL, x, i)" in hip
    assert "0xffffffff" not in hip
    # Whole statements: no line of the preprocessor stands within a call.
    assert (
        "__shfl_sync(0xffffffff,\n                                     x, 0);\n#endif\n}" in text()
    )


def test_a_condition_holds_on_both_sides_what_it_held() -> None:
    source = (
        "#include <cuda_runtime.h>\n#ifdef __CUDACC__  // for the device\n#define BOTH __device__\n#endif\n"
        "#ifndef __CUDA_ARCH__\nint host;\n#endif\n"
    )
    put(a_DOT_h=source, b_DOT_cu='#include "a.h"\nBOTH int f() { return 0; }\n')
    in_place()
    found = text("a.h")
    assert "#if defined(__CUDACC__) || defined(__HIPCC__)  // for the device\n" in found
    assert "#if !(defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__))\n" in found
    assert edited(ported()) == []


def test_a_name_that_the_tree_uses_for_something_else_is_no_macro() -> None:
    source = (
        "#include <cuda_runtime.h>\nstruct Pool { void cudaFree(void *); };\n"
        "void f(Pool &pool, void *p) {\n  pool.cudaFree(p);\n  cudaFree(p);\n  cudaMalloc(&p, 1);\n}\n"
    )
    put(a_DOT_cu=source)
    in_place()
    cuda, hip = sides(text())
    assert cuda == source
    assert "  pool.cudaFree(p);\n  hipFree(p);\n  cudaMalloc(&p, 1);\n" in hip
    assert "cudaFree" not in text(HEADER)


def test_names_put_together_are_no_macros() -> None:
    source = (
        "#include <cublas_v2.h>\n#define GEMM(T) cublas##T##gemm\n"
        "auto f = GEMM(S);\ncublasHandle_t h;\n"
    )
    put(a_DOT_cu=source)
    in_place()
    cuda, hip = sides(text())
    assert cuda == source
    assert "#define GEMM(T) hipblas##T##gemm\n" in hip
    assert "#include <hipblas/hipblas.h>\n" in hip
    assert "cublasHandle_t h;\n" in hip


def test_namespaces_are_aliases_of_the_headers() -> None:
    source = (
        "#include <cub/cub.cuh>\nusing R = cub::BlockReduce<int, 8>;\nvoid f() { cudaFree(0); }\n"
    )
    put(a_DOT_cu=source)
    in_place()
    assert sides(text())[0] == source
    assert "namespace cub = ::hipcub;\n" in text(HEADER)
    assert edited(ported()) == []
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []


def test_files_see_the_header_from_where_they_lie() -> None:
    put(
        include__api_DOT_h="#include <cuda_runtime.h>\ncudaStream_t stream();\n",
        app__main_DOT_cpp='#include "../include/api.h"\nvoid f() { cudaStreamSynchronize(stream()); }\n',
        app__deep__k_DOT_cu="void g() { cudaDeviceSynchronize(); }\n",
    )
    in_place()
    assert f'#include "../{HEADER}"\n' in text("include/api.h")
    assert HEADER not in text("app/main.cpp")  # it has it by api.h
    assert f'#include "../../{HEADER}"\n' in text("app/deep/k.cu")


def test_line_endings_and_the_end_of_a_file_stay() -> None:
    source = "#include <cuda_runtime.h>\r\n#define F(T) cublas##T##gemm\r\nint x = cudaSuccess;\r\n#include <cufft.h>"
    put(a_DOT_cu=source)
    in_place()
    assert "\n" not in text().replace("\r\n", "")
    assert sides(text())[0].rstrip("\r\n") == source


def test_the_header_follows_the_names_and_keeps_what_people_add() -> None:
    put(a_DOT_cu=MAIN)
    in_place()
    header = text(HEADER)
    own = header.replace("\n#endif\n#endif\n", "\n#define cudaFree(p) logged(p)\n#endif\n#endif\n")
    (TREE / HEADER).write_text(own)
    put(a_DOT_cu=text().replace("cudaMalloc(&p, 4)", "cudaHostAlloc(&p, 4, 0)"))
    in_place()
    now = text(HEADER)
    assert "#define cudaHostAlloc hipHostMalloc\n" in now
    assert "cudaMalloc" not in now
    assert "#define cudaFree(p) logged(p)\n" in now
    assert "#define cudaFree hipFree\n" not in now  # people have said what it is


def test_edits_between_the_marks_are_never_lost() -> None:
    put(a_DOT_cu=MAIN)
    in_place()
    edit = text(HEADER).replace("#define cudaFree hipFree", "#define cudaFree myFree")
    (TREE / HEADER).write_text(edit)
    with pytest.raises(UserError, match="edited by hand") as refused:
        ported()
    assert "above or below" in refused.value.advice
    assert text(HEADER) == edit


def test_a_file_of_that_name_is_not_written_over() -> None:
    put(a_DOT_cu=MAIN, cuda_to_hip_DOT_h="int mine;\n")
    with pytest.raises(UserError, match="not written by migrate"):
        ported()
    done = ported(Settings(shim=True, shim_header="inc/names.h", jobs=1, cache=False))
    assert result(done, "inc/names.h").is_new


def test_a_new_tree_is_merged_with_edits_of_the_header() -> None:
    put(a_DOT_cu=MAIN)
    out = Path("out")
    write_tree(ported().report, [TREE], out, Wanted())
    place = out / HEADER
    place.write_text(place.read_text().replace("// CUDA's names", "// Ours. CUDA's names"))
    put(a_DOT_cu=MAIN.replace("cudaMalloc(&p, 4)", "cudaHostAlloc(&p, 4, 0)"))
    written = write_tree(ported().report, [TREE], out, Wanted())
    assert written.renewed is not None
    assert written.renewed.merged == (HEADER,)
    assert place.read_text().startswith("// Ours. CUDA's names")
    assert "#define cudaHostAlloc hipHostMalloc\n" in place.read_text()


def test_a_target_that_says_nothing_of_its_builds_has_no_shim() -> None:
    put(a_DOT_cu=MAIN)
    with pytest.raises(UserError, match=r"how a build for .* is told"):
        ported(Settings(to="sycl", shim=True, jobs=1, cache=False))


@pytest.mark.parametrize(
    ("target", "guard", "runtime", "free"),
    [
        ("musa", "defined(__MUSA__) || defined(USE_MUSA)", "musa_runtime.h", "musaFree"),
        (
            "maca",
            "defined(__MACA__) || defined(__MXCC__) || defined(USE_MACA)",
            "mcr/mc_runtime.h",
            "mcFree",
        ),
    ],
)
def test_chips_that_take_cudas_language_have_a_shim(
    target: str, guard: str, runtime: str, free: str
) -> None:
    put(a_DOT_cu=MAIN)
    settings = Settings(to=target, shim=True, jobs=1, cache=False)
    in_place(settings)
    header = text(f"cuda_to_{target}.h")
    assert f"#if {guard}\n" in header
    assert f"#include <{runtime}>\n" in header
    assert f"#define cudaFree {free}\n" in header
    assert f'#if {guard}\n#include "cuda_to_{target}.h"\n#else\n' in text()
    assert "cudaFree(" in text()
    assert free not in text()
    assert not any(file.edits for file in ported(settings).report.files)


FEW = [program for program in PROGRAMS if program.name[0] in "bchkp"]


@pytest.mark.parametrize("program", FEW, ids=lambda program: program.name)
def test_the_cuda_side_of_a_program_is_what_it_was(program: Program) -> None:
    shutil.copytree(program.sources, TREE)
    done = in_place()
    for file in done.report.files:
        name = file.path.removeprefix("src/")
        if name == HEADER or file.outcome is Outcome.SKIPPED or not file.references:
            continue
        assert LEFT not in {item.rule for item in file.references}
        before, after = (program.sources / name).read_text(), sides(text(name))[0]
        assert [line for line in after.splitlines() if "__HIP" not in line] == [
            line for line in before.splitlines() if line in after or "__CUDA" not in line
        ]
    assert edited(ported()) == []


def test_headers_for_other_vendors_are_left_alone() -> None:
    other = "#pragma once\n" + "".join(
        f"#define cuda{name} musa{name}\n" for name in ("Malloc", "Free", "Stream_t", "Success")
    )
    put(
        a_DOT_cu='#ifdef USE_MUSA\n#include "musa.h"\n#else\n#include <cuda_runtime.h>\n#endif\n'
        "void f(void *p) { cudaFree(p); }\n",
        musa_DOT_h=other,
    )
    in_place()
    assert text("musa.h") == other
    assert "#define cudaFree hipFree\n" in text(HEADER)
    assert "  cudaFree" not in text().replace("{ cudaFree(p); }", "")


def test_names_of_branches_for_the_target_are_in_the_header() -> None:
    branch = "#ifdef USE_HIP\nvoid g(void *p) { cudaFreeHost(p); }\n#else\nint h = cudaErrorUnknown;\n#endif\n"
    put(a_DOT_cu=MAIN + branch)
    in_place()
    assert "#define cudaFreeHost hipHostFree\n" in text(HEADER)
    assert "cudaErrorUnknown" not in text(HEADER)
    assert text().endswith(branch)


def test_a_header_is_not_included_where_others_bring_it() -> None:
    put(
        all_DOT_cuh="#pragma once\n#include <cuda_runtime.h>\n#include <cublas_v2.h>\n",
        part_DOT_cuh="inline void g(cudaStream_t s) { cudaStreamSynchronize(s); }\n",
        k_DOT_cu='#include "all.cuh"\n#include "part.cuh"\nvoid f() { g(0); cudaFree(0); }\n',
    )
    in_place()
    assert HEADER in text("all.cuh")
    assert HEADER not in text("part.cuh")
    assert HEADER not in text("k.cu")
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []


def test_code_for_cuda_alone_stays_in_one_code_base() -> None:
    put(
        a_DOT_cu=MAIN + "cudaError_t f(void *p, void *q) {\n#if CUDART_VERSION >= 12080\n"
        "  cudaMemcpyAttributes a; return cudaMemcpyBatchAsync(p, q, a);\n#else\n"
        "  return cudaMemcpy(p, q, 4, cudaMemcpyDefault);\n#endif\n}\n"
    )
    in_place()
    assert "cudaMemcpyAttributes" not in text(HEADER)
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []


def test_a_header_that_needs_no_name_of_the_header_gets_no_include() -> None:
    put(
        draw_DOT_cuh="#pragma once\n#include <thrust/random.h>\nusing Rng = thrust::minstd_rand;\n",
        k_DOT_cu='#include <cuda_runtime.h>\n#include "draw.cuh"\nvoid f(void *p) { cudaFree(p); }\n',
    )
    in_place()
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []


def test_headers_for_other_vendors_stay_without_the_option_too() -> None:
    names = ("Malloc", "Free", "Memset", "HostAlloc")  # more than the sources use
    other = "".join(f"#define cuda{name} musa{name}\n" for name in names)
    put(
        a_DOT_cu='#ifdef USE_MUSA\n#include "musa.h"\n#else\n#include <cuda_runtime.h>\n#endif\n'
        "void f(void *p) { cudaFree(p); }\n",
        musa_DOT_h=other,
    )
    in_place()
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []
    assert text("musa.h") == other


def test_a_header_that_git_ignores_is_read_and_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    put(a_DOT_cu=MAIN, _DOT_gitignore="*_hip.h\n")
    in_place()
    assert edited(ported()) == []
    assert edited(run([TREE], Settings(jobs=1, cache=False), cache=NO_RESULTS)) == []
    settle = with_shim([TREE], SETTINGS, quiet=True)
    assert settle is not None
    settle(run([TREE], SETTINGS, cache=NO_RESULTS))
    assert f"src/{HEADER} is ignored by git" in capsys.readouterr().err


def test_a_name_in_code_that_only_cuda_compiles_does_not_keep_it_from_the_header() -> None:
    cuda = "#ifdef USE_HIP\nint g();\n#else\nint g() { return pool.cudaFree(); }\n#endif\n"
    put(a_DOT_cu=MAIN + "void h(void *p) { cudaFree(p); }\n" + cuda)
    in_place()
    assert "#define cudaFree hipFree\n" in text(HEADER)
