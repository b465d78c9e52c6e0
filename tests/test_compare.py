"""Two outputs of a program, compared by their values."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.verification.compare import Difference, Leeway, first_difference, same

LEEWAY = Leeway()


def equal(before: str, after: str, leeway: Leeway = LEEWAY) -> bool:
    return first_difference(before, after, leeway) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sum = 3.14159", "sum = 3.14161"),
        ("sum=3.14159,", "sum=3.14161,"),
        ("[1.00001, -2.0]", "[1.0,  -2.00001]"),
        ("x 1e-05", "x 1.00001e-05"),
        ("residual 2e-09", "residual 7.5e-08"),
        ("-0.0", "0.0"),
        ("mean 3", "mean 3.0001"),
        ("took 3.14159ms", "took 3.1416ms"),
        ("nan", "-nan"),
        ("inf -Infinity", "INF -inf"),
        ("a\n\n  b c\t d\r\n", "a\nb  c d"),
        ("", "\n \n"),
    ],
)
def test_what_is_equal(before: str, after: str) -> None:
    assert equal(before, after)
    assert equal(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sum = 3.1415", "sum = 3.1425"),
        ("1000000", "1000001"),
        ("count: 41.", "count: 42."),
        ("-3", "3"),
        ("-3.0", "3.0"),
        ("0x1f", "0x2f"),
        ("0x1.8p+3", "0x1.9p+3"),
        ("1000001f3a", "1000002f3a"),  # a digest
        ("3e1000001", "3e1000002"),  # one as well: printf writes the sign of an exponent
        ("1.100001.2", "1.100002.2"),  # a version
        ("block_1000001", "block_1000002"),
        ("12:30:01", "12:30:02"),
        ("nan", "inf"),
        ("nan", "0.0"),
        ("inf", "-inf"),
        ("inf", "1e+30"),
        ("ok", "OK"),
        ("a b", "a"),
        ("a b", "ab"),
        ("1.0 2.0", "1.02.0"),
        ("a", "a\nb"),
    ],
)
def test_what_differs(before: str, after: str) -> None:
    assert not equal(before, after)
    assert not equal(after, before)


def test_the_first_difference_has_its_lines_and_both_values() -> None:
    found = first_difference("a\n\nb 1.0 x\nc", "a\nb  1.5 x\nd", LEEWAY)
    assert found == Difference(3, 2, "b 1.0 x", "b 1.5 x", "1.0", "1.5")


def test_a_line_that_one_side_lacks() -> None:
    assert first_difference("a\nb", "a", LEEWAY) == Difference(2, 0, "b", "", "b", "")
    assert first_difference("a", "a\n\nb c", LEEWAY) == Difference(0, 3, "", "b c", "", "b c")


def test_both_tolerances() -> None:
    assert equal("100.0", "104.0", Leeway(relative=0.05))
    assert not equal("100.0", "106.0", Leeway(relative=0.05))
    assert equal("0.0", "0.4", Leeway(absolute=0.5))
    assert not equal("0.0", "0.6", Leeway(absolute=0.5))
    assert not equal("1.0", "1.0000001", Leeway(0, 0))


def test_what_is_ignored_is_taken_out_of_both() -> None:
    leeway = Leeway(ignored=(re.compile(r"elapsed .*"), re.compile(r"at 0x[0-9a-f]+")))
    assert equal("sum 4 elapsed 3 ms\nelapsed 1\nblock at 0x7f", "sum 4\nblock at 0x80", leeway)
    assert not equal("sum 4 elapsed 3 ms", "sum 5 elapsed 3 ms", leeway)
    found = first_difference("elapsed 1\nx", "elapsed 2\ny", leeway)
    assert found == Difference(2, 2, "x", "y", "x", "y")


LINES = st.lists(st.text(alphabet="ab 01.-+einfx,:\t", max_size=12), max_size=6).map("\n".join)
FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(LINES)
def test_a_text_equals_itself_however_blanks_are_set(text: str) -> None:
    spread = text.replace("\n", " \r\n\n\t").replace(" ", "  ")
    assert equal(text, text, Leeway(0, 0))
    assert equal(text, spread, Leeway(0, 0))


@given(LINES, LINES)
def test_which_text_comes_first_does_not_matter(one: str, two: str) -> None:
    assert equal(one, two) == equal(two, one)


@given(FLOATS, st.floats(-0.5, 0.5), st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_leeway_never_makes_a_difference(x: float, off: float, one: float, two: float) -> None:
    before, after = f"{x:.8e}", f"{x * (1 + off):.8e}"
    less, more = (Leeway(relative=share, absolute=0) for share in sorted((one, two)))
    assert equal(before, after, more) or not equal(before, after, less)


@given(st.integers(), st.integers())
def test_whole_numbers_are_compared_exactly(one: int, two: int) -> None:
    assert same(str(one), str(two), LEEWAY) == (one == two)
    assert same(f"{one:+d}", f"{one:08d}", LEEWAY)


@given(FLOATS, FLOATS)
def test_fractions_are_compared_as_numbers(one: float, two: float) -> None:
    near = math.isclose(
        float(f"{one:.6e}"), float(f"{two:.6e}"), rel_tol=LEEWAY.relative, abs_tol=LEEWAY.absolute
    )
    assert equal(f"x={one:.6e};", f"x={two:.6e};") == near


@given(FLOATS, st.sampled_from(["%.9g", "%.9e", "%a"]))
def test_one_number_printed_twice_is_equal(value: float, form: str) -> None:
    text = value.hex() if form == "%a" else form % value
    assert equal(f"v({text})", f"v({text})", Leeway(0, 0))
