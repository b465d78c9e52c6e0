"""The units of a port, compiled: what each comes to, and the problems of those that stop.

What comes in are units, a compiler and a judge of errors; what goes out are ``CompiledUnit`` values
and problems. Units are compiled side by side, each with a limit of time. A unit with an error that
nothing announces is compiled as it was, too, where CUDA's compiler is at hand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from migrate.files.source import position
from migrate.proof import Check, CompiledUnit, Judgement, Problem, UnitOutcome
from migrate.verification.blame import Judge
from migrate.verification.diagnostics import Diagnostic, is_unresolved, parse
from migrate.verification.original import Original
from migrate.verification.toolchain import Toolchain, make_header
from migrate.verification.units import Unit

_OUTCOMES = {
    Judgement.EXPECTED: UnitOutcome.EXPECTED,
    Judgement.FOLLOWS: UnitOutcome.EXPECTED,
    Judgement.SETUP: UnitOutcome.SETUP,
    Judgement.BEFORE: UnitOutcome.BEFORE,
    Judgement.ERROR: UnitOutcome.ERROR,
    Judgement.SILENT: UnitOutcome.SILENT,
}
_GRAVITY = list(UnitOutcome)


@dataclass(frozen=True, slots=True)
class Compilation:
    """What became of all units, in their order; ``objects`` are those that compiled, by number.

    ``separate`` are the numbers of those whose device code has to be linked later.
    """

    units: tuple[CompiledUnit, ...]
    problems: tuple[Problem, ...]
    objects: Mapping[int, Path]
    separate: frozenset[int] = frozenset()


class _Answered(NamedTuple):
    """What a compiler made of one unit; ``separate`` says that its device code is linked later,
    ``without`` names the headers of CUDA's that were taken for empty, ``stand_ins`` those of the
    target's that are not installed, and for which others stood in; ``stage`` is the pass that
    stopped it, where there are several.
    """

    code: int | None
    errors: Sequence[Diagnostic]
    text: str
    separate: bool
    without: frozenset[str]
    stand_ins: frozenset[str]
    seconds: float
    stage: str = ""


def compile_units(
    found: Sequence[Unit],
    toolchain: Toolchain,
    judge: Judge,
    original: Original | None,
    folder: Path,
    jobs: int,
    limit: float,
    progress: Callable[[int, int], None] | None = None,
) -> Compilation:
    """Compile every unit, ``jobs`` at a time, ``limit`` seconds at most each."""
    outputs = [folder / f"{number}.o" for number in range(len(found))]
    answers: list[_Answered] = []
    said: list[Sequence[Problem]] = []
    with ThreadPoolExecutor(jobs) as pool:
        made = pool.map(partial(_compiled, toolchain, judge, limit), found, outputs)
        for unit, answer in zip(found, made, strict=True):
            answers.append(answer)
            said.append(_problems(unit, answer, judge))
            if progress is not None:
                progress(len(answers), len(found))
        if original is not None:
            said = list(pool.map(partial(_compared, original, judge, limit), found, said))
    units = (
        _outcome(unit, answer, problems, limit)
        for unit, answer, problems in zip(found, answers, said, strict=True)
    )
    return Compilation(
        tuple(units),
        tuple(_each_once(chain.from_iterable(said))),
        {at: outputs[at] for at, answer in enumerate(answers) if answer.code == 0},
        frozenset(at for at, answer in enumerate(answers) if answer.separate),
    )


def _compiled(
    toolchain: Toolchain, judge: Judge, limit: float, unit: Unit, output: Path
) -> _Answered:
    """Compile one unit; once more for device code that is linked later, where a function of another
    unit is missed, and with a header for one that is not there: an empty one for one of CUDA's that
    a finding says is missed, a stand-in for one of the target's. So what comes behind is seen.
    """
    if unit.refused:
        return _Answered(1, (), "", False, frozenset(), frozenset(), 0.0)
    option, language, started = toolchain.facts.separate, unit.language, time.monotonic()
    stops: list[Diagnostic] = []
    absent: dict[str, str] = {}
    folder = output.with_suffix(".headers")
    while True:
        arguments = (*unit.after, "-idirafter", str(folder)) if absent else unit.after
        answer = toolchain.compile(
            unit.path, language, arguments, str(output), limit, plain=unit.plain
        )
        errors = parse(answer.text) if answer.code != 0 else []
        separate = bool(option) and option in language
        fresh = False
        for error in errors:
            made = judge.instead(error)
            if made is not None and make_header(folder, *made):
                stops.append(error)
                absent[made[0]] = made[1]
                fresh = True
        if fresh:
            continue
        if option and not separate and any(map(is_unresolved, errors)):
            language = (*language, option)
        else:
            break
    code = answer.code or int(bool(stops)) if answer.code is not None else None
    seconds = round(time.monotonic() - started, 1)
    found = [*stops, *errors]
    without = frozenset(path for path, text in absent.items() if not text)
    stand_ins = frozenset(absent) - without
    return _Answered(code, found, answer.text, separate, without, stand_ins, seconds, answer.stage)


def _problems(unit: Unit, answer: _Answered, judge: Judge) -> Sequence[Problem]:
    """What stops a unit; that it stops, at the least."""
    if unit.refused:
        return ()
    said = list(judge.problems(unit, answer.errors, answer.without, answer.stand_ins))
    if answer.stage:
        said = [replace(item, message=f"{item.message} ({answer.stage})") for item in said]
    if said or answer.code in (0, None):
        return said
    lines = answer.text.strip().splitlines()
    last = f": {lines[-1].strip()}" if lines else ""
    message = f"the compiler fails (exit code {answer.code}) and names no error{last}"
    judgement = Judgement.ERROR if judge.is_untouched(unit) else Judgement.SILENT
    return [Problem(Check.COMPILES, judgement, unit.name, 0, 0, message, unit=unit.name)]


def _outcome(unit: Unit, answer: _Answered, said: Sequence[Problem], limit: float) -> CompiledUnit:
    if answer.code is None:
        reason = f"it took longer than {limit:g} seconds"
        return CompiledUnit(unit.name, UnitOutcome.TIMED_OUT, answer.seconds, len(said), reason)
    if unit.refused:
        return CompiledUnit(unit.name, UnitOutcome.SETUP, 0.0, 0, unit.refused)
    outcomes = [UnitOutcome.COMPILED, *(_OUTCOMES[item.judgement] for item in said)]
    gravest = max(outcomes, key=_GRAVITY.index)
    reason = next((item.message for item in said if _OUTCOMES[item.judgement] is gravest), "")
    return CompiledUnit(unit.name, gravest, answer.seconds, len(said), reason)


def _compared(
    original: Original, judge: Judge, limit: float, unit: Unit, said: Sequence[Problem]
) -> Sequence[Problem]:
    """The problems, those aside where CUDA's compiler refuses the original as well; it is asked
    where something is silent.
    """
    silent = any(item.judgement is Judgement.SILENT for item in said)
    refused = original.refused(unit, limit) if silent else ()
    if not refused:
        return said

    def settled(problem: Problem) -> Problem:
        if problem.judgement is not Judgement.SILENT:
            return problem
        source = judge.staged.sources[problem.path]
        line = position(judge.tree.of(problem.path).result.lines, problem.start).line
        known = (source, line) in refused
        return replace(problem, judgement=Judgement.BEFORE) if known else problem

    return [settled(problem) for problem in said]


def _each_once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Problems of headers are seen from many units: each place and message once."""
    found: dict[tuple[str, int, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.path, problem.start, problem.message), problem)
    return found.values()
