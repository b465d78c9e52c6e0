"""A pass that is asked for fixes only finds the same ones as a pass that decides on every use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.files.source import SourceFile
from migrate.model import Fix
from migrate.port.analyse import analyse
from migrate.port.indexing import own_macros
from migrate.port.job import Job
from migrate.port.subject import scanned, subject
from migrate.rules.constructs import Case, Rule, fixing
from migrate.tree.parsing import Earlier, tree_of
from tests.porting import guards, index, rules, vocabulary
from tests.test_properties import EVERYTHING, ROOT, SUFFIXES

TARGETS = ("hip", "musa", "maca", "sycl")
# Originals, and what ports made of them: the text that a second look is at.
FILES = [
    file
    for pattern in ("corpus/*/*/**/*", "rules/common/*/*.cu", "rules/*/*/*.cu")
    for file in sorted(ROOT.glob(pattern))
    if file.suffix in SUFFIXES
]


def fixes(source: bytes, path: str, to: str, *, only: bool) -> list[tuple[int, Fix]]:
    """The fixes of a source as it stands, with the places of their references."""
    tree = index({path: source}, to)
    known = guards(to).knowing(own_macros(tree, guards(to), rules(to)))
    job = Job(rules(to), vocabulary(to), tree, known)
    file = subject(SourceFile(path, source), job, EVERYTHING)
    seen = scanned(file, source, always=True)
    assert seen is not None
    options = frozenset({"launch-syntax=macro"})
    context = replace(file.context, cases=rules(to).cases(options, editing=True))
    earlier = Earlier(tree_of(seen), ())  # a first look edits conditions, a second does not
    made = analyse(seen, file.names, context, earlier, only_fixes=only)
    return [(entry.reference.start, entry.fix) for entry in made.entries if entry.fix]


def assert_same(source: bytes, path: str, to: str) -> int:
    every = fixes(source, path, to, only=False)
    assert fixes(source, path, to, only=True) == every, (path, to)
    return len(every)


@pytest.mark.parametrize("to", TARGETS)
def test_some_of_the_corpus_and_the_examples(to: str) -> None:
    assert_same_of(FILES[:: 6 if to == "hip" else 24], to)


@pytest.mark.slow
@pytest.mark.parametrize("to", TARGETS)
def test_the_corpus_and_the_examples(to: str) -> None:
    assert_same_of(FILES, to)


def assert_same_of(files: list[Path], to: str) -> None:
    found = [assert_same(file.read_bytes(), file.name, to) for file in files]
    assert sum(found) > 0


@given(st.data())
def test_pieces_of_them(data: st.DataObject) -> None:
    """Where the grammar is at a loss, and names stand in what is not their own place."""
    texts = [data.draw(st.sampled_from(FILES)).read_bytes() for _ in range(2)]
    at = [data.draw(st.integers(0, len(text))) for text in texts]
    source = texts[0][: at[0]] + texts[1][at[1] :]
    assert_same(source, data.draw(st.sampled_from(["a.cu", "a.h"])), "hip")


def test_a_name_that_touches_a_literal_where_all_else_stays() -> None:
    assert assert_same(
        b'void f(int a) {\n  puts("high "PRIu32);\n  __umulhi(a, a);\n}\n', "a.cu", "hip"
    )


def names(cases: list[tuple[Rule, Case]]) -> list[tuple[str, str]]:
    return [(rule.id, case.match) for rule, case in fixing(cases)]


def test_cases_behind_the_last_rewrite_of_a_rule_have_no_say() -> None:
    rule = Rule("hip/a/one", "", "", "", (), (), Path(), ())
    other = replace(rule, id="hip/a/two")
    told = next(case for each in rules().rules for case in each.cases if not case.edits)
    told = replace(told, match="told()", used=frozenset())
    made = replace(told, match="made()", rewrite="done()")
    listed = replace(told, match="listed", used=frozenset({"computed"}))
    cases = [(rule, told), (rule, listed), (rule, made), (rule, told), (other, told)]
    assert names(cases) == [("hip/a/one", "told()"), ("hip/a/one", "made()")]
    assert names([(other, told)]) == []
