"""The side that does the work: within a worker of Dask's, chunks go to processes of their own.

What comes in is a chunk, and what chunks have in common, ``packed``; what goes out are its results.
The work runs in a process beside the worker, as it does without a cluster: so its limits of time
and memory hold, and a file that ends its process costs itself, not the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any

from migrate.cluster.installed import Installed, installed
from migrate.process.tasks import Task
from migrate.process.workers import Message, Workers, program

Kind = tuple[float, Callable[[], object]]  # what ``Workers`` are made with


class OtherProgramError(Exception):
    """What is installed here is not what asks: results might differ."""


def do(task: Task, chunk: Any, common: bytes, name: str, asks: Installed, kind: Kind) -> list[Any]:
    """The results of a chunk; ``name`` is that of what is ``common``."""
    if installed() != asks:
        raise OtherProgramError(f"it has {installed()}")
    with _helpers(*kind).borrowed() as helper:
        (found,) = helper.map(task, [chunk], Message(name, common))
    return found


def release(*kind: Any) -> None:
    """End the processes beside this worker, for nobody asks for them any more."""
    _helpers(*kind).release()


@cache
def _helpers(patience: float, memory: Callable[[], object]) -> _Helpers:
    return _Helpers((patience, memory))


class _Helpers:
    """Processes beside a worker, which has a thread for each of them."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._idle: SimpleQueue[Workers] = SimpleQueue()

    @contextmanager
    def borrowed(self) -> Iterator[Workers]:
        try:
            helper = self._idle.get_nowait()
        except Empty:
            helper = Workers(1, *self._kind, start=program)
        try:
            yield helper
        except BaseException:
            helper.stop()
            raise
        self._idle.put(helper)

    def release(self) -> None:
        while True:
            try:
                self._idle.get_nowait().stop()
            except Empty:
                return
