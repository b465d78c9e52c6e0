"""A configuration to begin with: it holds what the tree does, loads, and says why of every line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.settings.config import load
from tests.test_regenerate import put
from tests.warm import migrate

pytestmark = pytest.mark.commands
CUDA = "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put(Path("tree/src/a.cu"), '#include "lib/b.h"\n' + CUDA)
    put(Path("tree/include/lib/b.h"), "int b();\n")
    put(Path("tree/src/c.cpp"), "#ifdef __HIP_PLATFORM_AMD__\n#define ON_HIP\n#endif\nint c;\n")
    put(Path("tree/src/d.cu"), f"#ifdef ON_HIP\nint on;\n#else\n{CUDA}#endif\n")
    put(Path("tree/third_party/plain/e.cpp"), "int e;\n")
    put(Path("tree/lib/vendor/f.cu"), CUDA)
    put(Path("tree/CMakeLists.txt"), "project(a LANGUAGES CXX CUDA)\nenable_language(CUDA)\n")
    return tmp_path


def test_it_holds_what_the_tree_does_and_loads(here: Path) -> None:
    done = migrate("init", "tree")
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) <= 10
    text = Path("tree/migrate.toml").read_text()
    settings = load(Path("tree"))
    assert settings.origin == Path("tree/migrate.toml").resolve()
    assert re.fullmatch(r"hip@[\d.]+", settings.to)
    assert settings.exclude[0].lines == ("/third_party/",)
    assert settings.semantic.include_dirs == (Path("tree/include").resolve(),)
    assert 'CUDA in 1 of 1 sources: add\n#   "/lib/vendor/" if it has' in text
    assert "# Found without an entry: ON_HIP" in text
    assert "# Build files about CUDA: 1 cmake" in text
    for target in ("musa", "maca"):
        assert f"#   {target}: " in text
    checked = migrate("check", "tree", "--fail-on", "never", "-q")
    assert (checked.code, checked.err) == (0, "")


def test_every_line_is_explained_and_what_is_commented_out_can_be_used(here: Path) -> None:
    assert migrate("init", "tree").code == 0
    file = Path("tree/migrate.toml")
    lines = file.read_text().splitlines()
    assert max(map(len, lines)) <= 100
    setting = re.compile(r"(# )?[\w-]+ = |# \[\[")
    for above, line in zip(["", *lines], lines, strict=False):
        if setting.match(line):
            assert above.startswith("# "), line
    file.write_text("\n".join(re.sub(r"^# (?=[\w-]+ = |\[\[)", "", line) for line in lines))
    settings = load(Path("tree"))
    assert settings.guards
    assert settings.arch
    assert settings.per_path


def test_it_changes_no_port(here: Path) -> None:
    before = migrate("port", "tree", "--diff", "-q").raw
    assert migrate("init", "tree").code == 0
    assert before
    assert migrate("port", "tree", "--diff", "-q").raw == before


@pytest.mark.parametrize(
    ("name", "text"),
    [("migrate.toml", 'to = "hip"\n'), ("pyproject.toml", '[tool.migrate]\nto = "hip"\n')],
)
def test_a_configuration_that_is_there_is_kept(here: Path, name: str, text: str) -> None:
    put(Path("tree") / name, text)
    done = migrate("init", "tree")
    assert (done.code, done.out) == (2, "")
    assert f"{name} configures tree already" in done.err
    assert (Path("tree") / name).read_text() == text
    assert name == "migrate.toml" or not Path("tree/migrate.toml").exists()


def test_one_above_does_not_count(here: Path) -> None:
    put(Path("pyproject.toml"), '[tool.migrate]\nto = "hip"\n')
    assert migrate("init", "tree", "--to", "musa").code == 0
    assert load(Path("tree")).to.startswith("musa@")


def test_names_that_patterns_would_read_otherwise(here: Path) -> None:
    put(Path("tree/a[1]/vendor/g.cpp"), "int g;\n")
    put(Path("tree/a1/vendor/h.cu"), CUDA)
    assert migrate("init", "tree").code == 0
    assert r"/a\[1\]/vendor/" in load(Path("tree")).exclude[0].lines
    assert b"a1/vendor/h.cu" in migrate("port", "tree", "--diff", "-q").raw


def test_what_is_no_folder(here: Path) -> None:
    assert migrate("init", "tree/src/a.cu").code == 2
    assert migrate("init", "nowhere").code == 2
