"""Other languages that call C: what they declare or call by CUDA's names. Never edited.

What comes in are the bytes of a file and the rules of the target; what goes out are references to
CUDA's names and headers, with findings. Cython calls by the names that it declares, which may stay:
only there a name of C's can be given. Go has no such place: it calls ``C.cudaMalloc``, and includes
headers in the comment before ``import "C"``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from migrate.build.files import without_text
from migrate.files.kinds import Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Finding, Outcome, Reference, Span, Status
from migrate.regex import regex
from migrate.rules.causes import Work
from migrate.rules.names import Verdict
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FileOptions
from migrate.text import suppress

_EXTERN = regex(
    rb"^(?P<indent>[ \t]*)cdef[ \t]+extern[ \t]+from[ \t]+"
    rb"(?:\*|[\"'][^\"'\n]*[\"']|<[^>\n]*>)[^\n]*:[^\n]*\n?",
    re.MULTILINE,
)
_LINE = regex(rb"(?P<indent>[ \t]*)(?P<rest>[^\n]*)\n?")
_WORD = regex(rb"(?<![\w.])(?:CU|cu|Cu|nv|NV|nccl)[A-Za-z0-9_]\w*")
_OF_C = regex(rb"\bC\s*\.\s*(?:struct_|enum_)?([A-Za-z_]\w*)")
_IMPORT = regex(rb"(?m)^[ \t]*(?:import[ \t]+)?\"C\"[ \t]*;?[ \t]*\r?$")
_INCLUDE = regex(rb"(?m)^[ \t]*(?://)?[ \t]*#[ \t]*include[ \t]*[<\"]([^>\"\n]+)[>\"]")
_SAID = (Status.PORTED, Status.REVIEW, Status.MANUAL)
_SHOWN = 6


class _Binding(NamedTuple):
    """How a language names what C has: where names stand in a file (its bytes, and the code in it
    without comments and texts), and how a pair of names is written.
    """

    rule: str
    message: str
    advice: str
    pair: str
    named: Callable[[bytes, bytes], Iterable[Span]]


def binding_file(
    source: SourceFile, kind: Kind, rules: RuleSet, options: FileOptions
) -> FileResult:
    """What is to be said of one file; the result has neither edits nor content."""
    data, binding = source.data, _BINDINGS[kind]
    comments, code = without_text(data, kind)
    orders = suppress.parse(data, comments, options.ignore)
    found = ((span, _verdict(data, span, rules)) for span in binding.named(data, code))
    names = {span: verdict for span, verdict in found if verdict is not None}
    advice = _advice(binding, names.values(), rules.info.title)
    work = rules.causes.of_tool(binding.rule)
    pairs = [_said(binding, span, verdict, advice, work) for span, verdict in names.items()]
    references = [
        reference._replace(status=Status.NATIVE, rule=suppress.OFF)
        if orders.is_off(reference.start)
        else reference
        for reference, _ in pairs
    ]
    findings = [finding for _, finding in pairs if not orders.is_off(finding.start)]
    kept, said = suppress.settle(orders, references, findings)
    lines = line_starts(data)
    return FileResult(source.path, Outcome.UNCHANGED, references=kept, findings=said, lines=lines)


def _declared_in_cython(_: bytes, code: bytes) -> Iterator[Span]:
    """The words in declarations of what C has."""
    for match in _EXTERN.finditer(code):
        end = _end(code, match.end(), len(match["indent"]))
        for word in _WORD.finditer(code, match.end(), end):
            yield Span(*word.span())


def _end(code: bytes, start: int, indent: int) -> int:
    """Where the block ends that begins at ``start``: at a line that is not indented further."""
    for line in _LINE.finditer(code, start):
        if line["rest"].strip() and len(line["indent"]) <= indent:
            return line.start()
        if line.end() == len(code):
            break
    return len(code)


def _called_in_go(data: bytes, code: bytes) -> Iterator[Span]:
    """The headers before ``import "C"``, and the names behind ``C.``."""
    imported = _IMPORT.search(data)
    if imported is None:
        return
    for match in _INCLUDE.finditer(data, 0, imported.start()):
        yield Span(*match.span(1))
    for match in _OF_C.finditer(code, imported.end()):
        yield Span(*match.span(1))


_BINDINGS: Mapping[Kind, _Binding] = MappingProxyType(
    {
        Kind.CYTHON: _Binding(
            "migrate/cython-declaration",
            "Cython declares this by the name and in the header of CUDA, and is not rewritten",
            "write the name of {target} in quotes behind each, and its header: {pairs}",
            '{name} "{written}"',
            _declared_in_cython,
        ),
        Kind.GO: _Binding(
            "migrate/cgo-name",
            "Go calls this by the name and in the header of CUDA, and is not rewritten",
            "write the names and the headers of {target}: {pairs}",
            "{name} as {written}",
            _called_in_go,
        ),
    }
)


def _verdict(data: bytes, span: Span, rules: RuleSet) -> Verdict | None:
    """What is known of a name or a header, if it is CUDA's and does not stay as it is."""
    name = data[span.start : span.end].decode("utf-8", "replace")
    verdict = rules.header(name) if "." in name else rules.verdict(name)
    return verdict if verdict is not None and verdict.status in _SAID else None


def _advice(binding: _Binding, verdicts: Iterable[Verdict], target: str) -> str:
    """What to write for the names that have another, the first few by name."""
    renamed = {item.name: item.target for item in verdicts if item.target}
    pairs = [
        binding.pair.format(name=name, written=written)
        for name, written in renamed.items()
        if name != written
    ]
    more = ", ..." if len(pairs) > _SHOWN else ""
    return binding.advice.format(target=target, pairs=", ".join(pairs[:_SHOWN]) + more)


def _said(
    binding: _Binding, span: Span, verdict: Verdict, advice: str, work: Work
) -> tuple[Reference, Finding]:
    said = advice if verdict.target else verdict.message
    what = (binding.rule, Status.MANUAL, verdict.name, binding.message, *span, said, "", None)
    reference = Reference(*span, verdict.name, Status.MANUAL, binding.rule)
    return reference, Finding(*what, *work)
