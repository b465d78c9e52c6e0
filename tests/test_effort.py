"""What efforts cost: the prices, how places of one cause add up, and the words for the sums."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Effort
from migrate.report.effort import (
    DAY,
    HOUR,
    PRICES,
    Place,
    between,
    gravest,
    shares,
    spoken,
    spoken_range,
)

GUIDE = Path(__file__).parent.parent / "docs/guide/effort.md"
WORDS = {"min": 1, "h": HOUR, "days": DAY}


def cost(*places: Place) -> float:
    return sum(shares(places).values())


def place(path: str, line: int, effort: Effort = Effort.HOURS) -> Place:
    return Place(path, line, effort)


def apart(count: int, effort: Effort, path: str = "a") -> list[Place]:
    return [place(path, 10 * number, effort) for number in range(1, count + 1)]


def test_the_guide_has_the_prices() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+ \w+) \| (\d+ \w+) \|$", GUIDE.read_text(), re.MULTILINE)
    said = {
        Effort[name.upper()]: tuple(
            int(number) * WORDS[unit] for number, unit in map(str.split, prices)
        )
        for name, *prices in rows
    }
    priced = {key: (it.first, it.further) for key, it in PRICES.items()}
    assert said == {key: prices for key, prices in priced.items() if key is not Effort.NONE}


def test_a_graver_class_costs_more_and_a_further_place_less() -> None:
    for lower, higher in pairwise(PRICES[effort] for effort in Effort):
        assert lower.first < higher.first
        assert lower.further < higher.further
    for price in PRICES.values():
        assert price.first >= price.further


SUMS = {
    "nothing": ([], 0),
    "one place": ([place("a", 1)], 120),
    "one more": ([place("a", 1), place("a", 9)], 120 + 15),
    "another file": ([place("a", 1), place("b", 1)], 120 + 15),
    "four more": (apart(5, Effort.HOURS), 120 + 2 * 15),
    "a hundred more": (apart(101, Effort.MINUTES), 15 + 10 * 5),
    "a library that is used 1,877 times": (apart(1877, Effort.HOURS), 120 + 650),
    "the gravest pays first": (
        [place("a", 1, Effort.MINUTES), place("a", 9, Effort.DAYS)],
        2 * DAY + 5,
    ),
    "beside each other": ([place("a", line) for line in range(1, 31, 3)], 120),
    "beside each other in two files": ([place(path, 1) for path in "aabb"], 120 + 15),
    "remarks": ([place("a", 1, Effort.NONE), place("b", 1, Effort.NONE)], 0),
}


@pytest.mark.parametrize(("places", "minutes"), SUMS.values(), ids=SUMS.keys())
def test_what_a_cause_costs(places: list[Place], minutes: int) -> None:
    assert cost(*places) == pytest.approx(minutes)


def test_files_share_the_prices_as_they_share_the_places() -> None:
    places = [place("a", 1), place("b", 1), place("b", 9), place("b", 18), place("b", 27)]
    assert shares(places) == pytest.approx({"a": 30, "b": 120})


def test_each_further_place_costs_less_than_the_one_before() -> None:
    for effort in (Effort.HOURS, Effort.DAYS, Effort.REDESIGN):
        sums = [cost(*apart(count, effort)) for count in (1, 2, 5, 17, 65)]
        steps = [(after - before) for before, after in pairwise(sums)]
        each = [step / places for step, places in zip(steps, (1, 3, 12, 48), strict=True)]
        assert each == sorted(each, reverse=True)


PLACES = st.lists(
    st.builds(
        Place,
        st.sampled_from(["a", "b", "c"]),
        st.integers(1, 50),
        st.sampled_from(Effort),
    ),
    max_size=20,
)


@given(PLACES)
def test_the_sum_is_whole_minutes_and_bears_its_first_price(places: list[Place]) -> None:
    total = cost(*places)
    assert total == pytest.approx(round(total))
    assert total >= PRICES[gravest(places)].first - 1e-6
    assert shares(places).keys() == {place.path for place in places}


@given(PLACES, PLACES)
def test_more_places_never_cost_less(some: list[Place], others: list[Place]) -> None:
    assert cost(*some, *(item._replace(path="z") for item in others)) >= cost(*some) - 1e-6


SPOKEN = {
    0: "0 minutes",
    2: "2 minutes",
    24: "25 minutes",
    58: "1 hour",
    90: "1.5 hours",
    7 * HOUR: "7 hours",
    479: "1 day",
    DAY: "1 day",
    3.46 * DAY: "3.5 days",
    9.97 * DAY: "10 days",
    34.4 * DAY: "34 days",
    1234 * DAY: "1,200 days",
}


@pytest.mark.parametrize(("minutes", "words"), SPOKEN.items())
def test_two_digits_count(minutes: float, words: str) -> None:
    assert spoken(minutes) == words


def test_a_range_in_words() -> None:
    assert between(4 * DAY) == (2 * DAY, 8 * DAY)
    assert spoken_range(4 * DAY) == "2 to 8 days"
    assert spoken_range(DAY) == "4 hours to 2 days"
    assert spoken_range(60) == "30 minutes to 2 hours"
