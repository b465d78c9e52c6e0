"""Conditions of build files: which branches a port of the author's has decided already.

What comes in are the bytes of a build file, with and without its comments, and the expression by
which a target's own conditions are told; what goes out are spans that are left alone. Build files
are text here, but for scripts in Python, which are parsed; none is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from migrate.build import scripts
from migrate.build.pairednames import MISSING, Twins, of_cuda
from migrate.build.scripts import Chain, Script
from migrate.files.kinds import Kind
from migrate.model import Span
from migrate.regex import regex

_IF = regex(
    rb"^[ \t]*(?P<word>ifn?eq|ifn?def|if|elseif|elif|else|endif)\b(?P<rest>[^\n]*)",
    re.MULTILINE | re.IGNORECASE,
)
_SUITE = regex(rb"^(?P<indent>[ \t]*)(?P<word>if|elif|else)?\b(?P<rest>[^\n]+)", re.MULTILINE)
_EITHER = regex(rb"\bor\b|\|\|", re.IGNORECASE)
_NEGATED = regex(rb"\bnot\b|!", re.IGNORECASE)
# A comparison with what is not set, or switched off.
_UNSET = regex(rb"\b(?:no|off|false|none|0)\b|,\s*\)|\(\s*,|\"\"|''", re.IGNORECASE)
# A condition on CUDA: where the author keeps one for the target beside it, both are decided.
_CUDAS = regex(rb"(?<![a-z])(?:cuda|nvcc|nvidia)(?![a-z0-9])", re.IGNORECASE)


def targets_own(
    code: bytes, kind: Kind, guard: re.Pattern[bytes] | None, script: Script | None = None
) -> list[Span]:
    """The branches of conditions that ask for the target: its own, and those written for others,
    be they in the same chain or in one for CUDA on the same level; with the functions of a
    ``script`` that only such branches call.
    """
    if guard is None or not guard.search(code):
        return []
    found = _decided(_chains(code, kind, guard, script))
    if script is not None:
        found += scripts.called_within(script, found)
    return _outermost(found)


def cuda_sides(
    code: bytes,
    kind: Kind,
    guard: re.Pattern[bytes] | None,
    known: Twins,
    script: Script | None = None,
) -> dict[Span, str]:
    """The conditions on a name for CUDA that has a twin for the target, which decides the other
    side wherever that stands: with all of their branches, and the twin.
    """
    if guard is None or not known:
        return {}
    found = {
        chain.span: of_cuda(chain.first, known)
        for chain in _chains(code, kind, guard, script)
        if not any(regex.search(chain.first) for regex in (_EITHER, _NEGATED, _UNSET))
    }
    return {span: found[span] for span in _outermost(span for span in found if found[span])}


def _chains(
    code: bytes, kind: Kind, guard: re.Pattern[bytes], script: Script | None
) -> list[Chain]:
    if script is not None:
        return list(scripts.chains(script, guard))
    is_indented = kind in (Kind.PYTHON, Kind.BAZEL)
    blocks = _suites(code) if is_indented else _blocks(code, kind)
    return [Chain(span, texts[0], _asks(texts, guard)) for span, texts in blocks]


def _asks(conditions: Sequence[bytes], guard: re.Pattern[bytes]) -> bool:
    if len(conditions) == 1:
        conditions = [MISSING.sub(b"", conditions[0])]
    return any(guard.search(text) and not _EITHER.search(text) for text in conditions)


def _decided(chains: Sequence[Chain]) -> list[Span]:
    """The chains that ask for the target, and those for CUDA beside them."""
    found = [chain.span for chain in chains if chain.asks]
    around = _around(chain.span for chain in chains)
    both = {around[span] for span in found}
    found += [
        chain.span
        for chain in chains
        if around[chain.span] in both
        and _CUDAS.search(chain.first)
        and not (_EITHER.search(chain.first) or _NEGATED.search(chain.first))
    ]
    return found


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """The ``spans`` in order, without those within others."""
    outermost: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not outermost or span.start >= outermost[-1].end:
            outermost.append(span)
    return outermost


def _around(chains: Iterable[Span]) -> dict[Span, Span | None]:
    """The innermost other of the ``chains`` that each stands in."""
    found: dict[Span, Span | None] = {}
    opened: list[Span] = []
    for span in sorted(chains, key=lambda span: (span.start, -span.end)):
        while opened and opened[-1].end <= span.start:
            opened.pop()
        found[span] = opened[-1] if opened else None
        opened.append(span)
    return found


def _blocks(code: bytes, kind: Kind) -> Iterator[tuple[Span, list[bytes]]]:
    """Each ``if`` to its ``endif``, with its conditions."""
    opened: list[tuple[int, list[bytes]]] = []
    for match in _IF.finditer(code):
        word, rest = match["word"].lower(), match["rest"]
        if word == b"endif":
            if opened:
                start, conditions = opened.pop()
                yield Span(start, match.end()), conditions
        elif not word.startswith(b"if"):
            if opened:
                opened[-1][1].append(rest)
        elif word != b"if" or kind is not Kind.MAKE:  # the shell's, in a recipe
            negated = word in (b"ifneq", b"ifndef")
            opened.append((match.start(), [b"not " + rest if negated else rest]))


def _suites(code: bytes) -> Iterator[tuple[Span, list[bytes]]]:
    """Each ``if`` with its ``elif`` and ``else`` up to where their indentation ends."""
    opened: list[tuple[int, int, list[bytes]]] = []
    for match in _SUITE.finditer(code):
        indent, word = len(match["indent"]), match["word"]
        goes_on = word in (b"elif", b"else")
        while opened and (opened[-1][0] > indent or (opened[-1][0] == indent and not goes_on)):
            _, start, conditions = opened.pop()
            yield Span(start, match.start()), conditions
        if word == b"if":
            opened.append((indent, match.start(), [match["rest"]]))
        elif goes_on and opened and opened[-1][0] == indent:
            opened[-1][2].append(match["rest"])
    for _, start, conditions in opened:
        yield Span(start, len(code)), conditions
