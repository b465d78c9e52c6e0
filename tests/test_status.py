"""What is left in a tree that was ported and edited: what people settle, leave and add is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.test_regenerate import change, put
from tests.warm import migrate

pytestmark = pytest.mark.commands
SCHEMA = json.loads((Path(__file__).parent.parent / "docs/status.schema.json").read_text())
SOURCE = """\
#include <cuda_runtime.h>

void first() {
  cudaNoSuchThing(1);
  cudaNoSuchThing(2);
}

int version() { return CUDART_VERSION; }
"""
RENAMED = "void f(void **p) { cudaMalloc(p, 4); cudaDeviceSetLimit(cudaLimitStackSize, 4096); }\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a tree that was ported."""
    monkeypatch.chdir(tmp_path)
    put(Path("src/a.cu"), SOURCE)
    put(Path("src/b.cu"), RENAMED)
    put(Path("src/CMakeLists.txt"), "project(a LANGUAGES CXX CUDA)\nenable_language(CUDA)\n")
    assert migrate("port", "src", "-o", "out", "-q").code == 1
    return tmp_path


def status(code: int) -> dict[str, Any]:
    done = migrate("status", "out", "--format", "json")
    assert (done.code, done.err) == (code, "")
    found: dict[str, Any] = json.loads(done.raw)
    jsonschema.validate(found, SCHEMA)
    assert found["exit_code"] == code
    for kind in ("left", "settled", "new"):
        places = [place for place in found["places"] if place["standing"] == kind]
        assert found[kind]["places"] == len(places) == sum(found[kind]["by_status"].values())
        assert len(places) == sum(found[kind]["by_effort"].values())
    return found


def counts(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["left"]["places"], found["settled"]["places"], found["new"]["places"]


def of_source() -> int:
    """How many places a check of the source finds."""
    report = json.loads(migrate("check", "src", "--format", "json").raw)
    return sum(
        1 + len(finding["more"])
        for file in report["files"]
        for finding in file["findings"]
        if finding["status"] != "info"
    )


def test_right_after_a_port_all_of_it_is_left(here: Path) -> None:
    found = status(1)
    assert counts(found) == (of_source(), 0, 0)
    assert found["left"]["places"] >= 3
    assert found["files"] == {"generated": 3, "edited": 0, "deleted": 0, "conflicts": []}
    assert found["hours"] > 0


def test_what_is_rewritten_by_hand_is_settled_and_what_moves_is_left(here: Path) -> None:
    total = of_source()
    out = Path("out/a.cu")
    change(out, "  cudaNoSuchThing(1);\n", "\n\n  hipDeviceReset();\n")
    change(out, "  cudaNoSuchThing(2);", "      cudaNoSuchThing( 2 );")
    found = status(1)
    assert counts(found) == (total - 1, 1, 0)
    (gone,) = [place for place in found["places"] if place["standing"] == "settled"]
    assert (gone["path"], gone["line"], gone["api"]) == ("a.cu", 4, "cudaNoSuchThing")
    moved = [place for place in found["places"] if place["api"] == "cudaNoSuchThing"]
    assert [place["line"] for place in moved if place["standing"] == "left"] == [7]


def test_a_comment_settles_a_place(here: Path) -> None:
    total = of_source()
    change(
        Path("out/a.cu"),
        "  cudaNoSuchThing(1);",
        "  // migrate: ignore[cudaNoSuchThing] ours\n  cudaNoSuchThing(1);",
    )
    assert counts(status(1)) == (total - 1, 1, 0)


def test_what_people_add_is_new(here: Path) -> None:
    total = of_source()
    change(
        Path("out/a.cu"), "void first() {", "void third() { cudaNoSuchThing(3); }\nvoid first() {"
    )
    put(Path("out/mine.cu"), "void g() { cudaAnother(1); }\n")
    found = status(1)
    assert counts(found) == (total, 0, 2)
    new = [
        (place["path"], place["line"]) for place in found["places"] if place["standing"] == "new"
    ]
    assert new == [("a.cu", 3), ("mine.cu", 1)]
    assert "new:\n  a.cu:3: unknown" in migrate("status", "out").out


def test_files_that_are_deleted_or_in_conflict(here: Path) -> None:
    total = of_source()
    in_b = sum(place["path"] == "b.cu" for place in status(1)["places"])
    Path("out/b.cu").unlink()
    change(Path("out/a.cu"), "void first", "void mine")
    change(Path("src/a.cu"), "void first", "void theirs")
    assert migrate("port", "src", "-o", "out", "-q").code == 4
    found = status(4)
    assert found["files"] == {"generated": 3, "edited": 1, "deleted": 1, "conflicts": ["a.cu"]}
    assert counts(found) == (total - in_b, in_b, 0)
    shown = migrate("status", "out")
    assert shown.code == 4
    assert "in conflict:\n  a.cu\n" in shown.out
    assert len(shown.out.splitlines()) <= 30


def test_after_another_port_it_is_told_from_that(here: Path) -> None:
    change(Path("out/a.cu"), "  cudaNoSuchThing(1);\n", "")
    change(Path("src/a.cu"), "int version() { return CUDART_VERSION; }\n", "int version();\n")
    change(Path("src/b.cu"), "cudaMalloc(p, 4);", "cudaMalloc(p, 4); cudaSomething(p);")
    assert migrate("port", "src", "-o", "out", "-q").code == 1
    assert counts(status(1)) == (of_source() - 1, 1, 0)


def test_a_port_that_was_stopped_is_told(here: Path) -> None:
    Path("out/.migrate/next").mkdir()
    done = migrate("status", "out")
    assert (done.code, "was stopped in the middle" in done.err) == (1, True)


def test_nothing_left_is_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(Path("src/a.cu"), "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n")
    assert migrate("port", "src", "-o", "out", "-q").code == 0
    assert counts(status(0)) == (0, 0, 0)


def test_files_with_other_names(here: Path) -> None:
    assert migrate("port", "src", "-o", "renamed", "--rename", "-q").code == 1
    done = migrate("status", "renamed", "--format", "json")
    found = json.loads(done.raw)
    assert counts(found) == (of_source(), 0, 0)
    assert {place["path"] for place in found["places"]} >= {"a.hip"}


def test_a_tree_that_no_port_has_made(here: Path) -> None:
    done = migrate("status", "src")
    assert done.code == 2
    assert "src is no tree that migrate port -o has made" in done.err


def test_findings_that_cannot_be_read(here: Path) -> None:
    Path("out/.migrate/findings.json").write_text("{}")
    done = migrate("status", "out")
    assert (done.code, "is damaged" in done.err) == (2, True)


def test_a_place_behind_a_line_that_the_port_puts_in_is_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(
        Path("src/Makefile"),
        "CUDA_INSTALL_PATH = $(CUDA_DIR)\n"
        "INCLUDES := -I$(CUDA_INSTALL_PATH)/include\n"
        "LDFLAGS += -L$(CUDA_INSTALL_PATH)/lib64 -lcudart\n"
        "all:\n\tg++ $(INCLUDES) a.cpp $(LDFLAGS)\n",
    )
    put(Path("src/a.cu"), "#include <cuda_runtime.h>\n")
    assert migrate("port", "src", "-o", "out", "-q").code in (0, 1)
    made = Path("out/Makefile").read_text().splitlines()
    assert made[0].startswith("ROCM_PATH")
    places = status(0)["places"]
    assert places
    for place in places:
        assert place["api"].split()[0] in made[place["line"] - 1]


def test_a_comment_of_a_build_file_settles_a_place_of_it(here: Path) -> None:
    put(Path("src/Makefile"), "NVCCFLAGS += -arch sm_20\nall:\n\tnvcc $(NVCCFLAGS) a.cu\n")
    migrate("port", "src", "-o", "out", "-q")
    (place,) = [place for place in status(1)["places"] if place["path"] == "Makefile"]
    assert place["standing"] == "left"
    lines = Path("out/Makefile").read_text().splitlines(keepends=True)
    lines.insert(place["line"] - 1, f"# migrate: ignore[{place['id']}] it is right\n")
    put(Path("out/Makefile"), "".join(lines))
    (place,) = [place for place in status(1)["places"] if place["path"] == "Makefile"]
    assert place["standing"] == "settled"
