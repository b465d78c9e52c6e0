"""One long line: each report goes through it once, and people see the place and not the line."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from migrate.files.source import line_starts
from migrate.model import Finding, Status
from migrate.report.outputs.excerpt import excerpt
from migrate.report.outputs.findings import Columns
from migrate.text.lexer import trivia
from migrate.text.suppress import parse, settle
from tests.porting import port

TEXT = "\ufeffa\u00e4\u4e2d\U0001f600 " + "b\u00e4\U0001f600\u4e2d" * 900 + "\nc\u00e4\n"


def test_columns_of_a_long_line_are_those_of_its_text() -> None:
    data = TEXT.encode()
    columns = Columns(data)
    for offset in [*range(3, len(data) - 12, 7), 3, len(data) - 4, 1_030, 1_027]:
        if data[offset] & 0xC0 == 0x80:
            continue
        line = data.rfind(b"\n", 0, offset) + 1
        before = data[line:offset].decode().removeprefix("\ufeff")
        assert columns.characters(offset).column == len(before) + 1
        assert columns.utf16(offset).column == len(before.encode("utf-16-le")) // 2 + 1


@pytest.mark.parametrize("around", [0, 100, 600, 100_000])
def test_an_excerpt_is_cut_around_its_place(around: int) -> None:
    data = ("\u00e4" * around + "cudaFree(p)" + "\u4e2d" * around + "\r\n").encode()
    at = data.index(b"cudaFree")
    source, carets = excerpt(data, line_starts(data), at, at + 8)
    assert "cudaFree(p)" in source
    assert "\ufffd" not in source
    assert len(source) < 300
    assert carets.count("^") == 8


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def test_columns_of_a_line_are_counted_once() -> None:
    data = ("\u00e4" * 2_000_000).encode()
    columns = Columns(data)
    assert seconds(lambda: [columns.utf16(at) for at in range(0, len(data), 4_000)]) < 2


def test_many_comments_that_ignore() -> None:
    lines = [f"  cudaOdd{n}(0); // migrate: ignore[cudaOdd{n}]\n" for n in range(400)]
    lines[7] = "  cudaOdd7(0); // migrate: ignore[cudaElse]\n"
    result = port("void f() {\n" + "".join(lines) + "}\n")
    assert [item.rule for item in result.findings] == [
        "migrate/unknown-name",
        "migrate/unused-suppression",
    ]


def test_comments_that_stand_above_others_mean_the_code_below_all() -> None:
    data = b"// migrate: ignore[a]\n// migrate: ignore[b]\n// why\n\nx();\ny();\n"
    found = parse(data, trivia(data).comments.spans)
    at = data.index(b"x();")
    assert found.ignores("r", "a", at)
    assert found.ignores("r", "b", at)
    assert not found.ignores("r", "a", data.index(b"y();"))
    item = Finding("a", Status.REVIEW, "", "m", at, at + 1, "", "", None)
    _, left = settle(found, (), [item])
    assert [(finding.rule, finding.start) for finding in left] == [
        ("migrate/unused-suppression", data.index(b"// migrate: ignore[b]"))
    ]
