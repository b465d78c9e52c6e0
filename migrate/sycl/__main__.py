"""A compiler of SYCL for a shell: ``python -m migrate.sycl [-o PROGRAM] SOURCE...``.

In go the words of a compiler; out comes a program, or what the compilers say. ``--check`` stops
after the device check, ``-c`` after compiling one unit, whose object is linked as a source is;
``--run`` runs what was linked.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from migrate.model import UserError
from migrate.process.execute import Answer, call
from migrate.sycl import driver
from migrate.sycl.environment import COMMAND, Environment, find_environment
from migrate.sycl.units import Unit, unit_of

_LIMIT = 600.0
_SOURCES = (".cpp", ".cc", ".cxx", ".c", ".cu")
_LINKED = (".o", ".a", ".so")


def main() -> int:
    """Compile what the words of the command name."""
    parser = argparse.ArgumentParser(prog="python -m migrate.sycl")
    parser.add_argument("-o", dest="output", type=Path, default=Path("a.out"))
    parser.add_argument("-c", dest="only_compile", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--plain", type=Path, action="append", default=[])
    known, words = parser.parse_known_args()
    try:
        environment = find_environment()
    except UserError as error:
        sys.stderr.write(f"{error.title}\n{error.advice}\n")
        return 2
    if environment is None:
        sys.stderr.write(f"there is no SYCL here: {COMMAND}\n")
        return 2
    sources = [word for word in words if word.endswith(_SOURCES) and not word.startswith("-")]
    linked = [Path(word) for word in words if word.endswith(_LINKED) and not word.startswith("-")]
    options = [word for word in words if word not in sources and Path(word) not in linked]
    units = [unit_of(Path(source), options) for source in sources]
    units += [unit_of(source, options, plain=True) for source in known.plain]
    if known.check:
        return max(_told(driver.check_device(environment, unit, _LIMIT)) for unit in units)
    if known.only_compile:
        return _told(driver.compile_unit(environment, units[0], known.output, _LIMIT))
    code = _linked(environment, units, linked, known.output, options)
    if code or not known.run:
        return code
    return _told(call([str(known.output.resolve())], _LIMIT, environment.running))


def _linked(
    environment: Environment,
    units: list[Unit],
    others: list[Path],
    output: Path,
    options: list[str],
) -> int:
    """Link the units with ``others``, objects and libraries that were made before."""
    with tempfile.TemporaryDirectory(prefix="migrate-sycl-") as folder:
        objects = [Path(folder, f"{number}.o") for number in range(len(units))]
        for unit, made in zip(units, objects, strict=True):
            if code := _told(driver.compile_unit(environment, unit, made, _LIMIT)):
                return code
        libraries = [word for word in options if word.startswith(("-l", "-L", "-Wl"))]
        return _told(driver.link(environment, [*objects, *others], output, _LIMIT, libraries))


def _told(answer: Answer) -> int:
    """Say what a compiler or a program said."""
    sys.stdout.write(answer.text)
    return 1 if answer.code is None else answer.code


if __name__ == "__main__":
    sys.exit(main())
