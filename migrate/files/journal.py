"""Files that take their places in a tree one by one, from a list that outlives whatever stops it.

What comes in are files that were made beside the tree, and for each what it is to replace; what
goes out is the tree with all of them, or, where somebody has saved a file since, with that file as
it is. The list lies in the tree until it is done: a run that finds one goes on with it. Nothing
here decides what becomes of a file, or follows a link.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from migrate.files.atomic import remove, write_whole
from migrate.files.manifest import (
    FINDINGS,
    FOLDER,
    MANIFEST,
    OBJECTS,
    Manifest,
    checked,
    forget,
    read,
    recall,
    refuse_links,
    remember,
    standing,
    through_link,
)
from migrate.model import UserError
from migrate.settings import bounded

TREE, REPLACED, REFUSED = "tree", "replaced", "theirs"  # folders of what is made beside
_NEXT, _STEPS = "next", "steps.json"


class Step(NamedTuple):
    """One file: whether one that was made takes its place, whose digest ``before`` is (nothing:
    there is none), and under which name one goes then, with its digest.
    """

    name: str
    writes: bool
    before: str
    gone: str
    gone_before: str


def leave(tree: Path, made: Path, steps: Sequence[Step], manifest: Manifest) -> str:
    """Leave the list in the tree, with all that it takes; what comes back is where that will be
    that is replaced, if something is.
    """
    aside = _number(tree / FOLDER / REPLACED) if (made / REPLACED).is_dir() else ""
    remember(made, manifest)
    (tree / FOLDER).mkdir(exist_ok=True)
    write_whole(made / _STEPS, json.dumps({"aside": aside, "steps": steps}).encode())
    made.rename(tree / FOLDER / _NEXT)
    return f"{FOLDER}/{REPLACED}/{aside}" if aside else ""


def finish(tree: Path) -> None:
    """Go through the list that lies in a tree, if there is one."""
    left = tree / FOLDER / _NEXT
    if not left.is_dir():
        return
    refuse_links(tree)
    aside, steps = _listed(left / _STEPS)
    manifest = read(left / MANIFEST)
    if manifest is None:
        raise _damaged(left)
    _take_in(left / OBJECTS, tree / FOLDER / OBJECTS)
    _take_in(left / REFUSED, tree / FOLDER / REFUSED)
    if aside:
        _take_in(left / REPLACED, tree / FOLDER / REPLACED / aside)
    late = [step for step in steps if not _done(tree, left / TREE, step)]
    manifest = _without(manifest, {name for step in late for name in (step.name, step.gone)}, tree)
    if (left / FINDINGS).exists():
        (left / FINDINGS).replace(tree / FOLDER / FINDINGS)
    remember(tree / FOLDER, manifest)
    remove(left)
    forget(tree, manifest)


def is_pending(tree: Path) -> bool:
    """Whether a list lies in a tree."""
    return (tree / FOLDER / _NEXT).is_dir()


def _without(manifest: Manifest, late: Collection[str], tree: Path) -> Manifest:
    """What is remembered, where some files are not what was to take their places: these are as they
    were.
    """
    before = recall(tree) if late else None
    old = before.files if before else {}
    files = {name: made for name, made in manifest.files.items() if name not in late}
    return replace(manifest, files=files | {name: old[name] for name in late if name in old})


def _done(tree: Path, made: Path, step: Step) -> bool:
    """Do one step, as far as it is not done yet; False where somebody has saved a file since."""
    staged, target = made / step.name, tree / step.name
    if step.writes and (staged.is_symlink() or staged.exists()):
        if target.is_dir() and not target.is_symlink():
            return False
        if _digest(tree, step.name) != step.before or through_link(tree, step.name):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(target)
    if step.gone and (now := _digest(tree, step.gone)):
        if now != step.gone_before:
            return False
        (tree / step.gone).unlink()
        _prune(tree, (tree / step.gone).parent)
    return True


def _digest(tree: Path, name: str) -> str:
    state = standing(tree, name)
    return state.digest if state else ""


def _prune(tree: Path, folder: Path) -> None:
    """Remove folders in which nothing is left."""
    with suppress(OSError):
        while folder != tree:
            folder.rmdir()
            folder = folder.parent


def _take_in(source: Path, target: Path) -> None:
    """Move all files of a folder to the same names in another."""
    for place in sorted(source.rglob("*")) if source.is_dir() else ():
        if place.is_symlink() or not place.is_dir():
            there = target / place.relative_to(source)
            if there.parent.is_symlink():
                raise UserError(f"{there.parent} is a link", "put in its place what it leads to")
            there.parent.mkdir(parents=True, exist_ok=True)
            place.replace(there)


def _number(folder: Path) -> str:
    """The first number that is free."""
    number = 1
    while (folder / str(number)).exists():
        number += 1
    return str(number)


def _listed(file: Path) -> tuple[str, list[Step]]:
    try:
        document = json.loads(bounded.read(file, bounded.MOST_MADE))
        aside, steps = str(document["aside"]), [Step(*step) for step in document["steps"]]
        for step in steps:
            for name in filter(None, (step.name, step.gone)):
                checked(name)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _damaged(file.parent) from error
    if aside and not aside.isdecimal():
        raise _damaged(file.parent)
    return aside, steps


def _damaged(place: Path) -> UserError:
    return UserError(
        f"{place}, where a run was stopped, cannot be gone on with",
        "remove it, and run the command again",
    )
