"""Integer constants: what folds, and what must not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.text.lexer import integer
from migrate.values.constants import Constants, size_of
from tests.porting import scanned

FILE = b"""
#define N 16
#define AREA (N * N + 2)  // of a tile
#define TWICE 1
#define CALL(x) 3
#define USES(x) (x + 1)
#define NESTED(x) (1 << CALL(0))
static constexpr int kLanes = 32;
const unsigned braced{0x40};
enum Kind { ONE = 1, FOUR = ONE << 2, NEXT };
const size_t bytes = sizeof(float4) * AREA;
// const int hidden = 5;
int variable = 7;
#define LOOP LOOP
#if X
#define EITHER 1
#else
#define EITHER 2
#endif
__global__ void k() {}
"""
FOLDS = {
    "32": 32,
    "0x1Fu": 31,
    "010": 8,
    "0b101": 5,
    "1'024ull": 1024,
    "AREA": 258,
    "kLanes - 1": 31,
    "braced": 64,
    "FOUR": 4,
    "bytes": 16 * 258,
    "(size_t)96 * 1024": 98304,
    "static_cast<int>(64 << 10)": 65536,
    "uint32_t(-1)": -1,
    "int(64 << 10) + 1": 65537,
    "int(unknown)": None,
    "sizeof(unsigned long long) * 2": 16,
    "sizeof(float *)": 8,
    "1 + 2 * 3 - 8 / 4 % 3": 5,
    "1 << 4 | 3 & 2": 18,
    "-(2) + +5": 3,
    "64 /* KiB */ * 1024": 65536,
    "CALL(1)": 3,
    "NESTED(CALL(2)) + 1": 9,
    "~0u": (1 << 32) - 1,
    "~0": -1,
    "~1ull": (1 << 64) - 2,
    "UINT_MAX": (1 << 32) - 1,
}


def constants() -> Constants:
    seen = scanned(FILE)
    assert seen is not None
    return Constants(seen)


UNCERTAIN = (
    "variable", "hidden", "unknown", "NEXT", "EITHER", "LOOP", "CALL", "USES(1)", "1.5", "1 /", "",
    "sizeof(Mine)", "sizeof x", "1 / 0", "-1 / 2", "1 << 70", "f(3)", "a ? 1 : 2", "(1", "1)", "09",
)  # fmt: skip


@pytest.mark.parametrize(("text", "value"), FOLDS.items())
def test_what_folds(text: str, value: int) -> None:
    assert constants().fold(text) == value


@pytest.mark.parametrize("text", UNCERTAIN)
def test_what_is_not_certain(text: str) -> None:
    assert constants().fold(text) is None


def test_macros_of_headers_count_where_the_file_has_no_such_name() -> None:
    seen = scanned(FILE)
    assert seen is not None
    known = Constants(seen, {"N": "1", "TILE": "N * 2", "SELF": "SELF", "TEXT": '"a"'})
    folded = [known.fold(text) for text in ("N", "TILE + 1", "SELF", "TEXT")]
    assert folded == [16, 33, None, None]


@given(st.text("0123456789+-*/%<>&|() xN", max_size=30))
def test_it_never_raises(text: str) -> None:
    value = constants().fold(text)
    assert value is None or abs(value) < 1 << 64


@given(st.integers(0, 2**64 - 1), st.sampled_from(["", "u", "UL", "ll", "z"]))
def test_literals_have_their_value(value: int, suffix: str) -> None:
    for text in (str(value), hex(value), bin(value)):
        assert integer(text + suffix) == value


@pytest.mark.parametrize(
    ("words", "size"),
    [("int", 4), ("unsigned", 4), ("long long int", 8), ("const double", 8), ("unsigned char", 1),
     ("half2", 4), ("T", None), ("long double", None), ("struct x", None), ("void *", 8)],
)  # fmt: skip
def test_sizes(words: str, size: int | None) -> None:
    assert size_of(words.split()) == size
