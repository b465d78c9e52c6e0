"""One program, run: what it printed and how it ended.

What comes in are a command, where it is run and a limit of time; what goes out is a ``Ran``. The
program reads an empty input, and it is ended, with all it has started, where it takes too long or
prints without end. Nothing here knows what the program is.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MOST = 64 * 1024 * 1024  # bytes of output that are kept; more is taken for endless
_CHUNK = 65536
_KEPT = 4096  # bytes of the end of the error stream
_TICK = 0.05  # seconds between looks at a program that prints nothing


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a program: the exit code (below zero: the signal that ended it), None where it
    was ended here, and then ``ended`` says why; its output, and the end of its error stream.
    """

    code: int | None
    output: str = ""
    errors: str = ""
    ended: str = ""

    @property
    def how(self) -> str:
        """How it ended, in words."""
        if self.code is None:
            return self.ended
        if self.code < 0:
            return f"ended by {_signal(-self.code)}"
        return f"exit code {self.code}"

    @property
    def last_line(self) -> str:
        """The last line it wrote, of errors if there are any."""
        for text in (self.errors, self.output):
            lines = text.strip().splitlines()
            if lines:
                return lines[-1].strip()
        return ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a call: the exit code, None where it was ended, and both streams."""

    code: int | None
    text: str


def execute(
    command: Sequence[str],
    folder: Path,
    limit: float,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run ``command`` in ``folder`` for ``limit`` seconds at most."""
    try:
        return run(command, limit, folder, environment)
    except OSError as error:
        return Ran(None, ended=f"it does not start: {error.strerror}")


def call(
    command: Sequence[str],
    limit: float,
    environment: Mapping[str, str],
    folder: Path | None = None,
) -> Answer:
    """Run ``command`` for ``limit`` seconds at most; then it is ended with all it has started."""
    try:
        ran = run(command, limit, folder, environment, merged=True)
    except OSError as error:
        return Answer(127, f"error: {command[0]}: {error.strerror}")
    return Answer(ran.code, ran.output)


def run(
    command: Sequence[str],
    limit: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    *,
    merged: bool = False,
) -> Ran:
    """Run ``command`` for ``limit`` seconds at most; raises ``OSError`` where it does not start.

    Where the streams are ``merged``, the output holds what goes to the error stream as well.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        try:
            return _followed(process, limit)
        finally:
            _end(process)


def _followed(process: subprocess.Popen[bytes], limit: float) -> Ran:
    """What a program that has started does until it ends, or has to be ended."""
    output, errors = bytearray(), bytearray()
    deadline = time.monotonic() + limit
    ended = ""
    with selectors.DefaultSelector() as waiting:
        for stream, kept in ((process.stdout, output), (process.stderr, errors)):
            if stream is not None:
                waiting.register(stream, selectors.EVENT_READ, kept)
        while not ended:
            gone = process.poll() is not None
            ready = waiting.select(0 if gone else _TICK)
            for key, _ in ready:
                data = os.read(key.fd, _CHUNK)
                key.data.extend(data)
                if not data:
                    waiting.unregister(key.fileobj)
            del errors[:-_KEPT]
            if gone and not ready:
                break
            if len(output) > _MOST:
                ended = f"ended after it had printed {_MOST // 1024**2} MiB"
            elif time.monotonic() > deadline:
                ended = f"ended after {limit:g} seconds"
    code = None if ended else process.returncode
    return Ran(code, _text(output), _text(errors), ended)


def _text(data: bytearray) -> str:
    return data.decode("utf-8", "backslashreplace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of a program and of all it has started."""
    with contextlib.suppress(ProcessLookupError):  # nothing is left
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
