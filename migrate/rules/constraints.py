"""What a rule demands of a place beyond its shape: of its captures, and of what is around it.

What comes in are the tables of a rule file; what goes out are checked values, compiled. The demands
are only said here; ``match`` asks the file whether they hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.toml import refuse_unknown_keys

_CONSTRAINT_KEYS = (
    "matches not_matches from not_from type not_type given number above below equals folds part "
    "plus beyond expands is initialised extern".split()
)
PARTS = ("x", "y", "z", "threads")
KERNELS = ("named", "deduced", "overloaded", "defaulted", "pointer")
EXTERN = ("included", "here", "elsewhere")
_ABOVE = ("inside", "not_inside")
_TEXTS = tuple(
    key
    for name in ("beside", "in_file", "behind", "ahead", "onward", "into")
    for key in (name, f"not_{name}")
)
_TAKES = "takes"
_DIVERGENT = "divergent"
WAVE, BLOCK = "wave", "block"  # whose threads are asked for
_RECURSIVE = "recursive"
_MEETING = "meeting"
RECURSIVE = ("surely", "perhaps")
_AROUND = frozenset({*_ABOVE, *_TEXTS, _TAKES, _DIVERGENT, _RECURSIVE, _MEETING})
HERE = "here"  # the capture of an enclosing shape in which the match stands


Facts = Mapping[str, int]  # of an architecture: what it has, and how much
_MORE = regex(r">\d{1,9}")


def is_fact(value: object) -> bool:
    """Whether an architecture may be asked for a value, or for more than a number (``>32``)."""
    more = _MORE.fullmatch(value) if isinstance(value, str) else None
    return isinstance(value, int) or more is not None


def fits(fact: int | bool | None, wanted: int | bool | str) -> bool:
    """Whether a fact is what is asked for."""
    if isinstance(wanted, str):
        return fact is not None and fact > int(wanted[1:])
    return fact == wanted


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a capture must be. ``matches``, ``not_matches``: its stripped text, in full.

    ``sources`` and ``not_sources`` are names its value comes from (see ``flow``); ``type`` and
    ``not_type`` the declared type of the variable, in full, ``given`` that of what a call in the
    file gives for the parameter of a macro, ``expands`` the body of the macro with parameters that
    it names; ``number`` the type of the arithmetic
    expression (see ``arithmetic``), which is empty where it is not known; ``above``, ``below`` and
    ``equals`` the integer it folds to; ``folds`` whether it folds to one at all. A bound that is a
    text is the name of a fact of architectures. ``part`` is what counts of a ``dim3``; ``plus`` and
    ``beyond`` name captures of kernels: the shared memory they declare is added to the integer,
    which has to be more than the threads their launch bounds allow. ``kernel`` is how an expression
    stands for a kernel (see ``devicekernels``);
    ``initialised`` asks for a class of the tree that sets something of each object; ``extern`` for
    a variable on the device that the tree declares so: in a file that is included, here or
    elsewhere.
    """

    capture: str
    matches: re.Pattern[str] | None = None
    not_matches: re.Pattern[str] | None = None
    sources: frozenset[str] = frozenset()
    not_sources: frozenset[str] = frozenset()
    type: re.Pattern[str] | None = None
    not_type: re.Pattern[str] | None = None
    given: re.Pattern[str] | None = None
    number: re.Pattern[str] | None = None
    above: int | str | None = None
    below: int | str | None = None
    equals: frozenset[int] = frozenset()
    folds: bool | None = None
    part: str = ""
    plus: str = ""
    beyond: str = ""
    expands: re.Pattern[str] | None = None
    kernel: str = ""
    initialised: bool = False
    extern: str = ""

    def with_numbers(self, archs: Sequence[Facts]) -> Constraint:
        """The constraint with numbers for the facts of ``archs`` that bound it."""
        above, below = self.above, self.below
        if isinstance(above, str):
            above = min(arch[above] for arch in archs if above in arch)
        if isinstance(below, str):
            below = max(arch[below] for arch in archs if below in arch)
        if (above, below) == (self.above, self.below):
            return self
        return replace(self, above=above, below=below)

    @property
    def bounds(self) -> tuple[str, ...]:
        """The facts of architectures that bound it."""
        return tuple(item for item in (self.above, self.below) if isinstance(item, str))

    @property
    def asks_for_value(self) -> bool:
        bounds = (
            self.above is not None or self.below is not None or bool(self.equals or self.beyond)
        )
        return bounds or self.folds is not None

    @property
    def asks_for_origin(self) -> bool:
        return bool(self.sources or self.not_sources)

    @property
    def asks_for_type(self) -> bool:
        return self.type is not None or self.not_type is not None

    def accepts_text(self, text: str) -> bool:
        text = text.strip()
        if self.matches is not None and not self.matches.fullmatch(text):
            return False
        return self.not_matches is None or not self.not_matches.fullmatch(text)

    def accepts_origins(self, origins: frozenset[str]) -> bool:
        if self.sources and not self.sources & origins:
            return False
        return not self.not_sources & origins

    def accepts_type(self, spellings: Sequence[str]) -> bool:
        """Whether a type will do, of which there may be several spellings, or none."""
        if self.type is not None and not any(map(self.type.fullmatch, spellings)):
            return False
        return self.not_type is None or not any(map(self.not_type.fullmatch, spellings))

    def accepts_value(self, value: int | None) -> bool:
        """Whether a constant will do; bounds are numbers by now."""
        if value is None or self.folds is False:
            return value is None and self.folds is False
        if isinstance(self.above, int) and value <= self.above:
            return False
        if isinstance(self.below, int) and value >= self.below:
            return False
        return not self.equals or value in self.equals


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What must, or must not, be around a match: enclosing shapes, text of the same function or
    of the whole file; ``behind`` reads the function up to the match, so that it ends in ``\\Z``,
    ``ahead`` the rest of its line, or directive, ``onward`` what follows up to the first semicolon
    or brace, with it. In a text ``$x`` stands for what a capture reads.
    ``into`` is the type of what takes the value; ``takes`` are the types of all that the function
    takes which is declared here. ``divergent``: some lanes of a ``wave``, or threads of a
    ``block``, do not surely get here;
    ``recursive``: whether the function surely, or perhaps, calls itself.
    ``meeting``: all threads can be made to get here, with a variable of that name that says of each
    whether it does what is in between.
    """

    inside: tuple[str, ...] = ()
    not_inside: tuple[str, ...] = ()
    beside: re.Pattern[str] | None = None
    not_beside: re.Pattern[str] | None = None
    in_file: re.Pattern[str] | None = None
    not_in_file: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None
    not_behind: re.Pattern[str] | None = None
    ahead: re.Pattern[str] | None = None
    not_ahead: re.Pattern[str] | None = None
    onward: re.Pattern[str] | None = None
    not_onward: re.Pattern[str] | None = None
    into: re.Pattern[str] | None = None
    not_into: re.Pattern[str] | None = None
    takes: re.Pattern[str] | None = None
    divergent: str = field(default="", kw_only=True)
    recursive: str = field(default="", kw_only=True)
    meeting: str = field(default="", kw_only=True)

    @property
    def asks(self) -> bool:
        shapes = self.inside or self.not_inside or self.into or self.not_into or self.takes
        texts = self.beside or self.not_beside or self.in_file or self.not_in_file
        line = self.behind or self.not_behind or self.ahead or self.not_ahead
        rest = self.onward or self.not_onward
        return bool(
            shapes or texts or line or rest or self.recursive or self.divergent or self.meeting
        )


def constraint(
    file: Path, capture: str, values: Mapping[str, Any], captures: Collection[str] = ()
) -> Constraint:
    """One ``[where.CAPTURE]`` table; raises ``UserError`` for what cannot be meant.

    ``captures`` are all that the shape has.
    """
    refuse_unknown_keys(file, values, _CONSTRAINT_KEYS)
    where = f"{file}: where.{capture}"
    for key in ("above", "below"):
        if not isinstance(values.get(key, 0), int | str):
            raise UserError(f"{where}.{key} is {values[key]!r}", "write a number, or a fact's name")
    if not isinstance(values.get("folds"), bool | None):
        raise UserError(f"{where}.folds is {values['folds']!r}", "write true or false")
    return Constraint(
        capture,
        matches=pattern(where, values, "matches"),
        not_matches=pattern(where, values, "not_matches"),
        sources=frozenset(_list(where, values, "from", str)),
        not_sources=frozenset(_list(where, values, "not_from", str)),
        type=pattern(where, values, "type"),
        not_type=pattern(where, values, "not_type"),
        given=pattern(where, values, "given"),
        number=pattern(where, values, "number"),
        above=values.get("above"),
        below=values.get("below"),
        equals=frozenset(_list(where, values, "equals", int)),
        folds=values.get("folds"),
        part=_one_of(where, values, "part", PARTS),
        plus=_one_of(where, values, "plus", captures),
        beyond=_one_of(where, values, "beyond", captures),
        expands=pattern(where, values, "expands"),
        kernel=_one_of(where, values, "is", KERNELS),
        initialised=bool(values.get("initialised", False)),
        extern=_one_of(where, values, "extern", EXTERN),
    )


def surroundings(file: Path, values: Mapping[str, Any]) -> Surroundings:
    """What ``inside``, ``beside``, ``in_file``, ``behind``, ``ahead``, ``onward``, their
    negations ask for.
    """
    if values.keys().isdisjoint(_AROUND):
        return Surroundings()
    where = str(file)
    for key in _ABOVE:
        for shape in _texts(values.get(key, ())):
            if f"${HERE}" not in shape and f"$*{HERE}" not in shape:
                raise UserError(
                    f"{where}: {key} {shape!r} does not say where the match stands in it",
                    f"write ${HERE} at that place",
                )
    return Surroundings(
        _texts(values.get("inside", ())),
        _texts(values.get("not_inside", ())),
        *(pattern(where, values, key) for key in (*_TEXTS, _TAKES)),
        divergent=_one_of(where, values, _DIVERGENT, (WAVE, BLOCK)),
        recursive=_one_of(where, values, _RECURSIVE, RECURSIVE),
        meeting=values.get(_MEETING, ""),
    )


def pattern(where: str, values: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    """The regular expression that ``values`` has for ``key``."""
    text = values.get(key)
    if text is None:
        return None
    if not isinstance(text, str):
        raise UserError(f"{where}.{key} is {text!r}", "write a regular expression")
    try:
        re.compile(text, re.DOTALL)
    except (re.error, OverflowError, RecursionError) as error:
        raise UserError(f"{where}.{key}: {error}", "mend the regular expression") from None
    return regex(text, re.DOTALL)


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _one_of(where: str, values: Mapping[str, Any], key: str, choices: Collection[str]) -> str:
    found = values.get(key, "")
    if found and found not in choices:
        advice = f"write one of {', '.join(sorted(choices))}"
        raise UserError(f"{where}.{key} is {found!r}", advice)
    return str(found)


def _list(where: str, values: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    found = values.get(key, [])
    if not isinstance(found, list) or not all(type(item) is kind for item in found):
        raise UserError(f"{where}.{key} is {found!r}", f"write a list of {kind.__name__}")
    return found
