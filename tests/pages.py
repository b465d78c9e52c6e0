"""Reports as HTML, for tests: what is in one, and a large one made of synthetic files."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from migrate.compact import packed
from migrate.files.source import line_starts
from migrate.model import (
    Edit,
    Effort,
    FileResult,
    Finding,
    Outcome,
    Reference,
    Report,
    RuleInfo,
    Status,
    Target,
)

Body = dict[str, Any]


class Elements(HTMLParser):
    """The elements of a page as a parser sees them, and the text of each script by its id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self._open: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = dict(attrs).get("id") or tag if tag in ("script", "style") else None

    def handle_endtag(self, _tag: str) -> None:
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.scripts[self._open] = self.scripts.get(self._open, "") + data


def contents(page: bytes) -> tuple[dict[str, Any], dict[int, Body]]:
    """The index of a page, its texts put back, and the bodies of its files by number."""
    scripts = Elements(page.decode()).scripts
    index = _unpacked(scripts["index"])
    for key, columns in index["columns"].items():
        index[key] = [dict(zip(columns, row, strict=True)) for row in index[key]]
    text = index["strings"].__getitem__
    for finding in index["findings"]:
        for key in ("rule", "api", "message", "suggestion", "branch", "cause"):
            finding[key] = text(finding[key])
        finding["status"] = index["statuses"][finding["status"]]
    bodies = {
        int(name[1:]): _unpacked(packed)
        for name, packed in scripts.items()
        if re.fullmatch(r"f\d+", name)
    }
    return index, bodies


def _unpacked(text: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(text, validate=True)))


LINES = 320
_RULES = {
    "hip/names/runtime": RuleInfo(
        "hip/names/runtime", "Names of runtime", "A row says it.\n\nAnd more.", ("https://x.test/",)
    )
}


def synthetic(number: int, names: Callable[[int], str] = "src/part_{0}/file_{0}.cu".format) -> Any:
    """A report of many files, each with edits, findings and references, and its originals."""
    files, texts = [], {}
    for at in range(number):
        name = names(at)
        texts[name] = _source(at)
        files.append(_result(name, texts[name]))
    return Report("0.1.0", Target("hip", "7.1"), tuple(files), 1, _RULES), texts.get


def _source(seed: int) -> bytes:
    """Lines that differ from file to file, as those of a program do."""
    lines = [b"// file %d" % seed]
    for at in range(LINES):
        value = (seed * 7919 + at * 104729) % 999983
        if at % 16 == 0:
            lines.append(b"    CHECK(cudaMalloc(&buffer_%d, %d * sizeof(float)));" % (value, at))
        else:
            lines.append(
                b"    const float v%d = alpha_%d * x[%d] + %d.5f;  /* %x */"
                % (at, value % 97, value, at, value * 31)
            )
    return b"\n".join(lines) + b"\n"


def _result(name: str, source: bytes) -> FileResult:
    edits: list[Edit] = []
    references: list[Reference] = []
    findings: list[Finding] = []
    content, at = b"", 0
    for match in re.finditer(b"cudaMalloc", source):
        start, end = match.span()
        manual = len(edits) % 5 == 4
        status = Status.MANUAL if manual else Status.PORTED
        references.append(Reference(start, end, "cudaMalloc", status, "hip/names/runtime"))
        if manual:
            findings.append(_finding(start, end, len(findings)))
        edits.append(Edit(start, end, b"hipMalloc"))
        content += source[at:start] + b"hipMalloc"
        at = end
    return FileResult(
        name,
        Outcome.PORTED,
        references=tuple(references),
        findings=tuple(findings),
        edits=tuple(edits),
        packed=packed(content + source[at:]),
        lines=line_starts(source),
    )


def _finding(start: int, end: int, number: int) -> Finding:
    return Finding(
        "hip/names/runtime",
        Status.MANUAL,
        "cudaMalloc",
        f"Message {number}",
        start,
        end,
        "Do something",
        "defined(X)",
        effort=Effort.HOURS,
        cause=f"Cause {number}",
    )
