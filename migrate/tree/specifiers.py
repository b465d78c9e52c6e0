"""Words before a function that say where it runs, among them the macros that projects make of them.

What comes in is the code before a body, and the macros of the file, with those by which the tree
marks functions; what goes out says whether it runs on the device, on the host as well, or may be
marked by a word that is not known here. A macro that the tree does not define is told by its name,
or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.regex import regex
from migrate.tree.macros import Macros

DEVICE_SPECIFIERS = frozenset({"__global__", "__device__"})
SPACE_SPECIFIERS = DEVICE_SPECIFIERS | {"__host__"}
# Macros by which projects mark device functions: C10_DEVICE, XGBOOST_DEVICE, GPU_LAMBDA.
_MARKING_MACRO = regex(rb"\b(?:[A-Z0-9_]*(?:DEVICE|GLOBAL|KERNEL)[A-Z0-9_]*)\b")
# Words before a function that may stand for a mark.
_MAY_MARK = regex(
    rb"\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|[A-Z][A-Z0-9]{3,})\b|__\w*__(?<!__inline__)(?<!__restrict__)"
)
_OF_HOST = regex(rb"__host__|__(?:force|no)inline__")
_BOTH_MACRO = regex(rb"\b(?:\w*(?i:host_?device|device_?host)\w*|(?:\w+_)?HD)\b")
_CONSTANT = regex(rb"\bconst(?:expr|eval)\b")  # run on the device by an option
_WORD = regex(rb"[A-Za-z_]\w*")
_IN_BRACKETS = regex(rb"\([^()]*\)|<[^<>()]*>")
_NAME_AND_REST = regex(rb"(?:\w+\s*::\s*)*~?\w+\s*@[\w\s&]*(?::(?!:).*)?\Z", re.DOTALL)
_DEEPEST = 8  # macros that stand for macros, brackets in brackets


class Specifiers:
    """The marks of one file."""

    def __init__(self, macros: Macros) -> None:
        self._macros = macros
        self._own = frozenset(
            name.encode() for name in macros.by_name if _marks(_stands_for(name.encode(), macros))
        )

    def on_device(self, head: bytes) -> bool:
        """Whether a word of ``head``, all before the body of a function, marks one of the device.
        What only looks like a mark is none among parameters, initialisers and arguments of
        templates, nor as the name of the function.
        """
        return self.somewhere(_unparenthesised(head)) or _is_written(head) or self._has_own(head)

    def somewhere(self, code: bytes) -> bool:
        """Whether code holds a word that may mark a function of the device."""
        return _marks(code) or self._has_own(code)

    def _has_own(self, code: bytes) -> bool:
        return bool(self._own and self._own.intersection(_WORD.findall(code)))

    def on_both(self, head: bytes) -> bool:
        """Whether words mark a function of the device and of the host."""
        code = head + b" " + _stands_for(head, self._macros)
        return b"__host__" in code and b"__device__" in code

    def may_be_both(self, head: bytes) -> bool:
        """Whether a macro that the file does not define is called like one for both."""
        words = (word.decode("latin-1") for word in _BOTH_MACRO.findall(_unparenthesised(head)))
        return any(word not in self._macros.by_name for word in words)

    def may_be(self, head: bytes) -> bool:
        """Whether a word may be a mark: a macro that the file does not define."""
        words = _MAY_MARK.findall(head + b" " + _stands_for(head, self._macros))
        known = self._macros.by_name
        return any(
            word.decode("latin-1") not in known and not _OF_HOST.fullmatch(word) for word in words
        )

    def may_run_on_device(self, head: bytes) -> bool:
        """The same, or an option of the compiler may let a function run there."""
        return self.may_be(head) or _CONSTANT.search(head) is not None


def _marks(code: bytes) -> bool:
    return _is_written(code) or _MARKING_MACRO.search(code) is not None


def _is_written(code: bytes) -> bool:
    return b"__device__" in code or b"__global__" in code


def _unparenthesised(head: bytes) -> bytes:
    """What stands before the name of a function, without what is in brackets."""
    code = head
    for _ in range(_DEEPEST):
        code, count = _IN_BRACKETS.subn(b" @ ", code)
        if not count:
            break
    return _NAME_AND_REST.sub(b"", code)


def _stands_for(head: bytes, macros: Macros) -> bytes:
    """What the macros of the file in ``head`` stand for, and the macros in that."""
    return b" ".join(_bodies(head, macros))


def _bodies(head: bytes, macros: Macros) -> Iterator[bytes]:
    seen: set[str] = set()
    code = head
    for _ in range(_DEEPEST):
        names = {match[0].decode("latin-1") for match in _WORD.finditer(code)} - seen
        known = [macros.by_name[name] for name in sorted(names) if name in macros.by_name]
        if not known:
            return
        seen |= names
        bodies = (body for macro in known for body in macro.bodies)
        code = b" ".join(body.encode("latin-1", "replace") for body in bodies)
        yield code
