"""The command in a process of its own that need not start Python: it is forked from one that has
imported everything.

What comes in are arguments, a folder, an environment and streams; what goes out is an exit code and
what was printed. Each command has its own memory, folder, environment and streams, as a user's has;
only the time that imports take is left out, also where the language server starts a process. The
process that forks is made when first asked for,
and ends with the one that asked. ``command`` gives the same to those who can only start a program,
as an editor starts its language server.
"""

import fcntl
import gc
import json
import multiprocessing.util
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TextIO


class Done(NamedTuple):
    """How a command ended, and the bytes it wrote."""

    code: int
    raw: bytes
    raw_err: bytes

    @property
    def out(self) -> str:
        return self.raw.decode("utf-8", "surrogateescape")

    @property
    def err(self) -> str:
        return self.raw_err.decode("utf-8", "surrogateescape")


class Forks(NamedTuple):
    """The process that forks, and the socket at which it takes requests."""

    process: subprocess.Popen[bytes]
    socket: Path


def migrate(
    *arguments: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    prelude: str = "",
) -> Done:
    """Run a command to its end; without an environment in this one, but without colours. What the
    ``prelude`` says in Python is done to its process first.
    """
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        source.write(stdin)
        source.seek(0)
        streams = (source.fileno(), out.fileno(), err.fileno())
        code = execute(
            forks().socket,
            [*map(str, arguments)],
            Path.cwd() if cwd is None else cwd,
            {**os.environ, "NO_COLOR": "1"} if environment is None else environment,
            streams,
            prelude,
        )
        out.seek(0)
        err.seek(0)
        return Done(code, out.read(), err.read())


def command(*arguments: str) -> list[str]:
    """A program that does the same as ``python -m migrate ARGUMENTS``, with the same streams."""
    return [sys.executable, "-S", "-E", __file__, os.fspath(forks().socket), *arguments]


def execute(
    server: Path,
    arguments: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    streams: Sequence[int],
    prelude: str = "",
) -> int:
    """Run a command with these files as its streams; its exit code, as ``subprocess`` says it."""
    words = [list(arguments), os.fspath(cwd), dict(environment), prelude]
    request = json.dumps(words).encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.fspath(server))
        socket.send_fds(connection, [len(request).to_bytes(4, "big")], streams)
        connection.sendall(request)
        return int(connection.recv(16) or b"-9")


@cache
def forks() -> Forks:
    """The process that forks, started here."""
    folder, here = Path(tempfile.mkdtemp(prefix="warm-")), Path(__file__)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", "serve", os.fspath(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.fspath(here.parent.parent)},
        cwd=here.parent.parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return Forks(process, folder / "socket")


def serve(folder: Path) -> None:
    """Take requests until the one who started this process has ended."""
    import migrate.lsp.server
    import migrate.verification  # noqa: F401

    (folder / "a.cu").write_text("void f() { cudaFree(0); }\n")
    streams = sys.stdout, sys.stderr
    with suppress(SystemExit), (folder / "out").open("w+") as out:  # so that all is imported
        _command(["check", os.fspath(folder)], out, out)
    sys.stdout, sys.stderr = streams
    gc.collect()
    gc.freeze()  # no command looks for what is unused in memory that it shares
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fspath(folder / "socket"))
        listener.listen()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while listener.fileno() in select.select([listener.fileno(), 0], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                os._exit(_watch(connection))
            connection.close()
    shutil.rmtree(folder)


def _watch(connection: socket.socket) -> int:
    """Run one request in a child, which ends when the other side hangs up; say its exit code."""
    size, streams, _, _ = socket.recv_fds(connection, 4, 3)
    request = b""
    while len(request) < int.from_bytes(size, "big"):
        request += connection.recv(1 << 16)
    child = os.fork()
    if child == 0:
        connection.close()
        _become(request, streams)
    for stream in streams:
        os.close(stream)
    ended = os.pidfd_open(child)
    if ended not in select.select([connection.fileno(), ended], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    connection.sendall(str(code).encode())
    return 0


def _become(request: bytes, streams: Sequence[int]) -> NoReturn:
    """Be the command, to the end of this process."""
    arguments, cwd, environment, prelude = json.loads(request)
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    if arguments[:1] == ["lsp"]:
        _fork_what_is_spawned()
    sys.stdin = open(0)  # noqa: SIM115
    exec(prelude, {})
    _command(arguments, open(1, "w"), open(2, "w"))  # noqa: SIM115


def _fork_what_is_spawned() -> None:
    """Have the processes that ``multiprocessing`` starts forked, too: by one that is made here,
    while there are no threads. What it is given and what it gives back stays as it is.
    """
    here, there = socket.socketpair(type=socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        here.close()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while True:
            request, streams, _, _ = socket.recv_fds(there, 1 << 16, 16)
            if not request:
                os._exit(0)
            child = os.fork()
            if child == 0:
                there.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                words, numbers = json.loads(request)
                os._exit(_spawned(words, numbers, streams))
            for stream in streams:
                os.close(stream)
            there.sendall(str(child).encode())
    there.close()

    def spawn(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        request = json.dumps([[*map(os.fsdecode, args)], [*passfds]]).encode()
        socket.send_fds(here, [request], passfds)
        return int(here.recv(16))

    multiprocessing.util.spawnv_passfds = spawn


def _spawned(arguments: Sequence[str], numbers: Sequence[int], streams: Sequence[int]) -> int:
    """Be ``python -c TEXT ...`` with these streams at their numbers; its exit code."""
    above = [fcntl.fcntl(stream, fcntl.F_DUPFD, max(numbers) + 1) for stream in streams]
    for stream, number in zip(above, numbers, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    at = arguments.index("-c")
    sys.argv = [*arguments[at:][:1], *arguments[at + 2 :]]
    try:
        exec(arguments[at + 1], {})
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _command(arguments: Sequence[str], out: TextIO, err: TextIO) -> NoReturn:
    """What the console script does, up to its exit."""
    from migrate.command.cli import main

    sys.argv, sys.stdout, sys.stderr = ["migrate", *arguments], out, err
    main()
    sys.exit()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(Path(sys.argv[2]))
    else:
        where, *words = sys.argv[1:]
        sys.exit(execute(Path(where), words, Path.cwd(), os.environ, (0, 1, 2)))
