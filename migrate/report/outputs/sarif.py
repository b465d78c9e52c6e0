"""The report as SARIF 2.1.0, as code scanning and editors read it.

What comes in is the report and the files as they were; what goes out is one UTF-8 document. Columns
count code units of UTF-16, file names are URIs relative to ``SRCROOT``. What GitHub refuses is left
out, the least grave findings first, and a notification says how many. Each place is a result,
because code scanning shows a result at its first location only, in the lines of a change, and
closes it by itself; what the tree depends on is one result, to which the other places are related.
Nothing here decides what is found.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from migrate.files.source import position
from migrate.model import (
    LEDGER_STATUSES,
    FileResult,
    Finding,
    Fix,
    Outcome,
    Report,
    RuleInfo,
    Unread,
)
from migrate.proof import Check, Problem, Verification
from migrate.report.fingerprints import VERSION, fingerprints
from migrate.report.outputs import findings as about
from migrate.report.outputs.checks import announced, by_outcome, compile_rate, facts
from migrate.report.outputs.findings import Columns, Level
from migrate.report.outputs.names import Originals, Rendered, printable

MOST_RESULTS = 25_000  # in one run, as GitHub takes it
MOST_BYTES = 10_000_000  # of the file when it is compressed
_MOST_TAGS = 20  # of one rule
_MOST_TEXT = 1_024  # characters of a rule's description
_MOST_RELATED = 100  # locations at one result: as many as GitHub shows
_MOST_ERRORS = 10  # of the compiler's, at one result
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE = "SRCROOT"
_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
_FAILED, _SKIPPED, _LEFT_OUT = "file-failed", "file-skipped", "left-out"
_NOT_READ = "file-not-read"
_NOTIFICATIONS = {
    _FAILED: "A file failed: the tool has a defect, or its result was not sound.",
    _SKIPPED: "A file was not looked at.",
    _LEFT_OUT: "Findings were left out, because GitHub takes no more.",
    _NOT_READ: "A file was not read: nothing is known of what it holds.",
}


class _Entry(NamedTuple):
    """A finding with what its file says of it."""

    file: FileResult
    finding: Finding
    fingerprint: str
    columns: Columns
    problems: tuple[Problem, ...] = ()


def render(
    report: Report,
    originals: Originals,
    *,
    most_results: int = MOST_RESULTS,
    most_bytes: int = MOST_BYTES,
) -> Rendered:
    """One run with every finding that GitHub has room for."""
    entries = list(_entries(report, originals))
    room = min(len(entries), most_results)
    while True:
        data = _encoded(_document(report, _gravest(entries, room), len(entries) - room))
        size = len(gzip.compress(data, 6)) if len(data) > most_bytes else 0
        if size <= most_bytes or not room:
            break
        room = min(room - 1, int(0.95 * room * most_bytes / size))
    left_out = _left_out(len(entries) - room, len(entries))
    return Rendered(data, (left_out,) if room < len(entries) else ())


def _entries(report: Report, originals: Originals) -> Iterator[_Entry]:
    problems, places = announced(report.verification), report.places
    for file in report.files:
        if file.findings:
            data = about.original(originals, file)
            columns = Columns(data, file.lines)
            names = fingerprints(file, places[file.path], data)
            for item in about.apart(file.findings):
                found = problems.of(file, item)
                yield _Entry(file, item, names[item.alone], columns, found)


def _gravest(entries: Sequence[_Entry], room: int) -> Sequence[_Entry]:
    """The ``room`` gravest entries, in the order they had."""
    if room == len(entries):
        return entries
    by_level = sorted(range(len(entries)), key=lambda at: about.level(entries[at].finding))
    return [entries[at] for at in sorted(by_level[:room])]


def _left_out(count: int, total: int) -> str:
    return (
        f"{count:,} of {total:,} findings are left out, the least grave ones, because GitHub takes "
        "no more in one file; port the tree part by part, or see the JSON report."
    )


def _encoded(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _document(report: Report, entries: Sequence[_Entry], left_out: int) -> dict[str, Any]:
    rules = _rules(report, entries)
    index = {rule["id"]: at for at, rule in enumerate(rules)}
    target = report.target
    related = _related_to(report)
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(report, rules)},
                "automationDetails": {"id": f"cuda-migrate/{target.name}/"},
                "originalUriBaseIds": {
                    _BASE: {"description": {"text": "The folder that file names are relative to."}}
                },
                "invocations": [_invocation(report, left_out, len(entries))],
                "columnKind": "utf16CodeUnits",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "results": [_result(entry, index, related) for entry in entries],
                "properties": {
                    "target": f"{target.name}@{target.version}",
                    "ledger": {
                        **{status.value: report.ledger[status] for status in LEDGER_STATUSES},
                        "total": report.ledger.total,
                    },
                    **_verification(report.verification),
                },
            }
        ],
    }


def _verification(found: Verification | None) -> dict[str, Any]:
    """What was verified of the port, as a property of the run."""
    if found is None:
        return {}
    rate, compiler = compile_rate(found), found.compiler
    known = facts(compiler) if compiler is not None else {}
    with_compiler = {"compiler": {k: v for k, v in known.items() if v}} if known else {}
    units = {outcome.value: number for outcome, number in by_outcome(found).items()}
    rates = {} if rate is None else {"compileRate": round(rate, 4), "units": units}
    return {"verification": {"silentMisses": len(found.silent), **rates, **with_compiler}}


def _driver(report: Report, rules: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "name": "cuda-migrate",
        "version": report.tool_version,
        "semanticVersion": report.tool_version,
        "shortDescription": {"text": "Ports CUDA sources, and says what it could not port."},
        "rules": list(rules),
        "notifications": [
            {
                "id": key,
                "name": _pascal(key),
                "shortDescription": {"text": text},
                "fullDescription": {"text": text},
                "help": {"text": f"{text} The message of the notification says which and why."},
            }
            for key, text in _NOTIFICATIONS.items()
        ],
    }


def _rules(report: Report, entries: Iterable[_Entry]) -> list[dict[str, Any]]:
    """The rules that the findings name, by id."""
    found: dict[str, list[Finding]] = {}
    for entry in entries:
        found.setdefault(entry.finding.rule, []).append(entry.finding)
    return [_rule(about.info(report, rule), found[rule]) for rule in sorted(found)]


def _rule(info: RuleInfo, found: Sequence[Finding]) -> dict[str, Any]:
    gravest = min(map(about.level, found))
    effort = max(finding.effort for finding in found).name.lower()
    title, paragraphs = about.ended(info.title), info.text.strip() or about.ended(info.title)
    links = [link for link in info.links if link.startswith(("https://", "http://"))]
    advice = f"migrate explain {info.id}"
    text = "\n\n".join([paragraphs, *links, f"See also: {advice}"])
    markdown = "\n\n".join([paragraphs, *(f"<{link}>" for link in links), f"See also: `{advice}`"])
    folders = info.id.split("/")[:-1]
    return {
        "id": info.id,
        "name": _pascal(info.id),
        "shortDescription": {"text": _cut(title)},
        "fullDescription": {"text": _cut(paragraphs.partition("\n\n")[0])},
        "help": {"text": text, "markdown": markdown},
        **({"helpUri": links[0]} if links else {}),
        "defaultConfiguration": {"level": gravest.name.lower()},
        "properties": {
            "tags": list(dict.fromkeys(["cuda", *folders, f"effort-{effort}"]))[:_MOST_TAGS],
            "effort": effort,
            "problem.severity": _SEVERITY[gravest],
        },
    }


def _pascal(rule: str) -> str:
    """``hip/memory/symbol-name`` as ``HipMemorySymbolName``."""
    words = "".join(mark if mark.isalnum() else " " for mark in rule).split()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[: _MOST_TEXT - 4]} ..."


def _related_to(report: Report) -> Callable[[_Entry], list[dict[str, Any]]]:
    """What lists the other places of a finding, by their lines."""
    starts = {file.path: file.lines for file in report.files}

    def related(entry: _Entry) -> list[dict[str, Any]]:
        own, finding = entry.file.path, entry.finding
        places = [*((own, place) for place in finding.more), *finding.elsewhere]
        spots = dict.fromkeys((path, position(starts[path], at.start).line) for path, at in places)
        return [
            {
                "id": number,
                "physicalLocation": {
                    "artifactLocation": _artifact(path),
                    "region": {"startLine": line},
                },
            }
            for number, (path, line) in enumerate([*spots][:_MOST_RELATED], 1)
        ]

    return related


def _result(
    entry: _Entry, index: Mapping[str, int], related: Callable[[_Entry], list[dict[str, Any]]]
) -> dict[str, Any]:
    finding = entry.finding
    words = {
        "status": finding.status.value,
        "api": finding.api,
        "effort": finding.effort.name.lower(),
        "cause": finding.cause,
        "branch": finding.branch,
    }
    fix = _fix(entry, finding.fix) if finding.fix is not None else None
    others = related(entry) if finding.elsewhere else []
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": about.level(finding).name.lower(),
        "message": {"text": printable(about.told(finding, entry.file.lines))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(entry.file.path),
                    "region": _region(entry.columns, finding.start, finding.end),
                }
            }
        ],
        **({"relatedLocations": others} if others else {}),
        "partialFingerprints": {f"cudaMigrate/v{VERSION}": entry.fingerprint},
        **({"fixes": [fix]} if fix else {}),
        "properties": {
            **{key: printable(word) for key, word in words.items() if word},
            **_compiler_errors(entry.problems),
        },
    }


def _compiler_errors(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """What a compiler says of a place that the finding announces."""
    said = [printable(item.message) for item in problems if item.check is Check.COMPILES]
    return {"compilerErrors": list(dict.fromkeys(said))[:_MOST_ERRORS]} if said else {}


def _region(columns: Columns, start: int, end: int) -> dict[str, int]:
    """The place as lines and columns; the first line alone for what belongs to a whole file."""
    if start == end == 0:
        return {"startLine": 1}
    return _exact(columns, start, end)


def _exact(columns: Columns, start: int, end: int) -> dict[str, int]:
    first, last = columns.utf16(start), columns.utf16(end)
    return {
        "startLine": first.line,
        "startColumn": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }


def _fix(entry: _Entry, fix: Fix) -> dict[str, Any] | None:
    """The edits of a fix; None where one of them writes bytes that are no text."""
    replacements = []
    for edit in fix.edits:
        text = about.as_text(edit.text)
        if text is None:
            return None
        replacements.append(
            {
                "deletedRegion": _exact(entry.columns, edit.start, edit.end),
                "insertedContent": {"text": text},
            }
        )
    if not replacements:
        return None
    change = {"artifactLocation": _artifact(entry.file.path), "replacements": replacements}
    return {
        "description": {"text": f"Rewrite it as {entry.finding.rule} says."},
        "artifactChanges": [change],
    }


def _artifact(path: str) -> dict[str, str]:
    """A file's name as a URI: percent-encoded, relative to the base unless it is absolute."""
    name = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    if path.startswith("/"):
        return {"uri": f"file://{name}"}
    return {"uri": name, "uriBaseId": _BASE}


def _invocation(report: Report, left_out: int, kept: int) -> dict[str, Any]:
    notifications = [_set_aside(file) for file in about.set_aside(report)]
    if left_out:
        text = _left_out(left_out, kept + left_out)
        notifications.append(_notification(_LEFT_OUT, "warning", text))
    return {
        "executionSuccessful": report.exit_code in (0, 1),
        "exitCode": report.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _set_aside(file: FileResult) -> dict[str, Any]:
    failed = file.outcome is Outcome.FAILED
    key = _FAILED if failed else _SKIPPED if file.unread is Unread.NO else _NOT_READ
    found = _notification(
        key,
        "error" if failed or file.unread is Unread.UNREADABLE else "warning",
        printable(about.ended(f"{file.path} {about.aside(file)}: {about.reason(file)}")),
    )
    place = {"physicalLocation": {"artifactLocation": _artifact(file.path)}}
    return {**found, "locations": [place]}


def _notification(key: str, level: str, text: str) -> dict[str, Any]:
    descriptor = {"id": key, "index": list(_NOTIFICATIONS).index(key)}
    return {"descriptor": descriptor, "level": level, "message": {"text": text}}
