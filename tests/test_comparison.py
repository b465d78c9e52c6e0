"""Several targets side by side: each says what a run for it alone says, in every format."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from migrate import chunks
from migrate.chunks import Scans, crew
from migrate.model import Report, Target, UserError
from migrate.report.outputs import compared
from migrate.report.outputs.compared import side
from migrate.rules.targetfiles import targets
from migrate.run import run
from migrate.settings.config import Settings
from migrate.text.syntax import SyntaxTree
from migrate.tree import parsing
from migrate.tree.parsing import Earlier, tree_of
from migrate.tree.scan import Scan
from tests.porting import port as ported
from tests.warm import migrate

DOCS = Path(__file__).parent.parent / "docs"
WHOLE = Resource.from_contents(json.loads((DOCS / "report.schema.json").read_text()))
VALIDATOR = jsonschema.Draft202012Validator(
    json.loads((DOCS / "comparison.schema.json").read_text()),
    registry=Registry().with_resource("report.schema.json", WHOLE),
)
SOURCE = """#include <cuda_runtime.h>
__global__ void k(float *x, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) x[i] = __shfl_xor_sync(0xffffffff, x[i], 16);
}
void f(float *x, int n) {
  k<<<(n + 255) / 256, 256>>>(x, n);
  cudaDeviceSetLimit(cudaLimitDevRuntimePendingLaunchCount, 4096);
}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "src"
    folder.mkdir()
    (folder / "a.cu").write_text(SOURCE)
    (folder / "Makefile").write_text("a: a.cu\n\tnvcc -arch=sm_80 a.cu -o a -lcublas\n")
    return folder


def report(tree: Path, to: str) -> Report:
    return run([tree], Settings(to=to, cache=False)).report


def test_each_target_says_what_a_run_for_it_alone_says(tree: Path) -> None:
    done = migrate("check", tree, "--to", "all", "-q", "--format", "json", "--no-cache")
    document = json.loads(done.out)
    VALIDATOR.validate(document)
    names = [target.name for target in targets()]
    assert [part["target"]["name"] for part in document["targets"]] == names
    codes = []
    for part in document["targets"]:
        words = ("--to", part["target"]["name"], "-q", "--format", "json", "--no-cache")
        alone = migrate("check", tree, *words)
        whole = json.loads(alone.out)
        assert part == {name: whole[name] for name in part}
        codes.append(alone.code)
    assert done.code == max(codes) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_are_read_once_for_all_targets(
    tree: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    """What one target has left of a file is what the next one would have made, by itself or in
    processes that share the files.
    """
    (tree / "b.cu").write_text(SOURCE.replace("k(", "m(").replace("k<<<", "m<<<"))
    wanted = [Settings(to=to, cache=False, jobs=jobs) for to in ("sycl", "hip", "musa", "hip")]
    alone = [run([tree], settings).report for settings in wanted]
    monkeypatch.setattr(chunks, "WORTH_A_POOL", 0)
    parsed: list[str] = []

    def counted(scan: Scan, earlier: Earlier | None, *rest: Any) -> SyntaxTree:
        parsed.extend([scan.path] if earlier is None else [])
        return tree_of(scan, earlier, *rest)

    monkeypatch.setattr(parsing, "tree_of", counted)
    with crew(wanted[0], again=True) as hands:
        found = [run([tree], settings, hands=hands).report for settings in wanted]
    assert [item.files for item in found] == [item.files for item in alone]
    if jobs == 1:
        assert (parsed.count("a.cu"), parsed.count("b.cu")) == (1, 1)


def test_what_was_stopped_is_read_anew() -> None:
    scans = Scans(again=True)
    first = scans.reading("a.cu", b"int a;")
    assert scans.reading("a.cu", b"int a;") is first
    assert scans.reading("a.cu", b"int b;") is not first  # changed meanwhile
    scans.forget("a.cu")
    assert scans.reading("a.cu", b"int b;") is not first
    assert Scans().reading("a.cu", b"int a;") is not Scans().reading("a.cu", b"int a;")


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_REMEMBERED_AGAIN", 8)
    scans = Scans(again=True)
    kept, more = scans.reading("a.cu", b"int a;"), scans.reading("b.cu", b"int b;")
    assert scans.reading("a.cu", b"int a;") is kept
    assert scans.reading("b.cu", b"int b;") is not more


def test_a_list_keeps_its_order_and_its_versions(tree: Path) -> None:
    words = ("--to", "sycl, hip@5.7,hip@7.0,sycl", "-q", "--no-cache", "--format", "json")
    parts = json.loads(migrate("check", tree, *words).out)["targets"]
    newest = {target.name: target.versions[-1] for target in targets()}
    titles = [(part["target"]["name"], part["target"]["version"]) for part in parts]
    assert titles == [("sycl", newest["sycl"]), ("hip", "5.7"), ("hip", "7.0")]


def test_a_configuration_holds_for_its_own_target(tree: Path) -> None:
    """Its version, GPUs and warps mean nothing to the others."""
    text = 'to = "hip@6.4"\narch = ["gfx90a"]\nwarp = "32"\nbuild = "replace"\n'
    (tree / "migrate.toml").write_text(text)
    words = ("--to", "all", "-q", "--no-cache", "--format", "json")
    parts = json.loads(migrate("check", tree, *words).out)["targets"]
    found = {part["target"]["name"]: part for part in parts}
    assert found["hip"]["target"]["version"] == "6.4"
    alone = json.loads(migrate("check", tree, "-q", "--no-cache", "--format", "json").out)
    assert found["hip"]["summary"] == alone["summary"]
    (tree / "migrate.toml").unlink()
    for name in ("musa", "sycl"):
        words = ("--to", name, "-q", "--no-cache", "--format", "json")
        assert json.loads(migrate("check", tree, *words).out)["summary"] == found[name]["summary"]


def test_reports_are_written_in_all_forms(tree: Path, tmp_path: Path) -> None:
    named = [tmp_path / f"r{suffix}" for suffix in (".txt", ".json", ".html", ".md")]
    words = [word for file in named for word in ("--report", str(file))]
    done = migrate("check", tree, "--to", "hip,musa", "-q", "--no-cache", *words)
    sides = [side(report(tree, name)) for name in ("hip", "musa")]
    written = {file.suffix: file.read_bytes() for file in named}
    forms = {".txt": "full", ".json": "json", ".html": "html", ".md": "markdown"}
    assert written == {end: compared.form(name).render(sides) for end, name in forms.items()}
    assert done.raw == written[".txt"]
    assert b"<code>a.cu:8</code>" in written[".html"]
    assert migrate("check", tree, "--to", "hip,musa", "-q", "--summary").raw == done.raw


def test_the_text_is_a_table_and_what_takes_most(tree: Path) -> None:
    table, hip, sycl, _ = (
        compared.form("full")
        .render([side(report(tree, name)) for name in ("hip", "sycl")])
        .decode()
        .split("\n\n")
    )
    assert [line.split()[0] for line in table.splitlines()] == ["target", "hip", "sycl"]
    heads = table.splitlines()[0].split()
    counts = report(tree, "hip").ledger
    row = dict(zip(heads[1:], table.splitlines()[1].split()[2:], strict=False))
    assert (row["references"], row["manual"]) == (str(counts.total), "1")
    assert hip.startswith("hip 10.0: what takes most\n")
    assert "a.cu:8" in hip
    assert sycl.startswith("sycl ")


def test_where_nothing_is_left_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    done = migrate("check", tmp_path, "--to", "hip,musa", "-q", "--no-cache")
    assert done.code == 0
    assert "hip 10.0: nothing is left to do" in done.out
    for name in ("html", "markdown", "json"):
        made = migrate("check", tmp_path, "--to", "hip,musa", "-q", "--no-cache", "--format", name)
        assert (made.code, made.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--arch", "gfx90a"], "--arch goes with one target"),
        (["--warp", "32"], "--warp goes with one target"),
        (["--build", "report"], "--build goes with one target"),
        (["--baseline", "b.json"], "--baseline goes with one target"),
        (["--write-baseline", "b.json"], "--write-baseline goes with one target"),
        (["--format", "sarif"], "sarif: this format shows one target"),
        (["--report", "x.sarif"], "sarif: this format shows one target"),
        (["--report", "nowhere/x.json"], "there is no folder"),
    ],
)
def test_what_is_of_one_target_is_refused(tree: Path, words: list[str], problem: str) -> None:
    done = migrate("check", tree, "--to", "all", *words)
    assert (done.code, done.out) == (2, "")
    assert problem in done.err


def test_other_commands_take_one_target(tree: Path) -> None:
    for words in (["port", str(tree), "--diff"], ["verify", str(tree)]):
        done = migrate(*words, "--to", "all")
        assert (done.code, done.out) == (2, "")
        assert "one target" in done.err
        assert "migrate check" in done.err
    assert "unknown target ''" in migrate("check", tree, "--to", "hip,").err


def test_nothing_of_a_tree_is_markup() -> None:
    name = "<script>alert(1)</script>.cu"
    result = replace(ported("void f() { cudaNoSuchThing(); }\n"), path=name)
    made = compared.form("html").render([side(Report("1", Target("hip", "10.0"), (result,)))])
    assert b"<script" not in made
    assert b"&lt;script&gt;alert(1)" in made


def test_a_format_of_one_target_is_named() -> None:
    with pytest.raises(UserError, match="csv: this format shows one target"):
        compared.form("csv")
