"""The page of a rule: each thing is said once, of all its shapes, without the marks of captures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.report.describe import explain
from migrate.report.rulepage import example, groups, in_words
from migrate.rules.constructs import Rule
from migrate.rules.rulefiles import load_rule
from migrate.rules.ruleset import load

TEXT = """
title = "T"
message = "$size is too small"
status = "review"
each.f = ["cudaOne", "cudaTwo", "cudaThree"]
[[case]]
match = "$f($size, $*rest)"
suggestion = "Write $f(2 * $size), or ask $size of the user"
[[case]]
match = ["$f($size)", "$f(&$size)"]
rewrite = "hip($f, $size)"
safety = "safe"
since = "6.0"
[[case]]
match = "cudaType"
used = ["computed", "printed"]
status = "manual"
message = "$use does not compile"
suggestion = "Convert $name"
"""
BEFORE = """\
// expect: hip/area/rule
kept(cudaType(1));
// ok: hip/area/rule
cudaFree(0);
// expect: hip/area/rule
cudaOne(
    1);
// expect: hip/area/other
cudaTwo(1);
"""


@pytest.fixture(name="rule")
def written(tmp_path: Path) -> Rule:
    file = tmp_path / "hip/area/rule.toml"
    file.parent.mkdir(parents=True)
    file.write_text(TEXT)
    file.with_suffix(".cu").write_text(BEFORE)
    after = BEFORE.replace("cudaOne(\n    1);", "hip(cudaOne, 1);").replace("cudaTwo", "hipTwo")
    file.with_suffix(".expected.cu").write_text(after)
    return load_rule(file, tmp_path, {})


def test_shapes_are_grouped_by_what_is_said(rule: Rule) -> None:
    first, second, third = groups(rule)
    (shape,) = first.shapes
    assert (shape.text, shape.also) == ("cudaOne(size, ...)", ("cudaTwo", "cudaThree"))
    assert first.outcome == "to be reviewed (minutes)"
    assert first.message == "'size' is too small"
    assert first.suggestion == "Write cudaOne(2 * size), or ask 'size' of the user"
    assert [shape.text for shape in second.shapes] == ["cudaOne(size)", "cudaOne(&size)"]
    assert [shape.rewrite for shape in second.shapes] == ["hip(cudaOne, size)"] * 2
    assert (second.outcome, second.since) == ("rewritten, to be reviewed (minutes)", "6.0")
    assert third.shapes[0].text == "cudaType, of which a value is computed with or printed"
    assert third.message == "the expression does not compile"
    assert third.suggestion == "Convert the value"


def test_one_place_of_the_example_is_shown_with_its_port(rule: Rule) -> None:
    place = example(rule)
    assert place is not None
    assert (place.line, place.before, place.after) == (
        6,
        ("cudaOne(", "1);"),
        ("hip(cudaOne, 1);",),
    )


def test_a_page_says_each_thing_once() -> None:
    text = "\n".join(explain("cuda/wave/ballot-stored"))
    for said in ("keep the half of the vote that is", "Where each 32 threads have a word"):
        assert text.count(said) == 1
    assert text.count("and so __ballot, __activemask") >= 1


@pytest.mark.parametrize("target", ["hip", "musa", "maca"])
def test_no_sentence_has_a_mark_of_a_capture(target: str) -> None:
    for rule in load(target).rules:
        said = [in_words(rule.message)]
        for group in groups(rule):
            said += [group.message, group.suggestion, *(shape.text for shape in group.shapes)]
        for text in said:
            assert not re.search(r"\$\*?[A-Za-z_]", text), f"{rule.id}: {text}"
