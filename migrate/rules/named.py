"""What rules name, so that each is written once: regular expressions, and sets of words.

What comes in are the values of a rule file. ``(?&integer)`` in a regular expression stands for the
one called ``integer``, of the file's own table ``[patterns]``, or of ``patterns.toml`` at the root
of the rules. ``(?&votes)`` as an item of a list, or in place of one, stands for the words of a set
of the file's own ``[words]``, or of ``words.toml`` there. What goes out are the same values with
all that in its place: expressions each in a group of its own that captures nothing. Expressions may
call others, sets may hold others. No expression is compiled here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.regex import regex
from migrate.settings.toml import place, read_toml

PATTERNS_FILE = "patterns.toml"
WORDS_FILE = "words.toml"
_MOST = 100_000  # characters of a text, or items of a list
_OF_SETS = ("words", "each")  # what they hold may be a set's name alone
_CALL = regex(r"\(\?&(\w+)\)")
# By its name a regular expression, or a set: words, rows of words (for ``each``), or words with
# what the target has for each.
Named = Mapping[str, str | list[Any] | dict[str, str]]


def shared_names(root: Path) -> Named:
    """What is named for all rules below ``root``: nothing, where it has no such files."""
    patterns, words = root / PATTERNS_FILE, root / WORDS_FILE
    found: Named = patterns_of(patterns, read_toml(patterns)) if patterns.is_file() else {}
    if not words.is_file():
        return found
    sets = sets_of(words, read_toml(words))
    for name in sorted(sets.keys() & found.keys()):
        raise UserError(f"{place(words, name)}: {name!r} is a pattern, too", "call it otherwise")
    return {**found, **sets}


def patterns_of(file: Path, patterns: object) -> Mapping[str, str]:
    """``patterns`` of ``file``, where they are a table of texts; else raise ``UserError``."""
    if isinstance(patterns, dict) and all(isinstance(text, str) for text in patterns.values()):
        return patterns
    raise UserError(f"{file}: patterns is {patterns!r}", "write [patterns] with NAME = 'REGEX'")


def sets_of(file: Path, words: Mapping[str, Any]) -> Named:
    """``words`` of ``file``, if they are sets: lists of texts, or of rows of them, and tables."""
    for name, items in words.items():
        if not _is_set(items):
            raise UserError(
                f"{place(file, name)}: words.{name} is {items!r}",
                'write NAME = ["...", ...], or [words.type] with u32 = "unsigned", ...',
            )
    return words


def _is_set(items: object) -> bool:
    if isinstance(items, dict):
        return _are_texts(list(items.values()))
    return isinstance(items, list) and (_are_texts(items) or all(map(_are_texts, items)))


def _are_texts(items: object) -> bool:
    return isinstance(items, list) and all(isinstance(item, str) for item in items)


def refuse_unused(file: Path, values: object, own: Iterable[str], kind: str) -> None:
    """Raise ``UserError`` for a name of ``own`` that nothing in ``values`` calls."""
    called = set(_called(values))
    for name in own:
        if name not in called:
            raise UserError(
                f"{place(file, name)}: {kind}.{name} is not used",
                f"write (?&{name}) where it belongs, or leave it out",
            )


def _called(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield from _CALL.findall(value) if "(?&" in value else ()
    items: Iterable[object] = value.values() if isinstance(value, dict) else ()
    for item in value if isinstance(value, list) else items:
        yield from _called(item)


def expanded(file: Path, value: Any, named: Named) -> Any:
    """``value`` of ``file``, with all that its texts call, at any depth.

    Raises ``UserError`` for a name that ``named`` does not have, and for one that calls itself.
    """
    return _value(file, value, named, ())


def _value(
    file: Path, value: Any, named: Named, callers: tuple[str, ...], *, sets: bool = False
) -> Any:
    """``value``, in which a text alone may call a set, where there are ``sets``."""
    if isinstance(value, str):
        whole = _CALL.fullmatch(value) if sets else None
        if whole and not isinstance(named.get(whole[1], ""), str):
            return _set(file, whole[1], named, callers)
        return _text(file, value, named, callers)
    if isinstance(value, list):  # no deeper than TOML that could be read
        items = [item for each in value for item in _items(file, each, named, callers)]
        if len(items) > max(_MOST, len(value)):
            raise UserError(f"{file}: words that call words become too long", "write fewer")
        return items
    if isinstance(value, dict):
        return {
            key: _value(file, item, named, callers, sets=sets or key in _OF_SETS)
            for key, item in value.items()
        }
    return value


def _items(file: Path, value: Any, named: Named, callers: tuple[str, ...]) -> Iterable[Any]:
    """What stands for one item of a list: a set's words, where it calls a set."""
    found = _value(file, value, named, callers, sets=True)
    return found if isinstance(value, str) and not isinstance(found, str) else (found,)


def _set(file: Path, name: str, named: Named, callers: tuple[str, ...]) -> Any:
    _refuse_circle(file, name, callers)
    return _value(file, named[name], named, (*callers, name))


def _refuse_circle(file: Path, name: str, callers: tuple[str, ...]) -> None:
    if name in callers:
        raise UserError(f"{place(file, name)}: {name!r} calls itself", "write it out")


def _text(file: Path, text: str, named: Named, callers: tuple[str, ...]) -> str:
    def called(found: re.Match[str]) -> str:
        name = found[1]
        if name not in named:
            known = ", ".join(sorted(named)) or "there are none"
            raise UserError(f"{file}: nothing is called {name!r}", f"known names: {known}")
        _refuse_circle(file, name, callers)
        value = named[name]
        if isinstance(value, str):
            return f"(?:{_text(file, value, named, (*callers, name))})"
        words = list(_set(file, name, named, callers))
        if not _are_texts(words):
            raise UserError(f"{file}: {name!r} is rows of words", "they are for each, in a list")
        return f"(?:{'|'.join(map(re.escape, words))})"

    made = _CALL.sub(called, text) if "(?&" in text else text
    if len(made) > _MOST and made is not text:
        raise UserError(f"{file}: names that call names become too long", "write fewer")
    return made
