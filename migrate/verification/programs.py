"""The program that the units make: linked, run, and compared with what it did before.

What comes in are compiled units and what is known of a run; what goes out are a ``ProgramRun``,
problems, or the reason why nothing was run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from migrate.model import Status
from migrate.process.execute import Answer, Ran, execute
from migrate.proof import Check, Judgement, Problem, ProgramRun
from migrate.rules.surface import Surface
from migrate.settings.config import Running
from migrate.verification.announced import Announcements
from migrate.verification.before import ASK, COUNT, SUCCESS, Before, Known
from migrate.verification.compare import Difference, Leeway, first_difference
from migrate.verification.compile import Compilation
from migrate.verification.harness import (
    Harness,
    NotRunError,
    counted,
    main_of,
    problem_of,
    run_in_copy,
    said,
    short,
)
from migrate.verification.linking import Outcome, compiled_plain, link, not_linked, objects_of
from migrate.verification.toolchain import Toolchain
from migrate.verification.units import Unit

_EXPLAIN = frozenset({Status.REVIEW, Status.MANUAL, Status.UNKNOWN})


def run_program(
    harness: Harness,
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
    before = Before(harness, [*units, *plain])
    try:
        program, answer = _linked(harness, units, plain, made, toolchain)
        if answer.code != 0:
            return not_linked(harness, answer, before, announced, surface)
        ran = _ran(harness, toolchain, program)
    except NotRunError as left:
        return Outcome(skipped=str(left))
    known, unknown = before.known()
    difference = _difference(known, ran, harness.running)
    verdict = difference or _praise(known, ran, unknown)
    title = main_of(harness.tree, before.units)[0].result.path
    run = ProgramRun(title, known.source if known else "", not difference, verdict)
    problems = (_differs(harness, before, run),) if difference else ()
    return Outcome((run,), problems)


def output_of(
    harness: Harness,
    units: Sequence[Unit],
    plain: Sequence[Unit],
    made: Compilation,
    toolchain: Toolchain,
) -> Ran:
    """What the port does; raises ``NotRunError`` where it cannot be built, or does not end."""
    program, answer = _linked(harness, units, plain, made, toolchain)
    if answer.code != 0:
        raise NotRunError(f"it does not link: {said(answer)}")
    ran = _ran(harness, toolchain, program)
    if ran.code is None:
        raise NotRunError(f"the program was {ran.how}")
    return ran


def _linked(
    harness: Harness,
    units: Sequence[Unit],
    plain: Sequence[Unit],
    made: Compilation,
    toolchain: Toolchain,
) -> tuple[Path, Answer]:
    """The program of what compiled, and what the linker says; raises ``NotRunError``."""
    objects = [
        *objects_of(harness, units, made, toolchain),
        *compiled_plain(harness, plain, toolchain),
    ]
    program = harness.folder / "after"
    return program, link(harness, objects, toolchain, bool(made.separate), program)


def _ran(harness: Harness, toolchain: Toolchain, program: Path) -> Ran:
    if not toolchain.has_device and _answers(harness, toolchain) is False:
        title = harness.done.rules.info.title
        raise NotRunError(f"the program links, but no device of {title} is here to run it")
    limit = toolchain.facts.run_limit
    return run_in_copy(harness, program, harness.staged, toolchain.running, limit)


def _answers(harness: Harness, toolchain: Toolchain) -> bool | None:
    """Whether a device of the target answers; None where that cannot be asked."""
    rules = harness.done.rules
    count, success = rules.verdict(COUNT), rules.verdict(SUCCESS)
    if not (count and count.target and success and success.target):
        return None
    source = harness.folder / "devices.cpp"
    text = ASK.format(count=count.target, success=success.target)
    source.write_text(f"#include {rules.info.spelled(rules.info.runtime_header)}\n{text}")
    beside = [f"-I{folder}" for folder in harness.staged.helpers]
    output, program = harness.folder / "devices.o", harness.folder / "devices"
    made = toolchain.compile(str(source), toolchain.device, beside, str(output), harness.limit)
    if made.code != 0:
        return None
    if toolchain.link([str(output)], (), str(program), False, harness.limit).code != 0:
        return None
    ran = execute([str(program)], harness.folder, harness.limit, toolchain.running)
    return ran.code == 0


def _difference(known: Known | None, ran: Ran, running: Running) -> str:
    """How a run differs from what is known, or from what any program is to do; else nothing."""
    code = running.exit_code if known is None else known.code
    if ran.code != code:
        said = f": {short(ran.last_line)}" if ran.last_line else ""
        instead = "" if ran.code is None else f" instead of {Ran(code).how}"
        return f"{ran.how}{instead}{said}"
    if known is None:
        return ""
    leeway = Leeway(running.relative, running.absolute, running.ignored)
    found = first_difference(known.output, ran.output, leeway)
    return _told(found) if found is not None else ""


def _told(found: Difference) -> str:
    if not found.line_after:
        return f"line {found.line_before} is not printed: {short(found.text_before)}"
    if not found.line_before:
        return f"line {found.line_after} is printed besides: {short(found.text_after)}"
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
        values = f": {short(found.after)} instead of {short(found.before)}"
    was, is_ = short(found.text_before), short(found.text_after)
    return f"line {found.line_after} is {is_!r}, and was {was!r}{values}"


def _praise(known: Known | None, ran: Ran, unknown: str) -> str:
    if known is not None:
        return f"{ran.how}, and the same output"
    return f"{ran.how}; there is nothing to compare the output with ({unknown})"


def _differs(harness: Harness, before: Before, run: ProgramRun) -> Problem:
    """The problem that a run differs, expected where the program has findings to be looked at."""
    explaining = [
        item.rule
        for file in harness.done.report.files
        for item in file.findings
        if item.status in _EXPLAIN
    ]
    compared = f" (compared with {run.compared})" if run.compared else " (nothing to compare with)"
    message = f"{run.verdict}{compared}"
    if not explaining:
        return problem_of(harness, before.units, Check.RUNS, message)
    count = counted(explaining, "finding")
    message = f"{message}; {count} in the program may explain it"
    problem = problem_of(harness, before.units, Check.RUNS, message)
    return replace(problem, judgement=Judgement.EXPECTED, because=explaining[0])
