"""How the time of a port grows with its source: nearly as the source does, for every shape.

    pytest tests/bench/bench_growth.py -n2

Processor time is taken at a size, and at two and four times that; the exponent is that of the last
doubling, the best of some tries, where there is enough to measure. Shapes in ``KNOWN`` still grow
faster: they are expected to fail, so that one that is mended is noticed.
"""

from __future__ import annotations

import math
import time
from functools import cache

import pytest

from migrate.files.source import SourceFile
from migrate.model import Outcome
from migrate.port.engine import Job, port
from migrate.port.survey import index_of, look, own_macros
from migrate.process.budget import Budget, OverBudget, bounded
from migrate.settings.config import FileOptions
from tests.bench.bench_port import prepared
from tests.bench.shapes import KNOWN, SHAPES

SIZE = 500
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
    facts, seen = look("a.cu", data, vocabulary, guards)
    index = index_of([facts], ["a.cu"], ruleset)
    known = guards.knowing(own_macros(index, guards, ruleset))
    job = Job(ruleset, vocabulary, index, known)
    result = port(SourceFile("a.cu", data), job, FileOptions(), seen)
    assert result.outcome is not Outcome.FAILED, result.reason
    return time.process_time() - started


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=False) if name in KNOWN else ())
        for name in SHAPES
    ],
)
def test_time_grows_as_the_source_does(shape: str) -> None:
    assert warmed()
    exponents = []
    for _ in range(TRIES):
        try:
            with bounded(Budget(60, 0)):
                once, _, fourfold = (seconds(shape, SIZE * factor) for factor in (1, 2, 4))
        except OverBudget as error:
            pytest.fail(str(error))
        if fourfold < ENOUGH:
            return
        exponents.append(math.log2(fourfold / max(once, 1e-3)) / 2)
        if exponents[-1] <= MOST:
            return
    pytest.fail(f"time grows with the power {min(exponents):.2f} of the size")
