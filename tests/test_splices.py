"""Names that a line splice cuts are reported and never edited."""

from __future__ import annotations

import pytest

from migrate.model import Status
from migrate.tree.reading import spliced
from tests.porting import port


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("cuda\\\nMalloc(&p, 1);", ["cudaMalloc"]),
        ("cu\\\r\nda\\\r\nMalloc(&p, 1);", ["cudaMalloc"]),
        ("#define F cuda\\\nFree(p)\n", ["cudaFree"]),
        ("__sync\\\nthreads();", []),  # valid as it stands
        ("my\\\nMalloc();", []),
        ("// cuda\\\nFree\n", []),
        ('s = "cuda\\\nFree";', []),
        ("#ifdef USE_ROCM\ncuda\\\nFree(p);\n#endif\n", []),
        ("#define A \\\ncudaFree(p)\n", []),
    ],
)
def test_what_is_found(source: str, names: list[str]) -> None:
    result = port(source, "a.h")
    found = [item for item in result.references if item.rule == "migrate/spliced-name"]
    assert [item.name for item in found] == names
    assert all(item.status is Status.MANUAL for item in found)
    told = {(item.rule, item.start) for item in result.findings}
    assert {(item.rule, item.start) for item in found} <= told
    for item in found:
        assert not any(edit.start < item.end and item.start < edit.end for edit in result.edits)


def test_words_are_whole_and_disjoint() -> None:
    data = b"a\\\nb\\\nc d \\\ne f\\\n g\\\n\\\nh \xe9\\\nx"
    assert [(data[slice(*span)], name) for span, name in spliced(data)] == [(b"a\\\nb\\\nc", "abc")]
