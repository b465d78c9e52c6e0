"""Promises that hold of any source: of the corpus, of the rules' examples, and of what is left of
them after an accident.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.settings.config import Apply, FileOptions, LaunchSyntax
from migrate.text.syntax import parse
from tests.porting import NO_OPTIONS, assert_sound, port

ROOT = Path(__file__).parent.parent
SUFFIXES = (".cu", ".cuh", ".h", ".hpp", ".cpp")
EVERYTHING = FileOptions(Apply.REVIEW, LaunchSyntax.MACRO)
MARK = b"\xef\xbb\xbf"
OPTIONS = st.sampled_from([NO_OPTIONS, EVERYTHING])


@cache
def sources() -> dict[str, bytes]:
    files = [*ROOT.glob("corpus/*/cuda/**/*"), *ROOT.glob("rules/hip/*/*.cu")]
    return {
        str(file.relative_to(ROOT)): file.read_bytes()
        for file in sorted(files)
        if file.suffix in SUFFIXES and ".expected" not in file.name
    }


def assert_promises_hold(
    source: bytes, path: str = "a.cu", options: FileOptions = NO_OPTIONS
) -> None:
    """Port ``source``, and port the port: nothing is left to do.

    Code that does not parse may be read in another way when its names have other lengths: there
    the second run may find something, but the third does not.
    """
    runs = 1 if next(parse(source).broken(), None) is None else 3
    result = port(source, path, options=options)
    assert_sound(source, result)
    while result.content is not None:
        assert runs > 0, result.edits
        runs -= 1
        source, result = result.content, port(result.content, path, options=options)
        assert_sound(source, result)


@pytest.mark.parametrize("name", sources())
def test_the_corpus_and_the_examples(name: str) -> None:
    assert_promises_hold(sources()[name], name)
    assert_promises_hold(sources()[name], name, EVERYTHING)


@pytest.mark.parametrize("name", [name for name in sources() if name.startswith("corpus")][::4])
def test_line_ends_and_a_byte_order_mark_are_kept(name: str) -> None:
    source = sources()[name].removeprefix(MARK)
    plain = port(source, name)
    ported = source if plain.content is None else plain.content
    crlf, ported_crlf = source.replace(b"\n", b"\r\n"), ported.replace(b"\n", b"\r\n")
    for before, after in (
        (crlf, ported_crlf),
        (MARK + source, MARK + ported),
        (MARK + crlf, MARK + ported_crlf),
    ):
        result = port(before, name)
        assert_sound(before, result)
        assert result.ledger == plain.ledger
        assert (before if result.content is None else result.content) == after


@given(st.data(), OPTIONS)
def test_a_source_cut_off_anywhere(data: st.DataObject, options: FileOptions) -> None:
    source = sources()[data.draw(st.sampled_from(list(sources())))]
    end = data.draw(st.integers(0, len(source)))
    assert_promises_hold(source[:end], "a.cu", options)
    assert_promises_hold(source[end:], "a.h", options)


# What accidents leave behind: brackets, quotes, directives, conflict markers, stray bytes.
SCRAPS = st.sampled_from(
    [
        *(
            b"(",
            b")",
            b"{",
            b"}",
            b"[",
            b"<",
            b">",
            b"<<<",
            b">>>",
            b"<<<<<<<",
            b">>>>>>>",
            b",",
            b";",
        ),
        *(
            b'"',
            b"'",
            b"/*",
            b"*/",
            b"//",
            b'R"(',
            b"\\",
            b"\\\n",
            b"\n",
            b"\r",
            b"\r\n",
            b"\t",
            b"\f",
        ),
        *(b"#", b"\n#if A\n", b"\n#else\n", b"\n#endif\n", b"\n#define M ", b"\n#ifdef USE_ROCM\n"),
        *(
            b"cudaFree",
            b"cub::",
            b"::",
            b".",
            b"->",
            b"template",
            b"struct ",
            b"using namespace cub;",
        ),
        *(
            b"\xff",
            b"\xc3\xa9",
            b"\xc3",
            b"\xe2\x80\xa8",
            b"\x01",
            b"\x7f",
            b"\\u00e9",
            b"$",
            b"@",
            b"`",
        ),
        *(
            b"// migrate: off\n",
            b"/* migrate: on */",
            b"// migrate: ignore[cudaFree]\n",
            b"kernel<<<1, 2",
        ),
    ]
)


@st.composite
def accidents(draw: st.DrawFn) -> bytes:
    """A source after some bytes went, came, changed places or were doubled."""
    source = sources()[draw(st.sampled_from(list(sources())))]
    for _ in range(draw(st.integers(1, 5))):
        a, b = sorted(draw(st.integers(0, len(source))) for _ in range(2))
        b = min(b, a + draw(st.sampled_from([1, 5, 40, 400, 4000])))
        change = draw(st.sampled_from(["delete", "insert", "swap", "double", "replace"]))
        middle = source[a:b]
        if change == "delete":
            middle = b""
        elif change == "insert":
            middle = draw(SCRAPS) + middle
        elif change == "swap":
            middle = middle[len(middle) // 2 :] + middle[: len(middle) // 2]
        elif change == "double":
            middle += middle
        else:
            middle = draw(SCRAPS)
        source = source[:a] + middle + source[b:]
    return source


@given(accidents(), OPTIONS)
def test_a_source_after_accidents(source: bytes, options: FileOptions) -> None:
    assert_promises_hold(source, "a.cu", options)


@given(
    st.lists(SCRAPS | st.sampled_from([b" ", b"x", b"cudaMalloc(&p, 1)"]), max_size=40).map(
        b"".join
    )
)
def test_scraps_alone(source: bytes) -> None:
    assert_promises_hold(source)


@given(st.binary(max_size=200).map(lambda data: data.replace(b"\0", b" ")))
def test_any_bytes_around_a_reference(data: bytes) -> None:
    assert_promises_hold(data + b"\ncudaFree(0);\n" + data)


# Lines as a file begins with, and what stands where headers are added, with what each becomes.
_BEGINNINGS = [
    b"#pragma once\n",
    b"/* licence */ ",
    b"// licence\n",
    b"#ifndef A_H\n#define A_H\n",
    b"#include <vector>\n",
    b'extern "C" {\n',
    b"#if A\n",
    b"#endif\n",
    b"\n",
    b" ",
    b"int x;\n",
    b"// migrate: ignore[cudaMalloc]\n",
]
_USES = {
    b"k<<<g, b>>>(p);": b"hipLaunchKernelGGL(k, g, b, 0, 0, p);",
    b"k<<<g, b, 0, s>>>(cudaFree(p));\n": b"hipLaunchKernelGGL(k, g, b, 0, s, hipFree(p));\n",
    b"n::k<T><<<g, b>>>(p);\n": b"hipLaunchKernelGGL(HIP_KERNEL_NAME(n::k<T>), g, b, 0, 0, p);\n",
    b"cudaFree(p);\n": b"hipFree(p);\n",
    b"#define M(x) k<<<g, b>>>(x);\n": b"#define M(x) hipLaunchKernelGGL(k, g, b, 0, 0, x);\n",
}
_ADDED = re.compile(rb"(^|\*/ )#include <hip/[a-z_0-9]+\.h>\n", re.MULTILINE)
_PIECES = st.sampled_from([*((same, same) for same in _BEGINNINGS), *_USES.items()])


@given(
    st.lists(_PIECES, max_size=8), st.sampled_from([b"", MARK]), st.sampled_from("cu cuh".split())
)
@example([(b"#pragma once\n", b"#pragma once\n"), next(iter(_USES.items()))], b"", "cuh")
def test_added_lines_stand_alone_wherever_uses_stand(
    pieces: list[tuple[bytes, bytes]], mark: bytes, suffix: str
) -> None:
    source = mark + b"".join(before for before, _ in pieces)
    wanted = mark + b"".join(after for _, after in pieces)
    result = port(source, f"a.{suffix}", options=EVERYTHING)
    ported = source if result.content is None else result.content
    assert _ADDED.sub(rb"\1", ported.removeprefix(mark)) == wanted.removeprefix(mark)
    assert source == wanted or _ADDED.search(ported[len(mark) :])


def test_what_stands_before_an_include_on_its_line_is_kept() -> None:
    source = b"cudaFree(q); /* a\n b */ f(); /* c */#include <cuda_runtime.h>\n#if A\n#endif\n"
    ported = port(source).content or b""
    assert b" b */ f(); /* c */#include" in ported
