"""Values of which there are very many take little room, and are the same values."""

from __future__ import annotations

import pickle
import sys

import pytest

from migrate.compact import Offsets, Rows, interned, packed
from migrate.files.pickles import read, written
from migrate.files.source import line_starts, position
from migrate.model import FileResult, Outcome, Reference, Status
from migrate.tree.filefacts import FileFacts, Opened

TEXT = b"one\ntwo\r\nthree\n" * 50


def test_offsets_are_what_the_tuple_is() -> None:
    starts = line_starts(TEXT)
    packed = Offsets.of(starts)
    assert (packed == starts, packed == Offsets.of(starts), hash(packed)) == (
        True,
        True,
        hash(starts),
    )
    assert (packed == starts[1:], packed == "text") == (False, False)
    assert [*packed] == [*starts]
    assert (packed[-1], len(packed)) == (starts[-1], len(starts))
    assert packed[2:4] == Offsets.of(starts[2:4])
    assert [position(packed, at) for at in range(len(TEXT))] == [
        position(starts, at) for at in range(len(TEXT))
    ]
    assert sys.getsizeof(packed._items) < sys.getsizeof(starts)  # noqa: SLF001


def test_offsets_have_two_bytes_where_that_is_enough() -> None:
    small, large = Offsets.of([0, 2**16 - 1]), Offsets.of([0, 2**16])
    assert [*small, *large] == [0, 2**16 - 1, 0, 2**16]
    assert len(pickle.dumps(large)) - len(pickle.dumps(small)) == 4
    assert large[:1] == small[:1]


def test_rows_are_what_the_tuple_is() -> None:
    said = tuple(
        Reference(at, at + 4, f"cuda{at % 3}", [*Status][at % 2], "hip/names/runtime")
        for at in range(0, 3000, 10)
    )
    rows = Rows.of(said)
    assert (rows == said, rows == Rows.of(said), hash(rows) == hash(said)) == (True, True, True)
    assert rows != said[1:]
    assert (rows[0], rows[-1], rows[1:3], len(rows)) == (said[0], said[-1], said[1:3], len(said))
    with pytest.raises(IndexError):
        rows[len(said)]
    assert pickle.loads(pickle.dumps(rows)) == read(written(rows)) == said
    assert len(pickle.dumps(rows)) < len(pickle.dumps(said)) / 2
    assert Rows.of([]) == ()


def test_a_word_of_many_values_is_one_word() -> None:
    """Else each of many thousand files would have its own of what all of them say."""
    one, other = (
        pickle.loads(pickle.dumps(FileFacts("a.cu", ("cuda_runtime.h",), words=("x y",))))
        for _ in range(2)
    )
    assert one == other
    assert one.includes[0] is other.includes[0]
    assert one.words[0] is other.words[0]
    opened = (Opened("a", "b c"), frozenset({"d"}), 1, None, b"e")
    assert interned(opened) == opened
    assert type(interned(opened)[0]) is Opened


def test_the_ported_text_is_kept_in_few_bytes() -> None:
    result = FileResult("a.cu", Outcome.PORTED, packed=packed(TEXT))
    assert (result.content, result.is_changed) == (TEXT, True)
    assert len(pickle.dumps(result)) < len(TEXT)
    plain = FileResult("a.cu", Outcome.UNCHANGED)
    assert (plain.content, plain.is_changed) == (None, False)


def test_offsets_have_four_bytes() -> None:
    assert [*Offsets.of([0, 2**32 - 1])] == [0, 2**32 - 1]
    with pytest.raises(OverflowError):
        Offsets.of([2**32])


@pytest.mark.parametrize(
    "value",
    [
        FileFacts("a.cu"),
        FileFacts("a.cu", ("b.h",), types=frozenset({"T"}), is_plain=True),
        FileResult("a.cu", Outcome.UNCHANGED),
        FileResult(
            "a.cu",
            Outcome.PORTED,
            references=(Reference(0, 3, "cudaFree", Status.PORTED, "hip/names/runtime"),),
            packed=packed(b""),
            lines=Offsets.of((0, 4)),
        ),
    ],
)
def test_what_is_not_said_is_not_pickled(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == read(written(value)) == value


def test_what_is_not_said_is_one_value_in_every_process() -> None:
    """Else each of many thousand files would have empty sets of its own."""
    facts = pickle.loads(pickle.dumps(FileFacts("a.cu")))
    assert facts.types is FileFacts("b.cu").types
    assert len(pickle.dumps(FileFacts("a.cu"))) < 120
