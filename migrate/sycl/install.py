"""An environment, made in a folder: packages of the user's package index, and one small program.

In go a folder and what is wanted in it; out come the steps that are left to do, each of which is
whole or not done, so that what was interrupted goes on where it was. pip is asked for the packages
as the user has set it up; nothing is installed in the Python that runs this.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from migrate.model import UserError
from migrate.process.execute import call
from migrate.sycl.environment import (
    DEVICE_HEADERS,
    LIBRARIES,
    PACKAGES,
    PINS,
    SOURCE,
    Environment,
    clang,
    device_compiler,
    missing,
    of_packages,
    unpacked_not,
)

DOWNLOAD = {PINS: 490, LIBRARIES: 305}  # megabytes of wheels
UNPACKED = {PINS: 1000, LIBRARIES: 1200}  # megabytes on the disk
_PATIENCE = 1800.0  # seconds that one package may take
_HELD = ("sycl", "CL", "std", "unified-runtime", "xpti")  # headers the device compiler holds itself


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left to do in ``root``: ``packages`` to unpack, in megabytes to ``download``."""

    root: Path
    packages: tuple[str, ...]
    download: int
    disk: int
    libraries: bool

    @property
    def complete(self) -> bool:
        return not missing(self.root, libraries=self.libraries)


def plan(root: Path, *, libraries: bool) -> Plan:
    """What an environment in ``root`` lacks; raises ``UserError`` where it cannot be made."""
    lists = (PINS, LIBRARIES) if libraries else (PINS,)
    packages = tuple(pin for name in lists for pin in unpacked_not(root, name))
    wanted = [name for name in lists if unpacked_not(root, name)]
    download = sum(DOWNLOAD[name] for name in wanted)
    return Plan(root, packages, download, sum(UNPACKED[name] for name in wanted), libraries)


def make(wanted: Plan) -> Iterator[str]:
    """Do what is left, and say each step before it is done; raises ``UserError``."""
    _refuse_what_cannot_be(wanted)
    root = wanted.root
    for number, package in enumerate(wanted.packages, start=1):
        yield f"{package} ({number} of {len(wanted.packages)})"
        _unpack(package, root)
    if not (root / DEVICE_HEADERS).exists() or wanted.packages:
        yield "links to headers and libraries"
        _link_headers(root)
        _link_libraries(root / "lib")
    if not (root / device_compiler()).exists():
        yield "the device compiler"
        _build(of_packages(root))


def _refuse_what_cannot_be(wanted: Plan) -> None:
    if not sys.platform.startswith("linux"):
        raise UserError("the packages of the SYCL environment are for Linux")
    if not clang():
        raise UserError(
            "there is no clang++ 22 or newer for the host code of SYCL programs",
            "install it, in Debian: apt-get install clang-22 g++",
        )
    wanted.root.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(wanted.root).free >> 20
    if free < wanted.disk:
        raise UserError(
            f"{wanted.root}: {wanted.disk} MB of disk are needed, {free} are free",
            "name another folder",
        )


def _pip() -> list[str]:
    """The command of pip: that of this Python, or one on the path."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip3") or shutil.which("pip")
    if found is None:
        raise UserError("there is no pip to download packages with", "install pip")
    return [found]


def _unpack(package: str, root: Path) -> None:
    """Download a package and unpack its libraries and headers; its file among the packages says
    last that it is there.
    """
    with tempfile.TemporaryDirectory(prefix="wheel-", dir=root) as folder:
        options = ("--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--dest")
        command = [*_pip(), "download", "--quiet", *options, folder, package]
        _done(command, f"{package} cannot be downloaded", "look at what pip says, and go on")
        for wheel in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                _unpack_data(archive, root)
    marks = root / PACKAGES
    marks.mkdir(exist_ok=True)
    (marks / package).touch()


def _unpack_data(archive: zipfile.ZipFile, root: Path) -> None:
    """Unpack what a wheel has for ``lib`` and ``include``; a file that is in it twice, as wheels
    have no links, is one on the disk.
    """
    known: dict[tuple[int, int], Path] = {}
    for entry in archive.infolist():
        _, data, name = entry.filename.partition(".data/data/")
        target = (root / name).resolve()
        if not data or entry.is_dir() or not target.is_relative_to(root.resolve()):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        same = known.setdefault((entry.CRC, entry.file_size), target)
        if same != target:
            target.hardlink_to(same)
            continue
        with archive.open(entry) as packed, target.open("wb") as file:
            shutil.copyfileobj(packed, file)


def _link_headers(root: Path) -> None:
    """A folder of links to the headers that the device compiler does not hold itself."""
    folder = root / DEVICE_HEADERS
    folder.mkdir(exist_ok=True)
    for header in (root / "include").iterdir():
        link = folder / header.name
        if header.name not in _HELD and not link.exists():
            link.symlink_to(Path("..", "include", header.name))


def _link_libraries(folder: Path) -> None:
    """A name without a version for each library, which linkers look for."""
    for library in sorted(folder.glob("lib*.so.*")):
        link = folder / f"{library.name.partition('.so.')[0]}.so"
        if not link.exists():
            link.symlink_to(library.name)


def _build(environment: Environment) -> None:
    """Build the program that calls the device compiler."""
    assert environment.root is not None
    root = environment.root
    program = root / device_compiler()
    program.parent.mkdir(exist_ok=True)
    made = program.with_suffix(".new")
    options = ("-std=c++17", "-O1", "-w", "-DSYCL_DISABLE_FSYCL_SYCLHPP_WARNING")
    libraries = (f"-L{root / 'lib'}", "-lsycl", f"-Wl,-rpath,{root / 'lib'}")
    with as_file(files(__package__).joinpath(SOURCE)) as source:
        paths = ("-isystem", str(root / "include"), str(source), "-o", str(made))
        command = [environment.compiler, *options, *paths, *libraries]
        _done(command, "the device compiler cannot be built", "install g++ with its headers")
    made.rename(program)


def _done(command: Sequence[str], failed: str, advice: str) -> None:
    """Run a command; raises ``UserError`` with the last it says where it fails."""
    answer = call(command, _PATIENCE, os.environ)
    if answer.code != 0:
        said = answer.text.strip().splitlines()[-1:] or ["it says nothing"]
        raise UserError(f"{failed}: {said[0]}", advice)
