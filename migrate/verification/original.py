"""CUDA's own compiler, where there is one: what it refuses of the sources as they were.

What comes in is a unit; what goes out are the lines that do not compile before any port, by which a
defect of the tool is told from code that was broken, or that needs flags nobody gave. It builds the
program as it was, too. Without nvcc nothing is asked.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from migrate.process.execute import Answer, call
from migrate.regex import regex
from migrate.semantics import compiledb
from migrate.settings.config import Semantic, usual_cuda_paths
from migrate.verification.diagnostics import parse
from migrate.verification.toolchain import library, make_header
from migrate.verification.units import Unit

_NAME = "nvcc"
_SEPARATE = "-rdc=true"
_UNRESOLVED = regex(r"Unresolved extern")  # device code of another unit
_HERE = "-arch=native"  # the GPU that is there
_TO_HOST = ("-idirafter", "-iquote")  # options that nvcc leaves to the host's compiler
_ABSENT = regex(r"fatal error: ([^\s:]+): No such file or directory")
_MOST_ABSENT = 16  # headers of a unit that are taken for empty


@dataclass(frozen=True, slots=True)
class Original:
    """nvcc, ready to be asked of units as they were."""

    command: str

    def refused(self, unit: Unit, limit: float) -> frozenset[tuple[str, int]]:
        """The files, by their real paths, and lines with an error, or that include one.

        Headers that are not there are taken for empty, so that what follows is read as well.
        """
        if unit.refused:
            return frozenset()
        with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
            words = [*_words(unit.before), "-isystem", folder]
            command = [self.command, *words, "-c", unit.source, "-o", os.devnull]
            for _ in range(_MOST_ABSENT):
                answer = call(command, limit, os.environ)
                absent = _ABSENT.search(answer.text) if answer.code else None
                if absent is None or not make_header(Path(folder), absent[1]):
                    break
        if answer.code == 0:
            return frozenset()
        places = (place for error in parse(answer.text) for place in error.places)
        base = Path(unit.source).parent
        return frozenset((os.path.realpath(base / place.file), place.line) for place in places)

    def build(
        self,
        units: Sequence[Unit],
        program: Path,
        libraries: Sequence[str],
        jobs: int,
        limit: float,
    ) -> Answer:
        """Build the program of ``units`` as they were, for the GPU that is here; once more for
        device code that is linked later, where a function of another unit is missed.
        """
        separate = any(compiledb.SEPARATE in unit.before for unit in units)
        while True:
            options = (_HERE, *([_SEPARATE] if separate else []))
            answer = self._built(units, program, options, libraries, jobs, limit)
            if answer.code == 0 or separate or not _UNRESOLVED.search(answer.text):
                return answer
            separate = True

    def _built(
        self,
        units: Sequence[Unit],
        program: Path,
        options: Sequence[str],
        libraries: Sequence[str],
        jobs: int,
        limit: float,
    ) -> Answer:
        objects = [str(program.with_name(f"{number}.o")) for number in range(len(units))]

        def one(number: int) -> Answer:
            return self._compile(units[number], options, objects[number], limit)

        with ThreadPoolExecutor(jobs) as pool:
            for answer in pool.map(one, range(len(units))):
                if answer.code != 0:
                    return answer
        words = [*objects, *map(library, libraries), "-o", str(program)]
        return call([self.command, *options, *words], limit, os.environ)

    def _compile(self, unit: Unit, options: Sequence[str], output: str, limit: float) -> Answer:
        if unit.refused:
            return Answer(1, f"error: {unit.name}: {unit.refused}")
        command = [self.command, *_words(unit.before), *options, "-c", unit.source, "-o", output]
        return call(command, limit, os.environ)


def _words(arguments: Sequence[str]) -> Iterator[str]:
    """``arguments`` as nvcc takes them."""
    words = iter(arguments)
    for word in words:
        if word in _TO_HOST:
            folder = next(words, "")
            if "," not in folder:  # behind which nvcc would read one more option for the host's
                yield from ("-Xcompiler", f"{word},{folder}")
        else:
            yield _SEPARATE if word == compiledb.SEPARATE else word


def original_of(chosen: Semantic) -> Original | None:
    """nvcc as the user or the environment names it; never as a tree's own configuration does."""
    named = [chosen.cuda_path] if chosen.cuda_path is not None and chosen.typed else []
    return find_original(named or usual_cuda_paths())


def find_original(folders: Iterable[Path]) -> Original | None:
    """nvcc of one of the SDKs, or of the search path; None where there is none."""
    for place in (*(str(folder / "bin") for folder in folders), None):
        found = shutil.which(_NAME, path=place)
        if found is not None:
            return Original(found)
    return None
