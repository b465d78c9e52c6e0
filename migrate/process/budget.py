"""What one file may cost: processor time and memory, after which its work is stopped.

What comes in are limits and a piece of work; what goes out is ``OverBudget`` where the work needs
more, also from within one call of a regular expression. The limits hold in the main thread of a
process, and as far as the system has them: elsewhere the work just goes on.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import current_thread, main_thread
from typing import NamedTuple

if sys.platform != "win32":
    import resource

_AGAIN = 1.0  # seconds after which work that swallowed the first stop is stopped again
_LONGEST = 10**6  # seconds; a timer takes no more
_MEBIBYTE = 1 << 20


class OverBudget(BaseException):
    """Work needs more than it may. No ``Exception``, so that nothing on the way takes it for one
    of its own; ``str`` of it says what there was too little of.
    """


class Budget(NamedTuple):
    """Seconds of processor time, and mebibytes beside what the process has; 0 is no limit."""

    seconds: int = 60
    mebibytes: int = 4096

    @property
    def patience(self) -> float:
        """Seconds to wait for a file that others compute, where a machine may be busy."""
        return 60.0 + 5.0 * min(self.seconds, _LONGEST) if self.seconds else float("inf")


@contextmanager
def bounded(budget: Budget) -> Iterator[None]:
    """Hold what is done inside to a budget; raises ``OverBudget``."""
    try:
        with _memory(budget.mebibytes), _time(budget.seconds):
            yield
    except MemoryError:
        reason = f"it needs more than {budget.mebibytes} MiB of memory (file-memory)"
        raise OverBudget(reason) from None


@contextmanager
def _time(seconds: int) -> Iterator[None]:
    if not seconds or sys.platform == "win32" or current_thread() is not main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OverBudget(f"it takes more than {seconds} s of processor time (file-timeout)")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, min(seconds, _LONGEST), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def _memory(mebibytes: int) -> Iterator[None]:
    now = _size() if mebibytes else None
    if now is None or sys.platform == "win32":
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + mebibytes * _MEBIBYTE
    if any(limit != resource.RLIM_INFINITY and limit < wanted for limit in before):
        yield  # there is a closer limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _size() -> int | None:
    """Bytes of address space that this process has; None where that is not known."""
    if sys.platform == "win32":
        return None
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[0]
    except OSError:
        return None
    return int(pages) * resource.getpagesize()
