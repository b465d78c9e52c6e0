"""Numbers at which shapes start: those beside which a shape's neighbours stand are candidates."""

from __future__ import annotations

import re

import pytest

from migrate.rules import ruleset
from migrate.rules.constructs import CAPTURE, NUMBER
from migrate.rules.numbers import Beside, numbers
from migrate.text.lexer import integer
from tests.porting import scanned

WRITTEN = {
    "blanks": "x  &\t31 ;",
    "none": "x&31;",
    "hexadecimal": "x & 0x1Fu;",
    "comments": "x /* a */ & /* b */ 31 /* c */;",
    "lines": "x & // why\n  31;",
    "splice": "x & \\\n 31;",
    "behind-it": "31 /* a */\n & x;",
    "minus-one": "x == -1;",
    "all-bits": "x == ~ 0u;",
    "macro": "#define LANE(x) ((x) & 31)",
    "named": "#define LANES 32",
    "named-behind-a-comment": "#define LANES /* of a warp */ 32",
}
LEFT_OUT = {
    "nothing": "f(0, 1, 31, 32);",
    "index": "a[0] = a[1];",
    "minus": "x - 31;",
    "in-comment": "x /* & */ 31;",
    "apart": "x & y + 31;",
    "definition-of-one": "#define ONE 1",
    "no-definition": "#define A\nint LANES 32",
}


def _numbers(text: str) -> list[str]:
    seen = scanned(f"#include <cuda_runtime.h>\nint i = warpSize;\n{text}\n")
    assert seen is not None
    return [token.text for token in seen.tokens if token.text.isdigit()]


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_number_beside_what_a_shape_has_there(text: str) -> None:
    assert len(_numbers(text)) == 1


@pytest.mark.parametrize("text", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_any_other_number_is_no_candidate(text: str) -> None:
    assert _numbers(text) == []


SHAPES = sorted(
    {
        (case.anchor, case.match)
        for rule in ruleset.load("hip").rules
        for case in rule.cases
        if case.anchor.isdigit()
    }
)


@pytest.mark.parametrize(("anchor", "shape"), SHAPES)
def test_every_shape_is_found_where_it_stands(anchor: str, shape: str) -> None:
    text = CAPTURE.sub(lambda found: "int" if found[2] == "type" else f"a_{found[2]}", shape)
    assert anchor in _numbers(text)
    spread = re.sub(r"(?<=[^\s#\w])(?=\w)|(?<=\w)(?=[^\s\w(])", " /**/ ", text)
    assert anchor in _numbers(spread)


def test_what_a_shape_has_beside_its_number() -> None:
    shapes = {
        "$a <<= 5": Beside(b"<<=", b"", in_directive=False),
        "$a == -1": Beside(b"-", b"", in_directive=False),
        "f$a[32 >> $b]": Beside(b"[", b">>", in_directive=False),
        "{32, $*rest}": Beside(b"{", b"", in_directive=False),
        "{32, $rest}": Beside(b"{", b",", in_directive=False),
        "#if $x == 32": Beside(b"==", b"", in_directive=True),
        "return 32;": Beside(b"", b";", in_directive=False),
        "$x1 + 2": Beside(b"+", b"", in_directive=False),
    }
    for shape, beside in shapes.items():
        number = NUMBER.search(shape)
        assert number is not None
        assert numbers([(str(integer(number[0])), shape)]) == {number[0]: {beside}}
    assert numbers([("cudaFree", "cudaFree(0)")]) == {}
