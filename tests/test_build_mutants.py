"""Build files with words lost, moved and doubled: no crash, and a second run edits nothing."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from migrate.build.replace import changes
from migrate.build.replace.changes import Tools
from migrate.build.replace.cmakefile import BELOW, LANGUAGE, OLD
from migrate.build.replace.seen import seen
from migrate.files.kinds import Kind, kind_of
from migrate.model import Fix
from migrate.rewrite.edits import accept, apply
from migrate.rules.buildrules import load_build_rules
from migrate.rules.targets import rules_folder
from migrate.text.lexer import Spans

FOLDERS = (Path("tests/builds"), Path("corpus/separable_library/cuda"))
GPUS = {"hip": ("gfx90a", "gfx1030"), "musa": ("mp_22",), "maca": ("xcore1000",)}
TARGETS = {name: load_build_rules(name, [rules_folder()]) for name in GPUS}
FILES = [
    (path, kind, path.read_bytes())
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.is_file() and (kind := kind_of(path.as_posix())) in (Kind.CMAKE, Kind.MAKE)
]
TOKEN = re.compile(rb"[^\s()]+|[ \t]+|\n|[()]")
WORDS = [word for _, _, data in FILES for word in TOKEN.findall(data)]


def edited(data: bytes, kind: Kind, to: str) -> bytes:
    """What a run makes of a file that stands alone."""
    said = seen(data, kind)
    said |= {BELOW} if said & {LANGUAGE, OLD} else set()
    rules = TARGETS[to]
    found = changes(data, kind, Spans.of([]), Tools(rules.tables, rules.libraries, GPUS[to], said))
    taken = accept([Fix(item.edits) for item in found])
    edits = [
        edit for item, is_taken in zip(found, taken, strict=True) if is_taken for edit in item.edits
    ]
    return apply(data, sorted(edits)).data


def mutant(data: bytes, seed: random.Random) -> bytes:
    words = TOKEN.findall(data)
    for _ in range(seed.randint(1, 4)):
        at, other = seed.randrange(len(words)), seed.randrange(len(words))
        match seed.randrange(4):
            case 0:
                del words[at : at + seed.randint(1, 4)]
            case 1:
                words[at:at] = [seed.choice(WORDS), b" "]
            case 2:
                words[at], words[other] = words[other], words[at]
            case _:
                words[at:at] = words[other : other + seed.randint(1, 30)]
        words = words or [b"x"]
    return b"".join(words)


def assert_a_second_run_edits_nothing(to: str, number: int) -> None:
    seed = random.Random(number)
    for _ in range(60):
        path, kind, data = seed.choice(FILES)
        text = mutant(data, seed)
        once = edited(text, kind, to)
        assert edited(once, kind, to) == once, (path, text.decode("utf-8", "replace"))


@pytest.mark.parametrize("to", sorted(TARGETS))
@pytest.mark.parametrize("number", range(4))
def test_a_second_run_edits_nothing(to: str, number: int) -> None:
    assert_a_second_run_edits_nothing(to, number)


@pytest.mark.slow
@pytest.mark.parametrize("to", sorted(TARGETS))
def test_a_second_run_edits_nothing_of_many(to: str) -> None:
    for number in range(100, 150):
        assert_a_second_run_edits_nothing(to, number)
