"""Project files of strangers: each is refused with its file, its line and advice, or is harmless;
none of them hangs the tool, ends in a traceback, or makes it run something.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from migrate.files.walk import Globs
from migrate.model import UserError
from migrate.rules import ruleset
from migrate.rules.named import expanded
from migrate.rules.targetfiles import targets
from migrate.rules.targets import architectures, parse_spec
from migrate.semantics import compiledb
from migrate.settings.bounded import MOST
from migrate.settings.config import load
from migrate.settings.regexes import compiled
from migrate.verification.harmless import is_harmless, parted
from tests.warm import Done, migrate

SOURCE = b"void f() { cudaFree(0); }\n"
DEEP = "[" * 100_000
RULE = 'title = "x"\nmatch = "cudaFree($p)"\nmessage = "m"\nstatus = "review"\n'


def check(tree: Path, *options: str) -> Done:
    started = time.monotonic()
    done = migrate("check", tree, "-q", *options)
    assert time.monotonic() - started < 60  # of a process of its own
    assert "Traceback" not in done.err
    return done


# What migrate.toml holds, and what the refusal names.
CONFIGURATIONS: dict[str, tuple[str | bytes, str]] = {
    "jobs": ("jobs = 1_000_000_000", "migrate.toml:1: jobs"),
    "negative-jobs": ("jobs = -1", "migrate.toml:1: jobs"),
    "jobs-true": ("jobs = true", "migrate.toml:1: jobs"),
    "endless-timeout": ('to = "hip"\nunit-timeout = 1e20', "migrate.toml:2: unit-timeout"),
    "huge-timeout": ("unit-timeout = 100000000000000000000", "migrate.toml:1: unit-timeout"),
    "no-file-timeout": ("file-timeout = 0", "--file-timeout"),
    "long-file-timeout": ("file-timeout = 601", "migrate.toml:1: file-timeout"),
    "no-file-memory": ("file-memory = 0", "migrate.toml:1: file-memory"),
    "infinite-timeout": ("run-timeout = inf", "migrate.toml:1: run-timeout"),
    "nan": ("tolerance = nan", "migrate.toml:1: tolerance"),
    "infinite": ("absolute-tolerance = inf", "migrate.toml:1: absolute-tolerance"),
    "negative": ("tolerance = -1", "migrate.toml:1: tolerance"),
    "exit-code": ("exit-code = 256", "migrate.toml:1: exit-code"),
    "size": ("max-file-size = 99999999999999999999", "migrate.toml:1: max-file-size"),
    "digits": ("jobs = " + "1" * 5000, "migrate.toml"),
    "deep": ("to = " + DEEP, "migrate.toml"),
    "deep-tables": ("to = " + "{a=" * 100_000, "migrate.toml"),
    "long-key": (".".join("a" * 100_000) + " = 1", "migrate.toml:1"),
    "long": ("# " + "x" * 2**20, "migrate.toml"),
    "longer": (b"#" * (MOST + 1), "migrate.toml"),
    "bad-utf-8": (b'to = "hip"\n# \xff\n', "migrate.toml:2"),
    "utf-16": ('to = "hip"\n'.encode("utf-16"), "migrate.toml:1"),
    "twice": ("jobs = 1\njobs = 2", "migrate.toml"),
    "unknown": ("jbos = 1", "migrate.toml:1"),
    "type": ("exclude = 1", "migrate.toml:1: exclude"),
    "table": ("[exclude]\na = 1", "migrate.toml:1: exclude"),
    "date": ("to = 1979-05-27", "migrate.toml:1: to"),
    "explosive": ("ignore-output = ['(a+)+$']", "migrate.toml:1: ignore-output"),
    "no-expression": ("ignore-output = ['(']", "migrate.toml:1: ignore-output"),
    "deep-expression": (f"ignore-output = ['{'(' * 9000}']", "migrate.toml:1: ignore-output"),
    "repeated": ("ignore-output = ['a{99999999999}']", "migrate.toml:1: ignore-output"),
    "long-name": (f"include-dirs = ['{'x' * 9000}']", "migrate.toml:1: include-dirs"),
    "zero": ('include-dirs = ["\\u0000"]', "migrate.toml:1: include-dirs"),
    "device": ('expected = "/dev/zero"', "migrate.toml:1: expected"),
    "no-pattern": ("exclude = ['!']", "migrate.toml:1: exclude"),
    "no-range": ("exclude = ['[b-a]']", "migrate.toml:1: exclude"),
    "deep-pattern": ("exclude = ['a/**/b/**/c/**/d/**/e/**/f']", "migrate.toml:1: exclude"),
    "linker-option": ("link = ['-Wl,-plugin,evil.so']", "migrate.toml:1: link"),
    "linker-folder": ("link-original = ['-B.']", "migrate.toml:1: link-original"),
    "linker-response": ("link = ['@evil']", "migrate.toml:1: link"),
    "architecture": ("arch = ['gfx90a:$(touch x)']", "gfx90a"),
    "version": (f"to = 'hip@{'9' * 5000}'", "hip"),
    "no-rules": ("rules = ['/dev']", "/dev holds no rules"),
}


@pytest.mark.parametrize(("text", "named"), CONFIGURATIONS.values(), ids=CONFIGURATIONS.keys())
def test_a_configuration_is_refused(tmp_path: Path, text: str | bytes, named: str) -> None:
    (tmp_path / "a.cu").write_bytes(SOURCE)
    (tmp_path / "migrate.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    done = check(tmp_path)
    assert done.code == 2
    assert done.err.startswith("error: ")
    assert named in done.err
    assert len(done.err) < 2500


def test_processes_that_a_tree_asks_for_are_no_more_than_cores(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_text("jobs = 150\n")
    assert load(tmp_path).jobs <= (os.cpu_count() or 1)
    assert load(tmp_path, {"jobs": 150}).jobs == 150


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\nmigrate = 3", "[[tool.migrate]]"])
def test_tables_of_pyproject_that_are_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.cu").write_bytes(SOURCE)
    (tmp_path / "pyproject.toml").write_text(f"# tool.migrate\n{text}\n")
    done = check(tmp_path)
    assert done.code == (0 if text == "tool = 3" else 2), done.err


def test_a_configuration_may_begin_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "migrate.toml").write_bytes(b"\xef\xbb\xbfjobs = 1\r\n")
    assert load(tmp_path).jobs == 1


PASSED_OVER = (
    "pyproject.toml compile_commands.json a.h b.cu setup.py CMakeLists.txt Makefile Dockerfile"
    " Dockerfile.rocm m.pyx k.ptx plain rules.mk"
).split()


def put(tree: Path, name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(tree / name)
    else:
        (tree / name).symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_pipes_and_devices_are_not_read(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.cu").write_bytes(b'#include "a.h"\n#include "plain"\n' + SOURCE)
    (tmp_path / "Dockerfile.cuda").write_bytes(b"FROM nvidia/cuda:12\n")
    for name in PASSED_OVER:
        put(tmp_path, name, kind)
    assert check(tmp_path, "--no-semantic").code == 1  # what was not read is not done


@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("name", ["migrate.toml", ".gitmodules", ".gitignore"])
def test_pipes_and_devices_are_refused(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "a.cu").write_bytes(SOURCE)
    put(tmp_path, name, kind)
    done = check(tmp_path)
    passed_over = name == ".gitignore" and kind == "device"  # a link: git does not follow it either
    assert done.code == (0 if passed_over else 2)
    assert passed_over or f"{name} is not a regular file" in done.err


# Lines of .gitignore with which comparing a name took for ever.
@pytest.mark.parametrize("line", ["a*" * 40 + "b", "[!b]*" * 40 + "b", "*?" * 50 + "b"])
def test_patterns_do_not_backtrack(tmp_path: Path, line: str) -> None:
    (tmp_path / ".gitignore").write_text(f"{line}\n")
    started = time.process_time()
    assert Globs.read(tmp_path / ".gitignore").verdict(f"{tmp_path}/{'a' * 250}") is None
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("line", "fits", "not_"),
    [
        ("a*b*c*d", "axbxcxd", "axbxdxc"),
        ("*a*a*a", "aaa", "aa"),
        ("a**b**c", "abc", "ab/c"),
        ("x*[!.]*[ab]*.o", "xyza.o", "xyzc.o"),
        ("*.*.*", "a.b.c", "a.b"),
        ("*?*?", "ab", "a"),
        (r"\**\**", "**", "*"),
    ],
)
def test_patterns_with_several_stars(tmp_path: Path, line: str, fits: str, not_: str) -> None:
    globs = Globs.of([line], tmp_path)
    assert globs.verdict(f"{tmp_path}/{fits}") is True
    assert globs.verdict(f"{tmp_path}/{not_}") is None


def test_an_ignore_file_is_refused_or_passed_over(tmp_path: Path) -> None:
    file = tmp_path / ".gitignore"
    file.write_bytes(b"*.o\n" + b"\xff\xfe\n" + b"**/a" * 9)
    with pytest.raises(UserError, match=r"\.gitignore:3: "):
        Globs.read(file)
    file.write_bytes(b"x\n" * 2**20)
    with pytest.raises(UserError, match="MiB"):
        Globs.read(file)
    file.write_bytes(b"\xef\xbb\xbf*.o\r\n\xff\n[\n[d-c]?\n")
    assert Globs.read(file).verdict(f"{tmp_path}/a.o") is True


# -- compile databases


def test_files_of_options_that_name_themselves(tmp_path: Path) -> None:
    (tmp_path / "a.rsp").write_text("@a.rsp @a.rsp")
    (tmp_path / "b.rsp").write_text("-DX --options-file c.rsp")
    (tmp_path / "c.rsp").write_text("-optf b.rsp")
    for name in ("a.rsp", "b.rsp"):
        with pytest.raises(UserError, match="more than 64 files of options"):
            list(compiledb.arguments([f"@{name}"], tmp_path))
    os.mkfifo(tmp_path / "d.rsp")
    for name in ("d.rsp", "/dev/zero"):
        with pytest.raises(UserError, match="not a regular file"):
            list(compiledb.arguments([f"@{name}"], tmp_path))


DATABASES: dict[str, bytes] = {
    "deep": DEEP.encode(),
    "number": b"3",
    "table": b"{}",
    "numbers": b"[3]",
    "words": b'[{"directory": "/", "file": "a.cu", "arguments": [1, 2]}]',
    "text": b'[{"directory": "/", "file": "a.cu", "arguments": "nvcc -c"}]',
    "missing": b'[{"file": "a.cu"}]',
    "zero": b'[{"directory": "/", "file": "\\u0000", "command": ""}]',
    "quotes": b'[{"directory": "/", "file": "a.cu", "command": "nvcc \\""}]',
    "binary": b"\0\xff",
}


@pytest.mark.parametrize("data", DATABASES.values(), ids=DATABASES.keys())
def test_a_database_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "compile_commands.json").write_bytes(data)
    with pytest.raises(UserError, match=r"compile_commands\.json"):
        compiledb.read(tmp_path)


@pytest.mark.parametrize("data", [DEEP.encode(), b"\xff", b'{"files": {"a": {"b": NaN}}}'])
def test_a_baseline_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.cu").write_bytes(SOURCE)
    (tmp_path / "known.json").write_bytes(data)
    assert check(tmp_path, "--baseline", str(tmp_path / "known.json")).code == 2


RUN_SOMETHING = (
    "-fplugin=e.so -load e.so -Xclang -load -Xclang e.so -wrapper e -B. -specs=e --config e -o x"
    " -plugin e -fpass-plugin=e.so -Xlinker e -ccbin e --compiler-bindir=e -Xptxas e -fuse-ld=e"
    " -no-canonical-prefixes --gcc-toolchain=e -resource-dir e -Wl,-e -save-temps -MF x --run"
).split()


def test_options_that_run_or_write_something_are_not_kept(tmp_path: Path) -> None:
    assert list(compiledb.arguments(RUN_SOMETHING, tmp_path)) == []
    for option in RUN_SOMETHING:
        assert list(compiledb.arguments(["-Xcompiler", option], tmp_path)) == []


# -- rules


@pytest.mark.parametrize(
    "key",
    [
        "where.p.matches = '(a+)+'",
        "where.p.type = '(?:a|ab|b)*c'",
        r"beside = '(\w+\s*)+$'",
        "not_in_file = '(a*)*'",
        "behind = '('",
        "where.p.not_matches = 'a{99999999999}'",
    ],
)
def test_expressions_of_a_trees_own_rules(tmp_path: Path, key: str) -> None:
    (tmp_path / "hip/own").mkdir(parents=True)
    (tmp_path / "hip/own/a.toml").write_text(RULE + key)
    with pytest.raises(UserError, match=r"own/a\.toml"):
        _ = ruleset.load("hip", [tmp_path]).rules


def test_expressions_that_are_only_long_may_be_used() -> None:
    for text in (
        r"(?:\w+\s*::\s*)*\w+",
        r'(?:[^"\\]|\\.)*',
        r"(?:(?!\*/).)*",
        r"\w+(?:\.\w+)*",
        r"(?>a+)+",
        r"(?:\b\w+\s*)*",
    ):
        assert compiled(text).pattern == text


@pytest.mark.parametrize(
    "text",
    ["(a+)+", "(a*)*b", "(a|aa)+", r"(\w+\s*)+", "(.*)*", "(x+x+)+y", "(a?){99}", "(a|ab|b)*"],
)
def test_expressions_that_explode(text: str) -> None:
    with pytest.raises(ValueError, match="several ways"):
        compiled(text)


def test_patterns_that_grow_are_refused(tmp_path: Path) -> None:
    patterns = {f"p{n}": f"(?&p{n + 1})(?&p{n + 1})" for n in range(60)} | {"p60": "aaaaaaaaaa"}
    with pytest.raises(UserError, match="too long"):
        expanded(tmp_path / "a.toml", "(?&p0)", patterns)
    words = {f"w{n}": [f"(?&w{n + 1})", f"(?&w{n + 1})"] for n in range(60)} | {"w60": ["a"]}
    with pytest.raises(UserError, match="too long"):
        expanded(tmp_path / "a.toml", ["(?&w0)"], words)


@pytest.mark.parametrize("data", [b"\xff\n", b"cuda\n", b"\0" * 100])
def test_a_table_of_a_tree_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "hip/names").mkdir(parents=True)
    (tmp_path / "hip/names/own.csv").write_bytes(data)
    with pytest.raises(UserError, match=r"own\.csv:1"):
        ruleset.load("hip", [tmp_path])


def test_a_rule_of_too_many_cases(tmp_path: Path) -> None:
    (tmp_path / "hip/own").mkdir(parents=True)
    names = json.dumps([f"n{n}" for n in range(999)])
    text = RULE.replace("$p", "$a, $b, $c") + f"each = {{ a = {names}, b = {names}, c = {names} }}"
    (tmp_path / "hip/own/a.toml").write_text(text)
    with pytest.raises(UserError, match="cases"):
        _ = ruleset.load("hip", [tmp_path]).rules


# -- what a shell would act upon


@pytest.mark.parametrize(
    "word",
    [
        "-DX=$(touch x).a",
        "-I/t/i`touch x`",
        "/t/b;touch x;.cu",
        "/t/b|touch x",
        "-DX=1\ntouch x",
        "@/dev/zero",
        "-DX=--amdhsa-code-object-version=$(x)",
        "-I/t/lib --plugin evil.so .a",
    ],
)
def test_words_that_a_compilers_driver_would_run(word: str) -> None:
    assert not is_harmless(word)
    assert parted(["-isystem", word, "-DA=1", word]) == (("-DA=1",), ("-isystem", word, word))


def test_words_that_builds_have_stay() -> None:
    words = ('-DVERSION="1.0"', "-DF(x)=x", "-I/home/me/my (old) project/", "-std=c++17", "-DT=T*")
    assert parted(words) == (words, ())


def test_names_of_architectures_hold_no_command() -> None:
    info, _ = parse_spec("hip", targets())
    assert len(architectures(info, ["gfx90a:xnack+:sramecc-"])) == 1
    for name in ("gfx90a:$(touch x)", "gfx90a:x", "gfx90a:xnack+;touch x"):
        with pytest.raises(UserError):
            architectures(info, [name])


@pytest.mark.hipcc
@pytest.mark.parametrize("program", ["hipcc", "nvcc"])
def test_no_name_in_a_tree_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    tree, here = tmp_path / "tree", tmp_path / "here"
    tree.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    command = "$(touch ran)"
    bad = "__global__ void k() { undeclared(); }\n#include <cuda_runtime.h>\n"
    for name in ("plain", f"n{command}", "n;touch ran;", "n`touch ran`"):
        (tree / f"{name}.cu").write_text(bad)
    (tree / f"i{command}.a").mkdir()
    (tree / "o,-fplugin=evil.so").mkdir()
    words = ["nvcc", f"-DX={command}.a", f"-Ii{command}.a", "-idirafter", "o,-fplugin=evil.so"]
    entries = [
        {"directory": str(tree), "file": path.name, "arguments": [*words, "-c", path.name]}
        for path in tree.glob("*.cu")
    ]
    (tree / "compile_commands.json").write_text(json.dumps(entries))
    done = migrate("verify", tree, "--to", "hip@5.2", "--no-semantic", cwd=here)
    assert done.code in (0, 1), done.err
    assert "a shell would act upon" in done.out
    assert list(here.iterdir()) == []
    assert not list(tree.glob("ran*"))
