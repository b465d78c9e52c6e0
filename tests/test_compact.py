"""Values of which there are very many take little room, and are the same values."""

from __future__ import annotations

import pickle
import sys

import pytest

from migrate.compact import Offsets, packed
from migrate.files.pickles import read, written
from migrate.files.source import line_starts, position
from migrate.model import FileResult, Outcome, Reference, Status
from migrate.tree.filefacts import FileFacts

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
