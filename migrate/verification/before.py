"""What a program did before the port: what the original does, or what was recorded of it.

What comes in are units and what a program is built with; what goes out is what it prints and
returns, from CUDA's compiler and a GPU where both are here, or from a file. The original is built
from the sources as they are.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from migrate.files.atomic import write_asked
from migrate.model import UserError
from migrate.process.execute import Answer, Ran, call, execute
from migrate.rules.targets import cuda_libraries
from migrate.settings import bounded
from migrate.settings.config import Running
from migrate.verification.harness import (
    Harness,
    NotRunError,
    headers_of,
    program_folder,
    run_in_copy,
    said,
    with_libraries,
)
from migrate.verification.original import Original
from migrate.verification.staging import stage
from migrate.verification.units import Unit

EXPECTED = "expected.txt"  # beside a PATH, what the program printed before
ASK = "int main() {{ int n = 0; return {count}(&n) == {success} && n > 0 ? 0 : 1; }}\n"
COUNT, SUCCESS = "cudaGetDeviceCount", "cudaSuccess"
_CUDAS_HEADER = "cuda_runtime.h"


@dataclass(frozen=True, slots=True)
class Known:
    """What the program does, or did, before the port; ``source`` says from where that is known."""

    source: str
    output: str
    code: int


class Before:
    """The program as it was: what it does, or what is written of it. Built when it is asked for."""

    def __init__(self, harness: Harness, units: Sequence[Unit]) -> None:
        self._harness = harness
        self.units = units
        self.original = harness.original

    @property
    def _program(self) -> Path:
        return self._harness.folder / "before" / "program"

    @property
    def command(self) -> str:
        return self.original.command if self.original is not None else ""

    @cached_property
    def built(self) -> Answer:
        """What building it has come to; only where there is a compiler."""
        assert self.original is not None
        self._program.parent.mkdir()
        once = list({unit.source: unit for unit in self.units}.values())
        original, jobs, limit = self.original, self._harness.jobs, self._harness.limit

        def built_with(libraries: Sequence[str]) -> Answer:
            return original.build(once, self._program, libraries, jobs, limit)

        headers, chosen = (
            headers_of(self._harness, after=False),
            self._harness.running.link_original,
        )
        return with_libraries(chosen, headers, cuda_libraries(), built_with)

    def run(self) -> Ran:
        """Build and run the original; raises ``NotRunError`` where that cannot be."""
        if self.original is None:
            raise NotRunError("there is no nvcc")
        if not self._device_answers(self.original):
            raise NotRunError("no GPU of NVIDIA's is here")
        if self.built.code != 0:
            raise NotRunError(f"the original does not build: {said(self.built)}")
        as_it_was = replace(self._harness.done, report=replace(self._harness.done.report, files=()))
        staged = stage(as_it_was, self._harness.paths, self._harness.folder / "original")
        ran = run_in_copy(self._harness, self._program, staged)
        if ran.code is None:
            raise NotRunError(f"the original was {ran.how}")
        return ran

    def _device_answers(self, original: Original) -> bool:
        source, program = self._harness.folder / "nvidia.cu", self._harness.folder / "nvidia"
        text = ASK.format(count=COUNT, success=SUCCESS)
        source.write_text(f"#include <{_CUDAS_HEADER}>\n{text}")
        command = [original.command, str(source), "-o", str(program)]
        if call(command, self._harness.limit, os.environ).code != 0:
            return False
        return execute([str(program)], self._harness.folder, self._harness.limit).code == 0

    def known(self) -> tuple[Known | None, str]:
        """What the program did before, or why that is not known."""
        running = self._harness.running
        if running.expected is not None:
            return _recorded(running.expected, running), ""
        try:
            ran = self.run()
        except NotRunError as left:
            found = _beside(self._harness.paths)
            return (_recorded(found, running) if found else None), str(left)
        return Known(f"the original, built by {self.command}", ran.output, ran.code or 0), ""


def record(harness: Harness, units: Sequence[Unit], file: Path) -> None:
    """Run the original and write what it prints to ``file``. Raises ``UserError`` where it cannot
    be run, or does not return what a program is to return.
    """
    if not units:
        raise UserError("--record: there is no unit to build a program of")
    try:
        ran = Before(harness, units).run()
    except NotRunError as left:
        raise UserError(
            f"--record: {left}", "record where CUDA and a GPU are; nothing was written"
        ) from None
    write_recorded(ran, "the original", harness.running, file)


def write_recorded(ran: Ran, what: str, running: Running, file: Path) -> None:
    """Write what a program printed. Raises ``UserError`` if it did not return what it is to."""
    if ran.code != running.exit_code:
        raise UserError(
            f"--record: {what} ends with {ran.how}, not {running.exit_code}: {ran.last_line}",
            "mend it, or say what it returns: exit-code in the configuration",
        )
    write_asked("--record", file, ran.output.encode())


def _recorded(file: Path, running: Running) -> Known:
    text = bounded.read(file, bounded.MOST_MADE).decode("utf-8", "backslashreplace")
    return Known(str(file), text, running.exit_code)


def _beside(paths: Sequence[Path]) -> Path | None:
    """The recorded output in the folder of the first PATH, or in the one above."""
    folder = program_folder(paths)
    places = (folder / EXPECTED, folder.parent / EXPECTED)
    return next((place for place in places if place.is_file()), None)
