"""How far people have come with a tree that was ported: on a screen, or as JSON.

What comes in is the progress, and what the tree was ported by; what goes out is text, or the
document that ``docs/status.schema.json`` describes. Nothing here decides what is left.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from migrate.model import Effort, Status
from migrate.report.effort import HOUR, between, spoken, spoken_range
from migrate.report.followup import Progress, Spot
from migrate.report.outputs.names import legible, printable

SCHEMA = 1
_SHOWN = 5  # of a list
_ASKING = (Status.MANUAL, Status.UNKNOWN, Status.REVIEW)


def text(tree: str, about: str, found: Progress) -> Iterator[str]:
    """At most a screen of lines."""
    yield f"{tree}: {about}"
    as_made = found.generated - found.edited - found.deleted
    yield (
        f"  files     {found.generated:6}: {as_made} as generated, {found.edited} edited by hand, "
        f"{found.deleted} deleted"
    )
    yield f"  left      {len(found.left):6}: {_statuses(found.left)}"
    yield f"  settled   {len(found.settled):6}: {_statuses(found.settled)}"
    yield f"  new       {len(found.new):6}: {_statuses(found.new)}"
    yield f"  conflicts {len(found.conflicts):6}"
    if found.todo:
        minutes = found.minutes
        yield f"  effort    about {spoken(minutes)} of work left ({spoken_range(minutes)})"
    yield from _listed("in conflict", list(map(legible, found.conflicts)))
    yield from _listed("new", [_place(spot) for spot in found.new])
    most = Counter(spot.path for spot in found.todo).most_common()
    yield from _listed("most left in", [f"{legible(name)}: {count}" for name, count in most])


def document(tool: str, target: tuple[str, str], code: int, found: Progress) -> bytes:
    """All of it, for programs."""
    low, high = between(found.minutes)
    standing = {"left": found.left, "settled": found.settled, "new": found.new}
    made = {
        "schema": SCHEMA,
        "tool": tool,
        "target": {"name": target[0], "version": target[1]},
        "exit_code": code,
        "files": {
            "generated": found.generated,
            "edited": found.edited,
            "deleted": found.deleted,
            "conflicts": [printable(name) for name in found.conflicts],
        },
        **{name: _sums(spots) for name, spots in standing.items()},
        "hours": _hours(found.minutes),
        "hours_low": _hours(low),
        "hours_high": _hours(high),
        "places": [
            {"standing": name, **_spot(spot)} for name, spots in standing.items() for spot in spots
        ],
    }
    return json.dumps(made, indent=2, ensure_ascii=False).encode() + b"\n"


def _statuses(spots: Sequence[Spot]) -> str:
    counts = Counter(spot.status for spot in spots)
    return ", ".join(f"{counts[status]} {status.value}" for status in _ASKING)


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield f"{title}:"
        yield from (f"  {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  and {len(lines) - _SHOWN:,} more"


def _place(spot: Spot) -> str:
    where = f"{spot.path}:{spot.line}" if spot.line else spot.path
    return legible(f"{where}: {spot.status.value} {spot.rule} {spot.api}".rstrip())


def _sums(spots: Sequence[Spot]) -> dict[str, Any]:
    statuses = Counter(spot.status for spot in spots)
    efforts = Counter(spot.effort for spot in spots)
    return {
        "places": len(spots),
        "by_status": {status.value: statuses[status] for status in _ASKING},
        "by_effort": {effort.name.lower(): efforts[effort] for effort in Effort},
    }


def _spot(spot: Spot) -> dict[str, Any]:
    return {
        "path": printable(spot.path),
        "line": spot.line,
        "id": spot.rule,
        "status": spot.status.value,
        "effort": spot.effort.name.lower(),
        "cause": printable(spot.cause),
        "api": printable(spot.api),
    }


def _hours(minutes: float) -> float:
    return round(minutes / HOUR, 2)
