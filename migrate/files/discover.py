"""Paths as typed to the files they stand for.

What comes in are the PATHs of the command line and the settings; what goes out are the files to
port, each with the name it is shown by and the options that hold for it, in one fixed order. A file
that cannot be ported as it stands is named with the reason, never dropped. ``copies`` lists whole
trees. Nothing here follows a link, reads more than the head of a file, or writes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from migrate.files.kinds import BINDINGS, DEVICE_CODE, Kind, kind_of, may_build
from migrate.files.source import encoding_of, head
from migrate.files.walk import Entry, Globs, is_ignored, selected, walk
from migrate.model import FileResult, Unread, UserError
from migrate.settings.config import FileOptions, Patterns, Settings

SUFFIXES = (
    *(".cu", ".cuh", ".c", ".cc", ".cpp", ".cxx"),
    *(".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp"),
)
SHIM_NAME = "cuda_to_{}.h"  # the header of one code base for a target
_HEAD = 8192
_SCRIPT = 65536
# Kinds that are read for what they hold only.
_ASKED = BINDINGS | {*(Kind.PYTHON, Kind.CONTAINER, Kind.SHELL, Kind.AUTOCONF, Kind.MSBUILD)}
_LEFT_ALONE = "left alone by configuration"
_UTF32_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")


class Root(NamedTuple):
    """One PATH, resolved. ``prefix`` begins the names of its files, and is the name of a file."""

    path: Path
    prefix: str
    is_file: bool

    def name(self, relative: str) -> str:
        return "/".join(part for part in (self.prefix, relative) if part)

    @property
    def folder(self) -> str:
        """The folder that it is, or that it lies in, as its files are called."""
        return PurePosixPath(self.prefix).parent.as_posix() if self.is_file else self.prefix or "."


@dataclass(frozen=True, slots=True)
class Discovered:
    """A file of a PATH. ``name`` may hold surrogate escapes; ``skip`` says why it is left alone,
    and ``unread`` that this is not on purpose. Of one that is left alone, ``left`` is the result
    where there is more to say.
    """

    path: Path
    name: str
    options: FileOptions
    skip: str = ""
    kind: Kind = Kind.SOURCE
    left: FileResult | None = None
    unread: Unread = Unread.NO


class Obstacle(NamedTuple):
    """Why a file cannot be ported, or nothing; and whether something was not read for it."""

    reason: str = ""
    unread: Unread = Unread.NO


class Copied(NamedTuple):
    """A file or link of a tree that is written whole; ``name`` as ``Discovered`` has it. Of a
    folder that cannot be listed ``problem`` says so.
    """

    path: Path
    name: str
    problem: str = ""


def roots(paths: Sequence[Path]) -> tuple[Root, ...]:
    """The PATHs with the names their files are shown by.

    A plain relative path is shown as typed; any other (absolute, or through ``..``) relative to
    itself, or in full if it is one of several.
    """
    return tuple(_root(path, len(paths) > 1) for path in paths)


def discover(
    paths: Sequence[Path], settings: Settings, kinds: Collection[Kind] = DEVICE_CODE
) -> Iterator[Discovered]:
    """The files to port, and those of ``kinds`` to report on, sorted by name, each once."""
    suffixes = (*SUFFIXES, *settings.extend_suffixes)
    found: dict[Path, Discovered] = {}
    links: list[tuple[Root, Entry]] = []
    places = roots(paths)
    for root in places:
        choose = _chooser(settings, root)
        excluded = "excluded by configuration" if _is_excluded(root, settings) else ""
        for entry in _entries(root, settings.exclude):
            if entry.target:
                links.append((root, entry))
                continue
            kind = _kind(entry, suffixes, kinds, root.is_file)
            if kind is not None or entry.problem:
                options = choose(entry.path)
                size = settings.max_file_size if kind not in DEVICE_CODE else None
                if excluded:
                    met = Obstacle(excluded)
                elif entry.problem:
                    met = Obstacle(entry.problem, Unread.UNREADABLE)
                else:
                    met = _obstacle(entry.path, options, size)
                name, kind = root.name(entry.relative), kind or Kind.SOURCE
                file = Discovered(entry.path, name, options, met.reason, kind, unread=met.unread)
                found.setdefault(entry.path, file)
    for file in _unlisted(places[:1], settings):
        found.setdefault(file.path, file)
    for root, entry in links:
        if (met := _lost(entry, found, places, suffixes)).reason:
            name, options = root.name(entry.relative), settings.options
            file = Discovered(entry.path, name, options, met.reason, unread=met.unread)
            found[entry.path] = file
    yield from sorted(found.values(), key=lambda file: os.fsencode(file.name))


def _unlisted(places: Sequence[Root], settings: Settings) -> Iterator[Discovered]:
    """Headers of one code base that a port wrote, where version control ignores them: trees
    that PyTorch's tool ports list ``*_hip.h`` there.
    """
    for root in places:
        header = settings.shim_header or SHIM_NAME.format("*")
        for path in () if root.is_file else sorted(root.path.glob(header)):
            if not path.is_file() or path != path.resolve():
                continue
            if not _is_passed_over(path, root, settings) and is_ignored(root.path, path):
                name = root.name(path.relative_to(root.path).as_posix())
                options = _chooser(settings, root)(path)
                met = _obstacle(path, options, settings.max_file_size)
                yield Discovered(path, name, options, met.reason, unread=met.unread)


def newcomer(path: Path, root: Root, settings: Settings) -> Discovered | None:
    """A source that does not lie on the disk yet as ``discover`` would take it from ``root``; None
    where it would not. What version control ignores is not asked.
    """
    relative = "" if root.is_file else path.relative_to(root.path).as_posix()
    if not root.is_file:
        if not _has_suffix(Entry(path, relative), (*SUFFIXES, *settings.extend_suffixes)):
            return None
        if _is_passed_over(path, root, settings):
            return None
    options = _chooser(settings, root)(path)
    return Discovered(path, root.name(relative), options, _LEFT_ALONE if options.skip else "")


def included(file: Discovered, places: Sequence[Root], settings: Settings) -> Discovered | None:
    """A header that a source includes as ``discover`` would take it, had it a source's suffix; None
    where no PATH holds it, or where it is no source, left out, or ignored by version control.
    """
    path = file.path
    holds = [root for root in places if not root.is_file and path.is_relative_to(root.path)]
    if not holds or kind_of(path.name) is not None or path != path.resolve():
        return None
    root = holds[0]
    if _is_passed_over(path, root, settings) or is_ignored(root.path, path):
        return None
    options = _chooser(settings, root)(path)
    met = _obstacle(path, options, settings.max_file_size)
    return replace(file, options=options, skip=met.reason, unread=met.unread)


def is_source(file: Path, paths: Sequence[Path], settings: Settings) -> bool:
    """Whether a file that is there already is one of those that are read below the PATHs, by its
    name: nothing else may be written into it.
    """
    place = file.resolve()
    suffixes = (*SUFFIXES, *settings.extend_suffixes)
    named = place.name.lower().endswith(suffixes) or kind_of(place.name) is not None
    return place.is_file() and any(
        place == root.path or (named and place.is_relative_to(root.path)) for root in roots(paths)
    )


def _is_passed_over(path: Path, root: Root, settings: Settings) -> bool:
    """Whether the patterns exclude a file below ``root``, or a folder that it is in."""
    globs = [_globs(patterns, root) for patterns in settings.exclude]
    folders = [folder for folder in path.parents if folder.is_relative_to(root.path)]
    return selected(globs, str(path)) or any(selected(globs, str(at), True) for at in folders[:-1])


def shim_place(places: Sequence[Root], settings: Settings, target: str) -> tuple[str, Path]:
    """What the header of a shim is called, as ``Discovered`` has it, and where it lies."""
    first = places[0]
    header = settings.shim_header or SHIM_NAME.format(target)
    if first.is_file:
        folder = PurePosixPath(first.prefix).parent.as_posix()
        name = header if folder == "." else f"{folder}/{header}"
        return name, first.path.parent / header
    return first.name(header), first.path / header


def copies(places: Sequence[Root]) -> Iterator[Copied]:
    """Every file and link below the PATHs that version control does not ignore, each once, and the
    folders that cannot be listed.
    """
    seen: set[Path] = set()
    for root in places:
        for entry in _entries(root):
            if entry.path not in seen:
                seen.add(entry.path)
                problem = "" if entry.target else entry.problem
                yield Copied(entry.path, root.name(entry.relative), problem)


def placed(name: str, places: Sequence[Root]) -> str:
    """Where a file goes below the folder of a new tree: one PATH alone leaves its own name out."""
    if len(places) > 1:
        return name.lstrip("/")
    root = places[0]
    return PurePosixPath(name).name if root.is_file else name.removeprefix(f"{root.prefix}/")


def _root(path: Path, one_of_several: bool) -> Root:
    try:
        is_file = not stat.S_ISDIR(path.stat().st_mode)
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}", "give files or folders that exist") from error
    typed, real = Path(os.path.normpath(path)), path.resolve()
    if not typed.is_absolute() and ".." not in typed.parts:
        prefix = typed.as_posix()
    elif one_of_several:
        prefix = real.as_posix()
    else:
        prefix = real.name if is_file else ""
    return Root(real, "" if prefix == "." else prefix, is_file)


def _entries(root: Root, exclude: Sequence[Patterns] = ()) -> Iterable[Entry]:
    """What a PATH stands for; what is named is taken, whatever patterns exclude it itself."""
    if root.is_file:
        return (Entry(root.path, ""),)
    globs = [_globs(patterns, root) for patterns in exclude]
    return walk(root.path, [item for item in globs if not item.verdict(str(root.path), True)])


def _is_excluded(root: Root, settings: Settings) -> bool:
    """Whether the patterns exclude a file that is a PATH itself, and are to count for it; those
    that were typed are relative to the current folder.
    """
    if not (settings.force_exclude and root.is_file):
        return False
    here = Path.cwd()
    globs = [Globs.of(patterns.lines, patterns.base or here) for patterns in settings.exclude]
    return selected(globs, str(root.path))


def _globs(patterns: Patterns, root: Root) -> Globs:
    here = root.path.parent if root.is_file else root.path
    return Globs.of(patterns.lines, patterns.base or here)


def _chooser(settings: Settings, root: Root) -> Callable[[Path], FileOptions]:
    """Which options hold for a path; of several tables that fit, a later one wins."""
    tables = [(_globs(entry.patterns, root), entry.options) for entry in settings.per_path]

    def choose(path: Path) -> FileOptions:
        options = settings.options
        for globs, changes in tables:
            if globs.verdict(str(path)):
                options = replace(options, **changes)
        return options

    return choose


def _has_suffix(entry: Entry, suffixes: tuple[str, ...]) -> bool:
    return entry.relative.lower().endswith(suffixes)


def _kind(
    entry: Entry, suffixes: tuple[str, ...], kinds: Collection[Kind], is_named: bool
) -> Kind | None:
    """What is to be done with a file, or None. A file that is named itself is a source if all else
    fails; a Python script is read only if it builds something for the GPU.
    """
    kind = kind_of(entry.path.name)
    if kind is Kind.MAKE and kind in kinds:  # Makefile.hip, whatever a suffix says
        return kind
    if not _has_suffix(entry, suffixes):
        if kind in kinds and (is_named or kind not in _ASKED or _builds(entry.path, kind)):
            return kind
        if not is_named:
            return None
    return Kind.SOURCE


def _builds(path: Path, kind: Kind) -> bool:
    try:
        return path.is_file() and may_build(path.name, kind, head(path, _SCRIPT))
    except OSError:
        return False


def _obstacle(path: Path, options: FileOptions, max_size: int | None) -> Obstacle:
    """Why a file cannot be ported, or nothing. Without ``max_size`` it may hold what it likes."""
    if options.skip:
        return Obstacle(_LEFT_ALONE)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return Obstacle("not a regular file", Unread.PASSED_OVER)
        if max_size is None:
            return Obstacle()
        if status.st_size > max_size:
            reason = f"{status.st_size} bytes: more than max-file-size ({max_size})"
            return Obstacle(reason, Unread.PASSED_OVER)
        start = head(path, _HEAD)
    except OSError as error:
        return Obstacle(f"cannot be read: {error.strerror}", Unread.UNREADABLE)
    reason = _no_source(start)
    return Obstacle(reason, Unread.PASSED_OVER) if reason else Obstacle()


def _no_source(start: bytes) -> str:
    """Why a file that begins so is no text that can be ported, or nothing."""
    encoding = encoding_of(start)
    if not encoding and start.startswith(_UTF32_MARKS):
        return "UTF-32 text: convert it to UTF-8 first"
    if encoding:
        start = start.decode(encoding, "ignore").encode("utf-8", "ignore")
    if b"\0" in start:
        return "binary: it holds a zero byte"
    if b"\r" in start[:-1] and b"\n" not in start:
        return "lines end with carriage returns alone: convert it to LF or CRLF first"
    return ""


def _lost(
    link: Entry, found: Collection[Path], places: Sequence[Root], suffixes: tuple[str, ...]
) -> Obstacle:
    """Why what a link leads to is not ported through any PATH, or nothing. A loop leads to nothing
    that is not read, unless it leaves the PATHs.
    """
    assert link.target is not None
    inside = any(link.target.is_relative_to(root.path) for root in places)
    if link.problem:
        is_loop = "loop" in link.problem
        if not (is_loop or _has_suffix(link, suffixes)):
            return Obstacle()
        return Obstacle(link.problem, Unread.NO if is_loop and inside else Unread.PASSED_OVER)
    if link.target.is_dir():
        held = inside
    else:
        held = link.target in found or not _has_suffix(link, suffixes)
    if held:
        return Obstacle()
    return Obstacle(f"symbolic link to {link.target}, which no PATH holds", Unread.PASSED_OVER)
