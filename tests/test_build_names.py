"""Names of files in build files follow files that get another suffix."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.build.replace.names import Names
from migrate.build.replace.sources import name_changes
from migrate.files.kinds import Kind
from migrate.model import Outcome, Status
from migrate.rewrite.edits import apply
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.lexer import Spans

RENAMES = {
    "src/a.cu": "src/a.hip",
    "src/sub/b.cu": "src/sub/b.hip",
    "c.cu": "c.hip",
    "src/h.cuh": "src/h.hip.h",
}
SUFFIXES = {".cu": ".hip", ".cuh": ".hip.h"}


def named(
    text: str, kind: Kind, path: str = "src/CMakeLists.txt", others: tuple[str, ...] = ()
) -> str:
    names = Names(RENAMES, frozenset((*RENAMES, *others)), SUFFIXES)
    data = text.encode()
    made = [
        edit for item in name_changes(data, kind, Spans.of([]), names, path) for edit in item.edits
    ]
    return apply(data, made).data.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("set(S a.cu sub/b.cu ../c.cu h.cuh)", "set(S a.hip sub/b.hip ../c.hip h.hip.h)"),
        (
            'add_library(t "${CMAKE_CURRENT_SOURCE_DIR}/a.cu")',
            'add_library(t "${CMAKE_CURRENT_SOURCE_DIR}/a.hip")',
        ),
        ("file(GLOB S *.cu ${D}/*.cuh)", "file(GLOB S *.hip ${D}/*.hip.h)"),
        ('list(FILTER S INCLUDE REGEX "\\\\.cu$")', 'list(FILTER S INCLUDE REGEX "\\\\.hip$")'),
        ('if(e STREQUAL ".cu")', 'if(e STREQUAL ".hip")'),
        ("set(S ${name}.cu)", "set(S ${name}.hip)"),
        ("set(S made.cu)", "set(S made.cu)"),
        ("set(S \u00e9a.cu)", "set(S \u00e9a.cu)"),
        ("add_executable(a.cu)\nf(${x}a.cu)", "add_executable(a.hip)\nf(${x}a.hip)"),
        ("set(S a.cu.o a.cu/x a.cux)", "set(S a.cu.o a.cu/x a.cux)"),
        ("# a.cu\nmessage(a.cu)", "# a.cu\nmessage(a.cu)"),
    ],
)
def test_names_in_cmake(before: str, after: str) -> None:
    assert named(before, Kind.CMAKE) == after
    assert named(after, Kind.CMAKE) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("%.o: %.cu\n", "%.o: %.hip\n"),
        ("O = $(S:.cu=.cu.o) $(S:%.cu=%.o)\n", "O = $(S:.hip=.cu.o) $(S:%.hip=%.o)\n"),
        (
            ".SUFFIXES: .cu .o\n.cu.o:\n\tnvcc -c $<\n",
            ".SUFFIXES: .hip .o\n.hip.o:\n\tnvcc -c $<\n",
        ),
        (
            "S = $(wildcard $(D)/*.cu) $(D)/a.cu ./a.cu\n",
            "S = $(wildcard $(D)/*.hip) $(D)/a.hip ./a.hip\n",
        ),
        (
            "a.o: a.cu h.cuh\n\tnvcc -c a.cu -o a.cu_o\n",
            "a.o: a.hip h.hip.h\n\tnvcc -c a.hip -o a.cu_o\n",
        ),
    ],
)
def test_names_in_make(before: str, after: str) -> None:
    assert named(before, Kind.MAKE, "src/Makefile") == after
    assert named(after, Kind.MAKE, "src/Makefile") == after


def test_names_in_scripts_stand_in_texts() -> None:
    before = 'x.cu = ["src/a.cu", f"{d}/b.cu", "*.cu"]  # src/a.cu\n"""src/a.cu"""\n'
    after = 'x.cu = ["src/a.hip", f"{d}/b.hip", "*.hip"]  # src/a.cu\n"""src/a.cu"""\n'
    assert named(before, Kind.PYTHON, "setup.py") == after
    assert named("'a.cu' (", Kind.PYTHON) == "'a.cu' ("


def test_what_may_be_another_file_stays() -> None:
    text = "set(S ${D}/a.cu *.cu)"
    assert named(text, Kind.CMAKE, others=("lib/a.cu",)) == text
    assert named("set(S a.cu *.cu)", Kind.CMAKE, others=("lib/a.cu",)) == "set(S a.hip *.cu)"


FILES = {
    "k.cu": "__global__ void k() {}\n",
    "main.cpp": "#include <cuda_runtime.h>\nint main() { return cudaFree(0); }\n",
    "CMakeLists.txt": "enable_language(CUDA)\nset(S k.cu)\nadd_executable(app main.cpp ${S})\nadd_library(l k.cu)\n",
}


def test_a_renamed_tree_names_its_sources(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    settings = Settings(rename=True, jobs=1)
    report = run([tmp_path], settings).report
    made = {file.output or file.path: file.content for file in report.files}
    assert made["CMakeLists.txt"] == (
        b"enable_language(HIP)\nset(S k.hip)\nadd_executable(app main.cpp ${S})\nadd_library(l k.hip)\n"
    )
    (build,) = (file for file in report.files if file.path == "CMakeLists.txt")
    assert [item.name for item in build.references if item.rule == "hip/build/sources"] == [
        "k.cu",
        "k.cu",
    ]
    assert {item.status for item in build.references} == {Status.PORTED}
    (tmp_path / "k.cu").unlink()
    for name, data in made.items():
        (tmp_path / name).write_bytes(data or b"")
    again = run([tmp_path], settings).report
    assert {file.outcome for file in again.files} == {Outcome.UNCHANGED}


def test_a_name_that_was_taken_has_its_language_said(tmp_path: Path) -> None:
    for name, text in {**FILES, "k.hip": "", "l.cu": "__global__ void l() {}\n"}.items():
        (tmp_path / name).write_text(text)
    report = run([tmp_path], Settings(rename=True, jobs=1)).report
    (build,) = (file for file in report.files if file.path == "CMakeLists.txt")
    assert build.content is not None
    assert b"set(S k.cu.hip)\n" in build.content
    assert b"add_library(l k.cu.hip)\n" in build.content
