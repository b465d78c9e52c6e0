"""The results of a run in the place of the sources.

What comes in is a finished report and where its files lie; what goes out are files, and a note of
what could not be kept. All is decided before the first byte is written, and a run that is stopped
leaves the sources as they were. Nothing here ports, reads a rule or prints.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from migrate.files.atomic import stage, sweep, write_whole
from migrate.files.source import digest, encoded, read
from migrate.model import FileResult, Outcome, Report, UserError
from migrate.process.signals import undisturbed

if TYPE_CHECKING:
    from migrate.files.regenerate import Renewed


@dataclass(frozen=True, slots=True)
class Written:
    """How many files were written, and the ones of the tree that were not: ``left_out`` with the
    reason, ``saved`` because somebody did so while they were ported. ``lost`` says what a file had
    that its replacement has not, ``renewed`` what became of a tree that was there.
    """

    count: int = 0
    left_out: tuple[str, ...] = ()
    saved: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    renewed: Renewed | None = None


def write_in_place(report: Report, files: Mapping[str, Path]) -> Written:
    """Replace the sources that changed, all or none; none if any file of the run failed, or is not
    what was ported any more. One that is saved by somebody at the last moment stays, and is named.
    """
    sweep(path.parent for path in files.values())
    if any(file.outcome is Outcome.FAILED for file in report.files):
        return Written()
    changed = {files[file.path]: file for file in report.files if changes(file) and not file.is_new}
    targets = {path: _renamed(path, file) for path, file in changed.items()}
    for path, target in targets.items():
        if target != path and target.exists():
            raise UserError(f"{path} would be renamed to {target.name}, which exists")
    if saved := [file.path for path, file in changed.items() if _was_saved(path, file)]:
        return Written(saved=tuple(saved))
    _add({files[file.path]: file for file in report.files if file.is_new})
    return _replace(changed, targets)


def _add(new: Mapping[Path, FileResult]) -> None:
    """Write the files that the port adds, before others ask for them."""
    for path, file in new.items():
        if path.exists():
            raise UserError(f"{path} would be added, and is there", "no file was replaced")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, file.content or b"")
        except OSError as error:
            title = f"{path} cannot be written: {error.strerror}"
            raise UserError(title, "no file was replaced") from error


def changes(file: FileResult) -> bool:
    """Whether a file has another text or another name than it had."""
    return file.is_changed or file.output not in ("", file.path)


def _replace(changed: Mapping[Path, FileResult], targets: Mapping[Path, Path]) -> Written:
    staged: dict[Path, Path] = {}
    try:
        _stage(changed, staged)
        lost = [line for path in staged for line in _lost(path, staged[path], changed[path].path)]
        with undisturbed():
            saved = list(_settle(changed, targets, staged))
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    return Written(len(changed) - len(saved), saved=tuple(saved), lost=tuple(lost))


def _stage(changed: Mapping[Path, FileResult], staged: dict[Path, Path]) -> None:
    for path, file in changed.items():
        if (content := file.content) is not None:
            try:
                staged[path] = stage(path, encoded(content, file.encoding))
            except OSError as error:
                raise UserError(
                    f"{path} cannot be written: {error.strerror}", "no file was replaced"
                ) from error


def _settle(
    changed: Mapping[Path, FileResult], targets: Mapping[Path, Path], staged: dict[Path, Path]
) -> Iterator[str]:
    """Let what is staged take its place; what somebody has saved meanwhile comes back. A file has
    its new text before its new name, so that there is always one of it.
    """
    for done, (path, target) in enumerate(targets.items()):
        if _was_saved(path, changed[path]):
            yield changed[path].path
            continue
        try:
            if path in staged:
                staged[path].replace(path)
                del staged[path]
            if target != path:
                path.rename(target)
        except OSError as error:
            raise UserError(
                f"{path} cannot be replaced: {error.strerror}",
                f"{done} files were replaced before it; run the command again",
            ) from error


def _was_saved(path: Path, file: FileResult) -> bool:
    """Whether the file holds something else than what was ported."""
    try:
        now = read(path, file.path)
    except OSError:
        return True
    return (digest(now.data), now.encoding) != (file.digest, file.encoding)


def _lost(path: Path, staged: Path, name: str) -> Iterator[str]:
    """What a file has that the one in its stead has not."""
    before, after = path.stat(), staged.stat()
    if before.st_nlink > 1:
        yield f"{name}: its other names (hard links) keep the old text: {before.st_nlink - 1}"
    if (before.st_uid, before.st_gid) != (after.st_uid, after.st_gid):
        yield f"{name}: belongs to {after.st_uid}:{after.st_gid} now, not to " + (
            f"{before.st_uid}:{before.st_gid}"
        )
    if set(_attributes(path)) - set(_attributes(staged)):
        yield f"{name}: extended attributes or access lists could not be kept"


def _attributes(path: Path) -> list[str]:
    try:
        return os.listxattr(path)
    except (AttributeError, OSError):
        return []


def _renamed(path: Path, file: FileResult) -> Path:
    """Where a file of the tree goes in place: a new name is one in the same folder."""
    return path.with_name(PurePosixPath(file.output).name) if file.output else path
