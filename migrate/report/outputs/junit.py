"""The report as JUnit XML, which CI servers show as tests: a suite a file, a test a finding.

What comes in is the report; what goes out is UTF-8 XML. A test says where all places of its finding
are. A finding that the exit code counts is a failure, any other passes and says in its output what
it is; a file that failed is an error, a skipped one is skipped, and one with nothing left to do has
one test that passes. What was verified of a port is one more test, which passes: each problem that
nothing announced is a finding. Names of tests hold no line numbers, so that servers know them
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from migrate.files.source import position
from migrate.model import FileResult, Finding, Outcome, Report, Unread
from migrate.regex import regex
from migrate.report.outputs import findings as about
from migrate.report.outputs.checks import in_one_line
from migrate.report.outputs.names import Originals, printable

_NOT_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS = ("failure", "error", "skipped")


class _Test(NamedTuple):
    """A test: what became of it ("" if it passed), the kind and the text of it."""

    name: str
    result: str = ""
    type: str = ""
    text: str = ""
    output: str = ""


def render(report: Report, _originals: Originals) -> bytes:
    """One suite for each file, in their order."""
    suites = [(file.path, list(_tests(report, file))) for file in report.files]
    suites += _verified(report)
    every = [test for _, tests in suites for test in tests]
    name = f"cuda-migrate to {report.target.name} {report.target.version}"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f"<testsuites{_attributes(name=name, **_counts(every, _KINDS[:2]))}>")
    for title, tests in suites:
        lines.extend(_suite(title, tests))
    return "\n".join([*lines, "</testsuites>", ""]).encode()


def _verified(report: Report) -> Iterator[tuple[str, list[_Test]]]:
    """A suite with what was verified in its output."""
    if report.verification is not None:
        line = f"Verified: {in_one_line(report.verification)}."
        yield "verification", [_Test("port", output=line)]


def _tests(report: Report, file: FileResult) -> Iterator[_Test]:
    if file.outcome is Outcome.FAILED:
        yield _Test("port", "error", "file-failed", file.reason)
    elif file.unread is not Unread.NO:
        yield _Test("port", "error", "file-not-read", about.reason(file))
    elif file.outcome is Outcome.SKIPPED:
        yield _Test("port", "skipped", "file-skipped", about.reason(file))
    elif not about.shown(report, file):
        yield _Test("port")
    seen: Counter[str] = Counter()
    for finding in about.shown(report, file):
        name = f"{finding.rule} {finding.api}".strip()
        seen[name] += 1
        label = name if seen[name] == 1 else f"{name} #{seen[name]}"
        text = f"{_place(file, finding)}: {finding.status.value}: {about.told(finding, file.lines)}"
        if finding.status in report.counted:
            yield _Test(label, "failure", finding.status.value, text)
        else:
            yield _Test(label, output=text)


def _place(file: FileResult, finding: Finding) -> str:
    line, column = position(file.lines, finding.start)
    return f"{file.path}:{line}:{column}"


def _suite(title: str, tests: Sequence[_Test]) -> Iterator[str]:
    yield f"  <testsuite{_attributes(name=title, **_counts(tests, _KINDS), time='0')}>"
    for test in tests:
        opening = f"    <testcase{_attributes(name=test.name, classname=title, time='0')}"
        if test.result:
            first = test.text.strip().splitlines()[-1] if test.text.strip() else test.type
            yield f"{opening}>"
            marks = _attributes(type=test.type, message=first)
            yield f"      <{test.result}{marks}>{escape(_clean(test.text))}</{test.result}>"
            yield "    </testcase>"
        elif test.output:
            yield f"{opening}>"
            yield f"      <system-out>{escape(_clean(test.output))}</system-out>"
            yield "    </testcase>"
        else:
            yield f"{opening}/>"
    yield "  </testsuite>"


def _counts(tests: Sequence[_Test], kinds: Sequence[str]) -> dict[str, str]:
    names = {"failure": "failures", "error": "errors", "skipped": "skipped"}
    met = Counter(test.result for test in tests)
    return {"tests": str(len(tests)), **{names[kind]: str(met[kind]) for kind in kinds}}


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_clean(value))}" for name, value in values.items())


def _clean(text: str) -> str:
    """Text that XML can hold: other characters become U+FFFD."""
    return _NOT_XML.sub("\ufffd", printable(text))
