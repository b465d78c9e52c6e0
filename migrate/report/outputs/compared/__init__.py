"""Reports of one tree for several targets, side by side: for one who has to choose.

What comes in are reports, one at a time; what goes out is a ``Side`` of each, which is small, and
from the sides of all a table with what stands in the way of each target: as text, Markdown, JSON
or a page. Each figure is that of the report itself; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import Ledger, Report, Target, UserError
from migrate.report import outputs
from migrate.report.outputs.json import head, summed, sums
from migrate.report.summary import Summary, summarize

CAUSES = 5  # that are shown of a target


class Side(NamedTuple):
    """What the report for one target says as a whole. ``document`` is that, as JSON has it."""

    target: Target
    ledger: Ledger
    exit_code: int
    summary: Summary
    document: dict[str, Any]

    @property
    def name(self) -> str:
        """What ``--to`` takes for this target at this version."""
        return f"{self.target.name}@{self.target.version}"

    @property
    def title(self) -> str:
        return f"{self.target.name} {self.target.version}"


class Form(NamedTuple):
    """A way to write a comparison, by the name that the format has for one target."""

    name: str
    module: str

    def render(self, sides: Sequence[Side]) -> bytes:
        write: Callable[[Sequence[Side]], bytes]
        write = import_module(f"{__name__}.{self.module}").render
        return write(sides)


FORMS = (
    Form("full", "text"),
    Form("json", "json"),
    Form("html", "html"),
    Form("markdown", "markdown"),
)
_AS_TEXT = frozenset({"concise", "grouped", "summary"})  # which are one, where nothing is listed


def side(report: Report) -> Side:
    """What is kept of a report to be compared."""
    found = summarize(report)
    document = head(report) | sums(report) | {"summary": summed(report, found)}
    return Side(report.target, report.ledger, report.exit_code, found, document)


def form(name: str) -> Form:
    """How a comparison is written in the format called ``name``."""
    wanted = "full" if name in _AS_TEXT else name
    for candidate in FORMS:
        if candidate.name == wanted:
            return candidate
    known = ", ".join(candidate.name for candidate in FORMS)
    raise UserError(f"{name}: this format shows one target", f"choose one target, or {known}")


def asked(text: str) -> tuple[Form, Path]:
    """What ``--report`` asks for."""
    chosen, file = outputs.asked(text)
    return form(chosen.name), file
