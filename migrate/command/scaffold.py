"""The three files of a new rule, to be filled in: the rule, its example, and the example's port.

What comes in are the id of a rule and a folder that is laid out like ``rules/``; what goes out are
paths with what belongs there. The example fails until its author has written one. No file is
written here, and no file that is there already is one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from migrate.model import UserError
from migrate.regex import regex
from migrate.rules.questions import FOLDER, PREFIX
from migrate.rules.targetfiles import targets

_PART = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RULE = """\
title = "What stands there, in a few words"
match = "cudaToBeReplaced($first, $*rest)"
rewrite = "toBeReplaced($first, $*rest)"
safety = "review"
message = "What is different, and what happens if it stays as it is"
suggestion = "What to write, or to check"
links = []
"""
_EXAMPLE = """\
#include <cuda_runtime.h>

void f(int *p) {{
    // expect: {id}
    g(p);  // to be replaced by code that the rule speaks of
    // ok: {id}
    h(p);  // to be replaced by code that looks like it, and is left alone
}}
"""
_PORT = "// migrate rules test DIR --update writes what belongs here: read it before it is kept\n"


def new_rule(rule_id: str, folder: Path) -> Mapping[Path, str]:
    """What to write for a new rule; ``UserError`` for an id that is none, or is taken."""
    known = [info.name for info in targets()]
    target, *rest = rule_id.split("/")
    if len(rest) != 2 or not all(map(_PART.fullmatch, rest)) or target not in (*known, PREFIX):
        raise UserError(
            f"{rule_id} is no id of a rule",
            f"write TARGET/AREA/NAME in small letters; targets: {', '.join((PREFIX, *known))}",
        )
    below = FOLDER if target == PREFIX else target
    stem = folder / below / rest[0] / rest[1]
    golden = [f".expected.{name}.cu" for name in known] if target == PREFIX else [".expected.cu"]
    files = {
        stem.with_name(f"{stem.name}.toml"): _RULE,
        stem.with_name(f"{stem.name}.cu"): _EXAMPLE.format(id=rule_id),
        **{stem.with_name(f"{stem.name}{suffix}"): _PORT for suffix in golden},
    }
    for file in files:
        if file.exists():
            raise UserError(f"{file} is there already", "choose another name")
    return files


def room_for(files: Iterable[Path]) -> None:
    """Make the folders that the files stand in."""
    for folder in {file.parent for file in files}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder} cannot be made: {error.strerror}") from error
