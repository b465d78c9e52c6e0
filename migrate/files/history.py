"""What has changed in a tree since a commit, by git, where that is asked for.

What comes in are the PATHs and a revision; what goes out is a question about a file of the tree.
The commits alone are compared, never the files on the disk: of what a tree's own configuration of
git could have run (filters, hooks, watchers, helpers of remotes) this needs nothing, and allows
nothing. Nothing here writes.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from migrate.files.discover import Root, placed, roots
from migrate.model import UserError

_SAFE = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "--no-optional-locks")
_CLOSED = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}


def since(revision: str, paths: Sequence[Path]) -> Callable[[str], bool]:
    """Whether a file, by its name in the new tree, has changed in its history since ``revision``;
    ``UserError`` where git knows no such history.
    """
    places = roots(paths)
    found = {name for root in places for name in _changed(revision, root, places)}
    below = tuple(f"{name}/" for name in found)  # what is a repository of its own

    def holds(name: str) -> bool:
        return name in found or name.startswith(below)

    return holds


def _changed(revision: str, root: Root, places: Sequence[Root]) -> list[str]:
    folder = root.path.parent if root.is_file else root.path
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    commit = _git(folder, *asked).strip()
    if not commit:
        raise UserError(
            f"--since: git knows no commit {revision!r} in {folder}",
            "give a commit, a branch or a tag of the repository that the sources lie in",
        )
    options = ("-r", "-z", "--name-only", "--no-renames", "--relative", "--no-ext-diff")
    listed = _git(folder, "diff-tree", *options, commit.decode(), "HEAD", "--", ".")
    names = [os.fsdecode(name) for name in listed.split(b"\0") if name]
    if root.is_file:
        return [placed(root.prefix, places)] if root.path.name in names else []
    return [placed(root.name(name), places) for name in names]


def _git(folder: Path, *words: str) -> bytes:
    command = ["git", *_SAFE, "-C", os.fspath(folder), *words]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | _CLOSED,
            check=False,
        )
    except FileNotFoundError:
        raise UserError("--since: there is no git", "install git, or leave --since out") from None
    if done.returncode and done.stderr:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
        advice = "give sources that lie in a repository of git's, or leave --since out"
        raise UserError(f"--since: git cannot say what has changed: {said}", advice)
    return done.stdout if not done.returncode else b""
