"""The results of a run onto the disk: a whole new tree, or the old one in place.

What comes in is a finished report and where its files lie; what goes out are files, and a note of
what could not be copied. All is decided before the first byte is written, and a run that is stopped
leaves the sources as they were. Nothing here ports, reads a rule or prints.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from migrate.discover import Root, copies, placed, roots
from migrate.model import FileResult, Outcome, Report, UserError
from migrate.source import digest, stage


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and the ones of the tree that were not: ``left_out`` with the
    reason, ``saved`` because somebody did so while they were ported.
    """

    count: int = 0
    left_out: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()


class _Copy(NamedTuple):
    """One file of the new tree: ``content``, or where there is none what ``source`` holds."""

    source: Path
    target: Path
    content: bytes | None


def check_destination(paths: Sequence[Path], destination: Path, force: bool) -> None:
    """Refuse a folder that cannot take the tree; to be asked before the work is done."""
    place = destination.resolve()
    for root in roots(paths):
        if place == root.path or root.path in place.parents:
            raise UserError(
                f"{destination} lies inside {root.path}",
                "choose a folder outside, or port in place with --in-place",
            )
    if destination.exists() and not destination.is_dir():
        raise UserError(f"{destination} is not a folder")
    if not force and not _is_empty(destination):
        raise UserError(f"{destination} is not empty", "choose another folder, or add --force")


def write_tree(
    report: Report, paths: Sequence[Path], destination: Path, *, only_changed: bool = False
) -> Written:
    """Write the ported tree below ``destination``: what did not change is copied, links as links.

    A file that failed is copied as it is. With ``only_changed`` there are the changed files alone.
    """
    plan = list(_plan(report, roots(paths), destination, only_changed))
    sources = {copy.source for copy in plan}
    for copy in plan:
        if copy.target.resolve() in sources:
            raise UserError(
                f"{copy.target} is a source of this run", "choose another folder for -o"
            )
    for link in _links_on_the_way(plan, destination):
        raise UserError(
            f"{link} is a link, where the tree has a folder: nothing is written through it",
            "remove the link, or choose another folder for -o",
        )
    was_empty = _is_empty(destination)
    try:
        problems = [problem for copy in plan if (problem := _write(copy))]
    except BaseException as error:
        if was_empty:
            shutil.rmtree(destination, ignore_errors=True)
        if isinstance(error, OSError):
            raise UserError(f"{destination} cannot be written: {error}") from error
        raise
    return Written(len(plan) - len(problems), tuple(problems))


def write_in_place(report: Report, files: Mapping[str, Path]) -> Written:
    """Replace the sources that changed, all or none; none if any file of the run failed, or is not
    what was ported any more. One that is saved by somebody at the last moment stays, and is named.
    """
    if any(file.outcome is Outcome.FAILED for file in report.files):
        return Written()
    changed = {files[file.path]: file for file in report.files if _changes(file)}
    targets = {path: _renamed(path, file) for path, file in changed.items()}
    for path, target in targets.items():
        if target != path and target.exists():
            raise UserError(f"{path} would be renamed to {target.name}, which exists")
    if saved := [file.path for path, file in changed.items() if _was_saved(path, file)]:
        return Written(saved=tuple(saved))
    try:
        return _replace(changed, targets)
    except OSError as error:
        raise UserError(f"cannot be written: {error}") from error


def _replace(changed: Mapping[Path, FileResult], targets: Mapping[Path, Path]) -> Written:
    staged: dict[Path, Path] = {}
    saved = []
    try:
        for path, file in changed.items():
            if file.content is not None:
                staged[path] = stage(path, file.content)
        with _undisturbed():
            for path, target in targets.items():
                if _was_saved(path, changed[path]):
                    saved.append(changed[path].path)
                    continue
                staged.pop(path, path).replace(target)
                if target != path:
                    path.unlink(missing_ok=True)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    return Written(len(changed) - len(saved), saved=tuple(saved))


def _was_saved(path: Path, file: FileResult) -> bool:
    """Whether the file holds something else than what was ported."""
    try:
        return digest(path.read_bytes()) != file.digest
    except OSError:
        return True


def _plan(
    report: Report, places: Sequence[Root], destination: Path, only_changed: bool
) -> Iterator[_Copy]:
    results = {file.path: file for file in report.files if _changes(file)}
    for copied in copies(places):
        file = results.get(copied.name)
        if file or not only_changed:
            name = file.output or file.path if file else copied.name
            content = file.content if file else None
            yield _Copy(copied.path, destination / placed(name, places), content)


def _links_on_the_way(plan: Iterable[_Copy], destination: Path) -> Iterator[Path]:
    """Links below the destination that stand where the tree has folders."""
    folders = {folder for copy in plan for folder in copy.target.parents}
    below = (folder for folder in sorted(folders) if destination in folder.parents)
    return (folder for folder in below if folder.is_symlink())


def _write(copy: _Copy) -> str:
    """Write one file of the tree; what comes back is why it could not be read, or nothing. Whatever
    stood in its place is replaced, and a link is never followed.
    """
    copy.target.parent.mkdir(parents=True, exist_ok=True)
    copy.target.unlink(missing_ok=True)
    if copy.content is not None:
        with copy.target.open("xb") as stream:
            stream.write(copy.content)
        shutil.copymode(copy.source, copy.target)
    elif copy.source.is_symlink():
        copy.target.symlink_to(copy.source.readlink())
    elif not copy.source.is_file():
        return f"{copy.source}: not a regular file"
    else:
        try:
            source = copy.source.open("rb")
        except OSError as error:
            return f"{copy.source}: cannot be read: {error.strerror}"
        with source, copy.target.open("xb") as target:
            shutil.copyfileobj(source, target)
        shutil.copystat(copy.source, copy.target)
    return ""


def _changes(file: FileResult) -> bool:
    return file.content is not None or file.output not in ("", file.path)


def _renamed(path: Path, file: FileResult) -> Path:
    """Where a file of the tree goes in place: a new name is one in the same folder."""
    return path.with_name(PurePosixPath(file.output).name) if file.output else path


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or next(folder.iterdir(), None) is None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no Ctrl-C stop what is begun; it takes milliseconds."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread, which is the only one that is interrupted
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
