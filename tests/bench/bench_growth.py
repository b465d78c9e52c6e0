"""How the time of a port grows with its source, or with the files of a tree: nearly as these do.

    pytest tests/bench/bench_growth.py -n2

Processor time is taken at a size, and at two and four times that; the exponent is that of the last
doubling, the best of some tries, where there is enough to measure.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from migrate.files.source import SourceFile
from migrate.model import Outcome
from migrate.port.engine import port
from migrate.port.indexing import facts_of_source, index_of, own_macros
from migrate.port.job import Job
from migrate.process.budget import Budget, OverBudget, bounded
from migrate.run import run
from migrate.settings.config import FileOptions, Settings
from migrate.tree.reading import Reading
from tests.bench.bench_port import prepared
from tests.bench.shapes import SHAPES
from tests.bench.trees import TREES

SIZE = 500
FILES = 150
MOST = 1.2  # exponent
ENOUGH = 0.3  # seconds below which noise is all that is measured
TRIES = 3


@cache
def warmed() -> bool:
    return seconds("calls", 10) > 0


def seconds(shape: str, size: int) -> float:
    """Processor time of indexing and porting a source."""
    ruleset, vocabulary, guards = prepared()
    data = SHAPES[shape](size).encode()
    started = time.process_time()
    facts, seen = facts_of_source(Reading("a.cu", data), vocabulary, guards)
    index = index_of([facts], ["a.cu"], ruleset)
    known = guards.knowing(own_macros(index, guards, ruleset))
    job = Job(ruleset, vocabulary, index, known)
    result = port(SourceFile("a.cu", data), job, FileOptions(), seen)
    assert result.outcome is not Outcome.FAILED, result.reason
    return time.process_time() - started


def seconds_of_a_tree(kind: str, size: int) -> float:
    """Processor time of porting a tree."""
    with tempfile.TemporaryDirectory() as folder:
        TREES[kind](Path(folder), size)
        started = time.process_time()
        run([Path(folder)], Settings(jobs=1))
        return time.process_time() - started


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_as_the_source_does(shape: str) -> None:
    assert power(partial(seconds, shape), SIZE, Budget(60, 0)) <= MOST


@pytest.mark.parametrize("kind", TREES)
def test_time_grows_as_the_tree_does(kind: str) -> None:
    assert power(partial(seconds_of_a_tree, kind), FILES, Budget(0, 0)) <= MOST


def power(taken: Callable[[int], float], size: int, budget: Budget) -> float:
    """The power of the size with which time grows; none where there is too little to measure."""
    assert warmed()
    exponents = []
    for _ in range(TRIES):
        try:
            with bounded(budget):
                once, _, fourfold = (taken(size * factor) for factor in (1, 2, 4))
        except OverBudget as error:
            pytest.fail(str(error))
        if fourfold < ENOUGH:
            return 0.0
        exponents.append(math.log2(fourfold / max(once, 1e-3)) / 2)
        if exponents[-1] <= MOST:
            break
    return min(exponents)
