"""Writing a whole new tree, and writing in place: all or nothing, and nothing lost."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from migrate.command.delivery import deliver_in_place
from migrate.compact import packed
from migrate.files.atomic import stage
from migrate.files.manifest import FOLDER
from migrate.files.newtree import Wanted, check_destination, write_tree
from migrate.files.source import digest
from migrate.files.write import write_in_place
from migrate.model import FileResult, Outcome, Report, Target, UserError
from migrate.run import run
from migrate.settings.config import Settings


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source tree in ``src``; the current folder is the one that holds it."""
    monkeypatch.chdir(tmp_path)
    for name, data in {
        "src/a.cu": "foo\n",
        "src/sub/b.cu": "foo\n",
        "src/sub/c.h": "same\n",
        "src/Makefile": "all:\n",
        "src/build/x.o": "object",
        "src/.gitignore": "build/\n",
        "src/.git/config": "",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data)
    (tmp_path / "src/a.cu").chmod(0o750)
    (tmp_path / "src/Makefile").chmod(0o600)
    (tmp_path / "src/link.cu").symlink_to("a.cu")
    return tmp_path


def ported(
    name: str, content: bytes | None = b"bar\n", output: str = "", was: bytes = b"foo\n"
) -> FileResult:
    made = packed(content) if content is not None else None
    return FileResult(name, Outcome.PORTED, output=output, packed=made, digest=digest(was))


def report(*files: FileResult) -> Report:
    return Report("0", Target("hip", "7.1"), files)


def files_of(*results: FileResult) -> dict[str, Path]:
    return {result.path: Path(result.path).resolve() for result in results}


def listing(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.parts
    }


A, B = ported("src/a.cu"), ported("src/sub/b.cu")
SRC = [Path("src")]


def test_a_tree_is_complete(tree: Path) -> None:
    written = write_tree(report(A, B), SRC, Path("out/new"))
    assert (written.count, written.left_out) == (6, ())
    out = tree / "out/new"
    assert listing(out) == {
        ".gitignore": b"build/\n",
        "Makefile": b"all:\n",
        "a.cu": b"bar\n",
        "link.cu": b"bar\n",
        "sub/b.cu": b"bar\n",
        "sub/c.h": b"same\n",
    }
    assert (out / "link.cu").readlink() == Path("a.cu")
    assert stat.S_IMODE((out / "a.cu").stat().st_mode) == 0o750
    assert stat.S_IMODE((out / "Makefile").stat().st_mode) == 0o600
    assert (tree / "src/a.cu").read_text() == "foo\n"


def test_only_what_changed(tree: Path) -> None:
    write_tree(report(A), SRC, Path("out"), Wanted(only_changed=True))
    assert listing(tree / "out") == {"a.cu": b"bar\n"}


def test_renamed_files_have_their_new_name_only(tree: Path) -> None:
    results = [
        ported("src/a.cu", output="src/a.hip"),
        ported("src/sub/c.h", None, output="src/sub/c.hh"),
    ]
    write_tree(report(*results), SRC, Path("out"), Wanted(only_changed=True))
    assert listing(tree / "out") == {"a.hip": b"bar\n", "sub/c.hh": b"same\n"}


def test_several_paths_keep_their_names(tree: Path) -> None:
    paths = [Path("src/sub"), Path("src/a.cu")]
    write_tree(report(A, B), paths, Path("out"))
    assert sorted(listing(tree / "out")) == ["src/a.cu", "src/sub/b.cu", "src/sub/c.h"]


def test_one_file_goes_right_into_the_folder(tree: Path) -> None:
    write_tree(report(B), [Path("src/sub/b.cu")], Path("out"))
    assert listing(tree / "out") == {"b.cu": b"bar\n"}


def test_a_failed_file_is_copied_as_it_is(tree: Path) -> None:
    failed = FileResult("src/a.cu", Outcome.FAILED, "why")
    write_tree(report(failed, B), SRC, Path("out"))
    assert (tree / "out/a.cu").read_bytes() == b"foo\n"
    assert (tree / "out/sub/b.cu").read_bytes() == b"bar\n"


@pytest.mark.parametrize("place", ["src", "src/out", "src/../src/x/y"])
def test_a_folder_inside_the_sources_is_refused(tree: Path, place: str) -> None:
    with pytest.raises(UserError, match="lies inside"):
        check_destination(SRC, Path(place), Wanted(force=True), "hip")


def test_a_folder_that_is_not_empty_needs_force(tree: Path) -> None:
    (tree / "out").mkdir()
    check_destination(SRC, Path("out"), Wanted(force=False), "hip")
    (tree / "out/kept").write_text("kept")
    with pytest.raises(UserError, match="not empty"):
        check_destination(SRC, Path("out"), Wanted(force=False), "hip")
    check_destination(SRC, Path("out"), Wanted(force=True), "hip")
    (tree / "out/a.cu").symlink_to("kept")
    write_tree(report(A), SRC, Path("out"), Wanted(force=True))
    assert (tree / "out/kept").read_text() == "kept", "not written through a link"
    assert (tree / "out/a.cu").read_text() == "bar\n"


def test_nothing_is_written_through_a_link(tree: Path) -> None:
    (tree / "elsewhere").mkdir()
    (tree / "out").mkdir()
    (tree / "out/sub").symlink_to(tree / "elsewhere")
    with pytest.raises(UserError, match=r"out/sub is a link, where the tree has a folder"):
        write_tree(report(A, B), SRC, Path("out"))
    assert listing(tree / "elsewhere") == {}
    assert not (tree / "out/a.cu").exists()


def test_a_file_is_no_folder(tree: Path) -> None:
    (tree / "file").write_text("")
    with pytest.raises(UserError, match="not a folder"):
        check_destination(SRC, Path("file"), Wanted(force=True), "hip")


def test_a_tree_is_never_written_over_its_source(tree: Path) -> None:
    with pytest.raises(UserError, match="is a source of this run"):
        write_tree(report(A), [Path("src/a.cu")], Path("src"))
    assert (tree / "src/a.cu").read_text() == "foo\n"


def test_what_cannot_be_read_is_left_out_and_named(tree: Path, fail_copy: None) -> None:
    os.mkfifo(tree / "src/pipe")
    written = write_tree(report(A), SRC, Path("out"))
    assert sorted(written.left_out) == [
        f"{tree}/src/Makefile: cannot be read: Permission denied",
        f"{tree}/src/pipe: not a regular file",
    ]
    assert (tree / "out/a.cu").exists()


@pytest.fixture
def fail_copy(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make reading the Makefile fail, also for root, whom permissions do not stop."""
    opened = Path.open

    def fail(path: Path, mode: str = "r", *rest: Any, **named: Any) -> object:
        if path.name == "Makefile" and mode == "rb":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", fail)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_tree_that_cannot_be_finished_leaves_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(shutil, "copymode", fail)
    with pytest.raises((UserError, KeyboardInterrupt)):
        write_tree(report(A), SRC, Path("out"))
    assert not (tree / "out").exists()


def test_in_place_replaces_what_changed(tree: Path) -> None:
    same = FileResult("src/sub/c.h", Outcome.UNCHANGED)
    before = listing(tree / "src")
    assert write_in_place(report(A, B, same), files_of(A, B, same)).count == 2
    changed = {"a.cu": b"bar\n", "sub/b.cu": b"bar\n", "link.cu": b"bar\n"}
    assert listing(tree / "src") == before | changed
    assert stat.S_IMODE((tree / "src/a.cu").stat().st_mode) == 0o750


def test_in_place_renames(tree: Path) -> None:
    a = ported("src/a.cu", output="src/a.hip")
    c = ported("src/sub/c.h", None, output="src/sub/c.hh", was=b"same\n")
    (tree / "src/link.cu").unlink()
    write_in_place(report(a, c), files_of(a, c))
    found = listing(tree / "src")
    assert (found["a.hip"], found["sub/c.hh"]) == (b"bar\n", b"same\n")
    assert {"a.cu", "sub/c.h"}.isdisjoint(found)


def test_in_place_writes_nothing_over_what_was_saved_since(tree: Path) -> None:
    (tree / "src/sub/b.cu").write_text("edited\n")
    before = listing(tree / "src")
    written = write_in_place(report(A, B), files_of(A, B))
    assert (written.count, written.saved) == (0, ("src/sub/b.cu",))
    assert listing(tree / "src") == before


def test_a_file_that_was_saved_since_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "a.cu"
    source.write_text("cudaStream_t s;\n")
    done = run([tmp_path], Settings(jobs=1))
    source.write_text("cudaStream_t t;\n")
    assert deliver_in_place(done, [], quiet=True) == 3
    assert "error: a.cu: saved by another program since it was read" in capsys.readouterr().err
    assert source.read_text() == "cudaStream_t t;\n"


def test_in_place_leaves_what_is_saved_at_the_last_moment(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def staged(path: Path, data: bytes) -> Path:
        (tree / "src/sub/b.cu").write_text("edited\n")
        return stage(path, data)

    monkeypatch.setattr("migrate.files.write.stage", staged)
    written = write_in_place(report(A, B), files_of(A, B))
    assert (written.count, written.saved) == (1, ("src/sub/b.cu",))
    assert (tree / "src/sub/b.cu").read_text() == "edited\n"
    assert (tree / "src/a.cu").read_text() == "bar\n"
    assert not list(tree.glob("src/**/.migrate-*"))


def test_in_place_does_not_write_over_another_file(tree: Path) -> None:
    a = ported("src/a.cu", output="src/Makefile")
    before = listing(tree / "src")
    with pytest.raises(UserError, match="which exists"):
        write_in_place(report(a, B), files_of(a, B))
    assert listing(tree / "src") == before


def test_in_place_writes_nothing_if_a_file_failed(tree: Path) -> None:
    failed = FileResult("src/sub/b.cu", Outcome.FAILED, "why")
    before = listing(tree / "src")
    assert write_in_place(report(A, failed), files_of(A, failed)).count == 0
    assert listing(tree / "src") == before


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_in_place_is_all_or_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail_on_second(path: Path, data: bytes) -> Path:
        if path.name == "b.cu":
            raise error
        return stage(path, data)

    monkeypatch.setattr("migrate.files.write.stage", fail_on_second)
    before = listing(tree / "src")
    with pytest.raises((UserError, KeyboardInterrupt)):
        write_in_place(report(A, B), files_of(A, B))
    assert listing(tree / "src") == before, "no temporary file is left either"
