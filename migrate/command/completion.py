"""Completion of commands and options in the user's shell, which click works out.

What comes in is the program; what goes out is the script that the shell reads, or the files that
were written so that it does. Which shell it is, ``SHELL`` says. No start-up file is changed twice.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

import click
from click.shell_completion import get_completion_class

from migrate.files.atomic import write_asked
from migrate.model import UserError


class _Place(NamedTuple):
    """Where a shell looks for the script below the user's folder, and what its start-up file has to
    say for that; a shell without one looks there by itself.
    """

    script: str
    start: str = ""
    lines: str = ""


_PLACES = {
    "bash": _Place(
        ".bash_completions/migrate.sh", ".bashrc", "source ~/.bash_completions/migrate.sh"
    ),
    "zsh": _Place(
        ".zfunc/_migrate", ".zshrc", "fpath=(~/.zfunc $fpath)\nautoload -Uz compinit && compinit"
    ),
    "fish": _Place(".config/fish/completions/migrate.fish"),
}


def script(program: click.Command) -> str:
    """What the shell is to read."""
    found = get_completion_class(_shell())
    assert found is not None
    return found(program, {}, "migrate", "_MIGRATE_COMPLETE").source()


def installed(program: click.Command) -> Iterator[str]:
    """Write what the shell reads when it starts; say where."""
    place, home = _PLACES[_shell()], Path.home()
    file = home / place.script
    file.parent.mkdir(parents=True, exist_ok=True)
    write_asked("--install-completion", file, script(program).encode())
    yield f"{file} was written"
    if not place.start:
        return
    start = home / place.start
    known = start.read_bytes() if start.exists() else b""
    lines = place.lines.encode()
    if lines not in known:
        between = b"" if not known or known.endswith(b"\n") else b"\n"
        write_asked("--install-completion", start, b"%b%b%b\n" % (known, between, lines))
        yield f"{start} reads it: start the shell anew"


def _shell() -> str:
    name = PurePath(os.environ.get("SHELL", "")).name
    if name not in _PLACES:
        raise UserError(
            f"completion is for {', '.join(_PLACES)}; SHELL is {name or 'not set'}",
            "say which: SHELL=bash migrate --install-completion",
        )
    return name
