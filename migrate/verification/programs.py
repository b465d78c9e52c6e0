"""The program that the units make: linked, run, and compared with what it did before.

What comes in are compiled units and what is known of a run; what goes out are a ``ProgramRun``,
problems, or the reason why nothing was run. What it did before is what the original does, where
CUDA's compiler and a GPU are here, or what a file says that was recorded. A program runs in a copy
of its folder, so that what it writes is not written into the sources.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from migrate.config import Running
from migrate.discover import roots
from migrate.kinds import Kind
from migrate.model import Check, Problem, ProgramRun, Span, Standing, Status, UserError
from migrate.run import Run
from migrate.source import position
from migrate.surface import Surface
from migrate.targets import cuda_libraries, linked
from migrate.verification.announced import Announcements
from migrate.verification.compare import Difference, Leeway, first_difference
from migrate.verification.compile import Compilation
from migrate.verification.compilers import Answer, Toolchain, call
from migrate.verification.diagnostics import parse
from migrate.verification.execute import Ran, execute
from migrate.verification.original import Original
from migrate.verification.ported import Ported, PortedTree
from migrate.verification.staging import Staged, stage
from migrate.verification.units import Unit

EXPECTED = "expected.txt"  # beside a PATH, what the program printed before

_COUNT, _SUCCESS, _CUDAS_HEADER = "cudaGetDeviceCount", "cudaSuccess", "cuda_runtime.h"
_ASK = "int main() {{ int n = 0; return {count}(&n) == {success} && n > 0 ? 0 : 1; }}\n"
_INCLUDE = re.compile(rb"^[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]", re.MULTILINE)
_MAIN = re.compile(rb"^[ \t]*(?:extern\s+\"C\"\s+)?(?:int|auto|void)\s+(main)\s*\(", re.MULTILINE)
_ABSENT = re.compile(r"(?:cannot find|unable to find library) -l([^\s:]+)")
_UNDEFINED = re.compile(
    r"undefined reference to [`']([^'\n]+)'|undefined (?:hidden |protected )?symbol: ([^\n]+)"
)
_TWICE = re.compile(r"multiple definition of [`']main'|duplicate symbol: main\b")
_LAST_NAME = re.compile(r"(\w+)[^\w(]*(?:\(.*)?$")
_EXPLAIN = frozenset({Status.REVIEW, Status.MANUAL, Status.UNKNOWN})
_SHOWN = 100  # characters of a line


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a program is built and run with: the run and its copy on the disk, the choices of
    the user, an empty folder, and at most ``limit`` seconds for a call of a compiler.
    """

    done: Run
    tree: PortedTree
    staged: Staged
    paths: Sequence[Path]
    running: Running
    original: Original | None
    folder: Path
    jobs: int
    limit: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a run, or the reason why there was none; problems in both cases."""

    runs: tuple[ProgramRun, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the program does, or did, before the port; ``source`` says from where that is known."""

    source: str
    output: str
    code: int


class _NotRunError(Exception):
    """Why a program is not run."""


# -- after


def run_program(
    bench: Bench,
    units: Sequence[Unit],
    plain: Sequence[Unit],
    made: Compilation,
    toolchain: Toolchain,
    announced: Announcements,
    surface: Surface,
) -> Outcome:
    """Link what compiled, run it, and compare. ``plain`` are the units without CUDA, which are
    compiled here; ``surface`` is what the target declares.
    """
    before = Before(bench, [*units, *plain])
    try:
        objects = [*_objects(bench, units, made, toolchain), *_compiled(bench, plain, toolchain)]
        program = bench.folder / "after"
        answer = _link(bench, objects, toolchain, bool(made.separate), program)
        if answer.code != 0:
            return _not_linked(bench, answer, before, announced, surface)
        if _answers(bench, toolchain) is False:
            title = bench.done.rules.info.title
            raise _NotRunError(f"the program links, but no device of {title} is here to run it")
    except _NotRunError as left:
        return Outcome(skipped=str(left))
    ran = _run(bench, program, bench.staged)
    known, unknown = before.known()
    difference = _difference(known, ran, bench.running)
    verdict = difference or _praise(known, ran, unknown)
    title = _main(bench.tree, before.units)[0].result.path
    run = ProgramRun(title, known.source if known else "", not difference, verdict)
    problems = (_differs(bench, before, run),) if difference else ()
    return Outcome((run,), problems)


def _objects(
    bench: Bench, units: Sequence[Unit], made: Compilation, toolchain: Toolchain
) -> list[str]:
    """The objects of all units, each source once; raises ``_NotRunError`` if one has none.

    Where device code of one unit is linked later, that of all is, so that they find each other.
    """
    if not units:
        raise _NotRunError("there is no unit to build a program of")
    lost = [unit.name for number, unit in enumerate(units) if number not in made.objects]
    if lost:
        raise _NotRunError(f"{_some(lost, 'unit')} of {len(units)} did not compile: {lost[0]}")
    found: dict[str, str] = {}
    for number, unit in enumerate(units):
        if unit.source in found:
            continue
        if made.separate and unit.is_device and number not in made.separate:
            later = replace(unit, language=(*unit.language, toolchain.facts.separate))
            found[unit.source] = _compile(bench, later, toolchain, f"later-{number}.o")
        else:
            found[unit.source] = str(made.objects[number])
    return list(found.values())


def _compiled(bench: Bench, plain: Sequence[Unit], toolchain: Toolchain) -> Iterator[str]:
    """The objects of units that have nothing of CUDA's."""
    for number, unit in enumerate(plain):
        yield _compile(bench, unit, toolchain, f"plain-{number}.o")


def _compile(bench: Bench, unit: Unit, toolchain: Toolchain, name: str) -> str:
    output = str(bench.folder / name)
    command = toolchain.command(unit.path, unit.language, unit.after, output)
    answer = toolchain.call(command, bench.limit)
    if answer.code != 0:
        raise _NotRunError(f"{unit.name} did not compile: {_said(answer)}")
    return output


def _link(
    bench: Bench, objects: Sequence[str], toolchain: Toolchain, separate: bool, program: Path
) -> Answer:
    """Link a program; libraries that were only derived and are not here are left out."""

    def linked_with(libraries: Sequence[str]) -> Answer:
        command = toolchain.link_command(objects, libraries, str(program), separate)
        return toolchain.call(command, bench.limit)

    known = bench.done.rules.info.libraries
    return _with_libraries(bench.running.link, _headers(bench, after=True), known, linked_with)


def _with_libraries(
    chosen: Sequence[str] | None,
    headers: Iterable[str],
    known: Mapping[str, Sequence[str]],
    build: Callable[[Sequence[str]], Answer],
) -> Answer:
    """Build with the libraries that were chosen, or else with those for the headers that are
    installed.
    """
    libraries = linked(headers, known) if chosen is None else tuple(chosen)
    while True:
        answer = build(libraries)
        absent = set(_ABSENT.findall(answer.text)) & set(libraries)
        if answer.code == 0 or chosen is not None or not absent:
            return answer
        libraries = tuple(name for name in libraries if name not in absent)


def _headers(bench: Bench, after: bool) -> list[str]:
    """What the sources include, before or after the port."""
    found: dict[str, None] = {}
    for file in bench.done.found:
        if file.kind is Kind.SOURCE and not file.skip:
            ported = bench.tree.of(file.name)
            for path in _INCLUDE.findall(ported.after if after else ported.before):
                found[path.decode("utf-8", "replace")] = None
    return list(found)


def _not_linked(
    bench: Bench, answer: Answer, before: Before, announced: Announcements, surface: Surface
) -> Outcome:
    """What a linker misses: what findings announce, what the user can mend, or a defect."""
    absent = _ABSENT.search(answer.text)
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
        return Outcome(skipped=f"it does not link: {_said(answer)}")
    for name in names:
        known = announced.of_name(name)
        if known is not None:
            problem = _problem(bench, before, Check.COMPILES, f"it does not link: {name} is missed")
            problem = replace(problem, standing=Standing.EXPECTED, because=known[0])
            return Outcome((), (problem,), f"it does not link: findings speak of {name}")
    rules = bench.done.rules
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
    return Outcome((), (_problem(bench, before, Check.COMPILES, message),), "it does not link")


def _undefined(text: str) -> list[tuple[str, str]]:
    return _UNDEFINED.findall(text)


def _plain_name(symbol: str) -> str:
    """``scale`` of ``gpu::scale<float>(float*, int)``."""
    words = symbol.partition("(")[0].partition("<")[0]
    found = _LAST_NAME.search(words)
    return found[1] if found else symbol


def _answers(bench: Bench, toolchain: Toolchain) -> bool | None:
    """Whether a device of the target answers; None where that cannot be asked."""
    rules = bench.done.rules
    count, success = rules.verdict(_COUNT), rules.verdict(_SUCCESS)
    if not (count and count.target and success and success.target):
        return None
    source = bench.folder / "devices.cpp"
    text = _ASK.format(count=count.target, success=success.target)
    source.write_text(f"#include <{rules.info.runtime_header}>\n{text}")
    output, program = bench.folder / "devices.o", bench.folder / "devices"
    command = toolchain.command(str(source), toolchain.device, (), str(output))
    if toolchain.call(command, bench.limit).code != 0:
        return None
    command = toolchain.link_command([str(output)], (), str(program), False)
    if toolchain.call(command, bench.limit).code != 0:
        return None
    return execute([str(program)], bench.folder, bench.limit).code == 0


# -- before


class Before:
    """The program as it was: what it does, or what is written of it. Built when it is asked for."""

    def __init__(self, bench: Bench, units: Sequence[Unit]) -> None:
        self._bench = bench
        self.units = units
        self.original = bench.original

    @property
    def command(self) -> str:
        return self.original.command if self.original is not None else ""

    @cached_property
    def built(self) -> Answer:
        """What building it has come to; only where there is a compiler."""
        assert self.original is not None
        folder = self._bench.folder / "before"
        folder.mkdir()
        once = list({unit.source: unit for unit in self.units}.values())
        original, jobs, limit = self.original, self._bench.jobs, self._bench.limit

        def built_with(libraries: Sequence[str]) -> Answer:
            return original.build(once, folder, libraries, jobs, limit)[1]

        headers, chosen = _headers(self._bench, after=False), self._bench.running.link_original
        return _with_libraries(chosen, headers, cuda_libraries(), built_with)

    def run(self) -> Ran:
        """Build and run the original; raises ``_NotRunError`` where that cannot be."""
        if self.original is None:
            raise _NotRunError("there is no nvcc")
        if not self._device_answers(self.original):
            raise _NotRunError("no GPU of NVIDIA's is here")
        if self.built.code != 0:
            raise _NotRunError(f"the original does not build: {_said(self.built)}")
        as_it_was = replace(self._bench.done, report=replace(self._bench.done.report, files=()))
        staged = stage(as_it_was, self._bench.paths, self._bench.folder / "original")
        ran = _run(self._bench, self._bench.folder / "before" / "program", staged)
        if ran.code is None:
            raise _NotRunError(f"the original was {ran.how}")
        return ran

    def _device_answers(self, original: Original) -> bool:
        source, program = self._bench.folder / "nvidia.cu", self._bench.folder / "nvidia"
        text = _ASK.format(count=_COUNT, success=_SUCCESS)
        source.write_text(f"#include <{_CUDAS_HEADER}>\n{text}")
        command = [original.command, str(source), "-o", str(program)]
        if call(command, self._bench.limit, os.environ).code != 0:
            return False
        return execute([str(program)], self._bench.folder, self._bench.limit).code == 0

    def known(self) -> tuple[_Known | None, str]:
        """What the program did before, or why that is not known."""
        running = self._bench.running
        if running.expected is not None:
            return _recorded(running.expected, running), ""
        try:
            ran = self.run()
        except _NotRunError as left:
            found = _beside(self._bench.paths)
            return (_recorded(found, running) if found else None), str(left)
        return _Known(f"the original, built by {self.command}", ran.output, ran.code or 0), ""


def record(bench: Bench, units: Sequence[Unit], file: Path) -> None:
    """Run the original and write what it prints to ``file``. Raises ``UserError`` where it cannot
    be run, or does not return what a program is to return.
    """
    if not units:
        raise UserError("--record: there is no unit to build a program of")
    try:
        ran = Before(bench, units).run()
    except _NotRunError as left:
        raise UserError(
            f"--record: {left}", "record where CUDA and a GPU are; nothing was written"
        ) from None
    if ran.code != bench.running.exit_code:
        raise UserError(
            f"--record: the original ends with {ran.how}, not {bench.running.exit_code}: "
            f"{ran.last_line}",
            "mend it, or say what it returns: exit-code in the configuration",
        )
    file.write_text(ran.output, encoding="utf-8")


def _recorded(file: Path, running: Running) -> _Known:
    text = file.read_bytes().decode("utf-8", "backslashreplace")
    return _Known(str(file), text, running.exit_code)


def _beside(paths: Sequence[Path]) -> Path | None:
    """The recorded output in the folder of the first PATH, or in the one above."""
    folder = _program_folder(paths)
    places = (folder / EXPECTED, folder.parent / EXPECTED)
    return next((place for place in places if place.is_file()), None)


# -- running and comparing


def _program_folder(paths: Sequence[Path]) -> Path:
    """The folder of the first PATH."""
    root = roots(paths)[0]
    return root.path.parent if root.is_file else root.path


def _run(bench: Bench, program: Path, staged: Staged) -> Ran:
    folder = bench.running.folder
    if folder is None:
        folder = staged.place(_program_folder(bench.paths))
        _make_writable(folder)
    command = [str(program), *bench.running.arguments]
    return execute(command, folder.resolve(), float(bench.running.timeout))


def _make_writable(folder: Path) -> None:
    """Make files of the links to files, so that what a program writes does not reach the tree."""
    for top, _, names in os.walk(folder):
        for path in (Path(top, name) for name in names):
            if path.is_symlink() and path.is_file():
                real = path.resolve()
                path.unlink()
                shutil.copy2(real, path)


def _difference(known: _Known | None, ran: Ran, running: Running) -> str:
    """How a run differs from what is known, or from what any program is to do; else nothing."""
    code = running.exit_code if known is None else known.code
    if ran.code != code:
        said = f": {_short(ran.last_line)}" if ran.last_line else ""
        instead = "" if ran.code is None else f" instead of {Ran(code).how}"
        return f"{ran.how}{instead}{said}"
    if known is None:
        return ""
    leeway = Leeway(running.relative, running.absolute, running.ignored)
    found = first_difference(known.output, ran.output, leeway)
    return _told(found) if found is not None else ""


def _told(found: Difference) -> str:
    if not found.line_after:
        return f"line {found.line_before} is not printed: {_short(found.text_before)}"
    if not found.line_before:
        return f"line {found.line_after} is printed besides: {_short(found.text_after)}"
    values = ""
    if (
        found.before
        and found.after
        and (found.before, found.after)
        != (
            found.text_before,
            found.text_after,
        )
    ):
        values = f": {_short(found.after)} instead of {_short(found.before)}"
    was, is_ = _short(found.text_before), _short(found.text_after)
    return f"line {found.line_after} is {is_!r}, and was {was!r}{values}"


def _praise(known: _Known | None, ran: Ran, unknown: str) -> str:
    if known is not None:
        return f"{ran.how}, and the same output"
    return f"{ran.how}; there is nothing to compare the output with ({unknown})"


def _differs(bench: Bench, before: Before, run: ProgramRun) -> Problem:
    """The problem that a run differs, expected where the program has findings to be looked at."""
    explaining = [
        item.rule
        for file in bench.done.report.files
        for item in file.findings
        if item.status in _EXPLAIN
    ]
    compared = f" (compared with {run.compared})" if run.compared else " (nothing to compare with)"
    message = f"{run.verdict}{compared}"
    if not explaining:
        return _problem(bench, before, Check.RUNS, message)
    count = _some(explaining, "finding")
    message = f"{message}; {count} in the program may explain it"
    problem = _problem(bench, before, Check.RUNS, message)
    return replace(problem, standing=Standing.EXPECTED, because=explaining[0])


def _problem(bench: Bench, before: Before, check: Check, message: str) -> Problem:
    """A problem of the whole program, at its main function."""
    ported, span, line = _main(bench.tree, before.units)
    text = ported.text_of_line(line)
    name = ported.result.path
    return Problem(check, Standing.SILENT, name, *span, message, line, text, unit=name)


def _main(tree: PortedTree, units: Sequence[Unit]) -> tuple[Ported, Span, int]:
    """The file with the main function, the span of its name, and its line in the port."""
    for unit in units:
        ported = tree.of(unit.name)
        old, new = _MAIN.search(ported.before), _MAIN.search(ported.after)
        if old and new:
            line = position(ported.lines_after, new.start(1)).line
            return ported, Span(*old.span(1)), line
    return tree.of(units[0].name), Span(0, 0), 1


def _said(answer: Answer) -> str:
    """The first error of a compiler, or the last thing that it said."""
    if answer.code is None:
        return "it took too long"
    errors = parse(answer.text)
    if errors:
        return errors[0].message
    lines = answer.text.strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {answer.code}"


def _some(items: Sequence[str], word: str) -> str:
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
