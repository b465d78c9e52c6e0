"""Values of a verification: what was looked at, what does not hold, how units and programs fared.

Plain data, immutable and picklable, as in ``model``. Nothing here reads a file or knows a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class Check(Enum):
    """What is looked at when a port is verified."""

    NAMES = "names"  # the target declares the names that the port writes or keeps
    ARGUMENTS = "arguments"  # calls have as many arguments as the target's declaration takes
    INCLUDES = "includes"  # the headers that the port includes are the target's
    LEFTOVERS = "leftovers"  # no CUDA name is left that the ledger does not list
    STABLE = "stable"  # a second run edits nothing
    COMPILES = "compiles"  # a compiler of the target takes it
    RUNS = "runs"  # the program does what it did before


class Judgement(Enum):
    """How a problem of a port stands to what the report says of the place."""

    EXPECTED = "expected"  # a finding announces it
    FOLLOWS = "follows"  # it comes from a problem or a place that a finding announces
    SETUP = "setup"  # the compiler was not given what it needs: a header, a flag, a newer version
    BEFORE = "before"  # the original has it: nvcc says so, or it is the target's own code
    ERROR = "error"  # code of the tree for the target is wrong, and the port did not write it
    SILENT = "silent"  # nothing announces it: a defect of the tool


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not hold of a port.

    ``path`` is the file as it was, ``start`` and ``end`` a span of its bytes, ``line`` the one of
    the port (1-based) and ``text`` what stands in it; ``because`` is the id of the finding that
    announces it, ``unit`` the translation unit in which a compiler said it.
    """

    check: Check
    judgement: Judgement
    path: str
    start: int
    end: int
    message: str
    line: int = 0
    text: str = ""
    because: str = ""
    unit: str = ""


class UnitOutcome(Enum):
    """What became of a translation unit when it was compiled; the gravest that holds."""

    COMPILED = "compiled"
    EXPECTED = "expected"  # it stops at what findings announce
    SETUP = "setup"  # it stops at what the compiler was not given
    BEFORE = "before"  # it stops where the original does
    TIMED_OUT = "timed out"
    ERROR = "error"  # it stops at code of the tree that is wrong, and that the port did not write
    SILENT = "silent"  # it stops at something that nothing announces


class CompiledUnit(NamedTuple):
    """A translation unit that was given to a compiler; ``problems`` is how many it has."""

    path: str
    outcome: UnitOutcome
    seconds: float
    problems: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Compiler:
    """What compiled a port: its command, what it calls itself, the target's version that it has,
    and the GPU it was asked for.
    """

    command: str
    title: str
    version: str
    arch: str


class ProgramRun(NamedTuple):
    """A program that was built and run: ``compared`` says with what, ``verdict`` how it went."""

    title: str
    compared: str
    same: bool
    verdict: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What was verified of a port. ``counts`` says how often each check looked, ``skipped`` why one
    did not, ``withheld`` which arguments of units no compiler was given, as a shell would act upon
    them, ``unknown`` which options of a compile database, as nobody knows the target's for them;
    ``recorded`` what was written down instead of what the original prints.
    """

    counts: Mapping[Check, int] = field(default_factory=dict)
    skipped: Mapping[Check, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    compiler: Compiler | None = None
    units: tuple[CompiledUnit, ...] = ()
    runs: tuple[ProgramRun, ...] = ()
    withheld: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    recorded: str = ""

    @property
    def silent(self) -> tuple[Problem, ...]:
        """The problems that nothing announces."""
        return tuple(item for item in self.problems if item.judgement is Judgement.SILENT)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems of code that the port did not write."""
        return tuple(item for item in self.problems if item.judgement is Judgement.ERROR)
