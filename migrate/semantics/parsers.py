"""Processes that parse units: each can be killed when it takes too long, and may crash.

What comes in are tasks; what goes out is, for each, a result or why there is none. A process is
started once and given one task after the other; one that is lost is replaced. The function that is
called has to be importable by name.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from migrate.process.workers import end_with_parent, ignore_interrupts, without_interrupts

_SPAWN = multiprocessing.get_context("spawn")  # a fork would inherit threads and open pipes
_START = 30.0  # seconds more that the first task of a process may take


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a task has no result."""

    reason: str


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: int = -1
    deadline: float = 0.0
    is_new: bool = True


def run(
    function: Callable[[Any], Any], tasks: Sequence[Any], jobs: int, limit: float
) -> Iterator[tuple[int, Any]]:
    """Call ``function`` for each task in ``jobs`` processes, ``limit`` seconds at most each.

    Yields the number of each task, as they end, with its result or a ``Failure``.
    """
    waiting = deque(range(len(tasks)))
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_start(function))
                _give(workers[-1], waiting.popleft(), tasks, limit)
            now = time.monotonic()
            soonest = min(worker.deadline for worker in workers) - now
            ready = wait([worker.pipe for worker in workers], timeout=max(0.0, soonest))
            for worker in list(workers):
                result = _result(worker, worker.pipe in ready, limit)
                if result is None:
                    continue
                yield worker.task, result[0]
                if result[1] or not waiting:
                    _stop(worker)
                    workers.remove(worker)
                else:
                    _give(worker, waiting.popleft(), tasks, limit)
    finally:
        for worker in workers:
            _stop(worker)


def _start(function: Callable[[Any], Any]) -> _Worker:
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(function, theirs), daemon=True)
    with without_interrupts():
        process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, number: int, tasks: Sequence[Any], limit: float) -> None:
    worker.task = number
    worker.deadline = time.monotonic() + limit + (_START if worker.is_new else 0.0)
    worker.is_new = False
    worker.pipe.send(tasks[number])


def _result(worker: _Worker, is_ready: bool, limit: float) -> tuple[Any, bool] | None:
    """What became of a worker's task, and whether the worker is lost; None while it goes on."""
    if is_ready:
        try:
            return worker.pipe.recv(), False
        except (EOFError, OSError):
            worker.process.join(1)
            return Failure(f"the parser crashed (exit code {worker.process.exitcode})"), True
    if time.monotonic() >= worker.deadline:
        return Failure(f"it took longer than {limit:g} seconds"), True
    return None


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """What a process does: answer until the other end is closed."""
    ignore_interrupts()
    end_with_parent()
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            result = function(task)
        except Exception as error:  # one unit must not end those after it
            result = Failure(f"{type(error).__name__}: {error}")
        pipe.send(result)
