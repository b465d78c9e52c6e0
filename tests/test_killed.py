"""A port that is killed or stopped at any step onto the disk: each file is wholly old or wholly
new, nothing else is left once the command was run again, and this goes through.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from migrate.files.atomic import is_temporary
from tests.killing import MOMENTS, Moment
from tests.warm import migrate

pytestmark = pytest.mark.commands
OLD = "#include <cuda_runtime.h>\nvoid f(void **p) { cudaMalloc(p, 4); }\n"
NEW = "#include <hip/hip_runtime.h>\nvoid f(void **p) { hipMalloc(p, 4); }\n"
PLAIN = "all:\n"
SOURCES = ("a.cu", "b.cu", "sub/c.cu", "sub/deep/d.cuh", "e.cu")
TREE = {**{f"src/{name}": OLD for name in SOURCES}, "src/Makefile": PLAIN}
PORTED = {**{f"src/{name}": NEW for name in SOURCES}, "src/Makefile": PLAIN}
MADE = {name.replace("src/", "out/"): text for name, text in PORTED.items()}
EARLIER = dict.fromkeys(MADE, "earlier\n") | {"out/notes.txt": "mine\n"}
SIGNALS = pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, marks=pytest.mark.slow),
        signal.SIGKILL,
    ],
)


def moments(
    folder: Path, number: int, options: Mapping[str, Any], files: Mapping[str, str]
) -> list[Moment]:
    """What became of ports that were stopped at one of their steps each."""
    call = (str(folder), dict(options), dict(files), int(number))
    done = migrate("targets", prelude=f"from tests.killing import main; main(*{call!r})")
    assert done.code == 0, done.err
    found = [Moment(*moment) for moment in json.loads(done.raw)]
    assert len(found) == MOMENTS
    return found


def kept(listing: Mapping[str, str]) -> dict[str, str]:
    """What stands there but for what is on its way."""
    return {
        name: text for name, text in listing.items() if not any(map(is_temporary, Path(name).parts))
    }


def assert_ended(moment: Moment, number: int, taken_back: bool) -> None:
    """A kill is one; anything else is an end, with all taken back or, where it came late, done."""
    if number == signal.SIGKILL:
        assert moment.code == -number
    else:
        assert moment.code == (128 + number if taken_back else 0), moment
        assert kept(moment.stopped) == moment.stopped


@SIGNALS
def test_in_place(tmp_path: Path, number: int) -> None:
    for moment in moments(tmp_path, number, {"in_place": True}, TREE):
        stopped = kept(moment.stopped)
        assert stopped.keys() == TREE.keys(), moment
        assert all(text in (TREE[name], PORTED[name]) for name, text in stopped.items()), moment
        assert_ended(moment, number, stopped == TREE)
        assert number == signal.SIGKILL or stopped in (TREE, PORTED)
        assert (moment.again, moment.after) == (0, PORTED), moment


@SIGNALS
def test_a_new_tree(tmp_path: Path, number: int) -> None:
    for moment in moments(tmp_path, number, {"output": "out"}, TREE):
        stopped = kept(moment.stopped)
        made = {name: text for name, text in stopped.items() if name not in TREE}
        assert stopped == TREE | made, moment
        assert made.items() <= MADE.items(), moment
        assert_ended(moment, number, not made)
        assert number == signal.SIGKILL or made in ({}, MADE)
        assert moment.after == TREE | MADE, moment
        assert moment.again == 0, moment


@SIGNALS
def test_a_tree_over_another(tmp_path: Path, number: int) -> None:
    options = {"output": "out", "force": True}
    for moment in moments(tmp_path, number, options, TREE | EARLIER):
        stopped = kept(moment.stopped)
        whole = TREE | EARLIER | MADE
        assert stopped.keys() == whole.keys(), moment
        assert all(text in (EARLIER.get(n, text), whole[n]) for n, text in stopped.items()), moment
        assert_ended(moment, number, stopped == TREE | EARLIER)
        assert number == signal.SIGKILL or stopped in (TREE | EARLIER, whole)
        assert (moment.again, moment.after) == (0, whole), moment


@SIGNALS
def test_in_place_with_new_names(tmp_path: Path, number: int) -> None:
    renamed = {
        name.replace(".cuh", ".hip.h").replace(".cu", ".hip"): text for name, text in PORTED.items()
    }
    for moment in moments(tmp_path, number, {"in_place": True, "rename": True}, TREE):
        stopped = kept(moment.stopped)
        assert len(stopped) == len(TREE), moment
        assert {*stopped.values()} <= {OLD, NEW, PLAIN}, moment
        assert_ended(moment, number, stopped == TREE)
        assert (moment.again, moment.after) == (0, renamed), moment
