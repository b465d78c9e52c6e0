"""What a client says and asks, message by message, and what it is answered.

Each handler translates one message of the protocol to calls of the server, and back; none of them
decides how a port is made. ``run`` is the session over standard input and output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lsprotocol import types

from migrate.files.discover import SUFFIXES
from migrate.files.source import Units
from migrate.lsp import convert
from migrate.lsp.project import CONFIGURATION, Ported
from migrate.lsp.server import SETTLING, Server
from migrate.lsp.text import Document, path_of
from migrate.model import UserError
from migrate.report.describe import api
from migrate.rules.ruleset import RuleSet

_OVERRIDES = tuple("to arch warp apply launch-syntax exclude rules guards ignore".split())
_WATCHED = "cuda-migrate-files"


def run() -> int:
    """Serve over the process' own streams until the client leaves."""
    server = Server()
    for method, (handler, options) in _FEATURES.items():
        server.feature(method, options)(handler)
    server.command(convert.PORT_FILE)(port_file)
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing but the protocol goes out
    server.start_io(sys.stdin.buffer, stream)
    server.stop()
    return 0 if server.was_shut_down else 1


# -- the session


def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Learn what the client can do, and which folders are open."""
    documents = params.capabilities.text_document
    workspace = params.capabilities.workspace
    shown = documents.publish_diagnostics if documents is not None else None
    edits = workspace.workspace_edit if workspace is not None else None
    ls.client = convert.Abilities(
        tags=shown is not None and shown.tag_support is not None,
        data=bool(shown is not None and shown.data_support),
        links=bool(shown is not None and shown.code_description_support),
        document_changes=bool(edits is not None and edits.document_changes),
    )
    ls.overrides = _overrides(ls, params.initialization_options)
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    ls.start_folders = [path for uri in uris if (path := path_of(uri)) is not None]


def initialized(ls: Server, _params: types.InitializedParams) -> None:
    """Begin to read the folders, and ask to be told of changes on the disk."""
    for folder in ls.start_folders:
        ls.add_folder(folder)
    workspace = ls.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace is not None else None
    if watched is not None and watched.dynamic_registration:
        suffixes = ",".join(suffix.removeprefix(".") for suffix in SUFFIXES)
        globs = [f"**/*.{{{suffixes}}}", *(f"**/{name}" for name in (*CONFIGURATION, ".gitignore"))]
        watchers = [types.FileSystemWatcher(glob) for glob in globs]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        entry = types.Registration(_WATCHED, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        ls.client_register_capability(types.RegistrationParams([entry]))


def shut_down(ls: Server, _params: None) -> None:
    ls.was_shut_down = True


def folders_changed(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for gone in params.event.removed:
        if (path := path_of(gone.uri)) is not None:
            ls.remove_folder(path)
    for added in params.event.added:
        if (path := path_of(added.uri)) is not None:
            ls.add_folder(path)


def configuration_changed(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take over what was set in the editor, and read again what has changed on the disk."""
    settings = params.settings if isinstance(params.settings, Mapping) else {}
    typed = _overrides(ls, settings.get("migrate")) if "migrate" in settings else ls.overrides
    changed, ls.overrides = typed != ls.overrides, typed
    for folder in list(ls.folders.values()):
        if changed or folder.is_stale():
            ls.spawn(ls.reload(folder))


def files_changed(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Read a configuration again that was changed, or a tree."""
    for change in params.changes:
        path = path_of(change.uri)
        if path is None or (
            change.uri in ls.documents and change.type is types.FileChangeType.Changed
        ):
            continue
        for folder in ls.folders_above(path):
            if path.name in CONFIGURATION:
                if folder.is_stale():
                    ls.spawn(ls.reload(folder))
            else:
                ls.surveys.begin(folder, SETTLING)


# -- documents


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    units = Units(ls.workspace.position_encoding)
    ls.open(Document.of(item.uri, item.language_id, item.version, item.text, units))
    ls.look_at_configuration(item.uri)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    document = ls.documents.get(uri)
    if document is None:
        ls.log(f"{uri}: changed without having been opened")
        return
    ls.change(uri, document.changed(params.text_document.version, params.content_changes))


def did_save(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    uri = params.text_document.uri
    if uri in ls.documents:
        ls.look_at_configuration(uri)
        ls.spawn(ls.look_around(uri))


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    if params.text_document.uri in ls.documents:
        ls.close(params.text_document.uri)


# -- questions


async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Fixes of the findings in a range, and the port of the file; made for the whole tree."""
    ported = await ls.ported(params.text_document.uri, settled=True)
    if ported is None:
        return []
    document, result, only = ported.document, ported.result, params.context.only
    found: list[types.CodeAction] = []
    if convert.wanted(types.CodeActionKind.QuickFix, only):
        found += convert.actions(
            document, result, ported.kind, params.range, ported.infos, ls.client
        )
    if convert.wanted(convert.FIX_ALL, only):
        whole = convert.port_file(document, result, ported.target, ls.client)
        found += [whole] if whole is not None else []
    return found


async def code_lens(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
    ported = await ls.ported(params.text_document.uri)
    if ported is None:
        return []
    return convert.lens(ported.document, ported.result, ported.target)


async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What the name or header at a position becomes, on every target."""
    uri = params.text_document.uri
    ported = await ls.ported(uri)
    place = ls.folder_of(uri) if ported is not None else None
    if ported is None or place is None:
        return None
    question = convert.question_at(ported.document, ported.result, params.position)
    if question is None:
        return None

    def answer(known: list[RuleSet]) -> str:
        lines = _answer(question.names, _first(ported, known))
        if not lines and not question.findings:
            return ""
        return convert.hover_text(lines, question, ported.infos)

    text = await ls.answer(place[0], answer)
    if not text:
        return None
    content = types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.Hover(content, ported.document.range(question.start, question.end))


async def port_file(ls: Server, uri: str) -> None:
    """Port a file, at a click on its lens."""
    ported = await ls.ported(uri, settled=True)
    if ported is not None and ported.result.edits:
        edit = convert.workspace_edit(ported.document, ported.result.edits, ls.client)
        await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, "Port this file"))


def _first(ported: Ported, known: list[RuleSet]) -> list[RuleSet]:
    """The rules of every target, those of the project first."""
    own = ported.target.name
    return sorted(known, key=lambda rules: rules.info.name != own)


def _answer(names: tuple[str, ...], known: list[RuleSet]) -> list[str]:
    for name in names:
        try:
            return api(name, known)
        except UserError:
            continue
    return []


def _overrides(ls: Server, options: object) -> dict[str, object]:
    """Those of the editor's settings that can stand in ``migrate.toml`` and win over it."""
    if not isinstance(options, Mapping):
        return {}
    unknown = sorted(options.keys() - {*_OVERRIDES})
    if unknown:
        known = ", ".join(_OVERRIDES)
        message = f"unknown settings: {', '.join(unknown)} (there are {known})"
        ls.tell(message, types.MessageType.Warning)
    return {key: value for key, value in options.items() if key in _OVERRIDES}


_Handler = Callable[..., Any]
_KINDS = [types.CodeActionKind.QuickFix, convert.FIX_ALL]
_FEATURES: Mapping[str, tuple[_Handler, Any]] = MappingProxyType(
    {
        types.INITIALIZE: (initialize, None),
        types.INITIALIZED: (initialized, None),
        types.SHUTDOWN: (shut_down, None),
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (folders_changed, None),
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: (configuration_changed, None),
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (files_changed, None),
        types.TEXT_DOCUMENT_DID_OPEN: (did_open, None),
        types.TEXT_DOCUMENT_DID_CHANGE: (did_change, None),
        types.TEXT_DOCUMENT_DID_SAVE: (did_save, None),
        types.TEXT_DOCUMENT_DID_CLOSE: (did_close, None),
        types.TEXT_DOCUMENT_CODE_ACTION: (code_action, types.CodeActionOptions(_KINDS)),
        types.TEXT_DOCUMENT_CODE_LENS: (code_lens, None),
        types.TEXT_DOCUMENT_HOVER: (hover, None),
    }
)
