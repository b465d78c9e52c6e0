"""What stops a run: an interrupt, the end of the session, and the wish of another program.

What comes in are signals; what goes out is one exception, in the process that the user started, and
a stretch of work that none of them stops. Signals that whoever started the run ignores stay so.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(KeyboardInterrupt):
    """A run is to end; ``number`` is that of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def stop_on_signals() -> None:
    """Have the other signals end a run as an interrupt does: what was begun is taken back."""
    for number in _STOPPING[1:]:
        handler = signal.getsignal(number)
        if handler is signal.SIG_DFL or isinstance(handler, _Stop):
            signal.signal(number, _Stop(os.getpid()))


def end_on_signals() -> None:
    """Have all of them end the process at once: for a server, which has nothing to take back."""
    for number in _STOPPING:
        handler = signal.getsignal(number)
        if handler is signal.default_int_handler or isinstance(handler, _Stop):
            signal.signal(number, signal.SIG_DFL)


@dataclass(frozen=True, slots=True)
class _Stop:
    """What a signal does in the process ``owner``; in one that is forked from it, which has nothing
    to take back, what it does by itself.
    """

    owner: int

    def __call__(self, number: int, _: FrameType | None) -> None:
        if os.getpid() == self.owner:
            raise Stopped(number)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let nothing stop what is begun; it takes moments."""
    try:
        before = [signal.signal(number, signal.SIG_IGN) for number in _STOPPING]
    except ValueError:  # not the main thread, which is the only one that is interrupted
        yield
        return
    try:
        yield
    finally:
        for number, handler in zip(_STOPPING, before, strict=True):
            signal.signal(number, handler)
