"""Comments that switch the port off: what they cover, and what is said where they do not work."""

from __future__ import annotations

import pytest

from migrate.model import Finding, Reference, Status
from migrate.text.lexer import trivia
from migrate.text.suppress import BAD, IGNORE, OFF, UNUSED, Suppressions, parse, settle


def read(text: str, *everywhere: str) -> Suppressions:
    data = text.encode()
    return parse(data, trivia(data).comments.spans, everywhere)


def off_words(text: str) -> str:
    """The one-letter words of ``text`` at which the port is off."""
    found = read(text)
    return "".join(
        letter
        for at, letter in enumerate(text)
        if letter.isupper() and f" {letter} " == text[at - 1 : at + 2] and found.is_off(at)
    )


def test_off_lasts_to_on_or_to_the_end() -> None:
    assert off_words(" A \n// migrate: off\n B \n/* migrate: on */ C ") == "B"
    assert off_words(" A \n/* migrate: off */ B \n C ") == "BC"
    text = " A //migrate:off: vendor code\n B \n//migrate:on\n C \n// migrate: off (why)\n D "
    assert off_words(text) == "BD"


def test_a_string_is_no_comment() -> None:
    assert off_words(' "// migrate: off" \n A ') == ""


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("foo(); // migrate: ignore[a/b]\nbar();", "foo"),
        ("// migrate: ignore[a/b]\nfoo();\nbar();", "foo"),
        ("// migrate: ignore[a/b] because\n// of this\n\n  /* and that */ foo();\nbar();", "foo"),
        ("/* migrate: ignore[a/b] */ foo();\nbar();", "foo"),
        ("bar();\n/*migrate:ignore [ a/b , c ]*/\r\nfoo();", "foo"),
        ("// migrate: ignore[c/d]\n// migrate: ignore[a/b]\nfoo();\nbar();", "foo"),
        ("// migrate: ignore[a/b]\n#define M \\\n  foo() \\\n  done()\nbar();", "foo"),
        ("#define M \\\n  /* migrate: ignore[a/b] */ \\\n  foo() \\\n  bar()\n", "foo"),
        ("/// migrate: ignore[a/*]\nfoo();\nbar();", "foo"),
        ("foo(); ///< migrate: ignore[api]\nbar();", "foo"),
        ("int é; foo(); // migrate: ignore[cub::X, api] reason [with] brackets\nbar();", "foo"),
    ],
)
def test_ignore_covers_its_line_or_the_next_of_code(text: str, covered: str) -> None:
    found, data = read(text), text.encode()
    assert not found.findings
    for word in ("foo", "bar"):
        assert found.ignores("a/b", "api", data.index(word.encode())) == (word == covered), word


def test_an_id_is_a_rule_a_folder_of_rules_or_an_api() -> None:
    found = read("x; // migrate: ignore[hip/memory/*, hip/a/b, cub::Scan]")
    assert found.ignores("hip/memory/symbol", "", 0)
    assert not found.ignores("hip/memory", "", 0)
    assert found.ignores("hip/a/b", "", 0)
    assert not found.ignores("hip/a/bc", "", 0)
    assert found.ignores("q/r", "cub::Scan", 0)


def test_the_configuration_ignores_everywhere() -> None:
    found = read("x;", "hip/warp/*")
    assert found.ignores("hip/warp/mask", "", 0)
    assert settle(found, (), ()) == ((), ()), "and is never unused"


def remarks(text: str) -> list[tuple[str, str]]:
    _, findings = settle(read(text), (), ())
    return [(finding.rule, finding.message) for finding in findings]


@pytest.mark.parametrize(
    "text",
    [
        "// migrate: ignroe[a/b]",
        "// migrate: ignore",
        "// migrate: ignore[]",
        "// migrate: ignore[a b]",
        "// migrate: ignore[a/b",
        "// migrate: ignore[*]",
        "// migrate: OFF",
        "// migrate: of",
        "// migrate: off because it is vendor code",
        "// migrate: disable",
        "// migrate: skip[a/b]",
    ],
)
def test_an_order_that_cannot_be_read_is_a_finding(text: str) -> None:
    ((rule, message),) = remarks(f"x;\n{text}\ny;")
    assert rule == BAD
    assert text[3:] in message


@pytest.mark.parametrize(
    "text",
    [
        "// migrate: this function should move to the new file",
        "// we migrate: off",
        "// remigrate: off",
        "// migrate:",
        "/* the way to\n migrate: off */",
    ],
)
def test_prose_is_no_order(text: str) -> None:
    assert remarks(text) == []


def test_on_and_off_where_it_is_so_already() -> None:
    assert remarks("// migrate: on\n") == [(BAD, "The port is on here already")]
    again = remarks("// migrate: off\n// migrate: off\n// migrate: on\n")
    assert (BAD, "The port is off here already") in again


def test_what_suppresses_nothing_is_a_finding() -> None:
    assert remarks("// migrate: off\nx;\n// migrate: on\n") == [
        (UNUSED, "No CUDA reference stands where the port is off")
    ]
    assert remarks("x; // migrate: ignore[a/b, c/d]") == [
        (UNUSED, "Nothing on the line is ignored by a/b"),
        (UNUSED, "Nothing on the line is ignored by c/d"),
    ]


SOURCE = "foo(x);  // migrate: ignore[a/b]\nfoo(y);\n"
FOUND = (
    Finding("a/b", Status.MANUAL, "foo", "No foo", 0, 6),
    Finding("a/b", Status.MANUAL, "foo", "No foo", 33, 39),
)
REFERENCES = (
    Reference(0, 3, "foo", Status.MANUAL, "a/b"),
    Reference(4, 5, "x", Status.PORTED, "a/b"),
    Reference(33, 36, "foo", Status.MANUAL, "a/b"),
)


def test_an_ignored_finding_leaves_a_native_reference() -> None:
    references, findings = settle(read(SOURCE), REFERENCES, FOUND)
    assert findings == FOUND[1:]
    assert references == (
        REFERENCES[0]._replace(status=Status.NATIVE, rule=IGNORE),
        *REFERENCES[1:],
    )


def test_a_reference_entered_as_ignored_or_off_uses_the_comment() -> None:
    entered = Reference(0, 3, "foo", Status.NATIVE, IGNORE)
    assert settle(read(SOURCE), (entered,), ()) == ((entered,), ())
    inside = Reference(17, 20, "foo", Status.NATIVE, OFF)
    assert settle(read("// migrate: off\n foo()"), (inside,), ()) == ((inside,), ())


def test_findings_come_back_in_order() -> None:
    _, findings = settle(read("// migrate: on\nfoo(x);\n"), (), (FOUND[1], FOUND[0]))
    assert [finding.start for finding in findings] == [0, 0, 33]
