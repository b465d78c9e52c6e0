"""The formats a report can be written in: a name, a module, and the suffixes that ask for it.

A format is a function from the report, and the files as they were, to bytes. Outputs see values
only: no rule, no tree, no file but through ``originals``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from migrate.model import Report, UserError
from migrate.report.outputs import (
    clang_yaml,
    diff,
    github,
    gitlab,
    html,
    json,
    junit,
    markdown,
    rdjson,
    references,
    sarif,
    summary,
    text,
)
from migrate.report.outputs.names import Originals, Rendered

Render = Callable[[Report, Originals], bytes]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report; ``suffixes`` choose it for ``--report FILE``."""

    name: str
    suffixes: tuple[str, ...]
    render: Render


FOR_PEOPLE = ("full", "concise", "grouped")
"""The formats that are coloured on a terminal."""

FORMATS = (
    Format("full", (".txt", ".log"), text.full),
    Format("concise", (), text.concise),
    Format("grouped", (), text.grouped),
    Format("json", (".json",), json.render),
    Format("html", (".html", ".htm"), html.render),
    Format("summary", (), summary.render),
    Format("diff", (".diff", ".patch"), diff.render),
    Format("sarif", (".sarif", ".sarif.json"), sarif.render),
    Format("rdjson", (".rdjson",), rdjson.render),
    Format("rdjsonl", (".rdjsonl",), rdjson.lines),
    Format("github", (), github.render),
    Format("gitlab", ("gl-code-quality-report.json",), gitlab.render),
    Format("junit", (".xml",), junit.render),
    Format("csv", (".csv",), references.render),
    Format("markdown", (".md",), markdown.render),
    Format("clang-yaml", (".yaml", ".yml"), clang_yaml.render),
)


def remarks(made: bytes) -> tuple[str, ...]:
    """What a person should be told of a rendered report."""
    return made.remarks if isinstance(made, Rendered) else ()


def named(name: str) -> Format:
    """The format called ``name``."""
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in FORMATS)
    raise UserError(f"{name}: no such format", f"choose one of: {known}")


def for_file(path: PurePath) -> Format:
    """The format that the end of a file's name asks for; the longest that is known counts."""
    name = path.name.lower()
    known = {suffix: candidate for candidate in FORMATS for suffix in candidate.suffixes}
    found = max((suffix for suffix in known if name.endswith(suffix)), key=len, default="")
    if not found:
        advice = f"known suffixes: {' '.join(known)}; or write FORMAT=FILE"
        raise UserError(f"{path}: no report format has this suffix", advice)
    return known[found]


def asked(text: str) -> tuple[Format, Path]:
    """What ``--report`` asks for: ``FILE``, or ``FORMAT=FILE`` where the suffix is not enough."""
    name, equals, file = text.partition("=")
    if equals and any(candidate.name == name for candidate in FORMATS):
        return named(name), Path(file)
    return for_file(PurePath(text)), Path(text)
