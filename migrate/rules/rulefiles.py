"""One construct rule from its file: a TOML file with a shape written in CUDA, and what to write.

What comes in is a file below ``rules/<target>/<area>/`` and the patterns that rules share; what
goes out is a checked ``Rule``: an unknown key, an unbound capture, a value of another kind and a
missing message are refused with the file. No shape is compiled, so that loading stays quick.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, TypeVar

from migrate.model import Announces, Effort, Safety, Status, UserError
from migrate.rules.constraints import Constraint, constraint, surroundings
from migrate.rules.constructs import (
    CAPTURE,
    CONDITION,
    NUMBER,
    USAGE,
    Case,
    CodeScope,
    Rule,
    Words,
    split_directive,
)
from migrate.rules.named import checked, expanded
from migrate.rules.tables import is_version
from migrate.settings.regexes import compiled
from migrate.settings.toml import place, read_toml, refuse_unknown_keys
from migrate.text.assembly import SPELLINGS
from migrate.text.lexer import integer
from migrate.text.ptx import read_pattern

_ANCHOR = re.compile(r"<<<|(?<![\w$*])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_KEYWORDS = frozenset(
    "if ifdef ifndef elif define defined const static extern unsigned signed volatile void int "
    "char float double auto struct class enum typename template return using namespace while "
    "for do else constexpr static_assert switch case operator".split()
)
# What a rule says of all its cases, and a case may say for itself.
_SHARED_KEYS = frozenset(
    "safety status message suggestion since until scope where api arch inside not_inside beside "
    "not_beside in_file not_in_file behind not_behind ahead not_ahead into not_into takes effort "
    "used announces divergent".split()
)
_EXPRESSIONS = frozenset(
    "matches not_matches type not_type number into not_into takes beside not_beside in_file"
    " not_in_file behind not_behind ahead not_ahead".split()
)
_MOST_CASES = 10_000  # that the names of ``each`` make of one shape
_LISTS_OR_TEXT = frozenset({"inside", "not_inside", "scope"})
_WITH_CAPTURES = frozenset(
    "match rewrite message suggestion beside not_beside in_file not_in_file behind not_behind"
    " ahead not_ahead inside not_inside".split()
)
# What may be done with a value of the type that a shape names, see ``usages``.
ROLES = frozenset(
    (
        "computed compared related number narrowed set printed streamed member opened resident "
        "given cleared single"
    ).split()
)
_CASE_KEYS = _SHARED_KEYS | {"match", "ptx", "rewrite", "each"}
_RULE_KEYS = _CASE_KEYS | {
    "title",
    "option",
    "requires",
    "links",
    "case",
    "words",
    "plain",
    "macro",
    "through_macros",
}
_DEFAULT_EFFORT = {Status.REVIEW: "minutes", Status.MANUAL: "hours"}
_DEFAULT_STATUS = {Safety.SAFE: "ported", Safety.REVIEW: "review", Safety.MANUAL: "manual"}

_Kind = TypeVar("_Kind", bound=Enum)


def load_rule(file: Path, root: Path, patterns: Mapping[str, str], *, trusted: bool = True) -> Rule:
    """Read and check one rule file; ``root`` is the folder of all rules, the id is the path below
    it; ``patterns`` are those of all rules, by name (see ``named``). Expressions of a rule that is
    not ``trusted`` are refused where they can explode.
    """
    values = read_toml(file)
    own = checked(file, values.pop("patterns", {}))
    values = expanded(file, values, {**patterns, **own})
    if not trusted:
        _refuse_explosive(file, values)
    refuse_unknown_keys(file, values, _RULE_KEYS)
    _refuse_wrong_kinds(file, values)
    shared = {key: values[key] for key in _SHARED_KEYS & values.keys() if key != "where"}
    shapes = values.get("case") or [{key: values[key] for key in _CASE_KEYS & values.keys()}]
    cases = []
    for written in shapes:
        refuse_unknown_keys(file, written, _CASE_KEYS)
        _refuse_wrong_kinds(file, written)
        for shape in _each(file, {**shared, **written}, values.get("each", {})):
            words = _words(shape, values.get("words", {}))
            cases.append(_case(file, shape, values.get("where", {}), words))
    return Rule(
        id=file.relative_to(root).with_suffix("").as_posix(),
        title=_required(file, values, "title"),
        message=values.get("message", ""),
        option=values.get("option", ""),
        requires=tuple(values.get("requires", ())),
        links=tuple(values.get("links", ())),
        file=file,
        cases=tuple(cases),
        plain=values.get("plain", False) or values.get("macro", False),
        macro=values.get("macro", False),
        through_macros=values.get("through_macros", False),
    )


def _refuse_explosive(file: Path, value: Any, key: str = "") -> None:
    """Raise ``UserError`` for a regular expression that is none, or that may take for ever."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        _refuse_explosive(file, inner, name)
    for inner in value if isinstance(value, list) else ():
        _refuse_explosive(file, inner, key)
    if isinstance(value, str) and key in _EXPRESSIONS:
        try:
            compiled(value, re.DOTALL)
        except ValueError as error:
            raise UserError(f"{place(file, key)}: {key}: {error}", "write it otherwise") from None


def _refuse_wrong_kinds(file: Path, values: Mapping[str, Any]) -> None:
    """Raise ``UserError`` for a value that is no text, list of texts or table where one belongs."""
    for key, value in values.items():
        items = list(value.values()) if isinstance(value, dict) else value
        if key in ("requires", "links", "used"):
            right, wanted = _are(str, items), f'{key} = ["..."]'
        elif key == "words":
            right = _are(dict, items) and all(_are(str, list(item.values())) for item in items)
            wanted = '[words.type] with u32 = "unsigned", ...'
        elif key == "case":
            right, wanted = _are(dict, items), "[[case]]"
        elif key == "each":
            right = _are(list, items) and all(_are(str, item) for item in items)
            wanted = 'each.type = ["float2", "float3"]'
        elif key == "where":
            right, wanted = _are(dict, items), "[where.NAME] with matches, from, type, above, ..."
        elif key in ("plain", "macro", "through_macros", "divergent"):
            right, wanted = isinstance(value, bool), f"{key} = true"
        elif key == "arch":
            right, wanted = isinstance(value, dict), "arch = { wave = 64 }"
        elif key in _LISTS_OR_TEXT:
            right, wanted = isinstance(value, str) or _are(str, value), f'{key} = "..."'
        elif key in ("since", "until"):
            right, wanted = is_version(value), f'{key} = "6.2"'
        else:
            right, wanted = isinstance(value, str), f'{key} = "..."'
        if not right:
            raise UserError(f"{place(file, key)}: {key} is {value!r}", f"write {wanted}")


def _are(kind: type, items: object) -> bool:
    return isinstance(items, list) and all(isinstance(item, kind) for item in items)


def _each(
    file: Path, shape: Mapping[str, Any], shared: Mapping[str, Sequence[str]]
) -> Iterator[Mapping[str, Any]]:
    """A case for every choice of the names that stand for a word in its shape (``each.type``)."""
    match = str(shape.get("match", ""))
    sets = {**shared, **shape.get("each", {})}
    used = [word for word in sets if re.search(rf"\${re.escape(word)}\b", match)]
    if prod(len(sets[word]) for word in used) > _MOST_CASES:
        raise UserError(f"{place(file, 'each')}: more than {_MOST_CASES:,} cases", "name fewer")
    for names in product(*(sets[word] for word in used)):
        chosen = dict(zip(used, names, strict=True))
        yield {key: _with_names(chosen, key, value) for key, value in shape.items()}


def _with_names(chosen: Mapping[str, str], key: str, value: object) -> object:
    """A value of a case with the names that were chosen for words in it."""
    if key not in _WITH_CAPTURES or not isinstance(value, str):
        return value
    return CAPTURE.sub(lambda found: chosen.get(found[2], found[0]), value)


def _words(
    shape: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, Words], ...]:
    """Those of a rule's words that stand in an opcode, or for a capture of a shape."""
    where = shape.get("ptx", "").partition(" ")[0] or shape.get("match", "")
    names = [name for _, name in CAPTURE.findall(where)]
    return tuple((name, tuple(words[name].items())) for name in names if name in words)


def _case(
    file: Path,
    values: Mapping[str, Any],
    where: Mapping[str, Any],
    words: tuple[tuple[str, Words], ...],
) -> Case:
    ptx = _ptx(file, values, words)
    match = "" if ptx else _required(file, values, "match")
    rewrite = values.get("rewrite")
    used = _used(file, values)
    more = (CONDITION,) if match.startswith("#") else USAGE if used else ()
    bound = _bound(file, values, ptx or match, more)
    if rewrite is not None and split_directive(rewrite)[0] != split_directive(match)[0]:
        raise UserError(
            f"{file}: {match!r} becomes another kind of directive", "keep the keyword after the #"
        )
    safety = _choice(file, values, "safety", Safety, "MANUAL" if rewrite is None else "")
    status = _choice(file, values, "status", Status, _DEFAULT_STATUS[safety])
    if status is Status.UNKNOWN:
        raise UserError(f"{file}: no rule has the status {status.value!r}", "use review or manual")
    message = values.get("message", "")
    if not message and status not in (Status.PORTED, Status.NATIVE):
        raise UserError(f"{file}: no message", "say what goes wrong and what to write instead")
    own = values.get("where", {})
    wanted = {**{name: item for name, item in where.items() if name in bound}, **own}
    return Case(
        match=match,
        rewrite=rewrite,
        anchor=SPELLINGS[0] if ptx else _anchor(file, match),
        where=tuple(_constraint(file, name, item, bound) for name, item in wanted.items()),
        safety=safety,
        status=status,
        message=message,
        suggestion=values.get("suggestion", ""),
        since=values.get("since", ""),
        until=values.get("until", ""),
        scopes=_scopes(file, values),
        api=values.get("api", ""),
        arch=tuple(values.get("arch", {}).items()),
        around=surroundings(file, values),
        effort=_choice(file, values, "effort", Effort, _DEFAULT_EFFORT.get(status, "none")),
        ptx=ptx,
        words=words,
        used=used,
        announces=_announces(file, values, status),
    )


def _bound(
    file: Path, values: Mapping[str, Any], shape: str, more: Sequence[str]
) -> frozenset[str]:
    """The captures of a shape, and ``more``; its texts may use no others."""
    bound = frozenset(name for _, name in CAPTURE.findall(shape)).union(more)
    for key in ("rewrite", "message", "suggestion"):
        for _, name in CAPTURE.findall(values.get(key, "")):
            if name not in bound:
                raise UserError(
                    f"{file}: ${name} in the {key} is not bound by {shape!r}",
                    "use a capture of the match",
                )
    return bound


def _scopes(file: Path, values: Mapping[str, Any]) -> frozenset[CodeScope]:
    """All scopes in which a case counts, where there are several: what stands in each of them."""
    written = values.get("scope", ())
    each = [written] if isinstance(written, str) else written
    found = (_choice(file, {"scope": item}, "scope", CodeScope, "any") for item in each)
    return frozenset(found) - {CodeScope.ANY}


def _used(file: Path, values: Mapping[str, Any]) -> frozenset[str]:
    """The roles a case speaks of."""
    used = frozenset(values.get("used", ()))
    for role in sorted(used - ROLES):
        raise UserError(f"{file}: used has {role!r}", f"use some of {', '.join(sorted(ROLES))}")
    if used and "rewrite" in values:
        raise UserError(f"{file}: a case with used has a rewrite", "such a case only reports")
    return used


def _announces(file: Path, values: Mapping[str, Any], status: Status) -> Announces | None:
    """What the findings of a case announce, None where their status says it."""
    if "announces" not in values or status in (Status.PORTED, Status.NATIVE):
        return None
    return _choice(file, values, "announces", Announces, "")


def _ptx(file: Path, values: Mapping[str, Any], words: tuple[tuple[str, Words], ...]) -> str:
    """The pattern of an instruction, where a case has one instead of a shape."""
    text = str(values.get("ptx", ""))
    if text and "match" in values:
        raise UserError(f"{file}: both match and ptx", "write a case for each")
    for _, name in CAPTURE.findall(text.partition(" ")[0]):
        if name not in dict(words):
            raise UserError(f"{file}: no words for ${name} in {text!r}", f"add [words.{name}]")
    if text and read_pattern(text) is None:
        raise UserError(f"{file}: {text!r} is no instruction", 'write ptx = "add.u32 $d, $a, $b"')
    return text


def _constraint(
    file: Path, name: str, values: Mapping[str, Any], bound: Collection[str]
) -> Constraint:
    if name not in bound:
        raise UserError(f"{file}: where.{name} constrains a capture that is not there", "remove it")
    return constraint(file, name, values, bound)


def _anchor(file: Path, match: str) -> str:
    """The first name or launch token of the shape that is no capture and no keyword; the value of
    its first number where it has no name, and its first keyword where it has neither. A member's
    has the dot before it, as in the tables.
    """
    shape = match.removeprefix("void _(")  # of a parameter
    for found in _ANCHOR.finditer(shape):
        if found[0] not in _KEYWORDS:
            member = shape[: found.start()].rstrip().endswith((".", "->"))
            return f".{found[0]}" if member else found[0]
    number = NUMBER.search(match)
    if number is not None and (value := integer(number[0])) is not None:
        return str(value)
    if (keyword := _ANCHOR.search(match)) is not None:
        return keyword[0]
    raise UserError(
        f"{file}: {match!r} names nothing of CUDA",
        "a shape starts at a CUDA name, at <<< or at an integer",
    )


def _required(file: Path, values: Mapping[str, Any], key: str) -> str:
    if key not in values:
        raise UserError(f"{file}: {key} is missing", f'add {key} = "..."')
    return str(values[key])


def _choice(
    file: Path, values: Mapping[str, Any], key: str, kind: type[_Kind], default: str
) -> _Kind:
    """The member of ``kind`` that ``key`` names, in lower case as people write it."""
    text = str(values.get(key, default)).upper()
    if text not in kind.__members__:
        names = ", ".join(kind.__members__).lower()
        raise UserError(f"{file}: {key} is {values.get(key, 'missing')!r}", f"use one of {names}")
    return kind[text]
