"""What is printed of a run that is done, and of questions.

What comes in are a run and the format that was asked for, or questions and who answers; what goes
out is on standard output. No file is written here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from migrate.command.console import print_bytes, print_lines, print_text, refusal, tell
from migrate.model import UserError

if TYPE_CHECKING:
    from migrate.report.outputs import Format
    from migrate.run import Run


def print_verdict(chosen: Format, done: Run) -> None:
    """What was verified, for a person or in the format of a program."""
    from migrate.report.outputs import FOR_PEOPLE
    from migrate.report.outputs import verified as output
    from migrate.run import originals

    if chosen.name not in FOR_PEOPLE:
        print_format(chosen, done)
    else:
        print_text(
            sys.stdout, lambda color: output.render(done.report, originals(done), color=color)
        )


def print_format(chosen: Format, done: Run) -> None:
    """A report on standard output, and what there is to tell of it on standard error."""
    from migrate.report import outputs
    from migrate.run import originals

    made = chosen.render(done.report, originals(done))
    print_bytes(sys.stdout, made)
    tell(*outputs.remarks(made))


def answer(questions: Iterable[str], answer: Callable[[str], Iterable[str]]) -> int:
    """Print each answer, a blank line apart; 1 if there was a question without one."""
    code = 0
    for number, question in enumerate(questions):
        try:
            lines = list(answer(question))
        except UserError as error:
            tell(refusal(error))
            code = 1
        else:
            print_lines([""] * (number > 0) + lines)
    return code
