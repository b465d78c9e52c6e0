"""The formats a report can be written in: a name, a module, and the suffixes that ask for it.

A format is a function from the report, and the files as they were, to bytes. Outputs see values
only: no rule, no tree, no file but through ``originals``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath
from typing import NamedTuple

from migrate.model import Report, UserError
from migrate.report.outputs.names import Originals, Rendered

Render = Callable[[Report, Originals], bytes]


class Format(NamedTuple):
    """One way to write a report; ``suffixes`` choose it for ``--report FILE``, and ``function`` of
    a ``module`` beside this one writes it. That is loaded when it is asked for.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    function: str = "render"

    def render(self, report: Report, originals: Originals) -> bytes:
        """The report in this format."""
        module = import_module(f"{__name__}.{self.module}")
        write: Render = getattr(module, self.function)
        return write(report, originals)


FOR_PEOPLE = ("full", "concise", "grouped")
"""The formats that are coloured on a terminal."""

FORMATS = (
    Format("full", (".txt", ".log"), "text", "full"),
    Format("concise", (), "text", "concise"),
    Format("grouped", (), "text", "grouped"),
    Format("json", (".json",), "json"),
    Format("jsonl", (".jsonl", ".ndjson"), "jsonlines"),
    Format("html", (".html", ".htm"), "html"),
    Format("summary", (), "summary"),
    Format("diff", (".diff", ".patch"), "diff"),
    Format("sarif", (".sarif", ".sarif.json"), "sarif"),
    Format("rdjson", (".rdjson",), "rdjson"),
    Format("rdjsonl", (".rdjsonl",), "rdjson", "lines"),
    Format("github", (), "github"),
    Format("gitlab", ("gl-code-quality-report.json",), "gitlab"),
    Format("junit", (".xml",), "junit"),
    Format("csv", (".csv",), "references"),
    Format("markdown", (".md",), "markdown"),
    Format("clang-yaml", (".yaml", ".yml"), "clang_yaml"),
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
