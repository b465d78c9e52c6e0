"""The report as one HTML file that a browser opens from the disk, with nothing to fetch.

What comes in is the report and the files as they were; what goes out is UTF-8: a page, a style
sheet and a script from this package, the report's index, and one text a file. All that comes from
the sources is compressed and in base64 before it is put in the page, so nothing of it can be taken
for markup; the script puts it on the screen as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from html import escape
from importlib.resources import files
from typing import Any

from migrate.model import LEDGER_STATUSES, FileResult, Finding, Report
from migrate.report.outputs.html.bodies import body
from migrate.report.outputs.html.index import index
from migrate.report.outputs.names import Originals, printable
from migrate.report.summary import Summary, summarize
from migrate.report.verdict import verdict

SCRIPTS = (
    "dom",
    "state",
    "data",
    "tables",
    "lists",
    "summary",
    "verification",
    "syntax",
    "compare",
    "source",
    "file",
    "app",
)
LIMIT = 18_000_000
"""Bytes of compressed texts; the files after that are shown where something is to be seen only."""


def render(report: Report, originals: Originals, *, limit: int = LIMIT) -> bytes:
    """The whole report as one page."""
    found = summarize(report)
    script = "".join(resource(f"{name}.js") for name in SCRIPTS)
    style = resource("style.css")
    fields = {
        "policy": policy(script, style),
        "title": escape(printable(f"Port to {report.target.name} {report.target.version}")),
        "style": style,
        "script": script,
        "plain": _plain(report, found),
        "index": _packed(index(report, found)).decode(),
    }
    head, tail = resource("page.html").split("<!--bodies-->")
    for name, value in fields.items():
        head = head.replace(f"<!--{name}-->", value, 1)
    bodies = b"".join(_bodies(report, originals, limit))
    return head.encode() + bodies + tail.encode()


def resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def policy(script: str, style: str) -> str:
    """What the browser is to allow: this script, this style, and no connection at all."""

    def sha(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {sha(script)}; style-src {sha(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _plain(report: Report, found: Summary) -> str:
    """What is shown where scripts do not run."""
    sums = ", ".join(f"{report.ledger[status]} {status.value}" for status in LEDGER_STATUSES)
    text = printable(verdict(report, found))
    return f"<p>{escape(text)}</p><p>{len(report.files)} files; references: {escape(sums)}.</p>"


def _bodies(report: Report, originals: Originals, limit: int) -> Iterator[bytes]:
    """One element a file that has something to show, named by the file's number."""
    left, places = limit, report.places
    for number, file in enumerate(report.files):
        findings = places[file.path]
        if not (file.references or findings or file.is_changed):
            continue
        packed = _file(file, findings, originals, left)
        left -= len(packed)
        yield b'<script type="text/plain" id="f%d">%s</script>\n' % (number, packed)


def _file(file: FileResult, findings: Sequence[Finding], originals: Originals, left: int) -> bytes:
    original = originals(file.path) or b""
    make: Callable[[bool], dict[str, Any]] = partial(body, file, findings, original)
    whole = _packed(make(True))
    return whole if len(whole) <= left else _packed(make(False))


def _packed(value: object) -> bytes:
    """A value as JSON, compressed, in base64; ``unpacked`` in ``data.js`` reads it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 6))
