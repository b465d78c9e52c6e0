"""What an effort costs: the one table of assumptions, and how its sums are written.

What comes in are the findings of one cause; what goes out are whole minutes of one person's work,
and words for them. The figures are assumptions, explained in ``docs/guide/effort.md``; nothing here
was measured, and nothing else knows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import sqrt
from typing import NamedTuple

from migrate.model import Effort

HOUR = 60
DAY = 8 * HOUR
BESIDE = 3  # lines within which places are read together
SPREAD = 2  # the truth is taken to lie between the sum divided and multiplied by this


class Price(NamedTuple):
    """Minutes of one person's work on a cause.

    ``first`` is paid once, to understand the cause and solve it in one place. Further places cost
    less each, because what was learned at one serves the next: ``further`` times the root of their
    number, so that four times as many cost twice as much.
    """

    first: int
    further: int


PRICES = {
    Effort.NONE: Price(0, 0),
    Effort.MINUTES: Price(15, 5),
    Effort.HOURS: Price(2 * HOUR, 15),
    Effort.DAYS: Price(2 * DAY, HOUR),
    Effort.REDESIGN: Price(5 * DAY, 2 * HOUR),
}


class Place(NamedTuple):
    """A finding, as far as its price goes."""

    path: str
    line: int
    effort: Effort


def gravest(places: Iterable[Place]) -> Effort:
    """The class of a cause: that of its gravest place."""
    return max((place.effort for place in places), default=Effort.NONE)


def shares(places: Iterable[Place]) -> dict[str, float]:
    """What the places of one cause cost in each file; in minutes.

    The first price is that of the gravest place, each class pays for its further places; the files
    share both as they share the places. The sum over the files is a whole number, as far as
    floating point goes.
    """
    spots = list(_apart(places))
    lead = gravest(spots)
    counts = Counter(spot.effort for spot in spots)
    first = PRICES[lead].first / len(spots) if spots else 0.0
    each = {
        effort: round(PRICES[effort].further * sqrt(count - (effort is lead))) / count
        for effort, count in counts.items()
    }
    costs: dict[str, float] = {}
    for path, _, effort in spots:
        costs[path] = costs.get(path, 0.0) + first + each[effort]
    return costs


def _apart(places: Iterable[Place]) -> Iterator[Place]:
    """The places less those that are read together with the one before them in the file."""
    last: dict[tuple[str, Effort], int] = {}
    for place in sorted(places):
        key = place.path, place.effort
        if place.line - last.get(key, place.line - BESIDE - 1) > BESIDE:
            yield place
        last[key] = place.line


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
