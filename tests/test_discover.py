"""Which files a PATH stands for, how they are named, and what is left alone and why."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrate.files.discover import Discovered, copies, discover, placed, roots
from migrate.files.walk import Globs, selected
from migrate.model import UserError
from migrate.settings.config import Apply, Patterns, PerPath, Settings


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is also the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(tree: Path, *names: str, data: bytes = b"int x;\n") -> None:
    for name in names:
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def names(*paths: str, settings: Settings | None = None) -> list[str]:
    found = discover([Path(path) for path in paths], settings or Settings())
    return [file.name for file in found if not file.skip]


def skipped(*paths: str, settings: Settings | None = None) -> dict[str, str]:
    found = discover([Path(path) for path in paths], settings or Settings())
    return {file.name: file.skip for file in found if file.skip}


def test_source_suffixes_are_taken_in_order(tree: Path) -> None:
    taken = "a.cu a.cuh b.c b.cc b.cpp b.cxx c.h c.hh c.hpp c.hxx d.inl d.ipp e/f.CU".split()
    fill(tree, *reversed(taken), "x.txt", "Makefile", "y.cu.in", "e/g.cuinc")
    assert names(".") == sorted(taken)
    assert names(".", settings=Settings(extend_suffixes=(".cuinc", ".cu.in"))) == sorted(
        [*taken, "e/g.cuinc", "y.cu.in"]
    )


def test_a_file_that_is_named_is_taken_whatever_its_suffix(tree: Path) -> None:
    fill(tree, "a.txt", "b.cu")
    (tree / ".gitignore").write_text("*.txt\n*.cu\n")
    (tree / ".git").mkdir()
    hidden = Settings(exclude=(Patterns(("*",)),))
    assert names("a.txt", "b.cu", settings=hidden) == ["a.txt", "b.cu"]


def test_names_are_as_typed_or_relative_to_what_was_typed(tree: Path) -> None:
    fill(tree, "src/a.cu", "inc/b.h")
    absolute = str(tree / "src")
    assert names("src") == ["src/a.cu"]
    assert names("./src/") == ["src/a.cu"]
    assert names("src/a.cu") == ["src/a.cu"]
    assert names(absolute) == ["a.cu"]
    assert names(f"{absolute}/a.cu") == ["a.cu"]
    assert names("src/../inc") == ["inc/b.h"]
    assert names("src", "inc") == ["inc/b.h", "src/a.cu"]
    assert names(absolute, "inc") == [f"{absolute}/a.cu", "inc/b.h"]
    assert names("src", "src/a.cu", ".") == ["inc/b.h", "src/a.cu"], "each file once"


def test_where_files_go_in_a_new_tree(tree: Path) -> None:
    fill(tree, "src/a/b.cu", "inc/b.h")
    assert placed("src/a/b.cu", roots([Path("src")])) == "a/b.cu"
    assert placed("src/a/b.cu", roots([Path("src/a/b.cu")])) == "b.cu"
    assert placed("src/a/b.cu", roots([Path()])) == "src/a/b.cu"
    assert placed("a/b.cu", roots([tree / "src"])) == "a/b.cu"
    assert placed("src/a/b.cu", roots([Path("src"), Path("inc")])) == "src/a/b.cu"
    assert placed("/x/a.cu", roots([tree / "src", Path("inc")])) == "x/a.cu"


def test_a_path_that_is_not_there_is_refused(tree: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere: No such file"):
        names("nowhere")
    (tree / "loop").symlink_to("loop")
    with pytest.raises(UserError, match="loop"):
        names("loop")


def test_files_that_cannot_be_ported_are_named_with_the_reason(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tree, "ok.cu", "empty.cu")
    fill(tree, "empty.cu", data=b"")
    fill(tree, "binary.cu", data=b"ab\0c")
    fill(tree, "wide.cu", data="int x;".encode("utf-32"))
    fill(tree, "large.cu", data=b"x" * 101)
    fill(tree, "locked.cu", "secret/a.cu")
    os.mkfifo(tree / "pipe.cu")
    deny(monkeypatch, tree / "locked.cu", tree / "secret")
    limit = Settings(max_file_size=100)
    assert skipped(".", settings=limit) == {
        "binary.cu": "binary: it holds a zero byte",
        "wide.cu": "UTF-32 text: convert it to UTF-8 first",
        "large.cu": "101 bytes: more than max-file-size (100)",
        "locked.cu": "cannot be read: Permission denied",
        "secret": "folder cannot be read: Permission denied",
        "pipe.cu": "not a regular file",
    }
    assert names(".", settings=limit) == ["empty.cu", "ok.cu"]


def deny(monkeypatch: pytest.MonkeyPatch, *denied: Path) -> None:
    """Make opening and listing these paths fail, also for root, whom permissions do not stop."""
    opened, listed = Path.open, os.scandir

    def fail(path: Path) -> None:
        if path in denied:
            raise PermissionError(13, "Permission denied", str(path))

    def open_(path: Path, *args: object) -> object:
        fail(path)
        return opened(path, *args)  # type: ignore[call-overload]

    def scandir(path: str) -> object:
        fail(Path(path))
        return listed(path)

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(os, "scandir", scandir)


def test_links_are_not_followed_but_what_would_be_lost_is_named(tree: Path) -> None:
    fill(tree, "src/a.cu", "src/k.cu.in", "src/sub/b.cu", "out/c.cu")
    links = {
        "src/again.cu": "a.cu",
        "src/kernel.cu": "k.cu.in",
        "src/sub2": "sub",
        "src/sub/up": "..",
        "src/out": "../out",
        "src/c.cu": "../out/c.cu",
        "src/notes": "../out/notes",
        "src/gone.cu": "nowhere.cu",
        "src/self.cu": "self.cu",
    }
    for link, target in links.items():
        (tree / link).symlink_to(target)
    assert names("src") == ["src/a.cu", "src/sub/b.cu"]
    assert skipped("src") == {
        "src/kernel.cu": f"symbolic link to {tree}/src/k.cu.in, which no PATH holds",
        "src/sub/up": "symbolic link loop",
        "src/out": f"symbolic link to {tree}/out, which no PATH holds",
        "src/c.cu": f"symbolic link to {tree}/out/c.cu, which no PATH holds",
        "src/gone.cu": "symbolic link that leads nowhere",
        "src/self.cu": "symbolic link loop",
    }
    assert {"src/out", "src/c.cu"}.isdisjoint(skipped("src", "out"))


def test_a_link_that_is_named_is_followed(tree: Path) -> None:
    fill(tree, "real/a.cu")
    (tree / "link").symlink_to("real")
    assert names("link") == ["link/a.cu"]


def test_names_that_are_not_utf8(tree: Path) -> None:
    os.mkdir(os.fsencode(tree) + b"/d\xff")  # noqa: PTH102 - a name of bytes
    with open(os.fsencode(tree) + b"/d\xff/\xe9.cu", "wb") as stream:  # noqa: PTH123
        stream.write(b"int x;")
    (file,) = discover([Path()], Settings())
    assert file.name == "d\udcff/\udce9.cu"
    assert file.path.read_bytes() == b"int x;"


def test_version_control_folders_are_not_entered(tree: Path) -> None:
    fill(tree, ".git/a.cu", ".hg/a.cu", "x/.svn/a.cu", ".github/a.cu", "a.cu")
    assert names(".") == [".github/a.cu", "a.cu"]


def test_excludes_are_relative_to_path_or_to_the_configuration(tree: Path) -> None:
    fill(tree, "src/old/a.cu", "src/new/old/b.cu", "src/c_gen.cu", "src/d.cu")
    typed = Settings(exclude=(Patterns(("/old/", "*_gen.cu")),))
    assert names("src", settings=typed) == ["src/d.cu", "src/new/old/b.cu"]
    written = Settings(exclude=(Patterns(("src/old/", "!src/c_gen.cu"), tree),))
    assert names("src", settings=written) == ["src/c_gen.cu", "src/d.cu", "src/new/old/b.cu"]


def test_an_excluded_folder_that_is_named_is_taken(tree: Path) -> None:
    fill(tree, "old/a.cu", "b.cu")
    written = Settings(exclude=(Patterns(("old/",), tree),))
    assert names(".", settings=written) == ["b.cu"]
    assert names("old", settings=written) == ["old/a.cu"]


def test_an_excluded_file_that_is_named_can_be_left_alone(tree: Path) -> None:
    fill(tree, "old/a.cu", "b.cu")
    for patterns in (Patterns(("old/",), tree), Patterns(("old/",))):
        written = Settings(exclude=(patterns,))
        assert names("old/a.cu", "b.cu", settings=written) == ["b.cu", "old/a.cu"]
        forced = Settings(exclude=(patterns,), force_exclude=True)
        assert names("old/a.cu", "b.cu", settings=forced) == ["b.cu"]
        assert skipped("old/a.cu", settings=forced) == {"old/a.cu": "excluded by configuration"}


def test_a_pattern_that_means_nothing_is_refused(tree: Path) -> None:
    with pytest.raises(UserError, match=r"'!' is no pattern"):
        names(".", settings=Settings(exclude=(Patterns(("!",)),)))


def test_options_per_path_are_added_up_and_skip_is_named(tree: Path) -> None:
    fill(tree, "a.cu", "bench/b.cu", "bench/vendor/c.cu")
    settings = Settings(
        per_path=(
            PerPath(Patterns(("bench/",), tree), {"apply": Apply.REVIEW}),
            PerPath(Patterns(("vendor/",), tree), {"ignore": ("x/y",), "skip": True}),
        )
    )
    a, b, c = discover([Path()], settings)
    assert (a.options, b.options.apply) == (settings.options, Apply.REVIEW)
    assert (c.options.apply, c.options.ignore) == (Apply.REVIEW, ("x/y",))
    assert (b.skip, c.skip) == ("", "left alone by configuration")


IGNORE_FILES = {
    ".gitignore": "*.log.cu\n/build/\n!keep.log.cu\nfoo/*\n!foo/bar.cu\n#n\n\\#x.cu\nsp\\ a.cu\n",
    "sub/.gitignore": "!b.log.cu\n*.gen.cu\n/only.cu\n!\n",
    "sub/deep/.gitignore": "!x.gen.cu\n**/tmp/\n",
}
IGNORE_TREE = (
    "a.cu a.log.cu keep.log.cu build/a.cu sub/build/a.cu foo/a.cu foo/bar.cu #x.cu sp|a.cu "
    "sub/b.log.cu sub/c.log.cu sub/x.gen.cu sub/only.cu sub/deep/only.cu sub/deep/x.gen.cu "
    "sub/deep/y.gen.cu sub/deep/q/tmp/z.cu sub/tmp/z.cu"
)


@pytest.mark.parametrize("start", [".", "sub", "sub/deep", "sub/deep/q"])
def test_ignore_files_count_as_git_counts_them(tree: Path, start: str) -> None:
    fill(tree, *(name.replace("|", " ") for name in IGNORE_TREE.split()))
    for name, text in IGNORE_FILES.items():
        (tree / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard", start],
        cwd=tree,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    assert names(start) == sorted(name for name in listed if name.endswith(".cu"))


def test_folders_may_be_taken_back(tree: Path) -> None:
    fill(tree, "src/a.cu", "src/b", "work/a.cu", "deep/er/a.cu")
    (tree / ".gitignore").write_text("*\n!*.*\n!*/\nwork\n")
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    assert names(".") == ["deep/er/a.cu", "src/a.cu"]


def test_an_ignored_folder_that_is_named_is_taken(tree: Path) -> None:
    fill(tree, "build/gen/a.cu", "build/gen/b.tmp.cu")
    (tree / ".gitignore").write_text("build/\n")
    (tree / "build/.gitignore").write_text("*.tmp.cu\n")
    (tree / ".git").mkdir()
    assert names("build") == ["build/gen/a.cu"]
    assert names(".") == []


def test_a_repository_inside_has_its_own_ignore_files(tree: Path) -> None:
    fill(tree, "a.gen.cu", "module/a.gen.cu")
    (tree / ".gitignore").write_text("*.gen.cu\n")
    (tree / ".git").mkdir()
    (tree / "module/.git").write_text("gitdir: elsewhere")
    assert names(".") == ["module/a.gen.cu"]


def test_a_whole_tree_is_listed_less_what_is_ignored(tree: Path) -> None:
    fill(tree, "src/a.cu", "src/Makefile", "src/x.o", "src/.git/config", "src/data/d.bin")
    (tree / "src/.gitignore").write_text("*.o\n")
    (tree / "src/link").symlink_to("nowhere")
    listed = sorted(copied.name for copied in copies(roots([Path("src"), Path("src/a.cu")])))
    assert listed == ["src/.gitignore", "src/Makefile", "src/a.cu", "src/data/d.bin", "src/link"]


def test_later_patterns_win() -> None:
    globs = [Globs.of(["*.cu"], Path("/a")), Globs.of(["!x.cu"], Path("/a/b"))]
    assert selected(globs, "/a/x.cu")
    assert not selected(globs, "/a/b/x.cu")
    assert not selected(globs, "/ab/x.cu"), "not below the folder of any"


def test_what_is_found_can_be_compared(tree: Path) -> None:
    fill(tree, "a.cu")
    assert list(discover([Path()], Settings())) == [
        Discovered(tree.resolve() / "a.cu", "a.cu", Settings().options)
    ]
