"""``migrate verify``: does the port hold?

In go a finished run and what is wanted; out come the run with a
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
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from migrate.model import Status, UserError
from migrate.process.execute import Ran
from migrate.proof import Check, Compiler, Judgement, Problem, ProgramRun, Verification
from migrate.rules.ruleset import RuleSet
from migrate.rules.surface import Surface
from migrate.run import Run, port_again
from migrate.run import run as port
from migrate.semantics import compiledb
from migrate.settings.config import FileOptions, Settings
from migrate.text.guards import Guards
from migrate.verification.again import check_again
from migrate.verification.announced import Announcements
from migrate.verification.before import record, write_recorded
from migrate.verification.blame import Judge
from migrate.verification.compile import Compilation, compile_units
from migrate.verification.configured import Made
from migrate.verification.declared import check_declared
from migrate.verification.findings import with_findings
from migrate.verification.harness import Harness, NotRunError
from migrate.verification.original import Original, original_of
from migrate.verification.ported import PortedTree
from migrate.verification.programs import output_of, run_program
from migrate.verification.protocols import find, nameless
from migrate.verification.refused import Refused
from migrate.verification.staging import stage
from migrate.verification.toolchain import Asked, Toolchain
from migrate.verification.units import Unit, units

Progress = Callable[[int, int], None]
_OPEN = frozenset({Status.REVIEW, Status.MANUAL, Status.UNKNOWN})
_GRAVE = frozenset({Judgement.ERROR, Judgement.SILENT})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for. ``compiler`` names a program, ``static`` leaves compiling out, ``run``
    runs what was compiled; what the original prints is written to ``record``, or what the port to
    another target prints, ``reference``. ``environment`` is the folder of one that a target is
    compiled and run in.
    """

    compiler: str | None = None
    static: bool = False
    run: bool = False
    record: Path | None = None
    reference: str = ""
    environment: Path | None = None


def verify(
    done: Run,
    paths: Sequence[Path],
    settings: Settings,
    wanted: Wanted,
    progress: Progress | None = None,
) -> Run:
    """Verify the port of a run; raises ``UserError`` where the user can help."""
    arch = settings.arch[0] if settings.arch else ""
    with tempfile.TemporaryDirectory(prefix="migrate-") as name:
        folder = Path(name)
        asked = Asked(folder, wanted.compiler, wanted.environment, arch, wanted.run)
        toolchain = None if wanted.static else find(done.rules.info, asked)
        case = _Case(done, paths, settings, wanted, toolchain, folder)
        case.declared()
        case.ported_again()
        case.compiled(progress)
        case.ran()
        recorded = ""
        if wanted.record is not None and wanted.reference:
            recorded = _recorded(paths, settings, wanted, wanted.record, folder / "reference")
        return with_findings(done, replace(case.found(), recorded=recorded))


def _recorded(
    paths: Sequence[Path], settings: Settings, wanted: Wanted, file: Path, folder: Path
) -> str:
    """Write what the port to another target prints, where the original cannot be run; in words,
    what it is. Raises ``UserError`` where it cannot be built or does not run.
    """
    folder.mkdir()
    options = replace(settings.options, build=FileOptions().build)
    done = port(paths, replace(settings, to=wanted.reference, arch=(), guards=(), options=options))
    info = done.rules.info
    toolchain = find(info, Asked(folder, None, wanted.environment, objects=True))
    if toolchain is None:
        raise UserError(f"--record: {_why_not(done.rules, Wanted())}", "nothing was written")
    case = _Case(done, paths, settings, Wanted(run=True), toolchain, folder)
    case.compiled(None)
    try:
        ran = case.output()
    except NotRunError as left:
        raise UserError(
            f"--record: the port to {info.title}: {left}",
            f"migrate verify --to {info.name} says why; nothing was written",
        ) from None
    write_recorded(ran, f"the port to {info.title}", settings.running, file)
    count = sum(item.status in _OPEN for result in done.report.files for item in result.findings)
    doubt = f"; {count} findings of that port may show in it" if count else ""
    return (
        f"{file} holds what the port to {info.title} prints, not the original: sequences of random "
        f"numbers differ from CUDA's{doubt}"
    )


class _Case:
    """One port that is verified, and what has been found of it so far."""

    def __init__(
        self,
        done: Run,
        paths: Sequence[Path],
        settings: Settings,
        wanted: Wanted,
        toolchain: Toolchain | None,
        folder: Path,
    ) -> None:
        self._done = done
        self._paths = paths
        self._settings = settings
        self._wanted = wanted
        self._toolchain = toolchain
        self._folder = folder
        self._tree = PortedTree(done)
        self._announced = Announcements(done, self._tree)
        self._staged = stage(done, paths, folder / "port")
        self._counts: Counter[Check] = Counter()
        self._skipped: dict[Check, str] = {}
        self._problems: list[Problem] = []
        self._surfaces: dict[str, Surface] = {}
        self._made = Compilation((), (), {})
        self._runs: tuple[ProgramRun, ...] = ()
        self._compiled: Sequence[Unit] = ()

    def declared(self) -> None:
        """Compare what the port writes with what the target declares."""
        rules = self._done.rules
        surface = self._surface(rules.target.version)
        self._add(check_declared(self._done, self._tree, surface, self._announced))
        asked = (Check.NAMES, Check.ARGUMENTS, Check.INCLUDES)
        if rules.info.own_names is None and not any(self._counts[check] for check in asked):
            words = f"what {rules.info.title} declares is not known"
            self._skipped.update(dict.fromkeys(asked, words))

    def ported_again(self) -> None:
        """Port the port."""
        done = self._done
        places = {
            file.path: self._staged.place(done.files[file.path])
            for file in done.report.files
            if file.is_changed
        }
        second = port_again(done, self._paths, self._settings, places)
        self._add(check_again(self._tree, second, self._announced))

    def compiled(self, progress: Progress | None) -> None:
        """Compile every unit, where there is a compiler."""
        if self._toolchain is None:
            self._skipped[Check.COMPILES] = _why_not(self._done.rules, self._wanted)
            return
        objects = self._folder / "objects"
        objects.mkdir()
        found = self._compiled = self._units
        self._made = compile_units(
            found,
            self._toolchain,
            self._judge(self._toolchain.about),
            self._original,
            objects,
            self._jobs,
            self._limit,
            progress,
        )
        told = {(item.path, item.start) for item in self._problems if item.judgement in _GRAVE}
        news = [item for item in self._made.problems if (item.path, item.start) not in told]
        self._add(({Check.COMPILES: len(found)}, news))
        if not found:
            self._skipped[Check.COMPILES] = "no unit has anything of CUDA's"

    def ran(self) -> None:
        """Record what the original does, or run the port, where that is asked for."""
        if self._wanted.record is not None and not self._wanted.reference:
            record(self._harness(), [*self._units, *self._plain], self._wanted.record)
        if not self._wanted.run:
            return
        if self._toolchain is None:
            self._skipped[Check.RUNS] = _why_not(self._done.rules, self._wanted)
            return
        outcome = run_program(
            self._harness(),
            self._units,
            self._plain,
            self._made,
            self._toolchain,
            self._announced,
            self._surface(self._toolchain.about.version),
        )
        self._runs = outcome.runs
        self._add(({Check.RUNS: len(outcome.runs)}, outcome.problems))
        if outcome.skipped:
            self._skipped[Check.RUNS] = outcome.skipped

    def output(self) -> Ran:
        """What the port prints; raises ``NotRunError`` where it is not run."""
        assert self._toolchain is not None
        return output_of(self._harness(), self._units, self._plain, self._made, self._toolchain)

    def found(self) -> Verification:
        """All that was found."""
        return Verification(
            dict(self._counts),
            self._skipped,
            tuple(self._problems),
            self._toolchain.about if self._toolchain is not None else None,
            self._made.units,
            self._runs,
            tuple(dict.fromkeys(word for unit in self._compiled for word in unit.left)),
            tuple(dict.fromkeys(word for unit in self._compiled for word in unit.unknown)),
        )

    # -- what the stages need -------------------------------------------------------------------

    def _add(self, found: tuple[Mapping[Check, int], Sequence[Problem]]) -> None:
        self._counts.update(found[0])
        self._problems += found[1]

    def _surface(self, version: str) -> Surface:
        """What the target declares at a version; at the one ported to where none is known."""
        rules = self._done.rules
        version = version or rules.target.version
        if version not in self._surfaces:
            self._surfaces[version] = Surface(rules.info, version, rules.folders)
        return self._surfaces[version]

    def _judge(self, compiler: Compiler) -> Judge:
        rules = self._done.rules
        here, there = self._surface(rules.target.version), self._surface(compiler.version)
        made = Made.of(self._done.found)
        refused = Refused(self._done, self._tree)
        return Judge(self._tree, self._staged, self._announced, refused, rules, here, there, made)

    @property
    def _units(self) -> list[Unit]:
        """The units with something of CUDA's."""
        return [unit for unit in self._listed if not unit.plain]

    @property
    def _plain(self) -> list[Unit]:
        """Those without."""
        return [unit for unit in self._listed if unit.plain]

    @cached_property
    def _listed(self) -> Sequence[Unit]:
        """All units, for the compiler there is."""
        choice, rules = self._settings.semantic, self._done.rules
        choice = replace(choice, database=choice.database or compiledb.find(self._paths))
        guards = Guards([*rules.info.guards, *self._settings.guards], rules.info.compilers)
        toolchain = self._toolchain or nameless(rules.info)
        return tuple(units(self._done, self._staged, choice, guards, toolchain))

    def _harness(self) -> Harness:
        """What a program is built and run with."""
        folder = self._folder / "program"
        folder.mkdir(exist_ok=True)
        return Harness(
            self._done,
            self._tree,
            self._staged,
            self._paths,
            self._settings.running,
            self._original,
            folder,
            self._jobs,
            self._limit,
        )

    @cached_property
    def _original(self) -> Original | None:
        return original_of(self._settings.semantic)

    @property
    def _jobs(self) -> int:
        return self._settings.jobs or os.cpu_count() or 1

    @property
    def _limit(self) -> float:
        return float(self._settings.compile_timeout)


def _why_not(rules: RuleSet, wanted: Wanted) -> str:
    """Why nothing was compiled."""
    if wanted.static:
        return "left out (--static)"
    facts = rules.info.compiling
    if facts is None:
        return f"no compiler of {rules.info.title} is known"
    advice = f": {facts.advice}" if facts.advice else ""
    return f"none of {', '.join(facts.compilers)} is installed{advice}"
