"""Which words of a file are worth a look: those that a rule or a table may know.

What comes in are the rules, and words or headers as they are written; what goes out are those that
may be CUDA's. Words that were seen before are remembered, so that the next file costs a set
operation. Where they stand is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from migrate.regex import regex
from migrate.rules.kernelways import kernel_ways
from migrate.rules.numbers import Beside
from migrate.rules.ruleset import RuleSet
from migrate.text.headernames import Include, header_looks_like_cuda
from migrate.text.lexer import integer
from migrate.tree.reading import Reading

# Prefixes under which the vendor, and hardly anyone else, names things.
_LOOKS_LIKE_CUDA = regex(
    rb"(?:cuda[A-Z]|CUDA_[A-Z]|CUDART_|__cuda|__CUDA|__nv_|cu[A-Z][a-z]|CU_[A-Z]|CU[a-z]"
    rb"|p?nccl[A-Z]|NCCL_"
    rb"|(?:cublas|cufft|curand|cusparse|cusolver|cudnn|cutensor|cupti)[A-Z]"
    rb"|(?:nvml|nvrtc|nvshmem|optix|nvtx|cuFile|nvJitLink)[A-Z]"
    rb"|(?:CUBLAS|CUFFT|CURAND|CUSPARSE|CUSOLVER|CUDNN|CUTENSOR|CUPTI)_"
    rb"|(?:NVML|NVRTC|NVSHMEM|OPTIX|NVTX)_)\w"
)
# How names of the vendor begin, where the preprocessor puts them together.
_BEGINS_LIKE_CUDA = (b"cu", b"CU", b"nccl", b"NCCL", b"nv", b"NV", b"__shfl", b"__nv")

# What shapes begin at and no program declares: ``while (x) {`` is a statement.
_STATEMENTS = frozenset({b"do", b"while", b"for", b"if", b"switch", b"static", b"template"})
_OF_COMPILERS = frozenset({"keyword", "macro"})


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
    def asks_devices(self) -> bool:
        """Whether a rule speaks of the kernels of a tree, and of its variables on the device."""
        return self._rules.asks_devices

    @cached_property
    def asks_marks(self) -> bool:
        """Whether the target takes functions of the host and of the device for overloads."""
        return self._rules.info.overloads_sides

    @cached_property
    def asks_functions(self) -> bool:
        """Whether the target is told of kernels by what they do: it does not convert them."""
        return bool(kernel_ways(self._rules))

    @cached_property
    def declaring_plain(self) -> re.Pattern[bytes] | None:
        """Finds where a file defines a macro or a function of such a name, in group 1 or 2."""
        names = b"|".join(sorted(self.plain - _STATEMENTS))
        if not names:
            return None
        return re.compile(
            rb"#[ \t]*define[ \t]+(%b)\b|[\w>&*\]][ \t\r\n&*]+(%b)[ \t]*"
            rb"\([^(){};]*[^(){};\s][^(){};]*\)[\w\s]*\{" % (names, names)
        )

    def of_builds(self, names: Iterable[str]) -> frozenset[str]:
        """The build rules that ask for one of these names in sources."""
        return self._rules.build.named(names)

    def plain_declared(self, reading: Reading) -> frozenset[str]:
        """Such words that a file declares as macros or functions of its own."""
        pattern = self.declaring_plain
        if pattern is None or self.plain.isdisjoint(reading.words):
            return frozenset()

        def declared() -> frozenset[str]:
            found = pattern.finditer(reading.data)
            return frozenset((match[1] or match[2]).decode() for match in found)

        return reading.once(pattern, declared)

    def is_targets(self, name: str) -> bool:
        """Whether the name is formed like the target's own."""
        return self._rules.info.owns(name)

    def becomes(self, name: str) -> str:
        """What a port writes for a name of CUDA's; nothing where there is no such thing."""
        verdict = self._rules.verdict(name)
        return verdict.target if verdict is not None else ""

    def is_declared(self, name: str) -> bool:
        """Whether CUDA's headers declare the name: no word of the language, no macro, and none that
        C and C++ have as well.
        """
        kinds = (row["kind"] for row in self._rules.surface.rows(name))
        return name not in self._rules.plain and any(kind not in _OF_COMPILERS for kind in kinds)

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

    def relevant(self, words: frozenset[bytes]) -> set[bytes]:
        """Those of ``words`` that may be CUDA references."""
        fresh = words - self._seen
        self._relevant.update([word for word in fresh if self._is_relevant(word)])
        self._seen |= fresh  # last: a file that takes too long is stopped anywhere
        return self._relevant & words

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
