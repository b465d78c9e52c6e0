"""The two streams, the progress bar and the exit codes of the command line.

What comes in are lines, reports and errors; what goes out is text on standard output (what was
asked for) or standard error (all else), and a number. This is the only module that prints.
"""

from __future__ import annotations

import errno
import os
import shlex
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TextIO

from migrate import __version__
from migrate.model import Report, UserError

if TYPE_CHECKING:
    from migrate.chunks import Progress
    from migrate.report.outputs.names import Originals

USAGE, CRASHED, PIPE_CLOSED = 2, 3, 141
_STOPPED = 128  # and the number of the signal
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_OUTPUT = {1: "standard output", 2: "standard error"}
_MOMENT = 1.0  # seconds of work that need no progress bar

P = ParamSpec("P")


def command(body: Callable[P, int]) -> Callable[P, None]:
    """A command whose result is its exit code, with every error in its place."""

    @wraps(body)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = body(*args, **kwargs)
            with _written_to(sys.stdout):
                sys.stdout.flush()
        except UserError as error:
            tell(refusal(error))
            code = USAGE
        except KeyboardInterrupt as error:
            tell(f"interrupted; {error.args[0] if error.args else 'the sources are as they were'}")
            code = _STOPPED + getattr(error, "number", signal.SIGINT)
        except BrokenPipeError:
            _give_up(sys.stdout)
            code = PIPE_CLOSED
        except OSError as error:
            tell(_full(error) if error.errno in _FULL else _crash())
            code = USAGE if error.errno in _FULL else CRASHED
        except ModuleNotFoundError as error:
            is_ours = (error.name or "migrate").partition(".")[0] == "migrate"
            tell(_crash() if is_ours else refusal(_not_installed(error)))
            code = CRASHED if is_ours else USAGE
        except Exception:
            tell(_crash())
            code = CRASHED
        sys.exit(code)

    return guarded


def open_streams() -> None:
    """Give the process the streams that whoever started it had closed: else the next file that is
    opened would be one, and what is told would go into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # which takes the lowest number that is free
        if getattr(sys, name) is None:
            stream = open(number, "r" if name == "stdin" else "w", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)


@contextmanager
def progress(shown: bool, title: str = "Porting", steps: int = 1) -> Iterator[Progress | None]:
    """A progress bar on standard error, for work that takes longer than a moment, of which a file
    takes so many ``steps``.
    """
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    from migrate.command.pace import Pace

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[pace]}"))
    bar = Bar(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(title, pace="")
    started = time.monotonic()
    pace = Pace(steps, started)

    def advance(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() - started > _MOMENT:
            bar.start()
        told = pace.told(done, total, time.monotonic())
        bar.update(task, completed=done, total=total, pace=told)

    try:
        yield advance
    finally:
        bar.stop()


def print_report(
    report: Report, stream: TextIO, form: str = "concise", originals: Originals = lambda _: None
) -> None:
    """Print a report for a person, in colours where a person looks at it."""
    from migrate.report.outputs import text

    render = {"concise": text.concise, "grouped": text.grouped, "full": text.full}[form]
    print_text(stream, lambda color: render(report, originals, color=color))


def print_text(stream: TextIO, render: Callable[[bool], bytes]) -> None:
    """Print what is rendered, in colours where a person looks at it."""
    print_bytes(stream, render(_wants_color(stream)))


def print_bytes(stream: TextIO, made: bytes) -> None:
    """Print bytes as they are."""
    with _written_to(stream):
        stream.flush()
        stream.buffer.write(made)
        stream.flush()


def print_patch(patch: bytes) -> None:
    """Print a patch; in colours on a terminal, byte for byte anywhere else."""
    stream = sys.stdout
    if _wants_color(stream):
        patch = b"\n".join(map(_colored, patch.split(b"\n")))
    print_bytes(stream, patch)


def _colored(line: bytes) -> bytes:
    """A line of a patch as git colours it."""
    if line.startswith((b"diff ", b"--- ", b"+++ ", b"rename ", b"new file ")):
        return b"\x1b[1m%b\x1b[m" % line
    shade = {b"@": 36, b"-": 31, b"+": 32}.get(line[:1])
    return b"\x1b[%dm%b\x1b[m" % (shade, line) if shade else line


def _wants_color(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def print_lines(lines: Iterable[str]) -> None:
    with _written_to(sys.stdout):
        for line in lines:
            print(_legible(line))


def tell(*lines: str) -> None:
    """Tell a person; where that cannot be, the exit code still says how it went."""
    try:
        for line in lines:
            print(_legible(line), file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


@contextmanager
def _written_to(stream: TextIO) -> Iterator[None]:
    """Say which stream it was that could not be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        name = _OUTPUT.get(stream.fileno(), "a stream")
        _give_up(stream)
        raise UserError(f"{name} cannot be written: {error.strerror}", "make room") from error


def _give_up(stream: TextIO) -> None:
    """Write to a stream no more, nor what it holds back."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def one_line(text: str) -> str:
    """A name, or what holds one, as it may be told without beginning a line of its own."""
    from migrate.report.outputs.names import legible

    return legible(text)


def _legible(text: str) -> str:
    return "\n".join(map(one_line, text.split("\n")))


def refusal(error: UserError) -> str:
    advice = f"\n  {error.advice}" if error.advice else ""
    return f"error: {one_line(error.title)}{advice}"


def _full(error: OSError) -> str:
    place = error.filename2 or error.filename or f"a file in {tempfile.gettempdir()}"
    return refusal(UserError(f"{place} cannot be written: {error.strerror}", "make room"))


def _not_installed(error: ModuleNotFoundError) -> UserError:
    title = f"{error.name}, which migrate needs, is not installed for {sys.executable}"
    return UserError(title, "install migrate as README.md says, and run it with that Python")


def _crash() -> str:
    """A text that can be pasted into a report of the defect as it is."""
    import platform
    import traceback
    from importlib.metadata import version

    parts = [f"migrate {__version__}", f"Python {platform.python_version()}", platform.platform()]
    parts += [f"{name} {version(name)}" for name in ("tree-sitter", "tree-sitter-cuda")]
    return (
        "error: migrate has crashed; this is a defect, please report it with the text below\n\n"
        f"{', '.join(parts)}\n$ {shlex.join(sys.argv)}\n\n{traceback.format_exc()}"
    )
