"""A file's candidates: tokens that may be CUDA references, found without a tree.

What comes in are bytes and a vocabulary; what goes out is a ``Scan``: the tokens, with everything
lexical the later stages need. The distinct words of the file are looked up first, as sets, so a
file without a candidate costs one pass of C code and is never parsed. Whether a candidate is CUDA's
is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from migrate.files.kinds import FOR_NVCC
from migrate.model import Span
from migrate.regex import regex
from migrate.rules.numbers import may_start
from migrate.text import conditions, lexer
from migrate.text.conditions import Branches
from migrate.text.guards import Derived, Guards
from migrate.text.headernames import Include
from migrate.text.lexer import Directives, Spans, Trivia, last_code_byte
from migrate.tree.pasting import Paste
from migrate.tree.reading import Reading
from migrate.tree.vocabulary import Vocabulary, _canonical

# Words of a file that runs one of CUDA's tools, in a string: `system("nvidia-smi")`.
_TOOLS = frozenset(b"nvcc nvidia nvprof nsys ncu cuobjdump nvdisasm ptxas nvlink bin2c".split())
_RUN = frozenset(
    b"system _wsystem popen _popen execl execlp execle execv execvp execvpe posix_spawn "
    b"posix_spawnp CreateProcess CreateProcessA ShellExecuteA WinExec".split()
)
_OPERATOR = regex(rb"\boperator\Z")
_LAUNCHES = (b"<<<", b"<< <", b"< <<")  # some formatters split the token; nvcc takes it
_DESIGNATES = regex(rb"\{%b\.%b[A-Za-z_]" % (lexer.GAP, lexer.GAP))  # of the first in braces


class Token(NamedTuple):
    """A candidate: byte span and text."""

    start: int
    end: int
    text: str


class Scan(NamedTuple):
    """The lexical facts of one file."""

    reading: Reading
    path: str
    data: bytes
    tokens: tuple[Token, ...]
    includes: tuple[Include, ...]
    probes: tuple[Include, ...]
    trivia: Trivia
    directives: Directives
    branches: Branches
    pastes: tuple[Paste, ...] = ()
    everyday: frozenset[bytes] = frozenset()  # words that count only beside something of CUDA's

    def is_everyday(self, word: str) -> bool:
        """Whether a word says nothing of this file by itself."""
        return word[:1].isdigit() or word.removeprefix(".").encode() in self.everyday


def scan(
    path: str,
    data: bytes,
    vocabulary: Vocabulary,
    guards: Guards,
    extra: frozenset[str] = frozenset(),
    *,
    always: bool = False,
) -> Scan | None:
    """The candidates of a file that nobody has read: see ``scan_of``."""
    return scan_of(Reading(path, data), vocabulary, guards, extra, always=always)


def scan_of(
    reading: Reading,
    vocabulary: Vocabulary,
    guards: Guards,
    extra: frozenset[str] = frozenset(),
    *,
    always: bool = False,
) -> Scan | None:
    """The candidates of a file; None where there is nothing to look at, unless ``always``.

    ``extra`` are further words to take: aliases of CUDA's namespaces, members of one that this file
    uses.
    """
    path, data, present = reading.path, reading.data, reading.words
    relevant = _relevant(data, present, vocabulary, extra)
    mentioned = vocabulary.mentions((*reading.mentioned, *reading.asked))
    # Such words are only worth a look beside something of CUDA's, as is all that nvcc compiles.
    weak = frozenset[bytes]() if mentioned or path.endswith(FOR_NVCC) else vocabulary.everyday
    if all(word[:1].isdigit() or word in weak for word in relevant):
        relevant.clear()
    if any(launch in data for launch in _LAUNCHES):
        relevant.add(b"<<<")
    pasted = tuple(item for item in reading.pastes if vocabulary.begins(item.parts[0]))
    runs = not _TOOLS.isdisjoint(present) and not _RUN.isdisjoint(present)
    if not (always or relevant or mentioned or pasted or runs):
        return None
    unless = vocabulary.designated - {name.encode() for name in extra}
    tokens = _tokens(reading, relevant, vocabulary, unless)
    found = tuple(tokens) if relevant else ()
    if weak and all(item.text[:1].isdigit() or item.text.encode() in weak for item in found):
        found = ()  # what else there is stands in comments and strings
    return Scan(
        reading=reading,
        path=path,
        data=data,
        tokens=_outside(reading.asked, reading.pastes, pasted, found),
        includes=reading.includes,
        probes=reading.probes,
        trivia=reading.trivia,
        directives=reading.directives,
        branches=conditions.branches(data, reading.directives.items, guards),
        pastes=pasted,
        everyday=weak,
    )


def _relevant(
    data: bytes, present: frozenset[bytes], vocabulary: Vocabulary, extra: frozenset[str]
) -> set[bytes]:
    """The words of a file that are worth a look; those that others use too, before ``::`` only."""
    relevant = vocabulary.relevant(present)
    if not relevant.isdisjoint(vocabulary.designated) and not _DESIGNATES.search(data):
        relevant = relevant - vocabulary.designated
    relevant = relevant | (present & {name.encode() for name in extra})
    return relevant - {word for word in relevant & vocabulary.shared if word + b"::" not in data}


def with_branches(seen: Scan, guards: Guards) -> Scan:
    """The scan with what is known of macros once the whole tree was read."""
    if guards.derived == Derived() and not guards.both:
        return seen
    made = conditions.branches(seen.data, seen.directives.items, guards)
    return seen._replace(branches=made)


def _outside(
    paths: tuple[Include, ...],
    joined: tuple[Paste, ...],
    pasted: tuple[Paste, ...],
    tokens: tuple[Token, ...],
) -> tuple[Token, ...]:
    """The tokens that are neither words of a header's path nor parts of names put together; what
    stands before the first ``##`` is one where no name of CUDA's begins like it.
    """
    if not (paths or joined):
        return tokens
    ends = [Span(item.start + len(item.parts[0]), item.end) for item in joined]
    whole = [Span(item.start, item.end) for item in paths]
    whole += [Span(item.start, item.end) for item in pasted]
    taken = [Spans.of(sorted(spans)) for spans in (ends, whole)]
    return tuple(token for token in tokens if not any(item.at(token.start) for item in taken))


def _starting_like(words: set[bytes]) -> re.Pattern[bytes]:
    """Finds words with a first character of one of ``words``.

    A set of characters first is searched for at twice the speed of trying every word; the
    look-behind then tells a first character from a later one. A byte order mark is no part of one.
    """
    first = re.escape(bytes(sorted({word[0] for word in words})))
    launch = rb"(?<=<)(?:<[ \t]*|[ \t]+<)<(?!<)"
    behind = rb"(?:(?<![\w$\x80-\xff].)|(?<=\A\xef\xbb\xbf.))"
    word = rb"(?<!<)" + behind + rb"[\w$\x80-\xff]*+(?!\\(?:[uU]|\r?\n\w))"
    return re.compile(b"[%b](?:%b|%b)" % (first, launch, word), re.DOTALL)


def _is_no_launch(data: bytes, start: int) -> bool:
    """Whether chevrons go on, or are an operator's name and what its template is given."""
    before = data[max(0, start - 40) : start].rstrip()
    return before.endswith(b"<") or _OPERATOR.search(before) is not None


def _is_designator(data: bytes, start: int, comments: Spans) -> bool:
    """Whether a word is the first member that is named in braces."""
    dot = last_code_byte(data, comments, start)
    brace = last_code_byte(data, comments, dot) if data[dot : dot + 1] == b"." else -1
    return brace >= 0 and data[brace] == 0x7B


def _tokens(
    reading: Reading, relevant: set[bytes], vocabulary: Vocabulary, designated: frozenset[bytes]
) -> Iterator[Token]:
    data, trivia, directives = reading.data, reading.trivia, reading.directives
    skip = trivia.both
    ways = {word: vocabulary.beside(word) for word in relevant if word[:1].isdigit()}
    for match in _starting_like(relevant).finditer(data):
        text = match.group()
        if text[:1] == b"<":
            text = b"<<<"
        if text not in relevant:
            continue
        start, end = match.span()
        if skip.at(start) is not None or (text == b"<<<" and _is_no_launch(data, start)):
            continue
        if text in designated and not _is_designator(data, start, trivia.comments):
            continue
        if text not in ways or may_start(ways[text], data, start, end, trivia.comments, directives):
            yield Token(start, end, _canonical(text))
