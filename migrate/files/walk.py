"""What lies below a folder, less what version control ignores.

What comes in is a folder; what goes out are its files and links with their paths relative to it.
Ignore files count as git counts them: those above the folder up to the repository's top, and those
met on the way down. Links are named with where they lead and never followed; nothing here opens a
source file or knows a suffix.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrate.files.atomic import is_temporary
from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.bounded import read

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

NEVER_ENTERED = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr", ".jj", ".tox", ".venv", "__pycache__", "node_modules"),
        ".migrate",  # what a port remembers of the tree it made
    )
)
MOST_DEEP = 4  # times that a pattern may go through folders of any depth
_STAR = "[^/]*"
_NEGATED = regex(r"(?<!\\)\[\^(?!/\])")  # which reads no slash, either
_BETWEEN = regex(  # a star, and what it ends at, up to the next one of the same folder
    r"\[\^/\]\*((?:\\.|\[\^/\](?!\*)|\[(?!\^/\])\^?\]?[^\]]*\]|[^\[\\/(*$])+)(?=\[\^/\]\*)"
)
_IGNORE_FILE = ".gitignore"
_MOST = 1024 * 1024  # bytes of such a file


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, or a link with its ``target``, or a folder that could not be listed (``problem``)."""

    path: Path
    relative: str
    target: Path | None = None
    problem: str = ""


class Globs(NamedTuple):
    """Patterns in the manner of ``.gitignore`` that are relative to the folder ``base``."""

    base: str
    spec: GitIgnoreSpec

    @classmethod
    def of(cls, lines: Iterable[str], base: Path) -> Globs:
        """Patterns a user chose: one that means nothing is refused."""
        for line in lines:
            if not understood(line):
                raise UserError(f"{line!r} is no pattern", "patterns are written as in .gitignore")
        return cls(str(base), _spec(lines))

    @classmethod
    def read(cls, path: Path) -> Globs:
        """An ignore file: a line that means nothing is passed over, as git does, and so is a file
        that is a link.
        """
        try:
            data = b"" if path.is_symlink() else read(path, _MOST)
        except OSError:
            data = b""
        lines = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff").splitlines()
        for number, line in enumerate(lines, 1):
            if line.count("**") > MOST_DEEP:
                raise UserError(
                    f"{path}:{number}: more than {MOST_DEEP} times ** in a pattern",
                    "write it with fewer: such a pattern takes for ever on a deep tree",
                )
        return cls(str(path.parent), _spec(filter(understood, lines)))

    def verdict(self, path: str, is_folder: bool = False) -> bool | None:
        """Whether the last pattern that fits ``path`` selects it; None where none fits."""
        base, _, relative = path.partition(f"{self.base}/")
        if base:
            return None
        return self._of_folder(relative) if is_folder else self.spec.check_file(relative).include

    def _of_folder(self, relative: str) -> bool | None:
        """The last pattern that fits a folder itself: what lies in it is asked when it is met."""
        for pattern in reversed(self.spec.patterns):
            spelled = str(getattr(pattern, "pattern", ""))
            path = relative + "/" if spelled.rstrip().endswith("/") else relative
            if pattern.include is not None and pattern.match_file(path) is not None:
                return pattern.include
        return None


def walk(root: Path, exclude: Sequence[Globs] = ()) -> Iterator[Entry]:
    """Everything below ``root``, in no particular order, less what is ignored or in ``exclude``."""
    pending = [(str(root), _inherited(root))]
    while pending:
        folder, ignores = pending.pop()
        relative = folder[len(str(root)) + 1 :]
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            yield Entry(Path(folder), relative, problem=f"folder cannot be read: {error.strerror}")
            continue
        ignores = _with_own(Path(folder), {entry.name for entry in entries}, ignores)
        for entry in entries:
            if is_temporary(entry.name):
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and entry.name in NEVER_ENTERED:
                continue
            if selected(exclude, entry.path, is_folder) or selected(ignores, entry.path, is_folder):
                continue
            if is_folder:
                pending.append((entry.path, ignores))
                continue
            below = f"{relative}/{entry.name}" if relative else entry.name
            yield _link(entry.path, below) if entry.is_symlink() else Entry(Path(entry.path), below)


def is_ignored(root: Path, path: Path) -> bool:
    """Whether ``walk`` passes over ``path``, which is below ``root``."""
    ignores, folder = _inherited(root), root
    for name in path.relative_to(root).parts:
        names = {".git"} if (folder / ".git").exists() else set()
        if (folder / _IGNORE_FILE).is_file():
            names.add(_IGNORE_FILE)
        ignores = _with_own(folder, names, ignores)
        folder = folder / name
        is_folder = folder != path
        if selected(ignores, str(folder), is_folder) or (is_folder and name in NEVER_ENTERED):
            return True
    return False


def selected(globs: Sequence[Globs], path: str, is_folder: bool = False) -> bool:
    """Whether the patterns select ``path``; those that come later win."""
    for entry in reversed(globs):
        verdict = entry.verdict(path, is_folder)
        if verdict is not None:
            return verdict
    return False


def _link(path: str, relative: str) -> Entry:
    try:
        target = Path(os.path.realpath(path, strict=True))
    except OSError as error:
        loop = error.errno == errno.ELOOP
        problem = "symbolic link loop" if loop else "symbolic link that leads nowhere"
        return Entry(Path(path), relative, Path(path), problem)
    loop = target.is_dir() and target in Path(path).parents
    return Entry(Path(path), relative, target, "symbolic link loop" if loop else "")


def _with_own(folder: Path, names: set[str], ignores: tuple[Globs, ...]) -> tuple[Globs, ...]:
    """The patterns in force inside ``folder``; a repository's own begin anew."""
    if ".git" in names:
        ignores = ()
    return (*ignores, Globs.read(folder / _IGNORE_FILE)) if _IGNORE_FILE in names else ignores


def _inherited(root: Path) -> tuple[Globs, ...]:
    """Patterns above ``root``, up to its repository's top; none if they would ignore ``root``."""
    folders = (root, *root.parents)
    depth = next((i for i, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    above = [folder / _IGNORE_FILE for folder in folders[depth:0:-1]]
    globs = tuple(Globs.read(path) for path in above if path.is_file())
    return () if selected(globs, str(root), is_folder=True) else globs


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    """Patterns that are compared in a time that grows with a path, however many stars they have:
    what stands between two of them is sought once, from the left.
    """
    from pathspec import GitIgnoreSpec  # not needed where nothing is ignored

    spec = GitIgnoreSpec.from_lines(lines)
    for pattern in spec.patterns:
        regex = getattr(pattern, "regex", None)
        if regex is not None and regex.pattern.count(_STAR) > 1:
            single = _NEGATED.sub("[^/", regex.pattern.replace(_STAR + _STAR, _STAR))
            pattern.regex = re.compile(_BETWEEN.sub(r"(?>[^/]*?\1)", single), regex.flags)
    return spec


def understood(line: str) -> bool:
    """Whether a line means something, and not too much."""
    if line.count("**") > MOST_DEEP:
        return False
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):  # of a range that is none: [b-a]
        return False
    return True
