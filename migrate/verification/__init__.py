"""``migrate verify``: does the port hold?

What comes in are a finished run and what is wanted; what goes out is the run with a
``Verification``, and with a finding for each problem that nothing announced. First all that can be
told without a compiler: declared names, numbers of arguments, headers, a second run. Then, where a
compiler of the target is at hand, every unit is compiled and each error is brought back to the
source, and the program that the units make is run, if that is asked for. The sources are only read;
the port stands in a folder of its own meanwhile.
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
from migrate.model import Check, Compiler, Problem, ProgramRun, Verification
from migrate.rules import RuleSet
from migrate.run import Run, port_again
from migrate.surface import Surface
from migrate.targets import Compiling
from migrate.verification.again import check_again
from migrate.verification.announced import Announcements
from migrate.verification.blame import Judge
from migrate.verification.compile import Compilation, compile_units
from migrate.verification.compilers import Toolchain, find
from migrate.verification.declared import check_declared
from migrate.verification.findings import with_findings
from migrate.verification.original import Original, find_original
from migrate.verification.ported import PortedTree
from migrate.verification.programs import Bench, Outcome, record, run_program
from migrate.verification.staging import Staged, stage
from migrate.verification.units import Unit, units

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``compiler`` names a program, ``static`` leaves compiling out, ``run``
    runs what was compiled; what the original prints is written to ``record``.
    """

    compiler: str | None = None
    static: bool = False
    run: bool = False
    record: Path | None = None


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
    made = Compilation((), (), {})
    runs: tuple[ProgramRun, ...] = ()
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
            listed = _units(done, paths, settings, staged, toolchain)
            made = _compile(listed, settings, toolchain, judge, objects, progress)
            state.counts[Check.COMPILES] = len(made.units)
            if not made.units:
                state.skipped[Check.COMPILES] = "no unit has anything of CUDA's"
            state.problems += made.problems
        bench = _bench(done, paths, settings, tree, staged, Path(folder, "program"))
        if wanted.record is not None:
            _record(bench, settings, toolchain, wanted.record)
        if wanted.run:
            ran = Outcome(skipped=_why_not(done.rules, wanted))
            if toolchain is not None:
                plain = _units(done, paths, settings, staged, toolchain, plain=True)
                ran = run_program(bench, listed, plain, made, toolchain, announced, judge.compiler)
            runs = ran.runs
            state.add(({Check.RUNS: len(runs)}, ran.problems))
            state.skipped.update({Check.RUNS: ran.skipped} if ran.skipped else {})
    state.skipped.update(_nothing_known(done.rules, state.counts))
    found = Verification(
        dict(state.counts), state.skipped, tuple(state.problems), compiler, made.units, runs
    )
    return with_findings(done, found)


def _toolchain(rules: RuleSet, settings: Settings, wanted: Wanted) -> Toolchain | None:
    arch = settings.arch[0] if settings.arch else ""
    return find(rules.info, wanted.compiler, arch)


def _surface(rules: RuleSet, version: str) -> Surface:
    """What the target declares at a version; at the one ported to where none is known."""
    return Surface(rules.info, version or rules.target.version, rules.folders)


def _units(
    done: Run,
    paths: Sequence[Path],
    settings: Settings,
    staged: Staged,
    toolchain: Toolchain,
    plain: bool = False,
) -> list[Unit]:
    """The units with something of CUDA's, or those without."""
    choice = settings.semantic
    choice = replace(choice, database=choice.database or compiledb.find(paths))
    guards = Guards([*done.rules.info.guards, *settings.guards])
    return list(units(done, staged, choice, guards, toolchain, plain))


def _compile(
    listed: Sequence[Unit],
    settings: Settings,
    toolchain: Toolchain,
    judge: Judge,
    folder: Path,
    progress: Progress | None,
) -> Compilation:
    """Compile all units."""
    limit, original = float(settings.compile_timeout), _original(settings)
    return compile_units(
        listed, toolchain, judge, original, folder, _jobs(settings), limit, progress
    )


def _original(settings: Settings) -> Original | None:
    chosen = settings.semantic.cuda_path
    return find_original([chosen] if chosen is not None else usual_cuda_paths())


def _jobs(settings: Settings) -> int:
    return settings.jobs or os.cpu_count() or 1


def _bench(
    done: Run,
    paths: Sequence[Path],
    settings: Settings,
    tree: PortedTree,
    staged: Staged,
    folder: Path,
) -> Bench:
    """What a program is built and run with."""
    folder.mkdir()
    original, jobs = _original(settings), _jobs(settings)
    limit = float(settings.compile_timeout)
    return Bench(done, tree, staged, paths, settings.running, original, folder, jobs, limit)


def _record(bench: Bench, settings: Settings, toolchain: Toolchain | None, file: Path) -> None:
    """Write down what the original prints; no compiler of the target is needed for that."""
    if toolchain is None:
        facts = bench.done.rules.info.compiling or Compiling()
        toolchain = Toolchain(Compiler("", "", "", ""), facts)
    every = (
        unit
        for plain in (False, True)
        for unit in _units(bench.done, bench.paths, settings, bench.staged, toolchain, plain)
    )
    record(bench, list(every), file)


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
