"""The process in which projects live: a document that hangs there hangs no editor.

In go calls of the methods of projects, by their roots; out come what these give, or why there is
nothing. The process is started with the first call. One that ends, or does not answer in time, is
replaced by another, which has to be told everything anew (``LostError``). A project keeps to its
budget itself: it has the main thread of that process.
"""

from __future__ import annotations

import multiprocessing
import traceback
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event
from typing import Any

from migrate.files.discover import Root
from migrate.lsp.project import Project
from migrate.model import UserError
from migrate.process.workers import end_with_parent, ignore_interrupts, without_interrupts

_FORGET = ""  # no method


class LostError(Exception):
    """The process has ended, with all it knew; ``str`` of it says why. ``is_new`` if that happened
    in the call.
    """

    def __init__(self, reason: str, *, is_new: bool = True) -> None:
        super().__init__(reason)
        self.is_new = is_new


class Worker:
    """One process at a time. All but ``stop`` is called by one thread."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._is_over = Event()

    def call(self, root: Root, patience: float, method: str, *arguments: object) -> Any:
        """What a method of the project at ``root`` gives within some seconds, or raises."""
        if self._process is not None and not self._process.is_alive():
            self.end()
            raise LostError("its process was lost", is_new=False)
        try:
            pipe = self._pipe or self._start()
            pipe.send((root, method, arguments))
            if not pipe.poll(None if patience == float("inf") else patience):
                self.end()
                raise LostError("it does not answer any more (file-timeout)")
            answer = pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise LostError("its process was lost: was there too little memory?") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def forget(self, root: Root) -> None:
        """Let go of a project."""
        if self._pipe is not None:
            self.call(root, float("inf"), _FORGET)

    def stop(self) -> None:
        """End the process, and start none any more."""
        self._is_over.set()
        if self._process is not None:
            self._process.kill()

    def end(self) -> None:
        """End the process; the next call starts another one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None

    def _start(self) -> Connection:
        if self._is_over.is_set():
            raise LostError("the server ends")
        context = multiprocessing.get_context("spawn")
        self._pipe, far_end = context.Pipe()
        self._process = context.Process(target=_serve, args=(far_end,), daemon=True)
        with without_interrupts():
            self._process.start()
        far_end.close()
        if self._is_over.is_set():  # meanwhile
            self._process.kill()
        return self._pipe


def _serve(pipe: Connection) -> None:
    """What the process does: answer until the other end is closed."""
    ignore_interrupts()
    end_with_parent()
    projects: dict[Root, Project] = {}
    while True:
        try:
            root, method, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        if method == _FORGET:
            projects.pop(root, None)
            pipe.send(None)
            continue
        project = projects.setdefault(root, Project(root))
        try:
            answer = getattr(project, method)(*arguments)
        except UserError as error:
            answer = error
        except Exception:
            answer = RuntimeError(traceback.format_exc())
        pipe.send(answer)
