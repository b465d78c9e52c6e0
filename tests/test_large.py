"""Trees that take long: a run that is stopped goes on where it was, and says how it goes."""

from __future__ import annotations

import os
import pty
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from migrate.cache import files as cached
from migrate.cache.parts import Parts
from migrate.cache.results import ResultCache, Slot
from migrate.command.pace import Pace
from migrate.files.discover import roots
from migrate.files.store import Store
from migrate.model import FileResult
from migrate.port import engine
from migrate.run import run
from migrate.settings.config import Settings
from tests import warm
from tests.bench import large
from tests.warm import migrate

SERIAL = Settings(jobs=1)
COUNT = 24
MIDDLE = 10
NAMES = [f"a{at:02}.cu" for at in range(COUNT)]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for name in NAMES:
        text = f"void {name[:3]}() {{ cudaFree(0); cudaOdd{name[1:3]}(); }}\n"
        (tmp_path / "src" / name).write_text(text)
    return tmp_path / "src"


def test_a_run_that_is_interrupted_goes_on_where_it_was(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = run([tree], SERIAL).report
    ported: list[str] = []
    port = engine.port

    def stopped(source: Any, *rest: Any) -> FileResult:
        if len(ported) == MIDDLE:
            raise KeyboardInterrupt
        ported.append(source.path)
        return port(source, *rest)

    def counted(source: Any, *rest: Any) -> FileResult:
        ported.append(source.path)
        return port(source, *rest)

    results = ResultCache.of(Store(tmp_path / "store"))
    with monkeypatch.context() as patch:
        patch.setattr(engine, "port", stopped)
        with pytest.raises(KeyboardInterrupt):
            run([tree], SERIAL, cache=results)
    assert ported == NAMES[:MIDDLE]
    ported.clear()
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(engine, "port", counted)
    done = run([tree], SERIAL, cache=results, progress=lambda *step: seen.append(step))
    assert ported == NAMES[MIDDLE:]
    assert done.report == expected
    assert seen[-1][0] == seen[-1][1] == 3 * (COUNT - MIDDLE)


STOPPED = """
import os, signal
from migrate import chunks
from migrate.cache import files
from migrate.port import engine
files._PART = 1
real, done = engine.port, []
def port(source, *rest):
    if len(done) == {middle}:
        os.kill(os.getpid(), {number})
    done.append(source.path)
    return real(source, *rest)
engine.port = port
signal.signal(signal.SIGINT, signal.default_int_handler)  # may be ignored where tests are started
"""
COUNTED = """
from migrate.port import engine
real = engine.port
def port(source, *rest):
    with open({log!r}, "a") as stream:
        stream.write(source.path + "\\n")
    return real(source, *rest)
engine.port = port
"""


@pytest.mark.commands
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_stopped_goes_on_where_it_was(
    tree: Path, tmp_path: Path, number: signal.Signals
) -> None:
    words = ["check", "src", "--jobs", "1", "--format", "json", "-q"]
    own = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "NO_COLOR": "1"}
    expected = migrate(*words, "--no-cache", cwd=tmp_path)
    log = tmp_path / "log"

    def asked(prelude: str) -> warm.Done:
        return migrate(*words, cwd=tmp_path, environment=own, prelude=prelude)

    stopped = asked(STOPPED.format(middle=MIDDLE, number=int(number)))
    assert stopped.raw == b""
    assert stopped.code in (-number, 128 + number)
    done = asked(COUNTED.format(log=str(log)))
    assert (done.raw, done.code) == (expected.raw, expected.code)
    assert log.read_text().split() == [f"src/{name}" for name in NAMES[MIDDLE:]]


def test_processes_leave_what_they_did_too(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.chunks.WORTH_A_POOL", 0)
    monkeypatch.setattr(cached, "_PART", 1)
    expected = run([tree], SERIAL).report
    results = ResultCache.of(Store(tmp_path / "store"))
    seen: list[tuple[int, int]] = []

    def stopping(done: int, total: int) -> None:
        seen.append((done, total))
        if done > COUNT + 3 * MIDDLE:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([tree], Settings(jobs=2), cache=results, progress=stopping)
    left = (seen[-1][1] - seen[-2][0]) // 3  # the last that was told of was taken note of
    seen.clear()
    done = run([tree], Settings(jobs=2), cache=results, progress=lambda *step: seen.append(step))
    assert done.report == expected
    assert seen[-1] == (3 * left, 3 * left)
    assert 0 < left < COUNT


def slot(tree: Path, tmp_path: Path) -> Slot:
    return Slot.of(ResultCache.of(Store(tmp_path / "store")), SERIAL, roots([tree]))


def test_parts_hold_what_is_wanted_of_them_and_nothing_else(tree: Path, tmp_path: Path) -> None:
    def parts() -> Parts:
        return Parts(slot(tree, tmp_path), "kind")

    def entries() -> int:
        return sum(path.is_file() for path in (tmp_path / "store").glob("*/*/*"))

    first = parts()
    values = {f"{at}": ("value", at) for at in range(9)}
    for at in range(0, 9, 3):
        first.leave(dict([*values.items()][at : at + 3]))
    assert (parts().before, entries()) == (values, 4)
    second = parts()
    wanted: Mapping[str, Any] = {key: value for key, value in values.items() if key > "3"}
    second.reduce(wanted)
    assert (parts().before, parts().keys, entries()) == (wanted, frozenset(wanted), 3)
    second.reduce(wanted)
    assert (parts().before, entries()) == (wanted, 3)


@pytest.mark.parametrize(
    ("done", "total", "passed", "told"),
    [
        (0, 4000, 5.0, "0%"),
        (40, 4000, 0.0, "1%"),
        (1000, 4000, 10.0, "25%, 25 files/s, 0:30 left"),
        (4, 4000, 10.0, "0%, 0.1 files/s, 2:46:30 left"),
        (3_999_999, 4_000_000, 100.0, "99%, 10,000 files/s, 0:00 left"),
        (0, 0, 1.0, "100%"),
    ],
)
def test_the_pace_of_a_run(done: int, total: int, passed: float, told: str) -> None:
    assert Pace(4, 100.0).told(done, total, 100.0 + passed) == told


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_terminal_is_told_how_a_run_goes_and_nobody_else(tree: Path, is_terminal: bool) -> None:
    ours, theirs = pty.openpty() if is_terminal else os.pipe()
    with Path(os.devnull).open("r+b") as nothing:
        streams = (nothing.fileno(), nothing.fileno(), theirs)
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
        prelude = "from migrate.command import console; console._MOMENT = -1.0"
        words = ["check", str(tree), "--no-cache"]
        warm.execute(warm.forks().socket, words, tree, environment, streams, prelude)
    os.close(theirs)
    said = b""
    with suppress(OSError):  # what a terminal says at its end, where a pipe says nothing
        while piece := os.read(ours, 65536):
            said += piece
    os.close(ours)
    assert (b"Porting" in said, b"files/s" in said, b" left" in said) == (is_terminal,) * 3
    assert bool(said) == is_terminal


def test_a_tree_is_made_of_others_under_names_of_its_own(tmp_path: Path) -> None:
    one = tmp_path / "one"
    (one / "inc").mkdir(parents=True)
    (one / "a.cu").write_text('#include "inc/b.h"\nvoid f() { b.h; cudaFree(0); }\n')
    (one / "inc/b.h").write_text("#include <vector>\n")
    (one / "CMakeLists.txt").write_text("cuda_add_library(a a.cu main.cu)\n")
    large.make(tmp_path / "out", 3, [one])
    out = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_text()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert out == {
        "part0/one/CMakeLists.txt": "cuda_add_library(a a_0.cu main.cu)\n",
        "part0/one/a_0.cu": '#include "inc/b_0.h"\nvoid f() { b_0.h; cudaFree(0); }\n',
        "part0/one/inc/b_0.h": "#include <vector>\n",
        "part1/one/CMakeLists.txt": "cuda_add_library(a a_1.cu main.cu)\n",
        "part1/one/a_1.cu": '#include "inc/b_1.h"\nvoid f() { b_1.h; cudaFree(0); }\n',
    }
