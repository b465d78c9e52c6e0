"""What an effort costs: the one table of assumptions, and how its sums are written.

What comes in are the findings of one cause; what goes out are whole minutes of one person's work,
and words for them. The figures are assumptions, explained in ``docs/guide/effort.md``; nothing here
was measured, and nothing else knows them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from migrate.model import Effort

HOUR = 60
DAY = 8 * HOUR
BESIDE = 3  # lines within which matters of minutes are read together
SPREAD = 2  # the truth is taken to lie between the sum divided and multiplied by this


@dataclass(frozen=True, slots=True)
class Price:
    """Minutes of one person's work on a cause.

    ``first`` is paid once, to understand the cause and solve it in one place; ``other`` for every
    further name of it, and for every further file a name of it stands in; ``again`` for a name that
    comes again in the same file, and for a matter of minutes beside another one.
    """

    first: int
    other: int
    again: int


PRICES = {
    Effort.NONE: Price(0, 0, 0),
    Effort.MINUTES: Price(15, 5, 2),
    Effort.HOURS: Price(2 * HOUR, 15, 5),
    Effort.DAYS: Price(2 * DAY, 30, 5),
    Effort.REDESIGN: Price(5 * DAY, HOUR, 15),
}


class Place(NamedTuple):
    """A finding, as far as its price goes."""

    path: str
    line: int
    name: str
    effort: Effort


def gravest(places: Iterable[Place]) -> Effort:
    """The class of a cause: that of its gravest place."""
    return max((place.effort for place in places), default=Effort.NONE)


def shares(places: Iterable[Place]) -> dict[str, float]:
    """What the places of one cause, in order, cost in each file; in minutes.

    The first price is that of the gravest place; the files share it as they share the places. The
    sum over the files is a whole number, as far as floating point goes.
    """
    found = list(places)
    first = PRICES[gravest(found)].first / len(found) if found else 0.0
    costs: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    last: dict[tuple[str, Effort], int] = {}
    # The gravest place comes first and is paid by the first price: the rest is paid one by one.
    for at, place in enumerate(sorted(found, key=lambda place: -place.effort)):
        path, line, name, effort = place
        near = effort is Effort.MINUTES and line - last.get((path, effort), -line) <= BESIDE
        again = near or (path, name) in seen
        further = 0 if at == 0 else PRICES[effort].again if again else PRICES[effort].other
        costs[path] = costs.get(path, 0.0) + first + further
        seen.add((path, name))
        last[path, effort] = line
    return costs


def between(minutes: float) -> tuple[float, float]:
    """The range, in minutes, that an estimate stands for."""
    return minutes / SPREAD, minutes * SPREAD


def spoken(minutes: float) -> str:
    """``"25 minutes"``, ``"3.5 hours"``, ``"12 days"``: two digits that count, and no more."""
    figure, unit = _figure(minutes)
    return f"{figure} {unit}" if figure != "1" else f"1 {unit.removesuffix('s')}"


def spoken_range(minutes: float) -> str:
    """``"6 to 24 days"``, ``"4 hours to 2 days"``: what ``between`` says, in words."""
    low, high = between(minutes)
    (figure, unit), (_, other) = _figure(low), _figure(high)
    return f"{figure if unit == other else spoken(low)} to {spoken(high)}"


def _figure(minutes: float) -> tuple[str, str]:
    if minutes < HOUR - 2.5:
        return str(5 * round(minutes / 5) or round(minutes)), "minutes"
    if minutes < DAY - 3:
        return _two_digits(minutes / HOUR), "hours"
    return _two_digits(minutes / DAY), "days"


def _two_digits(value: float) -> str:
    if value < 10:
        return f"{value:.1f}".removesuffix(".0")
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}"
