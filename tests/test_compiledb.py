"""Compile databases as CMake writes them for nvcc, clang and gcc, and arguments without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.model import UserError
from migrate.semantics import compiledb


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("-O3 -c a.cu -o a.o", ""),
        ("-Iinc -I inc2 -isystem sys", "-I/b/inc -I/b/inc2 -isystem/b/sys"),
        ("-isystem=sys --include-path=one,two", "-isystem/b/sys -I/b/one -I/b/two"),
        ("-I/abs", "-I/abs"),
        ("-DA -D B=2 --define-macro=C,D -UE", "-DA -DB=2 -DC -DD -UE"),
        ("-std=c++20", "-std=c++20"),
        ("--std c++14", "-std=c++17"),
        ("-Xcompiler -DX,-fPIC -Xcompiler=-DY", "-DX -DY"),
        ("-gencode arch=compute_80,code=sm_80 --expt-relaxed-constexpr", ""),
        ("-include pre.h", "-include/b/pre.h"),
    ],
)
def test_arguments_that_matter_are_kept(words: str, kept: str) -> None:
    found = list(compiledb.arguments(words.split(), Path("/b")))
    assert " ".join(found).replace("-isystem /", "-isystem/").replace(
        "-include /", "-include/"
    ) == (kept)


def test_options_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "i.rsp").write_text("-Iinc -DA=1")
    found = list(compiledb.arguments(["--options-file", "i.rsp", "@gone.rsp"], tmp_path))
    assert found == [f"-I{tmp_path}/inc", "-DA=1"]


def test_a_database_is_read(tmp_path: Path) -> None:
    entries = [
        {"directory": str(tmp_path), "command": "nvcc -DA -c a.cu", "file": "a.cu"},
        {"directory": str(tmp_path), "arguments": ["g++", "-DB", "a.cu"], "file": "a.cu"},
        {"directory": str(tmp_path), "command": "nvcc -DA -c a.cu", "file": "a.cu"},
    ]
    (tmp_path / "compile_commands.json").write_text(json.dumps(entries))
    found = compiledb.read(tmp_path)
    assert found == {str((tmp_path / "a.cu").resolve()): (("-DA",), ("-DB",))}


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"file": "a.cu"}]', '{"a": 1}'])
def test_what_is_no_database_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "compile_commands.json").write_text(text)
    with pytest.raises(UserError, match="no compile database"):
        compiledb.read(tmp_path)


def test_a_database_is_found_at_a_root_or_in_its_build_folder(tmp_path: Path) -> None:
    assert compiledb.find([tmp_path]) is None
    (tmp_path / "build").mkdir()
    file = tmp_path / "build/compile_commands.json"
    file.write_text("[]")
    assert compiledb.find([tmp_path]) == file


@pytest.mark.parametrize(
    ("file", "kind"), [("a.cu", "cuda"), ("a.cuh", "cuda"), ("a.cpp", "c++"), ("a.c", "c")]
)
def test_suffixes_say_the_language(file: str, kind: str) -> None:
    assert compiledb.language(file, has_standard=False)[1] == kind
