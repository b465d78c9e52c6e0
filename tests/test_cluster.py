"""A run that a Dask cluster shares gives the report that one process gives, whatever is lost."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.chunks import Scans
from migrate.cluster import Cluster, client, node
from migrate.cluster.installed import Installed, installed
from migrate.model import Outcome, UserError
from migrate.process.tasks import Task
from migrate.process.workers import Workers, program
from migrate.report import outputs
from migrate.run import Run, originals, run
from migrate.settings.config import Settings, load
from tests.test_budget import Numbers, worked
from tests.warm import migrate

ROOT = Path(__file__).parents[1]
SERIAL = Settings(jobs=1, cache=False)
OWN = {
    "cuda/foo.csv": "name,kind,header,params,since,removed\nfooStream,function,foo.h,,,\n",
    "hip/names/foo.csv": (
        "cuda,target,kind,status,since,until,note\nfooStream,barStream,function,renamed,,,\n"
    ),
}
FILES = {
    **{
        f"a{at}.cu": f"#include <cuda.h>\nvoid f{at}() {{ cudaFree(0); own(); }}\n"
        for at in range(90)
    },
    "own.h": "#define own() cudaDeviceSynchronize()\n",
    "own.cu": "void g() { fooStream(1); cudaOdd(); }\n",
    "CMakeLists.txt": "find_package(CUDA)\ncuda_add_executable(a a0.cu)\n",
    "k.ptx": ".version 7.0\n.visible .entry k() { ret; }\n",
}


def tree(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "wide.cu").write_bytes(b"\xff\xfe\x00")  # no UTF-16, as is found when it is read
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings with rules of one's own."""
    for name, text in OWN.items():
        (tmp_path / "own" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / name).write_text(text)
    return replace(SERIAL, rules=(tmp_path / "own",))


def shown(done: Run) -> list[bytes]:
    return [outputs.named(name).render(done.report, originals(done)) for name in ("json", "diff")]


def dask(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Local:
    """A scheduler and workers on this machine, as people start them."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._file, self._folder = folder / "scheduler.json", folder
        here = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.scheduler = dask("scheduler", *here, "--scheduler-file", str(self._file))
        self.workers = [self._worker() for _ in range(workers)]

    def _worker(self) -> subprocess.Popen[bytes]:
        file, folder = (
            ("--scheduler-file", str(self._file)),
            ("--local-directory", str(self._folder)),
        )
        return dask("worker", *file, *folder, "--nthreads", "1", "--no-nanny", "--no-dashboard")

    @property
    def address(self) -> str:
        import json

        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(FileNotFoundError, ValueError):
                return str(json.loads(self._file.read_text())["address"])
            time.sleep(0.05)
        raise AssertionError("no scheduler")

    def wait_for(self, workers: int) -> None:
        from distributed import Client

        with Client(self.address, timeout=60) as asked:
            asked.wait_for_workers(workers, timeout=60)

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Local]:
    place = folder / "cluster"
    place.mkdir()
    local = Local(place, workers)
    try:
        if workers:
            local.wait_for(workers)
        yield local
    finally:
        local.stop()


@pytest.mark.cluster
def test_a_report_is_that_of_one_process(tmp_path: Path, own: Settings) -> None:
    (tmp_path / "src").mkdir()
    here = tree(tmp_path / "src")
    expected = run([here], own)
    outcomes = {file.path: file for file in expected.report.files}
    assert "no UTF-16" in outcomes["wide.cu"].reason
    assert b"barStream" in (outcomes["own.cu"].content or b"")
    with cluster(tmp_path) as local:
        done = run([here], replace(own, scheduler=local.address))
        words = ["check", str(here), "-q", "--format", "json", "--no-cache"]
        asked = migrate(*words, "--executor", "dask", "--scheduler", local.address)
    assert (done.report, shown(done)) == (expected.report, shown(expected))
    assert asked.raw == migrate(*words, "--jobs", "1").raw


@pytest.mark.cluster
def test_a_worker_that_is_killed_in_the_middle_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    here = tree(tmp_path / "src")
    expected = run([here], SERIAL)
    seen: list[tuple[int, int]] = []
    with cluster(tmp_path) as local:

        def progress(done: int, total: int) -> None:
            if done > total // 2 + 10 and not seen:
                seen.append((done, total))
                local.workers[0].kill()
                local.workers[0].wait()

        done = run([here], replace(SERIAL, scheduler=local.address), progress=progress)
        assert [worker.poll() for worker in local.workers] == [-signal.SIGKILL, None]
    assert len(seen) == 1
    assert seen[0][0] < seen[0][1] - 10
    assert (done.report, shown(done)) == (expected.report, shown(expected))


@pytest.mark.cluster
def test_a_file_that_ends_its_process_is_told_of_and_costs_no_worker(tmp_path: Path) -> None:
    chunks_of = [Numbers(tuple(range(at, at + 4))) for at in range(0, 20, 4)]
    task = Task(worked, lost)
    with cluster(tmp_path) as local:
        with Workers(2, 8.0) as pool:
            expected = list(pool.map(task, chunks_of, 2))
        with Cluster(local.address, 8.0, dict) as pool_there:
            assert pool_there.width == 2
            found = list(pool_there.map(task, chunks_of, 2))
        assert [worker.poll() for worker in local.workers] == [None, None]
    assert found == expected
    assert ["lost 3"] in [part[-1:] for part in found]


def lost(number: int, _: str) -> list[str]:
    return [f"lost {number}"]


class Counted:
    """A value that writes a line where it is unpickled."""

    def __init__(self, log: str) -> None:
        self.log = log

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return unpickled, (self.log,)


def unpickled(log: str) -> Counted:
    with Path(log).open("a") as stream:
        stream.write(f"{os.getpid()}\n")
    return Counted(log)


def processes(chunk: Numbers, _: Counted, __: object) -> Iterator[list[int]]:
    for _number in chunk.files:
        time.sleep(0.02)
        yield [os.getpid()]


@pytest.mark.cluster
def test_what_chunks_have_in_common_is_sent_once_to_each_worker(tmp_path: Path) -> None:
    log = tmp_path / "log"
    chunks_of = [Numbers((at,)) for at in range(40)]
    with cluster(tmp_path) as local, Cluster(local.address, 60.0, dict) as pool:
        found = list(pool.map(Task(processes, lost), chunks_of, Counted(str(log))))
        told = log.read_text().split()
        assert sorted(told) == sorted({str(pid) for part in found for pid in part})
        assert len(told) == 2
        ran = [int(pid) for pid in told]
        assert all(map(is_running, ran))
    assert not any(map(is_running, ran))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.cluster
def test_a_cluster_that_cannot_be_used_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_CONNECT", 1.0)
    here = tmp_path / "a.cu"
    here.write_text("void f() { cudaFree(0); }\n")
    with pytest.raises(UserError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1:"):
        run([here], replace(SERIAL, scheduler="tcp://127.0.0.1:1"))
    with pytest.raises(UserError, match="no Dask scheduler answers at nonsense://x"):
        run([here], replace(SERIAL, scheduler="nonsense://x"))
    with cluster(tmp_path, workers=0) as local:
        there = replace(SERIAL, scheduler=local.address)
        with pytest.raises(UserError, match="has no workers") as refused:
            run([here], there)
        assert "dask worker" in refused.value.advice


@pytest.mark.cluster
def test_another_version_on_a_worker_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "installed", lambda: Installed("0.0.1", "3.11", "0" * 64))
    (tmp_path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    with (
        cluster(tmp_path, workers=1) as local,
        pytest.raises(UserError, match="has not this version of migrate") as refused,
    ):
        run([tmp_path / "a.cu"], replace(SERIAL, scheduler=local.address))
    assert "==0.0.1" in refused.value.advice


@pytest.mark.cluster
def test_a_scheduler_that_is_lost_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "src").mkdir()
    here = tree(tmp_path / "src")
    with cluster(tmp_path) as local:

        def progress(done: int, total: int) -> None:
            if done > total // 2:
                local.scheduler.kill()

        with pytest.raises(UserError, match="was lost") as refused:
            run([here], replace(SERIAL, scheduler=local.address), progress=progress)
    assert "run again" in refused.value.advice


@pytest.mark.cluster
def test_a_scheduler_is_lost_before_the_client_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that is on its way when the connection ends fails while all still looks well."""
    from distributed import Client
    from distributed.comm import CommClosedError

    def failing(_: Client) -> dict[str, int]:
        raise CommClosedError("Connection reset by peer")

    (tmp_path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    with cluster(tmp_path, workers=1) as local:
        monkeypatch.setattr(Client, "nthreads", failing)
        with pytest.raises(UserError, match="was lost") as refused:
            run([tmp_path / "a.cu"], replace(SERIAL, scheduler=local.address))
    assert "run again" in refused.value.advice


def test_without_the_extra_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    with pytest.raises(UserError, match="not installed") as refused:
        run([tmp_path], replace(SERIAL, scheduler="tcp://127.0.0.1:1"))
    assert "cuda-migrate[cluster]" in refused.value.advice


def test_an_address_and_its_executor_go_together(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    for words, problem in (
        (["--executor", "dask"], "--executor dask needs --scheduler ADDRESS"),
        (["--scheduler", "tcp://a:1"], "--scheduler goes with --executor dask"),
        (["--executor", "process", "--scheduler", "x"], "--scheduler goes with --executor dask"),
    ):
        done = migrate("check", tmp_path, *words)
        assert (done.code, problem in done.err) == (2, True), done.err
    plain = migrate("check", tmp_path, "-q", "--executor", "process")
    assert (plain.code, plain.err) == (0, "")


def test_a_tree_cannot_name_a_cluster(tmp_path: Path) -> None:
    """Else a stranger's tree would have what lies around it sent where it likes."""
    (tmp_path / "migrate.toml").write_text('scheduler = "tcp://a:1"\n')
    with pytest.raises(UserError, match="unknown key 'scheduler'"):
        load(tmp_path)


def test_a_process_that_begins_anew_does_what_one_that_is_forked_does() -> None:
    chunks_of = [Numbers(tuple(range(at, at + 4))) for at in range(0, 8, 4)]
    task = Task(worked, lost)
    with Workers(1, 8.0) as pool:
        expected = list(pool.map(task, chunks_of, 2))
    with Workers(1, 8.0, start=program) as pool:
        assert list(pool.map(task, chunks_of, 2)) == expected


def test_what_is_sent_needs_no_disk(tmp_path: Path, own: Settings) -> None:
    """A chunk is worked on by what it holds: neither the files nor the rules are there any more."""
    from migrate.chunks import INDEX, PORT, Chunk, Tree, rules_of
    from migrate.files.discover import discover
    from migrate.port.indexing import index_of

    (tmp_path / "src").mkdir()
    here = tree(tmp_path / "src")
    files = tuple(discover([here], own))
    plain = Chunk(files, own)
    facts = [item for part in INDEX.work(plain, Tree(), Scans()) for item in part]
    known = Tree(index_of(facts, [file.name for file in files], rules_of(own)))
    expected = [item for part in PORT.work(plain, known, Scans()) for item in part]
    assert {item.outcome for item in expected} > {Outcome.PORTED, Outcome.SKIPPED}
    chunk: Chunk = pickle.loads(pickle.dumps(PORT.packed(plain)))
    for file in [*here.iterdir(), *(path for path in own.rules[0].rglob("*") if path.is_file())]:
        file.unlink()
    found = [item for part in PORT.work(chunk, known, Scans()) for item in part]
    assert found == expected
    assert [item for part in INDEX.work(chunk, Tree(), Scans()) for item in part] == facts


def test_what_is_installed_is_known_by_what_it_holds() -> None:
    assert installed() is installed()
    asks = installed()._replace(digest="0" * 64)
    with pytest.raises(node.OtherProgramError, match=r"it has migrate .* with Python 3"):
        node.do(Task(worked, lost), Numbers((1,)), b"", "", asks, (1.0, dict))
