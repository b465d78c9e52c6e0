"""A file's candidates: tokens that may be CUDA references, found without a tree.

What comes in are bytes and a vocabulary; what goes out is a ``Scan``: the tokens, with everything
lexical the later stages need. The distinct words of the file are looked up first, as sets, so a
file without a candidate costs one pass of C code and is never parsed. Whether a candidate is CUDA's
is not decided here.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from migrate.model import Span
from migrate.rules.numbers import Beside, may_start
from migrate.rules.ruleset import RuleSet
from migrate.text import conditions, lexer
from migrate.text.conditions import Branches
from migrate.text.guards import Derived, Guards
from migrate.text.headernames import Include, header_looks_like_cuda, includes, probes
from migrate.text.lexer import Directives, Spans, Trivia, integer, last_code_byte

# A name goes on over "$", bytes beyond ASCII and line splices; none of CUDA's does.
_WORD_CHARACTERS = (string.ascii_letters + string.digits + "_$").encode() + bytes(range(128, 256))
_WORD_BYTES = bytes(code if code in _WORD_CHARACTERS else 0x20 for code in range(256))
# Prefixes under which the vendor, and hardly anyone else, names things.
_LOOKS_LIKE_CUDA = re.compile(
    rb"(?:cuda[A-Z]|CUDA_[A-Z]|CUDART_|__cuda|__CUDA|__nv_|cu[A-Z][a-z]|CU_[A-Z]|CU[a-z]"
    rb"|p?nccl[A-Z]|NCCL_"
    rb"|(?:cublas|cufft|curand|cusparse|cusolver|cudnn|cutensor|cupti)[A-Z]"
    rb"|(?:nvml|nvrtc|nvshmem|optix|nvtx|cuFile|nvJitLink)[A-Z]"
    rb"|(?:CUBLAS|CUFFT|CURAND|CUSPARSE|CUSOLVER|CUDNN|CUTENSOR|CUPTI)_"
    rb"|(?:NVML|NVRTC|NVSHMEM|OPTIX|NVTX)_)\w"
)
# Words of a file that runs one of CUDA's tools, in a string: `system("nvidia-smi")`.
_TOOLS = frozenset(b"nvcc nvidia nvprof nsys ncu cuobjdump nvdisasm ptxas nvlink bin2c".split())
_RUN = frozenset(
    b"system _wsystem popen _popen execl execlp execle execv execvp execvpe posix_spawn "
    b"posix_spawnp CreateProcess CreateProcessA ShellExecuteA WinExec".split()
)
_OPERATOR = re.compile(rb"\boperator\Z")
_LAUNCHES = (b"<<<", b"<< <", b"< <<")  # some formatters split the token; nvcc takes it
_FOR_NVCC = (".cu", ".cuh")
_SPLICE = re.compile(rb"\\\r?\n(?=[\w$])")
_DESIGNATES = re.compile(rb"\{%b\.%b[A-Za-z_]" % (lexer.GAP, lexer.GAP))  # of the first in braces
_SPLICED = re.compile(rb"[\w$]+(?:\\\r?\n[\w$]+)+")
_PASTED = re.compile(rb"(?<![\w$#])[A-Za-z_]\w*+(?:(?:[ \t]|\\\r?\n)*##(?:[ \t]|\\\r?\n)*\w++)+")
# How names of the vendor begin, where the preprocessor puts them together.
_BEGINS_LIKE_CUDA = (b"cu", b"CU", b"nccl", b"NCCL", b"nv", b"NV", b"__shfl", b"__nv")


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


class Vocabulary:
    """Tells which words are worth a look; remembers words it has seen, so the next file costs a set
    operation.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._relevant: set[bytes] = set()
        self._seen: set[bytes] = set()

    @cached_property
    def shared(self) -> frozenset[bytes]:
        """Words such as ``at`` that are CUDA's only as the namespace before a ``::``."""
        return frozenset(name.encode() for name in self._rules.shared_namespaces)

    @cached_property
    def plain(self) -> frozenset[bytes]:
        """Words such as ``min`` that C and C++ have as well."""
        return frozenset(name.encode() for name in self._rules.plain)

    @cached_property
    def designated(self) -> frozenset[bytes]:
        """Words such as ``x`` that are worth a look only as the first member named in braces."""
        words = (name.removeprefix(".") for name in self._rules.designated)
        return frozenset(word.encode() for word in words if not self._is_more(word))

    def _is_more(self, word: str) -> bool:
        rules = self._rules
        return word in rules.anchors or rules.is_cuda(word) or rules.is_cuda(f".{word}")

    @cached_property
    def everyday(self) -> frozenset[bytes]:
        """Words that say nothing of a file by themselves: those, and members such as ``x``."""
        words = (name.removeprefix(".") for name in self._rules.everyday)
        return frozenset(word.encode() for word in words if not self._rules.is_cuda(word))

    @cached_property
    def declaring_plain(self) -> re.Pattern[bytes] | None:
        """Finds where a file defines a macro or a function of such a name, in group 1 or 2."""
        if not self.plain:
            return None
        names = b"|".join(sorted(self.plain))
        return re.compile(
            rb"#[ \t]*define[ \t]+(%b)\b|[\w>&*\]][ \t\r\n&*]+(%b)[ \t]*"
            rb"\([^(){};]*[^(){};\s][^(){};]*\)[\w\s]*\{" % (names, names)
        )

    def of_builds(self, names: Iterable[str]) -> frozenset[str]:
        """The build rules that ask for one of these names in sources."""
        return self._rules.build.named(names)

    def plain_declared(self, data: bytes) -> frozenset[str]:
        """Such words that a file declares as macros or functions of its own."""
        if self.declaring_plain is None or not any(word in data for word in self.plain):
            return frozenset()
        found = self.declaring_plain.finditer(data)
        return frozenset((match[1] or match[2]).decode() for match in found)

    def is_targets(self, name: str) -> bool:
        """Whether the name is formed like the target's own."""
        return self._rules.info.owns(name)

    def matters_to_others(self, name: str) -> bool:
        """Whether other files differ if this one declares the name: not if it stays anyway, but for
        types, and what makes vectors, which call for a header.
        """
        rules = self._rules
        if not rules.is_cuda(name) or name in rules.namespaces:
            return False
        verdict = rules.verdict(name)
        if verdict is None or verdict.target != name or name in rules.anchors:
            return True
        rows = rules.surface.rows(name)
        return any(row["kind"] == "type" or row["library"] == "vector" for row in rows)

    def relevant(self, words: set[bytes]) -> set[bytes]:
        """Those of ``words`` that may be CUDA references."""
        fresh = words - self._seen
        self._relevant.update([word for word in fresh if self._is_relevant(word)])
        self._seen |= fresh  # last: a file that takes too long is stopped anywhere
        return words & self._relevant

    def _is_relevant(self, word: bytes) -> bool:
        if not word.isascii() or b"$" in word:
            return False
        if word[:1].isdigit():
            return _canonical(word) in self._rules.numbers
        if _LOOKS_LIKE_CUDA.match(word):
            return True
        name = word.decode()
        rules = self._rules
        return (
            rules.is_cuda(name)
            or rules.is_cuda(f".{name}")
            or name in rules.anchors
            or f".{name}" in rules.anchors
            or name in rules.namespaces
            or rules.family_prefixes.longest(name) is not None
        )

    def beside(self, number: bytes) -> frozenset[Beside]:
        """What shapes that start at ``number`` have beside it."""
        return self._rules.numbers.get(_canonical(number), frozenset())

    def begins(self, word: str) -> bool:
        """Whether names of CUDA's begin with ``word``, and are longer."""
        return word.encode().startswith(_BEGINS_LIKE_CUDA) and any(
            name != word for name in self._rules.beginning_with(word)[:2]
        )

    def mentions(self, includes: tuple[Include, ...]) -> bool:
        """Whether one of the headers is, or may be, CUDA's or the target's."""
        rules = self._rules
        return any(
            rules.header(include.path) is not None
            or include.path in rules.target_headers
            or header_looks_like_cuda(include.path)
            for include in includes
        )


def _canonical(word: bytes) -> str:
    """A word as rules write it: an integer by its value."""
    text = word.decode()
    value = integer(text) if word[:1].isdigit() else None
    return text if value is None else str(value)


def looks_like_cuda(name: str) -> bool:
    """Whether the name is formed like the vendor's."""
    return _LOOKS_LIKE_CUDA.match(name.encode()) is not None


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
