"""What is kept between runs comes back whole, to who put it there, or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from migrate.files.store import Store, store

KEY = "0123456789abcdef"


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "store")


def entry(kept: Store, kind: str = "kind", key: str = KEY) -> Path:
    assert kept.folder is not None
    return kept.folder / kind / key[:2] / key


def test_what_was_put_comes_back(kept: Store) -> None:
    assert kept.get("kind", KEY) is None
    kept.put("kind", KEY, b"one")
    kept.put("other", KEY, b"")
    assert (kept.get("kind", KEY), kept.get("other", KEY)) == (b"one", b"")
    kept.put("kind", KEY, b"two")
    assert kept.get("kind", KEY) == b"two"
    assert [path.name for path in entry(kept).parent.iterdir()] == [KEY]


def test_a_store_without_a_folder_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store(keeps=False).put("kind", KEY, b"one")
    assert list(tmp_path.iterdir()) == []
    store().put("kind", KEY, b"one")
    assert store().get("kind", KEY) == b"one"
    assert store(keeps=False).get("kind", KEY) is None


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:40] + b"x" + data[41:],
        lambda data: b"x" + data[1:],
        lambda data: data[:10],
        lambda _: b"",
    ],
    ids=["short", "long", "changed", "digest", "no digest", "empty"],
)
def test_a_damaged_entry_is_none_until_it_is_made_anew(kept: Store, damaged: object) -> None:
    assert callable(damaged)
    kept.put("kind", KEY, b"what was made at some expense")
    entry(kept).write_bytes(damaged(entry(kept).read_bytes()))
    assert kept.get("kind", KEY) is None
    kept.put("kind", KEY, b"anew")
    assert kept.get("kind", KEY) == b"anew"


def test_an_entry_under_another_name_is_none(kept: Store) -> None:
    other = KEY[::-1]
    kept.put("kind", KEY, b"one")
    for place in (entry(kept, "other"), entry(kept, key=other)):
        place.parent.mkdir(parents=True)
        place.write_bytes(entry(kept).read_bytes())
    assert (kept.get("other", KEY), kept.get("kind", other)) == (None, None)


def test_what_others_may_write_is_not_read(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put("kind", KEY, b"one")
    assert kept.folder is not None
    assert [path.stat().st_mode & 0o077 for path in (kept.folder, entry(kept))] == [0, 0]
    for place in (kept.folder, entry(kept)):
        mode = place.stat().st_mode
        for others in (0o020, 0o002):
            place.chmod(mode | others)
            assert kept.get("kind", KEY) is None
        place.chmod(mode)
        assert kept.get("kind", KEY) == b"one"
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert kept.get("kind", KEY) is None


def test_nothing_is_put_where_others_may_write(kept: Store) -> None:
    assert kept.folder is not None
    kept.folder.mkdir(parents=True)
    kept.folder.chmod(0o777)
    kept.put("kind", KEY, b"one")
    assert list(kept.folder.iterdir()) == []


def test_no_link_is_followed(kept: Store, tmp_path: Path) -> None:
    kept.put("kind", KEY, b"one")
    moved = entry(kept).rename(tmp_path / "moved")
    entry(kept).symlink_to(moved)
    assert kept.get("kind", KEY) is None
    entry(kept).unlink()
    os.mkfifo(entry(kept))
    assert kept.get("kind", KEY) is None
    link = tmp_path / "link"
    kept.put("kind", KEY, b"one")
    assert kept.folder is not None
    link.symlink_to(kept.folder)
    assert Store(link).get("kind", KEY) is None


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        kept = Store(folder)
        kept.put("kind", KEY, b"one")
        assert kept.get("kind", KEY) is None


def test_what_was_not_used_for_the_longest_goes_first(kept: Store) -> None:
    assert kept.folder is not None
    keys = [f"{number:x}" * 16 for number in range(10)]
    now = time.time()
    for number, key in enumerate(keys):
        kept.put("kind", key, bytes(1000))
        age = 90_000 * (len(keys) - number)
        os.utime(entry(kept, key=key), (now - age, now - age))
    assert kept.get("kind", keys[0]) is not None  # which is used again
    left = entry(kept).parent
    left.mkdir()
    (left / ".abandoned").write_bytes(b"x")
    os.utime(left / ".abandoned", (now - 7200, now - 7200))
    small = Store(kept.folder, limit=4500)
    small.put("kind", KEY, b"one")
    assert all(entry(kept, key=key).exists() for key in keys)  # it was looked at just now
    os.utime(kept.folder / "swept", (now - 7200, now - 7200))
    small.put("kind", KEY, b"one")
    assert [key for key in keys if small.get("kind", key)] == [keys[0], *keys[-3:]]
    assert [path.name for path in left.iterdir()] == [KEY]
