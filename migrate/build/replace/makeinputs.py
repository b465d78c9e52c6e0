"""What a command of a Makefile gives its compiler: sources of CUDA's, or what is linked.

What comes in are the lines of a file; what goes out says of each call of nvcc, word by word, what
it may be given. It is for compilers that have to be told what a ``.cu`` is. Variables are followed
within the file; nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from migrate.build.replace.makeuses import Uses
from migrate.model import Span
from migrate.regex import regex
from migrate.text.make import Kind, Line, Words, lines, recipe, words

_MOST_DEEP = 8  # variables in variables
_VALUED = frozenset(
    b"-o -I -L -D -U -l -MF -MT -MQ -include -isystem -Xcompiler -Xlinker -arch -gencode -x -ccbin "
    b"-code -Xptxas --compiler-options --gpu-architecture -std --std".split()
)
# Further options with a value, as far as a target's answer may rest on them.
_MORE_VALUED = frozenset(
    b"--default-stream -default-stream --maxrregcount -maxrregcount --compiler-bindir --threads -t "
    b"--ptxas-options --generate-code --gpu-code -MJ --include-path --machine -m --cudart".split()
)
_EACH_OPTION = regex(rb"\$[({]foreach[ \t]+[^,]*,[^,]*,[ \t]*-.*[)}]", re.DOTALL)
_OUTER = regex(rb":(?![^()]*\))")  # that is in no variable
_NAMED = regex(rb"\$[({](\w*NVCC)[)}]")
UNCERTAIN = "uncertain"  # said of a Makefile in which a call may have sources and objects
_VARIABLE = regex(rb"\$(?:[({]([\w.-]+)(?::([^(){}=]*)=([^(){}]*))?[)}]|([<^+?]))")
_PATSUBST = regex(rb"\$[({]patsubst[ \t]+[^,]*,([^,]*),.*[)}]", re.DOTALL)
# Functions that keep how names end: what they are given is their last argument.
_KEEPS = regex(
    rb"\$[({](?:patsubst[ \t]+[^,]*,[^,]*%[ \t]*,|addprefix[ \t]+[^,]*,|notdir[ \t]|sort[ \t]"
    rb"|abspath[ \t]|realpath[ \t]|strip[ \t])(.*)[)}]",
    re.DOTALL,
)
_ADDED = regex(rb"\$[({](?:addsuffix[ \t]+([^,]*),.*|filter[ \t]+([^,]*),.*)[)}]", re.DOTALL)
_WILDCARD = regex(rb"\$[({]wildcard[ \t]+(.*)[)}]", re.DOTALL)
_MAY_HOLD = regex(rb"(?i)obj|src|sources?|files?|inputs?|main|target|units?|kernels?|prog")
_LINKED = regex(rb".*\.(?:o|obj|a|so|lib)(?:\.\d+)*", re.DOTALL)
_HOST = regex(rb".*\.(?:cpp|cxx|cc|c\+\+|C)", re.DOTALL)
_NO_FILE = regex(rb"[\w-]*")  # a value of an option's
_SHELL = regex(rb".*(?:\$\$|[`*?\[]).*", re.DOTALL)
_MARKS = regex(rb"[<>|&;]|\d?>")
_SUFFIX_RULE = regex(rb"(\.\w+)\.\w+[ \t]*:")


class Input(Enum):
    """What a word may be."""

    SOURCE = "source"
    HOST = "host"  # a source of C++ or C, by its suffix
    C = "c"
    LINKED = "linked"
    UNKNOWN = "unknown"


class Given(NamedTuple):
    """A word of a call, and what it may be."""

    word: Span
    kinds: frozenset[Input]


class Inputs:
    """The calls of nvcc in a file, each with what it is given, by where the call begins; ``more``
    options are known to be such.
    """

    def __init__(
        self, data: bytes, found: Sequence[Line], uses: Uses, *, more: bool = False
    ) -> None:
        self._data = data
        self._valued = _VALUED | _MORE_VALUED if more else _VALUED
        self._more = more
        self._values = _values(found)
        self.calls: Mapping[int, tuple[Given, ...]] = dict(self._calls(found, uses))

    @property
    def is_certain(self) -> bool:
        """Whether each call has only sources of CUDA's, or only what is linked; where a call may
        have both, whether each word that may is make's own, so that make can tell them apart.
        """
        if self._more:
            return not any(
                Input.UNKNOWN in given.kinds and not self.is_of_make(given.word)
                for call in self.calls.values()
                for given in call
            )
        return all(
            len(kinds := all_kinds(call)) == 1 and Input.UNKNOWN not in kinds
            for call in self.calls.values()
        )

    def is_of_make(self, word: Span) -> bool:
        """Whether make gives a word its value, and not the shell."""
        text = self._data[slice(*word)]
        return text.startswith(b"$") and _SHELL.fullmatch(text.replace(b"$?", b"$^")) is None

    def is_written_out(self, call: int) -> bool:
        """Whether each file that a call is given is named, if only behind a variable."""
        given = self.calls[call]
        return all(
            item.kinds and Input.UNKNOWN not in item.kinds and not self._is_all_variable(item.word)
            for item in given
        )

    def _is_all_variable(self, word: Span) -> bool:
        return _VARIABLE.fullmatch(self._data[slice(*word)]) is not None

    def has_sources(self, call: int) -> bool:
        return all_kinds(self.calls.get(call, ())) == frozenset((Input.SOURCE,))

    def _calls(self, found: Sequence[Line], uses: Uses) -> Iterator[tuple[int, tuple[Given, ...]]]:
        needed: list[bytes] = []
        for line in found:
            if line.kind is Kind.RULE:
                needed = self._needed(line)
            elif line.kind is Kind.RECIPE:
                for command in recipe(self._data, line):
                    program = uses.is_compiler(self._data, command)
                    if program is not None:
                        rest = command[command.index(program) + 1 :]
                        yield program.start, tuple(self._inputs(rest, needed))

    def _needed(self, rule: Line) -> list[bytes]:
        """What a rule needs, as words; of a rule for suffixes the first of these."""
        text = self._data[slice(*rule.value)]
        suffix = _SUFFIX_RULE.match(text)
        if suffix is not None:
            return [suffix[1]]
        colon = self._data.find(b":", *rule.value)
        behind = self._data[colon + 1 : rule.value.end].split(b"|")[0] if colon >= 0 else b""
        parts = _OUTER.split(behind) if self._more else behind.split(b":")
        return parts[-1].split()

    def _inputs(self, rest: Words, needed: Sequence[bytes]) -> Iterator[Given]:
        skips = False
        for word in rest:
            text = self._data[slice(*word)]
            if _MARKS.match(text):
                return
            if not skips and not text.startswith((b"-", b"@")):
                yield Given(word, frozenset(self._kinds(text, needed, 0)))
            skips = text in self._valued

    def _kinds(self, text: bytes, needed: Sequence[bytes], depth: int) -> Iterator[Input]:
        """What a word may be: by its suffix, or by what its variable holds."""
        text = text.strip(b"\"'")
        whole = _VARIABLE.fullmatch(text)
        patsubst, wildcard = _PATSUBST.fullmatch(text), _WILDCARD.fullmatch(text)
        if self._more and (_EACH_OPTION.fullmatch(text) or _NO_FILE.fullmatch(text)):
            return
        known = self._by_suffix(text)
        kept = _KEEPS.fullmatch(text) if self._more else None
        added = _ADDED.fullmatch(text) if self._more else None
        if known is not None:
            yield known
        elif kept is not None:
            for span in words(kept[1], Span(0, len(kept[1]))):
                yield from self._kinds(kept[1][slice(*span)], needed, depth + 1)
        elif added is not None:
            for part in (added[1] or added[2] or b"").split():
                yield from self._kinds(b"x" + part.lstrip(b"%"), needed, depth + 1)
        elif depth > _MOST_DEEP or (whole is None and patsubst is None and wildcard is None):
            if not self._more or not text.startswith(b"$") or _MAY_HOLD.search(text):
                yield Input.UNKNOWN
        elif whole is not None and whole[4] == b"?" and not self._more:
            yield Input.UNKNOWN
        elif patsubst is not None or wildcard is not None:
            for part in ((patsubst or wildcard) or [b"", b""])[1].split():
                yield from self._kinds(part, needed, depth + 1)
        elif whole is not None and whole[4]:
            held = needed[:1] if whole[4] == b"<" else needed
            for part in held or [b"$"]:
                kinds = tuple(self._kinds(part, (), depth + 1))
                yield from kinds or (Input.UNKNOWN,)  # what is needed is a file
        elif whole is not None and whole[3]:
            yield from self._kinds(b"x" + whole[3].lstrip(b"%"), (), depth + 1)
        elif whole is not None:
            yield from self._held(whole[1], depth)

    def _by_suffix(self, text: bytes) -> Input | None:
        """What the suffix of a word says."""
        if text.endswith(b".cu"):
            return Input.SOURCE
        if _LINKED.fullmatch(text):
            return Input.LINKED
        if not self._more:
            return None
        if text.endswith(b".c"):
            return Input.C
        return Input.HOST if _HOST.fullmatch(text) else None

    def _held(self, name: bytes, depth: int) -> Iterator[Input]:
        """What a variable may hold besides options."""
        spans = self._values.get(name)
        if spans is None:
            if _MAY_HOLD.search(name):
                yield Input.UNKNOWN
            return
        for span in spans:
            skips = False
            for word in words(self._data, span):
                text = self._data[slice(*word)]
                if not skips and not text.startswith((b"-", b"#")):
                    yield from self._kinds(text, (), depth + 1)
                skips = text in self._valued


def all_kinds(call: Iterable[Given]) -> frozenset[Input]:
    """What the words of a call may be, all of them."""
    return frozenset(kind for given in call for kind in given.kinds)


def _values(found: Sequence[Line]) -> Mapping[bytes, list[Span]]:
    """Where each variable is given its values."""
    values: dict[bytes, list[Span]] = {}
    for line in found:
        if line.kind is Kind.ASSIGNMENT:
            values.setdefault(line.name, []).append(line.value)
    return values


def facts(data: bytes, own: frozenset[str]) -> frozenset[str]:
    """What a Makefile says of its calls to files that only say how the compiler is called."""
    if b"NVCC" not in data and b"nvcc" not in data:
        return frozenset()
    named = {f"nvcc:{name.decode()}" for name in _NAMED.findall(data)}
    inputs = Inputs(data, list(lines(data)), Uses(own | named), more=True)
    return frozenset() if inputs.is_certain else frozenset((UNCERTAIN,))
