"""A compiler of the target: where it is, what it says of itself, and one call of it.

What comes in are the facts of a target (``[compile]``) and the user's choice; what goes out is a
``CommandLine``, which is called as clang is, and for each call its exit code and what it wrote. A
call that takes too long is ended with all it has started. Which units there are is not known here.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from migrate.model import UserError
from migrate.process.execute import Answer, call
from migrate.proof import Compiler
from migrate.rules.tables import version
from migrate.rules.targets import Compiling, TargetInfo
from migrate.verification.diagnostics import parse
from migrate.verification.toolchain import QUIET, Asked, Compiled, library, split

_MARK = "migrate"
_PROBE = "#include <{header}>\n__global__ void probe(int *out) {{ *out = 1; }}\n"
_PATIENCE = 60.0  # seconds that a compiler may take to speak of itself


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A compiler that works, how units are given to it, and ``options`` for every call."""

    about: Compiler
    facts: Compiling
    options: tuple[str, ...] = ()

    has_device: ClassVar[bool] = False
    running: ClassVar[Mapping[str, str] | None] = None

    def compile(
        self,
        unit: str,
        language: Sequence[str],
        arguments: Sequence[str],
        output: str,
        limit: float,
        *,
        plain: bool = False,  # noqa: ARG002
    ) -> Compiled:
        """Compile ``unit``; one that is ``plain`` as any other."""
        answer = self.call(self.command(unit, language, arguments, output), limit)
        return Compiled(answer.code, answer.text)

    def link(
        self,
        objects: Sequence[str],
        libraries: Sequence[str],
        output: str,
        separate: bool,
        limit: float,
    ) -> Answer:
        """Link a program."""
        return self.call(self.link_command(objects, libraries, output, separate), limit)

    def command(
        self, unit: str, language: Sequence[str], arguments: Sequence[str], output: str
    ) -> list[str]:
        """The command that compiles ``unit``, whose kind is ``language``, into ``output``."""
        where = (*arguments, *self.options, "-c", unit, "-o", output)
        return [self.about.command, *language, *QUIET, *where]

    def link_command(
        self, objects: Sequence[str], libraries: Sequence[str], output: str, separate: bool
    ) -> list[str]:
        """The command that links a program; ``separate`` if device code has to be linked, too."""
        options = [word.replace("{arch}", self.about.arch) for word in self.facts.link]
        later = [self.facts.separate] if separate and self.facts.separate else []
        words = [*objects, *map(library, libraries), "-o", output]
        return [self.about.command, *self.options, *options, *later, *words]

    @property
    def device(self) -> tuple[str, ...]:
        """Options for a unit that holds code for the device."""
        words = tuple(word.replace("{arch}", self.about.arch) for word in self.facts.device)
        return (*words, *self._defines())

    def _defines(self) -> Iterator[str]:
        """Macros that the compiler's version of the target wants."""
        number = version(self.about.version) if self.about.version else ()
        for macro, (since, until) in self.facts.defines.items():
            if version(since) <= number < version(until):
                yield f"-D{macro}"

    @property
    def environment(self) -> Mapping[str, str]:
        return {**os.environ, **self.facts.environment, "LC_ALL": "C"}

    def call(self, command: Sequence[str], limit: float) -> Answer:
        """Call it; what it leaves in the folder for temporary files goes (clang's HIP leaves an
        empty folder there for each unit).
        """
        with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
            return call(command, limit, {**self.environment, "TMPDIR": folder})


def find_command(info: TargetInfo, facts: Compiling, asked: Asked) -> CommandLine | None:
    """The compiler that was chosen, or the first that is installed; None where there is none.

    Raises ``UserError`` where one was chosen that is not there, or that compiles nothing.
    """
    program, options = split(asked.program)
    command = shutil.which(program) if program else _installed(facts)
    if command is None:
        if program:
            raise UserError(f"--compiler: there is no program {program}", "name it with its path")
        return None
    blank = CommandLine(Compiler(command, "", "", asked.arch or facts.arch), facts, options)
    about = replace(blank.about, title=_title(blank), version=_version(blank))
    found = replace(blank, about=about)
    _probe(found, info)
    return found


def _installed(facts: Compiling) -> str | None:
    for name in facts.compilers:
        for place in (None, *_folders(facts)):
            found = shutil.which(name, path=place)
            if found:
                return found
    return None


def _folders(facts: Compiling) -> Iterator[str]:
    expanded = map(os.path.expandvars, facts.folders)
    return (folder for folder in expanded if "$" not in folder)


def _title(toolchain: CommandLine) -> str:
    """The first lines of what a compiler says of its version, as one."""
    answer = toolchain.call([toolchain.about.command, *toolchain.options, "--version"], _PATIENCE)
    lines = [line.strip() for line in answer.text.splitlines() if "ersion" in line]
    return ", ".join(lines[:2])


def _version(toolchain: CommandLine) -> str:
    """The version of the target that a compiler finds the headers of: ``5.2``; else nothing."""
    facts = toolchain.facts
    text = f"#include <{facts.version_header}>\n{_MARK} {' '.join(facts.version_macros)}\n"
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        file = Path(folder, "version.cpp")
        file.write_text(text)
        call_of = [toolchain.about.command, *facts.host, *toolchain.options]
        command = [*call_of, "-E", "-P", str(file)]
        answer = toolchain.call(command, _PATIENCE)
    numbers = re.search(rf"^{_MARK}((?: \d+)+)$", answer.text, re.MULTILINE)
    return ".".join(numbers[1].split()) if numbers else ""


def _probe(toolchain: CommandLine, info: TargetInfo) -> None:
    """Refuse a compiler that cannot compile a kernel of one line."""
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        file = Path(folder, "probe.cu")
        file.write_text(_PROBE.format(header=info.runtime_header))
        output = str(Path(folder, "probe.o"))
        answer = toolchain.compile(str(file), toolchain.device, (), output, _PATIENCE)
    if answer.code == 0:
        return
    errors = parse(answer.text)
    lines = [errors[0].message] if errors else answer.text.strip().splitlines()[-1:]
    said = lines[0] if lines else "it took too long" if answer.code is None else "it says nothing"
    raise UserError(
        f"{toolchain.about.command} does not compile a kernel of one line: {said}",
        f"install {info.title} with its device libraries, or verify without a compiler: --static",
    )
