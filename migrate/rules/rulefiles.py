"""One construct rule from its file: a TOML file with a shape written in CUDA, and what to write.

What comes in is a file below ``rules/<target>/<area>/`` and the patterns that rules share; what
goes out is a checked ``Rule``: an unknown key, an unbound capture, a value of another kind and a
missing message are refused with the file. No shape is compiled, so that loading stays quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from migrate.model import Announces, Effort, Safety, Status, UserError
from migrate.regex import regex
from migrate.rules.causes import USUAL_EFFORT
from migrate.rules.constraints import constraint, pattern, surroundings
from migrate.rules.constructs import (
    CAPTURE,
    DECLARED,
    NAME_OF,
    NUMBER,
    Case,
    CodeScope,
    Rule,
    Words,
    split_directive,
)
from migrate.rules.groups import Values, captures, single_cases
from migrate.rules.keys import CASE_KEYS, RULE_KEYS, refuse_explosive, refuse_wrong
from migrate.rules.named import Named, expanded, patterns_of, refuse_unused, sets_of
from migrate.settings.toml import place, read_toml
from migrate.text.assembly import SPELLINGS
from migrate.text.lexer import integer
from migrate.text.ptx import read_pattern

_ANCHOR = regex(r"<<<|(?<![\w$*])[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*")
_KEYWORDS = frozenset(
    "if ifdef ifndef elif define defined const static extern unsigned signed volatile void int "
    "char float double auto struct class enum typename template return using namespace while "
    "for do else constexpr static_assert switch case operator".split()
)
# What may be done with a value of the type that a shape names, see ``usages``.
ROLES = frozenset(
    (
        "computed compared related number narrowed set printed streamed member opened resident "
        "given cleared single"
    ).split()
)
_DEFAULT_STATUS = {Safety.SAFE: "ported", Safety.REVIEW: "review", Safety.MANUAL: "manual"}

_Kind = TypeVar("_Kind", bound=Enum)


def load_rule(file: Path, root: Path, named: Named, *, trusted: bool = True) -> Rule:
    """Read and check one rule file; ``root`` is the folder of all rules, the id is the path below
    it; ``named`` is what all rules name (see ``named``). Expressions of a rule that is not
    ``trusted`` are refused where they can explode.
    """
    name = file.relative_to(root).with_suffix("").as_posix()

    def holds(values: Values) -> bool:
        if "needs" in values:
            advice = "only rules for every target need facts: lay it below common/"
            raise UserError(f"{place(file, 'needs')}: needs in a target's own rule", advice)
        return True

    return rule_from(file, read_rule(file, named), name, holds, trusted=trusted)


def rule_from(
    file: Path, values: Values, name: str, holds: Callable[[Values], bool], *, trusted: bool
) -> Rule:
    """Check the ``values`` of a rule's file, whose id is ``name``, and keep the cases that hold."""
    if not trusted:
        refuse_explosive(file, values)
    refuse_wrong(file, values, RULE_KEYS)
    said = {key: values[key] for key in CASE_KEYS & values.keys()}
    words = values.get("words", {})
    singles = [each for each in single_cases(file, said) if holds(each)]
    cases = [_case(file, each, _words(each, words)) for each in singles]
    _refuse_doubles(file, cases)
    return Rule(
        id=name,
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
        errors=pattern(str(file), values, "errors"),
    )


def read_rule(file: Path, named: Named) -> Mapping[str, Any]:
    """What a rule file says, with all that it calls by a name; of its words the tables are left."""
    values = read_toml(file)
    patterns = patterns_of(file, values.pop("patterns", {}))
    words = values.get("words", {})
    if not isinstance(words, dict):
        raise UserError(f"{place(file, 'words')}: words is {words!r}", "write [words]")
    own = {name: items for name, items in words.items() if not isinstance(items, str)}
    sets = sets_of(file, own)
    lists = [name for name, items in sets.items() if isinstance(items, list)]
    refuse_unused(file, [values, patterns], patterns, "patterns")
    refuse_unused(file, [values, patterns], lists, "words")
    values = expanded(file, values, {**named, **patterns, **sets})
    tables = {name: items for name, items in values.get("words", {}).items() if name not in lists}
    for name, items in tables.items():
        if not isinstance(items, dict):
            raise UserError(f"{place(file, name)}: words.{name} is no table", "call a table")
    return {**values, "words": tables}


def _refuse_doubles(file: Path, cases: Iterable[Case]) -> None:
    """Raise ``UserError`` for a case that is the same as one before it."""
    known: dict[str, list[Case]] = {}
    for case in cases:
        same = known.setdefault(case.shape, [])
        if case in same:
            raise UserError(f"{file}: {case.shape!r} has the same case twice", "leave one out")
        same.append(case)


def _words(
    shape: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[str, Words], ...]:
    """Those of a rule's words that stand in an opcode, or for a capture of a shape."""
    where = shape.get("ptx", "").partition(" ")[0] or shape.get("match", "")
    names = [name for _, name in CAPTURE.findall(where)]
    return tuple((name, tuple(words[name].items())) for name in names if name in words)


def _case(file: Path, values: Mapping[str, Any], words: tuple[tuple[str, Words], ...]) -> Case:
    ptx = _ptx(file, values, words)
    declared = _declared(file, values)
    match = "" if ptx else NAME_OF if declared else _required(file, values, "match")
    rewrite = values.get("rewrite")
    used = _used(file, values)
    bound = _bound(file, values, ptx or match)
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
    where = {name: item for name, item in values.get("where", {}).items() if name in bound}
    return Case(
        match=match,
        rewrite=rewrite,
        anchor=SPELLINGS[0] if ptx else declared or _anchor(file, match),
        where=tuple(constraint(file, name, item, bound) for name, item in where.items()),
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
        effort=_choice(file, values, "effort", Effort, USUAL_EFFORT.get(status, "none")),
        ptx=ptx,
        words=words,
        used=used,
        announces=_announces(file, values, status),
        declared=declared,
    )


def _bound(file: Path, values: Mapping[str, Any], shape: str) -> frozenset[str]:
    """The captures of a shape; its texts may use no others."""
    bound = captures(values)
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


def _declared(file: Path, values: Mapping[str, Any]) -> str:
    """What the tree declares of which a case speaks; nothing for a case with a shape."""
    declared = str(values.get("declared", ""))
    if declared and declared not in DECLARED:
        advice = f"use one of {', '.join(sorted(DECLARED))}"
        raise UserError(f"{file}: declared is {declared!r}", advice)
    if declared and ("match" in values or "ptx" in values):
        raise UserError(f"{file}: both declared and a shape", "write a case for each")
    return declared


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
