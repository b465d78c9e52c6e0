"""``migrate verify``: does the port hold?

What comes in are a finished run and what is wanted; what goes out is the run with a
``Verification``, and with a finding for each problem that nothing announced. First all that can be
told without a compiler: declared names, numbers of arguments, headers, a second run. Then, where a
compiler of the target is at hand, every unit is compiled and each error is brought back to the
source. The sources are only read; the port stands in a folder of its own meanwhile.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from migrate import compiledb
from migrate.conditions import Guards
from migrate.config import Settings, usual_cuda_paths
from migrate.model import Check, CompiledUnit, Compiler, Problem, Verification
from migrate.rules import RuleSet
from migrate.run import Run, port_again
from migrate.surface import Surface
from migrate.verification.again import check_again
from migrate.verification.announced import Announcements
from migrate.verification.blame import Judge
from migrate.verification.compile import compile_units
from migrate.verification.compilers import Toolchain, find
from migrate.verification.declared import check_declared
from migrate.verification.findings import with_findings
from migrate.verification.original import find_original
from migrate.verification.ported import PortedTree
from migrate.verification.staging import stage
from migrate.verification.units import units

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``compiler`` names a program, ``static`` leaves compiling out."""

    compiler: str | None = None
    static: bool = False


@dataclass
class _State:
    """What has been found so far."""

    counts: Counter[Check] = field(default_factory=Counter)
    skipped: dict[Check, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, found: tuple[Mapping[Check, int], Sequence[Problem]]) -> None:
        self.counts.update(found[0])
        self.problems += found[1]


def verify(
    done: Run,
    paths: Sequence[Path],
    settings: Settings,
    wanted: Wanted,
    progress: Progress | None = None,
) -> Run:
    """Verify the port of a run; raises ``UserError`` where the user can help."""
    toolchain = None if wanted.static else _toolchain(done.rules, settings, wanted)
    tree = PortedTree(done)
    announced = Announcements(done, tree)
    state = _State()
    surface = _surface(done.rules, done.rules.target.version)
    state.add(check_declared(tree, done.rules, surface, announced))
    compiler: Compiler | None = None
    compiled: tuple[CompiledUnit, ...] = ()
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        staged = stage(done, paths, Path(folder, "port"))
        places = {
            file.path: staged.place(done.files[file.path])
            for file in done.report.files
            if file.content is not None
        }
        second = port_again(done, paths, settings, places)
        state.add(check_again(tree, second, announced))
        if toolchain is None:
            state.skipped[Check.COMPILES] = _why_not(done.rules, wanted)
        else:
            compiler = toolchain.about
            judge = Judge(
                tree, staged, announced, done.rules, surface, _surface(done.rules, compiler.version)
            )
            objects = Path(folder, "objects")
            objects.mkdir()
            compiled = _compile(done, paths, settings, toolchain, judge, objects, state, progress)
    state.skipped.update(_nothing_known(done.rules, state.counts))
    found = Verification(
        dict(state.counts), state.skipped, tuple(state.problems), compiler, compiled
    )
    return with_findings(done, found)


def _toolchain(rules: RuleSet, settings: Settings, wanted: Wanted) -> Toolchain | None:
    arch = settings.arch[0] if settings.arch else ""
    return find(rules.info, wanted.compiler, arch)


def _surface(rules: RuleSet, version: str) -> Surface:
    """What the target declares at a version; at the one ported to where none is known."""
    return Surface(rules.info, version or rules.target.version, rules.folders)


def _compile(
    done: Run,
    paths: Sequence[Path],
    settings: Settings,
    toolchain: Toolchain,
    judge: Judge,
    folder: Path,
    state: _State,
    progress: Progress | None,
) -> tuple[CompiledUnit, ...]:
    """Compile all units, and note their problems."""
    choice = settings.semantic
    choice = replace(choice, database=choice.database or compiledb.find(paths))
    guards = Guards([*done.rules.info.guards, *settings.guards])
    found = list(units(done, judge.staged, choice, guards, toolchain))
    sdks = [choice.cuda_path] if choice.cuda_path is not None else usual_cuda_paths()
    jobs = settings.jobs or os.cpu_count() or 1
    limit = float(settings.compile_timeout)
    original = find_original(sdks)
    made = compile_units(found, toolchain, judge, original, folder, jobs, limit, progress)
    state.counts[Check.COMPILES] = len(made.units)
    if not made.units:
        state.skipped[Check.COMPILES] = "no unit has anything of CUDA's"
    state.problems += made.problems
    return made.units


def _why_not(rules: RuleSet, wanted: Wanted) -> str:
    """Why nothing was compiled."""
    if wanted.static:
        return "left out (--static)"
    facts = rules.info.compiling
    if facts is None:
        return f"no compiler of {rules.info.title} is known"
    return f"none of {', '.join(facts.compilers)} is installed"


def _nothing_known(rules: RuleSet, counts: Mapping[Check, int]) -> dict[Check, str]:
    """Checks for which the target's folder holds no facts."""
    asked = (Check.NAMES, Check.ARGUMENTS, Check.INCLUDES)
    if any(counts.get(check) for check in asked) or rules.info.own_names is not None:
        return {}
    return dict.fromkeys(asked, f"what {rules.info.title} declares is not known")
