"""Two changes of one text in one: by laws that hold for any texts, and as git merges them."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.files.linediff import changes
from migrate.files.merging import Labels, has_conflict, merge, split

LABELS = Labels(b"mine", b"theirs")
# Few different lines, so that they repeat; the last may have no end, and some end as in DOS.
LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"}\n", b"\n", b"a\r\n"]), max_size=12)
TEXTS = st.builds(lambda lines, tail: b"".join(lines) + tail, LINES, st.sampled_from([b"", b"z"]))


def merged(base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, int]:
    return tuple(merge(base, ours, theirs, LABELS))  # type: ignore[return-value]


@given(LINES, LINES)
def test_changes_make_one_text_of_the_other(old: list[bytes], new: list[bytes]) -> None:
    assert remade(old, new) == new
    assert changes(old, old) == []


def remade(old: Sequence[bytes], new: Sequence[bytes]) -> list[bytes]:
    """A text with its changes made, which have a common line between them."""
    made: list[bytes] = []
    done = 0
    for change in changes(old, new):
        assert change.start > done or not made
        made += [*old[done : change.start], *new[change.new_start : change.new_end]]
        done = change.end
    return [*made, *old[done:]]


@given(TEXTS, TEXTS, TEXTS)
def test_laws(base: bytes, ours: bytes, theirs: bytes) -> None:
    assert merged(base, ours, base) == (ours, 0)
    assert merged(base, base, theirs) == (theirs, 0)
    assert merged(base, ours, ours) == (ours, 0)
    text, conflicts = merged(base, ours, theirs)
    assert has_conflict(text) == (conflicts > 0)
    if not conflicts:
        assert merged(base, theirs, ours) == (text, 0), "it does not matter who is who"


@given(TEXTS, TEXTS, TEXTS)
def test_no_line_of_a_side_is_lost(base: bytes, ours: bytes, theirs: bytes) -> None:
    found = counted(merged(base, ours, theirs)[0])
    before = counted(base)
    for side, other in ((ours, theirs), (theirs, ours)):
        added = counted(side) - before
        # What both have added may stand there once.
        assert not added - found, "what a side has added stands there"
        removed = before - counted(other)
        assert not (before & counted(side)) - removed - found, "and what nobody has removed"


def counted(text: bytes) -> Counter[bytes]:
    """The lines of a text, however they end: what has no end may get one."""
    return Counter(line.rstrip(b"\r\n") for line in split(text))


def test_what_touches_is_a_conflict_and_what_does_not_is_none() -> None:
    base = b"1\n2\n3\n4\n"
    assert merged(base, b"1\nX\n3\n4\n", b"1\n2\n3\nY\n") == (b"1\nX\n3\nY\n", 0)
    text, conflicts = merged(base, b"1\nX\n3\n4\n", b"1\n2\nY\n4\n")
    assert conflicts == 1
    assert text == b"1\n<<<<<<< mine\nX\n3\n=======\n2\nY\n>>>>>>> theirs\n4\n"


def test_texts_with_next_to_nothing_in_common_are_cut_where_it_does_not_matter_much() -> None:
    left = [b"%d\n" % (number * 7 % 9973) for number in range(9973)]
    right = [b"%d\n" % (number * 11 % 9973) for number in range(9973)]
    assert remade(left, right) == right


def test_marks_that_a_text_has_anyway_are_no_conflict() -> None:
    assert not has_conflict(b"Title\n=======\n>>>>>>> quoted\n")
    assert not has_conflict(b"<<<<<<< a\n>>>>>>> b\n")
    assert has_conflict(b"x\r\n<<<<<<< a\r\n1\r\n=======\r\n2\r\n>>>>>>> b\r\n")


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to compare with")
@pytest.mark.parametrize("kind", ["distinct", "code", "dos"])
def test_as_git_merges(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"merge {kind}")
    for _ in range(60):
        base, ours, theirs = sides(chance, kind)
        assert merged(base, ours, theirs) == by_git(tmp_path, base, ours, theirs)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to compare with")
@pytest.mark.parametrize("kind", ["distinct", "code", "dos"])
def test_many_as_git_merges(tmp_path: Path, kind: str) -> None:
    chance = random.Random(f"many {kind}")
    for _ in range(2_000):
        base, ours, theirs = sides(chance, kind)
        assert merged(base, ours, theirs) == by_git(tmp_path, base, ours, theirs)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to compare with")
def test_texts_of_three_lines_that_repeat(tmp_path: Path) -> None:
    """Where several alignments are right, both may mark other lines, but the same as a conflict."""
    chance = random.Random("many repeats")
    words, others = [b"a\n", b"b\n", b"c\n"], 0
    for _ in range(2_000):
        base = [chance.choice(words) for _ in range(chance.randint(0, 40))]
        texts = [b"".join(lines) for lines in (base, *(edited(chance, base, words) for _ in "ab"))]
        found, expected = merged(*texts), by_git(tmp_path, *texts)
        assert (found[1] > 0) == (expected[1] > 0)
        assert found == expected or found[1]
        others += found != expected
    assert others <= 2


def by_git(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, int]:
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        (folder / name).write_bytes(text)
    command = ["git", "merge-file", "-p", "-L", "mine", "-L", "base", "-L", "theirs"]
    command += ["ours", "base", "theirs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.stdout, done.returncode


def sides(chance: random.Random, kind: str) -> tuple[bytes, ...]:
    """A text, and what two people have made of it."""
    end = b"\r\n" if kind == "dos" else b"\n"
    words = [b"line %d" % chance.randint(0, 10**6) for _ in range(60 if kind == "code" else 400)]
    words = [word + end for word in (*words, *([b"", b"{", b"}", b"  }"] * 4 * (kind == "code")))]
    base = [chance.choice(words) for _ in range(chance.randint(0, 40))]
    texts = [b"".join(lines) for lines in (base, *(edited(chance, base, words) for _ in "ab"))]
    return tuple(text.rstrip() if chance.random() < 0.15 else text for text in texts)


def edited(chance: random.Random, lines: Sequence[bytes], words: Sequence[bytes]) -> list[bytes]:
    """Lines with some added, removed, replaced and moved."""
    made = list(lines)
    for _ in range(chance.randint(0, 6)):
        at, count, kind = chance.randint(0, len(made)), chance.randint(0, 4), chance.random()
        new = [chance.choice(words) for _ in range(chance.randint(1, 4))]
        taken = made[at : at + count]
        if kind >= 0.3:
            del made[at : at + count]
        if kind < 0.3 or 0.6 <= kind < 0.9:
            made[at:at] = new
        elif kind >= 0.9:
            there = chance.randint(0, len(made))
            made[there:there] = taken
    return made
