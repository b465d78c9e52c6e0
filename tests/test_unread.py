"""What was not read does not count as done, and text in UTF-16 is read."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.files.source import encoded, read
from migrate.report.outputs import named
from migrate.run import originals, run
from migrate.settings.config import Settings
from tests.warm import migrate

CLEAN = "#include <cuda_runtime.h>\r\nvoid f(void **p) { cudaMalloc(p, 4); } // grüße 名前 😀\r\n"
PORTED = CLEAN.replace("cuda_runtime.h", "hip/hip_runtime.h").replace("cudaM", "hipM")
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
ENCODINGS = pytest.mark.parametrize("encoding", MARKS)
SCHEMA = json.loads((Path(__file__).parent.parent / "docs/report.schema.json").read_text())
DENIED = """
import os, pathlib
opened, listed = pathlib.Path.open, os.scandir
def deny(path):
    if not isinstance(path, int) and os.path.basename(path) in ("locked.cu", "secret"):
        raise PermissionError(13, "Permission denied", str(path))
pathlib.Path.open = lambda path, *rest, **named: deny(path) or opened(path, *rest, **named)
os.scandir = lambda path: deny(path) or listed(path)
"""


def wide(text: str, encoding: str) -> bytes:
    return MARKS[encoding] + text.encode(encoding)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.cu").write_bytes(CLEAN.encode())
    return tmp_path


@ENCODINGS
def test_utf_16_is_ported_and_stays_utf_16(tree: Path, encoding: str) -> None:
    (tree / "src/wide.cu").write_bytes(wide(CLEAN, encoding))
    checked = migrate("check", "src")
    assert (checked.code, "read" in checked.out) == (0, False)
    assert migrate("port", "src", "-o", "out", "-q").code == 0
    assert (tree / "out/wide.cu").read_bytes() == wide(PORTED, encoding)
    patch = migrate("port", "src", "--diff", "-q").raw
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    subprocess.run(["git", "apply", "-"], input=patch, cwd=tree, check=True)
    assert (tree / "src/wide.cu").read_bytes() == wide(PORTED, encoding)
    (tree / "src/wide.cu").write_bytes(wide(CLEAN, encoding))
    assert migrate("port", "src", "--in-place", "-q").code == 0
    assert (tree / "src/wide.cu").read_bytes() == wide(PORTED, encoding)
    again = migrate("port", "src", "--in-place")
    assert (again.code, "0 files replaced" in again.err) == (0, True)


@ENCODINGS
def test_a_place_in_utf_16_is_that_of_its_text(tree: Path, encoding: str) -> None:
    text = "/* 名😀 */ cudaNoSuchThing(1);\n"
    (tree / "src/wide.cu").write_bytes(wide(text, encoding))
    (tree / "src/plain.cu").write_bytes("\ufeff".encode() + text.encode())
    done = run([tree / "src"], Settings(jobs=1))
    assert len(done.report.places["wide.cu"]) == 1
    assert done.report.places["wide.cu"] == done.report.places["plain.cu"]
    for form in ("sarif", "rdjson", "github", "full", "csv", "gitlab"):
        made = named(form).render(done.report, originals(done)).decode()
        lines = [line for line in made.splitlines() if "cudaNoSuchThing" in line or "olumn" in line]
        assert lines
    (run_,) = json.loads(named("sarif").render(done.report, originals(done)))["runs"]
    columns = {
        item["locations"][0]["physicalLocation"]["region"]["startColumn"]
        for item in run_["results"]
    }
    assert columns == {len("/* 名😀 */ ".encode("utf-16-le")) // 2 + 1}


@given(
    st.binary(max_size=40).map(lambda data: data + b" " * (len(data) % 2)),
    st.sampled_from([*MARKS]),
)
def test_any_units_of_utf_16_go_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, units: bytes, encoding: str
) -> None:
    data = MARKS[encoding] + units
    if data[:4] == b"\xff\xfe\0\0":
        return
    file = tmp_path_factory.getbasetemp() / "units"
    file.write_bytes(data)
    text = read(file, "units")
    assert text.encoding == encoding
    assert encoded(text.data, text.encoding) == data


def test_a_file_in_utf_16_that_was_saved_in_another_encoding_is_left(tree: Path) -> None:
    (tree / "src/wide.cu").write_bytes(wide(CLEAN, "utf-16-le"))
    prelude = "import migrate.report.assembly as r, pathlib; f = r.exit_code\n"
    prelude += f"data = {wide(CLEAN, 'utf-16-be')!r}\n"
    prelude += "r.exit_code = lambda *a: (pathlib.Path('src/wide.cu').write_bytes(data), f(*a))[1]"
    done = migrate("port", "src", "--in-place", prelude=prelude)
    assert (done.code, "wide.cu: saved by another program" in done.err) == (3, True)
    assert (tree / "src/wide.cu").read_bytes() == wide(CLEAN, "utf-16-be")


def unread(tree: Path) -> None:
    """Four files that are not read, one of each kind that leaves the exit code at 1."""
    (tree / "src/large.cu").write_bytes(b"cudaFree(p);\n" * 1000)
    (tree / "src/binary.cu").write_bytes(b"cudaFree(p);\0")
    (tree / "elsewhere").mkdir()
    (tree / "elsewhere/b.cu").write_bytes(CLEAN.encode())
    (tree / "src/b.cu").symlink_to("../elsewhere/b.cu")
    (tree / "src/more").symlink_to("../elsewhere")
    (tree / "migrate.toml").write_text("max-file-size = 2000\n")


NOT_READ = ("b.cu", "binary.cu", "large.cu", "more")


@pytest.mark.parametrize("what", [("check", "src"), ("port", "src"), ("port", "src", "-o", "out")])
def test_what_was_not_read_is_said_and_is_not_done(tree: Path, what: tuple[str, ...]) -> None:
    unread(tree)
    done = migrate(*what)
    said = done.out + done.err
    assert done.code == 1
    assert "4: 4 files were not read" in said
    assert "nothing left" not in said
    assert all(f"src/{name}: not read " in said for name in NOT_READ)


def test_what_was_not_read_in_the_formats(tree: Path) -> None:
    unread(tree)
    reports = [f"--report=r{suffix}" for suffix in (".json", ".sarif", ".xml", ".md")]
    done = migrate("check", "src", "--summary", *reports)
    assert done.code == 1
    assert "4 files were not read (src/b.cu, src/binary.cu, src/large.cu and 1 more)" in " ".join(
        done.out.split()
    )
    document = json.loads((tree / "r.json").read_bytes())
    jsonschema.validate(document, SCHEMA)
    assert (document["exit_code"], document["summary"]["unread"]) == (1, 4)
    kinds = {file["path"]: file["unread"] for file in document["files"]}
    assert kinds == {"src/a.cu": ""} | {f"src/{name}": "passed-over" for name in NOT_READ}
    (run_,) = json.loads((tree / "r.sarif").read_bytes())["runs"]
    told = run_["invocations"][0]["toolExecutionNotifications"]
    assert {item["descriptor"]["id"] for item in told} == {"file-not-read"}
    assert len(told) == 4
    assert 'errors="4"' in (tree / "r.xml").read_text()
    assert "4 files were not read" in (tree / "r.md").read_text()


def test_what_is_excluded_is_left_alone_on_purpose(tree: Path) -> None:
    unread(tree)
    options = [f"--exclude={name}" for name in NOT_READ]
    done = migrate("check", "src", *options)
    assert (done.code, "100%: nothing left" in done.out) == (0, True)
    assert migrate("check", "src", "--fail-on", "never").code == 0


def test_a_baseline_does_not_make_it_known(tree: Path) -> None:
    unread(tree)
    assert migrate("check", "src", "--write-baseline", "known.json", "-q").code == 1
    assert migrate("check", "src", "--baseline", "known.json", "-q").code == 1


def test_what_was_not_read_is_copied_as_it_is(tree: Path) -> None:
    unread(tree)
    migrate("port", "src", "-o", "out", "-q")
    for name in ("large.cu", "binary.cu"):
        assert (tree / "out" / name).read_bytes() == (tree / "src" / name).read_bytes()
    assert (tree / "out/more").readlink() == Path("../elsewhere")


def test_a_link_within_the_tree_asks_for_nothing(tree: Path) -> None:
    (tree / "src/sub").mkdir()
    (tree / "src/again.cu").symlink_to("a.cu")
    (tree / "src/sub/up").symlink_to("..")
    (tree / "src/notes.txt").symlink_to("../notes.txt")
    assert migrate("check", "src").code == 0
    (tree / "src/sub/out").symlink_to("../..")
    assert migrate("check", "src").code == 1


@pytest.mark.parametrize("name", ["locked.cu", "secret/b.cu"])
def test_what_cannot_be_read_is_an_error(tree: Path, name: str) -> None:
    (tree / "src" / name).parent.mkdir(exist_ok=True)
    (tree / "src" / name).write_bytes(CLEAN.encode())
    for words in (("check", "src"), ("port", "src"), ("port", "src", "--in-place")):
        done = migrate(*words, prelude=DENIED)
        said = done.out + done.err
        assert done.code == 3
        assert "1: 1 file was not read" in said
        assert "cannot be read: Permission denied" in said
        assert "nothing left" not in said


@pytest.mark.parametrize("name", ["locked.cu", "secret/b.cu"])
def test_a_tree_that_is_not_whole_is_an_error(tree: Path, name: str) -> None:
    (tree / "src" / name).parent.mkdir(exist_ok=True)
    (tree / "src" / name).write_bytes(CLEAN.encode())
    done = migrate("port", "src", "-o", "out", prelude=DENIED)
    assert done.code == 3
    assert f"warning: left out {tree}/src/{name.partition('/')[0]}: " in done.err
    assert "error: out is not the whole tree" in done.err
    assert (tree / "out/a.cu").read_bytes() == PORTED.encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_rights(tree: Path) -> None:
    (tree / "src/b.cu").write_bytes(CLEAN.encode())
    (tree / "src/b.cu").chmod(0)
    assert migrate("check", "src").code == 3
