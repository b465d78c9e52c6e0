"""The values in ``docs/architecture.md``: three references of one program, through every stage.

What comes in are the page and the program; what goes out is the page with what the stages give, one
block a stage, between ``<!-- made: NAME -->`` and ``<!-- /made -->``. The stages are called one by
one, as a run calls them. ``python -m docs.generate`` writes the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Any

from migrate.files import source
from migrate.files.discover import Discovered, discover
from migrate.files.source import line_starts, position
from migrate.model import Edit, FileResult, Fix, Report, Span
from migrate.port import soundness
from migrate.port.additions import Additions
from migrate.port.analyse import Analysis
from migrate.port.attempts import ported
from migrate.port.indexing import facts_of_source, index_of
from migrate.port.job import Job
from migrate.port.passes import passes
from migrate.port.subject import Subject, analysed, analysed_again, scanned, subject
from migrate.port.validation import problem
from migrate.report import outputs
from migrate.rewrite import edits as editing
from migrate.rewrite.edits import Change
from migrate.rewrite.entries import Entry
from migrate.rules.ruleset import RuleSet, load
from migrate.settings.config import Settings
from migrate.text.guards import Guards
from migrate.tree.filefacts import FileFacts
from migrate.tree.parsing import Earlier, tree_of
from migrate.tree.reading import Reading
from migrate.tree.resolve import Use, resolve
from migrate.tree.scan import Scan
from migrate.tree.vocabulary import Vocabulary

DOCS = Path(__file__).resolve().parent
PROGRAM = Path("corpus/large_shared_memory/cuda")
TARGET = "hip@6.4"
# A name that is renamed, one whose call a construct rule rewrites, a launch that is reported.
SHOWN = (
    b"cudaMalloc(&from_d",
    b"cudaFuncSetCacheConfig(transpose",
    b"<<<dim3(blocks, blocks), 256, LARGE",
)
_BLOCK = re.compile(r"(<!-- made: (\w+) -->\n```(\w*)\n)(.*?)(```\n<!-- /made -->)", re.DOTALL)
_WIDTH = 108
_LONGEST = 88  # characters of a text that are shown


class Way:
    """The stages, each called when the next one asks for its value."""

    @cached_property
    def rules(self) -> RuleSet:
        return load(TARGET)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.rules)

    @cached_property
    def guards(self) -> Guards:
        return Guards(self.rules.info.guards, self.rules.info.compilers)

    @cached_property
    def found(self) -> tuple[Discovered, ...]:
        settings = Settings(to=TARGET)
        found = discover([DOCS.parent / PROGRAM], settings)
        return tuple(found)

    @cached_property
    def source(self) -> source.SourceFile:
        (file,) = self.found
        return source.read(file.path, file.name)

    @cached_property
    def looked(self) -> tuple[FileFacts, Scan]:
        reading = Reading(self.source.path, self.source.data)
        facts, scan = facts_of_source(reading, self.vocabulary, self.guards)
        assert scan is not None
        return facts, scan

    @cached_property
    def job(self) -> Job:
        index = index_of([self.looked[0]], [self.source.path], self.rules)
        return Job(self.rules, self.vocabulary, index, self.guards)

    @cached_property
    def subject(self) -> Subject:
        return subject(self.source, self.job, self.found[0].options)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return tuple(self.source.data.index(text) for text in SHOWN)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        uses = resolve(self.looked[1], self.subject.names, self.rules, self.subject.semantics)
        return tuple(uses)

    @cached_property
    def analysis(self) -> tuple[Analysis, list[Entry]]:
        return analysed(self.subject, self.looked[1])

    @property
    def entries(self) -> list[Entry]:
        return self.analysis[1]

    @cached_property
    def change(self) -> Change:
        return passes(self.subject, self.looked[1], *self.analysis, Additions())[0]

    @cached_property
    def made(self) -> tuple[Edit, ...]:
        return self.change.edits(len(self.source.data))

    @cached_property
    def result(self) -> FileResult:
        return ported(self.subject, self.looked[1])


def blocks(way: Way) -> Iterator[tuple[str, str]]:
    """The text of each block of the page, by its name."""
    data = way.source.data
    facts, scan = way.looked
    yield "lines", "\n".join(_line(data, at) for at in way.starts)
    yield "discover", _discovered(way.found[0])
    tokens = _at(scan.tokens, way.starts)
    yield "scan", "\n".join([f"# {len(scan.tokens)} tokens", *map(_shown, tokens)])
    yield "facts", _shown(facts)
    index = way.job.index
    closure = [item.path for item in index.closure(facts.path)]
    yield (
        "index",
        f"closure({facts.path!r}) = {closure}\nmeets_cuda = {index.meets_cuda(facts.path)}",
    )
    uses = _at(way.uses, way.starts)
    yield "resolve", "\n".join(map(_shown, uses))
    entries = _of_entries(way.entries, way.starts)
    yield "analyse", "\n".join(map(_shown, entries))
    accepted = editing.accept([entry.fix or Fix(()) for entry in way.entries])
    yield "accept", f"{len(accepted)} entries, {accepted.count(False)} held"
    yield "apply", "\n".join(_line(way.change.data, way.change.place_of(at)) for at in way.starts)
    yield "validate", "\n".join(_checked(way))
    yield "result", _result(way.result, way.starts)
    yield "report", _report(way)


def _at(items: Iterable[Any], starts: Sequence[int]) -> list[Any]:
    by_start = {item.start: item for item in items}
    return [by_start[start] for start in starts]


def _of_entries(entries: Iterable[Entry], starts: Sequence[int]) -> list[Entry]:
    by_start = {entry.reference.start: entry for entry in entries}
    return [by_start[start] for start in starts]


def _line(data: bytes, offset: int) -> str:
    start, end = data.rfind(b"\n", 0, offset) + 1, data.find(b"\n", offset)
    number = position(line_starts(data), offset).line
    return f"{number}  {data[start:end].strip().decode()}"


def _discovered(file: Discovered) -> str:
    return f"Discovered(name={file.name!r}, kind=Kind.{file.kind.name}, skip={file.skip!r})"


def _checked(way: Way) -> Iterator[str]:
    """What each check of a port comes to."""
    before, after, made = way.source.data, way.change.data, way.made
    analysis, tree = way.analysis[0], way.analysis[0].tree
    assert tree is not None
    current = scanned(way.subject, after, always=True)
    assert current is not None
    again = analysed_again(way.subject, current, analysis, way.change)[1]
    now = tree_of(current, Earlier(tree, made), way.job.index.namespace_macros)
    errors = list(soundness.new_syntax_errors(before, made, tree, now))
    yield f"bytes_kept = {soundness.bytes_kept(before, after, made)}"
    yield f"keeps_shape = {soundness.keeps_shape(made, before)}"
    yield f"new_syntax_errors = {errors}"
    yield f"edits of a second run = {sum(entry.fix is not None for entry in again)}"
    yield f"problem = {problem(way.subject, way.change, made, analysis)}"


def _result(result: FileResult, starts: Sequence[int]) -> str:
    counts = {status.value: count for status, count in result.ledger.counts.items()}
    shown = [f"outcome = Outcome.{result.outcome.name}", f"edits = {len(result.edits)}"]
    shown.append(f"ledger = {counts}")
    shown += map(_shown, _at(result.references, starts))
    return "\n".join(shown)


def _report(way: Way) -> str:
    """What ``migrate check`` prints of the file."""
    report = Report("", way.rules.target, (way.result,), 1)
    text = outputs.named("concise").render(report, lambda _: way.source.data).decode()
    return "\n".join(_cut(line) for line in text.strip().splitlines())


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}..."


def _shown(value: Any, depth: int = 0) -> str:
    """A value as Python would write it, without what is as it is by default."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Span):
        return f"Span({value.start}, {value.end})"
    named = dict(_named(value))
    if not named:
        return _plain(value, depth)
    return _laid_out(
        type(value).__name__,
        [f"{name}={_shown(each, depth + 1)}" for name, each in named.items()],
        depth,
    )


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a value that are not as they are by default."""
    if is_dataclass(value):
        for item in fields(value):
            found, made = getattr(value, item.name), item.default_factory
            default = made() if made is not MISSING else item.default
            if item.repr and found != default:
                yield item.name, found
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for name in value._fields:
            found = getattr(value, name)
            if found != getattr(value, "_field_defaults", {}).get(name, MISSING):
                yield name, found


def _plain(value: Any, depth: int) -> str:
    if isinstance(value, tuple) and value:
        return _laid_out("", [_shown(each, depth + 1) for each in value], depth)
    if isinstance(value, frozenset):
        return _shown(tuple(sorted(value)), depth) if value else "()"
    if isinstance(value, str) and len(value) > _LONGEST:
        return repr(f"{value[:_LONGEST]}...")
    return repr(value)


def _laid_out(name: str, parts: list[str], depth: int) -> str:
    comma = "," if not name and len(parts) == 1 else ""
    line = f"{name}({', '.join(parts)}{comma})"
    if len(line) + 4 * depth <= _WIDTH and "\n" not in line:
        return line
    inside = "    " * (depth + 1)
    return f"{name}(\n" + "".join(f"{inside}{part},\n" for part in parts) + "    " * depth + ")"


def page(text: str) -> str:
    """The page with its blocks made anew."""
    made = dict(blocks(Way()))
    named = [match[2] for match in _BLOCK.finditer(text)]
    if sorted(named) != sorted(made):
        raise ValueError(f"blocks of the page: {named}; made: {[*made]}")
    return _BLOCK.sub(lambda match: f"{match[1]}{made[match[2]]}\n{match[5]}", text)
