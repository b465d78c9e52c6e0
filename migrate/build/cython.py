"""Cython: what ``cdef extern from`` declares by CUDA's names. Never edited.

What comes in are the bytes of a ``.pyx`` or ``.pxd`` file and the rules of the target; what goes
out are references to the names in its declarations, with findings. Whatever else a file calls it
calls by the names that it declares, which may stay: only there a name of C's can be given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrate.build.files import without_text
from migrate.files.kinds import Kind
from migrate.files.source import SourceFile, line_starts
from migrate.model import FileResult, Finding, Outcome, Reference, Span, Status
from migrate.rules.causes import Work
from migrate.rules.names import Verdict
from migrate.rules.ruleset import RuleSet
from migrate.settings.config import FileOptions
from migrate.text import suppress

_RULE = "migrate/cython-declaration"
_EXTERN = re.compile(
    rb"^(?P<indent>[ \t]*)cdef[ \t]+extern[ \t]+from[ \t]+"
    rb"(?P<header>\*|[\"'][^\"'\n]*[\"']|<[^>\n]*>)[^\n]*:[^\n]*\n?",
    re.MULTILINE,
)
_LINE = re.compile(rb"(?P<indent>[ \t]*)(?P<rest>[^\n]*)\n?")
_WORD = re.compile(rb"(?<![\w.])(?:CU|cu|Cu|nv|NV|nccl)[A-Za-z0-9_]\w*")
_SAID = (Status.PORTED, Status.REVIEW, Status.MANUAL)
_SHOWN = 6


def cython_file(source: SourceFile, rules: RuleSet, options: FileOptions) -> FileResult:
    """What is to be said of one file; the result has neither edits nor content."""
    data = source.data
    comments, code = without_text(data, Kind.CYTHON)
    orders = suppress.parse(data, comments, options.ignore)
    names = {span: verdict for span in _declared(code) if (verdict := _verdict(code, span, rules))}
    advice = _advice(names.values(), rules.info.title)
    work = rules.causes.of_tool(_RULE)
    pairs = [_pair(span, verdict, advice, work) for span, verdict in names.items()]
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


def _declared(code: bytes) -> Iterator[Span]:
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


def _verdict(code: bytes, span: Span, rules: RuleSet) -> Verdict | None:
    """What is known of a name, if it is CUDA's and does not stay as it is."""
    verdict = rules.verdict(code[span.start : span.end].decode())
    return verdict if verdict is not None and verdict.status in _SAID else None


def _advice(verdicts: Iterable[Verdict], target: str) -> str:
    """What to write behind the names that have another, the first few by name."""
    renamed = {item.name: item.target for item in verdicts if item.target}
    pairs = [f'{name} "{written}"' for name, written in renamed.items()]
    more = ", ..." if len(pairs) > _SHOWN else ""
    shown = ", ".join(pairs[:_SHOWN])
    return f"write the name of {target} in quotes behind each, and its header: {shown}{more}"


def _pair(span: Span, verdict: Verdict, advice: str, work: Work) -> tuple[Reference, Finding]:
    message = "Cython declares this by the name and in the header of CUDA, and is not rewritten"
    said = advice if verdict.target else verdict.message
    what = (_RULE, Status.MANUAL, verdict.name, message, *span, said, "", None)
    return Reference(*span, verdict.name, Status.MANUAL, _RULE), Finding(*what, *work)
