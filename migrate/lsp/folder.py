"""What the event loop knows of a project, which itself lives in another process.

In go its root and what came of reading its configuration; out comes whether that has changed on the
disk, how long its project may take to answer, and when it is ready.
"""

from __future__ import annotations

import asyncio
from multiprocessing.process import BaseProcess
from pathlib import Path

from migrate.files.discover import Root
from migrate.lsp.project import signature
from migrate.process.budget import Budget
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import Settings


class Folder:
    """What is known here of a project, and its survey. ``loaded`` is set when its configuration has
    been read, ``ready`` when all is known of its tree that will be.
    """

    def __init__(self, root: Root) -> None:
        self.root = root
        self.settings: Settings | None = None
        self.loaded = asyncio.Event()
        self.ready = asyncio.Event()
        self.process: BaseProcess | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.known: list[RuleSet] = []  # of every target, for hovers
        self._seen: tuple[tuple[str, int, int], ...] = ()

    @property
    def patience(self) -> float:
        """Seconds within which its project has to answer."""
        return (self.settings.budget if self.settings is not None else Budget()).patience

    def note(self) -> None:
        """Note the files that are read for the configuration as they are now."""
        self._seen = signature(self.root, self.settings)

    def is_stale(self) -> bool:
        """Whether they are other ones now."""
        return signature(self.root, self.settings) != self._seen

    def close(self) -> None:
        self.loaded.set()
        self.ready.set()
        if self.timer is not None:
            self.timer.cancel()
        if self.process is not None:
            self.process.terminate()
            self.process = None


def is_too_much(folder: Path) -> bool:
    """Whether a folder is no project: the top of a disk, or somebody's home."""
    try:
        home = Path.home().resolve()
    except RuntimeError:  # there is none
        return folder == folder.parent
    return folder in (folder.parent, home)
