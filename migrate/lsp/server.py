"""What is open, which project it belongs to, and when it is ported.

What comes in are events from ``handlers``; what goes out are diagnostics, and ports for who asks.
The event loop only keeps documents and sends; ports are made in one process beside it (``worker``),
the survey of a folder in one of its own (``surveys``), so that typing never waits. The port of a
state of a document that is no longer current is dropped. What goes wrong is told; the server goes
on.
"""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from migrate import __version__
from migrate.files.discover import SUFFIXES, Root
from migrate.files.kinds import kind_of
from migrate.lsp import convert
from migrate.lsp.folder import Folder, is_too_much
from migrate.lsp.project import Broken, Declared, Found, Ported, Project
from migrate.lsp.surveys import Surveys
from migrate.lsp.text import Document, path_of
from migrate.lsp.worker import LostError, Worker
from migrate.model import FileResult, Outcome, Target, UserError
from migrate.report.describe import rule_sets
from migrate.rules.ruleset import RuleSet

TYPING = 0.1  # seconds without a change after which a document is ported
SETTLING = 0.5  # seconds without a change of the tree after which it is surveyed again
_CUDA_LANGUAGES = ("cuda", "cuda-cpp")
_UNTITLED = "untitled.cu"

_Result = TypeVar("_Result")
_Steps = Iterator[tuple[Any, ...]]


class Protocol(LanguageServerProtocol):
    """The protocol without pygls' own documents, in which a form feed would end a line."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> _Steps:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> _Steps:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """The state of one session; all methods run in the event loop."""

    def __init__(self) -> None:
        super().__init__("migrate", __version__, protocol_cls=Protocol)
        self.client = convert.Abilities()
        self.overrides: dict[str, object] = {}
        self.start_folders: list[Path] = []
        self.documents: dict[str, Document] = {}
        self.folders: dict[Path, Folder] = {}
        self.was_shut_down = False
        self._works: dict[str, tuple[Document, asyncio.Task[Ported | None]]] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._worker = Worker()
        self.surveys = Surveys(self._take, self._do_without, self.spawn)
        self._porting = ThreadPoolExecutor(1, "port")
        self._lost: dict[str, tuple[Document, str]] = {}  # what a process was lost over
        self._answerer = ThreadPoolExecutor(1, "answer")

    # -- folders

    def add_folder(self, folder: Path) -> None:
        """Take a folder in; a whole disk or home is too much to survey."""
        folder = folder.resolve()
        if folder not in self.folders and not is_too_much(folder):
            self.folders[folder] = Folder(Root(folder, "", is_file=False))
            self.spawn(self.reload(self.folders[folder]))

    def remove_folder(self, folder: Path) -> None:
        gone = self.folders.get(folder.resolve())
        if gone is None:
            return
        orphans = [uri for uri in self.documents if (p := self.folder_of(uri)) and p[0] is gone]
        del self.folders[folder.resolve()]
        self._close_folder(gone)
        for uri in orphans:
            self._drop(uri)
            self.start(uri)

    def folders_above(self, path: Path) -> Iterator[Folder]:
        """The projects in which a change of a file matters; what stands above one, too, may."""
        for key, folder in list(self.folders.items()):
            if path.is_relative_to(key) or key.is_relative_to(path.parent):
                yield folder

    def folder_of(self, uri: str) -> tuple[Folder, Path] | None:
        """The project a document belongs to: the innermost folder, else one of its own."""
        path = path_of(uri)
        is_cuda = self.documents[uri].language in _CUDA_LANGUAGES
        if path is None:
            if not is_cuda:
                return None
            path = next(iter(self.folders), Path.cwd()) / _UNTITLED
            own = path.parent / uri.rpartition("/")[2]
        else:
            own = path = path.resolve()
            for folder in sorted(self.folders, key=lambda item: -len(item.parts)):
                if not self.folders[folder].root.is_file and path.is_relative_to(folder):
                    return self.folders[folder], path
        if not (is_cuda or path.name.lower().endswith(SUFFIXES) or kind_of(path.name)):
            return None
        if own not in self.folders:
            self.folders[own] = Folder(Root(path, path.name, is_file=True))
            self.spawn(self.reload(self.folders[own]))
        return self.folders[own], path

    async def reload(self, folder: Folder) -> None:
        """Read a project's configuration anew, then its tree."""
        folder.known = []
        folder.note()
        try:
            folder.settings = await self.in_worker(folder, Project.reload, self.overrides)
            folder.note()
        except UserError as error:
            advice = f" ({error.advice})" if error.advice else ""
            self.tell(f"{error.title}{advice}", types.MessageType.Error)
        folder.loaded.set()
        self.surveys.begin(folder)
        self.port_again(folder)

    async def _do_without(self, folder: Folder) -> None:
        """Go on without a tree."""
        await self.in_worker(folder, Project.take, Broken("nothing lies on the disk"), ())
        folder.ready.set()
        self.port_again(folder)

    async def _take(self, folder: Folder, found: Found | Declared | Broken) -> None:
        if isinstance(found, Broken):
            self.log(f"{folder.root.path}: the tree was not read: {found.reason}")
        opened = [path for owner, path in self._places() if owner is folder]
        await self.in_worker(folder, Project.take, found, opened)
        if not isinstance(found, Found):
            folder.ready.set()
        self.port_again(folder)

    def _places(self) -> list[tuple[Folder, Path]]:
        return [place for uri in self.documents if (place := self.folder_of(uri)) is not None]

    # -- documents

    def open(self, document: Document) -> None:
        self.documents[document.uri] = document
        self.start(document.uri)

    def change(self, uri: str, document: Document) -> None:
        """Take over a new state; port it when the typing pauses."""
        self.documents[uri] = document
        if uri in self._timers:
            self._timers.pop(uri).cancel()
        self._timers[uri] = asyncio.get_running_loop().call_later(TYPING, self.start, uri)

    def close(self, uri: str) -> None:
        """Forget a document; its file counts again as it lies on the disk."""
        place = self.folder_of(uri)
        del self.documents[uri]
        self._lost.pop(uri, None)
        self._drop(uri)
        if uri in self._timers:
            self._timers.pop(uri).cancel()
        self._publish(uri, None, [])
        if place is None:
            return
        folder, path = place
        if folder.root.is_file:
            self._close_folder(folder)
            self.folders = {key: item for key, item in self.folders.items() if item is not folder}
        else:
            self.spawn(self._close(folder, path))

    async def _close(self, folder: Folder, path: Path) -> None:
        if await self.in_worker(folder, Project.close, path):
            self.port_again(folder)

    def start(self, uri: str) -> asyncio.Task[Ported | None]:
        """Begin the port of a document as it is now, unless that was begun before."""
        document = self.documents[uri]
        begun = self._works.get(uri)
        if begun is not None:
            if begun[0] is document:
                return begun[1]
            begun[1].cancel()
        task = asyncio.ensure_future(self._port(document))
        self._works[uri] = document, task
        return task

    async def ported(self, uri: str, *, settled: bool = False) -> Ported | None:
        """The port of a document as it is now; None where it has none. If it has to be ``settled``,
        wait until the whole tree has been read.
        """
        if uri not in self.documents:
            return None
        place = self.folder_of(uri)
        if settled and place is not None:
            await place[0].ready.wait()
        while uri in self.documents:
            task = self.start(uri)
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                if not task.cancelled():
                    raise  # it is the question that was taken back
        return None

    def port_again(self, folder: Folder, but: str = "") -> None:
        """Port the open documents of a project anew, because what is known of it has changed."""
        for uri in [uri for uri in self.documents if uri != but]:
            place = self.folder_of(uri)
            if place is not None and place[0] is folder:
                self._drop(uri)
                self.start(uri)

    def _drop(self, uri: str) -> None:
        """Forget the port of a document that was begun or made."""
        begun = self._works.pop(uri, None)
        if begun is not None:
            begun[1].cancel()

    async def _port(self, document: Document) -> Ported | None:
        place = self.folder_of(document.uri)
        if place is None:
            return None
        folder, path = place
        await folder.loaded.wait()
        try:
            ported = await self._try(folder, document, path)
            if self.documents.get(document.uri) is document:
                self._show(document, ported)
        except Exception:
            self.log(traceback.format_exc())
            self.tell(f"{path.name} could not be ported: see the log", types.MessageType.Error)
            return None
        if ported is not None and ported.moved:
            self.port_again(folder, document.uri)
        return ported

    async def _try(self, folder: Folder, document: Document, path: Path) -> Ported | None:
        """The port of a document; it fails if it was what the process was lost over."""
        known, reason = self._lost.get(document.uri, (None, ""))
        if known is not document:
            try:
                ported: Ported | None = await self.in_worker(folder, Project.port, document, path)
                return ported
            except LostError as error:
                if not error.is_new:
                    return None  # it is ported in the next one
                reason = str(error)
                self._lost[document.uri] = document, reason
        result = FileResult(path.name, Outcome.FAILED, reason, lines=document.lines)
        return Ported(document, result, Target("", ""), {})

    def _show(self, document: Document, ported: Ported | None) -> None:
        """Send the diagnostics of a document, and have its lens asked for again."""
        found: list[types.Diagnostic] = []
        if ported is not None:
            result = ported.result
            found = convert.diagnostics(document, result, ported.infos, self.client)
            if result.outcome is Outcome.FAILED:
                self.log(f"{result.path}: {result.reason}")
        self._publish(document.uri, document.version, found)
        workspace = self.client_capabilities.workspace
        lens = workspace.code_lens if workspace is not None else None
        if lens is not None and lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    def _publish(self, uri: str, version: int | None, found: list[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(uri, found, version)
        self.text_document_publish_diagnostics(params)

    def look_at_configuration(self, uri: str) -> None:
        """Read a document's configuration again if it has changed, where nobody watches it."""
        place = self.folder_of(uri)
        if place is not None and place[0].loaded.is_set() and place[0].is_stale():
            self.spawn(self.reload(place[0]))

    async def look_around(self, uri: str) -> None:
        """Survey a tree again of which a document has become a file, or includes others now."""
        await self.ported(uri)
        place = self.folder_of(uri) if uri in self.documents else None
        if place is None:
            return
        folder, path = place
        if not await self.in_worker(folder, Project.knows, path):
            self.surveys.begin(folder)

    # -- work

    async def in_worker(
        self, folder: Folder, work: Callable[..., _Result], *arguments: object
    ) -> _Result:
        """Have a method of a project called, in the process that ports. Where that was lost, all
        projects are read again in the next one.
        """
        call = partial(self._worker.call, folder.root, folder.patience, work.__name__)
        try:
            return await self._in_thread(call, *arguments)
        except LostError:
            if work is not Project.reload:
                for each in self.folders.values():
                    self.spawn(self.reload(each))
            raise

    async def _in_thread(self, work: Callable[..., _Result], *arguments: object) -> _Result:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._porting, partial(work, *arguments))

    def _close_folder(self, folder: Folder) -> None:
        folder.close()
        self.spawn(self._in_thread(self._worker.forget, folder.root))

    async def answer(self, folder: Folder, work: Callable[[list[RuleSet]], _Result]) -> _Result:
        """Do a piece of work with the rules of every target, in a thread of its own."""

        def done() -> _Result:
            if folder.settings is not None:
                folder.known = folder.known or rule_sets(None, folder.settings.rules)
            return work(folder.known)

        return await asyncio.get_running_loop().run_in_executor(self._answerer, done)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Let a piece of work go on by itself."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self.log("".join(traceback.format_exception(error)))
            self.tell(f"{type(error).__name__}: see the log", types.MessageType.Error)

    def stop(self) -> None:
        """End what goes on beside the event loop."""
        for folder in self.folders.values():
            folder.close()
        self._worker.stop()
        for pool in (self._porting, self._answerer):
            pool.shutdown(wait=False, cancel_futures=True)

    def log(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        self.window_log_message(types.LogMessageParams(kind, message))

    def tell(self, message: str, kind: types.MessageType) -> None:
        """Show a message, and log it."""
        self.window_show_message(types.ShowMessageParams(kind, message))
        self.log(message, kind)
