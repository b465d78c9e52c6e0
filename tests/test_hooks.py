"""The hooks for pre-commit: what they select, and what they do in a repository, run by pre-commit.

The tests marked ``precommit`` let it install the tool from a copy of this checkout.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.files.discover import SUFFIXES
from migrate.files.kinds import DEVICE_CODE, kind_of
from tests.warm import migrate

ROOT = Path(__file__).resolve().parent.parent
CLEAN = "#include <cuda_runtime.h>\n\nvoid f(void **p) { cudaMalloc(p, 4); }\n"
PORTED = "#include <hip/hip_runtime.h>\n\nvoid f(void **p) { hipMalloc(p, 4); }\n"
MANUAL = "void g() { cudaNoSuchThing(1); }\n"
CONFIG = """\
default_install_hook_types: [pre-commit]
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: {hook}
"""


def manifest() -> dict[str, dict[str, str]]:
    """The keys of each hook; a reader for as much of YAML as the file needs."""
    hooks: dict[str, dict[str, str]] = {}
    for block in (ROOT / ".pre-commit-hooks.yaml").read_text().split("\n- ")[1:]:
        keys = dict(re.findall(r"^ *(\w+): (.+)$", block, re.MULTILINE))
        hooks[keys["id"]] = keys
    return hooks


def test_each_hook_is_a_command_with_options_that_exist(tmp_path: Path) -> None:
    hooks = manifest()
    assert set(hooks) == {"migrate-check", "migrate-port"}
    for hook in hooks.values():
        program, command, *options = shlex.split(hook["entry"])
        (tmp_path / "empty.cu").touch()
        done = migrate(command, *options, tmp_path / "empty.cu", cwd=ROOT)
        assert (program, done.code) == ("migrate", 0), done.err
        assert hook["language"] == "python"
        assert hook["require_serial"] == "true"


def test_the_hooks_select_what_the_tool_reads() -> None:
    check, port = (re.compile(manifest()[hook]["files"]) for hook in manifest())
    for suffix in (*SUFFIXES, ".hip", ".CU"):
        assert check.search(f"a b/ü{suffix}")
        assert port.search(f"a b/ü{suffix}")
    for name in ("k.ptx", "k.cubin", "k.fatbin"):
        assert kind_of(name) in DEVICE_CODE
        assert check.search(name)
        assert not port.search(name)
    for name in ("CMakeLists.txt", "x/CMakeLists.txt", "cmake/a.cmake", "setup.py", "x/Makefile"):
        assert kind_of(name) is not None
        assert check.search(name)
        assert not port.search(name)
    for name in ("a.py", "notes.txt", "a.cu.orig", "mysetup.py", "a.curl"):
        assert not check.search(name)
        assert not port.search(name)


# What follows runs pre-commit.


def run(*command: str | Path, cwd: Path, code: int | None = 0, **more: str) -> str:
    """The output of a command, which is to end with ``code``; whatever it is if that is None."""
    here = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"} | more
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "t", f"GIT_{who}_EMAIL": "t@e.st"}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    text = done.stdout.decode("utf-8", "replace")
    assert code is None or done.returncode == code, text
    return text


class Project:
    """A repository whose commits pre-commit guards with one of the hooks."""

    def __init__(self, folder: Path, home: Path, url: Path, rev: str) -> None:
        self.folder, self.home, self._url, self._rev = folder, home, url, rev
        self.git("init", "-q")
        self.write("README", "a project\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "first")

    def guard(self, hook: str, *args: str) -> None:
        text = CONFIG.format(url=self._url, rev=self._rev, hook=hook)
        text += f"        args: [{', '.join(args)}]\n" if args else ""
        self.write(".pre-commit-config.yaml", text)
        self.git("add", ".pre-commit-config.yaml")
        self.pre_commit("install")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def stage(self, name: str, text: str) -> None:
        self.write(name, text)
        self.git("add", name)

    def git(self, *args: str, code: int | None = 0) -> str:
        return run("git", *args, cwd=self.folder, code=code, PRE_COMMIT_HOME=str(self.home))

    def pre_commit(self, *args: str, code: int = 0) -> str:
        return run("pre-commit", *args, cwd=self.folder, code=code, PRE_COMMIT_HOME=str(self.home))

    def commit(self, code: int = 0) -> str:
        return self.git("commit", "-m", "change", code=code)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with this checkout as it is now, and its revision."""
    folder = tmp_path_factory.mktemp("published")
    listed = run("git", "ls-files", "-coz", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    run("git", "init", "-q", cwd=folder)
    run("git", "add", "-A", cwd=folder)
    run("git", "commit", "-q", "-m", "published", cwd=folder)
    return folder, run("git", "rev-parse", "HEAD", cwd=folder).strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installs: once for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def project(tmp_path: Path, home: Path, published: tuple[Path, str]) -> Project:
    return Project(tmp_path, home, *published)


@pytest.mark.precommit
def test_the_manifest_is_valid(tmp_path: Path) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    assert run("pre-commit", "validate-manifest", manifest, cwd=tmp_path) == ""
    (tmp_path / "bad.yaml").write_text(manifest.read_text().replace("entry:", "entrance:"))
    shown = run("pre-commit", "validate-manifest", "bad.yaml", cwd=tmp_path, code=1)
    assert "Missing required key: entry" in shown


@pytest.mark.precommit
def test_try_repo(project: Project, published: tuple[Path, str]) -> None:
    project.stage("a.cu", CLEAN)
    project.stage("b.cu", MANUAL)
    shown = project.pre_commit(
        "try-repo", str(published[0]), "migrate-check", "--files", "a.cu", "b.cu", code=1
    )
    assert "cudaNoSuchThing" in shown
    assert "exit code: 1" in shown
    shown = project.pre_commit("try-repo", str(published[0]), "migrate-check", "--files", "a.cu")
    assert "Passed" in shown


@pytest.mark.precommit
def test_check_stops_a_commit_with_cuda_that_cannot_be_ported(project: Project) -> None:
    project.guard("migrate-check")
    project.stage("src/a file with ü.cu", CLEAN)
    project.stage("notes.txt", "cudaNoSuchThing\n")
    project.commit()
    project.stage("src/größe 2.cu", MANUAL)
    shown = project.commit(code=1)
    assert "größe 2.cu" in shown
    assert "cudaNoSuchThing" in shown
    assert "a file with ü.cu" not in shown, "only what is staged is checked"
    assert project.read("src/größe 2.cu") == MANUAL


@pytest.mark.precommit
def test_check_sees_what_is_staged_and_not_what_lies_there(project: Project) -> None:
    project.guard("migrate-check")
    project.stage("a.cu", CLEAN)
    project.write("a.cu", CLEAN + MANUAL)  # not staged
    project.commit()
    assert project.read("a.cu") == CLEAN + MANUAL
    project.git("add", "a.cu")
    project.commit(code=1)


@pytest.mark.precommit
def test_the_configuration_of_the_repository_holds(project: Project) -> None:
    project.guard("migrate-check")
    project.stage("third_party/x.cu", MANUAL)
    project.stage("a.cu", "#ifdef OURS\n" + MANUAL + "#endif\n")
    shown = project.commit(code=1)
    assert "third_party/x.cu" in shown
    assert "a.cu:" in shown
    project.write("migrate.toml", 'exclude = ["third_party/"]\nguards = ["OURS"]\n')
    assert "Passed" in project.commit()
    project.guard("migrate-check", "--fail-on", "never")
    project.stage("b.cu", MANUAL)
    assert "Passed" in project.commit()


@pytest.mark.precommit
def test_a_baseline_lets_what_is_known_pass(project: Project) -> None:
    project.stage("src/old.cu", MANUAL)
    project.stage("src/other.cu", MANUAL)
    done = subprocess.run(
        [sys.executable, "-m", "migrate", "check", ".", "--write-baseline", "baseline.json"],
        cwd=project.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0
    project.guard("migrate-check", "--baseline", "baseline.json")
    project.stage("baseline.json", project.read("baseline.json"))
    project.stage("src/old.cu", "// moved down\n" + MANUAL)
    project.commit()
    project.stage("src/old.cu", MANUAL + "void h() { cudaNoOtherThing(1); }\n")
    shown = project.commit(code=1)
    assert "cudaNoOtherThing" in shown
    assert "cudaNoSuchThing" not in shown


@pytest.mark.precommit
def test_headers_that_are_not_staged_are_known(project: Project) -> None:
    project.git("config", "core.hooksPath", os.devnull)
    project.stage("include/ours.h", "void cudaNoSuchThing(int);\n")
    project.stage("main.cu", CLEAN)
    project.commit()
    project.git("config", "--unset", "core.hooksPath")
    project.guard("migrate-check")
    project.stage("src/b.cu", '#include "ours.h"\n' + MANUAL)
    assert "Passed" in project.commit()
    project.stage("src/b.cu", MANUAL)
    assert "cudaNoSuchThing" in project.commit(code=1)


@pytest.mark.precommit
def test_port_rewrites_and_stops_once(project: Project) -> None:
    project.guard("migrate-port")
    project.stage("src/a file with ü.cu", CLEAN)
    project.stage("b.cu", MANUAL)
    shown = project.commit(code=1)
    assert "files were modified by this hook" in shown
    assert project.read("src/a file with ü.cu") == PORTED
    assert project.read("b.cu") == MANUAL
    project.git("add", "-A")
    project.commit()
    assert project.git("status", "--porcelain") == ""


@pytest.mark.precommit
def test_port_of_a_file_that_is_staged_in_part(project: Project) -> None:
    far = "\n" * 20
    project.guard("migrate-port")
    project.stage("a.cu", CLEAN + far)
    project.write("a.cu", CLEAN + far + "// not staged\n")
    project.commit(code=1)
    assert project.read("a.cu") == PORTED + far + "// not staged\n"
    assert project.git("show", ":a.cu") == CLEAN + far
    project.git("add", "a.cu")
    project.commit()


@pytest.mark.precommit
def test_port_yields_to_edits_that_are_not_staged(project: Project) -> None:
    """pre-commit rolls the hook's changes back where they conflict with what it had put aside."""
    project.guard("migrate-port")
    project.stage("a.cu", CLEAN)
    mine = CLEAN.replace("cudaMalloc(p, 4)", "cudaMalloc(p, 8)")
    project.write("a.cu", mine)
    shown = project.commit(code=1)
    assert "rolling back" in shown.lower()
    assert project.read("a.cu") == mine


@pytest.mark.precommit
def test_all_files_at_once(project: Project) -> None:
    project.guard("migrate-check")
    for number in range(40):
        project.stage(f"src/{number}.cu", CLEAN)
    project.stage("lib/one.h", "void cudaNoSuchThing(int);\n")
    project.stage("app/two.cu", MANUAL)
    assert "Passed" in project.pre_commit("run", "--all-files")
