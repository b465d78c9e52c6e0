"""The side that asks: connects to a scheduler, hands out chunks, and takes what comes back.

What comes in are chunks; what goes out are results, in order. So many chunks are on their way as
keep the workers busy, and no more, so that neither side holds the files of a whole tree. A cluster
that cannot be used is a ``UserError``; what cost a worker after worker its life is done here.
"""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any, Self

from migrate.cluster import node
from migrate.cluster.installed import installed
from migrate.model import UserError
from migrate.process.tasks import Task
from migrate.process.workers import Workers, packed, program

_CONNECT = 10.0  # seconds for the scheduler to answer, and for a first worker to be there
_LOOK = 1.0  # seconds between two looks at whether there still are workers
_GONE = 60.0  # seconds without any worker after which nobody waits for one
_AHEAD = 2  # chunks that are on their way, for each thread of the cluster
_LOGGERS = ("distributed", "distributed.client")  # Dask sets the level of each
_AGAIN = "what was computed is kept, and taken over when the command is run again"


class Cluster:
    """The workers that the scheduler at ``address`` has; ``patience`` and ``memory`` are those of
    ``Workers``, of which each of them has as many as it has threads.
    """

    def __init__(self, address: str, patience: float, memory: Callable[[], object]) -> None:
        self._address = address
        self._kind = (patience, memory)
        self._client: Any = None

    def __enter__(self) -> Self:
        client_of = _client_class()
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters is told here
        advice = f"start it (dask scheduler; dask worker {self._address}), or leave --executor out"
        try:
            client = client_of(self._address, timeout=_CONNECT)
        except (OSError, ValueError, TypeError) as error:
            problem = f"no Dask scheduler answers at {self._address}"
            raise UserError(f"{problem}: {_said(error)}", advice) from error
        try:
            client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            client.close()
            raise UserError(f"the scheduler at {self._address} has no workers", advice) from error
        self._client = client
        return self

    def __exit__(self, *_: object) -> None:
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):  # a cluster that is gone has nothing to be tidied up
                client.run(node.release, *self._kind, on_error="ignore")
            with suppress(Exception):
                client.close()

    @property
    def width(self) -> int:
        """How many chunks the cluster does at once."""
        with self._loss_told():
            threads: dict[str, int] = self._open.nthreads()
        return max(1, sum(threads.values()))

    @property
    def _open(self) -> Any:
        assert self._client is not None
        return self._client

    def map(self, task: Task, chunks: Sequence[Any], common: object) -> Iterator[list[Any]]:
        """The results of each chunk, in order."""
        with self._loss_told():
            yield from self._mapped(task, chunks, common)

    def _mapped(self, task: Task, chunks: Sequence[Any], common: object) -> Iterator[list[Any]]:
        shared = self._shared(packed(common))
        waiting = deque(range(len(chunks)))
        running: dict[Any, int] = {}
        made: dict[int, list[Any]] = {}
        told = 0
        try:
            while told < len(chunks):
                while waiting and len(running) < _AHEAD * self.width:
                    number = waiting.popleft()
                    chunk = task.packed(chunks[number])
                    given = (task, chunk, shared, shared.key, installed(), self._kind)
                    running[self._open.submit(node.do, *given, pure=False)] = number
                for future in self._done(running):
                    number = running.pop(future)
                    made[number] = self._result(future, task, chunks[number], common)
                while told in made:
                    yield made.pop(told)
                    told += 1
        finally:
            with suppress(Exception):
                self._open.cancel([*running])

    @contextmanager
    def _loss_told(self) -> Iterator[None]:
        """What fails because the scheduler is gone is told so: a call may fail by it before the
        client itself knows.
        """
        from distributed.comm import CommClosedError

        try:
            yield
        except (OSError, RuntimeError, CancelledError) as error:
            if not isinstance(error, CommClosedError) and self._open.status == "running":
                raise
            raise UserError(f"the scheduler at {self._address} was lost", _AGAIN) from error

    def _shared(self, message: bytes) -> Any:
        """What chunks have in common, on a worker: others fetch it there, and where that worker is
        lost it is made again.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is large
            return self._open.submit(bytes, message, pure=False)

    def _done(self, running: dict[Any, int]) -> set[Any]:
        """Those of the chunks that came back; waits for one."""
        from distributed import wait

        alone_since = None
        while True:
            with suppress(TimeoutError):
                done: set[Any] = wait([*running], timeout=_LOOK, return_when="FIRST_COMPLETED").done
                return done
            if self._open.nthreads():
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since > _GONE:
                raise UserError(f"the scheduler at {self._address} has lost its workers", _AGAIN)

    def _result(self, future: Any, task: Task, chunk: Any, common: object) -> list[Any]:
        from distributed import KilledWorker

        try:
            found: list[Any] = future.result()
        except KilledWorker:
            with Workers(1, *self._kind, start=program) as here:
                (found,) = here.map(task, [chunk], common)
        except (ImportError, node.OtherProgramError) as error:
            problem = f"a worker of {self._address} has not this version of migrate"
            version = f"cuda-migrate[cluster]=={installed().version}"
            advice = f'pip install "{version}" there, with Python {installed().python}'
            raise UserError(f"{problem}: {_said(error)}", advice) from error
        return found


def _client_class() -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        advice = 'pip install "cuda-migrate[cluster]"'
        raise UserError("--executor dask needs Dask, which is not installed", advice) from error
    return Client


def _said(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
