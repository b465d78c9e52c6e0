"""Ports of sources written in the tests, and the promises that every port keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from migrate.files.source import SourceFile
from migrate.model import LEDGER_STATUSES, FileResult, Outcome
from migrate.port.engine import port as port_file
from migrate.port.indexing import facts_of_source, index_of, own_macros
from migrate.port.job import Job
from migrate.rules import ruleset as loading
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FileOptions
from migrate.text.guards import Guards
from migrate.tree.index import TreeIndex
from migrate.tree.reading import Reading
from migrate.tree.scan import Scan, scan
from migrate.tree.vocabulary import Vocabulary

NO_OPTIONS = FileOptions()


@cache
def rules(to: str = "hip") -> RuleSet:
    return loading.load(to)


@cache
def vocabulary(to: str = "hip") -> Vocabulary:
    return Vocabulary(rules(to))


@cache
def guards(to: str = "hip") -> Guards:
    return Guards(rules(to).info.guards, rules(to).info.compilers)


def encoded(source: str | bytes) -> bytes:
    return source.encode() if isinstance(source, str) else source


def scanned(source: str | bytes, path: str = "a.cu", to: str = "hip") -> Scan | None:
    return scan(path, encoded(source), vocabulary(to), guards(to))


def index(files: Mapping[str, str | bytes], to: str = "hip") -> TreeIndex:
    found = [
        facts_of_source(Reading(path, encoded(source)), vocabulary(to), guards(to))[0]
        for path, source in files.items()
    ]
    return index_of(found, files, rules(to))


def port(
    source: str | bytes,
    path: str = "a.cu",
    *,
    to: str = "hip",
    options: FileOptions = NO_OPTIONS,
    beside: Mapping[str, str | bytes] | None = None,
) -> FileResult:
    """Port one file of a tree in which the files ``beside`` stand too."""
    tree = index({**(beside or {}), path: source}, to)
    known = guards(to).knowing(own_macros(tree, guards(to), rules(to)))
    job = Job(rules(to), vocabulary(to), tree, known)
    return port_file(SourceFile(path, encoded(source)), job, options)


def text(source: str, result: FileResult) -> str:
    """What the file holds after the port."""
    assert result.outcome in (Outcome.PORTED, Outcome.UNCHANGED), result.reason
    return source if result.content is None else result.content.decode()


def body(source: str, path: str = "a.h", **more: object) -> str:
    """The port of ``source`` as a header, to which no include is added."""
    return text(source, port(source, path, **more))  # type: ignore[arg-type]


def references(result: FileResult) -> list[tuple[str, str]]:
    """The ledger as pairs of name and status."""
    assert result.outcome is not Outcome.FAILED, result.reason
    return [(reference.name, reference.status.value) for reference in result.references]


def assert_sound(source: bytes, result: FileResult) -> None:
    """What holds of every port of anything."""
    assert result.outcome in (Outcome.PORTED, Outcome.UNCHANGED), result.reason
    assert result.ledger.total == len(result.references)
    assert sum(result.ledger[status] for status in LEDGER_STATUSES) == len(result.references)
    spans = [reference[:2] for reference in result.references]
    assert spans == sorted(set(spans))
    assert all(0 <= start < end <= len(source) for start, end in spans)
    assert all(0 <= f.start <= f.end <= len(source) for f in result.findings)
    assert (result.content is not None) == bool(result.edits)
    assert rebuilt(source, result) == (source if result.content is None else result.content)


def rebuilt(source: bytes, result: FileResult) -> bytes:
    """The source with the edits made by the plainest means."""
    for edit in reversed(result.edits):
        source = source[: edit.start] + edit.text + source[edit.end :]
    return source
