"""The cases of a rule as its file writes them, taken apart: one table for each shape.

What comes in is the table of a rule. A case that has cases of its own is a group: what it says
holds for each of them that does not say it itself, and ``where`` and ``each`` are joined key by
key. ``match`` and ``ptx`` are a shape, a list of shapes, or a table of shapes with what each
becomes; the words of ``each`` make a case of every choice. What goes out are tables with one shape
and all that is said of it, in the order in which they are written. What they say is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from migrate.model import UserError
from migrate.regex import regex
from migrate.rules.constructs import CAPTURE, CONDITION, NAME_OF, USAGE
from migrate.rules.keys import SHAPES
from migrate.settings.toml import place

# $name, or ${name} before a letter.
_NAME = regex(r"\$\*?(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
_BRACED = regex(r"\$\{([A-Za-z_]\w*)\}")
_MOST_CASES = 10_000  # that the names of ``each`` make of one shape
_JOINED = ("where", "each", "needs")
_TARGETS = frozenset({"rewrite", "suggestion"})  # they have what the target has for a word
Values = Mapping[str, Any]


class _Single(NamedTuple):
    """A case with one shape, and which names of ``each`` were chosen for it."""

    values: Values
    chosen: frozenset[str] = frozenset()


def single_cases(file: Path, values: Values) -> list[Values]:
    """The cases of a rule or group, with what they inherit."""
    return [single.values for single in _singles(file, {}, values)]


def names_of_each(values: Values) -> Iterator[str]:
    """The names that a rule has words for, itself or in a case."""
    for names in values.get("each", ()):
        yield from _split(names)
    for case in values.get("case", ()):
        yield from names_of_each(case)


def captures(values: Values) -> frozenset[str]:
    """What the shape of a single case binds."""
    shape = str(values.get("ptx") or values.get("match", ""))
    if values.get("declared"):
        shape = NAME_OF
    names = [name for _, name in CAPTURE.findall(shape)]
    if shape.startswith("#"):
        return frozenset((*names, CONDITION))
    return frozenset((*names, *USAGE) if values.get("used") else names)


def _singles(file: Path, outer: Values, own: Values) -> list[_Single]:
    values = _joined(outer, own)
    if "case" in own:
        found = [single for case in own["case"] for single in _singles(file, values, case)]
    else:
        if "rewrite" in own and any(isinstance(values.get(key), dict) for key in SHAPES):
            raise UserError(
                f"{place(file, 'rewrite')}: a rewrite beside a table of rewrites",
                "write it in the table, behind its shape",
            )
        found = [
            single for shape in _shapes(file, values) for single in _with_each_word(file, shape)
        ]
    _refuse_idle(file, own, found)
    return found


def _joined(outer: Values, own: Values) -> dict[str, Any]:
    """What a group and a case in it say; the case has the last word."""
    values = {**outer, **own}
    values.pop("case", None)
    for key in _JOINED:
        if key in outer and key in own:
            values[key] = {**outer[key], **own[key]}
    where = values.get("where", {})
    if "where" in outer and "where" in own:
        values["where"] = {
            name: {**outer["where"].get(name, {}), **own["where"].get(name, {})} for name in where
        }
    return values


def _shapes(file: Path, values: Values) -> Iterator[Values]:
    """A case for each of its shapes."""
    key = next((key for key in reversed(SHAPES) if key in values), "match")
    shapes = values.get(key)
    if isinstance(shapes, Mapping):
        for shape, rewrite in shapes.items():
            yield {**values, key: shape, "rewrite": rewrite}
    elif isinstance(shapes, Sequence) and not isinstance(shapes, str):
        for shape in dict.fromkeys(shapes):
            if shapes.count(shape) > 1:
                raise UserError(
                    f"{place(file, key)}: {shape!r} stands twice in the list", "leave one out"
                )
            yield {**values, key: shape}
    else:
        yield values


def _with_each_word(file: Path, values: Values) -> Iterator[_Single]:
    """A case for every choice of the words that stand for names of ``each`` in it."""
    sets = values.get("each", {})
    written = {name for key, item in values.items() if key != "each" for name in _names(item)}
    used = [names for names in sets if written.intersection(_split(names))]
    if prod(len(sets[names]) for names in used) > _MOST_CASES:
        raise UserError(f"{place(file, 'each')}: more than {_MOST_CASES:,} cases", "name fewer")
    known = {name for names in used for name in _split(names)}
    for name in _BRACED.findall(str([values.get(key, "") for key in (*SHAPES, "rewrite")])):
        if name not in known:
            raise UserError(f"{file}: ${{{name}}} stands for no words", f"add each.{name}")
    if not used:
        yield _Single(values)
        return
    for choice in product(*(_choices(names, sets[names]) for names in used)):
        here = {name: word for words, _ in choice for name, word in words.items()}
        there = {name: word for _, words in choice for name, word in words.items()}
        made = {
            key: _replaced(there if key in _TARGETS else here, item)
            for key, item in values.items()
            if key != "each"
        }
        yield _Single(made, frozenset(used))


def _split(names: str) -> list[str]:
    return re.split(r"\s*,\s*", names.strip())


def _choices(
    names: str, words: Sequence[str] | Sequence[Sequence[str]] | Mapping[str, str]
) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """What may stand for the names: in a shape, and in what is written for it."""
    split = _split(names)
    for word in words:
        row = (word,) if isinstance(word, str) else word
        here = dict(zip(split, row, strict=True))
        there = {names: words[str(word)]} if isinstance(words, Mapping) else here
        yield here, there


def _names(value: object) -> Iterator[str]:
    """The captures that are written in a text, or in what holds texts."""
    if isinstance(value, str):
        yield from (one or other for one, other in _NAME.findall(value)) if "$" in value else ()
    for item in _inner(value):
        yield from _names(item)


def _inner(value: object) -> Sequence[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else ()


def _replaced(words: Mapping[str, str], value: object) -> object:
    """A value of a case with the words that were chosen for names in it."""
    if isinstance(value, str):
        if "$" not in value:
            return value
        return _NAME.sub(lambda found: words.get(found[1] or found[2], found[0]), value)
    if isinstance(value, list):
        return [_replaced(words, item) for item in value]
    if isinstance(value, Mapping):
        return {key: _replaced(words, item) for key, item in value.items()}
    return value


def _refuse_idle(file: Path, own: Values, found: Sequence[_Single]) -> None:
    """Raise ``UserError`` for a demand, or for words, that no case has a capture for: of a group
    one of its cases has to, of shapes in a list each.
    """
    asked = own.get("where", {}).keys()
    bound = [captures(single.values) for single in found]
    idle = asked - frozenset[str]().union(*bound)
    if "case" not in own:
        idle |= frozenset[str]().union(*(asked - names for names in bound))
    for name in sorted(idle):
        raise UserError(f"{file}: where.{name} constrains a capture that is not there", "remove it")
    chosen = frozenset[str]().union(*(single.chosen for single in found))
    for names in sorted(own.get("each", {}).keys() - chosen):
        raise UserError(
            f"{file}: each.{names} has words for what no shape has", f"write ${names} in one"
        )
