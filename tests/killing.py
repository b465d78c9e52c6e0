"""A port that is stopped at a step onto the disk which is counted, not at a time; and run again.

What comes in are a folder, what is asked for and a signal; what goes out, on standard output, is
what stood on the disk at each of the moments. It is to be run in a process of its own that has no
threads (``tests.warm``), because each port is forked from it.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from migrate import run as running
from migrate.command.cli import command_line
from migrate.files.manifest import FOLDER
from migrate.process.signals import stop_on_signals
from migrate.run import Run, run
from migrate.settings.config import Settings

MOMENTS = 20
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_STEPS = frozenset(
    "os.rename os.remove os.mkdir os.rmdir os.symlink os.chmod os.chown os.utime".split()
)


class Moment(NamedTuple):
    """How a port ended that was stopped at a step, how the next one did, and what stood there."""

    step: int
    code: int
    stopped: dict[str, str]
    again: int
    said: str
    after: dict[str, str]


def main(folder: str, options: Mapping[str, Any], files: Mapping[str, str], number: int) -> None:
    """Port ``files`` below ``src`` in ``folder``, stopped at moments that are spread over all steps
    of the port; print what came of each.
    """
    os.chdir(folder)
    gc.collect()
    gc.freeze()  # so that what is forked shares its memory
    gc.disable()
    _lay_out(files)
    done = run([Path("src")], Settings(rename=options.get("rename", False)))
    steps = Path("steps")

    def stopped_at(step: int) -> Callable[[], None]:
        """A port that has been computed already, and is only written."""
        return lambda: _port(options, _Stop(done, steps, step, number))

    _forked(stopped_at(-1))
    count = steps.stat().st_size
    found: list[Moment] = []
    next_runs: dict[str, tuple[int, str, dict[str, str]]] = {}
    for step in sorted({round(at * (count - 1) / (MOMENTS - 1)) for at in range(MOMENTS)}):
        _lay_out(files)
        code, _ = _forked(stopped_at(step))
        stopped = _listing()
        state = repr(sorted(stopped.items()))
        if state not in next_runs:  # the same tree is ported to the same
            next_runs[state] = (*_forked(lambda: _port(options)), _listing())
        found.append(Moment(step, code, stopped, *next_runs[state]))
    print(json.dumps(found), flush=True)  # noqa: T201
    os._exit(0)


def _lay_out(files: Mapping[str, str]) -> None:
    """The folder with these files and no others."""
    for entry in Path().iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(text.encode())


def _listing() -> dict[str, str]:
    files = (path for path in Path().rglob("*") if path.is_file() and path.parent != Path())
    files = (path for path in files if FOLDER not in path.parts)
    return {path.as_posix(): path.read_bytes().decode("latin-1") for path in files}


def _forked(body: Callable[[], None]) -> tuple[int, str]:
    """Do it in a child; its exit code, and what it told."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(writing, 2)
        body()
        os._exit(99)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


class _Stop(NamedTuple):
    """Where a port is stopped, by which signal, and what it has computed before."""

    done: Run
    steps: Path
    step: int
    number: int


def _port(options: Mapping[str, Any], stop: _Stop | None = None) -> None:
    """Be the command, to the end of this process."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    stop_on_signals()
    if stop is not None:
        running.run = lambda *_, **__: stop.done
        _count(stop.steps, stop.step, stop.number)
    try:
        command_line()(["port", "src", "-q", *_typed(options)], prog_name="migrate")
    except SystemExit as ended:
        sys.stderr.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)


def _typed(options: Mapping[str, Any]) -> Iterator[str]:
    """Options as they are typed: ``in_place`` is ``--in-place``, and those with a value have it."""
    for name, value in options.items():
        yield f"--{name.replace('_', '-')}"
        if value is not True:
            yield str(value)


def _count(steps: Path, stop: int, number: int) -> None:
    """Have each step onto the disk written down, and the signal sent before one of them."""
    log = os.open(steps, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    done = 0
    synced = os.fsync

    def met() -> None:
        nonlocal done
        os.write(log, b".")
        done += 1
        if done == stop + 1:
            os.kill(os.getpid(), number)

    def heard(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STEPS or (event == "open" and arguments[2] & _WRITING):
            met()

    def fsync(handle: int) -> None:
        met()
        synced(handle)

    os.fsync = fsync  # type: ignore[assignment]
    sys.addaudithook(heard)
