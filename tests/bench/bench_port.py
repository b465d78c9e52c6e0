"""How long a port takes, beside a baseline of the same run.

    pytest tests/bench/bench_port.py --benchmark-enable

``BENCH_TREE=DIR`` takes the sources of another tree. Nothing is asserted of time: the figures are
printed, and ``docs/performance.md`` holds those of one machine.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from migrate.files.source import SourceFile
from migrate.model import FileResult, Outcome
from migrate.port.engine import port
from migrate.port.job import Job
from migrate.process import garbage
from migrate.rules import ruleset as loading
from migrate.rules.ruleset import RuleSet
from migrate.rules.tables import kept
from migrate.settings.config import FileOptions
from migrate.text.guards import Guards
from migrate.text.syntax import parse
from migrate.tree.filefacts import facts
from migrate.tree.index import TreeIndex
from migrate.tree.scan import scan
from migrate.tree.vocabulary import Vocabulary
from tests.bench.sources import cuda_sources, plain_source

ROOT = Path(__file__).parents[2]
STARTS = {
    "libraries alone": ["-c", "import click, rich"],
    "migrate --version": ["-m", "migrate", "--version"],
}
Result = TypeVar("Result")


def measure(
    benchmark: BenchmarkFixture, work: Callable[[], Result], rounds: int = 3, size: int = 0
) -> Result:
    """Time ``work``, warm; note the throughput where ``size`` bytes go through it."""
    result: Result = benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)  # type: ignore[no-untyped-call]
    if size and benchmark.stats is not None:
        benchmark.extra_info["MB/s"] = round(size / 1e6 / benchmark.stats.stats.min, 1)
    return result


@cache
def prepared() -> tuple[RuleSet, Vocabulary, Guards]:
    ruleset = loading.load("hip")
    garbage.resume()  # as a command does once it has loaded what it needs
    return ruleset, Vocabulary(ruleset), Guards(ruleset.info.guards, ruleset.info.compilers)


def whole_port(sources: tuple[SourceFile, ...]) -> list[FileResult]:
    """Index and port as one process does it, with rules that are loaded."""
    ruleset, vocabulary, guards = prepared()
    scans = {file.path: scan(file.path, file.data, vocabulary, guards) for file in sources}
    index = TreeIndex.of([facts(seen) for seen in scans.values() if seen is not None], scans)
    job = Job(ruleset, vocabulary, index, guards)
    return [port(file, job, FileOptions(), scans[file.path]) for file in sources]


def bytes_of(sources: tuple[SourceFile, ...]) -> int:
    return sum(len(file.data) for file in sources)


@pytest.mark.benchmark(group="CUDA-bearing source")
def test_bare_parse(benchmark: BenchmarkFixture) -> None:
    sources = cuda_sources()
    work = lambda: [parse(file.data) for file in sources]  # noqa: E731
    assert len(measure(benchmark, work, size=bytes_of(sources))) == len(sources)


@pytest.mark.benchmark(group="CUDA-bearing source")
def test_port(benchmark: BenchmarkFixture) -> None:
    sources = cuda_sources()
    results = measure(benchmark, lambda: whole_port(sources), size=bytes_of(sources))
    assert any(result.outcome is Outcome.PORTED for result in results)
    assert not any(result.outcome is Outcome.FAILED for result in results)


@pytest.mark.benchmark(group="source without CUDA")
def test_nothing_of_cuda(benchmark: BenchmarkFixture) -> None:
    source = SourceFile("plain.cpp", plain_source())
    (result,) = measure(benchmark, lambda: whole_port((source,)), size=len(source.data))
    assert result.outcome is Outcome.UNCHANGED
    assert result.references == ()


@pytest.mark.benchmark(group="loading the rules")
def test_load_rules(benchmark: BenchmarkFixture) -> None:
    def load() -> int:
        loading.built_in.cache_clear()
        kept.cache_clear()
        ruleset = loading.load("hip")
        return len(ruleset.cases(frozenset())) + len(ruleset.namespaces)

    assert measure(benchmark, load, rounds=5)


def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


@pytest.mark.benchmark(group="start-up")
@pytest.mark.parametrize("what", STARTS)
def test_start(benchmark: BenchmarkFixture, what: str) -> None:
    command = [sys.executable, *STARTS[what]]
    done = measure(benchmark, lambda: run(command), 5)
    assert done.returncode == 0


SMALL = ROOT / "corpus/vector_add/cuda/vector_add.cu"


@pytest.mark.benchmark(group="start-up")
@pytest.mark.parametrize("what", ["cold", "rules kept", "warm"])
def test_command(benchmark: BenchmarkFixture, tmp_path: Path, what: str) -> None:
    """``migrate check`` of one small file as a whole process: with nothing kept of an earlier run,
    with what was made of the rules, and with that and the result.
    """
    source, kept_in = tmp_path / "a.cu", tmp_path / "cache"
    command = [sys.executable, "-m", "migrate", "check", str(source), "--to", "hip", "-q"]
    own = {**os.environ, "XDG_CACHE_HOME": str(kept_in)}
    text, count = SMALL.read_text(), itertools.count()

    def prepare() -> None:
        if what == "cold":
            shutil.rmtree(kept_in, ignore_errors=True)
        source.write_text(f"{text}// {next(count) if what != 'warm' else ''}\n")

    def work() -> int:
        return subprocess.run(command, capture_output=True, check=False, env=own).returncode

    code = benchmark.pedantic(work, setup=prepare, rounds=5, warmup_rounds=1)  # type: ignore[no-untyped-call]
    assert code == 0


@pytest.mark.benchmark(group="memory")
def test_peak_memory(benchmark: BenchmarkFixture) -> None:
    """Python's own peak while a port runs (trees are not counted), in MB for a MB of source."""
    sources = cuda_sources()

    def peak() -> int:
        tracemalloc.start()
        whole_port(sources)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    most = measure(benchmark, peak, rounds=1)
    benchmark.extra_info["MB for a MB of source"] = round(most / bytes_of(sources), 1)
    assert most > bytes_of(sources)  # the results hold the ported text
