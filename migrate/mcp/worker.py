"""The process in which the work of the tools is done: what hangs or dies there costs one answer.

In go names of tools and arguments that fit their schemas; out come answers, or ``UserError``. The
process is started with the first call, and anew after it was lost. It has nothing of the protocol,
and what it has begun to write it takes back, or brings to its end, when it is to end: when the
server says so, or has ended itself. ``Worker`` is used by one thread at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from migrate.mcp.workplace import Answer, Arguments, Workplace
from migrate.model import UserError
from migrate.process import garbage
from migrate.process.signals import Stopped, stop_on_signals
from migrate.process.workers import without_interrupts

_MOMENT = 10.0  # seconds to take back what was begun


class CrashError(Exception):
    """A defect of the program; ``str`` of it is the traceback."""


class Worker:
    """One process at a time."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def call(self, name: str, arguments: Arguments) -> Answer:
        """The answer of a tool."""
        try:
            pipe = self._pipe or self._start()
            pipe.send((name, dict(arguments)))
            answer = pipe.recv()
        except (EOFError, OSError):
            self.stop()
            raise UserError(
                "the process that works for this server was lost: was there too little memory?",
                "call again with fewer paths",
            ) from None
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Answer)
        return answer

    def stop(self) -> None:
        """End the process; what it has begun to write is taken back."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(_MOMENT)
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end, self._workplace))
        with without_interrupts():
            self._process.start()
        far_end.close()
        return self._pipe


def _serve(pipe: Connection, workplace: Workplace) -> None:
    """What the process does: answer until the other end is closed."""
    from migrate.mcp.tools import tools

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    stop_on_signals()
    _stop_with_parent()
    os.chdir(workplace.root)
    known = {tool.name: tool for tool in tools()}
    garbage.resume()
    try:
        while True:
            name, arguments = pipe.recv()
            pipe.send(_answered(known[name].answer, workplace, arguments))
    except (EOFError, OSError, Stopped):
        return


def _stop_with_parent() -> None:
    """Stop this process, as a signal does, when its parent has ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _answered(
    answer: object, workplace: Workplace, arguments: Arguments
) -> Answer | UserError | CrashError:
    assert callable(answer)
    try:
        made = answer(workplace, arguments)
        assert isinstance(made, Answer)
        return made
    except UserError as error:
        return error
    except Exception:
        return CrashError(traceback.format_exc())
