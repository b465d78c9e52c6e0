"""Every construct rule does what its example says, and keeps the promises of every port."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from migrate.command.examples import disagreements, port_example, rules_below
from migrate.model import FileResult, Outcome, Safety, Span, Status
from migrate.port.soundness import bytes_kept, new_syntax_errors
from migrate.rules.constructs import Case, Rule
from migrate.rules.ruleset import RuleSet
from migrate.rules.targets import rules_folder
from migrate.text.syntax import parse
from migrate.tree.parsing import type_arguments
from tests.porting import assert_sound, scanned

EXAMPLES = rules_below(rules_folder())
each_rule = pytest.mark.parametrize(
    ("rules", "rule"), EXAMPLES, ids=[rule.id for _, rule in EXAMPLES]
)


@cache
def ported(rules: RuleSet, rule: Rule) -> FileResult:
    return port_example(rules, rule)


def text_of(rule: Rule, result: FileResult) -> bytes:
    return rule.example.read_bytes() if result.content is None else result.content


@each_rule
def test_the_example_is_ported_as_it_says(rules: RuleSet, rule: Rule) -> None:
    assert list(disagreements(rule, ported(rules, rule))) == []


@each_rule
def test_a_second_run_makes_no_edit(rules: RuleSet, rule: Rule, tmp_path: Path) -> None:
    again = tmp_path / rule.example.name
    again.write_bytes(text_of(rule, ported(rules, rule)))
    second = port_example(rules, replace(rule, file=again.with_suffix(".toml")))
    assert second.outcome is Outcome.UNCHANGED, second.reason


@each_rule
def test_bytes_outside_the_edits_are_kept(rules: RuleSet, rule: Rule) -> None:
    before, result = rule.example.read_bytes(), ported(rules, rule)
    assert_sound(before, result)
    assert bytes_kept(before, text_of(rule, result), result.edits)


@each_rule
def test_comments_are_kept(rules: RuleSet, rule: Rule) -> None:
    """No comment of an example is lost, not even one beside an argument that goes."""
    comment = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
    before, after = rule.example.read_bytes(), text_of(rule, ported(rules, rule))
    assert comment.findall(before) == comment.findall(after)


def types_in(text: bytes, rules: RuleSet) -> list[Span]:
    """What macros of the target are given for types, which the grammar does not take."""
    seen = scanned(text, to=rules.info.name)
    return list(type_arguments(seen, rules.info.type_macros)) if seen is not None else []


@each_rule
def test_the_port_has_no_new_syntax_error(rules: RuleSet, rule: Rule) -> None:
    before, result = rule.example.read_bytes(), ported(rules, rule)
    texts = (before, text_of(rule, result))
    was, now = (parse(text, types_in(text, rules)) for text in texts)
    assert list(new_syntax_errors(before, result.edits, was, now)) == []


@each_rule
def test_fixes_have_the_declared_safety(rules: RuleSet, rule: Rule) -> None:
    declared = {case.safety for case in rule.cases if case.rewrite is not None}
    made = {
        finding.fix.safety
        for finding in ported(rules, rule).findings
        if finding.rule == rule.id and finding.fix is not None
    }
    assert made <= declared
    assert Safety.MANUAL not in made


@each_rule
def test_windows_line_ends_are_kept(rules: RuleSet, rule: Rule, tmp_path: Path) -> None:
    windows = tmp_path / rule.example.name
    windows.write_bytes(rule.example.read_bytes().replace(b"\n", b"\r\n"))
    shutil.copy(rule.expected, tmp_path)
    result = port_example(rules, replace(rule, file=windows.with_suffix(".toml")))
    assert text_of(replace(rule, file=windows.with_suffix(".toml")), result) == (
        rule.expected.read_bytes().replace(b"\n", b"\r\n")
    )


@each_rule
def test_wording(rules: RuleSet, rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z_].*[^.]", rule.title)
    for case in rule.cases:
        for text in (case.message, case.suggestion):
            assert text == " ".join(text.split()), "one line, single spaces"
            assert not text.endswith(".")
        if case.status in (Status.REVIEW, Status.MANUAL):
            assert case.message


def is_constrained(case: Case) -> bool:
    versions = case.since or case.until
    return bool(case.where or case.used or versions or case.arch or case.around.asks or case.scopes)


@each_rule
def test_cases_can_be_reached(rules: RuleSet, rule: Rule) -> None:
    """A case that follows the same shape without a constraint of its own never matches."""
    shapes = [(case.shape, is_constrained(case)) for case in rule.cases]
    for _, same in groupby(sorted(shapes, key=lambda shape: shape[0]), key=lambda shape: shape[0]):
        assert [constrained for _, constrained in same][:-1].count(False) == 0
