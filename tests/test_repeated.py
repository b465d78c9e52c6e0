"""A run that takes over what an earlier one has computed says what a run from nothing says."""

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate import chunks
from migrate.cache.contents import of_folders
from migrate.cache.digests import digest
from migrate.cache.results import ResultCache
from migrate.files.pickles import read, written
from migrate.files.store import Store
from migrate.model import FileResult, Outcome
from migrate.port import engine, indexing
from migrate.report import outputs
from migrate.run import Run, originals, run
from migrate.settings.config import Semantic, Settings
from migrate.tree.filefacts import FileFacts
from tests import trees
from tests.trees import Step
from tests.warm import migrate

SERIAL = replace(Settings(), jobs=1)
CORPUS = Path(__file__).parents[1] / "corpus"
STEPS = st.builds(
    Step,
    st.sampled_from(trees.KINDS),
    st.sampled_from(trees.NAMES),
    st.lists(st.integers(0, len(trees.CODE) - 1), max_size=7).map(tuple),
    st.sampled_from(trees.NAMES),
)
CHOICES = st.sampled_from(trees.OPTIONS)


def assert_same(path: Path, settings: Settings, store: Store) -> None:
    """Asserts that a run with what is kept is one from nothing: one that indexes, and three of
    which the report is wanted only.
    """
    expected = run([path], settings)
    results = ResultCache(store, "program")
    for only_report in (False, True, True, True):
        done = run([path], settings, cache=results, only_report=only_report)
        assert done.report == expected.report
        assert (done.found, done.near) == (expected.found, expected.near)
    assert shown(done) == shown(expected)


def shown(done: Run) -> list[bytes]:
    return [outputs.named(name).render(done.report, originals(done)) for name in ("json", "diff")]


@pytest.fixture(scope="module", autouse=True)
def _program_stays() -> Iterator[None]:
    """What lies on the disk is not this program's concern here: its digest is a word."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("migrate.cache.results.program", lambda: "program")
        yield


@given(
    st.booleans(),
    st.lists(st.tuples(STEPS, st.sampled_from(trees.OPTIONS)), min_size=1, max_size=8),
)
def test_whatever_is_done_to_a_tree(
    tmp_path_factory: pytest.TempPathFactory, is_whole: bool, steps: list[tuple[Step, Settings]]
) -> None:
    folder = tmp_path_factory.mktemp("tree")
    path, store = trees.start(folder), Store(folder / "store")
    path = path.parent if is_whole else path
    assert_same(path, trees.OPTIONS[0], store)
    for step, settings in steps:
        trees.take(folder, step)
        assert_same(path, settings, store)
    shutil.rmtree(folder)


class Watched:
    """A tree, and the files of it that runs with the same store have scanned and ported."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.path = trees.start(folder)
        self.top = self.path.parent
        self.store = Store(folder / "store")
        self.scanned: list[str] = []
        self.ported: list[str] = []
        look, port = indexing.facts_of_source, engine.port

        def looked(reading: Any, *rest: Any) -> Any:
            self.scanned.append(reading.path)
            return look(reading, *rest)

        def ported(source: Any, *rest: Any) -> FileResult:
            self.ported.append(source.path)
            return port(source, *rest)

        patch.setattr(chunks, "facts_of_source", looked)
        patch.setattr(engine, "port", ported)

    def run(
        self, settings: Settings = SERIAL, program: str = "program", *, only_report: bool = False
    ) -> Run:
        """What a run says, which is what one from nothing says."""
        plain = run([self.path], settings).report
        self.scanned, self.ported = [], []
        results = ResultCache(self.store, program)
        done = run([self.path], settings, cache=results, only_report=only_report)
        assert done.report == plain
        return done

    def is_taken_over(self, settings: Settings = SERIAL) -> bool:
        """Whether a run has the report of the last one."""
        return not self.run(settings, only_report=True).index.by_path

    def entries(self) -> list[Path]:
        assert self.store.folder is not None
        return sorted(file for file in self.store.folder.glob("*/*/*") if file.is_file())


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(tmp_path, monkeypatch)


ALL = ["../near/outer.h", "CMakeLists.txt", "a.cu", "b.cu", "own.h"]


def test_a_second_run_scans_and_ports_nothing(tree: Watched) -> None:
    tree.run()
    assert (sorted(set(tree.ported)), len(set(tree.scanned))) == (ALL, 4)
    tree.run()
    assert (tree.scanned, tree.ported) == ([], [])


def test_an_edit_that_others_cannot_see_ports_one_file(tree: Watched) -> None:
    tree.run()
    file = tree.path / "a.cu"
    file.write_text(file.read_text().replace("cudaMalloc(0, 1)", "cudaMalloc(0, 1234)"))
    tree.run()
    assert (tree.scanned, tree.ported) == (["a.cu"], ["a.cu"])


def test_an_edit_of_a_declaration_ports_all_and_scans_one(tree: Watched) -> None:
    tree.run()
    (tree.top / "near/outer.h").write_text("void cudaOuter(int);\nvoid cudaNobody(int);\n")
    tree.run()
    assert tree.scanned == ["../near/outer.h"]
    assert sorted(set(tree.ported)) == ALL


@pytest.mark.parametrize(
    "changed",
    [
        replace(SERIAL, to="hip@5.7"),
        replace(SERIAL, guards=("ON_GPU",)),
        replace(SERIAL, arch=("gfx90a",)),
        replace(SERIAL, rename=True),
    ],
)
def test_another_choice_ports_all(tree: Watched, changed: Settings) -> None:
    tree.run()
    tree.run(changed)
    assert sorted(set(tree.ported)) == ALL
    tree.run(replace(changed, jobs=2, compile_timeout=7))
    assert tree.ported == []


def test_another_program_ports_all(tree: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.run()
    monkeypatch.setattr("migrate.cache.results.program", lambda: "other")
    tree.run(program="other")
    assert sorted(set(tree.ported)) == ALL


def test_what_is_made_while_the_program_changes_is_not_kept(
    tree: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrate.cache.results.program", lambda: "newer")
    tree.run()
    assert tree.entries() == []


def test_a_report_is_taken_over_where_nothing_has_changed(tree: Watched) -> None:
    assert [tree.is_taken_over() for _ in range(3)] == [False, True, True]
    assert (tree.scanned, tree.ported) == ([], [])
    assert tree.run().index.by_path  # which is one that verifies
    for file in tree.path.rglob("*"):
        file.touch()
    assert tree.is_taken_over()


def test_a_large_report_is_left_in_parts(tree: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> list[Path]:
        return [entry for entry in tree.entries() if entry.parts[-3] == "reports"]

    monkeypatch.setattr("migrate.cache.reports._AT_ONCE", 1)
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    count = len(tree.run(only_report=True).report.files)
    assert len(parts()) == count > 2
    for part in parts():
        whole = part.read_bytes()
        part.write_bytes(whole[:-1])
        assert not tree.is_taken_over()
        assert tree.is_taken_over()
    monkeypatch.setattr("migrate.cache.reports._AT_ONCE", 2)
    (tree.path / "a.cu").write_text("void f() { cudaFree(0); }\n")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    assert len(parts()) == (count + 1) // 2  # those of the last one are gone


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("src/a.cu", "// nothing\n"),
        ("src/new.cu", "int x;\n"),
        ("src/notes.txt", "a.cu\n"),
        ("src/README", "ON_GPU\n"),
        ("src/.gitignore", "b.cu\n"),
        ("src/own.h", ""),
        ("src/config.h.in", "#cmakedefine ON_GPU\n"),
        ("near/outer.h", "void cudaOuter(int);\n"),
        ("near/own.h", "void cudaMine(int);\n"),
        ("include/parts.inl", "void cudaThing();\n"),
        (".gitmodules", '[submodule "absent"]\n\tpath = absent\n'),
    ],
)
def test_a_report_is_made_anew_for_whatever_a_run_reads(
    tree: Watched, name: str, text: str
) -> None:
    (tree.path / "b.cu").write_text('#include "parts.inl"\n#include "absent/lib.h"\n')
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    place = tree.top / name
    place.parent.mkdir(exist_ok=True)
    place.write_text(text)
    if name == "near/own.h":  # which lies where nothing looks for it
        assert tree.is_taken_over()
    else:
        assert [tree.is_taken_over() for _ in range(2)] == [False, True]


def test_a_report_is_made_anew_for_an_image_beside(tree: Watched) -> None:
    (tree.path / "Dockerfile").write_text("FROM nvidia/cuda:12\n")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    beside = tree.path / "Dockerfile.rocm"
    beside.write_text("FROM rocm/dev\n")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    beside.write_text("FROM scratch\n")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]


def test_a_report_is_made_anew_for_what_only_stands_there(tree: Watched) -> None:
    renaming = replace(SERIAL, rename=True)
    assert [tree.is_taken_over(renaming) for _ in range(2)] == [False, True]
    (tree.path / "a.hip").write_text("\0")  # the name that a.cu is to have
    assert [tree.is_taken_over(renaming) for _ in range(2)] == [False, True]
    (tree.path / "README").write_text("")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    (tree.path / ".git").mkdir()  # a project by itself now
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]
    (tree.path / "README").rename(tree.path / "notes")
    assert [tree.is_taken_over() for _ in range(2)] == [False, True]


def test_no_report_is_kept_of_what_failed_or_was_changed(
    tree: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = engine.port
    notes = tree.path / "notes.txt"
    notes.write_text("nothing\n")

    def failing(source: Any, *rest: Any) -> FileResult:
        result = port(source, *rest)
        return replace(result, outcome=Outcome.FAILED, reason="too much")

    def saving(source: Any, *rest: Any) -> FileResult:
        for text in ("b.cu\n", "nothing\n"):
            notes.write_text(text)
        return port(source, *rest)

    for wrong in (failing, saving):
        with monkeypatch.context() as patch:
            patch.setattr(engine, "port", wrong)
            run([tree.path], SERIAL, cache=ResultCache(tree.store, "program"), only_report=True)
        assert not any("reports" in entry.parts for entry in tree.entries())


def test_what_failed_is_not_kept(tree: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    port = engine.port

    def failing(source: Any, *rest: Any) -> FileResult:
        result = port(source, *rest)
        if source.path != "a.cu":
            return result
        return replace(result, outcome=Outcome.FAILED, reason="too much")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "port", failing)
        assert tree.run().report.exit_code == 3
    assert tree.run().report.exit_code == 1
    assert tree.ported == ["a.cu"]


def test_what_is_changed_meanwhile_is_not_kept(
    tree: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = engine.port
    file = tree.path / "b.cu"
    old = file.read_bytes()

    def saving(source: Any, *rest: Any) -> FileResult:
        file.write_bytes(b"// saved\n" + old)
        result = port(source, *rest)
        file.write_bytes(old)
        return result

    with monkeypatch.context() as patch:
        patch.setattr(engine, "port", saving)
        run([tree.path], SERIAL, cache=ResultCache(tree.store, "program"))
    tree.run()
    assert set(tree.ported) == {"b.cu"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:-1],
        lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
    ],
)
def test_a_damaged_entry_costs_time_only(tree: Watched, damage: Callable[[bytes], bytes]) -> None:
    tree.run()
    for entry in tree.entries():
        entry.write_bytes(damage(entry.read_bytes()))
    tree.run()
    assert sorted(set(tree.ported)) == ALL
    tree.run()
    assert tree.ported == []


def test_an_entry_that_is_whole_and_of_another_kind_is_none(tree: Watched) -> None:
    tree.run()
    values: tuple[object, ...] = (None, 7, {"facts": {}})
    for value in values:
        for entry in tree.entries():
            kind, key = entry.parts[-3], entry.name
            tree.store.put(kind, key, written(value))
            tree.store.put(kind, key, b"no pickle")
        tree.run()
        assert sorted(set(tree.ported)) == ALL


def test_a_folder_that_cannot_be_written_costs_time_only(tree: Watched) -> None:
    (tree.top / "file").write_text("")
    tree.store = Store(tree.top / "file")
    tree.run()
    tree.run()
    assert sorted(set(tree.ported)) == ALL


@contextmanager
def asked(folder: Path) -> Iterator[set[tuple[str, str]]]:
    """What is asked of the disk below a folder, or above it, in the meantime: which files are read,
    which folders listed, and what else is looked for.
    """
    found: set[tuple[str, str]] = set()
    places = (str(folder), *map(str, folder.parents))

    def watched(what: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def asking(path: Any = ".", *rest: Any, **options: Any) -> Any:
            name = os.fsdecode(path) if not isinstance(path, int) else ""
            if name.startswith(f"{places[0]}/") or name.rpartition("/")[0] in places:
                found.add((what, name))
            return ask(path, *rest, **options)

        return asking

    with pytest.MonkeyPatch.context() as patch:
        for module, names in ((os, ("scandir", "listdir")), (io, ("open",))):
            for name in names:
                what = "read" if name == "open" else "listed"
                patch.setattr(module, name, watched(what, getattr(module, name)))
        patch.setattr(os, "open", watched("read", os.open))
        for name in ("stat", "lstat", "readlink"):
            patch.setattr(os, name, watched("looked for", getattr(os, name)))
        yield found


@pytest.mark.parametrize("is_whole", [False, True], ids=["part", "whole"])
@pytest.mark.parametrize("settings", trees.OPTIONS, ids=lambda item: digest(item)[:8])
def test_who_takes_over_a_report_asks_the_disk_all_that_is_asked(
    tmp_path: Path, settings: Settings, is_whole: bool
) -> None:
    path = trees.start(tmp_path)
    top = path.parent
    for name in trees.NAMES:
        if not (top / name).exists():
            trees.take(tmp_path, Step("write", name, tuple(range(0, 30, 3))))
    (top / ".gitmodules").write_text('[submodule "absent"]\n\tpath = absent\n')
    (path / ".gitignore").write_text("nothing\n")
    (path / "c.cu").symlink_to("a.cu")
    path = top if is_whole else path
    results = ResultCache(Store(tmp_path / "store"), "program")
    run([path], settings, cache=results, only_report=True)
    with asked(top) as by_one_from_nothing:
        expected = run([path], settings)
    with asked(top) as by_one_that_takes_over:
        done = run([path], settings, cache=results, only_report=True)
    assert done.report == expected.report
    assert expected.index.by_path
    assert not done.index.by_path
    kinds = {
        what: {name for kind, name in by_one_that_takes_over if kind == what} for what in KINDS
    }
    missed = {
        (what, name)
        for what, name in by_one_from_nothing
        if name not in kinds[what]
        and not (what == "looked for" and name in kinds["read"] | kinds["listed"])
    }
    assert missed == set()
    assert len(by_one_from_nothing) > len(trees.NAMES)


KINDS = ("read", "listed", "looked for")
PROGRAMS = ("vector_add", "warp_compaction", "late_binding", "inline_ptx")


@pytest.mark.parametrize("seed", range(3))
def test_lines_of_real_programs_are_moved_about(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    for program in PROGRAMS:
        shutil.copytree(CORPUS / program / "cuda", tmp_path / "tree" / program)
    files = sorted(file for file in (tmp_path / "tree").rglob("*") if file.is_file())
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    store = Store(tmp_path / "store")
    for _ in range(6):
        file = chosen.choice(files)
        held = file.read_bytes().splitlines(keepends=True)
        at = chosen.randrange(len(held) + 1)
        held[at : at + chosen.choice((0, 1, 1, 4))] = chosen.sample(lines, chosen.choice((0, 1, 2)))
        file.write_bytes(b"".join(held))
        assert_same(tmp_path / "tree", SERIAL, store)


OWN = "cuda,target,kind,status,since,until,note\n"


@pytest.mark.commands
def test_commands_say_the_same_with_and_without(tmp_path: Path) -> None:
    path = trees.start(tmp_path)
    rules, cache = tmp_path / "rules", tmp_path / "cache"
    names = rules / "hip/names/own.csv"
    names.parent.mkdir(parents=True)
    environment = {**os.environ, "NO_COLOR": "1", "XDG_CACHE_HOME": str(cache)}

    def said(*options: str | Path) -> tuple[int, bytes]:
        where = ("check", path, "--format", "json", "--rules", rules, *options)
        done = migrate(*where, environment=environment)
        return done.code, done.raw

    seen = set()
    for row in (
        "",
        "cudaFree,oursFree,function,renamed,,,\n",
        "cudaFree,ourFree,function,none,,,n\n",
    ):
        names.write_text(OWN + row)
        expected = said("--no-cache")
        assert cache.exists() == bool(row)
        assert [said() for _ in range(3)] == [expected] * 3
        seen.add(expected)
    (path.parent.parent / "migrate.toml").write_text('to = "musa"\n')
    assert said() == said("--no-cache") not in seen
    patch = migrate("port", path, "--diff", "-q", environment=environment)
    assert patch.raw == migrate("port", path, "--diff", "-q", "--no-cache").raw != b""


@pytest.mark.commands
def test_runs_at_the_same_time_say_the_same(tmp_path: Path) -> None:
    path = trees.start(tmp_path)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "migrate", "check", str(path), "--format", "json"]
    expected = subprocess.run([*command, "--no-cache"], capture_output=True, check=False).stdout
    for _ in range(2):
        started = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in range(4)
        ]
        assert [process.communicate()[0] for process in started] == [expected] * 4


@pytest.mark.semantic
def test_what_libclang_says_otherwise_is_ported_anew(tmp_path: Path) -> None:
    chosen = replace(SERIAL, semantic=Semantic(wanted=True))
    path, store = trees.start(tmp_path), Store(tmp_path / "store")
    (path / "a.cu").write_text(
        '#include "width.h"\n#include <cuda_runtime.h>\n'
        "__global__ void k(int *p) { p[0] = __shfl_xor_sync(WIDE, p[0], 1, lanes()); }\n"
        "void f(void *p) { Free(p); }\n"
    )
    seen = set()
    for text in (
        "#define WIDE 0xffffffff\nconstexpr int lanes() { return 32; }\n#define Free cudaFree\n",
        "#define WIDE 0xffffffff\nconstexpr int lanes() { return 16; }\n#define Free cudaFree\n",
        "#define WIDE 0xffffffff\nconstexpr int lanes() { return 16; }\nvoid Free(void *);\n",
        "constexpr int WIDE = -1; const int wide = 32; int lanes(); using namespace std;\n",
    ):
        (path / "width.h").write_text(text)
        plain = run([path], chosen).report
        for only_report in (False, True):
            results = ResultCache(store, "program")
            done = run([path], chosen, cache=results, only_report=only_report)
            assert replace(done.report, units=None) == replace(plain, units=None)
            assert done.index.by_path
        seen.add(digest([(file.findings, tuple(file.references)) for file in plain.files]))
    assert len(seen) > 1


def test_bytes_that_ask_for_more_than_values_are_none() -> None:
    import pickle

    class Calls:
        def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
            return print, ("called",)

    facts = FileFacts("a.cu", types=frozenset({"b", "a"}))
    assert read(written(facts)) == facts
    assert read(pickle.dumps(Calls())) is None
    assert read(b"cmigrate.files.store\nos.getcwd\n.") is None
    assert read(b"cmigrate.files.store\nstore\n.") is None


def test_values_are_equal_where_their_digests_are() -> None:
    values: tuple[object, ...] = (
        *("", "a", b"a", 1, True, None, 1.0, (), ("a",), [], frozenset[str](), Path("a")),
        *(("a", "b"), ("ab",), (("a",), "b"), frozenset({"a", "b"}), {"a": 1}, {"b": 1}),
        *(Outcome.FAILED, Outcome.PORTED, FileFacts("a"), FileFacts("a", ("a",)), Settings()),
        *({"a": 1, "b": 2}, {"b": 2, "a": 1}, "s1:a", ("s1:a",), replace(Settings(), jobs=3)),
    )
    assert len({digest(value) for value in values}) == len(values)
    names = [f"name{number}" for number in range(100)]
    assert digest(frozenset(names)) == digest(frozenset(reversed(names)))
    with pytest.raises(TypeError):
        digest(object())


def test_folders_are_read_again_where_a_file_may_have_changed(tmp_path: Path) -> None:
    file = tmp_path / "sub/rules.toml"
    file.parent.mkdir()
    file.write_text("a = 1")
    first, before = of_folders([tmp_path]), file.stat()
    assert of_folders([tmp_path]) == first
    while file.stat().st_ctime_ns == before.st_ctime_ns:  # clocks of disks are slow
        file.write_text("a = 2")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert of_folders([tmp_path]) != first
    file.write_text("a = 1")
    assert of_folders([tmp_path]) == first
