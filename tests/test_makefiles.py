"""Lines and words of Makefiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.text.make import lines, recipe, words


def kinds(text: str) -> list[str]:
    return [line.kind.value for line in lines(text.encode())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A = b\n", ["assignment"]),
        ("\tA := b\n", ["assignment"]),
        ("export A ?= b\n", ["assignment"]),
        ("a: A = b\n", ["assignment"]),
        ("a: b\n\tA = c\n", ["rule", "recipe"]),
        ("a:: b ; c\n", ["rule"]),
        ("a: b\n\n# c\n\td\n", ["rule", "other", "other", "recipe"]),
        (
            "ifeq ($(A),1)\n  A = b\nelse\nendif\n",
            ["directive", "assignment", "directive", "directive"],
        ),
        ("-include x.mk\n", ["directive"]),
        ("define A\nB = c\nendef\nC = d", ["other", "other", "other", "assignment"]),
        ("A = b \\\n  c\nD = e\n", ["assignment", "assignment"]),
        ("A = b\r\nC = d\r\n", ["assignment", "assignment"]),
    ],
)
def test_kinds_of_lines(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" a b", ["a", "b"]),
        (' -Xcompiler "-Wall,-fPIC" -DX="a b"', ["-Xcompiler", '"-Wall,-fPIC"', '-DX="a b"']),
        (" $(foreach x,$(Y),-a $(x)) b", ["$(foreach x,$(Y),-a $(x))", "b"]),
        (" a \\\n\tb # c", ["a", "b"]),
        (" ${A} $@ $$x", ["${A}", "$@", "$$x"]),
        (" a#b", ["a"]),
    ],
)
def test_words_of_a_value(value: str, expected: list[str]) -> None:
    data = f"A ={value}\n".encode()
    (line,) = lines(data)
    assert [data[slice(*word)].decode() for word in words(data, line.value)] == expected


def test_commands_of_a_recipe() -> None:
    data = b"a:\n\t@-cd x && $(NVCC) -c a.cu; (ls 'a b' | wc) # no\n"
    _, line = lines(data)
    found = [[data[slice(*word)] for word in command] for command in recipe(data, line)]
    assert [command for command in found if command] == [
        [b"cd", b"x"],
        [b"$(NVCC)", b"-c", b"a.cu"],
        [b"ls", b"'a b'"],
        [b"wc"],
    ]


LETTERS = st.sampled_from([*"ab=:#$()\"'\\;& \t\n", "\r\n", "define ", "endef", "\\\n"])


@given(st.lists(LETTERS, max_size=40).map("".join))
def test_every_byte_is_in_a_line_and_every_word_in_its_line(text: str) -> None:
    data = text.encode()
    at = 0
    for line in lines(data):
        assert not data[at : line.span.start].strip(b"\r\n")
        at = line.span.end
        found = [word for command in recipe(data, line) for word in command]
        for word in (*found, *words(data, line.value)):
            assert line.span.start <= word.start < word.end <= line.span.end
    assert not data[at:].strip(b"\r\n")
