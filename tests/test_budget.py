"""What a file may cost, and what happens where it costs more: it fails, and the others go on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from migrate import chunks
from migrate.files.source import SourceFile
from migrate.model import FileResult, Outcome
from migrate.port import engine, indexing
from migrate.process.budget import Budget, OverBudget, bounded
from migrate.process.tasks import Task
from migrate.process.workers import Workers
from migrate.run import run
from migrate.settings.config import Settings, load
from migrate.text import grammar
from migrate.text.headernames import includes
from tests.warm import migrate

pytestmark = pytest.mark.commands
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
GOOD = "void f() { cudaFree(0); }\n"


def forever() -> None:
    """One call of C code that does not end."""
    re.match(r"(?:a|aa)*c", "a" * 60)


def tree(folder: Path) -> Path:
    for name in ("a", "bad", "c"):
        (folder / f"{name}.cu").write_text(GOOD)
    return folder


def outcomes(done: Path, settings: Settings) -> dict[str, FileResult]:
    return {file.path: file for file in run([done], settings).report.files}


@posix
def test_a_regular_expression_is_stopped() -> None:
    with pytest.raises(OverBudget, match="more than 1 s of processor time"), bounded(Budget(1)):
        forever()


@posix
def test_work_within_its_budget_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with bounded(Budget(60)):
        sum(range(1000))
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) is before


@pytest.mark.skipif(sys.platform != "linux", reason="needs to know how large a process is")
def test_memory_is_bounded() -> None:
    with pytest.raises(OverBudget, match="more than 100 MiB of memory"), bounded(Budget(0, 100)):
        bytearray(200 << 20)
    assert bytearray(200 << 20)


def test_the_configuration_has_both(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text("file-timeout = 5\nfile-memory = 20\n")
    assert load(tmp_path).budget == Budget(5, 20)
    assert load(tmp_path, {"file-timeout": 0, "file-memory": 0}).budget == Budget(0, 0)
    assert Settings().budget == Budget()


@posix
def test_the_parser_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar, "_AT_LEAST", 10**9)
    with pytest.raises(OverBudget), bounded(Budget(1)):
        grammar.tree_of(b"= :: !\n" * 100_000)


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_costs_its_budget_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """One that is too much for the index is not tried again by the port."""

    def looked(reading: Any, *rest: Any) -> Any:
        if reading.path == "bad.cu":
            forever()
        return indexing.facts_of_source(reading, *rest)

    monkeypatch.setattr(chunks, "facts_of_source", looked)
    hanging(monkeypatch, "raise AssertionError")
    monkeypatch.setattr(chunks, "WORTH_A_POOL", 0)
    found = outcomes(tree(tmp_path), Settings(jobs=jobs, budget=Budget(1, 0)))
    assert found["bad.cu"].outcome is Outcome.FAILED
    assert "processor time" in found["bad.cu"].reason
    assert {found[name].outcome for name in ("a.cu", "c.cu")} == {Outcome.PORTED}


def hanging(monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    """Have the port of ``bad.cu`` do harm."""

    real = engine.port

    def ported(source: SourceFile, *rest: object) -> FileResult:
        if source.path == "bad.cu":
            exec(harm)
        return real(source, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "port", ported)


HARM = {
    "time": ("import re; re.match(r'(?:a|aa)*c', 'a' * 60)", "processor time"),
    "memory": ("bytearray(3 << 30)", "MiB of memory"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="needs to know how large a process is")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("harm", HARM)
def test_a_file_over_its_budget_fails_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, jobs: int
) -> None:
    text, reason = HARM[harm]
    hanging(monkeypatch, text)
    monkeypatch.setattr(chunks, "WORTH_A_POOL", 0)
    found = outcomes(tree(tmp_path), Settings(jobs=jobs, budget=Budget(1, 1000)))
    assert found["bad.cu"].outcome is Outcome.FAILED
    assert reason in found["bad.cu"].reason
    assert {found[name].outcome for name in ("a.cu", "c.cu")} == {Outcome.PORTED}


@posix
@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "os._exit(3)"])
def test_a_process_that_is_lost_costs_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    hanging(monkeypatch, f"import os; {end}")
    monkeypatch.setattr(chunks, "WORTH_A_POOL", 0)
    found = outcomes(tree(tmp_path), Settings(jobs=2))
    assert found["bad.cu"].outcome is Outcome.FAILED
    assert "its process was lost" in found["bad.cu"].reason
    assert {found[name].outcome for name in ("a.cu", "c.cu")} == {Outcome.PORTED}


@dataclass(frozen=True)
class Numbers:
    files: tuple[int, ...]


def worked(chunk: Numbers, power: int, __: object) -> Iterator[list[object]]:
    for number in chunk.files:
        if number % 7 == 3:
            os._exit(1)
        if number % 7 == 5:
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            time.sleep(100)
        yield [number**power] * (number % 3)


@posix
def test_results_keep_their_order_whatever_is_lost() -> None:
    chunks_of = [Numbers(tuple(range(at, at + 4))) for at in range(0, 20, 4)]
    task = Task(worked, lambda number, _: [f"lost {number}"])
    with Workers(3, 3.0) as pool:
        found = list(pool.map(task, chunks_of, 2))
    for chunk, part in zip(chunks_of, found, strict=True):
        expected: list[object] = []
        for number in chunk.files:
            lost = number % 7 in (3, 5)
            expected += [f"lost {number}"] if lost else [number**2] * (number % 3)
        assert part == expected


def refused(chunk: Numbers, _: object, __: object) -> Iterator[list[object]]:
    raise ValueError(f"{len(chunk.files)} files")


def test_an_error_of_a_worker_is_raised_here() -> None:
    with Workers(1, 60.0) as pool, pytest.raises(ValueError, match="2 files"):
        list(pool.map(Task(refused, lambda *_: []), [Numbers((1, 2))], None))


def pids(chunk: Numbers, _: object, __: object) -> Iterator[list[int]]:
    for _ in chunk.files:
        yield [os.getpid()]


@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_processes_end_with_their_parent(number: signal.Signals) -> None:
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        pool = Workers(3, 60.0)
        found = pool.map(Task(pids, lambda *_: []), [Numbers((n,)) for n in range(12)], None)
        os.write(write, f"{sorted({pid for part in found for pid in part})}\n".encode())
        time.sleep(100)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as stream:
        names = stream.readline()
    started = [int(pid) for pid in re.findall(r"\d+", names)]
    assert started
    os.kill(child, number)
    os.waitpid(child, 0)
    end = time.monotonic() + 20
    while any(map(_runs, started)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(_runs, started))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@posix
def test_an_interrupt_of_all_is_answered_once(tmp_path: Path) -> None:
    """As a terminal sends it: to the command and to its processes."""
    code = (
        "import os, signal, sys, threading, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from migrate.process.tasks import Task\nfrom migrate.process.workers import Workers\n"
        "from tests.test_budget import Numbers, asleep\n"
        "pool = Workers(2, 60.0)\n"
        "threading.Timer(1, lambda: os.killpg(0, signal.SIGINT)).start()\n"
        "try:\n"
        "    with pool: list(pool.map(Task(asleep, None), [Numbers((1,)), Numbers((2,))], None))\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert (done.stdout, done.stderr) == ("interrupted\n", "")


def asleep(chunk: Numbers, _: object, __: object) -> Iterator[list[object]]:
    time.sleep(100)
    yield [chunk]


def test_the_exit_code_is_that_of_a_file_that_failed(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text(GOOD)
    (tmp_path / "b.cu").write_text(GOOD * 250_000)
    (tmp_path / "migrate.toml").write_text("file-timeout = 1\n")
    done = migrate("port", tmp_path, "--diff")
    assert done.code == 3
    assert "1 failed" in done.err
    assert "+void f() { hipFree(0); }" in done.out


@posix
@pytest.mark.parametrize("text", ["#include /**/", "#include /* */ "])
def test_comments_behind_an_include_are_read_once(text: str) -> None:
    with bounded(Budget(5)):
        assert includes((text + "/**/" * 40 + "x\n").encode()) == ()
        assert [item.path for item in includes((text + '/**/"a.h"\n').encode())] == ["a.h"]
