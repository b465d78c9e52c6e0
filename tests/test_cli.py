"""The command line as a user meets it: a process, its two streams, its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

from migrate import __version__
from migrate.files.manifest import FOLDER
from tests.warm import Done, migrate

pytestmark = pytest.mark.commands
REPOSITORY = Path(__file__).parent.parent
SCHEMA = json.loads((REPOSITORY / "docs/report.schema.json").read_text())
ENVIRONMENT = os.environ | {"PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1"}

CLEAN = "#include <cuda_runtime.h>\n\nvoid f(void **p) { cudaMalloc(p, 4); }\n"
PORTED = "#include <hip/hip_runtime.h>\n\nvoid f(void **p) { hipMalloc(p, 4); }\n"
UNKNOWN = "void g() { cudaNoSuchThing(1); }\n"
REVIEWED = "#include <cuda_runtime.h>\nint w() { return CUDART_VERSION; }\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a source tree ``src`` that ports without findings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src/sub").mkdir(parents=True)
    (tmp_path / "src/a.cu").write_text(CLEAN)
    (tmp_path / "src/sub/plain.cpp").write_text("int main() { return 0; }\n")
    return tmp_path


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    }


def test_version_and_help() -> None:
    assert migrate("--version").out == f"migrate {__version__}\n"
    shown = migrate("--help")
    assert shown.code == 0
    for command in ("port", "check", "api", "explain", "targets", "rules"):
        assert f"  {command} " in shown.out


def test_port_without_a_place_writes_nothing_and_says_what_would(tree: Path) -> None:
    before = listing(tree)
    done = migrate("port", "src")
    assert done.code == 0
    assert "files           2: 1 ported, 1 unchanged, 0 skipped, 0 failed" in done.out
    assert "-o DIR" in done.err
    assert listing(tree) == before


def test_port_to_a_new_tree(tree: Path) -> None:
    done = migrate("port", "src", "-o", "out")
    assert (done.code, done.raw) == (0, b"")
    assert "2 files written to out" in done.err
    assert (tree / "out/a.cu").read_text() == PORTED
    again = migrate("port", "src", "-o", "out")
    assert (again.code, again.raw) == (0, b"")
    assert "out: nothing to change" in again.err
    (tree / "other").mkdir()
    (tree / "other/mine").write_text("mine\n")
    refused = migrate("port", "src", "-o", "other")
    assert (refused.code, refused.raw) == (2, b"")
    assert refused.err.startswith("error: other is not empty, and nothing is known of what was")
    assert "add --force" in refused.err
    assert migrate("port", "src", "-o", "out", "--force", "-q").err == ""
    assert migrate("port", "src", "-o", "src/out").code == 2
    assert migrate("port", "src", "-o", "small", "--only-changed").code == 0
    assert list(listing(tree / "small")) == ["a.cu"]


def test_a_file_that_is_gone_from_one_side_says_what_to_do(tree: Path) -> None:
    assert migrate("port", "src", "-o", "out", "-q").code == 0
    (tree / "out/a.cu").unlink()
    (tree / "src/a.cu").write_text(CLEAN.replace("void f", "void theirs"))
    done = migrate("port", "src", "-o", "out", "-q")
    assert done.code == 4
    assert done.err.startswith("conflict: out/a.cu: deleted by hand")
    assert "; delete it again, or keep it\n" in done.err
    (tree / "out/a.cu").write_text("int mine;\n")
    (tree / "src/a.cu").rename(tree / "src/moved.cu")
    done = migrate("port", "src", "-o", "out", "-q")
    assert "conflict: out/a.cu: edited by hand, and gone from the source" in done.err
    assert "; delete it, after taking your edits to where " in done.err
    assert (tree / "out/moved.cu").exists()


def test_port_again_keeps_edits_and_says_what_is_in_conflict(tree: Path) -> None:
    assert migrate("port", "src", "-o", "out", "-q").code == 0
    (tree / "out/a.cu").write_text(PORTED.replace("void f", "void mine"))
    (tree / "src/sub/plain.cpp").write_text("int main() { return 1; }\n")
    done = migrate("port", "src", "-o", "out")
    assert (done.code, done.raw) == (0, b"")
    assert "out: 1 written, 1 kept as edited by hand\n" in done.err
    (tree / "src/a.cu").write_text(CLEAN.replace("void f", "void theirs"))
    done = migrate("port", "src", "-o", "out", "-q")
    assert (done.code, done.raw) == (4, b"")
    text = (tree / "out/a.cu").read_text()
    line = text[: text.index("<<<<<<<")].count("\n") + 1
    assert done.err.startswith(f"conflict: out/a.cu:{line}: changed by hand and in the source: ")
    assert done.err.endswith("choose, and take the marks out\n")
    assert "<<<<<<< edited by hand\nvoid mine" in text
    assert f">>>>>>> migrate {__version__}, hip " in text
    assert migrate("check", "out", "-q").code in (0, 1)
    forced = migrate("port", "src", "-o", "out", "--force")
    assert "is kept in out/.migrate/replaced/1\n" in forced.err


def test_port_again_since_a_commit(tree: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "src"), ("commit", "-q", "-m", "1")):
        subprocess.run(["git", *identity, *words], check=True)
    assert migrate("port", "src", "-o", "out", "--since", "HEAD").code == 2
    assert migrate("port", "src", "-o", "out", "-q").code == 0
    (tree / "src/sub/plain.cpp").write_text("int main() { return 1; }\n")
    done = migrate("port", "src", "-o", "out", "--since", "HEAD")
    assert (done.code, "out: nothing to change\n" in done.err) == (0, True)
    subprocess.run(["git", *identity, "commit", "-q", "-a", "-m", "2"], check=True)
    done = migrate("port", "src", "-o", "out", "--since", "HEAD~1")
    assert (done.code, "out: 1 written\n" in done.err) == (0, True)
    done = migrate("port", "src", "-o", "out", "--since", "v1")
    assert (done.code, "--since: git knows no commit 'v1'" in done.err) == (2, True)
    done = migrate("port", "src", "-o", "out", "--since", "HEAD", "--force")
    assert (done.code, "exclude each other" in done.err) == (2, True)


def test_port_in_place_and_a_second_time(tree: Path) -> None:
    assert migrate("port", "src", "--in-place").code == 0
    assert (tree / "src/a.cu").read_text() == PORTED
    again = migrate("port", "src", "--in-place")
    assert "0 files replaced" in again.err
    assert (tree / "src/a.cu").read_text() == PORTED


def test_renamed_files_and_their_includes(tree: Path) -> None:
    (tree / "src/b.cuh").write_text("__device__ int one() { return 1; }\n")
    (tree / "src/a.cu").write_text('#include "b.cuh"\n' + CLEAN)
    assert migrate("port", "src", "-o", "out", "--rename", "-q").code == 0
    assert sorted(listing(tree / "out")) == ["a.hip", "b.hip.h", "sub/plain.cpp"]
    assert '#include "b.hip.h"' in (tree / "out/a.hip").read_text()
    patch = migrate("port", "src", "--diff", "--rename", "-q").raw
    assert migrate("port", "src", "--in-place", "--rename", "-q").code == 0
    assert listing(tree / "src") == listing(tree / "out")
    assert b"rename from src/a.cu\nrename to src/a.hip\n" in patch


def test_diff_is_all_there_is_on_standard_output(tree: Path) -> None:
    (tree / "src/crlf.cu").write_bytes(b"void f(){ cudaFree(\xff); }\r\n// end")
    done = migrate("port", "src", "--diff")
    assert done.code == 0
    assert done.out.startswith("diff --git a/src/a.cu b/src/a.cu\n")
    assert "3: 2 ported" in done.err
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    subprocess.run(["git", "apply", "--check", "-"], input=done.raw, cwd=tree, check=True)
    subprocess.run(["git", "apply", "-"], input=done.raw, cwd=tree, check=True)
    assert (tree / "src/a.cu").read_text() == PORTED
    assert (tree / "src/crlf.cu").read_bytes().endswith(b"{ hipFree(\xff); }\r\n// end")
    assert migrate("port", "src", "--diff", "-q").raw == b""


def test_check_for_a_decision(tree: Path) -> None:
    (tree / "src/b.cu").write_text(UNKNOWN)
    shown = migrate("check", "src", "--summary")
    assert (shown.code, shown.err) == (1, "")
    assert shown.out.startswith("Port to hip ")
    assert "1 unknown to the tables" in " ".join(shown.out.split())
    assert "Name that looks like CUDA's" in shown.out
    assert migrate("check", "src", "--format", "summary").out == shown.out
    in_json = migrate("check", "src", "--summary", "--format", "json")
    assert json.loads(in_json.raw)["summary"]["causes"][0]["places"] == 1


def test_port_says_in_the_end_what_is_left(tree: Path) -> None:
    assert "portable     100%: nothing left" in migrate("port", "src").out
    (tree / "src/b.cu").write_text(UNKNOWN)
    assert "about 15 minutes of work left" in migrate("port", "src").out.splitlines()[-1]


def test_check_in_json_and_reports_beside_it(tree: Path) -> None:
    (tree / "src/b.cu").write_text(UNKNOWN)
    before = listing(tree / "src")
    reports = ["--report", "r.json", "--report", "r.txt", "--report", "r.diff"]
    done = migrate("check", "src", "--format", "json", *reports)
    assert (done.code, done.err) == (1, "")
    document = json.loads(done.raw)
    jsonschema.validate(document, SCHEMA)
    assert document["exit_code"] == 1
    assert [file["path"] for file in document["files"]] == [
        "src/a.cu",
        "src/b.cu",
        "src/sub/plain.cpp",
    ]
    (finding,) = document["files"][1]["findings"]
    assert (finding["status"], finding["line"], finding["column"]) == ("unknown", 1, 12)
    assert (tree / "r.json").read_bytes() == done.raw
    assert b"src/b.cu:1:12: unknown" in (tree / "r.txt").read_bytes()
    assert (tree / "r.diff").read_bytes().startswith(b"diff --git")
    assert listing(tree / "src") == before


@pytest.mark.parametrize(
    ("source", "threshold", "code"),
    [
        (CLEAN, "review", 0),
        (REVIEWED, "manual", 0),
        (REVIEWED, "review", 1),
        (UNKNOWN, "manual", 1),
        (UNKNOWN, "never", 0),
    ],
)
def test_exit_code_says_what_is_left(tree: Path, source: str, threshold: str, code: int) -> None:
    (tree / "src/a.cu").write_text(source)
    assert migrate("check", "src", "--fail-on", threshold).code == code


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("port", "nowhere"), "error: nowhere: No such file or directory"),
        (("port", "src", "--to", "hpi"), "did you mean hip?"),
        (("port", "src", "--to", "hip@1.0"), "hip@1.0"),
        (("port", "src", "--diff", "--in-place"), "exclude each other"),
        (("port", "src", "--force"), "go with -o DIR"),
        (("check", "src", "--format", "pdf"), "pdf: no such format"),
        (("check", "src", "--report", "r.pdf"), "no report format has this suffix"),
        (("check", "src", "--report", "no/r.json"), "there is no folder no"),
        (("check", "src", "--rules", "nowhere"), "--rules: nowhere is not a folder"),
        (("check", "src", "--exclude", "!"), "'!' is no pattern"),
        (("check", "src", "--jobs", "0"), "--jobs"),
        (("port",), "PATH"),
        (("prot",), "prot"),
    ],
)
def test_wrong_usage_is_refused_with_code_2(tree: Path, args: tuple[str, ...], said: str) -> None:
    done = migrate(*args)
    assert (done.code, done.raw) == (2, b"")
    assert said in done.err
    assert "Traceback" not in done.err


def test_configuration_is_read_and_options_win(tree: Path) -> None:
    (tree / "migrate.toml").write_text('to = "musa"\nexclude = ["src/sub/"]\n')
    done = migrate("check", "src", "-v")
    assert "Port to musa" in done.out
    assert "files           1:" in done.out
    assert f"configuration: {tree}/migrate.toml\n1 files to musa" in done.err
    assert "Port to hip 5.7" in migrate("check", "src", "--to", "hip@5.7").out
    (tree / "migrate.toml").write_text('too = "musa"\n')
    refused = migrate("check", "src")
    assert refused.code == 2
    assert "migrate.toml:1: unknown key 'too'\n  did you mean 'to'?" in refused.err


def test_excluded_and_suppressed(tree: Path) -> None:
    (tree / "src/b.cu").write_text("// migrate: off\n" + UNKNOWN)
    (tree / "src/c.cu").write_text("// migrate: ignore[migrate/unknown-name]\n" + UNKNOWN)
    (tree / "src/d.cu").write_text(UNKNOWN)
    done = migrate("check", "src", "--exclude", "d.cu")
    assert (done.code, "files           4:" in done.out) == (0, True)
    assert "unknown-name" not in done.out


def test_names_that_are_not_utf8_are_ported(tree: Path) -> None:
    path = os.fsencode(tree) + b"/src/\xff.cu"
    with open(path, "wb") as stream:  # noqa: PTH123 - a name of bytes
        stream.write(UNKNOWN.encode() + CLEAN.encode())
    done = migrate("check", "src")
    assert "src/\\xff.cu:1:12: unknown" in done.out
    assert migrate("port", "src", "--in-place", "-q", "--fail-on", "never").code == 0
    with open(path, "rb") as stream:  # noqa: PTH123
        assert b"hipMalloc" in stream.read()


def test_api_says_what_a_name_becomes() -> None:
    done = migrate("api", "cudaMalloc", "cuda_runtime.h")
    assert done.code == 0
    assert re.search(r"^cudaMalloc \(function, runtime", done.out)
    assert re.search(r"^  hip +hipMalloc$", done.out, re.MULTILINE)
    assert re.search(r"^  musa +musaMalloc$", done.out, re.MULTILINE)
    assert re.search(r"^  hip +hip/hip_runtime\.h$", done.out, re.MULTILINE)
    assert "musa" not in migrate("api", "cudaMalloc", "--to", "hip").out
    unknown = migrate("api", "cudaMaloc")
    assert (unknown.code, unknown.raw) == (1, b"")
    assert "did you mean cudaMalloc" in unknown.err


def test_explain_shows_a_page_for_every_kind_of_id() -> None:
    done = migrate("explain", "hip/memory/symbol", "hip/names/runtime", "migrate/unknown-name")
    assert done.code == 0
    assert "becomes  hipMemcpyToSymbol(HIP_SYMBOL(symbol), ...)" in done.out
    assert "Names of runtime on HIP" in done.out
    assert "Name that looks like CUDA's" in done.out
    unknown = migrate("explain", "hip/memory/symbl")
    assert unknown.code == 1
    assert "did you mean hip/memory/symbol" in unknown.err


def test_targets_and_rules_are_listed() -> None:
    assert re.search(r"^hip +HIP, 5\.2 to ", migrate("targets").out, re.MULTILINE)
    listed = migrate("rules", "list").out
    for rule_id in ("hip/memory/symbol", "hip/names/cublas", "migrate/off"):
        assert re.search(rf"^{rule_id} +\w", listed, re.MULTILINE)


RULE = """\
title = "Own allocation"
match = "cudaMalloc($p, $n)"
rewrite = "my_alloc($p, $n)"
safety = "safe"
"""
EXAMPLE = """\
#include <cuda_runtime.h>
void f(void **p) {
    // expect: hip/own/alloc
    cudaMalloc(p, 4);
    // ok: hip/own/alloc
    cudaFree(*p);
}
"""


def own_rule(tree: Path, name: str, function: str = "cudaMalloc") -> Path:
    """The folder of a rule of one's own for a function; its golden file is not there yet."""
    folder = tree / "own/hip/own"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(RULE.replace("cudaMalloc", function))
    example = EXAMPLE.replace("cudaMalloc", function).replace("own/alloc", f"own/{name}")
    (folder / f"{name}.cu").write_text(example)
    return folder


def test_rules_of_ones_own_are_used_and_tested(tree: Path) -> None:
    folder = own_rule(tree, "alloc")
    done = migrate("rules", "test", "own")
    assert done.code == 1
    assert "alloc.expected.cu: there is no such file" in done.out
    assert migrate("rules", "test", "own", "--update").code == 0
    done = migrate("rules", "test", "own")
    assert (done.code, done.out) == (0, "1 rule, 0 with problems\n")
    assert "    my_alloc(p, 4);\n" in (folder / "alloc.expected.cu").read_text()
    assert "my_alloc(p, 4)" in migrate("port", "src", "--rules", "own", "--diff").out
    (folder / "alloc.cu").write_text(EXAMPLE.replace("// ok", "// expect"))
    done = migrate("rules", "test", "own")
    said = "alloc.cu:6: hip/own/alloc does not apply here: it has none of the names that shapes"
    assert f"{said} start at: cudaMalloc" in done.out
    assert done.code == 1


def test_rules_are_tested_by_id(tree: Path) -> None:
    own_rule(tree, "alloc")
    own_rule(tree, "other", "cudaMemGetInfo")
    assert migrate("rules", "test", "own", "hip/own/other", "--update").code == 0
    assert (tree / "own/hip/own/other.expected.cu").is_file()
    assert not (tree / "own/hip/own/alloc.expected.cu").exists()
    assert migrate("rules", "test", "own", "hip/own/other").out == "1 rule, 0 with problems\n"
    unknown = migrate("rules", "test", "own", "hip/own/othr")
    assert unknown.code == 2
    assert "hip/own/othr: no such rule below own\n  did you mean hip/own/other" in unknown.err


def test_rules_are_tested_without_what_is_kept(tree: Path) -> None:
    own_rule(tree, "alloc")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tree / "kept")}
    for options, kept in ((["--no-cache"], False), ([], True)):
        done = migrate("rules", "test", "own", "--update", *options, environment=environment)
        assert (done.code, done.out) == (0, "1 rule, 0 with problems\n")
        assert (tree / "kept").exists() == kept


def test_a_folder_may_say_again_what_the_tables_say(tree: Path) -> None:
    table = Path(__file__).parent.parent / "rules/cuda/runtime.csv"
    head, *rows = table.read_text().splitlines(keepends=True)
    (row,) = [row for row in rows if row.startswith("cudaMalloc,")]
    (tree / "own/cuda").mkdir(parents=True)
    (tree / "own/cuda/runtime.csv").write_text(head + row)
    for target, name in (("musa", "musaMalloc"), ("maca", "mcMalloc"), ("hip", "hipMalloc")):
        done = migrate("api", "cudaMalloc", "--to", target, "--rules", "own")
        assert done.code == 0
        assert name in done.out


DEMANDS = """\
title = "Own allocation"
message = "m"
status = "review"
scope = "host"
[[case]]
match = "cudaFree($p)"
where.p.type = "int ?\\\\*"
inside = "g($here)"
[[case]]
match = "cudaMalloc($p, $n)"
"""
MISSED = {
    "cudaFree(y);": "of 'cudaFree($p)' where.p.type and inside do not hold",
    "g(cudaFree(y));": "of 'cudaFree($p)' where.p.type does not hold",
    "cudaMalloc(y);": "none of its shapes stands there: cudaMalloc($p, $n)",
}


def test_a_mark_that_does_not_hold_says_which_demand(tree: Path) -> None:
    folder = tree / "own/hip/own"
    folder.mkdir(parents=True)
    (folder / "demand.toml").write_text(DEMANDS)
    marked = "".join(f"    // expect: hip/own/demand\n    {line}\n" for line in MISSED)
    applies = "    // ok: hip/own/demand\n    cudaMalloc(x, 1);\n"
    (folder / "demand.cu").write_text(f"void f(float *y, int *x) {{\n{marked}{applies}}}\n")
    out = migrate("rules", "test", "own").out
    for number, said in zip((3, 5, 7), MISSED.values(), strict=True):
        assert f"demand.cu:{number}: hip/own/demand does not apply here: {said}\n" in out
    assert "demand.cu:9: hip/own/demand applies here: by 'cudaMalloc($p, $n)'\n" in out


def test_a_new_rule_fails_until_it_is_filled_in(tree: Path) -> None:
    done = migrate("rules", "new", "hip/own/copies", "--rules", "own")
    assert done.code == 0
    stem = tree / "own/hip/own/copies"
    assert done.out.splitlines()[0] == "own/hip/own/copies.toml"
    failed = migrate("rules", "test", "own", "--update")
    assert failed.code == 1
    assert "hip/own/copies does not apply here" in failed.out
    example = stem.with_suffix(".cu").read_text()
    assert "// ok: hip/own/copies" in example
    rule = stem.with_suffix(".toml")
    rule.write_text(rule.read_text().replace("cudaToBeReplaced", "cudaMalloc"))
    stem.with_suffix(".cu").write_text(example.replace("g(p);", "cudaMalloc(&p, 4);"))
    assert migrate("rules", "test", "own", "--update").code == 0
    assert migrate("rules", "test", "own").code == 0
    again = migrate("rules", "new", "hip/own/copies", "--rules", "own")
    assert again.code == 2
    assert "copies.toml is there already" in again.err
    wrong = migrate("rules", "new", "hip/Own", "--rules", "own")
    assert wrong.code == 2
    assert "write TARGET/AREA/NAME" in wrong.err
    assert migrate("rules", "new", "cuda/own/votes", "--rules", "own").code == 0
    assert (tree / "own/common/own/votes.expected.maca.cu").is_file()


def test_help_has_panels_and_words_are_completed() -> None:
    shown = migrate("check", "--help").out
    panels = re.findall(r"(?m)^(\w[^:\n]*):$", shown)
    assert panels[:2] == ["Arguments", "What to port to"]
    assert panels[-1] == "Options"
    assert "--install-completion" in migrate("--help").out
    words = {"_MIGRATE_COMPLETE": "bash_complete", "COMP_WORDS": "migrate ch", "COMP_CWORD": "1"}
    assert migrate(environment={**ENVIRONMENT, **words}).out == "plain,check\n"


STARTS = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ""}


@pytest.mark.parametrize(("shell", "start"), STARTS.items(), ids=STARTS.keys())
def test_completion_is_shown_and_installed_once(tmp_path: Path, shell: str, start: str) -> None:
    environment = {**ENVIRONMENT, "SHELL": f"/usr/bin/{shell}", "HOME": str(tmp_path)}
    if start:
        (tmp_path / start).write_text("mine")
    shown = migrate("--show-completion", environment=environment)
    assert f"_MIGRATE_COMPLETE={shell}_complete" in shown.out
    for _ in range(2):
        assert migrate("--install-completion", environment=environment).code == 0
    scripts = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != start]
    assert [path.read_text() for path in scripts] == [shown.out[:-1]]
    if start:
        first, *added = (tmp_path / start).read_text().split("\n")
        assert first == "mine"
        assert added[-1] == ""
        assert len(added) == len({*added})


def test_completion_is_refused_for_a_shell_that_is_not_known() -> None:
    done = migrate("--show-completion", environment={**ENVIRONMENT, "SHELL": "/bin/csh"})
    assert (done.code, done.out) == (2, "")
    assert "SHELL is csh" in done.err


def test_a_closed_pipe_is_no_error(tree: Path) -> None:
    command = f"{sys.executable} -m migrate rules list | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env=ENVIRONMENT, check=True, timeout=60
    )
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def run_with(prelude: str, *args: str) -> Done:
    """The command in a process that was tampered with first."""
    command = [
        sys.executable,
        "-c",
        f"{prelude}; from migrate.command.cli import main; main()",
        *args,
    ]
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, check=False, timeout=60)
    return Done(done.returncode, done.stdout, done.stderr)


def test_interrupted_the_tree_is_as_it_was(tree: Path) -> None:
    (tree / "src/b.cu").write_text(CLEAN)
    before = listing(tree)
    # A shell gives a command behind ``&`` an interrupt that is ignored, and its tests with it.
    interrupt = "from signal import *; signal(SIGINT, default_int_handler)"
    interrupt += "; import migrate.report.assembly as r"
    interrupt += "; r.exit_code = lambda *_: raise_signal(SIGINT)"
    done = run_with(interrupt, "port", "src", "--in-place")
    assert (done.code, done.err) == (130, "interrupted; the sources are as they were\n")
    assert listing(tree) == before


def test_a_crash_leaves_a_text_to_report(tree: Path) -> None:
    done = run_with("import migrate.run; del migrate.run.run", "check", "src")
    assert done.code == 3
    for part in (
        "error: migrate has crashed",
        f"migrate {__version__}",
        "tree-sitter",
        "Traceback",
    ):
        assert part in done.err


def test_a_package_that_is_not_installed_is_named(tree: Path) -> None:
    done = run_with("import sys; sys.modules['tree_sitter'] = None", "check", "src")
    assert done.code == 2
    assert done.err.startswith("error: tree_sitter, which migrate needs, is not installed for ")
    assert "install migrate as README.md says" in done.err


def test_every_id_in_the_code_has_a_page() -> None:
    pages = tomllib.loads((REPOSITORY / "rules/findings.toml").read_text())["finding"]
    known = [page["id"] for page in pages]
    assert known == sorted(set(known))
    written = set()
    for module in (REPOSITORY / "migrate").rglob("*.py"):
        written |= set(re.findall(r'"(migrate/[a-z-]+)"', module.read_text()))
    assert written == set(known)
