"""The port as the replacements that ``clang-apply-replacements`` reads.

What comes in is the report; what goes out is one YAML document: byte offset, length and new text of
every edit of every file, with file names as the report has them, so it is applied in the folder
they are relative to. New names, added files and bytes that YAML cannot hold do not fit in: what is
left out is told. Nothing here reads a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.model import FileResult, Report
from migrate.report.outputs.findings import as_text
from migrate.report.outputs.names import Originals, Rendered, printable


def render(report: Report, _originals: Originals) -> Rendered:
    """All edits of the port, and what this format cannot say of it."""
    problems = {file.path: _problem(file) for file in report.files if file.is_changed}
    fitting = [file for file in report.files if problems.get(file.path) == ""]
    main = fitting[0].path if fitting else ""
    lines = ["---", f"MainSourceFile:  {_quoted(main)}"]
    lines += ["Replacements:"] if fitting else ["Replacements:    []"]
    for file in fitting:
        lines.extend(_replacements(file))
    remarks = [f"left out {printable(path)}: {why}" for path, why in problems.items() if why]
    renamed = sum(file.output not in ("", file.path) for file in report.files)
    if renamed:
        files = "1 file gets" if renamed == 1 else f"{renamed:,} files get"
        remarks.append(f"{files} another name, which this format cannot say")
    return Rendered("\n".join([*lines, "...", ""]).encode(), tuple(remarks))


def _problem(file: FileResult) -> str:
    """Why the edits of a file cannot be written in YAML, or nothing."""
    if printable(file.path) != file.path:
        return "its name is not UTF-8"
    if file.encoding:
        return "it is UTF-16, which the program does not read"
    if any(as_text(edit.text) is None for edit in file.edits):
        return "an edit writes bytes that are not UTF-8"
    return ""


def _replacements(file: FileResult) -> Iterator[str]:
    name = _quoted(file.path)
    for edit in file.edits:
        yield f"  - FilePath:        {name}"
        yield f"    Offset:          {edit.start}"
        yield f"    Length:          {edit.end - edit.start}"
        yield f"    ReplacementText: {_quoted(edit.text.decode())}"


def _quoted(text: str) -> str:
    """Text in double quotes: line ends and the like as escapes, which JSON and YAML share."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7F")
