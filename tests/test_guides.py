"""What the guides say is so: commands run, examples work, keys exist, links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from migrate.settings import config
from tests.warm import migrate

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs/guide"
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"],
)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?![a-z]+:)([^)\s]*)\)")
CLEAN = "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n"
MANUAL = "void g() { cudaNoSuchThing(1); }\n"


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page that are in ``language``."""
    return [text for kind, text in _BLOCK.findall(page.read_text("utf-8")) if kind == language]


def run(command: str, folder: Path) -> tuple[int, str]:
    """The exit code and the output of a command line that begins with ``migrate``."""
    program, *arguments = shlex.split(command)
    assert program == "migrate"
    done = migrate(*arguments, cwd=folder)
    return done.code, done.out + (done.err if done.code > 1 else "")


def fits(shown: str, output: str) -> bool:
    """Whether ``shown`` is the output, where ``...`` stands for any part of it."""
    pattern = ".*".join(re.escape(part) for part in shown.split("..."))
    return re.fullmatch(pattern, output, re.DOTALL) is not None


def test_getting_started(tmp_path: Path) -> None:
    page = GUIDE / "getting-started.md"
    (source,) = blocks(page, "cuda")
    (tmp_path / "scale.cu").write_text(source)
    sessions = "".join(blocks(page, "console")).split("$ ")[1:]
    assert len(sessions) == 4
    for session in sessions:
        command, _, shown = session.partition("\n")
        code, output = run(command, tmp_path)
        assert code == (1 if "check" in command or "port" in command else 0), output
        assert fits(shown, output), f"{command}\n{output}"


@pytest.mark.parametrize(
    "page", ["README.md", "docs/guide/choosing.md", "docs/guide/effort.md", "docs/guide/verify.md"]
)
def test_a_page_shows_what_is_printed(page: str) -> None:
    (session,) = (text for text in blocks(ROOT / page, "") if text.startswith("$ migrate "))
    command, _, shown = session[2:].partition("\n")
    code, output = run(command, ROOT)
    assert code == 1
    assert fits(shown, output), f"{command}\n{output}"


def test_a_rule_of_your_own(tmp_path: Path) -> None:
    page = GUIDE / "rules.md"
    folder = tmp_path / "own/hip/ours"
    folder.mkdir(parents=True)
    names = tmp_path / "own/hip/names"
    names.mkdir()
    (names / "ours.csv").write_text(blocks(page, "csv")[0])
    (folder / "alloc.toml").write_text(blocks(page, "toml")[0])
    (folder / "alloc.cu").write_text(blocks(page, "cuda")[0])
    code, output = run("migrate rules test own --update", tmp_path)
    assert code == 0, output
    assert "hipOursAllocOn(p, 16, 0);" in (folder / "alloc.expected.cu").read_text()
    ((command, shown),) = (session[2:].split("\n", 1) for session in blocks(page, "console"))
    assert run(command, tmp_path) == (0, shown)
    (tmp_path / "a.cu").write_text("void f() { cudaOursAlloc(); cudaOursTrace(); }\n")
    code, output = run("migrate check a.cu --rules own --format concise", tmp_path)
    assert code == 1
    assert "leave the call out" in output


def test_suppressions_work_as_shown(tmp_path: Path) -> None:
    (source,) = blocks(GUIDE / "suppressions.md", "cuda")
    before, line, after = re.split(r"^(lane = .*)\n", source, flags=re.MULTILINE)
    host = f"#include <hip/hip_runtime.h>\nvoid f(void *kept) {{\n{before}{after}}}\n"
    kernel = f"__device__ int g() {{ int lane; {line}\n__syncwarp(); }}\n"
    (tmp_path / "a.cu").write_text(host + kernel)
    assert run("migrate port a.cu --diff -q --arch gfx90a", tmp_path) == (0, "")
    code, shown = run("migrate check a.cu --format concise --fail-on review", tmp_path)
    assert (code, "a.cu:" in shown) == (0, False), shown
    bare = re.sub(r"// migrate: .*", "", (tmp_path / "a.cu").read_text())
    (tmp_path / "a.cu").write_text(bare)
    assert "cuda/wave/" in run("migrate check a.cu --format concise --arch gfx90a", tmp_path)[1]
    assert "hipMalloc(&kept" in run("migrate port a.cu --diff -q", tmp_path)[1]


def test_every_key_of_the_configuration_is_described(tmp_path: Path) -> None:
    page = GUIDE / "configuration.md"
    upper, lower = page.read_text("utf-8").split("## Options for some files")
    for text, keys in ((upper, config.KEYS), (lower, config.KEYS_PER_PATH)):
        rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
        assert sorted(re.findall(r"`([a-z-]+)`", " ".join(rows))) == sorted(keys)
    (example,) = blocks(page, "toml")
    (tmp_path / "migrate.toml").write_text(example)
    settings = config.load(tmp_path)
    assert (settings.to, len(settings.per_path)) == ("hip@6.4", 1)


def test_options_that_the_configuration_page_names_exist() -> None:
    text = (GUIDE / "configuration.md").read_text("utf-8")
    shown = "".join(run(f"migrate {name} --help", ROOT)[1] for name in ("port", "verify"))
    for option in re.findall(r"`(--[a-z-]+)`", text):
        assert option in shown


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with sources and a baseline, as the recipes take them for given."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_text(CLEAN)
    (tmp_path / "src/b.cu").write_text(MANUAL)
    code, output = run("migrate check src --write-baseline migrate-baseline.json", tmp_path)
    assert code == 0, output
    return tmp_path


def commands() -> Iterator[str]:
    """Each command of the tool in the recipes, without what it is piped into."""
    text = "\n".join(text for _, text in _BLOCK.findall((GUIDE / "ci.md").read_text("utf-8")))
    for found in re.findall(r"(?:^|[ '])(migrate (?:check|port|verify)[^|\n']*)", text):
        yield found.strip()


@pytest.mark.parametrize("command", dict.fromkeys(commands()))
def test_the_commands_of_the_recipes(command: str, project: Path) -> None:
    code, output = run(command, project)
    known = "--baseline" in command or "--write-baseline" in command or "never" in command
    assert code == (0 if known else 1), output
    for report in re.findall(r"--report (\S+)", command):
        assert (project / report).stat().st_size
    if "--baseline" in command:
        (project / "src/c.cu").write_text(MANUAL)
        assert run(command, project)[0] == 1


@pytest.mark.docs
@pytest.mark.parametrize(
    ("language", "schema"), [("github", "vendor.github-workflows"), ("gitlab", "vendor.gitlab-ci")]
)
def test_the_recipes_are_valid(language: str, schema: str, tmp_path: Path) -> None:
    (text,) = (each for each in blocks(GUIDE / "ci.md", "yaml") if language in each.split("\n")[0])
    (tmp_path / "ci.yml").write_text(text)
    program = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [program, "--builtin-schema", schema, "ci.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "ok -- validation done" in done.stdout


@pytest.mark.docs
def test_the_recipe_for_cmake(project: Path) -> None:
    (recipe,) = blocks(GUIDE / "ci.md", "cmake")
    tool = project / "bin/migrate"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m migrate "$@"\n')
    tool.chmod(0o755)
    head = "cmake_minimum_required(VERSION 3.20)\nproject(p LANGUAGES NONE)\n"
    (project / "CMakeLists.txt").write_text(head + recipe)
    path = os.pathsep.join([str(tool.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path}

    def code(*command: str) -> int:
        return subprocess.run(command, cwd=project, env=environment, check=False).returncode

    assert code("cmake", "-S", ".", "-B", "build") == 0
    assert code("cmake", "--build", "build", "--target", "portability") == 0
    assert code("ctest", "--test-dir", "build") == 0
    (project / "src/c.cu").write_text(MANUAL)
    assert code("cmake", "--build", "build", "--target", "portability") != 0
    assert code("ctest", "--test-dir", "build") != 0


def anchors(page: Path) -> set[str]:
    """The names GitHub gives to the headings of a page."""
    text = _BLOCK.sub("", page.read_text("utf-8"))
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).lower() for heading in headings)
    return {re.sub(r"[^\w\s-]", "", heading).strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", _BLOCK.sub("", page.read_text("utf-8")))
    for link in _LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_the_navigation_names_pages_that_exist() -> None:
    text = (ROOT / "mkdocs.yml").read_text("utf-8")
    for page in re.findall(r"- (?:\w+: )?([\w/-]+(?:\.md|/))$", text, re.MULTILINE):
        assert (ROOT / "docs" / page).exists() or page == "changelog.md", page


@pytest.mark.docs
def test_the_site(tmp_path: Path) -> None:
    """It builds without a warning, has every page in its navigation, and loads nothing."""
    program = Path(sys.executable).with_name("mkdocs")
    done = subprocess.run(
        [program, "build", "--strict", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    html = sorted(tmp_path.rglob("*.html"))
    pages = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]
    assert len(html) == len(pages) + 2, "the changelog and the page for what is not found"
    for page in html:
        text = page.read_text("utf-8")
        loaded = chain(
            re.findall(r"<(?:script|img|iframe)[^>]+src=\"?([^\s\">]+)", text),
            re.findall(r"<link[^>]+rel=\"?(?:stylesheet|preconnect)[^>]+href=\"?([^\s\">]+)", text),
        )
        assert [link for link in loaded if link.startswith(("http", "//"))] == [], page
