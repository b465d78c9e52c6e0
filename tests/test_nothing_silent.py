"""Every name of CUDA's in the corpus is in the ledger; what is left out is listed, with why."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from migrate.model import Outcome
from migrate.run import Run, run
from migrate.settings.config import Settings
from migrate.text.lexer import trivia

CORPUS = Path(__file__).parents[1] / "corpus"
NAME = re.compile(rb"[A-Za-z_]\w*")
INCLUDE = re.compile(rb"[ \t]*#[ \t]*include\b")

NOT_CUDAS = {
    "half": "loop variables and parameters",
    "texture": "a local variable",
    "surface": "a local variable",
    "cudaMalloc": "pool::cudaMalloc, the program's own",
    "cudaFree": "pool::cudaFree, the program's own",
}


# HIP, and the targets whose ports no compiler of their own was to be had for.
TARGETS = ("hip", "ascend@950", "ascend@910b", "cambricon", "musa", "maca")


@cache
def done(to: str = "hip") -> Run:
    folders = sorted(CORPUS.glob("*/cuda"))
    return run(folders, Settings(to=to, jobs=1))


def left_out(to: str) -> Counter[str]:
    """Names of CUDA's tables that stand in code and in no reference, with how often they do."""
    surface = done(to).rules.surface
    found: Counter[str] = Counter()
    for file in done(to).report.files:
        data = done(to).files[file.path].read_bytes()
        skip = trivia(data).both
        covered = {at for item in file.references for at in range(item.start, item.end)}
        for match in NAME.finditer(data):
            at, name = match.start(), match.group().decode()
            line = data[data.rfind(b"\n", 0, at) + 1 : at]
            if name in surface and at not in covered and skip.at(at) is None:
                found[name] += not INCLUDE.match(line)
    return +found


@pytest.mark.parametrize("to", TARGETS)
def test_every_name_of_cudas_is_in_the_ledger(to: str) -> None:
    assert set(left_out(to)) == set(NOT_CUDAS)
    assert left_out(to)["cudaMalloc"] == left_out(to)["cudaFree"] == 2
    assert {file.outcome for file in done(to).report.files} <= {Outcome.PORTED, Outcome.UNCHANGED}


def test_the_corpus_has_many() -> None:
    assert done().report.ledger.total > 1000
