"""What verification asks of a compiler of the target, whatever it is called with.

``compilers`` has the one that is called as clang is, ``single_source`` the one of SYCL's two
passes; ``protocols`` chooses. Only values and the protocol are here.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from migrate.model import UserError
from migrate.process.execute import Answer
from migrate.proof import Compiler
from migrate.rules.targets import Compiling

QUIET = (
    "-w",
    "-ferror-limit=0",
    "-fno-caret-diagnostics",
    "-fno-color-diagnostics",
    "-ftemplate-backtrace-limit=0",
    "-fmacro-backtrace-limit=0",
)


class Compiled(NamedTuple):
    """What came of compiling a unit: an exit code (None: it took too long) and what was said;
    ``stage`` names the pass that said it, where there are several.
    """

    code: int | None
    text: str
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a compiler: ``program``, with options behind it, if the user names one, a
    folder with the target's ``environment``, a GPU, and whether objects are made, to be linked;
    ``folder`` is for what is made once for all units.
    """

    folder: Path
    program: str | None = None
    environment: Path | None = None
    arch: str = ""
    objects: bool = False


class Toolchain(Protocol):
    """A compiler that works, and how units are given to it."""

    @property
    def about(self) -> Compiler:
        """What it is."""

    @property
    def facts(self) -> Compiling:
        """How the target says that it is called."""

    @property
    def device(self) -> tuple[str, ...]:
        """Options for a unit that holds code for the device."""

    @property
    def running(self) -> Mapping[str, str] | None:
        """The environment that programs run in; None for that of this process."""

    @property
    def has_device(self) -> bool:
        """Whether a device comes with it, so that none has to be asked for."""

    def compile(
        self,
        unit: str,
        language: Sequence[str],
        arguments: Sequence[str],
        output: str,
        limit: float,
        *,
        plain: bool = False,
    ) -> Compiled:
        """Compile ``unit``, whose kind is ``language``, into ``output``; ``plain`` has no code for
        the device.
        """

    def link(
        self,
        objects: Sequence[str],
        libraries: Sequence[str],
        output: str,
        separate: bool,
        limit: float,
    ) -> Answer:
        """Link a program; ``separate`` if device code has to be linked, too."""


def split(chosen: str | None) -> tuple[str, tuple[str, ...]]:
    """A command line as its program and its options."""
    try:
        words = shlex.split(chosen or "")
    except ValueError as error:
        raise UserError(f"--compiler: {chosen!r} is no command: {error}") from None
    return (words[0], tuple(words[1:])) if words else ("", ())


def library(name: str) -> str:
    """What a linker is given for a library; an option or a path is taken as it is."""
    return name if name.startswith("-") or "/" in name else f"-l{name}"


def make_header(folder: Path, header: str, text: str = "") -> bool:
    """Write a header, an empty one without a text; False where it is there already, or would lie
    elsewhere.
    """
    file = folder / header
    if file.exists() or ".." in file.parts or header.startswith("/"):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return True
