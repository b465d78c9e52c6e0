"""Processes that take too long, crash or fail do not end those after them."""

from __future__ import annotations

import os
import time

from migrate.semantics import parsers
from migrate.semantics.parsers import Failure


def work(task: str) -> str:
    """What the processes of these tests do."""
    if task == "sleep":
        time.sleep(60)
    if task == "crash":
        os.abort()
    if task == "raise":
        raise ValueError("no")
    return task.upper()


def run(*tasks: str, jobs: int = 2, limit: float = 30.0) -> dict[int, object]:
    return dict(parsers.run(work, tasks, jobs, limit))


def test_every_task_has_its_result() -> None:
    assert run("a", "b", "c") == {0: "A", 1: "B", 2: "C"}


def test_a_crash_costs_one_task() -> None:
    found = run("crash", "a", "raise", "b", jobs=1)
    assert isinstance(found[0], Failure)
    assert "crashed" in found[0].reason
    assert found[2] == Failure("ValueError: no")
    assert (found[1], found[3]) == ("A", "B")


def test_what_takes_too_long_is_ended() -> None:
    started = time.monotonic()
    found = run("a", "sleep", "b", jobs=1, limit=1.0)
    assert found == {0: "A", 1: Failure("it took longer than 1 seconds"), 2: "B"}
    assert time.monotonic() - started < 50
