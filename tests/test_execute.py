"""Programs that are run: what they print, and how they end."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from migrate.process import execute as running
from migrate.process.execute import Ran, execute


def python(body: str, folder: Path, limit: float = 20.0) -> Ran:
    return execute([sys.executable, "-c", body], folder, limit)


def test_both_streams_and_the_exit_code(tmp_path: Path) -> None:
    body = "import sys, os; print(os.getcwd()); print('no', file=sys.stderr); sys.exit(3)"
    ran = python(body, tmp_path)
    assert ran == Ran(3, f"{tmp_path.resolve()}\n", "no\n")
    assert (ran.how, ran.last_line) == ("exit code 3", "no")


def test_a_program_reads_an_empty_input(tmp_path: Path) -> None:
    assert python("import sys; print(repr(sys.stdin.read()))", tmp_path).output == "''\n"


def test_a_signal_has_its_name(tmp_path: Path) -> None:
    ran = python("import os; os.kill(os.getpid(), 11)", tmp_path)
    assert (ran.code, ran.how, ran.last_line) == (-11, "ended by SIGSEGV", "")
    assert Ran(-999).how == "ended by signal 999"


def test_a_program_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    body = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)"
    )
    started = time.monotonic()
    ran = python(body, tmp_path, limit=5.0)
    assert time.monotonic() - started < 20
    assert (ran.code, ran.how) == (None, "ended after 5 seconds")
    deadline = time.monotonic() + 10
    while is_alive(int(ran.output)):
        assert time.monotonic() < deadline, "what the program started is still there"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that is dead and not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_what_a_program_leaves_behind_does_not_hold_it_up(tmp_path: Path) -> None:
    body = (
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('done')"
    )
    started = time.monotonic()
    assert python(body, tmp_path, limit=30.0) == Ran(0, "done\n")
    assert time.monotonic() - started < 20


def test_a_program_that_closes_its_streams_is_waited_for(tmp_path: Path) -> None:
    body = "import os, time; os.close(1); os.close(2); time.sleep(0.3); os._exit(5)"
    assert python(body, tmp_path) == Ran(5)


def test_endless_output_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_MOST", 1024 * 1024)
    ran = python("while True: print('x' * 1000)", tmp_path)
    assert (ran.code, ran.how) == (None, "ended after it had printed 1 MiB")


def test_of_the_errors_only_the_end_is_kept(tmp_path: Path) -> None:
    ran = python("import sys; sys.stderr.write('x' * 500_000 + '\\nlast\\n')", tmp_path)
    assert ran.code == 0
    assert len(ran.errors) <= 4096
    assert ran.last_line == "last"


def test_bytes_that_are_no_text_are_kept_apart(tmp_path: Path) -> None:
    ran = python("import os; os.write(1, b'a\\xff\\n')", tmp_path)
    assert ran.output == "a\\xff\n"


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    ran = execute([str(tmp_path / "gone")], tmp_path, 5.0)
    assert (ran.code, ran.how) == (None, "it does not start: No such file or directory")


def test_nothing_outlives_an_interruption(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Ran:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_followed", interrupted)
    sent: list[int] = []
    kill = os.killpg

    def noted(group: int, number: int) -> None:
        sent.append(number)
        kill(group, number)

    monkeypatch.setattr(os, "killpg", noted)
    with pytest.raises(KeyboardInterrupt):
        python("import time; time.sleep(60)", tmp_path)
    assert sent == [signal.SIGKILL]
