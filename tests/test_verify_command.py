"""``migrate verify`` as a user meets it, with a compiler that is a script."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.fakehip import fake_compiler, fake_nvcc
from tests.test_cli import REPOSITORY
from tests.warm import Done
from tests.warm import migrate as run

pytestmark = pytest.mark.commands
CLEAN = (
    "__global__ void k(float *x) { x[threadIdx.x] = 1; }\nvoid f(float *x) { k<<<1, 32>>>(x); }\n"
)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder ``src``; ``PATH`` has no compiler of HIP and no nvcc."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    return tmp_path / "src"


def migrate(*args: str | Path) -> Done:
    """The command in an environment with neither HIP nor CUDA, but for what the folder has; of all
    other programs there are two.
    """
    strange = ("CUDA", "ROCM", "HIP")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(strange)}
    for name in ("true", "false"):
        if not Path(name).exists():
            Path(name).symlink_to(shutil.which(name) or "")
    environment = {**kept, "PATH": str(Path.cwd()), "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}
    one_job = ("--jobs", "1") if args[0] == "verify" else ()
    return run(*args, *one_job, environment=environment)


def verify(*more: str | Path, version: str = "6.2", to: str = "hip@6.2") -> Done:
    compiler = fake_compiler(Path.cwd(), version)
    return migrate("verify", "src", "--to", to, "--compiler", compiler, *more)


def report(*more: str | Path, version: str = "6.2", to: str = "hip@6.2") -> dict[str, Any]:
    """The report as JSON: its findings by id, and the line of each."""
    done = verify("--format", "json", *more, version=version, to=to)
    assert done.code in (0, 1), done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def findings(found: dict[str, Any]) -> list[tuple[str, int]]:
    """Ids and lines of what verification has found."""
    items = (item for file in found["files"] for item in file["findings"])
    ids = ("migrate/does-not-compile", "migrate/undeclared-name", "migrate/absent-header")
    return [(item["id"], item["line"]) for item in items if item["id"] in ids]


def test_a_port_that_holds(source: Path) -> None:
    (source / "a.cu").write_text(CLEAN)
    done = verify()
    assert done.code == 0, done.out + done.err
    assert "1 units: 1 compiled" in done.out
    assert "silent          0: none" in done.out


def test_an_error_that_nothing_announces_is_brought_back_to_its_line(source: Path) -> None:
    (source / "a.cu").write_text(f"// one\n{CLEAN}int NO_SUCH(thing);\n")
    done = verify("--bug-report", "bug.md")
    assert done.code == 1
    # the port has one more line, the include of the runtime
    assert "src/a.cu:4:13: silent compiles: use of undeclared identifier 'thing'" in done.out
    assert "port: line 5: int NO_SUCH(thing);" in done.out
    text = Path("bug.md").read_text()
    assert "# migrate: 1 silent miss\n" in text
    assert "`src/a.cu:4`" in text
    assert "port to hip 6.2" in text


def test_errors_that_findings_announce_are_expected(source: Path) -> None:
    (source / "a.cu").write_text(
        "#include <cuda_runtime.h>\n"
        "int f() { return NO_SUCH(cudaGraphConditionalHandleCreate)(1); }\n"  # at its place
        "int g() { return NO_SUCH(cudaGraphConditionalHandleCreate)(2); }\n"
    )
    done = verify("--fail-on", "never")
    assert done.code == 0, done.out
    assert "1 expected" in done.out
    assert verify().code == 1  # manual work is left, as ever


def test_what_an_error_takes_away_follows_from_it(source: Path) -> None:
    (source / "a.cu").write_text(
        f"{CLEAN}int lost = NO_SUCH(thing);\nint g() {{ return NO_SUCH(lost); }}\n"
    )
    assert findings(report()) == [("migrate/does-not-compile", 3)]


def test_a_header_of_other_software_is_no_defect(source: Path) -> None:
    (source / "a.cu").write_text(f"#include <absent/other.h>\n{CLEAN}")
    done = verify()
    assert done.code == 0
    assert "1 setup" in done.out
    assert "'absent/other.h' file not found (a header of other software" in done.out


def test_what_stands_behind_a_header_that_hip_lacks_is_seen(source: Path) -> None:
    (source / "a.cu").write_text(
        f"#include <cufile.h>\n{CLEAN}int NO_SUCH(of_the_header);\nint NO_SUCH(hipMallocManaged);\n"
    )
    found = report("--fail-on", "never")
    problems = [(item["standing"], item["line"]) for item in found["verification"]["problems"]]
    assert problems == [("expected", 1), ("follows", 4), ("error", 5)]
    follows = found["verification"]["problems"][1]["message"]
    assert follows.endswith("(it may be declared in cufile.h)")


def test_a_name_that_the_compilers_version_lacks_is_no_defect(source: Path) -> None:
    name = "hipGraphAddNode"  # from HIP 6.2 on
    (source / "a.cu").write_text(f"{CLEAN}int g() {{ return NO_SUCH({name}); }}\n")
    done = verify(version="5.2")
    assert "1 setup" in done.out
    assert "note: the compiler has hip 5.2, and the port is for 6.2: --to hip@5.2" in done.err
    assert f"({name} exists from HIP 6.2 on)" in done.out
    assert "1 error" in verify(version="6.2").out  # a compiler of that version should have it


def test_device_code_of_another_unit_is_linked_later(source: Path) -> None:
    (source / "a.cu").write_text(f"{CLEAN}// FAR(other)\n")
    done = verify()
    assert done.code == 0
    assert "1 units: 1 compiled" in done.out


def test_a_unit_that_takes_too_long(source: Path) -> None:
    (source.parent / "migrate.toml").write_text("compile-timeout = 1\n")
    (source / "a.cu").write_text(CLEAN)
    (source / "b.cu").write_text(f"{CLEAN}// FOREVER\n")
    done = verify()
    assert "2 units: 1 compiled, 1 timed out" in done.out
    assert "src/b.cu: it took longer than 1 seconds" in done.out


def test_a_compiler_that_fails_without_a_word(source: Path) -> None:
    (source / "a.cu").write_text(f"{CLEAN}// CRASH\n")
    done = verify()
    assert done.code == 1
    assert "the compiler fails (exit code 70) and names no error: PLEASE submit" in done.out


def test_units_are_sources_that_nothing_includes(source: Path) -> None:
    (source / "a.cu").write_text(f'#include "part.cu"\n{CLEAN}')
    (source / "part.cu").write_text("__device__ int part() { return 1; }\n")
    (source / "plain.cpp").write_text("int plain() { return 1; }\n")
    (source / "host.cpp").write_text("#include <cuda_runtime.h>\nvoid h() { cudaFree(0); }\n")
    (source / "h.c").write_text("#include <cuda_runtime.h>\nvoid c(void) { cudaFree(0); }\n")
    assert "3 units: 3 compiled" in verify().out


def test_a_compile_database_says_which_units_and_how(source: Path) -> None:
    (source / "a.cu").write_text(CLEAN)
    (source / "b.cu").write_text(CLEAN)
    (source / "inc").mkdir()
    command = f"nvcc -Iinc -DX=1 -rdc=true -gencode arch=compute_80,code=sm_80 -c {source}/a.cu"
    entry = {"directory": str(source), "file": "a.cu", "command": command}
    (source / "compile_commands.json").write_text(json.dumps([entry]))
    assert "1 units: 1 compiled" in verify("--no-semantic").out


def test_options_of_a_compile_database_are_those_of_the_target(source: Path) -> None:
    (source / "a.cu").write_text(f"{CLEAN}// NEEDS(-ffp-contract=off)\n// NEEDS(-fno-rtti)\n")
    command = "nvcc -fmad=false -Xcompiler -fno-rtti -maxrregcount=32 -O3 --no-such -c a.cu -o a.o"
    entry = {"directory": str(source), "file": "a.cu", "command": command}
    (source / "compile_commands.json").write_text(json.dumps([entry]))
    done = verify("--no-semantic")
    assert "1 units: 1 compiled" in done.out
    assert (
        "without            -maxrregcount=32, --no-such: what it is for this compiler" in done.out
    )


def test_macros_that_choose_the_code_for_the_target_are_defined(source: Path) -> None:
    (source / "a.cu").write_text(f"{CLEAN}#ifdef USE_ROCM\n#endif\n// NEEDS(-DUSE_ROCM)\n")
    assert "1 units: 1 compiled" in verify().out
    (source / "own.h").write_text("#define USE_ROCM\n")  # then it is not the build's to define
    assert "-DUSE_ROCM is missing" in verify().out


def test_folders_of_the_tree_are_those_of_the_port(source: Path) -> None:
    (source.parent / "migrate.toml").write_text('include-dirs = ["src/inc"]\nstd = "c++20"\n')
    (source / "inc").mkdir()
    (source / "inc/x.cuh").write_text("// NO_SUCH(x)\n")
    (source / "a.cu").write_text(f'#include "x.cuh"\n{CLEAN}// NEEDS(-std=c++20)\n')
    assert "1 units: 1 compiled" in verify().out


def test_what_cudas_own_compiler_refuses_is_no_defect(source: Path) -> None:
    (source / "a.cu").write_text(f"{CLEAN}int NO_SUCH(one);\nint NO_SUCH(two);\n")
    assert findings(report()) == [("migrate/does-not-compile", at) for at in (3, 4)]
    fake_nvcc(source.parent, refused=3)
    assert findings(report()) == [("migrate/does-not-compile", 4)]


@pytest.mark.parametrize(
    ("compiler", "said"),
    [
        ("no-such-compiler", "there is no program no-such-compiler"),
        ("false", "does not compile a kernel of one line: it says nothing"),
        ("'", "is no command"),
    ],
)
def test_a_compiler_that_cannot_be_used(source: Path, compiler: str, said: str) -> None:
    (source / "a.cu").write_text(CLEAN)
    done = migrate("verify", "src", "--compiler", compiler)
    assert done.code == 2
    assert said in done.err


def test_without_a_compiler_the_rest_is_verified(source: Path) -> None:
    (source / "a.cu").write_text(CLEAN)
    assert "compiles        -: left out (--static)" in migrate("verify", "src", "--static").out
    done = migrate("verify", "src")
    assert done.code == 0
    assert "stable          1: files ported a second time" in done.out


def test_a_target_without_facts_says_so(source: Path) -> None:
    (source / "a.cu").write_text(CLEAN)
    done = migrate("verify", "src", "--to", "musa")
    assert done.code == 0
    assert "names           -: what Moore Threads MUSA declares is not known" in done.out
    assert "compiles        -: no compiler of Moore Threads MUSA is known" in done.out
    assert migrate("verify", "src", "--to", "musa", "--compiler", "true").code == 2


def test_calls_in_a_macros_arguments_are_counted(source: Path) -> None:
    text = "#define CHECK(x) do { if ((x) != 0) abort(); } while (0)\n"
    (source / "a.cu").write_text(text + "void f(void *p) { CHECK(hipFree(p, p)); hipFree(p); }\n")
    done = migrate("verify", "src", "--static", "--to", "hip@6.2")
    assert "error arguments: hipFree is called with 2 arguments" in done.out
    assert "2: calls compared with their declarations; 1 error" in done.out


def test_rules_that_write_what_the_target_lacks_are_found(source: Path) -> None:
    rules = source.parent / "own" / "hip" / "names"
    rules.mkdir(parents=True)
    rows = "cudaMalloc,hipMallocNowhere,function,renamed,,,\n"
    (rules / "own.csv").write_text(f"cuda,target,kind,status,since,until,note\n{rows}")
    (source / "a.cu").write_text("void f(void **p) { cudaMalloc(p, 4); }\n")
    done = migrate("verify", "src", "--static", "--rules", "own", "--to", "hip@6.2")
    assert done.code == 1
    assert "silent names: HIP 6.2 does not declare hipMallocNowhere" in done.out


def test_a_call_with_too_many_arguments_is_found(source: Path) -> None:
    (source / "a.cu").write_text("void f(void *p) { cudaFree(p, 1); cudaFree(p); }\n")
    done = migrate("verify", "src", "--static", "--to", "hip@6.2")
    assert done.code == 1
    assert "src/a.cu:1:19: silent arguments: hipFree is called with 2 arguments" in done.out
    assert "2: calls compared with their declarations; 1 silent" in done.out


PORTED = """\
#include <hip/hip_runtime.h>
#include <hip/no_such.h>
#include "helper.h"
namespace tool { hipError_t hipMyOther(int); struct hipBag { int hipField; }; }
#define hipCheckIt(x) do { if ((x) != hipSuccess) return 1; } while (0)
#if HIP_VERSION_MAJOR >= 6
void newer() { hipGraphAddNode(0, 0, 0, 0, 0); }
#endif
#if 0
void never() { hipReallyNot(); }
#endif
int main() {
  float* x;
  hipError_t hipStatus = hipMalloc((void**)&x, 4);
  hipCheckIt(hipMalloc((void**)&x, 4, 5));
  tool::hipBag bag; bag.hipField = HIP_MY_NUMBER;
  hipMyHelper(x);
  tool::hipMyOther(2);
  hipNoSuchThing(x, 3);  // hipInComment
  hipNoSuchThing(x, 4);
  return hipStatus;
}
"""


def test_a_port_that_was_edited_by_hand_is_checked_in_all_of_it(source: Path) -> None:
    (source / "main.cpp").write_text(PORTED)
    (source / "helper.h").write_text("inline void hipMyHelper(float*) {}\n")
    (source / "CMakeLists.txt").write_text(
        "target_compile_definitions(x PRIVATE HIP_MY_NUMBER=3)\n"
    )
    done = migrate("verify", "src", "--static", "--to", "hip@5.2", "--format", "json")
    assert done.code == 1
    found = json.loads(done.out)["verification"]
    places = [(item["check"], item["standing"], item["line"]) for item in found["problems"]]
    assert sorted(places) == [
        ("arguments", "error", 15),
        ("includes", "error", 2),
        ("names", "error", 19),
    ]
    shown = migrate("verify", "src", "--static", "--to", "hip@5.2").out
    assert "src/main.cpp:19:3: error names: HIP 5.2 does not declare hipNoSuchThing" in shown
    assert "src/main.cpp:2:10: error includes: HIP 5.2 has no header <hip/no_such.h>" in shown
    assert "errors          3: in code that the port did not write: mend them there" in shown


def test_names_in_branches_for_the_target_are_looked_up(source: Path) -> None:
    branch = "#ifdef __HIP__\nvoid h(void *p) { hipFree(p); hipFreee(p); }\n#endif\n"
    (source / "a.cu").write_text(f"{CLEAN}{branch}")
    done = migrate("verify", "src", "--static", "--to", "hip@6.2")
    assert done.code == 1
    assert "src/a.cu:4:31: error names: HIP 6.2 does not declare hipFreee" in done.out
    (source / "own.h").write_text("template <class T> void hipFreee(T *p);\n")
    assert migrate("verify", "src", "--static", "--to", "hip@6.2").code == 0


def test_names_that_macros_put_together_are_looked_up_by_their_pattern(source: Path) -> None:
    call = "#define AMAX(name) hipblasI##name##amax(h, n, x, 1, &r)\n"
    (source / "a.cu").write_text(CLEAN + call + call.replace("hip", "cu"))
    assert migrate("verify", "src", "--static", "--to", "hip@6.2").code == 0
    (source / "a.cu").write_text(CLEAN + call.replace("amax", "amox"))
    done = migrate("verify", "src", "--static", "--to", "hip@6.2")
    assert done.code == 1
    said = "error names: HIP 6.2 declares no name that hipblasI##name##amox may become"
    assert said in done.out


def test_errors_of_a_unit_that_the_port_leaves_alone_are_the_trees(source: Path) -> None:
    kernel = "#include <hip/hip_runtime.h>\n__global__ void k() {}\n"
    (source / "a.hip").write_text(f"{kernel}int NO_SUCH(hipMallocNowhere);\nint NO_SUCH(mine);\n")
    found = report()
    said = [(item["check"], item["standing"]) for item in found["verification"]["problems"]]
    assert said == [("names", "error"), ("compiles", "error")]  # one name is told once
    assert found["verification"]["units"][0]["outcome"] == "error"
    (source / "a.hip").write_text(f"{kernel}// CRASH\n")
    assert "src/a.hip:1:1: error compiles: the compiler fails" in verify().out


def test_no_finding_excuses_an_error_of_another_name(source: Path) -> None:
    call = "cudaGraphConditionalHandleCreate(NO_SUCH(hipMallocNowhere))"
    note = "cudaMemAdvise(NO_SUCH(p), 1, cudaMemAdviseSetReadMostly, 0)"
    (source / "a.cu").write_text(f"{CLEAN}void f() {{ {call}; }}\nvoid g() {{ {note}; }}\n")
    found = report("--fail-on", "never")
    problems = [(item["standing"], item["line"]) for item in found["verification"]["problems"]]
    assert problems == [("error", 3), ("silent", 4)]


def test_what_stands_behind_a_library_that_is_not_installed_is_seen(source: Path) -> None:
    words = "hipsparseCreate(&NO_SUCH(hipsparseHandle_t));\nint NO_SUCH(mine);"
    (source / "a.cu").write_text(f"#include <cusparse.h>\n{CLEAN}void g() {{\n{words}\n}}\n")
    found = report("--fail-on", "never")
    problems = [(item["standing"], item["line"]) for item in found["verification"]["problems"]]
    assert problems == [("setup", 1), ("setup", 5), ("silent", 6)]
    header, beside, _ = (item["message"] for item in found["verification"]["problems"])
    assert "a stand-in that knows no types is read for it" in header
    assert beside.endswith("(beside a stand-in for hipsparse/hipsparse.h)")


def test_what_stands_behind_a_header_that_cmake_makes_is_seen(source: Path) -> None:
    (source / "CMakeLists.txt").write_text("configure_file(own.h.in absent/own.h)\n")
    (source / "own.h.in").write_text("#cmakedefine01 OWN\n")
    words = "int NO_SUCH(mine);\nint NO_SUCH(OWN);\n// NEEDS(-other)"
    (source / "a.cu").write_text(f"#include <absent/own.h>\n{CLEAN}{words}\n")
    found = report("--fail-on", "never")["verification"]["problems"]
    places = [(item["standing"], item["line"]) for item in found if item["check"] == "compiles"]
    assert places == [("setup", 1), ("setup", 4), ("setup", 5), ("silent", 6)]
    assert "CMake makes it of a template" in found[0]["message"]


def test_flags_for_the_hosts_processor_are_no_defect(source: Path) -> None:
    host = "#include <cuda_runtime.h>\nvoid f() { cudaFree(0); }\n// FEATURE(avx512f)\n"
    (source / "a.cpp").write_text(host)
    done = verify()
    assert done.code == 0
    assert "1 setup" in done.out
    assert "(the build gives a flag for the processor)" in done.out


def test_folders_that_build_files_name_are_given_to_the_compiler(source: Path) -> None:
    (source / "kernels").mkdir()
    (source / "api/v1").mkdir(parents=True)
    (source / "Makefile").write_text("API = api\nall:\n\tnvcc -I$(API)/v1 kernels/a.cu\n")
    copied = f"{source.resolve()}/api/v1"
    (source / "kernels/a.cu").write_text(f"{CLEAN}// NEEDS_ANY(-I,{copied})\n")
    assert "1 units: 1 compiled" in verify("--fail-on", "never").out


def test_own_names_in_the_branch_without_cuda_are_not_left_over(source: Path) -> None:
    (source / "mark.h").write_text("#define OPTIX_MARK inline\nint cudaOurs(int x);\n")
    (source / "a.cu").write_text(
        '#include "mark.h"\n#if __CUDACC__\n#include <cuda_runtime.h>\n#else\n'
        "OPTIX_MARK int g() { return cudaOurs(1); }\n#endif\n"
    )
    done = migrate("verify", "src", "--static", "--to", "hip@6.2")
    assert "silent          0: none" in done.out, done.out


def test_nothing_counts_in_a_branch_that_the_target_never_compiles(source: Path) -> None:
    call = "cudaMemPrefetchAsync(p, 4, {})"
    (source / "a.cu").write_text(
        "#include <cuda_runtime.h>\nvoid f(void* p, cudaMemLocation at) {\n"
        f"#if CUDART_VERSION >= 13000\n  {call.format('at, 0, 0')};\n"
        f"#else\n  {call.format('0, 0')};\n#endif\n}}\n"
    )
    done = migrate("verify", "src", "--static", "--to", "hip@5.2")
    assert "calls compared with their declarations; 1 expected" in done.out, done.out
    assert "silent          0: none" in done.out, done.out
