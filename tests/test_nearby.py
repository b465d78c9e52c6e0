"""Headers outside the PATHs: which are found, and what they change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.files.discover import discover
from migrate.model import Report
from migrate.run import port_again, run
from migrate.settings.config import Settings, load
from migrate.tree.filefacts import FileFacts
from migrate.tree.headersearch import Nearby

SERIAL = replace(Settings(), jobs=1)
USE = "void g() { cudaOurs(1); }\n"
DECLARED = "void cudaOurs(int);\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "outside.h").write_text(DECLARED)
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / "lib/cuda").mkdir(parents=True)
    (top / "include/deep").mkdir(parents=True)
    monkeypatch.chdir(top)
    return top


def found(top: Path, including: str) -> list[str]:
    """The names of the headers found for ``lib/cuda/a.cu``, which includes ``including``."""
    file = top / "lib/cuda/a.cu"
    file.write_text("")
    files = list(discover([Path("lib/cuda/a.cu")], SERIAL))
    return [
        header.name
        for header in Nearby(files, SERIAL).headers([FileFacts(files[0].name, (including,))])
    ]


def unknown(report: Report) -> list[str]:
    return [finding.api for of_file in report.places.values() for finding in of_file]


@pytest.mark.parametrize(
    ("place", "including"),
    [
        ("lib/cuda/a.h", "a.h"),
        ("lib/a.h", "a.h"),
        ("lib/a.h", "../a.h"),
        ("lib/cuda/a.h", "./a.h"),
        ("include/a.h", "a.h"),
        ("include/deep/a.h", "deep/a.h"),
        ("a.h", "a.h"),
        ("lib/grün a.h", "grün a.h"),
    ],
)
def test_headers_are_found_beside_the_file_and_above(
    repository: Path, place: str, including: str
) -> None:
    (repository / place).write_text("")
    assert found(repository, including) == [place]


@pytest.mark.parametrize(
    "including", ["outside.h", "../../../outside.h", "missing.h", "deep", "/etc/hostname", "a.cu"]
)
def test_nothing_else_is(repository: Path, including: str) -> None:
    assert found(repository, including) == []


def test_without_a_repository_only_the_folder_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "ours.h").write_text(DECLARED)
    (tmp_path / "src/a.cu").write_text('#include "ours.h"\n' + USE)
    assert unknown(run([tmp_path / "src/a.cu"], SERIAL).report) == ["cudaOurs"]
    (tmp_path / "migrate.toml").write_text("jobs = 1\n")
    assert unknown(run([tmp_path / "src/a.cu"], load(tmp_path)).report) == []


def test_what_headers_declare_is_the_users_and_they_are_not_reported(repository: Path) -> None:
    (repository / "include/ours.h").write_text('#include "deep/more.h"\n')
    (repository / "include/deep/more.h").write_text(DECLARED + "void f() { cudaStrange(1); }\n")
    (repository / "lib/a.cu").write_text('#include "ours.h"\n' + USE)
    done = run([Path("lib/a.cu")], SERIAL)
    assert [file.path for file in done.report.files] == ["lib/a.cu"]
    assert unknown(done.report) == []


def test_a_folder_as_path_knows_the_headers_around_it(repository: Path) -> None:
    (repository / "include/ours.h").write_text(DECLARED)
    (repository / "lib/cuda/a.cu").write_text('#include "ours.h"\n' + USE)
    assert unknown(run([Path("lib")], SERIAL).report) == []
    assert unknown(run([repository / "lib"], SERIAL).report) == []


def test_a_type_of_the_users_is_left_alone_through_a_header(repository: Path) -> None:
    (repository / "include/stub.h").write_text("struct cudaEvent_t { int i; };\n")
    (repository / "lib/a.cpp").write_text('#include "stub.h"\ncudaEvent_t e;\n')
    assert run([Path("lib/a.cpp")], SERIAL).report.files[0].content is None


def test_headers_that_include_each_other_come_to_an_end(repository: Path) -> None:
    (repository / "lib/a.h").write_text('#include "b.h"\n' + DECLARED)
    (repository / "lib/b.h").write_text('#include "a.h"\n')
    (repository / "lib/a.cu").write_text('#include "a.h"\n' + USE)
    assert unknown(run([Path("lib/a.cu")], SERIAL).report) == []


@pytest.mark.parametrize("name", ["made.h.in", "made.h.cmakein", "made.h.cmake.in"])
def test_a_header_that_the_build_makes_is_known_by_what_it_is_made_of(
    repository: Path, name: str
) -> None:
    (repository / "lib" / name).write_text(
        '#define CUDA_FLAGS_USED "@FLAGS@"\n#cmakedefine CUDA_THERE @X@\n'
    )
    source = '#include "made.h"\nint a = cudaFree(0); auto b = CUDA_FLAGS_USED CUDA_THERE;\n'
    (repository / "lib/cuda/b.cu").write_text(source)
    assert unknown(run([Path("lib")], SERIAL).report) == []
    assert (repository / "lib" / name).read_text().startswith("#define CUDA_FLAGS_USED")


def test_a_header_that_is_too_large_is_not_read(repository: Path) -> None:
    (repository / "lib/ours.h").write_text(DECLARED)
    (repository / "lib/a.cu").write_text('#include "ours.h"\n' + USE)
    small = replace(SERIAL, max_file_size=len(DECLARED) - 1)
    (repository / "lib/b.cu").write_text("")
    files = list(discover([Path("lib/b.cu")], small))
    facts = FileFacts("lib/b.cu", ("ours.h",))
    assert Nearby(files, small).headers([facts]) == []
    assert len(Nearby(files, SERIAL).headers([facts])) == 1


SYNC = "static inline void s() { cudaDeviceSynchronize(); }\n"


def ported(top: Path, *paths: str, settings: Settings = SERIAL) -> dict[str, bool]:
    """The files of a run, and whether each was edited."""
    report = run([top / path for path in paths], settings).report
    return {file.path: file.content is not None for file in report.files}


@pytest.mark.parametrize(
    ("place", "including"),
    [
        ("lib/Lib/Core", "<Lib/Core>"),
        ("include/Lib/Core", "<Lib/Core>"),
        ("lib/Core", '"Core"'),
        ("lib/cuda/k.tpp", '"k.tpp"'),
        ("lib/k.tcc", '"../k.tcc"'),
        ("lib/cuda/names.def", '"names.def"'),
        ("lib/cudaLib/k.impl", "<cudaLib/k.impl>"),
    ],
)
def test_what_a_source_includes_is_one(repository: Path, place: str, including: str) -> None:
    (repository / place).parent.mkdir(exist_ok=True)
    (repository / place).write_text(SYNC)
    (repository / "lib/cuda/a.cu").write_text(f"#include {including}\n")
    (repository / "lib/cuda/Unnamed").write_text(SYNC)
    (repository / "lib/vector").write_text(SYNC)
    (repository / "lib/b.cu").write_text("#include <vector>\n")
    edited = {place: True, "lib/b.cu": False, "lib/cuda/a.cu": True}
    assert ported(repository, ".") == edited


def test_without_a_suffix_a_header_of_a_header_is_one(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "include/Lib").mkdir(parents=True)
    (tmp_path / "src/a.cu").write_text("#include <Lib/Core>\n")
    (tmp_path / "include/Lib/Core").write_text('#include "Impl"\n')
    (tmp_path / "include/Lib/Impl").write_text(SYNC)
    edited = {"include/Lib/Core": False, "include/Lib/Impl": True, "src/a.cu": True}
    assert ported(tmp_path, ".") == edited


@pytest.mark.parametrize(
    ("build", "text"),
    [
        ("Makefile", "FLAGS = -Ideep/inc -O2\n"),
        ("CMakeLists.txt", "include_directories(${CMAKE_SOURCE_DIR}/deep/inc)\n"),
        ("CMakeLists.txt", "target_include_directories(a PRIVATE deep/inc)\n"),
        ("migrate.toml", 'include-dirs = ["deep/inc"]\n'),
    ],
)
def test_folders_that_a_build_names_are_looked_into(tmp_path: Path, build: str, text: str) -> None:
    folder = tmp_path / "deep/inc/cudaLib"
    folder.mkdir(parents=True)
    (folder / "Core").write_text(SYNC)
    (tmp_path / "a.cu").write_text("#include <cudaLib/Core>\n")
    (tmp_path / build).write_text(text)
    report = run([tmp_path], replace(load(tmp_path), jobs=1)).report
    assert unknown(report) == []
    assert [file.path for file in report.files if file.content] == ["a.cu", "deep/inc/cudaLib/Core"]


def test_a_folder_outside_is_read_and_not_written(tmp_path: Path) -> None:
    (tmp_path / "common").mkdir()
    (tmp_path / "common/cuda_ours.h").write_text(DECLARED)
    (tmp_path / "app").mkdir()
    (tmp_path / "app/Makefile").write_text("FLAGS = -I../common\n")
    (tmp_path / "app/a.cu").write_text("#include <cuda_ours.h>\n" + USE)
    report = run([tmp_path / "app"], SERIAL).report
    assert unknown(report) == []
    assert {file.path for file in report.files} == {"Makefile", "a.cu"}


def test_a_toolkit_that_a_build_names_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "toolkit").mkdir()
    (tmp_path / "toolkit/cuda.h").write_text("")
    (tmp_path / "toolkit/cuda_strange.h").write_text(DECLARED)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_text("void f();\n")
    headers = Nearby(
        discover([tmp_path / "src"], SERIAL),
        replace(SERIAL, semantic=replace(SERIAL.semantic, include_dirs=(tmp_path / "toolkit",))),
    )
    assert headers.headers([FileFacts("a.cu", ("cuda_strange.h",))]) == []


def test_what_is_left_out_stays_out_though_it_is_included(repository: Path) -> None:
    for name in ("Ignored", "Left", "Alone"):
        (repository / f"lib/{name}").write_text(SYNC)
    (repository / "lib/a.cu").write_text('#include "Ignored"\n#include "Left"\n#include "Alone"\n')
    (repository / ".gitignore").write_text("/lib/Ignored\n")
    (repository / "migrate.toml").write_text(
        'exclude = ["Left"]\n[[per-path]]\npaths = ["Alone"]\nskip = true\n'
    )
    report = run([repository], replace(load(repository), jobs=1)).report
    assert {file.path: file.outcome.value for file in report.files} == {
        "lib/Alone": "skipped",
        "lib/a.cu": "ported",
    }


def test_a_file_that_is_ported_again_elsewhere_is_read_once(tmp_path: Path) -> None:
    tree, port = tmp_path / "tree", tmp_path / "port.cu"
    tree.mkdir()
    (tree / "a.cu").write_text("void f() { cudaFree(0); }\n")
    (tree / "b.cpp").write_text('#include "a.cu"\n')
    done = run([tree], SERIAL)
    (name,) = (file.path for file in done.report.files if file.content is not None)
    content = next(file.content for file in done.report.files if file.path == name)
    assert content is not None
    port.write_bytes(content)
    again = port_again(done, [tree], SERIAL, {name: port})
    assert [file.path for file in again.report.files] == [file.path for file in done.report.files]
    assert not any(file.edits for file in again.report.files)


def test_a_header_that_a_build_file_shows_is_not_read_where_it_stood(tmp_path: Path) -> None:
    tree, port = tmp_path / "tree", tmp_path / "port"
    (tree / "inc/lib").mkdir(parents=True)
    (tree / "src").mkdir()
    (tree / "CMakeLists.txt").write_text("include_directories(inc)\n")
    (tree / "inc/lib/b.h").write_text("inline void g() { cudaFree(0); }\n")
    (tree / "src/a.cu").write_text("#include <lib/b.h>\nvoid f() { cudaFree(0); }\n")
    done = run([tree], SERIAL)
    places = {}
    for file in done.report.files:
        if file.content is not None:
            places[file.path] = port / file.path
            places[file.path].parent.mkdir(parents=True, exist_ok=True)
            places[file.path].write_bytes(file.content)
    assert len(places) == 2
    again = port_again(done, [tree], SERIAL, places)
    assert [file.path for file in again.report.files] == [file.path for file in done.report.files]
    assert not any(file.edits for file in again.report.files)
