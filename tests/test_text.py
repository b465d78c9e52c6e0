"""The text formats: excerpts that line up on a terminal, lines that editors can read."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from migrate.files.source import line_starts
from migrate.model import Report
from migrate.report.outputs import named
from migrate.report.outputs.excerpt import excerpt
from migrate.run import run
from migrate.settings.config import Settings
from tests.warm import command, migrate

SOURCE = """#include <cuda_runtime.h>
\tint wärp = threadIdx.x & 31; /* 波 */ asm("mov.u32 %0, %smid;" : "=r"(x));
""".encode()
# As the documentation gives it for a problem matcher.
MATCHER = re.compile(r"^(.+?):(\d+):(\d+): (review|manual|unknown|info) (\S+) (.*)$")


def shown(data: bytes, text: bytes) -> tuple[str, str]:
    start = data.index(text)
    source, carets = excerpt(data, line_starts(data), start, start + len(text))
    return source, carets


def under(source: str, carets: str) -> str:
    """What stands above the carets, by cells of a terminal."""
    left, width = carets.index("^"), carets.count("^")
    found, at = "", 0
    for character in source:
        if left <= at < left + width:
            found += character
        at += cell_len(character)
    return found


@pytest.mark.parametrize(
    ("line", "text", "wanted"),
    [
        ("int x = a & 31;", "a & 31", "a & 31"),
        ("\tint x = a & 31;", "a & 31", "a & 31"),
        ("a\tb\tcall();", "call", "call"),
        ("/* 波波 */ call();", "call", "call"),
        ("x = f(波);", "波", "波"),
        ('s = "🎉"; call();', "call", "call"),
        ("call(\t1);", "call(\t1)", "call(   1)"),
        ("call();\r", "call();\r", "call();"),
    ],
)
def test_carets_stand_below_the_place(line: str, text: str, wanted: str) -> None:
    data = f"first\n{line}\nlast\n".encode()
    source, carets = shown(data, text.encode())
    assert source.startswith("2 | ")
    assert under(source, carets) == wanted


def test_a_span_of_several_lines_is_shown_by_its_first() -> None:
    source, carets = shown(b"x;\nf(a,\n  b);\n", b"f(a,\n  b)")
    assert (source, carets) == ("2 | f(a,", "  | ^^^^")


def test_a_long_line_is_cut_around_the_place() -> None:
    source, carets = shown(b"a " * 300 + b"here" + b" b" * 300, b"here")
    assert under(source, carets) == "here"
    assert len(source) < 130
    assert source.count("…") == 2


def test_bytes_that_would_move_the_cursor_are_replaced() -> None:
    source, _ = shown(b"a\x1b[31m\x07\xff\xe2\x80\xae here", b"here")
    assert source == "1 | a\ufffd[31m\ufffd\ufffd\ufffd here"


@given(st.binary(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_bytes_give_two_lines(data: bytes, start: int, length: int) -> None:
    start = min(start, len(data))
    end = min(start + length, len(data))
    source, carets = excerpt(data, line_starts(data), start, end)
    assert "\n" not in source + carets
    assert set(carets.partition("| ")[2]) <= {" ", "^"}


@pytest.fixture
def report(tmp_path: Path) -> Report:
    (tmp_path / "a b.cu").write_bytes(SOURCE)
    return run([tmp_path], Settings(jobs=1)).report


@pytest.mark.parametrize("form", ["concise", "full"])
def test_every_finding_has_a_line_that_editors_can_read(report: Report, form: str) -> None:
    text = named(form).render(report, lambda _: SOURCE).decode()
    found = [match.groups() for line in text.splitlines() if (match := MATCHER.match(line))]
    assert [(path, int(line), rule) for path, line, _, _, rule, _ in found] == [
        ("a b.cu", 2, finding.rule) for finding in report.files[0].findings
    ]


def test_groups_name_each_file_once(report: Report) -> None:
    text = named("grouped").render(report, lambda _: SOURCE).decode()
    assert text.splitlines()[0] == "a b.cu"
    assert text.count("a b.cu") == 1


def test_the_sums_come_last(report: Report) -> None:
    for form in ("concise", "full", "grouped"):
        *_, last = named(form).render(report, lambda _: SOURCE).decode().split("\n\n")
        assert last.startswith("Port to hip")


def on_a_terminal(*arguments: str, **environment: str) -> bytes:
    """What the command prints where a person looks at it."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        command(*arguments), stdout=child, env={**os.environ, **environment}
    ) as process:
        os.close(child)
        printed = b""
        with suppress(OSError):  # raised when the other side has closed
            while part := os.read(parent, 65536):
                printed += part
        os.close(parent)
        process.wait()
    return printed


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_bytes(SOURCE)
    path = str(tmp_path)
    assert b"\x1b[3" in on_a_terminal("check", path, NO_COLOR="")
    assert b"\x1b[" not in on_a_terminal("check", path, NO_COLOR="1")
    assert b"\x1b[32m+#include <hip" in on_a_terminal("port", path, "--diff", "-q", NO_COLOR="")
    assert b"\x1b[" not in on_a_terminal("port", path, "--diff", "-q", NO_COLOR="1")
    assert b"\x1b[" not in migrate("check", path, environment=os.environ).raw
