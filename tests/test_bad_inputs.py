"""Sources nobody should write and trees nobody should keep: each has its outcome, and none is "
"slow."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from migrate import run as running
from migrate.model import FileResult, Outcome, UserError
from migrate.process.tasks import Task
from migrate.run import run
from migrate.settings.config import Settings
from tests.porting import assert_sound, body, port, references

SERIAL = replace(Settings(), jobs=1)
MANY = 3_000


def in_function(text: str) -> str:
    return f"void f() {{ {text} }}\n"


# Sources, and how many references of the ledger they hold.
SOURCES: dict[str, tuple[str | bytes, int]] = {
    "empty": ("", 0),
    "byte-order-mark": ("\ufeff", 0),
    "blank": (" \n\t\n", 0),
    "names-on-one-line": (in_function("cudaMalloc(&p, 1); " * 5_000), 5_000),
    "unknown-names-on-one-line": (
        in_function(" ".join(f"cudaOdd{n}(x);" for n in range(5_000))),
        5_000,
    ),
    "launches-on-one-line": (in_function("k<<<1, 2>>>(a); " * 2_500), 2_500),
    "parentheses": (f"int x = {'(' * MANY}cudaFree(p){')' * MANY};\n", 1),
    "open-parentheses": (f"int x = {'(' * MANY}cudaFree(p)", 1),
    "closing-parentheses": (f"int x = cudaFree(p){')' * MANY};", 1),
    "braces": (f"void f() {'{' * MANY} cudaFree(p); {'}' * MANY}\n", 1),
    "calls-in-calls": (f"int x = {'cudaFree(' * 1_000}p{')' * 1_000};\n", 1_000),
    "rewritten-calls-in-calls": (
        in_function(f"{'cudaFuncSetCacheConfig(' * 300}k{', c)' * 300};"),
        300,
    ),
    "templates": (f"{'v<' * MANY}cudaStream_t{'>' * MANY} x;\n", 1),
    "lambdas": (f"auto l = {'[]{' * 1_000}cudaFree(p);{'}' * 1_000};\n", 1),
    "else-ifs": (in_function("if (a) ; else " * MANY + "cudaFree(p);"), 1),
    "signs": (f"int x = {'-' * 10_001}cudaFree(p);\n", 1),
    "ifs": ("#if A\n" * MANY + "cudaFree(p);\n" + "#endif\n" * MANY, 1),
    "ifs-never-closed": ("#if A\n" * MANY + "cudaFree(p);\n", 1),
    "elifs": ("#if A\n" + "#elif B\ncudaFree(p);\n" * 1_000 + "#endif\n", 1_000),
    "parentheses-in-a-condition": (f"#if {'(' * MANY}A{')' * MANY}\ncudaFree(p);\n#endif\n", 1),
    "open-condition": (f"#if {'(' * 399}\ncudaFree(p);\n#endif\n", 1),
    "negations-in-a-condition": (f"#if {'!' * 399}A\ncudaFree(p);\n#endif\n", 1),
    "null-directives": ("#\n" * 20_000 + "cudaFree(p);\n", 1),
    "macro-of-many-tokens": (f"#define M(x) {'cudaFree(x); ' * 2_500}\n", 2_500),
    "macro-over-many-lines": ("#define M(x) " + "cudaFree(x); \\\n" * 2_500 + "\n", 2_500),
    "comments": ("/**/ " * 20_000 + "\ncudaFree(p);\n", 1),
    "quotes": ('"' * 20_001 + "\ncudaFree(p);\n", 1),
    "backslashes": ("\\" * 20_001 + "\ncudaFree(p);\n", 1),
    "includes": ("#include <cuda.h>\n" * 1_000, 1_000),
    "strings-to-look-up": ('"cudaMalloc", ' * 10_000 + "dlsym", 10_000),
    "suppressions": ("// migrate: ignore[cudaFree]\ncudaFree(p);\n" * 1_000, 1_000),
    "one-line-of-1-MB": (in_function("a = b + c; " * 90_000 + "cudaFree(p);"), 1),
    "control-characters": (bytes(range(1, 10)) + b"\x0b\x0c\x1b\x7f\ncudaFree(p);\n", 1),
    "not-utf-8": (b"/* \xff\xfe */ cudaFree(\xe9); // \xc3\n", 1),
    "cut-in-a-character": (b"void f() { cudaFree(p); } // \xe2\x82", 1),
    "conflict-markers": (
        in_function("\n<<<<<<< ours\ncudaFree(a);\n=======\ncudaFree(b);\n>>>>>>> theirs\n"),
        2,
    ),
    "launch-never-closed": (in_function("k<<<1, 2; cudaFree(p);"), 2),
    "launch-never-opened": (in_function("1, 2>>>(p); cudaFree(p);"), 1),
    "launch-without-kernel": (in_function("<<<1, 2>>>(p); cudaFree(p);"), 2),
    "launch-in-dead-code": ("#if 0\nk<<<1, 2>>>(p);\n#endif\ncudaFree(p);\n", 2),
    "string-never-closed": (in_function('g("cudaFree(p);\n cudaFree(q);'), 1),
    "character-never-closed": (in_function("g('cudaFree(p);\n cudaFree(q);"), 1),
    "comment-never-closed": ("cudaFree(p); /* cudaFree(q);\n cudaFree(r);\n", 1),
    "raw-string-never-closed": ('cudaFree(p); auto s = R"x( cudaFree(q);\ncudaFree(r);\n', 2),
    "include-never-closed": ("#include <cuda.h\n#include <cuda_runtime.h>\ncudaFree(p);\n", 2),
    "conditions-mixed-up": ("#endif\n#else\ncudaFree(p);\n#elif A\n#if B\n#else\n#else\n", 1),
    "directives-without-arguments": (
        "#if\n#ifdef\n#define\n#include\n#undef\n#elif\n#endif\ncudaFree(p);\n",
        1,
    ),
    "no-newline-behind-define": ("cudaFree(p);\n#define A \\", 1),
    "namespace-without-end": ("using namespace cub", 1),
    "namespace-in-a-row": ("cub::" * MANY + "x;\n", 1),
    "alias-of-itself": ("namespace cub = cub; namespace c = c; cub::Sum s; c::Sum t;\n", 1),
    "aliases-in-a-circle": ("namespace a = b; namespace b = a; a::Sum s;\ncudaFree(p);\n", 1),
}

SLOW = "names-on-one-line launches-on-one-line rewritten-calls-in-calls namespace-in-a-row".split()


@pytest.mark.parametrize(
    ("source", "count"),
    [
        pytest.param(*given, id=name, marks=[pytest.mark.slow] if name in SLOW else [])
        for name, given in SOURCES.items()
    ],
)
def test_a_source_has_its_outcome(source: str | bytes, count: int) -> None:
    data = source if isinstance(source, bytes) else source.encode()
    result = port(data)
    assert_sound(data, result)
    assert len(result.references) == count
    assert result.outcome is (Outcome.PORTED if result.edits else Outcome.UNCHANGED)


# Spellings of a name that are left as they are.
LEFT_ALONE = {
    "universal-character": "int cudaFree\\u00e9, \\u00e9cudaFree, cuda\\u0046ree;\n",
    "beyond-ascii": "int cudaFreeé, écudaFree;\n",
    "latin-1": b"int cudaFree\xe9, \xe9cudaFree;\n",
    "dollar": "int cudaFree$, $cudaFree;\n",
    "number": "int x = 0cudaFree;\n",
}


@pytest.mark.parametrize("source", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_a_name_that_only_begins_like_cudas(source: str | bytes) -> None:
    result = port(source, "a.h")
    assert (result.edits, references(result)) == ((), [])


# Oddities of the language that the port does not disturb.
KEPT = {
    "digraphs": (
        "%:define X cudaFree\nvoid f() <% cudaFree(a<:0:>); %>\n",
        "%:define X hipFree\nvoid f() <% hipFree(a<:0:>); %>\n",
    ),
    "trigraphs": (
        "??=define X cudaFree\nvoid f() ??< cudaFree(a??(0??)); ??>\n",
        "??=define X hipFree\nvoid f() ??< hipFree(a??(0??)); ??>\n",
    ),
    "spliced-arguments": ("cudaFree\\\n(p\\\n);\n", "hipFree\\\n(p\\\n);\n"),
    "form-feeds": ("\f#define A cudaFree\f\n\v", "\f#define A hipFree\f\n\v"),
    "trailing-blanks": ("cudaFree(p);  \t\n\n\n", "hipFree(p);  \t\n\n\n"),
    "no-newline": ("cudaFree(p);", "hipFree(p);"),
    "mixed-line-ends": ("cudaFree(p);\r\ncudaFree(q);\n\r", "hipFree(p);\r\nhipFree(q);\n\r"),
}


@pytest.mark.parametrize(("before", "after"), KEPT.values(), ids=KEPT.keys())
def test_what_is_odd_stays_so(before: str, after: str) -> None:
    assert body(before) == after


def test_a_name_over_two_lines_is_not_cut() -> None:
    assert body("cuda\\\nFree(p);\n") == "cuda\\\nFree(p);\n"
    assert body("cudaMalloc\\\nHost(&p, 1);\n") == "cudaMalloc\\\nHost(&p, 1);\n"


# -- trees -----------------------------------------------------------------------------------------


def outcome_of(tree: Path, name: str, codes: Sequence[int] = (0, 1)) -> FileResult:
    """The result of one file after a run over the tree, in which another file was ported."""
    (tree / "good.cu").write_bytes(b"void f() { cudaFree(0); }\n")
    report = run([tree], SERIAL).report
    results = {file.path: file for file in report.files}
    assert results["good.cu"].outcome is Outcome.PORTED
    assert report.exit_code in codes
    return results[name]


SKIPPED = {
    "binary": (b"cudaFree\0\1\2", "binary"),
    "utf-16-cut": ("cudaFree(0);".encode("utf-16")[:-1], "cannot be read: no UTF-16"),
    "utf-16-unmarked": ("cudaFree(0);".encode("utf-16-le"), "binary"),
    "utf-32": ("cudaFree(0);".encode("utf-32"), "UTF-32"),
    "lone-carriage-returns": (b"cudaFree(0);\rcudaFree(1);\r", "carriage returns"),
    "too-large": (b" " * (Settings().max_file_size + 1), "more than max-file-size"),
}


@pytest.mark.parametrize(("data", "reason"), SKIPPED.values(), ids=SKIPPED.keys())
def test_a_file_that_is_skipped_says_why(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "bad.cu").write_bytes(data)
    result = outcome_of(tmp_path, "bad.cu", (3 if "cannot" in reason else 1,))
    assert (result.outcome, result.references) == (Outcome.SKIPPED, ())
    assert reason in result.reason


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.cu").write_bytes(b"cudaFree(0);\n")
    (tmp_path / "bad.cu").chmod(0)
    assert outcome_of(tmp_path, "bad.cu", (3,)).outcome is Outcome.SKIPPED


def test_a_folder_named_like_a_source(tmp_path: Path) -> None:
    (tmp_path / "folder.cu").mkdir()
    (tmp_path / "folder.cu/inner.cu").write_bytes(b"void g() { cudaFree(0); }\n")
    assert outcome_of(tmp_path, "folder.cu/inner.cu").outcome is Outcome.PORTED


def test_a_pipe_named_like_a_source(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.cu")
    assert outcome_of(tmp_path, "pipe.cu").outcome is Outcome.SKIPPED


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.cu").symlink_to("loop.cu")
    (tmp_path / "up").symlink_to(tmp_path)
    result = outcome_of(tmp_path, "loop.cu")
    assert result.outcome is Outcome.SKIPPED
    assert "loop" in result.reason


def test_a_link_to_nowhere(tmp_path: Path) -> None:
    (tmp_path / "lost.cu").symlink_to("nowhere.cu")
    assert outcome_of(tmp_path, "lost.cu").outcome is Outcome.SKIPPED


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.cu")
    try:
        (tmp_path / name).write_bytes(b"void g() { cudaFree(0); }\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert outcome_of(tmp_path, name).outcome is Outcome.PORTED


def test_two_names_that_differ_in_case(tmp_path: Path) -> None:
    (tmp_path / "Good.CU").write_bytes(b"void g() { cudaFree(0); }\n")
    assert outcome_of(tmp_path, "Good.CU").outcome is Outcome.PORTED


@pytest.mark.parametrize("stage", ["INDEX", "PORT"])
def test_a_file_that_vanishes_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    (tmp_path / "bad.cu").write_bytes(b"void g() { cudaFree(0); }\n")
    task: Task = getattr(running, stage)

    def late(chunk: object, tree: object, scans: object) -> Iterator[list[object]]:
        (tmp_path / "bad.cu").unlink(missing_ok=True)
        return task.work(chunk, tree, scans)

    monkeypatch.setattr(running, stage, replace(task, work=late))
    result = outcome_of(tmp_path, "bad.cu", (3,))
    assert result.outcome is Outcome.SKIPPED
    assert "cannot be read" in result.reason


def test_a_tree_without_a_source(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no source files"):
        run([tmp_path], SERIAL)


def test_headers_that_include_each_other_and_themselves(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_bytes(b'#include "a.h"\n#include "b.h"\n')
    (tmp_path / "b.h").write_bytes(b'#include "a.h"\nusing namespace cub;\n')
    (tmp_path / "use.cu").write_bytes(b'#include "a.h"\nBlockReduce<int, 8> r;\n')
    result = outcome_of(tmp_path, "use.cu")
    assert [item.name for item in result.references] == ["cub::BlockReduce"]
