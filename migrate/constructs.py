"""One construct rule: a TOML file with a shape written in CUDA, and what to write instead.

What comes in is a file below ``rules/<target>/<area>/``; what goes out is a checked ``Rule``. The shape stays
text here: ``patterns`` compiles it when a source first asks for it, so that loading stays quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.model import Safety, Status, UserError
from migrate.tomlfile import read_toml, refuse_unknown_keys

CAPTURE = re.compile(r"\$(\*?)([A-Za-z_]\w*)")
_ANCHOR = re.compile(r"<<<|(?<![\w$*])[A-Za-z_]\w*")
_KEYWORDS = frozenset(
    "if ifdef ifndef elif defined const static extern unsigned signed volatile void int char float double auto "
    "struct class enum typename template return using namespace".split()
)
_RULE_KEYS = frozenset(
    "title match rewrite safety status message suggestion since until option requires links where case".split()
)
_CASE_KEYS = frozenset({"match", "rewrite", "where"})


@dataclass(frozen=True, slots=True)
class Constraint:
    """What the source text of a capture must look like (full matches of the stripped text)."""

    capture: str
    matches: re.Pattern[str] | None
    not_matches: re.Pattern[str] | None

    def accepts(self, text: str) -> bool:
        text = text.strip()
        if self.matches is not None and not self.matches.fullmatch(text):
            return False
        return self.not_matches is None or not self.not_matches.fullmatch(text)


@dataclass(frozen=True, slots=True)
class Case:
    """One shape of a rule: ``match`` and ``rewrite`` as written, the name the match starts at."""

    match: str
    rewrite: str | None
    anchor: str
    where: tuple[Constraint, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A construct rule. ``requires`` are headers its rewrite needs; ``file`` is where it was read from."""

    id: str
    title: str
    safety: Safety
    status: Status
    message: str
    suggestion: str
    since: str
    until: str
    option: str
    requires: tuple[str, ...]
    links: tuple[str, ...]
    file: Path
    cases: tuple[Case, ...]

    @property
    def example(self) -> Path:
        """The CUDA example beside the rule."""
        return self.file.with_suffix(".cu")

    @property
    def expected(self) -> Path:
        """The example's golden port."""
        return self.file.with_suffix(".expected.cu")


def load_rule(file: Path, root: Path) -> Rule:
    """Read and check one rule file; ``root`` is the folder of all rules, the id is the path below it."""
    values = read_toml(file)
    refuse_unknown_keys(file, values, _RULE_KEYS)
    identifier = file.relative_to(root).with_suffix("").as_posix()
    shapes = values.get("case") or [values]
    has_rewrite = any("rewrite" in shape for shape in shapes)
    safety = _choice(file, values, "safety", Safety.__members__, "MANUAL" if not has_rewrite else None)
    default = {Safety.SAFE: "ported", Safety.REVIEW: "review", Safety.MANUAL: "manual"}[Safety[safety]]
    status = _choice(file, values, "status", Status.__members__, default)
    rule = Rule(
        id=identifier,
        title=_required(file, values, "title"),
        safety=Safety[safety],
        status=Status[status],
        message=values.get("message", ""),
        suggestion=values.get("suggestion", ""),
        since=values.get("since", ""),
        until=values.get("until", ""),
        option=values.get("option", ""),
        requires=tuple(values.get("requires", ())),
        links=tuple(values.get("links", ())),
        file=file,
        cases=tuple(_case(file, shape, values) for shape in shapes),
    )
    if not rule.message and rule.status not in (Status.PORTED, Status.NATIVE):
        raise UserError(f"{file}: no message", "say what goes wrong and what to write instead")
    return rule


def _case(file: Path, shape: Mapping[str, Any], values: Mapping[str, Any]) -> Case:
    if shape is not values:
        refuse_unknown_keys(file, shape, _CASE_KEYS)
    match = _required(file, shape, "match")
    rewrite = shape.get("rewrite")
    bound = {name for _, name in CAPTURE.findall(match)}
    for text in (rewrite or "", values.get("message", ""), values.get("suggestion", "")):
        for _, name in CAPTURE.findall(text):
            if name not in bound:
                raise UserError(
                    f"{file}: ${name} is not bound by {match!r}", "use a capture of the match"
                )
    where = {**values.get("where", {}), **shape.get("where", {})}
    constraints = tuple(_constraint(file, name, item, bound) for name, item in where.items())
    return Case(match, rewrite, _anchor(file, match), constraints)


def _constraint(file: Path, name: str, values: Mapping[str, str], bound: set[str]) -> Constraint:
    refuse_unknown_keys(file, values, ("matches", "not_matches"))
    if name not in bound:
        raise UserError(f"{file}: where.{name} constrains a capture that is not there", "remove it")
    try:
        patterns = {key: re.compile(text, re.DOTALL) for key, text in values.items()}
    except re.error as error:
        raise UserError(f"{file}: where.{name}: {error}", "mend the regular expression") from None
    return Constraint(name, patterns.get("matches"), patterns.get("not_matches"))


def _anchor(file: Path, match: str) -> str:
    """The first name or launch token of the shape that is no capture and no keyword."""
    for found in _ANCHOR.findall(match):
        if found not in _KEYWORDS:
            return str(found)
    raise UserError(f"{file}: {match!r} names nothing of CUDA", "a shape starts at a CUDA name or at <<<")


def _required(file: Path, values: Mapping[str, Any], key: str) -> str:
    if not isinstance(values.get(key), str):
        raise UserError(f"{file}: {key} is missing", f"add {key} = \"...\"")
    return str(values[key])


def _choice(
    file: Path, values: Mapping[str, Any], key: str, members: Mapping[str, object], default: str | None
) -> str:
    text = values.get(key, default)
    if not isinstance(text, str) or text.upper() not in members:
        raise UserError(
            f"{file}: {key} is {text!r}", f"use one of {', '.join(members).lower()}"
        )
    return text.upper()

