"""What nothing announced, as a report of defects that can be pasted into an issue as it is.

What comes in is a report with a verification; what goes out is UTF-8 Markdown: what was used, then
for each silent problem the source, the port and what was said of it. Lines of the source are shown,
so that a person can leave out what is not for others before it is sent.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence

from migrate.files.source import position
from migrate.model import Report
from migrate.proof import Problem, Verification
from migrate.report.outputs.names import Originals, printable

_AROUND = 2  # lines of the source before and after the place


def render(report: Report, originals: Originals) -> bytes:
    """The whole report; without a silent problem it says so."""
    found = report.verification or Verification()
    starts = {file.path: file.lines for file in report.files}
    lines = [*_head(report, found)]
    for number, item in enumerate(found.silent, 1):
        lines += _problem(number, item, starts[item.path], originals)
    return "\n".join([*lines, ""]).encode("utf-8", "backslashreplace")


def _head(report: Report, found: Verification) -> Iterator[str]:
    count = len(found.silent)
    yield f"# migrate: {count or 'no'} silent miss{'' if count == 1 else 'es'}"
    yield ""
    yield f"- migrate {report.tool_version}, Python {platform.python_version()}"
    yield f"- port to {report.target.name} {report.target.version}"
    if found.compiler is not None:
        yield f"- compiler: {printable(found.compiler.title)}, for {found.compiler.arch}"
    yield ""


def _problem(
    number: int, item: Problem, starts: Sequence[int], originals: Originals
) -> Iterator[str]:
    line = position(starts, item.start).line
    yield f"## {number}. {_code(item.message)}"
    yield ""
    yield f"{_code(f'{item.path}:{line}')} ({item.check.value})"
    yield ""
    data = originals(item.path)
    if data is not None and item.end > item.start:
        first, last = max(0, line - 1 - _AROUND), min(len(starts), line + _AROUND)
        end = starts[last] if last < len(starts) else len(data)
        yield from _fenced("before", data[starts[first] : end].decode("utf-8", "replace"))
    if item.text:
        yield from _fenced("the line after", item.text)


def _fenced(title: str, text: str) -> Iterator[str]:
    """``text`` as a block of code whose fence is longer than any in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    yield from (f"{title}:", "", f"{fence}cpp", printable(text.rstrip("\r\n")), fence, "")


def _code(text: str) -> str:
    plain = " ".join(printable(text).split())
    return f"`` {plain} ``" if "`" in plain else f"`{plain}`"
