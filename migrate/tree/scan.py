"""A file's candidates: tokens that may be CUDA references, found without a tree.

What comes in are bytes and a vocabulary; what goes out is a ``Scan``: the tokens, with everything
lexical the later stages need. The distinct words of the file are looked up first, as sets, so a
file without a candidate costs one pass of C code and is never parsed. Whether a candidate is CUDA's
is not decided here.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import NamedTuple

from migrate.model import Span
from migrate.regex import regex
from migrate.rules.numbers import may_start
from migrate.text import conditions, lexer
from migrate.text.conditions import Branches
from migrate.text.guards import Derived, Guards
from migrate.text.headernames import Include, includes, probes
from migrate.text.lexer import Directives, Spans, Trivia, last_code_byte
from migrate.tree.vocabulary import Vocabulary, _canonical

# A name goes on over "$", bytes beyond ASCII and line splices; none of CUDA's does.
_WORD_CHARACTERS = (string.ascii_letters + string.digits + "_$").encode() + bytes(range(128, 256))
_WORD_BYTES = bytes(code if code in _WORD_CHARACTERS else 0x20 for code in range(256))
# Words of a file that runs one of CUDA's tools, in a string: `system("nvidia-smi")`.
_TOOLS = frozenset(b"nvcc nvidia nvprof nsys ncu cuobjdump nvdisasm ptxas nvlink bin2c".split())
_RUN = frozenset(
    b"system _wsystem popen _popen execl execlp execle execv execvp execvpe posix_spawn "
    b"posix_spawnp CreateProcess CreateProcessA ShellExecuteA WinExec".split()
)
_OPERATOR = regex(rb"\boperator\Z")
_LAUNCHES = (b"<<<", b"<< <", b"< <<")  # some formatters split the token; nvcc takes it
_FOR_NVCC = (".cu", ".cuh")
_SPLICE = regex(rb"\\\r?\n(?=[\w$])")
_DESIGNATES = regex(rb"\{%b\.%b[A-Za-z_]" % (lexer.GAP, lexer.GAP))  # of the first in braces
_SPLICED = regex(rb"[\w$]+(?:\\\r?\n[\w$]+)+")
_PASTED = regex(rb"(?<![\w$#])[A-Za-z_]\w*+(?:(?:[ \t]|\\\r?\n)*##(?:[ \t]|\\\r?\n)*\w++)+")


class Token(NamedTuple):
    """A candidate: byte span and text."""

    start: int
    end: int
    text: str


class Paste(NamedTuple):
    """A name that the preprocessor puts together: byte span, and the words around its ``##``."""

    start: int
    end: int
    parts: tuple[str, ...]


class Scan(NamedTuple):
    """The lexical facts of one file."""

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


def words(data: bytes) -> set[bytes]:
    """The distinct words of a file, wherever they stand."""
    return set(data.removeprefix(lexer.BOM).translate(_WORD_BYTES).split())


def spliced(data: bytes) -> Iterator[tuple[Span, str]]:
    """Words that a line splice cuts, those in comments and strings too, with their spelling."""
    end = 0
    for cut in _SPLICE.finditer(data):
        start = cut.start()
        while start > end and (data[start - 1 : start].isalnum() or data[start - 1] in b"_$"):
            start -= 1
        found = _SPLICED.match(data, start)
        if found and start >= end:
            end = found.end()
            yield Span(start, end), re.sub(rb"\\\r?\n", b"", found[0]).decode()


def pastes(data: bytes) -> Iterator[Paste]:
    """The words that ``##`` joins, those in comments and strings too."""
    for match in _PASTED.finditer(data) if b"##" in data else ():
        parts = re.findall(rb"\w+", match[0])
        yield Paste(*match.span(), tuple(part.decode() for part in parts))


def scan(
    path: str,
    data: bytes,
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
    present = words(data) | {word.encode() for _, word in spliced(data)}
    relevant = _relevant(data, present, vocabulary, extra)
    included = includes(data) if b"include" in present else ()
    asked = probes(data)
    mentioned = vocabulary.mentions((*included, *asked))
    # Such words are only worth a look beside something of CUDA's, as is all that nvcc compiles.
    weak = frozenset[bytes]() if mentioned or path.endswith(_FOR_NVCC) else vocabulary.everyday
    if all(word[:1].isdigit() or word in weak for word in relevant):
        relevant.clear()
    if any(launch in data for launch in _LAUNCHES):
        relevant.add(b"<<<")
    joined = tuple(pastes(data))
    pasted = tuple(item for item in joined if vocabulary.begins(item.parts[0]))
    runs = not _TOOLS.isdisjoint(present) and not _RUN.isdisjoint(present)
    if not (always or relevant or mentioned or pasted or runs):
        return None
    trivia = lexer.trivia(data)
    directives = lexer.directives(data, trivia.both)
    unless = vocabulary.designated - {name.encode() for name in extra}
    tokens = _tokens(data, relevant, trivia, directives, vocabulary, unless)
    found = tuple(tokens) if relevant else ()
    if weak and all(item.text[:1].isdigit() or item.text.encode() in weak for item in found):
        found = ()  # what else there is stands in comments and strings
    return Scan(
        path=path,
        data=data,
        tokens=_outside(asked, joined, pasted, found),
        includes=tuple(item for item in included if _is_directive(item, trivia, directives)),
        probes=tuple(item for item in asked if _is_code(item, trivia)),
        trivia=trivia,
        directives=directives,
        branches=conditions.branches(data, directives.items, guards),
        pastes=pasted,
        everyday=weak,
    )


def _relevant(
    data: bytes, present: set[bytes], vocabulary: Vocabulary, extra: frozenset[str]
) -> set[bytes]:
    """The words of a file that are worth a look; those that others use too, before ``::`` only."""
    relevant = vocabulary.relevant(present)
    if not relevant.isdisjoint(vocabulary.designated) and not _DESIGNATES.search(data):
        relevant = relevant - vocabulary.designated
    relevant = relevant | (present & {name.encode() for name in extra})
    return relevant - {word for word in relevant & vocabulary.shared if word + b"::" not in data}


def blanked(seen: Scan) -> bytes:
    """The file with comments and literals blanked, the same length."""
    text = bytearray(seen.data)
    for start, end in seen.trivia.both.spans:
        text[start:end] = b" " * (end - start)
    return bytes(text)


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


def _is_directive(item: Include, trivia: lexer.Trivia, directives: lexer.Directives) -> bool:
    """Whether an include is no comment's, and a directive by itself."""
    return _is_code(item, trivia) and directives.at(item.start) is not None


def _is_code(include: Include, trivia: Trivia) -> bool:
    """Whether an include stands in no comment and no string, such as a source compiled later."""
    around = trivia.both.at(include.start)
    return around is None or around.start == include.start


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
    data: bytes,
    relevant: set[bytes],
    trivia: Trivia,
    directives: Directives,
    vocabulary: Vocabulary,
    designated: frozenset[bytes],
) -> Iterator[Token]:
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
