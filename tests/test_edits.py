"""Fixes that collide and fixes that do not, and what is known of the bytes afterwards."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.model import Edit, Fix
from migrate.rewrite.edits import Change, accept, apply

TEXT = st.binary(max_size=3) | st.sampled_from((b"\n", b"a\n"))


@st.composite
def some_edits(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    """Edits of one fix: in order, no two at one place."""
    places = draw(st.lists(st.integers(0, length), max_size=5, unique=True))
    bounds = sorted(places)
    pairs = [(a, draw(st.integers(a, b))) for a, b in pairwise(bounds)]
    edits = [Edit(start, end, draw(TEXT)) for start, end in pairs if draw(st.booleans())]
    return tuple(edit for edit in edits if edit.text or edit.start < edit.end)


@st.composite
def data_and_fixes(draw: st.DrawFn) -> tuple[bytes, list[Fix]]:
    data = draw(st.binary(max_size=14))
    return data, draw(st.lists(some_edits(len(data)).map(Fix), max_size=5))


def disjoint(data: bytes, fixes: list[Fix]) -> list[Edit]:
    """The edits of the fixes that go together."""
    accepted = accept(fixes)
    return [edit for fix, ok in zip(fixes, accepted, strict=True) if ok for edit in fix.edits]


@st.composite
def data_and_edits(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    data, fixes = draw(data_and_fixes())
    return data, disjoint(data, fixes)


def by_hand(data: bytes, edits: list[Edit]) -> bytes:
    for edit in sorted(edits, key=lambda edit: (*edit[:2], not lines(edit)), reverse=True):
        data = data[: edit.start] + edit.text + data[edit.end :]
    return data


def lines(edit: Edit) -> bool:
    """Whether the edit ends a line, and so stands before others inserted at its place."""
    return edit.text.endswith(b"\n")


def overlap(left: Edit, right: Edit) -> bool:
    """Whether the order in which two edits are made would matter and is not known."""
    if left.start == left.end and right.start == right.end:
        return left.start == right.start and lines(left) == lines(right)
    return max(left.start, right.start) < min(left.end, right.end) or (
        left.start < right.start == right.end < left.end
        or right.start < left.start == left.end < right.end
    )


@given(data_and_edits())
def test_applied_as_by_hand(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    assert apply(data, edits).data == by_hand(data, edits)


@given(data_and_edits().flatmap(lambda case: st.tuples(st.just(case), st.permutations(case[1]))))
def test_the_order_of_edits_is_irrelevant(
    case: tuple[tuple[bytes, list[Edit]], list[Edit]],
) -> None:
    (data, edits), shuffled = case
    assert apply(data, shuffled) == apply(data, edits)


@given(data_and_fixes())
def test_accepted_edits_do_not_overlap(case: tuple[bytes, list[Fix]]) -> None:
    edits = disjoint(*case)
    for at, edit in enumerate(edits):
        assert not any(overlap(edit, other) for other in edits[at + 1 :])


@given(data_and_fixes())
@example((b"abcdefg", [Fix((Edit(4, 4, b"\n"),)), Fix((Edit(4, 4, b"x"),))]))
def test_a_fix_is_held_if_and_only_if_it_overlaps_an_accepted_one(
    case: tuple[bytes, list[Fix]],
) -> None:
    taken: list[Edit] = []
    for fix, ok in zip(case[1], accept(case[1]), strict=True):
        assert ok != any(overlap(edit, other) for edit in fix.edits for other in taken)
        taken.extend(fix.edits if ok else ())


@given(data_and_fixes())
def test_of_two_fixes_either_both_go_or_the_first_one_does(case: tuple[bytes, list[Fix]]) -> None:
    for left, right in permutations(case[1], 2):
        there, back = accept([left, right]), accept([right, left])
        assert there[0] is back[0] is True
        assert there[1] == back[1]


@given(data_and_edits())
def test_kept_runs_are_the_old_bytes(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    change = apply(data, edits)
    for run in change.kept:
        assert run.start < run.end
        assert change.data[run.at : run.at + run.end - run.start] == data[run.start : run.end]
    kept = {offset for run in change.kept for offset in range(run.start, run.end)}
    replaced = {offset for edit in edits for offset in range(edit.start, edit.end)}
    assert kept == set(range(len(data))) - replaced


@given(data_and_edits())
def test_every_byte_knows_where_it_came_from(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    change = apply(data, edits)
    sources = [change.source_of(offset) for offset in range(len(change.data))]
    known = [source for source in sources if source is not None]
    assert known == sorted(set(known))
    assert bytes(data[source] for source in known) == b"".join(
        change.data[at : at + 1] for at, source in enumerate(sources) if source is not None
    )
    assert len(known) == sum(run.end - run.start for run in change.kept)
    assert change.source_of(len(change.data)) is None
    assert change.source_of(-1) is None


@given(data_and_edits())
def test_a_change_as_edits_makes_the_same_bytes(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    change = apply(data, edits)
    again = change.edits(len(data))
    assert by_hand(data, list(again)) == change.data
    assert all(left.end < right.start for left, right in pairwise(again))
    sources = [change.source_of(offset) for offset in range(len(change.data))]
    assert [apply(data, again).source_of(offset) for offset in range(len(sources))] == sources


@given(data_and_edits(), st.data())
def test_a_change_followed_by_another(case: tuple[bytes, list[Edit]], more: st.DataObject) -> None:
    data, edits = case
    first = apply(data, edits)
    second = apply(first.data, more.draw(some_edits(len(first.data))))
    both = first.then(second)
    assert both.data == second.data
    for offset in range(len(second.data)):
        middle = second.source_of(offset)
        assert both.source_of(offset) == (None if middle is None else first.source_of(middle))
    assert by_hand(data, list(both.edits(len(data)))) == second.data


@given(data_and_edits())
def test_nothing_more_changes_nothing(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    change = apply(data, edits)
    same = change.then(apply(change.data, []))
    assert (same.data, same.edits(len(data))) == (change.data, change.edits(len(data)))
    before = apply(data, []).then(change)
    assert (before.data, before.kept) == (change.data, change.kept)


def fix(*edits: tuple[int, int]) -> Fix:
    return Fix(tuple(Edit(start, end, b"x") for start, end in edits))


TOGETHER = {
    "apart": [fix((0, 2)), fix((4, 6))],
    "touching": [fix((0, 2)), fix((2, 4))],
    "insert-before": [fix((2, 4)), fix((2, 2))],
    "insert-behind": [fix((2, 4)), fix((4, 4))],
    "inserts-around": [fix((2, 2), (4, 4)), fix((2, 4))],
    "interleaved": [fix((0, 1), (4, 5)), fix((2, 3), (6, 7))],
    "nested-gaps": [fix((0, 1), (9, 9)), fix((2, 3), (8, 8)), fix((4, 5))],
    "nothing": [Fix(()), fix((1, 2))],
}
APART = {
    "same": [fix((0, 2)), fix((0, 2))],
    "overlap": [fix((0, 3)), fix((2, 4))],
    "inside": [fix((0, 6)), fix((2, 4))],
    "around": [fix((2, 4)), fix((0, 6))],
    "insert-inside": [fix((0, 4)), fix((2, 2))],
    "two-inserts": [fix((2, 2)), fix((2, 2))],
    "one-of-several": [fix((0, 1), (4, 5)), fix((2, 3), (4, 5))],
    "same-start": [fix((2, 4)), fix((2, 6))],
    "same-end": [fix((2, 6)), fix((4, 6))],
}


@pytest.mark.parametrize("fixes", TOGETHER.values(), ids=TOGETHER.keys())
def test_fixes_that_go_together(fixes: list[Fix]) -> None:
    for order in permutations(fixes):
        assert all(accept(order))


@pytest.mark.parametrize("fixes", APART.values(), ids=APART.keys())
def test_fixes_of_which_the_later_is_held(fixes: list[Fix]) -> None:
    assert accept(fixes) == (True, False)
    assert accept(fixes[::-1]) == (True, False)


def test_a_held_fix_holds_no_other() -> None:
    assert accept([fix((0, 2)), fix((1, 5)), fix((4, 6))]) == (True, False, True)


def test_an_insertion_stands_before_a_replacement_at_its_point() -> None:
    assert apply(b"abc", [Edit(1, 2, b"X"), Edit(1, 1, b"+")]) == apply(
        b"abc", [Edit(1, 1, b"+"), Edit(1, 2, b"X")]
    )
    assert apply(b"abc", [Edit(1, 2, b"X"), Edit(1, 1, b"+")]).data == b"a+Xc"


@pytest.mark.parametrize("fixes", [APART[name] for name in APART if name != "two-inserts"])
def test_edits_that_overlap_are_never_applied(fixes: list[Fix]) -> None:
    with pytest.raises(ValueError, match="edits overlap"):
        apply(b"0123456789", [edit for fix in fixes for edit in fix.edits])


def test_no_edit_of_no_bytes() -> None:
    assert apply(b"", []) == Change(b"", ())
    assert apply(b"", [Edit(0, 0, b"x")]).edits(0) == (Edit(0, 0, b"x"),)


def test_whole_lines_are_inserted_before_all_else_at_their_place() -> None:
    call, lines, other = Edit(2, 2, b"g("), Edit(2, 2, b"#include <a>\n"), Edit(2, 2, b"\n#b\n")
    for edits in ((call, lines), (lines, call)):
        assert accept([Fix((edit,)) for edit in edits]) == (True, True)
        assert apply(b"a\nf(x)", edits).data == b"a\n#include <a>\ng(f(x)"
    assert accept([Fix((lines,)), Fix((call,)), Fix((other,)), Fix((call,))]) == (
        True,
        True,
        False,
        False,
    )
