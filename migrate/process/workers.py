"""Processes that share the files of a run: one that is lost costs the file it had, not the run.

What comes in are chunks of files, what they have in common, and what is to be done with one; what
goes out are results, in the order of the files. A process that dies (the system ended it, for want
of memory) or stays away is replaced, and its file is told of as lost; those after it go on. The
processes ignore an interrupt, which the parent answers, and end with their parent, however that
ends. What is done with a file is not known here.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Self

from migrate.process.tasks import Task

_LOOK = 1.0  # seconds between two looks at whether the parent still lives


@dataclass(frozen=True, slots=True)
class _Common:
    """What the chunks that follow have in common."""

    value: object


@dataclass(slots=True)
class _Worker:
    """A process, what it was told that chunks have in common, and what it has to do: the rest of
    the chunk ``number``.
    """

    process: BaseProcess
    pipe: Connection
    told: bytes = b""
    number: int = -1
    chunk: Any = None
    deadline: float = 0.0

    @property
    def is_idle(self) -> bool:
        return self.chunk is None


class Workers:
    """Some processes, started when there is something for them to do; ``patience`` is how many
    seconds a file may take, ``memory`` makes what each of them remembers from task to task.
    """

    def __init__(
        self, processes: int, patience: float, memory: Callable[[], object] = dict
    ) -> None:
        self._processes = processes
        self._patience = patience
        self._memory = memory
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            _stop(worker)

    def map(self, task: Task, chunks: Sequence[Any], common: object) -> Iterator[list[Any]]:
        """The results of each chunk, which is a dataclass with ``files``; what they have in
        ``common`` goes to each process once, which keeps what it finds out about that. A chunk goes
        to the process that had the same one of the task before, if that is idle.
        """
        message = pickle.dumps(_Common(common), pickle.HIGHEST_PROTOCOL)
        waiting = deque(enumerate(chunks))
        made: list[list[Any]] = [[] for _ in chunks]
        left = [len(chunk.files) for chunk in chunks]
        told = 0
        if chunks and not self._workers:
            self._workers = [self._start() for _ in range(self._processes)]
        while told < len(chunks):
            for at, worker in enumerate(self._workers):
                if worker.is_idle and waiting:
                    self._workers[at] = self._give(worker, task, message, *self._next(waiting, at))
            for at, part, is_lost in self._received(task):
                worker = self._workers[at]
                made[worker.number] += part
                left[worker.number] -= 1
                rest = worker.chunk.files[1:]
                worker.chunk = replace(worker.chunk, files=rest) if rest else None
                worker.deadline = time.monotonic() + self._patience
                if is_lost:
                    if worker.chunk is not None:
                        waiting.appendleft((worker.number, worker.chunk))
                    _stop(worker)
                    self._workers[at] = self._start()
            while told < len(chunks) and not left[told]:
                yield made[told]
                told += 1

    def _next(self, waiting: deque[tuple[int, Any]], at: int) -> tuple[int, Any]:
        """The first of the chunks that are for the process ``at``, or else of all."""
        own = (item for item in waiting if item[0] % self._processes == at)
        found = next(own, waiting[0])
        waiting.remove(found)
        return found

    def _start(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=_serve, args=(theirs, self._memory), daemon=True)
        with without_interrupts():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker, task: Task, common: bytes, number: int, chunk: Any) -> _Worker:
        if not worker.process.is_alive():
            _stop(worker)
            worker = self._start()
        worker.number, worker.chunk = number, chunk
        worker.deadline = time.monotonic() + self._patience
        try:
            if worker.told is not common:
                worker.told = common
                worker.pipe.send_bytes(common)
            worker.pipe.send((task.work, chunk))
        except OSError:  # it has just died, as is seen when its answer is waited for
            worker.process.join()
        return worker

    def _received(self, task: Task) -> Iterator[tuple[int, list[Any], bool]]:
        """The results that are there, by the number of the process, and whether that is lost."""
        busy = [(at, worker) for at, worker in enumerate(self._workers) if not worker.is_idle]
        soonest = min(worker.deadline for _, worker in busy) - time.monotonic()
        limit = None if soonest == float("inf") else max(0.0, soonest)
        ready = wait([worker.pipe for _, worker in busy], limit)
        for at, worker in busy:
            reason = ""
            if worker.pipe in ready:
                try:
                    part = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join()
                    reason = f"its process was lost ({_ended(worker.process.exitcode)})"
                else:
                    if isinstance(part, Exception):
                        raise part
                    yield at, part, False
                    continue
            elif time.monotonic() >= worker.deadline:
                reason = "its process did not answer any more (file-timeout)"
            if reason:
                yield at, task.lost(worker.chunk.files[0], reason), True


def end_with_parent() -> None:
    """End this process when its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        began = os.getppid()
        while not wait([parent.sentinel], _LOOK) and os.getppid() == began:
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def without_interrupts() -> Iterator[None]:
    """Hold interrupts back here, and in processes that are started inside."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_interrupts() -> None:
    """Leave an interrupt to the parent: what was held back is let through, and ignored."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _stop(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"ended by {name}: was there too little memory?"
    return f"exit code {code}"


def _serve(pipe: Connection, memory: Callable[[], object]) -> None:
    """What a process does: work until the other end is closed."""
    ignore_interrupts()
    end_with_parent()
    common: object = None
    remembered = memory()
    while True:
        try:
            order = pipe.recv()
            while isinstance(order, _Common):
                common, order = order.value, pipe.recv()
        except (EOFError, OSError):
            return
        work, chunk = order
        try:
            for part in work(chunk, common, remembered):
                pipe.send(part)
        except BrokenPipeError:
            return
        except Exception as error:
            pipe.send(error)
