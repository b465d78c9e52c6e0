"""A comparison of targets as plain text, at most 100 columns wide but for the path of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model import LEDGER_STATUSES
from migrate.report.effort import spoken
from migrate.report.outputs.compared import CAUSES, Side
from migrate.report.outputs.names import legible
from migrate.report.summary import Cause
from migrate.report.verdict import percent, shortened

_ROOM = 56  # columns for the name of a cause


def render(sides: Sequence[Side]) -> bytes:
    """The table first, then what takes most for each target."""
    blocks = [_table(sides), *map(_obstacles, sides), _end(sides)]
    return "\n\n".join("\n".join(map(legible, block)) for block in blocks).encode() + b"\n"


def _table(sides: Sequence[Side]) -> Iterator[str]:
    width = max(len("target"), *(len(side.title) for side in sides))
    names = "".join(f"{status.value:>9}" for status in LEDGER_STATUSES)
    yield f"{'target':{width}}  references{names}  portable        effort"
    for side in sides:
        counts = "".join(f"{side.ledger[status]:9}" for status in LEDGER_STATUSES)
        yield (
            f"{side.title:{width}}{side.ledger.total:12}{counts}{portable(side):>10}"
            f"{effort(side.summary.minutes):>14}"
        )


def _obstacles(side: Side) -> Iterator[str]:
    causes = side.summary.causes
    if not causes:
        yield f"{side.title}: nothing is left to do"
        return
    yield f"{side.title}: what takes most"
    yield "      effort  status   places  files  cause, first place"
    for cause in causes[:CAUSES]:
        yield from _obstacle(cause)
    if rest := len(causes) - CAUSES:
        minutes = effort(sum(cause.minutes for cause in causes[CAUSES:]))
        yield from [f"  {minutes:>10}  others, {rest} more"] * (rest > 0)


def _obstacle(cause: Cause) -> Iterator[str]:
    counts = f"{cause.status.value:7}{cause.places:8}{len(cause.files):7}"
    yield f"  {effort(cause.minutes):>10}  {counts}  {shortened(cause.name, _ROOM)}"
    yield f"{'':38}{cause.example.path}:{cause.example.line}"


def _end(sides: Sequence[Side]) -> Iterator[str]:
    yield "Effort of one person is assumed, not measured: see docs/guide/effort.md."
    yield f"All findings for one target: migrate check PATH --to {sides[0].name}"


def portable(side: Side) -> str:
    share = side.summary.portability
    return "-" if share is None else percent(share)


def effort(minutes: int) -> str:
    return spoken(minutes) if minutes else "-"
