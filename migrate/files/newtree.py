"""A whole new tree on the disk: the results of a run, and everything else as it was.

What comes in are a finished report, the PATHs and a folder; what goes out are files below it, and a
note of what could not be copied. The tree is made in a folder of its own inside, and only when it
is whole each file takes its place in one step: a disk that is full, and a run that is stopped,
leave what was there. Nothing here ports, writes to the sources, follows a link or prints.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from migrate.files.discover import Root, copies, placed, roots
from migrate.files.replacing import (
    is_abandoned,
    is_new,
    is_temporary,
    remove,
    sweep,
    temporary_name,
)
from migrate.files.source import encoded
from migrate.files.write import Written, changes
from migrate.model import Report, UserError
from migrate.process.signals import undisturbed


class _Copy(NamedTuple):
    """One file of the new tree: ``content``, or where there is none what ``source`` holds;
    ``problem`` says that this is known to be nothing.
    """

    source: Path
    name: str
    content: bytes | None
    problem: str


def check_destination(paths: Sequence[Path], destination: Path, force: bool) -> None:
    """Refuse a folder that cannot take the tree; to be asked before the work is done. What a run
    that was stopped has left there, which had begun with nothing, is no reason.
    """
    place = destination.resolve()
    for root in roots(paths):
        if place == root.path or root.path in place.parents:
            raise UserError(
                f"{destination} lies inside {root.path}",
                "choose a folder outside, or port in place with --in-place",
            )
    if destination.exists() and not destination.is_dir():
        raise UserError(f"{destination} is not a folder")
    if not force and not _is_empty(destination) and not _is_unfinished(destination):
        raise UserError(f"{destination} is not empty", "choose another folder, or add --force")


def write_tree(
    report: Report, paths: Sequence[Path], destination: Path, *, only_changed: bool = False
) -> Written:
    """Write the ported tree below ``destination``: what did not change is copied, links as links.

    A file that failed is copied as it is. With ``only_changed`` there are the changed files alone.
    """
    plan = tuple(_plan(report, roots(paths), only_changed))
    _refuse_sources(plan, destination)
    _refuse_others(plan, destination)
    was_there = destination.exists()
    fresh = _is_empty(destination) or _is_unfinished(destination)
    made = destination / temporary_name(fresh)
    try:
        made.mkdir(parents=True)
        sweep([destination])
        problems = [problem for copy in plan if (problem := _write(copy, made / copy.name))]
        with undisturbed():
            _refuse_others(plan, destination)
            _move(plan, made, destination, fresh)
            remove(made)
    except OSError as error:
        raise UserError(
            f"{error.filename2 or destination} cannot be written: {error.strerror}",
            "make room, or choose another folder for -o",
        ) from error
    finally:
        if made.exists():
            remove(made)
        if not was_there and destination.is_dir() and _is_empty(destination):
            destination.rmdir()
    return Written(len(plan) - len(problems), tuple(problems))


def _plan(report: Report, places: Sequence[Root], only_changed: bool) -> Iterator[_Copy]:
    results = {file.path: file for file in report.files if changes(file)}
    for copied in copies(places):
        file = results.get(copied.name)
        if file or copied.problem or not only_changed:
            name = file.output or file.path if file else copied.name
            content = file.content if file else None
            if file and content is not None:
                content = encoded(content, file.encoding)
            yield _Copy(copied.path, placed(name, places), content, copied.problem)


def _refuse_sources(plan: Sequence[_Copy], destination: Path) -> None:
    sources = {copy.source for copy in plan}
    for copy in plan:
        target = destination / copy.name
        if target.resolve() in sources:
            raise UserError(f"{target} is a source of this run", "choose another folder for -o")


def _refuse_others(plan: Sequence[_Copy], destination: Path) -> None:
    """Refuse to write through a link, or in the place of what is of another kind."""
    targets = [destination / copy.name for copy in plan if not copy.problem]
    for folder in _folders(targets, destination):
        if folder.is_symlink():
            raise UserError(
                f"{folder} is a link, where the tree has a folder: nothing is written through it",
                "remove the link, or choose another folder for -o",
            )
        if folder.exists() and not folder.is_dir():
            raise _other_kind(folder, "a file", "a folder")
    for target in targets:
        if target.is_dir() and not target.is_symlink():
            raise _other_kind(target, "a folder", "a file")


def _other_kind(place: Path, found: str, wanted: str) -> UserError:
    title = f"{place} is {found}, where the tree has {wanted}"
    return UserError(title, "remove it, or choose another folder for -o")


def _folders(targets: Iterable[Path], destination: Path) -> Iterator[Path]:
    """The folders below the destination that the tree has."""
    folders = {folder for target in targets for folder in target.parents}
    return (folder for folder in sorted(folders) if destination in folder.parents)


def _move(plan: Sequence[_Copy], made: Path, destination: Path, fresh: bool) -> None:
    """Let each file of the tree that was made take its place; of a new tree all or none."""
    try:
        for copy in plan:
            source, target = made / copy.name, destination / copy.name
            if source.is_symlink() or source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
    except OSError:
        for top in {Path(copy.name).parts[0] for copy in plan} if fresh else ():
            remove(destination / top)
        raise


def _write(copy: _Copy, target: Path) -> str:
    """Write one file of the tree; what comes back is why it could not be read, or nothing."""
    if copy.problem:
        return f"{copy.source}: {copy.problem}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if copy.content is not None:
        with target.open("xb") as stream:
            stream.write(copy.content)
        shutil.copymode(copy.source, target)
    elif copy.source.is_symlink():
        target.symlink_to(copy.source.readlink())
    elif not copy.source.is_file():
        return f"{copy.source}: not a regular file"
    else:
        try:
            source = copy.source.open("rb")
        except OSError as error:
            return f"{copy.source}: cannot be read: {error.strerror}"
        with source, target.open("xb") as stream:
            shutil.copyfileobj(source, stream)
        shutil.copystat(copy.source, target)
    return ""


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or next(folder.iterdir(), None) is None


def _is_unfinished(folder: Path) -> bool:
    """Whether all there is was left by a run that was stopped, which had begun with nothing."""
    if not folder.is_dir():
        return False
    names = [entry.name for entry in folder.iterdir()]
    left = [name for name in names if is_temporary(name)]
    ended = all(is_abandoned(folder / name) for name in left)
    return ended and bool(left) and (len(left) == len(names) or any(map(is_new, left)))
