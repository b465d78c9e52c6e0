"""The processes that go through the trees of projects, each in one of its own.

What comes in is a folder, and when to begin; what goes out is what its survey finds, part by part,
to those who were named for that. A survey ends when a later one of its folder begins: what it still
says is dropped. All runs in the event loop, but for the waiting, which has threads.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from migrate.lsp.folder import Folder
from migrate.lsp.project import Broken, Declared, Found, received, survey

Work = Coroutine[object, object, None]


class Surveys:
    """Begins surveys. ``take`` is given what they find, ``do_without`` a folder that has none;
    ``spawn`` lets a piece of work go on by itself.
    """

    def __init__(
        self,
        take: Callable[[Folder, Found | Declared | Broken], Work],
        do_without: Callable[[Folder], Work],
        spawn: Callable[[Work], None],
    ) -> None:
        self._take, self._do_without, self._spawn = take, do_without, spawn

    def begin(self, folder: Folder, delay: float = 0) -> None:
        """Go through the tree of a project in ``delay`` seconds."""
        if folder.timer is not None:
            folder.timer.cancel()
        start = partial(self._start, folder)
        folder.timer = asyncio.get_running_loop().call_later(delay, start)

    def _start(self, folder: Folder) -> None:
        settings = folder.settings
        if folder.process is not None:
            folder.process.terminate()
        if settings is None or not folder.root.path.exists():
            self._spawn(self._do_without(folder))
            return
        context = multiprocessing.get_context("spawn")
        news, far_end = context.Pipe(duplex=False)
        arguments = (far_end, folder.root.path, settings)
        folder.process = context.Process(target=survey, args=arguments, daemon=True)
        folder.process.start()
        far_end.close()
        self._spawn(self._receive(folder, folder.process, news))

    async def _receive(self, folder: Folder, process: BaseProcess, news: Connection) -> None:
        """Take over what a survey finds, unless a later one has begun."""
        try:
            while folder.process is process:
                found = await asyncio.to_thread(received, news)
                if folder.process is process:
                    await self._take(folder, found)
                if not isinstance(found, Found):
                    break
        finally:
            process.terminate()  # which also ends a read that goes on in its thread
        await asyncio.to_thread(process.join)
