"""A space goes between a literal and the name that touches it, where the target's compiler needs
one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.model import Status
from tests.porting import assert_sound, body, encoded, port, references, text

RULE = "migrate/literal-suffix"
CUDA = "void f() { __syncthreads(); }\n"  # stays as it is, and makes the file CUDA code

SPACED = {
    "macro": ('p("a "fNID" b");', 'p("a " fNID" b");'),
    "format": ('p("%"PRIu64"\\n", n);', 'p("%" PRIu64"\\n", n);'),
    "both-sides": ('p("a"X"b"Y"c");', 'p("a" X"b" Y"c");'),
    "empty": ('p(""X);', 'p("" X);'),
    "escapes": (r'p("\"a\\"X);', r'p("\"a\\" X);'),
    "define": ('#define A "%"FMT"\\n"\n', '#define A "%" FMT"\\n"\n'),
    "define-over-lines": ('#define A p( \\\n  "%"FMT)\n', '#define A p( \\\n  "%" FMT)\n'),
    "pragma": ('#pragma message("a"X)\n', '#pragma message("a" X)\n'),
    "keyword": ('extern "C"void g();', 'extern "C" void g();'),
    "reserved": ('p("a"__FILE__);', 'p("a" __FILE__);'),
    "longer-than-a-suffix": ('p("a"sx, "b"dim);', 'p("a" sx, "b" dim);'),
    "suffix-that-is-a-macro": ('#define s "c"\np("a"s);', '#define s "c"\np("a" s);'),
    "raw": ('p(R"(a"b)"X);', 'p(R"(a"b)" X);'),
    "raw-delimited": ('p(R"-(a"X)-"X);', 'p(R"-(a"X)-" X);'),
    "prefixes": ('p(L"a"u8"b"R"(c)");', 'p(L"a" u8"b" R"(c)");'),
    "splice": ('p("a"\\\nX);', 'p("a" \\\nX);'),
    "splice-crlf": ('p("a"\\\r\nX);\r\n', 'p("a" \\\r\nX);\r\n'),
    "crlf": ('p("a"X);\r\n', 'p("a" X);\r\n'),
    "assembly": ('asm("mov "X" %0;" : : "r"(1));', 'asm("mov " X" %0;" : : "r"(1));'),
    "character": ("c('x'X, '\\''X, u8'x'X);", "c('x' X, '\\'' X, u8'x' X);"),
    "behind-a-case": ('case\'"\': p("a"X);', 'case\'"\': p("a" X);'),
}


@pytest.mark.parametrize(("before", "after"), SPACED.values(), ids=SPACED.keys())
def test_a_space_is_written(before: str, after: str) -> None:
    assert body(CUDA + before) == CUDA + after
    assert body(CUDA + after) == CUDA + after


KEPT = {
    "blank": 'p("a" X "b");',
    "name-before": 'p(X"b");',
    "comment": 'p("a"/**/X);',
    "suffix": 'auto a = "a"s; auto b = "b"sv;',
    "suffix-of-a-character": "auto a = 'a'ms;",
    "own-suffix": "auto a = \"a\"_x + 'b'_y;",
    "definition": 'int operator""_kg(const char*); int operator ""kg(const char*);',
    "operator": 'int operator"" kg(const char*); auto a = "a"kg;',
    "include": '#include "x"NAME\n',
    "error": "#error \"x\"NAME, it's Bob's\n",
    "in-a-comment": '// "a"X\n/* "a"X */',
    "in-a-string": 'p("\\"a\\"X");',
    "in-a-raw-string": 'p(R"("a"X)");',
    "in-prose": "#if 0\nwe don't, can't\n#endif\n",
    "digits": "int a = 1'000'000, b = 0xAB'CDEF;",
    "never-closed": 'p("a\nX);',
    "for-the-target": '#ifdef __HIP_PLATFORM_AMD__\np("a"X);\n#endif\n',
}


@pytest.mark.parametrize("source", KEPT.values(), ids=KEPT.keys())
def test_nothing_is_written(source: str) -> None:
    assert body(CUDA + source) == CUDA + source


def test_the_ledger_has_each_once() -> None:
    source = CUDA + 'p("a"X"b"CUDA_IPC_HANDLE_SIZE, cudaFree);'
    result = port(source, "a.h")
    assert_sound(encoded(source), result)
    found = [(item.name, item.status, item.rule) for item in result.references]
    assert found[1:] == [
        ("X", Status.PORTED, RULE),
        ("CUDA_IPC_HANDLE_SIZE", Status.PORTED, "hip/names/runtime"),
        ("cudaFree", Status.PORTED, "hip/names/runtime"),
    ]
    assert text(source, result).endswith('p("a" X"b" HIP_IPC_HANDLE_SIZE, hipFree);')


def test_a_name_that_stays_as_it_is_is_ported_by_its_space() -> None:
    result = port('p("a"__syncthreads);', "a.h")
    assert [(item.status, item.rule) for item in result.references] == [(Status.PORTED, RULE)]
    assert text('p("a"__syncthreads);', result) == 'p("a" __syncthreads);'


@pytest.mark.parametrize(
    ("path", "ported"),
    [("a.cu", True), ("a.cuh", True), ("a.cpp", True), ("a.hpp", True), ("a.c", False)],
)
def test_in_sources_and_headers_of_cpp(path: str, ported: bool) -> None:
    source = '#include <hip/hip_runtime.h>\nvoid g() { cudaFree(p("a"X)); }\n'
    assert ('"a" X' in body(source, path)) == ported


def test_not_for_a_target_whose_compiler_is_not_known_to_need_it() -> None:
    assert body(f'{CUDA}p("a"X);', to="musa") == f'{CUDA}p("a"X);'


def test_headers_of_cuda_code() -> None:
    header, unit = '#define F "%"PRIu64\n', '#include "f.h"\n' + CUDA
    assert body(header, "f.h", beside={"a.cu": unit}) == '#define F "%" PRIu64\n'
    assert body(header, "f.h", beside={"a.cpp": '#include "f.h"\nint a;\n'}) == header
    assert body(header, "f.h") == header
    result = port(header, "f.h", beside={"a.cu": unit})
    assert references(result) == [("PRIu64", "ported")]
    assert_sound(header.encode(), result)


def test_it_can_be_switched_off() -> None:
    off = f'{CUDA}// migrate: off\np("a"X);\n// migrate: on\n'
    ignored = f'{CUDA}p("a"X);  // migrate: ignore[{RULE}]\n'
    assert body(off) == off
    assert body(ignored) == ignored
    assert not port(ignored, "a.h").findings


REWRITTEN = {
    "gaps": (
        'void f() { cudaMemcpyToSymbol(s["a"X], p("b"Y), 4); }',
        'void f() { hipMemcpyToSymbol(HIP_SYMBOL(s["a" X]), p("b" Y), 4); }',
    ),
    "around": (
        'void f() { if (cudaMemcpyToSymbol(s, p, 4)) { p("b"Y); } }',
        'void f() { if (hipMemcpyToSymbol(HIP_SYMBOL(s), p, 4)) { p("b" Y); } }',
    ),
    "macro": (
        '#define F cudaMemcpyToSymbol(s["a"X], p, 4)',
        '#define F hipMemcpyToSymbol(HIP_SYMBOL(s["a" X]), p, 4)',
    ),
}


@pytest.mark.parametrize(("before", "after"), REWRITTEN.values(), ids=REWRITTEN.keys())
def test_rewrites_go_along(before: str, after: str) -> None:
    result = port(before + "\n", "a.h")
    assert_sound(encoded(before + "\n"), result)
    assert text(before + "\n", result) == after + "\n"
    assert not {finding.rule for finding in result.findings} & {"migrate/not-rewritten"}
    assert port(after + "\n", "a.h").content is None


PROGRAM = """#include <cinttypes>
#include <cstdio>
#define ID "%d"
#define LINE "line: "ID"\\n"
__global__ void k(int* a) { printf("at "ID"\\n", *a); }
extern "C"void f(unsigned long n) {
  printf("%"PRIu64" in "__FILE__"\\n", n);
  printf(LINE, 1);
  printf(R"(raw )"ID, 2);
  printf("a"\\
ID, 3);
}
"""


@pytest.mark.hipcc
def test_the_target_compiler_takes_it(tmp_path: Path) -> None:
    if shutil.which("hipcc") is None:
        pytest.skip("hipcc is not installed")
    errors = {}
    for name, source in (("before", "#include <hip/hip_runtime.h>\n" + PROGRAM), ("after", "")):
        path = tmp_path / f"{name}.cu"
        path.write_text(source or text(PROGRAM, port(PROGRAM)))
        command = ["hipcc", "-c", "-x", "hip", "--offload-arch=gfx90a", str(path)]
        command += ["-o", os.devnull]
        environment = {**os.environ, "HIP_PLATFORM": "amd"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        errors[name] = done.stderr if done.returncode else ""
    assert "invalid suffix on literal" in errors["before"]
    assert errors["after"] == ""
