"""What is written to a path is whole or not there at all, and nothing is left of a killed run."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from migrate.files.atomic import is_abandoned, is_temporary, sweep, temporary_name, write_whole
from migrate.files.manifest import FOLDER
from tests.warm import command, migrate

pytestmark = pytest.mark.commands
SOURCE = "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); cudaFoo(); }\n"
FULL = "import os\ndef full(_): raise OSError(28, 'No space left on device')\nos.fsync = full"
# Python writes as much of its bytecode as there is room for, and would read that in later commands.
SMALL = (
    "import resource, sys; sys.dont_write_bytecode = True\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_text(SOURCE)
    return tmp_path


def abandoned_name() -> str:
    """The temporary name of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return temporary_name().replace(f"-{os.getpid()}-", f"-{ended.pid}-")


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    }


@pytest.mark.parametrize(
    "options",
    [
        ("check", "src", "--report", "r.json"),
        ("check", "src", "--write-baseline", "r.json"),
        ("verify", "src", "--static", "--bug-report", "r.json"),
    ],
)
def test_a_full_disk_leaves_what_a_report_was(tree: Path, options: tuple[str, ...]) -> None:
    (tree / "r.json").write_text("{}\n")
    done = migrate(*options, prelude=FULL)
    assert (done.code, (tree / "r.json").read_text()) == (2, "{}\n")
    said = f"error: {options[-2]}: r.json cannot be written: No space left on device"
    assert said in done.err
    assert sorted(listing(tree)) == ["r.json", "src/a.cu"]


def test_a_file_that_grows_too_large_is_not_cut(tree: Path) -> None:
    (tree / "r.html").write_text("good\n")
    done = migrate("check", "src", "--report", "r.html", "-q", prelude=SMALL)
    assert (done.code, (tree / "r.html").read_text()) == (2, "good\n")
    assert "r.html cannot be written: File too large" in done.err


def test_a_full_disk_leaves_the_tree_that_was_there(tree: Path) -> None:
    (tree / "src/large.h").write_text("// large\n" * 1000)
    (tree / "out").mkdir()
    (tree / "out/a.cu").write_text("earlier\n")
    before = listing(tree)
    done = migrate("port", "src", "-o", "out", "--force", prelude=SMALL)
    assert (done.code, listing(tree)) == (2, before)
    assert "error: out cannot be written: File too large" in done.err
    assert migrate("port", "src", "-o", "new", prelude=SMALL).code == 2
    assert listing(tree) == before
    assert not (tree / "new").exists()


def test_a_full_disk_leaves_the_sources(tree: Path) -> None:
    before = listing(tree)
    done = migrate("port", "src", "--in-place", prelude=FULL)
    assert (done.code, listing(tree)) == (2, before)
    assert f"error: {tree}/src/a.cu cannot be written: No space left on device" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is full")
@pytest.mark.parametrize(
    "options", [("--diff",), (), ("--format", "json"), ("--format", "full")], ids=str
)
def test_standard_output_on_a_full_disk(tree: Path, options: tuple[str, ...]) -> None:
    what = "check" if "--format" in options else "port"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command(what, "src", *options), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert b"error: standard output cannot be written: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(tree: Path, closed: str) -> None:
    words = f"{sys.executable} -m migrate check src --report r.json {closed}"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(["bash", "-c", words], capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads((tree / "r.json").read_bytes())["exit_code"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is full")
def test_what_cannot_be_told_changes_no_exit_code(tree: Path) -> None:
    with Path("/dev/full").open("w") as full:
        words = command("check", "nowhere")
        assert subprocess.run(words, stdout=full, stderr=full, check=False).returncode == 2


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_other_signals_stop_as_an_interrupt_does(tree: Path, number: int, code: int) -> None:
    before = listing(tree)
    stop = "from signal import *; signal(SIGINT, default_int_handler)"
    stop += "; import migrate.report.assembly as r"
    stop += f"; r.exit_code = lambda *_: raise_signal({int(number)})"
    done = migrate("port", "src", "-o", "out", prelude=stop)
    assert (done.code, done.err) == (code, "interrupted; the sources are as they were\n")
    assert listing(tree) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_server_just_ends(number: int) -> None:
    stop = "from signal import *; signal(SIGINT, default_int_handler); import migrate.lsp as lsp"
    assert migrate("lsp", prelude=f"{stop}; lsp.serve = lambda: raise_signal({number})").code < 0


def test_a_signal_that_is_ignored_stays_so(tree: Path) -> None:
    stop = "from signal import *; signal(SIGHUP, SIG_IGN)"
    stop += "; import migrate.report.assembly as r; f = r.exit_code"
    stop += "; r.exit_code = lambda *a: (raise_signal(SIGHUP), f(*a))[1]"
    assert migrate("check", "src", prelude=stop).code == 1


@pytest.mark.parametrize(
    ("path", "option"),
    [
        *((path, "--report=json=src/a.cu") for path in ("src", "src/a.cu", "src/link.cu")),
        ("src", "--write-baseline=src/a.cu"),
        ("src/a.cu", "--write-baseline=src/link.cu"),
        ("src", "--report=src/CMakeLists.txt"),
    ],
)
def test_nothing_is_written_into_a_source(tree: Path, path: str, option: str) -> None:
    (tree / "src/CMakeLists.txt").write_text("project(a CUDA)\n")
    (tree / "src/link.cu").symlink_to("a.cu")
    before = listing(tree)
    done = migrate("check", path, option)
    assert (done.code, listing(tree)) == (2, before)
    assert "is a file of the tree that is read" in done.err


def test_a_report_of_an_earlier_run_may_lie_in_the_tree(tree: Path) -> None:
    for _ in range(2):
        assert migrate("check", "src", "--report", "src/r.json", "-q").code == 1
    assert json.loads((tree / "src/r.json").read_bytes())["exit_code"] == 1


def test_a_link_stays_one_and_rights_are_kept(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").readlink() == Path("real")
    assert (tmp_path / "real").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o640
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "fresh", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640


def test_a_device_and_a_pipe_take_what_comes(tmp_path: Path) -> None:
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", b"through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)


def test_hard_links_are_named(tree: Path) -> None:
    (tree / "other").hardlink_to(tree / "src/a.cu")
    done = migrate("port", "src", "--in-place", "-q")
    assert "warning: src/a.cu: its other names (hard links) keep the old text: 1\n" in done.err
    assert (tree / "other").read_text() == SOURCE


def test_what_is_left_of_a_killed_run_is_neither_read_nor_copied_and_goes(tree: Path) -> None:
    name = abandoned_name()
    (tree / "src" / name).write_text(SOURCE)
    assert migrate("port", "src", "-o", "out", "-q").code == 1
    assert sorted(listing(tree / "out")) == ["a.cu"]
    assert migrate("port", "src", "--in-place", "-q").code == 1
    assert sorted(listing(tree / "src")) == ["a.cu"]


def test_only_what_is_certainly_of_the_tool_goes(tmp_path: Path) -> None:
    foreign = temporary_name().replace(f"-{os.getpid()}-", "-1-")
    elsewhere = f".migrate-{2**18}-00000000-12345678"
    kept = [".migrate-notes", ".migrate-1a-x", elsewhere, foreign]
    for name in (abandoned_name(), *kept):
        (tmp_path / name).write_text("")
    sweep([tmp_path])
    assert sorted(listing(tmp_path)) == sorted(kept)
    assert is_temporary(foreign)
    assert not is_abandoned(tmp_path / foreign), "the first process runs always"
    os.utime(tmp_path / elsewhere, (0, 0))
    assert is_abandoned(tmp_path / elsewhere), "no run takes so long, wherever it is"


def test_a_tree_half_made_is_gone_on_with(tree: Path) -> None:
    left = tree / "out" / f"{abandoned_name()}-new"
    left.mkdir(parents=True)
    (tree / "out/a.cu").write_text("half\n")
    assert migrate("port", "src", "-o", "out", "-q").code == 1
    assert sorted(listing(tree / "out")) == ["a.cu"]
    assert b"hipMalloc" in (tree / "out/a.cu").read_bytes()


def test_a_tree_that_was_somebodys_still_asks_for_force(tree: Path) -> None:
    (tree / "out" / abandoned_name()).mkdir(parents=True)
    (tree / "out/a.cu").write_text("mine\n")
    done = migrate("port", "src", "-o", "out", "-q")
    assert (done.code, (tree / "out/a.cu").read_text()) == (2, "mine\n")
    assert "add --force" in done.err


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_of_another_kind_is_refused_before_anything(tree: Path, kind: str) -> None:
    (tree / "src/sub").mkdir()
    (tree / "src/sub/b.h").write_text("")
    place = tree / "out" / ("a.cu" if kind == "folder" else "sub")
    place.mkdir(parents=True) if kind == "folder" else (tree / "out").mkdir()
    if kind == "file":
        place.write_text("mine\n")
    done = migrate("port", "src", "-o", "out", "--force", "-q")
    assert done.code == 2
    assert f"where the tree has a {'file' if kind == 'folder' else 'folder'}" in done.err
    assert [entry.name for entry in (tree / "out").iterdir()] == [place.name]
