"""A compiler of SYCL: types on the host, then what device code may not do, then an object.

What comes in are the facts of a target (``[compile]``) and the user's choice; what goes out is a
``SingleSource``, made of an environment that ``migrate.sycl`` finds. The pass that stops a unit is
named; a unit of which no program is made gets no object. Which units there are is not known here.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from migrate.model import UserError
from migrate.process.execute import Answer, call
from migrate.proof import Compiler
from migrate.rules.targets import Compiling, TargetInfo
from migrate.sycl import driver
from migrate.sycl.environment import Environment, find_environment
from migrate.sycl.units import unit_of
from migrate.verification.toolchain import QUIET, Asked, Compiled, library, split

DEVICE = "device code"  # the stage behind the types
_PROBE = "#include <sycl/sycl.hpp>\nsycl::queue *probe;\n"
_PATIENCE = 120.0  # seconds that a compiler may take to speak of itself
_C = "c"


@dataclass(frozen=True, slots=True)
class SingleSource:
    """An environment that works, ``options`` for every unit, and whether ``objects`` are made."""

    about: Compiler
    facts: Compiling
    environment: Environment
    folder: Path
    options: tuple[str, ...] = ()
    objects: bool = False
    making: Lock = field(default_factory=Lock, compare=False)  # of what is made once

    @property
    def device(self) -> tuple[str, ...]:
        """Options for a unit that holds code for the device."""
        return self.facts.device

    @property
    def running(self) -> Mapping[str, str]:
        """The environment that programs run in."""
        return self.environment.running

    @property
    def has_device(self) -> bool:
        """Packages bring the processor as a device; a compiler on the machine may have none."""
        return self.environment.root is not None

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
        """Compile ``unit``, to an object where one is asked for, as far as it goes."""
        words = (*language, *arguments, *self.options)
        if _C in language:
            command = [self.environment.compiler, *words, *QUIET, "-c", unit, "-o", output]
            answer = call(command, limit, {**os.environ, "LC_ALL": "C"})
            return Compiled(answer.code, answer.text)
        # The unit is named as it lies in the copy, also where it is a link to what did not change.
        one = replace(unit_of(Path(unit), words, plain=plain), source=Path(unit))
        here, ahead = self.environment, None
        if not plain:
            with self.making:
                ahead = driver.precompile(here, one, self.folder, limit)
        answer = driver.check_types(here, one, limit, QUIET, ahead)
        if answer.code != 0:
            return Compiled(answer.code, answer.text)
        if self.objects:
            answer = driver.compile_unit(here, one, Path(output), limit, QUIET)
        elif not plain:
            answer = driver.check_device(here, one, limit, QUIET)
        # What was told before the first error stands before it on its line.
        return Compiled(answer.code, answer.text.replace("\n\t", "\n"), DEVICE)

    def link(
        self,
        objects: Sequence[str],
        libraries: Sequence[str],
        output: str,
        separate: bool,  # noqa: ARG002
        limit: float,
    ) -> Answer:
        """Link a program; code for the device is whole in each object."""
        words = [*map(library, libraries), *(self.options if self.environment.root is None else ())]
        return driver.link(self.environment, list(map(Path, objects)), Path(output), limit, words)


def find_single_source(info: TargetInfo, facts: Compiling, asked: Asked) -> SingleSource | None:
    """The compiler that was chosen, or the environment that there is; None where there is none.

    Raises ``UserError`` where one was chosen that is not there, or that compiles nothing.
    """
    program, options = split(asked.program)
    if not program:
        found = find_environment(asked.environment)
        return _of(found, facts, asked, ()) if found is not None else None
    command = shutil.which(program)
    if command is None:
        raise UserError(f"--compiler: there is no program {program}", "name it with its path")
    made = _of(Environment(command), facts, asked, options)
    _probe(made, info)
    return made


def _of(
    found: Environment, facts: Compiling, asked: Asked, options: tuple[str, ...]
) -> SingleSource:
    command = found.compiler if found.root is None else str(found.root)
    lines = call([found.compiler, "--version"], _PATIENCE, os.environ).text.splitlines()
    title = next((line.strip() for line in lines if "ersion" in line), "")
    about = Compiler(command, title, "", asked.arch or facts.arch)
    return SingleSource(about, facts, found, asked.folder, options, asked.objects)


def _probe(toolchain: SingleSource, info: TargetInfo) -> None:
    """Refuse a compiler that does not find SYCL."""
    file = toolchain.folder / "probe.cpp"
    file.write_text(_PROBE)
    unit = unit_of(file, toolchain.options)
    answer = driver.check_types(toolchain.environment, unit, _PATIENCE)
    if answer.code != 0:
        last = (answer.text.strip().splitlines() or ["it says nothing"])[-1]
        raise UserError(
            f"{toolchain.about.command} does not compile {info.title}: {last}",
            toolchain.facts.advice,
        )
