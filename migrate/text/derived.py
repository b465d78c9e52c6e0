"""Macros that a tree makes of those that mean "this is the target", or of those of compilers.

What comes in are the bytes of files, and what else defines macros (build files); what goes out is
what each such macro is on the target and on CUDA: ``#if defined(__HIPCC__)``, ``#define LIB_HIP 1``
makes of ``LIB_HIP`` a macro that is there on the target only. Files are read line by line, without
a tree; a macro that is defined under any other condition, too, is nobody's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from migrate.regex import regex
from migrate.text.guards import TARGET, Derived, Guards
from migrate.text.lexer import integer
from migrate.text.truths import ABSENT, ANYTHING, UNKNOWN, Macro, Range, Truth, truth

_LINE = regex(
    rb"^[ \t]*\#[ \t]*(if|ifdef|ifndef|elif|else|endif|define)\b((?:[^\\\n]|\\\r?\n|\\.)*)",
    re.MULTILINE,
)
_COMMENT = regex(rb"/\*.*?\*/|//[^\n]*|/\*.*|\\\r?\n|\r", re.DOTALL)
_DEFINE = regex(r"([A-Za-z_]\w*)(?:[ \t]+(.*))?", re.DOTALL)
_NAME = regex(r"[A-Za-z_]\w*")
_CUDAS = regex(r"(?<![A-Z0-9])CUDA(?![A-Z0-9])")
_LACKING = regex(r"!\s*\(?defined\s*\(?\s*([A-Za-z_]\w*)")
_LONGEST = 60  # of a value that is looked at: integers, and names of such
_LONGEST_OPENING = 400  # of one that opens namespaces
_MOST_ROUNDS = 4  # macros made of macros that are made of macros
ON_TARGET, NOT_ON_TARGET, SOMETIMES = TARGET, f"!{TARGET}", "__sometimes__"


class Definition(NamedTuple):
    """A macro, its value, and the condition that it is defined under (``""``: always).

    ``both``: the file asks for compilers of both sides, so that CUDA's are never there on the
    target.
    """

    name: str
    value: str = ""
    when: str = ""
    both: bool = False

    @property
    def is_default(self) -> bool:
        """Whether it is what the macro is where nothing else has defined it."""
        return self.name in _LACKING.findall(self.when)


def definitions(data: bytes, guards: Guards) -> tuple[Definition, ...]:
    """The macros without parameters that a file defines."""
    if b"define" not in data:
        return ()
    found: list[Definition] = []
    groups: list[list[str]] = []  # conditions of the branches so far, of each group that is open
    asked: list[str] = []
    for match in _LINE.finditer(data):
        keyword = match[1].decode()
        text = _COMMENT.sub(b" ", match[2]).decode("utf-8", "replace").strip()
        if keyword == "define":
            made = _DEFINE.fullmatch(text)
            if made is not None:
                value = (made[2] or "").strip()
                longest = _LONGEST_OPENING if "namespace" in value[:20] else _LONGEST
                kept = value if len(value) <= longest else "?"
                found.append(Definition(made[1], kept, " && ".join(map(_branch, groups))))
        elif keyword == "endif":
            groups = groups[:-1]
        elif keyword in ("elif", "else"):
            if groups:
                groups[-1].append(text if keyword == "elif" else "1")
                asked.append(text)
        else:
            name = text.split(maxsplit=1)[0] if text else ""
            plain = {"if": text, "ifdef": f"defined({name})", "ifndef": f"!defined({name})"}
            groups.append([plain[keyword]])
            asked.append(plain[keyword])
    both = any(map(guards.asks_for_cuda, asked)) and any(map(guards.mentioned_in, asked))
    return tuple(item._replace(both=both) for item in found if not _is_include_guard(item))


def derive(
    found: Iterable[Definition],
    guards: Guards,
    is_cudas: Callable[[str], bool] | None = None,
) -> Derived:
    """What the macros of a tree are on the target and on CUDA, of those that are not the same, or
    that are made of another target's. Those that ``is_cudas`` knows are there on CUDA in any case.
    """
    found = tuple(found)
    by_name: dict[str, list[Definition]] = {}
    cudas: dict[str, list[Definition]] = {}
    for item in found:
        if guards.is_absent(item.name) or (is_cudas is not None and is_cudas(item.name)):
            cudas.setdefault(item.name, []).append(item)
        elif not guards.is_guard(item.name):
            by_name.setdefault(item.name, []).append(item)
    given = _given(cudas, guards)
    maybe = {
        name: items
        for name, items in by_name.items()
        if any(item.when and not item.is_default for item in items)
    }
    known = guards.knowing(Derived())
    others = _of_others(found, guards, is_cudas) if is_cudas is not None else frozenset()
    for _ in range(_MOST_ROUNDS):
        pairs = {name: _sides(items, by_name, known, others) for name, items in maybe.items()}
        derived = Derived(
            {name: pair[0] for name, pair in pairs.items() if pair is not None},
            {name: pair[1] for name, pair in pairs.items() if pair is not None},
            _integers(pairs, by_name),
            given,
        )
        if derived == known.derived:
            break
        known = guards.knowing(derived)
    return _with_twins(known, maybe, frozenset(item.name for item in found))


def _of_others(
    found: Iterable[Definition], guards: Guards, is_cudas: Callable[[str], bool]
) -> frozenset[str]:
    """What conditions ask for that is there neither on the target nor on CUDA."""
    asked = {name for item in found for name in _NAME.findall(item.when)}
    return frozenset(name for name in asked if guards.is_absent(name) and not is_cudas(name))


def _with_twins(guards: Guards, names: Iterable[str], defined: frozenset[str]) -> Derived:
    """What is derived, and that a macro which is there under some condition only, and has a twin
    on the target (``LIB_CUDA`` and ``LIB_HIP``), is not there on the target.
    """
    derived = guards.derived
    cudas = {
        name: ABSENT
        for name in names
        if name not in derived.on_target
        and any(_is_there(twin, guards, defined) for twin in _twins(name, guards.words))
    }
    unknown = dict.fromkeys(cudas, UNKNOWN)
    return replace(
        derived, on_target={**derived.on_target, **cudas}, on_cuda={**derived.on_cuda, **unknown}
    )


def _twins(name: str, words: Iterable[str]) -> frozenset[str]:
    """How a macro that says CUDA would be called for the target."""
    return frozenset(_CUDAS.sub(word, name) for word in words) - {name}


def _is_there(name: str, guards: Guards, defined: frozenset[str]) -> bool:
    """Whether the tree defines a macro for the target."""
    return name in defined and guards.known(name, on_target=True).defined is True


def _given(found: Mapping[str, list[Definition]], guards: Guards) -> dict[str, Macro]:
    """Macros of CUDA's that only the build for the target defines; the sources' own definitions
    hold for the file they stand in, and one that the port renames is not asked for any more.
    """
    return {
        name: Macro(True, _hull(_value(item, {}) for item in items))
        for name, items in found.items()
        if all(item.when == ON_TARGET for item in items) and not guards.is_ported(name)
    }


def _integers(
    pairs: Mapping[str, tuple[Macro, Macro] | None], by_name: Mapping[str, list[Definition]]
) -> dict[str, Macro]:
    """Macros whose integers are values of others."""
    values = (item.value.strip("() ") for name in pairs if pairs[name] for item in by_name[name])
    found = {}
    for name in values:
        number = integer(by_name[name][0].value) if len(by_name.get(name, ())) == 1 else None
        if number is not None:
            found[name] = Macro(True, Range(number, number))
    return found


def _branch(conditions: list[str]) -> str:
    """The condition of the last branch of a group."""
    *earlier, own = conditions
    return " && ".join([*(f"!({each})" for each in earlier), f"({own})"])


def _is_include_guard(item: Definition) -> bool:
    return item.is_default and not item.value


def _sides(
    items: list[Definition],
    by_name: dict[str, list[Definition]],
    guards: Guards,
    others: frozenset[str],
) -> tuple[Macro, Macro] | None:
    """A macro on the target and on CUDA; None where it may be the same, and not for want of what is
    another target's (``others``).
    """
    explicit = [item for item in items if not item.is_default]
    default = next((item for item in items if item.is_default), None)
    sides = []
    for on_target in (True, False):
        truths = [_holds(item, guards, others, on_target) for item in explicit]
        values = [
            _value(item, by_name)
            for item, holds in zip(explicit, truths, strict=True)
            if holds is not False
        ]
        sides.append((_any(truths), values))
    (target, targets), (cuda, cudas) = sides
    if not target and target is not None and cuda is not False:
        return _missing(default, by_name), Macro(cuda, _hull(cudas))
    if not cuda and cuda is not None and target is not False:
        return Macro(True, _hull(targets)), _missing(default, by_name)
    if target is cuda is False and any(_is_for(item, others) for item in explicit):
        return _missing(default, by_name), _missing(default, by_name)
    if target and cuda and _hull(targets) != _hull(cudas):
        return Macro(True, _hull(targets)), Macro(True, _hull(cudas))
    return None


def _is_for(item: Definition, others: frozenset[str]) -> bool:
    """Whether a macro is defined where something is there that is another target's."""
    return not others.isdisjoint(_NAME.findall(item.when))


def _holds(item: Definition, guards: Guards, others: frozenset[str], on_target: bool) -> Truth:
    if not item.when:
        return True

    def lookup(name: str) -> Macro:
        if name in others:
            return ABSENT
        if guards.is_absent(name):
            return ABSENT if on_target and item.both else UNKNOWN
        return guards.known(name, on_target)

    return truth(item.when, lookup)


def _any(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    return True if True in found else None if None in found else False


def _missing(default: Definition | None, by_name: dict[str, list[Definition]]) -> Macro:
    """A macro where only its default is there."""
    return ABSENT if default is None else Macro(None, _value(default, by_name))


def _value(item: Definition, by_name: dict[str, list[Definition]]) -> Range:
    text = item.value.strip("() ")
    named = by_name.get(text, ())
    if len(named) == 1:
        text = named[0].value.strip("() ")
    number = integer(text)
    if number is None:
        return ANYTHING if text else Range(1, math.inf)
    return Range(number, number)


def _hull(values: Iterable[Range]) -> Range:
    found = tuple(values)
    if not found:
        return ANYTHING
    return Range(min(each.least for each in found), max(each.most for each in found))
