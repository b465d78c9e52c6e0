"""A whole new tree on the disk: the results of a run, and everything else as it was.

What comes in are a finished report, the PATHs and a folder; what goes out are files below it, and a
note of what could not be copied. The tree is made in a folder of its own inside, and only when it
is whole each file takes its place in one step: a disk that is full, and a run that is stopped,
leave what was there. What was made is remembered; a tree that is, and has been edited, is brought
together with its new one (``regenerate``). Nothing here ports, writes to the sources, follows a
link or prints.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from migrate.files.atomic import (
    is_abandoned,
    is_new,
    is_temporary,
    remove,
    sweep,
    temporary_name,
)
from migrate.files.discover import Root, copies, placed, roots
from migrate.files.journal import TREE, finish
from migrate.files.manifest import (
    FINDINGS,
    FOLDER,
    OBJECTS,
    Made,
    Manifest,
    keep,
    recall,
    remember,
    sources,
    state_of,
    text_of,
)
from migrate.files.regenerate import renew
from migrate.files.source import encoded
from migrate.files.write import Written, changes
from migrate.model import FileResult, Outcome, Report, UserError
from migrate.process.signals import undisturbed
from migrate.settings.config import Settings, Warp


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a tree is to be written: only the files that ``only_changed``; over whatever is there
    (``force``); of a tree that is remembered only the sources that ``since`` holds for. ``options``
    are remembered, and so is what ``findings`` says, which is given the names of the files that
    stay as they were made before.
    """

    only_changed: bool = False
    force: bool = False
    since: Callable[[str], bool] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    findings: Callable[[Collection[str]], bytes] = lambda _: b""


PLAIN = Wanted()


class _Copy(NamedTuple):
    """One file of the new tree, of ``source``, whose name in the tree is ``origin``: what was
    ``made`` of it, or what it holds; ``problem`` says that this is known to be nothing.
    What was ``read`` of it is told by a digest; it is ``passed`` over where what was made of it
    before holds.
    """

    source: Path
    name: str
    made: FileResult | None
    problem: str
    origin: str
    read: str = ""
    passed: bool = False
    is_new: bool = False


def options_of(settings: Settings) -> dict[str, Any]:
    """What a tree remembers of how it was made."""
    options = settings.options
    said = {
        "to": settings.to,
        "arch": list(settings.arch),
        "rename": settings.rename,
        "apply": options.apply.value,
        "launch-syntax": options.launch_syntax.value,
    }
    if settings.warp is not Warp.NATIVE:
        said["warp"] = settings.warp.value
    if options.build is not None:
        said["build"] = options.build.value
    if settings.shim:
        said["shim"] = settings.shim_header or True
    return said


def check_destination(
    paths: Sequence[Path], destination: Path, wanted: Wanted, target: str
) -> None:
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
        raise UserError(f"{destination} is not a folder", "give a new folder, or an empty one")
    _go_on(destination)
    known = recall(destination)
    if wanted.since and known is None:
        raise UserError(
            f"--since: {destination} is no tree that was ported before", "port all of it first"
        )
    if known is not None and not wanted.force:
        _refuse_manifest(known, destination, wanted, target)
    fresh = _is_empty(destination) or _is_unfinished(destination)
    if not (wanted.force or fresh or known):
        raise UserError(
            f"{destination} is not empty, and nothing is known of what was generated there",
            f"choose another folder, or add --force: what it replaces is kept in {FOLDER}/",
        )


def _refuse_manifest(known: Manifest, destination: Path, wanted: Wanted, target: str) -> None:
    """Refuse to go on with a tree that was made for something else."""
    if known.target != target:
        raise UserError(
            f"{destination} was ported to {known.target}, not to {target}",
            "a folder for each target; or add --force",
        )
    before = bool(known.options.get("only-changed"))
    if before != wanted.only_changed:
        raise UserError(
            f"{destination} was made with{'' if before else 'out'} --only-changed",
            "say the same again, or add --force",
        )


def write_tree(
    report: Report, paths: Sequence[Path], destination: Path, wanted: Wanted = PLAIN
) -> Written:
    """Write the ported tree below ``destination``: what did not change is copied, links as links.

    A file that failed is copied as it is, or stays as it was made before.
    """
    _go_on(destination)
    known = recall(destination)
    plan = tuple(_plan(report, roots(paths), wanted, known))
    _refuse_strangers(plan, destination, known, wanted.force)
    _refuse_sources(plan, destination)
    _refuse_others(plan, destination)
    was_there = destination.exists()
    fresh = _is_empty(destination)
    unfinished = _is_unfinished(destination)
    made = destination / temporary_name(fresh or unfinished)
    try:
        made.mkdir(parents=True)
        sweep([destination], made)
        written, problems = _written(plan, made / TREE)
        stays = _as_before({copy.origin for copy in plan} - {*written}, wanted, known)
        if found := wanted.findings(stays):
            (made / FINDINGS).write_bytes(found)
        manifest = _manifest(report, wanted, _remembered(written, made, destination) | stays)
        renewed = None
        check = partial(_refuse_others, plan, destination)
        if fresh:
            with undisturbed():
                check()
                remember(made, manifest)
                _move(plan, made, destination)
        else:
            renewed = renew(destination, made, manifest, known, wanted.force or unfinished, check)
    except OSError as error:
        raise _no_room(error, destination, "make room, or choose another folder for -o") from error
    finally:
        if made.exists():
            remove(made)
        if not was_there and destination.is_dir() and _is_empty(destination):
            destination.rmdir()
    return Written(len(written), tuple(problems), renewed=renewed)


def _no_room(error: OSError, destination: Path, advice: str) -> UserError:
    title = f"{error.filename2 or destination} cannot be written: {error.strerror}"
    return UserError(title, advice)


def _manifest(report: Report, wanted: Wanted, files: Mapping[str, Made]) -> Manifest:
    """What is remembered of a tree that holds the ``files``."""
    target, options = report.target, {**wanted.options, "only-changed": wanted.only_changed}
    return Manifest(f"migrate {report.tool_version}", target.name, target.version, options, files)


def _go_on(destination: Path) -> None:
    """Go on with what a run that was stopped had begun to bring into a tree."""
    try:
        with undisturbed():
            finish(destination)
    except OSError as error:
        raise _no_room(error, destination, "make room, and run the command again") from error


def _plan(
    report: Report, places: Sequence[Root], wanted: Wanted, known: Manifest | None
) -> Iterator[_Copy]:
    results = {file.path: file for file in report.files}
    before = sources(known.files.items()) if known else {}
    for copied in copies(places):
        file = results.get(copied.name)
        changed = file if file and changes(file) else None
        if not (changed or copied.problem or not wanted.only_changed):
            continue
        name = changed.output or changed.path if changed else copied.name
        stays = bool(copied.problem) or (file is not None and file.outcome is Outcome.FAILED)
        origin = placed(copied.name, places)
        stays = stays or bool(wanted.since and not wanted.since(origin))
        passed = stays and not wanted.force and (origin in before or bool(wanted.since))
        read = file.digest.hex() if file else ""
        place = placed(name, places)
        made = changed if changed and changed.is_changed else None
        yield _Copy(copied.path, place, made, copied.problem, origin, read, passed)
    for file in report.files:
        if file.is_new and file.is_changed:
            place = placed(file.path, places)
            yield _Copy(places[0].path / place, place, file, "", place, is_new=True)


def _written(plan: Sequence[_Copy], tree: Path) -> tuple[dict[str, _Copy], list[str]]:
    """Write the files that are new; which these are, by their origins, and what there is to say of
    the others.
    """
    written, problems = {}, []
    for copy in plan:
        if copy.passed and not copy.problem:
            continue
        problem = _write(copy, tree / copy.name)
        if problem:
            problems.append(problem)
        else:
            written[copy.origin] = copy
    return written, problems


def _remembered(written: Mapping[str, _Copy], made: Path, destination: Path) -> dict[str, Made]:
    """What there is to remember of the files that were written; the bytes of texts lie beside."""
    files, objects = {}, destination / FOLDER / OBJECTS
    for origin, copy in written.items():
        place = made / TREE / copy.name
        state, text = state_of(place), text_of(place)
        assert state is not None
        if text is not None:
            keep(made / OBJECTS, objects, state, text)
        files[copy.name] = Made(origin, state, copy.read, text is not None)
    return files


def _as_before(left: Collection[str], wanted: Wanted, known: Manifest | None) -> dict[str, Made]:
    """The files that stay as they were made before: those whose sources, or the folders that these
    lie in, are ``left``, because what would be made of them is not known, or not wanted.
    """
    if known is None or wanted.force:
        return {}
    below = tuple(f"{origin}/" for origin in left)
    return {
        name: made
        for name, made in known.files.items()
        if made.source in left
        or made.source.startswith(below)
        or (wanted.since is not None and not wanted.since(made.source))
    }


def _refuse_strangers(
    plan: Sequence[_Copy], destination: Path, known: Manifest | None, force: bool
) -> None:
    """Refuse sources of which a tree was never made: all of it would go."""
    before = {made.source for made in known.files.values()} if known else set()
    origins = [copy.origin for copy in plan if not copy.is_new]
    if before and not force and before.isdisjoint(origins):
        raise UserError(
            f"{destination} was made of other sources: none of these was among them",
            "give the same PATHs again, choose another folder, or add --force",
        )


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


def _move(plan: Sequence[_Copy], made: Path, destination: Path) -> None:
    """Let each file of a new tree take its place, then what is remembered of it; all or none."""
    try:
        for copy in plan:
            source, target = made / TREE / copy.name, destination / copy.name
            if source.is_symlink() or source.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                source.replace(target)
        remove(made / TREE)
        made.rename(destination / FOLDER)
    except OSError:
        for top in {FOLDER, *(Path(copy.name).parts[0] for copy in plan)}:
            remove(destination / top)
        raise


def _write(copy: _Copy, target: Path) -> str:
    """Write one file of the tree; what comes back is why it could not be read, or nothing."""
    if copy.problem:
        return f"{copy.source}: {copy.problem}"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = copy.made.content if copy.made is not None else None
    if copy.made is not None and content is not None:
        with target.open("xb") as stream:
            stream.write(encoded(content, copy.made.encoding))
        if not copy.is_new:
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
