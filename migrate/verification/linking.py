"""The objects of a port to a program, and what to make of a linker that misses something.

What comes in are compiled units; what goes out is a program, or an ``Outcome`` that says why there
is none: what findings announce, what the user can mend, or a defect.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from migrate.process.execute import Answer
from migrate.proof import Check, Judgement, Problem, ProgramRun
from migrate.regex import regex
from migrate.rules.surface import Surface
from migrate.verification.announced import Announcements
from migrate.verification.before import Before
from migrate.verification.compile import Compilation
from migrate.verification.harness import (
    ABSENT,
    Harness,
    NotRunError,
    counted,
    headers_of,
    problem_of,
    said,
    with_libraries,
)
from migrate.verification.toolchain import Toolchain
from migrate.verification.units import Unit

_UNDEFINED = regex(
    r"undefined reference to [`']([^'\n]+)'|undefined (?:hidden |protected )?symbol: ([^\n]+)"
)
_TWICE = regex(r"multiple definition of [`']main'|duplicate symbol: main\b")
_LAST_NAME = regex(r"(\w+)[^\w(]*(?:\(.*)?$")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a run, or the reason why there was none; problems in both cases."""

    runs: tuple[ProgramRun, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: str = ""


def objects_of(
    harness: Harness, units: Sequence[Unit], made: Compilation, toolchain: Toolchain
) -> list[str]:
    """The objects of all units, each source once; raises ``NotRunError`` if one has none.

    Where device code of one unit is linked later, that of all is, so that they find each other.
    """
    if not units:
        raise NotRunError("there is no unit to build a program of")
    lost = [unit.name for number, unit in enumerate(units) if number not in made.objects]
    if lost:
        raise NotRunError(f"{counted(lost, 'unit')} of {len(units)} did not compile: {lost[0]}")
    found: dict[str, str] = {}
    for number, unit in enumerate(units):
        if unit.source in found:
            continue
        if made.separate and unit.is_device and number not in made.separate:
            later = replace(unit, language=(*unit.language, toolchain.facts.separate))
            found[unit.source] = _compile(harness, later, toolchain, f"later-{number}.o")
        else:
            found[unit.source] = str(made.objects[number])
    return list(found.values())


def compiled_plain(harness: Harness, plain: Sequence[Unit], toolchain: Toolchain) -> Iterator[str]:
    """The objects of units that have nothing of CUDA's."""
    for number, unit in enumerate(plain):
        yield _compile(harness, unit, toolchain, f"plain-{number}.o")


def _compile(harness: Harness, unit: Unit, toolchain: Toolchain, name: str) -> str:
    if unit.refused:
        raise NotRunError(f"{unit.name} is not compiled: {unit.refused}")
    output = str(harness.folder / name)
    answer = toolchain.compile(
        unit.path, unit.language, unit.after, output, harness.limit, plain=unit.plain
    )
    if answer.code != 0:
        raise NotRunError(f"{unit.name} did not compile: {said(answer)}")
    return output


def link(
    harness: Harness, objects: Sequence[str], toolchain: Toolchain, separate: bool, program: Path
) -> Answer:
    """Link a program; libraries that were only derived and are not here are left out."""

    def linked_with(libraries: Sequence[str]) -> Answer:
        return toolchain.link(objects, libraries, str(program), separate, harness.limit)

    known = harness.done.rules.info.libraries
    return with_libraries(harness.running.link, headers_of(harness, after=True), known, linked_with)


def not_linked(
    harness: Harness, answer: Answer, before: Before, announced: Announcements, surface: Surface
) -> Outcome:
    """What a linker misses: what findings announce, what the user can mend, or a defect."""
    absent = ABSENT.search(answer.text)
    if absent:
        return Outcome(skipped=f"it does not link: the library {absent[1]} is not here")
    if _TWICE.search(answer.text):
        return Outcome(
            skipped="it does not link: several units have a main function; verify one program at "
            "a time"
        )
    names = list(dict.fromkeys(_plain_name(one or two) for one, two in _undefined(answer.text)))
    if "main" in names:
        return Outcome(skipped="no unit has a main function: this is no program")
    if not names:
        return Outcome(skipped=f"it does not link: {said(answer)}")
    for name in names:
        if known := announced.of_names((name,)):
            message = f"it does not link: {name} is missed"
            problem = problem_of(harness, before.units, Check.COMPILES, message)
            problem = replace(problem, judgement=Judgement.EXPECTED, because=known)
            return Outcome((), (problem,), f"it does not link: findings speak of {name}")
    rules = harness.done.rules
    theirs = next((name for name in names if surface.declared(name)), "")
    if theirs:
        title = rules.info.title
        return Outcome(
            skipped=f"it does not link: {theirs} is in a library of {title}: name it (--link)"
        )
    cudas = next((name for name in names if rules.is_cuda(name)), "")
    if not cudas and not (before.original and before.built.code == 0):
        return Outcome(
            skipped=f"it does not link: {names[0]} is missed; name the library it is in (--link)"
        )
    lost = cudas or names[0]
    why = "which is CUDA's" if cudas else "with which the original links"
    message = f"it does not link: {lost} is missed, {why}"
    problem = problem_of(harness, before.units, Check.COMPILES, message)
    return Outcome((), (problem,), "it does not link")


def _undefined(text: str) -> list[tuple[str, str]]:
    return _UNDEFINED.findall(text)


def _plain_name(symbol: str) -> str:
    """``scale`` of ``gpu::scale<float>(float*, int)``."""
    words = symbol.partition("(")[0].partition("<")[0]
    found = _LAST_NAME.search(words)
    return found[1] if found else symbol
