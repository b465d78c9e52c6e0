"""A client of the language server: pygls' own, over the pipes of a real process.

It validates every message against the protocol, keeps its documents as text, and makes edits as an
editor does: by positions, from the last to the first.
"""

from __future__ import annotations

import asyncio
import subprocess
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.warm import command

PATIENCE = 120.0  # seconds

_T = TypeVar("_T")


class Editor:
    """One session. Methods wait for the server's answers."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.shown: list[types.ShowMessageParams] = []
        self.logged: list[str] = []
        self.units = "utf-16"
        self._published: dict[str, types.PublishDiagnosticsParams] = {}
        self._news = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.client = LanguageClient("tests", "1")
        for method, handler in (
            (types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self._take),
            (types.WINDOW_SHOW_MESSAGE, self._show),
            (types.WINDOW_LOG_MESSAGE, self._log),
            (types.CLIENT_REGISTER_CAPABILITY, self._register),
            (types.WORKSPACE_CODE_LENS_REFRESH, self._refresh),
            (types.WORKSPACE_APPLY_EDIT, self._apply),
        ):
            self.client.feature(method)(_plain(handler))
        self.registered: list[types.Registration] = []

    # -- the session

    def start(
        self,
        *folders: Path,
        encodings: Sequence[types.PositionEncodingKind] | None = None,
        options: dict[str, Any] | None = None,
        capabilities: bool = True,
    ) -> types.InitializeResult:
        self.wait(self.client.start_io(*command("lsp")))
        can = _capabilities(encodings) if capabilities else types.ClientCapabilities()
        opened = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        params = types.InitializeParams(
            can, workspace_folders=opened or None, initialization_options=options
        )
        result = self.wait(self.client.initialize_async(params))
        self.units = str(result.capabilities.position_encoding or "utf-16")
        self.call(self.client.initialized, types.InitializedParams())
        return result

    def stop(self) -> int:
        """Leave as the protocol says, and give the server's exit code."""
        server = self.client._server  # noqa: SLF001
        assert server is not None
        if server.returncode is None:
            self.wait(self.client.shutdown_async(None))
            self.call(self.client.exit, None)
        code = self.wait(server.wait())
        self.wait(self._left())
        return code

    def children(self) -> list[int]:
        """The processes in which the server works, where the system tells of them."""
        server = self.client._server  # noqa: SLF001
        assert server is not None
        of_threads = Path(f"/proc/{server.pid}/task").glob("*/children")
        listed = [int(pid) for file in of_threads for pid in file.read_text().split()]
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in listed}
        return [pid for pid, line in lines.items() if b"spawn_main" in line]

    def close(self) -> None:
        server = self.client._server  # noqa: SLF001
        if server is not None and server.returncode is None:
            server.kill()
            self.wait(self._left())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _left(self) -> None:
        await self.client.stop()  # type: ignore[no-untyped-call]

    def wait(self, work: Awaitable[_T]) -> _T:
        async def inside() -> _T:
            return await asyncio.wait_for(work, PATIENCE)

        return asyncio.run_coroutine_threadsafe(inside(), self._loop).result(PATIENCE + 5)

    def call(self, work: Callable[..., object], *arguments: object) -> None:
        async def inside() -> None:
            work(*arguments)

        self.wait(inside())

    # -- documents

    def open(self, path: Path, text: str | None = None, language: str = "cuda") -> str:
        """Open a file, or a new one with ``text``, and give its URI."""
        uri = path.as_uri()
        if text is None:
            text = path.read_bytes().decode()
        self.open_uri(uri, text, language)
        return uri

    def open_uri(self, uri: str, text: str, language: str = "cuda") -> None:
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.call(self.client.text_document_did_open, types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, start: int, end: int, text: str) -> None:
        """Replace characters ``[start, end)`` of the document, as one incremental change."""
        old = self.texts[uri]
        span = types.Range(self.position(old, start), self.position(old, end))
        self.change_all(uri, [types.TextDocumentContentChangePartial(span, text)])
        self.texts[uri] = old[:start] + text + old[end:]

    def change_all(self, uri: str, changes: list[Any]) -> None:
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        params = types.DidChangeTextDocumentParams(identifier, changes)
        self.call(self.client.text_document_did_change, params)

    def save(self, uri: str) -> None:
        params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.call(self.client.text_document_did_save, params)

    def close_document(self, uri: str) -> None:
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.call(self.client.text_document_did_close, params)

    def diagnostics(
        self,
        uri: str,
        accept: Callable[[list[types.Diagnostic]], bool] = lambda _: True,
        patience: float = PATIENCE,
    ) -> list[types.Diagnostic]:
        """The diagnostics of the document as it is now, once they are such as are wanted, which
        ``accept`` says without asking the server: its answers wait until this is done.
        """

        def are_there() -> bool:
            found = self._published.get(uri)
            return (
                found is not None
                and found.version == self.versions[uri]
                and accept(list(found.diagnostics))
            )

        with self._news:
            if not self._news.wait_for(are_there, patience):
                raise AssertionError(f"last: {self._published.get(uri)}; log: {self.logged}")
            return list(self._published[uri].diagnostics)

    def actions(
        self, uri: str, start: int = 0, end: int | None = None, only: list[str] | None = None
    ) -> list[types.CodeAction]:
        text = self.texts[uri]
        span = types.Range(
            self.position(text, start), self.position(text, len(text) if end is None else end)
        )
        document = types.TextDocumentIdentifier(uri)
        params = types.CodeActionParams(document, span, types.CodeActionContext([], only))
        found = self.wait(self.client.text_document_code_action_async(params))
        return [item for item in found or () if isinstance(item, types.CodeAction)]

    def hover(self, uri: str, offset: int) -> str:
        where = self.position(self.texts[uri], offset)
        params = types.HoverParams(types.TextDocumentIdentifier(uri), where)
        found = self.wait(self.client.text_document_hover_async(params))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def lens(self, uri: str) -> list[types.CodeLens]:
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        found = self.wait(self.client.text_document_code_lens_async(params))
        return [] if found is None else list(found)

    def execute(self, command: types.Command) -> None:
        params = types.ExecuteCommandParams(command.command, command.arguments)
        self.wait(self.client.workspace_execute_command_async(params))

    def applied(self, edit: types.WorkspaceEdit | None) -> None:
        """Make the edits of an action in the documents, as an editor does; strict about order."""
        assert edit is not None
        changes = dict(edit.changes or {})
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            assert change.text_document.version == self.versions[change.text_document.uri]
            changes[change.text_document.uri] = [
                item for item in change.edits if isinstance(item, types.TextEdit)
            ]
        for uri, edits in changes.items():
            text = self.texts[uri]
            spans = [
                (self.offset(text, e.range.start), self.offset(text, e.range.end)) for e in edits
            ]
            assert all(a[1] <= b[0] for a, b in pairwise(spans))
            for (start, end), item in reversed(list(zip(spans, edits, strict=True))):
                text = text[:start] + item.new_text + text[end:]
            self.texts[uri] = text

    # -- positions, by the plainest means

    def position(self, text: str, offset: int) -> types.Position:
        before = text[:offset].replace("\r\n", "\n")
        lines = before.replace("\r", "\n").split("\n")
        return types.Position(len(lines) - 1, self._width(lines[-1]))

    def offset(self, text: str, place: types.Position) -> int:
        start = 0
        for _ in range(place.line):
            ends = [at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0]
            at = min(ends)
            start = at + (2 if text.startswith("\r\n", at) else 1)
        width = 0
        while width < place.character:
            width += self._width(text[start])
            start += 1
        assert width == place.character
        return start

    def _width(self, text: str) -> int:
        size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.units]
        name = self.units if size == 1 else f"{self.units}-le"
        return len(text.encode(name)) // size

    # -- what the server sends

    def _take(self, params: types.PublishDiagnosticsParams) -> None:
        with self._news:
            self._published[params.uri] = params
            self._news.notify_all()

    def _show(self, params: types.ShowMessageParams) -> None:
        with self._news:
            self.shown.append(params)
            self._news.notify_all()

    def told(self, patience: float = PATIENCE) -> str:
        """The next message that is shown."""
        with self._news:
            if not self._news.wait_for(lambda: self.shown, patience):
                raise AssertionError("nothing was shown")
            return self.shown.pop(0).message

    def published(self, uri: str) -> types.PublishDiagnosticsParams | None:
        return self._published.get(uri)

    def _log(self, params: types.LogMessageParams) -> None:
        self.logged.append(params.message)

    def _register(self, params: types.RegistrationParams) -> None:
        self.registered += params.registrations

    def _refresh(self, _params: None) -> None:
        pass

    def _apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.applied(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)


@contextmanager
def editor(*folders: Path, **how: Any) -> Iterator[Editor]:
    """A session that ends well: the server leaves with 0."""
    session = Editor()
    try:
        session.start(*folders, **how)
        yield session
        assert session.stop() == 0
    finally:
        session.close()


def raw(*messages: bytes) -> subprocess.CompletedProcess[bytes]:
    """A session of given bodies, after which the pipe is closed."""
    data = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in messages)
    return subprocess.run(
        command("lsp"),
        input=data,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


def _plain(handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function, which pygls can mark as it does; a bound method takes no attributes."""

    def handle(params: Any) -> Any:
        return handler(params)

    return handle


def _capabilities(
    encodings: Sequence[types.PositionEncodingKind] | None,
) -> types.ClientCapabilities:
    publish = types.PublishDiagnosticsClientCapabilities(
        tag_support=types.ClientDiagnosticsTagOptions([types.DiagnosticTag.Unnecessary]),
        code_description_support=True,
        data_support=True,
        version_support=True,
    )
    watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    return types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            apply_edit=True,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=watched,
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
            workspace_folders=True,
        ),
        text_document=types.TextDocumentClientCapabilities(publish_diagnostics=publish),
        general=types.GeneralClientCapabilities(position_encodings=list(encodings))
        if encodings
        else None,
    )
