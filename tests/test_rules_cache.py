"""What was made of the rules is kept between runs, and is never another answer than theirs."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.files.store import Store
from migrate.model import UserError
from migrate.regex import regex
from migrate.rules import cache
from migrate.rules.cache import Packed, kept_in
from migrate.rules.ruleset import load
from migrate.run import run
from migrate.settings.config import load as configured
from tests.warm import migrate

CORPUS = Path(__file__).parents[1] / "corpus"
NAMES = "cuda,target,kind,status,since,until,note\n"
SURFACE = "name,kind,header,params,since,removed\nfooStream,function,foo.h,,,\n"
RULE = """\
title = "Streams are made otherwise"
match = "fooStream($x)"
rewrite = "barStream($x)"
safety = "safe"
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's folder of rules."""
    folder = tmp_path / "own"
    texts = {"cuda/foo.csv": SURFACE, "hip/own/stream.toml": RULE}
    texts["hip/names/foo.csv"] = f"{NAMES}fooStream,oneStream,function,renamed,,,\n"
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def answer(own: Path, store: Store) -> tuple[str, str | None]:
    """What becomes of ``fooStream``, and what its rule writes."""
    rules = load("hip", [own], (), store)
    verdict = rules.verdict("fooStream")
    assert verdict is not None
    ((_, case),) = rules.cases(frozenset())["fooStream"]
    return verdict.target, case.rewrite


def put(file: Path, text: str) -> None:
    """Write a file so that neither its size nor its time tells."""
    before = file.stat()
    assert len(text) == before.st_size
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_change_of_ones_own_rules_is_seen_by_what_they_hold(own: Path, store: Store) -> None:
    assert answer(own, store) == ("oneStream", "barStream($x)")
    put(own / "hip/names/foo.csv", f"{NAMES}fooStream,twoStream,function,renamed,,,\n")
    assert answer(own, store) == ("twoStream", "barStream($x)")
    put(own / "hip/own/stream.toml", RULE.replace("barStream", "bazStream"))
    assert answer(own, store) == ("twoStream", "bazStream($x)")
    put(own / "hip/own/stream.toml", RULE)
    assert answer(own, store) == ("twoStream", "barStream($x)")


def test_a_mistake_in_ones_own_rules_is_refused_each_time(own: Path, store: Store) -> None:
    (own / "hip/own/stream.toml").write_text(f"{RULE}colour = 'red'\n")
    for _ in range(2):
        with pytest.raises(UserError, match="unknown key 'colour'"):
            load("hip", [own], (), store)


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:50] + b"?" + data[51:], lambda _: b""]
)
def test_a_damaged_entry_is_made_anew(
    own: Path, store: Store, damage: Callable[[bytes], bytes]
) -> None:
    expected = answer(own, store)
    assert store.folder is not None
    entries = [path for path in store.folder.glob("*/*/*") if path.is_file()]
    whole = {path: path.read_bytes() for path in entries}
    assert len(entries) > 5
    for path, data in whole.items():
        path.write_bytes(damage(data))
    assert answer(own, store) == expected
    assert all(path.stat().st_size == len(data) for path, data in whole.items())


def test_what_another_version_kept_is_not_read(
    own: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(own, store)
    this = kept_in(store, own, [own], "hip", ())
    assert this == kept_in(store, own, [own], "hip", ())
    for name, value in (("__version__", "99.0"), ("sys.version", "99.0")):
        with monkeypatch.context() as changed:
            changed.setattr(f"migrate.rules.cache.{name}", value)
            assert kept_in(store, own, [own], "hip", ()).key != this.key
    assert kept_in(store, own, [own], "hip@5.7", ()).key != this.key
    assert kept_in(store, own, [own], "hip", ("gfx90a",)).key != this.key
    assert kept_in(store, own, [], "hip", ()).key != this.key


def test_a_change_of_the_rules_that_come_with_the_program_is_seen(own: Path, store: Store) -> None:
    def key() -> str:
        return kept_in(store, own, [], "hip", ()).key

    keys = [key()]
    (own / "hip/own/stream.toml").write_text(f"{RULE}\n")
    keys.append(key())
    os.utime(own / "cuda/foo.csv", (1, 1))
    keys.append(key())
    (own / "hip/own/more.toml").write_text(RULE)
    keys.append(key())
    (own / "hip/own/more.toml").unlink()
    assert key() == keys[-2]
    assert len({*keys}) == len(keys)


def test_nothing_is_kept_of_what_cannot_be_read(own: Path, store: Store) -> None:
    assert kept_in(Store(None), own, [own], "hip", ()) == cache.NOT_KEPT
    assert kept_in(store, own, [own], "hip", ()) != cache.NOT_KEPT
    (own / "hip/own/broken.toml").symlink_to(own / "absent")
    for built_in, extra in ((own, []), (CORPUS.parent / "rules", [own])):
        assert kept_in(store, built_in, extra, "hip", ()) == cache.NOT_KEPT


@pytest.mark.parametrize(
    ("to", "part"), [("hip@6.4", ""), ("hip@5.2", "inline_ptx"), ("musa", "inline_ptx")]
)
def test_a_report_is_the_same_whether_it_is_kept_or_not(tmp_path: Path, to: str, part: str) -> None:
    words = ["check", str(CORPUS / part), "--to", to, "--format", "json", "-q"]
    own = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    plain = migrate(*words, "--no-cache", environment=own).out
    assert json.loads(plain)["files"]
    assert list(tmp_path.iterdir()) == []
    assert [migrate(*words, environment=own).out == plain for _ in range(2)] == [True, True]
    assert (tmp_path / "cuda-migrate/store/rules").is_dir()


def test_without_a_cache_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    source = CORPUS / "vector_add/cuda"
    done = run([source], configured(source, {"cache": False, "to": "hip@6.0"}))
    assert done.report.files
    assert list(tmp_path.iterdir()) == []


def test_values_are_unpacked_when_they_are_asked_for() -> None:
    values = Packed.of({"one": (1, "x"), "two": (2, "y")})
    again: Packed[tuple[int, str]] = pickle.loads(pickle.dumps(values))
    assert (dict(again), len(again), "one" in again, "three" in again) == (
        {"one": (1, "x"), "two": (2, "y")},
        2,
        True,
        False,
    )
    assert again["one"] is again["one"]


def test_an_expression_is_compiled_when_it_is_used() -> None:
    found = regex(r"(?P<word>\w+) x", re.DOTALL)
    again = pickle.loads(pickle.dumps(found))
    assert (found == again, found == regex(r"\w"), hash(found) == hash(again)) == (
        True,
        False,
        True,
    )
    for each in (found, again):
        match = each.search("- ab x")
        assert match is not None
        assert match["word"] == "ab"
        assert each.groupindex == {"word": 1}
        assert each.sub("y", "ab x") == "y"
    wrong = regex("(")
    with pytest.raises(re.error):
        wrong.search("")


def test_a_command_loads_what_it_needs() -> None:
    """Modules that only other formats, commands or trees need cost each run their time."""
    code = (
        "import sys\n"
        "from migrate.command.cli import main\n"
        f"sys.argv = ['migrate', 'check', {str(CORPUS / 'vector_add/cuda')!r}, '-q']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = set(done.stderr.split())
    assert {"migrate.run", "migrate.report.outputs.text"} <= loaded
    unused = "html.index sarif junit github".split()
    assert loaded.isdisjoint(f"migrate.report.outputs.{name}" for name in unused)
    assert loaded.isdisjoint(("migrate.lsp", "migrate.verification", "migrate.semantics.study"))
    others = "clang multiprocessing pygls rich.progress urllib.request"
    assert loaded.isdisjoint(others.split())
