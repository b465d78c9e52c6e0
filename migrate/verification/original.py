"""CUDA's own compiler, where there is one: what it refuses of the sources as they were.

What comes in is a unit; what goes out are the lines that do not compile before any port, by which a
defect of the tool is told from code that was broken, or that needs flags nobody gave. Without nvcc
nothing is asked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from migrate.verification.compilers import call
from migrate.verification.diagnostics import parse
from migrate.verification.units import Unit

_NAME = "nvcc"
_NOT_NVCCS = {"-idirafter": "-isystem", "-iquote": "-I", "-fgpu-rdc": "-rdc=true"}


@dataclass(frozen=True, slots=True)
class Original:
    """nvcc, ready to be asked of units as they were."""

    command: str

    def refused(self, unit: Unit, limit: float) -> frozenset[tuple[str, int]]:
        """The files, by their real paths, and lines with an error, or that include one."""
        words = [_NOT_NVCCS.get(word, word) for word in unit.before]
        command = [self.command, *words, "-c", unit.source, "-o", os.devnull]
        answer = call(command, limit, os.environ)
        if answer.code == 0:
            return frozenset()
        places = (place for error in parse(answer.text) for place in (error.place, *error.trail))
        folder = Path(unit.source).parent
        return frozenset(
            (os.path.realpath(folder / place.file), place.line)
            for place in places
            if place is not None
        )


def find_original(folders: Iterable[Path]) -> Original | None:
    """nvcc of one of the SDKs, or of the search path; None where there is none."""
    for place in (*(str(folder / "bin") for folder in folders), None):
        found = shutil.which(_NAME, path=place)
        if found is not None:
            return Original(found)
    return None
