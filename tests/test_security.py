"""The table of docs/guide/security.md: what each command runs, opens for writing and connects to.

Each command runs on a tree that names programs and files to write wherever it may, in a process
with an audit hook, which Python itself calls for whatever a program starts, opens or connects to.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.warm import migrate

pytestmark = pytest.mark.commands
ROOT = Path(__file__).parent.parent
HOOK = """
import atexit, json, os, sys, tempfile

seen = []

def hook(event, given):
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "pty.spawn"):
        seen.append(["run", str(given[0])])
    elif event in ("socket.connect", "socket.bind"):
        seen.append(["connect", str(given[1])])
    elif event == "open" and not isinstance(given[0], int) and os.path.isabs(given[0]):
        if (given[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            seen.append(["write", os.path.abspath(os.fsdecode(given[0]))])
    elif event == "ctypes.dlopen":
        seen.append(["load", str(given[0])])

def write(log):
    text = json.dumps(seen)
    with open(log, "w") as stream:
        stream.write(text)

def watch(log):
    sys.dont_write_bytecode, tempfile.tempdir = True, None
    atexit.register(write, log)
    sys.addaudithook(hook)
"""
STARTED = """
import migrate.command.cli
log, *words = sys.argv[1:]
sys.argv[:] = ["migrate", *words]
watch(log)
migrate.command.cli.main()
"""
PROGRAMS = ("nvcc", "hipcc", "clang", "clang++", "gcc", "cc", "evil", "git", "make", "cmake")


def hostile(tree: Path) -> Path:
    """A tree that names a program of its own wherever a program could be named."""
    (tree / "bin").mkdir(parents=True)
    (tree / "include/crt").mkdir(parents=True)
    for name in PROGRAMS:
        program = tree / "bin" / name
        program.write_text(f"#!/bin/sh\ntouch '{tree}/RAN'\n")
        program.chmod(0o755)
        (tree / name).symlink_to(program)
    for name in ("cuda_runtime.h", "crt/host_defines.h"):
        (tree / "include" / name).write_text("")
    (tree / "a.cu").write_text('#include "a$(touch RAN).h"\nvoid f() { cudaFree(0); }\n')
    (tree / "b$(touch RAN).cu").write_text("void g() { cudaDeviceReset(); }\n")
    (tree / "setup.py").write_text("import os\nos.system('touch RAN')  # nvcc, CUDAExtension\n")
    (tree / "conftest.py").write_text("raise SystemExit('loaded')\n")
    (tree / "migrate.py").write_text("raise SystemExit('loaded')\n")
    (tree / "CMakeLists.txt").write_text("find_package(CUDA)\nexecute_process(COMMAND evil)\n")
    (tree / "Makefile").write_text("X := $(shell touch RAN)\na: a.cu\n\tnvcc -ccbin ./evil a.cu\n")
    (tree / "migrate.toml").write_text(
        'cuda-path = "."\ncompile-commands = "."\ninclude-dirs = ["include"]\n'
        'defines = ["X=$(touch RAN).a"]\n'
    )
    words = ["./evil", "-fplugin=./evil.so", "-Xclang", "-load", "-Xclang", "evil.so", "-c"]
    entry = {"directory": str(tree), "file": "a.cu", "arguments": [*words, "@evil", "a.cu"]}
    (tree / "compile_commands.json").write_text(json.dumps([entry]))
    (tree / ".git").mkdir()
    (tree / ".git/config").write_text("[core]\n\tfsmonitor = ./evil\n\tpager = ./evil\n")
    return tree


def seen(tmp_path: Path, tree: Path, *arguments: str, started: bool = True) -> dict[str, set[str]]:
    """What a command ran, wrote and connected to; it is to end well. Where it is not ``started``
    as a program, it is forked from one that has imported everything.
    """
    hook, log, cache = tmp_path / "hook.py", tmp_path / "log.json", tmp_path / "cache"
    hook.write_text(HOOK + STARTED)
    settings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(cache),
        "TMPDIR": str(tmp_path / "temporary"),
    }
    (tmp_path / "temporary").mkdir(exist_ok=True)
    if started:
        command = [sys.executable, str(hook), str(log), *arguments]
        done = subprocess.run(command, cwd=tree, env=settings, capture_output=True, check=False)
        code, told = done.returncode, done.stderr.decode()
    else:
        watched = f"{HOOK}\nwatch({str(log)!r})"
        code, _, raw = migrate(*arguments, cwd=tree, environment=settings, prelude=watched)
        told = raw.decode()
    assert code in (0, 1), told
    assert not list(tmp_path.rglob("RAN*"))
    found: dict[str, set[str]] = {"run": set(), "write": set(), "connect": set(), "load": set()}
    for kind, what in json.loads(log.read_text()):
        found[kind].add(what)
    # A command that is forked keeps its rules where the one it was forked from does.
    kept = (str(cache), os.environ["XDG_CACHE_HOME"])
    found["write"] = {
        path
        for path in found["write"]
        if not path.startswith((f"{tmp_path}/temporary", *kept, "/dev/"))
        and not path.endswith(".pyc")
    }
    return found


def contents(tree: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}


# Commands with no program of their own, and what they may write: names in OUT, or of the tree.
COMMANDS: dict[str, tuple[list[str], set[str]]] = {
    "api": (["api", "cudaMalloc"], set()),
    "explain": (["explain", "hip/memory/symbol"], set()),
    "targets": (["targets"], set()),
    "rules": (["rules", "list"], set()),
    "check": (["check", ".", "--no-semantic", "--report", "OUT/r.json"], {"OUT"}),
    "baseline": (["check", ".", "--no-semantic", "--write-baseline", "OUT/b.json"], {"OUT"}),
    "port": (["port", ".", "--no-semantic"], set()),
    "diff": (["port", ".", "--no-semantic", "--diff"], set()),
    "in-place": (["port", ".", "--no-semantic", "--in-place"], {"."}),
    "tree": (["port", ".", "--no-semantic", "-o", "OUT/new"], {"OUT"}),
    "static": (["verify", ".", "--no-semantic", "--static", "--report", "OUT/v.json"], {"OUT"}),
}


@pytest.mark.parametrize(("words", "writes"), COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_runs_nothing_and_writes_what_was_typed(
    tmp_path: Path, words: list[str], writes: set[str]
) -> None:
    tree, out = hostile(tmp_path / "tree"), tmp_path / "out"
    out.mkdir()
    before = contents(tree)
    typed = [word.replace("OUT", str(out)) for word in words]
    found = seen(tmp_path, tree, *typed, started="--in-place" in words)
    assert (found["run"], found["connect"]) == (set(), set())
    places = {"OUT": out, ".": tree}
    allowed = tuple(str(places[name]) for name in writes)
    assert {path for path in found["write"] if not path.startswith(allowed or "\0")} == set()
    assert "." in writes or contents(tree) == before
    assert not [path for path in found["load"] if path.startswith(str(tree))]


def test_a_configuration_to_begin_with_is_all_that_is_written(tmp_path: Path) -> None:
    tree = hostile(tmp_path / "tree")
    (tree / "migrate.toml").unlink()
    before = contents(tree)
    found = seen(tmp_path, tree, "init", ".", started=False)
    assert not found["run"] | found["connect"]
    assert {Path(path).parent for path in found["write"]} <= {tree}
    now = contents(tree)
    assert now.pop(tree / "migrate.toml")
    assert now == before


def test_the_status_of_a_tree_runs_and_writes_nothing(tmp_path: Path) -> None:
    tree, made = hostile(tmp_path / "tree"), tmp_path / "made"
    seen(tmp_path, tree, "port", ".", "--no-semantic", "-o", str(made), started=False)
    before = contents(made)
    found = seen(tmp_path, made, "status", ".", started=False)
    assert not found["run"] | found["connect"] | found["write"]
    assert contents(made) == before


@pytest.mark.hipcc
def test_verify_runs_the_compilers_of_the_machine_alone(tmp_path: Path) -> None:
    tree = hostile(tmp_path / "tree")
    found = seen(tmp_path, tree, "verify", ".", "--no-semantic", "--to", "hip@5.2")
    assert found["run"]
    assert {path for path in found["run"] if str(tree) in path or not path.startswith("/")} == set()
    assert (found["write"], found["connect"]) == (set(), set())


def test_the_table_names_every_command() -> None:
    from migrate.command.cli import COMMANDS, RULES

    page = (ROOT / "docs/guide/security.md").read_text("utf-8")
    table = page.partition("|---|")[2].partition("\n\n")[0]
    assert all(f"`{name}" in table for name in COMMANDS)
    assert all(f"`rules {name}" in table for name in RULES)
