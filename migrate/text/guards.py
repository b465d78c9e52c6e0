"""What is known of macros: those that mean "this is the target", those of CUDA's compilers, and
those that a tree makes of either.

What comes in are names and patterns; what goes out is what a macro is on the target and on CUDA.
Nothing here reads a condition.
"""

from __future__ import annotations

import fnmatch
import math
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.capabilities import Architecture
from migrate.text.truths import ABSENT, UNKNOWN, Macro, Range, truth

TARGET = "__target__"  # stands for "this is the target" in what build files say of a macro

_NAME = regex(r"[A-Za-z_]\w*")
_NEWEST = 10**9  # above every version


class Compilers(NamedTuple):
    """What a target says of the macros by which CUDA's compilers are told.

    ``absent`` (names or patterns) are never defined by its own; ``own`` are its headers' and its
    users', so that none is there on CUDA; ``readers`` are defined by no
    compiler, only by what reads code without compiling it; ``nvcc`` stands for nvcc itself or for
    any compiler of device code, which ``compiles`` means; ``version`` begins the names of nvcc's
    version. ``architecture`` is how code for the GPU is told.
    """

    absent: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    nvcc: str = ""
    compiles: tuple[str, ...] = ()
    version: str = ""
    architecture: Architecture | None = None
    rule: str = ""
    releases: tuple[Architecture, ...] = ()

    def release(self, name: str) -> Architecture | None:
        """What is known of a macro that is a version of CUDA; None where it is none."""
        return next((item for item in self.releases if item.macro == name), None)

    def asks_for_older(self, condition: str, present: Container[str]) -> bool:
        """Whether a condition that names a version of CUDA holds for no newest one, where the
        macros ``present`` are there.
        """
        named = [name for name in _NAME.findall(condition) if self.release(name) is not None]

        def known(name: str) -> Macro:
            newest = Macro(True, Range(_NEWEST, _NEWEST)) if name in named else UNKNOWN
            return Macro(True, Range(1, 1)) if name in present else newest

        return bool(named) and truth(condition, known) is False


@dataclass(frozen=True, slots=True)
class Derived:
    """Macros that a tree defines from guards, by name: what they are on the target, and what they
    are on CUDA. ``integers`` are those that stand for their values. ``given`` are macros of CUDA's
    own (its version, say) that the tree gives its build for the target: what they are there.
    """

    on_target: Mapping[str, Macro] = field(default_factory=dict)
    on_cuda: Mapping[str, Macro] = field(default_factory=dict)
    integers: Mapping[str, Macro] = field(default_factory=dict)
    given: Mapping[str, Macro] = field(default_factory=dict)


class Guards:
    """What is known of macros: those that mean "this is the target" (names, or patterns such as
    ``*_USE_HIP``), those of CUDA's compilers, and those that the tree derives from them.
    """

    def __init__(
        self,
        names: Iterable[str],
        compilers: Compilers | None = None,
        derived: Derived | None = None,
        *,
        both: bool = False,
    ) -> None:
        self.both = both
        self._names = frozenset(names)
        self.compilers = compilers or Compilers()
        self.derived = derived or Derived()
        self._pattern = _any_of(self._names)
        self._absent = _any_of(frozenset(self.compilers.absent))
        self._own = _any_of(frozenset(self.compilers.own))

    def knowing(self, derived: Derived) -> Guards:
        """The same with what a tree derives."""
        if derived == self.derived:
            return self
        return Guards(self._names, self.compilers, derived, both=self.both)

    def of_port(self) -> Guards:
        """The same for a file that is known to be written for both sides."""
        return Guards(self._names, self.compilers, self.derived, both=True)

    def mentioned_in(self, condition: str) -> bool:
        """Whether one of the macros stands in a condition: without one, nothing is known of it."""
        return any(name in self for name in _NAME.findall(condition))

    def asks_for_a_reader(self, condition: str) -> bool:
        """Whether a condition asks for what no compiler defines."""
        readers = self.compilers.readers
        return any(name in condition for name in readers) and any(
            name in readers for name in _NAME.findall(condition)
        )

    def asks_for_cuda(self, condition: str) -> bool:
        """Whether a condition asks for one of CUDA's compilers."""
        return any(self._absent.match(name) for name in _NAME.findall(condition))

    def is_absent(self, name: str) -> bool:
        """Whether the target's compiler never defines the macro."""
        return self._absent.match(name) is not None

    def is_ported(self, name: str) -> bool:
        """Whether such a macro has a counterpart that a port writes instead."""
        compilers = self.compilers
        own = compilers.architecture.macro if compilers.architecture is not None else ""
        return name in (compilers.nvcc, own, *compilers.compiles)

    def is_guard(self, name: str) -> bool:
        """Whether the macro means the target by itself."""
        return self._pattern.match(name) is not None

    @property
    def words(self) -> frozenset[str]:
        """The target's names, as patterns such as ``*_USE_HIP`` end in them."""
        return frozenset(name.rpartition("_")[2] for name in self._names if name.startswith("*_"))

    def is_given(self, name: str) -> bool:
        """Whether the tree's own build for the target defines a macro of CUDA's."""
        return name in self.derived.given

    def gives(self, condition: str) -> bool:
        """Whether such a macro stands in a condition."""
        given = self.derived.given
        return bool(given) and any(name in given for name in _NAME.findall(condition))

    def __contains__(self, name: str) -> bool:
        return (
            self._pattern.match(name) is not None
            or name in self.derived.on_target
            or self._is_own(name)
        )

    def _is_own(self, name: str) -> bool:
        return self._own.match(name) is not None and not self.is_absent(name)

    def known(self, name: str, on_target: bool) -> Macro:
        """What a macro is on the target or on CUDA."""
        if name in self.compilers.readers:
            return ABSENT
        if name == TARGET or self._pattern.match(name) is not None:
            return Macro(True, Range(1, math.inf)) if on_target else ABSENT
        if name in self.derived.given:
            return self.derived.given[name] if on_target else UNKNOWN
        if self._is_own(name) and not on_target:
            return ABSENT
        known = self.derived.on_target if on_target else self.derived.on_cuda
        return known.get(name) or self.derived.integers.get(name, UNKNOWN)


@cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    patterns = (fnmatch.translate(name) for name in sorted(names))
    return re.compile("|".join(patterns) or r"(?!)")
