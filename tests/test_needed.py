"""The words that an expression needs are in every text that it fits in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.text.needed import needed
from tests.porting import rules


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        (r"\buint3\b", ("uint3",)),
        (r"\breinterpret_cast\s*<[^;{}]*>\s*\(\s*\Z", ("reinterpret_cast",)),
        (r"ab\s*c", ()),
        (r"\A(?=[\s\S]*(?:__shfl\w*|__ballot\b))x", ("shfl", "ballot")),
        (r"(?:one|two)?three", ("three",)),
        (r"(?:first|fi)(?:second)*", ()),
        (r"(?:(?>third))+", ("third",)),
        (r"(?i:volatile) (?:int|short)", ("int", "short")),
        (r"(?i)volatile", ()),
        (r"(?!volatile)\w+", ()),
        (r"(?<=return) x", ("return",)),
        (r"[volatile]+", ()),
        (r"(", ()),
    ],
)
def test_what_an_expression_needs(expression: str, words: tuple[str, ...]) -> None:
    assert needed(expression) == words


@given(st.data())
def test_what_fits_has_what_is_needed(data: st.DataObject) -> None:
    """For the expressions of the rules themselves, on texts made of what they are made of."""
    around = [case.around for rule in rules().rules for case in rule.cases]
    asked = {item for each in around for item in (each.beside, each.not_beside) if item}
    written = sorted({(item.pattern, item.flags) for item in asked})
    expression, flags = data.draw(st.sampled_from(written))
    try:
        text = data.draw(st.from_regex(re.compile(expression.replace("$", "x"), flags)))
    except re.error:
        return
    words = needed(expression.replace("$", "x"), flags)
    assert not words or any(word in text for word in words)
