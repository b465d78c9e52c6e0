"""The programs of ``corpus/``: what each folder says of itself, and its port.

What comes in are the folders; what goes out are one ``Program`` a folder and, for a target, the
files and findings its port consists of. Nothing is written here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.files.source import position
from migrate.model import LEDGER_STATUSES, Report
from migrate.run import run
from migrate.settings.config import Settings
from migrate.verification.before import EXPECTED

CORPUS = Path(__file__).parent.parent / "corpus"
SOURCES = "cuda"  # the folder of a program that holds what a person wrote


@dataclass(frozen=True, slots=True)
class Program:
    """``meta.toml`` of one program; an unknown key is a ``TypeError``. ``sycl_plain`` are units
    that are compiled as plain C++ beside those of SYCL.
    """

    folder: Path
    title: str
    idea: str
    areas: tuple[str, ...]
    links: tuple[str, ...] = ()
    hipcc: bool = True
    reason: str = ""
    hip_version: str = ""
    hip_headers: tuple[str, ...] = ()
    hip_arch: str = "gfx90a"
    hip_flags: tuple[str, ...] = ()
    nvcc_flags: tuple[str, ...] = ()
    varies: str = ""
    sycl_plain: tuple[str, ...] = ()

    @classmethod
    def read(cls, folder: Path) -> Program:
        table = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
        }
        return cls(folder, **values)

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def sources(self) -> Path:
        return self.folder / SOURCES

    @property
    def expected(self) -> Path:
        """What the program printed with CUDA, once that is recorded."""
        return self.folder / EXPECTED

    def target(self, name: str) -> str:
        """What ``--to`` is given for the golden folder ``name``."""
        return f"hip@{self.hip_version}" if name == "hip" and self.hip_version else name

    def golden(self, target: str) -> Path:
        return self.folder / target

    def findings(self, target: str) -> Path:
        """The file beside a golden folder that lists what the port left to a person."""
        return self.folder / f"{target}.findings.txt"


PROGRAMS = tuple(Program.read(meta.parent) for meta in sorted(CORPUS.glob("*/meta.toml")))


def port(program: Program, target: str) -> Report:
    """The port of a program's sources in memory."""
    return run([program.sources], Settings(to=program.target(target), jobs=1)).report


def files(folder: Path) -> dict[str, bytes]:
    """All files below ``folder`` by their relative path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def ported_files(program: Program, report: Report) -> dict[str, bytes]:
    """The tree that the report stands for: its changed files over the sources."""
    changed = {file.path: file.content for file in report.files if file.content is not None}
    return {**files(program.sources), **changed}


def listing(report: Report) -> str:
    """The ledger and the findings of a report, one a line, without their prose."""
    counts = (f"{report.ledger[status]} {status.value}" for status in LEDGER_STATUSES)
    lines = [", ".join(counts)]
    for file in report.files:
        for finding in report.places[file.path]:
            line = position(file.lines, finding.start).line
            what = f"{finding.status.value} {finding.rule} {finding.api}".rstrip()
            lines.append(f"{file.path}:{line}: {what}")
    return "".join(f"{line}\n" for line in lines)
