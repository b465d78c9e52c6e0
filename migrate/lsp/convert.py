"""The result of a port as values of the protocol: diagnostics, edits, actions, a lens, a hover.

What comes in are a document, its result and what the client can do; what goes out is what is sent.
Pure functions: nothing here ports, waits or sends. A CUDA source is no faulty program, so what is
left to a person is a warning and never an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    CodeDescription,
    CodeLens,
    Command,
    Diagnostic,
    DiagnosticSeverity,
    DiagnosticTag,
    OptionalVersionedTextDocumentIdentifier,
    Position,
    Range,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from migrate.files.kinds import BUILD_KINDS, Kind
from migrate.files.source import newline_of
from migrate.lsp.text import Document, decoded
from migrate.model import (
    LEDGER_STATUSES,
    Edit,
    FileResult,
    Finding,
    Outcome,
    Reference,
    RuleInfo,
    Safety,
    Span,
    Status,
    Target,
)
from migrate.regex import regex
from migrate.report.outputs.names import printable
from migrate.text.headernames import includes
from migrate.text.lexer import trivia

SOURCE = "migrate"
FIX_ALL = "source.fixAll.migrate"
PORT_FILE = "migrate.portFile"

_SEVERITY = {
    Status.MANUAL: DiagnosticSeverity.Warning,
    Status.UNKNOWN: DiagnosticSeverity.Warning,
    Status.REVIEW: DiagnosticSeverity.Information,
    Status.INFO: DiagnosticSeverity.Hint,
}
_NEEDLESS = ("migrate/unused-suppression",)
_REMARKS_OF_THE_TOOL = ("migrate/unused-suppression", "migrate/bad-suppression")
_NAME = regex(rb"[A-Za-z_]\w*(?:::\w+)*")
_MARKUP = regex(r"[\\`*_{}\[\]<>#|~]")
_SHOWN = 60  # characters of a source that fit in a title


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the client can do with optional parts of a message."""

    tags: bool = False
    data: bool = False
    links: bool = False
    document_changes: bool = False


def diagnostics(
    document: Document, result: FileResult, rules: Mapping[str, RuleInfo], client: Abilities
) -> list[Diagnostic]:
    """One diagnostic a finding, in order; one on the first line of a file that failed."""
    if result.outcome is Outcome.FAILED:
        *_, reason = result.reason.splitlines() or [""]
        message = f"This file could not be ported, and is kept as it is: {reason}"
        first = document.range(0, len(document.line(0)))
        return [Diagnostic(first, message, DiagnosticSeverity.Error, source=SOURCE)]
    return [diagnostic(document, item, rules, client) for item in result.findings]


def diagnostic(
    document: Document, finding: Finding, rules: Mapping[str, RuleInfo], client: Abilities
) -> Diagnostic:
    """One finding, with its advice and the branch it stands under."""
    info = rules.get(finding.rule)
    links = info.links if info is not None and client.links else ()
    needless = client.tags and finding.rule in _NEEDLESS
    return Diagnostic(
        _span(document, finding),
        said(finding),
        _SEVERITY[finding.status],
        finding.rule,
        CodeDescription(links[0]) if links else None,
        SOURCE,
        [DiagnosticTag.Unnecessary] if needless else None,
        data=_data(finding) if client.data else None,
    )


def said(finding: Finding) -> str:
    """What a finding says, in plain text."""
    about = f"{finding.api}: " if finding.api not in finding.message else ""
    branch = f" [under {finding.branch}]" if finding.branch else ""
    advice = f"\n{finding.suggestion}" if finding.suggestion else ""
    return printable(f"{about}{finding.message}{branch}{advice}")


def text_edits(document: Document, edits: Iterable[Edit]) -> list[TextEdit]:
    """Byte edits as edits of the document, in order."""
    return [
        TextEdit(document.range(edit.start, edit.end), decoded(edit.text)) for edit in sorted(edits)
    ]


def workspace_edit(document: Document, edits: Iterable[Edit], client: Abilities) -> WorkspaceEdit:
    """Edits of one state of one document, which the client refuses if it has another one."""
    changes = text_edits(document, edits)
    if not client.document_changes:
        return WorkspaceEdit(changes={document.uri: changes})
    state = OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return WorkspaceEdit(document_changes=[TextDocumentEdit(state, changes)])


def actions(
    document: Document,
    result: FileResult,
    kind: Kind,
    asked: Range,
    rules: Mapping[str, RuleInfo],
    client: Abilities,
) -> list[CodeAction]:
    """The fixes there are for findings that touch a range, and how to silence each."""
    start, end = document.offset(asked.start), document.offset(asked.end)
    found: list[CodeAction] = []
    for finding in result.findings:
        if finding.start > end or finding.end < start:
            continue
        about = [diagnostic(document, finding, rules, client)]
        if finding.fix is not None:
            found.append(
                CodeAction(
                    _title(document, finding),
                    CodeActionKind.QuickFix,
                    about,
                    finding.fix.safety is Safety.SAFE,
                    edit=workspace_edit(document, finding.fix.edits, client),
                )
            )
        silencer = silence(document.data, finding, kind)
        if silencer is not None:
            title = f"Suppress this finding ({decoded(silencer.text).strip()})"
            edit = workspace_edit(document, (silencer,), client)
            found.append(CodeAction(title, CodeActionKind.QuickFix, about, edit=edit))
    return found


def port_file(
    document: Document, result: FileResult, target: Target, client: Abilities
) -> CodeAction | None:
    """The action that makes all edits of the file; None where there are none."""
    if not result.edits:
        return None
    title = f"Port this file to {target.name} {target.version}"
    return CodeAction(title, FIX_ALL, edit=workspace_edit(document, result.edits, client))


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether the client asked for actions of a kind: for it, for one above it, or for all."""
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") for asked in only)


def silence(data: bytes, finding: Finding, kind: Kind) -> Edit | None:
    """The insertion of a line with ``migrate: ignore[ID]`` above a finding; None where no comment
    can stand.

    A directive, or a command that goes on over several lines, has it above its first line.
    """
    if finding.rule in _REMARKS_OF_THE_TOOL or kind not in {Kind.SOURCE, *BUILD_KINDS}:
        return None
    start = data.rfind(b"\n", 0, finding.start) + 1
    while start and data[:start].rstrip(b"\r\n").endswith(b"\\"):
        start = data.rfind(b"\n", 0, start - 1) + 1
    if kind is Kind.SOURCE:
        around = trivia(data).both.at(start)
        if around is not None and around.start < start:
            return None
    line = data[start : max(start, finding.start)]
    indent = line[: len(line) - len(line.lstrip(b" \t"))]
    mark = "//" if kind is Kind.SOURCE else "#"
    comment = f"{mark} migrate: ignore[{finding.rule}]".encode()
    return Edit(start, start, indent + comment + newline_of(data))


def lens(document: Document, result: FileResult, target: Target) -> list[CodeLens]:
    """The file's ledger on its first line; a click ports the file. None where nothing is CUDA's."""
    first = document.range(0, 0)
    if result.outcome is Outcome.SKIPPED:
        return [CodeLens(first, Command(f"not ported: {result.reason}", ""))]
    if not result.references:
        return []
    ledger = result.ledger
    counts = [f"{ledger[status]} {status.value}" for status in LEDGER_STATUSES if ledger[status]]
    title = f"{', '.join(counts)} -> {target.name} {target.version}"
    if not result.edits:
        return [CodeLens(first, Command(title, ""))]
    return [CodeLens(first, Command(title, PORT_FILE, arguments=[document.uri]))]


@dataclass(frozen=True, slots=True)
class Question:
    """What a hover asks for: names to look up, of which the first that is known counts, and what
    the port of the file says of the place.
    """

    start: int
    end: int
    names: tuple[str, ...]
    reference: Reference | None
    findings: tuple[Finding, ...]


def question_at(document: Document, result: FileResult, place: Position) -> Question | None:
    """The header, reference, finding or name at a position."""
    offset = document.offset(place)
    findings = tuple(item for item in result.findings if item.start <= offset <= item.end)
    touching = [item for item in result.references if item.start <= offset <= item.end]
    reference = max(touching, key=lambda item: item.start, default=None)
    for include in includes(document.data) if b"include" in document.data else ():
        if include.start <= offset <= include.end:
            return Question(include.start, include.end, (include.path,), reference, findings)
    word = _word(document, offset)
    names = [reference.name] if reference is not None else []
    names += [decoded(document.data[word.start : word.end])] if word is not None else []
    shown = reference or word or next(iter(findings), None)
    return Question(shown.start, shown.end, (*names,), reference, findings) if shown else None


def hover_text(answer: Sequence[str], asked: Question, rules: Mapping[str, RuleInfo]) -> str:
    """Markdown: what the tables say, what is to be minded here, which rule decided, a link."""
    parts = ["\n".join(("```text", *answer, "```"))] if answer else []
    for finding in asked.findings:
        rule = _linked(finding.rule, rules)
        parts.append(f"**{finding.status.value}** {rule}\n\n{_plain(said(finding))}")
    reference = asked.reference
    if reference is not None and not asked.findings:
        parts.append(f"Here: **{reference.status.value}** by {_linked(reference.rule, rules)}")
    return "\n\n".join(parts)


def _word(document: Document, offset: int) -> Span | None:
    """The name around an offset, with the namespaces before it."""
    start = document.lines[document.position(offset).line]
    end = document.data.find(b"\n", offset)
    line = document.data[start : end if end >= 0 else len(document.data)]
    for match in _NAME.finditer(line):
        if start + match.start() <= offset <= start + match.end():
            return Span(start + match.start(), start + match.end())
    return None


def _linked(rule: str, rules: Mapping[str, RuleInfo]) -> str:
    """A rule's id in Markdown, with its title, and a link where it has one."""
    info = rules.get(rule)
    shown = f"`{rule}`" + (f" ({_plain(info.title)})" if info is not None else "")
    return f"[{shown}]({info.links[0]})" if info is not None and info.links else shown


def _plain(text: str) -> str:
    """Text as Markdown that shows it as it is."""
    return _MARKUP.sub(r"\\\g<0>", text).replace("\n", "\n\n")


def _span(document: Document, finding: Finding) -> Range:
    """Where a finding is shown; a remark on a region only on the region's first line."""
    end = finding.end
    if finding.status is Status.INFO:
        line = document.position(finding.start).line
        end = max(finding.start, min(end, document.lines[line] + len(document.line(line))))
    return document.range(finding.start, end)


def _data(finding: Finding) -> dict[str, str | int]:
    return {"api": finding.api, "status": finding.status.value, "offset": finding.start}


def _title(document: Document, finding: Finding) -> str:
    """What the fix of a finding does, in few words."""
    assert finding.fix is not None
    edits = sorted(finding.fix.edits)
    old = decoded(document.data[edits[0].start : edits[-1].end])
    new = decoded(_applied(document.data, edits))
    if "\n" not in old + new and len(old + new) <= _SHOWN:
        return f"Write {new} for {old}" if old else f"Insert {new}"
    return f"Make the edit of {finding.rule}"


def _applied(data: bytes, edits: Sequence[Edit]) -> bytes:
    """The text from the first edit's start to the last one's end, after the edits."""
    pieces, at = [], edits[0].start
    for edit in edits:
        pieces += [data[at : edit.start], edit.text]
        at = edit.end
    return b"".join(pieces)
