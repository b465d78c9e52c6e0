"""A tree that was ported, edited by people, and is ported again: nothing they wrote is lost."""

from __future__ import annotations

import random
import shutil
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from migrate.compact import packed
from migrate.files.history import since
from migrate.files.manifest import FOLDER, MANIFEST, recall
from migrate.files.merging import has_conflict
from migrate.files.newtree import Wanted, check_destination, write_tree
from migrate.files.regenerate import Renewed
from migrate.files.source import digest
from migrate.files.walk import walk
from migrate.model import FileResult, Outcome, Report, Target, UserError

SRC, OUT = Path("src"), Path("out")
LINES = "".join(f"line {number}\n" for number in range(12))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a tree that was ported: ``foo`` becomes ``bar`` in its sources."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.cu": f"foo\n{LINES}",
        "b.cu": f"foo\n{LINES}",
        "sub/c.h": LINES,
        "Makefile": f"all:\n{LINES}",
        "run.sh": "#!/bin/sh\n",
    }.items():
        put(SRC / name, text)
    (SRC / "data.bin").write_bytes(b"\0\1\2")
    (SRC / "link").symlink_to("a.cu")
    assert port() is None
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def port(rename: bool = False, failing: str = "", **wanted: Any) -> Renewed | None:
    """Port ``src`` to ``out``; with ``rename`` a ``.cu`` becomes a ``.hip``."""
    files = []
    for path in sorted(SRC.rglob("*.cu")):
        data = path.read_bytes()
        name = path.as_posix()
        if name == failing:
            files.append(FileResult(name, Outcome.FAILED, "why"))
            continue
        output = name.replace(".cu", ".hip") if rename else name
        content = data.replace(b"foo", b"bar")
        result = FileResult(name, Outcome.PORTED, output=output, packed=packed(content))
        files.append(result if path.is_symlink() else _with_digest(result, data))
    report = Report("0", Target("hip", "7.1"), tuple(files))
    check_destination([SRC], OUT, Wanted(**wanted), "hip")
    return write_tree(report, [SRC], OUT, Wanted(**wanted)).renewed


def _with_digest(result: FileResult, data: bytes) -> FileResult:
    return FileResult(
        result.path,
        result.outcome,
        output=result.output,
        packed=result.packed,
        digest=digest(data),
    )


def renewed(**options: Any) -> Renewed:
    found = port(**options)
    assert found is not None
    return found


def listing(folder: Path = OUT) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and FOLDER not in path.relative_to(folder).parts
    }


def test_the_same_again_changes_nothing(here: Path) -> None:
    before, memory = listing(), (OUT / FOLDER / MANIFEST).read_bytes()
    assert renewed() == Renewed()
    assert (listing(), (OUT / FOLDER / MANIFEST).read_bytes()) == (before, memory)


def test_what_nobody_has_edited_follows_the_source(here: Path) -> None:
    change(SRC / "a.cu", "line 3\n", "line 3, foo\n")
    change(SRC / "Makefile", "all:", "all: it")
    (SRC / "sub/c.h").unlink()
    put(SRC / "new/d.cu", "foo\n")
    assert renewed() == Renewed(written=3, removed=1)
    assert "line 3, bar\n" in (OUT / "a.cu").read_text()
    assert (OUT / "new/d.cu").read_text() == "bar\n"
    assert (OUT / "Makefile").read_text().startswith("all: it\n")
    assert not (OUT / "sub").exists(), "nor is an empty folder left"


def test_edits_stay_where_the_source_is_as_it_was(here: Path) -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    (OUT / "b.cu").unlink()
    put(OUT / "notes.txt", "mine\n")
    (OUT / "data.bin").write_bytes(b"\0mine")
    before = listing()
    assert renewed() == Renewed(edited=2)
    assert listing() == before


def test_both_sides_of_one_file_are_merged(here: Path) -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    change(SRC / "a.cu", "line 8\n", "foo 8\n")
    assert renewed() == Renewed(merged=("a.cu",))
    text = (OUT / "a.cu").read_text()
    assert "line 2\nmine\nline 4\n" in text
    assert "line 7\nbar 8\nline 9\n" in text
    assert renewed() == Renewed(edited=1)
    change(SRC / "a.cu", "line 11\n", "foo 11\n")
    assert renewed() == Renewed(merged=("a.cu",)), "against what was generated last"


def test_a_conflict_is_marked_and_waits_to_be_settled(here: Path) -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    change(SRC / "a.cu", "line 3\n", "theirs, foo\n")
    found = renewed()
    assert [name for name, _ in found.conflicts] == ["a.cu"]
    assert (
        "line 2\n<<<<<<< edited by hand\nmine\n=======\ntheirs, bar\n>>>>>>> migrate 0, hip 7.1\n"
    ) in (OUT / "a.cu").read_text()
    marked = listing()
    change(SRC / "a.cu", "line 9\n", "foo 9\n")
    again = renewed()
    assert [name for name, _ in again.conflicts] == ["a.cu"]
    assert listing() == marked, "it is not merged into the marks"
    settled = (OUT / "a.cu").read_text().replace("mine\n=======\n", "mine, and ")
    settled = "".join(line for line in settled.splitlines(True) if line[:4] not in ("<<<<", ">>>>"))
    (OUT / "a.cu").write_text(settled)
    assert renewed() == Renewed(merged=("a.cu",))
    text = (OUT / "a.cu").read_text()
    assert "line 2\nmine, and theirs, bar\nline 4\n" in text
    assert "bar 9\n" in text


def test_what_one_side_has_deleted_and_the_other_changed(here: Path) -> None:
    (OUT / "a.cu").unlink()
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    change(OUT / "sub/c.h", "line 3\n", "mine\n")
    (SRC / "sub/c.h").unlink()
    found = renewed()
    assert dict(found.conflicts).keys() == {"a.cu", "sub/c.h"}
    assert "theirs\n" in (OUT / "a.cu").read_text()
    assert "mine\n" in (OUT / "sub/c.h").read_text()
    (OUT / "a.cu").unlink()
    assert renewed() == Renewed(), "and that was settled"
    assert not (OUT / "a.cu").exists()
    assert "mine\n" in (OUT / "sub/c.h").read_text()


def test_a_file_that_both_have_added(here: Path) -> None:
    for name, text in (("same.cu", "bar\n"), ("other.cu", "mine\nend\n")):
        put(OUT / name, text)
    put(SRC / "same.cu", "foo\n")
    put(SRC / "other.cu", "theirs, foo\nend\n")
    found = renewed()
    assert [name for name, _ in found.conflicts] == ["other.cu"]
    text = (OUT / "other.cu").read_text()
    assert text.startswith("<<<<<<< edited by hand\nmine\n=======\ntheirs, bar\n>>>>>>> ")
    assert text.endswith("\nend\n")


def test_what_has_no_lines_stays_and_the_new_one_lies_aside(here: Path) -> None:
    (OUT / "data.bin").write_bytes(b"\0mine")
    (SRC / "data.bin").write_bytes(b"\0theirs")
    (OUT / "link").unlink()
    (OUT / "link").symlink_to("b.cu")
    (SRC / "link").unlink()
    (SRC / "link").symlink_to("Makefile")
    found = renewed()
    assert [name for name, _ in found.conflicts] == ["data.bin", "link"]
    assert (OUT / "data.bin").read_bytes() == b"\0mine"
    assert (OUT / "link").readlink() == Path("b.cu")
    assert (OUT / FOLDER / "theirs/data.bin.new").read_bytes() == b"\0theirs"
    assert (OUT / FOLDER / "theirs/link.new").readlink() == Path("Makefile")
    assert renewed() == Renewed(edited=2)


def test_text_in_utf_16_is_merged_as_text(here: Path) -> None:
    def written(folder: Path, text: str) -> None:
        (folder / "wide.txt").write_bytes(f"\ufeff{text}".encode("utf-16-le"))

    written(SRC, LINES)
    renewed()
    written(SRC, LINES.replace("line 3\n", "theirs\n"))
    written(OUT, LINES.replace("line 8\n", "mine\n"))
    assert renewed() == Renewed(merged=("wide.txt",))
    text = (OUT / "wide.txt").read_bytes().decode("utf-16")
    assert text == LINES.replace("line 3\n", "theirs\n").replace("line 8\n", "mine\n")


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_file_that_is_made_one_to_run(here: Path, by_hand: bool) -> None:
    (OUT if by_hand else SRC).joinpath("run.sh").chmod(0o755)
    renewed()
    assert stat.S_IMODE((OUT / "run.sh").stat().st_mode) & stat.S_IXUSR
    change(SRC / "run.sh", "#!", "#! ")
    renewed()
    assert stat.S_IMODE((OUT / "run.sh").stat().st_mode) & stat.S_IXUSR
    assert (OUT / "run.sh").read_text() == "#! /bin/sh\n"


def test_edits_follow_a_file_to_its_new_name(here: Path) -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    put(OUT / "b.hip", "hand's own\n")
    (SRC / "link").unlink()
    found = renewed(rename=True)
    assert [name for name, _ in found.conflicts] == ["b.hip"]
    assert "mine\n" in (OUT / "a.hip").read_text()
    assert "hand's own\n" in (OUT / "b.hip").read_text()
    assert not (OUT / "a.cu").exists()
    assert not (OUT / "b.cu").exists()
    change(SRC / "a.cu", "line 8\n", "foo 8\n")
    assert renewed(rename=True).merged == ("a.hip",)


def test_a_file_that_fails_stays_as_it_was_ported(here: Path) -> None:
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    before = listing()
    assert renewed(failing="src/a.cu") == Renewed()
    assert listing() == before
    assert renewed() == Renewed(written=1)


def test_a_source_that_cannot_be_read_does_not_go(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, before = Path.open, listing()

    def fail(path: Path, mode: str = "r", *rest: Any, **named: Any) -> object:
        if path.name == "Makefile" and mode == "rb" and path.is_relative_to(SRC.resolve()):
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", fail)
    assert renewed() == Renewed()
    assert listing() == before


def test_force_keeps_aside_what_it_replaces(here: Path) -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    put(OUT / "notes.txt", "mine\n")
    change(OUT / "sub/c.h", "line 3\n", "mine\n")
    (SRC / "sub/c.h").unlink()
    found = renewed(force=True)
    assert found.replaced == f"{FOLDER}/replaced/1"
    assert (OUT / "a.cu").read_text() == f"bar\n{LINES}"
    assert "mine\n" in (OUT / found.replaced / "a.cu.orig").read_text()
    assert (OUT / "notes.txt").read_text() == "mine\n"
    assert "mine\n" in (OUT / "sub/c.h").read_text()
    change(OUT / "a.cu", "line 3\n", "mine again\n")
    assert renewed(force=True).replaced == f"{FOLDER}/replaced/2"


def test_a_tree_of_which_nothing_is_known_asks_for_force(here: Path) -> None:
    shutil.rmtree(OUT / FOLDER)
    change(OUT / "a.cu", "line 3\n", "mine\n")
    with pytest.raises(UserError, match="nothing is known of what was generated") as refused:
        port()
    assert "--force" in refused.value.advice
    found = renewed(force=True)
    assert [path.name for path in (OUT / found.replaced).rglob("*")] == ["a.cu.orig"]
    change(SRC / "a.cu", "line 8\n", "foo 8\n")
    change(OUT / "a.cu", "line 3\n", "mine\n")
    assert renewed().merged == ("a.cu",)


def test_what_is_remembered_of_an_old_tree_can_be_made_from_its_sources(here: Path) -> None:
    OUT.rename("made")
    shutil.rmtree(Path("made") / FOLDER)
    change(Path("made/a.cu"), "line 3\n", "mine\n")
    port()
    (OUT / FOLDER).rename(Path("made") / FOLDER)
    shutil.rmtree(OUT)
    Path("made").rename(OUT)
    change(SRC / "a.cu", "line 8\n", "foo 8\n")
    assert renewed() == Renewed(merged=("a.cu",))


def test_other_targets_sources_and_shapes_are_refused(here: Path) -> None:
    with pytest.raises(UserError, match="was ported to hip, not to musa"):
        check_destination([SRC], OUT, Wanted(), "musa")
    with pytest.raises(UserError, match="without --only-changed"):
        check_destination([SRC], OUT, Wanted(only_changed=True), "hip")
    shutil.rmtree(SRC)
    put(SRC / "stranger.cu", "foo\n")
    with pytest.raises(UserError, match="made of other sources"):
        port()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"a.cu": {', '"../a.cu": {'),
        ('"a.cu": {', f'"{FOLDER}/manifest.json": {{'),
        ('"a.cu": {', '"/etc/a.cu": {'),
        ('"schema": 1', '"schema": 2'),
        ('"digest": "', '"digest": "x'),
        ("{", "["),
    ],
)
def test_a_memory_that_is_damaged_or_leads_out_of_the_tree_is_refused(
    here: Path, old: str, new: str
) -> None:
    file = OUT / FOLDER / MANIFEST
    file.write_text(file.read_text().replace(old, new, 1))
    before = listing()
    with pytest.raises(UserError, match=r"manifest\.json"):
        port()
    assert listing() == before


def test_nothing_is_removed_through_a_link(here: Path) -> None:
    (OUT / "sub").rename(here / "elsewhere")
    (OUT / "sub").symlink_to(here / "elsewhere")
    (SRC / "sub/c.h").unlink()
    (SRC / "sub").rmdir()
    renewed()
    assert (here / "elsewhere/c.h").exists()


@pytest.mark.parametrize("name", ["", "/manifest.json", "/objects", "/replaced", "/next"])
def test_nothing_is_remembered_through_a_link(here: Path, name: str) -> None:
    place = Path(f"{OUT}/{FOLDER}{name}")
    elsewhere = here / "elsewhere"
    if place.exists():
        place.rename(elsewhere)
    else:
        elsewhere.mkdir()
    place.symlink_to(elsewhere)
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    before = listing(), listing(elsewhere)
    for force in (False, True):
        with pytest.raises(UserError, match="is a link"):
            port(force=force)
    assert (listing(), listing(elsewhere)) == before


def test_only_bytes_of_its_own_go(here: Path) -> None:
    objects = OUT / FOLDER / "objects"
    (here / "elsewhere").mkdir()
    precious = here / "elsewhere" / ("0" * 30)
    precious.write_text("precious\n")
    free = next(name for name in map("{:02x}".format, range(256)) if not (objects / name).exists())
    (objects / free).symlink_to(here / "elsewhere")
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    renewed()
    assert precious.exists()


def test_bytes_that_nothing_needs_go(here: Path) -> None:
    objects = OUT / FOLDER / "objects"
    before = {path.name for path in objects.glob("*/*")}
    change(SRC / "Makefile", "line 3\n", "theirs\n")
    renewed()
    after = {path.name for path in objects.glob("*/*")}
    assert (len(after - before), len(before - after)) == (1, 1)
    memory = recall(OUT)
    assert memory is not None
    assert after == {made.state.digest[2:] for made in memory.files.values() if made.kept}


def test_what_is_remembered_is_no_source(here: Path) -> None:
    found = {entry.relative for entry in walk(OUT.resolve())}
    assert not [name for name in found if name.startswith(FOLDER)]
    assert "a.cu" in found


class _Killed(BaseException):
    """As if the process were gone."""


def _edited_on_both_sides() -> None:
    change(OUT / "a.cu", "line 3\n", "mine\n")
    change(SRC / "a.cu", "line 8\n", "foo 8\n")
    change(OUT / "b.cu", "line 3\n", "mine\n")
    change(SRC / "b.cu", "line 3\n", "theirs\n")
    (SRC / "sub/c.h").unlink()
    change(SRC / "Makefile", "all:", "all: it")
    put(SRC / "new/d.cu", "foo\n")


@pytest.mark.parametrize(
    "options",
    [
        {},
        pytest.param({"rename": True}, marks=pytest.mark.slow),
        pytest.param({"force": True}, marks=pytest.mark.slow),
    ],
    ids=str,
)
def test_a_run_that_is_killed_anywhere_is_gone_on_with(
    here: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    _edited_on_both_sides()
    shutil.copytree(here / "out", here / "before", symlinks=True)
    expected = renewed(**options)
    whole, memory = listing(), (OUT / FOLDER / MANIFEST).read_bytes()
    aside = listing(OUT / FOLDER / "replaced/1")
    assert bool(aside) == bool(expected.replaced) == ("force" in options)
    assert "force" in options or (len(expected.merged), len(expected.conflicts)) == (1, 1)
    names = ("replace", "rename", "unlink", "rmdir", "mkdir", "write_bytes")
    originals = {name: getattr(Path, name) for name in names}
    stops = 0
    for stop in range(10_000):
        shutil.rmtree(OUT)
        shutil.copytree(here / "before", OUT, symlinks=True)
        done = 0

        def counting(name: str, stop: int = stop) -> Callable[..., Any]:
            def step(*given: Any, **named: Any) -> Any:
                nonlocal done
                done += 1
                if done > stop:
                    raise _Killed
                return originals[name](*given, **named)

            return step

        with monkeypatch.context() as patched:
            for name in names:
                patched.setattr(Path, name, counting(name))
            try:
                renewed(**options)
            except _Killed:
                stops += 1
            else:
                break
        renewed(**options)
        assert (listing(), (OUT / FOLDER / MANIFEST).read_bytes()) == (whole, memory), stop
        assert listing(OUT / FOLDER / "replaced/1") == aside, stop
        assert sorted(path.name for path in OUT.iterdir() if path.name.startswith(".migrate")) == [
            FOLDER
        ]
    assert stops > 20


def test_what_is_saved_while_a_run_is_stopped_stays(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edited_on_both_sides()
    replaced = Path.replace

    def killed(place: Path, target: Path) -> Path:
        if place.name == "a.cu" and FOLDER in place.parts:
            raise _Killed
        return replaced(place, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(_Killed):
            port()
    change(OUT / "a.cu", "line 11\n", "at the last moment\n")
    found = renewed()
    text = (OUT / "a.cu").read_text()
    for line in ("mine\n", "bar 8\n", "at the last moment\n"):
        assert line in text
    assert found.merged == ("a.cu",)
    assert has_conflict((OUT / "b.cu").read_bytes())


def git(*words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *words], check=True, capture_output=True)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
@pytest.mark.parametrize("seed", range(40))
def test_trees_are_merged_as_git_merges_them(here: Path, seed: int) -> None:
    """But for the marks of conflicts, whose labels and places are compared for files."""
    chance = random.Random(f"trees {seed}")
    for folder in (SRC, OUT):
        shutil.rmtree(folder)
    names = [f"{folder}f{number}.txt" for folder in ("", "d/", "d/e/") for number in range(5)]
    for name in chance.sample(names, 10):
        put(SRC / name, _some_lines(chance))
    port()
    git("init", "-q", "-b", "main", ".")
    shutil.copytree(SRC, "base")
    for side in (SRC, OUT):
        for _ in range(chance.randint(1, 8)):
            _edit(chance, side / chance.choice(names))
    merged = _by_git(Path("base"))
    assert sorted(name for name, _ in renewed().conflicts) == sorted(merged.conflicts)
    found = listing()
    assert found.keys() == merged.files.keys()
    for name, data in merged.files.items():
        assert found[name] == data or (has_conflict(found[name]) and has_conflict(data)), name


class _Tree(NamedTuple):
    files: dict[str, bytes]
    conflicts: set[str]


def _by_git(base: Path) -> _Tree:
    """What git makes of the base, ``src`` and ``out``."""
    tree = Path("merged")
    for branch, folder in (("main", base), ("theirs", SRC), ("ours", OUT)):
        if branch != "main":
            git("checkout", "-q", "-B", branch, "main")
        shutil.rmtree(tree, ignore_errors=True)
        shutil.copytree(folder, tree, ignore=shutil.ignore_patterns(FOLDER))
        git("add", "-A", "merged")
        git("commit", "-q", "--allow-empty", "-m", branch)
    options = ("-X", "no-renames", "-X", "diff-algorithm=myers")
    with suppress(subprocess.CalledProcessError):
        git("merge", "-q", *options, "theirs", "-m", "both")
    command = ["git", "diff", "--name-only", "--diff-filter=U", "-z", "--relative=merged"]
    said = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return _Tree(listing(tree) if tree.exists() else {}, set(filter(None, said.split("\0"))))


def _some_lines(chance: random.Random) -> str:
    lines = (f"{chance.choice('abcdef')} {chance.randint(0, 99)}" for _ in range(20))
    return "\n".join(lines) + "\n"


def _edit(chance: random.Random, file: Path) -> None:
    """Add, remove or change a file; what was added is the same on both sides at times."""
    if not file.exists():
        put(file, chance.choice(["same\n", "one\n", "other\n"]))
    elif chance.random() < 0.2:
        file.unlink()
    else:
        lines = file.read_text().splitlines(True)
        at = chance.randint(0, len(lines))
        lines[at : at + chance.randint(0, 3)] = [f"new {chance.randint(0, 3)}\n"]
        file.write_text("".join(lines))


WITH_GIT = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@WITH_GIT
def test_since_a_commit(here: Path) -> None:
    git("init", "-q", ".")
    git("add", "src")
    git("commit", "-q", "-m", "1")
    git("tag", "ported")
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    (SRC / "sub/c.h").unlink()
    git("commit", "-q", "-a", "-m", "2")
    change(SRC / "b.cu", "line 3\n", "not committed\n")
    (SRC / "Makefile").unlink()
    put(SRC / "new.cu", "foo\n")
    assert renewed(since=since("ported", [SRC])) == Renewed(written=1, removed=1)
    assert "theirs\n" in (OUT / "a.cu").read_text()
    assert (OUT / "Makefile").exists()
    assert not (OUT / "new.cu").exists()
    assert renewed() == Renewed(written=2, removed=1)
    with pytest.raises(UserError, match="was ported before"):
        check_destination([SRC], Path("fresh"), Wanted(since=lambda _: True), "hip")


@WITH_GIT
@pytest.mark.parametrize("revision", ["nothing-of-that-name", "--output=x", "HEAD:src"])
def test_since_what_is_no_commit(here: Path, revision: str) -> None:
    with pytest.raises(UserError, match="--since"):
        since(revision, [SRC])
    git("init", "-q", ".")
    git("add", "src")
    git("commit", "-q", "-m", "1")
    with pytest.raises(UserError, match="no commit"):
        since(revision, [SRC])
    assert not Path("x").exists()


@WITH_GIT
def test_since_runs_nothing_that_a_repository_names(here: Path) -> None:
    git("init", "-q", ".")
    git("add", "src")
    git("commit", "-q", "-m", "1")
    put(SRC / ".gitattributes", "* filter=own diff=own\n")
    program = here / "own"
    program.write_text(f"#!/bin/sh\ntouch {here}/RAN\ncat\n")
    program.chmod(0o755)
    for key in ("filter.own.clean", "filter.own.process", "diff.own.command", "diff.own.textconv"):
        git("config", key, str(program))
    for key in ("diff.external", "core.fsmonitor", "core.sshCommand", "core.pager"):
        git("config", key, str(program))
    change(SRC / "a.cu", "line 3\n", "theirs\n")
    assert not since("HEAD", [SRC])("a.cu")
    assert not (here / "RAN").exists()
