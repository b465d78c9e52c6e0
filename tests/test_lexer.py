"""Comments, literals and directives, in clean text and in anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.model import Span
from migrate.text.lexer import Spans, directives, tokens, trivia

# Below every character stands what it is: c of a comment, s of a literal, a dot for neither.
PICTURES = {
    "line-comment": [
        "a // b",
        "..cccc",
    ],
    "block-comment": [
        "a /* b */ c",
        "..ccccccc..",
    ],
    "block-comment-over-lines": [
        "a /* b\n * c */ d",
        "..cccccccccccc..",
    ],
    "comments-do-not-nest": [
        "/* /* */ a */",
        "cccccccc.....",
    ],
    "shortest-comment": [
        "/**/a/*/b*/c//",
        "cccc.cccccc.cc",
    ],
    "comment-goes-on": [
        "// a \\\nb\nc",
        "cccccccc..",
    ],
    "comment-goes-on-crlf": [
        "// a \\\r\nb\nc",
        "ccccccccc..",
    ],
    "comment-with-a-backslash-inside": [
        "// C:\\dir\nc",
        "ccccccccc..",
    ],
    "comment-in-string": [
        '"// a" /* " */',
        "ssssss.ccccccc",
    ],
    "string-in-comment": [
        '// "a\n"b"',
        "ccccc.sss",
    ],
    "escapes": [
        r'"a\"b\\" c "\\"',
        "ssssssss...ssss",
    ],
    "string-goes-on": [
        '"a\\\nb" c',
        "ssssss..",
    ],
    "string-goes-on-crlf": [
        '"a\\\r\nb" c',
        "sssssss..",
    ],
    "string-never-closed": [
        '"a\nb',
        "ss..",
    ],
    "characters": [
        r"'a' '\'' '\\' '\x41' b",
        "sss.ssss.ssss.ssssss..",
    ],
    "quote-in-character": [
        "'\"' a '/*'",
        "sss...ssss",
    ],
    "digit-separator": [
        "1'000'000 + 0xff'ff 'a'",
        "....................sss",
    ],
    "character-behind-a-word": [
        "case'\"': f(\"a\") u8'\"' xcase'a'",
        "....sss....sss....sss.........",
    ],
    "prefixes": [
        'L"a" u8"b" U\'c\'',
        ".sss...sss..sss",
    ],
    "raw": [
        'R"(a" // )" b',
        ".ssssssssss..",
    ],
    "raw-delimited": [
        'R"x()")x" b',
        ".ssssssss..",
    ],
    "raw-over-lines": [
        'u8R"(\n# " \\\n)" b',
        "...sssssssssss..",
    ],
    "raw-never-closed": [
        'R"(a\nb',
        ".sss..",
    ],
    "raw-of-a-quote": [
        'R"a"b(x)a" )a"b" c',
        ".sssssssssssssss..",
    ],
    "raw-of-many-ends": [
        'R"a()b" )c" )a" R"b()a" )b"',
        ".ssssssssssssss..ssssssssss",
    ],
    "comment-never-closed": [
        'a /* b\n" c',
        "..cccccccc",
    ],
    "apostrophe-in-error": [
        "#error don't\nint a;",
        "..........ss.......",
    ],
    "division": [
        "a / b /c",
        "........",
    ],
    "empty": ["", ""],
}


def picture(data: bytes) -> str:
    kinds = ["."] * len(data)
    found = trivia(data)
    for mark, spans in (("c", found.comments), ("s", found.strings)):
        for start, end in spans.spans:
            kinds[start:end] = mark * (end - start)
    return "".join(kinds)


@pytest.mark.parametrize(("text", "kinds"), PICTURES.values(), ids=PICTURES.keys())
def test_comments_and_literals(text: str, kinds: str) -> None:
    assert picture(text.encode()) == kinds


def by_hand(data: bytes) -> str:
    """The same by reading one byte after the other."""
    kinds: list[str] = []
    while len(kinds) < len(data):
        at = len(kinds)
        end, kind = at + 1, "."
        if data.startswith(b"//", at):
            end, kind = line_end(data, at), "c"
        elif data.startswith(b"/*", at):
            close = data.find(b"*/", at + 2)
            end, kind = (close + 2 if close >= 0 else len(data)), "c"
        elif data[at : at + 1] == b'"' or (data[at : at + 1] == b"'" and not is_hex(data, at - 1)):
            raw = re.compile(rb'"([^()\\\s]{0,16})\(').match(data, at)
            close = data.find(b")" + raw[1] + b'"', raw.end()) if raw else -1
            if close >= 0 and raw and data[at - 1 : at] == b"R" and at:
                end = close + len(raw[1]) + 2
            else:
                end = literal_end(data, at)
            kind = "s"
        kinds.extend(kind * (end - at))
    return "".join(kinds)


def is_hex(data: bytes, at: int) -> bool:
    return at >= 0 and data[at : at + 1] in [b"%x" % digit for digit in range(16)]


def line_end(data: bytes, at: int) -> int:
    """Where the logical line ends."""
    while at < len(data) and data[at] != 0x0A and (step := width(data, at)):
        at += step
    return at


def literal_end(data: bytes, at: int) -> int:
    quote, at = data[at], at + 1
    while at < len(data) and data[at] not in (quote, 0x0A) and (step := width(data, at)):
        at += step
    return at + 1 if at < len(data) and data[at] == quote else at


def width(data: bytes, at: int) -> int:
    """Bytes of one character or escape; none for a backslash that ends the file."""
    if data[at] != 0x5C:
        return 1
    if at + 1 == len(data):
        return 0
    return 3 if data.startswith(b"\r\n", at + 1) else 2


SCRAPS = st.lists(
    st.sampled_from(
        [b"/", b"*", b'"', b"'", b"\\", b"\n", b"\r\n", b"R", b"(", b")", b"x", b"1", b" ", b"\xe9"]
    ),
    max_size=24,
).map(b"".join)


@given(SCRAPS)
def test_any_scraps_are_read_as_by_hand(data: bytes) -> None:
    assert picture(data) == by_hand(data).ljust(len(data), ".")


@given(SCRAPS | st.binary(max_size=60))
def test_spans_are_in_order_disjoint_and_found_again(data: bytes) -> None:
    found = trivia(data)
    at = 0
    for span in found.both.spans:
        assert at <= span.start < span.end <= len(data)
        at = span.end
    assert sorted(found.comments.spans + found.strings.spans) == list(found.both.spans)
    inside = {offset for start, end in found.both.spans for offset in range(start, end)}
    for offset in range(-1, len(data) + 2):
        assert (found.both.at(offset) is not None) == (offset in inside)


DIRECTIVES = {
    "plain": ("#define A 1\nint a;\n", [("define", " A 1")]),
    "spaces": ("  \t#  if A\n", [("if", " A")]),
    "null": ("#\nint a;\n", [("", "")]),
    "crlf": ("#if A\r\n#endif\r\n", [("if", " A"), ("endif", "")]),
    "no-newline": ("#endif", [("endif", "")]),
    "goes-on": ("#define A \\\n 1\nint a;", [("define", " A \\\n 1")]),
    "goes-on-crlf": ("#define A \\\r\n 1\r\nint a;", [("define", " A \\\r\n 1")]),
    "backslash-inside": ('#define A "\\n" b\nc', [("define", ' A "\\n" b')]),
    "comment-goes-on": ("#define A /* x\n y */ 1\nint a;", [("define", " A /* x\n y */ 1")]),
    "comment-behind": ("#endif // A\nint a;", [("endif", " // A")]),
    "comment-behind-over-lines": ("#endif /* A\n*/ b\nc", [("endif", " /* A\n*/ b")]),
    "in-comment": ("/*\n#if A\n*/\n// \\\n#if B\n", []),
    "in-raw-string": ('R"(\n#if A\n)"\n', []),
    "behind-text": ("int a; #if A\n", []),
    "behind-a-comment": ("/* x */ /* y */#if A\n", [("if", " A")]),
    "behind-a-comment-over-lines": ("int a; /* x\n y */ #if A\n", [("if", " A")]),
    "behind-a-comment-and-text": ("/* x\n y */ a #if A\n", []),
    "backslash-at-the-end": ("#define A \\", [("define", " A \\")]),
}


@pytest.mark.parametrize(("text", "expected"), DIRECTIVES.values(), ids=DIRECTIVES.keys())
def test_directives(text: str, expected: list[tuple[str, str]]) -> None:
    data = text.encode()
    found = directives(data, trivia(data).both)
    assert [(d.keyword, data[d.body : d.end].decode()) for d in found.items] == expected


@given(
    st.lists(
        st.sampled_from(["#if A", "#", "\\", "\n", "\r\n", "/*", "*/", "//", '"', "int a;", " "]),
        max_size=20,
    ).map("".join)
)
def test_directives_are_in_order_and_found_again(text: str) -> None:
    data = text.encode()
    found = directives(data, trivia(data).both)
    at = 0
    for directive in found.items:
        assert at <= directive.start < directive.body <= directive.end <= len(data)
        assert data[directive.start : directive.start + 1] == b"#"
        assert found.at(directive.start) == directive
        assert found.at(directive.end) != directive
        at = directive.end


TOKENS = {
    "call": ("f(a, 1)", ["f", "(", "a", ",", "1", ")"]),
    "launch": ("k<<<1,2>>>()", ["k", "<<<", "1", ",", "2", ">>>", "(", ")"]),
    "qualified": ("::a::b->c", ["::", "a", "::", "b", "->", "c"]),
    "numbers": ("1.5e-3f + .5 - 0x1p+2 1'000", ["1.5e-3f", "+", ".5", "-", "0x1p+2", "1'000"]),
    "comments": ("a /* b */ c // d\n e", ["a", "c", "e"]),
    "literals": ("a \"b c\" 'd' e", ["a", '"b c"', "'d'", "e"]),
    "dollar": ("$a b$c", ["$a", "b$c"]),
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.values(), ids=TOKENS.keys())
def test_tokens(text: str, expected: list[str]) -> None:
    data = text.encode()
    spans = tokens(data, 0, len(data), trivia(data).both)
    assert [data[start:end].decode() for start, end in spans] == expected


def test_tokens_of_a_part() -> None:
    data = b'a "b c" d'
    assert tokens(data, 1, 5, trivia(data).both) == [Span(2, 5)]
    assert tokens(data, 4, 9, trivia(data).both)[-1] == Span(8, 9)


def test_no_spans_hold_nothing() -> None:
    assert Spans.of(()).at(0) is None
