"""Where SYCL is on this machine: a folder made of packages, or a compiler that has it.

In go what the user names, the environment's variables and the programs there are; out comes an
``Environment``, or None. A folder is looked at, never changed; how one is made is in ``install``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from zlib import crc32

from migrate.model import UserError
from migrate.process.execute import call
from migrate.regex import regex

VARIABLE = "MIGRATE_SYCL_ENV"
COMMAND = "migrate sycl-env"
PINS, LIBRARIES = "pins.txt", "pins-libraries.txt"
SOURCE = "device_compiler.cpp"
DEVICE_HEADERS = "device-include"  # those that the device compiler does not hold itself
PACKAGES = "packages"  # holds a file for each package that is unpacked
_CLANG = ("clang++-22", "clang++-23", "clang++-24", "clang++")
_DEVICE = "OCL_ICD_FILENAMES"  # OpenCL's devices, of which the packages bring the processor
_OLDEST = 22  # the version of clang whose host pass agrees with the pinned device pass
_WITH_SYCL = ("icpx", "clang++")
_OWN = regex(r"oneAPI|DPC\+\+|intel/llvm")  # what a compiler with a device pass says it is
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Environment:
    """``root`` is a folder made of packages, whose host pass ``compiler`` does; without it
    ``compiler`` does all. ``libraries``: programs with oneMKL can be linked. ``headers`` are GCC's
    own, of which OpenMP's is needed: what is compiled with packages calls GCC's library for it, in
    one thread.
    """

    compiler: str
    root: Path | None = None
    libraries: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)
    headers: Path | None = None

    @property
    def device(self) -> Mapping[str, str]:
        """The variable by which a program finds the device of the packages; none without these."""
        return {name: text for name, text in self.variables.items() if name == _DEVICE}

    @property
    def running(self) -> Mapping[str, str]:
        """The environment that programs run in."""
        return {**os.environ, **self.variables}


def default_folder() -> Path:
    """The folder of the user's cache that an environment is made in."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(home).expanduser() / "cuda-migrate" / "sycl-env"


def find_environment(chosen: Path | None = None) -> Environment | None:
    """The environment: the one ``chosen``, that of the variable ``MIGRATE_SYCL_ENV``, a compiler on
    the machine that has SYCL, the folder of the user's cache; None where there is none.

    Raises ``UserError`` where one is named that is not complete.
    """
    named = chosen or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None:
        lacking = missing(named)
        if lacking:
            origin = "--sycl-env" if chosen else VARIABLE
            raise UserError(
                f"{origin}: {named} is no complete SYCL environment: {lacking[0]} is missing",
                f"make it, or go on with it: {COMMAND} {named}",
            )
        return of_packages(named)
    compiler = with_sycl()
    if compiler:
        return Environment(compiler)
    folder = default_folder()
    return None if missing(folder) else of_packages(folder)


def of_packages(root: Path) -> Environment:
    """The environment in a folder that is complete."""
    root = root.resolve()
    variables = {
        "LD_LIBRARY_PATH": str(root / "lib"),
        _DEVICE: str(root / "lib" / "libintelocl.so"),
        "ONEAPI_DEVICE_SELECTOR": "opencl:cpu",
    }
    libraries = not unpacked_not(root, LIBRARIES)
    return Environment(clang() or _CLANG[0], root, libraries, variables, _headers_of_gcc())


def missing(root: Path, *, libraries: bool = False) -> tuple[str, ...]:
    """What an environment made of packages lacks, in words."""
    lists = (PINS, LIBRARIES) if libraries else (PINS,)
    packages = [pin for name in lists for pin in unpacked_not(root, name)]
    made = [name for name in (device_compiler(), DEVICE_HEADERS) if not (root / name).exists()]
    compilers = [] if clang() else [f"clang++ {_OLDEST}"]
    return (*packages, *made, *compilers)


def unpacked_not(root: Path, pins: str) -> tuple[str, ...]:
    """The packages of a list that are not in the folder."""
    return tuple(pin for pin in pinned(pins) if not (root / PACKAGES / pin).exists())


def device_compiler() -> str:
    """The program that calls the device compiler, below the folder; another source is another."""
    return f"bin/device_compiler-{crc32(files(__package__).joinpath(SOURCE).read_bytes()):08x}"


def pinned(name: str) -> tuple[str, ...]:
    """The packages of a list, each with its version: ``umf==1.2.0``."""
    text = files(__package__).joinpath(name).read_text()
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def clang() -> str:
    """A clang++ that is new enough for the host pass; empty where there is none."""
    for name in _CLANG:
        found = shutil.which(name)
        if found and _major(found) >= _OLDEST:
            return found
    return ""


def _headers_of_gcc() -> Path | None:
    """The folder of GCC's own headers that has OpenMP's; None where there is none."""
    gcc = shutil.which("g++")
    if gcc is None:
        return None
    folder = Path(call([gcc, "-print-file-name=include"], _PATIENCE, os.environ).text.strip())
    return folder if (folder / "omp.h").exists() else None


def _major(compiler: str) -> int:
    text = call([compiler, "-dumpversion"], _PATIENCE, os.environ).text
    number = text.strip().partition(".")[0]
    return int(number) if number.isdigit() else 0


def with_sycl() -> str:
    """A compiler on the machine that compiles SYCL by itself; empty where there is none."""
    return next(_compiling_sycl(), "")


def _compiling_sycl() -> Iterator[str]:
    for name in _WITH_SYCL:
        found = shutil.which(name)
        if found is None or not _OWN.search(call([found, "--version"], _PATIENCE, os.environ).text):
            continue
        command = [found, "-fsycl", "-fsyntax-only", "-x", "c++", "-include", "sycl/sycl.hpp"]
        if call([*command, os.devnull], _PATIENCE, os.environ).code == 0:
            yield found
