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
import subprocess
import sys
import threading
import time
import uuid
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple, Protocol, Self

from migrate.process.tasks import Task

_LOOK = 1.0  # seconds between two looks at whether the parent still lives
_MOMENT = 2.0  # seconds for a program to end by itself
_QUICKLY = 1  # how hard to compress
_COMMON = "common"  # what is sent ahead of what chunks have in common


class Message(NamedTuple):
    """What the chunks that follow have in common, pickled and compressed, and a name for it."""

    name: str
    common: bytes


class Process(Protocol):
    """What there is to be asked of a process."""

    @property
    def exitcode(self) -> int | None: ...

    def is_alive(self) -> bool: ...

    def join(self) -> None: ...

    def kill(self) -> None: ...


Memory = Callable[[], object]
Start = Callable[[Memory], tuple[Process, Connection]]


@dataclass(slots=True)
class _Worker:
    """A process, what it was told that chunks have in common, and what it has to do: the rest of
    the chunk ``number``.
    """

    process: Process
    pipe: Connection
    told: str = ""
    number: int = -1
    chunk: Any = None
    deadline: float = 0.0

    @property
    def is_idle(self) -> bool:
        return self.chunk is None


class Workers:
    """Some processes, started when there is something for them to do; ``patience`` is how many
    seconds a file may take, ``memory`` makes what each of them remembers from task to task,
    ``start`` starts one.
    """

    def __init__(
        self, processes: int, patience: float, memory: Memory = dict, start: Start | None = None
    ) -> None:
        self._processes = processes
        self._patience = patience
        self._memory = memory
        self._started = start or forked
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the processes."""
        for worker in self._workers:
            _stop(worker)
        self._workers = []

    @property
    def width(self) -> int:
        return self._processes

    def map(self, task: Task, chunks: Sequence[Any], common: object) -> Iterator[list[Any]]:
        """The results of each chunk, which is a dataclass with ``files``; what they have in
        ``common`` goes to each process once, which keeps what it finds out about that. A chunk goes
        to the process that had the same one of the task before, if that is idle.
        """
        message = common if isinstance(common, Message) else _message(common)
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
        return _Worker(*self._started(self._memory))

    def _give(
        self, worker: _Worker, task: Task, common: Message, number: int, chunk: Any
    ) -> _Worker:
        if not worker.process.is_alive():
            _stop(worker)
            worker = self._start()
        worker.number, worker.chunk = number, chunk
        worker.deadline = time.monotonic() + self._patience
        try:
            if worker.told != common.name:
                worker.told = common.name
                worker.pipe.send(_COMMON)
                worker.pipe.send_bytes(common.common)
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


def _message(common: object) -> Message:
    return Message(uuid.uuid4().hex, packed(common))


def packed(common: object) -> bytes:
    """What chunks have in common, as a message has it."""
    return zlib.compress(pickle.dumps(common, pickle.HIGHEST_PROTOCOL), _QUICKLY)


def forked(memory: Memory) -> tuple[Process, Connection]:
    """A process as this one is, and the pipe to it."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(theirs, memory), daemon=True)
    with without_interrupts():
        process.start()
    theirs.close()
    return process, ours


def program(memory: Memory) -> tuple[Process, Connection]:
    """A process that begins anew, and the pipe to it: where this one has threads, or may have no
    children that are forked.
    """
    ours, theirs = multiprocessing.Pipe()
    handle = theirs.fileno()
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from migrate.process.workers import serve_at; serve_at({handle}, {os.getpid()})"
    )
    started = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, pass_fds=[handle]
    )
    theirs.close()
    ours.send(memory)
    return _Program(started), ours


class _Program:
    """A program as a process; one whose pipe was closed is given a moment to end by itself."""

    def __init__(self, started: subprocess.Popen[bytes]) -> None:
        self._started = started

    @property
    def exitcode(self) -> int | None:
        return self._started.poll()

    def is_alive(self) -> bool:
        return self._started.poll() is None

    def join(self) -> None:
        self._started.wait()

    def kill(self) -> None:
        try:
            self._started.wait(_MOMENT)
        except subprocess.TimeoutExpired:
            self._started.kill()


def serve_at(handle: int, parent: int) -> None:
    """What a program does that was started to be a process: serve at a pipe's end."""
    _end_without(parent, [])
    pipe = Connection(handle)
    _serve(pipe, pipe.recv())


def end_with_parent() -> None:
    """End this process when its parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _end_without(os.getppid(), [parent.sentinel])


def _end_without(parent: int, sentinels: list[int]) -> None:
    def watch() -> None:
        while os.getppid() == parent:
            if not sentinels:
                time.sleep(_LOOK)
            elif wait(sentinels, _LOOK):
                break
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
            while (order := pipe.recv()) == _COMMON:
                common = pickle.loads(zlib.decompress(pipe.recv_bytes()))
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
