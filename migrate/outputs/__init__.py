"""The formats a report can be written in: a name, a module, and the suffixes that ask for it.

A format is a function from the report, and the files as they were, to bytes. Outputs see values
only: no rule, no tree, no file but through ``originals``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from migrate.model import Report, UserError
from migrate.outputs import diff, html, json, summary, text
from migrate.outputs.names import Originals

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
)


def named(name: str) -> Format:
    """The format called ``name``."""
    for candidate in FORMATS:
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in FORMATS)
    raise UserError(f"{name}: no such format", f"choose one of: {known}")


def for_file(path: PurePath) -> Format:
    """The format that a file's suffix asks for."""
    for candidate in FORMATS:
        if path.suffix.lower() in candidate.suffixes:
            return candidate
    known = " ".join(suffix for candidate in FORMATS for suffix in candidate.suffixes)
    raise UserError(f"{path}: no report format has this suffix", f"known suffixes: {known}")
