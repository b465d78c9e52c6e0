"""Build files and device code are reported: what is found, what is not, what a comment silences."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.build.files import build_file
from migrate.files.kinds import Kind, kind_of
from migrate.files.source import SourceFile, position
from migrate.model import FileResult, Outcome, Report, Status, UserError
from migrate.port.engine import port
from migrate.port.job import Job
from migrate.report.summary import summarize
from migrate.rules import ruleset
from migrate.rules.buildrules import BuildRule, BuildRules, load_build_rules
from migrate.rules.targets import rules_folder
from migrate.run import run
from migrate.settings.config import Build, FileOptions, Settings

REPORTED = FileOptions(build=Build.REPORT)

HIP = load_build_rules("hip", [rules_folder()])


def scanned(text: str, kind: Kind = Kind.MAKE, rules: BuildRules = HIP) -> FileResult:
    return build_file(SourceFile("x", text.encode()), kind, rules, FileOptions())


def told(text: str, kind: Kind = Kind.MAKE) -> list[str]:
    """``line rule`` of each finding, without the target's name."""
    result = scanned(text, kind)
    return [
        f"{position(result.lines, finding.start).line} {finding.rule.removeprefix('hip/build/')}"
        for finding in result.findings
    ]


def cases() -> list[pytest.ParameterSet]:
    return [
        pytest.param(rule, kind, id=f"{rule.id}-{kind.value}")
        for rule in HIP.rules
        for kind in sorted(rule.kinds, key=lambda kind: kind.value)
    ]


@pytest.mark.parametrize(("rule", "kind"), cases())
def test_a_rule_finds_its_examples_and_passes_near_ones(rule: BuildRule, kind: Kind) -> None:
    alone = HIP if rule.absorbs else replace(HIP, rules=(rule,))
    if kind is Kind.SHELL:
        return  # only what nvcc is called with: tests/test_shell.py
    for line in rule.finds:
        assert rule.id in {item.rule for item in scanned(line, kind, alone).references}, line
        assert rule.id in {item.rule for item in scanned(line, kind).references}, line
    for line in rule.passes:
        assert rule.id not in {item.rule for item in scanned(line, kind, alone).references}, line


@pytest.mark.parametrize("rule", HIP.rules, ids=lambda rule: rule.id)
def test_a_rule_has_near_misses_and_texts_of_one_line(rule: BuildRule) -> None:
    assert rule.finds
    assert rule.passes
    for text in (rule.title, rule.message, rule.suggestion):
        assert "\n" not in text
        assert not text.endswith(".") or text.endswith("...")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CMakeLists.txt", Kind.CMAKE),
        ("cmake/FindX.cmake", Kind.CMAKE),
        ("a/Makefile", Kind.MAKE),
        ("makefile_nvidia", Kind.MAKE),
        ("GNUmakefile", Kind.MAKE),
        ("Makefile.in", Kind.MAKE),
        ("common/make.config", Kind.MAKE),
        ("rules.mk", Kind.MAKE),
        ("setup.py", Kind.PYTHON),
        ("BUILD", Kind.BAZEL),
        ("x/BUILD.bazel", Kind.BAZEL),
        ("meson.build", Kind.MESON),
        ("vs/demo.vcxproj", Kind.MSBUILD),
        ("vs/cuda.props", Kind.MSBUILD),
        ("pyproject.toml", Kind.TOML),
        ("docker/Dockerfile", Kind.CONTAINER),
        ("Dockerfile.gpu", Kind.CONTAINER),
        ("ubuntu-22.04.Dockerfile", Kind.CONTAINER),
        ("Containerfile", Kind.CONTAINER),
        ("Dockerfile.md", None),
        ("configure.ac", Kind.AUTOCONF),
        ("m4/ax_cuda.m4", Kind.AUTOCONF),
        ("m4/libtool.m4", None),
        ("aclocal.m4", None),
        ("a/b.pyx", Kind.CYTHON),
        ("a/b.pxd", Kind.CYTHON),
        ("k.ptx", Kind.PTX),
        ("k.cubin", Kind.BINARY),
        ("Makefile.md", None),
        ("app.config", None),
        ("BUILD.md", None),
        ("notes.txt", None),
        ("k.cu", None),
    ],
)
def test_names(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_comments_and_what_is_printed_say_nothing() -> None:
    makefile = "# nvcc -arch=sm_70\nall:\n\t@echo nvcc not found\n$(info no nvcc)\n"
    assert told(makefile + "\tnvcc a.cu # -lcublas\n") == ["5 compiler"]
    cmake = (
        '#[[\nenable_language(CUDA)\n]]\nmessage(STATUS "nvcc (CUDA::cublas)")\nadd(x) # sm_70\n'
    )
    assert told(cmake, Kind.CMAKE) == []
    python = '"""Needs nvcc and -lcublas."""\nflags = ["--use_fast_math"]  # not -lcufft\n'
    assert told(python, Kind.PYTHON) == ["2 fast-math"]


HELP = (
    'option(USE_W "Warnings of nvcc" OFF)',
    'OPTION(USE_W "Warnings of nvcc, -arch=sm_70" OFF)',
    'set(W OFF CACHE BOOL "Warnings of nvcc")',
    'set(W "" CACHE STRING\n    "Options for nvcc")',
    'find_program(W ccache DOC "Runs nvcc")',
    'register_flag_optional(CUDA_ARCH\n  "[TARGET==NVIDIA only] As (e.g `sm_70`)\n for nvcc" "")',
    'my_option(CUDA_HOME_DIR "Path to it, as /opt/cuda-11.2 or \\"x\\"" "")',
    'declare_variable(F "Additional flags of nvcc" "")',
    'define_property(TARGET PROPERTY F BRIEF_DOCS "For nvcc" FULL_DOCS "For nvcc, sm_70")',
    'MESSAGE(STATUS "nvcc is found")',
    'message(FATAL_ERROR "(try $(readlink /usr/local/cuda (or nvcc)))\\n")',
)


@pytest.mark.parametrize("text", HELP)
def test_a_help_text_says_nothing(text: str) -> None:
    assert not scanned(text, Kind.CMAKE).references


@pytest.mark.parametrize(
    "text",
    [
        'option(CUDA_PROPAGATE_HOST_FLAGS "On" ON)',
        'set(W "nvcc" CACHE STRING "Compiler")',
        'register_flag_optional(CUDA_FLAGS "Flags that it gets" "-arch=sm_70")',
        'register_flags(CUDA_FLAGS "-arch=sm_70 -O3")',
        'define_command(CC "nvcc -O3 -c")',
        'target_compile_options(t "Flags of -arch=sm_70")',
    ],
)
def test_what_stands_beside_a_help_text_is_read(text: str) -> None:
    assert scanned(text, Kind.CMAKE).references


def test_projects_of_visual_studio(tmp_path: Path) -> None:
    """One without CUDA is not read; of the others the customization is told of once."""
    (tmp_path / "plain.vcxproj").write_text("<CudaCompile>\n</CudaCompile>\ncublasXt.lib\n")
    imported = '<Import Project="$(VCTargetsPath)\\BuildCustomizations\\CUDA 11.1.{}" />\n'
    text = "<!-- cudart.lib; -->\n" + imported.format("props") + imported.format("targets")
    linked = "<AdditionalDependencies>a.lib;cublas.lib;cudart.lib;x.lib</AdditionalDependencies>\n"
    (tmp_path / "a.vcxproj").write_text(text + linked)
    (tmp_path / "b.vcxproj").write_text(text)
    asked = FileOptions(build=Build.REPORT)
    report = run([tmp_path], Settings(cache=False, options=asked)).report
    found = {file.path: [finding.rule for finding in file.findings] for file in report.files}
    once = ["hip/build/visual-studio", "hip/build/visual-studio-library"]
    assert found == {"a.vcxproj": once, "b.vcxproj": []}
    (library,) = (item for item in report.files[0].findings if item.rule == once[1])
    assert len(library.places) == 2
    assert "cudart.lib: write amdhip64.lib" in library.suggestion


def test_what_reaches_no_device_code_is_apart_from_what_does(tmp_path: Path) -> None:
    """The standard of a target without device code is no place of the finding on another's."""
    (tmp_path / "CMakeLists.txt").write_text(
        "enable_language(CUDA)\nadd_library(a a.cu)\n"
        "set_property(TARGET a PROPERTY CUDA_STANDARD 17)\n"
        "add_library(b b.cpp)\nset_property(TARGET b PROPERTY CUDA_STANDARD 14)\n"
    )
    for name in ("a.cu", "b.cpp"):
        (tmp_path / name).write_text("int x;\n")
    asked = FileOptions(build=Build.REPORT)
    report = run([tmp_path], Settings(cache=False, options=asked)).report
    assert summarize(report).portability is not None
    (file,) = (file for file in report.files if file.path == "CMakeLists.txt")
    (standard,) = (item for item in file.findings if item.api == "CUDA_STANDARD")
    assert len(standard.places) == 1


def test_a_number_sign_in_a_string_begins_no_comment() -> None:
    assert told('set(X "a # b") # c\nset(Y "#" CUDA::cublas)\n', Kind.CMAKE) == ["2 library-target"]


def test_names_that_only_look_like_it() -> None:
    text = "OBJS = kernel_cuda.o src/cuda/run_cuda.cu\nvlc_sm64huff.o: x\nNVCC_FLAGS = $(OPT)\n"
    assert told(text) == []
    text = (
        'option(USE_CUDA "Build with CUDA" ON)\nif(USE_CUDA)\nfile(GLOB S src/cuda/*.cu)\nendif()\n'
    )
    assert told(text, Kind.CMAKE) == []


def test_the_same_of_a_file_is_said_once_with_the_lines() -> None:
    result = scanned("a: ; nvcc -arch=sm_70\nb: ; nvcc\nc: ; nvcc\n")
    first, second = result.findings
    assert first.rule == "hip/build/compiler"
    assert [position(result.lines, item.start).line for item in first.more] == [2, 3]
    assert not second.more
    assert len(result.references) == 2


def test_libraries_that_differ_are_told_apart() -> None:
    result = scanned("LIBS = -lcublas -lcudart_static -lcudadevrt -lcublas\n")
    known = [(item.api, item.status.value, item.suggestion) for item in result.findings]
    both = (
        "-lcublas: link -lhipblas; "
        "-lcudart_static: link -lamdhip64 (hipcc adds it by itself; there is no static one)"
    )
    assert known == [
        ("-lcublas", "review", both),
        ("-lcudart_static", "review", both),
        (
            "-lcudadevrt",
            "manual",
            "HIP has no dynamic parallelism, which this library is for: "
            "launch such kernels from the host; leave it out where there are none",
        ),
    ]
    assert scanned("LIBS = -lcublas\n").findings[0].suggestion == "link -lhipblas"


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        (Kind.PYTHON, "if torch.version.hip:\n    x = 1\nelse:\n    f = ['-lcublas']\n", 0),
        (Kind.PYTHON, "if not rocm:\n    f = ['-lcublas']\n\ng = ['-lcufft']\n", 1),
        (Kind.PYTHON, "if rocm or cuda:\n    f = ['-lcublas']\n", 1),
        (Kind.PYTHON, "if machine == 'AMD64':\n    f = ['-lcublas']\n", 1),
        (Kind.CMAKE, "if(USE_HIP)\nelse()\nenable_language(CUDA)\nendif()\n", 0),
        (Kind.CMAKE, "if(USE_HIP)\nendif()\nenable_language(CUDA)\n", 1),
        (Kind.CMAKE, "if(A)\nif(HIP)\nendif()\nenable_language(CUDA)\nendif()\n", 1),
        (Kind.MAKE, "ifeq ($(HIP),1)\nCC=hipcc\nelse\nCC=nvcc\nendif\n", 0),
        (Kind.MAKE, "ifeq ($(CUDA), true)\nCC=nvcc\nendif\nifeq ($(ROCM), true)\nendif\n", 0),
        (Kind.MAKE, "ifdef ROCM\nCC=hipcc\nendif\nifdef CUDA\nCC=nvcc\nendif\n", 0),
        (Kind.MAKE, "ifneq ($(CUDA), 1)\nCC=nvcc\nendif\nifdef ROCM\nCC=hipcc\nendif\n", 1),
        (Kind.MAKE, "ifdef A\nifdef ROCM\nendif\nendif\nifdef CUDA\nCC=nvcc\nendif\n", 1),
        (Kind.MAKE, "ifdef CUDA\nCC=nvcc\nendif\n", 1),
        (Kind.CMAKE, "if(USE_CUDA)\nenable_language(CUDA)\nendif()\nif(USE_HIP)\nendif()\n", 0),
        (Kind.PYTHON, "if use_cuda:\n    f = ['-lcublas']\nif use_rocm:\n    f = []\n", 0),
        (Kind.MAKE, "all:\n\tif hip; then \\\n\tnvcc; \\\n\tfi\n", 1),
        # Scripts are parsed: conditions over several lines, helpers, and what a branch leaves.
        (
            Kind.PYTHON,
            "if (cuda\n  or b):\n  f = ['-lcublas']\nelif (version.hip\n  and a):\n  f = []\n",
            0,
        ),
        (Kind.PYTHON, "def g():\n  return ['-lcublas']\nif IS_HIP:\n  pass\nelse:\n  g()\n", 0),
        (Kind.PYTHON, "def g():\n  return ['-lcublas']\nif IS_HIP:\n  g()\ng()\n", 1),
        (Kind.PYTHON, "def g():\n  if is_rocm:\n    return []\n  return ['-lcublas']\n", 0),
        (Kind.PYTHON, "def g():\n  if is_rocm and a:\n    return []\n  return ['-lcublas']\n", 1),
        (Kind.PYTHON, "f = [] if torch.version.hip is not None else ['-lcublas']\n", 0),
        (
            Kind.PYTHON,
            "gpu = 'a' if torch.version.hip else 'n'\nif gpu == 'n':\n  f = ['-lcublas']\n",
            0,
        ),
        (Kind.PYTHON, "if a:\n  f = ['-lcublas']\nrocm = 1\n", 1),
        (Kind.PYTHON, "if rocm and (:\n  f = ['-lcublas']\n", 0),
    ],
)
def test_branches_that_ask_for_the_target_are_left_alone(kind: Kind, text: str, left: int) -> None:
    result = scanned(text, kind)
    assert len(result.findings) == left
    alone = [item for item in result.references if item.rule == "migrate/guarded"]
    assert len(alone) + left == len(result.references) > 0


def test_comments_switch_off_and_ignore() -> None:
    text = (
        "# migrate: off\nA = nvcc\n# migrate: on\n"
        "B = -lcublas # migrate: ignore[hip/build/library]\n"
        "# migrate: ignore[hip/build/*]\nC = -lcufft \\\n -lcurand\n"
        "D = -lcublas\n"
        "# migrate: ignore[hip/build/fma]\nE = -O3\n"
    )
    result = scanned(text)
    assert told(text) == ["8 library", "9 migrate/unused-suppression"]
    assert result.findings[0].message == "this library comes with CUDA only"
    rules = [item.rule for item in result.references]
    assert rules == ["migrate/off", *["migrate/ignore"] * 3, "hip/build/library"]


def test_places_are_those_of_the_bytes() -> None:
    text = 'é = "x"\r\nLIBS = -lcublas\r\n'
    (finding,) = scanned(text).findings
    assert text.encode()[finding.start : finding.end] == b"-lcublas"
    assert position(scanned(text).lines, finding.start) == (2, 8)


# -- whole runs


def test_each_of_several_places_of_one_cause_has_a_comment_of_its_own() -> None:
    said = "# migrate: ignore[hip/build/architectures] chosen by hand\n"
    lines = (
        "if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)\n",
        "  set(CMAKE_CUDA_ARCHITECTURES 70 80)\n",
        "  list(APPEND CMAKE_CUDA_ARCHITECTURES 90)\n",
    )
    assert told("".join(lines) + "endif()\n", Kind.CMAKE) == ["1 architectures"]
    assert told("".join(said + line for line in lines) + "endif()\n", Kind.CMAKE) == []


def check(folder: Path, files: dict[str, str | bytes], to: str = "hip") -> Report:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run([folder], Settings(to=to, jobs=1, options=REPORTED)).report


def test_a_tree_is_read_with_its_build_files(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.cu": "int main() { return cudaDeviceReset(); }\n",
        "Makefile": "all: a.cu\n\tnvcc -arch=sm_70 a.cu\n",
        "tool.py": "print('no build')\n",
        "ops/builder.py": "flags = {'nvcc': ['--use_fast_math']}\n",
    }
    report = check(tmp_path, files)
    assert [file.path for file in report.files] == ["Makefile", "a.cu", "ops/builder.py"]
    assert report.files[0].outcome is Outcome.UNCHANGED
    assert report.ledger[Status.REVIEW] == 3
    assert report.exit_code == 0


def test_a_target_without_build_rules_reads_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = ruleset.load("musa").info
    assert not ruleset.RuleSet(info, info.versions[-1], [tmp_path]).reads_build_files
    monkeypatch.setattr(ruleset.RuleSet, "reads_build_files", False)
    report = check(tmp_path, {"a.cu": "int x;\n", "Makefile": "nvcc\n"}, "musa")
    assert [file.path for file in report.files] == ["a.cu"]


def test_a_build_file_that_is_named_is_read(tmp_path: Path) -> None:
    file = tmp_path / "Makefile"
    file.write_text("x:\n\tnvcc --maxrregcount=32 x.cu\n")
    report = run([file], Settings(jobs=1, options=REPORTED)).report
    assert [finding.status for finding in report.files[0].findings] == [
        Status.REVIEW,
        Status.MANUAL,
    ]
    assert report.exit_code == 1


PTX = """\
//
.version 7.0
.target sm_80
.address_size 64
.visible .entry scale(
    .param .u64 p
)
{
    .reg .f32 %f<2>;
    ld.param.u64 %rd1, [p];
$L: add.f32 %f1, %f1, %f1; // x;
    @%p1 bra $L;
    ret;
}
.entry other() { ret; }
"""


def test_ptx_is_named_with_its_kernels(tmp_path: Path) -> None:
    (file,) = check(tmp_path, {"k.ptx": PTX}).files
    (finding,) = file.findings
    assert finding.rule == "migrate/ptx-file"
    assert finding.status is Status.MANUAL
    assert finding.message == (
        "PTX for sm_80 runs on no other vendor's GPU: 2 kernels (scale, other), 5 instructions"
    )
    assert position(file.lines, finding.start).line == 5


def test_binaries_are_named_and_not_read(tmp_path: Path) -> None:
    report = check(tmp_path, {"k.cubin": b"\x7fELF\0\0", "e.ptx": b""})
    empty, binary = report.files
    assert binary.findings[0].rule == "migrate/device-binary"
    assert binary.lines == (0,)
    assert "no kernel, 0 instructions" in empty.findings[0].message
    assert report.exit_code == 1


def test_a_bug_of_a_build_file_fails_that_file_only() -> None:
    result = port(SourceFile("x", b""), Job, FileOptions(), kind=Kind.MAKE)  # type: ignore[arg-type]
    assert result.outcome is Outcome.FAILED


PIECES = ["if hip:\n", "find_library(\n", "project(", '"', "'''", "$(info ", "nvcc ", "\\\n"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.CMAKE, Kind.MAKE, Kind.PYTHON, Kind.MESON])
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_size_only(piece: str, kind: Kind) -> None:
    started = time.process_time()
    scanned(piece * 20_000, kind)
    assert time.process_time() - started < 10


@pytest.mark.slow
def test_so_does_that_of_what_is_one_thing_to_do() -> None:
    started = time.process_time()
    scanned("FROM nvidia/cuda:1\nRUN apt install libnccl-dev\n" * 4_000, Kind.CONTAINER)
    assert time.process_time() - started < 10


# -- rules of one's own


def own(folder: Path, text: str) -> BuildRules:
    (folder / "hip").mkdir()
    (folder / "hip" / "build.toml").write_text(text)
    return load_build_rules("hip", [rules_folder(), folder])


def test_own_rules_come_first(tmp_path: Path) -> None:
    text = '[[rule]]\nid = "ours"\ntitle = "T"\nmatch = "-lcublas"\nmessage = "m"\nfinds = ["x"]\n'
    rules = own(tmp_path, text)
    assert rules.rules[0].id == "hip/build/ours"
    found = scanned("-lcublas -lcufft", Kind.MAKE, rules).findings
    assert [finding.rule for finding in found] == ["hip/build/ours", "hip/build/library"]


def test_an_expression_of_several_rules_has_a_name(tmp_path: Path) -> None:
    text = "[patterns]\nours = '-l(x|y)'\n" + "".join(
        f"[[rule]]\nid='{name}'\ntitle='T'\nmatch='(?&ours){name}'\nmessage='m'\nfinds=['x']\n"
        for name in ("a", "b")
    )
    found = scanned("-lxa -lyb", Kind.MAKE, own(tmp_path, text)).findings
    assert [finding.rule for finding in found] == ["hip/build/a", "hip/build/b"]


GROUP = """
[libraries]
"ours, theirs" = { link = "both", note = "n" }
[[rule]]
title = "T"
message = "m"
once = true
[[rule.rule]]
id = "a"
match = "-l{library}"
finds = ["-lours"]
[[rule.rule]]
id = "b"
match = "-b"
message = "n"
finds = ["-b"]
"""


def test_what_rules_share_is_said_once(tmp_path: Path) -> None:
    first, second = own(tmp_path, GROUP).rules[:2]
    assert (first.title, first.message, first.once) == ("T", "m", True)
    assert (second.title, second.message, second.once) == ("T", "n", True)
    assert first.pattern.fullmatch(b"-ltheirs")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[rule]]\nid='x'\n[[rule.rule]]\nid='y'\n", "a rule that holds rules has an id"),
        ("[[rule]]\nid='x'\ntitle='T'\nmatch='(?&a)'\nmessage='m'\nfinds=['x']\n", "called 'a'"),
        ("[[rule]]\nid = 'x'\n", "has no title and no match and no finds"),
        ("[[rule]]\nid='x'\ntitle='T'\nmatch='('\nmessage='m'\nfinds=['x']\n", "unterminated"),
        ("[[rule]]\nid='x'\ntitle='T'\nmatch='a'\nfinds=['x']\n", "has no message"),
        (
            "[[rule]]\nid='x'\ntitle='T'\nmatch='a'\nfiles=['cmak']\nfinds=['x']\nmessage='m'\n",
            "cmak",
        ),
        ("[libraries.x]\n", "neither link nor note"),
        ("rules = 1\n", "unknown key"),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(UserError, match=problem):
        own(tmp_path, text)


def advice(text: str, kind: Kind) -> list[str]:
    return [finding.suggestion for finding in scanned(text, kind).findings]


def test_each_command_of_findcuda_has_its_own_advice() -> None:
    text = "cuda_include_directories(a)\ncuda_compile(o b.cu)\nfind_cuda_helper_libs(curand)\n"
    folders, objects, libraries = advice(text, Kind.CMAKE)
    assert "target_include_directories" in folders
    assert "OBJECT" in objects
    assert "hiprand" in libraries
    (npp,) = scanned("find_cuda_helper_libs(nppial)\n", Kind.CMAKE).findings
    assert (npp.status, npp.cause) == (Status.MANUAL, "NPP")


def test_each_tool_that_a_script_calls_has_its_own_advice() -> None:
    calls = (["nvidia-smi", "-pm", "1"], ["nvidia-smi", "-L"], ["nsys", "x"], ["cuda-gdb"])
    text = "".join(f"subprocess.run({call})\n" for call in calls)
    settings, query, profiler, debugger = advice(text, Kind.PYTHON)
    assert "amd-smi set" in settings
    assert "rocminfo" in query
    assert "rocprofv3" in profiler
    assert "rocgdb" in debugger


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('set(X_FLAGS "@CMAKE_CUDA_FLAGS@")\nset(X_CC "@CMAKE_CUDA_COMPILER@")\n', Kind.CMAKE),
        ("f(-DCUDA_TOOLKIT_ROOT_DIR=${CUDA_TOOLKIT_ROOT_DIR})\n", Kind.CMAKE),
        ("\tcd a && $(MAKE) CUDA_HOME=$(CUDA_HOME)\n", Kind.MAKE),
        (
            "set_property(TARGET t PROPERTY CUDA_ARCHITECTURES ${CMAKE_CUDA_ARCHITECTURES})",
            Kind.CMAKE,
        ),
        ("ARG REPO=https://github.com/nvidia/nccl\n", Kind.CONTAINER),
        ('\t$(call inform, "LD_LIBRARY_PATH=/usr/local/cuda/lib64")\n', Kind.MAKE),
    ],
)
def test_a_value_that_is_only_handed_on_asks_for_nothing(text: str, kind: Kind) -> None:
    assert told(text, kind) == []


def test_a_search_for_a_header_names_the_one_of_that_library() -> None:
    text = "find_path(A nccl.h)\nfind_path(B cudnn.h)\nfind_path(C cusolverDn.h)\n"
    nccl, cudnn, cusolver = advice(text, Kind.CMAKE)
    assert "rccl/rccl.h" in nccl
    assert "MIOpen" in cudnn
    assert "hipsolver/hipsolver.h" in cusolver
    assert "hip/hip_runtime.h" in advice("find_path(D NAMES cuda_runtime.h)", Kind.CMAKE)[0]


def test_a_variable_that_is_tidied_away_is_not_used() -> None:
    text = (
        "mark_as_advanced(CUDA_SEPARABLE_COMPILATION CUDA_ARCH_BIN)\nunset(CUDA_ARCH_PTX CACHE)\n"
    )
    assert told(text, Kind.CMAKE) == []
    assert told("set(CUDA_SEPARABLE_COMPILATION ON)\n", Kind.CMAKE) == ["1 separable-target"]


def test_names_of_libraries_in_a_list_count_and_targets_do_not() -> None:
    assert told("LIBRARIES := cudart cublas\nLIBS = cuda\nall: cublas\n") == [
        "1 library-names",
        "1 library-names",
    ]


def test_who_asks_for_the_version_of_nvcc_does_not_compile() -> None:
    assert told("V := $(shell $(BIN)/nvcc -V | cut -c 3)\n\tnvcc a.cu\n") == [
        "1 compiler-version",
        "2 compiler",
    ]


def test_a_version_is_compared_by_a_command_too() -> None:
    text = 'string(COMPARE LESS "${CUDA_VERSION}" "9.0" older)\nmessage("${CUDA_VERSION}")\n'
    assert told(text, Kind.CMAKE) == ["1 toolkit-version"]


def test_a_folder_in_a_variable_is_one_thing_to_do() -> None:
    assert told("CUDA_DIR := /usr/local/cuda\nCUDA_HOME ?= $(X)\n") == [
        "1 toolkit-folder",
        "2 toolkit-variable",
    ]


def test_an_import_says_nothing_where_a_use_does() -> None:
    text = "from torch.utils.cpp_extension import (\n    CUDA_HOME,\n)\n"
    assert told(text, Kind.PYTHON) == ["2 torch-toolkit"]
    assert told(text + "if CUDA_HOME:\n    pass\n", Kind.PYTHON) == ["4 torch-toolkit"]
    assert (
        told(text + "if CUDA_HOME:\n    pass\nelif torch.version.hip:\n    pass\n", Kind.PYTHON)
        == []
    )


# What hangs on a place of CMake's, and whether there is anything to say of that place itself.
SPENT = {
    "version-architectures": (
        "if(CUDA_VERSION VERSION_LESS 11)\n  set(CMAKE_CUDA_ARCHITECTURES 60)\nelse()\n"
        "  list(APPEND MY_ARCHS 80 86)\nendif()",
        [],
    ),
    "version-options": (
        'if(CUDA_VERSION VERSION_LESS 11)\n  set(F "${F} -Wno-deprecated-gpu-targets")\nendif()',
        [],
    ),
    "version-other": (
        "if(CUDA_VERSION VERSION_LESS 11)\n  add_definitions(-DOLD)\nendif()",
        ["toolkit-version"],
    ),
    "version-both": (
        "if(CUDA_VERSION VERSION_LESS 11)\n  set(CUDA_ARCH_BIN 60)\n  set(OLD 1)\nendif()",
        ["toolkit-version"],
    ),
    "version-stops": (
        'if(CUDA_VERSION VERSION_LESS 11)\n  message(FATAL_ERROR "old")\n'
        "  set(CUDA_ARCH_BIN 60)\nendif()",
        ["toolkit-version"],
    ),
    "version-empty": ("if(CUDA_VERSION VERSION_LESS 11)\nendif()", ["toolkit-version"]),
    "version-number": (
        "if(CUDA_VERSION VERSION_LESS 11)\n  set(MY_BLOCKS 80)\nendif()",
        ["toolkit-version"],
    ),
    "flags": ('set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} --extended-lambda -ccbin ${CXX}")', []),
    "flags-other": ('set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -O3")', ["cmake-flags"]),
    "flags-variable": (
        'string(APPEND CMAKE_CUDA_FLAGS " ${MORE} --extended-lambda")',
        ["cmake-flags"],
    ),
    "flags-read": ("add_custom_command(COMMAND x ${CMAKE_CUDA_FLAGS})", ["cmake-flags"]),
    "nvcc-flags": ("list(APPEND CUDA_NVCC_FLAGS --expt-relaxed-constexpr)", []),
    "expression": ("add_compile_options($<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda>)", []),
    "expression-other": (
        "add_compile_options($<$<COMPILE_LANGUAGE:CUDA>:-O3 --extended-lambda>)",
        ["language-condition"],
    ),
    "expression-nested": (
        "add_compile_options($<$<AND:$<CONFIG:Debug>,$<COMPILE_LANGUAGE:CUDA>>:-Xptxas=-v>)",
        [],
    ),
    "search": (
        "find_library(X cublas HINTS ${CUDA_TOOLKIT_ROOT_DIR} $ENV{CUDA_PATH})",
        ["library-search"],
    ),
    "version-prints": (
        'if(CUDA_FOUND AND CUDA_VERSION VERSION_LESS 11)\n  message(WARNING "old")\nendif()',
        [],
    ),
    "version-missing": (
        "if(CUDAToolkit_VERSION VERSION_LESS 12)\n  target_link_libraries(t CUDA::nvml)\nendif()",
        ["library-target"],
    ),
    "version-library": (
        "if(CUDAToolkit_VERSION VERSION_LESS 12)\n  target_link_libraries(t CUDA::cublas)\nendif()",
        ["toolkit-version", "library-target"],
    ),
    "flags-replaced": (
        'string(REPLACE "-Werror all-warnings" "" CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS}")',
        [],
    ),
    "flags-put": (
        'string(REPLACE "-O2" "-O3" CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS}")',
        ["cmake-flags"],
    ),
    "flags-matched": (
        'string(REGEX MATCH "-O[0-9]" LEVEL "${CMAKE_CUDA_FLAGS}")',
        ["cmake-flags"],
    ),
    "search-elsewhere": (
        "find_library(X mine HINTS ${MY_ROOT}/lib /usr/local/cuda/lib64 ${CUDA_TOOLKIT_ROOT_DIR})",
        [],
    ),
    "search-in-environment": (
        "find_library(X mine PATHS ENV MY_ROOT ENV CUDA_PATH /usr/local/cuda)",
        [],
    ),
    "search-in-parts": (
        "find_path(X NAMES a.h HINTS ${CUDA_TOOLKIT_ROOT_DIR} PATH_SUFFIXES a/b)",
        ["find-cuda-variable"],
    ),
    "headers-of-target": (
        "target_link_libraries(t CUDA::cudart)\n"
        "target_include_directories(t PRIVATE ${CUDAToolkit_INCLUDE_DIRS})",
        ["library-target"],
    ),
    "headers-of-another": (
        "target_link_libraries(t CUDA::cudart)\n"
        "target_include_directories(u PRIVATE ${CUDAToolkit_INCLUDE_DIRS})",
        ["library-target", "find-cuda-include"],
    ),
    "headers-below": (
        "target_link_libraries(t CUDA::cudart)\n"
        "target_include_directories(t PRIVATE ${CUDAToolkit_INCLUDE_DIRS}/cccl)",
        ["library-target", "find-cuda-include"],
    ),
    "headers-of-all": (
        "f(CUDA::cudart)\ninclude_directories(${CUDAToolkit_INCLUDE_DIRS})",
        ["library-target", "find-cuda-include"],
    ),
    "version-nvcc-options": (
        "if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER_EQUAL 11.5)\n"
        '  target_compile_options(t PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:--Wreorder>")\n'
        "  target_compile_definitions(t PRIVATE __CDPRT_SUPPRESS_SYNC_DEPRECATION_WARNING)\n"
        "endif()",
        [],
    ),
    "version-define": (
        "if(CUDAToolkit_VERSION VERSION_LESS 12)\n"
        "  target_compile_definitions(t PRIVATE OLD_CUDA)\nendif()",
        ["toolkit-version"],
    ),
    "not-cuda": (
        "add_compile_options($<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:-pedantic-errors>)",
        ["language-negated"],
    ),
    "not-cuda-microsoft": ("add_compile_options($<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:/bigobj>)", []),
    "not-cuda-and-cuda": (
        "add_compile_options($<$<NOT:$<COMPILE_LANGUAGE:CUDA>>:-march=native>)\n"
        "add_compile_options($<$<COMPILE_LANGUAGE:CUDA>:-O3>)",
        ["language-negated", "language-condition"],
    ),
    "target-only": (
        "if(TARGET torch_cuda)\n  get_target_property(OLD torch_cuda LINK_LIBRARIES)\n"
        '  set(NEW "")\n'
        "  foreach(V ${OLD})\n"
        '    string(REPLACE "/usr/local/cuda" "${CUDA_TOOLKIT_ROOT_DIR}" V ${V})\n'
        "    list(APPEND NEW ${V})\n  endforeach()\n"
        '  set_target_properties(torch_cuda PROPERTIES LINK_LIBRARIES "${NEW}")\nendif()',
        [],
    ),
    "target-changed": (
        'if(TARGET CUDA::cudart)\n  target_compile_options(CUDA::cudart INTERFACE "-O1")\nendif()',
        [],
    ),
    "target-linked": (
        "if(TARGET torch_cuda)\n  target_link_libraries(t torch_cuda)\nendif()",
        ["torch-target", "torch-target"],
    ),
    "target-read-outside": (
        "if(TARGET torch_cuda)\n  get_target_property(OLD torch_cuda LINK_LIBRARIES)\nendif()\n"
        "target_link_libraries(t ${OLD})",
        ["torch-target", "torch-target"],
    ),
    "target-unknown-variable": (
        "if(TARGET torch_cuda)\n  set(${NAME} 1)\nendif()",
        ["torch-target"],
    ),
    "target-else": (
        'if(TARGET torch_cuda)\n  set_property(TARGET torch_cuda PROPERTY X "")\nelse()\n'
        "  target_link_libraries(t CUDA::cublas)\nendif()",
        ["library-target"],
    ),
    "target-either": (
        'if(TARGET torch_cuda OR X)\n  set_property(TARGET torch_cuda PROPERTY X "")\nendif()',
        ["torch-target", "torch-target"],
    ),
    "target-missing": (
        'if(NOT TARGET torch_cuda)\n  set_property(TARGET torch_cuda PROPERTY X "")\nendif()',
        ["torch-target", "torch-target"],
    ),
    "nccl-options": (
        'if(CUDA_VERSION VERSION_GREATER 11.0)\n  set(CODE "${CODE} -Wno-deprecated-gpu-targets")\n'
        'endif()\nset(CODE "${CODE} -gencode=arch=compute_80,code=sm_80")\n'
        "ExternalProject_Add(nccl_install BUILD_COMMAND make src.build\n"
        '  CUDA_HOME=${CUDA_TOOLKIT_ROOT_DIR} NVCC_GENCODE=${CODE} INSTALL_COMMAND "")',
        ["nccl-built"],
    ),
    "search-for-other": (
        "find_library(X mine HINTS ${CUDA_TOOLKIT_ROOT_DIR})",
        ["find-cuda-variable"],
    ),
}
_GOES = {"architectures", "architecture", "compiler-option", "relaxed-checks", "assembler-option"}


@pytest.mark.parametrize(("text", "says"), SPENT.values(), ids=SPENT.keys())
def test_nothing_is_said_of_what_only_holds_what_goes(text: str, says: list[str]) -> None:
    spoken = [item.partition(" ")[2] for item in told(text + "\n", Kind.CMAKE)]
    assert [rule for rule in spoken if rule not in _GOES] == says


MODULE = """find_path(CUDNN_INCLUDE cudnn.h HINTS ${CUDA_TOOLKIT_ROOT_DIR} /usr/local/cuda)
find_library(CUDNN_LIBRARY NAMES cudnn HINTS $ENV{CUDA_PATH})
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CUDNN DEFAULT_MSG CUDNN_INCLUDE)
"""


def test_options_that_others_than_nccl_read_are_read() -> None:
    build = "ExternalProject_Add(nccl BUILD_COMMAND make NVCC_GENCODE=${CODE})\n"
    options = 'set(CODE "-gencode=arch=compute_80,code=sm_80")\n'
    assert told(options + build, Kind.CMAKE) == ["2 nccl-built"]
    other = options + build + 'string(APPEND CMAKE_CUDA_FLAGS " ${CODE}")\n'
    assert "1 architecture" in told(other, Kind.CMAKE)


def test_a_module_that_searches_is_one_thing_to_do() -> None:
    result = scanned(MODULE, Kind.CMAKE)
    (finding,) = result.findings
    assert finding.rule == "hip/build/find-library-module"
    assert (finding.status, finding.cause, finding.api) == (Status.MANUAL, "cuDNN", "CUDNN")
    assert [position(result.lines, item.start).line for item in finding.more] == [2]
    assert told(MODULE.replace("(CUDNN ", "(MINE "), Kind.CMAKE) == [
        "1 header-search",
        "2 library-search",
    ]


def test_so_is_a_module_about_them_that_looks_at_the_options_first() -> None:
    text = (
        'if(CMAKE_CUDA_FLAGS MATCHES "-gencode")\n  return()\nendif()\nset(A 60)\n'
        "if(CMAKE_CUDA_COMPILER_VERSION VERSION_GREATER 9)\n  list(APPEND A 70)\nendif()\n"
        "foreach(a ${A})\n"
        '  string(APPEND CMAKE_CUDA_FLAGS " -gencode arch=compute_${a},code=sm_${a}")\n'
        "endforeach()\n"
    )
    assert told(text, Kind.CMAKE) == ["1 architecture-script"]


def test_a_function_about_compute_capabilities_is_one_thing_to_do() -> None:
    body = "if(CUDA_VERSION VERSION_LESS 9)\nset(CUDA_ARCH_LIST 3.5)\nset(OLD 1)\nendif()\n"
    text = "function(select_{} out)\n" + body + "endfunction()\n"
    assert told(text.format("arch_options"), Kind.CMAKE) == ["2 architecture-function"]
    assert told(text.format("sources"), Kind.CMAKE) == ["2 toolkit-version", "3 architectures"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("try_run(R C d p.cu X ${CUDA_INCLUDE_DIRS})", ["1 cuda-probe"]),
        ('check_cuda_source_compiles("#include <cuda_fp16.h>" X)', ["1 cuda-probe"]),
        ("try_run(R C d p.cpp X ${CUDA_INCLUDE_DIRS})", ["1 find-cuda-include"]),
        ("if(CUDA_FOUND AND CMAKE_CUDA_COMPILER)\nf()\nendif()", ["1 cuda-found-condition"]),
        (
            "if(CUDA_FOUND)\nf(${CMAKE_CUDA_COMPILER})\nendif()",
            ["1 find-cuda-found", "2 cmake-compiler"],
        ),
        ("set(CMAKE_CUDA_COMPILER ${CUDA_TOOLKIT_ROOT_DIR}/bin/nvcc)", []),
        (
            "set(CUDA_PATH ${CUDA_TOOLKIT_ROOT_DIR})\nlink_directories(${CUDA_PATH}/lib)",
            ["1 find-cuda-variable"],
        ),
        (
            "get_filename_component(CUDA_ROOT ${CMAKE_CUDA_COMPILER} DIRECTORY)\n"
            "get_filename_component(CUDA_DIR ${CUDA_ROOT} PATH)\nf(${CUDA_DIR}/lib)",
            ["1 compiler-folder"],
        ),
        (
            "set(MY_PATH ${CUDA_TOOLKIT_ROOT_DIR})\nlink_directories(${CUDA_PATH}/lib)",
            ["1 find-cuda-variable", "2 toolkit-variable"],
        ),
        (
            "cuda_select_nvcc_arch_flags(F ${CUDA_ARCH_LIST})\nset(CMAKE_CUDA_ARCHITECTURES 80)\n"
            "set(F -arch=sm_80)\nexecute_process(COMMAND ${CMAKE_CUDA_COMPILER} --list-gpu-arch)",
            ["1 find-cuda-architectures"],
        ),
        ("execute_process(COMMAND ${CMAKE_CUDA_COMPILER} -V)", ["1 compiler-version-asked"]),
        (
            "cuda_find_helper_file(a c)\ncuda_build_clean_target()",
            ["1 find-cuda-helper-file", "2 find-cuda-clean"],
        ),
        ("list(APPEND CMAKE_PREFIX_PATH $ENV{CUDA_ROOT} /usr/local/cuda)", []),
        ('set(COMPILER "nvcc")\nif(COMPILER STREQUAL "nvcc")\nendif()', ["1 compiler"]),
        ("if(NOT CMAKE_CUDA_COMPILER)\nset(CMAKE_CUDA_COMPILER nvcc)\nendif()", []),
        ("if(CMAKE_CUDA_COMPILER)\nset(X 1)\nendif()", ["1 cmake-compiler"]),
        ("find_cuda_helper_libs(nppi)\nfind_cuda_helper_libs(nppc)", ["1 find-cuda-helper"]),
        ("find_package(CUB HINTS ${CUDAToolkit_ROOT}/lib64/cmake/cub)", ["1 find-cccl"]),
        (
            "find_library(X nvrtc HINTS ${CMAKE_CUDA_IMPLICIT_LINK_DIRECTORIES})",
            ["1 library-search"],
        ),
    ],
)
def test_what_stands_in_one_command_is_one_thing_to_do(text: str, says: list[str]) -> None:
    assert told(text, Kind.CMAKE) == says


def test_what_is_decided_for_the_tree_is_said_once(tmp_path: Path) -> None:
    text = "set_target_properties(t PROPERTIES CUDA_SEPARABLE_COMPILATION ON)\n"
    link = "target_link_libraries(t CUDA::cublas CUDNN::cudnn)\n"
    files: dict[str, str | bytes] = {f"{name}/CMakeLists.txt": text + link for name in "abc"}
    report = check(tmp_path, files)
    first, *others = (file.findings for file in report.files)
    assert [finding.rule for finding in first] == [
        "hip/build/separable-target",
        "hip/build/library-target",
        "hip/build/library-target",
    ]
    assert [len(finding.elsewhere) for finding in first] == [2, 0, 2]
    assert [[finding.api for finding in file] for file in others] == [["CUDA::cublas"]] * 2


def test_a_property_without_a_counterpart_that_does_no_harm_is_no_finding() -> None:
    text = "set_target_properties(t PROPERTIES CUDA_RESOLVE_DEVICE_SYMBOLS ON)\n"
    assert told(text, Kind.CMAKE) == []
    assert [item.status for item in scanned(text, Kind.CMAKE).references] == [Status.NATIVE]


@pytest.mark.parametrize(
    ("cuda", "hip", "left"),
    [
        ("cuda/CMakeLists.txt", "hip/CMakeLists.txt", True),
        ("make/cuda_64bit.mk", "make/hip_64bit.mk", True),
        ("lib/cuda/target_cuda.cmake", "lib/hip/target_hip.cmake", True),
        ("cuda/CMakeLists.txt", "hip/a.mk", False),
        ("cuda/CMakeLists.txt", "hip/sub/CMakeLists.txt", False),
        ("CMakeLists.txt", "hip/CMakeLists.txt", False),
        ("a/Makefile", "a/Makefile.hip", True),
        ("a/Makefile", "b/Makefile.hip", False),
    ],
)
def test_a_build_file_for_cuda_beside_one_for_the_target(
    tmp_path: Path, cuda: str, hip: str, left: bool
) -> None:
    text = "-lcublas\n" if cuda.endswith("mk") or "Makefile" in cuda else "enable_language(CUDA)\n"
    report = check(tmp_path, {cuda: text, hip: "CXX = hipcc\n", "a.cu": "int x;\n"})
    (result,) = [file for file in report.files if file.path == cuda]
    assert [item.rule == "migrate/guarded" for item in result.references] == [left]
    assert [finding.status for finding in result.findings] == [
        Status.INFO if left else Status.REVIEW
    ]
    if "Makefile" in cuda:
        report = check(tmp_path, {hip: "FLAGS = -O2\n"})  # it compiles nothing
        (result,) = [file for file in report.files if file.path == cuda]
        assert [finding.status for finding in result.findings] == [Status.REVIEW]
    report = check(tmp_path, {hip: text})  # a copy is no port
    (result,) = [file for file in report.files if file.path == cuda]
    assert [finding.status for finding in result.findings] == [Status.REVIEW]


def test_what_is_installed_in_an_image_of_cuda_is_part_of_it() -> None:
    install = "RUN apt-get install -y libnccl-dev\n"
    image = "FROM nvidia/cuda:12\n"
    (finding,) = scanned(image + install, Kind.CONTAINER).findings
    assert (finding.api, [item.start for item in finding.more]) == ("nvidia/cuda:12", [43])
    assert told(f"FROM ubuntu:24\n{install}{image}{install}", Kind.CONTAINER) == [
        "2 container-toolkit",
        "3 container-image",
    ]


def test_an_image_of_cuda_is_one_thing_to_do_for_the_tree(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a/Dockerfile": "FROM nvidia/cuda:12.4.0-devel\nENV A=/usr/local/cuda  # nvcc\n",
        "b/Dockerfile": "# FROM nvidia/cuda\nFROM ubuntu\nRUN nvcc a.cu\n",
        "c/Dockerfile.gpu": "ARG V=12\nARG BASE=nvidia/cuda:${V}\nFROM ${BASE}\n",
    }
    report = check(tmp_path, files)
    first, other = report.files
    assert (first.path, other.path) == ("a/Dockerfile", "c/Dockerfile.gpu")
    (finding,) = first.findings
    assert (finding.rule, finding.api) == ("hip/build/container-image", "nvidia/cuda:12.4.0-devel")
    assert [place.path for place in finding.elsewhere] == ["c/Dockerfile.gpu"]
    assert not other.findings


def test_a_library_that_no_source_names_goes(tmp_path: Path) -> None:
    build = "find_library(X cudnn)\nfind_library(Y nvml)\n"
    report = check(tmp_path, {"CMakeLists.txt": build, "a.cu": "int x = nvmlInit();\n"})
    cudnn, nvml = report.files[0].findings
    assert cudnn.suggestion.startswith("no source among these files names it: where none does, ")
    assert "MIOpen" in cudnn.suggestion
    assert nvml.suggestion.startswith("Device management goes through AMD SMI")


@pytest.mark.parametrize(
    ("build", "source", "says"),
    [
        ("${CUDA_CUBLAS_LIBRARIES}", "int x = cudaFree(0);", "all"),
        ("CUDA::cublas CUDA::cufft", "#include <cufft.h>\ncufftHandle h;", "CUDA::cublas"),
        ("CUDA::cublas", "#include <cublas_v2.h>", ""),
        ("CUDA::cublas", "cublasHandle_t h;", ""),
        ("CUDA::cublasLt", "cublasHandle_t h;", "all"),
        ("CUDA::cudart", "int x = cudaFree(0);", ""),
        ("CUDA::cublas", "int x;", ""),  # nothing of CUDA's was read
    ],
)
def test_advice_on_a_library_that_no_source_names(
    build: str, source: str, says: str, tmp_path: Path
) -> None:
    files = {"CMakeLists.txt": f"target_link_libraries(t {build})\n", "a.cu": source}
    (finding,) = check(tmp_path, dict(files)).files[0].findings
    assert finding.suggestion.startswith("no source among these files names it") is (says == "all")
    if says and says != "all":
        assert f"names anything of {says}: where none does" in finding.suggestion


def test_what_a_command_of_the_projects_own_prints_is_only_printed() -> None:
    assert told('my_status("GPUs: ${CMAKE_CUDA_ARCHITECTURES}")\n', Kind.CMAKE) == []
    assert told("my_setup(${CMAKE_CUDA_ARCHITECTURES})\n", Kind.CMAKE) == ["1 architectures"]


ON_APPLE = 'set(CMAKE_CUDA_FLAGS "-Xcompiler -fPIC")\n'
NVCC = "\tX := -arch=sm_70\n"


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        (f"if(APPLE)\n{ON_APPLE}endif()", Kind.CMAKE, False),
        (f'if("${{CMAKE_SYSTEM_NAME}}" MATCHES "Darwin")\n{ON_APPLE}endif()', Kind.CMAKE, False),
        (f"if(APPLE AND NOT X)\n{ON_APPLE}endif()", Kind.CMAKE, False),
        (f"if(WIN32)\nelseif(ANDROID)\n{ON_APPLE}endif()", Kind.CMAKE, False),
        (f"if(NOT APPLE)\nelse()\n{ON_APPLE}endif()", Kind.CMAKE, False),
        (f"if(APPLE)\nif(A)\n{ON_APPLE}endif()\nendif()", Kind.CMAKE, False),
        ("if(APPLE AND CUDA_VERSION VERSION_LESS 7)\nset(X 1)\nendif()", Kind.CMAKE, False),
        (f"if(APPLE)\nelse()\n{ON_APPLE}endif()", Kind.CMAKE, True),
        (f"if(NOT APPLE)\n{ON_APPLE}endif()", Kind.CMAKE, True),
        (f"if(APPLE OR UNIX)\n{ON_APPLE}endif()", Kind.CMAKE, True),
        (f"if(NOT APPLE AND X)\nelse()\n{ON_APPLE}endif()", Kind.CMAKE, True),
        (f"if(PINEAPPLES)\n{ON_APPLE}endif()", Kind.CMAKE, True),
        (f"if(APPLE)\nendif()\n{ON_APPLE}", Kind.CMAKE, True),
        (f"ifeq ($(UNAME), Darwin)\n{NVCC}endif\n", Kind.MAKE, False),
        (f"ifneq ($(DARWIN),)\n{NVCC}endif\n", Kind.MAKE, False),
        (f"ifneq (,$(findstring darwin,$(OS)))\n{NVCC}endif\n", Kind.MAKE, False),
        (f"ifeq ($(A),1)\nelse ifeq ($(OS),darwin)\n{NVCC}endif\n", Kind.MAKE, False),
        (f"ifeq ($(DARWIN),)\n{NVCC}endif\n", Kind.MAKE, True),
        (f"ifneq ($(UNAME), Darwin)\n{NVCC}endif\n", Kind.MAKE, True),
        ("if sys.platform == 'darwin':\n    a = ['-lineinfo']\n", Kind.PYTHON, False),
        ("if sys.platform != 'darwin':\n    a = ['-lineinfo']\n", Kind.PYTHON, True),
        ("LOCAL_PATH := $(call my-dir)\nNVCC = nvcc -arch=sm_30\n", Kind.MAKE, False),
    ],
)
def test_what_is_for_another_system_asks_for_nothing(text: str, kind: Kind, says: bool) -> None:
    assert bool(told(text, kind)) is says


OLD = "set(X -lineinfo)\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"if(CMAKE_VERSION VERSION_LESS 3.18)\n{OLD}endif()", False),
        (f'if(${{CMAKE_VERSION}} VERSION_LESS "3.21.0")\n{OLD}endif()', False),
        (f"if(A AND CMAKE_VERSION VERSION_LESS 3.9)\n{OLD}endif()", False),
        (f"if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.18)\nelse()\n{OLD}endif()", False),
        (f"if(CMAKE_VERSION VERSION_GREATER 3.17)\nelseif(A)\n{OLD}endif()", False),
        (f"if(NOT CMAKE_VERSION VERSION_GREATER_EQUAL 3.18)\n{OLD}endif()", False),
        (f"if(CMAKE_VERSION VERSION_LESS 3.18)\nelse()\n{OLD}endif()", True),
        (f"if(CMAKE_VERSION VERSION_LESS 3.28)\n{OLD}endif()", True),
        (f"if(CMAKE_VERSION VERSION_LESS_EQUAL 3.21)\n{OLD}endif()", True),
        (f"if(A OR CMAKE_VERSION VERSION_LESS 3.18)\n{OLD}endif()", True),
        (f"if(A AND CMAKE_VERSION VERSION_GREATER 3.17)\nelse()\n{OLD}endif()", True),
        (f"if(NOT CMAKE_VERSION VERSION_LESS 3.18)\n{OLD}endif()", True),
        (f"if(MY_VERSION VERSION_LESS 3.18)\n{OLD}endif()", True),
    ],
)
def test_releases_of_cmake_without_the_language_ask_for_nothing(text: str, says: bool) -> None:
    assert bool(told(text, Kind.CMAKE)) is says


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ('if(F MATCHES "-lineinfo")\nf()\nendif()', Kind.CMAKE, False),
        ("list(REMOVE_ITEM F -lineinfo)", Kind.CMAKE, False),
        ("list(APPEND F -lineinfo)", Kind.CMAKE, True),
        ('string(REPLACE "-lineinfo" "-g" F "${F}")', Kind.CMAKE, False),
        ('string(REPLACE "-g" "-lineinfo" F "${F}")', Kind.CMAKE, True),
        ("F := $(filter-out -lineinfo,$(F))\n", Kind.MAKE, False),
        ("F := $(subst -g,-lineinfo,$(F))\n", Kind.MAKE, True),
        ("if '-lineinfo' not in f:\n    f = []\n", Kind.PYTHON, False),
        ("if f in ['-g', '-lineinfo']:\n    pass\n", Kind.PYTHON, False),
        ("remove_items(f, ['-lineinfo', '-g'])\nf.remove('-lineinfo')\n", Kind.PYTHON, False),
        ("if a == 1:\n    f.append('-lineinfo')\n", Kind.PYTHON, True),
        ("f.replace('-g', '-lineinfo')\n", Kind.PYTHON, True),
        ("if cmd[0] == 'nvcc':\n    cmd = []\n", Kind.PYTHON, False),
        ("cmd = ['nvcc', '-c']\n", Kind.PYTHON, True),
        ('ifneq ("$(wildcard /usr/bin/nvcc)", "")\nendif\n', Kind.MAKE, False),
    ],
)
def test_an_option_that_is_only_looked_for_asks_for_nothing(
    text: str, kind: Kind, says: bool
) -> None:
    assert bool(told(text, kind)) is says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("print('at', torch.version.cuda)", False),
        ("log.warning(f'{torch.version.cuda} is old')", False),
        ("raise RuntimeError('built for {}'.format(torch.version.cuda))", False),
        ("assert ok, f'got {torch.version.cuda}'", False),
        ("print(int(torch.version.cuda.split('.')[0]))", True),
        ("assert torch.version.cuda == '12'", True),
        # Between another name of the module and its use.
        (
            "import torch.version as at\nold = torch.version.cuda < '12'\nprint(f'{at.cuda}')",
            True,
        ),
        (
            "cap = '.'.join(str(x) for x in torch.cuda.get_device_capability(0))\n"
            "rows.append(f'GPU (arch={cap})')",
            False,
        ),
        (
            "cap = ''.join(str(x) for x in torch.cuda.get_device_capability(0))\n"
            "flags.append(f'-arch=sm_{cap}')",
            True,
        ),
        (
            "cap = ''.join(str(x) for x in torch.cuda.get_device_capability(0))\n"
            "print(f'GPU {cap}')\nnew = cap >= '80'",
            True,
        ),
        ("gpu = torch.version.cuda is not None or torch.version.hip is not None", False),
        (
            "import torch\nis_rocm = torch.version.hip is not None\n"
            "if on() and (CUDA_HOME is not None or is_rocm):\n    f()",
            False,
        ),
        ("import torch\nif CUDA_HOME is not None or on():\n    f()", True),
    ],
)
def test_what_a_script_only_prints_or_asks_besides_says_nothing(text: str, says: bool) -> None:
    spoken = [item.partition(" ")[2] for item in told(f"{text}\n", Kind.PYTHON)]
    assert bool({"torch-version", "torch-capability", "torch-toolkit"} & {*spoken}) is says


def test_a_variable_that_only_gets_a_value_speaks_where_it_is_read() -> None:
    text = 'set(CUDA_CUDART_LIBRARY "")\nlist(APPEND CUDA_LIBRARIES m)\n'
    assert told(text, Kind.CMAKE) == []
    assert told(f"{text}link_libraries(${{CUDA_CUDART_LIBRARY}})\n", Kind.CMAKE) == [
        "3 find-cuda-library"
    ]
    assert told("set(CUDA_INCLUDE_DIRS /usr/local/cuda/include)\n", Kind.CMAKE) == [
        "1 toolkit-folder"
    ]


def test_options_for_the_link_of_device_code_reach_no_compiler_of_hip() -> None:
    assert told("target_link_options(t PUBLIC $<DEVICE_LINK:-Xcompiler -fPIC>)", Kind.CMAKE) == []
    assert told("target_link_options(t PUBLIC -Xcompiler -fPIC)", Kind.CMAKE) == ["1 host-option"]


@pytest.mark.parametrize("text", ["-gencode arch=compute_80,code=sm_80", "-gencode"])
def test_an_option_is_named_without_the_quotes_around_it(text: str) -> None:
    (option,) = scanned(f"f = ['{text}']\n", Kind.PYTHON).findings
    assert option.api == text


def test_a_configuration_by_autoconf_is_read_where_it_names_cuda(tmp_path: Path) -> None:
    text = (
        "dnl -lcublas\n# -lcufft\nAC_ARG_WITH([x], AS_HELP_STRING([--with-x], [nvcc (sm_70)]))\n"
        "AC_PATH_PROG([NVCC], [nvcc], [], [$PATH])\nAC_MSG_ERROR([no nvcc (or -lcublas)])\n"
        'NVCCFLAGS+=" --threads=8 -gencode=arch=compute_$a,code=sm_$a"\n'
        "AC_LANG_PROGRAM([\n#include <cuda.h>\n], [])\nAC_CHECK_LIB([cudart], [cudaMalloc])\n"
        "case $CC in\nnvcc*) ;;\nesac\n"
        "echo nvcc -lineinfo\nX=`echo $F | awk '{print \"-Xcompiler \" $0}'`\n"
    )
    files = check(tmp_path, {"m4/x.m4": text, "configure.ac": "AC_INIT([x])\n"}).files
    assert [file.path for file in files] == ["m4/x.m4"]
    assert sorted(item.rule.removeprefix("hip/build/") for item in files[0].findings) == [
        "architecture",
        "compiler",
        "compiler-option",
        "configure-header",
        "configure-library",
        "host-option",
    ]


OPTIONS_WITHIN = [
    ("NVCC_FLAGS = [\n    '--threads=8',\n]\n", Kind.PYTHON, ["2 compiler-option"]),
    ("NVCC_FLAGS: list[str] = [\n    '-G',\n]\n", Kind.PYTHON, ["2 device-debug"]),
    ("FLAGS = [\n    '--threads=8',\n]\n", Kind.PYTHON, []),
    ("run(['cmake', '-G', 'Ninja'], env={'CUDA': 1})\n", Kind.PYTHON, []),
    ("x = {'nvcc': [\n    '-diag-suppress=1']}\n", Kind.PYTHON, ["2 compiler-option"]),
    ("x = {'nvcc': ['-O3'], 'cxx': [\n    '--threads=8']}\n", Kind.PYTHON, []),
    ("f(nvcc=0, cxx=[\n    '--threads=8'])\n", Kind.PYTHON, []),
    ("nvcc_flags.extend([\n    '--threads', '4'])\n", Kind.PYTHON, ["2 compiler-option"]),
    (
        "def f(nvcc):\n    return nvcc + [\n        '-restrict']\n",
        Kind.PYTHON,
        ["3 compiler-option"],
    ),
    ("NVCCFLAGS = -O3 \\\n  -restrict\nX = -restrict\n", Kind.MAKE, ["2 compiler-option"]),
    ("add(nvcc)\nset(CUDA_OPTIONS\n  -restrict\n)\n", Kind.CMAKE, ["3 compiler-option"]),
    ("add(nvcc)\nset(OPTIONS\n  -restrict\n)\n", Kind.CMAKE, []),
]


@pytest.mark.parametrize(("text", "kind", "says"), OPTIONS_WITHIN)
def test_an_option_is_for_what_its_list_or_command_is_for(
    text: str, kind: Kind, says: list[str]
) -> None:
    assert [line for line in told(text, kind) if not line.endswith(" compiler")] == says


def test_options_of_microsofts_compiler_ask_for_nothing() -> None:
    flags = 'set(CMAKE_CUDA_FLAGS "${CMAKE_CUDA_FLAGS} -Xcompiler /utf-8 -Xcompiler /Zc:a")\n'
    assert told(flags, Kind.CMAKE) == []
    assert told(flags.replace("/utf-8", "-Wall"), Kind.CMAKE) == ["1 cmake-flags", "1 host-option"]
