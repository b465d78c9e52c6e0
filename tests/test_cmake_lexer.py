"""The lexer of CMake's language, judged by CMake itself, which traces its own parse of a file."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.text.cmake import Argument, Command, Form, commands

CORPUS = Path(__file__).parent.parent / "corpus"
FILES = sorted(
    path
    for path in CORPUS.rglob("*")
    if path.name == "CMakeLists.txt" or path.suffix == ".cmake" or path.name.endswith(".cmake.in")
)
HARD = rb"""# comment ( with " brackets
cmake_minimum_required(VERSION 3.20) #[[ a bracket
comment ) ]]
project ( a-b "c d" ) # end
set(X -DX="a b" $<$<CONFIG:Debug>:-g;-O0> ${a${b}} $ENV{HOME}/x a\ b a\;b "q \" ; \
 goes on" [=[ raw ]] ${no} ]=] @AT@ $(MAKEVAR))
if((A AND (NOT B)) OR "x" STREQUAL "")
	ENDIF ()
  message(
    STATUS # within
    "two
lines" #[==[ ] ]==] last)
set(EMPTY)
set_property(TARGET t PROPERTY P "a;b" [[ x]])
set(CR a
    "b
c")
"""


def value(data: bytes, argument: Argument) -> str:
    """What CMake's trace calls an argument: its text, not evaluated."""
    text = data[argument.span.start : argument.span.end].replace(b"\r\n", b"\n")
    if argument.form is Form.QUOTED:
        text = re.sub(rb"(?<!\\)((?:\\\\)*)\\\n", rb"\1", text[1:-1])
    if argument.form is Form.BRACKET:
        opening = re.match(rb"\[=*\[", text)
        assert opening is not None
        text = text[opening.end() : -opening.end()].removeprefix(b"\n")
    return text.decode("utf-8", "surrogateescape")


def traced(data: bytes, calls: tuple[Command, ...], work: Path) -> list[tuple[int, list[str]]]:
    """Line and arguments of each call, as CMake reads them: every command is one of an empty
    macro's.
    """
    out, at = bytearray(), 0
    for call in calls:
        out += data[at : call.span.start] + b"noop"
        at = call.span.start + len(call.name)
    (work / "f.cmake").write_bytes(bytes(out) + data[at:])
    (work / "run.cmake").write_text(f'macro(noop)\nendmacro()\ninclude("{work}/f.cmake")\n')
    trace = ["--trace", "--trace-format=json-v1", f"--trace-redirect={work}/trace"]
    done = subprocess.run(
        ["cmake", *trace, "-P", str(work / "run.cmake")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    lines = (work / "trace").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    found = [json.loads(line) for line in lines]
    return [(item["line"], item["args"]) for item in found if item.get("cmd") == "noop"]


def own(data: bytes, calls: tuple[Command, ...]) -> list[tuple[int, list[str]]]:
    return [
        (data[: call.span.start].count(b"\n") + 1, [value(data, item) for item in call.arguments])
        for call in calls
    ]


@pytest.mark.skipif(shutil.which("cmake") is None, reason="cmake is not installed")
@pytest.mark.parametrize(
    "data",
    [HARD, HARD.replace(b"\n", b"\r\n"), *(path.read_bytes() for path in FILES)],
    ids=["hard", "crlf", *(path.relative_to(CORPUS).as_posix() for path in FILES)],
)
def test_commands_are_those_that_cmake_reads(data: bytes, tmp_path: Path) -> None:
    calls = commands(data)
    assert calls is not None
    assert own(data, calls) == traced(data, calls, tmp_path)


@pytest.mark.parametrize(
    "text",
    [b"set(", b"set(a", b"set a)", b"(a)", b'set("a)', b"a b(c)", b"set(a) b", b"1a(b)", b"\\"],
)
def test_what_is_not_the_language_is_refused(text: bytes) -> None:
    assert commands(text) is None


def test_a_byte_order_mark_is_none_of_the_first_name() -> None:
    calls = commands(b"\xef\xbb\xbfset(a b)")
    assert calls is not None
    assert [(call.name, call.span) for call in calls] == [(b"set", (3, 11))]


def test_a_line_of_a_template_is_no_command() -> None:
    calls = commands(b"@PACKAGE_INIT@\ninclude(x)\n")
    assert calls is not None
    assert [call.name for call in calls] == [b"include"]
    assert commands(b"set @X@(a)") is None


ALPHABET = st.sampled_from([*'()"\\#[]=;$<>{} \n\tab', "set(", "[[", "]]", "#[[", "\r\n"])


@given(st.lists(ALPHABET, max_size=40).map("".join))
@example('set(a"b")')
def test_arguments_stand_in_their_commands_in_order(text: str) -> None:
    data = text.encode()
    before = 0
    for call in commands(data) or ():
        assert before <= call.span.start < call.head.end <= call.span.end <= len(data)
        assert data[call.span.end - 1 : call.span.end] == b")"
        before = call.head.end
        for item in call.arguments:
            assert before <= item.span.start < item.span.end < call.span.end
            before = item.span.end
        before = call.span.end
