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
from pathlib import Path

from migrate.model import Check, CompiledUnit, Problem, Standing, UnitOutcome
from migrate.source import position
from migrate.verification.blame import Judge
from migrate.verification.compilers import Answer, Toolchain
from migrate.verification.diagnostics import Diagnostic, is_unresolved, parse
from migrate.verification.original import Original
from migrate.verification.units import Unit

_OUTCOMES = {
    Standing.EXPECTED: UnitOutcome.EXPECTED,
    Standing.FOLLOWS: UnitOutcome.EXPECTED,
    Standing.SETUP: UnitOutcome.SETUP,
    Standing.BEFORE: UnitOutcome.BEFORE,
    Standing.SILENT: UnitOutcome.SILENT,
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

    def one(number: int) -> tuple[float, int | None, list[Diagnostic], str, bool]:
        started = time.monotonic()
        output = folder / f"{number}.o"
        answer, errors, later = _compiled(found[number], toolchain, output, limit)
        return time.monotonic() - started, answer.code, errors, answer.text, later

    units: list[CompiledUnit] = []
    problems: list[Problem] = []
    objects: dict[int, Path] = {}
    separate: set[int] = set()
    with ThreadPoolExecutor(jobs) as pool:
        for number, (seconds, code, errors, text, later) in enumerate(
            pool.map(one, range(len(found)))
        ):
            separate.update([number] if later else [])
            unit = found[number]
            said = list(judge.problems(unit, errors))
            if code not in (0, None) and not said:
                said = [_without_a_word(unit, code, text)]
            if original is not None and any(item.standing is Standing.SILENT for item in said):
                said = _compared(said, unit, original, judge, limit)
            units.append(_outcome(unit, code, seconds, said, limit))
            problems += said
            if code == 0:
                objects[number] = folder / f"{number}.o"
            if progress is not None:
                progress(number + 1, len(found))
    return Compilation(tuple(units), tuple(_each_once(problems)), objects, frozenset(separate))


def _compiled(
    unit: Unit, toolchain: Toolchain, output: Path, limit: float
) -> tuple[Answer, list[Diagnostic], bool]:
    """Compile one unit; once more for device code that is linked later, where a function of another
    unit is missed. Says last whether it was compiled so.
    """
    separate = toolchain.facts.separate
    language = unit.language
    while True:
        command = toolchain.command(unit.path, language, unit.after, str(output))
        answer = toolchain.call(command, limit)
        errors = parse(answer.text) if answer.code != 0 else []
        later = bool(separate) and separate in language
        if not separate or later or not any(map(is_unresolved, errors)):
            return answer, errors, later
        language = (*language, separate)


def _outcome(
    unit: Unit, code: int | None, seconds: float, said: Sequence[Problem], limit: float
) -> CompiledUnit:
    if code is None:
        reason = f"it took longer than {limit:g} seconds"
        return CompiledUnit(unit.name, UnitOutcome.TIMED_OUT, round(seconds, 1), 0, reason)
    outcomes = [UnitOutcome.COMPILED, *(_OUTCOMES[item.standing] for item in said)]
    gravest = max(outcomes, key=_GRAVITY.index)
    reason = next((item.message for item in said if _OUTCOMES[item.standing] is gravest), "")
    return CompiledUnit(unit.name, gravest, round(seconds, 1), len(said), reason)


def _without_a_word(unit: Unit, code: int | None, text: str) -> Problem:
    lines = text.strip().splitlines()
    said = f": {lines[-1].strip()}" if lines else ""
    message = f"the compiler fails (exit code {code}) and names no error{said}"
    return Problem(Check.COMPILES, Standing.SILENT, unit.name, 0, 0, message, unit=unit.name)


def _compared(
    said: Sequence[Problem], unit: Unit, original: Original, judge: Judge, limit: float
) -> list[Problem]:
    """The problems, those aside where CUDA's compiler refuses the original as well."""
    refused = original.refused(unit, limit)
    if not refused:
        return list(said)

    def settled(problem: Problem) -> Problem:
        if problem.standing is not Standing.SILENT:
            return problem
        source = judge.staged.sources[problem.path]
        line = position(judge.tree.of(problem.path).result.lines, problem.start).line
        if (source, line) in refused:
            return replace(problem, standing=Standing.BEFORE)
        return problem

    return [settled(problem) for problem in said]


def _each_once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Problems of headers are seen from many units: each place and message once."""
    found: dict[tuple[str, int, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.path, problem.start, problem.message), problem)
    return found.values()
