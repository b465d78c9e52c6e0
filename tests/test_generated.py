"""Names that only look like CUDA's and that macros of the tree make: whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.run import run
from migrate.settings.config import Settings
from migrate.tree.macronames import macro_names

MACROS = """\
#define PARAM(name, env) \\
  int ncclParam##name() { return load(env); }
#define DEFINE(name, key) extern const char name##Key[]; Param<int> name{#key};
#define CALL(name) check(name(1), #name)
#define LOAD(name) auto p_##name = dlsym(library, #name)
"""
OWN = {
    "put together and declared": "PARAM(Level, 0)\nint f() { return ncclParamLevel(); }",
    "declared by a macro": "DEFINE(ncclLevelOf, KEY)\nint f() { return ncclLevelOf(); }",
    "only text to a macro": "DEFINE(level, NCCL_LEVEL_OF)",
    "the name of a test": "TEST(Suite, ncclWorks)\n{\n}",
    "of a file": "int f() { return ncclKernels_h_len + sizeof NCCLKERNELS_PTX; }",
    "of a header": "#include <gen/cuThing_h.hpp>\nint f() { return cuThing_h_len; }",
    "a header that the build makes": "#include <cudagen/cuda_made.h>",
    "a header with a name to be filled in": "#include <cudagen/cuda__NAME__.h>",
    "put together by the build": "#if defined(__CUDA7__) || defined(__CUDA12__)\n#endif",
    "a part of a name": "#define KERNEL(x) ncclTheKernel_##x<<<1, 1>>>()",
}
NOT_OWN = {
    "another name than the build makes": ("#ifdef __CUDA7_\n#endif", "__CUDA7_"),
    "called": ("int f() { return ncclThing(1); }", "ncclThing"),
    "used by a macro": ("int f() { CALL(ncclThing); }", "ncclThing"),
    "looked up by a macro": ("int f() { LOAD(ncclThing); }", "ncclThing"),
    "taken by a constructor": ("struct S {\n  S(ncclThing_t) {\n  }\n};", "ncclThing_t"),
    "of no file": ("int f() { return ncclThing_h; }", "ncclThing_h"),
    "a header that nothing makes": ("#include <cudagen/cuda_other.h>", "cudagen/cuda_other.h"),
    "taken by a call": ("int f() {\n  g(1, ncclThing);\n}", "ncclThing"),
}


def unknown(folder: Path, text: str) -> list[str]:
    (folder / "macros.h").write_text(MACROS)
    (folder / "ncclKernels.h").write_text("#pragma once\n")
    (folder / "CMakeLists.txt").write_text(
        "configure_file(x.in ${OUT}/cudagen/cuda_made.h @ONLY)\n"
        "add_compile_options(-D__CUDA${CUDA_VERSION_MAJOR}__)\n"
    )
    (folder / "a.cc").write_text(f'#include <nccl.h>\n#include "macros.h"\n{text}\n')
    files = run([folder], Settings(jobs=1)).report.files
    return [
        item.api
        for file in files
        for item in file.findings
        if item.rule.startswith("migrate/unknown-")
    ]


@pytest.mark.parametrize("text", OWN.values(), ids=OWN)
def test_names_that_macros_make_are_the_trees(tmp_path: Path, text: str) -> None:
    assert not unknown(tmp_path, text)


@pytest.mark.parametrize(("text", "name"), NOT_OWN.values(), ids=NOT_OWN)
def test_names_that_are_used_stay_unknown(tmp_path: Path, text: str, name: str) -> None:
    assert unknown(tmp_path, text) == [name]


def test_a_macro_that_calls_what_it_puts_together_makes_no_name() -> None:
    calls = b"#define GEMM(T) return cublas##T##gemm(1)\n#define SET(T) x = cublas##T##scal(2)\n"
    assert not macro_names(calls).forms
    assert macro_names(b"#define OWN(T) static void cublas##T##own(int a) {}\n").forms == {
        r"cublas\w+own"
    }
