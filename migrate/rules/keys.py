"""What a rule file may say: its keys, and the kind of value that each has.

What comes in are tables of a rule file; an unknown key, or a value of another kind than belongs
there, is refused with its line. What the values mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from migrate.model import UserError
from migrate.rules.constraints import is_fact
from migrate.rules.tables import is_version
from migrate.settings.regexes import compiled
from migrate.settings.toml import place, refuse_unknown_keys

SHAPES = ("match", "ptx")
CASE_KEYS = frozenset(
    "match ptx rewrite each case safety status message suggestion since until scope where api arch"
    " inside not_inside beside not_beside in_file not_in_file behind not_behind ahead not_ahead"
    " onward not_onward into not_into takes effort used announces divergent recursive meeting needs"
    " declared".split()
)
RULE_KEYS = CASE_KEYS | frozenset(
    "title option requires links words plain macro through_macros errors".split()
)
_EXPRESSIONS = frozenset(
    "matches not_matches type not_type number into not_into takes beside not_beside in_file"
    " not_in_file behind not_behind ahead not_ahead onward not_onward errors".split()
)
_LISTS_OR_TEXT = frozenset({"inside", "not_inside", "scope"})
_FLAGS = frozenset({"plain", "macro", "through_macros"})


def refuse_wrong(file: Path, values: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raise ``UserError`` for a key that is not ``known``, and for a value of a wrong kind; in the
    cases that ``values`` holds, too.
    """
    refuse_unknown_keys(file, values, known)
    for key, value in values.items():
        right, wanted = _is_right(key, value)
        if not right:
            raise UserError(f"{place(file, key)}: {key} is {value!r}", f"write {wanted}")
    for case in values.get("case", ()):
        refuse_wrong(file, case, CASE_KEYS)


def _is_right(key: str, value: Any) -> tuple[bool, str]:
    """Whether a key may have a value, and what one looks like."""
    items = list(value.values()) if isinstance(value, dict) else value
    if key in ("requires", "links", "used"):
        return _are(str, items), f'{key} = ["..."]'
    if key in SHAPES:
        return isinstance(value, str) or _are(str, items), f'{key} = "...", a list, or [{key}]'
    if key == "words":
        return isinstance(value, dict), '[words.type] with u32 = "unsigned", ...'
    if key == "case":
        return bool(items) and _are(dict, value), "[[case]]"
    if key == "each":
        right = isinstance(value, dict) and all(_are_choices(*each) for each in value.items())
        return right, 'each.type = ["float2", "float3"], or each."type, zero" = [["int", "0"]]'
    if key == "where":
        return _are(dict, items), "[where.NAME] with matches, from, type, above, ..."
    if key in _FLAGS:
        return isinstance(value, bool), f"{key} = true"
    if key == "arch":
        right = isinstance(value, dict) and all(map(is_fact, items))
        return right, 'arch = { wave = 64 }, or { wave = ">32" } for more'
    if key == "needs":
        return isinstance(value, dict), "needs = { mask-bits = 64 }"
    if key in _LISTS_OR_TEXT:
        return isinstance(value, str) or _are(str, value), f'{key} = "..."'
    if key in ("since", "until"):
        return is_version(value), f'{key} = "6.2"'
    return isinstance(value, str), f'{key} = "..."'


def _are(kind: type, items: object) -> bool:
    return isinstance(items, list) and all(isinstance(item, kind) for item in items)


def _are_choices(names: str, value: object) -> bool:
    """Whether these are words for one name, or rows of words for several."""
    count = names.count(",") + 1
    if count == 1:
        return _are(str, list(value.values()) if isinstance(value, dict) else value)
    rows = value if isinstance(value, list) else [None]
    return all(isinstance(row, list) and len(row) == count and _are(str, row) for row in rows)


def refuse_explosive(file: Path, value: Any, key: str = "") -> None:
    """Raise ``UserError`` for a regular expression that is none, or that may take for ever."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        refuse_explosive(file, inner, name)
    for inner in value if isinstance(value, list) else ():
        refuse_explosive(file, inner, key)
    if isinstance(value, str) and key in _EXPRESSIONS:
        try:
            compiled(value, re.DOTALL)
        except ValueError as error:
            raise UserError(f"{place(file, key)}: {key}: {error}", "write it otherwise") from None
