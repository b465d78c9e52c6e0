"""A comparison of targets as Markdown, for a page or a comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model import LEDGER_STATUSES
from migrate.report.outputs.compared import CAUSES, Side
from migrate.report.outputs.compared.text import effort, portable
from migrate.report.outputs.markdown import plain, row, what_takes_most


def render(sides: Sequence[Side]) -> bytes:
    """The table first, then what takes most for each target."""
    lines = ["## Ports of CUDA, by target", "", *_table(sides)]
    for side in sides:
        lines += ["", *_obstacles(side)]
    return "\n".join(lines).encode() + b"\n"


def _table(sides: Sequence[Side]) -> Iterator[str]:
    names = [status.value for status in LEDGER_STATUSES]
    yield row(["target", "references", *names, "portable", "effort"])
    yield row(["---", *["---:"] * (len(names) + 3)])
    for side in sides:
        counts = [f"{side.ledger[status]:,}" for status in LEDGER_STATUSES]
        end = (portable(side), effort(side.summary.minutes))
        yield row([plain(side.title), f"{side.ledger.total:,}", *counts, *end])


def _obstacles(side: Side) -> Iterator[str]:
    yield from (f"### {plain(side.title)}", "", plain(str(side.document["summary"]["verdict"])))
    yield from what_takes_most(side.summary.causes, CAUSES)
